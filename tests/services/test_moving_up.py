"""Cards in line move with the line: they say a new place when the old one is no longer so."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from domain.job import Job, JobStatus
from services import outcomes
from services.asks import Who
from services.delivery import Delivery
from services.moving_up import MovingUp
from services.outages import Outage
from services.poster import Letter, MessageGone, Posted
from services.providers.base import SubmitOrder, Submitted
from storage import pauses, waiting_cards
from tests.scripted import ScriptedPoster, ScriptedProvider
from tests.services.conftest import SERVER, WIDE, Bench

MOVED, STARTED = outcomes.MOVED, outcomes.STARTED


@dataclass
class HeldPoster(ScriptedPoster):
    """Lets no edit end before it is told to."""

    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    begun: list[str] = field(default_factory=list)

    async def edit(self, letter: Letter, posted: Posted) -> None:
        self.begun.append(letter.facts["what"])
        await self.may_end.wait()
        await super().edit(letter, posted)


@dataclass
class HeldProvider(ScriptedProvider):
    """Lets no submit end before it is told to."""

    may_end: asyncio.Event = field(default_factory=asyncio.Event)

    async def submit(self, order: SubmitOrder) -> Submitted:
        await self.may_end.wait()
        return await super().submit(order)


@pytest.fixture
def one_a_minute(bench: Bench) -> Bench:
    """A bench whose line moves by one shot a minute."""
    return replace(bench, submits_per_minute=1, limits=WIDE)


def member(number: int) -> Who:
    return Who(member_id=100 + number, name="m")


async def line(bench: Bench, shots: int) -> list[Job]:
    """One is handed over, so many wait behind it, one member each, and their cards stand."""
    found = [await bench.request(who=member(number)) for number in range(shots + 1)]
    await bench.delivery.round()
    await bench.step()
    return found[1:]


async def cancel(bench: Bench, job: Job) -> None:
    await bench.clips.cancel(SERVER, Who(member_id=job.member_id, name="m"), job.code)


async def go(bench: Bench, seconds: float = 15, moving_up: MovingUp | None = None) -> list[object]:
    """Time passes; which cards were edited to which place, in the order of their codes."""
    before = len(bench.poster.edits)
    for _ in range(int(seconds / 2.5)):
        bench.clock.skip(seconds=2.5)
        await (moving_up or bench.delivery.moving_up).step()
        await bench.delivery.round()
    made = [letter for letter, _ in bench.poster.edits[before:] if letter.facts["what"] == MOVED]
    return sorted((letter.job.id, letter.wait.ahead) for letter in made)


async def written(bench: Bench) -> int:
    return await bench.database.real.read(lambda db: db.conn.total_changes)


async def owed_edits(bench: Bench) -> int:
    return len(await bench.database.read(waiting_cards.owed))


async def test_who_stands_behind_a_cancelled_shot_moves_up(one_a_minute: Bench) -> None:
    """Within a quarter of a minute the cards behind it say their new place, and no other does."""
    first, second, third = await line(one_a_minute, 3)
    assert await go(one_a_minute) == [(first.id, 0), (second.id, 1), (third.id, 2)]
    await cancel(one_a_minute, second)
    assert await go(one_a_minute) == [(third.id, 1)]
    await cancel(one_a_minute, first)
    assert await go(one_a_minute) == [(third.id, 0)]


async def test_where_nothing_moves_nothing_is_written(one_a_minute: Bench) -> None:
    """Cards that are right are looked at for free, also by the next process."""
    await line(one_a_minute, 3)
    await go(one_a_minute, seconds=30)
    before = await written(one_a_minute)
    anew = MovingUp(one_a_minute.ground, one_a_minute.house.forecast)
    assert await go(one_a_minute, moving_up=anew) == []
    assert await written(one_a_minute) == before


async def test_a_clock_that_was_set_back_holds_no_card_up(one_a_minute: Bench) -> None:
    """What was planned by the clock as it was is planned anew."""
    first, second = await line(one_a_minute, 2)
    await go(one_a_minute)
    one_a_minute.clock.skip(hours=-1)
    await cancel(one_a_minute, first)
    assert (second.id, 0) in await go(one_a_minute)


async def test_a_channel_takes_two_edits_at_once_and_then_the_next(one_a_minute: Bench) -> None:
    """A cancelled shot moves ten cards in one channel; they take turns, and none is forgotten."""
    first, *others = await line(one_a_minute, 10)
    await go(one_a_minute, seconds=30)
    await cancel(one_a_minute, first)
    moving_up = one_a_minute.delivery.moving_up
    for _ in range(3):
        one_a_minute.clock.skip(seconds=6)
        await moving_up.step()
        # Nothing leaves meanwhile, so nothing is added to what is owed already.
        assert await owed_edits(one_a_minute) == 2
    edits = await go(one_a_minute, seconds=90)
    last = dict(edits)
    assert [last[one.id] for one in others] == list(range(9))


@pytest.mark.parametrize("is_under_way", [True, False], ids=["under way", "owed"])
async def test_a_hand_over_is_said_last(one_a_minute: Bench, is_under_way: bool) -> None:
    """An edit of a place that is overtaken by the hand-over arrives before that, or never."""
    bench = one_a_minute
    [only] = await line(bench, 1)
    poster = HeldPoster()
    bench.delivery = Delivery(
        bench.ground, poster, limits=WIDE, forecast=bench.house.forecast, retry_s=5
    )
    for _ in range(2):
        bench.clock.skip(seconds=10)
        await bench.delivery.moving_up.step()
    assert await owed_edits(bench) == 1
    if is_under_way:
        await bench.delivery.step()
        await asyncio.sleep(0)
    bench.clock.skip(seconds=60)
    await bench.worker.step()
    await bench.worker.settle()
    assert (await bench.job(only.code)).status is JobStatus.RUNNING
    await bench.delivery.step()
    await asyncio.sleep(0)
    assert poster.begun == [MOVED if is_under_way else STARTED]
    poster.may_end.set()
    await bench.delivery.settle()
    await bench.delivery.round()
    assert poster.begun[-1] == STARTED
    assert len(poster.begun) == 1 + is_under_way


async def test_a_card_that_cant_be_changed_is_left_alone(one_a_minute: Bench) -> None:
    """Its message is gone: asking Discord again and again would only use up what it takes."""
    first, second = await line(one_a_minute, 2)
    await go(one_a_minute)
    one_a_minute.poster.troubles.append(("edit", MessageGone()))
    await cancel(one_a_minute, first)
    assert await go(one_a_minute) == []
    assert not one_a_minute.poster.troubles
    before = await written(one_a_minute)
    assert await go(one_a_minute, seconds=60) == []
    assert await written(one_a_minute) == before
    assert (await one_a_minute.job(second.code)).status is JobStatus.QUEUED


async def test_a_card_says_its_place_again_after_an_outage(one_a_minute: Bench) -> None:
    """While nothing is handed over its card says that, and not how it moves up."""
    [only] = await line(one_a_minute, 1)
    await go(one_a_minute)
    now, database = one_a_minute.clock(), one_a_minute.database
    stopped = Outage(since=now, is_silent=False, is_disk=True)
    await database.transaction(pauses.begin, pauses.DISK_FULL, now)
    await database.transaction(outcomes.service_down, only, now, stopped)
    assert await go(one_a_minute, seconds=60) == []
    await database.transaction(pauses.end, pauses.DISK_FULL)
    assert await go(one_a_minute) == [(only.id, 0)]


async def test_a_slow_hand_over_stands_in_line_no_longer(bench: Bench) -> None:
    """Its card says when it may be ready as soon as the next one's says that it is next."""
    provider = HeldProvider(clip=bench.provider.clip)
    bench = replace(bench, provider=provider, submits_per_minute=1, limits=WIDE)
    leaving, following = [await bench.request(who=member(number)) for number in range(2)]
    await bench.delivery.round()
    await bench.worker.step()
    assert [id_ for id_, _ in await go(bench)] == [leaving.id, following.id]
    said = [letter.job.status for letter, _ in bench.poster.edits]
    assert said == [JobStatus.SUBMITTING, JobStatus.QUEUED]
    provider.may_end.set()
    await bench.worker.settle()
