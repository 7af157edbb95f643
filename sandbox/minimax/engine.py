"""The video service itself, without any HTTP: it takes requests, charges, draws and tells."""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.minimax.account import Account
from sandbox.minimax.checking import Request, ignored_fields, read_request
from sandbox.minimax.clip_cache import ClipCache
from sandbox.minimax.codes import BAD_PARAMETERS, OK, Refusal, refuse
from sandbox.minimax.drawing import ClipStyle, Drawing, users_cache
from sandbox.minimax.models import MODELS
from sandbox.minimax.mood import Mood
from sandbox.minimax.orders import BILLED_FAILURES, Order, Status, Timing, failing_code
from sandbox.minimax.records import Pulse, Received, shorten
from sandbox.working_folder import ThrowAwayFolder

log = logging.getLogger(__name__)

_START_BALANCE = 1_000_000_000
_SUBMITS_PER_MINUTE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a query or a retrieve tells about an order."""

    order: Order
    status: Status
    code: int


class Engine:
    """Orders, the account that pays for them, and everything that was asked."""

    def __init__(
        self,
        now: Callable[[], datetime],
        style: ClipStyle,
        rng: random.Random,
        cache: Path | None = None,
    ) -> None:
        self._now = now
        self._rng = rng
        self._cache = ClipCache(cache or users_cache())
        self.style = style
        self.speed = 1.0
        self.timing = Timing()
        self.instant = False
        self.account = Account(balance=_START_BALANCE, submits_per_minute=_SUBMITS_PER_MINUTE)
        self.prices = {model.name: model.price for model in MODELS.values()}
        self.orders: dict[str, Order] = {}
        self.received: list[Received] = []
        self.pulse = Pulse()
        self._mood = Mood()
        self._folder: ThrowAwayFolder | None = None
        self._drawing: Drawing | None = None

    @property
    def mood(self) -> Mood:
        """What is the matter with the service."""
        return self._mood

    @mood.setter
    def mood(self, mood: Mood) -> None:
        """Change it, for the orders under way too."""
        now = self._now()
        for order in self.orders.values():
            if order.status(now) not in (Status.SUCCESS, Status.FAIL):
                order.mood = mood
        self._mood = mood
        self.pulse.beat()

    @property
    def drawn(self) -> int:
        """How many clips were truly drawn; the others had been drawn before."""
        return 0 if self._drawing is None else self._drawing.drawn

    async def submit(self, body: Any, fail_code: int | None = None) -> Order:
        """Accept a create request, charge it and begin to draw. Raises `Refusal`."""
        request: Request | None = None
        order: Order | None = None
        refusal: Refusal | None = None
        try:
            self.account.ask(self._now())
            # A large picture takes a second to decode; nobody else must wait for it.
            request = await asyncio.to_thread(read_request, body)
            self._mood.check()
            self.account.charge(self.prices[request.model.name])
            order = self._accept(request, fail_code)
        except Refusal as error:
            refusal = error
            raise
        finally:
            self.received.append(_record(self._now(), body, request, order, refusal))
            self.pulse.beat()
        return order

    async def query(self, remote_task_id: str) -> Found:
        """Tell how far an order is. Raises `Refusal` for one that is not known."""
        order = self.orders.get(remote_task_id)
        if order is None:
            raise refuse(BAD_PARAMETERS, f"task_id {remote_task_id[:40]!r} does not exist")
        if self.instant:
            order.hurry()
            await asyncio.wait([order.drawing])
        return self._look(order)

    def retrieve(self, file_id: str) -> Found:
        """Tell about a finished file. Raises `Refusal` for one that is not there."""
        found = self.find_file(file_id)
        if found is None:
            raise refuse(BAD_PARAMETERS, f"file_id {file_id[:40]!r} does not exist")
        return found

    def find_file(self, file_id: str) -> Found | None:
        """Give the finished order of a file."""
        for order in self.orders.values():
            if str(order.file_id) == file_id:
                found = self._look(order)
                return found if found.status is Status.SUCCESS else None
        return None

    async def close(self) -> None:
        """End all drawing and remove the clips."""
        drawings = [order.drawing for order in self.orders.values()]
        for drawing in drawings:
            drawing.cancel()
        await asyncio.gather(*drawings, return_exceptions=True)
        if self._folder is not None:
            self._folder.remove()
        self._folder = self._drawing = None

    def _accept(self, request: Request, fail_code: int | None) -> Order:
        remote_task_id = self._fresh_number()
        work = self._open_drawing().draw(request, self.style, remote_task_id)
        drawing = asyncio.create_task(work)
        drawing.add_done_callback(self._drawn)
        order = Order(
            remote_task_id=remote_task_id,
            file_id=int(self._fresh_number()),
            request=request,
            price=self.prices[request.model.name],
            at=self._now(),
            timing=self.timing.divided(self.speed),
            size=self.style.size_for(request),
            drawing=drawing,
            fail_code=failing_code(request.prompt) if fail_code is None else fail_code,
            mood=self._mood,
        )
        self.orders[remote_task_id] = order
        self.account.counters.accepted += 1
        return order

    def _open_drawing(self) -> Drawing:
        """Make the folder for clips with the first order: without orders nothing is left behind."""
        if self._drawing is None:
            self._folder = ThrowAwayFolder()
            self._drawing = Drawing(self._folder.path, self._cache)
        return self._drawing

    def _fresh_number(self) -> str:
        return str(self._rng.randrange(10**14, 10**15))

    def _drawn(self, drawing: "asyncio.Task[Path]") -> None:
        if not drawing.cancelled() and drawing.exception() is not None:
            log.error("a clip could not be drawn", exc_info=drawing.exception())
        self.pulse.beat()

    def _look(self, order: Order) -> Found:
        status = order.status(self._now())
        code = order.code(status)
        if status is Status.FAIL and code not in BILLED_FAILURES and not order.refunded:
            order.refunded = True
            self.account.refund(order.price)
            self.pulse.beat()
        return Found(order=order, status=status, code=code)


def _record(
    at: datetime,
    body: Any,
    request: Request | None,
    order: Order | None,
    refusal: Refusal | None,
) -> Received:
    told = body if isinstance(body, dict) else {}
    images = request.images if request else ()
    return Received(
        at=at,
        body=shorten(body, images),
        model=str(told.get("model", "")),
        prompt=str(told.get("prompt", "")),
        images=images,
        steps=request.steps if request else (),
        ignored=ignored_fields(body),
        code=refusal.code if refusal else OK,
        text=refusal.text if refusal else "success",
        remote_task_id=order.remote_task_id if order else None,
    )
