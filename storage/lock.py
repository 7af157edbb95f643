"""One process per data directory: a lock file held with `flock`, the holder's id inside."""

import fcntl
import os
from pathlib import Path
from typing import IO

#: The lock's name in the data directory.
LOCK = "lock"


class AlreadyHeld(Exception):
    """Another process is using this data directory."""

    def __init__(self, data_dir: Path, holder: str) -> None:
        self.data_dir = data_dir
        self.holder = holder
        super().__init__(
            f"The data directory {data_dir} is in use by process {holder or 'unknown'}. "
            "Stop that one first, or give this one its own GREENLIGHT_DATA_DIR."
        )


def holder_of(data_dir: Path) -> str | None:
    """The id of the process that uses a data directory, as far as it told; None: nobody does."""
    try:
        file = (data_dir / LOCK).open(encoding="utf-8")
    except FileNotFoundError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return file.read().strip()
    return None


class DirectoryLock:
    """Holds a directory until released or until the process dies, however it dies."""

    def __init__(self, file: IO[str], path: Path) -> None:
        self._file = file
        self._path = path

    @classmethod
    def take(cls, data_dir: Path) -> "DirectoryLock":
        """Take the directory, making it if needed. Raises AlreadyHeld, or OSError from the disk."""
        data_dir.mkdir(parents=True, exist_ok=True)
        path = data_dir / LOCK
        file = _locked(path)
        while not _is_still(file, path):
            file.close()
            file = _locked(path)
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        return cls(file, path)

    def release(self) -> None:
        """Let the next process in."""
        self._file.close()

    def remove(self) -> None:
        """Release it, and leave the directory as if it had never been taken."""
        self._path.unlink(missing_ok=True)
        self._file.close()


def _locked(path: Path) -> IO[str]:
    # Appending keeps the holder's id readable until we know that the lock is ours.
    file = path.open("a+", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        holder = file.read().strip()
        file.close()
        raise AlreadyHeld(path.parent, holder) from None
    return file


def _is_still(file: IO[str], path: Path) -> bool:
    """Whether this is the directory's lock, and not one that was removed before it was ours."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
