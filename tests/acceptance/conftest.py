"""Real processes and sockets: the bot as its own process between the two stand-ins."""

import asyncio
import contextlib
import functools
import io
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from sandbox.bot_process import BOT
from sandbox.discord.driver.views import MessageView
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.shapes import Upload
from sandbox.minimax.server import TINY, MiniMaxSandbox
from sandbox.stage import QUICK, Stage, bot_environment
from storage import Db, proof
from storage.verifying import verify
from tests.acceptance.forked_bot import ForkedBot
from tests.examined import examined

KEY = "acceptance-secret-key-4711"


@dataclass
class Play:
    """A running stage, with what a story needs at hand."""

    stage: Stage
    folder: Path

    @property
    def discord(self) -> DiscordSandbox:
        return self.stage.discord

    @property
    def minimax(self) -> MiniMaxSandbox:
        return self.stage.minimax

    async def agree(self, member: str = "ana", prompt: str = "a first clip", **options) -> None:
        """A member's first request, up to and with the button under the rules."""
        answer = await self.ask(member, prompt, **options)
        person = self.discord.member(member)
        await person.press(answer, answer.buttons()[0]["custom_id"]).final()

    async def ask(self, member: str, prompt: str, **options) -> MessageView:
        """Type /video; returns the private answer in its final form."""
        person = self.discord.member(member)
        handle = person.slash("video", {"prompt": prompt, **options}, channel="clips")
        await handle
        return await handle.final()

    async def begin(self, prompt: str, **options: object) -> None:
        """Ask for a clip without waiting for the answer: the bot may die before it comes.

        A member who has not agreed yet presses the button.
        """
        person = self.discord.member("ana")
        if isinstance(options.get("image"), bytes):
            options["image"] = Upload("picture.png", options["image"], "image/png")
        handle = person.slash("video", {"prompt": prompt, **options}, channel="clips")
        answer = await handle
        if answer.message and (buttons := answer.message.buttons()) and not self.jobs():
            person.press(answer.message, buttons[0]["custom_id"])

    async def card(self) -> MessageView:
        """Wait for the public card."""
        return await self.discord.member("ana").see(
            lambda m: not m.ephemeral and m.author_id == self.discord.world.bot.id, channel="clips"
        )

    async def settled(self) -> None:
        """Stop the bot in good order: what it had begun is written, and all that is kept agrees."""
        assert await self.stage.bot.stop() == 0, self.stage.bot.last_lines()
        assert verify(self.folder / "data").differences == ()

    def stop_bot(self) -> asyncio.Task[int | None]:
        """Tell the bot to stop; the task gives its exit code."""
        return asyncio.create_task(self.stage.bot.stop())

    async def clip(self, count: int = 1) -> MessageView:
        """Wait until so many clips stand posted; returns the newest."""
        watching = self.discord.until(
            lambda: self.discord.posted_clips >= count, timeout=30, what=f"{count} clips"
        )
        await self.stage.bot.watch(watching)
        return self.discord.clips[-1]

    def books(self) -> sqlite3.Connection:
        """The bot's database, read from outside."""
        path = self.folder / "data" / "greenlight.sqlite3"
        return sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def jobs(self) -> list[str]:
        """The states of all jobs, oldest first."""
        with contextlib.closing(self.books()) as books:
            return [row[0] for row in books.execute("SELECT status FROM jobs ORDER BY id")]

    def proof(self) -> list[str]:
        """What is wrong with the ledger; empty when nothing is."""
        with contextlib.closing(self.books()) as books:
            return proof.prove(Db(books))

    def taken(self) -> tuple[int, int]:
        """Credits taken from the allowance and micro-dollars counted, over all members."""
        sql = (
            "SELECT -COALESCE(SUM(credits), 0), -COALESCE(SUM(cost_micro), 0)"
            " FROM entries WHERE account = 'allowance'"
        )
        with contextlib.closing(self.books()) as books:
            return books.execute(sql).fetchone()

    def files(self) -> list[str]:
        """Everything under the bot's file store."""
        return [p.name for p in (self.folder / "data" / "files").rglob("*") if p.is_file()]


Opens = Callable[..., AbstractAsyncContextManager[Play]]


@contextlib.asynccontextmanager
async def open_play(
    folder: Path,
    script: Path = BOT,
    knobs: Mapping[str, str] | None = None,
    start: bool = True,
) -> AsyncIterator[Play]:
    """A stage with tiny clips in `folder`, and the bot on it once it is started."""
    async with (
        examined() as discord,
        MiniMaxSandbox(key=KEY, style=TINY, speed=20) as minimax,
    ):
        told = bot_environment(discord, minimax, folder) | QUICK
        told |= {"GREENLIGHT_POLL_SECONDS": "0.2", **(knobs or {})}
        bot = ForkedBot(folder=folder, environment=told, script=script)
        stage = Stage(discord=discord, minimax=minimax, bot=bot)
        try:
            if start:
                await stage.start_bot()
            yield Play(stage=stage, folder=folder)
        finally:
            await bot.stop()


@pytest.fixture
def play(tmp_path: Path) -> Opens:
    """Opens a stage with tiny clips: `async with play(script=…, knobs=…) as it`."""
    return functools.partial(open_play, tmp_path)


@pytest.fixture(scope="session")
def picture() -> bytes:
    """A picture that every model takes."""
    data = io.BytesIO()
    Image.effect_mandelbrot((640, 480), (-2, -1, 1, 1), 40).convert("RGB").save(data, "PNG")
    return data.getvalue()
