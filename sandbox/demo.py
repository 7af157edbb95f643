"""`python -m sandbox`: the whole product on this machine, with a chat page for a person."""

import asyncio
import contextlib
import json
import os
import secrets
import sys
import webbrowser
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from sandbox.bootstrap import ROOT
from sandbox.bot_process import BOT, BotDied
from sandbox.discord.server import DiscordSandbox
from sandbox.first_minutes import FIRST_SHOT, MAKER, FirstMinutes
from sandbox.keeper import Keeper
from sandbox.minimax.server import ClipStyle, MiniMaxSandbox, SandboxOptions, Timing
from sandbox.opening import CHANNEL, SHOTS, Opening, OpeningShot
from sandbox.own_shots import OwnShots
from sandbox.stage import GENEROUS, QUICK, Stage, open_stage
from sandbox.terminal import cancel_on_signals, say
from sandbox.tray import Tray
from sandbox.working_folder import working_folder

CLIPS = ROOT / "build" / "clips"
"""Where drawn clips stay for the next demo; git does not see it."""

_TIMING = Timing(preparing=1.0, queueing=2.0, processing=9.0)
"""Long enough to kill the bot meanwhile, short enough to wait for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """How a demo's clips are made: how they look, how fast, and where they are kept."""

    style: ClipStyle = field(default_factory=lambda: ClipStyle(cached=True))
    speed: float = 1.0
    cache: Path = CLIPS


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """How a person wants the demo: `data` None means a folder that goes when the demo ends."""

    port: int = 0
    data: Path | None = None
    open_browser: bool = True
    script: Path = BOT
    drawn: Drawn = field(default_factory=Drawn)
    opening: tuple[OpeningShot, ...] = SHOTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A demo that runs: the bot is up, and the page at `address` can be opened."""

    stage: Stage
    keeper: Keeper
    address: str


def run_demo(options: DemoOptions) -> int:
    """Play until Ctrl-C or a signal; the exit code."""
    return asyncio.run(_play(options))


@contextlib.asynccontextmanager
async def open_demo(
    options: DemoOptions, discord: DiscordSandbox | None = None
) -> AsyncIterator[Demo]:
    """Both stand-ins and the bot, tray and guide on the page, the opening clips on their way.

    A Discord of one's own comes in running. Raises BotDied, TimeoutError when the bot stays
    silent, or OSError for a port or a folder that can't be used.
    """
    drawn = options.drawn
    minimax = MiniMaxSandbox(
        key=secrets.token_urlsafe(24),
        style=drawn.style,
        speed=drawn.speed,
        options=SandboxOptions(cache=drawn.cache),
    )
    minimax.engine.timing = _TIMING
    async with contextlib.AsyncExitStack() as stack:
        if discord is None:
            discord = DiscordSandbox()
            stack.push_async_callback(discord.stop)
            await discord.start(port=options.port)
        folder = stack.enter_context(working_folder(options.data))
        await stack.enter_async_context(minimax)
        knobs = {**QUICK, **GENEROUS}
        stage = await stack.enter_async_context(
            open_stage(folder, knobs=knobs, script=options.script, discord=discord, minimax=minimax)
        )
        # Said only now: a port or a folder that can't be used was found before.
        say("starting the bot")
        await stage.start_bot()
        opening = Opening(stage, options.opening)
        keeper = _furnish(stage, opening)
        await stack.enter_async_context(_in_background(opening))
        yield Demo(stage=stage, keeper=keeper, address=_page_address(discord))


def _furnish(stage: Stage, opening: Opening) -> Keeper:
    """Put tray and guide on the page."""
    keeper, shots = Keeper(stage), OwnShots(stage, opening)
    minutes = FirstMinutes(stage, shots)
    Tray(stage, keeper, shots, minutes.note_kill).fill()
    minutes.begin()
    return keeper


async def _play(options: DemoOptions) -> int:
    cancel_on_signals()
    try:
        async with open_demo(options) as demo:
            _introduce(demo)
            if options.open_browser and _has_display():
                await asyncio.to_thread(webbrowser.open, demo.address)
            await demo.keeper.keep_alive()
    except asyncio.CancelledError:
        say("ended; nothing is left running")
        return 0
    except (BotDied, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


@contextlib.asynccontextmanager
async def _in_background(opening: Opening) -> AsyncIterator[None]:
    playing = asyncio.create_task(opening.play())
    try:
        yield
    finally:
        playing.cancel()
        await asyncio.gather(playing, return_exceptions=True)


def _page_address(discord: DiscordSandbox) -> str:
    """The chat page as a member sees it, with a first command ready to be sent."""
    prefilled = json.dumps({"name": "video", "options": FIRST_SHOT}, separators=(",", ":"))
    maker = discord.member(MAKER)
    return f"{discord.page_url}&as={maker.id}&channel={CHANNEL}&prefill={quote(prefilled)}"


def _introduce(demo: Demo) -> None:
    knobs = "\n".join(
        f"               {name}={value}" for name, value in (QUICK | GENEROUS).items()
    )
    say(f"""
Greenlight's sandbox is ready. Nothing leaves this machine, and nothing is paid.

  Chat page    {demo.address}
  First clip   /video stands there already: press Enter, and Enter again to agree to its price.
               It takes about 15 s (the real service takes minutes).
  Then         kill the bot while a clip is made; be the owner. The page shows how.
  Bot's log    {demo.stage.bot.log_path}
  Set for you  {knobs.lstrip()}

Ctrl-C ends everything.""")


def _has_display() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
