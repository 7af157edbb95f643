"""Lost answers: a listing or a callback tells whose remote task it is, and nobody guesses."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from domain.job import Job, JobStatus
from services.asks import Who
from services.providers.base import Capabilities, EngineError, Listed, Meaning
from storage import jobs, outbox, restores
from storage.outbox import OwedKind
from tests.services.conftest import ANA, BEN, OPERATOR, SERVER, Bench

LOST = Meaning.ANSWER_LOST


@pytest.fixture
def listing(bench: Bench) -> Bench:
    """An engine that lists what it makes."""
    bench.provider.capabilities = Capabilities(lists=True)
    return bench


def task(bench: Bench, job: Job, number: str = "777", **more: object) -> Listed:
    """What the engine's list says of a shot that arrived two seconds after it left."""
    told = Listed(
        remote_task_id=number,
        model=job.shot.model,
        created_at=bench.clock() + timedelta(seconds=2),
        duration_s=job.shot.duration_s,
        resolution=job.shot.resolution,
    )
    return replace(told, **more)


async def lost(bench: Bench, who: Who = ANA, **more: object) -> Job:
    """A shot whose answer was lost just now."""
    bench.provider.on_submit.append(EngineError(LOST, trace_id="t-1"))
    job = await bench.request(who=who, **more)
    for _ in range(2):
        await bench.worker.step()
        await bench.worker.settle()
    return await bench.job(job.code)


async def test_the_one_task_that_fits_is_taken_up(listing: Bench) -> None:
    """The answer is lost, the list has one task of that shape: made, charged and posted once."""
    job = await lost(listing)
    assert job.status is JobStatus.UNCONFIRMED
    listing.provider.listed.append(task(listing, job))
    done = await listing.until_over(job.code, seconds=10)
    assert (done.status, done.remote_task_id) == (JobStatus.SUCCEEDED, "777")
    assert len(listing.provider.submits) == 1
    assert listing.poster.kinds.count("clip") == 1
    assert await listing.spent_micro() == job.cost_micro
    assert await listing.proof() == []


@pytest.mark.parametrize("lists", [True, False], ids=["a list", "no list"])
async def test_its_details_say_who_looks_as_its_card_does(bench: Bench, lists: bool) -> None:
    """We look for it exactly where its engine has a list; the card and the details say the same."""
    bench.provider.capabilities = Capabilities(lists=lists)
    job = await lost(bench)
    view = await bench.clips.show(SERVER, ANA, job.code)
    owed = await bench.database.read(outbox.of_job, job.id)
    (edit,) = [row for row, _ in owed if row.kind is OwedKind.CARD_EDIT]
    assert view.is_sought is edit.facts["is_sought"] is lists


async def test_found_after_an_hour_it_is_still_one_charge(listing: Bench) -> None:
    """The credits went back meanwhile and stay with the member; the cost is counted once."""
    job = await lost(listing)
    late = task(listing, job)
    await listing.step(hours=2)
    assert (await listing.job(job.code)).credits_returned
    listing.provider.listed.append(late)
    done = await listing.until_over(job.code, seconds=600)
    assert done.status is JobStatus.SUCCEEDED
    assert await listing.left() == 10
    assert await listing.spent_micro() == job.cost_micro
    assert await listing.proof() == []


OTHERS = {
    "another model": {"model": "I2V-01"},
    "no model told": {"model": None},
    "another length": {"duration_s": 9},
    "another resolution": {"resolution": "4K"},
    "long before": {"created_at": timedelta(minutes=-2)},
    "long after": {"created_at": timedelta(minutes=16)},
    "no moment told": {"created_at": None},
}


@pytest.mark.parametrize("difference", OTHERS.values(), ids=OTHERS.keys())
async def test_a_task_of_another_shape_or_time_is_not_taken(
    listing: Bench, difference: dict[str, object]
) -> None:
    """What cannot be ours stays somebody else's; the shot waits for people."""
    job = await lost(listing)
    moment = difference.get("created_at")
    if isinstance(moment, timedelta):
        difference = {"created_at": listing.clock() + moment}
    listing.provider.listed.append(task(listing, job, **difference))
    for _ in range(5):
        await listing.step(minutes=5)
    assert (await listing.job(job.code)).status is JobStatus.UNCONFIRMED
    assert await listing.notices() == ["unconfirmed"]


async def test_what_the_list_does_not_tell_contradicts_nothing(listing: Bench) -> None:
    """Length and resolution may be missing, and are spelt in any case."""
    job = await lost(listing)
    listing.provider.listed.append(task(listing, job, duration_s=None, resolution="720p"))
    assert (await listing.until_over(job.code, seconds=10)).remote_task_id == "777"


async def test_known_tasks_are_subtracted(listing: Bench) -> None:
    """A task of ours in the list is not taken for the lost one's."""
    other = await listing.request(who=BEN)
    await listing.worker.step()
    await listing.worker.settle()
    job = await lost(listing)
    owned = (await listing.job(other.code)).remote_task_id
    listing.provider.listed += [task(listing, job, number=str(owned)), task(listing, job)]
    assert (await listing.until_over(job.code, seconds=10)).remote_task_id == "777"
    assert (await listing.job(other.code)).remote_task_id == owned


AMBIGUOUS = {"one task for two": ["777"], "two tasks for two": ["777", "778"]}


@pytest.mark.parametrize("numbers", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
async def test_two_lost_shots_of_one_shape_are_never_guessed(
    listing: Bench, numbers: list[str]
) -> None:
    """Which is whose can't be told: both stay, the operator is told of each once, with the ids."""
    first, second = await lost(listing), await lost(listing, who=BEN)
    listing.provider.listed += [task(listing, first, number=number) for number in numbers]
    for _ in range(6):
        await listing.step(minutes=5)
    for job in (first, second):
        assert (await listing.job(job.code)).status is JobStatus.UNCONFIRMED
    assert sorted(await listing.notices()) == ["several_fit"] * 2 + ["unconfirmed"] * 2
    assert await listing.proof() == []


async def test_a_task_begun_late_may_be_an_earlier_shots(listing: Bench) -> None:
    """Twelve minutes of uploading, another shot of that shape lost meanwhile: nobody guesses."""
    slow = await lost(listing)
    listing.clock.skip(minutes=12)
    quick = await lost(listing, who=BEN)
    listing.provider.listed.append(task(listing, quick))
    await listing.step(minutes=5)
    for job in (slow, quick):
        assert (await listing.job(job.code)).status is JobStatus.UNCONFIRMED
    assert sorted(await listing.notices()) == ["several_fit"] * 2 + ["unconfirmed"] * 2


async def test_two_tasks_for_one_shot_are_never_guessed(listing: Bench) -> None:
    """Somebody else uses the same key: the shot stays, until the desk names the task."""
    job = await lost(listing)
    listing.provider.listed += [task(listing, job), task(listing, job, number="778")]
    await listing.step(minutes=5)
    assert (await listing.job(job.code)).status is JobStatus.UNCONFIRMED
    assert await listing.notices() == ["unconfirmed", "several_fit"]
    await listing.desk.was_made(OPERATOR, job.code, "778")
    assert (await listing.until_over(job.code)).remote_task_id == "778"


async def test_a_shot_the_desk_gave_up_is_still_a_rival(listing: Bench) -> None:
    """Its task may be in the list: another shot of that shape and moment does not inherit it."""
    given_up, job = await lost(listing, who=BEN), await lost(listing)
    await listing.desk.no_clip(OPERATOR, given_up.code, paid=True)
    listing.provider.listed.append(task(listing, job))
    await listing.step(minutes=5)
    assert (await listing.job(job.code)).status is JobStatus.UNCONFIRMED
    assert "several_fit" in await listing.notices()


async def test_two_shapes_at_once_are_told_apart(listing: Bench) -> None:
    """Two lost shots of different models each find their own."""
    first = await lost(listing)
    second = await lost(listing, who=BEN, camera="push in")
    listing.provider.listed += [task(listing, second, number="888"), task(listing, first)]
    assert first.shot.model != second.shot.model
    assert (await listing.until_over(first.code, seconds=10)).remote_task_id == "777"
    assert (await listing.until_over(second.code, seconds=10)).remote_task_id == "888"


async def test_a_shot_on_its_way_is_waited_for(listing: Bench) -> None:
    """A listed task may be that of a request under way: nothing is said before its answer."""
    job = await lost(listing)
    await listing.request(who=BEN)
    on_its_way = await listing.submitter.take_turn()
    assert isinstance(on_its_way, Job)
    listing.provider.listed.append(task(listing, job))
    listing.clock.skip(seconds=20)
    assert await listing.reconciler.due() == ["minimax"]
    await listing.reconciler.seek("minimax")
    assert (await listing.job(job.code)).status is JobStatus.UNCONFIRMED
    assert await listing.notices() == ["unconfirmed"]
    await listing.submitter.submit(on_its_way)
    assert (await listing.until_over(job.code)).remote_task_id == "777"


async def test_lists_are_asked_for_ever_more_seldom(listing: Bench) -> None:
    """Every few minutes until its task would be there, then hourly, and no longer than the engine
    remembers."""
    asked: list[float] = []
    job = await lost(listing)
    began, original = listing.clock(), listing.provider.list

    async def counted(since):
        asked.append((listing.clock() - began).total_seconds())
        assert since <= job.submitted_at
        return await original(since)

    listing.provider.list = counted
    for _ in range(16 * 60):
        await listing.worker.step()
        await listing.worker.settle()
        listing.clock.skip(seconds=15)
    early = [at for at in asked if at <= 15 * 60]
    gaps = [later - sooner for sooner, later in pairwise(early)]
    assert gaps[0] <= 30
    assert 250 <= max(gaps) <= 345
    late = asked[len(early) :]
    assert late[-1] > 2.5 * 3600
    assert all(3240 <= later - sooner <= 3990 for sooner, later in pairwise(late))
    listing.clock.skip(days=7)
    before = len(asked)
    for _ in range(3):
        await listing.step(minutes=10)
    assert len(asked) == before


async def test_a_newer_lost_shot_is_looked_for_at_once(listing: Bench) -> None:
    """That an older one is looked for but hourly delays nobody else."""
    await lost(listing)
    for _ in range(8):
        await listing.step(minutes=5)
    newer = await lost(listing, who=BEN)
    listing.provider.listed.append(task(listing, newer))
    assert (await listing.until_over(newer.code, seconds=10)).remote_task_id == "777"


LIST_TROUBLE = {
    "not there": (EngineError(Meaning.UNAVAILABLE), ["unconfirmed"]),
    "key refused": (EngineError(Meaning.KEY, code="1004"), ["unconfirmed", "key_refused"]),
}


@pytest.mark.parametrize(("error", "told"), LIST_TROUBLE.values(), ids=LIST_TROUBLE.keys())
async def test_a_list_that_fails_is_tried_again(
    listing: Bench, error: EngineError, told: list[str]
) -> None:
    """No list today is no verdict: it is asked for again, and the shot is found then."""
    job = await lost(listing)
    original, troubles = listing.provider.list, [error, error]

    async def failing(since):
        if troubles:
            raise troubles.pop()
        return await original(since)

    listing.provider.list = failing
    listing.provider.listed.append(task(listing, job))
    assert (await listing.until_over(job.code, seconds=20)).remote_task_id == "777"
    assert await listing.notices() == told


async def test_an_engine_without_a_list_is_not_asked(bench: Bench) -> None:
    """On V1 the shot waits: credits back after an hour, cost counted, then the desk decides."""
    job = await lost(bench)
    bench.provider.listed.append(task(bench, job))
    for _ in range(5):
        await bench.step(minutes=20)
    standing = await bench.job(job.code)
    assert (standing.status, standing.credits_returned) == (JobStatus.UNCONFIRMED, True)
    assert await bench.left() == 10
    assert await bench.spent_micro() == job.cost_micro
    assert await bench.notices() == ["unconfirmed"]
    told = [letter.facts["what"] for letter, _ in bench.poster.edits]
    assert told == ["unconfirmed", "credits_back"]
    await bench.desk.no_clip(OPERATOR, job.code, paid=True)
    assert await bench.spent_micro() == job.cost_micro
    assert await bench.proof() == []


async def test_a_restart_finds_by_list_what_a_killed_process_sent(listing: Bench) -> None:
    """Killed between request and answer: the next process finds the task in the list."""
    job = await listing.request()
    taken = await listing.submitter.take_turn()
    assert isinstance(taken, Job)
    listing.provider.listed.append(task(listing, job))
    listing.restart("boot-2")
    done = await listing.until_over(job.code, seconds=10)
    assert (done.status, done.remote_task_id) == (JobStatus.SUCCEEDED, "777")
    assert listing.provider.submits == []
    assert await listing.proof() == []


async def test_lists_of_many_accounts_are_kept_apart(listing: Bench) -> None:
    """The same number may be another account's: only the own account's jobs are subtracted."""
    job = await lost(listing)
    await listing.database.transaction(_another_accounts_job, listing, "777")
    listing.provider.listed.append(task(listing, job))
    assert (await listing.until_over(job.code, seconds=10)).remote_task_id == "777"


def _another_accounts_job(db, bench: Bench, number: str) -> None:
    from tests.storage.builders import new_job

    job_id = jobs.insert(db, new_job(9, at=bench.clock(), account="elsewhere"))
    jobs.note(db, job_id, remote_task_id=number, status="cancelled")


@pytest.mark.parametrize("after_s", [0, 1], ids=["before the cut", "after it"])
async def test_what_was_begun_after_a_backup_may_be_anybodys(listing: Bench, after_s: int) -> None:
    """Of the hours that a restored backup does not know, no task in the list is taken for a
    shot's; one from before the cut can only be a shot's that it knows."""
    job = await lost(listing)
    cut_at = listing.clock() + timedelta(seconds=2)
    await listing.database.transaction(restores.mark, cut_at, keep_line=False)
    begun = cut_at + timedelta(seconds=after_s)
    listing.provider.listed.append(task(listing, job, created_at=begun))
    for _ in range(4):
        await listing.step(seconds=30)
    status = (await listing.job(job.code)).status
    assert status is (JobStatus.UNCONFIRMED if after_s else JobStatus.SUCCEEDED)
