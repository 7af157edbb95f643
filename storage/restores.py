"""What a restored backup can't know: what became of its open jobs after its cut."""

import json
from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database as Db

from domain.job import Job
from storage import kept_files
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


def lose(db: Db, hashes: Collection[str], cut_at: datetime) -> None:
    """Give up clips and pictures whose files did not come back; what was owed of them is kept."""
    at, these = stamp(cut_at), "(SELECT value FROM json_each(:these))"
    values = {"at": at, "these": json.dumps(list(hashes))}
    db.conn.execute(
        "UPDATE outbox SET state = 'kept', ended_at = :at WHERE kind = 'clip' AND state = 'owed'"
        f" AND job_id IN (SELECT id FROM jobs WHERE clip_sha256 IN {these})",
        values,
    )
    db.conn.execute(
        "UPDATE jobs SET clip_dropped_at = :at"
        f" WHERE clip_dropped_at IS NULL AND clip_sha256 IN {these}",
        values,
    )
    kept_files.note_gone(db, hashes, cut_at)


def owed_clips(db: Db) -> set[str]:
    """The hashes of clips that are still to be posted."""
    sql = (
        "SELECT clip_sha256 FROM jobs JOIN outbox ON outbox.job_id = jobs.id"
        " WHERE outbox.kind = 'clip' AND outbox.state = 'owed'"
    )
    return {row[0] for row in db.conn.execute(sql)}


def in_line(db: Db) -> list[Job]:
    """Jobs that stood in line in a backup and may have been handed over after its cut."""
    return sift(db, "WHERE jobs.status = 'queued' AND jobs.cut_at IS NOT NULL")[0]
