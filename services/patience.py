"""What only time brings about: credits that come back, and shots that waited in vain."""

from datetime import timedelta

from domain.job import JobStatus
from domain.policy import Timing
from services import outcomes
from services.ground import Ground
from storage import Db, jobs


def give_back(db: Db, ground: Ground, timing: Timing) -> None:
    """Give credits back for what is without certainty too long; it goes on being looked for."""
    now = ground.now()
    for job in jobs.with_status(db, JobStatus.UNCONFIRMED):
        asked_at = job.submitted_at or job.created_at
        patience = timedelta(seconds=timing.unconfirmed_release_s)
        if not job.credits_returned and now - asked_at > patience:
            outcomes.still_unconfirmed(db, job, now)


def end_waiting(db: Db, ground: Ground, timing: Timing, beyond: int) -> int | None:
    """End a portion of what stood in line too long: nobody wants it paid so late unasked.

    The portion begins `beyond` an id; returns where the next one does, or None after the last.
    """
    now = ground.now()
    before = now - timedelta(seconds=timing.give_up_s)
    found, beyond_these = jobs.in_line_since(db, before, beyond)
    for job in found:
        outcomes.waited_too_long(db, job, now)
    return beyond_these
