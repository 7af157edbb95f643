"""What people do with clips afterwards: list, show, cancel, keep private, delete."""

import asyncio
import re

import pytest

from domain.job import JobStatus
from media.clips import check_clip
from services.providers.base import Capabilities, EngineError, Meaning, Polled, RemoteStatus
from tests.lane import open_lane

RUNNING = Polled(status=RemoteStatus.RUNNING)


def labels(message):
    return [button["label"] for button in message.buttons()]


async def begun(lane, prompt="a lighthouse"):
    """Ana's shot, being made; returns its private answer."""
    lane.provider.on_poll.extend([RUNNING] * 50)
    answer = await lane.video(prompt)
    await lane.step(seconds=1)
    return answer


async def finish(lane):
    lane.provider.on_poll.clear()
    for _ in range(8):
        await lane.step(seconds=30)


async def test_cancel_is_free_while_it_waits(lane):
    """The credits are back, the card goes, nothing is handed over."""
    answer = await lane.video("a lighthouse")
    await lane.delivery.round()
    done = await lane.press("ana", answer, "Cancel")
    assert done.id == answer.id
    assert "5 credits are back" in done.text
    await lane.step(seconds=1)
    assert lane.said == []
    assert lane.provider.submits == []
    assert "10 of 10 credits" in (await lane.slash("ana", "credits")).text
    assert await lane.proof() == []


async def test_too_late_to_cancel_keeps_it_private(lane):
    """Once it is being made, it can be kept out of the channel and fetched by its code."""
    answer = await begun(lane)
    late = await lane.press("ana", answer, "Cancel")
    assert "its 5 credits are used" in late.text
    kept = await lane.press("ana", late, "Don't post")
    assert "I won't post" in kept.text
    await finish(lane)
    assert lane.said == []
    assert lane.discord.posted_clips == 0
    shown = await lane.slash("ana", "clips show")
    assert "made, kept private" in shown.text
    [attachment] = shown.attachments
    assert shown.ephemeral
    data = lane.discord.file(attachment["id"])
    assert data == lane.provider.clip.read_bytes()
    assert check_clip(lane.provider.clip).frames == 5


async def test_the_cards_button_keeps_it_private_too(lane):
    """On the card it is called by its name, and the answer is private."""
    await begun(lane)
    [card] = [m for m in lane.discord.messages("clips") if m.buttons()]
    kept = await lane.press("ana", card, "Don't post")
    assert kept.ephemeral
    await finish(lane)
    assert lane.said == []


@pytest.mark.parametrize("label", ["Cancel", "Details"])
async def test_strangers_press_a_card_in_vain(lane, label):
    """They are told privately, and nothing changes."""
    await lane.video("a lighthouse")
    await lane.delivery.round()
    [card] = [m for m in lane.discord.messages("clips") if m.buttons()]
    refusal = await lane.press("ben", card, label)
    assert refusal.ephemeral
    assert "Only the author" in refusal.text
    [job] = await lane.all_jobs()
    assert job.status is JobStatus.QUEUED


async def test_staff_may_cancel(lane):
    """A manager is staff; the credits go back to their author."""
    await lane.video("a lighthouse")
    await lane.delivery.round()
    [card] = [m for m in lane.discord.messages("clips") if m.buttons()]
    done = await lane.press("manager", card, "Cancel")
    assert "is cancelled" in done.text


async def test_details(lane):
    """The author reads all, money is for managers, strangers read what was public."""
    await lane.video("a lighthouse")
    clip = await lane.until_posted()
    author = await lane.press("ana", clip, "More…")
    assert "5 credits, used" in author.text
    assert "$" not in author.text
    assert "Counted: $0.43" in (await lane.press("manager", clip, "More…")).text
    stranger = await lane.press("ben", clip, "More…")
    assert "credits" not in stranger.text
    assert "a lighthouse" in stranger.text


async def test_delete_asks_first(lane):
    """Two presses and the clip is gone; a stranger gets no further than the first."""
    await lane.video("a lighthouse")
    clip = await lane.until_posted()
    assert labels(await lane.press("ben", clip, "More…")) == ["Download"]
    asked = await lane.press("ana", await lane.press("ana", clip, "More…"), "Delete")
    assert not lane.discord.message(clip.id).deleted
    done = await lane.press("ana", asked, "Delete it")
    assert "is deleted" in done.text
    assert lane.discord.message(clip.id).deleted
    shown = await lane.slash("ana", "clips show")
    assert "deleted" in shown.text
    assert not shown.attachments


async def test_two_deletes_are_one(lane):
    """Pressing again, as after a lost answer, does no harm."""
    await lane.video("a lighthouse")
    clip = await lane.until_posted()
    asked = await lane.press("ana", await lane.press("ana", clip, "More…"), "Delete")
    ana = lane.discord.member("ana")
    presses = [ana.press(asked, "Delete it") for _ in range(2)]
    await asyncio.gather(*presses)
    texts = [(await press.final()).text for press in presses]
    assert all("is deleted" in text for text in texts)


async def test_the_list_is_paged(tmp_path):
    """Newest first, eight at a time, turned by buttons in the same message."""
    knobs = {"GREENLIGHT_CREDITS_PER_DAY": "100", "GREENLIGHT_WAITING_PER_MEMBER": "20"}
    async with open_lane(tmp_path, knobs) as lane:
        empty = await lane.slash("ana", "clips list")
        assert "haven't made a clip here" in empty.text
        for number in range(10):
            await lane.video(f"shot {number}")
        page = await lane.slash("ana", "clips list")
        assert "page 1 of 2 · 10 shots not ended" in page.text
        assert "shot 9" in page.text
        assert labels(page) == ["Older"]
        older = await lane.press("ana", page, "Older")
        assert older.id == page.id
        assert "shot 0" in older.text
        assert labels(older) == ["Newer"]


async def test_codes_complete_themselves(lane):
    """One's own clips by code or words, nobody else's."""
    await lane.video("a lighthouse")
    await lane.video("a forest", member="ben")
    ana = lane.discord.member("ana")
    for typed, found in (("", 1), ("LIGHT", 1), ("forest", 0)):
        answer = await ana.autocomplete("clips show", {}, focused=("code", typed), channel="clips")
        assert len(answer.choices) == found, typed


async def test_codes_of_others(lane):
    """A code that is not one's own tells nothing until its clip is public."""
    await lane.video("a lighthouse")
    [job] = await lane.all_jobs()
    refusal = await lane.slash("ben", "clips show", {"code": job.code.lower()})
    assert "I know no clip" in refusal.text
    assert "I know no clip" in (await lane.slash("ben", "clips show", {"code": "XXXXXX"})).text
    await lane.until_posted()
    assert "made" in (await lane.slash("ben", "clips show", {"code": job.code})).text


async def test_a_clip_in_direct_messages(lane):
    """Where its channel is gone the clip comes to its author, with the buttons that work there."""
    await begun(lane)
    lane.discord.remove_channel("clips")
    await finish(lane)
    ana = lane.discord.member("ana")
    [clip] = [m for m in lane.discord.messages(ana.dm) if m.has_video]
    assert "I couldn't post it in" in clip.text
    assert labels(clip) == ["More…"]
    details = await lane.press("ana", clip, "More…")
    assert "5 credits, used" in details.text
    asked = await lane.press("ana", details, "Delete")
    await lane.press("ana", asked, "Delete it")
    assert lane.discord.message(clip.id).deleted


async def test_a_clip_nobody_can_be_given(lane):
    """Channel gone, messages closed: it is kept, and its code fetches it."""
    await begun(lane)
    [job] = await lane.all_jobs()
    lane.discord.remove_channel("clips")
    lane.discord.close_dms("ana")
    await finish(lane)
    shown = await lane.slash("ana", "clips show", {"code": job.code}, channel="lounge")
    assert [a["filename"] for a in shown.attachments] == [f"greenlight-{job.code}.mp4"]


async def test_an_answer_lost(lane):
    """The card says what is not known; the author's details too; the credits are set aside."""
    lane.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    await lane.video("a lighthouse")
    await lane.delivery.round()
    await lane.step(seconds=1)
    [card] = [m for m in lane.discord.messages("clips") if m.buttons()]
    assert "we don't know yet whether it is being made" in card.text
    assert "credits are set aside" in card.text
    assert "not certain yet" in (await lane.press("ana", card, "Details")).text


async def test_every_time_is_discords_own(lane):
    """Moments are shown in each reader's time zone."""
    await lane.video("a lighthouse")
    shown = await lane.slash("ana", "clips show")
    assert re.search(r"Asked <t:\d+:f>", shown.text)


async def test_what_the_engine_gives_back_is_cancelled_free(lane):
    """The card reads Cancel while the engine may give it back, and nothing was charged."""
    lane.provider.capabilities = Capabilities(cancels=True)
    await begun(lane)
    [card] = [m for m in lane.discord.messages("clips") if m.buttons()]
    assert labels(card) == ["Cancel", "Details"]
    shown = await lane.press("ana", card, "Details")
    assert labels(shown) == ["Cancel", "Don't post"]
    done = await lane.press("ana", card, "Cancel")
    assert (
        "taken back before it was begun; nothing was charged. Its 5 credits are back" in done.text
    )
    await finish(lane)
    assert (lane.said, lane.discord.posted_clips) == ([], 0)
    assert "10 of 10 credits" in (await lane.slash("ana", "credits")).text
    assert await lane.proof() == []
