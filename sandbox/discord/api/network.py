"""The network between the bot and this Discord: slow or lossy on demand, by seeded chance."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random


class Loss(StrEnum):
    """What a lossy network takes away."""

    REQUEST = "requests"
    ANSWER = "answers"
    CONNECTION = "connections"


@dataclass(slots=True)
class Network:
    """How long things take, in seconds, and how often they are lost, from 0 to 1."""

    chance: Random
    delay: float = 0.0
    delays: dict[str, float] = field(default_factory=dict)
    event_delay: float = 0.0
    rates: dict[Loss, float] = field(default_factory=dict)
    lost: Counter[Loss] = field(default_factory=Counter)

    def delay_of(self, operation: str) -> float:
        """Return how long a call of the operation travels."""
        return self.delays.get(operation, self.delay)

    def loses(self, what: Loss) -> bool:
        """Decide whether this one is lost, and count it if so."""
        rate = self.rates.get(what, 0.0)
        if not rate or self.chance.random() >= rate:
            return False
        self.lost[what] += 1
        return True
