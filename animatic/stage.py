"""The stage: pieces at their distances, seen by the camera."""

import math
from dataclasses import dataclass, replace
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from animatic.camera import Matrix, Places, Pose
from animatic.paint import Piece, Sheet, Window
from animatic.paste import lay, put_down
from animatic.slides import Slides, snapped

Frame = NDArray[np.uint8]

HORIZON = 0.045
"""Where the horizon is at rest, below the frame's centre, in frame widths."""
FAR_AWAY = 10_000.0
SUBJECT_DISTANCE = 2.6
"""Where the one thing stands that a scene is about."""
_CLOSEST = 0.06
_MOST_PIXELS_WIDE = 7000
_LEANING = 1e-6
_SPARE = 0.02
"""Frame widths left below what was found to be seen: between two poses it may be more."""
_WORTH_COPIES = 24
"""Frames for which it pays to keep copies of what only slides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sway:
    """How a piece moves by itself: to and fro, up and down, and along."""

    u: float = 0.0
    v: float = 0.0
    drift: float = 0.0
    """Frame widths a second."""
    period: float = 4.0
    phase: float = 0.0

    def offset(self, seconds: float) -> tuple[float, float]:
        """Where the piece is at a time."""
        angle = math.tau * (seconds / self.period + self.phase)
        along = self.u * math.sin(angle) + self.drift * seconds
        return along, self.v * math.cos(angle)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What the camera of one frame sees of places that are not all equally far."""

    pose: Pose
    size: tuple[int, int]

    @property
    def nearest(self) -> float:
        """How far away a place is, at rest, that is now just before the camera."""
        return self.pose.z + _CLOSEST

    def pixels(self, places: Places) -> Places:
        """Find the pixels of places, told as across, below the eye at rest, and away."""
        width, height = self.size
        return self.pose.see(places, HORIZON) * max(self.size) + (width / 2, height / 2)


class Flat(Protocol):
    """Something that lies on the ground, and is painted anew for every frame."""

    def paint(self, frame: Frame, sight: Sight) -> None:
        """Paint what is seen of it onto a frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One piece and where it stands."""

    piece: Piece
    window: Window
    scale: float
    distance: float
    solid: int | None
    """The first row from which the piece hides all behind it, across its width."""
    sway: Sway = Sway()
    travels: bool = False
    """Whether it goes with the pose's subject."""
    flat: Flat | None = None
    """What lies on the ground there, in place of a piece that stands."""


def lying(flat: Flat, distance: float) -> Layer:
    """Put something flat on the stage, over what stands at a distance."""
    nothing = Window(left=0.0, top=0.0, right=0.0, bottom=0.0)
    piece = np.zeros((2, 2, 4), np.uint8)
    return Layer(piece=piece, window=nothing, scale=1.0, distance=distance, solid=None, flat=flat)


def layer(sheet: Sheet, distance: float, sway: Sway | None = None) -> Layer:
    """Put a finished sheet on the stage."""
    alpha = cv2.extractChannel(sheet.piece, 3)
    used = np.flatnonzero(used_pixels(sheet.piece).any(axis=1))
    first = int(used[0]) if len(used) else 0
    window = replace(sheet.window, top=sheet.window.top + first / sheet.scale)
    clear = np.flatnonzero(np.asarray(cv2.reduce(alpha[first:], 1, cv2.REDUCE_MIN))[:, 0] < 254)
    solid = int(clear[-1]) + 1 if len(clear) else 0
    return Layer(
        piece=sheet.piece[first:],
        window=window,
        scale=sheet.scale,
        distance=distance,
        solid=solid if solid < len(alpha) - first else None,
        sway=sway or Sway(),
    )


def _cut_off(one: Layer, row: float) -> Layer:
    rows = max(2, math.ceil(min(row, len(one.piece))))
    solid = one.solid if one.solid is not None and one.solid < rows else None
    return replace(one, piece=np.ascontiguousarray(one.piece[:rows]), solid=solid)


def used_pixels(piece: Piece) -> NDArray[np.bool_]:
    """Where there is anything: light counts as well as paper, a glow has no alpha."""
    return np.asarray(np.ascontiguousarray(piece).view(np.uint32)[..., 0] != 0, np.bool_)


class Stage:
    """Knows the camera's whole path, so that every piece is made exactly as large as needed."""

    def __init__(self, poses: list[Pose], width: int, height: int) -> None:
        self.width = width
        self.height = height
        # A frame width is the longer side: a tall frame sees the same things, larger.
        self.unit = max(width, height)
        self._poses = poses
        self._slides = Slides() if len(poses) >= _WORTH_COPIES else None
        wide, high = width / self.unit / 2, height / self.unit / 2
        self._corners = np.array([(x, y) for x in (-wide, wide) for y in (-high, high)])

    def sheet(
        self, distance: float, top: float = -9.0, bottom: float = 9.0, drift: float = 0.0
    ) -> Sheet:
        """Give an empty sheet for a distance, wide enough for all that will be seen of it.

        One that drifts by itself is as much longer on the side that it leaves.
        """
        seen, grow = self._seen(distance)
        gone = drift * self._poses[-1].seconds
        window = Window(
            left=seen.left - 0.03 - max(0.0, gone),
            top=max(seen.top - 0.03, top),
            right=seen.right + 0.03 - min(0.0, gone),
            bottom=max(min(seen.bottom + 0.03, bottom), top + 0.02),
        )
        return Sheet(window, self._scale(grow, window.right - window.left))

    def small_sheet(self, distance: float, window: Window) -> Sheet:
        """Give an empty sheet for one thing."""
        _, grow = self._seen(distance)
        return Sheet(window, self._scale(grow, window.right - window.left))

    def matrix(self, layer: Layer, pose: Pose) -> Matrix:
        """Give the 2x3 matrix from a layer's pixels to the frame's pixels."""
        along, up = layer.sway.offset(pose.seconds)
        if layer.travels:
            along += pose.subject / layer.distance
        seen = pose.project(layer.distance, HORIZON)
        scale = seen[:, :2] * (self.unit / layer.scale)
        corner = np.array([layer.window.left + along, layer.window.top + up])
        place = (seen[:, :2] @ corner + seen[:, 2]) * self.unit
        place += (self.width / 2, self.height / 2)
        return np.column_stack([scale, place])

    def compose(self, layers: list[Layer], pose: Pose) -> Frame:
        """Draw the layers, farthest first, each only where nothing nearer hides it."""
        frame = np.zeros((self.height, self.width, 4), np.uint8)
        matrices, solids, limits = self._hiding(layers, pose)
        for number, one in enumerate(layers):
            if one.flat is not None:
                sight = Sight(pose=pose, size=(self.width, self.height))
                one.flat.paint(frame[: limits[number]], sight)
                continue
            self._lay(frame[: limits[number]], number, one, (matrices[number], solids[number]))
        return np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGBA2RGB), np.uint8)

    def trimmed(self, layers: list[Layer]) -> list[Layer]:
        """Cut off the rows of each layer that nearer ones hide from every pose."""
        lowest = [0.0] * len(layers)
        for pose in self._some_poses():
            matrices, _, limits = self._hiding(layers, pose)
            for number, (matrix, limit) in enumerate(zip(matrices, limits, strict=True)):
                leaning = abs(matrix[1, 0]) > _LEANING
                row = math.inf if leaning else (limit - matrix[1, 2]) / matrix[1, 1]
                lowest[number] = max(lowest[number], row)
        spare = _SPARE * self.unit
        return [_cut_off(one, row + spare) for one, row in zip(layers, lowest, strict=True)]

    def _hiding(self, layers: list[Layer], pose: Pose) -> tuple[list[Matrix], list[int], list[int]]:
        """Where each layer is, from which row it hides all, and from which row it is hidden."""
        matrices = [self.matrix(one, pose) for one in layers]
        solids = [self._solid_row(*both) for both in zip(layers, matrices, strict=True)]
        limit = self.height
        limits = [limit := min(limit, row) for row in [limit, *reversed(solids[1:])]]
        return matrices, solids, limits[::-1]

    def _some_poses(self) -> list[Pose]:
        return self._poses[:: max(1, len(self._poses) // 60)] + self._poses[-1:]

    def _lay(self, frame: Frame, number: int, one: Layer, place: tuple[Matrix, int]) -> None:
        matrix, solid = place
        if self._slides is None:
            lay(frame, one.piece, matrix, solid)
        elif slid := self._slides.find(number, one.piece, matrix):
            put_down(frame, *slid, solid)
        else:
            lay(frame, one.piece, snapped(matrix), solid)

    def _seen(self, distance: float) -> tuple[Window, float]:
        """What of a distance the camera ever sees, and how large it ever shows it."""
        places, grow = [], 0.0
        for pose in self._some_poses():
            seen = pose.project(distance, HORIZON)
            inverse = np.linalg.inv(seen[:, :2])
            places.append((self._corners - seen[:, 2]) @ inverse.T)
            grow = max(grow, math.hypot(seen[0, 0], seen[1, 0]))
        low, high = np.concatenate(places).min(axis=0), np.concatenate(places).max(axis=0)
        return Window(left=low[0], top=low[1], right=high[0], bottom=high[1]), grow

    def _scale(self, grow: float, width: float) -> float:
        """Pixels a frame width: sharp when it is largest, within reason."""
        return min(self.unit * min(max(grow, 0.6), 1.7), _MOST_PIXELS_WIDE / width)

    def _solid_row(self, layer: Layer, matrix: Matrix) -> int:
        """The frame's row from which a layer hides everything."""
        if layer.solid is None:
            return self.height
        lean = abs(matrix[1, 0] / matrix[0, 0]) * self.width
        row = float(matrix[1, 1] * (layer.solid + 1) + matrix[1, 2])
        if matrix[1, 0]:
            middle = (self.width / 2 - matrix[0, 2]) / matrix[0, 0]
            row += float(matrix[1, 0] * middle)
        return max(0, math.ceil(row + float(lean) / 2) + 1)
