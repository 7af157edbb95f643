"""The database thread: what commits, what does not, and what the disk's trouble becomes."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import Database, Db, FileStore, StorageUnavailable, servers
from storage.database import FILE_NAME
from storage.migrations import SchemaTooNew
from tests.storage.builders import NOON


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path)
    yield opened
    await opened.close()


def open_one(db: Db, server_id: int = 1) -> int:
    servers.open_server(db, server_id, 7, NOON)
    return server_id


async def test_a_transaction_returns_and_commits(database: Database, tmp_path: Path) -> None:
    """What the function returns comes back, and another connection sees what it wrote."""
    assert await database.transaction(open_one, server_id=5) == 5
    other = sqlite3.connect(tmp_path / FILE_NAME)
    assert other.execute("SELECT id FROM servers").fetchall() == [(5,)]
    other.close()


async def test_an_exception_rolls_everything_back(database: Database) -> None:
    """The caller's own exception comes through and nothing of the transaction stays."""

    def write_and_break(db: Db) -> None:
        open_one(db)
        raise LookupError("after writing")

    with pytest.raises(LookupError, match="after writing"):
        await database.transaction(write_and_break)
    assert await database.read(servers.open_servers) == []
    await database.transaction(open_one)
    assert await database.read(servers.open_servers) == [1]


async def test_a_cancelled_caller_still_commits(database: Database) -> None:
    """The outcome of paid work is written although whoever asked for it was cancelled."""
    begun, may_go_on = threading.Event(), threading.Event()

    def slow(db: Db) -> None:
        begun.set()
        assert may_go_on.wait(10)
        open_one(db)

    writing = asyncio.create_task(database.transaction(slow))
    await asyncio.to_thread(begun.wait, 10)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    may_go_on.set()
    assert await database.read(servers.open_servers) == [1]


async def test_a_transaction_in_the_queue_survives_its_callers_end(database: Database) -> None:
    """Cancelled before its turn came, a transaction is still carried out."""
    may_go_on = threading.Event()
    holding = asyncio.create_task(database.read(lambda _: may_go_on.wait(10)))
    await asyncio.sleep(0)
    queued = asyncio.create_task(database.transaction(open_one))
    await asyncio.sleep(0)
    queued.cancel()
    with pytest.raises(asyncio.CancelledError):
        await queued
    may_go_on.set()
    assert await holding
    assert await database.read(servers.open_servers) == [1]


async def test_close_finishes_what_was_begun(tmp_path: Path) -> None:
    """What was asked for before the close is on the disk after it; the directory is free."""
    database = await Database.open(tmp_path)
    writes = [asyncio.create_task(database.transaction(open_one, n)) for n in range(20)]
    await asyncio.sleep(0)
    await database.close()
    assert await asyncio.gather(*writes) == list(range(20))
    again = await Database.open(tmp_path)
    assert len(await again.read(servers.open_servers)) == 20
    await again.close()


async def test_a_commit_survives_power_loss(database: Database) -> None:
    """WAL with FULL: the settings money depends on are really in force on the connection."""

    def pragmas(db: Db) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [db.conn.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    assert await database.read(pragmas) == ["wal", 2, 1]


async def test_a_full_disk_is_storage_trouble_and_passes(database: Database) -> None:
    """No room: StorageUnavailable, nothing half-written, and writing works when there is room."""

    def allow(db: Db, pages: int) -> int:
        return int(db.conn.execute(f"PRAGMA max_page_count = {pages}").fetchone()[0])

    def write_much(db: Db) -> None:
        open_one(db)
        for number in range(500):
            servers.block(db, 1, number, "x" * 500, by=7, at=NOON)

    await database.read(allow, 1)
    with pytest.raises(StorageUnavailable, match="full"):
        await database.transaction(write_much)
    assert await database.read(servers.open_servers) == []
    await database.read(allow, 1_000_000)
    await database.transaction(write_much)
    assert await database.read(servers.open_servers) == [1]


async def test_a_locked_file_is_storage_trouble(database: Database, tmp_path: Path) -> None:
    """Another program holding the write lock is the disk's trouble, not a fault of ours."""
    await database.read(lambda db: db.conn.execute("PRAGMA busy_timeout = 1"))
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable, match="locked"):
        await database.transaction(open_one)
    other.execute("ROLLBACK")
    other.close()
    assert await database.transaction(open_one) == 1


async def test_a_file_damaged_while_running_is_storage_trouble(
    database: Database, tmp_path: Path
) -> None:
    """Pages that turn to rubbish under a running bot are the disk's trouble, not our fault."""
    await database.transaction(open_one)

    def forget_pages(db: Db) -> None:
        db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        db.conn.execute("PRAGMA shrink_memory").fetchall()

    await database.read(forget_pages)
    file = tmp_path / FILE_NAME
    size = file.stat().st_size
    with file.open("r+b") as raw:
        raw.seek(100)
        raw.write(b"\xa5" * (size - 100))
    with pytest.raises(StorageUnavailable):
        await database.read(servers.open_servers)
    with pytest.raises(StorageUnavailable):
        await database.transaction(open_one, 2)


@pytest.mark.parametrize(
    "content", [b"this is a text file, not a database" * 40, b"SQLite format 3\0" + b"\xff" * 4000]
)
async def test_a_file_that_is_no_database_names_itself(tmp_path: Path, content: bytes) -> None:
    """Rubbish under the database's name: the error says which file, and the directory is free."""
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(StorageUnavailable, match=FILE_NAME):
        await Database.open(tmp_path)
    (tmp_path / FILE_NAME).unlink()
    await (await Database.open(tmp_path)).close()


@pytest.mark.parametrize("is_empty", [False, True], ids=["gone", "emptied"])
async def test_a_lost_database_is_not_begun_anew(tmp_path: Path, is_empty: bool) -> None:
    """With clips still there, a fresh database would forget what was spent: it is refused."""
    database = await Database.open(tmp_path)
    await database.close()
    FileStore(tmp_path / "files").put(b"a clip")
    (tmp_path / FILE_NAME).unlink()
    if is_empty:
        (tmp_path / FILE_NAME).touch()
    with pytest.raises(StorageUnavailable, match="Restore it from a backup"):
        await Database.open(tmp_path)


async def test_a_place_that_takes_no_directory_is_storage_trouble(tmp_path: Path) -> None:
    """A data directory that can't be made is said in one sentence, not as a raw trace."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageUnavailable, match="file"):
        await Database.open(tmp_path / "file" / "data")


async def test_a_fault_of_ours_is_not_called_the_disks(database: Database) -> None:
    """Wrong SQL is a bug: were it storage trouble, an outcome would be tried again for ever."""
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        await database.transaction(lambda db: db.conn.execute("SELECT * FROM no_such"))
    with pytest.raises(sqlite3.IntegrityError):
        await database.transaction(
            lambda db: db.conn.execute("INSERT INTO servers VALUES (1, 2, 3), (1, 2, 3)")
        )


async def test_a_newer_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    """A database of a newer version is not touched, names what is unknown, frees the directory."""
    database = await Database.open(tmp_path)
    sql = "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, ?)"
    newer = ("greenlight", "9999_from_the_future", "2030-01-01")
    await database.transaction(lambda db: db.conn.execute(sql, newer).rowcount)
    await database.close()
    for _ in range(2):
        with pytest.raises(SchemaTooNew, match="9999_from_the_future"):
            await Database.open(tmp_path)


async def test_one_thread_serves_everybody(database: Database) -> None:
    """The connection is bound to its thread, so all work passes through one that is not ours."""
    idents = await asyncio.gather(*(database.read(lambda _: threading.get_ident()) for _ in "1234"))
    assert len(set(idents)) == 1
    assert idents[0] != threading.get_ident()
