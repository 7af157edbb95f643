"""The sandbox's time: a clock handed in, plus what the driver has skipped."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def system_now() -> datetime:
    """Return the machine's time, aware, in UTC."""
    return datetime.now(UTC)


MOST_SECONDS = 100 * 365.25 * 86400
"""How far time may be moved in all: Discord's ids have room for dates up to 2154."""


class Clock:
    """Tells the sandbox's time and lets the driver move it forward.

    Links, tokens, nonces and interactions age by this clock. Rate-limit buckets do not: a client
    that waits for one waits in real seconds.
    """

    def __init__(self, now: Callable[[], datetime] = system_now) -> None:
        self._now = now
        self._skipped = timedelta(0)
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Return the sandbox's present moment, aware, in UTC."""
        return self._now() + self._skipped

    def skip(self, seconds: float) -> None:
        """Move time forward by that many seconds and tell everyone whose time may be up.

        Raises ValueError for a negative number, as ids and sequence numbers cannot run backwards,
        and for more than a hundred years.
        """
        if seconds < 0:
            raise ValueError("Time in the sandbox only moves forward.")
        if self._skipped.total_seconds() + seconds > MOST_SECONDS:
            raise ValueError("Time in the sandbox ends after a hundred years.")
        self._skipped += timedelta(seconds=seconds)
        for listener in self._listeners:
            listener()

    def on_skip(self, listener: Callable[[], None]) -> None:
        """Call the listener after every skip."""
        self._listeners.append(listener)
