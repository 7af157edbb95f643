"""What a power cut leaves of a folder: only what was synced, told by every call of `os.fsync`.

A file's bytes last from its own fsync, its name from its folder's, and so upwards; a name whose
bytes were not synced is an empty file. SQLite syncs by itself (`synchronous = FULL`): of its files
all that was committed lasts, and behind the last frame of its log lies half of one that was not.
"""

import os
import random
import stat
from collections.abc import Callable
from pathlib import Path

#: A frame's head and half a page (sqlite.org/fileformat2.html, the write-ahead log).
_HALF_FRAME = 24 + 2048


class DurableDisk:
    """Watches the syncs of this process; `image` is what would be found after a power cut."""

    def __init__(self, sync: Callable[[int], None]) -> None:
        self._sync = sync
        self._bytes: dict[int, bytes] = {}
        self._names: dict[Path, dict[str, int]] = {}

    def fsync(self, handle: int) -> None:
        """In the place of `os.fsync`."""
        self._sync(handle)
        path, status = Path(f"/proc/self/fd/{handle}").readlink(), os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            self._names[path] = {one.name: one.inode() for one in os.scandir(path)}
        else:
            self._bytes[status.st_ino] = path.read_bytes()

    def image(self, data: Path, target: Path) -> None:
        """Write down what is left of a data directory."""
        self._lay_out(data, target)
        for file in data.glob("greenlight.sqlite3*"):
            # Shared memory is rebuilt from the log.
            if not file.name.endswith("-shm"):
                (target / file.name).write_bytes(file.read_bytes())
        log = target / "greenlight.sqlite3-wal"
        with log.open("ab") as torn:
            torn.write(random.Random(7).randbytes(_HALF_FRAME))

    def _lay_out(self, folder: Path, target: Path) -> None:
        target.mkdir()
        for name, inode in self._names.get(folder, {}).items():
            if name.startswith("greenlight"):
                continue
            if (folder / name) in self._names or (folder / name).is_dir():
                self._lay_out(folder / name, target / name)
            else:
                (target / name).write_bytes(self._bytes.get(inode, b""))
