"""When a shot is usually ready: the line played forward, and how long clips like it are made."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.job import AT_WORK, Job, JobStatus
from services.accounts import Accounts
from services.asks import Wait
from services.foreseeing import End, Outlook, Own, look
from services.lasting import UNKNOWN, lasting_of
from services.program import Program
from services.rehearsal import rehearse
from services.scene import Place
from storage import Db, turns

#: A line of so many members is long: it is not read anew for each that is added to it.
_LONG = 200
#: But once in so much time for each of its members, so that this takes a small part of all time.
_FRESH = timedelta(milliseconds=2)


class Forecast:
    """Tells places in line and waits. Used on the database's thread alone.

    `running_per_member`: with so many being made, a member's next shot waits for one to end.
    """

    def __init__(self, accounts: Accounts, *, running_per_member: int) -> None:
        self._accounts = accounts
        self._running = running_per_member
        self._seen: Outlook | None = None
        #: The turns of the line that was seen, once they were played.
        self._programs: dict[End, Program] = {}

    def wait(self, db: Db, job: Job, now: datetime) -> Wait:
        """The wait of one job as people are told it: nine times in ten it holds."""
        if job.status is JobStatus.QUEUED:
            return self._wait_in_line(db, job, now)
        lasts = lasting_of(db, job.shot) if job.status in AT_WORK else None
        if lasts is None or job.submitted_at is None:
            return Wait(ahead=0)
        soonest, latest = (timedelta(seconds=one) for one in lasts.nine_of_ten)
        return Wait(ahead=0, from_=job.submitted_at + soonest, until=job.submitted_at + latest)

    def is_stopped(self, db: Db, job: Job) -> bool:
        """Whether nothing of its model is handed over for now; its card says so."""
        return self._accounts.outage(db, job.shot.model) is not None

    def _wait_in_line(self, db: Db, job: Job, now: datetime) -> Wait:
        known = lasting_of(db, job.shot)
        own = Own(
            candidate=turns.candidate(db, job.id),
            before=turns.own_before(db, (job.place.server_id, job.member_id), job.id),
            accounts=self._accounts.open_for(db, job.shot.model),
            lasts=known or UNKNOWN,
        )
        seen = self._look(db, now)
        soon, late = (self._place(seen, own, end) for end in End)
        own_first = seen.made_first(own.member)
        place = Wait(ahead=soon.ahead + own_first, own_first=own_first)
        if soon.turn_s is None or late.turn_s is None:
            return place
        turn_at = seen.now + timedelta(seconds=(soon.turn_s + late.turn_s) / 2)
        if known is None:
            return replace(place, turn_at=turn_at)
        soonest_s, latest_s = known.nine_of_ten
        return replace(
            place,
            turn_at=turn_at,
            from_=seen.now + timedelta(seconds=soon.turn_s + soonest_s),
            until=seen.now + timedelta(seconds=max(soon.turn_s, late.turn_s) + latest_s),
        )

    def _place(self, seen: Outlook, own: Own, end: End) -> Place:
        """Where a shot stands; in a long line by turns that are played once for all."""
        if seen.members >= _LONG:
            program = self._programs.get(end) or Program(seen.scenes[end])
            self._programs[end] = program
            queued = seen.queue(end, own)
            if program.waiting_alike(queued) >= _LONG:
                return program.place(queued, own.before)
        return rehearse(seen.scene(end, own), own.member, own.before)

    def _look(self, db: Db, now: datetime) -> Outlook:
        """The line now; a long one as it was a moment ago."""
        seen = self._seen
        if seen is None or not self._is_fresh(db, seen, now):
            seen = self._seen = look(db, now, self._accounts, self._running)
            self._programs = {}
        return seen

    def _is_fresh(self, db: Db, seen: Outlook, now: datetime) -> bool:
        if seen.now == now and seen.changes == turns.changes(db):
            return True
        most = _FRESH * seen.members
        return seen.members >= _LONG and timedelta(0) <= now - seen.now <= most
