"""Data directories of earlier versions: every schema with rows in every table.

`earlier/` holds what the program of each schema wrote: with the first shots in every state, their
money, submits and messages, with the later ones what came with them. Schemas are made by their own
migrations; the hashes in test_earlier.py see to it that a released one never changes.
"""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database as Db
from sqlite_utils import Migrations

from storage import FileStore
from storage.database import FILE_NAME
from storage.migrations import STEPS

ROWS = Path(__file__).with_name("earlier")
#: What the files hold that the rows name.
CONTENTS = [
    text.encode()
    for text in ("picture one", "picture two", "face", "clip one", "clip two", "clip three")
]


def earlier_data(folder: Path, name: str) -> Path:
    """The data directory of a bot that lived from the first schema to this one."""
    data_dir = folder / "data"
    store = FileStore(data_dir / "files")
    for content in CONTENTS:
        store.put(content)
    with closing(sqlite3.connect(data_dir / FILE_NAME, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for step, _ in STEPS[: [step for step, _ in STEPS].index(name) + 1]:
            until(step).apply(Db(connection))
            rows = ROWS / f"{step}.sql"
            connection.executescript(rows.read_text(encoding="utf-8") if rows.exists() else "")
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


def fingerprint(statements: tuple[str, ...]) -> str:
    """What a migration does, in twelve letters."""
    return hashlib.sha256("\0".join(statements).encode()).hexdigest()[:12]
