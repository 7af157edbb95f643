"""Room on the disk: while there is too little, no shots are handed over, so that none is lost.

A clip that is paid for needs a place the moment it is ready, so the last free space belongs to what
is being made. Shots in line keep their place, and their cards say so once.
"""

import asyncio
import logging
from collections.abc import Mapping

from services import notices, outcomes
from services.ground import Ground
from services.notices import Notice
from services.outages import disk_outage
from storage import Db, StorageUnavailable, pauses

log = logging.getLogger(__name__)

#: It goes on with this much more free than it stops at: a clip or two must not turn it about.
_ENOUGH_AGAIN = 1.2
#: Cards told in one go: nobody else has the database meanwhile.
_TOLD_AT_ONCE = 25


class Room:
    """Knows whether shots may be handed over, by what is free on the files' disk."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        #: None before the first look: an earlier process may have paused.
        self._is_short: bool | None = None
        #: Whether cards may be left that don't say so: those of an earlier process too.
        self._is_untold = True

    async def is_short(self) -> bool:
        """Look at the disk; what follows from a change is written down and told.

        The cards of those in line are told a portion at a time, and the worker's bell asks for the
        next. Where not even that can be written there is no room.
        """
        files = self._ground.files
        free = await asyncio.to_thread(files.free_bytes)
        if self._is_short is None:
            self._is_short = await self._ground.database.read(disk_outage) is not None
        enough = files.spare_bytes * (_ENOUGH_AGAIN if self._is_short else 1)
        try:
            if self._is_short != (free < enough):
                await self._change(free)
            if self._is_short and self._is_untold:
                await self._tell()
        except StorageUnavailable as error:
            log.warning("whether there is room can't be written down: %s", error)
            self._ground.unwritten.note(error)
            return True
        return self._is_short

    async def _change(self, free: int) -> None:
        change = self._resume if self._is_short else self._pause
        await self._ground.database.transaction(change, free)
        self._is_short = not self._is_short
        self._is_untold = self._is_short
        self._ground.delivery_bell.ring()

    async def _tell(self) -> None:
        self._is_untold = await self._ground.database.transaction(self._tell_some)
        self._ground.delivery_bell.ring()
        if self._is_untold:
            self._ground.worker_bell.ring()

    def _pause(self, db: Db, free: int) -> None:
        now = self._ground.now()
        log.warning("too little room on the disk: nothing is handed over", extra={"free": free})
        pauses.begin(db, pauses.DISK_FULL, now)
        facts: Mapping[str, object] = {"free": free, "spare": self._ground.files.spare_bytes}
        notices.tell_operator(db, self._ground.operators, Notice.DISK_FULL, now, facts=facts)

    def _tell_some(self, db: Db) -> bool:
        """Whether there may be more."""
        stopped = disk_outage(db)
        if stopped is None:
            return False
        waiting, is_more = pauses.untold(db, pauses.DISK_FULL, _TOLD_AT_ONCE)
        for job in waiting:
            outcomes.service_down(db, job, self._ground.now(), stopped)
        return is_more

    def _resume(self, db: Db, free: int) -> None:
        log.info("there is room on the disk again", extra={"free": free})
        pauses.end(db, pauses.DISK_FULL)
        notices.over(db, Notice.DISK_FULL)


async def tell_disk_trouble(ground: Ground, error: OSError) -> None:
    """Tell the operator that a clip can't be written, and what the disk says of it."""
    await ground.database.transaction(
        notices.tell_operator,
        ground.operators,
        Notice.DISK_TROUBLE,
        ground.now(),
        error.strerror or type(error).__name__,
    )
    ground.delivery_bell.ring()
