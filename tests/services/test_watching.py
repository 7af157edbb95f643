"""Watching: what a look may write, how patience grows, and what becomes of a full disk."""

import asyncio
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from domain.job import JobStatus
from services.asks import Who
from services.providers.base import (
    EngineError,
    Meaning,
    Polled,
    RemoteStatus,
    SubmitOrder,
    Submitted,
)
from storage import Db, StorageUnavailable, jobs, kept_files
from tests.scripted import ScriptedProvider
from tests.services.conftest import ANA, BEN, OPERATOR, Bench
from tests.services.made_before import history
from tests.storage.builders import dump

RUNNING = Polled(status=RemoteStatus.RUNNING)


async def test_a_poll_writes_nothing(bench: Bench) -> None:
    """While the engine works, looking leaves the database as it is, to the last byte."""
    bench.provider.on_poll.extend([RUNNING] * 20)
    await bench.request()
    await bench.step()
    await bench.step(seconds=30)
    before = await bench.database.read(dump)
    looked = len(bench.provider.polls)
    for _ in range(5):
        await bench.step(seconds=30)
    assert len(bench.provider.polls) > looked
    assert await bench.database.read(dump) == before


async def test_slow_is_told_once(bench: Bench) -> None:
    """Longer than nine of ten: the card says so a single time, and not before."""
    await bench.database.transaction(history, *[60.0, 61, 62, 63, 64, 65])
    bench.provider.on_poll.extend([RUNNING] * 100)
    await bench.request()
    await bench.step()
    await bench.step(seconds=60)
    assert [letter.facts["what"] for letter, _ in bench.poster.edits] == ["started"]
    for _ in range(10):
        await bench.step(seconds=60)
    assert [letter.facts["what"] for letter, _ in bench.poster.edits] == ["started", "slow"]


async def test_the_first_look_comes_when_a_clip_can_be_ready(bench: Bench) -> None:
    """With a history of minutes the engine is not asked after seconds."""
    await bench.database.transaction(history, *[200.0] * 6)
    await bench.request()
    await bench.step()
    await bench.step(seconds=140)
    assert bench.provider.polls == []
    await bench.step(seconds=60)
    assert len(bench.provider.polls) == 1


async def test_patience_with_errors_grows_and_is_capped(bench: Bench) -> None:
    """Looks that tell nothing come further and further apart, never more than five minutes."""
    bench.provider.on_poll.extend([EngineError(Meaning.UNAVAILABLE)] * 100)
    await bench.request()
    await bench.step()
    moments = []
    for _ in range(4000):
        before = len(bench.provider.polls)
        bench.clock.skip(seconds=1)
        await bench.worker.step()
        await bench.worker.settle()
        if len(bench.provider.polls) > before:
            moments.append(bench.clock())
        if len(moments) == 10:
            break
    gaps = [(b - a).total_seconds() for a, b in pairwise(moments)]
    assert gaps[0] < gaps[2] < gaps[4]
    assert max(gaps) <= 331
    assert gaps[-1] > 200


async def test_a_refused_key_while_polling_is_told_and_ends_nothing(bench: Bench) -> None:
    """The operator hears of it once; the shot goes on when the key works again."""
    bench.provider.on_poll.extend([EngineError(Meaning.KEY, code="1004")] * 3)
    job = await bench.request()
    done = await bench.until_over(job.code, steps=20)
    assert done.status is JobStatus.SUCCEEDED
    assert await bench.notices() == ["key_refused"]


async def test_each_full_disk_is_told(bench: Bench) -> None:
    """Trouble with the disk is told once; after a clip could be written, the next is told anew."""
    full = OSError(28, "No space left on device")
    for number in (1, 2):
        bench.provider.on_download.extend([full] * 3)
        job = await bench.request()
        assert (await bench.until_over(job.code, steps=20)).status is JobStatus.SUCCEEDED
        assert await bench.notices() == ["disk_trouble"] * number


async def test_nothing_half_written_stays_after_a_full_disk(bench: Bench, tmp_path) -> None:
    """Failed downloads leave no file aside."""
    bench.provider.on_download.extend([OSError(28, "No space"), EngineError(Meaning.UNAVAILABLE)])
    job = await bench.request()
    await bench.until_over(job.code, steps=20)
    assert list((tmp_path / "files" / "aside").iterdir()) == []


async def test_a_clip_that_does_not_decode_is_neither_kept_nor_posted(
    bench: Bench, tmp_path: Path
) -> None:
    """The engine hands out half a clip first: it is fetched again, and the whole one counts."""
    half, whole = tmp_path / "half.mp4", bench.provider.clip.read_bytes()
    half.write_bytes(whole[: len(whole) * 3 // 4])
    bench.provider.on_download.append(half)
    job = await bench.request()
    assert (await bench.until_over(job.code, steps=20)).status is JobStatus.SUCCEEDED
    assert len(bench.provider.downloads) == 2
    assert bench.poster.clips == [whole]
    assert list(bench.ground.files.sizes().values()) == [len(whole)]


async def test_a_clip_whose_twin_is_dropped_meanwhile_is_fetched_again(bench: Bench) -> None:
    """The same content is given up for an old job just as the new one is kept: none is lost."""
    bench.provider.on_poll.append(Polled(status=RemoteStatus.SUCCEEDED, result_ref="file"))
    job = await bench.request()
    await bench.step()
    await bench.step(seconds=30)
    done = await bench.job(job.code)
    if done.status is JobStatus.RUNNING:
        await bench.step(seconds=30)
    losses = []

    async def lose_the_file() -> None:
        import hashlib

        sha256 = hashlib.sha256(bench.provider.clip.read_bytes()).hexdigest()
        losses.append(bench.ground.files.has(sha256))
        bench.ground.files.drop(sha256)

    assert (await bench.job(job.code)).status is JobStatus.DOWNLOADING
    bench.clock.skip(seconds=1)
    bench.database.before_transaction.extend([_nothing, lose_the_file])
    await bench.worker.step()
    await bench.worker.settle()
    assert losses == [True]
    assert (await bench.job(job.code)).status is JobStatus.DOWNLOADING
    done = await bench.until_over(job.code)
    assert done.clip is not None
    assert bench.ground.files.has(done.clip.sha256)
    wanted = await bench.database.read(kept_files.wanted)
    assert wanted == {done.clip.sha256}


async def _nothing() -> None:
    return


@pytest.mark.parametrize("full_for", [1, 3])
async def test_a_made_clip_that_can_not_be_written_down_is_fetched_again(
    bench: Bench, full_for: int
) -> None:
    """The database takes nothing just then: fetched once more, settled once, posted once."""
    for _ in range(2):
        await bench.step(seconds=20)
    job = await bench.request()
    await bench.step()

    def at_engine(db: Db) -> list[int]:
        return jobs.ids_at_engine(db)

    assert await bench.database.read(at_engine) == [job.id]
    original = bench.provider.download
    left = [full_for]

    async def download(result_ref: str, target) -> None:
        await original(result_ref, target)
        if left[0]:
            left[0] -= 1
            bench.database.full_for = 1

    bench.provider.download = download
    # Within a minute of the second round of tidying up: the next would meet the full disk instead.
    done = await bench.until_over(job.code, steps=19, seconds=3)
    assert done.status is JobStatus.SUCCEEDED
    assert len(bench.provider.downloads) == full_for + 1
    assert bench.poster.kinds.count("clip") == 1
    assert await bench.spent_micro() == 430_000
    assert await bench.proof() == []


async def _looks_until_made(bench: Bench, who: Who, *, is_called: bool) -> int:
    """Have a clip made that takes its 240 s; the engine calls back, or does not."""
    bench.provider.on_poll.clear()
    before = len(bench.provider.polls)
    job = await bench.request(who=who)
    await bench.step()
    bench.provider.on_poll.extend([RUNNING] * 1000)
    for _ in range(48):
        await bench.step(seconds=5)
    bench.provider.on_poll.clear()
    if is_called:
        bench.worker.look_by(job.id, bench.clock())
    done = await bench.until_over(job.code, steps=40, seconds=5)
    assert done.status is JobStatus.SUCCEEDED
    return len(bench.provider.polls) - before


async def test_who_calls_back_is_asked_seldom(bench: Bench) -> None:
    """Once an end was told by a callback looks are rare, until one is found without."""
    bench.slow_down(100)
    await bench.database.transaction(history, *[200.0, 220, 240, 260, 280, 300])
    first = await _looks_until_made(bench, ANA, is_called=True)
    called = await _looks_until_made(bench, ANA, is_called=True)
    await _looks_until_made(bench, BEN, is_called=False)
    after = await _looks_until_made(bench, BEN, is_called=True)
    assert called <= first / 2
    assert after > called


async def test_news_before_the_submits_answer_is_not_lost(bench: Bench) -> None:
    """Called back while its submit is unanswered, a shot is looked at right after the answer."""
    await bench.database.transaction(history, *[200.0] * 6)
    job = await bench.request()
    bench.provider.before_submit = lambda _: bench.worker.look_by(job.id, bench.clock())
    await bench.step()
    await bench.step(seconds=1)
    assert bench.provider.polls == ["101"]


async def test_a_look_that_can_not_be_planned_comes_at_once(bench: Bench, clip_file: Path) -> None:
    """When the history can't be read after a submit, that is no reason to forget the shot."""
    answered = asyncio.Event()

    class Slow(ScriptedProvider):
        async def submit(self, order: SubmitOrder) -> Submitted:
            await answered.wait()
            return await super().submit(order)

    async def breaks() -> None:
        raise StorageUnavailable("disk I/O error")

    bench = replace(bench, provider=Slow(clip=clip_file))
    await bench.step()  # tidies up, which reads as well
    job = await bench.request()
    await bench.worker.step()
    bench.database.after_read.append(breaks)
    answered.set()
    await bench.worker.settle()
    assert (await bench.job(job.code)).status is JobStatus.RUNNING
    await bench.step(seconds=1)
    assert bench.provider.polls == ["101"]


async def test_patience_is_fresh_for_a_shot_back_from_the_desk(bench: Bench) -> None:
    """What went to people after many looks in vain is looked at as soon as any other."""
    bench.provider.on_poll.extend([EngineError(Meaning.UNAVAILABLE)] * 1000)
    job = await bench.request()
    for _ in range(12):
        await bench.step(minutes=5)
    await bench.step(days=2)
    assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED
    # The desk asks the engine about the number that it was given.
    bench.provider.on_poll.appendleft(RUNNING)
    await bench.desk.was_made(OPERATOR, job.code, "101")
    await bench.step(seconds=1)
    looked = len(bench.provider.polls)
    await bench.step(seconds=6)
    assert len(bench.provider.polls) == looked + 1


async def test_after_days_the_engine_is_asked_before_people_are(bench: Bench) -> None:
    """A bot that was away for days asks; only what told nothing five times in a row goes there."""
    job = await bench.request()
    await bench.worker.step()
    await bench.worker.settle()
    bench.clock.skip(days=3)
    bench.provider.on_poll.extend([EngineError(Meaning.UNAVAILABLE)] * 4)
    for _ in range(4):
        await bench.step(minutes=6)
        assert (await bench.job(job.code)).status is JobStatus.RUNNING
    assert (await bench.until_over(job.code)).status is JobStatus.SUCCEEDED
    assert await bench.told("no_end") == []


async def test_five_looks_in_vain_after_days_are_enough(bench: Bench) -> None:
    """The fifth look that tells nothing brings the shot to the desk, and the operator is told."""
    bench.provider.on_poll.extend([EngineError(Meaning.UNAVAILABLE)] * 9)
    job = await bench.request()
    await bench.worker.step()
    await bench.worker.settle()
    bench.clock.skip(days=3)
    for _ in range(5):
        await bench.step(minutes=6)
    assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED
    assert len(await bench.told("no_end")) == 1
    assert len(bench.provider.polls) == 5
    assert await bench.proof() == []
