"""How long clips are made, from how long the newest ones of their kind were: ranges, not means."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from domain.shot import Shot
from storage import Db, jobs

#: Fewer clips than this tell nothing about the next one.
FEWEST = 5
#: The same where their sizes differ: a few of one size would tell a wrong time for another. From
#: so many on, the outermost of what was seen hold nine of ten.
FEWEST_OF_ALL_SIZES = 20
#: The standard normal's point beyond which one of twenty lies.
_TWENTIETH = NormalDist().inv_cdf(0.95)
_QUARTER = NormalDist().inv_cdf(0.75)
#: However alike the known times are, the next may be some percent off.
_LEAST_SPREAD = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """How long clips are made, in seconds: nine of ten within `nine_of_ten`, half within `half`."""

    nine_of_ten: tuple[float, float]
    half: tuple[float, float]


#: What is reckoned with before anything is known: two to six minutes.
UNKNOWN = Lasting(nine_of_ten=(120.0, 360.0), half=(180.0, 300.0))


def lasting(history: Sequence[float]) -> Lasting:
    """What at least FEWEST times tell of the next one.

    Of few times their extremes tell too little, so they are taken for log-normal, which such times
    about are, and the range is that of a prediction: wider, the fewer there are.
    """
    if len(history) >= FEWEST_OF_ALL_SIZES:
        twentieths = statistics.quantiles(history, n=20)
        return Lasting(
            nine_of_ten=(twentieths[0], twentieths[-1]), half=(twentieths[4], twentieths[14])
        )
    logs = [math.log(max(seconds, 1.0)) for seconds in history]
    mean, spread = statistics.fmean(logs), max(statistics.stdev(logs), _LEAST_SPREAD)
    spread *= math.sqrt(1 + 1 / len(logs))
    wide, narrow = (_student(point, len(logs) - 1) * spread for point in (_TWENTIETH, _QUARTER))
    return Lasting(
        nine_of_ten=(math.exp(mean - wide), math.exp(mean + wide)),
        half=(math.exp(mean - narrow), math.exp(mean + narrow)),
    )


def lasting_of(db: Db, shot: Shot) -> Lasting | None:
    """How long clips like a shot are made; None: no history.

    Of its model, length and resolution if enough of these are known, else of its model.
    """
    history = _history(db, shot)
    return None if history is None else lasting(history)


def lasting_of_model(db: Db, model: str) -> Lasting:
    """How long a model's clips of any size are made, or what is reckoned with before that is known.

    Their sizes differ, so few tell only roughly.
    """
    history = jobs.recent_seconds(db, model)
    return lasting(history) if len(history) >= FEWEST else UNKNOWN


def usual_seconds(db: Db, shot: Shot) -> tuple[float, float] | None:
    """The span in which eight of ten clips like a shot were ready, in seconds; None: no history."""
    history = _history(db, shot)
    if history is None:
        return None
    # Of few clips these lie outside of what was seen: the next may well, too.
    tenths = statistics.quantiles(history, n=10)
    return max(tenths[0], min(history) / 2), tenths[-1]


def _history(db: Db, shot: Shot) -> Sequence[float] | None:
    history = jobs.recent_seconds(
        db, shot.model, duration_s=shot.duration_s, resolution=shot.resolution
    )
    if len(history) < FEWEST:
        history = jobs.recent_seconds(db, shot.model)
        if len(history) < FEWEST_OF_ALL_SIZES:
            return None
    return history


def _student(normal: float, freedom: int) -> float:
    """The point of Student's distribution for a point of the normal one, to a percent.

    Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.5.
    """
    first = (normal**3 + normal) / 4
    second = (5 * normal**5 + 16 * normal**3 + 3 * normal) / 96
    third = (3 * normal**7 + 19 * normal**5 + 17 * normal**3 - 15 * normal) / 384
    return normal + first / freedom + second / freedom**2 + third / freedom**3
