"""Drafts and inputs: requests that wait for their member's word, and the pictures of shots."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Db

from domain.job import Place
from domain.pictures import InputImage, Pictures
from storage import picture_rows
from storage.moments import stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A request kept for its member. `ask` is the caller's own text form of it."""

    id: str
    place: Place
    member_id: int
    ask: str
    pictures: Pictures[InputImage]


def keep_input(db: Db, image: InputImage, at: datetime) -> None:
    """Make a picture's row, or make it young again when the content is known already.

    Its file is there, or is written next.
    """
    sql = (
        "INSERT INTO inputs (sha256, mime, width, height, created_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (sha256) DO UPDATE SET created_at = excluded.created_at, dropped_at = NULL"
    )
    db.conn.execute(sql, (image.sha256, image.mime, image.width, image.height, stamp(at)))


def forget_unused_inputs(db: Db, before: datetime) -> list[str]:
    """Remove kept pictures handed in before a moment that neither a shot nor a draft uses.

    Younger ones may belong to a request that is still on its way. Returns their hashes.
    """
    sql = (
        "DELETE FROM inputs WHERE dropped_at IS NULL AND created_at < ?"
        " AND NOT EXISTS (SELECT 1 FROM shot_pictures WHERE sha256 = inputs.sha256)"
        " AND NOT EXISTS (SELECT 1 FROM draft_pictures WHERE sha256 = inputs.sha256)"
        " RETURNING sha256"
    )
    return [row[0] for row in db.conn.execute(sql, (stamp(before),)).fetchall()]


def insert(db: Db, draft: Draft, at: datetime) -> None:
    """Keep a draft; its pictures have their rows already."""
    sql = (
        "INSERT INTO drafts (id, server_id, channel_id, parent_id, member_id, ask, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
    )
    values = (
        draft.id,
        draft.place.server_id,
        draft.place.channel_id,
        draft.place.parent_id,
        draft.member_id,
        draft.ask,
        stamp(at),
    )
    db.conn.execute(sql, values)
    picture_rows.insert(db, "draft", draft.id, draft.pictures)


def find(db: Db, draft_id: str, since: datetime) -> Draft | None:
    """An unused draft made after `since`, or None."""
    sql = (
        "SELECT id, server_id, channel_id, parent_id, member_id, ask FROM drafts"
        " WHERE id = ? AND used_at IS NULL AND created_at > ?"
    )
    row = db.conn.execute(sql, (draft_id, stamp(since))).fetchone()
    if row is None:
        return None
    return Draft(
        id=row[0],
        place=Place(server_id=row[1], channel_id=row[2], parent_id=row[3]),
        member_id=row[4],
        ask=row[5],
        pictures=picture_rows.of(db, "draft", [draft_id]).get(draft_id, Pictures()),
    )


def rewrite(db: Db, draft_id: str, ask: str, at: datetime) -> None:
    """Keep another form of a draft's request, as if it were kept anew at that moment."""
    sql = "UPDATE drafts SET ask = ?, created_at = ? WHERE id = ?"
    db.conn.execute(sql, (ask, stamp(at), draft_id))


def use(db: Db, draft_id: str, at: datetime) -> bool:
    """Mark a draft as used; False when it was already: two presses make one clip."""
    sql = "UPDATE drafts SET used_at = ? WHERE id = ? AND used_at IS NULL RETURNING id"
    return db.conn.execute(sql, (stamp(at), draft_id)).fetchone() is not None


def forget_old(db: Db, before: datetime) -> None:
    """Remove drafts from before that moment, used or not."""
    db.conn.execute("DELETE FROM drafts WHERE created_at < ?", (stamp(before),))
