"""When a shot is usually ready: from the line, the account's pace and the model's own history."""

import statistics
from datetime import datetime, timedelta

from domain.job import Job, JobStatus
from services.asks import Wait
from storage import Db, jobs

#: Fewer clips than this tell nothing about the next one.
FEWEST = 5


class Forecast:
    """Reads the line and the history; `submits_per_minute` is the account's pace."""

    def __init__(self, *, submits_per_minute: int) -> None:
        self._pace_s = 60 / submits_per_minute

    def line_s(self, db: Db) -> float:
        """How long a newcomer to the line waits for its turn, in seconds."""
        return jobs.count_waiting(db) * self._pace_s

    def wait(self, db: Db, job: Job, now: datetime) -> Wait:
        """The wait of one job as people are told it."""
        ahead = self._ahead(db, job)
        span = usual_seconds(db, job.shot.model)
        if span is None:
            return Wait(ahead=ahead)
        start = job.submitted_at or now + timedelta(seconds=ahead * self._pace_s)
        soonest, latest = span
        return Wait(
            ahead=ahead,
            from_=start + timedelta(seconds=soonest),
            until=start + timedelta(seconds=latest),
        )

    def _ahead(self, db: Db, job: Job) -> int:
        if job.status is not JobStatus.QUEUED:
            return 0
        return jobs.count_ahead(db, job.id)


def usual_seconds(db: Db, model: str) -> tuple[float, float] | None:
    """The span in which eight of ten clips of a model were ready, in seconds; None: no history."""
    history = jobs.recent_seconds(db, model)
    if len(history) < FEWEST:
        return None
    tenths = statistics.quantiles(history, n=10, method="inclusive")
    return tenths[0], tenths[-1]
