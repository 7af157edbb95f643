"""The account behind the key: its money, and how often and how much at once it may ask."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.minimax.codes import BALANCE_TOO_LOW, CONNECTION_LIMIT, RATE_LIMIT, refuse
from sandbox.minimax.models import Family


@dataclass(slots=True, kw_only=True)
class Counters:
    """What the stand-in was asked and what it charged, since the start or the last `forget`."""

    submits: int = 0
    """Create requests that arrived, whatever became of them."""
    accepted: int = 0
    """Orders made; each was charged once."""
    charged: int = 0
    """Micro-dollars, less refunds."""
    charges: int = 0
    refunds: int = 0
    queries: int = 0
    retrieves: int = 0
    downloads: int = 0
    lists: int = 0
    cancels: int = 0
    """Requests to cancel or delete, whatever became of them."""
    uploads: int = 0
    challenges: int = 0
    callbacks: int = 0
    """Status changes that were posted to somebody."""
    keys_leaked: int = 0
    """Downloads that carried an Authorization header: the key was shown to a file host."""
    by_operation: dict[str, int] = field(default_factory=dict)
    """Requests by API and operation, such as `v2.submit`."""


@dataclass(slots=True, kw_only=True)
class Limit:
    """How much one family of models takes; `None` is no limit."""

    per_minute: int | None = None
    in_flight: int | None = None


def published_limits() -> dict[Family, Limit]:
    """Give what the vendor publishes for an account; H3-Max is not published and set like H3."""
    return {
        Family.HAILUO: Limit(per_minute=20),
        Family.H3: Limit(per_minute=300, in_flight=30),
        Family.H3_MAX: Limit(per_minute=300, in_flight=30),
        Family.OWN: Limit(),
    }


class Account:
    """A balance, and a limit for each family of models."""

    def __init__(self, *, balance: int) -> None:
        self.balance = balance
        """Micro-dollars."""
        self.limits = published_limits()
        """May be changed at any time."""
        self.counters = Counters()
        self._asked: defaultdict[Family, deque[datetime]] = defaultdict(deque)

    @property
    def submits_per_minute(self) -> int | None:
        """How many create requests a minute the first API generation takes; `None` is no limit."""
        return self.limits[Family.HAILUO].per_minute

    @submits_per_minute.setter
    def submits_per_minute(self, number: int | None) -> None:
        self.limits[Family.HAILUO].per_minute = number

    def ask(self, now: datetime, family: Family = Family.HAILUO) -> None:
        """Count a request. Raises `Refusal` (rate limit) when the last minute is full."""
        asked, most = self._asked[family], self.limits[family].per_minute
        while asked and now - asked[0] >= timedelta(minutes=1):
            asked.popleft()
        if most is not None and len(asked) >= most:
            raise refuse(RATE_LIMIT)
        asked.append(now)

    def check_room(self, family: Family, in_flight: int) -> None:
        """Raise `Refusal` (connection limit) when so many orders under way leave no room."""
        most = self.limits[family].in_flight
        if most is not None and in_flight >= most:
            raise refuse(CONNECTION_LIMIT, f"{in_flight} tasks are in flight, at most {most}")

    def charge(self, price: int) -> None:
        """Take the price. Raises `Refusal` (balance too low)."""
        if price > self.balance:
            raise refuse(BALANCE_TOO_LOW)
        self.balance -= price
        self.counters.charged += price
        self.counters.charges += 1

    def refund(self, price: int) -> None:
        """Give the price back."""
        self.balance += price
        self.counters.charged -= price
        self.counters.refunds += 1
