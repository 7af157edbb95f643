"""Takes: the jobs that render one and the same shot, counted from 1."""

from sqlite_utils import Database as Db

from domain.job import Job
from storage.job_rows import fetch


def next_of(db: Db, code: str) -> tuple[int, int]:
    """The id of a job's shot, and the number that its next take gets."""
    sql = (
        "SELECT shot_id, MAX(take) + 1 FROM jobs"
        " WHERE shot_id = (SELECT shot_id FROM jobs WHERE code = ?) GROUP BY shot_id"
    )
    shot_id, take = db.conn.execute(sql, (code,)).fetchone()
    return int(shot_id), int(take)


def made_before(db: Db, job: Job) -> Job | None:
    """The newest earlier take of a job's shot that was made, or None. Raises UnreadableRow."""
    where = (
        "WHERE jobs.shot_id = (SELECT shot_id FROM jobs WHERE id = ?) AND jobs.take < ?"
        " AND jobs.clip_sha256 IS NOT NULL ORDER BY jobs.take DESC LIMIT 1"
    )
    return next(iter(fetch(db, where, (job.id, job.take))), None)
