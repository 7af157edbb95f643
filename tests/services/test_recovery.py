"""A start with rows that can't be read: the others are taken up, and the operator knows."""

import json
from dataclasses import replace

import pytest

from domain.job import Job, JobStatus
from services import outcomes
from services.asks import Who
from services.poster import Posted
from services.providers.base import EngineError, Meaning, Polled, RemoteStatus
from storage import Db, outbox, restores
from storage.job_rows import UnreadableRow
from storage.outbox import OwedKind
from tests.services.conftest import ANA, BEN, OPERATOR, Bench

RUNNING = Polled(status=RemoteStatus.RUNNING)
BREAKS = {
    "a movement of a newer version": "UPDATE shots SET camera = 'warp speed' WHERE id = {}",
    "a moment by hand": "UPDATE jobs SET created_at = 'yesterday' WHERE shot_id = {}",
    "a kind of failure of a newer version": (
        "UPDATE jobs SET failure_kind = 'mystery' WHERE shot_id = {}"
    ),
}
MENDS = {
    "a movement of a newer version": "UPDATE shots SET camera = '' WHERE id = {}",
    "a moment by hand": "UPDATE jobs SET created_at = submitted_at WHERE shot_id = {}",
    "a kind of failure of a newer version": (
        "UPDATE jobs SET failure_kind = NULL WHERE shot_id = {}"
    ),
}


async def execute(bench: Bench, sql: str, job: Job) -> None:
    def write(db: Db) -> None:
        db.conn.execute(sql.format(job.id))

    await bench.database.transaction(write)


async def sent(bench: Bench, who: Who) -> Job:
    """A shot whose process was killed between request and answer."""
    await bench.request(who=who)
    job = await bench.submitter.take_turn()
    assert isinstance(job, Job)
    return job


async def told_of(bench: Bench, notice: str) -> list[str]:
    sql = "SELECT facts FROM outbox WHERE kind = 'operator_notice'"
    rows = await bench.database.read(lambda db: db.conn.execute(sql).fetchall())
    facts = [json.loads(row[0]) for row in rows]
    return [one["about"] for one in facts if one["notice"] == notice]


@pytest.mark.parametrize("how", BREAKS)
async def test_one_unreadable_row_stops_nobody(bench: Bench, how: str) -> None:
    """The other killed request is found unconfirmed, a new shot is made, the operator reads the
    code once; put right, the row is taken up by the next start as if nothing had been."""
    broken, other = await sent(bench, ANA), await sent(bench, BEN)
    await execute(bench, BREAKS[how], broken)
    bench.restart("boot-2")
    third = await bench.request(who=Who(member_id=99, name="m"))
    assert (await bench.until_over(third.code)).status is JobStatus.SUCCEEDED
    assert (await bench.job(other.code)).status is JobStatus.UNCONFIRMED
    with pytest.raises(UnreadableRow, match=broken.code):
        await bench.job(broken.code)
    assert await told_of(bench, "unreadable") == [broken.code]
    assert await told_of(bench, "incident") == []
    await execute(bench, MENDS[how], broken)
    bench.restart("boot-3")
    await bench.step()
    assert (await bench.job(broken.code)).status is JobStatus.UNCONFIRMED
    assert await told_of(bench, "unconfirmed") == [other.code, broken.code]
    assert await bench.proof() == []


async def test_a_running_row_that_can_not_be_read_rests(bench: Bench) -> None:
    """It is not asked about and raises no incidents; put right, its clip comes."""
    bench.provider.on_poll.extend([RUNNING] * 3)
    job = await bench.request()
    await bench.step()
    await execute(bench, BREAKS["a movement of a newer version"], job)
    looked = len(bench.provider.polls)
    for _ in range(10):
        await bench.step(minutes=1)
    assert len(bench.provider.polls) == looked
    assert await bench.notices() == ["unreadable"]
    await execute(bench, MENDS["a movement of a newer version"], job)
    done = await bench.until_over(job.code, steps=20)
    assert done.status is JobStatus.SUCCEEDED


async def test_a_waiting_row_that_can_not_be_read_is_passed_over(bench: Bench) -> None:
    """The line goes on without it, and it keeps its place."""
    broken, other = await bench.request(), await bench.request(who=BEN)
    await execute(bench, BREAKS["a movement of a newer version"], broken)
    assert (await bench.until_over(other.code)).status is JobStatus.SUCCEEDED
    assert len(bench.provider.submits) == 1
    await execute(bench, MENDS["a movement of a newer version"], broken)
    assert (await bench.until_over(broken.code)).status is JobStatus.SUCCEEDED


async def test_a_lost_row_that_can_not_be_read_is_left_alone(bench: Bench) -> None:
    """The desk's list and the tidying go on with the others."""
    bench.provider.on_submit.extend([EngineError(Meaning.ANSWER_LOST)] * 2)
    broken, other = await bench.request(), await bench.request(who=BEN)
    await bench.step()
    await execute(bench, BREAKS["a movement of a newer version"], broken)
    await bench.step(hours=2)
    await bench.step()
    assert (await bench.job(other.code)).credits_returned
    assert [job.code for job in await bench.desk.unconfirmed(7)] == [other.code]
    assert await told_of(bench, "incident") == []


async def test_what_stood_in_line_in_a_backup_is_not_handed_over(bench: Bench) -> None:
    """After a restore people decide about it: its card and the operator are told, once; who asks
    meanwhile is served, and the credits come back as for every lost answer."""
    job = await bench.request()
    await bench.delivery.round()
    await bench.database.transaction(restores.mark, bench.clock(), keep_line=False)
    bench.restart("boot-2")
    other = await bench.request(who=BEN)
    assert (await bench.until_over(other.code)).status is JobStatus.SUCCEEDED
    waiting = await bench.job(job.code)
    assert (waiting.status, waiting.failure.code) == (JobStatus.UNCONFIRMED, outcomes.RESTORED)
    assert len(bench.provider.submits) == 1
    edits = [letter.facts["what"] for letter, _ in bench.poster.edits if letter.job.id == job.id]
    assert edits == [outcomes.UNCONFIRMED]
    bench.restart("boot-3")
    await bench.step(hours=1)
    await bench.step(minutes=2)
    assert await told_of(bench, "unconfirmed") == [job.code]
    assert (await bench.job(job.code)).credits_returned
    await bench.desk.was_made(OPERATOR, job.code, "777")
    assert (await bench.until_over(job.code)).status is JobStatus.SUCCEEDED
    assert await bench.proof() == []


async def test_a_clip_that_the_bot_posted_after_the_backup_is_found(bench: Bench) -> None:
    """What an open shot of a backup owes is looked for before it is posted, also without a try."""
    bench.provider.on_poll.extend([RUNNING])
    job = await bench.request()
    await bench.step()
    await bench.database.transaction(restores.mark, bench.clock(), keep_line=False)
    bench.restart("boot-2")
    (card,) = bench.poster.posts
    standing = replace(card[0], nonce=f"{job.code}-3", kind=OwedKind.CLIP)
    posted = Posted(channel_id=card[2].channel_id, message_id=4711)
    bench.poster.posts.append((standing, card[1], posted))
    await bench.until_over(job.code)
    assert bench.poster.clips == []
    clip = await bench.database.read(outbox.posted, job.id, OwedKind.CLIP)
    assert clip.posted_message_id == 4711


async def test_a_file_that_can_not_be_looked_at_stops_nobody(bench: Bench) -> None:
    """The operator hears of it once, and the killed shot's fate is told all the same."""
    job = await sent(bench, ANA)
    no_name = "a" * 300

    def write(db: Db) -> None:
        sql = (
            "INSERT INTO inputs (sha256, mime, width, height, created_at) VALUES (?, 'x', 1, 1, ?)"
        )
        db.conn.execute(sql, (no_name, bench.clock().isoformat()))
        db.conn.execute(
            "INSERT INTO shot_pictures SELECT shot_id, 'subject', 0, ? FROM jobs WHERE id = ?",
            (no_name, job.id),
        )

    await bench.database.transaction(write)
    # Its folder is there: only so is the name too long for the disk to say "not there".
    bench.ground.files.path(no_name).parent.mkdir()
    bench = replace(bench, boot_id="boot-2")
    await bench.step()
    await bench.step()
    assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED
    assert await told_of(bench, "incident") == ["looking for pictures that are not there"]
    other = await bench.request(who=BEN)
    await bench.step()
    assert (await bench.job(other.code)).status is JobStatus.RUNNING
