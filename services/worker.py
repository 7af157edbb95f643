"""The worker: one loop for all jobs. It hands over, goes its rounds, seeks lost answers, tidies."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from domain.job import Job
from domain.policy import Timing
from services.ground import Ground
from services.incidents import Incidents
from services.keeping import Keeping
from services.reconciling import Reconciler
from services.recovery import Recovery
from services.room import Room
from services.rounds import Rounds
from services.submitting import Submitter
from services.summaries import Summaries
from services.tidying import EVERY, Tidying
from services.watching import Watcher
from storage import jobs, set_back, turns

log = logging.getLogger(__name__)

#: A clock that is put right by less is left to itself: everything is late by no more.
_SET_BACK = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What the worker does for jobs, each in its own hands."""

    recovery: Recovery
    submitter: Submitter
    watcher: Watcher
    reconciler: Reconciler
    keeping: Keeping
    room: Room
    summaries: Summaries


class Worker:
    """Drives every open job to its end. `run` until `stop`; `step` is one turn of the loop."""

    def __init__(self, ground: Ground, steps: Steps, timing: Timing) -> None:
        self._ground = ground
        self._recovery = steps.recovery
        self._submitter = steps.submitter
        self._rounds = Rounds(ground, steps.watcher, timing)
        self._reconciler = steps.reconciler
        self._room = steps.room
        self._tidying = Tidying(ground, steps.keeping, steps.summaries, timing)
        self._incidents = Incidents(ground)
        self._timing = timing
        #: By the job's id. No job is submitted and looked at at once.
        self._submits: dict[int, asyncio.Task[None]] = {}
        #: Lists being looked through, by account.
        self._seeking: dict[str, asyncio.Task[bool]] = {}
        self._next_turn: datetime | None = None
        #: What had changed when the line was last gone through: a look alone changes nothing.
        self._seen: int | None = None
        self._has_recovered = False
        #: The moment of the turn before: time only goes on, unless the clock is set back.
        self._stepped_at: datetime | None = None
        #: Held while a turn is taken, so that `stop` never overlooks one.
        self._taking_turn = asyncio.Lock()
        self._is_stopping = False

    async def run(self) -> None:
        """Take up what an earlier process left, then work until stopped."""
        try:
            while not self._is_stopping:
                is_well = await self._incidents.guard(self.step(), "looking after the line")
                self._seen = self._seen if is_well else None
                wait_s = self.idle_s() if is_well else self._timing.retry_s
                await self._ground.worker_bell.wait(wait_s)
        finally:
            # What this turn began after `stop` had looked.
            await self._break_off()

    async def stop(self) -> list[str]:
        """Hand nothing over any more and let what was sent be answered; returns what is left.

        Looks are broken off, since repeating one is free. A submit that is still unanswered after
        the deadline stays `submitting`; the next start finds it and says so.
        """
        self._is_stopping = True
        self._tidying.stop()
        self._rounds.stop()
        self._ground.worker_bell.ring()
        await self._break_off()
        async with self._taking_turn:
            left = set(self._submits.values())
        if left:
            _, left = await asyncio.wait(left, timeout=self._timing.stop_s)
        for submit in left:
            submit.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        return sorted(submit.get_name() for submit in left)

    async def _break_off(self) -> None:
        looks = self._rounds.under_way.values()
        works = {*looks, *self._seeking.values(), *self._tidying.under_way}
        for work in works:
            work.cancel()
        # Until they have ended they may still want the database.
        await asyncio.gather(*works, return_exceptions=True)

    async def step(self) -> None:
        """One turn: tidy up, hand over what may go, start the looks that are due."""
        now = self._ground.now()
        if not self._has_recovered:
            await self._recovery.run()
            self._has_recovered = True
        if self._stepped_at is not None and now < self._stepped_at - _SET_BACK:
            await self._begin_anew(now, self._stepped_at)
        self._stepped_at = now
        if self._tidying.is_due(now):
            await self._tidying.begin(now)
            self._seen = None
        changes = await self._ground.database.read(turns.changes)
        if changes != self._seen or self._is_due(now):
            self._seen = changes
            await self._adopt()
            self._rounds.start()
            await self._hand_over()
            await self._seek_lost()
        else:
            self._rounds.start()

    async def settle(self) -> None:
        """Wait until everything begun by `step` has ended; for tests that hold the clock."""
        begun = (self._submits, self._rounds.under_way, self._seeking)
        while pending := [*self._tidying.under_way, *(w for each in begun for w in each.values())]:
            await asyncio.wait(pending)

    def idle_s(self) -> float:
        """Seconds until something is due by itself; the bell may ring earlier."""
        now = self._ground.now()
        seeking = self._reconciler.next_at if not self._seeking else None
        known = (self._rounds.next_at, seeking, self._next_turn)
        moments = [now + EVERY, self._tidying.next_at or now]
        moments += [one for one in known if one is not None]
        # A clock that was set back meanwhile is noticed by then.
        return max(0.0, (min(moments) - now).total_seconds())

    def look_by(self, job_id: int, at: datetime) -> None:
        """Somebody says there is news of a job at the engine: look no later than that, and see."""
        self._rounds.hear(job_id, at, is_submitted=job_id in self._submits)

    def _is_due(self, now: datetime) -> bool:
        """Whether somebody's turn, or the time to ask about a lost answer, has come by itself."""
        moments = (self._next_turn, self._reconciler.next_at)
        return any(moment is not None and moment <= now for moment in moments)

    async def _begin_anew(self, now: datetime, before: datetime) -> None:
        """The clock was set back: what was planned by it would be waited for too long."""
        log.warning("the clock was set back by %s", before - now)
        await self._ground.database.transaction(set_back.bring_back, now)
        self._tidying.begin_anew()
        self._reconciler.begin_anew()
        self._rounds.begin_anew()
        self._ground.delivery_bell.ring()

    async def _hand_over(self) -> None:
        self._next_turn = None
        if await self._room.is_short():
            self._next_turn = self._ground.now() + timedelta(seconds=self._timing.retry_s)
            return
        is_more = True
        while is_more and not self._is_stopping:
            async with self._taking_turn:
                is_more = await self._hand_one_over()
            if is_more:
                # A start may hand over many, and what is being made must not wait for that.
                self._rounds.start()

    async def _hand_one_over(self) -> bool:
        turn = await self._submitter.take_turn()
        if not isinstance(turn, Job):
            self._next_turn = turn
            return False
        if self._is_stopping:
            await self._submitter.give_back(turn)
            return False
        submit = asyncio.create_task(self._submit(turn), name=turn.code)
        self._submits[turn.id] = submit
        submit.add_done_callback(partial(self._submitted, turn.id))
        return True

    def _submitted(self, job_id: int, ended: asyncio.Task[None]) -> None:
        # Sent back and taken up again before this one had quite ended: the newer one stays known.
        if self._submits.get(job_id) is ended:
            del self._submits[job_id]
        self._seen = None  # what it held may have kept others from being handed over

    async def _submit(self, job: Job) -> None:
        if not await self._incidents.guard(self._submitter.submit(job), f"handing over {job.code}"):
            await self._incidents.guard(self._submitter.mark_lost(job), f"closing {job.code}")
        await self._rounds.take_over(job)
        self._ground.worker_bell.ring()

    async def _seek_lost(self) -> None:
        """Look through the lists of engines that may know what became of lost answers."""
        for account in await self._reconciler.due():
            if account not in self._seeking and not self._is_stopping:
                work = self._reconciler.seek(account)
                doing = f"looking through the list of {account}"
                search = asyncio.create_task(self._incidents.guard(work, doing))
                self._seeking[account] = search
                search.add_done_callback(partial(self._sought, account))

    def _sought(self, account: str, _: asyncio.Task[bool]) -> None:
        del self._seeking[account]
        self._seen = None

    async def _adopt(self) -> None:
        """Look after running jobs that nobody looks after: after a start, or from the desk."""
        running = await self._ground.database.read(jobs.ids_at_engine)
        known = self._rounds.jobs | self._submits.keys()
        self._rounds.take_up([job_id for job_id in running if job_id not in known])
