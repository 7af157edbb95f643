"""How long it may take: the line played forward, the model's own history, silence without one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.job import Job, JobStatus
from services.accounts import Account, Accounts
from services.asks import Wait, Who
from services.catalogue import load_catalogue
from services.forecast import Forecast, Foreseen
from services.lasting import lasting, lasting_of
from services.providers.base import EngineError, Meaning, Polled, RemoteStatus
from storage import Db, jobs, turns
from tests.services.conftest import ANA, BEN, SERVER, WIDE, Bench
from tests.services.made_before import history
from tests.storage.builders import new_job

RUNNING = Polled(status=RemoteStatus.RUNNING)
TIMES = [60.0, 62, 65, 70, 75]
LOW, HIGH = lasting(TIMES).nine_of_ten
QUICK, SLOW = lasting(TIMES).half


def roughly(seconds: float, within: float = 0.1) -> object:
    return pytest.approx(timedelta(seconds=seconds), abs=timedelta(seconds=within))


async def wait_of(bench: Bench, job: Job, *, per_minute: int = 5, running: int = 1) -> Wait:
    account = Account(name="minimax", provider="minimax-v1", submits_per_minute=per_minute)
    accounts = Accounts([account], load_catalogue(None))
    forecast = Forecast(accounts, running_per_member=running)
    return await bench.database.read(forecast.wait, await bench.job(job.code), bench.clock())


async def test_those_ahead_are_told_and_counted_in(bench: Bench) -> None:
    """The third in line waits for two turns under the account's limit before its own begins."""
    await bench.database.transaction(history, *TIMES)
    first, second, third = [
        await bench.request(who=Who(member_id=number, name="m")) for number in (1, 2, 3)
    ]
    waits = [await wait_of(bench, job, per_minute=1) for job in (first, second, third)]
    assert [wait.ahead for wait in waits] == [0, 1, 2]
    for number, wait in enumerate(waits):
        assert wait.turn_at is not None
        assert wait.turn_at - bench.clock() == roughly(60 * number)
        assert wait.from_ - bench.clock() == roughly(60 * number + LOW)
        assert wait.until - bench.clock() == roughly(60 * number + HIGH)


async def test_a_light_members_place_is_that_of_fair_turns(bench: Bench) -> None:
    """Behind ten shots of one other a member has one ahead; the other's last has all."""
    bench = replace(bench, limits=replace(WIDE, quota=replace(WIDE.quota, running=100)))
    await bench.database.transaction(history, *TIMES)
    heavy = [await bench.request(who=BEN) for _ in range(10)]
    light = await bench.request(who=ANA)
    waits = [await wait_of(bench, job, per_minute=1, running=100) for job in (*heavy, light)]
    assert waits[-1].ahead == 1
    assert [wait.ahead for wait in waits[:-1]] == [0, *range(2, 11)]
    shown = await bench.clips.show(SERVER, ANA, light.code)
    assert shown.wait.ahead == 1


async def test_those_who_come_again_make_a_range_longer(bench: Bench) -> None:
    """Who asked lately may come again, so the latest moment of a second shot is later."""
    bench = replace(bench, limits=replace(WIDE, quota=replace(WIDE.quota, running=100)))
    await bench.database.transaction(history, *TIMES)
    gone = await bench.request(who=Who(member_id=1, name="m"))
    await bench.clips.cancel(SERVER, Who(member_id=1, name="m"), gone.code)
    await bench.request(who=BEN)
    bench.clock.skip(seconds=70)
    own = [await bench.request() for _ in range(2)]
    wait = await wait_of(bench, own[1], per_minute=1, running=100)
    assert wait.ahead == 2
    assert wait.from_ - bench.clock() == roughly(120 + LOW)
    assert wait.until - bench.clock() == roughly(180 + HIGH)


async def test_a_running_shot_counts_from_its_submit(bench: Bench) -> None:
    """Nobody stands ahead of it any more, and its span does not slide along with the clock."""
    await bench.database.transaction(history, *TIMES)
    bench.provider.on_poll.extend([RUNNING] * 100)
    job = await bench.request()
    began = bench.clock()
    await bench.step()
    assert (await bench.job(job.code)).status is JobStatus.RUNNING
    first = await wait_of(bench, job)
    bench.clock.skip(minutes=5)
    assert await wait_of(bench, job) == first
    assert (first.ahead, first.turn_at) == (0, None)
    assert (first.from_ - began, first.until - began) == (roughly(LOW), roughly(HIGH))


async def test_no_history_gives_no_times(bench: Bench) -> None:
    """Without history only those ahead are told; nothing is made up."""
    await bench.request(who=BEN)
    wait = await wait_of(bench, await bench.request(), per_minute=1)
    assert (wait.ahead, wait.from_, wait.until) == (1, None, None)


async def test_where_nobody_knows_when_only_one_is_next(bench: Bench) -> None:
    """With no account that makes them, shots stand in the order in which they were asked for."""
    bench = replace(bench, limits=WIDE)
    asked = [await bench.request(who=who) for who in (BEN, ANA, ANA)]
    nobody = Forecast(Accounts([], load_catalogue(None)), running_per_member=1)
    waits = [await bench.database.read(nobody.wait, job, bench.clock()) for job in asked]
    assert waits == [Wait(ahead=number) for number in range(3)]


async def test_an_ended_shot_waits_for_nothing(bench: Bench) -> None:
    """What is made or given up has no wait."""
    await bench.database.transaction(history, *TIMES)
    job = await bench.request()
    await bench.until_over(job.code)
    assert await wait_of(bench, job) == Wait(ahead=0)


async def test_ones_own_shot_is_waited_for(bench: Bench) -> None:
    """With one being made per member, the second is ready after the first, and says so."""
    bench = replace(bench, limits=WIDE)
    await bench.database.transaction(history, *TIMES)
    bench.provider.on_poll.extend([RUNNING] * 100)
    await bench.request()
    began = bench.clock()
    await bench.step()
    bench.clock.skip(seconds=50)
    second, third = [await bench.request() for _ in range(2)]
    waits = [await wait_of(bench, job) for job in (second, third)]
    assert [(wait.ahead, wait.own_first) for wait in waits] == [(1, 1), (2, 1)]
    assert [wait.from_ - began for wait in waits] == [
        roughly(QUICK + LOW),
        roughly(2 * QUICK + LOW),
    ]
    assert [wait.until - began for wait in waits] == [
        roughly(SLOW + HIGH),
        roughly(2 * SLOW + HIGH),
    ]


async def test_with_room_for_two_nobody_waits_for_oneself(bench: Bench) -> None:
    """A member who may have two made at once waits for neither of them."""
    await bench.database.transaction(history, *TIMES)
    bench.provider.on_poll.extend([RUNNING] * 100)
    await bench.request()
    await bench.step(seconds=1)
    second = await bench.request()
    wait = await wait_of(bench, second, running=2)
    assert wait.ahead == 0
    assert wait.until - bench.clock() == roughly(HIGH)


async def test_an_account_at_rest_is_waited_for(bench: Bench) -> None:
    """A shot of an account that was set aside is foreseen for the end of its rest."""
    await bench.database.transaction(history, *TIMES)
    bench.provider.on_submit.append(EngineError(Meaning.BUSY, retry_after_s=100.0))
    job = await bench.request()
    await bench.step()
    wait = await wait_of(bench, job)
    assert wait.turn_at - bench.clock() == roughly(100)


async def test_a_line_of_other_models_takes_their_times(bench: Bench) -> None:
    """Whom one's own shot of another model keeps waiting, that model's times tell."""
    bench = replace(bench, limits=WIDE)
    await bench.database.transaction(history, *TIMES)
    await bench.request(model="T2V-01-Director")
    second = await bench.request(model="T2V-01")
    wait = await wait_of(bench, second)
    assert wait.ahead == 1
    lasts = await bench.database.read(lasting_of, second.shot)
    assert lasts is not None
    assert wait.from_ - bench.clock() == roughly(lasts.half[0] + LOW)


async def test_a_long_line_is_not_read_anew_for_each_who_joins_it(bench: Bench) -> None:
    """With hundreds in line the next one is told from how it stood a moment ago, also a newcomer;
    a moment later, or when the clock was set back, it is read again."""

    def many(db: Db) -> None:
        for number in range(250):
            jobs.insert(db, new_job(number, bench.clock(), member_id=1000 + number))

    await bench.database.transaction(many)
    read: list[str] = []
    await bench.database.read(lambda db: db.conn.set_trace_callback(read.append))
    forecast = Forecast(bench.accounts, running_per_member=1)

    async def reads_for(who: Who) -> int:
        job = await bench.request(who=who)
        before = sum("FROM first" in sql for sql in read)
        wait = await bench.database.read(forecast.wait, job, bench.clock())
        assert wait.ahead >= 250
        return sum("FROM first" in sql for sql in read) - before

    first = await reads_for(ANA)
    assert first > 0
    bench.clock.skip(seconds=0.1)
    assert await reads_for(BEN) == 0
    bench.clock.skip(seconds=1)
    assert await reads_for(ANA) == first
    bench.clock.skip(seconds=-10)
    assert await reads_for(BEN) == first


async def test_who_is_patient_has_a_long_line_read_elsewhere(bench: Bench) -> None:
    """What was foreseen apart from the database tells the same, and serves for some seconds."""

    def many(db: Db) -> None:
        for number in range(250):
            jobs.insert(db, new_job(number, bench.clock(), member_id=1000 + number))

    await bench.database.transaction(many)
    forecast, exact = (Forecast(bench.accounts, running_per_member=1) for _ in range(2))
    candidates = [
        one
        for part in range(3)
        for one in await bench.database.read(turns.candidates, bench.clock(), part=part, parts=3)
    ]
    assert len(candidates) == 250
    reading = await bench.database.read(forecast.read, bench.clock(), candidates)
    assert forecast.is_aging(bench.clock(), 250)
    assert not forecast.is_aging(bench.clock(), 20)
    await bench.database.read(forecast.foresee, Foreseen.of(reading))
    assert not forecast.is_aging(bench.clock(), 250)
    last = await bench.database.read(jobs.by_code, "J00249")
    expected = await bench.database.read(exact.wait, last, bench.clock())
    bench.clock.skip(seconds=12)
    assert forecast.is_aging(bench.clock(), 250)
    read: list[str] = []
    await bench.database.read(lambda db: db.conn.set_trace_callback(read.append))
    told = await bench.database.read(forecast.wait, last, bench.clock(), is_patient=True)
    assert told == expected
    assert not any("FROM first" in sql for sql in read)
    await bench.database.read(forecast.wait, last, bench.clock())
    assert any("FROM first" in sql for sql in read)
