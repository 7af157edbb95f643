"""Which files some row speaks of, and which may go: what is owed, promised or needed never does."""

import json
from collections.abc import Collection
from datetime import datetime

from sqlite_utils import Database as Db

from storage.job_rows import ENDED
from storage.moments import stamp

#: So many rows are gone through in one go: nobody else has the database meanwhile.
_AT_ONCE = 250
#: Above every hash.
_BEYOND_ALL = "~"
#: The hashes that a statement is about, as one value.
_THESE = "(SELECT value FROM json_each(:these))"

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


def drop_old_clips(db: Db, before: datetime, at: datetime) -> tuple[list[str], bool]:
    """Give up a portion of the clips that ended before a moment and are owed to nobody.

    Returns the hashes of files that no other job keeps, and whether there may be more.
    """
    sql = (
        "UPDATE jobs SET clip_dropped_at = ? WHERE id IN (SELECT id FROM jobs"
        "  WHERE clip_sha256 IS NOT NULL AND clip_dropped_at IS NULL AND finished_at < ?"
        "  AND status = 'succeeded' AND NOT EXISTS (SELECT 1 FROM outbox"
        "   WHERE outbox.job_id = jobs.id AND outbox.kind = 'clip' AND outbox.state = 'owed')"
        "  LIMIT ?) RETURNING clip_sha256"
    )
    gone = [row[0] for row in db.conn.execute(sql, (stamp(at), stamp(before), _AT_ONCE)).fetchall()]
    kept = "SELECT 1 FROM jobs WHERE clip_sha256 = ? AND clip_dropped_at IS NULL"
    alone = [one for one in sorted(set(gone)) if not db.conn.execute(kept, (one,)).fetchone()]
    return alone, len(gone) == _AT_ONCE


def drop_old_pictures(
    db: Db, before: datetime, at: datetime, beyond: str
) -> tuple[list[str], str | None]:
    """Of a portion of the pictures give up those whose last shot ended before a moment, and that
    were handed in before it.

    The portion begins `beyond` a hash, at first the empty one. Returns the hashes of those given
    up, whose rows stay for the shots that name them, and beyond which the next portion begins;
    None: that was the last.
    """
    last = "SELECT sha256 FROM inputs WHERE sha256 > ? ORDER BY sha256 LIMIT 1 OFFSET ?"
    row = db.conn.execute(last, (beyond, _AT_ONCE - 1)).fetchone()
    sql = (
        f"UPDATE inputs SET dropped_at = :at WHERE {_UNUSED_PICTURE} AND created_at < :before"
        " AND sha256 > :beyond AND sha256 <= :last"
        f" AND {_LAST_END} < :before RETURNING sha256"
    )
    values = {
        "at": stamp(at),
        "before": stamp(before),
        "beyond": beyond,
        "last": row[0] if row else _BEYOND_ALL,
    }
    gone = [row[0] for row in db.conn.execute(sql, values).fetchall()]
    return gone, row[0] if row else None


def expendable(db: Db, hashes: Collection[str], before: datetime) -> list[tuple[str, str]]:
    """Which of these files may go to make room, each with the moment when its last shot ended.

    Clips that stand in their channel or were deleted there, and pictures of ended shots that were
    handed in before a moment. What a member still has to fetch is not among them: clips that were
    not to be posted or found no place.
    """
    sql = (
        "SELECT MAX(finished_at) AS ended, clip_sha256 AS sha256 FROM jobs"
        f" WHERE clip_sha256 IN {_THESE} AND clip_dropped_at IS NULL GROUP BY clip_sha256"
        " HAVING MIN(EXISTS (SELECT 1 FROM outbox WHERE job_id = jobs.id AND kind = 'clip'"
        "  AND state = 'posted')) AND NOT MAX(EXISTS (SELECT 1 FROM outbox"
        "  WHERE job_id = jobs.id AND kind = 'clip' AND state = 'owed'))"
        f" UNION ALL SELECT {_LAST_END} AS ended, sha256 FROM inputs"
        f" WHERE sha256 IN {_THESE} AND {_UNUSED_PICTURE} AND created_at < :before"
        " AND ended IS NOT NULL"
    )
    values = {"these": json.dumps(list(hashes)), "before": stamp(before)}
    return [(ended, sha256) for ended, sha256 in db.conn.execute(sql, values)]


def drop_expendable(db: Db, hashes: Collection[str], before: datetime, at: datetime) -> list[str]:
    """Give up those of these files that are `expendable` still; returns their hashes."""
    gone = [sha256 for _, sha256 in expendable(db, hashes, before)]
    values = {"these": json.dumps(gone), "at": stamp(at)}
    sql = (
        "UPDATE jobs SET clip_dropped_at = :at"
        f" WHERE clip_dropped_at IS NULL AND clip_sha256 IN {_THESE}"
    )
    db.conn.execute(sql, values)
    note_gone(db, gone, at)
    return gone


def note_gone(db: Db, hashes: Collection[str], at: datetime) -> None:
    """Write down that the files of these pictures are not there."""
    sql = f"UPDATE inputs SET dropped_at = :at WHERE dropped_at IS NULL AND sha256 IN {_THESE}"
    db.conn.execute(sql, {"these": json.dumps(list(hashes)), "at": stamp(at)})


def pictures(db: Db) -> set[str]:
    """The hashes of all pictures whose files are kept."""
    sql = "SELECT sha256 FROM inputs WHERE dropped_at IS NULL"
    return {row[0] for row in db.conn.execute(sql)}
