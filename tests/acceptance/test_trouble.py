"""Trouble around a request: a clear sentence to the right person, the books right, nothing lost."""

import asyncio
import contextlib
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from sandbox.discord.driver.views import MessageView
from sandbox.discord.world.permissions import Permission
from sandbox.minimax.faults import Fault, FaultKind, Operation
from sandbox.stage import GENEROUS
from tests.acceptance.conftest import Opens, Play

FULL = Path(__file__).with_name("full_disk_bot.py")
FREE = "Nothing was charged."
CANNOT_SEND_TO_USER = 50007
PRICE, CLIP_MICRO = 3, 280_000


async def slash(it: Play, member: str, command: str, channel: str, **options: object):
    """A member's command anywhere; its answer in its final form."""
    handle = it.discord.member(member).slash(command, options, channel=channel)
    await handle
    return await handle.final()


async def told(it: Play, member: str, words: str) -> MessageView:
    """What the bot wrote to a member directly."""
    person = it.discord.member(member)
    return await person.see(lambda m: words in m.text, channel=person.dm, timeout=20)


def letters(it: Play, member: str) -> list[str]:
    """All that the bot wrote to a member directly."""
    return [m.text for m in it.discord.messages(it.discord.member(member).dm)]


async def assert_books(it: Play, clips: int, states: str = "succeeded") -> None:
    """So many clips were asked for, charged, paid, and the ledger proves."""
    await it.settled()
    assert Counter(it.jobs()) == {states: clips}
    assert it.minimax.counters.charges == clips
    assert it.taken() == (clips * PRICE, clips * CLIP_MICRO)
    assert it.proof() == []
    assert list((it.folder / "data" / "files" / "aside").iterdir()) == []


@contextlib.asynccontextmanager
async def while_being_made(it: Play):
    """The shot is at the video service, and stays there as long as the block runs."""
    fault = it.minimax.inject(Fault(operation=Operation.QUERY, kind=FaultKind.HOLD_BEFORE))
    yield fault
    fault.release()


async def test_a_deleted_channel_leads_to_the_authors_own_messages(play: Opens) -> None:
    """The clip comes to its author directly, says where it was meant to be, and is not lost."""
    async with play() as it:
        async with while_being_made(it) as fault:
            await it.agree()
            await fault.reached(timeout=20)
            gone = it.discord.messages("clips")[0].channel_id
            it.discord.remove_channel("clips")
        clip = await told(it, "ana", "AI-made")
        assert clip.has_video
        assert f"I couldn't post it in <#{gone}>." in clip.text
        await assert_books(it, 1)


async def test_with_no_way_left_the_clip_is_kept_under_its_code(play: Opens) -> None:
    """No channel, no direct messages: it waits for its author, who fetches it privately."""
    async with play() as it:
        refused = asyncio.Event()
        it.discord.observe(lambda seen: seen.record.code == CANNOT_SEND_TO_USER and refused.set())
        async with while_being_made(it) as fault:
            await it.agree()
            await fault.reached(timeout=20)
            it.discord.close_dms("ana")
            it.discord.remove_channel("clips")
        await asyncio.wait_for(refused.wait(), 20)
        await it.settled()
        await it.stage.start_bot()
        shown = await slash(it, "ana", "clips show", "lounge")
        assert shown.ephemeral
        assert shown.has_video
        assert "It isn't in the channel; here it is for you." in shown.text
        assert it.discord.posted_clips == 0
        strange = await slash(it, "ben", "clips show", "lounge", code=_code(it))
        assert not strange.has_video
        assert "I know no clip" in strange.text
        await assert_books(it, 1)


@pytest.mark.parametrize("end", ["deleted", "archived"])
async def test_a_closed_thread_leads_to_its_channel(play: Opens, end: str) -> None:
    """Asked in a thread that closed meanwhile, the clip comes to the thread's channel."""
    async with play() as it:
        thread = it.discord.open_thread("storms")
        async with while_being_made(it) as fault:
            answer = await slash(it, "ana", "video", thread.id, prompt="a storm")
            await it.discord.member("ana").press(answer, answer.buttons()[0]["custom_id"])
            await fault.reached(timeout=20)
            if end == "deleted":
                it.discord.remove_channel(thread.id)
            else:
                it.discord.archive_thread(thread.id, locked=True)
        await it.clip()
        [clip] = [m for m in it.discord.messages("clips") if m.has_video]
        assert f"I couldn't post it in <#{thread.id}>." in clip.text
        assert clip.pings == {it.discord.member("ana").id}
        await assert_books(it, 1)


async def test_no_credits_left(play: Opens) -> None:
    """The refusal says what is missing and when it comes; the clip before it is made."""
    async with play(knobs={"GREENLIGHT_CREDITS_PER_DAY": "5"}) as it:
        await it.agree()
        answer = await it.ask("ana", "one more")
        assert answer.ephemeral
        assert "This shot needs 3 credits; you have 2, and new ones come <t:" in answer.text
        assert answer.text.endswith(FREE)
        await it.clip()
        await assert_books(it, 1)


CROWDS = {
    # knobs, members, how many of fifty more are taken, what the others read
    "one member's credits": (
        {"GREENLIGHT_CREDITS_PER_DAY": "35"},
        ["ana"],
        10,
        "you have 2, and new ones come",
    ),
    "one member's places in line": (
        {
            "GREENLIGHT_RUNNING_PER_MEMBER": "1",
            "GREENLIGHT_WAITING_PER_MEMBER": "3",
            "GREENLIGHT_SUBMITS_PER_MINUTE": "1",
        },
        ["ana"],
        4,
        "You have 4 shots in line",
    ),
    "the server's money": (
        {"GREENLIGHT_SERVER_CEILING_DAY": "4.20", "GREENLIGHT_SERVER_CEILING_MONTH": "4.20"},
        ["ana", "ben", "staff", "manager", "newcomer"],
        10,
        "The server's clips for now are used up",
    ),
}


@pytest.mark.parametrize(("limit", "members", "fits", "says"), CROWDS.values(), ids=CROWDS)
async def test_fifty_at_once_get_exactly_what_the_limit_allows(
    play: Opens, limit: dict[str, str], members: list[str], fits: int, says: str
) -> None:
    """As many are taken as fit, each of these is posted once; all others read why they are not."""
    knobs = {**GENEROUS, "GREENLIGHT_WAITING_PER_MEMBER": "60", **limit}
    async with play(knobs=knobs) as it:
        it.discord.set_rate_limit("create_message", requests=100, seconds=1.0)
        for member in members:
            await it.agree(member)
        await it.clip(len(members))
        crowd = (members[number % len(members)] for number in range(50))
        asked = [it.ask(who, f"shot number {number}") for number, who in enumerate(crowd)]
        answers = [answer.text for answer in await asyncio.gather(*asked)]
        assert sum(text.startswith("Your shot is in: ") for text in answers) == fits
        assert sum(says in text and text.endswith(FREE) for text in answers) == 50 - fits
        if "GREENLIGHT_SUBMITS_PER_MINUTE" in limit:
            await it.settled()
            assert Counter(it.jobs()) == {"succeeded": 1, "queued": 4}
            assert it.proof() == []
            return
        await it.clip(len(members) + fits)
        await assert_books(it, len(members) + fits)
        names = [clip.attachments[0]["filename"] for clip in it.discord.clips]
        assert len(set(names)) == len(names) == len(members) + fits


async def test_a_channel_where_the_bot_may_not_attach_files(play: Opens) -> None:
    """Said before anything is made: which right, and who can give it; then it works."""
    async with play() as it:
        answer = await slash(it, "ana", "video", "quiet", prompt="a quiet sea")
        channel = answer.channel_id
        assert f"I can't attach files in <#{channel}>. Someone with Manage Channels" in answer.text
        assert "Attach Files for me" in answer.text
        assert answer.text.endswith(FREE)
        it.discord.set_permissions("quiet", "bot", allow=Permission.ATTACH_FILES)
        again = await slash(it, "ana", "video", "quiet", prompt="a quiet sea")
        await it.discord.member("ana").press(again, again.buttons()[0]["custom_id"])
        assert (await it.clip()).channel_id == channel
        await assert_books(it, 1)


async def test_the_wrong_key(play: Opens) -> None:
    """The operator is told once, members that it waits; with the right key it goes on."""
    async with play() as it:
        right, it.minimax.key = it.minimax.key, "another"
        await it.agree()
        ana = it.discord.member("ana")
        words = "has taken no shots since"
        card = await ana.see(lambda m: words in m.text and not m.ephemeral, timeout=20)
        assert "the person who runs this bot knows." in card.text
        assert "keeps its place, and cancelling is free." in card.text
        await told(it, "operator", "refuses the key")
        later = await it.ask("ana", "another one")
        assert words in later.text
        cancelled = await ana.press(later, "Cancel").final()
        assert "is cancelled. Its 3 credits are back." in cancelled.text
        await it.minimax.wait_for(lambda s: s.counters.submits >= 3, timeout=20)
        assert len(letters(it, "operator")) == 1
        it.minimax.key = right
        await it.clip()
        await it.settled()
        assert sorted(it.jobs()) == ["cancelled", "succeeded"]
        assert it.taken() == (PRICE, CLIP_MICRO)
        assert it.proof() == []


async def test_the_video_service_is_down_for_a_while(play: Opens) -> None:
    """Cards say since when, also of shots asked for meanwhile; afterwards each is made once."""
    async with play(knobs={"GREENLIGHT_RETRY_SECONDS": "0.2"}) as it:
        await it.minimax.down()
        await it.agree()
        ana = it.discord.member("ana")
        words = "The video service hasn't answered since <t:"
        card = await ana.see(lambda m: words in m.text and not m.ephemeral, timeout=20)
        assert "I keep trying. This shot keeps its place, and cancelling is free." in card.text
        notice = await told(it, "operator", "can't be reached")
        assert "Nothing to do" in notice.text
        later = await it.ask("ana", "asked meanwhile")
        assert words in later.text
        await ana.see(lambda m: words in m.text and "asked meanwhile" in m.text, timeout=20)
        assert it.taken() == (2 * PRICE, 2 * CLIP_MICRO)
        assert len(letters(it, "operator")) == 1
        await it.minimax.up()
        await it.clip(2)
        await it.discord.until(lambda: all(m.has_video for m in it.discord.messages("clips")))
        assert len(letters(it, "operator")) == 1
        await assert_books(it, 2)


async def test_a_lost_answer_is_never_called_made(play: Opens) -> None:
    """Until it is known, people read that it isn't; the operator settles it with its number."""
    async with play() as it:
        it.minimax.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.DROP_AFTER))
        await it.agree()
        ana = it.discord.member("ana")
        card = await ana.see(lambda m: "we don't know yet" in m.text and not m.ephemeral)
        answer = next(m for m in ana.messages("clips") if "Your shot is in" in m.text)
        cancel = await ana.press(answer, "Cancel").final()
        assert "I don't know yet whether it's being made, so its 3 credits stay" in cancel.text
        refused = await slash(it, "ben", "clips cancel", "clips", code=_code(it))
        assert "Only the author" in refused.text
        [made] = it.minimax.orders
        settle = {"code": _code(it), "remote-id": str(made)}
        shown = await slash(
            it, "operator", "greenlight-operator unconfirmed was-made", "clips", **settle
        )
        done = it.discord.member("operator").press(shown, f"It is {_code(it)}")
        assert "is settled" in (await done.final()).text
        await it.clip()
        await it.discord.until(lambda: it.discord.message(card.id).deleted)
        await assert_books(it, 1)


@pytest.mark.parametrize("what", ["files", "database"])
async def test_a_full_disk_when_the_clip_arrives(play: Opens, what: str) -> None:
    """The clip is not lost and not paid twice: with room on the disk again, it comes."""
    async with play(script=FULL, knobs={"FULL": what}) as it:
        full = it.folder / "full"
        full.touch()
        await it.agree()
        await it.minimax.wait_for(lambda s: s.counters.downloads >= 2, timeout=20)
        assert it.jobs() == ["downloading"]
        assert it.taken() == (PRICE, CLIP_MICRO)
        words = {
            "files": "can't be written to the disk (No space left on device)",
            "database": "I can't write anything down (database or disk is full)",
        }
        await told(it, "operator", words[what])
        full.unlink()
        await it.clip()
        assert len(letters(it, "operator")) == 1
        assert it.minimax.counters.submits == 1
        await assert_books(it, 1)


async def test_too_little_room_on_the_disk(play: Opens) -> None:
    """Shots wait and their people read why; the clip in the making comes, and then the others."""
    async with play(script=FULL, knobs={"FULL": "nearly", **GENEROUS}) as it:
        full = it.folder / "full"
        async with while_being_made(it) as fault:
            await it.agree()
            await fault.reached(timeout=20)
            full.touch()
            await it.ask("ana", "asked as it filled")
            await told(it, "operator", "The disk is nearly full: 0 MB are free")
        await it.clip()
        answer = await it.ask("ana", "asked meanwhile")
        assert "there is too little room here for new clips" in answer.text
        assert "Your shot keeps its place, and cancelling is free." in answer.text
        words = "too little room here"
        await it.discord.member("ana").see(
            lambda m: words in m.text and not m.ephemeral, channel="clips", timeout=20
        )
        assert it.minimax.counters.submits == 1
        full.unlink()
        await it.clip(3)
        assert len(letters(it, "operator")) == 1
        await assert_books(it, 3)


async def test_another_program_holds_the_database(play: Opens) -> None:
    """People are told in time, nothing is charged, what is being made waits; then all goes on."""
    async with play() as it:
        async with while_being_made(it) as fault:
            await it.agree()
            await fault.reached(timeout=20)
            path = it.folder / "data" / "greenlight.sqlite3"
            with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN EXCLUSIVE")
                fault.release()
                for prompt in ("asked meanwhile", "asked again"):
                    answer = await it.ask("ana", prompt)
                    assert "so nothing was taken or charged. Try again" in answer.text
                other.execute("ROLLBACK")
        await it.clip()
        await it.ask("ana", "asked after it")
        await it.clip(2)
        assert letters(it, "operator") == []
        await assert_books(it, 2)


async def test_a_server_that_is_not_open(play: Opens) -> None:
    """Members read who can open it; the operator gets one notice, and its button opens it."""
    async with play() as it:
        it.discord.add_guild("Harbour Film Club", owner="ben")
        it.discord.add_channel("reel", guild="Harbour Film Club")
        it.discord.add_member("ana", guild="Harbour Film Club")
        reel = "Harbour Film Club/#reel"
        for _ in range(2):
            answer = await slash(it, "ana", "video", reel, prompt="a harbour")
            assert "isn't open for clips yet. The person who runs this bot can" in answer.text
            assert answer.text.endswith(FREE)
        notice = await told(it, "operator", "Harbour Film Club")
        assert len(letters(it, "operator")) == 1
        operator = it.discord.member("operator")
        opened = await operator.press(notice, "Open").final()
        assert "Harbour Film Club" in opened.text
        assert "is open: its members can make clips." in opened.text
        again = await slash(it, "ana", "video", reel, prompt="a harbour")
        await it.discord.member("ana").press(again, again.buttons()[0]["custom_id"])
        await it.clip()
        assert [m.has_video for m in it.discord.messages(reel)].count(True) == 1
        await assert_books(it, 1)


def _code(it: Play) -> str:
    with contextlib.closing(it.books()) as books:
        return str(books.execute("SELECT code FROM jobs").fetchone()[0])
