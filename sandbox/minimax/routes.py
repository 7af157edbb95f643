"""The HTTP side of the first API generation: paths, key, shapes of answers, and faults."""

import json
import random
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.minimax.answers import (
    Answer,
    drop,
    json_answer,
    replacing_answer,
    send,
    send_spoiled,
)
from sandbox.minimax.codes import AUTH_FAILED, BAD_PARAMETERS, Refusal, base_resp, refuse
from sandbox.minimax.engine import Engine
from sandbox.minimax.faults import Fault, FaultKind, FaultPlan, Operation
from sandbox.minimax.links import LinkRefused, LinkSigner
from sandbox.minimax.orders import Status

Process = Callable[[web.Request, Fault | None], Awaitable[Answer]]


class Routes:
    """Serves an engine; `key`, `base_url` and `faults` may change while it runs."""

    def __init__(
        self, engine: Engine, faults: FaultPlan, now: Any, key: str, rng: random.Random
    ) -> None:
        self.key = key
        self.base_url = ""
        self.unknown: list[str] = []
        self._engine = engine
        self._faults = faults
        self._now = now
        self._rng = rng
        self._signer = LinkSigner(rng.randbytes(16))

    def table(self, prefix: str) -> list[web.RouteDef]:
        """Give the routes below a path prefix."""
        return [
            web.post(f"{prefix}/v1/video_generation", self._serve_submit),
            web.get(f"{prefix}/v1/query/video_generation", self._serve_query),
            web.get(f"{prefix}/v1/files/retrieve", self._serve_retrieve),
            web.get(f"{prefix}/files/{{file_id}}/output_aigc.mp4", self._serve_download),
            web.route("*", "/{anything:.*}", self._serve_unknown),
        ]

    def knows(self, request: web.Request) -> bool:
        """Tell whether a request carries the key."""
        given = request.headers.get("Authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {self.key}".encode())

    async def _serve_submit(self, request: web.Request) -> web.StreamResponse:
        self._engine.account.counters.submits += 1
        await request.read()
        return await self._serve(Operation.SUBMIT, request, self._submit)

    async def _serve_query(self, request: web.Request) -> web.StreamResponse:
        self._engine.account.counters.queries += 1
        return await self._serve(Operation.QUERY, request, self._query)

    async def _serve_retrieve(self, request: web.Request) -> web.StreamResponse:
        self._engine.account.counters.retrieves += 1
        return await self._serve(Operation.RETRIEVE, request, self._retrieve)

    async def _serve_download(self, request: web.Request) -> web.StreamResponse:
        self._engine.account.counters.downloads += 1
        if "Authorization" in request.headers:
            self._engine.account.counters.keys_leaked += 1
        return await self._serve(Operation.DOWNLOAD, request, self._download)

    async def _serve_unknown(self, request: web.Request) -> web.StreamResponse:
        self.unknown.append(f"{request.method} {request.path}")
        return web.Response(status=404, text="404 page not found")

    async def _serve(
        self, operation: Operation, request: web.Request, process: Process
    ) -> web.StreamResponse:
        injected = self._faults.meet(operation)
        self._engine.pulse.beat()
        if injected is None:
            return await send(request, await self._answer(request, process, None))
        fault = injected.fault
        replacement = replacing_answer(fault)
        if replacement is not None:
            replacement.headers.setdefault("Trace-Id", self._trace_id())
            return await send(request, replacement)
        if fault.kind is FaultKind.DROP_BEFORE:
            return drop(request)
        if fault.kind is FaultKind.HOLD_BEFORE:
            await injected.wait_released()
        answer = await self._answer(request, process, fault)
        if fault.kind is FaultKind.HOLD_AFTER:
            await injected.wait_released()
        return await send_spoiled(request, answer, fault)

    async def _answer(self, request: web.Request, process: Process, fault: Fault | None) -> Answer:
        try:
            answer = await process(request, fault)
        except Refusal as refusal:
            answer = json_answer({"base_resp": base_resp(refusal.code, refusal.text)})
        except LinkRefused as refusal:
            return Answer(
                body=refusal.as_xml(), status=refusal.status, content_type="application/xml"
            )
        answer.headers.setdefault("Trace-Id", self._trace_id())
        self._engine.pulse.beat()
        return answer

    async def _submit(self, request: web.Request, fault: Fault | None) -> Answer:
        self._check_key(request)
        try:
            body = json.loads(await request.read())
        except ValueError as error:
            raise refuse(BAD_PARAMETERS, f"the body is not JSON ({error})") from error
        failing = fault is not None and fault.kind is FaultKind.FAIL
        order = await self._engine.submit(body, fault.code if fault and failing else None)
        return json_answer({"task_id": order.remote_task_id, "base_resp": base_resp()})

    async def _query(self, request: web.Request, fault: Fault | None) -> Answer:
        self._check_key(request)
        found = await self._engine.query(_argument(request, "task_id"))
        told: dict[str, object] = {
            "task_id": found.order.remote_task_id,
            "status": found.status.value,
        }
        if found.status is Status.SUCCESS:
            told["file_id"] = str(found.order.file_id)
            told["video_width"], told["video_height"] = found.order.size
        return json_answer({**told, "base_resp": base_resp(found.code)})

    async def _retrieve(self, request: web.Request, fault: Fault | None) -> Answer:
        self._check_key(request)
        order = self._engine.retrieve(_argument(request, "file_id")).order
        query = self._signer.sign(order.file_id, self._now())
        link = f"{self.base_url}/files/{order.file_id}/output_aigc.mp4?{query}"
        file = {
            "file_id": order.file_id,
            "bytes": 0,
            "created_at": int(order.at.timestamp()),
            "filename": "output_aigc.mp4",
            "purpose": "video_generation",
            "download_url": link,
        }
        return json_answer({"file": file, "base_resp": base_resp()})

    async def _download(self, request: web.Request, fault: Fault | None) -> Answer:
        if "Authorization" in request.headers:
            raise LinkRefused(400, "InvalidArgument", "Only one auth mechanism allowed.")
        file_id = request.match_info["file_id"]
        found = self._engine.find_file(file_id)
        if found is None:
            raise LinkRefused(404, "NoSuchKey", "The specified key does not exist.")
        self._signer.check(found.order.file_id, dict(request.query), self._now())
        return Answer(body=found.order.drawing.result(), content_type="video/mp4")

    def _check_key(self, request: web.Request) -> None:
        if self.knows(request):
            return
        if "Authorization" in request.headers:
            raise refuse(AUTH_FAILED)
        text = "login fail: Please carry the API secret key in the 'Authorization' field"
        raise Refusal(AUTH_FAILED, f"{text} of the request header")

    def _trace_id(self) -> str:
        return self._rng.randbytes(16).hex()


def _argument(request: web.Request, name: str) -> str:
    value = request.query.get(name, "")
    if not value.isascii() or not value.isdigit():
        raise refuse(BAD_PARAMETERS, f"{name} must be a number")
    return value
