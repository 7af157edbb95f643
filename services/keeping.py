"""How long files are kept: by their age, and by how much all of them take on the disk.

What is owed to a channel, promised to a member, or needed by a shot or draft that has not ended is
never given up. The rows say first that a file is gone, and then it goes: a process that dies in
between leaves a stray file, which the next start sweeps.
"""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from services.drafting import DRAFT_LIVES
from services.ground import Ground
from storage import Db, drafts, kept_files

log = logging.getLogger(__name__)

#: A picture handed in longer ago belongs to no request that is still on its way.
_REQUEST_LASTS = timedelta(hours=1)
#: Files looked at or removed in one go: nobody else has the database meanwhile.
_AT_ONCE = 100


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
        """Give up what may go now.

        In portions, so that nobody waits long for the database: what dies in between goes on with
        the next time.
        """
        await self._drop_old()
        sizes = await asyncio.to_thread(self._ground.files.sizes)
        excess = sum(sizes.values()) - self._most_bytes
        if excess > 0:
            await self._make_room(sizes, excess)

    async def _drop_old(self) -> None:
        database, now = self._ground.database, self._ground.now()
        before = now - self._keep
        await self._remove(await database.transaction(self._drop_unused, now))
        is_more = True
        while is_more:
            clips, is_more = await database.transaction(kept_files.drop_old_clips, before, now)
            await self._remove(clips)
        beyond: str | None = ""
        while beyond is not None:
            pictures, beyond = await database.transaction(
                kept_files.drop_old_pictures, min(before, now - _REQUEST_LASTS), now, beyond
            )
            await self._remove(pictures)

    async def _make_room(self, sizes: dict[str, int], excess: int) -> None:
        """Give up the files that ended first, until all take no more than they may."""
        gone = 0
        now = self._ground.now()
        before, missing = now - _REQUEST_LASTS, excess
        oldest = await self._oldest_first(sizes, before)
        while missing > 0 and oldest:
            some = _of_size(oldest, sizes, missing)
            del oldest[: len(some)]
            dropped = await self._ground.database.transaction(
                kept_files.drop_expendable, some, before, now
            )
            await self._remove(dropped)
            gone += len(dropped)
            missing -= sum(sizes[sha256] for sha256 in dropped)
        log.info("made room", extra={"files": gone, "bytes": excess - missing})
        if missing > 0:
            log.warning(
                "all that is kept is owed, promised or needed, and takes more than it may",
                extra={"bytes_too_many": missing},
            )

    async def _oldest_first(self, sizes: dict[str, int], before: datetime) -> list[str]:
        """The files that may go."""
        found: list[tuple[str, str]] = []
        for some in _portions(sorted(sizes)):
            found += await self._ground.database.read(kept_files.expendable, some, before)
        return [sha256 for _, sha256 in sorted(found)]

    async def _remove(self, hashes: Sequence[str]) -> None:
        for some in _portions(hashes):
            await self._ground.database.transaction(self._remove_unwanted, some)

    def _drop_unused(self, db: Db, now: datetime) -> list[str]:
        drafts.forget_old(db, now - DRAFT_LIVES)
        return drafts.forget_unused_inputs(db, now - _REQUEST_LASTS)

    def _remove_unwanted(self, db: Db, hashes: Sequence[str]) -> None:
        # On the database's thread: nothing can come to want a file between the look and its end.
        for sha256 in hashes:
            if not kept_files.is_wanted(db, sha256):
                self._ground.files.drop(sha256)


def _portions(hashes: Sequence[str]) -> Iterator[Sequence[str]]:
    return (hashes[at : at + _AT_ONCE] for at in range(0, len(hashes), _AT_ONCE))


def _of_size(hashes: Sequence[str], sizes: Mapping[str, int], wanted: int) -> list[str]:
    """As many of the first files as take so many bytes, but no more than go in one go."""
    some: list[str] = []
    for sha256 in hashes[:_AT_ONCE]:
        if wanted <= 0:
            break
        some.append(sha256)
        wanted -= sizes[sha256]
    return some
