"""Why nothing is handed over to any engine, and since when; kept over restarts."""

from datetime import datetime

from sqlite_utils import Database as Db

from storage.moments import moment_or_none, stamp

#: The disk has too little room for what is being made.
DISK_FULL = "disk full"


def begin(db: Db, why: str, at: datetime) -> bool:
    """Pause for this reason; False when that stands already."""
    sql = "INSERT OR IGNORE INTO pauses (why, since) VALUES (?, ?) RETURNING why"
    return db.conn.execute(sql, (why, stamp(at))).fetchone() is not None


def end(db: Db, why: str) -> bool:
    """The reason is gone; False when it did not stand."""
    sql = "DELETE FROM pauses WHERE why = ? RETURNING why"
    return db.conn.execute(sql, (why,)).fetchone() is not None


def since(db: Db, why: str) -> datetime | None:
    """Since when it is paused for this reason; None: it is not."""
    row = db.conn.execute("SELECT since FROM pauses WHERE why = ?", (why,)).fetchone()
    return moment_or_none(row[0]) if row else None
