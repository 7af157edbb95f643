"""What a restored backup can't know: what became of its open jobs after its cut."""

from datetime import datetime

from sqlite_utils import Database as Db

from domain.job import Job
from storage.job_rows import ENDED, sift
from storage.moments import stamp


def mark(db: Db, cut_at: datetime, *, keep_line: bool) -> None:
    """Note of every job that has not ended that it is known up to a moment only.

    What it owes may stand in Discord already and is looked for before it is posted. `keep_line`:
    what stood in line was handed over by nobody since.
    """
    cut = stamp(cut_at)
    line = " AND status NOT IN ('held', 'queued')" if keep_line else ""
    db.conn.execute(f"UPDATE jobs SET cut_at = ? WHERE status NOT IN {ENDED}{line}", (cut,))
    db.conn.execute(
        "UPDATE outbox SET first_tried_at = COALESCE(first_tried_at, ?)"
        " WHERE state = 'owed' AND kind NOT IN ('card_edit', 'card_gone', 'clip_gone')",
        (cut,),
    )


def in_line(db: Db) -> list[Job]:
    """Jobs that stood in line in a backup and may have been handed over after its cut."""
    return sift(db, "WHERE jobs.status = 'queued' AND jobs.cut_at IS NOT NULL")[0]
