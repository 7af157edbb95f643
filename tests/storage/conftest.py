"""A migrated database in memory, for storage functions that need no thread."""

import sqlite3
from collections.abc import Iterator

import pytest
from sqlite_utils import Database as Db

from storage.migrations import migrate


@pytest.fixture
def db() -> Iterator[Db]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    database = Db(connection)
    migrate(database)
    yield database
    connection.close()
