"""The camera movements: what they are called, what they exclude, how they are told.

The fifteen and their spelling are MiniMax's (platform.minimax.io, video generation, "camera
commands"); the film words are what people who know cameras say instead.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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


class Kind(StrEnum):
    """What a movement changes: where the camera is, where it looks, its lens, or none of these."""

    TRAVEL = "travel"
    TURN = "turn"
    LENS = "lens"
    OTHER = "other"


class Amplitude(StrEnum):
    """How far a movement goes."""

    SLIGHT = "slight"
    MEDIUM = "medium"
    STRONG = "strong"


class Speed(StrEnum):
    """How fast it goes there."""

    SLOW = "slow"
    MEDIUM = "medium"
    FAST = "fast"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What there is to say about a movement.

    `does` and `doing` are the verbs of MiniMax's guide for H3 (video prompt writing guide, "camera
    motion"); `names` is what else people call it, the usual film word first; `means` explains it
    in one sentence.
    """

    kind: Kind
    does: str
    doing: str
    means: str
    opposite: Movement | None = None
    names: tuple[str, ...] = ()


#: Every movement, in the order of MiniMax's list. `push out` stands in MiniMax's own examples.
ABOUT: Mapping[Movement, About] = MappingProxyType(
    {
        Movement.TRUCK_LEFT: About(
            kind=Kind.TRAVEL,
            does="trucks left",
            doing="trucking left",
            means="The camera itself glides to the left; near things pass faster than far ones.",
            opposite=Movement.TRUCK_RIGHT,
            names=("dolly left", "slide left", "crab left"),
        ),
        Movement.TRUCK_RIGHT: About(
            kind=Kind.TRAVEL,
            does="trucks right",
            doing="trucking right",
            means="The camera itself glides to the right; near things pass faster than far ones.",
            opposite=Movement.TRUCK_LEFT,
            names=("dolly right", "slide right", "crab right"),
        ),
        Movement.PAN_LEFT: About(
            kind=Kind.TURN,
            does="pans left",
            doing="panning left",
            means="The camera stays where it is and turns its head to the left.",
            opposite=Movement.PAN_RIGHT,
            names=("turn left",),
        ),
        Movement.PAN_RIGHT: About(
            kind=Kind.TURN,
            does="pans right",
            doing="panning right",
            means="The camera stays where it is and turns its head to the right.",
            opposite=Movement.PAN_LEFT,
            names=("turn right",),
        ),
        Movement.PUSH_IN: About(
            kind=Kind.TRAVEL,
            does="pushes in",
            doing="pushing in",
            means="The camera itself goes towards the subject; near things grow faster.",
            opposite=Movement.PULL_OUT,
            names=("dolly in", "move in"),
        ),
        Movement.PULL_OUT: About(
            kind=Kind.TRAVEL,
            does="pulls out",
            doing="pulling out",
            means="The camera itself backs away from the subject and shows more around it.",
            opposite=Movement.PUSH_IN,
            names=("dolly out", "push out", "pull back"),
        ),
        Movement.PEDESTAL_UP: About(
            kind=Kind.TRAVEL,
            does="pedestals up",
            doing="pedestalling up",
            means="The camera itself rises, looking straight ahead as in a lift.",
            opposite=Movement.PEDESTAL_DOWN,
            names=("crane up", "boom up", "rise"),
        ),
        Movement.PEDESTAL_DOWN: About(
            kind=Kind.TRAVEL,
            does="pedestals down",
            doing="pedestalling down",
            means="The camera itself sinks, looking straight ahead as in a lift.",
            opposite=Movement.PEDESTAL_UP,
            names=("crane down", "boom down", "sink"),
        ),
        Movement.TILT_UP: About(
            kind=Kind.TURN,
            does="tilts up",
            doing="tilting up",
            means="The camera stays where it is and looks up.",
            opposite=Movement.TILT_DOWN,
            names=("look up",),
        ),
        Movement.TILT_DOWN: About(
            kind=Kind.TURN,
            does="tilts down",
            doing="tilting down",
            means="The camera stays where it is and looks down.",
            opposite=Movement.TILT_UP,
            names=("look down",),
        ),
        Movement.ZOOM_IN: About(
            kind=Kind.LENS,
            does="zooms in",
            doing="zooming in",
            means="The lens narrows the view; everything grows alike, near and far.",
            opposite=Movement.ZOOM_OUT,
        ),
        Movement.ZOOM_OUT: About(
            kind=Kind.LENS,
            does="zooms out",
            doing="zooming out",
            means="The lens widens the view; everything shrinks alike, near and far.",
            opposite=Movement.ZOOM_IN,
        ),
        Movement.SHAKE: About(
            kind=Kind.OTHER,
            does="shakes",
            doing="shaking",
            means="The camera trembles as if held in a hand, without going anywhere.",
            names=("handheld", "hand held"),
        ),
        Movement.TRACKING_SHOT: About(
            kind=Kind.OTHER,
            does="follows the subject in a tracking shot",
            doing="following the subject in a tracking shot",
            means="The camera keeps pace with a subject on the move; the world streams by.",
            names=("follow", "tracking", "follow shot"),
        ),
        Movement.STATIC_SHOT: About(
            kind=Kind.OTHER,
            does="holds a static shot",
            doing="holding a static shot",
            means="The camera holds still, and only what it sees is alive.",
            names=("static", "locked off", "hold still"),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Move:
    """One movement of a plan, with how far and how fast; a static shot has neither."""

    movement: Movement
    amplitude: Amplitude = Amplitude.MEDIUM
    speed: Speed = Speed.MEDIUM

    def __post_init__(self) -> None:
        if self.movement is Movement.STATIC_SHOT:
            # Standing still strongly is standing still: both would be two plans that are one.
            object.__setattr__(self, "amplitude", Amplitude.MEDIUM)
            object.__setattr__(self, "speed", Speed.MEDIUM)

    def words(self) -> str:
        """For people: `slow slight truck left`; what is medium goes unsaid."""
        said = (self.speed, self.amplitude, self.movement.lower())
        return " ".join(word for word in said if word != "medium")

    def does(self) -> str:
        """For engines that read sentences: `trucks left with small amplitude at slow speed`."""
        return self._told(ABOUT[self.movement].does)

    def doing(self) -> str:
        """The same as it happens beside another: `trucking left at slow speed`."""
        return self._told(ABOUT[self.movement].doing)

    def _told(self, verb: str) -> str:
        return f"{verb}{_REACH[self.amplitude]}{_PACE[self.speed]}"


# The words of the same guide: "pushes in with small amplitude at slow speed".
_REACH = {
    Amplitude.SLIGHT: " with small amplitude",
    Amplitude.MEDIUM: "",
    Amplitude.STRONG: " with large amplitude",
}
_PACE = {Speed.SLOW: " at slow speed", Speed.MEDIUM: "", Speed.FAST: " at fast speed"}
