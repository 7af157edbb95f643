"""When a shot is usually ready: from the line, the account's pace and the model's own history."""

import statistics
from datetime import datetime, timedelta

from domain.job import Job, JobStatus
from domain.shot import Shot
from services.accounts import Accounts
from services.asks import Wait
from storage import Db, jobs

#: Fewer clips than this tell nothing about the next one.
FEWEST = 5
#: The same where their sizes differ: a few of one size would tell a wrong time for another.
FEWEST_OF_ALL_SIZES = 20


class Forecast:
    """Reads the line and the history; the accounts give the pace.

    `running_per_member`: with so many being made, a member's next shot waits for one to end.
    """

    def __init__(self, accounts: Accounts, *, running_per_member: int) -> None:
        self._accounts = accounts
        self._running_per_member = running_per_member

    def line_s(self, db: Db, model: str) -> float:
        """How long a newcomer to the line waits for a turn with this model, in seconds."""
        return jobs.count_waiting(db) * self._pace_s(model)

    def wait(self, db: Db, job: Job, now: datetime) -> Wait:
        """The wait of one job as people are told it."""
        in_line = jobs.count_ahead(db, job.id) if job.status is JobStatus.QUEUED else 0
        own = jobs.own_before(db, job) if job.status is JobStatus.QUEUED else []
        rounds = len(own) // self._running_per_member
        being_made = [moment for moment in own if moment is not None] if rounds else []
        ahead = in_line + len(being_made)
        span = usual_seconds(db, job.shot)
        if span is None:
            return Wait(ahead=ahead)
        turn = job.submitted_at or now + timedelta(seconds=in_line * self._pace_s(job.shot.model))
        began = min(being_made, default=None)
        soonest, latest = (_ready(turn, began, rounds, now, one) for one in span)
        return Wait(ahead=ahead, from_=soonest, until=latest)

    def _pace_s(self, model: str) -> float:
        """Seconds between two turns of the accounts that make a model."""
        serving = self._accounts.serving(model)
        per_minute = sum(a.submits_per_minute for a in self._accounts if a.name in serving)
        return 60 / max(1, per_minute)


def _ready(
    turn: datetime, began: datetime | None, rounds: int, now: datetime, seconds: float
) -> datetime:
    """When a shot is ready if each takes so long and `rounds` of the member's own come first."""
    lasts = timedelta(seconds=seconds)
    if not rounds:
        return turn + lasts
    first_ends = max(now, began + lasts) if began else turn + lasts
    return max(turn, first_ends + (rounds - 1) * lasts) + lasts


def usual_seconds(db: Db, shot: Shot) -> tuple[float, float] | None:
    """The span in which eight of ten clips like a shot were ready, in seconds; None: no history.

    Of its model, length and resolution if enough of these are known, else of its model.
    """
    history = jobs.recent_seconds(
        db, shot.model, duration_s=shot.duration_s, resolution=shot.resolution
    )
    if len(history) < FEWEST:
        history = jobs.recent_seconds(db, shot.model)
        if len(history) < FEWEST_OF_ALL_SIZES:
            return None
    # Of few clips these lie outside of what was seen: the next may well, too.
    tenths = statistics.quantiles(history, n=10)
    return max(tenths[0], min(history) / 2), tenths[-1]
