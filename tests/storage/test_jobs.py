"""Shots and jobs: what goes in comes out, and a transition is legal only from where it says."""

from datetime import timedelta
from itertools import product

import pytest
from sqlite_utils import Database as Db

from domain.job import AT_WORK, OPEN, WAITING, Clip, Failure, FailureKind, JobStatus, Place
from domain.pictures import Pictures
from storage import drafts, job_rows, jobs, kept_files, outbox
from storage.jobs import TransitionLost
from storage.moments import stamp
from storage.outbox import OwedKind
from tests.storage.builders import (
    ANA,
    BEN,
    CHANNEL,
    NOON,
    SERVER,
    a_shot,
    an_image,
    dump,
    new_job,
    put_into,
)

S = JobStatus
#: The from-sets that the services use, with where each leads.
LEGAL = {
    S.SUBMITTING: (S.QUEUED,),
    S.RUNNING: (S.SUBMITTING, S.UNCONFIRMED),
    S.QUEUED: (S.SUBMITTING,),
    S.UNCONFIRMED: (S.RUNNING, S.DOWNLOADING),
    S.DOWNLOADING: (S.RUNNING,),
    S.SUCCEEDED: (S.DOWNLOADING,),
    S.FAILED: (S.UNCONFIRMED,),
    S.CANCELLED: tuple(WAITING),
}
#: What the table demands of the state that is entered.
COLUMNS: dict[JobStatus, dict[str, object]] = {
    S.RUNNING: {"remote_task_id": "77"},
    S.DOWNLOADING: {"remote_task_id": "77"},
    S.SUCCEEDED: {"clip_sha256": "c" * 64},
    S.FAILED: {"failure_kind": "engine"},
}
ILLEGAL = [(to, at) for to, at in product(LEGAL, JobStatus) if at not in LEGAL[to]]
ALLOWED = [(to, at) for to, at in product(LEGAL, JobStatus) if at in LEGAL[to]]


@pytest.mark.parametrize(("to", "at"), ILLEGAL, ids=[f"{a}-{t}" for t, a in ILLEGAL])
def test_an_illegal_transition_writes_nothing(db: Db, to: JobStatus, at: JobStatus) -> None:
    """From any other state the move raises, and the database is as it was, to the last byte."""
    job_id = jobs.insert(db, new_job())
    put_into(db, job_id, at)
    before = dump(db)
    with pytest.raises(TransitionLost) as lost:
        jobs.move(db, job_id, LEGAL[to], to, slow_told=1, **COLUMNS.get(to, {}))
    assert (lost.value.job_id, lost.value.wanted) == (job_id, to)
    assert dump(db) == before


@pytest.mark.parametrize(("to", "at"), ALLOWED, ids=[f"{a}-{t}" for t, a in ALLOWED])
def test_a_legal_transition_writes_state_and_columns_once(
    db: Db, to: JobStatus, at: JobStatus
) -> None:
    """From a listed state the move is made on this job alone, and a second one finds nothing."""
    job_id, other = jobs.insert(db, new_job(1)), jobs.insert(db, new_job(2))
    put_into(db, job_id, at)
    put_into(db, other, at)
    jobs.move(db, job_id, LEGAL[to], to, slow_told=1, **COLUMNS.get(to, {}))
    moved = jobs.by_id(db, job_id)
    assert (moved.status, moved.slow_told) == (to, True)
    assert jobs.by_id(db, other).status is at
    with pytest.raises(TransitionLost):
        jobs.move(db, job_id, LEGAL[to], to)


def test_a_move_from_nowhere_or_of_nothing_is_lost(db: Db) -> None:
    """No listed state, or no such job: never a silent success."""
    job_id = jobs.insert(db, new_job())
    with pytest.raises(TransitionLost):
        jobs.move(db, job_id, (), S.CANCELLED)
    with pytest.raises(TransitionLost):
        jobs.move(db, job_id + 1, tuple(S), S.CANCELLED)


def test_a_job_comes_out_as_it_went_in(db: Db) -> None:
    """Prompt, camera, pictures, place, parent and money survive the database unchanged."""
    first = jobs.insert(db, new_job(1))
    image, face = an_image("a"), an_image("b")
    drafts.keep_input(db, image, NOON)
    drafts.keep_input(db, face, NOON)
    shot = a_shot(
        "truck left + pan right, then push in",
        prompt="  Ünïcode 🎬 'quoted' \"; DROP TABLE jobs; -- [wide]\n ",
        pictures=Pictures(first_frame=image, subject=face),
        parent=jobs.by_id(db, first).code,
    )
    place = Place(server_id=SERVER, channel_id=CHANNEL, parent_id=601)
    job = jobs.by_id(db, jobs.insert(db, new_job(2, shot=shot, place=place)))
    assert (job.shot, job.place, job.status) == (shot, place, S.QUEUED)
    assert (job.member_id, job.member_name, job.created_at) == (ANA, "ana", NOON)
    assert (job.credits, job.cost_micro, job.engine_prompt) == (5, 430_000, "a red lighthouse")
    assert (job.clip, job.failure, job.remote_task_id, job.dont_post) == (None, None, None, False)


def test_failure_and_clip_come_out_as_they_went_in(db: Db) -> None:
    """The end of a job is read back whole."""
    clip = Clip(sha256="c" * 64, seconds=5.64, width=1280, height=720, size_bytes=123)
    failure = Failure(kind=FailureKind.OUTPUT, code="1027", text="no", trace_id="t")
    job_id = jobs.insert(db, new_job())
    jobs.move(db, job_id, (S.QUEUED,), S.FAILED, **job_rows.failure_columns(failure))
    jobs.note(db, job_id, **job_rows.clip_columns(clip))
    assert jobs.by_id(db, job_id).failure == failure
    assert jobs.by_id(db, job_id).clip == clip


def test_a_code_is_found_in_any_case(db: Db) -> None:
    """People type codes as they like; nobody gets another one's job."""
    jobs.insert(db, new_job(1))
    found = jobs.by_code(db, " j00001 ")
    assert found is not None
    assert jobs.by_code(db, "J00002") is None
    assert jobs.code_is_taken(db, "J00001")
    assert not jobs.code_is_taken(db, "J00002")
    with pytest.raises(LookupError):
        jobs.by_id(db, 99)


@pytest.mark.parametrize("status", JobStatus, ids=str)
def test_open_lists_follow_the_domain(db: Db, status: JobStatus) -> None:
    """What counts as open, at the engine, or in a member's line is what the domain says."""
    job_id = jobs.insert(db, new_job())
    put_into(db, job_id, status)
    assert bool(jobs.all_open(db)) is (status in OPEN)
    in_line = status in OPEN and status is not S.UNCONFIRMED
    assert jobs.count_open_of_member(db, SERVER, ANA) == in_line
    assert jobs.ids_at_engine(db) == [job_id] * (status in AT_WORK - {S.SUBMITTING})
    assert jobs.count_waiting(db) == (status is S.QUEUED)
    assert jobs.count_open_of_member(db, SERVER, BEN) == 0
    assert jobs.count_open_of_member(db, SERVER + 1, ANA) == 0


def test_pages_are_newest_first_and_ones_own(db: Db) -> None:
    """A page skips and stops where it is told; other members' and servers' jobs are not in it."""
    mine = [jobs.insert(db, new_job(n)) for n in range(5)]
    jobs.insert(db, new_job(10, member_id=BEN))
    jobs.insert(db, new_job(11, place=Place(server_id=1, channel_id=2)))
    page = jobs.page_of_member(db, SERVER, ANA, skip=1, most=3)
    assert [job.id for job in page] == mine[::-1][1:4]
    assert jobs.count_of_member(db, SERVER, ANA) == 5


def _made(db: Db, number: int, sha256: str, finished_at: str) -> int:
    job_id = jobs.insert(db, new_job(number))
    jobs.note(db, job_id, clip_sha256=sha256, finished_at=finished_at, status="succeeded")
    return job_id


def test_retention_keeps_what_is_owed_or_shared(db: Db) -> None:
    """Old clips go; one that is still owed, or whose content a newer job has, stays."""
    old, new = stamp(NOON - timedelta(days=9)), stamp(NOON)
    gone = _made(db, 1, "gone", old)
    _made(db, 2, "shared", old)
    _made(db, 3, "shared", new)
    owed = _made(db, 4, "owed", old)
    outbox.owe(db, owed, OwedKind.CLIP, NOON)
    twins = [_made(db, 5, "twin", old), _made(db, 6, "twin", old)]
    before = NOON - timedelta(days=7)
    assert kept_files.drop_old_clips(db, before, NOON) == (["gone", "twin"], False)
    dropped = [n for n in range(1, 7) if jobs.by_id(db, n).clip_dropped_at]
    assert dropped == sorted([gone, 2, *twins])
    assert kept_files.wanted(db) == {"shared", "owed"}
    assert kept_files.drop_old_clips(db, before, NOON) == ([], False)
    outbox.end(db, outbox.of_job(db, owed)[0][0].id, "posted", NOON, (1, 2))
    assert kept_files.drop_old_clips(db, before, NOON) == (["owed"], False)


def test_a_long_line_is_gone_through_in_portions(db: Db) -> None:
    """Each shot once, oldest first; those that can't be read are passed over, not stopped at."""
    ids = [jobs.insert(db, new_job(number)) for number in range(60)]
    db.conn.execute("UPDATE jobs SET not_before = 'never' WHERE id IN (?, ?)", (ids[3], ids[-1]))
    later, found, beyond, portions = NOON + timedelta(seconds=1), [], 0, 0
    while beyond is not None:
        some, beyond = jobs.in_line_since(db, later, beyond)
        found += [job.id for job in some]
        portions += 1
    assert found == [one for one in ids if one not in {ids[3], ids[-1]}]
    assert portions == 3
    assert jobs.in_line_since(db, NOON, 0) == ([], None)


def test_old_clips_are_found_by_their_end(db: Db) -> None:
    """Every minute is asked what is too old: never by going through all that was ever made."""
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    kept_files.drop_old_clips(db, NOON, NOON)
    db.conn.set_trace_callback(None)
    [sql] = [one for one in asked if one.startswith("UPDATE")]
    plan = [row[3] for row in db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert "SEARCH jobs USING INDEX jobs_with_clip (finished_at<?)" in plan
    assert not any("SCAN" in step for step in plan), plan


def test_a_message_leads_to_the_clip_it_shows(db: Db) -> None:
    """A posted clip is found by its message; a card shows no clip, so its message finds none."""
    job_id = jobs.insert(db, new_job())
    for kind, message in ((OwedKind.CARD, 901), (OwedKind.CLIP, 902)):
        outbox.owe(db, job_id, kind, NOON)
        outbox.end(db, outbox.of_job(db, job_id)[-1][0].id, "posted", NOON, (CHANNEL, message))
    found = jobs.by_message(db, 902)
    assert found is not None
    assert found.id == job_id
    assert jobs.by_message(db, 901) is None


def test_recent_seconds_are_the_newest_of_that_model(db: Db) -> None:
    """History holds made clips of one model, newest first, at most as many as asked for."""
    for number in range(1, 5):
        job_id = _made(db, number, f"c{number}", stamp(NOON + timedelta(seconds=10 * number)))
        jobs.note(db, job_id, submitted_at=stamp(NOON), making_s=10.0 * number)
    _made(db, 8, "of unknown length", stamp(NOON))
    other = jobs.insert(db, new_job(9, shot=a_shot(model="S2V-01")))
    jobs.note(db, other, status="succeeded", clip_sha256="x", finished_at=stamp(NOON))
    assert jobs.recent_seconds(db, "T2V-01", most=3) == [40, 30, 20]
    assert jobs.recent_seconds(db, "I2V-01") == []


def test_a_job_in_line_is_given_another_shot(db: Db) -> None:
    """Everything of the job stays but its shot, and the shot that nobody renders is gone."""
    drafts.keep_input(db, an_image(), NOON)
    first = a_shot("push in", pictures=Pictures(first_frame=an_image()))
    job = jobs.by_id(db, jobs.insert(db, new_job(shot=first)))
    other = a_shot("shake", model="T2V-01-Director")
    jobs.replan(db, job, other, account="other", engine_prompt="[Shake]", at=NOON)
    after = jobs.by_id(db, job.id)
    assert (after.shot, after.account, after.engine_prompt) == (other, "other", "[Shake]")
    assert (after.code, after.token, after.created_at) == (job.code, job.token, job.created_at)
    assert db.conn.execute("SELECT COUNT(*) FROM shots").fetchone() == (1,)
    assert db.conn.execute("SELECT COUNT(*) FROM shot_pictures").fetchone() == (0,)


def test_the_shot_of_another_take_stays(db: Db) -> None:
    """Another job renders it still."""
    one = jobs.by_id(db, jobs.insert(db, new_job(1)))
    other = jobs.insert(db, new_job(2, take_of=one.code))
    jobs.replan(db, one, a_shot("shake"), account="minimax", engine_prompt="x", at=NOON)
    assert jobs.by_id(db, other).shot == a_shot()
    assert jobs.by_id(db, one.id).take == 1


@pytest.mark.parametrize("status", [s for s in JobStatus if s is not JobStatus.QUEUED])
def test_what_has_left_the_line_keeps_its_shot(db: Db, status: JobStatus) -> None:
    """Whoever hands it over was first."""
    job = jobs.by_id(db, jobs.insert(db, new_job()))
    put_into(db, job.id, status)
    with pytest.raises(TransitionLost):
        jobs.replan(db, job, a_shot("shake"), account="x", engine_prompt="x", at=NOON)
