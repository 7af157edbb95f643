"""The stand-in for Discord in a process of its own, driven hard; tells one JSON object.

A process of its own, because its memory is measured. Baseline and stand-in take turns.
"""

import asyncio
import contextlib
import gc
import itertools
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import aiohttp

from bench import bare_bot, raw_bot
from bench.echo import Echo
from bench.figures import part_of, percentile
from sandbox.bot_process import BotProcess
from sandbox.discord.server import DiscordSandbox
from sandbox.discord.world.lantern_lane import lantern_lane
from sandbox.discord.world.world import World

MEMBERS = 200
AT_ONCE = 32
ONE_BY_ONE = 300
ROUNDS = 6
PER_ROUND = 320
KEPT = 10_000
STARTS = 10

Ask = Callable[[], Awaitable[float]]


async def main(share: float) -> None:
    """Measure, and print what came out."""
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        starts = [await _start_in_process() for _ in range(part_of(STARTS, share))]
        stand_in = await stack.enter_async_context(DiscordSandbox(build=_crowd))
        await _bot(stack, folder, raw_bot, stand_in)
        genuine = await stack.enter_async_context(DiscordSandbox(build=_crowd))
        await _bot(stack, folder, bare_bot, genuine)
        echo = await stack.enter_async_context(Echo(await _sample(stand_in)))
        await _start(stack, folder, raw_bot, {"DISCORD_API_URL": echo.api_url}, echo.ready())
        asks = {"echo": echo.ask, "raw bot": _asking(stand_in), "discord.py": _asking(genuine)}
        told = {
            "start_in_process": statistics.median(starts),
            "one_by_one": await _one_by_one(asks, part_of(ONE_BY_ONE, share)),
            "at_once": await _at_once(asks["echo"], asks["raw bot"], part_of(ROUNDS, share)),
            "memory": await _memory(asks["raw bot"], part_of(KEPT, share)),
        }
    print(json.dumps(told))


def _crowd(world: World) -> None:
    """Lantern Lane on a busy evening."""
    lantern_lane(world)
    [guild] = world.guilds.values()
    for number in range(MEMBERS):
        world.add_member(guild, world.add_user(f"guest{number}"))


async def _start_in_process() -> float:
    """Seconds until a fresh stand-in has a genuine client online in the same loop."""
    begun = time.perf_counter()
    async with DiscordSandbox() as discord:
        bot = asyncio.create_task(bare_bot.serve(discord.api_url, discord.token))
        await discord.until(lambda: discord.bot_online, timeout=10)
        took = time.perf_counter() - begun
        bot.cancel()
        await asyncio.gather(bot, return_exceptions=True)
    return took


async def _bot(
    stack: contextlib.AsyncExitStack, folder: Path, module: ModuleType, discord: DiscordSandbox
) -> None:
    told = {"DISCORD_API_URL": discord.api_url, "DISCORD_TOKEN": discord.token}
    online = discord.until(lambda: discord.bot_online and discord.commands, timeout=30)
    await _start(stack, folder, module, told, online)


async def _start(
    stack: contextlib.AsyncExitStack,
    folder: Path,
    module: ModuleType,
    told: dict[str, str],
    online: Awaitable[object],
) -> None:
    place = Path(tempfile.mkdtemp(dir=folder))
    assert module.__file__ is not None
    script = Path(module.__file__)
    bot = BotProcess(folder=place, environment={"DISCORD_TOKEN": "x"} | told, script=script)
    stack.push_async_callback(bot.kill)
    await bot.start()
    await bot.watch(online)


async def _sample(discord: DiscordSandbox) -> dict[str, Any]:
    """An interaction as the stand-in sends it, for the baseline to carry too."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(discord.gateway_url) as socket,
    ):
        login = {"token": discord.token, "properties": {}, "intents": 0}
        await socket.send_json({"op": 2, "d": login})
        while (await socket.receive_json())["t"] != "READY":
            pass
        await discord.member("ana").slash("ping")
        event: dict[str, Any] = (await socket.receive_json())["d"]
        return event


def _asking(discord: DiscordSandbox) -> Ask:
    turns = itertools.cycle([discord.member(f"guest{n}") for n in range(MEMBERS)])

    async def ask() -> float:
        return (await next(turns).slash("ping")).seconds

    return ask


async def _one_by_one(asks: dict[str, Ask], rounds: int) -> dict[str, list[float]]:
    """p50 and p99 of each in seconds, one interaction at a time."""
    took: dict[str, list[float]] = {name: [] for name in asks}
    for number in range(rounds + 20):
        for name, ask in asks.items():
            seconds = await ask()
            if number >= 20:
                took[name].append(seconds)
    return {name: [statistics.median(s), percentile(s, 99)] for name, s in took.items()}


async def _at_once(echo: Ask, stand_in: Ask, rounds: int) -> dict[str, float]:
    """Interactions a second with so many members at once; of the stand-in p50 and p99 as well."""
    ratios, rates, took = [], [], []
    for number in range(rounds + 1):
        bare, _ = await _rate(echo, PER_ROUND)
        ours, seconds = await _rate(stand_in, PER_ROUND)
        if number:  # the first round only warms up
            ratios.append(ours / bare)
            rates.append(ours)
            took += seconds
    return {
        "rate": statistics.median(rates),
        "ratio": statistics.median(ratios),
        "p50": statistics.median(took),
        "p99": percentile(took, 99),
    }


async def _rate(ask: Ask, count: int) -> tuple[float, list[float]]:
    took: list[float] = []
    turns = iter(range(count))

    async def member() -> None:
        took.extend([await ask() for _ in turns])

    begun = time.perf_counter()
    await asyncio.gather(*(member() for _ in range(AT_ONCE)))
    return count / (time.perf_counter() - begun), took


async def _memory(ask: Ask, kept: int) -> dict[str, float]:
    """Resident bytes before and after so many interactions more."""
    before = _resident()
    await _rate(ask, kept)
    return {"before": before, "after": _resident(), "kept": kept}


def _resident() -> int:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
