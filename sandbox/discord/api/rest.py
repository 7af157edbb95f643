"""The one place where every REST request comes in and every answer goes out.

Order: body read · recorded · the network · faults on order · authorisation · rate limits · the
operation · faults on order · the network · answered. Observers see each finished exchange, for
checks against the specification.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.discord.api.bodies import read_body
from sandbox.discord.api.buckets import Buckets, Turn
from sandbox.discord.api.faults import Fault, Faults, Kind
from sandbox.discord.api.network import Loss, Network
from sandbox.discord.api.operations import Call, Operation, Operations, Reply
from sandbox.discord.api.problems import Problems
from sandbox.discord.api.requests import RequestRecord, Requests
from sandbox.discord.codes import Code, NotCarriedOut, Refusal
from sandbox.discord.world.records import MIB
from sandbox.discord.world.world import World

PREFIX = "/api/v10"
LEAST_REQUEST_LIMIT = 25 * MIB
"""Bytes a whole request may have where single files may be smaller."""

UNKNOWN = "unknown"
"""The operation's name in the record of a request that nobody serves."""

HEADERS = {"Content-Type": "application/json", "Via": "1.1 sandbox"}
"""On every answer. Without `Via` discord.py takes a 429 for a ban by the proxy in front."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and its answer, whole; `client` is the User-Agent that asked."""

    record: RequestRecord
    reply: Reply
    client: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stations:
    """What a request passes on its way to the operation and back."""

    faults: Faults
    network: Network
    buckets: Buckets
    problems: Problems


class _Cut(Exception):
    """The connection is to be cut without an answer."""


class Rest:
    """Takes REST requests through all stations."""

    def __init__(
        self, world: World, operations: Operations, stations: Stations, token: str
    ) -> None:
        self._world = world
        self._operations = operations
        self._faults = stations.faults
        self._network = stations.network
        self._buckets = stations.buckets
        self._problems = stations.problems
        self._authorization = f"Bot {token}"
        self.requests = Requests()
        self.observers: list[Callable[[Exchange], None]] = []

    def operation_names(self) -> frozenset[str]:
        """Return the names that faults and limits may use."""
        return self._operations.names()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        path = request.path.removeprefix(PREFIX)
        headers: dict[str, str] = {}
        record = self._record(request, path)
        try:
            operation, params = self._find(request.method, path, record)
            reply = await self._run(request, operation, params, record, headers)
        except Refusal as refusal:
            reply = self._shown(request, record, self._refused(refusal, record))
        except NotCarriedOut as gap:
            reply = self._not_carried_out(gap, record)
        except _Cut:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=499)
        record.status = reply.status
        self.requests.note_refusal(record)
        self._world.changes.touch()
        return _response(reply, headers)

    def _record(self, request: web.Request, path: str) -> RequestRecord:
        return RequestRecord(
            at=self._world.clock.now(),
            method=request.method,
            path=request.path_qs.removeprefix(PREFIX),
            template=path,
            operation=UNKNOWN,
        )

    def _find(
        self, method: str, path: str, record: RequestRecord
    ) -> tuple[Operation, dict[str, str]]:
        try:
            operation, params = self._operations.find(method, path)
        except Refusal:
            self._problems.unknown_routes.append(f"{method} {path}")
            self.requests.add(record)
            raise
        record.operation, record.template = operation.name, operation.template
        self.requests.add(record)
        return operation, params

    async def _run(
        self,
        request: web.Request,
        operation: Operation,
        params: dict[str, str],
        record: RequestRecord,
        headers: dict[str, str],
    ) -> Reply:
        faults = self._faults.count(operation.name)
        draft = await read_body(request, self._request_limit())
        call = Call(params=params, query=request.query, draft=draft)
        record.json = draft.payload
        record.files = tuple((f.name, len(f.data), f.content_type) for f in draft.files)
        await self._travel(operation)
        injected = await self._befall(faults, "before", record)
        if injected is not None:
            return injected
        if operation.needs_bot and request.headers.get("Authorization") != self._authorization:
            raise Refusal(Code.UNAUTHORIZED)
        turn = self._buckets.take(operation.name, call.major(), counts_globally=operation.needs_bot)
        headers.update(turn.headers)
        if turn.retry_after is not None:
            return self._shown(request, record, self._too_many(turn, headers))
        reply = self._shown(request, record, self._perform(operation, call, record))
        injected = await self._befall(faults, "after", record)
        if self._network.loses(Loss.ANSWER):
            raise _Cut
        return injected or reply

    async def _travel(self, operation: Operation) -> None:
        """Let the network take its time over a request, or lose it. Raises _Cut."""
        if delay := self._network.delay_of(operation.name):
            await asyncio.sleep(delay)
        if self._network.loses(Loss.REQUEST):
            raise _Cut

    def _shown(self, request: web.Request, record: RequestRecord, reply: Reply) -> Reply:
        """Show the observers what an operation answers; faults on order are not Discord's word."""
        if record.operation == UNKNOWN:
            return reply
        client = request.headers.get("User-Agent", "")
        for observer in self.observers:
            observer(Exchange(record=record, reply=reply, client=client))
        return reply

    def _perform(self, operation: Operation, call: Call, record: RequestRecord) -> Reply:
        try:
            return operation.handler(call)
        except Refusal as refusal:
            return self._refused(refusal, record)

    async def _befall(
        self, faults: list[Fault], moment: str, record: RequestRecord
    ) -> Reply | None:
        """Let the faults of this moment happen. Raises _Cut when the connection shall end."""
        for fault in faults:
            if fault.when != moment:
                continue
            if fault.kind is Kind.FAIL:
                record.code = fault.body.get("code")
                return Reply(status=fault.status, body=fault.body)
            if fault.kind is Kind.DROP:
                raise _Cut
            if fault.held is not None and not await fault.held.wait(record):
                raise _Cut
        return None

    def _refused(self, refusal: Refusal, record: RequestRecord) -> Reply:
        record.code = refusal.code.number
        return Reply(status=refusal.code.status, body=refusal.body())

    def _not_carried_out(self, gap: NotCarriedOut, record: RequestRecord) -> Reply:
        words = f"{gap}: the sandbox does not do this"
        self._problems.note(f"{record.method} {record.path}: {words}")
        return Reply(status=501, body={"message": f"501: Not Implemented: {words}", "code": 0})

    def _too_many(self, turn: Turn, headers: dict[str, str]) -> Reply:
        wait = round(turn.retry_after or 0.0, 3)
        headers["Retry-After"] = str(max(1, int(wait + 0.999)))
        body = {"message": Code.RATE_LIMITED.message, "retry_after": wait, "global": turn.is_global}
        return Reply(status=Code.RATE_LIMITED.status, body=body)

    def _request_limit(self) -> int:
        largest = max((g.upload_limit for g in self._world.guilds.values()), default=0)
        return max(LEAST_REQUEST_LIMIT, largest + MIB)


def _response(reply: Reply, headers: dict[str, str]) -> web.Response:
    if reply.status == 204:
        return web.Response(status=204, headers={"Via": HEADERS["Via"]} | headers)
    return web.Response(status=reply.status, body=_encode(reply.body), headers=HEADERS | headers)


def _encode(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
