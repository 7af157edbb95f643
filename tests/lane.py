"""The whole bot in this process, on the sandbox's Discord, with a scripted engine and a held clock.

`async with open_lane(folder) as lane:` and then people act: `await lane.slash("ana", "video", …)`.
Nothing goes on by itself: `lane.step(seconds=…)` gives worker and delivery one turn each.
"""

import asyncio
import contextlib
import functools
import random
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import discord as library
import numpy as np
from discord.ext import commands
from pydantic import SecretStr

import bot as root
from cogs.client import point_library_at
from cogs.crew import Services, board
from cogs.posting import DiscordPoster
from cogs.ui.doorway import Doorway, tree_class
from domain.job import Job
from media.clips import encode_clip
from sandbox.discord.driver.views import Answer, MessageView
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.shapes import Upload
from services.accounts import Accounts
from services.animatics import Animatics, Drawing, PreviewShelf
from services.catalogue import Catalogue
from services.delivery import Delivery
from services.drawing_hands import Hands
from services.ground import Ground, Ids
from services.settings import Settings, load_settings
from services.worker import Worker
from storage import FileStore, jobs, proof, servers
from tests.catalogues import first_series
from tests.examined import examined
from tests.fresh import open_fresh
from tests.scripted import HeldClock, ScriptedProvider

#: Previews as small as they can be drawn.
TINY = Drawing(pixels=160 * 90, fps=4)


@dataclass
class Lane:
    """Everything a story touches."""

    discord: DiscordSandbox
    clock: HeldClock
    client: commands.Bot
    ground: Ground
    services: Services
    worker: Worker
    delivery: Delivery
    provider: ScriptedProvider

    async def slash(
        self,
        member: str,
        command: str,
        options: Mapping[str, object] | None = None,
        *,
        channel: str = "clips",
    ) -> MessageView:
        """A member types a command; returns the private answer in its final form."""
        handle = self.discord.member(member).slash(command, dict(options or {}), channel=channel)
        await handle
        return await handle.final()

    async def press(self, member: str, message: MessageView, label: str) -> MessageView:
        """A member presses a button that answers with a message, new or in the old one's place."""
        handle = self.discord.member(member).press(message, label)
        await handle
        return await handle.final()

    async def form(self, member: str, message: MessageView, label: str) -> Answer:
        """A member presses a button that opens a form."""
        return await self.discord.member(member).press(message, label)

    async def video(self, prompt: str, member: str = "ana", **options: object) -> MessageView:
        """`/video`, with the first clip's rules agreed to beforehand."""
        await self.agree(member)
        return await self.slash(member, "video", {"prompt": prompt, **options})

    async def agree(self, member: str = "ana") -> None:
        """The member has pressed the button under the rules before."""
        who = self.discord.member(member)
        await self.ground.database.transaction(
            servers.agree, self.server_id, who.id, self.ground.now()
        )

    async def step(self, **span: float) -> None:
        """Let time pass, then give worker and delivery one turn each."""
        self.clock.skip(**span)
        await self.worker.step()
        await self.worker.settle()
        await self.delivery.round()

    async def until_posted(self, steps: int = 8) -> MessageView:
        """Turn the wheel until one more clip is posted; returns it."""
        before = len(self.discord.clips)
        for _ in range(steps):
            await self.step(seconds=30)
            if len(self.discord.clips) > before:
                return self.discord.clips[-1]
        raise AssertionError(f"no clip after {steps} steps")

    async def job(self, code: str) -> Job:
        found = await self.ground.database.read(jobs.by_code, code)
        assert found is not None
        return found

    async def all_jobs(self) -> list[Job]:
        def look(db):
            last = db.conn.execute("SELECT COALESCE(MAX(id), 0) FROM jobs").fetchone()[0]
            return [jobs.by_id(db, number) for number in range(1, last + 1)]

        return await self.ground.database.read(look)

    async def proof(self) -> list[str]:
        """What is wrong with the books; empty when nothing is."""
        return await self.ground.database.read(proof.prove)

    @property
    def server_id(self) -> int:
        return next(iter(self.discord.world.guilds))

    @property
    def said(self) -> list[str]:
        """The bot's standing messages in #clips that everybody sees."""
        bot_id = self.discord.world.bot.id
        return [m.text for m in self.discord.messages("clips") if m.author_id == bot_id]


def picture(data: bytes, name: str = "lighthouse.png") -> Upload:
    """A picture to hand in."""
    return Upload(name, data, "image/png")


@contextlib.asynccontextmanager
async def open_lane(
    folder: Path,
    knobs: Mapping[str, str] | None = None,
    *,
    is_open: bool = True,
    catalogue: Catalogue | None = None,
    hands: Hands | None = None,
) -> AsyncIterator[Lane]:
    """The bot online in Lane Lantern's #clips. `knobs` are settings as in the environment.

    Without a catalogue the 01 models alone are known; `hands` draw its previews, all of them tiny.
    """
    clock = HeldClock()
    async with contextlib.AsyncExitStack() as stack:
        discord = await stack.enter_async_context(examined(now=clock))
        settings = load_settings({**_environment(discord, folder), **(knobs or {})}, None)
        database = await open_fresh(settings.data_dir)
        stack.push_async_callback(database.close)
        doorway = Doorway(root.CONNECTION_ERRORS)
        client = await stack.enter_async_context(_logged_in(settings, doorway))
        ground = Ground(
            database=database,
            files=FileStore(settings.data_dir / "files"),
            now=discord.now,
            ids=Ids(random.Random(4711)),
            operators=root.owners(client),
        )
        provider = ScriptedProvider(clip=_large_enough_to_animate(folder / "engine.mp4"))
        poster = DiscordPoster(client, now=discord.now, connection_errors=root.CONNECTION_ERRORS)
        catalogue = catalogue or first_series()
        engines = _engines(settings, catalogue, provider)
        parts = root.build(ground, settings, catalogue, engines, poster)
        animatics = Animatics(
            PreviewShelf(settings.data_dir / "previews"), hands or Hands(), ground.files.path, TINY
        )
        stack.push_async_callback(animatics.close)
        services = replace(parts.services, animatics=animatics)
        await board(client, services, doorway)
        await client.tree.sync()
        loops = (parts.loops.worker, parts.loops.delivery)
        lane = Lane(discord, clock, client, ground, services, *loops, provider)
        if is_open:
            await database.transaction(servers.open_server, lane.server_id, 0, ground.now())
        await stack.enter_async_context(_connected(client))
        yield lane


def _environment(discord: DiscordSandbox, folder: Path) -> dict[str, str]:
    return {
        "DISCORD_TOKEN": discord.token,
        "DISCORD_API_URL": discord.api_url,
        "MINIMAX_API_KEY": "no-such-key",
        "GREENLIGHT_DATA_DIR": str(folder / "data"),
    }


@contextlib.asynccontextmanager
async def _logged_in(settings: Settings, doorway: Doorway) -> AsyncIterator[commands.Bot]:
    with _library_restored():
        async with root.new_bot(tree_class(doorway)) as client:
            await point_library_at(settings.discord_api_url)
            await client.login(settings.discord_token.get_secret_value())
            yield client


def _engines(settings: Settings, catalogue: Catalogue, provider: ScriptedProvider) -> root.Engines:
    plans = root.account_plans(settings, catalogue, SecretStr)
    accounts = Accounts((plan.account for plan in plans), catalogue)
    return root.Engines(accounts=accounts, providers={provider.account: provider})


def _large_enough_to_animate(path: Path) -> Path:
    path.write_bytes(_clip())
    return path


@functools.cache
def _clip() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.mp4"
        encode_clip((np.full((360, 640, 3), 20 * number, np.uint8) for number in range(5)), path)
        return path.read_bytes()


@contextlib.contextmanager
def _library_restored():
    base = library.http.Route.BASE
    gateway = library.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    try:
        yield
    finally:
        library.http.Route.BASE = base
        library.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway


@contextlib.asynccontextmanager
async def _connected(client: commands.Bot) -> AsyncIterator[None]:
    # The library calls itself ready only two seconds after the last server it was told of.
    told_of_server = asyncio.create_task(
        client.wait_for("socket_event_type", check=lambda name: name == "GUILD_CREATE", timeout=10)
    )
    connection = asyncio.create_task(client.connect())
    try:
        await told_of_server
        yield
    finally:
        await client.close()
        await connection
