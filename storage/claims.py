"""Claims: handles that callbacks named for jobs whose own answer is not known."""

from datetime import datetime
from typing import NamedTuple

from domain.job import Job, JobStatus
from storage import Db, jobs
from storage.moments import stamp

#: The newest of one job; who knows its address can't fill the disk.
_MOST_A_JOB = 8


class Claim(NamedTuple):
    """A handle that may be a job's."""

    job: Job
    remote_task_id: str


def put(db: Db, job_id: int, remote_task_id: str, at: datetime) -> None:
    """Remember a claim; those of jobs that know their handle, or need none, are forgotten."""
    db.conn.execute(
        "DELETE FROM claims WHERE job_id IN"
        " (SELECT id FROM jobs WHERE status NOT IN ('submitting', 'unconfirmed'))"
    )
    db.conn.execute(
        "INSERT INTO claims VALUES (?, ?, ?)"
        " ON CONFLICT (job_id, remote_task_id) DO UPDATE SET heard_at = excluded.heard_at",
        (job_id, remote_task_id, stamp(at)),
    )
    db.conn.execute(
        "DELETE FROM claims WHERE job_id = ? AND remote_task_id NOT IN (SELECT remote_task_id"
        " FROM claims WHERE job_id = ? ORDER BY heard_at DESC, rowid DESC LIMIT ?)",
        (job_id, job_id, _MOST_A_JOB),
    )


def open_ones(db: Db) -> list[Claim]:
    """The claims of jobs whose answer is lost, oldest first, but for jobs that can't be read."""
    sql = "SELECT job_id, remote_task_id FROM claims ORDER BY heard_at, rowid"
    rows = db.conn.execute(sql).fetchall()
    if not rows:
        return []
    lost = {job.id: job for job in jobs.with_status(db, JobStatus.UNCONFIRMED)}
    return [Claim(lost[job_id], handle) for job_id, handle in rows if job_id in lost]


def drop(db: Db, job_id: int, remote_task_id: str) -> None:
    """Forget one claim."""
    db.conn.execute(
        "DELETE FROM claims WHERE job_id = ? AND remote_task_id = ?", (job_id, remote_task_id)
    )
