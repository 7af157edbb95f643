"""The answer to a paid request is lost: the shot is found again, made once, and charged once."""

import contextlib
import socket
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from sandbox.minimax.faults import Fault, FaultKind, Operation
from sandbox.stage import GENEROUS
from tests.acceptance.conftest import KEY, Opens, Play

DYING = Path(__file__).with_name("dying_bot.py")
ACCOUNT = """
[accounts.h3]
provider = "minimax-v2"
url = "{url}"
key_env = "V2_KEY"
"""
LOSE_THE_ANSWER = Fault(operation=Operation.SUBMIT, kind=FaultKind.DROP_AFTER)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.asynccontextmanager
async def on_v2(play: Opens, folder: Path, **knobs: str) -> AsyncIterator[Play]:
    """The bot with one account, at the stand-in's second generation."""
    file = folder / "models.toml"
    told = {**GENEROUS, "GREENLIGHT_MODELS_FILE": str(file), "V2_KEY": KEY, **knobs}
    async with play(script=DYING, knobs={"DIE_AT": "nowhere", **told}, start=False) as it:
        file.write_text(ACCOUNT.format(url=it.minimax.url))
        await it.stage.start_bot()
        yield it


@contextlib.asynccontextmanager
async def called_back(play: Opens, **knobs: str) -> AsyncIterator[Play]:
    """The bot at the stand-in's first generation, with an address to be called back at."""
    port = str(free_port())
    told = {
        "GREENLIGHT_CALLBACK_URL": f"http://127.0.0.1:{port}/greenlight",
        "GREENLIGHT_CALLBACK_PORT": port,
        "DIE_AT": "nowhere",
        **knobs,
    }
    async with play(script=DYING, knobs={**GENEROUS, **told}) as it:
        yield it


async def assert_made_once(it: Play) -> None:
    """One request, one charge, one clip, and the ledger proves."""
    await it.clip()
    await it.settled()
    assert Counter(it.jobs()) == {"succeeded": 1}
    assert it.minimax.counters.submits == it.minimax.counters.charges == 1
    assert it.discord.posted_clips == 1
    assert it.taken()[1] == it.minimax.counters.charged
    assert it.proof() == []


async def operator_reads(it: Play, words: str) -> None:
    operator = it.discord.member("operator")
    await operator.see(lambda m: words in m.text, channel=operator.dm, timeout=20)


async def test_v2_finds_a_lost_answer_in_its_list(play: Opens, tmp_path: Path) -> None:
    """The connection is cut after the order was taken: the list tells which one it is."""
    async with on_v2(play, tmp_path) as it:
        it.minimax.inject(LOSE_THE_ANSWER)
        await it.agree()
        await operator_reads(it, "I look for it in the video service's list")
        await assert_made_once(it)
        assert it.minimax.counters.lists >= 1


async def test_v2_finds_what_a_killed_bot_sent(play: Opens, tmp_path: Path) -> None:
    """kill -9 between the answer and its row: the next start finds the order in the list."""
    async with on_v2(play, tmp_path, DIE_AT="answer not stored") as it:
        await it.begin("a red lighthouse in a storm")
        assert await it.stage.bot.ended() == -9
        await it.discord.until(lambda: not it.discord.bot_online)
        await it.stage.start_bot()
        await assert_made_once(it)


@pytest.mark.parametrize("dies", [False, True], ids=["cut", "killed"])
async def test_v1_is_found_by_the_callbacks_token(play: Opens, dies: bool) -> None:
    """V1 has no list, but it calls the job's own address: that tells whose order it is."""
    async with called_back(play, DIE_AT="answer not stored" if dies else "nowhere") as it:
        if not dies:
            it.minimax.inject(LOSE_THE_ANSWER)
        held = it.minimax.inject(
            Fault(operation=Operation.CALLBACK, kind=FaultKind.HOLD_BEFORE, times=0)
        )
        await it.begin("a red lighthouse in a storm")
        if dies:
            assert await it.stage.bot.ended() == -9
            await it.discord.until(lambda: not it.discord.bot_online)
            await it.stage.start_bot()
        await operator_reads(it, "Look for it at the video service")
        await call_wrongly(it)
        held.release()
        await assert_made_once(it)


async def call_wrongly(it: Play) -> None:
    """Somebody calls the shot's own address and names a task that the engine does not know."""
    [address] = [order.body["callback_url"] for order in it.minimax.received]
    asked = it.minimax.counters.queries
    async with aiohttp.ClientSession() as session:
        told = {"task_id": "123456789", "status": "success"}
        async with session.post(address, json=told) as answer:
            assert answer.status == 200
    await it.minimax.wait_for(lambda minimax: minimax.counters.queries > asked)
    assert it.jobs() == ["unconfirmed"]


async def test_a_clip_that_calls_back_is_noticed_at_once(play: Opens) -> None:
    """With looks a minute apart the callback alone makes the clip come within seconds."""
    async with called_back(play, GREENLIGHT_POLL_SECONDS="60") as it:
        await it.agree()
        await assert_made_once(it)
        assert it.minimax.counters.challenges == 1
        assert it.minimax.counters.queries <= 2


async def test_a_port_that_is_taken_stops_the_start(play: Opens) -> None:
    """The bot says which setting is wrong, and does not run without what was asked for."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        knobs = {"GREENLIGHT_CALLBACK_URL": "http://127.0.0.1", "GREENLIGHT_CALLBACK_PORT": port}
        async with play(knobs=knobs, start=False) as it:
            await it.stage.bot.start()
            assert await it.stage.bot.ended() == 2
            assert "GREENLIGHT_CALLBACK_PORT" in it.stage.bot.last_lines()
