"""Previews: how soon one is answered, what four at once cost everybody else, what they weigh.

`/preview` is taken from the command to the private answer with its clip, a new place and plan each
time, so that nothing comes from the shelf. `/video` is asked in the same run with nobody else
there and with four previews always under way.
"""

import asyncio
import contextlib
import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.answers import KNOBS, agree
from bench.figures import Figure, part_of, percentile
from sandbox.discord.server import DiscordSandbox
from sandbox.minimax.server import TINY, MiniMaxSandbox
from sandbox.stage import Stage, open_stage

PREVIEWS = 16
ASKED = 200
#: Shots only wait: their making would be measured too.
_WAITING = {"GREENLIGHT_SUBMITS_PER_MINUTE": "1", "GREENLIGHT_LONGEST_LINE_MINUTES": "10000"}
_MEMBERS = ("ana", "ben")
_EACH = 2
_THINGS = ("fox", "robot", "boat", "castle", "cat", "lighthouse", "astronaut", "tree")
_PLACES = ("the snow", "a city at night", "the sea", "the desert at dawn", "a room", "the rain")
_CAMERAS = ("push in", "truck left", "pedestal up + pan right", "tracking shot", "zoom out, shake")


async def measure(share: float = 1) -> list[Figure]:
    """The first preview, later ones, `/video` beside four of them, and the processes' memory."""
    asked = part_of(ASKED // 2, share)
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        minimax = await stack.enter_async_context(MiniMaxSandbox(key="bench-key", style=TINY))
        discord = await stack.enter_async_context(DiscordSandbox())
        stage = await stack.enter_async_context(
            open_stage(folder, knobs=KNOBS | _WAITING, discord=discord, minimax=minimax)
        )
        await stage.start_bot()
        await agree(discord)
        plans = _plans()
        cold = await _preview(discord, "ana", next(plans))
        warm = [
            await _preview(discord, "ana", next(plans)) for _ in range(part_of(PREVIEWS, share))
        ]
        idle = await _videos(discord, asked)
        loaded, beside = await _beside_previews(discord, plans, 2 * asked)
        idle += await _videos(discord, asked)
        return [
            _answered(cold, warm),
            _acknowledged(idle, loaded),
            Figure(
                name="four previews at once",
                text=f"p50 {statistics.median(beside):.2f} s each",
            ),
            await asyncio.to_thread(_memory, stage, folder),
        ]


def _answered(cold: float, warm: list[float]) -> Figure:
    return Figure(
        name="answer, /preview",
        text=f"p50 {statistics.median(warm):.2f} s   p90 {percentile(warm, 90):.2f} s"
        f"   the first after a start {cold:.2f} s   load {os.getloadavg()[0]:.1f}",
        aim="≤ 2 s",
    )


def _acknowledged(idle: list[float], loaded: list[float]) -> Figure:
    usual, busy = statistics.median(idle), statistics.median(loaded)
    p90 = percentile(loaded, 90) / percentile(idle, 90)
    return Figure(
        name="/video beside previews",
        text=f"p50 {busy * 1e3:.1f} ms (× {busy / usual:.2f} of {usual * 1e3:.1f} ms alone)"
        f"   p90 × {p90:.2f}",
        aim="p50 ratio ≤ 1.5",
    )


async def _beside_previews(
    discord: DiscordSandbox, plans: Iterator[dict[str, str]], asked: int
) -> tuple[list[float], list[float]]:
    """How soon `/video` is answered while four previews are under way, and how soon they are."""
    beside: list[float] = []

    async def keep_drawing(member: str) -> None:
        while True:
            beside.append(await _preview(discord, member, next(plans)))

    drawing = [asyncio.create_task(keep_drawing(name)) for name in _MEMBERS * _EACH]
    try:
        await discord.until(lambda: len(beside) >= len(drawing), timeout=60)
        return await _videos(discord, asked), beside
    finally:
        for one in drawing:
            one.cancel()
        await asyncio.gather(*drawing, return_exceptions=True)


async def _preview(discord: DiscordSandbox, member: str, options: dict[str, str]) -> float:
    began = time.perf_counter()
    handle = discord.member(member).slash("preview", dict(options), channel="clips")
    answer = await handle.final(timeout=60)
    assert answer.json["attachments"], answer.text
    return time.perf_counter() - began


async def _videos(discord: DiscordSandbox, count: int) -> list[float]:
    """Seconds to the answer of `/video`, asked as often as that."""
    found = []
    for _ in range(count):
        handle = discord.member("ana").slash("video", {"prompt": "a lake"}, channel="clips")
        found.append((await handle).seconds)
    return found


def _plans() -> Iterator[dict[str, str]]:
    """Ever new orders: the number makes each a place of its own."""
    numbers = itertools.count()
    for thing, place, camera in itertools.cycle(itertools.product(_THINGS, _PLACES, _CAMERAS)):
        yield {"prompt": f"a {thing} in {place}, {next(numbers)}", "camera": camera}


def _memory(stage: Stage, folder: Path) -> Figure:
    """What the drawing processes hold, and have held at most."""
    assert stage.bot.is_running
    bot = (folder / "data" / "lock").read_text(encoding="utf-8").strip()
    children = Path(f"/proc/{bot}/task/{bot}/children").read_text(encoding="ascii").split()
    held = [_kilobytes(pid, "VmRSS") / 1024 for pid in children]
    most = [_kilobytes(pid, "VmHWM") / 1024 for pid in children]
    each = " and ".join(
        f"{now:.0f} MB (at most {peak:.0f})" for now, peak in zip(held, most, strict=True)
    )
    return Figure(
        name="memory of previews",
        text=f"{len(children)} processes: {each}; the bot {_kilobytes(bot, 'VmRSS') / 1024:.0f} MB",
    )


def _kilobytes(pid: str, name: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(name))


if __name__ == "__main__":
    for figure in asyncio.run(measure()):
        print(figure)
