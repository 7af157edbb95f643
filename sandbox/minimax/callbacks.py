"""Calls back whoever asked for it: a challenge first, then one POST for every status change.

Only addresses on this machine are called; nothing leaves it. A POST that fails is not repeated,
as the vendor promises nothing else.
"""

import asyncio
import ipaddress
import json
import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from sandbox.minimax.codes import BAD_PARAMETERS, Refusal, refuse
from sandbox.minimax.engine import Engine, Found
from sandbox.minimax.faults import FaultKind, FaultPlan, Operation
from sandbox.minimax.orders import ENDS, Order, Status
from sandbox.minimax.request import Request

log = logging.getLogger(__name__)

Describe = Callable[[Found], dict[str, Any]]


class Callbacks:
    """Asks and tells the addresses named in create requests."""

    def __init__(
        self, engine: Engine, faults: FaultPlan, now: Callable[[], datetime], describe: Describe
    ) -> None:
        self.patience = 3.0
        """Seconds for an answer, by the vendor's page."""
        self._engine = engine
        self._faults = faults
        self._now = now
        self._describe = describe
        self._following: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    async def challenge(self, request: Request) -> None:
        """See that the address answers a challenge. Raises `Refusal`, as creation then fails."""
        if not request.callback_url:
            return
        _check_address(request.callback_url)
        self._engine.account.counters.challenges += 1
        sent = {"challenge": secrets.token_hex(16)}
        answer = _parsed(await self._post(request.callback_url, json.dumps(sent).encode()))
        # What else stands beside it, no page forbids.
        if not isinstance(answer, dict) or answer.get("challenge") != sent["challenge"]:
            raise _refused(f"did not answer the challenge within {self.patience:g} s")

    def follow(self, order: Order) -> None:
        """Tell its address about an order until it ends."""
        if order.request.callback_url:
            following = asyncio.create_task(self._follow(order))
            self._following.add(following)
            following.add_done_callback(self._following.discard)

    async def close(self) -> None:
        """Stop telling."""
        for following in self._following:
            following.cancel()
        await asyncio.gather(*self._following, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
        self._session = None

    async def _follow(self, order: Order) -> None:
        told = Status.QUEUEING
        late: list[bytes] = []
        while told not in ENDS:
            found = self._engine.look(order)
            for status in _passed(told, found.status):
                step = Found(order=order, status=status, code=order.code(status))
                await self._tell(order, json.dumps(self._describe(step)).encode(), late)
                told = status
            if told not in ENDS and self._engine.look(order).status == found.status:
                await self._next_change(order)
        for body in late:
            await self._send(order, body)

    async def _next_change(self, order: Order) -> None:
        moment = order.next_change(self._now())
        seconds = None if moment is None else (moment - self._now()).total_seconds()
        try:
            async with asyncio.timeout(seconds):
                await self._engine.pulse.wait()
        except TimeoutError:
            return

    async def _tell(self, order: Order, body: bytes, late: list[bytes]) -> None:
        injected = self._faults.meet(Operation.CALLBACK, order.api)
        fault = injected.fault if injected else None
        kind = fault.kind if fault else None
        if kind is FaultKind.DROP_BEFORE:
            return
        if kind is FaultKind.OUT_OF_ORDER:
            late.append(body)
            return
        if injected and kind is FaultKind.HOLD_BEFORE:
            await injected.wait_released()
        if fault and kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
        if fault and kind is FaultKind.BODY:
            body = fault.body.encode()
        for _ in range(2 if kind is FaultKind.DUPLICATE else 1):
            await self._send(order, body)
        while late:
            await self._send(order, late.pop(0))

    async def _send(self, order: Order, body: bytes) -> None:
        await self._post(order.request.callback_url, body)
        self._engine.account.counters.callbacks += 1
        self._engine.pulse.beat()

    async def _post(self, address: str, body: bytes) -> bytes | None:
        """Give the answer to a POST; `None` when there was none that is well."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with (
                asyncio.timeout(self.patience),
                self._session.post(
                    address,
                    data=body,
                    headers={"Content-Type": "application/json"},
                    allow_redirects=False,
                ) as response,
            ):
                return await response.content.read(10_000) if response.status < 300 else None
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.info("a callback was not answered: %s", error or type(error).__name__)
            return None


def _passed(told: Status, now: Status) -> tuple[Status, ...]:
    """Give the states that came after the one last told, none left out."""
    if now is told or now in (Status.PREPARING, Status.QUEUEING):
        return ()
    if told is Status.QUEUEING and now in (Status.SUCCESS, Status.FAIL):
        return (Status.PROCESSING, now)
    return (now,)


def _check_address(address: str) -> None:
    try:
        parts = urlsplit(address)
        host, known = parts.hostname or "", parts.scheme in ("http", "https")
        is_here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        known, is_here = True, False
    if not (known and is_here):
        raise _refused("must be on this machine: this stand-in calls nobody else")


def _parsed(answer: bytes | None) -> Any:
    try:
        return json.loads(answer or b"")
    except (ValueError, RecursionError):
        return None


def _refused(detail: str) -> Refusal:
    return refuse(BAD_PARAMETERS, f"callback_url {detail}")
