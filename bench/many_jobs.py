"""Thousands of open jobs in one bot: memory, processor, punctual looks, answers, and its start.

The real bot runs as a process of its own against the rawest engine, in another, and a Discord of
fifty servers. Each full bot runs beside an idle one, and both are asked in turn, so that a slow
moment of the machine hits both. A thousandth job costs as much as a ten-thousandth where the
exponent is 1.
"""

import asyncio
import contextlib
import json
import math
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np

from bench.answers import KNOBS, agree
from bench.crowd import Load, Seat, fill, seats_in
from bench.figures import Figure, part_of, percentile
from bench.many_jobs_bot import LATE_FILE, PID_FILE
from bench.raw_engine import Engine
from media.clips import encode_clip
from sandbox.bot_process import BotProcess
from sandbox.discord.server import DiscordSandbox
from storage import Database

MANY, FEW = 10_000, 1_000
#: One of so many open jobs is being made.
_RUNNING = 10
_WINDOW_S, _WARM_UP_S = 40.0, 15.0
_ASKS = 60
_SLOW_S = 0.3
_SCRIPT = Path(__file__).with_name("many_jobs_bot.py")
_MIB = 1024 * 1024
_TICKS = os.sysconf("SC_CLK_TCK")
_REAL = {
    **KNOBS,
    "GREENLIGHT_POLL_SECONDS": "10",
    "GREENLIGHT_RETRY_SECONDS": "5",
    "GREENLIGHT_SUBMITS_PER_MINUTE": "200",
    "GREENLIGHT_LONGEST_LINE_MINUTES": "10000",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was seen of one bot beside an idle one; times in seconds, memory in bytes.

    `cpu`: of one core; `lates`: of its looks; `answers`: of `/video`, its own and the idle one's.
    """

    load: Load
    first_look_s: float
    idle_first_look_s: float
    cpu: float
    idle_cpu: float
    resident: int
    idle_resident: int
    looks_a_second: float
    lates: Sequence[float]
    answers: tuple[Sequence[float], Sequence[float]]


async def measure(share: float = 1) -> list[Figure]:
    """Few jobs, then many, then many at an engine that answers slowly."""
    with tempfile.TemporaryDirectory() as name:
        clip = Path(name) / "clip.mp4"
        _draw(clip)
        async with Engine(clip) as engine:
            few = await _beside_idle(engine, part_of(FEW, share), 0.05, share)
            many = await _beside_idle(engine, part_of(MANY, share), 0.05, share)
            slow = await _beside_idle(engine, part_of(MANY, share), _SLOW_S, share)
    return [*_figures(few), *_figures(many), _growth(few, many), _lateness(slow, "slow engine")]


def _draw(path: Path) -> None:
    """A clip of six seconds, small and quickly checked: what each weighs is another part's."""
    rng = np.random.default_rng(6)
    grain = rng.integers(0, 255, (90, 160, 3), dtype=np.uint8)
    encode_clip((np.roll(grain, number, axis=1) for number in range(48)), path, fps=8)


async def _beside_idle(engine: Engine, open_jobs: int, delay_s: float, share: float) -> Told:
    load = Load(open_jobs=open_jobs, running=max(1, open_jobs // _RUNNING))
    name = f"jobs{open_jobs}at{round(delay_s * 1000)}"
    async with (
        _open_bot(engine.url(f"idle{name}", delay_s), Load(open_jobs=1, running=1)) as idle,
        _open_bot(engine.url(name, delay_s), load) as full,
    ):
        idle_first = await _first_look(engine, f"idle{name}", idle)
        first = await _first_look(engine, name, full)
        await asyncio.sleep(_WARM_UP_S * min(1, share * 10))
        began, looks = time.time(), (await engine.told(name))["looks"]
        ticks, idle_ticks = full.cpu_s(), idle.cpu_s()
        await asyncio.sleep(_WINDOW_S * share)
        seconds = time.time() - began
        looks = (await engine.told(name))["looks"] - looks
        cpu, idle_cpu = (full.cpu_s() - ticks) / seconds, (idle.cpu_s() - idle_ticks) / seconds
        resident, idle_resident = full.resident(), idle.resident()
        until = time.time()
        answers = await _answers(full, idle, part_of(_ASKS, share))
        await full.process.stop()
        return Told(
            load=load,
            first_look_s=first,
            idle_first_look_s=idle_first,
            cpu=cpu,
            idle_cpu=idle_cpu,
            resident=resident,
            idle_resident=idle_resident,
            looks_a_second=looks / seconds,
            lates=full.lates(began, until),
            answers=answers,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bot:
    """A bot in its process, and the Discord it lives in."""

    discord: DiscordSandbox
    process: BotProcess

    def cpu_s(self) -> float:
        """Seconds of a core so far (proc(5): utime and stime)."""
        fields = self._proc("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def resident(self) -> int:
        """Bytes in memory now."""
        return int(self._proc("statm").split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def lates(self, since: float, until: float) -> list[float]:
        """How late looks between two moments began; only after the bot's end."""
        looks = json.loads((self.process.folder / LATE_FILE).read_text(encoding="ascii"))
        return [late_s for at, late_s in looks if since <= at <= until]

    def _proc(self, what: str) -> str:
        pid = (self.process.folder / PID_FILE).read_text(encoding="ascii")
        return Path("/proc", pid, what).read_text(encoding="ascii")


@contextlib.asynccontextmanager
async def _open_bot(engine_url: str, load: Load) -> AsyncIterator[_Bot]:
    """A bot that is not started yet, with so much to do."""
    seats: list[Seat] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with DiscordSandbox(build=lambda world: seats.extend(seats_in(world))) as discord:
            database = await Database.open(folder / "data")
            await database.transaction(fill, seats, load, datetime.now(UTC))
            await database.close()
            told = {
                "DISCORD_TOKEN": discord.token,
                "DISCORD_API_URL": discord.api_url,
                "MINIMAX_API_KEY": "bench-key",
                "MINIMAX_API_URL": engine_url,
                "GREENLIGHT_DATA_DIR": str(folder / "data"),
                "GREENLIGHT_SERVERS": ",".join(str(guild_id) for guild_id in discord.world.guilds),
                **_REAL,
            }
            process = BotProcess(folder=folder, environment=told, script=_SCRIPT)
            try:
                yield _Bot(discord=discord, process=process)
            finally:
                await process.kill()


async def _first_look(engine: Engine, name: str, one: _Bot) -> float:
    """Start the bot: the seconds until its first look at the engine."""
    began = time.time()
    await one.process.start()
    return await one.process.watch(_looked(engine, name)) - began


async def _looked(engine: Engine, name: str) -> float:
    async with asyncio.timeout(120):
        return await engine.first_look(name)


async def _answers(full: _Bot, idle: _Bot, asks: int) -> tuple[list[float], list[float]]:
    """Seconds that `/video` took, asked of both in turn."""
    took: tuple[list[float], list[float]] = ([], [])
    for one in (full, idle):
        await one.process.watch(_ready(one.discord))
        await agree(one.discord)
    for _ in range(asks):
        for one, seconds in zip((full, idle), took, strict=True):
            ask = one.discord.member("ana").slash("video", {"prompt": "a tower"}, channel="clips")
            seconds.append((await ask).seconds)
    return took


async def _ready(discord: DiscordSandbox) -> None:
    await discord.until(lambda: discord.bot_online and bool(discord.commands), timeout=30)


def _figures(told: Told) -> list[Figure]:
    name = f"{told.load.open_jobs:,} jobs"
    ours, idle = (statistics.median(seconds) for seconds in told.answers)
    figure = partial(_named, name)
    return [
        figure(
            "memory",
            f"{told.resident / _MIB:.0f} MiB ({told.idle_resident / _MIB:.0f} idle)",
            "≤ 250 MB",
        ),
        figure(
            "processor",
            f"{told.cpu:.0%} of a core ({told.idle_cpu:.0%} idle), {told.looks_a_second:.1f} looks"
            f" a second at {told.load.running:,} clips in the making",
            "≤ 50 %",
        ),
        _lateness(told, "50 ms an answer"),
        figure(
            "/video",
            f"ratio p50 {ours / idle:.2f} ({ours * 1000:.0f} ms, idle {idle * 1000:.0f} ms);"
            f" p99 {percentile(told.answers[0], 99) * 1000:.0f} ms,"
            f" idle {percentile(told.answers[1], 99) * 1000:.0f} ms",
            "≤ 1.5",
        ),
        figure(
            "first look",
            f"{told.first_look_s:.2f} s after the start ({told.idle_first_look_s:.2f} s idle)",
            "≤ 2 s",
        ),
    ]


def _lateness(told: Told, engine: str) -> Figure:
    name = f"{told.load.open_jobs:,} jobs"
    if not told.lates:
        return _named(name, "lateness", f"no look was due ({engine})", "")
    p50, p99 = (percentile(told.lates, percent) for percent in (50, 99))
    text = f"p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms of {len(told.lates)} looks ({engine})"
    return _named(name, "lateness", text, "p99 ≤ 1 s")


def _growth(few: Told, many: Told) -> Figure:
    """Of what is more than idle; 1 is linear."""
    times = math.log(many.load.open_jobs / few.load.open_jobs)

    def exponent(less: float, more: float) -> str:
        return f"{math.log(more / less) / times:.2f}" if less > 0 and more > 0 else "not to be told"

    cpu = exponent(few.cpu - few.idle_cpu, many.cpu - many.idle_cpu)
    memory = exponent(few.resident - few.idle_resident, many.resident - many.idle_resident)
    text = f"exponent of the processor {cpu}, of memory {memory}"
    return _named(f"{few.load.open_jobs:,} → {many.load.open_jobs:,} jobs", "", text, "≤ 1")


def _named(name: str, what: str, text: str, aim: str) -> Figure:
    return Figure(name=f"{name}, {what}" if what else name, text=text, aim=aim)


if __name__ == "__main__":
    for one in asyncio.run(measure()):
        print(one)
