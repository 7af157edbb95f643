"""The stand-in as one object: start it, point a client at it, look at what it saw."""

import asyncio
import random
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from sandbox.clock import Clock
from sandbox.minimax.account import Account, Counters, Limit
from sandbox.minimax.callbacks import Callbacks
from sandbox.minimax.control import Control
from sandbox.minimax.desk import Desk
from sandbox.minimax.drawing import TINY, ClipStyle
from sandbox.minimax.engine import Engine, Found
from sandbox.minimax.faults import Fault, FaultKind, FaultPlan, InjectedFault, Operation
from sandbox.minimax.models import Api, Family
from sandbox.minimax.mood import Mood
from sandbox.minimax.options import SandboxOptions
from sandbox.minimax.orders import Order, Status
from sandbox.minimax.records import Received
from sandbox.minimax.routes import RoutesV1, callback_v1
from sandbox.minimax.routes_v2 import RoutesV2
from sandbox.minimax.routes_videos import RoutesVideos, VideosHabits
from sandbox.minimax.timing import LifelikeTiming, Timing, TimingSource
from sandbox.minimax.uploads import Uploads
from sandbox.ports import PortInUse, taking_port

__all__ = [
    "TINY",
    "Api",
    "ClipStyle",
    "Family",
    "Fault",
    "FaultKind",
    "InjectedFault",
    "LifelikeTiming",
    "Limit",
    "MiniMaxSandbox",
    "Mood",
    "Operation",
    "PortInUse",
    "Received",
    "SandboxOptions",
    "Status",
    "Timing",
    "VideosHabits",
]

_LARGEST_REQUEST = 64 * 1024 * 1024


class MiniMaxSandbox:
    """A MiniMax on this machine.

    `engine` holds what it does (speed, timing, style, instant, prices, orders, account); the
    most used of it is repeated here.
    """

    def __init__(
        self,
        *,
        key: str,
        style: ClipStyle | None = None,
        speed: float = 1.0,
        clock: Clock | None = None,
        options: SandboxOptions | None = None,
    ) -> None:
        self.options = options or SandboxOptions()
        self.clock = clock or Clock()
        rng = random.Random(self.options.seed)
        self.engine = Engine(self.clock.now, style or ClipStyle(), rng, self.options.cache)
        self.engine.speed = speed
        self.faults = FaultPlan()
        self._desk = Desk(self.engine, self.faults, self.clock.now, key, rng)
        self._uploads = Uploads(self._desk, self.clock.now, rng)
        self._v2 = RoutesV2(self._desk, self._uploads)
        self._videos = RoutesVideos(self._desk)
        self.callbacks = Callbacks(self.engine, self.faults, self.clock.now, self._describe)
        self.engine.challenge = self.callbacks.challenge
        self.engine.follow = self.callbacks.follow
        self.unknown_routes: list[str] = []
        """Requests for paths that do not exist, as `METHOD /path`."""
        self._control = Control(self)
        self._port = 0
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        """Start on a free port."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()

    async def start(self, port: int = 0) -> None:
        """Listen on a port (0 takes a free one). Raises `PortInUse` or `PortForbidden`."""
        app = web.Application(client_max_size=_LARGEST_REQUEST)
        app.add_routes(self._control.table(self.options.prefix))
        for routes in (RoutesV1(self._desk), self._uploads, self._v2, self._videos):
            app.add_routes(routes.table(self.options.prefix))
        app.add_routes([web.route("*", "/{anything:.*}", self._serve_unknown)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        try:
            with taking_port(self.options.host, port or self._port):
                await web.TCPSite(runner, self.options.host, port or self._port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self._port = int(runner.addresses[0][1])
        self._desk.base_url = self.url
        self.engine.pulse.beat()

    async def stop(self) -> None:
        """Stop listening, end all drawing and remove the clips."""
        await self._control.close()
        await self.callbacks.close()
        await self.down()
        await self.engine.close()

    async def down(self) -> None:
        """Cut all connections, held ones too, and refuse new ones; orders go on."""
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = None
        self.engine.pulse.beat()

    @property
    def listening(self) -> bool:
        """Whether it takes connections: not before its start, nor while it is down."""
        return self._runner is not None

    async def up(self) -> None:
        """Listen again on the same port."""
        if self._runner is None:
            await self.start(self._port)

    @property
    def url(self) -> str:
        """The address to give to a client, prefix included."""
        return f"http://{self.options.host}:{self._port}{self.options.prefix}"

    @property
    def port(self) -> int:
        """Where it listens, or listened before it went down."""
        return self._port

    @property
    def desk(self) -> Desk:
        """What all its APIs share."""
        return self._desk

    @property
    def key(self) -> str:
        """The key that is accepted; may be changed at any time."""
        return self._desk.key

    @key.setter
    def key(self, key: str) -> None:
        self._desk.key = key

    @property
    def speed(self) -> float:
        """How much faster than the usual timing new orders are; may be changed."""
        return self.engine.speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self.engine.speed = speed

    @property
    def timing(self) -> TimingSource:
        """How long new orders take: a fixed `Timing`, or `LifelikeTiming()`; may be changed."""
        return self.engine.timing

    @timing.setter
    def timing(self, timing: TimingSource) -> None:
        self.engine.timing = timing

    @property
    def habits(self) -> VideosHabits:
        """How `/v1/videos` differs from other engines of its shape; may be changed."""
        return self._videos.habits

    @habits.setter
    def habits(self, habits: VideosHabits) -> None:
        self._videos.habits = habits

    @property
    def style(self) -> ClipStyle:
        """How large and long the clips of new orders are; may be changed."""
        return self.engine.style

    @style.setter
    def style(self, style: ClipStyle) -> None:
        self.engine.style = style

    @property
    def instant(self) -> bool:
        """Whether the first query waits for the clip and tells Success; may be changed."""
        return self.engine.instant

    @instant.setter
    def instant(self, instant: bool) -> None:
        self.engine.instant = instant

    @property
    def mood(self) -> Mood:
        """What is the matter: slow, failing, refusing, out of money; may be changed.

        `minimax.mood = replace(minimax.mood, failing=True)`; clips under way feel it too.
        """
        return self.engine.mood

    @mood.setter
    def mood(self, mood: Mood) -> None:
        self.engine.mood = mood

    @property
    def prices(self) -> dict[str, int]:
        """Micro-dollars a clip by model, in place of the list prices; may be changed."""
        return self.engine.prices

    @property
    def account(self) -> Account:
        """Balance, and limits by family of models."""
        return self.engine.account

    @property
    def counters(self) -> Counters:
        """What was asked and charged."""
        return self.engine.account.counters

    @property
    def received(self) -> list[Received]:
        """Every create request, oldest first."""
        return self.engine.received

    @property
    def orders(self) -> dict[str, Order]:
        """Accepted requests by remote task id."""
        return self.engine.orders

    def inject(self, fault: Fault) -> InjectedFault:
        """Put trouble in place, from the next call on."""
        return self.faults.inject(fault)

    def fail_next(self, code: int) -> InjectedFault:
        """Let the next accepted submit end in Fail with a code."""
        return self.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.FAIL, code=code))

    def skip(self, seconds: float) -> None:
        """Put the clock forward."""
        self.clock.skip(seconds)
        self.engine.pulse.beat()

    def forget(self) -> None:
        """Remove faults and clear what was recorded and counted; orders stay."""
        self.faults.clear()
        self.received.clear()
        self.unknown_routes.clear()
        self.account.counters = Counters()
        self.engine.pulse.beat()

    async def wait_for(
        self,
        condition: Callable[["MiniMaxSandbox"], bool],
        timeout: float = 10.0,  # noqa: ASYNC109 - the driver's own word
    ) -> None:
        """Wait until a condition holds, looking whenever something changed.

        Raises `TimeoutError` with the counters.
        """
        try:
            async with asyncio.timeout(timeout):
                while not condition(self):
                    await self.engine.pulse.wait()
        except TimeoutError as error:
            raise TimeoutError(f"it did not happen in {timeout:g} s: {self.counters}") from error

    def _describe(self, found: Found) -> dict[str, Any]:
        if found.order.api is Api.V2:
            return {"task": self._v2.describe(found)}
        return callback_v1(found)

    async def _serve_unknown(self, request: web.Request) -> web.StreamResponse:
        self.unknown_routes.append(f"{request.method} {request.path}")
        return web.Response(status=404, text="404 page not found")
