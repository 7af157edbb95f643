"""When to look: as late as a loop at a fixed pace would notice, with fewer looks."""

import statistics
from itertools import pairwise
from math import exp, log

import pytest

from services.looks import LEAST_APART, MOST_APART, next_look_s, plan

POLL_S = 10.0
WIDE, NARROW, SHORT = (150.0, 370.0), (190.0, 190.0), (3.0, 5.0)

spans = pytest.mark.parametrize(
    "span", [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")]
)


def looks_until(made_s: float, span: tuple[float, float] | None) -> list[float]:
    """The ages at which a shot is looked at that is made after so many seconds."""
    looks = [next_look_s(span, 0.0, POLL_S)]
    while looks[-1] < made_s:
        looks.append(looks[-1] + next_look_s(span, looks[-1], POLL_S))
    return looks


def typical(middle_s: float, spread: float, count: int = 99) -> list[float]:
    """Log-normal durations without chance: each as likely as the others."""
    logs = statistics.NormalDist(log(middle_s), spread)
    return [exp(logs.inv_cdf((number + 0.5) / count)) for number in range(count)]


def as_known(durations: list[float]) -> tuple[float, float]:
    """The tenths of durations as history has them: known half a look after the end."""
    tenths = statistics.quantiles([one + POLL_S / 2 for one in durations], n=10)
    return tenths[0], tenths[-1]


@pytest.mark.parametrize(
    "span", [pytest.param(None, id="no history"), pytest.param(SHORT, id="shorter than a wait")]
)
def test_with_nothing_to_plan_by_it_is_a_fixed_loop(span: tuple[float, float] | None) -> None:
    """Without a history, or for clips quicker than the pace, looks come at the pace."""
    assert looks_until(45, span) == [10, 20, 30, 40, 50]


@spans
def test_looks_stay_within_their_bounds(span: tuple[float, float]) -> None:
    """After the first look none comes much later than the pace, or sooner than half of it."""
    gaps = [b - a for a, b in pairwise(looks_until(4 * span[1], span))]
    assert min(gaps) >= LEAST_APART * POLL_S
    # A look falls on a step of the plan, at most 3 s after its moment.
    assert max(gaps) <= MOST_APART * POLL_S + 3


def test_looks_are_closest_where_most_clips_end() -> None:
    """Nothing for long, then looks that come closer and closer."""
    looks = plan(WIDE, POLL_S)
    assert looks[0] > WIDE[0] / 2
    gaps = [b - a for a, b in pairwise(looks)]
    assert gaps[0] > 1.2 * gaps[12]


@pytest.mark.parametrize(
    ("spread", "most"),
    [
        pytest.param(0.35, 0.65, id="wide"),
        pytest.param(0.2, 0.45, id="narrow"),
        pytest.param(0.08, 0.3, id="almost alike"),
    ],
)
@pytest.mark.parametrize("middle_s", [70, 240])
def test_fewer_looks_notice_as_soon(middle_s: float, spread: float, most: float) -> None:
    """On average no later than a fixed loop, nine of ten within its longest delay."""
    durations = typical(middle_s, spread)
    span = as_known(durations)
    looks = [looks_until(made, span) for made in durations]
    delays = sorted(each[-1] - made for each, made in zip(looks, durations, strict=True))
    assert statistics.mean(delays) <= 1.05 * POLL_S / 2
    assert delays[89] <= POLL_S
    fixed = sum(made // POLL_S + 1 for made in durations)
    assert sum(map(len, looks)) <= most * fixed


@pytest.mark.parametrize(("before", "after"), [(90, 50), (50, 90)], ids=["faster", "slower"])
def test_it_follows_a_service_that_changes(before: float, after: float) -> None:
    """What it learns from its own late looks does not keep it late."""
    history = typical(before, 0.1, 50)
    delays = []
    for number in range(100):
        tenths = statistics.quantiles(history[-50:], n=10)
        made = typical(after, 0.1, 10)[number * 3 % 10]
        noticed = looks_until(made, (tenths[0], tenths[-1]))[-1]
        history.append(noticed)
        delays.append(noticed - made)
    assert statistics.mean(delays[50:]) <= POLL_S / 2
