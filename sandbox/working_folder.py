"""Where a sandbox keeps its files: a folder that a person named, or one that is thrown away.

A thrown-away folder goes when its process ends. After a kill -9 it stays; so each holds a file
that its process keeps locked, and whoever comes next removes the folders that nobody holds: the
system lets go of a lock when its process ends, however it ends.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sandbox.bootstrap import try_lock

PREFIX = "greenlight-run-"
LOCK = "in-use.lock"


class FolderUnusable(OSError):
    """The folder that was named cannot hold the data; the message says why, and what would do."""


class ThrowAwayFolder:
    """An empty folder of our own, held until `remove`, or until the process ends."""

    def __init__(self, base: Path | None = None) -> None:
        """Make it, and remove what killed processes left beside it."""
        home = base or Path(tempfile.gettempdir())
        remove_abandoned(home)
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=home))
        self._lock = _lock_unseen(self.path)

    def remove(self) -> None:
        """Remove the folder and all that is in it."""
        shutil.rmtree(self.path)
        self._lock.close()


@contextlib.contextmanager
def working_folder(wanted: Path | None = None) -> Iterator[Path]:
    """The folder a person named, kept afterwards; without a name one that is thrown away.

    Raises FolderUnusable.
    """
    if wanted is None:
        folder = ThrowAwayFolder()
        try:
            yield folder.path
        finally:
            folder.remove()
        return
    with _held(wanted):
        yield wanted.resolve()


def remove_abandoned(base: Path) -> None:
    """Remove the throw-away folders in `base` that no process holds; those of others stay."""
    for folder in base.glob(f"{PREFIX}*"):
        # No lock yet: it is being made at this moment.
        with contextlib.suppress(OSError), (folder / LOCK).open("r+b") as lock:
            if try_lock(lock):
                # What cannot be removed now can be tried again next time.
                shutil.rmtree(folder, ignore_errors=True)


def _lock_unseen(folder: Path) -> IO[bytes]:
    """Lock a file before it has the name by which others look for it."""
    made = folder / f"{LOCK}.new"
    lock = made.open("x+b")
    try_lock(lock)
    made.rename(folder / LOCK)
    return lock


@contextlib.contextmanager
def _held(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / LOCK).open("a+b")
    except (FileExistsError, NotADirectoryError):
        raise FolderUnusable(
            f"{folder} is not a folder, or lies below a file. Name a folder (it need not exist),"
            " or leave --data away: then the data is thrown away at the end."
        ) from None
    except OSError as error:
        raise FolderUnusable(
            f"Nothing can be written to {folder}: {error.strerror}. Name another folder, or leave"
            " --data away: then the data is thrown away at the end."
        ) from error
    with lock:
        if not try_lock(lock):
            raise FolderUnusable(
                f"Another sandbox keeps its data in {folder} and still runs. End that one, or"
                " name another folder."
            )
        yield
