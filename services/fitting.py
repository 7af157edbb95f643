"""A clip that is too big for its place, encoded again with fewer bits."""

import asyncio
import logging
from pathlib import Path

from media.clips import fit_clip
from media.errors import ClipError
from services.ground import Ground
from services.room import tell_disk_trouble
from storage.files import FULL

log = logging.getLogger(__name__)

#: Discord counts the whole request, so some room is left for the text around the file.
_FOR_THE_FILE = 0.97


class NoRoom(Exception):
    """The disk has no room for a smaller clip just now: try again later."""


class Fitting:
    """Makes clips fit beside the kept ones, which stay as they are."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def fit(self, clip: Path, limit: int) -> Path | None:
        """The clip in at most so many bytes, for the caller to remove; None: that can't be done.

        Raises NoRoom, which the operator is told of.
        """
        smaller: Path | None = None
        try:
            smaller = self._ground.files.aside(".mp4")
            await asyncio.to_thread(fit_clip, clip, smaller, int(limit * _FOR_THE_FILE))
        except ClipError:
            log.exception("a clip can't be made to fit")
            _forget(smaller)
            return None
        except OSError as error:
            # What was begun would fill a full disk further, one file for every new try.
            _forget(smaller)
            if error.errno not in FULL:
                raise
            log.warning("no room to make a clip fit: %s", error)
            await tell_disk_trouble(self._ground, error)
            raise NoRoom from error
        return smaller


def _forget(file: Path | None) -> None:
    if file is not None:
        file.unlink(missing_ok=True)
