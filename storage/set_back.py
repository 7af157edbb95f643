"""After the clock was set back: moments that were written by the clock as it was before.

What waits for such a moment would wait for as long as the clock was wrong, and what began at such a
moment would be young for as long. No ledger entry, no request and no end of a job is touched: they
stand on the day that was believed in.
"""

from datetime import datetime, timedelta

from sqlite_utils import Database as Db

from storage.moments import stamp

#: No wait of ours is longer; what rests longer was written by a clock that was ahead.
LONGEST_WAIT = timedelta(minutes=20)

#: Table, column and rows: what waits for a moment.
_WAITS = (
    ("outbox", "try_at", "state = 'owed'"),
    ("accounts", "set_aside_until", "TRUE"),
    ("jobs", "not_before", "status = 'queued'"),
)
#: What began at a moment, of jobs that have not ended.
_BEGINNINGS = tuple(
    ("jobs", column, "status IN ('submitting', 'running', 'downloading', 'unconfirmed')")
    for column in ("submitted_at", "accepted_at")
)


def bring_back(db: Db, now: datetime, *, beyond: timedelta = timedelta(0)) -> int:
    """Have what waits for a moment further ahead than `beyond` wait no longer, and what began later
    than now begin now; returns how many rows that were."""
    changed = 0
    for table, column, which in _WAITS:
        changed += _bring(db, table, column, which, now=now, limit=now + beyond)
    for table, column, which in _BEGINNINGS:
        changed += _bring(db, table, column, which, now=now, limit=now)
    return changed


def _bring(db: Db, table: str, column: str, which: str, *, now: datetime, limit: datetime) -> int:
    sql = f"UPDATE {table} SET {column} = :now WHERE {column} > :limit AND {which}"
    return int(db.conn.execute(sql, {"now": stamp(now), "limit": stamp(limit)}).rowcount)
