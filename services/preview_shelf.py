"""Previews that were drawn already: clips kept by what was ordered, the oldest going first."""

import hashlib
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_CLIP, _WORDS = ".mp4", ".json"
#: Previews show members' pictures: what nobody looks at for so long is not kept.
_UNSEEN_S = 7 * 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """A clip that shows a plan, and which words of its prompt are in it.

    `drawn` names place, hour, weather and subject as people say it; `not_drawn` are the prompt's
    things that found no picture.
    """

    clip: Path
    drawn: tuple[str, ...] = ()
    not_drawn: tuple[str, ...] = ()


class PreviewShelf:
    """A folder that holds at most `most_bytes`, and nothing that was unseen for seven days.

    Nothing in it is missed: it can be drawn again. What is too old goes at the start and with
    every look for a preview. `now`: seconds since 1970, as files carry them. All methods
    touch the disk; callers on the event loop use a thread. They raise OSError.
    """

    def __init__(
        self,
        folder: Path,
        most_bytes: int = 200_000_000,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder.resolve()
        self._most_bytes = most_bytes
        self._now = now
        #: Two threads that make room at once would each miss what the other removes.
        self._making_room = threading.Lock()
        self._folder.mkdir(parents=True, exist_ok=True)
        for unfinished in self._folder.glob("*.part"):
            unfinished.unlink(missing_ok=True)
        for words in self._folder.glob("*" + _WORDS):
            if not words.with_suffix(_CLIP).exists():
                words.unlink(missing_ok=True)
        self._make_room()

    def aside(self) -> Path:
        """A fresh file to draw into."""
        handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
        os.close(handle)
        return Path(name)

    def find(self, key: str) -> Preview | None:
        """What was drawn under this key, if it is still there; it then counts as new."""
        self._make_room()
        clip = self._folder / (key + _CLIP)
        try:
            words = json.loads(clip.with_suffix(_WORDS).read_text(encoding="utf-8"))
            if _digest(clip) != words["sha256"]:
                return None  # a power cut left half of it
            now = self._now()
            os.utime(clip, (now, now))
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        return Preview(clip=clip, drawn=tuple(words["drawn"]), not_drawn=tuple(words["not_drawn"]))

    def keep(
        self, key: str, written: Path, drawn: tuple[str, ...], not_drawn: tuple[str, ...]
    ) -> Preview:
        """Keep a finished clip under its key, and make room for it."""
        clip = self._folder / (key + _CLIP)
        words = json.dumps({"drawn": drawn, "not_drawn": not_drawn, "sha256": _digest(written)})
        clip.with_suffix(_WORDS).write_text(words, encoding="utf-8")
        written.replace(clip)
        self._make_room()
        return Preview(clip=clip, drawn=drawn, not_drawn=not_drawn)

    def _make_room(self) -> None:
        with self._making_room:
            clips = [(path.stat(), path) for path in self._folder.glob("*" + _CLIP)]
            clips.sort(key=lambda found: found[0].st_mtime_ns)
            unseen_since = self._now() - _UNSEEN_S
            too_much = sum(stat.st_size for stat, _ in clips) - self._most_bytes
            newest = clips[-1][1] if clips else None
            for stat, path in clips:
                is_too_much = too_much > 0 and path != newest
                if not is_too_much and stat.st_mtime >= unseen_since:
                    return
                path.unlink(missing_ok=True)
                path.with_suffix(_WORDS).unlink(missing_ok=True)
                too_much -= stat.st_size


def _digest(clip: Path) -> str:
    return hashlib.sha256(clip.read_bytes()).hexdigest()
