"""What was ordered and how far it is.

Times are computed from the clock when somebody asks, so that skipped time counts at once.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sandbox.minimax.checking import Request
from sandbox.minimax.codes import INPUT_SENSITIVE, OK, OUTPUT_SENSITIVE, UNKNOWN
from sandbox.minimax.mood import Mood

LINK_LIFE = timedelta(hours=1)
"""How long a download link works, by the vendor's newer pages."""


class Status(StrEnum):
    """The vendor's words."""

    PREPARING = "Preparing"
    QUEUEING = "Queueing"
    PROCESSING = "Processing"
    SUCCESS = "Success"
    FAIL = "Fail"


FAILING_WORDS = {
    "forbidden-later": INPUT_SENSITIVE,
    "forbidden-output": OUTPUT_SENSITIVE,
    "broken-engine": UNKNOWN,
}
"""In a prompt: accepted, and then the order fails with the code."""

BILLED_FAILURES = frozenset({OUTPUT_SENSITIVE})
"""The clip was made before it was judged, so it stays charged; other failures are refunded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds in each state, before the speed factor."""

    preparing: float = 1.0
    queueing: float = 2.0
    processing: float = 5.0
    """At least this long; until the clip is drawn if that takes longer."""

    def divided(self, speed: float) -> "Timing":
        """Give the times at a speed: 2 is twice as fast."""
        return Timing(
            preparing=self.preparing / speed,
            queueing=self.queueing / speed,
            processing=self.processing / speed,
        )


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

    def status(self, now: datetime) -> Status:
        """Give the status at a time."""
        waits = None if self.hurried else self._waits(now)
        if waits is not None:
            return waits
        if self._ends_with is not None:
            return Status.FAIL
        if not self.drawing.done():
            return Status.PROCESSING
        return Status.FAIL if self._drawing_failed() else Status.SUCCESS

    def code(self, status: Status) -> int:
        """Give the `base_resp` code that goes with a status."""
        if status is not Status.FAIL:
            return OK
        return UNKNOWN if self._ends_with is None else self._ends_with

    def hurry(self) -> None:
        """Let it be done as soon as its clip is drawn."""
        self.hurried = True

    def _waits(self, now: datetime) -> Status | None:
        """What it waits in by the clock; None when its times are over."""
        age = now - self.at
        for status, seconds in (
            (Status.PREPARING, self.timing.preparing),
            (Status.QUEUEING, self.timing.queueing),
            (Status.PROCESSING, self.timing.processing + self.mood.slow_seconds),
        ):
            if age < timedelta(seconds=seconds):
                return status
            age -= timedelta(seconds=seconds)
        return None

    @property
    def _ends_with(self) -> int | None:
        return self.mood.fail_code if self.fail_code is None else self.fail_code

    def _drawing_failed(self) -> bool:
        return self.drawing.cancelled() or self.drawing.exception() is not None


def failing_code(prompt: str) -> int | None:
    """Give the code with which an order of this prompt ends, if it is to fail."""
    return next((code for word, code in FAILING_WORDS.items() if word in prompt.lower()), None)
