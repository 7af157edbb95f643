"""When a shot is usually ready: the line played forward, and how long clips like it are made."""

from datetime import datetime, timedelta

from domain.job import AT_WORK, Job, JobStatus
from services.accounts import Accounts
from services.asks import Wait
from services.foreseeing import End, look
from services.lasting import UNKNOWN, lasting_of
from services.rehearsal import rehearse
from storage import Db, turns


class Forecast:
    """Tells places in line and waits.

    `running_per_member`: with so many being made, a member's next shot waits for one to end.
    """

    def __init__(self, accounts: Accounts, *, running_per_member: int) -> None:
        self._accounts = accounts
        self._running = running_per_member

    def wait(self, db: Db, job: Job, now: datetime) -> Wait:
        """The wait of one job as people are told it: nine times in ten it holds."""
        if job.status is JobStatus.QUEUED:
            return self._wait_in_line(db, job, now)
        lasts = lasting_of(db, job.shot) if job.status in AT_WORK else None
        if lasts is None or job.submitted_at is None:
            return Wait(ahead=0)
        soonest, latest = (timedelta(seconds=one) for one in lasts.nine_of_ten)
        return Wait(ahead=0, from_=job.submitted_at + soonest, until=job.submitted_at + latest)

    def _wait_in_line(self, db: Db, job: Job, now: datetime) -> Wait:
        member = (job.place.server_id, job.member_id)
        known = lasting_of(db, job.shot)
        seen = look(db, job, now, known or UNKNOWN, self._accounts, self._running)
        own_before = turns.own_before(db, member, job.id)
        soon, late = (rehearse(seen.scene(end), member, own_before) for end in End)
        ahead = soon.ahead + seen.own_ahead()
        if soon.turn_s is None or late.turn_s is None:
            return Wait(ahead=ahead)
        turn_at = now + timedelta(seconds=(soon.turn_s + late.turn_s) / 2)
        if known is None:
            return Wait(ahead=ahead, turn_at=turn_at)
        soonest_s, latest_s = known.nine_of_ten
        return Wait(
            ahead=ahead,
            turn_at=turn_at,
            from_=now + timedelta(seconds=soon.turn_s + soonest_s),
            until=now + timedelta(seconds=max(soon.turn_s, late.turn_s) + latest_s),
        )
