"""Discord's ids: 64-bit numbers that carry the time they were made."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
"""The moment from which snowflakes count milliseconds (docs: reference#snowflakes)."""

LARGEST = 2**63 - 1


class Snowflakes:
    """Makes ids that rise strictly, also when several fall into one millisecond."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._last = 0

    def next(self) -> int:
        """Return a new id that carries the present time."""
        self._last = max(self._last + 1, at(self._now()))
        return self._last


def at(moment: datetime) -> int:
    """Return the smallest id of that moment."""
    milliseconds = (moment - DISCORD_EPOCH) // timedelta(milliseconds=1)
    return milliseconds << 22


def time_of(snowflake: int) -> datetime:
    """Return the moment an id was made."""
    return DISCORD_EPOCH + timedelta(milliseconds=snowflake >> 22)


def parse(text: object) -> int | None:
    """Return the id a client sent as text or number, or None if it is none."""
    if isinstance(text, bool) or not isinstance(text, int | str):
        return None
    if isinstance(text, str) and not (text.isascii() and text.isdecimal() and len(text) <= 20):
        return None
    number = int(text)
    return number if 0 <= number <= LARGEST else None
