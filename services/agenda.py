"""What is to be looked at when: the soonest is found at once, however much there is."""

import heapq
from collections.abc import KeysView
from datetime import datetime


class Agenda:
    """One moment for each job."""

    def __init__(self) -> None:
        self._moments: dict[int, datetime] = {}
        #: In it, what was put elsewhere or taken since lies on until it comes up.
        self._heap: list[tuple[datetime, int]] = []

    @property
    def jobs(self) -> KeysView[int]:
        """The ids of all that have a moment."""
        return self._moments.keys()

    @property
    def next_at(self) -> datetime | None:
        """The soonest moment; None without any."""
        while self._heap and self._moments.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def put(self, job_id: int, at: datetime) -> None:
        """Let a job have this moment, whatever it had before."""
        self._moments[job_id] = at
        heapq.heappush(self._heap, (at, job_id))

    def advance(self, job_id: int, at: datetime) -> None:
        """Let a job that is in it have this moment if it is earlier."""
        if at < self._moments[job_id]:
            self.put(job_id, at)

    def take(self, now: datetime) -> tuple[int, datetime] | None:
        """Take out the job whose moment came first, with that; None: none has come."""
        at = self.next_at
        if at is None or at > now:
            return None
        _, job_id = heapq.heappop(self._heap)
        del self._moments[job_id]
        return job_id, at
