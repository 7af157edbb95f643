"""How long clips are made is learnt only from clips that were looked for in time."""

from datetime import timedelta

from domain.job import Job
from services.asks import Who
from services.making_times import MakingTimes
from services.providers.base import EngineError, Meaning, Polled, RemoteStatus
from storage import jobs
from tests.services.conftest import ANA, BEN, TIMING, Bench
from tests.services.made_before import history
from tests.storage.builders import NOON

RUNNING = Polled(status=RemoteStatus.RUNNING)
NO_WORD = EngineError(Meaning.UNAVAILABLE)


def seconds_of(job: Job) -> float:
    """From the request to the kept clip."""
    assert job.submitted_at is not None
    assert job.finished_at is not None
    return (job.finished_at - job.submitted_at).total_seconds()


async def known(bench: Bench) -> list[float]:
    """The times that are known of the model, the newest first."""
    return await bench.database.read(jobs.recent_seconds, "T2V-01")


async def taken(bench: Bench, *members: Who, after_s: float = 2 * TIMING.poll_s) -> list[Job]:
    """A shot of each member that the engine has, and has not made when it is first looked at."""
    bench.provider.on_poll.extend([RUNNING] * 100)
    taken = [await bench.request(model="T2V-01", who=who) for who in members]
    await bench.step()
    await bench.step(seconds=after_s)
    assert len(bench.provider.polls) == len(members)
    bench.provider.on_poll.clear()
    return taken


async def test_a_clip_that_was_looked_for_in_time_is_known(bench: Bench) -> None:
    """The time is that from the request to the look that found it."""
    [job] = await taken(bench, ANA)
    ended = await bench.until_over(job.code, seconds=bench.timing.poll_s)
    [only] = await known(bench)
    assert 2 * bench.timing.poll_s < only <= seconds_of(ended)


async def test_a_pause_of_the_bots_is_none_of_the_engines(bench: Bench) -> None:
    """What was ready before the first look after a start has no time; what was not yet, has."""
    both = await taken(bench, ANA, BEN)
    bench.restart("boot-2")
    bench.clock.skip(hours=8)
    bench.provider.on_poll.extend([Polled(status=RemoteStatus.SUCCEEDED, result_ref="f"), RUNNING])
    for job in both:
        await bench.until_over(job.code, seconds=bench.timing.poll_s)
    [only] = await known(bench)
    assert only > timedelta(hours=8).total_seconds()


async def test_an_outage_of_the_engines_is_no_making(bench: Bench) -> None:
    """A clip that is found after an hour without any word has no time."""
    [job] = await taken(bench, ANA)
    bench.provider.on_poll.extend([NO_WORD] * 12)
    await bench.until_over(job.code, steps=40, seconds=300)
    assert await known(bench) == []


async def test_a_clip_that_was_hard_to_fetch_has_no_other_time(bench: Bench) -> None:
    """How long it could not be fetched is not counted as making."""
    [job] = await taken(bench, ANA)
    bench.provider.on_download.extend([NO_WORD] * 5)
    ended = await bench.until_over(job.code, steps=60, seconds=bench.timing.poll_s)
    assert seconds_of(ended) > 60
    assert all(seconds < 60 for seconds in await known(bench))


async def test_after_a_long_night_the_next_clip_is_found_as_soon_as_ever(bench: Bench) -> None:
    """Three clips that an eight hours' pause overtook leave the next one's first look where it
    was."""
    await bench.database.transaction(history, *[100.0, 110, 120, 130, 140, 150])
    watched = await taken(bench, ANA, BEN, Who(member_id=7, name="cy"), after_s=90)
    bench.restart("boot-2")
    bench.clock.skip(hours=8)
    for job in watched:
        await bench.until_over(job.code, seconds=bench.timing.poll_s)
    assert await known(bench) == [150, 140, 130, 120, 110, 100]


def test_a_clock_that_is_set_tells_nothing() -> None:
    """What was planned by another clock is forgotten, and no time is below zero."""
    times = MakingTimes(10)
    times.plan(1, NOON)
    times.begin_anew()
    times.ready(1, NOON - timedelta(minutes=1), NOON)
    times.plan(2, NOON)
    times.ready(2, NOON + timedelta(hours=1), NOON)
    assert [times.made_s(job_id, 1.0) for job_id in (1, 2)] == [None, None]
