"""Why nothing is handed over to any engine, and since when; kept over restarts."""

from datetime import datetime

from sqlite_utils import Database as Db

from domain.job import Job
from storage.job_rows import sift
from storage.jobs import IS_OPEN
from storage.moments import moment_or_none, stamp

#: The disk has too little room for what is being made.
DISK_FULL = "disk full"


def begin(db: Db, why: str, at: datetime) -> bool:
    """Pause for this reason; False when that stands already."""
    sql = (
        "INSERT OR IGNORE INTO pauses (why, since, untold_below)"
        " SELECT ?, ?, COALESCE(MAX(id), 0) + 1 FROM jobs RETURNING why"
    )
    return db.conn.execute(sql, (why, stamp(at))).fetchone() is not None


def untold(db: Db, why: str, most: int) -> tuple[list[Job], bool]:
    """Of the shots in line since before the pause the newest whose cards don't say so yet, and
    whether there may be more. They count as told from now on; those that can't be read never are.
    """
    sql = (
        f"SELECT id FROM jobs WHERE {IS_OPEN} AND status = 'queued'"
        " AND id < (SELECT untold_below FROM pauses WHERE why = ?) ORDER BY id DESC LIMIT ?"
    )
    ids = [row[0] for row in db.conn.execute(sql, (why, most))]
    is_more = len(ids) == most
    told = ids[-1] if is_more else None
    db.conn.execute("UPDATE pauses SET untold_below = ? WHERE why = ?", (told, why))
    found, _ = sift(db, f"WHERE jobs.id IN ({', '.join('?' * len(ids))})", tuple(ids))
    return found, is_more


def end(db: Db, why: str) -> bool:
    """The reason is gone; False when it did not stand."""
    sql = "DELETE FROM pauses WHERE why = ? RETURNING why"
    return db.conn.execute(sql, (why,)).fetchone() is not None


def since(db: Db, why: str) -> datetime | None:
    """Since when it is paused for this reason; None: it is not."""
    row = db.conn.execute("SELECT since FROM pauses WHERE why = ?", (why,)).fetchone()
    return moment_or_none(row[0]) if row else None
