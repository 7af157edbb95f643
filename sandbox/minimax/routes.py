"""The first API generation over HTTP: paths and shapes of answers. Errors stand inside HTTP 200."""

from typing import Any

from aiohttp import web

from sandbox.minimax.answers import Answer, json_answer
from sandbox.minimax.codes import BAD_PARAMETERS, Refusal, base_resp, refuse
from sandbox.minimax.desk import Desk, Dialect, fail_code, read_json
from sandbox.minimax.engine import Found
from sandbox.minimax.faults import Fault, Operation
from sandbox.minimax.models import Api
from sandbox.minimax.orders import Status

_CALLBACK_WORDS = {
    Status.PROCESSING: "processing",
    Status.SUCCESS: "success",
    Status.FAIL: "failed",
}


def _refuse(refusal: Refusal, trace_id: str) -> Answer:
    return json_answer({"base_resp": base_resp(refusal.code, refusal.text)})


V1 = Dialect(api=Api.V1, refuse=_refuse, trace_header="Trace-Id")


class RoutesV1:
    """Serves submit, query, retrieve, and the clips of every API."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._engine = desk.engine

    def table(self, prefix: str) -> list[web.RouteDef]:
        """Give the routes below a path prefix."""
        return [
            web.post(f"{prefix}/v1/video_generation", self._serve_submit),
            web.get(f"{prefix}/v1/query/video_generation", self._serve_query),
            web.get(f"{prefix}/v1/files/retrieve", self._serve_retrieve),
            web.get(f"{prefix}/files/{{file_id}}/output_aigc.mp4", self._serve_download),
        ]

    async def _serve_submit(self, request: web.Request) -> web.StreamResponse:
        return await self._desk.serve(V1, Operation.SUBMIT, request, self._submit)

    async def _serve_query(self, request: web.Request) -> web.StreamResponse:
        return await self._desk.serve(V1, Operation.QUERY, request, self._query)

    async def _serve_retrieve(self, request: web.Request) -> web.StreamResponse:
        return await self._desk.serve(V1, Operation.RETRIEVE, request, self._retrieve)

    async def _serve_download(self, request: web.Request) -> web.StreamResponse:
        if "Authorization" in request.headers:
            self._engine.account.counters.keys_leaked += 1
        found = self._engine.find_file(request.match_info["file_id"])
        api = found.order.api if found else Api.V1
        dialect = Dialect(api=api, refuse=_refuse, trace_header="Trace-Id")
        return await self._desk.serve(dialect, Operation.DOWNLOAD, request, self._desk.open_link)

    async def _submit(self, request: web.Request, fault: Fault | None) -> Answer:
        self._desk.check_key(request)
        order = await self._engine.submit(await read_json(request), fail_code(fault))
        return json_answer({"task_id": order.remote_task_id, "base_resp": base_resp()})

    async def _query(self, request: web.Request, fault: Fault | None) -> Answer:
        self._desk.check_key(request)
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
        self._desk.check_key(request)
        order = self._engine.retrieve(_argument(request, "file_id")).order
        file = {
            "file_id": order.file_id,
            "bytes": 0,
            "created_at": int(order.at.timestamp()),
            "filename": "output_aigc.mp4",
            "purpose": "video_generation",
            "download_url": self._desk.link(order),
        }
        return json_answer({"file": file, "base_resp": base_resp()})


def callback_v1(found: Found) -> dict[str, Any]:
    """Give what is posted about a status change."""
    told: dict[str, Any] = {
        "task_id": found.order.remote_task_id,
        "status": _CALLBACK_WORDS[found.status],
    }
    if found.status is Status.SUCCESS:
        told["file_id"] = str(found.order.file_id)
    return {**told, "base_resp": base_resp(found.code)}


def _argument(request: web.Request, name: str) -> str:
    value = request.query.get(name, "")
    if not value.isascii() or not value.isdigit():
        raise refuse(BAD_PARAMETERS, f"{name} must be a number")
    return value
