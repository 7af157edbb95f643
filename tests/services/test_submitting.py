"""Handing over: an outcome is written whatever the disk does, and nothing is sent twice."""

from dataclasses import replace

import pytest

from domain.job import Job, JobStatus
from domain.pictures import Pictures
from services.asks import Who
from services.providers.base import EngineError, Meaning
from storage import accounts, jobs
from storage.moments import stamp
from tests.services.conftest import ANA, BEN, TIMING, Bench

QUICK = replace(TIMING, retry_s=0.001)
OUTCOMES = {
    "taken": (None, JobStatus.RUNNING),
    "refused": (EngineError(Meaning.CONTENT), JobStatus.FAILED),
    "busy": (EngineError(Meaning.BUSY), JobStatus.QUEUED),
    "answer lost": (EngineError(Meaning.ANSWER_LOST), JobStatus.UNCONFIRMED),
}


@pytest.mark.parametrize(("error", "status"), OUTCOMES.values(), ids=OUTCOMES.keys())
@pytest.mark.parametrize("times", [1, 7])
async def test_an_outcome_is_written_when_the_disk_has_room_again(
    bench: Bench, error: EngineError | None, status: JobStatus, times: int
) -> None:
    """The disk fills up during the request: its outcome is insisted on, nothing is sent again."""
    bench = replace(bench, timing=QUICK)
    job = await bench.request()

    def fill_the_disk(order: object) -> None:
        bench.database.full_for = times

    bench.provider.before_submit = fill_the_disk
    if error:
        bench.provider.on_submit.append(error)
    await bench.worker.step()
    await bench.worker.settle()
    assert bench.database.refused == times
    assert (await bench.job(job.code)).status is status
    assert len(bench.provider.submits) == 1
    assert await bench.proof() == []


async def test_the_intent_stands_before_the_request_leaves(bench: Bench) -> None:
    """At the moment of the POST the row says so, with this boot's id and the time."""
    job = await bench.request()
    taken = await bench.submitter.take_turn()
    standing = await bench.job(job.code)
    assert standing.status is JobStatus.SUBMITTING
    assert (standing.boot_id, standing.submitted_at) == ("boot-1", bench.clock())
    sent = await bench.database.read(
        accounts.sent_since, "minimax", bench.clock().replace(year=2000)
    )
    assert sent == [bench.clock()]
    await bench.submitter.submit(taken)


async def test_a_missing_picture_fails_for_free(bench: Bench) -> None:
    """A picture lost from the disk is our fault: nothing is sent, everything goes back."""
    from tests.services.test_studio import picture

    job = await bench.request(pictures=Pictures(first_frame=picture()))
    assert job.shot.pictures.first_frame is not None
    bench.ground.files.drop(job.shot.pictures.first_frame.sha256)
    await bench.step()
    done = await bench.job(job.code)
    assert done.failure is not None
    assert (done.status, done.failure.kind) == (JobStatus.FAILED, "ours")
    assert bench.provider.submits == []
    assert await bench.left() == 10
    assert await bench.proof() == []


async def test_a_picture_that_cant_be_read_leaves_no_shot_behind(bench: Bench) -> None:
    """A disk that fails after the claim ends the shot for free: it never stays claimed."""
    from tests.services.test_studio import picture

    job = await bench.request(pictures=Pictures(first_frame=picture()))
    assert job.shot.pictures.first_frame is not None
    place = bench.ground.files.path(job.shot.pictures.first_frame.sha256)
    place.unlink()
    # Looking at it is refused with ENAMETOOLONG: neither there nor absent, as on a broken disk.
    place.symlink_to("x" * 300)
    taken = await bench.submitter.take_turn()
    assert isinstance(taken, Job)
    await bench.submitter.submit(taken)
    assert (await bench.job(job.code)).status is JobStatus.FAILED
    assert bench.provider.submits == []
    assert await bench.left() == 10
    assert await bench.proof() == []


async def test_an_engine_that_answers_with_anothers_id_is_not_believed(bench: Bench) -> None:
    """Two jobs never share a clip: the second is unconfirmed, and the desk is told whose it was."""
    bench.provider.on_submit.extend(["777", "777"])
    first = await bench.request()
    second = await bench.request(who=BEN)
    await bench.step()
    assert (await bench.job(first.code)).status is JobStatus.RUNNING
    lost = await bench.job(second.code)
    assert lost.status is JobStatus.UNCONFIRMED
    assert lost.failure is not None
    assert first.code in lost.failure.text


async def test_rests_grow_and_are_capped_and_forgotten(bench: Bench) -> None:
    """Each refusal in a row doubles the account's rest up to its cap; a success starts anew."""
    await bench.request()
    rests = []
    for _ in range(12):
        bench.provider.on_submit.append(EngineError(Meaning.KEY, code="1004"))
        await bench.step(minutes=16)
        standing = await bench.database.read(accounts.account, "minimax")
        rests.append((standing.set_aside_until - bench.clock()).total_seconds())
    assert rests[0] == pytest.approx(5, rel=0.11)
    assert rests[1] == pytest.approx(10, rel=0.11)
    assert rests[-1] == pytest.approx(900, rel=0.11)
    await bench.step(minutes=16)
    assert (await bench.database.read(accounts.account, "minimax")).set_aside_times == 0


async def test_the_engines_wish_to_be_left_alone_is_kept(bench: Bench) -> None:
    """A Retry-After longer than our own rest is what counts."""
    await bench.request()
    bench.provider.on_submit.append(EngineError(Meaning.BUSY, retry_after_s=123))
    await bench.step()
    await bench.step(seconds=122)
    assert len(bench.provider.submits) == 1
    await bench.step(seconds=1)
    assert len(bench.provider.submits) == 2


TELLING = {
    "key refused": (EngineError(Meaning.KEY, code="1004"), 1, "key_refused"),
    "nobody there": (EngineError(Meaning.ADDRESS, code="HTTP 404"), 1, "address_wrong"),
    "balance": (EngineError(Meaning.MONEY, code="1008"), 1, "balance_low"),
    "down": (EngineError(Meaning.NOT_SENT), 3, "service_down"),
    "limited": (EngineError(Meaning.PLAN, code="2056"), 1, "service_limited"),
}


@pytest.mark.parametrize(("error", "times", "notice"), TELLING.values(), ids=TELLING.keys())
async def test_trouble_is_told_once_and_again_after_it_was_over(
    bench: Bench, error: EngineError, times: int, notice: str
) -> None:
    """One notice per trouble, however long it lasts; the next trouble is told anew."""
    for number in (1, 2):
        job = await bench.request(who=Who(member_id=1000 + number, name="m"))
        for count in range(1, 6):
            bench.provider.on_submit.append(error)
            await bench.step(minutes=16)
            assert len(await bench.notices()) == number - (count < times)
        await bench.step(minutes=16)
        assert (await bench.job(job.code)).remote_task_id is not None
    assert await bench.notices() == [notice] * 2


async def test_waiting_shots_say_once_that_the_service_is_down(bench: Bench) -> None:
    """The card of a shot that can't be handed over says since when, once per outage."""
    bench.provider.on_submit.extend([EngineError(Meaning.NOT_SENT)] * 8)
    await bench.request()
    began = bench.clock()
    for _ in range(8):
        await bench.step(minutes=5)
    told = [letter.facts for letter, _ in bench.poster.edits]
    assert [facts["what"] for facts in told] == ["service_down"]
    assert told[0]["since"] >= stamp(began)


async def test_waiting_shots_say_so_after_a_busy_spell_too(bench: Bench) -> None:
    """However often the service was busy before: once it refuses the key, the card tells."""
    bench.provider.on_submit.extend([EngineError(Meaning.BUSY, code="1002")] * 5)
    bench.provider.on_submit.extend([EngineError(Meaning.KEY, code="1004")] * 3)
    await bench.request()
    for _ in range(8):
        await bench.step(minutes=16)
    assert len(bench.provider.submits) == 8
    assert [letter.facts["what"] for letter, _ in bench.poster.edits] == ["service_down"]


async def test_a_model_out_of_the_catalogue_fails_for_free(bench: Bench) -> None:
    """The operator removed a model while a shot for it waited: it fails as our fault."""
    job = await bench.request()
    await bench.database.transaction(
        lambda db: db.conn.execute("UPDATE shots SET model = 'gone'").rowcount
    )
    bench.restart("boot-2")
    await bench.step()
    assert (await bench.job(job.code)).status is JobStatus.FAILED
    assert await bench.left(ANA) == 10
    assert await bench.database.read(jobs.count_waiting) == 0


@pytest.mark.parametrize("ends", ["sent", "given back"])
async def test_pictures_in_memory_are_bounded(bench: Bench, ends: str) -> None:
    """While so many bytes of pictures are being sent nobody else's turn comes; then it does."""
    from tests.services.test_studio import picture

    bench = replace(bench, most_bytes=100, submits_per_minute=100)
    await bench.request(pictures=Pictures(first_frame=picture()))
    await bench.request(who=BEN)
    taken = await bench.submitter.take_turn()
    assert isinstance(taken, Job)
    assert await bench.submitter.take_turn() is None
    await (bench.submitter.submit(taken) if ends == "sent" else bench.submitter.give_back(taken))
    assert isinstance(await bench.submitter.take_turn(), Job)
