"""The schema, one migration after the other; each runs inside a transaction of its own."""

import contextlib

import sqlite_utils
from sqlite_utils import Migrations

from storage.schema import FIRST
from storage.schema_claims import THIRD
from storage.schema_direction import FOURTH
from storage.schema_engines import SECOND

_SET_NAME = "greenlight"


class SchemaTooNew(Exception):
    """This database was written by a newer version of Greenlight; update the program."""

    def __init__(self, unknown: tuple[str, ...]) -> None:
        self.unknown = unknown
        super().__init__(f"{self.__doc__} It holds: {', '.join(unknown)}.")


def migrate(db: sqlite_utils.Database) -> None:
    """Bring `db` to the newest schema. Raises SchemaTooNew when it is already past it."""
    migrations = _all()
    with contextlib.closing(sqlite_utils.Database(memory=True)) as fresh:
        known = {migration.name for migration in migrations.pending(fresh)}
    unknown = tuple(m.name for m in migrations.applied(db) if m.name not in known)
    if unknown:
        raise SchemaTooNew(unknown)
    migrations.apply(db)


def _all() -> Migrations:
    migrations = Migrations(_SET_NAME)

    @migrations(name="0001_foundation")
    def foundation(db: sqlite_utils.Database) -> None:
        for statement in FIRST:
            db.conn.execute(statement)

    @migrations(name="0002_every_engine")
    def every_engine(db: sqlite_utils.Database) -> None:
        for statement in SECOND:
            db.conn.execute(statement)

    @migrations(name="0003_claims")
    def claims(db: sqlite_utils.Database) -> None:
        for statement in THIRD:
            db.conn.execute(statement)

    @migrations(name="0004_direction")
    def direction(db: sqlite_utils.Database) -> None:
        for statement in FOURTH:
            db.conn.execute(statement)

    return migrations
