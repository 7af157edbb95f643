"""Too little room on the disk: nothing is handed over and nothing is lost, until there is more."""

from dataclasses import replace

from domain.job import JobStatus
from domain.pictures import Pictures
from domain.refusals import PictureUnusable
from services import outcomes
from services.asks import Who
from services.outages import Outage, disk_outage
from services.providers.base import Polled, RemoteStatus
from storage import pauses
from tests.services.conftest import ANA, BEN, SERVER, SPARE, WIDE, Bench, ask
from tests.services.test_studio import picture

RUNNING = Polled(status=RemoteStatus.RUNNING)


async def test_the_line_stands_still_and_what_is_made_comes(bench: Bench) -> None:
    """Nothing is handed over while room lacks; the clip in the making is fetched and posted."""
    bench.provider.on_poll.append(RUNNING)
    first = await bench.request()
    await bench.step()
    bench.disk.free = SPARE - 1
    second = await bench.request(who=BEN)
    assert (await bench.until_over(first.code)).status is JobStatus.SUCCEEDED
    assert len(bench.poster.clips) == 1
    assert (await bench.job(second.code)).status is JobStatus.QUEUED
    bench.disk.free = 2 * SPARE
    assert (await bench.until_over(second.code)).status is JobStatus.SUCCEEDED
    assert len(bench.provider.submits) == 2
    assert await bench.proof() == []


async def test_it_is_told_once_and_goes_on_with_a_margin(bench: Bench) -> None:
    """One notice, one word on each waiting card, however the free space moves about the mark; a
    new request reads it at once; well above the mark it is over, and may be told anew."""
    bench = replace(bench, limits=WIDE)
    bench.disk.free = SPARE - 1
    job = await bench.request()
    await bench.step()
    began = bench.clock()
    pause = Outage(since=began, is_silent=False, is_disk=True)
    for free in (SPARE, SPARE * 1.19, SPARE - 1, 0):
        bench.disk.free = int(free)
        await bench.step(minutes=1)
        assert await bench.database.read(disk_outage) == pause
    assert (await bench.clips.show(SERVER, ask().who, job.code)).outage == pause
    accepted = await bench.studio.request(ask(who=BEN))
    assert accepted.outage == pause
    await bench.step(minutes=1)
    told = [
        (letter.job.code, letter.facts["is_disk"])
        for letter, _ in bench.poster.edits
        if letter.facts["what"] == outcomes.SERVICE_DOWN
    ]
    assert told == [(job.code, True), (accepted.job.code, True)]
    assert await bench.notices() == ["disk_full"]
    bench.disk.free = int(SPARE * 1.2)
    await bench.step(minutes=1)
    assert await bench.database.read(disk_outage) is None
    bench.disk.free = 0
    await bench.step(minutes=1)
    assert await bench.notices() == ["disk_full"] * 2


async def test_a_restart_does_not_tell_it_again(bench: Bench) -> None:
    """The pause stands over a restart: since when, and that people know."""
    bench.disk.free = 0
    await bench.request()
    await bench.step()
    before = await bench.database.read(disk_outage)
    edits = len(bench.poster.edits)
    bench.restart("boot-2")
    await bench.step(minutes=5)
    assert await bench.database.read(disk_outage) == before
    assert (len(bench.poster.edits), await bench.notices()) == (edits, ["disk_full"])
    bench.disk.free = 2 * SPARE
    bench.restart("boot-3")
    await bench.step(minutes=5)
    assert await bench.database.read(pauses.since, pauses.DISK_FULL) is None


async def test_a_long_line_is_told_in_portions(bench: Bench) -> None:
    """Killed between two of them, a start goes on: each card says so once, and so does that of a
    request that comes meanwhile."""
    bench = replace(bench, limits=WIDE, timing=replace(bench.timing, longest_line_s=10**9))
    bench.disk.free = SPARE - 1
    asked = [await bench.request(who=Who(member_id=number, name="x")) for number in range(60)]
    await bench.worker.step()
    assert len(await told(bench)) == 25
    bench.restart("boot-2")
    late = await bench.request(who=BEN)
    for _ in range(4):
        await bench.worker.step()
    assert sorted(await told(bench)) == sorted(job.code for job in [*asked, late])
    assert (await bench.clips.show(SERVER, BEN, late.code)).outage is not None
    assert await bench.notices() == ["disk_full"]


async def told(bench: Bench) -> list[str]:
    """The codes of shots whose cards are to say that the disk is full, once for each time."""
    sql = "SELECT code FROM jobs JOIN outbox ON outbox.job_id = jobs.id WHERE kind = 'card_edit'"
    return [row[0] for row in await bench.database.read(lambda db: db.conn.execute(sql).fetchall())]


async def test_where_not_even_the_pause_can_be_written(bench: Bench) -> None:
    """The database takes nothing either: still nothing is handed over, and looks go on."""
    bench.provider.on_poll.extend([RUNNING] * 3)
    await bench.request()
    await bench.step()
    waiting = await bench.request(who=BEN)
    looked = len(bench.provider.polls)
    bench.disk.free = 0
    bench.database.full_for = 1
    await bench.worker.step()
    assert bench.database.full_for == 0
    await bench.step(minutes=1)
    assert len(bench.provider.polls) > looked
    assert (await bench.job(waiting.code)).status is JobStatus.QUEUED
    assert await bench.notices() == ["disk_full"]


async def test_the_last_room_is_not_for_pictures(bench: Bench) -> None:
    """A new picture is refused, and leaves nothing; its words are kept, and words are taken."""
    bench.disk.free = SPARE
    refusal, draft_id = await bench.refuses(
        PictureUnusable, pictures=Pictures(first_frame=picture())
    )
    assert refusal.problem == "no_room"
    assert draft_id is not None
    assert (await bench.studio.draft(draft_id, ANA)).pictures == Pictures()
    assert bench.ground.files.sizes() == {}
    sql = "SELECT dropped_at IS NOT NULL FROM inputs"
    assert await bench.database.read(lambda db: db.conn.execute(sql).fetchall()) == [(1,)]
    assert (await bench.request()).status is JobStatus.QUEUED
