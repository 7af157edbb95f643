"""What was ordered and how far it is.

Times are computed from the clock when somebody asks, so that skipped time counts at once.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sandbox.minimax.codes import INPUT_SENSITIVE, OK, OUTPUT_SENSITIVE, UNKNOWN
from sandbox.minimax.models import Api
from sandbox.minimax.mood import Mood
from sandbox.minimax.request import Request
from sandbox.minimax.timing import Timing

LINK_LIFE = timedelta(hours=1)
"""How long a download link works, by the vendor's newer pages."""

MEMORY = timedelta(days=7)
"""How long the second API generation tells about an order."""


class Status(StrEnum):
    """The vendor's words; the second API generation has others for the same states."""

    PREPARING = "Preparing"
    QUEUEING = "Queueing"
    PROCESSING = "Processing"
    SUCCESS = "Success"
    FAIL = "Fail"
    CANCELLED = "Cancelled"
    """Not on the first API generation, where nothing can be cancelled."""


ENDS = frozenset({Status.SUCCESS, Status.FAIL, Status.CANCELLED})

FAILING_WORDS = {
    "forbidden-later": INPUT_SENSITIVE,
    "forbidden-output": OUTPUT_SENSITIVE,
    "broken-engine": UNKNOWN,
}
"""In a prompt: accepted, and then the order fails with the code."""

BILLED_FAILURES = frozenset({OUTPUT_SENSITIVE})
"""The clip was made before it was judged, so it stays charged; other failures are refunded."""


@dataclass(slots=True, kw_only=True)
class Order:
    """One accepted request: charged when it was accepted, drawn at once."""

    remote_task_id: str
    file_id: int
    request: Request
    price: int
    """Micro-dollars charged."""
    at: datetime
    timing: Timing
    size: tuple[int, int]
    drawing: "asyncio.Task[Path]"
    fail_code: int | None = None
    """With which code it ends, whatever the mood; `None` lets the mood decide."""
    mood: Mood = field(default_factory=Mood)
    refunded: bool = False
    hurried: bool = False
    """Whether it waits for nothing but its drawing, however slow the mood."""
    drawn_at: datetime | None = None
    cancelled_at: datetime | None = None
    deleted: bool = False
    """Whether its owner had its record removed; the file and the charge stay."""

    @property
    def api(self) -> Api:
        """By which API it came."""
        return self.request.model.api

    def status(self, now: datetime) -> Status:
        """Give the status at a time."""
        if self.cancelled_at is not None:
            return Status.CANCELLED
        age = now - self.at
        for status, seconds in self._stages():
            if age < timedelta(seconds=seconds):
                return status
            age -= timedelta(seconds=seconds)
        if self._ends_with is not None:
            return Status.FAIL
        if not self.drawing.done():
            return Status.PROCESSING
        return Status.FAIL if self._drawing_failed() else Status.SUCCESS

    def code(self, status: Status) -> int:
        """Give the code that goes with a status."""
        if status is not Status.FAIL:
            return OK
        return UNKNOWN if self._ends_with is None else self._ends_with

    def changed_at(self, now: datetime) -> datetime:
        """Tell since when its status is what it is."""
        if self.cancelled_at is not None:
            return self.cancelled_at
        passed = [moment for moment in self._moments() if moment <= now]
        since = passed[-1] if passed else self.at
        if self.drawn_at is not None and self.status(now) is Status.SUCCESS:
            return max(since, self.drawn_at)
        return since

    def next_change(self, now: datetime) -> datetime | None:
        """Tell when the clock alone changes the status next; `None` when it will not."""
        return next((moment for moment in self._moments() if moment > now), None)

    def progress(self, now: datetime) -> int:
        """Tell how much of the work is done, in percent."""
        status = self.status(now)
        if status is not Status.PROCESSING:
            return 100 if status is Status.SUCCESS else 0
        begin, end = self._moments()[1:]
        whole = (end - begin).total_seconds()
        share = (now - begin).total_seconds() / whole if whole else 1.0
        return min(99, int(100 * share))

    def hurry(self) -> None:
        """Let it be done as soon as its clip is drawn."""
        self.hurried = True

    @property
    def _ends_with(self) -> int | None:
        return self.mood.fail_code if self.fail_code is None else self.fail_code

    def _stages(self) -> tuple[tuple[Status, float], ...]:
        if self.hurried:
            return ((Status.PREPARING, 0.0), (Status.QUEUEING, 0.0), (Status.PROCESSING, 0.0))
        return (
            (Status.PREPARING, self.timing.preparing),
            (Status.QUEUEING, self.timing.queueing),
            (Status.PROCESSING, self.timing.processing + self.mood.slow_seconds),
        )

    def _moments(self) -> tuple[datetime, datetime, datetime]:
        """When it leaves each of the three stages."""
        first, second, third = (timedelta(seconds=seconds) for _, seconds in self._stages())
        return self.at + first, self.at + first + second, self.at + first + second + third

    def _drawing_failed(self) -> bool:
        return self.drawing.cancelled() or self.drawing.exception() is not None


def failing_code(prompt: str) -> int | None:
    """Give the code with which an order of this prompt ends, if it is to fail."""
    return next((code for word, code in FAILING_WORDS.items() if word in prompt.lower()), None)
