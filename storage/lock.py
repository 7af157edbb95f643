"""One process per data directory: a lock file held with `flock`, the holder's id inside."""

import fcntl
import os
from pathlib import Path
from typing import IO

_NAME = "lock"


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
        file = (data_dir / _NAME).open(encoding="utf-8")
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

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    @classmethod
    def take(cls, data_dir: Path) -> "DirectoryLock":
        """Take the directory, making it if needed. Raises AlreadyHeld, or OSError from the disk."""
        data_dir.mkdir(parents=True, exist_ok=True)
        # Appending keeps the holder's id readable until we know that the lock is ours.
        file = (data_dir / _NAME).open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise AlreadyHeld(data_dir, holder) from None
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        return cls(file)

    def release(self) -> None:
        """Let the next process in."""
        self._file.close()
