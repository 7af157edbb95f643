"""Jobs that have not ended and whose rows can't be read, looked for a portion at a time.

Reading all of thousands of rows takes long, and everybody else waits for the database meanwhile.
"""

from typing import NamedTuple

from domain.job import OPEN, JobStatus
from storage import Db
from storage.job_rows import sift
from storage.jobs import IS_OPEN

_MOST = 250


class Portion(NamedTuple):
    """What is still to be looked at: jobs of these states, of the first one beyond an id."""

    statuses: tuple[JobStatus, ...]
    after: int = 0


FIRST = Portion(tuple(sorted(OPEN)))


def codes(db: Db, portion: Portion) -> tuple[list[str], Portion | None]:
    """The codes in a portion, and the portion that follows; None: that was the last."""
    status, rest = portion.statuses[0], portion.statuses[1:]
    beyond = f"{IS_OPEN} AND jobs.status = ? AND jobs.id > ?"
    sql = f"SELECT id FROM jobs WHERE {beyond} ORDER BY id LIMIT ?"
    ids = [row[0] for row in db.conn.execute(sql, (status, portion.after, _MOST))]
    if not ids:
        return [], Portion(rest) if rest else None
    _, found = sift(db, f"WHERE {beyond} AND jobs.id <= ?", (status, portion.after, ids[-1]))
    return found, Portion(portion.statuses, ids[-1])
