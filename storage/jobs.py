"""Shots and jobs: insert, read, and the one guarded transition behind every change of state."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from sqlite_utils import Database as Db

from domain.job import OPEN, Job, JobStatus, Place
from domain.shot import Shot
from storage import shot_rows, takes, turns
from storage.job_rows import ENDED, fetch, sift
from storage.moments import stamp

#: Where the turns of those who come now begin, in the bot or in a server (storage/turns.py).
_JOINING = "COALESCE((SELECT joining FROM turn_clocks WHERE server_id = ?), 0)"
#: Worded as the index of open jobs is: otherwise SQLite goes through all that ever were.
IS_OPEN = f"jobs.status NOT IN {ENDED}"
#: Jobs read in one go where much is done to each: nobody else has the database meanwhile.
_AT_ONCE = 25


class TransitionLost(Exception):
    """Somebody else changed the job first, so this transition is not legal any more."""

    def __init__(self, job_id: int, wanted: JobStatus) -> None:
        self.job_id = job_id
        self.wanted = wanted
        super().__init__(f"job {job_id} can't become {wanted} any more")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """What is known of a job at its request. `weight`: its member's in turns."""

    code: str
    token: str
    shot: Shot
    place: Place
    member_id: int
    member_name: str
    account: str
    engine_prompt: str
    credits: int
    cost_micro: int
    at: datetime
    #: The code of a job whose shot it renders once more; None: a shot of its own.
    take_of: str | None = None
    weight: float = 1.0


def insert(db: Db, new: NewJob) -> int:
    """Write the shot and its first job, or the next take of a shot, queued; returns the job's id.

    Raises sqlite3.IntegrityError when code or token stand already.
    """
    shot_id, take = _shot_and_take(db, new)
    cursor = db.conn.execute(
        "INSERT INTO jobs (code, shot_id, take, server_id, channel_id, parent_id, member_id,"
        " member_name, status, account, engine_prompt, token, credits, cost_micro, weight,"
        " created_at, model, server_claim, member_claim) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued',"
        f" ?, ?, ?, ?, ?, ?, ?, ?, {_JOINING}, {_JOINING})",
        (
            new.code,
            shot_id,
            take,
            new.place.server_id,
            new.place.channel_id,
            new.place.parent_id,
            new.member_id,
            new.member_name,
            new.account,
            new.engine_prompt,
            new.token,
            new.credits,
            new.cost_micro,
            new.weight,
            stamp(new.at),
            new.shot.model,
            turns.BOT,
            new.place.server_id,
        ),
    )
    return shot_rows.inserted(cursor)


def _shot_and_take(db: Db, new: NewJob) -> tuple[int, int]:
    if new.take_of is not None:
        return takes.next_of(db, new.take_of)
    place = new.place
    shot_id = shot_rows.insert(
        db, new.shot, new.at, server_id=place.server_id, member_id=new.member_id
    )
    return shot_id, 1


def replan(db: Db, job: Job, shot: Shot, *, account: str, engine_prompt: str, at: datetime) -> None:
    """Give a job in line another shot; code, price and place in line stay.

    The shot it had stays only where another job is a take of it. Raises TransitionLost when the
    job is in line no longer.
    """
    place = job.place
    shot_id = shot_rows.insert(db, shot, at, server_id=place.server_id, member_id=job.member_id)
    [[had]] = db.conn.execute("SELECT shot_id FROM jobs WHERE id = ?", (job.id,)).fetchall()
    move(
        db,
        job.id,
        (JobStatus.QUEUED,),
        JobStatus.QUEUED,
        shot_id=shot_id,
        take=1,
        model=shot.model,
        account=account,
        engine_prompt=engine_prompt,
    )
    shot_rows.forget_unused(db, had)


def code_is_taken(db: Db, code: str) -> bool:
    """Whether a job has this code already."""
    return db.conn.execute("SELECT 1 FROM jobs WHERE code = ?", (code,)).fetchone() is not None


def by_id(db: Db, job_id: int) -> Job:
    """The job; raises LookupError when there is none."""
    jobs = fetch(db, "WHERE jobs.id = ?", (job_id,))
    if not jobs:
        raise LookupError(f"no job {job_id}")
    return jobs[0]


def by_code(db: Db, code: str) -> Job | None:
    """The job with this code (any case), or None."""
    jobs = fetch(db, "WHERE jobs.code = ?", (code.strip().upper(),))
    return jobs[0] if jobs else None


def by_message(db: Db, message_id: int) -> Job | None:
    """The job whose clip was posted as this message, or None."""
    where = (
        "WHERE jobs.id = (SELECT job_id FROM outbox"
        " WHERE posted_message_id = ? AND kind = 'clip' LIMIT 1)"
    )
    jobs = fetch(db, where, (message_id,))
    return jobs[0] if jobs else None


def by_remote_task(db: Db, accounts: Iterable[str], remote_task_id: str) -> Job | None:
    """The job of one of the accounts that owns the engine's handle, or None."""
    where = "WHERE jobs.account = ? AND jobs.remote_task_id = ?"
    owners = (job for name in accounts for job in fetch(db, where, (name, remote_task_id)))
    return next(owners, None)


def by_token(db: Db, token: str) -> Job | None:
    """The job whose callback address holds this token, or None."""
    jobs = fetch(db, "WHERE jobs.token = ?", (token,))
    return jobs[0] if jobs else None


def owned(db: Db, accounts: Iterable[str], remote_task_ids: Iterable[str]) -> frozenset[str]:
    """Those of some accounts' remote tasks that belong to a job."""
    sql = "SELECT 1 FROM jobs WHERE account = ? AND remote_task_id = ?"
    return frozenset(
        found
        for name, found in product(accounts, remote_task_ids)
        if db.conn.execute(sql, (name, found)).fetchone()
    )


def without_remote_task(db: Db, accounts: Iterable[str], since: datetime) -> list[Job]:
    """Jobs that some accounts sent since a moment and whose remote task nobody knows.

    Beside `submitting` and `unconfirmed` ones those that the desk gave up, and those of which the
    engine judged what it had made.
    """
    where = (
        "WHERE jobs.account = ? AND jobs.submitted_at >= ? AND jobs.remote_task_id IS NULL"
        " AND (jobs.status IN ('submitting', 'unconfirmed')"
        "  OR jobs.status = 'failed' AND jobs.failure_kind IN ('lost', 'output')) ORDER BY jobs.id"
    )
    return [job for name in accounts for job in sift(db, where, (name, stamp(since)))[0]]


def all_open(db: Db) -> list[Job]:
    """Every job that has not ended, oldest first, but for those that can't be read."""
    return sift(db, f"WHERE {IS_OPEN} ORDER BY jobs.id")[0]


def open_by_status(db: Db) -> Counter[JobStatus]:
    """How many jobs that have not ended stand how."""
    sql = f"SELECT status, COUNT(*) FROM jobs WHERE {IS_OPEN} GROUP BY status"
    return Counter({JobStatus(status): count for status, count in db.conn.execute(sql)})


def page_of_member(db: Db, server_id: int, member_id: int, *, skip: int, most: int) -> list[Job]:
    """A member's jobs, newest first, `most` after the first `skip`."""
    where = "WHERE jobs.server_id = ? AND jobs.member_id = ? ORDER BY jobs.id DESC LIMIT ? OFFSET ?"
    return fetch(db, where, (server_id, member_id, most, skip))


def count_of_member(db: Db, server_id: int, member_id: int) -> int:
    """How many jobs a member has had here."""
    sql = "SELECT COUNT(*) FROM jobs WHERE server_id = ? AND member_id = ?"
    return int(db.conn.execute(sql, (server_id, member_id)).fetchone()[0])


def with_status(db: Db, status: JobStatus) -> list[Job]:
    """Every job that stands so, oldest first, but for those that can't be read."""
    is_so = f"{IS_OPEN} AND jobs.status = ?" if status in OPEN else "jobs.status = ?"
    return sift(db, f"WHERE {is_so} ORDER BY jobs.id", (status,))[0]


def in_line_since(db: Db, before: datetime, beyond: int) -> tuple[list[Job], int | None]:
    """A portion of the jobs in line that were asked for before a moment, but for those that can't
    be read: the first ones `beyond` an id.

    And beyond which id the next portion begins; None: that was the last.
    """
    since = f"{IS_OPEN} AND jobs.status = 'queued' AND jobs.created_at < ? AND jobs.id > ?"
    sql = f"SELECT id FROM jobs WHERE {since} ORDER BY id LIMIT ?"
    ids = [row[0] for row in db.conn.execute(sql, (stamp(before), beyond, _AT_ONCE))]
    if not ids:
        return [], None
    where = f"WHERE {since} AND jobs.id <= ? ORDER BY jobs.id"
    found, _ = sift(db, where, (stamp(before), beyond, ids[-1]))
    return found, ids[-1] if len(ids) == _AT_ONCE else None


def ids_at_engine(db: Db) -> list[int]:
    """The ids of jobs that the engine works on or has a clip of, oldest first."""
    sql = (
        f"SELECT id FROM jobs WHERE {IS_OPEN} AND status IN ('running', 'downloading') ORDER BY id"
    )
    return [row[0] for row in db.conn.execute(sql)]


def count_open_of_member(db: Db, server_id: int, member_id: int) -> int:
    """How many of a member's jobs have not ended and are not out of our hands (`unconfirmed`)."""
    sql = (
        "SELECT COUNT(*) FROM jobs WHERE server_id = ? AND member_id = ?"
        f" AND {IS_OPEN} AND status <> 'unconfirmed'"
    )
    return int(db.conn.execute(sql, (server_id, member_id)).fetchone()[0])


def count_waiting(db: Db) -> int:
    """How many jobs stand in line over all servers."""
    sql = "SELECT COUNT(*) FROM jobs WHERE status = 'queued'"
    return int(db.conn.execute(sql).fetchone()[0])


def recent_seconds(
    db: Db,
    model: str,
    *,
    duration_s: int | None = None,
    resolution: str | None = None,
    most: int = 40,
) -> list[float]:
    """How long the newest clips of a model were made, as far as that is known, in seconds.

    With a length or resolution: of such clips alone.
    """
    sql = (
        "SELECT making_s FROM jobs JOIN shots ON shots.id = jobs.shot_id"
        " WHERE jobs.model = :model AND duration_s = coalesce(:duration_s, duration_s)"
        " AND resolution = coalesce(:resolution, resolution)"
        " AND status = 'succeeded' AND making_s IS NOT NULL"
        " ORDER BY jobs.id DESC LIMIT :most"
    )
    values = {"model": model, "duration_s": duration_s, "resolution": resolution, "most": most}
    return [float(row[0]) for row in db.conn.execute(sql, values)]


def move(db: Db, job_id: int, from_: Iterable[JobStatus], to: JobStatus, **columns: object) -> None:
    """The one way a job changes state: legal only from the listed states, and the row decides.

    `columns` are written along. Raises TransitionLost when the job stands elsewhere.
    """
    legal = ", ".join(f"'{status}'" for status in from_)
    sets = "".join(f", {name} = :{name}" for name in columns)
    sql = f"UPDATE jobs SET status = :to{sets} WHERE id = :id AND status IN ({legal}) RETURNING id"
    if db.conn.execute(sql, {"to": str(to), "id": job_id, **columns}).fetchone() is None:
        raise TransitionLost(job_id, to)


def note(db: Db, job_id: int, **columns: object) -> None:
    """Write facts on a job without changing its state."""
    sets = ", ".join(f"{name} = :{name}" for name in columns)
    sql = f"UPDATE jobs SET {sets} WHERE id = :id"
    db.conn.execute(sql, {"id": job_id, **columns})
