"""Moving up: cards of waiting shots say a new place and time when the old ones are no longer so.

Every shot in line is looked at again and again, the sooner its turn comes the oftener; what its
card said last is kept with the outbox. Bounds keep this small however long the line is: so many
looks in one go, each by itself in the database; so many edits to a channel, of which Discord takes
about five in five seconds; and no more while earlier ones have not left.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.job import Job, JobStatus
from services import outcomes
from services.agenda import Agenda
from services.asks import Wait
from services.card_said import Said
from services.forecast import Forecast, Foreseen
from services.ground import Bell, Ground
from services.incidents import Incidents
from storage import Db, jobs, turns, waiting_cards
from storage.job_rows import UnreadableRow
from storage.turns import Candidate

#: Every so often it is seen what is due.
_EVERY, _AFTER_TROUBLE = timedelta(seconds=2.5), timedelta(seconds=30)
#: Edits owed in one go to one channel, leaving half of what Discord takes to everybody else.
_MOST_TO_A_CHANNEL = 2
#: Edits that have not left: beyond that Discord is slow, and the places would be old on arrival.
_MOST_OWED = 25
#: Looks in one go at shots whose turn is near, and at the others.
_MOST_NEAR, _MOST_FAR = 20, 40
#: Cards put off in one go because their channel has no room.
_MOST_PUT_OFF = 200
#: A turn within that time is near. Such cards are looked at so often, and after an edit so late.
_NEAR = timedelta(seconds=150)
_NEAR_AGAIN, _AFTER_AN_EDIT = timedelta(seconds=6), timedelta(seconds=15)
#: The others are looked at after such a part of their wait, and no later than that.
_PART, _LONGEST = 0.1, timedelta(minutes=10)
#: A hand-over that takes longer leaves its card saying that it is in line, beside the next one's.
_LEAVES_AT_ONCE = timedelta(seconds=2)
#: Of a long line about so many are read in one go.
_MOST_READ = 1_500
#: First looks after a start are spread over so much for each shot.
_SPREAD = timedelta(seconds=0.06)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What a look found: whether the card is to be edited, and how long until the next look."""

    is_stale: bool
    is_near: bool
    again: timedelta


class MovingUp:
    """Looks at the cards of waiting shots and owes the edits; delivery sends them. `run` until
    `stop`; `step` is one go."""

    def __init__(self, ground: Ground, forecast: Forecast) -> None:
        self._ground = ground
        self._forecast = forecast
        self._incidents = Incidents(ground)
        self._bell = Bell()
        self._is_stopping = False
        #: When each waiting shot's card is to be looked at; its id is in one of the two.
        self._near, self._far = Agenda(), Agenda()
        #: Of each of them the channel its card is in.
        self._channels: dict[int, int] = {}
        self._newest = 0
        self._stepped_at: datetime | None = None

    async def run(self) -> None:
        """Look after cards until stopped."""
        while not self._is_stopping:
            doing = "looking whether cards are still right"
            is_well = await self._incidents.guard(self.step(), doing)
            if not is_well:
                # It may have broken off between two looks.
                self._begin_anew()
            await self._bell.wait((_EVERY if is_well else _AFTER_TROUBLE).total_seconds())

    def stop(self) -> None:
        """Owe nothing more."""
        self._is_stopping = True
        self._bell.ring()

    async def step(self) -> None:
        """Look at what is due and owe the edits."""
        now, database = self._ground.now(), self._ground.database
        if self._stepped_at is not None and now < self._stepped_at:
            # The clock was set back: what was planned by it would be waited for too long.
            self._begin_anew()
        self._stepped_at = now
        await self._take_up(now)
        if not self._channels:
            return
        if self._forecast.is_aging(now, len(self._channels)):
            await self._foresee(now)
        owed = await database.read(waiting_cards.owed)
        taken = Counter(self._channels.get(job_id) for job_id in owed)
        stale = await self._look(self._near, now, taken, _MOST_NEAR)
        stale += await self._look(self._far, now, taken, _MOST_FAR)
        if stale and not self._is_stopping:
            await database.transaction(self._owe, stale, now)
            self._ground.delivery_bell.ring()

    def _begin_anew(self) -> None:
        self._near, self._far = Agenda(), Agenda()
        self._channels.clear()
        self._newest = 0

    async def _take_up(self, now: datetime) -> None:
        """Shots that came into the line, after a start perhaps many, and those that leave it."""
        came = await self._ground.database.read(waiting_cards.newer, self._newest)
        for number, (job_id, channel_id) in enumerate(came.items()):
            self._channels[job_id] = channel_id
            self._far.put(job_id, now + _NEAR_AGAIN + _SPREAD * number)
            self._newest = job_id
        leave_by = now - _LEAVES_AT_ONCE
        leaving = await self._ground.database.read(waiting_cards.leaving, leave_by)
        for job_id, channel_id in leaving.items():
            self._channels[job_id] = channel_id
            if job_id in self._far.jobs:
                self._far.advance(job_id, now)
            else:
                self._near.put(job_id, now)

    async def _foresee(self, now: datetime) -> None:
        """Have a long line read in parts and played on another thread: nobody waits for that."""
        database, parts = self._ground.database, 1 + len(self._channels) // _MOST_READ
        candidates: list[Candidate] = []
        for part in range(parts):
            candidates += await database.read(turns.candidates, now, part=part, parts=parts)
        reading = await database.read(self._forecast.read, now, candidates)
        foreseen = await asyncio.to_thread(Foreseen.of, reading)
        await database.read(self._forecast.foresee, foreseen)

    async def _look(
        self, agenda: Agenda, now: datetime, taken: Counter[int | None], most: int
    ) -> list[int]:
        """Look at the cards that are due and may be edited; returns those that are to be."""
        stale: list[int] = []
        full: list[int] = []
        looks = 0
        while looks < most and len(full) < _MOST_PUT_OFF and (due := agenda.take(now)) is not None:
            job_id = due[0]
            channel_id = self._channels[job_id]
            if taken[channel_id] >= _MOST_TO_A_CHANNEL or taken.total() >= _MOST_OWED:
                full.append(job_id)
                continue
            looks += 1
            found = await self._ground.database.read(self._find, job_id, now)
            if found is None:
                del self._channels[job_id]
                continue
            if found.is_stale:
                stale.append(job_id)
                taken[channel_id] += 1
            (self._near if found.is_near else self._far).put(job_id, now + found.again)
        for job_id in full:
            agenda.put(job_id, now + _EVERY)
        return stale

    def _find(self, db: Db, job_id: int, now: datetime) -> _Found | None:
        """How a card stands; None: it is not to be looked at any more."""
        try:
            job = jobs.by_id(db, job_id)
        except UnreadableRow:
            return None
        if job.status not in (JobStatus.QUEUED, JobStatus.SUBMITTING) or job.dont_post:
            return None
        card = waiting_cards.card(db, job_id)
        if card.is_owed:
            return _Found(is_stale=False, is_near=True, again=_NEAR_AGAIN)
        if not card.is_there:
            return None
        wait = self._forecast.wait(db, job, now, is_patient=True)
        is_stale = not self._forecast.is_stopped(db, job) and not _holds(card, job, wait, now)
        left = (wait.turn_at or now) - now
        if left <= _NEAR:
            again = _AFTER_AN_EDIT if is_stale else _NEAR_AGAIN
            return _Found(is_stale=is_stale, is_near=True, again=again)
        again = min(max(_PART * left, _AFTER_AN_EDIT), _LONGEST)
        return _Found(is_stale=is_stale, is_near=False, again=again)

    def _owe(self, db: Db, stale: list[int], now: datetime) -> None:
        for job_id in stale:
            outcomes.moved_up(db, job_id, now)


def _holds(card: waiting_cards.Card, job: Job, wait: Wait, now: datetime) -> bool:
    if card.said is None:
        return False
    return Said.from_facts(card.said).still_holds(Said.of(job, wait), now)
