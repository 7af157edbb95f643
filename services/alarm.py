"""The alarm: a word to the operator that needs no disk, for when nothing can be written down.

A notice is a row like any other, so on a full disk nobody would hear of it. What stands here is in
memory alone: once a trouble the operator is told directly, and when writing works again, by a
notice, which is the proof of it.
"""

import logging
from datetime import datetime, timedelta

from services import notices
from services.ground import Ground
from services.incidents import Incidents
from services.notices import Notice
from services.poster import Letter, OwedKind, Poster, PostError, Where
from storage import Db, StorageUnavailable

log = logging.getLogger(__name__)

#: The next trouble is told of after this long.
_APART = timedelta(hours=1)
#: Another program may hold the database for so long without anybody being called.
_HELD_FOR = timedelta(minutes=1)
#: Without a failure for so long it is tried whether writing works again.
_QUIET_FOR = timedelta(minutes=1)
_LOOKS_EVERY_S = 60.0


class Alarm:
    """Tells the operator that nothing can be written. `run` until `stop`; `step` is one look."""

    def __init__(self, ground: Ground, poster: Poster) -> None:
        self._ground = ground
        self._poster = poster
        self._incidents = Incidents(ground)
        #: When the present trouble began, and when it last showed.
        self._since: datetime | None = None
        self._last: datetime | None = None
        self._why = ""
        self._is_held = False
        self._is_told = False
        self._told_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._is_stopping = False

    async def run(self) -> None:
        """Look until stopped: at once when something could not be written, else every minute."""
        while not self._is_stopping:
            await self._incidents.guard(self.step(), "telling the operator of the disk")
            await self._ground.unwritten.bell.wait(_LOOKS_EVERY_S)

    def stop(self) -> None:
        """Let `run` return."""
        self._is_stopping = True
        self._ground.unwritten.bell.ring()

    async def step(self) -> None:
        """Take note of what could not be written; tell, or see whether it is over."""
        now = self._ground.now()
        error = self._ground.unwritten.take()
        if error is not None:
            self._since = self._since or now
            self._last, self._why, self._is_held = now, str(error), error.is_held
        if self._since is None or self._last is None:
            return
        if now - self._last >= _QUIET_FOR:
            await self._try_again(now)
        elif not self._is_told and self._may_tell(now):
            self._tried_at = now
            await self._tell(now)

    def _may_tell(self, now: datetime) -> bool:
        if self._told_at is not None and now - self._told_at < _APART:
            return False
        if self._tried_at is not None and now - self._tried_at < _QUIET_FOR:
            return False
        return not self._is_held or (self._since is not None and now - self._since >= _HELD_FOR)

    async def _tell(self, now: datetime) -> None:
        facts = {"notice": str(Notice.CANT_WRITE), "about": self._why}
        for operator in sorted(self._ground.operators):
            nonce = f"alarm-{self._ground.ids.token()[:16]}"
            letter = Letter(kind=OwedKind.OPERATOR_NOTICE, nonce=nonce, facts=facts)
            try:
                await self._poster.post(letter, Where(member_id=operator))
            except PostError as error:
                log.warning("the operator can't be told of the disk: %r", error)
            else:
                self._is_told, self._told_at = True, now

    async def _try_again(self, now: datetime) -> None:
        """Quiet may mean that nobody wanted to write anything: writing itself tells."""
        try:
            await self._ground.database.transaction(self._over, now)
        except StorageUnavailable as error:
            self._last, self._why = now, str(error)
            return
        self._since = self._last = None
        self._is_told = False
        self._ground.delivery_bell.ring()

    def _over(self, db: Db, now: datetime) -> None:
        notices.over(db, Notice.WRITES_AGAIN)
        if self._is_told:
            notices.tell_operator(db, self._ground.operators, Notice.WRITES_AGAIN, now)
