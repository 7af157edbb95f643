"""The line before the database thread: commits are shared, failures are not."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from storage import Database, Db, StorageUnavailable, servers
from storage.line import IMPATIENCE_MS, MOST_TOGETHER, PATIENCE_MS
from tests.fresh import open_fresh
from tests.storage.builders import NOON


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await open_fresh(tmp_path)
    yield opened
    await opened.close()


def open_one(db: Db, server_id: int) -> int:
    servers.open_server(db, server_id, 7, NOON)
    return server_id


async def together(database: Database, *works: Callable[[Db], object]) -> list[object]:
    """All of them in line before the first one begins; what each returned or raised."""
    may_go_on = threading.Event()
    holding = asyncio.create_task(database.read(lambda _: may_go_on.wait(10)))
    await asyncio.sleep(0)
    asked = [asyncio.create_task(database.transaction(work)) for work in works]
    await asyncio.sleep(0)
    may_go_on.set()
    found = await asyncio.gather(*asked, return_exceptions=True)
    await holding
    return found


def opening(server_id: int) -> Callable[[Db], int]:
    return lambda db: open_one(db, server_id)


@pytest.mark.parametrize(("count", "commits"), [(1, 1), (10, 1), (MOST_TOGETHER + 1, 2)])
async def test_what_stands_in_line_together_shares_a_commit(
    database: Database, count: int, commits: int
) -> None:
    """Ten transactions cost one flush to the disk; each gets its own answer."""
    seen: list[str] = []
    await database.read(lambda db: db.conn.set_trace_callback(seen.append))
    found = await together(database, *map(opening, range(count)))
    await database.read(lambda db: db.conn.set_trace_callback(None))
    assert found == list(range(count))
    assert seen.count("COMMIT") == commits
    assert len(await database.read(servers.open_servers)) == count


async def test_one_that_fails_takes_back_only_its_own_part(database: Database) -> None:
    """Neighbours in the same commit stand; the one in between sees what came before it."""

    def write_and_break(db: Db) -> None:
        open_one(db, 2)
        raise LookupError(servers.open_servers(db))

    found = await together(database, opening(1), write_and_break, opening(3))
    assert [found[0], found[2]] == [1, 3]
    assert isinstance(found[1], LookupError)
    assert found[1].args == ([1, 2],)
    assert await database.read(servers.open_servers) == [1, 3]


async def test_nobody_hears_of_success_before_the_commit_stands(database: Database) -> None:
    """A commit that fails is everybody's failure, but for who had a reason of their own."""

    def unkept_promise(db: Db) -> int:
        db.conn.execute("PRAGMA defer_foreign_keys = ON")
        db.conn.execute(
            "INSERT INTO submits (job_id, account, boot_id, sent_at) VALUES (99, '', '', '')"
        )
        return 2

    def refuse(db: Db) -> None:
        raise LookupError

    found = await together(database, opening(1), unkept_promise, refuse, opening(3))
    kinds = [type(one) for one in found]
    assert kinds == [sqlite3.IntegrityError, sqlite3.IntegrityError, LookupError, kinds[0]]
    assert await database.read(servers.open_servers) == []
    assert await database.transaction(open_one, 4) == 4


async def test_a_full_disk_tells_each_the_truth(database: Database) -> None:
    """Whoever hears of success is on the disk, whoever is not hears of trouble."""

    def write_much(db: Db) -> int:
        for number in range(500):
            servers.block(db, 1, number, "x" * 500, by=7, at=NOON)
        return 2

    await database.read(lambda db: db.conn.execute("PRAGMA max_page_count = 1").fetchone())
    found = await together(database, opening(1), write_much, opening(3))
    assert isinstance(found[1], StorageUnavailable)
    standing = await database.read(servers.open_servers)
    for server_id, outcome in ((1, found[0]), (3, found[2])):
        assert (outcome == server_id) is (server_id in standing)
        assert outcome == server_id or isinstance(outcome, StorageUnavailable)


async def test_a_read_never_sees_what_may_be_taken_back(database: Database) -> None:
    """Reading stands between two commits, never inside one."""
    may_go_on = threading.Event()
    holding = asyncio.create_task(database.read(lambda _: may_go_on.wait(10)))
    await asyncio.sleep(0)
    inside: list[bool] = []

    def look(db: Db) -> list[int]:
        inside.append(db.conn.in_transaction)
        return servers.open_servers(db)

    first = asyncio.create_task(database.transaction(opening(1)))
    await asyncio.sleep(0)
    looked = asyncio.create_task(database.read(look))
    await asyncio.sleep(0)
    second = asyncio.create_task(database.transaction(opening(2)))
    await asyncio.sleep(0)
    may_go_on.set()
    assert await looked == [1]
    assert inside == [False]
    assert (await first, await second, await holding) == (1, 2, True)


async def test_a_cancelled_member_of_a_group_is_written_all_the_same(database: Database) -> None:
    """One caller gives up while the line stands still: all three are on the disk."""
    may_go_on = threading.Event()
    holding = asyncio.create_task(database.read(lambda _: may_go_on.wait(10)))
    await asyncio.sleep(0)
    asked = [asyncio.create_task(database.transaction(opening(n))) for n in (1, 2, 3)]
    await asyncio.sleep(0)
    asked[1].cancel()
    may_go_on.set()
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [found[0], type(found[1]), found[2]] == [1, asyncio.CancelledError, 3]
    assert await holding
    assert await database.read(servers.open_servers) == [1, 2, 3]


async def test_a_closed_database_takes_nothing(tmp_path: Path) -> None:
    """After the close every question is answered with an error, none is left waiting."""
    database = await open_fresh(tmp_path)
    await database.close()
    with pytest.raises(RuntimeError):
        await database.transaction(opening(1))


async def test_behind_a_held_database_only_the_first_waits_long(
    database: Database, tmp_path: Path
) -> None:
    """Once one has waited in vain the next are told soon; with the lock gone all is as ever."""

    def patience(db: Db) -> int:
        return int(db.conn.execute("PRAGMA busy_timeout").fetchone()[0])

    assert await database.read(patience) == PATIENCE_MS
    await database.read(lambda db: db.conn.execute("PRAGMA busy_timeout = 10"))
    other = sqlite3.connect(tmp_path / "greenlight.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    found = await together(database, *map(opening, range(2)))
    assert all(isinstance(one, StorageUnavailable) for one in found)
    assert await database.read(servers.open_servers) == []
    assert await database.read(patience) == IMPATIENCE_MS
    other.execute("ROLLBACK")
    other.close()
    assert await together(database, opening(5)) == [5]
    assert await database.read(patience) == PATIENCE_MS
