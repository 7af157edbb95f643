"""How long clips take: fixed and quick for tests and the demo, or as long as the real service."""

import random
from dataclasses import dataclass
from typing import Protocol

from sandbox.minimax.models import Api
from sandbox.minimax.request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds in each state, before the speed factor."""

    preparing: float = 1.0
    queueing: float = 2.0
    processing: float = 5.0
    """At least this long; until the clip is drawn if that takes longer."""

    def divided(self, speed: float) -> "Timing":
        """Give the times at a speed: 2 is twice as fast."""
        return Timing(
            preparing=self.preparing / speed,
            queueing=self.queueing / speed,
            processing=self.processing / speed,
        )

    def of(self, request: Request, rng: random.Random) -> "Timing":
        """Give these times, whatever was asked for."""
        return self


class TimingSource(Protocol):
    """Tells how long a clip takes."""

    def of(self, request: Request, rng: random.Random) -> Timing:
        """Give the times of one clip, before the speed factor."""


# Seconds for the middle clip. Typical times are documented for T2V-01, I2V-01, Hailuo-02 and H3
# (1 to 7 minutes); the others are set like the nearest of these.
_TYPICAL = {
    "T2V-01": 234.0,
    "T2V-01-Director": 234.0,
    "I2V-01": 114.0,
    "I2V-01-Director": 114.0,
    "I2V-01-live": 114.0,
    "S2V-01": 234.0,
    "MiniMax-Hailuo-2.3-Fast": 70.0,
    "MiniMax-H3": 150.0,
    "MiniMax-H3-Max": 90.0,
}
_TYPICAL_BY_RESOLUTION = {"512P": 90.0, "768P": 120.0, "1080P": 240.0}
_OWN_ENGINE = 60.0
_LARGE = {"2K": 1.8, "1080P": 2.0}
_SPREAD = 0.35
_FEWEST, _MOST = 0.4, 3.0
_H3 = (60.0, 420.0)
_PREPARING, _QUEUEING = 0.02, 0.13


class LifelikeTiming:
    """Times as the real service's: log-normal around each model's typical time.

    Half of the clips take less than the typical time, few much more; H3 stays within its
    documented 1 to 7 minutes.
    """

    def of(self, request: Request, rng: random.Random) -> Timing:
        """Draw the times of one clip."""
        drawn = min(_MOST, max(_FEWEST, rng.lognormvariate(0.0, _SPREAD)))
        whole = typical_seconds(request) * drawn
        if request.model.name == "MiniMax-H3":
            whole = min(_H3[1], max(_H3[0], whole))
        return Timing(
            preparing=whole * _PREPARING,
            queueing=whole * _QUEUEING,
            processing=whole * (1 - _PREPARING - _QUEUEING),
        )


def typical_seconds(request: Request) -> float:
    """Give the time in which half of the clips like this one are done."""
    model = request.model
    if model.api is Api.VIDEOS:
        return _OWN_ENGINE
    if model.name in _TYPICAL:
        return _TYPICAL[model.name] * _LARGE.get(request.resolution, 1.0)
    return _TYPICAL_BY_RESOLUTION[request.resolution]
