"""Rate limits: a bucket per route and place, and the global limit (docs: topics/rate-limits)."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import md5
from types import MappingProxyType

GLOBAL_REQUESTS = 50
"""Requests a bot may make in a second, all routes together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many requests in so many seconds."""

    requests: int
    seconds: float


DEFAULT = Limit(requests=50, seconds=1.0)
LIMITS: Mapping[str, Limit] = MappingProxyType(
    {
        "create_message": Limit(requests=5, seconds=2.0),
        "update_message": Limit(requests=5, seconds=2.0),
        "delete_message": Limit(requests=5, seconds=1.0),
        "execute_webhook": Limit(requests=5, seconds=2.0),
        "update_original_webhook_message": Limit(requests=5, seconds=2.0),
        "update_webhook_message": Limit(requests=5, seconds=2.0),
        "create_thread": Limit(requests=5, seconds=5.0),
        "create_thread_from_message": Limit(requests=5, seconds=5.0),
        "create_dm": Limit(requests=10, seconds=10.0),
    }
)
"""Where a route's limit is tighter than the default. Discord does not publish its figures; these
follow what clients see in headers, rounded to the strict side."""


@dataclass(slots=True)
class _Window:
    left: int
    ends: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A request's place in its bucket: headers to send, and how long to wait if it is full."""

    headers: dict[str, str]
    retry_after: float | None = None
    is_global: bool = False


class Buckets:
    """Counts requests in real time: a client that must wait, waits in real seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._now = monotonic
        self._limits = dict(LIMITS)
        self._windows: dict[tuple[str, str], _Window] = {}
        self._overall = _Window(left=0, ends=0.0)
        self.refused = 0

    def set_limit(self, operation: str, limit: Limit) -> None:
        """Change an operation's limit from now on."""
        self._limits[operation] = limit
        self._windows.clear()

    def take(self, operation: str, major: str, *, counts_globally: bool) -> Turn:
        """Take a turn in the operation's bucket for that place (channel, guild or webhook)."""
        now = self._now()
        if counts_globally and not self._take_overall(now):
            self.refused += 1
            wait = self._overall.ends - now
            headers = {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"}
            return Turn(headers=headers, retry_after=wait, is_global=True)
        limit = self._limits.get(operation, DEFAULT)
        window = self._window((operation, major), limit, now)
        full = window.left <= 0
        window.left = max(0, window.left - 1)
        headers = {
            "X-RateLimit-Limit": str(limit.requests),
            "X-RateLimit-Remaining": str(window.left),
            "X-RateLimit-Reset": f"{time.time() + window.ends - now:.3f}",
            "X-RateLimit-Reset-After": f"{window.ends - now:.3f}",
            "X-RateLimit-Bucket": md5(operation.encode(), usedforsecurity=False).hexdigest(),
        }
        if not full:
            return Turn(headers=headers)
        self.refused += 1
        return Turn(headers=headers | {"X-RateLimit-Scope": "user"}, retry_after=window.ends - now)

    def _take_overall(self, now: float) -> bool:
        if now >= self._overall.ends:
            self._overall = _Window(left=GLOBAL_REQUESTS, ends=now + 1.0)
        if self._overall.left <= 0:
            return False
        self._overall.left -= 1
        return True

    def _window(self, key: tuple[str, str], limit: Limit, now: float) -> _Window:
        window = self._windows.get(key)
        if window is None or now >= window.ends:
            if len(self._windows) > 5000:
                self._windows = {k: w for k, w in self._windows.items() if w.ends > now}
            window = self._windows[key] = _Window(left=limit.requests, ends=now + limit.seconds)
        return window
