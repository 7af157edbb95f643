"""Writes that move nobody in line: they are not counted among the changes of the line.

Messages are written down many times a second, and a long line must not be read anew for each. What
was so written is counted in a table of the connection's own, which nothing else sees.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlite_utils import Database as Db

_TABLE = "CREATE TEMP TABLE IF NOT EXISTS quiet (id INTEGER PRIMARY KEY, rows INTEGER NOT NULL)"
_ADD = (
    "INSERT INTO temp.quiet (id, rows) VALUES (1, :rows)"
    " ON CONFLICT (id) DO UPDATE SET rows = rows + excluded.rows"
)


@contextmanager
def quietly(db: Db) -> Iterator[None]:
    """What is written inside changes nothing for those who look at the line."""
    before = db.conn.total_changes
    yield
    rows = db.conn.total_changes - before
    if rows:
        db.conn.execute(_TABLE)
        # This row is one more. Where all of it is taken back the total is not, so that looking
        # once too often is the worst that comes of it.
        db.conn.execute(_ADD, {"rows": rows + 1})


def loud_changes(db: Db) -> int:
    """A number that grows with everything else that is written."""
    db.conn.execute(_TABLE)
    [quiet] = db.conn.execute("SELECT COALESCE(SUM(rows), 0) FROM temp.quiet").fetchone()
    return db.conn.total_changes - int(quiet)
