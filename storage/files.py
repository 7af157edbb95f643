"""Files kept by their content: written aside, checked by the caller, then renamed into place."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

#: The numbers of the OSError on a disk without room, or whose share is used up.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
#: The folder of half-written files.
ASIDE = "aside"


def disk_free(folder: Path) -> int:
    """Bytes that this process may still write to the disk of a folder."""
    return shutil.disk_usage(folder).free


class FileStore:
    """Content-addressed files under `root`; half-written ones live in `root/aside`.

    `spare_bytes`: with less free space, what is left is for clips: nothing is `put` any more.
    `free`: how much is free on the disk of a folder, in bytes. All methods are synchronous and
    touch the disk; callers on the event loop use a thread. They raise OSError (a full disk among
    them) as it comes.
    """

    def __init__(
        self, root: Path, spare_bytes: int = 0, *, free: Callable[[Path], int] = disk_free
    ) -> None:
        self.spare_bytes = spare_bytes
        self._free = free
        self._root = root
        self._aside = root / ASIDE
        self._aside.mkdir(parents=True, exist_ok=True)
        # The root's own name, without which a power cut takes all that is in it.
        sync(root.parent)
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
        sha256 = sha256_of(written)
        place = self.path(sha256)
        if not place.parent.is_dir():
            place.parent.mkdir(exist_ok=True)
            sync(self._root)
        sync(written)
        written.replace(place)
        sync(place.parent)
        return sha256

    def put(self, data: bytes) -> str:
        """Keep bytes; returns their SHA-256. Raises OSError also where only the spare is free."""
        if self.spare_bytes and self.free_bytes() - len(data) < self.spare_bytes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written = self.aside()
        try:
            written.write_bytes(data)
            return self.keep(written)
        finally:
            written.unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        """Where the content lies if it is kept."""
        return place_of(self._root, sha256)

    def free_bytes(self) -> int:
        """How much is free on this disk."""
        return self._free(self._root)

    def sizes(self) -> dict[str, int]:
        """The bytes of everything kept, by its hash."""
        found = {}
        for file in kept_in(self._root):
            try:
                found[file.name] = file.stat().st_size
            except FileNotFoundError:
                continue
        return found

    def has(self, sha256: str) -> bool:
        """Whether the content is kept."""
        return self.path(sha256).is_file()

    def has_all(self, hashes: Iterable[str]) -> bool:
        """Whether each of these contents is kept."""
        return all(self.has(sha256) for sha256 in hashes)

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
        for file in [*self._aside.iterdir(), *kept_in(self._root)]:
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


def place_of(root: Path, sha256: str) -> Path:
    """Where content lies below the root of a store."""
    return root / sha256[:2] / sha256


def kept_in(root: Path) -> Iterator[Path]:
    """Every whole file below the root of a store, without what is half-written."""
    return root.glob("[0-9a-f][0-9a-f]/*")


def sha256_of(path: Path) -> str:
    """The hash of what a file holds. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Have the disk write down a file, or the names in a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
