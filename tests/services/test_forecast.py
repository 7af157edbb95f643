"""How long it may take: the line, the pace and the model's own history, and silence without one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.job import JobStatus
from services.accounts import Account, Accounts
from services.catalogue import load_catalogue
from services.forecast import FEWEST, FEWEST_OF_ALL_SIZES, Forecast, usual_seconds
from services.providers.base import Polled, RemoteStatus
from storage import Db, jobs
from storage.moments import stamp
from tests.services.conftest import WIDE, Bench
from tests.storage.builders import NOON, a_shot, new_job

RUNNING = Polled(status=RemoteStatus.RUNNING)


def history(db: Db, *seconds: float, first: int = 900, **more: object) -> None:
    for number, took in enumerate(seconds, first):
        job_id = jobs.insert(db, new_job(number, **more))
        jobs.note(
            db,
            job_id,
            status="succeeded",
            clip_sha256="c",
            submitted_at=stamp(NOON),
            finished_at=stamp(NOON + timedelta(seconds=took)),
        )


async def test_too_little_history_says_nothing(bench: Bench) -> None:
    """Fewer clips than five tell nothing; the fifth tells a span of eight in ten."""
    await bench.database.transaction(history, *[100.0] * (FEWEST - 1))
    assert await bench.database.read(usual_seconds, a_shot()) is None
    await bench.database.transaction(_one_more)
    span = await bench.database.read(usual_seconds, a_shot())
    assert span is not None
    assert span[0] == pytest.approx(100, abs=0.01)
    assert span[1] == pytest.approx(240, abs=0.01)


async def test_clips_of_the_same_size_tell_more(bench: Bench) -> None:
    """Five clips of a shot's own length and resolution count alone; before, twenty of a model."""
    long_shot = a_shot(duration_s=10)

    async def span() -> tuple[float, float] | None:
        return await bench.database.read(usual_seconds, long_shot)

    def made(db: Db, first: int, count: int) -> None:
        history(db, *[300.0] * count, first=first, shot=long_shot)

    await bench.database.transaction(history, *[100.0] * (FEWEST_OF_ALL_SIZES - FEWEST))
    await bench.database.transaction(made, 100, FEWEST - 1)
    assert await span() is None
    await bench.database.transaction(history, 100.0, first=200)
    assert await span() == pytest.approx((100, 300), abs=0.01)
    await bench.database.transaction(made, 300, 1)
    assert await span() == pytest.approx((300, 300), abs=0.01)


def _one_more(db: Db) -> None:
    job_id = jobs.insert(db, new_job(800))
    jobs.note(
        db,
        job_id,
        status="succeeded",
        clip_sha256="c",
        submitted_at=stamp(NOON),
        finished_at=stamp(NOON + timedelta(seconds=200)),
    )


def a_forecast(*, submits_per_minute: int, running_per_member: int) -> Forecast:
    account = Account(name="a", provider="minimax-v1", submits_per_minute=submits_per_minute)
    accounts = Accounts([account], load_catalogue(None))
    return Forecast(accounts, running_per_member=running_per_member)


async def test_those_ahead_are_told_and_counted_in(bench: Bench) -> None:
    """The third in line waits two turns of the pace before its own making begins."""
    waiting = [await bench.request() for _ in range(2)]
    other = await bench.database.transaction(jobs.insert, new_job(1, bench.clock()))
    await bench.database.transaction(history, *[60.0] * FEWEST)
    forecast = a_forecast(submits_per_minute=6, running_per_member=10)
    job = await bench.database.read(jobs.by_id, other)
    wait = await bench.database.read(forecast.wait, job, bench.clock())
    assert wait.ahead == len(waiting) == 2
    assert wait.from_ is not None
    assert wait.from_ - bench.clock() == pytest.approx(
        timedelta(seconds=20 + 60), abs=timedelta(seconds=0.01)
    )
    assert await bench.database.read(forecast.line_s, "T2V-01") == 30


async def test_a_running_shot_counts_from_its_submit(bench: Bench) -> None:
    """Nobody stands ahead of it any more, and its span does not slide along with the clock."""
    await bench.database.transaction(history, *[60.0] * FEWEST)
    job = await bench.request()
    await bench.step()
    running = await bench.job(job.code)
    assert running.status is JobStatus.RUNNING
    forecast = a_forecast(submits_per_minute=5, running_per_member=10)
    first = await bench.database.read(forecast.wait, running, bench.clock())
    bench.clock.skip(minutes=5)
    assert await bench.database.read(forecast.wait, running, bench.clock()) == first
    assert first.ahead == 0


async def test_no_history_gives_no_times(bench: Bench) -> None:
    """Without history only those ahead are told; nothing is made up."""
    job = await bench.request()
    wait = await bench.database.read(
        a_forecast(submits_per_minute=5, running_per_member=10).wait, job, bench.clock()
    )
    assert (wait.ahead, wait.from_, wait.until) == (0, None, None)


async def test_ones_own_shot_is_waited_for(bench: Bench) -> None:
    """With one being made per member, the second is ready after the first, and says so."""
    bench = replace(bench, limits=WIDE)
    await bench.database.transaction(history, *[200.0] * FEWEST)
    bench.provider.on_poll.extend([RUNNING] * 100)
    await bench.request()
    await bench.step(seconds=1)
    began = bench.clock()
    bench.clock.skip(seconds=50)
    second, third = [await bench.request() for _ in range(2)]
    forecast = a_forecast(submits_per_minute=5, running_per_member=1)
    waits = [
        await bench.database.read(forecast.wait, job, bench.clock()) for job in (second, third)
    ]
    assert [wait.ahead for wait in waits] == [1, 2]
    assert [wait.until - began for wait in waits] == [
        pytest.approx(timedelta(seconds=seconds), abs=timedelta(seconds=1))
        for seconds in (400, 600)
    ]


async def test_with_room_for_two_nobody_waits_for_oneself(bench: Bench) -> None:
    """A member who may have two made at once waits for neither of them."""
    await bench.database.transaction(history, *[200.0] * FEWEST)
    bench.provider.on_poll.extend([RUNNING] * 100)
    await bench.request()
    await bench.step(seconds=1)
    second = await bench.request()
    forecast = a_forecast(submits_per_minute=5, running_per_member=2)
    wait = await bench.database.read(forecast.wait, second, bench.clock())
    assert wait.ahead == 0
    assert (wait.until - bench.clock()).total_seconds() == pytest.approx(200, abs=1)
