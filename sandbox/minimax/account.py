"""The account behind the key: its money and how often it may ask."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.minimax.codes import BALANCE_TOO_LOW, RATE_LIMIT, refuse


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
    keys_leaked: int = 0
    """Downloads that carried an Authorization header: the key was shown to a file host."""


class Account:
    """A balance and a limit of requests a minute."""

    def __init__(self, *, balance: int, submits_per_minute: int | None) -> None:
        self.balance = balance
        """Micro-dollars."""
        self.submits_per_minute = submits_per_minute
        """`None` is no limit."""
        self.counters = Counters()
        self._asked: deque[datetime] = deque()

    def ask(self, now: datetime) -> None:
        """Count a request. Raises `Refusal` (rate limit) when the last minute is full."""
        while self._asked and now - self._asked[0] >= timedelta(minutes=1):
            self._asked.popleft()
        if self.submits_per_minute is not None and len(self._asked) >= self.submits_per_minute:
            raise refuse(RATE_LIMIT)
        self._asked.append(now)

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
