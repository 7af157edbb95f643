"""The sandbox's Discord as one thing: started on a port, driven by methods, stopped."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from random import Random
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from sandbox.clock import system_now
from sandbox.discord.api.network import Loss
from sandbox.discord.api.requests import RequestRecord
from sandbox.discord.api.rest import PREFIX, Exchange
from sandbox.discord.assembly import BOT_TOKEN, Assembly, Build, Setup
from sandbox.discord.chat.backstage import Backstage
from sandbox.discord.chat.page_server import PageServer
from sandbox.discord.driver.control import Control
from sandbox.discord.driver.owner import OwnerDriver
from sandbox.discord.driver.trouble import TroubleDriver
from sandbox.discord.driver.views import Counters, MessageView, view_of
from sandbox.discord.world.lantern_lane import lantern_lane
from sandbox.discord.world.records import MIB
from sandbox.ports import PortInUse, taking_port

__all__ = ["DiscordSandbox", "PortInUse", "serve"]

LOOPBACK = "127.0.0.1"

Found = TypeVar("Found")


class DiscordSandbox(OwnerDriver, TroubleDriver):
    """A Discord on this machine. `async with DiscordSandbox() as discord:` starts and stops it."""

    def __init__(
        self,
        *,
        build: Build = lantern_lane,
        now: Callable[[], datetime] = system_now,
        token: str = BOT_TOKEN,
        key: str = "",
        heartbeat_seconds: float = 41.25,
        chance: Random | None = None,
    ) -> None:
        parts = Assembly(
            Setup(
                build=build,
                now=now,
                token=token,
                key=key,
                heartbeat_seconds=heartbeat_seconds,
                chance=chance or Random(0),
            )
        )
        OwnerDriver.__init__(self, parts)
        TroubleDriver.__init__(self, parts)
        self._runner: web.AppRunner | None = None
        self._page = PageServer(parts)
        self._control = Control(self, parts, self._page.acts, self._page.guard)
        self._host = LOOPBACK
        self.port = 0

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

    async def start(self, port: int = 0, host: str = LOOPBACK) -> None:
        """Listen on a port; 0 takes a free one. Raises PortInUse or PortForbidden."""
        self._host = host
        runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            with taking_port(self._host, port):
                await web.TCPSite(runner, self._host, port).start()
        except OSError:
            await runner.cleanup()
            raise
        self._runner = runner
        self.port = runner.addresses[0][1]
        parts = self._parts
        parts.logins.gateway_url = self.gateway_url
        parts.links.serve_from(self.url)
        self._page.serve_from(self._host, self.port)

    def cut_pages(self) -> None:
        """Break every page's event stream; the pages come back by themselves and miss nothing."""
        self._page.stop()

    async def stop(self) -> None:
        """End all connections and stop listening."""
        if self._runner is None:
            return
        self._parts.faults.release_all()
        self._parts.interactions.close()
        self._page.stop()
        await self._parts.gateway.stop()
        await self._runner.cleanup()
        self._runner = None

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://{self._host}:{self.port}"

    @property
    def api_url(self) -> str:
        """The REST base, for DISCORD_API_URL."""
        return self.url + PREFIX

    @property
    def gateway_url(self) -> str:
        """The Gateway's address; GET /gateway gives it too."""
        return f"ws://{self._host}:{self.port}/gateway"

    @property
    def page_url(self) -> str:
        """The chat page's address, with its key."""
        return f"{self.url}/?key={self.key}"

    @property
    def key(self) -> str:
        """The key of the page and of the control interface."""
        return self._parts.key

    @property
    def token(self) -> str:
        """The bot's token."""
        return self._parts.token

    @property
    def bot_online(self) -> bool:
        """Whether a bot is connected and identified."""
        return self._parts.sessions.online

    @property
    def sessions_begun(self) -> int:
        """How often a bot signed in anew at the Gateway; a resumed session is not counted."""
        return self._parts.sessions.begun

    @property
    def backstage(self) -> Backstage:
        """The page's tray and guide."""
        return self._page.backstage

    @property
    def requests(self) -> list[RequestRecord]:
        """The REST requests so far, oldest first."""
        return list(self._parts.rest.requests.records)

    @property
    def unknown_routes(self) -> list[str]:
        """Requests that nobody serves here; they are among the problems, too."""
        return list(self._parts.problems.unknown_routes)

    @property
    def problems(self) -> list[str]:
        """The sandbox's own failures: unknown routes, and exceptions in its handlers.

        A test's fixture fails when there are any.
        """
        return self._parts.problems.all()

    @property
    def posted_clips(self) -> int:
        """How many public messages of the bot carried a video."""
        return len(self._parts.tally.clips)

    @property
    def clips(self) -> list[MessageView]:
        """The bot's public messages that carried a video, deleted ones too."""
        clips = self._parts.tally.clips.values()
        return [view_of(message, self._parts.texts.full(message)) for message in clips]

    @property
    def counters(self) -> Counters:
        """Everything counted since the start."""
        parts, requests = self._parts, self._parts.rest.requests
        return Counters(
            bot_messages=parts.tally.public_messages,
            private_messages=parts.tally.private_messages,
            posted_clips=len(parts.tally.clips),
            private_clips=len(parts.tally.private_clips),
            interactions=parts.interactions.issued,
            acked=parts.interactions.acked,
            failed=parts.interactions.failed,
            requests=requests.total,
            rate_limited=parts.buckets.refused,
            refused=dict(requests.refused),
            by_operation=dict(requests.by_operation),
            by_channel=dict(parts.tally.by_channel),
            lost={str(what): parts.network.lost[what] for what in Loss},
        )

    def now(self) -> datetime:
        """Return the sandbox's present moment."""
        return self._parts.clock.now()

    def skip(self, seconds: float) -> None:
        """Move time forward: tokens, links, nonces and unanswered interactions age."""
        self._parts.clock.skip(seconds)

    def observe(self, observer: Callable[[Exchange], None]) -> None:
        """Show every finished REST exchange to the observer, such as a Specification's."""
        self._parts.rest.observers.append(observer)

    async def until(
        self,
        check: Callable[[], Found | None],
        *,
        timeout: float = 10.0,  # noqa: ASYNC109 - the error names what did not come
        what: str = "the awaited change",
    ) -> Found:
        """Return the check's first truthy value, asked again at every change of the world.

        Raises TimeoutError naming `what`.
        """
        return await self.world.changes.until(check, timeout=timeout, what=what)

    def _application(self) -> web.Application:
        parts = self._parts
        application = web.Application(client_max_size=2 * MIB, middlewares=[parts.problems.watch])
        application.router.add_get("/gateway", parts.gateway.handle)
        application.router.add_get("/gateway/", parts.gateway.handle)
        application.router.add_route("*", PREFIX + "/{path:.*}", parts.rest.handle)
        for folder in ("attachments", "ephemeral-attachments"):
            path = f"/cdn/{folder}" + r"/{channel_id:\d+}/{file_id:\d{1,20}}/{name}"
            application.router.add_get(path, parts.cdn.handle)
        self._control.add_routes(application)
        self._page.add_routes(application)
        return application


async def serve(
    *,
    host: str = LOOPBACK,
    port: int = 0,
    announce: Callable[[str], None],
) -> None:
    """Run a sandbox Discord until cancelled, announcing its addresses. Raises PortInUse."""
    sandbox = DiscordSandbox()
    await sandbox.start(port, host)
    try:
        announce(f"Chat page    {sandbox.page_url}")
        announce(f"DISCORD_API_URL={sandbox.api_url}")
        announce(f"DISCORD_TOKEN={sandbox.token}")
        await asyncio.Event().wait()
    finally:
        await sandbox.stop()
