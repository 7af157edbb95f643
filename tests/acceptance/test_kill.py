"""kill -9 at every point of a job's way: one clip or one honest `unconfirmed`, never two."""

from pathlib import Path

import pytest

from sandbox.minimax.faults import Fault, FaultKind, Operation
from tests.acceptance.conftest import Opens, Play

DYING = Path(__file__).with_name("dying_bot.py")
CLIP_MICRO = 280_000

#: Where it dies → submits that reached MiniMax, and how the story ends.
ENDS = {
    "after the row": (1, "succeeded"),
    "before the POST": (0, "unconfirmed"),
    "answer not stored": (1, "unconfirmed"),
    "after the answer is stored": (1, "succeeded"),
    "while running": (1, "succeeded"),
    "while downloading": (1, "succeeded"),
    "after the download": (1, "succeeded"),
    "after it is settled": (1, "succeeded"),
    "posted, not marked": (1, "succeeded"),
    "after it is marked": (1, "succeeded"),
}


async def start_again(it: Play) -> None:
    """Wait for the death, then start the bot again."""
    assert await it.stage.bot.ended() == -9
    await it.discord.until(lambda: not it.discord.bot_online)
    await it.stage.start_bot()


async def assert_end(it: Play, submits: int, end: str) -> None:
    """One clip or one honest unconfirmed; the counters of both stand-ins and the ledger agree."""
    if end == "succeeded":
        clip = await it.clip()
        assert clip.author_id != it.discord.member("ana").id
    else:
        await it.discord.member("ana").see(
            lambda m: not m.ephemeral and "we don't know yet" in m.text, channel="clips"
        )
    await it.settled()
    assert it.jobs() == [end]
    assert it.minimax.counters.submits == submits
    assert it.minimax.counters.charges == submits
    assert it.discord.posted_clips == (1 if end == "succeeded" else 0)
    assert it.taken() == (3, CLIP_MICRO)
    assert it.proof() == []


@pytest.mark.parametrize(("point", "submits", "end"), [(p, *e) for p, e in ENDS.items()], ids=ENDS)
async def test_killed_and_started_again(play: Opens, point: str, submits: int, end: str) -> None:
    """Whatever was under way goes on after a restart, once; what can't be known is said so."""
    async with play(script=DYING, knobs={"DIE_AT": point}) as it:
        await it.begin("a red lighthouse in a storm")
        await start_again(it)
        await assert_end(it, submits, end)


async def test_killed_after_the_answer_before_the_row(play: Opens, picture: bytes) -> None:
    """No row, no charge, the picture that lay on the disk is gone; asking again works."""
    async with play(script=DYING, knobs={"DIE_AT": "before the row", "DIE_ON": "2"}) as it:
        await it.agree()
        await it.clip()
        kept = set(it.files())
        await it.begin("the picture comes alive", image=picture)
        assert await it.stage.bot.ended() == -9
        assert set(it.files()) - kept
        await start_again(it)
        await it.settled()
        assert set(it.files()) == kept
        assert it.jobs() == ["succeeded"]
        assert it.minimax.counters.submits == 1
        await it.stage.start_bot()
        await it.ask("ana", "once more")
        await it.clip(2)
        assert it.taken() == (6, 2 * CLIP_MICRO)


async def test_killed_while_the_answer_is_on_its_way(play: Opens) -> None:
    """The order was taken and charged, the answer never came: unconfirmed, never ordered again."""
    async with play() as it:
        fault = it.minimax.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.HOLD_AFTER))
        await it.begin("a red lighthouse in a storm")
        await fault.reached(timeout=20)
        await it.stage.kill_bot()
        fault.release()
        await it.stage.start_bot()
        await assert_end(it, 1, "unconfirmed")


async def test_killed_while_discord_takes_the_post(play: Opens) -> None:
    """The clip stands, its answer never came: after the restart it is found, not posted again."""
    async with play() as it:
        await it.agree()
        await it.card()
        held = it.discord.hold("create_message", when="after")
        await held.reached(timeout=20)
        await it.stage.kill_bot()
        held.drop()
        # Past the memory of the nonce: only our own eyes can find it.
        it.discord.skip(3600)
        await it.stage.start_bot()
        await assert_end(it, 1, "succeeded")


async def test_a_graceful_stop_leaves_nothing_open(play: Opens) -> None:
    """SIGTERM while a submit is unanswered: its outcome is written, and the clip comes later."""
    async with play() as it:
        fault = it.minimax.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.HOLD_AFTER))
        await it.begin("a red lighthouse in a storm")
        await fault.reached(timeout=20)
        stopping = it.stop_bot()
        fault.release()
        assert await stopping == 0
        assert it.jobs() == ["running"]
        await it.stage.start_bot()
        await assert_end(it, 1, "succeeded")
