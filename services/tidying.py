"""Tidying up, once a minute and beside everything else: what only time brings about."""

import asyncio
from datetime import datetime, timedelta

from domain.policy import Timing
from services import notices, patience
from services.ground import Ground
from services.incidents import Incidents
from services.keeping import Keeping
from services.notices import Notice
from services.summaries import Summaries
from storage import Db, unreadable
from storage.unreadable import Portion

EVERY = timedelta(seconds=60)


class Tidying:
    """Ends what waited too long, gives up old files, sums up weeks, tells of what can't be read."""

    def __init__(
        self, ground: Ground, keeping: Keeping, summaries: Summaries, timing: Timing
    ) -> None:
        self._ground = ground
        self._keeping = keeping
        self._summaries = summaries
        self._timing = timing
        self._incidents = Incidents(ground)
        self._began_at: datetime | None = None
        # Lists of engines are read after one wait and after two more.
        self._first_pause = min(EVERY, 3 * timedelta(seconds=timing.retry_s))
        self._pause = EVERY
        #: What is being done; at most one task.
        self.under_way: set[asyncio.Task[None]] = set()
        self._is_stopping = False

    @property
    def next_at(self) -> datetime | None:
        """When it is time again; None: at once."""
        return None if self._began_at is None else self._began_at + self._pause

    def is_due(self, now: datetime) -> bool:
        """Whether it is time."""
        return self.next_at is None or self.next_at <= now

    def stop(self) -> None:
        """Begin no further portion."""
        self._is_stopping = True

    def begin_anew(self) -> None:
        """Let it be time at once: the clock was set back."""
        self._began_at = None

    async def begin(self, now: datetime) -> None:
        """End what waited too long, and begin the rest, unless that of the last time still goes on.

        It goes on beside everything else: many rows and files must not make looks late.
        """
        is_first, self._began_at = self._began_at is None, now
        self._pause = self._first_pause if is_first else EVERY
        await self._incidents.guard(self._end_waiting(), "looking what waited too long")
        # After a long time off, or a restore, everything without certainty is old: engines are
        # asked about it first, so that no clip is both free and made.
        if not is_first:
            await self._incidents.guard(self._give_back(), "looking what is without certainty")
        if not self.under_way:
            work = asyncio.create_task(self._tidy_up())
            self.under_way.add(work)
            work.add_done_callback(self.under_way.discard)

    async def _end_waiting(self) -> None:
        """A portion after the other: after a day off a whole line may have waited too long."""
        ground = self._ground
        beyond: int | None = 0
        while beyond is not None and not self._is_stopping:
            beyond = await ground.database.transaction(
                patience.end_waiting, ground, self._timing, beyond
            )
        ground.delivery_bell.ring()

    async def _give_back(self) -> None:
        await self._ground.database.transaction(patience.give_back, self._ground, self._timing)
        self._ground.delivery_bell.ring()

    async def _tidy_up(self) -> None:
        # What breaks over one thing must not keep the others from being done.
        await self._incidents.guard(self._tell_unreadable(), "reading every open shot")
        await self._incidents.guard(self._keeping.tidy(), "tidying up files")
        await self._incidents.guard(self._summaries.owe_due(), "summing up the week")

    async def _tell_unreadable(self) -> None:
        """A portion after the other: nobody else has the database meanwhile."""
        database = self._ground.database
        portion: Portion | None = unreadable.FIRST
        while portion is not None:
            codes, portion = await database.read(unreadable.codes, portion)
            if codes:
                await database.transaction(self._tell, codes)
                self._ground.delivery_bell.ring()

    def _tell(self, db: Db, codes: list[str]) -> None:
        operators, now = self._ground.operators, self._ground.now()
        for code in codes:
            notices.tell_operator(db, operators, Notice.UNREADABLE, now, code)
