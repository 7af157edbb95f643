"""An engine whose clip is ready at the first look: nothing overtakes anything."""

import asyncio
import contextlib

import pytest

from tests.acceptance.conftest import Opens, Play

SEVERAL = ("ana", "ben", "staff", "manager", "newcomer")
ROOMY = {"GREENLIGHT_SUBMITS_PER_MINUTE": "600", "GREENLIGHT_SERVER_CEILING_DAY": "50"}


async def test_card_and_clip_both_arrive_once(play: Opens) -> None:
    """Of several members at once, everybody's card and everybody's clip come, each once."""
    async with play(knobs=ROOMY) as it:
        it.minimax.instant = True
        async with asyncio.TaskGroup() as group:
            for member in SEVERAL:
                group.create_task(it.agree(member, f"a boat for {member}"))
        await it.clip(len(SEVERAL))
        await no_card_stands(it)
        await it.settled()
        assert it.jobs() == ["succeeded"] * len(SEVERAL)
        assert_each_once(it)
        assert it.minimax.counters.submits == len(SEVERAL)
        assert {ping for clip in it.discord.clips for ping in clip.pings} == {
            it.discord.member(member).id for member in SEVERAL
        }
        assert it.proof() == []


async def test_a_card_that_is_slow_to_post(play: Opens) -> None:
    """While Discord still holds the card back, the clip is ready: both come, the card goes."""
    async with play() as it:
        it.minimax.instant = True
        held = it.discord.hold("create_message", when="before")
        await it.agree()
        await held.reached(timeout=20)
        await it.minimax.wait_for(lambda engine: engine.counters.downloads, timeout=20)
        held.release()
        await it.clip()
        await no_card_stands(it)
        await it.settled()
        assert it.jobs() == ["succeeded"]
        assert_each_once(it)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_card_whose_post_breaks(play: Opens, when: str) -> None:
    """Discord breaks off while the card is posted, before or after taking it: the clip, long
    ready, waits for the card, and both come once."""
    async with play() as it:
        it.minimax.instant = True
        it.discord.drop("create_message", when=when, times=3)
        await it.agree()
        await it.clip()
        await no_card_stands(it)
        await it.settled()
        assert it.jobs() == ["succeeded"]
        assert_each_once(it)


async def no_card_stands(it: Play) -> None:
    """Wait until the channel holds nothing of the bot's but clips."""
    bot_id = it.discord.world.bot.id

    def only_clips() -> bool:
        said = [m for m in it.discord.messages("clips") if m.author_id == bot_id]
        return all(message.has_video for message in said)

    await it.discord.until(only_clips, timeout=20, what="the cards to go")


def assert_each_once(it: Play) -> None:
    """The channel ever saw one card and one clip for each job, the card before its clip."""
    sql = (
        "SELECT jobs.code, kind, posted_message_id FROM outbox JOIN jobs ON jobs.id = job_id"
        " WHERE kind IN ('card', 'clip') ORDER BY posted_message_id"
    )
    with contextlib.closing(it.books()) as books:
        codes = [row[0] for row in books.execute("SELECT code FROM jobs")]
        posted = [(code, kind) for code, kind, _ in books.execute(sql)]
    assert sorted(posted) == sorted((code, kind) for code in codes for kind in ("card", "clip"))
    for code in codes:
        assert posted.index((code, "card")) < posted.index((code, "clip"))
    assert it.discord.counters.by_channel["clips"] == 2 * len(codes)
    assert len(it.discord.clips) == len(codes)
