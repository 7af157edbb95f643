"""Where the camera is and where it looks, frame by frame.

Lengths are in frame widths at distance one. Scene points seen at (u, v) by the camera at rest,
at a distance of d, move to the place that `Pose.project` tells: travel by more the nearer
they are, turn and lens by the same for all.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from animatic.shot import AnimaticShot

Matrix = NDArray[np.float64]


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
        zoom, away = math.exp(self.lens), distance - self.z
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


Move = Callable[[Pose, float, float], Pose]
"""A pose, the share of a full movement to add, and the step's progress, to the next pose."""

# A full movement takes this long; shorter steps go less far but a little faster.
_FULL_SECONDS = 6.0
_HURRY = 0.65
_TRUCK, _PUSH, _UP, _DOWN, _PAN, _TILT, _ZOOM, _TRACK = 0.9, 0.62, 0.24, 0.17, 0.34, 0.12, 0.45, 1.3
# The nearest things stand at distance 1.2: the camera must not go through them.
_NEAREST, _FARTHEST = 0.78, 2.5

_MOVES: dict[str, Move] = {
    "Truck left": lambda p, a, _: replace(p, x=p.x - _TRUCK * a),
    "Truck right": lambda p, a, _: replace(p, x=p.x + _TRUCK * a),
    "Pan left": lambda p, a, _: replace(p, yaw=p.yaw - _PAN * a),
    "Pan right": lambda p, a, _: replace(p, yaw=p.yaw + _PAN * a),
    "Push in": lambda p, a, _: replace(p, z=p.z + _PUSH * a),
    "Pull out": lambda p, a, _: replace(p, z=p.z - _PUSH * a),
    "Pedestal up": lambda p, a, _: replace(p, y=p.y + _UP * a),
    "Pedestal down": lambda p, a, _: replace(p, y=p.y - _DOWN * a),
    "Tilt up": lambda p, a, _: replace(p, pitch=p.pitch + _TILT * a),
    "Tilt down": lambda p, a, _: replace(p, pitch=p.pitch - _TILT * a),
    "Zoom in": lambda p, a, _: replace(p, lens=p.lens + _ZOOM * a),
    "Zoom out": lambda p, a, _: replace(p, lens=p.lens - _ZOOM * a),
    "Tracking shot": lambda p, a, _: replace(p, x=p.x + _TRACK * a, subject=p.subject + _TRACK * a),
    "Static shot": lambda p, a, _: p,
    "Shake": lambda p, a, _: p,
}


def path(shot: AnimaticShot) -> list[Pose]:
    """Give one pose for each frame: steps share the time equally and follow without a jump."""
    steps = shot.steps or (("Static shot",),)
    length = shot.frames / shot.fps / len(steps)
    reach = (length / _FULL_SECONDS) ** _HURRY
    poses, pose, done = [], Pose(), 0.0
    for frame in range(shot.frames):
        now = frame / shot.fps
        index = min(int(now / length + 1e-9), len(steps) - 1)
        share = min((now - index * length) / length, 1.0)
        # What the last frame of a step left undone is finished before the next step begins.
        progress = index + _ease(share)
        while done < progress - 1e-12:
            step = int(done + 1e-12)
            part = min(progress, step + 1) - done
            for name in steps[step]:
                pose = _MOVES[name](pose, part * reach, share)
            done += part
        shaken = "Shake" in steps[index]
        poses.append(_shaken(_held(pose), now, share) if shaken else _held(pose))
        poses[-1] = replace(poses[-1], seconds=now)
    return poses


def _ease(share: float) -> float:
    """Run at an even speed, with a soft start and a soft end over a tenth of the time each."""
    ramp = 0.1
    if share < ramp:
        return share * share / (2 * ramp * (1 - ramp))
    if share > 1 - ramp:
        return 1 - _ease(1 - share)
    return (share - ramp / 2) / (1 - ramp)


def _held(pose: Pose) -> Pose:
    """Keep long plans inside the drawn world: the last stretch grows ever shorter."""
    return replace(
        pose,
        z=_soft(pose.z, _NEAREST if pose.z > 0 else _FARTHEST),
        y=_soft(pose.y, 0.5 if pose.y > 0 else 0.3),
        pitch=_soft(pose.pitch, 0.3),
        lens=_soft(pose.lens, 1.1),
    )


def _soft(value: float, limit: float) -> float:
    """Follow the value up to 0.8 of the limit, then approach the limit."""
    knee = 0.8 * limit
    size = abs(value)
    if size <= knee:
        return value
    room = limit - knee
    return math.copysign(knee + room * (1 - math.exp(-(size - knee) / room)), value)


def _shaken(pose: Pose, now: float, share: float) -> Pose:
    """Tremble around the pose as a hand does, between 3 and 7 times a second."""
    strength = min(1.0, share / 0.06, (1 - share) / 0.06 + 0.02)

    def tremble(*hertz: float) -> float:
        waves = (math.sin(math.tau * f * now + i * 2.1) for i, f in enumerate(hertz))
        return strength * sum(waves) / len(hertz)

    return replace(
        pose,
        yaw=pose.yaw + 0.016 * tremble(3.1, 4.7, 6.8),
        pitch=pose.pitch + 0.014 * tremble(3.7, 5.3, 6.1),
        roll=pose.roll + 0.010 * tremble(2.9, 5.9),
    )
