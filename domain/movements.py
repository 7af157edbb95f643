"""The camera movements: what they are called, what they exclude, how they are told.

The fifteen and their spelling are MiniMax's (platform.minimax.io, video generation, "camera
commands"); the film words are what people who know cameras say instead.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Movement(StrEnum):
    """One of the fifteen named camera movements; the value is MiniMax's own spelling."""

    TRUCK_LEFT = "Truck left"
    TRUCK_RIGHT = "Truck right"
    PAN_LEFT = "Pan left"
    PAN_RIGHT = "Pan right"
    PUSH_IN = "Push in"
    PULL_OUT = "Pull out"
    PEDESTAL_UP = "Pedestal up"
    PEDESTAL_DOWN = "Pedestal down"
    TILT_UP = "Tilt up"
    TILT_DOWN = "Tilt down"
    ZOOM_IN = "Zoom in"
    ZOOM_OUT = "Zoom out"
    SHAKE = "Shake"
    TRACKING_SHOT = "Tracking shot"
    STATIC_SHOT = "Static shot"


#: What can't be done at the same time.
OPPOSITES: Mapping[Movement, Movement] = MappingProxyType(
    {
        Movement.TRUCK_LEFT: Movement.TRUCK_RIGHT,
        Movement.PAN_LEFT: Movement.PAN_RIGHT,
        Movement.PUSH_IN: Movement.PULL_OUT,
        Movement.PEDESTAL_UP: Movement.PEDESTAL_DOWN,
        Movement.TILT_UP: Movement.TILT_DOWN,
        Movement.ZOOM_IN: Movement.ZOOM_OUT,
    }
)

#: What else people call a movement. `Push out` stands in MiniMax's own examples.
OTHER_NAMES: Mapping[str, Movement] = MappingProxyType(
    {
        "push out": Movement.PULL_OUT,
        "dolly in": Movement.PUSH_IN,
        "dolly out": Movement.PULL_OUT,
        "dolly left": Movement.TRUCK_LEFT,
        "dolly right": Movement.TRUCK_RIGHT,
        "crane up": Movement.PEDESTAL_UP,
        "crane down": Movement.PEDESTAL_DOWN,
        "boom up": Movement.PEDESTAL_UP,
        "boom down": Movement.PEDESTAL_DOWN,
        "handheld": Movement.SHAKE,
        "follow": Movement.TRACKING_SHOT,
        "tracking": Movement.TRACKING_SHOT,
        "static": Movement.STATIC_SHOT,
    }
)

#: What the camera does, and what it is doing meanwhile, in the verbs of MiniMax's guide for H3
#: (video prompt writing guide, "camera motion"): kind of motion, then how far, then how fast.
#: There a medium way at normal speed goes unsaid; H3 tells a slight shake from a strong one.
PHRASES: Mapping[Movement, tuple[str, str]] = MappingProxyType(
    {
        Movement.TRUCK_LEFT: ("trucks left", "trucking left"),
        Movement.TRUCK_RIGHT: ("trucks right", "trucking right"),
        Movement.PAN_LEFT: ("pans left", "panning left"),
        Movement.PAN_RIGHT: ("pans right", "panning right"),
        Movement.PUSH_IN: ("pushes in", "pushing in"),
        Movement.PULL_OUT: ("pulls out", "pulling out"),
        Movement.PEDESTAL_UP: ("pedestals up", "pedestalling up"),
        Movement.PEDESTAL_DOWN: ("pedestals down", "pedestalling down"),
        Movement.TILT_UP: ("tilts up", "tilting up"),
        Movement.TILT_DOWN: ("tilts down", "tilting down"),
        Movement.ZOOM_IN: ("zooms in", "zooming in"),
        Movement.ZOOM_OUT: ("zooms out", "zooming out"),
        Movement.SHAKE: ("shakes slightly", "shaking slightly"),
        Movement.TRACKING_SHOT: (
            "follows the subject in a tracking shot",
            "following the subject in a tracking shot",
        ),
        Movement.STATIC_SHOT: ("holds a static shot", "holding a static shot"),
    }
)
