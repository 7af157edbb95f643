"""The schema, one migration after the other; each runs inside a transaction of its own."""

from collections.abc import Callable

import sqlite_utils
from sqlite_utils import Migrations

from storage.schema import FIRST
from storage.schema_claims import THIRD
from storage.schema_direction import FOURTH
from storage.schema_engines import SECOND
from storage.schema_fairness import FIFTH
from storage.schema_giving import GIVING
from storage.schema_keeping import SIXTH
from storage.schema_leaving import TENTH
from storage.schema_looking_up import ELEVENTH
from storage.schema_making import TWELFTH
from storage.schema_open_jobs import NINTH
from storage.schema_turns import SEVENTH

_SET_NAME = "greenlight"
#: In the order they are applied; a name that was ever released stays as it is.
STEPS = (
    ("0001_foundation", FIRST),
    ("0002_every_engine", SECOND),
    ("0003_claims", THIRD),
    ("0004_direction", FOURTH),
    ("0005_fairness", FIFTH),
    ("0006_keeping", SIXTH),
    ("0007_turns", SEVENTH),
    ("0008_giving", GIVING),
    ("0009_open_jobs", NINTH),
    ("0010_leaving", TENTH),
    ("0011_looking_up", ELEVENTH),
    ("0012_making", TWELFTH),
)


class SchemaTooNew(Exception):
    """This database was written by a newer version of Greenlight; update the program."""

    def __init__(self, unknown: tuple[str, ...]) -> None:
        self.unknown = unknown
        super().__init__(f"{self.__doc__} It holds: {', '.join(unknown)}.")


def migrate(db: sqlite_utils.Database) -> None:
    """Bring `db` to the newest schema. Raises SchemaTooNew when it is already past it."""
    refuse_newer(db)
    _all().apply(db)


def refuse_newer(db: sqlite_utils.Database) -> None:
    """Raise SchemaTooNew when `db` holds migrations that this program does not know."""
    known = {name for name, _ in STEPS}
    unknown = tuple(m.name for m in _all().applied(db) if m.name not in known)
    if unknown:
        raise SchemaTooNew(unknown)


def lacking(db: sqlite_utils.Database) -> tuple[str, ...]:
    """The migrations that `db` has not had yet, in order."""
    return tuple(migration.name for migration in _all().pending(db))


def _all() -> Migrations:
    migrations = Migrations(_SET_NAME)
    for name, statements in STEPS:
        migrations(name=name)(_running(statements))
    return migrations


def _running(statements: tuple[str, ...]) -> Callable[[sqlite_utils.Database], None]:
    def step(db: sqlite_utils.Database) -> None:
        for statement in statements:
            db.conn.execute(statement)

    return step
