"""What the APIs share on the HTTP side: the key, faults, counters, links and trace ids."""

import contextlib
import json
import random
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from aiohttp import web

from sandbox.minimax.answers import Answer, drop, replacing_answer, send, send_spoiled
from sandbox.minimax.codes import AUTH_FAILED, BAD_PARAMETERS, Refusal, refuse
from sandbox.minimax.engine import Engine
from sandbox.minimax.faults import Fault, FaultKind, FaultPlan, Operation
from sandbox.minimax.links import LinkRefused, LinkSigner
from sandbox.minimax.models import Api
from sandbox.minimax.orders import Order

Process = Callable[[web.Request, Fault | None], Awaitable[Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one API says no, and in which header it puts a trace id."""

    api: Api
    refuse: Callable[[Refusal, str], Answer]
    """Makes the answer from a refusal and a trace id."""
    trace_header: str = ""
    """Empty where the API has none."""


class Desk:
    """Serves calls of all APIs; `key` and `base_url` may change while it runs."""

    def __init__(
        self,
        engine: Engine,
        faults: FaultPlan,
        now: Callable[[], datetime],
        key: str,
        rng: random.Random,
    ) -> None:
        self.key = key
        self.base_url = ""
        self.engine = engine
        self.now = now
        self._faults = faults
        self._rng = rng
        self._signer = LinkSigner(rng.randbytes(16))

    def knows(self, request: web.Request) -> bool:
        """Tell whether a request carries the key."""
        # A scheme is written in any case, with spaces behind it (RFC 9110, 11.1 and 11.4).
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        is_same = secrets.compare_digest(given.strip(" ").encode(), self.key.encode())
        return is_same and scheme.lower() == "bearer"

    def check_key(self, request: web.Request) -> None:
        """Raise `Refusal` for a request without the key; without a key nobody is let in."""
        if self.key and self.knows(request):
            return
        if "Authorization" in request.headers:
            raise refuse(AUTH_FAILED)
        text = "login fail: Please carry the API secret key in the 'Authorization' field"
        raise Refusal(AUTH_FAILED, f"{text} of the request header")

    def link(self, order: Order) -> str:
        """Give an address for a finished clip that works for an hour."""
        query = self._signer.sign(order.file_id, self.now())
        return f"{self.base_url}/files/{order.file_id}/output_aigc.mp4?{query}"

    async def open_link(self, request: web.Request, fault: Fault | None) -> Answer:
        """Serve a clip to whoever has its link. Raises `LinkRefused`."""
        if "Authorization" in request.headers:
            raise LinkRefused(400, "InvalidArgument", "Only one auth mechanism allowed.")
        found = self.engine.find_file(request.match_info["file_id"])
        if found is None:
            raise LinkRefused(404, "NoSuchKey", "The specified key does not exist.")
        self._signer.check(found.order.file_id, dict(request.query), self.now())
        return Answer(body=found.order.drawing.result(), content_type="video/mp4")

    def count(self, operation: Operation, api: Api) -> None:
        """Note that an operation was asked for."""
        counters = self.engine.account.counters
        kind = f"{api}.{operation}"
        counters.by_operation[kind] = counters.by_operation.get(kind, 0) + 1
        name = _COUNTED[operation]
        setattr(counters, name, getattr(counters, name) + 1)

    async def serve(
        self, dialect: Dialect, operation: Operation, request: web.Request, process: Process
    ) -> web.StreamResponse:
        """Count a call, process it and answer, with whatever fault falls on it."""
        self.count(operation, dialect.api)
        try:
            await _take_body(request)
        except web.HTTPRequestEntityTooLarge:
            refusal = refuse(BAD_PARAMETERS, "the body is larger than 64 MB")
            return await send(request, dialect.refuse(refusal, self.trace_id()))
        injected = self._faults.meet(operation, dialect.api)
        self.engine.pulse.beat()
        if injected is None:
            return await send(request, await self._answer(dialect, request, process, None))
        fault = injected.fault
        replacement = self._replacement(dialect, fault)
        if replacement is not None:
            return await send(request, replacement)
        if fault.kind is FaultKind.DROP_BEFORE:
            return drop(request)
        if fault.kind is FaultKind.HOLD_BEFORE:
            await injected.wait_released()
        answer = await self._answer(dialect, request, process, fault)
        if fault.kind is FaultKind.HOLD_AFTER:
            await injected.wait_released()
        return await send_spoiled(request, answer, fault)

    def trace_id(self) -> str:
        """Make a fresh one."""
        return self._rng.randbytes(16).hex()

    def _replacement(self, dialect: Dialect, fault: Fault) -> Answer | None:
        answer = replacing_answer(fault)
        if fault.kind is FaultKind.CODE:
            refusal = refuse(fault.code)
            if fault.text is not None:
                refusal = Refusal(fault.code, fault.text)
            answer = dialect.refuse(refusal, self.trace_id())
            answer = replace(
                answer,
                status=fault.status or answer.status,
                headers={**answer.headers, **fault.headers},
            )
        return None if answer is None else self._traced(dialect, answer)

    async def _answer(
        self, dialect: Dialect, request: web.Request, process: Process, fault: Fault | None
    ) -> Answer:
        try:
            answer = await process(request, fault)
        except Refusal as refusal:
            answer = dialect.refuse(refusal, self.trace_id())
        except LinkRefused as refusal:
            return Answer(
                body=refusal.as_xml(), status=refusal.status, content_type="application/xml"
            )
        self.engine.pulse.beat()
        return self._traced(dialect, answer)

    def _traced(self, dialect: Dialect, answer: Answer) -> Answer:
        if not dialect.trace_header:
            return answer
        return replace(answer, headers={dialect.trace_header: self.trace_id(), **answer.headers})


_COUNTED = {
    Operation.SUBMIT: "submits",
    Operation.QUERY: "queries",
    Operation.RETRIEVE: "retrieves",
    Operation.DOWNLOAD: "downloads",
    Operation.LIST: "lists",
    Operation.CANCEL: "cancels",
    Operation.UPLOAD: "uploads",
}


async def _take_body(request: web.Request) -> None:
    """Read all that is sent, so that a cut comes after it. A form is parsed while it is read."""
    if request.content_type == "multipart/form-data":
        with contextlib.suppress(ValueError):  # told by whoever wants the form
            await request.post()
    else:
        await request.read()


async def read_json(request: web.Request) -> Any:
    """Parse a request's body. Raises `Refusal`."""
    try:
        return json.loads(await request.read())
    except (ValueError, RecursionError) as error:
        raise refuse(BAD_PARAMETERS, f"the body is not JSON ({error})") from error


def fail_code(fault: Fault | None) -> int | None:
    """Give the code with which an order is to end by a fault."""
    return fault.code if fault is not None and fault.kind is FaultKind.FAIL else None
