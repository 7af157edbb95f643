"""Data directories of earlier versions: every schema with rows in every table.

`earlier/` holds what the program of each schema wrote: with the first shots in every state, their
money, submits and messages, with the later ones what came with them. Schemas are made by their own
migrations; the hashes in test_earlier.py see to it that a released one never changes.
"""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlite_utils import Database as Db
from sqlite_utils import Migrations

from storage.database import FILE_NAME
from storage.files import place_of
from storage.lock import LOCK
from storage.migrations import STEPS, migrate

ROWS = Path(__file__).with_name("earlier")
#: What the files hold that the rows name.
CONTENTS = [
    text.encode()
    for text in ("picture one", "picture two", "face", "clip one", "clip two", "clip three")
]


def earlier_data(folder: Path, name: str) -> Path:
    """The data directory of a bot that lived from the first schema to this one."""
    data_dir = folder / "data"
    for content in CONTENTS:
        place = place_of(data_dir / "files", hashlib.sha256(content).hexdigest())
        place.parent.mkdir(parents=True)
        place.write_bytes(content)
    (data_dir / LOCK).touch()
    with _opened(data_dir) as connection:
        for step, _ in STEPS[: [step for step, _ in STEPS].index(name) + 1]:
            until(step).apply(Db(connection))
            rows = ROWS / f"{step}.sql"
            connection.executescript(rows.read_text(encoding="utf-8") if rows.exists() else "")
    return data_dir


def newest_data(folder: Path) -> Path:
    """The same after this version's bot was started once."""
    data_dir = earlier_data(folder, "0004_direction")
    with _opened(data_dir) as connection:
        migrate(Db(connection))
    return data_dir


def until(name: str) -> Migrations:
    """The migrations up to this one, as the program of that time knew them."""
    known = Migrations("greenlight")
    for step, statements in STEPS:

        def run(db: Db, statements: tuple[str, ...] = statements) -> None:
            for statement in statements:
                db.conn.execute(statement)

        known(name=step)(run)
        if step == name:
            break
    return known


@contextmanager
def _opened(data_dir: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(data_dir / FILE_NAME, isolation_level=None)
    with closing(connection):
        connection.execute("PRAGMA journal_mode = WAL")
        # Tests need not outlive a power cut.
        connection.execute("PRAGMA synchronous = OFF")
        yield connection


def fingerprint(statements: tuple[str, ...]) -> str:
    """What a migration does, in twelve letters."""
    return hashlib.sha256("\0".join(statements).encode()).hexdigest()[:12]
