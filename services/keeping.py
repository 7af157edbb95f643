"""How long files are kept: by their age, and by how much all of them take on the disk.

What is owed to a channel, promised to a member, or needed by a shot or draft that has not ended is
never given up. The rows say first that a file is gone, and then it goes: a process that dies in
between leaves a stray file, which the next start sweeps.
"""

import asyncio
import logging
from collections.abc import Collection
from datetime import timedelta

from services.drafting import DRAFT_LIVES
from services.ground import Ground
from storage import Db, drafts, jobs, kept_files

log = logging.getLogger(__name__)

#: A picture handed in longer ago belongs to no request that is still on its way.
_REQUEST_LASTS = timedelta(hours=1)


class Keeping:
    """Gives up files that are too old, then the oldest while all take more than they may.

    `keep_s`: how long a file is kept after the end of its last shot, in seconds; `most_bytes`: how
    much all files may take.
    """

    def __init__(self, ground: Ground, *, keep_s: float, most_bytes: int) -> None:
        self._ground = ground
        self._keep = timedelta(seconds=keep_s)
        self._most_bytes = most_bytes

    async def tidy(self) -> None:
        """Give up what may go now."""
        old = await self._ground.database.transaction(self._drop_old)
        await self._remove(old)
        sizes = await asyncio.to_thread(self._ground.files.sizes)
        excess = sum(sizes.values()) - self._most_bytes
        if excess > 0:
            await self._make_room(sizes, excess)

    async def _make_room(self, sizes: dict[str, int], excess: int) -> None:
        gone = await self._ground.database.transaction(self._drop_oldest, sizes, excess)
        await self._remove(gone)
        freed = sum(sizes[sha256] for sha256 in gone)
        log.info("made room", extra={"files": len(gone), "bytes": freed})
        if freed < excess:
            log.warning(
                "all that is kept is owed, promised or needed, and takes more than it may",
                extra={"bytes_too_many": excess - freed},
            )

    async def _remove(self, hashes: Collection[str]) -> None:
        if hashes:
            await self._ground.database.transaction(self._remove_unwanted, hashes)

    def _drop_old(self, db: Db) -> list[str]:
        now = self._ground.now()
        before = now - self._keep
        drafts.forget_old(db, now - DRAFT_LIVES)
        unused = drafts.forget_unused_inputs(db, now - _REQUEST_LASTS)
        pictures = kept_files.drop_old_pictures(db, min(before, now - _REQUEST_LASTS), now)
        return [*unused, *pictures, *jobs.drop_old_clips(db, before, now)]

    def _drop_oldest(self, db: Db, sizes: dict[str, int], excess: int) -> list[str]:
        gone: list[str] = []
        now = self._ground.now()
        for sha256 in kept_files.expendable(db, now - _REQUEST_LASTS):
            if excess <= 0:
                break
            # One that is not there any more makes no room.
            if sha256 in sizes:
                gone.append(sha256)
                excess -= sizes[sha256]
        kept_files.drop(db, gone, now)
        return gone

    def _remove_unwanted(self, db: Db, hashes: Collection[str]) -> None:
        # On the database's thread: nothing can come to want a file between the look and its end.
        for sha256 in hashes:
            if not kept_files.is_wanted(db, sha256):
                self._ground.files.drop(sha256)
