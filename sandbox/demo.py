"""`python -m sandbox`: the whole product on this machine, with a chat page for a person."""

import asyncio
import contextlib
import json
import os
import sys
import time
import webbrowser
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sandbox.bot_process import BOT, BotDied
from sandbox.discord.server import DiscordSandbox
from sandbox.minimax.server import Status
from sandbox.stage import GENEROUS, QUICK, Stage, open_stage
from sandbox.terminal import cancel_on_signals, say
from sandbox.working_folder import working_folder

_PREFILLED = {
    "name": "video",
    "options": {"prompt": "a red lighthouse in a storm", "camera": "truck left"},
}
_SETTINGS_PROBLEM = 2  # bot.py's exit code: starting it again cannot help
_DEATHS_IN_A_MINUTE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """How a person wants the demo: `data` None means a folder that goes when the demo ends."""

    port: int = 0
    data: Path | None = None
    open_browser: bool = True
    script: Path = BOT


def run_demo(options: DemoOptions) -> int:
    """Play until Ctrl-C or a signal; the exit code."""
    return asyncio.run(_play(options))


async def _play(options: DemoOptions) -> int:
    cancel_on_signals()
    discord = DiscordSandbox()
    try:
        await discord.start(port=options.port)
        with working_folder(options.data) as folder:
            knobs = {**QUICK, **GENEROUS}
            async with open_stage(
                folder, knobs=knobs, script=options.script, discord=discord
            ) as stage:
                await _Demo(stage).run(options)
    except asyncio.CancelledError:
        say("ended; nothing is left running")
        return 0
    except (BotDied, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        await discord.stop()
    return 0


class _Demo:
    """The bot kept alive, killed on request, and explained to the person watching."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        # Held while the bot is being replaced: whoever finds it dead waits and looks again.
        self._replacing = asyncio.Lock()

    async def run(self, options: DemoOptions) -> None:
        """Start the bot, show the way, and keep it alive until cancelled; raises BotDied."""
        say("starting the bot")
        await self._stage.start_bot()
        self._stage.discord.add_tray_action(
            "kill",
            "Kill the bot now",
            "kill -9, then a new start. No clip is lost, made or paid twice.",
            self.kill_and_count,
        )
        address = _page_address(self._stage)
        _introduce(address, self._stage)
        if options.open_browser and _has_display():
            await asyncio.to_thread(webbrowser.open, address)
        await self._keep_alive()

    async def kill_and_count(self) -> str:
        """Kill the bot, start it again, and tell what became of what was under way."""
        async with self._replacing:
            await self._stage.kill_bot()
            await self._stage.start_bot()
        with contextlib.suppress(TimeoutError):
            # A shot that was only queued is submitted a moment after the start.
            before = self._stage.minimax.counters.accepted
            await self._stage.minimax.wait_for(
                lambda minimax: minimax.counters.accepted > before, timeout=2
            )
        with contextlib.suppress(TimeoutError):
            await self._stage.discord.until(self._is_all_delivered, timeout=40)
        asked, charged, posted = self._counts()
        clips = "clip" if asked == 1 else "clips"
        return (
            f"killed · restarted · asked for {asked} {clips} · charged {charged} · posted {posted}"
        )

    async def _keep_alive(self) -> None:
        deaths: deque[float] = deque(maxlen=_DEATHS_IN_A_MINUTE)
        while True:
            exit_code = await self._stage.bot.ended()
            async with self._replacing:
                if self._stage.bot.is_running:
                    continue
                deaths.append(time.monotonic())
                too_often = len(deaths) == deaths.maxlen and deaths[-1] - deaths[0] < 60
                if exit_code == _SETTINGS_PROBLEM or too_often:
                    raise BotDied(exit_code, self._stage.bot.last_lines())
                say(f"the bot ended by itself (exit code {exit_code}); starting it again")
                await self._stage.start_bot()
                say("the bot is back")

    def _is_all_delivered(self) -> bool:
        minimax, seen = self._stage.minimax, self._stage.discord.counters
        now = minimax.clock.now()
        owed = [o for o in minimax.orders.values() if o.status(now) is not Status.FAIL]
        return bool(seen.posted_clips + seen.private_clips >= len(owed))

    def _counts(self) -> tuple[int, int, int]:
        asked = self._stage.minimax.counters
        return asked.submits, asked.charges, self._stage.discord.posted_clips


def _page_address(stage: Stage) -> str:
    """The chat page as ana sees it, with a first command ready to be sent."""
    ana = stage.discord.member("ana")
    prefilled = quote(json.dumps(_PREFILLED, separators=(",", ":")))
    return f"{stage.discord.page_url}&as={ana.id}&channel=clips&prefill={prefilled}"


def _introduce(address: str, stage: Stage) -> None:
    knobs = "\n".join(
        f"               {name}={value}" for name, value in (QUICK | GENEROUS).items()
    )
    say(f"""
Greenlight's sandbox is ready. Nothing leaves this machine, and nothing is paid.

  Chat page    {address}
  First clip   /video stands there already: press Enter, then agree to its price. It takes about
               10 s and its drawing.
  Bot's log    {stage.bot.log_path}
  Set for you  {knobs.lstrip()}
  Video times  1 s preparing, 2 s queueing, 5 s processing (the real service takes minutes)

Ctrl-C ends everything.""")


def _has_display() -> bool:
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
