"""Chance that costs little: thousands of small decisions, each the same for the same key."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

_ALL = (1 << 64) - 1


class Chance:
    """A stream of numbers told by its key alone (SplitMix64, which mixes well and starts at once).

    numpy's generators take twenty times as long to start, and every tree has a stream of its own.
    """

    __slots__ = ("_state",)

    def __init__(self, *key: int) -> None:
        state = 0
        for part in key:
            state = _mixed((state ^ (part & _ALL)) + 0x9E3779B97F4A7C15)
        self._state = state

    def random(self) -> float:
        """Give a number from 0 up to 1."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & _ALL
        return (_mixed(self._state) >> 11) / 2.0**53

    def uniform(self, low: float, high: float) -> float:
        """Give a number between two."""
        return low + (high - low) * self.random()

    def pick(self, choices: Sequence[T]) -> T:
        """Give one of several."""
        return choices[int(self.random() * len(choices))]


def _mixed(value: int) -> int:
    value &= _ALL
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & _ALL
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & _ALL
    return value ^ (value >> 31)
