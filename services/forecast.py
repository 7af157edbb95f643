"""When a shot is usually ready: the line played forward, and how long clips like it are made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.job import AT_WORK, Job, JobStatus
from services.accounts import Accounts
from services.asks import Wait
from services.foreseeing import End, Outlook, Own, Reading, look, outlook_of, read
from services.lasting import UNKNOWN, lasting_of
from services.program import Program
from services.rehearsal import rehearse
from services.scene import Place
from storage import Db, turns
from storage.turns import Candidate

#: A line of so many members is long: it is not read anew for each that is added to it.
_LONG = 200
#: But once in so much time for each of its members, so that this takes a small part of all time.
_FRESH = timedelta(milliseconds=2)
#: For who only looks whether a place is told right it may be so old, and is read anew before that.
_PATIENCE, _AGING = timedelta(seconds=25), timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """A long line as it was read, its turns played."""

    outlook: Outlook
    programs: Mapping[End, Program]

    @classmethod
    def of(cls, reading: Reading) -> "Foreseen":
        """Takes some tenths of a second for a line of ten thousand, on any thread."""
        outlook = outlook_of(reading)
        programs = {end: Program(scene) for end, scene in outlook.scenes.items()}
        return cls(outlook=outlook, programs=programs)


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

    def wait(self, db: Db, job: Job, now: datetime, *, is_patient: bool = False) -> Wait:
        """The wait of one job as people are told it: nine times in ten it holds.

        `is_patient`: of a long line it may be as it was some seconds ago.
        """
        if job.status is JobStatus.QUEUED:
            return self._wait_in_line(db, job, self._look(db, now, is_patient=is_patient))
        lasts = lasting_of(db, job.shot) if job.status in AT_WORK else None
        if lasts is None or job.submitted_at is None:
            return Wait(ahead=0)
        soonest, latest = (timedelta(seconds=one) for one in lasts.nine_of_ten)
        return Wait(ahead=0, from_=job.submitted_at + soonest, until=job.submitted_at + latest)

    def is_stopped(self, db: Db, job: Job) -> bool:
        """Whether nothing of its model is handed over for now; its card says so."""
        return self._accounts.outage(db, job.shot.model) is not None

    def is_aging(self, now: datetime, waiting: int) -> bool:
        """Whether a line of so many shots is long, and was seen so long ago that those who are
        patient would soon have it read anew."""
        seen = self._seen
        return waiting >= _LONG and (seen is None or not timedelta(0) <= now - seen.now <= _AGING)

    def read(self, db: Db, now: datetime, candidates: Sequence[Candidate]) -> Reading:
        """Read all but those in line (storage.turns.candidates), for `Foreseen.of`."""
        return read(db, now, self._accounts, self._running, candidates)

    def foresee(self, _: Db, foreseen: Foreseen) -> None:
        """Tell by this from now on."""
        self._seen, self._programs = foreseen.outlook, dict(foreseen.programs)

    def _wait_in_line(self, db: Db, job: Job, seen: Outlook) -> Wait:
        known = lasting_of(db, job.shot)
        own = Own(
            candidate=turns.candidate(db, job.id),
            before=turns.own_before(db, (job.place.server_id, job.member_id), job.id),
            accounts=self._accounts.open_for(db, job.shot.model),
            lasts=known or UNKNOWN,
        )
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

    def _look(self, db: Db, now: datetime, *, is_patient: bool) -> Outlook:
        """The line now; a long one as it was a moment ago."""
        seen = self._seen
        if seen is None or not self._is_fresh(db, seen, now, is_patient=is_patient):
            seen = self._seen = look(db, now, self._accounts, self._running)
            self._programs = {}
        return seen

    def _is_fresh(self, db: Db, seen: Outlook, now: datetime, *, is_patient: bool) -> bool:
        if seen.now == now and seen.changes == turns.changes(db):
            return True
        most = max(_FRESH * seen.members, _PATIENCE if is_patient else timedelta(0))
        return seen.members >= _LONG and timedelta(0) <= now - seen.now <= most
