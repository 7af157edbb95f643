"""Where nothing can be written, the operator is told all the same: once, and when it is over."""

import asyncio
from collections.abc import Callable

import pytest

from services.alarm import Alarm
from services.incidents import Incidents
from services.poster import Unreachable
from storage import StorageUnavailable
from tests.services.conftest import OPERATOR, Bench

FULL = 10**6


@pytest.fixture
def alarm(bench: Bench) -> Alarm:
    return Alarm(bench.ground, bench.poster)


def told(bench: Bench) -> list[tuple[str, int | None]]:
    return [(letter.facts["notice"], where.member_id) for letter, where, _ in bench.poster.posts]


async def look(bench: Bench, alarm: Alarm, **later: float) -> None:
    bench.clock.skip(**later)
    await alarm.step()


async def handing_over(bench: Bench) -> None:
    await bench.worker._incidents.guard(bench.worker.step(), "looking after the line")


async def a_fault_of_ours(bench: Bench) -> None:
    await Incidents(bench.ground).report("testing", ValueError("x"))


async def the_end_of_a_request(bench: Bench) -> None:
    insisting = asyncio.create_task(bench.submitter.insist(lambda _: None))
    await bench.ground.unwritten.bell.wait(5)
    insisting.cancel()
    await asyncio.wait([insisting])


async def room_that_ends(bench: Bench) -> None:
    bench.disk.free = 0
    await bench.worker._room.is_short()


@pytest.mark.parametrize(
    "write", [handing_over, a_fault_of_ours, room_that_ends, the_end_of_a_request]
)
async def test_what_can_not_be_written_is_told(
    bench: Bench, alarm: Alarm, write: Callable[[Bench], object]
) -> None:
    """Whoever wanted to write it, and without a row."""
    await bench.request()
    bench.database.full_for = FULL
    await write(bench)
    await alarm.step()
    assert told(bench) == [("cant_write", OPERATOR)]
    assert bench.poster.posts[0][0].facts["about"] == "database or disk is full"


async def test_once_a_trouble_and_once_when_it_is_over(bench: Bench, alarm: Alarm) -> None:
    """However often it is tried; the next trouble is told an hour later at the earliest."""
    bench.database.full_for = FULL
    for _ in range(5):
        bench.ground.unwritten.note(StorageUnavailable("disk I/O error"))
        await look(bench, alarm, seconds=20)
    # Nobody wants to write anything, and the disk is full still.
    await look(bench, alarm, minutes=5)
    assert told(bench) == [("cant_write", OPERATOR)]
    bench.database.full_for = 0
    await look(bench, alarm, minutes=1)
    await bench.delivery.round()
    assert told(bench) == [("cant_write", OPERATOR), ("writes_again", OPERATOR)]
    for minutes, more in ((10, 0), (60, 1)):
        bench.ground.unwritten.note(StorageUnavailable("full"))
        await look(bench, alarm, minutes=minutes)
        bench.ground.unwritten.note(StorageUnavailable("full"))
        await look(bench, alarm)
        assert len(told(bench)) == 2 + more
    await look(bench, alarm, minutes=1)
    await bench.delivery.round()
    assert [kind for kind, _ in told(bench)][2:] == ["cant_write", "writes_again"]


async def test_nobody_is_called_for_a_moment(bench: Bench, alarm: Alarm) -> None:
    """A program that holds the database is waited for; one that keeps it is told of."""
    for seconds, calls in ((0, 0), (30, 0), (40, 1)):
        bench.ground.unwritten.note(StorageUnavailable("database is locked", is_held=True))
        await look(bench, alarm, seconds=seconds)
        assert len(told(bench)) == calls


async def test_a_trouble_of_which_nobody_was_told_ends_in_silence(
    bench: Bench, alarm: Alarm
) -> None:
    """Held for a moment, and free again."""
    bench.ground.unwritten.note(StorageUnavailable("database is locked", is_held=True))
    await look(bench, alarm)
    await look(bench, alarm, minutes=2)
    await bench.delivery.round()
    assert told(bench) == []


async def test_an_operator_who_can_not_be_reached_is_tried_again(
    bench: Bench, alarm: Alarm
) -> None:
    """A minute later, and not at every failed write."""
    bench.poster.troubles.extend([("post", Unreachable())])
    for seconds in (0, 1, 1):
        bench.ground.unwritten.note(StorageUnavailable("full"))
        await look(bench, alarm, seconds=seconds)
    assert told(bench) == []
    bench.ground.unwritten.note(StorageUnavailable("full"))
    await look(bench, alarm, minutes=1)
    assert told(bench) == [("cant_write", OPERATOR)]
