"""The worker's loop: what it takes up, tidies, gives up and leaves behind."""

import asyncio
import os
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from domain.job import JobStatus
from services.asks import Who
from services.ground import Ids
from services.providers.base import EngineError, Meaning, Polled, RemoteStatus, Submitted
from storage import Db, jobs, ledger
from storage.moments import stamp
from storage.outbox import OwedKind
from tests.scripted import ScriptedProvider
from tests.services.conftest import ANA, BEN, SERVER, TIMING, WIDE, Bench

RUNNING = Polled(status=RemoteStatus.RUNNING)


def members(number: int) -> list[Who]:
    return [Who(member_id=1000 + n, name="m") for n in range(number)]


class SilentProvider(ScriptedProvider):
    """An engine that takes the request and does not answer until told to."""

    def wait_for_word(self) -> "SilentProvider":
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()
        return self

    async def submit(self, order) -> Submitted:
        self.asked.set()
        await self.may_answer.wait()
        return await super().submit(order)


@pytest.fixture
def silent(bench: Bench, clip_file: Path) -> Bench:
    provider = SilentProvider(clip=clip_file).wait_for_word()
    return replace(bench, provider=provider, timing=replace(TIMING, stop_s=0.05))


async def test_first_looks_after_a_start_are_spread(bench: Bench) -> None:
    """Twenty running jobs are not all asked about in the first moment of a new process."""
    bench = replace(bench, submits_per_minute=100, limits=WIDE)
    found = [await bench.request(who=who) for who in members(20)]
    await bench.step()
    bench.provider.on_poll.extend([RUNNING] * 200)
    bench.restart("boot-2")
    bench.provider.polls.clear()
    await bench.step()
    assert len(bench.provider.polls) == 1
    seen = []
    for _ in range(20):
        await bench.step(seconds=0.06)
        seen.append(len(bench.provider.polls))
    assert seen == sorted(seen)
    assert max(b - a for a, b in pairwise(seen)) <= 3
    assert len(set(bench.provider.polls)) == len(found) == 20


async def test_no_more_than_a_few_looks_at_once(bench: Bench) -> None:
    """However many are due, 64 looks are under way; the rest follow when one ends."""
    bench = replace(bench, submits_per_minute=100, limits=WIDE)
    for who in members(70):
        await bench.request(who=who)
    await bench.step()
    at_once: list[str] = []
    full, gate = asyncio.Event(), asyncio.Event()

    async def poll(remote_task_id: str) -> Polled:
        at_once.append(remote_task_id)
        if len(at_once) == 64:
            full.set()
        await gate.wait()
        return RUNNING

    bench.provider.poll = poll
    bench.clock.skip(minutes=1)
    await bench.worker.step()
    await full.wait()
    await bench.worker.step()
    assert len(at_once) == 64
    assert bench.worker.idle_s() > 0
    gate.set()
    await bench.worker.settle()
    await bench.worker.step()
    await bench.worker.settle()
    assert len(at_once) == 70


async def test_the_desks_word_is_taken_up_without_a_restart(bench: Bench) -> None:
    """A shot the desk found is looked after by the process that runs."""
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    job = await bench.request()
    await bench.step()
    await bench.step(minutes=5)
    await bench.desk.was_made(7, job.code, "555")
    asked = len(bench.provider.polls)
    await bench.step()
    assert bench.provider.polls[asked:] == ["555"]
    assert (await bench.until_over(job.code)).status is JobStatus.SUCCEEDED


@pytest.mark.parametrize("days", [1.5, 30])
async def test_what_the_desk_finds_after_days_is_looked_at(bench: Bench, days: float) -> None:
    """Patience counts from the desk's word: an old shot is fetched, not given up unseen."""
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    job = await bench.request()
    await bench.step()
    await bench.step(days=days)
    await bench.desk.was_made(7, job.code, "555")
    bench.provider.on_poll.append(RUNNING)
    done = await bench.until_over(job.code)
    assert done.status is JobStatus.SUCCEEDED
    assert await bench.left() == 10
    assert await bench.proof() == []


async def test_a_shot_without_end_can_come_to_the_desk_twice(bench: Bench) -> None:
    """Given up, found by the desk, given up again: the operator hears of it both times."""
    bench.provider.on_poll.extend([RUNNING] * 5000)
    job = await bench.request()
    for _ in range(2):
        for _ in range(26):
            await bench.step(hours=1)
        assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED
        remote = (await bench.job(job.code)).remote_task_id or ""
        await bench.desk.was_made(7, job.code, remote)
    assert (await bench.notices()).count("no_end") == 2
    assert (await bench.job(job.code)).status is JobStatus.RUNNING
    assert await bench.proof() == []


async def test_a_line_that_never_moves_gives_everything_back(bench: Bench) -> None:
    """A shot that could not be handed over for a day fails for free, and its author learns it."""
    bench.provider.on_submit.extend([EngineError(Meaning.BUSY)] * 1000)
    job = await bench.request()
    for _ in range(26):
        await bench.step(hours=1)
    done = await bench.job(job.code)
    assert done.status is JobStatus.FAILED
    assert done.failure is not None
    assert done.failure.kind == "gave_up"
    assert bench.poster.edits[-1][0].facts["what"] == "failed"
    assert await bench.proof() == []
    sql = "SELECT COALESCE(SUM(cost_micro), 0) FROM entries WHERE account <> 'allowance'"
    left = await bench.database.read(lambda db: db.conn.execute(sql).fetchone()[0])
    assert left == 0


async def test_what_breaks_in_tidying_stops_nobody(bench: Bench) -> None:
    """A row whose books contradict each other is told as an incident; other shots are made."""
    broken, other = await bench.request(), await bench.request(who=BEN)

    def contradict(db: Db) -> None:
        long_ago = stamp(bench.clock() - timedelta(days=2))
        jobs.note(db, broken.id, status="unconfirmed", submitted_at=long_ago)
        booking = ledger.booking_of(db, broken.id, at=bench.clock(), who="a fault")
        ledger.return_credits(db, booking)

    await bench.database.transaction(contradict)
    assert (await bench.until_over(other.code)).status is JobStatus.SUCCEEDED
    assert await bench.notices() == ["incident"]


async def test_tidying_waits_a_minute(bench: Bench) -> None:
    """Tidying reads whole tables, so it is done once a minute and not at every turn."""
    job = await bench.request()
    await bench.step()
    await bench.database.transaction(
        lambda db: jobs.note(db, job.id, status="unconfirmed", submitted_at=stamp(bench.clock()))
    )
    bench.clock.skip(hours=2)
    await bench.worker.step()
    assert (await bench.job(job.code)).credits_returned
    await bench.database.transaction(lambda db: jobs.note(db, job.id, credits_returned=0))
    before = bench.worker.idle_s()
    assert 0 < before <= 60
    await bench.worker.step()
    assert not (await bench.job(job.code)).credits_returned


async def test_old_clips_go_and_owed_or_shared_ones_stay(bench: Bench, tmp_path: Path) -> None:
    """After a week a delivered clip's file goes, unless a newer job has the same content."""
    first = await bench.request()
    done = await bench.until_over(first.code)
    assert done.clip is not None
    await bench.step(days=6)
    second = await bench.request()
    await bench.until_over(second.code)
    await bench.step(days=2)
    assert (await bench.job(first.code)).clip_dropped_at is not None
    assert (await bench.job(second.code)).clip_dropped_at is None
    assert bench.ground.files.has(done.clip.sha256)
    await bench.step(days=6)
    assert not bench.ground.files.has(done.clip.sha256)


async def test_a_clip_that_is_still_owed_outlives_retention(bench: Bench) -> None:
    """Discord away for ten days: the clip is kept, and arrives when Discord is back."""
    from services.poster import Unreachable

    job = await bench.request()
    await bench.step()
    bench.poster.troubles.extend([("post", Unreachable())] * 1000)
    done = await bench.until_over(job.code)
    await bench.step(days=10)
    assert done.clip is not None
    assert bench.ground.files.has(done.clip.sha256)
    bench.poster.troubles.clear()
    await bench.step(minutes=10)
    assert bench.poster.kinds.count("clip") == 1
    await bench.step(minutes=10)
    assert not bench.ground.files.has(done.clip.sha256)


async def test_stop_leaves_an_unanswered_submit_named(silent: Bench) -> None:
    """The deadline passes: the shot is named, stays `submitting`, and the next start says so."""
    job = await silent.request()
    await silent.worker.step()
    await silent.provider.asked.wait()
    assert await silent.worker.stop() == [job.code]
    assert (await silent.job(job.code)).status is JobStatus.SUBMITTING
    silent.restart("boot-2")
    await silent.worker.step()
    assert (await silent.job(job.code)).status is JobStatus.UNCONFIRMED
    assert await silent.notices() == ["unconfirmed"]
    assert silent.provider.submits == []
    assert await silent.proof() == []


async def test_the_same_boot_does_not_lose_its_own_submit(silent: Bench) -> None:
    """While the answer is awaited, tidying and turns leave the shot alone."""
    job = await silent.request()
    await silent.worker.step()
    await silent.provider.asked.wait()
    for _ in range(3):
        silent.clock.skip(minutes=2)
        await silent.worker.step()
    assert (await silent.job(job.code)).status is JobStatus.SUBMITTING
    silent.provider.may_answer.set()
    await silent.worker.settle()
    assert (await silent.job(job.code)).status is JobStatus.RUNNING


async def test_a_shot_taken_up_again_at_once_is_still_known(silent: Bench) -> None:
    """Sent back and handed over anew before the first try has quite ended: `stop` waits for it."""
    silent.provider.on_submit.append(EngineError(Meaning.NOT_SENT))
    job = await silent.request()

    async def take_up_again() -> None:
        if (await silent.job(job.code)).status is not JobStatus.QUEUED:
            silent.database.after_read.append(take_up_again)
            return
        silent.provider.wait_for_word()
        silent.clock.skip(minutes=2)
        await silent.worker.step()

    await silent.worker.step()
    await silent.provider.asked.wait()
    first = silent.worker._submits[job.id]
    await asyncio.gather(*silent.worker._tidying.under_way)
    # The next look into the database is the first try's last act.
    silent.database.after_read.append(take_up_again)
    silent.provider.may_answer.set()
    await first
    await silent.provider.asked.wait()
    assert await silent.worker.stop() == [job.code]


async def test_only_another_boots_submit_is_lost(bench: Bench) -> None:
    """A `submitting` row of this very boot may still be answered: it is left alone."""
    job = await bench.request()
    assert await bench.submitter.take_turn() is not None
    bench.restart("boot-1")
    await bench.worker.step()
    assert (await bench.job(job.code)).status is JobStatus.SUBMITTING
    bench.restart("boot-2")
    await bench.worker.step()
    assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED


async def test_stop_waits_for_an_answer_on_its_way(silent: Bench) -> None:
    """An answer within the deadline is written, and nothing is left."""
    silent = replace(silent, timing=replace(TIMING, stop_s=30))
    job = await silent.request()
    await silent.worker.step()
    await silent.provider.asked.wait()
    stopping = asyncio.create_task(silent.worker.stop())
    await asyncio.sleep(0)
    silent.provider.may_answer.set()
    assert await stopping == []
    assert (await silent.job(job.code)).status is JobStatus.RUNNING


async def test_a_turn_taken_while_stopping_is_given_back(bench: Bench) -> None:
    """A stop in the middle of taking a turn sends nothing and loses nothing."""
    job = await bench.request()
    stops: list[asyncio.Task[list[str]]] = []
    await bench.worker.step()
    await bench.worker.settle()
    second = await bench.request(who=BEN)

    async def stop_now() -> None:
        stops.append(asyncio.create_task(bench.worker.stop()))
        await asyncio.sleep(0)

    bench.database.before_transaction.append(stop_now)
    await bench.worker.step()
    assert await stops[0] == []
    await bench.worker.settle()
    assert (await bench.job(second.code)).status is JobStatus.QUEUED
    assert [order.engine_prompt for order in bench.provider.submits] == [job.shot.prompt]
    bench.restart("boot-2")
    await bench.step(minutes=2)
    assert len(bench.provider.submits) == 2
    assert await bench.notices() == []


async def test_a_broken_off_look_has_ended_when_stop_returns(bench: Bench) -> None:
    """After the stop nothing touches the database any more, so it may be closed."""
    job = await bench.request()
    await bench.step()
    asked = asyncio.Event()

    async def poll(remote_task_id: str) -> Polled:
        asked.set()
        await asyncio.Event().wait()
        return RUNNING

    bench.provider.poll = poll
    bench.clock.skip(minutes=1)
    await bench.worker.step()
    await asked.wait()
    assert await bench.worker.stop() == []
    await bench.worker.settle()
    assert (await bench.job(job.code)).status is JobStatus.RUNNING


async def test_run_works_until_stopped(bench: Bench) -> None:
    """The real loop, rung by a request, hands it over and ends when it is told to."""
    asked = asyncio.Event()
    bench.provider.before_submit = lambda _: asked.set()
    running = asyncio.create_task(bench.worker.run())
    job = await bench.request()
    await asked.wait()
    assert await bench.worker.stop() == []
    await asyncio.wait_for(running, 5)
    assert (await bench.job(job.code)).status is JobStatus.RUNNING


async def test_the_loop_outlives_a_full_disk(bench: Bench) -> None:
    """No transaction works: the loop does not end, and goes on when there is room."""
    bench = replace(bench, timing=replace(TIMING, retry_s=0.001))
    await bench.request()
    asked = asyncio.Event()
    bench.provider.before_submit = lambda _: asked.set()
    bench.database.full_for = 5
    running = asyncio.create_task(bench.worker.run())
    await asked.wait()
    await bench.worker.stop()
    await asyncio.wait_for(running, 5)
    assert bench.database.refused == 5
    assert await bench.notices() == []


async def test_a_start_recovers_once(bench: Bench, tmp_path: Path) -> None:
    """When tidying fails after the recovery, the sweep is not run into live requests again."""
    bench.ground.files.aside(".mp4")
    await bench.worker.step()
    again = tmp_path / "files" / "aside" / "half"
    again.write_bytes(b"half a clip")
    os.utime(again, (1, 1))
    await bench.worker.step()
    bench.clock.skip(minutes=5)
    await bench.worker.step()
    assert again.exists()


async def test_one_members_queue_does_not_hold_up_another(bench: Bench) -> None:
    """One running per member: the second waits for the first, somebody else's goes at once."""
    one = await bench.request()
    two = await bench.request()
    ben = await bench.request(who=BEN)
    await bench.step()
    states = [(await bench.job(j.code)).status for j in (one, two, ben)]
    assert states == [JobStatus.RUNNING, JobStatus.QUEUED, JobStatus.RUNNING]
    await bench.until_over(two.code)
    assert len(bench.provider.submits) == 3


async def test_the_accounts_pace_holds_across_a_restart(bench: Bench) -> None:
    """Submits of the last minute count although another process made them."""
    bench = replace(bench, submits_per_minute=2)
    for who in members(3):
        await bench.request(who=who)
    await bench.step()
    assert len(bench.provider.submits) == 2
    bench.submits_per_minute = 2
    bench.restart("boot-2")
    await bench.step(seconds=59)
    assert len(bench.provider.submits) == 2
    await bench.step(seconds=1)
    assert len(bench.provider.submits) == 3


async def test_a_restart_offers_hidden_models_again(bench: Bench) -> None:
    """The operator may have mended the account: after a start a hidden model is tried again."""
    bench.provider.on_submit.append(EngineError(Meaning.MODEL, code="2061"))
    await bench.request()
    await bench.step()
    assert len(await bench.studio.suggest_models("", None)) == 5
    bench.restart("boot-2")
    await bench.step()
    assert len(await bench.studio.suggest_models("", None)) == 6


async def test_a_model_that_makes_a_clip_is_offered_again(bench: Bench) -> None:
    """Success is the proof that the account may use it after all."""
    bench.provider.on_submit.append(EngineError(Meaning.MODEL, code="2061"))
    await bench.request()
    await bench.step()
    assert await bench.notices() == ["model_hidden"]
    await bench.step(minutes=20)
    assert len(await bench.studio.suggest_models("", None)) == 6


async def test_ids_come_from_their_source() -> None:
    """Codes are six characters nobody mistakes for others; jitter stays within a tenth."""
    ids = Ids()
    codes = {ids.code() for _ in range(200)}
    assert all(len(code) == 6 and not set(code) & set("01AEIOULY") for code in codes)
    assert len(codes) == 200
    assert all(9 <= ids.jitter(10) <= 11 for _ in range(200))
    assert len(ids.token()) == 32


async def test_kept_and_owed_agree(bench: Bench) -> None:
    """A clip kept out of the channel is dropped with its time like any other."""
    job = await bench.request()
    await bench.step()
    await bench.clips.dont_post(SERVER, ANA, job.code)
    done = await bench.until_over(job.code)
    assert done.clip is not None
    await bench.step(seconds=8 * 86_400)
    assert not bench.ground.files.has(done.clip.sha256)
    view = await bench.clips.show(SERVER, ANA, job.code)
    assert view.clip is None
    assert view.job.clip_dropped_at is not None
    assert OwedKind.CLIP not in bench.poster.kinds
    assert view.job.clip_dropped_at - done.created_at > timedelta(days=7)


async def test_what_the_last_turn_begins_has_ended_when_run_returns(bench: Bench) -> None:
    """Told to stop in the middle of a turn that goes on to tidy up: nothing wants the database
    any more when the loop has ended, for it is closed next."""
    bench.database.before_transaction.append(bench.worker.stop)
    async with asyncio.timeout(5):
        await bench.worker.run()
    assert asyncio.all_tasks() == {asyncio.current_task()}
