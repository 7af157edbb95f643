"""The one database thread: it owns the connection, and every transaction passes through it.

A sqlite-utils Database is bound to its thread and SQLite has one writer at a time, so a second
thread would only wait. Functions given to `transaction` are plain and synchronous.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import sqlite_utils

from storage.line import PATIENCE_MS, Line
from storage.lock import DirectoryLock
from storage.migrations import migrate

P = ParamSpec("P")
T = TypeVar("T")

#: What storage functions take. Services name this type and nothing below it.
Db = sqlite_utils.Database

#: The file inside the data directory.
FILE_NAME = "greenlight.sqlite3"


#: SQLite's own result codes (sqlite.org/rescode.html) for what the disk or another program does.
#: Everything else, wrong SQL and broken constraints above all, is a fault of ours.
_OF_THE_DISK = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
_HELD = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


class StorageUnavailable(Exception):
    """The database can't be read or written just now: the disk is full, locked or failing.

    `is_held`: it is only that another program has it.
    """

    def __init__(self, words: str = "", *, is_held: bool = False) -> None:
        self.is_held = is_held
        super().__init__(words)


class Database:
    """One SQLite file behind one thread. Make it with `open`; `close` finishes what was begun."""

    def __init__(self, db: Db, executor: ThreadPoolExecutor, lock: DirectoryLock | None) -> None:
        self._db = db
        self._executor = executor
        self._lock = lock
        self._line = Line(db, executor)

    @classmethod
    async def open(cls, data_dir: Path) -> "Database":
        """Lock the data directory, open its database and bring the schema up to date.

        Raises lock.AlreadyHeld when another process uses the directory, SchemaTooNew when a
        newer version wrote the database, and StorageUnavailable when the disk does not play along.
        """
        try:
            lock = DirectoryLock.take(data_dir)
        except OSError as error:
            raise StorageUnavailable(
                f"The data directory {data_dir} can't be used: {error.strerror}."
                " Set GREENLIGHT_DATA_DIR to a folder that can be written to."
            ) from error
        executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database")
        try:
            db = await asyncio.get_running_loop().run_in_executor(
                executor, _connect, data_dir / FILE_NAME
            )
        except BaseException:
            executor.shutdown()
            lock.release()
            raise
        return cls(db, executor, lock)

    async def transaction(
        self, fn: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `fn(db, ...)` inside BEGIN IMMEDIATE; commit its return, roll back its exception.

        Once asked for, it runs to its end even if the caller is cancelled: the outcome of paid
        work must be written while shutting down too.
        """
        return await self._ask(lambda: fn(self._db, *args, **kwargs), writes=True)

    async def read(
        self, fn: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run `fn(db, ...)`, which only reads, without taking the write lock."""
        return await self._ask(lambda: fn(self._db, *args, **kwargs))

    async def close(self) -> None:
        """Finish what was begun, close the file and release the directory."""
        try:
            await self._ask(self._db.close)
        finally:
            self._executor.shutdown()
            if self._lock is not None:
                self._lock.release()

    async def _ask(self, work: Callable[[], T], *, writes: bool = False) -> T:
        try:
            answer: T = await self._line.ask(work, writes=writes)
        except sqlite3.DatabaseError as error:
            if _is_of_the_disk(error):
                raise StorageUnavailable(str(error), is_held=_code(error) in _HELD) from error
            raise
        return answer


def _is_of_the_disk(error: sqlite3.DatabaseError) -> bool:
    return _code(error) in _OF_THE_DISK


def _code(error: sqlite3.DatabaseError) -> int:
    # The low byte is the primary code, the rest says more about it. Errors of the Python module
    # itself carry none.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_lost(path: Path) -> bool:
    is_there = path.exists() and path.stat().st_size > 0
    return not is_there and any((path.parent / "files").glob("[0-9a-f][0-9a-f]/*"))


def _connect(path: Path) -> Db:
    if _is_lost(path):
        # A fresh one would begin with full credits and unspent ceilings: never silently.
        raise StorageUnavailable(
            f"{path} is gone or empty, while its files are still there. Restore it from a backup,"
            f" or move {path.parent} away to begin anew."
        )
    try:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=True)
    except sqlite3.DatabaseError as error:
        raise StorageUnavailable(f"{path.name}: {error}") from error
    try:
        return _prepare(connection)
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.DatabaseError) and _is_of_the_disk(error):
            raise StorageUnavailable(f"{path.name}: {error}") from error
        raise


def _prepare(connection: sqlite3.Connection) -> Db:
    db = Db(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    # FULL: a commit must survive power loss, since money is moved by it.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    migrate(db)
    return db
