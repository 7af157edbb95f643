"""What a benchmark reports."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One line: what was measured, what came out, what we aim at."""

    name: str
    text: str
    aim: str = ""

    def __str__(self) -> str:
        aim = f"   [aim: {self.aim}]" if self.aim else ""
        return f"{self.name:<24} {self.text}{aim}"


def part_of(count: int, share: float) -> int:
    """So many of a measurement's rounds, at least one: a small share only shows that it runs."""
    return max(1, round(count * share))


def percentile(values: Sequence[float], percent: int) -> float:
    """The smallest value that `percent` of a hundred values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
