"""A single picture with a gentle relief, seen by the camera.

Nothing is invented around the picture. It is shown slightly enlarged, by as much as the
camera's path needs, and where that is not enough the camera goes less far.
"""

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from animatic.camera import Matrix, Pose
from animatic.depth import NEAR, Depths, Standing
from animatic.framing import picture_shares
from animatic.interest import Place
from animatic.paste import lay
from animatic.stage import Frame

Maps = NDArray[np.floating]

_ROOMY = 3.0
"""A picture of another shape keeps so many frames of what lies beside the first view."""
_SHARPNESS = 1.25
"""Pixels kept for each pixel of the frame, for coming closer."""
_CELL = 16
"""Depth is looked up once for so many pixels in a square."""
_TURNS = 6
"""How often a place's depth is looked up, each time nearer to the truth."""
_SHARES = (0.98, 0.94, 0.9, 0.86, 0.82, 0.78)
"""How much of the picture's width may be seen at rest; the least is still the picture."""
_ASIDE = 0.15
"""So much of the frame the first view may be shifted."""
_HOLLOW = 1.3
"""How much more of the nearness is near the lower edge when the camera goes ahead."""
_STREAM = 0.11
"""How far the farthest streams by a camera that follows, for one that goes its usual way."""
_SLOPE = 0.6
"""How much faster what is nearer streams by."""
_FIELDS = ("x", "y", "z", "yaw", "pitch", "roll", "lens", "subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """Which part of the picture the camera at rest sees, and how far it may go from there."""

    share: float
    """Frame widths of the picture for one of the frame: less is larger."""
    middle: tuple[float, float]
    """What lies at the frame's centre."""
    strength: float
    """How much of its way the camera goes."""


def covering(picture: Frame, size: tuple[int, int], middle: Place) -> tuple[Frame, Place]:
    """Scale a picture so that it covers the frame, and cut off what no camera here reaches.

    Gives with it where the middle of the first view is then.
    """
    width, height = size
    high, wide = picture.shape[:2]
    scale = max(width / wide, height / high)
    part = (
        max(1, min(wide, round(width * _ROOMY / scale))),
        max(1, min(high, round(height * _ROOMY / scale))),
    )
    left, top = (
        min(max(round(share * whole - kept / 2), 0), whole - kept)
        for share, whole, kept in zip(middle, (wide, high), part, strict=True)
    )
    cropped = picture[top : top + part[1], left : left + part[0]]
    sides = tuple(
        max(math.ceil(pixels * scale * _SHARPNESS), round(side * _SHARPNESS))
        for pixels, side in zip(part, (width, height), strict=True)
    )
    way = cv2.INTER_AREA if part[0] > sides[0] else cv2.INTER_CUBIC
    seen = (middle[0] * wide - left) / part[0], (middle[1] * high - top) / part[1]
    return np.asarray(cv2.resize(cropped, sides, interpolation=way), np.uint8), seen


class Relief:
    """Shows a picture, taken apart by `depth`, to a camera."""

    def __init__(self, depths: Depths, size: tuple[int, int]) -> None:
        self._depths = depths
        # Four channels are moved twice as fast as three.
        self._behind = cv2.cvtColor(depths.behind, cv2.COLOR_RGB2RGBA)
        self._size = size
        self._unit = max(size)
        height, width = depths.behind.shape[:2]
        self._scale = min(width / size[0], height / size[1]) * self._unit
        self._reach = width / self._scale / 2, height / self._scale / 2
        self._rest = tuple(
            (2 * share - 1) * reach
            for share, reach in zip(depths.view.middle, self._reach, strict=True)
        )
        self.focus = self._find_focus()
        self._framing = Framing(share=_SHARES[0], middle=self._rest, strength=1.0)
        self._streams = _STREAM / picture_shares(depths)["x"]
        self._grid = self._cells()

    def frame(self, pose: Pose) -> Frame:
        """Give the picture as the camera sees it."""
        pose = _weaker(pose, self._framing.strength)
        across, down = self._sources(*self._grid, pose, self._framing)
        height, width = self._depths.behind.shape[:2]
        map_x = _finer(across * self._scale + (width - 1) / 2, self._size)
        map_y = _finer(down * self._scale + (height - 1) / 2, self._size)
        # Rounding may ask for half a pixel beyond the edge.
        seen = cv2.remap(
            self._behind, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        frame = np.asarray(seen, np.uint8)
        if self._depths.standing is not None:
            standing = self._depths.standing
            lay(frame, standing.piece, self._matrix(standing, pose, self._framing))
        return np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGBA2RGB), np.uint8)

    def _sources(self, x: Maps, y: Maps, pose: Pose, framing: Framing) -> tuple[Maps, Maps]:
        """Tell for each place of the frame where in the picture behind it comes from."""
        zoom = math.exp(-pose.lens)
        cos, sin = math.cos(pose.roll) * zoom, math.sin(pose.roll) * zoom
        from_x = x * cos + y * sin + pose.yaw
        from_y = y * cos - x * sin - pose.pitch
        (middle_x, middle_y), share = framing.middle, framing.share
        near_x: Maps = from_x
        near_y: Maps = from_y
        for _ in range(_TURNS):
            near = self._near(middle_x + near_x * share, middle_y + near_y * share)
            # A plain slope, come closer, looks as if it were tilted: ahead it is hollow.
            hollow = near * (near / NEAR) ** _HOLLOW
            grow = 1 - pose.z * hollow
            streams = self._streaming(near) * pose.subject
            near_x = from_x * grow + (pose.x - pose.subject) * near + streams
            near_y = from_y * grow + self.focus * pose.z * hollow - pose.y * near
        return middle_x + near_x * share, middle_y + near_y * share

    def _near(self, x: Maps, y: Maps) -> Maps:
        """Look up how near places of the picture are."""
        rows, columns = self._depths.near.shape
        column = (x / self._reach[0] + 1) / 2 * (columns - 1)
        row = (y / self._reach[1] + 1) / 2 * (rows - 1)
        found = cv2.remap(
            self._depths.near,
            column.astype(np.float32),
            row.astype(np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(found, np.float32)

    def _streaming(self, near: Maps) -> Maps:
        """How fast what is so near streams by a camera that follows.

        Behind a subject all is far and leans little; without one the camera goes aside, no more.
        """
        return self._streams * (1 + _SLOPE * near) if self._depths.standing is not None else near

    def _matrix(self, standing: Standing, pose: Pose, framing: Framing) -> Matrix:
        """Give the 2x3 matrix from the standing piece's pixels to the frame's."""
        place = replace(pose, x=pose.x - pose.subject)
        seen = place.project(1 / standing.near, self.focus)
        height, width = self._depths.behind.shape[:2]
        per_pixel = 1 / (self._scale * framing.share)
        corner = (
            np.array(
                [
                    (standing.corner[0] - (width - 1) / 2) * per_pixel,
                    (standing.corner[1] - (height - 1) / 2) * per_pixel,
                ]
            )
            - np.array(framing.middle) / framing.share
        )
        centre = (np.array(self._size) - 1) / 2
        moved = (seen[:, :2] @ corner + seen[:, 2]) * self._unit + centre
        return np.column_stack([seen[:, :2] * self._unit * per_pixel, moved])

    def make_room(self, poses: list[Pose]) -> None:
        """Show so large a part, and go so far, that a path stays within the picture."""
        poses = poses[:: max(1, len(poses) // 40)] + poses[-1:]
        for share in _SHARES:
            framing = self._framed(poses, share, 1.0)
            if framing is not None:
                self._framing = framing
                return
        low, high = 0.0, 1.0
        self._framing = replace(self._framing, strength=0.0)
        for _ in range(7):
            strength = (low + high) / 2
            framing = self._framed(poses, _SHARES[-1], strength)
            low, high = (low, strength) if framing is None else (strength, high)
            self._framing = framing or self._framing

    def _framed(self, poses: list[Pose], share: float, strength: float) -> Framing | None:
        """Shift the first view so that the camera finds room where it goes, if there is any."""
        x, y = self._spread(9, 9)
        middle = list(self._rest)
        for _ in range(3):
            framing = Framing(share=share, middle=(middle[0], middle[1]), strength=strength)
            places = [self._sources(x, y, _weaker(pose, strength), framing) for pose in poses]
            low = [min(float(place[axis].min()) for place in places) for axis in (0, 1)]
            high = [max(float(place[axis].max()) for place in places) for axis in (0, 1)]
            if all(-r <= a and b <= r for r, a, b in zip(self._reach, low, high, strict=True)):
                return framing
            for axis in (0, 1):
                most = _ASIDE * self._size[axis] / self._unit
                least, greatest = self._reach[axis] * -1, self._reach[axis]
                aside = max(0.0, least - low[axis]) - max(0.0, high[axis] - greatest)
                if high[axis] - low[axis] > greatest - least:
                    break
                shifted = middle[axis] + aside * 1.02
                rest = self._rest[axis]
                middle[axis] = min(max(shifted, rest - most), rest + most)
        return None

    def _find_focus(self) -> float:
        """The height towards which the camera pushes: the middle of what stands out."""
        if self._depths.subject is None:
            return 0.0
        _, top, _, bottom = self._depths.subject
        height = self._depths.behind.shape[0]
        middle = ((top + bottom) / height - 1) * self._reach[1] - self._rest[1]
        return float(np.clip(middle, -0.1, 0.1))

    def _cells(self) -> tuple[Maps, Maps]:
        """Give the middles of the cells that lie over the frame, and of one row around it."""
        lines = [
            ((np.arange(math.ceil(side / _CELL) + 2) - 0.5) * _CELL - side / 2) / self._unit
            for side in self._size
        ]
        across, down = np.meshgrid(*(line.astype(np.float32) for line in lines))
        return across, down

    def _spread(self, columns: int, rows: int) -> tuple[Maps, Maps]:
        """Spread points over the frame, from edge to edge."""
        wide, high = (side / self._unit / 2 for side in self._size)
        x = np.linspace(-wide, wide, columns, dtype=np.float32)
        y = np.linspace(-high, high, rows, dtype=np.float32)
        across, down = np.meshgrid(x, y)
        return across, down


def _weaker(pose: Pose, strength: float) -> Pose:
    return replace(pose, **{name: getattr(pose, name) * strength for name in _FIELDS})


def _finer(grid: Maps, size: tuple[int, int]) -> Maps:
    """Spread a map of cells over the frame, and cut off the cells around it."""
    rows, columns = grid.shape
    whole = cv2.resize(grid.astype(np.float32), (columns * _CELL, rows * _CELL))
    return np.asarray(whole[_CELL : _CELL + size[1], _CELL : _CELL + size[0]], np.float32)
