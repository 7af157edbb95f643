"""The rounds: every shot at an engine is looked after in its time, however many there are."""

import asyncio
import logging
from collections.abc import Collection, Set
from datetime import datetime, timedelta
from functools import partial

from domain.job import Job, JobStatus
from domain.policy import Timing
from services.agenda import Agenda
from services.ground import Ground
from services.incidents import Incidents
from services.watching import Watcher
from storage import jobs
from storage.job_rows import UnreadableRow
from storage.jobs import TransitionLost

log = logging.getLogger(__name__)

#: Looks at the engine under way at once: with a thousand clips in the making a hundred are due each
#: second, and an answer may take a third of one.
_MOST_LOOKS = 64
#: First polls after a start are spread over this much per job, in seconds.
_SPREAD_S = 0.05
#: A running shot whose row can't be read is tried again so seldom; only people can mend it.
_UNREADABLE_RESTS_S = 300.0


class Rounds:
    """Looks that are planned and under way. A shot is in one of the two or in neither."""

    def __init__(self, ground: Ground, watcher: Watcher, timing: Timing) -> None:
        self._ground = ground
        self._watcher = watcher
        self._incidents = Incidents(ground)
        self._timing = timing
        #: When each shot is to be looked at next.
        self._planned = Agenda()
        #: Looks that have begun, by the job's id.
        self.under_way: dict[int, asyncio.Task[None]] = {}
        #: Jobs of which there was news before their next look could be planned.
        self._look_again: dict[int, datetime] = {}
        self._is_stopping = False

    @property
    def jobs(self) -> Set[int]:
        """The ids of all shots that are looked after."""
        return self._planned.jobs | self.under_way.keys()

    @property
    def next_at(self) -> datetime | None:
        """When a look is due; None without any, and while no more may begin."""
        return self._planned.next_at if len(self.under_way) < _MOST_LOOKS else None

    def stop(self) -> None:
        """Begin no look any more."""
        self._is_stopping = True

    def begin_anew(self) -> None:
        """Plan all looks again: the clock was set back."""
        self._look_again.clear()
        self._watcher.begin_anew()
        self.take_up(list(self._planned.jobs))

    def take_up(self, job_ids: Collection[int]) -> None:
        """Look after these from now on; after a start there may be many."""
        for number, job_id in enumerate(job_ids):
            # Their first looks must not fall together.
            later = min(self._timing.poll_s, _SPREAD_S * len(job_ids)) * number / len(job_ids)
            self._planned.put(job_id, self._ground.now() + timedelta(seconds=later))

    async def take_over(self, job: Job) -> None:
        """Look after a shot whose submit has ended, however it ended."""
        wait_s = 0.0

        async def plan() -> None:
            nonlocal wait_s
            wait_s = await self._watcher.first_look_s(job)

        await self._incidents.guard(plan(), f"planning a look at {job.code}")
        self._look_in(job.id, wait_s)

    def hear(self, job_id: int, at: datetime, *, is_submitted: bool) -> None:
        """There is news of a job at the engine: look no later than that, and see.

        `is_submitted`: its submit is under way, so that it will be looked after soon.
        """
        is_planned = job_id in self._planned.jobs
        if not (is_planned or is_submitted or job_id in self.under_way):
            return
        self._watcher.heard(job_id)
        if is_planned:
            self._planned.advance(job_id, at)
            self._ground.worker_bell.ring()
        else:
            # What is under way may have seen what was before the news.
            self._look_again[job_id] = at

    def start(self) -> None:
        """Begin the looks that are due."""
        now = self._ground.now()
        while len(self.under_way) < _MOST_LOOKS and not self._is_stopping:
            due = self._planned.take(now)
            if due is None:
                return
            job_id, at = due
            log.debug("looking", extra={"job": job_id, "late_s": (now - at).total_seconds()})
            self.under_way[job_id] = look = asyncio.create_task(self._look(job_id))
            look.add_done_callback(partial(self._looked, job_id))

    def _looked(self, job_id: int, _: asyncio.Task[None]) -> None:
        del self.under_way[job_id]

    async def _look(self, job_id: int) -> None:
        next_s: float | None = self._timing.retry_s

        async def advance() -> None:
            nonlocal next_s
            next_s = await self._advance(job_id)

        async def stumbled() -> None:
            nonlocal next_s
            next_s = await self._watcher.stumbled(job_id)

        doing = f"looking after job {job_id}"
        if not await self._incidents.guard(advance(), doing):
            await self._incidents.guard(stumbled(), doing)
        if next_s is not None:
            self._look_in(job_id, next_s)
        else:
            self._look_again.pop(job_id, None)
            self._watcher.forget(job_id)
        self._ground.worker_bell.ring()

    async def _advance(self, job_id: int) -> float | None:
        """One step of one job: seconds until its next look, None when there is none."""
        try:
            job = await self._ground.database.read(jobs.by_id, job_id)
        except UnreadableRow:
            return _UNREADABLE_RESTS_S
        match job.status:
            case JobStatus.RUNNING:
                step = self._watcher.look(job)
            case JobStatus.DOWNLOADING:
                step = self._watcher.fetch(job)
            case _:
                return None
        try:
            return await step
        except TransitionLost:
            # It was taken back while it was looked at; the next look sees where it stands.
            return self._timing.retry_s

    def _look_in(self, job_id: int, wait_s: float) -> None:
        """Look then, or earlier if there was news meanwhile."""
        at = self._ground.now() + timedelta(seconds=wait_s)
        self._planned.put(job_id, min(at, self._look_again.pop(job_id, at)))
