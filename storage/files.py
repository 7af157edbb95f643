"""Files kept by their content: written aside, checked by the caller, then renamed into place."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


class FileStore:
    """Content-addressed files under `root`; half-written ones live in `root/aside`.

    All methods are synchronous and touch the disk; callers on the event loop use a thread.
    They raise OSError (a full disk among them) as it comes.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._aside = root / "aside"
        self._aside.mkdir(parents=True, exist_ok=True)
        # By the disk's own clock, which the files' times are read from too.
        probe = self.aside()
        self._opened_ns = probe.stat().st_mtime_ns
        probe.unlink()

    def aside(self, suffix: str = "") -> Path:
        """A fresh empty file to write into, invisible until kept."""
        handle, name = tempfile.mkstemp(dir=self._aside, suffix=suffix)
        os.close(handle)
        return Path(name)

    def keep(self, written: Path) -> str:
        """Move a finished file to its place by content; returns its SHA-256. Durable on return."""
        sha256 = _hash(written)
        place = self.path(sha256)
        if not place.parent.is_dir():
            place.parent.mkdir(exist_ok=True)
            _sync(self._root)
        _sync(written)
        written.replace(place)
        _sync(place.parent)
        return sha256

    def put(self, data: bytes) -> str:
        """Keep bytes; returns their SHA-256."""
        written = self.aside()
        try:
            written.write_bytes(data)
            return self.keep(written)
        finally:
            written.unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        """Where the content lies if it is kept."""
        return self._root / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the content is kept."""
        return self.path(sha256).is_file()

    def read(self, sha256: str) -> bytes:
        """The kept content. Raises FileNotFoundError."""
        return self.path(sha256).read_bytes()

    def drop(self, sha256: str) -> None:
        """Forget the content; nothing happens when it is not kept."""
        self.path(sha256).unlink(missing_ok=True)

    def sweep(self, wanted: Iterable[str]) -> int:
        """Remove half-written files and all content not `wanted`; returns how many files went.

        For start-up: what a killed process left between writing a file and its row. Files written
        since this store was made belong to requests that are on their way, and stay.
        """
        keep = frozenset(wanted)
        gone = 0
        for file in [*self._aside.iterdir(), *self._root.glob("[0-9a-f][0-9a-f]/*")]:
            is_wanted = file.parent != self._aside and file.name in keep
            if not is_wanted and self._is_older(file):
                file.unlink(missing_ok=True)
                gone += 1
        return gone

    def _is_older(self, file: Path) -> bool:
        """Whether a file was last written before this store was made."""
        try:
            return file.stat().st_mtime_ns < self._opened_ns
        except FileNotFoundError:
            return False


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
