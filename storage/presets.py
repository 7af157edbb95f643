"""Presets: camera plans under a name, of a member or of a whole server."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Db

from storage.moments import stamp

#: The owner of what belongs to a server.
SERVERS_OWN = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetRow:
    """A preset as it is kept. `camera` has the form of the camera option, `folded` compares."""

    server_id: int
    owner_id: int
    name: str
    folded: str
    camera: str
    made_by: int
    made_at: datetime


def insert(db: Db, row: PresetRow) -> None:
    """Keep a preset. Raises sqlite3.IntegrityError when its owner has one of that name."""
    sql = (
        "INSERT INTO presets (server_id, owner_id, name, folded, camera, made_by, made_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)"
    )
    values = (
        row.server_id,
        row.owner_id,
        row.name,
        row.folded,
        row.camera,
        row.made_by,
        stamp(row.made_at),
    )
    db.conn.execute(sql, values)


def of_owner(db: Db, server_id: int, owner_id: int) -> list[PresetRow]:
    """All presets of a member or of a server, by name."""
    return _rows(db, "server_id = ? AND owner_id = ? ORDER BY folded", (server_id, owner_id))


def find(db: Db, server_id: int, owner_id: int, folded: str) -> PresetRow | None:
    """The preset of that name, or None."""
    where = "server_id = ? AND owner_id = ? AND folded = ?"
    return next(iter(_rows(db, where, (server_id, owner_id, folded))), None)


def count(db: Db, server_id: int, owner_id: int) -> int:
    """How many presets an owner has."""
    sql = "SELECT COUNT(*) FROM presets WHERE server_id = ? AND owner_id = ?"
    return int(db.conn.execute(sql, (server_id, owner_id)).fetchone()[0])


def rename(db: Db, row: PresetRow, name: str, folded: str) -> None:
    """Give a preset another name. Raises sqlite3.IntegrityError when another has it."""
    sql = (
        "UPDATE presets SET name = ?, folded = ?"
        " WHERE server_id = ? AND owner_id = ? AND folded = ?"
    )
    db.conn.execute(sql, (name, folded, row.server_id, row.owner_id, row.folded))


def delete(db: Db, row: PresetRow) -> None:
    """Forget a preset; one that is gone already is fine."""
    sql = "DELETE FROM presets WHERE server_id = ? AND owner_id = ? AND folded = ?"
    db.conn.execute(sql, (row.server_id, row.owner_id, row.folded))


def _rows(db: Db, where: str, values: tuple[object, ...]) -> list[PresetRow]:
    sql = (
        "SELECT server_id, owner_id, name, folded, camera, made_by, made_at FROM presets"
        f" WHERE {where}"
    )
    return [
        PresetRow(
            server_id=row[0],
            owner_id=row[1],
            name=row[2],
            folded=row[3],
            camera=row[4],
            made_by=row[5],
            made_at=datetime.fromisoformat(row[6]),
        )
        for row in db.conn.execute(sql, values)
    ]
