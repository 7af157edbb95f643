"""Shots as rows: written once with their pictures, and gone when no job is theirs any more."""

import sqlite3
from datetime import datetime

from sqlite_utils import Database as Db

from domain.shot import Shot
from storage import picture_rows
from storage.moments import stamp


def insert(db: Db, shot: Shot, at: datetime, *, server_id: int, member_id: int) -> int:
    """Write a shot; its pictures have their rows already. Returns its id."""
    cursor = db.conn.execute(
        "INSERT INTO shots (server_id, member_id, prompt, camera, model, duration_s, resolution,"
        " aspect, parent, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            server_id,
            member_id,
            shot.prompt,
            shot.camera.option(),
            shot.model,
            shot.duration_s,
            shot.resolution,
            shot.aspect,
            shot.parent,
            stamp(at),
        ),
    )
    shot_id = inserted(cursor)
    picture_rows.insert(db, "shot", shot_id, shot.pictures)
    return shot_id


def forget_unused(db: Db, shot_id: int) -> None:
    """Remove a shot that no job renders any more; one that has another take stays."""
    unused = "NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.shot_id = :id)"
    values = {"id": shot_id}
    db.conn.execute(f"DELETE FROM shot_pictures WHERE shot_id = :id AND {unused}", values)
    db.conn.execute(f"DELETE FROM shots WHERE id = :id AND {unused}", values)


def count_remixes(db: Db, code: str) -> int:
    """How many clips of other people grew from this one and stand where everybody sees them."""
    sql = (
        "SELECT COUNT(*) FROM shots JOIN jobs ON jobs.shot_id = shots.id"
        " JOIN jobs AS parents ON parents.code = shots.parent"
        " WHERE shots.parent = ? AND jobs.member_id <> parents.member_id"
        " AND jobs.clip_deleted_by IS NULL AND EXISTS (SELECT 1 FROM outbox"
        "  WHERE outbox.job_id = jobs.id AND outbox.kind = 'clip' AND outbox.state = 'posted')"
    )
    return int(db.conn.execute(sql, (code,)).fetchone()[0])


def inserted(cursor: sqlite3.Cursor) -> int:
    """The id of the row that was just written."""
    assert cursor.lastrowid is not None
    return cursor.lastrowid
