"""What is worth saying about a plan that can be filmed: nothing is wrong, but it may surprise."""

import itertools
from enum import StrEnum

from domain.camera import CameraPlan
from domain.model import CameraStyle
from domain.movements import Movement

_DOLLY_ZOOMS = (
    {Movement.PUSH_IN, Movement.ZOOM_OUT},
    {Movement.PULL_OUT, Movement.ZOOM_IN},
)
_ADD_UP = (
    {Movement.PUSH_IN, Movement.ZOOM_IN},
    {Movement.PULL_OUT, Movement.ZOOM_OUT},
)
_ARCS = (
    {Movement.TRUCK_LEFT, Movement.PAN_RIGHT},
    {Movement.TRUCK_RIGHT, Movement.PAN_LEFT},
)
_RIDES = (
    {Movement.TRACKING_SHOT, Movement.TRUCK_LEFT},
    {Movement.TRACKING_SHOT, Movement.TRUCK_RIGHT},
)
#: A step shorter than this is over before it is seen.
_SHORTEST_STEP_S = 1.5


class Remark(StrEnum):
    """Something unusual, but legal, about a camera plan."""

    DOLLY_ZOOM = "dolly_zoom"
    ADDS_UP = "adds_up"
    ARC = "arc"
    RIDES_ALONG = "rides_along"
    HURRIED = "hurried"
    SAME_AGAIN = "same_again"
    MEASURES_UNREAD = "measures_unread"


def remarks(plan: CameraPlan, duration_s: int, style: CameraStyle) -> tuple[Remark, ...]:
    """What to say about a plan for a clip of so many seconds, made by a model of this style."""
    steps = [set(step) for step in plan.movements]
    found = [
        (Remark.DOLLY_ZOOM, _holds(steps, _DOLLY_ZOOMS)),
        (Remark.ADDS_UP, _holds(steps, _ADD_UP)),
        (Remark.ARC, _holds(steps, _ARCS)),
        (Remark.RIDES_ALONG, _holds(steps, _RIDES)),
        (Remark.HURRIED, len(steps) > 1 and duration_s / len(steps) < _SHORTEST_STEP_S),
        (Remark.SAME_AGAIN, any(one == other for one, other in itertools.pairwise(plan.steps))),
        (Remark.MEASURES_UNREAD, style is CameraStyle.BRACKETS and plan != plan.plain),
    ]
    return tuple(remark for remark, is_so in found if is_so)


def _holds(steps: list[set[Movement]], together: tuple[set[Movement], ...]) -> bool:
    return any(pair <= step for step in steps for pair in together)
