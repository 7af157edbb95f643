"""Where the camera is and where it looks, frame by frame.

Lengths are in frame widths at distance one. Scene points seen at (u, v) by the camera at rest,
at a distance of d, move to the place that `Pose.project` tells: travel by more the nearer
they are, turn and lens by the same for all.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from animatic.chance import Chance
from animatic.shot import AnimaticShot, Move

Matrix = NDArray[np.float64]
Places = NDArray[np.float64]
"""Points, along the last axis."""
Axes = dict[str, float]
"""How far the camera has gone along each field of a pose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """One moment of the camera."""

    x: float = 0.0
    """To the right."""
    y: float = 0.0
    """Upwards."""
    z: float = 0.0
    """Forwards."""
    yaw: float = 0.0
    """Turned to the right, in frame widths."""
    pitch: float = 0.0
    """Turned upwards, in frame widths."""
    roll: float = 0.0
    """Leaned, in radians."""
    lens: float = 0.0
    """The focal length's natural logarithm, 0 at rest."""
    subject: float = 0.0
    """How far the subject has gone to the right, at its own distance."""
    seconds: float = 0.0
    """Since the clip's start."""

    def project(self, distance: float, horizon: float) -> Matrix:
        """Give the 2x3 matrix from places at rest to places now, for one distance."""
        zoom, away = math.exp(self.lens), max(distance - self.z, 1e-3)
        grow = distance / away
        shift_u = -self.x / away - self.yaw
        shift_v = horizon * (1 - grow) + self.y / away + self.pitch
        cos, sin = zoom * math.cos(self.roll), zoom * math.sin(self.roll)
        return np.array(
            [
                [cos * grow, -sin * grow, cos * shift_u - sin * shift_v],
                [sin * grow, cos * grow, sin * shift_u + cos * shift_v],
            ]
        )

    def see(self, places: Places, horizon: float) -> Places:
        """Give where places before the camera are seen: told as across, below the eye, and away."""
        across, below, away = (places[..., axis] for axis in range(3))
        left = away - self.z
        u = (across - self.x) / left - self.yaw
        v = horizon + (below + self.y) / left + self.pitch
        zoom = math.exp(self.lens)
        cos, sin = zoom * math.cos(self.roll), zoom * math.sin(self.roll)
        return np.stack([cos * u - sin * v, sin * u + cos * v], axis=-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How far the camera may go from where it begins, and on what it zooms."""

    limits: Mapping[str, tuple[float, float]]
    """The least and the greatest value of each of a pose's fields that has an end."""
    share: Mapping[str, float] = field(default_factory=dict)
    """How much of the usual way is gone along a field: a tall frame is narrow and high."""
    focus: float = 0.0
    """The height that a zoom holds in place, in frame widths below the centre."""
    shows: Callable[[Pose], bool] = lambda _: True
    """Whether the camera sees all it should, for plans that neither turn nor go aside."""


FREE = Room(limits={})
"""Nothing in the way."""

_FAR = {"slight": 0.5, "medium": 1.0, "strong": 1.6}
_CLEARLY_MORE = 1.35
# When a movement arrives, as a share of its step, and the share of that it takes to start.
_TEMPO = {"slow": (1.0, 0.08), "medium": (0.8, 0.12), "fast": (0.42, 0.2)}
_SOFTEST, _SOFT_SECONDS = 0.25, 0.35
"""However fast, a start or an arrival takes so long, or so much of the movement if that is less."""
# Who follows does not arrive: the pace alone differs.
_PACE = {"slow": 0.6, "medium": 1.0, "fast": 1.6}
_FOLLOWING = "Tracking shot"
_FULL_SECONDS = 6.0
"""A full movement takes this long; shorter steps go less far but a little faster."""
_HURRY, _LONGEST = 0.6, 1.5
_WAYS: dict[str, Axes] = {
    "Truck left": {"x": -0.95},
    "Truck right": {"x": 0.95},
    "Pan left": {"yaw": -0.34},
    "Pan right": {"yaw": 0.34},
    "Push in": {"z": 0.60},
    "Pull out": {"z": -0.95},
    "Pedestal up": {"y": 0.19},
    "Pedestal down": {"y": -0.13},
    "Tilt up": {"pitch": 0.14},
    "Tilt down": {"pitch": -0.14},
    "Zoom in": {"lens": 0.46},
    "Zoom out": {"lens": -0.42},
    _FOLLOWING: {"x": 1.6, "subject": 1.6},
    "Static shot": {},
    "Shake": {},
}
_AXES = ("x", "y", "z", "yaw", "pitch", "lens", "subject")
_ASIDE = ("x", "yaw", "pitch", "subject")
_SHAKEN: dict[str, tuple[float, tuple[float, ...]]] = {
    "yaw": (0.015, (4.1, 5.6)),
    "pitch": (0.013, (4.6, 3.7)),
    "roll": (0.008, (3.9,)),
}
"""How far each field trembles, and how many times a second."""
_SETTLING, _MOST_SETTLING = 0.6, 0.3
"""Seconds in which a hand begins to tremble and calms down, and their most of a step."""
_TREMBLES = {"slow": 0.82, "medium": 1.0, "fast": 1.4}


def path(shot: AnimaticShot, room: Room = FREE) -> list[Pose]:
    """Give one pose for each frame: steps share the time equally and follow without a jump.

    A plan that would leave the room goes less far in all its steps, so that each still shows.
    """
    length = shot.frames / shot.fps / len(shot.moves)
    ways = [[(move, _way(move, length, room)) for move in step] for step in shot.moves]
    scale = _fitting(ways, room)
    ahead = not any(axis in way for step in ways for _, way in step for axis in _ASIDE)
    for strength in np.linspace(1.0, 0.3, 15):
        weaker = {axis: far * strength for axis, far in scale.items()}
        poses = [_pose(frame / shot.fps, length, ways, weaker) for frame in range(shot.frames)]
        poses = [aimed(pose, room.focus) for pose in poses]
        if not ahead or all(room.shows(pose) for pose in poses[:: max(1, shot.fps // 4)]):
            break
    return [_with_shake(shot, pose, length) for pose in poses]


def aimed(pose: Pose, focus: float) -> Pose:
    """Aim the lens while it zooms, so that what is in focus stays where it is."""
    return replace(pose, pitch=pose.pitch - focus * (1 - math.exp(-pose.lens)))


def _pose(now: float, length: float, ways: list[list[tuple[Move, Axes]]], scale: Axes) -> Pose:
    place: Axes = {}
    for number, step in enumerate(ways):
        share = min(max(now / length - number, 0.0), 1.0)
        for move, way in step if share else ():
            for axis, far in way.items():
                done = far * scale[axis] * _progress(move, share, length)
                place[axis] = place.get(axis, 0.0) + done
    return Pose(**place, seconds=now)


def _way(move: Move, length: float, room: Room) -> Axes:
    """How far a movement goes in a step of so many seconds."""
    reach = min((length / _FULL_SECONDS) ** _HURRY, _LONGEST)
    if move.name == _FOLLOWING:
        reach *= _PACE[move.speed]
    way = {}
    for axis, usual in _WAYS[move.name].items():
        far = usual * room.share.get(axis, 1.0)
        end = abs(room.limits.get(axis, (-math.inf, math.inf))[far > 0])
        # Where the room is small a strong movement still goes farther than a medium one.
        medium = min(abs(far) * reach, end / _CLEARLY_MORE)
        way[axis] = math.copysign(min(medium * _FAR[move.amplitude], end), far)
    return way


def _fitting(ways: list[list[tuple[Move, Axes]]], room: Room) -> Axes:
    """The share of its way that each axis keeps, so that the whole plan stays in the room."""
    scale: Axes = {}
    for axis in _AXES:
        least, most = room.limits.get(axis, (-math.inf, math.inf))
        place, low, high = 0.0, 0.0, 0.0
        for step in ways:
            place += sum(way.get(axis, 0.0) for _, way in step)
            low, high = min(low, place), max(high, place)
        scale[axis] = min(1.0, least / low if low else 1.0, most / high if high else 1.0)
    # What is followed goes as far as who follows it.
    return scale | {"subject": scale["x"]}


def _progress(move: Move, share: float, length: float) -> float:
    """How much of a movement is done after a share of its step: a soft start, a soft arrival."""
    arrives, ramp = _TEMPO["slow" if move.name == _FOLLOWING else move.speed]
    soft = min(_SOFTEST, _SOFT_SECONDS / (arrives * length))
    return _ease(min(share / arrives, 1.0), max(ramp, soft))


def _ease(share: float, ramp: float) -> float:
    """Run at an even speed but for a ramp at either end, where the speed swells like a wave."""
    if share < ramp:
        return (share - ramp / math.pi * math.sin(math.pi * share / ramp)) / (2 - 2 * ramp)
    if share > 1 - ramp:
        return 1 - _ease(1 - share, ramp)
    return (share - ramp / 2) / (1 - ramp)


def _with_shake(shot: AnimaticShot, pose: Pose, length: float) -> Pose:
    """Tremble around the pose as a hand does, while a step says so."""
    number = min(int(pose.seconds / length + 1e-9), len(shot.moves) - 1)
    move = next((move for move in shot.moves[number] if move.name == "Shake"), None)
    if move is None:
        return pose
    share = min(pose.seconds / length - number, 1.0)
    ramp = min(_MOST_SETTLING, _SETTLING / length)
    strength = _FAR[move.amplitude] * _swell(share / ramp) * _swell((1 - share) / ramp)
    often = _TREMBLES[move.speed] * math.tau * pose.seconds
    hand = _hand(shot.take)

    def tremble(axis: str) -> float:
        far, hertz = _SHAKEN[axis]
        waves = (math.sin(often * each + hand[axis, turn]) for turn, each in enumerate(hertz))
        return float(getattr(pose, axis)) + strength * far * sum(waves)

    return replace(pose, **{axis: tremble(axis) for axis in _SHAKEN})


def _swell(share: float) -> float:
    """Rise from 0 to 1 with no edge at either end."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def _hand(take: int) -> dict[tuple[str, int], float]:
    """How far each of a hand's tremblings is when it begins; every take has a hand of its own."""
    chance = Chance(take)
    return {
        (axis, turn): chance.uniform(0, math.tau) if take else turn * 2.1
        for axis, (_, hertz) in _SHAKEN.items()
        for turn in range(len(hertz))
    }
