"""Which files some row speaks of, and which may go: what is owed, promised or needed never does."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlite_utils import Database as Db

from storage.job_rows import ENDED
from storage.moments import stamp

#: SQLite takes 32,766 values in one statement (sqlite.org/limits.html).
_MOST_VALUES = 1_000

#: A picture that no draft uses and no shot that has not ended, but for shots without any job.
_UNUSED_PICTURE = (
    "inputs.dropped_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM draft_pictures WHERE sha256 = inputs.sha256)"
    " AND NOT EXISTS (SELECT 1 FROM shot_pictures JOIN jobs USING (shot_id)"
    f"  WHERE shot_pictures.sha256 = inputs.sha256 AND jobs.status NOT IN {ENDED})"
)
#: When the last shot with a picture ended.
_LAST_END = (
    "(SELECT MAX(jobs.finished_at) FROM shot_pictures JOIN jobs USING (shot_id)"
    " WHERE shot_pictures.sha256 = inputs.sha256)"
)


def wanted(db: Db) -> set[str]:
    """The hashes of all files that some row speaks of."""
    sql = (
        "SELECT sha256 FROM inputs WHERE dropped_at IS NULL UNION SELECT clip_sha256 FROM jobs"
        " WHERE clip_sha256 IS NOT NULL AND clip_dropped_at IS NULL"
    )
    return {row[0] for row in db.conn.execute(sql)}


def is_wanted(db: Db, sha256: str) -> bool:
    """Whether some row speaks of this file."""
    sql = (
        "SELECT 1 FROM inputs WHERE sha256 = :sha256 AND dropped_at IS NULL"
        " UNION SELECT 1 FROM jobs WHERE clip_sha256 = :sha256 AND clip_dropped_at IS NULL"
    )
    return db.conn.execute(sql, {"sha256": sha256}).fetchone() is not None


def drop_old_pictures(db: Db, before: datetime, at: datetime) -> list[str]:
    """Give up pictures whose last shot ended before a moment, and that were handed in before it.

    Returns their hashes; the rows stay for the shots that name them.
    """
    sql = (
        f"UPDATE inputs SET dropped_at = :at WHERE {_UNUSED_PICTURE} AND created_at < :before"
        f" AND {_LAST_END} < :before RETURNING sha256"
    )
    values = {"at": stamp(at), "before": stamp(before)}
    return [row[0] for row in db.conn.execute(sql, values).fetchall()]


def expendable(db: Db, before: datetime) -> list[str]:
    """The hashes of files that may go to make room, the one that ended longest ago first.

    Clips that stand in their channel or were deleted there, and pictures of ended shots that were
    handed in before a moment. What a member still has to fetch is not among them: clips that were
    not to be posted or found no place.
    """
    sql = (
        "SELECT clip_sha256 AS sha256, MAX(finished_at) AS ended FROM jobs"
        " WHERE clip_sha256 IS NOT NULL AND clip_dropped_at IS NULL GROUP BY clip_sha256"
        " HAVING MIN(EXISTS (SELECT 1 FROM outbox WHERE job_id = jobs.id AND kind = 'clip'"
        "  AND state = 'posted')) AND NOT MAX(EXISTS (SELECT 1 FROM outbox"
        "  WHERE job_id = jobs.id AND kind = 'clip' AND state = 'owed'))"
        f" UNION ALL SELECT sha256, {_LAST_END} AS ended FROM inputs"
        f" WHERE {_UNUSED_PICTURE} AND created_at < :before AND ended IS NOT NULL"
        " ORDER BY ended, sha256"
    )
    return [row[0] for row in db.conn.execute(sql, {"before": stamp(before)})]


def drop(db: Db, hashes: Collection[str], at: datetime) -> None:
    """Give up these files, whichever rows speak of them."""
    for some in _portions(hashes):
        marks = ", ".join("?" * len(some))
        clips = (
            "UPDATE jobs SET clip_dropped_at = ?"
            f" WHERE clip_dropped_at IS NULL AND clip_sha256 IN ({marks})"
        )
        db.conn.execute(clips, (stamp(at), *some))
        note_gone(db, some, at)


def note_gone(db: Db, hashes: Collection[str], at: datetime) -> None:
    """Write down that the files of these pictures are not there."""
    for some in _portions(hashes):
        sql = (
            "UPDATE inputs SET dropped_at = ? WHERE dropped_at IS NULL"
            f" AND sha256 IN ({', '.join('?' * len(some))})"
        )
        db.conn.execute(sql, (stamp(at), *some))


def pictures(db: Db) -> set[str]:
    """The hashes of all pictures whose files are kept."""
    sql = "SELECT sha256 FROM inputs WHERE dropped_at IS NULL"
    return {row[0] for row in db.conn.execute(sql)}


def _portions(hashes: Collection[str]) -> Iterable[list[str]]:
    every = list(hashes)
    return (every[start : start + _MOST_VALUES] for start in range(0, len(every), _MOST_VALUES))
