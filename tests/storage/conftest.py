"""A migrated database in memory, for storage functions that need no thread."""

from collections.abc import Iterator

import pytest
from sqlite_utils import Database as Db

from tests.fresh import open_in_memory


@pytest.fixture
def db() -> Iterator[Db]:
    database = open_in_memory()
    yield database
    database.conn.close()
