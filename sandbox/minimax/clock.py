"""A clock that can be put forward, so that nobody waits for an hour to pass."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SandboxClock:
    """Real time plus what was skipped."""

    def __init__(self, base: Callable[[], datetime] = _utc_now) -> None:
        self._base = base
        self._skipped = timedelta()

    def now(self) -> datetime:
        """Give the aware UTC time here."""
        return self._base() + self._skipped

    def skip(self, seconds: float) -> None:
        """Put the clock forward. Raises `ValueError` for going back."""
        if seconds < 0:
            raise ValueError(f"time only goes forward here, not by {seconds} s")
        self._skipped += timedelta(seconds=seconds)
