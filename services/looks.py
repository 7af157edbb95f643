"""When to look at a clip in the making: seldom while none is ever ready, closely once most are.

How long a model takes is about log-normal, so two numbers describe it: the times in which one of
ten and nine of ten clips were ready. Looks then stand apart by one over the square root of the
hazard (the chance of ending in the next second of what has not ended yet), which costs the fewest
looks for a given mean delay (Keller, "Optimum checking schedules for systems subject to random
failure", Management Science 21, 1974). That delay is what is kept: half of `poll_s`, as it would be
with a look every `poll_s`.
"""

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from statistics import NormalDist

#: Two looks at one shot are at least this part of `poll_s` apart, so that an account's looks a
#: minute stay bounded, and after the first at most that, however little is expected.
LEAST_APART, MOST_APART = 0.5, 1.7
#: A planned look is left out if it would come so soon after another, as a part of `poll_s`.
_TOO_SOON = 0.25
#: However alike the known times are, the next may be some percent off.
_LEAST_SPREAD = 0.05
#: The part of a log-normal between its tenths, in standard deviations.
_TENTHS_APART = NormalDist().inv_cdf(0.9) - NormalDist().inv_cdf(0.1)
#: Planned from here to there, in standard deviations; later looks come every `poll_s`.
_FROM, _TO = -3.0, 2.5
_STEPS = 160
_HALVINGS = 12


def next_look_s(span: tuple[float, float] | None, age_s: float, poll_s: float) -> float:
    """Seconds from now to the next look at a shot that was handed over `age_s` ago.

    `span`: in how many seconds one of ten and nine of ten such clips were known to be ready; None
    when nothing is known, which leaves a look every `poll_s`.
    """
    if span is None:
        return poll_s
    planned = plan(span, poll_s)
    number = bisect_left(planned, age_s + _TOO_SOON * poll_s)
    return planned[number] - age_s if number < len(planned) else poll_s


# Kept because every look of every shot asks for it, and the history changes once a clip.
@lru_cache(maxsize=256)
def plan(span: tuple[float, float], poll_s: float) -> Sequence[float]:
    """The moments of all looks, in seconds since a shot was handed over."""
    # A clip was made up to a look before it was known to be; without this, late looks would make
    # the history longer, and that the next looks later still.
    tenths = [max(known - poll_s, known / 2) for known in span]
    chances = _chances(math.log(tenths[0]), math.log(tenths[1]))
    closest, widest = 1e-2, 1e2
    for _ in range(_HALVINGS):
        apart = math.sqrt(closest * widest)
        if _mean_delay_s(_looks(chances, apart, poll_s), chances, poll_s) > poll_s / 2:
            widest = apart
        else:
            closest = apart
    return _looks(chances, closest, poll_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A short span of time: when it ends, how long it is, and what may end in it."""

    at_s: float
    seconds: float
    #: Of all clips, and of those not ready before.
    share: float
    hazard: float


def _chances(first_tenth: float, last_tenth: float) -> Sequence[_Step]:
    spread = max(_LEAST_SPREAD, (last_tenth - first_tenth) / _TENTHS_APART)
    logs = NormalDist((first_tenth + last_tenth) / 2, spread)
    begin, end = (math.exp(logs.mean + part * spread) for part in (_FROM, _TO))
    seconds = (end - begin) / _STEPS
    moments = [begin + number * seconds for number in range(_STEPS + 1)]
    ready = [0.0, *(logs.cdf(math.log(moment)) for moment in moments[1:])]
    return [
        _Step(
            at_s=moment,
            seconds=seconds,
            share=after - before,
            hazard=(after - before) / (1 - before) / seconds,
        )
        for moment, (before, after) in zip(moments[1:], pairwise(ready), strict=True)
    ]


def _looks(chances: Sequence[_Step], apart: float, poll_s: float) -> Sequence[float]:
    """Looks with `apart` between them, counted in the square root of the hazard."""
    looks: list[float] = []
    gone, last = 0.0, 0.0
    for step in chances:
        gone += math.sqrt(step.hazard) * step.seconds
        is_late = bool(looks) and step.at_s - last >= MOST_APART * poll_s
        if is_late or (gone >= apart and step.at_s - last >= LEAST_APART * poll_s):
            looks.append(step.at_s)
            gone, last = 0.0, step.at_s
    return looks


def _mean_delay_s(looks: Sequence[float], chances: Sequence[_Step], poll_s: float) -> float:
    """How long clips are ready before they are seen."""
    delay = 0.0
    for step in chances:
        number = bisect_left(looks, step.at_s)
        until = looks[number] - step.at_s if number < len(looks) else poll_s / 2
        delay += step.share * (until + step.seconds / 2)
    return delay
