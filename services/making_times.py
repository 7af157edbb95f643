"""How long clips are made, as far as looks tell: a time that a pause of ours made longer is none.

A bot that was down, or that had no answer from the engine, finds a clip long after it was ready. Of
such times the next clips would be foreseen far too late, and looked at too late as well.
"""

from datetime import datetime


class MakingTimes:
    """Kept in memory alone: after a start, what was ready before the first look is not known."""

    def __init__(self, late_s: float) -> None:
        """`late_s`: a look that comes so many seconds after its time still tells when it was."""
        self._late_s = late_s
        #: When the next look was to be, by job, since the last one that told anything.
        self._planned: dict[int, datetime] = {}
        #: How long it took until the clip was ready, by job.
        self._ready: dict[int, float] = {}

    def plan(self, job_id: int, at: datetime) -> None:
        """The clip is not ready yet; it is looked at again at that moment."""
        self._planned[job_id] = at

    def ready(self, job_id: int, submitted_at: datetime | None, now: datetime) -> None:
        """It is ready now, and was not when it was last looked at."""
        planned = self._planned.pop(job_id, None)
        if planned is None or submitted_at is None or submitted_at > now:
            return
        if (now - planned).total_seconds() <= self._late_s:
            self._ready[job_id] = (now - submitted_at).total_seconds()

    def made_s(self, job_id: int, fetch_s: float) -> float | None:
        """Seconds from the request until a clip was fetched, which took `fetch_s`; or not known."""
        ready_s = self._ready.pop(job_id, None)
        return None if ready_s is None else ready_s + fetch_s

    def forget(self, job_id: int) -> None:
        """Nobody looks at it any more."""
        self._planned.pop(job_id, None)
        self._ready.pop(job_id, None)

    def begin_anew(self) -> None:
        """The clock was set: what was planned by it tells nothing."""
        self._planned.clear()
        self._ready.clear()
