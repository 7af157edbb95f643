"""A flat picture with a relief: its lower part and its middle stand nearer to the camera.

Nothing is invented around the picture. It is shown slightly enlarged, by as much as the
camera's path needs, and where that is not enough the camera goes less far.
"""

import math
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from animatic.camera import Pose
from animatic.stage import Frame

Maps = NDArray[np.floating]

_SHARES = (0.98, 0.94, 0.90, 0.86, 0.82)
"""How much of the picture's width may be seen at rest; the least is still the picture."""
_NEAR, _FAR = 1.6, 5.0
_SHARPNESS = 1.25
"""Pixels kept for each pixel of the frame, for coming closer."""


class Relief:
    """Shows a picture to a camera whose whole path is known."""

    def __init__(self, picture: Frame, poses: list[Pose], width: int, height: int) -> None:
        self._size = width, height
        self._unit = max(width, height)
        self._picture = _covering(picture, width, height)
        self._share, self._strength = self._fit(poses)
        x, y = self._grid(width, height)
        self._x, self._y = x, y
        self._near, self._middle = _relief(x, y, height / self._unit)

    def frame(self, pose: Pose) -> Frame:
        """Give the picture as the camera sees it."""
        x, y = _sources(self._x, self._y, _weaker(pose, self._strength), self._near, self._middle)
        height, width = self._picture.shape[:2]
        scale = max(width, height) * self._share
        map_x = x * scale + (width - 1) / 2
        map_y = y * scale + (height - 1) / 2
        # Rounding may ask for half a pixel beyond the edge.
        seen = cv2.remap(
            self._picture, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(seen, np.uint8)

    def _fit(self, poses: list[Pose]) -> tuple[float, float]:
        """Find the largest part to show, then the strongest movement, within the picture."""
        for share in _SHARES:
            if self._inside(poses, share, 1.0):
                return share, 1.0
        low, high = 0.0, 1.0
        for _ in range(7):
            strength = (low + high) / 2
            fits = self._inside(poses, _SHARES[-1], strength)
            low, high = (strength, high) if fits else (low, strength)
        return _SHARES[-1], low

    def _inside(self, poses: list[Pose], share: float, strength: float) -> bool:
        x, y = self._grid(17, 13)
        wide, high = (side / self._unit / 2 / share for side in self._size)
        near, middle = _relief(x, y, self._size[1] / self._unit)
        for pose in poses[:: max(1, len(poses) // 40)] + poses[-1:]:
            from_x, from_y = _sources(x, y, _weaker(pose, strength), near, middle)
            if np.abs(from_x).max() > wide or np.abs(from_y).max() > high:
                return False
        return True

    def _grid(self, columns: int, rows: int) -> tuple[Maps, Maps]:
        """Spread points over the frame, from edge to edge."""
        wide, high = (side / self._unit / 2 for side in self._size)
        x = np.linspace(-wide, wide, columns, dtype=np.float32)
        y = np.linspace(-high, high, rows, dtype=np.float32)
        across, down = np.meshgrid(x, y)
        return across, down


def _weaker(pose: Pose, strength: float) -> Pose:
    names = ("x", "y", "z", "yaw", "pitch", "roll", "lens", "subject")
    return replace(pose, **{name: getattr(pose, name) * strength for name in names})


def _sources(x: Maps, y: Maps, pose: Pose, near: Maps, middle: Maps) -> tuple[Maps, Maps]:
    """Tell for each place of the frame where in the picture it comes from."""
    zoom = math.exp(-pose.lens)
    cos, sin = math.cos(pose.roll) * zoom, math.sin(pose.roll) * zoom
    from_x = x * cos + y * sin + pose.yaw
    from_y = y * cos - x * sin - pose.pitch
    # Near is one over the distance: travel shifts and grows by it. What is followed stays.
    if pose.z:
        grow = 1 - pose.z * near
        from_x, from_y = from_x * grow, from_y * grow
    if pose.x or pose.subject:
        from_x = from_x + pose.x * near - (pose.subject * middle) * near
    if pose.y:
        from_y = from_y - pose.y * near
    return from_x, from_y


def _relief(x: Maps, y: Maps, height: float) -> tuple[Maps, Maps]:
    """Guess one over the distance, and what is the thing in the middle.

    A ground below comes nearer, the upper part is far away, the middle stands out.
    """
    ground = np.clip(0.5 + y / height, 0, 1) ** 1.5
    middle = np.exp(-((x / 0.17) ** 4) - ((y / height - 0.08) / 0.40) ** 6)
    share = np.clip(0.8 * ground + 0.35 * middle, 0, 1)
    near = 1 / _FAR + (1 / _NEAR - 1 / _FAR) * share
    return near.astype(np.float32), middle.astype(np.float32)


def _covering(picture: Frame, width: int, height: int) -> Frame:
    """Crop a picture to the frame's shape around its centre."""
    high, wide = picture.shape[:2]
    scale = max(width / wide, height / high)
    part = max(1, min(wide, round(width / scale))), max(1, min(high, round(height / scale)))
    left, top = (wide - part[0]) // 2, (high - part[1]) // 2
    cropped = picture[top : top + part[1], left : left + part[0]]
    size = round(width * _SHARPNESS), round(height * _SHARPNESS)
    way = cv2.INTER_AREA if part[0] > size[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(cropped, size, interpolation=way), np.uint8)
