"""Changing a plan step by step."""

import pytest

from domain.camera_editing import (
    earlier,
    later,
    measure_of,
    with_measure,
    with_movements,
    without_step,
)
from domain.camera_reading import parse_steps
from domain.movements import Amplitude, Movement, Speed

M = Movement
PLAN = "slow truck left + slow pan right, then push in, then shake"


def words(steps):
    return ", then ".join(" + ".join(move.words() for move in step) for step in steps)


@pytest.mark.parametrize(
    ("at", "movements", "becomes"),
    [
        (0, [M.PAN_RIGHT], "slow pan right, then push in, then shake"),
        (0, [M.TILT_UP, M.TRUCK_LEFT], "slow truck left + slow tilt up, then push in, then shake"),
        (1, [M.ZOOM_IN, M.ZOOM_IN], "slow truck left + slow pan right, then zoom in, then shake"),
        (3, [M.ZOOM_OUT], f"{PLAN}, then zoom out"),
        (4, [M.ZOOM_OUT], PLAN),
        (0, [], PLAN),
    ],
    ids=["fewer", "another", "twice", "new step", "far behind", "none"],
)
def test_movements_of_a_step(at, movements, becomes):
    """What stays keeps its pace and its place, and what is new goes like the rest of its step."""
    assert words(with_movements(parse_steps(PLAN), at, movements)) == becomes


@pytest.mark.parametrize(
    ("edit", "at", "becomes"),
    [
        (earlier, 1, "push in, then slow truck left + slow pan right, then shake"),
        (earlier, 0, PLAN),
        (later, 1, "slow truck left + slow pan right, then shake, then push in"),
        (later, 2, PLAN),
        (later, -1, PLAN),
        (without_step, 1, "slow truck left + slow pan right, then shake"),
        (without_step, 3, PLAN),
        (without_step, -1, PLAN),
    ],
)
def test_order_of_steps(edit, at, becomes):
    """A step that is not there leaves everything as it is."""
    assert words(edit(parse_steps(PLAN), at)) == becomes


def test_measure_of_a_step():
    """All of a step goes as far and as fast; a static shot has no measure."""
    steps = with_measure(parse_steps(PLAN), 0, (Amplitude.STRONG, Speed.FAST))
    assert words(steps[:1]) == "fast strong truck left + fast strong pan right"
    assert measure_of(steps[0]) == (Amplitude.STRONG, Speed.FAST)
    assert measure_of(parse_steps("slow push in + shake")[0]) is None
    assert measure_of(parse_steps("static shot")[0]) is None
    assert with_measure(steps, 7, (Amplitude.SLIGHT, Speed.SLOW)) == steps
