"""The outbox: every message we owe, written in the transaction that makes us owe it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database as Db

from storage.moments import moment_or_none, stamp
from storage.quiet import quietly

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

#: Bounds instead of a pattern: the index finds them, and no character in them is a wild card.
FORGET_STEM = "UPDATE outbox SET dedupe = NULL WHERE dedupe >= :stem AND dedupe < :end"
#: Of each job only its first open row may leave, so that a clip never overtakes its card.
_IS_FIRST = (
    "NOT EXISTS (SELECT 1 FROM outbox AS e WHERE e.job_id = o.job_id AND e.state = 'owed'"
    " AND e.row_no < o.row_no)"
)


class OwedKind(StrEnum):
    """What a row asks to be done in Discord."""

    CARD = "card"
    CARD_EDIT = "card_edit"
    CARD_GONE = "card_gone"
    CLIP = "clip"
    CLIP_GONE = "clip_gone"
    STAFF_NOTICE = "staff_notice"
    OPERATOR_NOTICE = "operator_notice"
    MEMBER_NOTICE = "member_notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """One row. `nonce` is what makes a repeated post return the first message (≤ 25 characters)."""

    id: int
    job_id: int | None
    nonce: str
    kind: OwedKind
    server_id: int | None
    member_id: int | None
    facts: Mapping[str, Any]
    attempts: int
    first_tried_at: datetime | None
    #: Our newest message in Discord at that time, by its id; None: there was none, or not known.
    tried_after: int | None
    try_at: datetime
    created_at: datetime
    posted_channel_id: int | None = None
    posted_message_id: int | None = None


def owe(db: Db, job_id: int, kind: OwedKind, at: datetime, **facts: object) -> None:
    """Owe a message about a job."""
    sql = (
        "INSERT INTO outbox (job_id, row_no, nonce, kind, server_id, member_id, facts, try_at,"
        " created_at, first_tried_at) SELECT id, :row_no, code || '-' || :suffix, :kind, server_id,"
        # After a restore: the bot that went on after the cut may have posted it.
        " member_id, :facts, :at, :at, CASE WHEN :kind IN ('card', 'clip') THEN cut_at END"
        " FROM jobs WHERE id = :job_id"
    )
    row_no = _next_row(db, job_id)
    values = {
        "job_id": job_id,
        "row_no": row_no,
        "suffix": _base36(row_no),
        "kind": str(kind),
        "facts": json.dumps(facts),
        "at": stamp(at),
    }
    db.conn.execute(sql, values)


def owe_notice(
    db: Db,
    kind: OwedKind,
    at: datetime,
    *,
    dedupe: str,
    facts: Mapping[str, object],
    server_id: int | None = None,
    member_id: int | None = None,
) -> bool:
    """Owe staff, an operator or a member one notice; False when the same one stands already."""
    sql = (
        "INSERT INTO outbox (row_no, nonce, kind, server_id, member_id, facts, dedupe, try_at,"
        " created_at) SELECT :row_no, 'notice-' || :suffix, :kind, :server_id, :member_id, :facts,"
        " :dedupe, :at, :at WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE dedupe = :dedupe)"
        " RETURNING id"
    )
    row_no = int(db.conn.execute("SELECT COALESCE(MAX(id), 0) + 1 FROM outbox").fetchone()[0])
    values = {
        "row_no": row_no,
        "suffix": _base36(row_no),
        "kind": str(kind),
        "server_id": server_id,
        "member_id": member_id,
        "facts": json.dumps(facts),
        "dedupe": dedupe,
        "at": stamp(at),
    }
    return db.conn.execute(sql, values).fetchone() is not None


def something_changed(db: Db, dedupe: str) -> None:
    """Let the next notice of this kind through: what it said is no longer so.

    `dedupe` names one notice, or with a trailing `*` all that begin so.
    """
    if dedupe.endswith("*"):
        db.conn.execute(FORGET_STEM, _bounds(dedupe[:-1]))
    else:
        db.conn.execute("UPDATE outbox SET dedupe = NULL WHERE dedupe = ?", (dedupe,))


def is_told(db: Db, stem: str) -> bool:
    """Whether a notice stands whose `dedupe` begins with `stem`."""
    sql = "SELECT 1 FROM outbox WHERE dedupe >= :stem AND dedupe < :end LIMIT 1"
    return db.conn.execute(sql, _bounds(stem)).fetchone() is not None


def due(
    db: Db, now: datetime, most: int = 100, *, busy: Collection[int] = frozenset()
) -> list[Owed]:
    """Rows to be tried now, clips first, and of each job only its first open row.

    A job's messages leave in the order they were owed, and otherwise the oldest goes first.
    `busy` rows are left out, by their ids, and so are edits of cards whose earlier edit is one of
    them, even if that is owed no more: it may be on its way and arrive last.
    """
    sql = (
        # The plus keeps to the index in order of leaving, which holds this moment too.
        f"SELECT * FROM outbox AS o WHERE state = 'owed' AND +try_at <= ? AND {_IS_FIRST}"
        f" AND {_is_idle(busy)} ORDER BY kind <> 'clip', id LIMIT ?"
    )
    return _rows(db, sql, (stamp(now), *busy, *busy, most))


def next_due(db: Db, *, busy: Collection[int] = frozenset()) -> datetime | None:
    """The earliest moment at which `due` gives a row, None when it never does."""
    sql = (
        f"SELECT MIN(try_at) FROM outbox AS o WHERE state = 'owed' AND {_IS_FIRST}"
        f" AND {_is_idle(busy)}"
    )
    return moment_or_none(db.conn.execute(sql, (*busy, *busy)).fetchone()[0])


def count_owed(db: Db) -> int:
    """How many messages are owed still."""
    return int(db.conn.execute("SELECT COUNT(*) FROM outbox WHERE state = 'owed'").fetchone()[0])


def of_job(db: Db, job_id: int) -> list[tuple[Owed, str]]:
    """All rows about a job with their states, in order."""
    sql = "SELECT * FROM outbox WHERE job_id = ? ORDER BY row_no"
    states = [
        row[0]
        for row in db.conn.execute(
            "SELECT state FROM outbox WHERE job_id = ? ORDER BY row_no", (job_id,)
        )
    ]
    return list(zip(_rows(db, sql, (job_id,)), states, strict=True))


def clips_of_job(db: Db, job_id: int) -> list[tuple[Owed, str]]:
    """The rows that ask for a job's clip to be posted, each with its state."""
    return [(row, state) for row, state in of_job(db, job_id) if row.kind is OwedKind.CLIP]


def clip_has_left(db: Db, job_id: int) -> bool:
    """Whether a job's clip is in the channel, or on its way there past recall."""
    return any(
        state == "posted" or row.first_tried_at is not None
        for row, state in clips_of_job(db, job_id)
    )


def posted(db: Db, job_id: int, kind: OwedKind) -> Owed | None:
    """The row of this kind that was posted for a job, newest first; None when there is none."""
    sql = (
        "SELECT * FROM outbox WHERE job_id = ? AND kind = ? AND state = 'posted'"
        " AND posted_message_id IS NOT NULL ORDER BY row_no DESC LIMIT 1"
    )
    rows = _rows(db, sql, (job_id, str(kind)))
    return rows[0] if rows else None


def trying(db: Db, row_id: int, at: datetime) -> bool:
    """Write down, before the post, that it is being tried: a crash in between is then known of.

    False when the row has ended meanwhile: it must not be posted any more.
    """
    sql = (
        "UPDATE outbox SET first_tried_at = COALESCE(first_tried_at, :at),"
        # What was tried before this was noted, or comes from a backup, has no such message.
        " tried_after = CASE WHEN first_tried_at IS NULL"
        "  THEN (SELECT MAX(posted_message_id) FROM outbox) ELSE tried_after END"
        " WHERE id = :id AND state = 'owed' RETURNING id"
    )
    with quietly(db):
        return db.conn.execute(sql, {"at": stamp(at), "id": row_id}).fetchone() is not None


def later(db: Db, row_id: int, try_at: datetime) -> None:
    """It was tried in vain: try again at that moment."""
    sql = "UPDATE outbox SET try_at = ?, attempts = attempts + 1 WHERE id = ?"
    with quietly(db):
        db.conn.execute(sql, (stamp(try_at), row_id))


def end(
    db: Db, row_id: int, state: str, at: datetime, message: tuple[int, int] | None = None
) -> None:
    """Close a row as `posted` (with channel and message), `kept` for pick-up, or `dropped`."""
    channel_id, message_id = message or (None, None)
    sql = (
        "UPDATE outbox SET state = ?, ended_at = ?, posted_channel_id = ?, posted_message_id = ?"
        " WHERE id = ? AND state = 'owed'"
    )
    with quietly(db):
        db.conn.execute(sql, (state, stamp(at), channel_id, message_id, row_id))


def stands_bare(db: Db, row_id: int) -> None:
    """Write down that a clip was posted without its prompt, which was held back."""
    sql = "UPDATE outbox SET facts = json_set(facts, '$.is_bare', json('true')) WHERE id = ?"
    db.conn.execute(sql, (row_id,))


def drop_owed(db: Db, job_id: int, kinds: tuple[OwedKind, ...], at: datetime) -> None:
    """Give up the not yet posted rows of these kinds: they would say what is no longer so."""
    sql = (
        f"UPDATE outbox SET state = 'dropped', ended_at = ? WHERE job_id = ?"
        f" AND state = 'owed' AND first_tried_at IS NULL AND kind IN ({_marks(kinds)})"
    )
    db.conn.execute(sql, (stamp(at), job_id, *map(str, kinds)))


def _is_idle(busy: Collection[int]) -> str:
    marks = _marks(busy)
    return (
        f"id NOT IN ({marks}) AND NOT (kind = 'card_edit' AND +job_id IN"
        f" (SELECT job_id FROM outbox WHERE id IN ({marks}) AND kind = 'card_edit'))"
    )


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


def _bounds(stem: str) -> dict[str, str]:
    return {"stem": stem, "end": stem[:-1] + chr(ord(stem[-1]) + 1)}


def _next_row(db: Db, job_id: int) -> int:
    sql = "SELECT COALESCE(MAX(row_no), 0) + 1 FROM outbox WHERE job_id = ?"
    return int(db.conn.execute(sql, (job_id,)).fetchone()[0])


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits or "0"


def _rows(db: Db, sql: str, values: tuple[object, ...]) -> list[Owed]:
    cursor = db.conn.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [_owed(dict(zip(names, row, strict=True))) for row in cursor]


def _owed(row: Mapping[str, Any]) -> Owed:
    return Owed(
        id=row["id"],
        job_id=row["job_id"],
        nonce=row["nonce"],
        kind=OwedKind(row["kind"]),
        server_id=row["server_id"],
        member_id=row["member_id"],
        facts=json.loads(row["facts"]),
        attempts=row["attempts"],
        first_tried_at=moment_or_none(row["first_tried_at"]),
        tried_after=row["tried_after"],
        try_at=datetime.fromisoformat(row["try_at"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        posted_channel_id=row["posted_channel_id"],
        posted_message_id=row["posted_message_id"],
    )
