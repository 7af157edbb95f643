"""What is looked up among all shots while somebody types: by an index, however many there are."""

from collections.abc import Callable

import pytest
from sqlite_utils import Database as Db

from storage import sums
from tests.storage.builders import SERVER

LOOKS: dict[str, tuple[Callable[[Db], object], str]] = {
    "in doubt": (
        lambda db: sums.billed_in_doubt(db, 200),
        "SEARCH entries USING COVERING INDEX entries_kept (why=? AND account=?)",
    ),
    "refundable": (
        lambda db: sums.refundable(db, SERVER, 200),
        "SEARCH jobs USING INDEX jobs_with_clips (server_id=? AND status=?)",
    ),
}


@pytest.mark.parametrize(("look", "first"), LOOKS.values(), ids=LOOKS.keys())
def test_a_completion_goes_through_nothing(
    db: Db, look: Callable[[Db], object], first: str
) -> None:
    """Each key that is pressed asks anew, and the one database thread serves everybody."""
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    look(db)
    db.conn.set_trace_callback(None)
    [sql] = asked
    plan = [row[3] for row in db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert first in plan
    assert not any("SCAN" in step or "ORDER BY" in step for step in plan), plan
