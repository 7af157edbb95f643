"""Clips that were drawn before, kept on disk for every later run.

A file's name holds what it shows (the key) and what is in it (its digest), so that a half-written
or damaged file is noticed and drawn anew. A folder that can't be used only means more drawing.
"""

import contextlib
import hashlib
import logging
import os
import tempfile
from pathlib import Path

log = logging.getLogger(__name__)

MOST_BYTES = 150_000_000
_DIGEST_LENGTH = 16


class ClipCache:
    """One folder, which several processes may use at once; it holds about `most_bytes`."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder
        self._most_bytes = most_bytes

    def take(self, key: str, path: Path) -> bool:
        """Put a copy of the clip at `path`; False when there is none that is whole."""
        with contextlib.suppress(OSError):
            for kept in self.folder.glob(f"{key}-*.mp4"):
                clip = kept.read_bytes()
                if kept.name == _name(key, clip):
                    # The clips longest unused give way first.
                    os.utime(kept)
                    path.write_bytes(clip)
                    return True
                log.info("a kept clip is damaged and is drawn anew: %s", kept.name)
                kept.unlink()
        return False

    def keep(self, key: str, path: Path) -> None:
        """Keep a copy of the clip at `path`, where that can be done."""
        try:
            clip = path.read_bytes()
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(clip, self.folder / _name(key, clip))
            self._make_room()
        except OSError as error:
            log.info("a clip is not kept for later: %s", error)

    def _write(self, clip: bytes, kept: Path) -> None:
        """Write beside the final name, so that nobody ever reads half a clip."""
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as part:
                part.write(clip)
            Path(name).replace(kept)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def _make_room(self) -> None:
        kept = []
        for entry in self.folder.iterdir():
            # Another process makes room, too.
            with contextlib.suppress(FileNotFoundError):
                kept.append((entry, entry.stat()))
        room = self._most_bytes
        for entry, facts in sorted(kept, key=lambda one: one[1].st_mtime, reverse=True):
            room -= facts.st_size
            if room < 0:
                entry.unlink(missing_ok=True)


def _name(key: str, clip: bytes) -> str:
    return f"{key}-{hashlib.sha256(clip).hexdigest()[:_DIGEST_LENGTH]}.mp4"
