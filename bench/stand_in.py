"""The stand-in for Discord: what it sustains, what it keeps, and how soon it can be used."""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.figures import Figure, part_of
from bench.stand_in_process import AT_ONCE
from sandbox.stage import open_stage

_ROOT = Path(__file__).resolve().parent.parent
_STARTS = 3
_MIB = 1024 * 1024


async def measure(share: float = 1) -> list[Figure]:
    """Drive a stand-in in a process of its own, then start the real bot a few times."""
    told = await _driven(share)
    starts = await _bot_online(part_of(_STARTS, share))
    return [*_answers(told), _memory(told), *_starts(told, starts)]


async def _driven(share: float) -> dict[str, Any]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.stand_in_process", str(share)),
        cwd=_ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    if process.returncode != 0:
        raise RuntimeError(f"the measured stand-in ended with exit code {process.returncode}")
    told: dict[str, Any] = json.loads(out)
    return told


def _answers(told: dict[str, Any]) -> list[Figure]:
    alone, crowd = told["one_by_one"], told["at_once"]
    figures = [
        Figure(name=f"stand-in, {name}", text=_times(*alone[name], *alone["echo"]))
        for name in ("raw bot", "discord.py")
    ]
    text = (
        f"{crowd['rate']:,.0f} interactions a second (× {crowd['ratio']:.2f} of a bare echo)   "
        f"p50 {crowd['p50'] * 1000:.1f} ms   p99 {crowd['p99'] * 1000:.1f} ms"
    )
    return [*figures, Figure(name=f"stand-in, {AT_ONCE} at once", text=text)]


def _times(p50: float, p99: float, echo_p50: float, echo_p99: float) -> str:
    return (
        f"p50 {p50 * 1000:6.1f} ms (× {p50 / echo_p50:.2f} of a bare echo)   "
        f"p99 {p99 * 1000:6.1f} ms (× {p99 / echo_p99:.2f})"
    )


def _memory(told: dict[str, Any]) -> Figure:
    before, after, kept = (told["memory"][name] for name in ("before", "after", "kept"))
    text = (
        f"{after / _MIB:.0f} MiB after {kept:,} interactions, {before / _MIB:.0f} before:"
        f" {(after - before) / kept / 1024:.1f} KiB each, all kept to be asked about"
    )
    return Figure(name="stand-in, memory", text=text)


async def _bot_online(starts: int) -> tuple[float, float]:
    """Seconds until both stand-ins listen, and then until the real bot is online: the medians."""
    listening, online = [], []
    for _ in range(starts):
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            async with open_stage(Path(folder)) as stage:
                listening.append(time.perf_counter() - begun)
                await stage.start_bot()
                online.append(time.perf_counter() - begun - listening[-1])
    return statistics.median(listening), statistics.median(online)


def _starts(told: dict[str, Any], bot: tuple[float, float]) -> list[Figure]:
    listening, online = bot
    inside = f"{told['start_in_process'] * 1000:.0f} ms with a discord.py client in the same loop"
    apart = (
        f"{listening * 1000:.0f} ms for both stand-ins, then {online:.2f} s until the bot is online"
    )
    return [
        Figure(name="start, in process", text=inside, aim="< 100 ms"),
        Figure(name="start, bot apart", text=apart, aim="< 3 s"),
    ]


if __name__ == "__main__":
    for one in asyncio.run(measure()):
        print(one)
