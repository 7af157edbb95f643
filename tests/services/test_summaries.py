"""The week in a message: on Monday morning, once; in clips for staff, in money for the operator."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.job import Place
from domain.policy import Ceilings
from domain.windows import Span
from services.asks import Who
from services.providers.base import EngineError, Meaning, Polled, RemoteStatus
from services.quota_rules import QuotaSetting
from services.rules import Setting
from services.summaries import last_week
from storage import Db, servers
from tests.services.conftest import BEN, OPERATOR, SERVER, WIDE, Bench

CLIP = 430_000
MANAGER = Who(member_id=90, name="mo", is_manager=True)
STAFF_CHANNEL = 700
#: The bench's clock stands at noon of a Sunday.
FAILED = Polled(status=RemoteStatus.FAILED, error=EngineError(Meaning.ENGINE))


@pytest.fixture
async def week(bench: Bench) -> Bench:
    """A Sunday on which three clips were made by two members, and one shot failed."""
    bench = replace(bench, limits=WIDE, submits_per_minute=100)
    await bench.management.set_staff_channel(SERVER, MANAGER, STAFF_CHANNEL)
    for camera, who in (("truck left, then push in", BEN), ("push in", BEN)):
        job = await bench.request(camera=camera, who=who, model="T2V-01-Director")
        await bench.until_over(job.code)
    await bench.until_over((await bench.request()).code)
    bench.provider.on_poll.append(FAILED)
    await bench.until_over((await bench.request()).code)
    bench.clock.moment = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    return bench


async def told(bench: Bench) -> tuple[int, int]:
    """How many weeks staff and the operator were told so far."""
    return len(await bench.told("week_in_clips")), len(await bench.told("week_in_money"))


async def test_the_week_is_told_on_monday_morning_once(week: Bench) -> None:
    """Not at midnight, not twice, not again after a restart, and not a week without clips."""
    for hours, expected in ((11, (0, 0)), (8, (0, 0)), (1, (1, 1)), (1, (1, 1)), (72, (1, 1))):
        await week.step(hours=hours)
        assert await told(week) == expected
    week.restart("boot-2")
    await week.step(minutes=1)
    assert await told(week) == (1, 1)
    await week.step(days=7)
    assert await told(week) == (1, 1)


async def test_what_staff_read(week: Bench) -> None:
    """Clips, members, credits, camera moves and models; no money; in their channel alone."""
    await week.step(hours=20)
    [facts] = await week.told("week_in_clips")
    assert (facts["first_day"], facts["last_day"]) == ("2026-11-16", "2026-11-22")
    assert (facts["made"], facts["failed"], facts["members"], facts["credits"]) == (3, 1, 2, 15)
    assert facts["moves"] == [["Push in", 2], ["Truck left", 1]]
    assert facts["models"] == [["T2V-01 Director", 2], ["T2V-01", 1]]
    assert not [name for name in facts if "micro" in name]
    [where] = [
        where
        for letter, where, _ in week.poster.posts
        if letter.facts.get("notice") == "week_in_clips"
    ]
    assert where.channel_id == STAFF_CHANNEL


async def test_what_the_operator_reads(week: Bench) -> None:
    """Money by server and model, what the failed shot may have cost too, and the ceilings."""
    ceilings = Ceilings(day_micro=10**9, month_micro=50_000_000)
    week = replace(week, limits=replace(WIDE, server=ceilings, bot=ceilings))
    await week.step(hours=20)
    [facts] = await week.told("week_in_money")
    assert (facts["clips"], facts["micro"]) == (3, 4 * CLIP)
    assert (facts["month_micro"], facts["ceiling_micro"]) == (4 * CLIP, 50_000_000)
    assert facts["models"] == [
        {"title": "T2V-01", "clips": 1, "micro": 2 * CLIP},
        {"title": "T2V-01 Director", "clips": 2, "micro": 2 * CLIP},
    ]
    [server] = facts["servers"]
    assert server == {
        "server_id": SERVER,
        "clips": 3,
        "micro": 4 * CLIP,
        "month_micro": 4 * CLIP,
        "ceiling_micro": 50_000_000,
    }


async def test_a_monday_that_was_slept_through(week: Bench) -> None:
    """Down from Sunday to Thursday: it is told then; a whole week later it is past."""
    week.clock.skip(days=4)
    week.restart("boot-2")
    await week.step()
    assert await told(week) == (1, 1)


async def test_a_week_later_it_is_past(week: Bench) -> None:
    """Only the week that ended last is summed up."""
    await week.step(days=8)
    assert await told(week) == (0, 0)


@pytest.mark.parametrize("how", ["turned off", "no channel", "closed"])
async def test_whom_it_does_not_reach(week: Bench, how: str) -> None:
    """Managers may turn it off; without a channel, or closed, a server is told nothing."""
    match how:
        case "turned off":
            await week.management.set_summary(SERVER, MANAGER, weekly=False)
        case "no channel":
            await week.database.transaction(
                lambda db: (
                    db.conn.execute("DELETE FROM settings WHERE name = 'staff_channel'") and None
                )
            )
        case _:
            await week.operator.close_server(OPERATOR, SERVER)
    await week.step(hours=20)
    assert await told(week) == (0, 1)


async def test_what_cant_be_read_keeps_nobody_elses_week_back(week: Bench) -> None:
    """One server's row is no number: an incident names it, and the others are told all the same."""
    at, broken = week.clock(), 501

    def choose(db: Db) -> None:
        servers.open_server(db, broken, OPERATOR, at - timedelta(days=1))
        servers.choose(db, broken, Setting.STAFF_CHANNEL, "701", by=90, at=at)

    await week.database.transaction(choose)
    other = Place(server_id=broken, channel_id=601)
    await week.until_over((await week.request(place=other)).code)

    def spoil(db: Db) -> None:
        # In its index it comes before the other one.
        sql = "UPDATE servers SET opened_at = '2026-01-01T00:00:00.000000+00:00' WHERE id = ?"
        db.conn.execute(sql, (broken,))
        servers.choose(db, broken, QuotaSetting.RUNNING, "two", by=90, at=at)

    await week.database.transaction(spoil)
    await week.step(hours=20)
    assert await told(week) == (1, 1)
    [incident] = await week.told("incident")
    assert incident["about"] == f"summing up the week of server {broken}"
    [money] = await week.told("week_in_money")
    lines = {one["server_id"]: one for one in money["servers"]}
    assert (lines[SERVER]["clips"], lines[broken]["clips"]) == (3, 1)
    assert "ceiling_micro" in lines[SERVER]
    assert "ceiling_micro" not in lines[broken]


async def test_monday_begins_in_the_servers_time_zone(week: Bench) -> None:
    """In Athens it is morning two hours before it is in Greenwich."""
    at = week.clock()

    def choose(db):
        servers.choose(db, SERVER, QuotaSetting.ZONE, "Europe/Athens", by=90, at=at)

    await week.database.transaction(choose)
    await week.step(hours=17, minutes=59)
    assert await told(week) == (0, 0)
    await week.step(minutes=31)
    assert await told(week) == (1, 0)


@pytest.mark.parametrize(
    ("now", "zone", "begins"),
    [
        ((2026, 11, 23, 7, 59), "UTC", None),
        ((2026, 11, 23, 8, 0), "UTC", (2026, 11, 16)),
        ((2026, 11, 29, 23, 59), "UTC", (2026, 11, 16)),
        ((2026, 11, 30, 8, 0), "UTC", (2026, 11, 23)),
        ((2026, 11, 2, 8, 0), "America/New_York", (2026, 10, 26)),
        ((2026, 3, 30, 8, 0), "Europe/Berlin", (2026, 3, 23)),
    ],
    ids=["too early", "morning", "sunday", "next", "clocks back", "clocks forward"],
)
def test_last_week(now: tuple[int, ...], zone: str, begins: tuple[int, ...] | None) -> None:
    """Seven whole days of the place, also where clocks were changed in them."""
    place = ZoneInfo(zone)
    found = last_week(datetime(*now, tzinfo=place).astimezone(UTC), zone)
    if begins is None:
        assert found is None
        return
    first = datetime(*begins, tzinfo=place)
    after = first + timedelta(days=7)
    assert found == Span(begins_at=first.astimezone(UTC), ends_at=after.astimezone(UTC))
