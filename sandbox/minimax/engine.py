"""The video service itself, without any HTTP: it takes requests, charges, draws and tells."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.minimax.account import Account
from sandbox.minimax.checking import read_request
from sandbox.minimax.checking_v2 import read_request_v2
from sandbox.minimax.checking_videos import read_request_videos
from sandbox.minimax.clip_cache import ClipCache
from sandbox.minimax.codes import BAD_PARAMETERS, Refusal, refuse
from sandbox.minimax.drawing import ClipStyle, Drawing, users_cache
from sandbox.minimax.models import Api, Family, family_of
from sandbox.minimax.mood import Mood
from sandbox.minimax.orders import (
    BILLED_FAILURES,
    ENDS,
    MEMORY,
    Order,
    Status,
    failing_code,
)
from sandbox.minimax.records import Pulse, Received, record
from sandbox.minimax.request import Request
from sandbox.minimax.timing import LifelikeTiming, Timing, TimingSource
from sandbox.working_folder import ThrowAwayFolder

log = logging.getLogger(__name__)

_START_BALANCE = 1_000_000_000
_READ = {
    Api.V1: read_request,
    Api.V2: read_request_v2,
    Api.VIDEOS: read_request_videos,
}


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
        self.timing: TimingSource = Timing()
        self.instant = False
        self.account = Account(balance=_START_BALANCE)
        self.prices: dict[str, int] = {}
        """Micro-dollars a clip by model, in place of the list prices."""
        self.orders: dict[str, Order] = {}
        self.received: list[Received] = []
        self.pulse = Pulse()
        self.challenge: Callable[[Request], Awaitable[None]] = _nobody_asks
        """Sees that whoever is to be called back answers; raises `Refusal` otherwise."""
        self.follow: Callable[[Order], object] = _nobody_follows
        """Is told of every order that was accepted."""
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
            if order.status(now) not in ENDS:
                order.mood = mood
        self._mood = mood
        self.pulse.beat()

    @property
    def lifelike(self) -> bool:
        """Whether new orders take as long as the real service's; may be changed."""
        return isinstance(self.timing, LifelikeTiming)

    @lifelike.setter
    def lifelike(self, lifelike: bool) -> None:
        self.timing = LifelikeTiming() if lifelike else Timing()

    @property
    def drawn(self) -> int:
        """How many clips were truly drawn; the others had been drawn before."""
        return 0 if self._drawing is None else self._drawing.drawn

    def price(self, request: Request) -> int:
        """Give what a request costs, in micro-dollars."""
        model = request.model
        listed = model.prices.get((request.resolution, request.seconds), 0)
        further = max(0, len(request.images) - model.free_pictures)
        return self.prices.get(model.name, listed + further * model.picture_price)

    def in_flight(self, family: Family) -> int:
        """Count the orders of a family that have not ended."""
        now = self._now()
        return sum(
            order.request.model.family is family and order.status(now) not in ENDS
            for order in self.orders.values()
        )

    async def submit(self, body: Any, fail_code: int | None = None, api: Api = Api.V1) -> Order:
        """Accept a create request, charge it and begin to draw. Raises `Refusal`."""
        request: Request | None = None
        order: Order | None = None
        refusal: Refusal | None = None
        family = family_of(api, body.get("model") if isinstance(body, dict) else None)
        try:
            self.account.ask(self._now(), family)
            # A large picture takes a second to decode; nobody else must wait for it.
            request = await asyncio.to_thread(_READ[api], body)
            self._mood.check()
            await self.challenge(request)
            self.account.check_room(family, self.in_flight(family))
            self.account.charge(self.price(request))
            order = self._accept(request, fail_code)
            self.follow(order)
        except Refusal as error:
            refusal = error
            raise
        finally:
            outcome = order.remote_task_id if order else refusal
            self.received.append(record(self._now(), (api, body), request, outcome))
            self.pulse.beat()
        return order

    async def query(self, remote_task_id: str, api: Api = Api.V1) -> Found:
        """Tell how far an order is. Raises `Refusal` for one that is not known."""
        order = self._remembered(remote_task_id, api)
        if self.instant:
            order.hurry()
            await asyncio.wait([order.drawing])
        return self.look(order)

    def listed(self, api: Api) -> list[Found]:
        """Tell about all orders that came by an API and are remembered, newest first."""
        known = [order for order in self.orders.values() if self._is_known(order, api)]
        return [self.look(order) for order in reversed(known)]

    def cancel(self, remote_task_id: str, api: Api) -> Found:
        """Cancel a waiting order without charge, or remove the record of one that ended.

        Raises `Refusal` for an order that is being worked on or was cancelled already.
        """
        order = self._remembered(remote_task_id, api)
        status = self.look(order).status
        if status in (Status.PREPARING, Status.QUEUEING):
            order.cancelled_at = self._now()
            order.drawing.cancel()
            self._refund(order)
        elif status in (Status.SUCCESS, Status.FAIL):
            order.deleted = True
        else:
            state = "running" if status is Status.PROCESSING else "cancelled"
            raise refuse(BAD_PARAMETERS, f"task is {state} and can't be cancelled or deleted")
        self.pulse.beat()
        return self.look(order)

    def discard(self, order: Order) -> None:
        """End an order in any state and forget it."""
        if self.look(order).status not in ENDS:
            order.cancelled_at = self._now()
            order.drawing.cancel()
        order.deleted = True
        self.pulse.beat()

    def retrieve(self, file_id: str) -> Found:
        """Tell about a finished file. Raises `Refusal` for one that is not there."""
        found = self.find_file(file_id)
        if found is None or found.order.api is not Api.V1:
            raise refuse(BAD_PARAMETERS, f"file_id {file_id[:40]!r} does not exist")
        return found

    def find_file(self, file_id: str) -> Found | None:
        """Give the finished order of a file."""
        for order in self.orders.values():
            if str(order.file_id) == file_id:
                found = self.look(order)
                return found if found.status is Status.SUCCESS else None
        return None

    def look(self, order: Order) -> Found:
        """Tell how far an order is, and refund it when it failed."""
        status = order.status(self._now())
        code = order.code(status)
        if status is Status.FAIL and code not in BILLED_FAILURES:
            self._refund(order)
        return Found(order=order, status=status, code=code)

    async def close(self) -> None:
        """End all drawing and remove the clips."""
        drawings = [order.drawing for order in self.orders.values()]
        for drawing in drawings:
            drawing.cancel()
        await asyncio.gather(*drawings, return_exceptions=True)
        if self._drawing is not None:
            await self._drawing.settle()
        if self._folder is not None:
            self._folder.remove()
        self._folder = self._drawing = None

    def _accept(self, request: Request, fail_code: int | None) -> Order:
        number = self._fresh_number()
        remote_task_id = f"video_{number}" if request.model.api is Api.VIDEOS else number
        take = self._take_of(request)
        work = self._open_drawing().draw(request, self.style, remote_task_id, take)
        order = Order(
            remote_task_id=remote_task_id,
            file_id=int(self._fresh_number()),
            request=request,
            price=self.price(request),
            at=self._now(),
            timing=self.timing.of(request, self._rng).divided(self.speed),
            size=self.style.size_for(request),
            drawing=asyncio.create_task(work),
            fail_code=failing_code(request.prompt) if fail_code is None else fail_code,
            mood=self._mood,
        )
        order.drawing.add_done_callback(lambda drawing: self._drawn(order))
        self.orders[remote_task_id] = order
        self.account.counters.accepted += 1
        return order

    def _take_of(self, request: Request) -> int:
        """Count the orders before this one that asked for the same: no two takes are alike."""
        return sum(
            order.request.prompt == request.prompt and order.request.steps == request.steps
            for order in self.orders.values()
        )

    def _remembered(self, remote_task_id: str, api: Api) -> Order:
        order = self.orders.get(remote_task_id)
        if order is None or not self._is_known(order, api):
            raise refuse(BAD_PARAMETERS, f"invalid task_id {remote_task_id[:40]!r}")
        return order

    def _is_known(self, order: Order, api: Api) -> bool:
        if order.api is not api or order.deleted:
            return False
        return api is not Api.V2 or self._now() - order.at < MEMORY

    def _open_drawing(self) -> Drawing:
        """Make the folder for clips with the first order: without orders nothing is left behind."""
        if self._drawing is None:
            self._folder = ThrowAwayFolder()
            self._drawing = Drawing(self._folder.path, self._cache)
        return self._drawing

    def _fresh_number(self) -> str:
        return str(self._rng.randrange(10**14, 10**15))

    def _drawn(self, order: Order) -> None:
        order.drawn_at = self._now()
        if not order.drawing.cancelled() and order.drawing.exception() is not None:
            log.error("a clip could not be drawn", exc_info=order.drawing.exception())
        self.pulse.beat()

    def _refund(self, order: Order) -> None:
        if not order.refunded:
            order.refunded = True
            self.account.refund(order.price)
            self.pulse.beat()


async def _nobody_asks(request: Request) -> None:
    """Take every address."""


def _nobody_follows(order: Order) -> None:
    """Tell nobody."""
