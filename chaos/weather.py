"""Faults by seeded chance: at which calls of an operation trouble falls, and which."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Generic, TypeVar

Trouble = TypeVar("Trouble")

#: So many calls ahead trouble is ordered.
_AHEAD = 200


@dataclass(slots=True, kw_only=True)
class Forecaster(Generic[Trouble]):
    """Decides for the calls of one operation, by their number since the start.

    The same seed gives the same trouble at the same numbers.
    """

    chance: Random
    rate: float
    kinds: Sequence[Trouble]
    order: Callable[[Trouble, int], None]
    ordered: int = 0

    def look_ahead(self, calls: int) -> None:
        """Order what falls on the next calls; `calls` were made so far."""
        while self.ordered < calls + _AHEAD:
            self.ordered += 1
            if self.chance.random() < self.rate:
                kind = self.chance.choice(self.kinds)
                if self.ordered > calls:
                    self.order(kind, self.ordered - calls)


@dataclass(slots=True, kw_only=True)
class Weather(Generic[Trouble]):
    """All operations of one stand-in."""

    forecasters: Mapping[str, Forecaster[Trouble]]
    calls: Callable[[str], int]
    is_bad: bool = field(default=True)

    def turn(self) -> None:
        """Order the next trouble, if there is to be any."""
        if self.is_bad:
            for operation, forecaster in self.forecasters.items():
                forecaster.look_ahead(self.calls(operation))
