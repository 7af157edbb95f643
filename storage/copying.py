"""What holds while data is copied: nobody else may read it, and what fails names where it went."""

import contextlib
import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from storage.files import FULL

#: Only what is written to can fail with these.
_OF_THE_TARGET = FULL | {errno.EROFS, errno.EFBIG}


@contextlib.contextmanager
def privately() -> Iterator[None]:
    """What is made inside can be read by its owner alone. For a process with nothing else to do:
    the mask is the whole process's."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


@contextlib.contextmanager
def writing_to(target: Path) -> Iterator[None]:
    """A disk without room is the target's, though Python names the file that was read, or none.

    SQLite's word for it is raised as the OSError that it was.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _OF_THE_TARGET or error.filename is None:
            raise OSError(error.errno, error.strerror, str(target)) from error
        raise
    except sqlite3.Error as error:
        if not _is_full(error):
            raise
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target)) from error


@contextlib.contextmanager
def unfinished(beside: Path, name: str) -> Iterator[Path]:
    """A new folder whose name begins so; what was not moved out of it is thrown away at the end."""
    made = Path(tempfile.mkdtemp(dir=beside, prefix=name))
    try:
        yield made
    finally:
        # Python 3.11's TemporaryDirectory would first make linked files writable, the bot's own.
        shutil.rmtree(made, ignore_errors=True)


def _is_full(error: sqlite3.Error) -> bool:
    """Whether SQLite found no room on a disk."""
    # The low byte is the primary code. Errors of the Python module itself carry none.
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) == sqlite3.SQLITE_FULL
