"""Time from an interaction to its answer, beside a bare discord.py command on the same stand-in."""

import asyncio
import contextlib
import statistics
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from bench.figures import Figure, part_of, percentile
from sandbox.bot_process import BotProcess
from sandbox.discord.server import DiscordSandbox
from sandbox.minimax.server import TINY, MiniMaxSandbox
from sandbox.stage import GENEROUS, QUICK, open_stage

ROUNDS = 150
_WARM_UP = 10
_BARE = Path(__file__).with_name("bare_bot.py")
KNOBS = {
    **QUICK,
    **GENEROUS,
    "GREENLIGHT_CREDITS_PER_DAY": "100000",
    "GREENLIGHT_WAITING_PER_MEMBER": "1000",
    "GREENLIGHT_SERVER_CEILING_DAY": "5000",
    "GREENLIGHT_SERVER_CEILING_MONTH": "50000",
    "GREENLIGHT_CEILING_DAY": "5000",
    "GREENLIGHT_CEILING_MONTH": "50000",
    "GREENLIGHT_LOG_LEVEL": "WARNING",
}

Ask = Callable[[], Awaitable[float]]


async def measure(share: float = 1) -> list[Figure]:
    """Ask bare bot and real bot in turn, so that a slow moment of the machine hits both."""
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bare = await _bare(stack, folder)
        minimax = await stack.enter_async_context(MiniMaxSandbox(key="bench-key", style=TINY))
        discord = await stack.enter_async_context(DiscordSandbox())
        stage = await stack.enter_async_context(
            open_stage(folder, knobs=KNOBS, discord=discord, minimax=minimax)
        )
        await stage.start_bot()
        ping = lambda: _ask(bare, "ping", {})  # noqa: E731 - one of three alike
        read = lambda: _ask(discord, "credits", {})  # noqa: E731 - one of three alike
        make = lambda: _ask(discord, "video", {"prompt": "a red lighthouse"})  # noqa: E731 - one of three alike
        # Reading is measured before any clip is made: the bot works on clips in the same loop.
        figures = _figures(await _in_turn({"bare": ping, "/credits": read}, share))
        await agree(discord)
        return figures + _figures(await _in_turn({"bare": ping, "/video": make}, share))


async def _bare(stack: contextlib.AsyncExitStack, folder: Path) -> DiscordSandbox:
    discord = await stack.enter_async_context(DiscordSandbox())
    place = folder / "bare"
    place.mkdir()
    told = {"DISCORD_API_URL": discord.api_url, "DISCORD_TOKEN": discord.token}
    process = BotProcess(folder=place, environment=told, script=_BARE)
    stack.push_async_callback(process.kill)
    await process.start()
    await process.watch(discord.until(lambda: discord.bot_online, timeout=30))
    await discord.until(lambda: bool(discord.commands), timeout=30)
    return discord


async def agree(discord: DiscordSandbox) -> None:
    """A member's first clip is confirmed once; the bench measures the later ones."""
    ana = discord.member("ana")
    first = ana.slash("video", {"prompt": "the first one"}, channel="clips")
    answer = await first
    assert answer.message is not None
    await ana.press(answer.message, answer.message.buttons()[0]["custom_id"])


async def _ask(discord: DiscordSandbox, command: str, options: dict[str, str]) -> float:
    handle = discord.member("ana").slash(command, dict(options), channel="clips")
    return (await handle).seconds


async def _in_turn(asks: dict[str, Ask], share: float) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {name: [] for name in asks}
    warm_up = part_of(_WARM_UP, share)
    for number in range(warm_up + part_of(ROUNDS, share)):
        for name, ask in asks.items():
            took = await ask()
            if number >= warm_up:
                seconds[name].append(took)
    return seconds


def _figures(seconds: dict[str, list[float]]) -> list[Figure]:
    figures = []
    for name, took in seconds.items():
        ratio = statistics.median(took) / statistics.median(seconds["bare"])
        p99 = percentile(took, 99)
        p99_ratio = p99 / percentile(seconds["bare"], 99)
        text = (
            f"p50 {statistics.median(took) * 1000:6.1f} ms (× {ratio:.2f} of bare)   "
            f"p99 {p99 * 1000:6.1f} ms (× {p99_ratio:.2f})"
        )
        figures.append(Figure(name=f"answer, {name}", text=text, aim=_AIMS.get(name, "")))
    return figures


_AIMS = {"/credits": "p50 ratio ≤ 1.25", "/video": "p99 ≤ 250 ms"}


if __name__ == "__main__":
    for one in asyncio.run(measure()):
        print(one)
