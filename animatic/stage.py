"""The stage: pieces at their distances, seen by the camera."""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from animatic.camera import Matrix, Pose
from animatic.paint import Piece, Sheet, Window
from animatic.slides import Slides

Frame = NDArray[np.uint8]

HORIZON = 0.045
"""Where the horizon is at rest, below the frame's centre, in frame widths."""
FAR_AWAY = 10_000.0
SUBJECT_DISTANCE = 2.6
"""Where the one thing stands that a scene is about."""
_UNMOVED = 0.02
"""Pixels that nobody sees."""
_MOST_PIXELS_WIDE = 7000
_LEANING = 1e-6
_SPARE = 0.02
"""Frame widths left below what was found to be seen: between two poses it may be more."""
_ALPHA_BITS = np.uint32(24)
_EACH_CHANNEL = np.uint32(0x01010101)
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
        self._kept: tuple[Matrix, Frame] | None = None
        self._slides: Slides | None = None
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
        if self._slides is None and len(self._poses) >= _WORTH_COPIES:
            self._slides = Slides(len(layers))
        matrices, solids, limits = self._hiding(layers, pose)
        for number, one in enumerate(layers):
            self._put(frame[: limits[number]], number, one, (matrices[number], solids[number]))
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

    def _put(self, frame: Frame, number: int, one: Layer, place: tuple[Matrix, int]) -> None:
        """Draw a layer; the farthest is kept, for it seldom moves."""
        matrix, solid = place
        if number:
            self._lay(frame, number, one, place)
            return
        kept = self._kept
        if kept is None or np.abs(kept[0] - matrix).max() > _UNMOVED or len(kept[1]) < len(frame):
            lay(frame, one.piece, matrix, solid)
            self._kept = matrix, frame.copy()
        else:
            frame[:] = kept[1][: len(frame)]

    def _lay(self, frame: Frame, number: int, one: Layer, place: tuple[Matrix, int]) -> None:
        matrix, solid = place
        slid = self._slides.find(number, one.piece, matrix) if self._slides else None
        if slid is None:
            lay(frame, one.piece, matrix, solid)
        else:
            _put_down(frame, *slid, solid)

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


def lay(frame: Frame, piece: Piece, matrix: Matrix, solid: int | None = None) -> None:
    """Draw a piece onto an RGBA frame through a 2x3 matrix.

    It hides all from its `solid` row on.
    """
    left, top, right, bottom = _box(frame, piece, matrix)
    if left < right and top < bottom:
        moved = matrix - ((0, 0, left), (0, 0, top))
        below = (bottom if solid is None else solid) - top
        seen = np.asarray(cv2.warpAffine(piece, moved, (right - left, bottom - top)), np.uint8)
        _blend(frame[top:bottom, left:right], seen, below)


def _put_down(frame: Frame, piece: Piece, corner: tuple[int, int], solid: int) -> None:
    """Draw a piece as it is onto an RGBA frame, its corner at a pixel."""
    rows, columns = frame.shape[:2]
    height, width = piece.shape[:2]
    x, y = corner
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + width, columns), min(y + height, rows)
    if left < right and top < bottom:
        seen = piece[top - y : bottom - y, left - x : right - x]
        _blend(frame[top:bottom, left:right], seen, solid - top)


def _blend(under: Frame, seen: Frame, solid: int) -> None:
    """Lay what is seen of a piece over a part of a frame; it hides all from a row on."""
    if solid > 0:
        over, under_it = seen[:solid], under[:solid]
        cv2.multiply(under_it, _clearness(over), dst=under_it, scale=1 / 255)
        cv2.add(under_it, over, dst=under_it)
    if solid < len(under):
        solid = max(solid, 0)
        under[solid:] = seen[solid:]


def _clearness(piece: Frame) -> Frame:
    """Give how much of what lies behind a piece is seen, in each of four channels."""
    # Whole pixels as one number each: half the time of taking a channel out and repeating it.
    pixels = ~piece.view(np.uint32)
    pixels >>= _ALPHA_BITS
    pixels *= _EACH_CHANNEL
    return pixels.view(np.uint8)


def _box(frame: Frame, piece: Piece, matrix: Matrix) -> tuple[int, int, int, int]:
    """The part of a frame that a piece touches: left, top, right, bottom."""
    rows, columns = frame.shape[:2]
    height, width = piece.shape[:2]
    (a, b, x), (c, d, y) = matrix.tolist()
    across = (x, x + a * width, x + b * height, x + a * width + b * height)
    down = (y, y + c * width, y + d * height, y + c * width + d * height)
    return (
        min(max(math.floor(min(across)), 0), columns),
        min(max(math.floor(min(down)), 0), rows),
        min(max(math.ceil(max(across)), 0), columns),
        min(max(math.ceil(max(down)), 0), rows),
    )
