"""Delivery: one message once, in order, somewhere; and one bad letter never holds up the others."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from domain.job import Job, JobStatus
from domain.refusals import WordsRefused
from services.poster import (
    HeldBack,
    Letter,
    MessageGone,
    NoRights,
    PlaceGone,
    Posted,
    TooBig,
    Unreachable,
    Where,
)
from services.providers.base import EngineError, Meaning, Polled, RemoteStatus
from storage import FileStore, outbox, set_back
from storage.outbox import OwedKind
from tests.scripted import ScriptedPoster
from tests.services.conftest import ANA, BEN, CHANNEL, OPERATOR, SERVER, Bench
from tests.services.test_studio import MANAGER

HERE = Where(channel_id=CHANNEL)
RUNNING = Polled(status=RemoteStatus.RUNNING)


async def states(bench: Bench, job: Job) -> list[tuple[str, str]]:
    rows = await bench.database.read(outbox.of_job, job.id)
    return [(str(row.kind), state) for row, state in rows]


def edits(bench: Bench) -> list[str]:
    return [letter.facts["what"] for letter, _ in bench.poster.edits]


async def test_a_card_shows_the_newest_only(bench: Bench) -> None:
    """Edits that were never sent are passed over when a newer one is owed."""
    bench.provider.on_submit.append(EngineError(Meaning.CONTENT))
    job = await bench.request()
    await bench.delivery.round()
    bench.poster.troubles.extend([("edit", Unreachable())])
    await bench.worker.step()
    await bench.worker.settle()
    other = await bench.request()
    bench.provider.on_poll.append(Polled(status=RemoteStatus.FAILED))
    for _ in range(4):
        bench.clock.skip(minutes=1)
        await bench.worker.step()
        await bench.worker.settle()
    assert await states(bench, job) == [("card", "posted"), ("card_edit", "owed")]
    assert await states(bench, other) == [
        ("card", "owed"),
        ("card_edit", "dropped"),
        ("card_edit", "owed"),
    ]
    await bench.delivery.round()
    await bench.step(minutes=10)
    assert edits(bench) == ["failed", "failed"]


class PoisonedPoster(ScriptedPoster):
    """A Discord whose library breaks over one member's letters."""

    poisoned: int = 0
    tries: int = 0

    async def post(self, letter: Letter, where: Where) -> Posted:
        if letter.job is not None and letter.job.member_id == self.poisoned:
            self.tries += 1
            raise ZeroDivisionError("a fault in words")
        return await super().post(letter, where)


async def test_a_poisoned_letter_does_not_stop_the_others(bench: Bench) -> None:
    """Our own fault over one letter: the others arrive, it is tried later, it is told once."""
    poster = PoisonedPoster()
    poster.poisoned = ANA.member_id
    bench = replace(bench, poster=poster)
    await bench.worker.step()
    for who in (ANA, BEN):
        await bench.request(who=who)
    for _ in range(2):
        await bench.delivery.round()
        assert poster.kinds.count("card") == 1
        assert poster.tries == 1
    for _ in range(6):
        await bench.step(minutes=6)
    assert poster.tries == 7
    assert (await bench.notices()).count("incident") == 1
    poster.poisoned = 0
    await bench.step(minutes=6)
    assert {letter.job.member_id for letter, _, _ in poster.posts if letter.job} == {42, 43}


@pytest.mark.parametrize("operation", ["post", "edit", "remove"])
async def test_waits_grow_and_are_capped(bench: Bench, operation: str) -> None:
    """Discord away: tries come further and further apart, never more than five minutes."""
    job = await bench.request()
    if operation != "post":
        await bench.delivery.round()
    if operation == "edit":
        await bench.worker.step()
        await bench.worker.settle()
    elif operation == "remove":
        await bench.clips.cancel(SERVER, ANA, job.code)
    bench.poster.troubles.extend([(operation, Unreachable())] * 100)
    gaps = []
    for _ in range(9):
        await bench.delivery.round()
        due = await bench.database.read(outbox.next_due)
        gaps.append((due - bench.clock()).total_seconds())
        bench.clock.moment = due
    assert gaps[0] == pytest.approx(5, rel=0.11)
    assert gaps[2] == pytest.approx(20, rel=0.11)
    assert gaps[-1] == pytest.approx(300, rel=0.11)


async def test_a_blocked_message_does_not_make_the_loop_spin(bench: Bench) -> None:
    """While the card waits to be tried again, what stands behind it keeps nobody busy."""
    await bench.request()
    bench.poster.troubles.append(("post", Unreachable()))
    await bench.delivery.round()
    await bench.worker.step()
    await bench.worker.settle()
    await bench.delivery.round()
    assert bench.delivery._next_s > 4


async def test_run_waits_for_the_bell_and_stops(bench: Bench) -> None:
    """The real loop delivers what a request owes, and returns when it is stopped."""
    posted = asyncio.Event()

    class Telling(ScriptedPoster):
        async def post(self, letter: Letter, where: Where) -> Posted:
            found = await super().post(letter, where)
            posted.set()
            return found

    bench = replace(bench, poster=Telling())
    running = asyncio.create_task(bench.delivery.run())
    job = await bench.request()
    await asyncio.wait_for(posted.wait(), 5)
    bench.delivery.stop()
    await asyncio.wait_for(running, 5)
    assert await states(bench, job) == [("card", "posted")]


async def test_a_place_that_hangs_holds_up_nobody_else(bench: Bench) -> None:
    """One post that gets no answer: others arrive meanwhile, and nothing is tried twice."""
    may_answer, hangs, arrived = asyncio.Event(), asyncio.Event(), asyncio.Event()
    tried: list[str] = []

    class Hanging(ScriptedPoster):
        async def post(self, letter: Letter, where: Where) -> Posted:
            tried.append(letter.nonce)
            if letter.job is not None and letter.job.member_id == ANA.member_id:
                hangs.set()
                await may_answer.wait()
            posted = await super().post(letter, where)
            arrived.set()
            return posted

    bench = replace(bench, poster=Hanging())
    hung = await bench.request()
    running = asyncio.create_task(bench.delivery.run())
    await asyncio.wait_for(hangs.wait(), 5)
    job = await bench.request(who=BEN)
    await asyncio.wait_for(arrived.wait(), 5)
    bench.delivery.stop()
    may_answer.set()
    await asyncio.wait_for(running, 5)
    assert await states(bench, job) == await states(bench, hung) == [("card", "posted")]
    assert len(tried) == 2


async def test_a_loop_that_is_cut_off_leaves_no_try_behind(bench: Bench) -> None:
    """Cancelled while a post hangs: the try ends too, and the next start looks before it posts."""
    tried = asyncio.Event()

    class Hanging(ScriptedPoster):
        async def post(self, letter: Letter, where: Where) -> Posted:
            tried.set()
            await asyncio.Event().wait()
            raise AssertionError("never")

    cut = replace(bench, poster=Hanging())
    job = await bench.request()
    running = asyncio.create_task(cut.delivery.run())
    await asyncio.wait_for(tried.wait(), 5)
    running.cancel()
    await asyncio.wait([running])
    assert cut.delivery._tries == {}
    await bench.delivery.round()
    assert await states(bench, job) == [("card", "posted")]


async def test_a_full_disk_neither_posts_nor_spins_nor_tells(bench: Bench) -> None:
    """A post is written down before it is made: no room, no post; then all arrive once."""
    for who in (ANA, BEN):
        await bench.request(who=who)
    bench.database.full_for = 1000
    await bench.delivery.round()
    assert bench.poster.posts == []
    assert bench.database.refused == 4
    assert bench.delivery._next_s > 4
    bench.database.full_for = 0
    bench.clock.skip(seconds=6)
    await bench.delivery.round()
    assert bench.poster.kinds == ["card", "card"]
    assert await bench.notices() == []


async def test_a_post_that_can_not_be_marked_is_found_again(bench: Bench) -> None:
    """The disk fills up between post and mark: the message is looked for, not posted twice."""
    job = await bench.request()

    class Filling(ScriptedPoster):
        async def post(self, letter: Letter, where: Where) -> Posted:
            bench.database.full_for = 2
            return await super().post(letter, where)

    bench = replace(bench, poster=Filling())
    await bench.delivery.round()
    bench.clock.skip(minutes=5)
    await bench.delivery.round()
    assert len(bench.poster.posts) == 1
    assert await states(bench, job) == [("card", "posted")]


async def test_an_earlier_post_is_looked_for_by_discords_clock(bench: Bench) -> None:
    """What was posted and never marked is looked for behind the message of ours that stood before
    it, whatever our own clock said; a first message has none before it."""
    found_after = []
    for who in (ANA, BEN):
        await bench.request(who=who)
        bench.poster.lost_answers.append(Unreachable())
        await bench.delivery.round()
        bench.clock.skip(hours=-3)
        await bench.database.transaction(set_back.bring_back, bench.clock())
        await bench.delivery.round()
        found_after.append(bench.poster.found_after[-1])
    assert found_after == [None, bench.poster.posts[0][2].message_id]
    assert bench.poster.kinds == ["card", "card"]


async def test_a_clips_removal_is_owed_until_it_is_done(bench: Bench) -> None:
    """Taken down, and then nothing: delivery removes the message. One that whoever asked for it
    removed at once is not asked for again."""
    job = await bench.request()
    await bench.until_over(job.code)
    cards = len(bench.poster.removed)
    posted = await bench.clips.take_down(SERVER, ANA, job.code)
    await bench.step(seconds=5)
    assert len(bench.poster.removed) == cards
    bench.poster.troubles.append(("remove", Unreachable()))
    await bench.step(seconds=10)
    await bench.step(minutes=1)
    assert bench.poster.removed[cards:] == [posted]
    await bench.clips.take_down(SERVER, ANA, job.code)
    await bench.clips.removed(posted)
    await bench.step(minutes=1)
    assert bench.poster.removed[cards:] == [posted]


async def test_what_is_taken_back_just_in_time_is_not_posted(bench: Bench) -> None:
    """*Don't post* pressed between reading the clip's row and posting it keeps the clip private."""
    job = await bench.request()
    await bench.step()
    for _ in range(4):
        bench.clock.skip(minutes=1)
        await bench.worker.step()
        await bench.worker.settle()
    assert (await bench.job(job.code)).status is JobStatus.SUCCEEDED

    async def dont_post() -> None:
        await bench.clips.dont_post(SERVER, ANA, job.code)

    assert (await states(bench, job))[-1] == ("clip", "owed")
    # The round reads first what is due; the press comes before any of it is tried.
    bench.database.after_read.append(dont_post)
    await bench.delivery.round()
    assert "clip" not in bench.poster.kinds
    assert len(bench.poster.removed) == 1
    assert (await bench.clips.show(SERVER, ANA, job.code)).clip is not None


async def test_a_card_cancelled_just_in_time_is_not_posted(bench: Bench) -> None:
    """Cancelled between reading the card's row and posting it, no orphan stays in the channel."""
    job = await bench.request()

    async def cancel() -> None:
        await bench.clips.cancel(SERVER, ANA, job.code)

    bench.database.after_read.append(cancel)
    await bench.delivery.round()
    assert bench.poster.posts == []
    assert await states(bench, job) == [("card", "dropped"), ("card_gone", "posted")]


GONE = [MessageGone(), PlaceGone(), NoRights(), HeldBack()]


@pytest.mark.parametrize("trouble", GONE, ids=[type(t).__name__ for t in GONE])
async def test_what_must_be_known_finds_another_way(bench: Bench, trouble: Exception) -> None:
    """A failure whose card is gone is posted anew; in a place that is gone, to its author."""
    bench.provider.on_poll.append(Polled(status=RemoteStatus.FAILED))
    await bench.request()
    await bench.step()
    bench.poster.troubles.append(("edit", trouble))
    if isinstance(trouble, PlaceGone):
        bench.poster.refused[HERE] = PlaceGone()
    await bench.step(minutes=1)
    letter, where, _ = bench.poster.posts[-1]
    assert (letter.kind, letter.facts["what"]) == (OwedKind.CARD_EDIT, "failed")
    wanted = Where(member_id=ANA.member_id) if isinstance(trouble, PlaceGone) else HERE
    assert where == wanted
    assert letter.moved is (where != HERE)


@pytest.mark.parametrize("trouble", GONE, ids=[type(t).__name__ for t in GONE])
async def test_what_is_only_about_now_is_let_go(bench: Bench, trouble: Exception) -> None:
    """That a shot is being made needs no second message when its card is gone."""
    job = await bench.request()
    await bench.delivery.round()
    bench.poster.troubles.append(("edit", trouble))
    await bench.step()
    assert bench.poster.kinds == ["card"]
    assert await states(bench, job) == [("card", "posted"), ("card_edit", "dropped")]


async def test_an_edit_about_now_grows_stale_and_one_about_the_end_does_not(bench: Bench) -> None:
    """Discord away for hours: 'being made' is given up after one, a failure arrives late."""
    bench.provider.on_submit.extend(["1", EngineError(Meaning.CONTENT)])
    bench.provider.on_poll.extend([RUNNING] * 1000)
    stale, failed = await bench.request(), await bench.request(who=BEN)
    await bench.delivery.round()
    bench.poster.troubles.extend([("edit", Unreachable())] * 1000)
    for _ in range(30):
        await bench.step(minutes=6)
    assert (await states(bench, stale))[1] == ("card_edit", "dropped")
    assert (await states(bench, failed))[1] == ("card_edit", "owed")
    bench.poster.troubles.clear()
    await bench.step(minutes=6)
    assert edits(bench) == ["failed"]


async def test_a_kept_clip_is_shown_to_its_author_and_never_lost(bench: Bench) -> None:
    """Nowhere to go: the clip waits behind its code, for its author and staff alone."""
    job = await bench.request()
    await bench.step()
    for where in (HERE, Where(member_id=ANA.member_id)):
        bench.poster.refused[where] = PlaceGone()
    await bench.until_over(job.code)
    assert ("clip", "kept") in await states(bench, job)
    view = await bench.clips.show(SERVER, ANA, job.code)
    assert view.clip is not None
    assert view.clip.read_bytes() == bench.provider.clip.read_bytes()
    assert not view.still_owed
    bench.poster.refused.clear()
    await bench.step(minutes=10)
    assert "clip" not in bench.poster.kinds


async def test_a_clip_too_big_everywhere_is_kept(bench: Bench) -> None:
    """A place that refuses even what was made to fit loses nothing: the clip is kept."""
    job = await bench.request()
    await bench.step()
    bench.poster.troubles.extend([("post", TooBig(limit=10))] * 10)
    await bench.until_over(job.code)
    assert ("clip", "kept") in await states(bench, job)
    assert (await bench.clips.show(SERVER, ANA, job.code)).clip is not None


class FullDisk(FileStore):
    """A store on which, once it is full, no clip can be written any more."""

    is_full: bool = False

    def aside(self, suffix: str = "") -> Path:
        path = super().aside(suffix)
        if self.is_full:
            path.unlink()
            path.symlink_to("/dev/full")
        return path


async def test_a_full_disk_is_not_filled_further(bench: Bench, tmp_path: Path) -> None:
    """A clip that can't be made to fit for want of room leaves nothing and counts as no fault of
    the bot: the operator is told of the disk, once, and it arrives with room."""
    files = FullDisk(tmp_path / "files")
    bench = replace(bench, ground=replace(bench.ground, files=files))
    job = await bench.request()
    await bench.step()
    bench.poster.troubles.extend([("post", TooBig(limit=10_000_000))] * 3)
    await bench.worker.step()
    await bench.worker.settle()
    bench.clock.skip(minutes=1)
    for _ in range(2):
        await bench.worker.step()
        await bench.worker.settle()
    files.is_full = True
    for _ in range(2):
        await bench.step(minutes=6)
    assert ("clip", "owed") in await states(bench, job)
    assert await bench.notices() == ["disk_trouble"]
    assert list((tmp_path / "files" / "aside").iterdir()) == []
    files.is_full = False
    await bench.step(minutes=6)
    assert ("clip", "posted") in await states(bench, job)


async def staff_notice(bench: Bench) -> None:
    await bench.refuses(WordsRefused, prompt="a naked child")
    await bench.delivery.round()


async def test_staff_are_told_in_their_channel(bench: Bench) -> None:
    """With a staff channel the notice goes there and nowhere else."""
    await bench.management.set_staff_channel(SERVER, MANAGER, 888)
    await staff_notice(bench)
    assert [(str(le.kind), w) for le, w, _ in bench.poster.posts] == [
        ("staff_notice", Where(channel_id=888))
    ]


@pytest.mark.parametrize("has_channel", [True, False], ids=["channel gone", "no channel"])
async def test_without_a_staff_channel_the_operator_is_told(
    bench: Bench, has_channel: bool
) -> None:
    """What concerns staff is never dropped for want of a channel."""
    if has_channel:
        await bench.management.set_staff_channel(SERVER, MANAGER, 888)
        bench.poster.refused[Where(channel_id=888)] = PlaceGone()
    await staff_notice(bench)
    ((letter, where, _),) = bench.poster.posts
    assert (letter.kind, where) == (OwedKind.STAFF_NOTICE, Where(member_id=OPERATOR))
    assert letter.moved is has_channel


async def test_notices_reach_every_operator(bench: Bench) -> None:
    """Each operator gets their own message, with the same facts."""
    ground = replace(bench.ground, operators=frozenset({7, 9}))
    bench = replace(bench, ground=ground)
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    await bench.request()
    await bench.step()
    told = [(w.member_id, le.facts["notice"]) for le, w, _ in bench.poster.posts if not le.job]
    assert sorted(told) == [(7, "unconfirmed"), (9, "unconfirmed")]


async def test_a_clip_whose_file_is_gone_is_not_tried_for_ever(bench: Bench) -> None:
    """The disk lost the file: one incident for the operator, no endless retry."""
    job = await bench.request()
    for _ in range(3):
        await bench.worker.step()
        await bench.worker.settle()
        bench.clock.skip(seconds=20)
    made = await bench.job(job.code)
    assert made.clip is not None
    bench.ground.files.drop(made.clip.sha256)
    for _ in range(5):
        await bench.delivery.round()
        bench.clock.skip(minutes=10)
    assert bench.poster.kinds.count("clip") == 0
    assert await bench.notices() == ["incident"]
