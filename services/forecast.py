"""When a shot is usually ready: from the line, the account's pace and the model's own history."""

import statistics
from datetime import datetime, timedelta

from domain.job import Job, JobStatus
from services.asks import Wait
from storage import Db, jobs

#: Fewer clips than this tell nothing about the next one.
FEWEST = 5


class Forecast:
    """Reads the line and the history; `submits_per_minute` is the account's pace.

    `running_per_member`: with so many being made, a member's next shot waits for one to end.
    """

    def __init__(self, *, submits_per_minute: int, running_per_member: int) -> None:
        self._pace_s = 60 / submits_per_minute
        self._running_per_member = running_per_member

    def line_s(self, db: Db) -> float:
        """How long a newcomer to the line waits for its turn, in seconds."""
        return jobs.count_waiting(db) * self._pace_s

    def wait(self, db: Db, job: Job, now: datetime) -> Wait:
        """The wait of one job as people are told it."""
        in_line = jobs.count_ahead(db, job.id) if job.status is JobStatus.QUEUED else 0
        own = jobs.own_before(db, job) if job.status is JobStatus.QUEUED else []
        rounds = len(own) // self._running_per_member
        being_made = [moment for moment in own if moment is not None] if rounds else []
        ahead = in_line + len(being_made)
        span = usual_seconds(db, job.shot.model)
        if span is None:
            return Wait(ahead=ahead)
        turn = job.submitted_at or now + timedelta(seconds=in_line * self._pace_s)
        began = min(being_made, default=None)
        soonest, latest = (_ready(turn, began, rounds, now, one) for one in span)
        return Wait(ahead=ahead, from_=soonest, until=latest)


def _ready(
    turn: datetime, began: datetime | None, rounds: int, now: datetime, seconds: float
) -> datetime:
    """When a shot is ready if each takes so long and `rounds` of the member's own come first."""
    lasts = timedelta(seconds=seconds)
    if not rounds:
        return turn + lasts
    first_ends = max(now, began + lasts) if began else turn + lasts
    return max(turn, first_ends + (rounds - 1) * lasts) + lasts


def usual_seconds(db: Db, model: str) -> tuple[float, float] | None:
    """The span in which eight of ten clips of a model were ready, in seconds; None: no history."""
    history = jobs.recent_seconds(db, model)
    if len(history) < FEWEST:
        return None
    tenths = statistics.quantiles(history, n=10, method="inclusive")
    return tenths[0], tenths[-1]
