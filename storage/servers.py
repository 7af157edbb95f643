"""Servers, their settings and people: who may use the bot where, and what staff decided."""

from datetime import datetime

from sqlite_utils import Database as Db

from storage.moments import stamp

#: Settings under this id are the operator's own, for the whole bot.
WHOLE_BOT = 0


def open_server(db: Db, server_id: int, by: int, at: datetime) -> None:
    """Let a server's members make clips."""
    sql = (
        "INSERT INTO servers (id, opened_at, opened_by) VALUES (?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET opened_at = COALESCE(opened_at, excluded.opened_at),"
        " opened_by = excluded.opened_by"
    )
    db.conn.execute(sql, (server_id, stamp(at), by))


def open_new(db: Db, server_id: int, at: datetime) -> None:
    """Open a server named in the environment, unless anybody has opened or closed it before."""
    sql = "INSERT OR IGNORE INTO servers (id, opened_at, opened_by) VALUES (?, ?, 0)"
    db.conn.execute(sql, (server_id, stamp(at)))


def close_server(db: Db, server_id: int) -> bool:
    """Take no more requests from a server; False when it was not open."""
    sql = "UPDATE servers SET opened_at = NULL WHERE id = ? AND opened_at IS NOT NULL RETURNING id"
    return db.conn.execute(sql, (server_id,)).fetchone() is not None


def is_open(db: Db, server_id: int) -> bool:
    """Whether the operator has opened the server."""
    sql = "SELECT 1 FROM servers WHERE id = ? AND opened_at IS NOT NULL"
    return db.conn.execute(sql, (server_id,)).fetchone() is not None


def open_servers(db: Db) -> list[int]:
    """The ids of all open servers, in the order they were opened."""
    sql = "SELECT id FROM servers WHERE opened_at IS NOT NULL ORDER BY opened_at, id"
    return [int(row[0]) for row in db.conn.execute(sql)]


def settings(db: Db, server_id: int) -> dict[str, str]:
    """All values chosen for a server (or WHOLE_BOT), by name."""
    sql = "SELECT name, value FROM settings WHERE server_id = ?"
    return dict(db.conn.execute(sql, (server_id,)).fetchall())


def everywhere(db: Db, name: str) -> dict[int, str]:
    """What each server that chose anything chose under one name."""
    sql = "SELECT server_id, value FROM settings WHERE name = ?"
    return dict(db.conn.execute(sql, (name,)).fetchall())


def choose(db: Db, server_id: int, name: str, value: str, *, by: int, at: datetime) -> None:
    """Store one choice; the newest wins."""
    sql = "INSERT OR REPLACE INTO settings VALUES (?, ?, ?, ?, ?)"
    db.conn.execute(sql, (server_id, name, value, by, stamp(at)))


def has_agreed(db: Db, server_id: int, member_id: int) -> bool:
    """Whether a member has pressed the button under the server's rules."""
    sql = "SELECT 1 FROM members WHERE server_id = ? AND member_id = ? AND agreed_at IS NOT NULL"
    return db.conn.execute(sql, (server_id, member_id)).fetchone() is not None


def agree(db: Db, server_id: int, member_id: int, at: datetime) -> None:
    """Remember that a member has pressed it; the first time counts."""
    sql = (
        "INSERT INTO members (server_id, member_id, agreed_at) VALUES (?, ?, ?)"
        " ON CONFLICT (server_id, member_id)"
        " DO UPDATE SET agreed_at = COALESCE(agreed_at, excluded.agreed_at)"
    )
    db.conn.execute(sql, (server_id, member_id, stamp(at)))


def lets_remix(db: Db, server_id: int, member_id: int) -> bool:
    """Whether a member lets others remix their clips; so it is until they choose otherwise."""
    sql = "SELECT remixes FROM members WHERE server_id = ? AND member_id = ?"
    row = db.conn.execute(sql, (server_id, member_id)).fetchone()
    return row is None or row[0] == "everyone"


def let_remix(db: Db, server_id: int, member_id: int, *, everyone: bool) -> None:
    """Remember whether a member lets everyone remix their clips, or nobody."""
    sql = (
        "INSERT INTO members (server_id, member_id, remixes) VALUES (?, ?, ?)"
        " ON CONFLICT (server_id, member_id) DO UPDATE SET remixes = excluded.remixes"
    )
    db.conn.execute(sql, (server_id, member_id, "everyone" if everyone else "nobody"))


def block(db: Db, server_id: int, member_id: int, reason: str, *, by: int, at: datetime) -> None:
    """Take no more requests from a member."""
    sql = "INSERT OR REPLACE INTO blocks VALUES (?, ?, ?, ?, ?)"
    db.conn.execute(sql, (server_id, member_id, by, reason, stamp(at)))


def unblock(db: Db, server_id: int, member_id: int) -> bool:
    """Take requests again; False when the member was not blocked."""
    sql = "DELETE FROM blocks WHERE server_id = ? AND member_id = ? RETURNING member_id"
    return db.conn.execute(sql, (server_id, member_id)).fetchone() is not None


def is_blocked(db: Db, server_id: int, member_id: int) -> bool:
    """Whether staff have blocked the member here."""
    sql = "SELECT 1 FROM blocks WHERE server_id = ? AND member_id = ?"
    return db.conn.execute(sql, (server_id, member_id)).fetchone() is not None


def audit(
    db: Db, act: str, *, server_id: int, by: int, at: datetime, target: str, detail: str = ""
) -> None:
    """Write down who did what to whom; never changed afterwards."""
    sql = (
        "INSERT INTO audit (at, server_id, actor_id, act, target, detail) VALUES (?, ?, ?, ?, ?, ?)"
    )
    db.conn.execute(sql, (stamp(at), server_id, by, act, target, detail))
