"""Databases of the newest schema. It is brought up to date once in a process, and then copied."""

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from sqlite_utils import Database as Db

from storage import Database
from storage.database import FILE_NAME
from storage.migrations import migrate


async def open_fresh(data_dir: Path) -> Database:
    """What `Database.open` gives in a new folder, sooner."""
    _lay_down(data_dir)
    return await Database.open(data_dir)


def open_in_memory() -> Db:
    """A database for storage functions that need no thread; its `conn` is to be closed."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(_migrated())
    connection.execute("PRAGMA foreign_keys = ON")
    return Db(connection)


def _lay_down(data_dir: Path) -> None:
    data_dir.mkdir(parents=True, exist_ok=True)
    (data_dir / FILE_NAME).write_bytes(_migrated())


@cache
def _migrated() -> bytes:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(Db(connection))
        return connection.serialize()
