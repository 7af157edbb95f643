"""A flat picture with a relief: its lower part and its middle stand nearer to the camera."""

import cv2
import numpy as np
from numpy.typing import NDArray

from animatic.camera import Pose
from animatic.stage import Frame

Maps = NDArray[np.floating]

_MARGIN = 0.90
"""Share of the picture that is seen at rest: the rest is there for the camera to move into."""
_NEAR, _FAR = 1.6, 5.0


class Relief:
    """Shows a picture to the moving camera."""

    def __init__(self, picture: Frame, width: int, height: int) -> None:
        self._size = width, height
        self._picture = _covering(picture, width, height)
        self._unit = max(width, height)
        x = (np.arange(width, dtype=np.float32) - (width - 1) / 2) / self._unit
        y = (np.arange(height, dtype=np.float32) - (height - 1) / 2) / self._unit
        self._x, self._y = np.meshgrid(x, y)
        self._nearness = _nearness(self._x, self._y * (self._unit / height))

    def frame(self, pose: Pose) -> Frame:
        """Give the picture as the camera sees it: for each pixel, where it comes from."""
        zoom = np.exp(-pose.lens)
        cos, sin = np.cos(-pose.roll) * zoom, np.sin(-pose.roll) * zoom
        x = self._x * cos - self._y * sin + pose.yaw
        y = self._x * sin + self._y * cos - pose.pitch
        # Nearness is one over the distance; travel shifts and grows by it.
        grow = 1 - pose.z * self._nearness
        x = x * grow + pose.x * self._nearness
        y = y * grow - pose.y * self._nearness
        height, width = self._picture.shape[:2]
        scale = max(width, height) * _MARGIN
        map_x = (x * scale + (width - 1) / 2).astype(np.float32)
        map_y = (y * scale + (height - 1) / 2).astype(np.float32)
        seen = cv2.remap(
            self._picture, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
        )
        return np.asarray(seen, np.uint8)


def _covering(picture: Frame, width: int, height: int) -> Frame:
    """Crop a picture to the frame's shape, at most half again as large as the frame."""
    high, wide = picture.shape[:2]
    scale = max(width / wide, height / high)
    part = min(wide, round(width / scale)), min(high, round(height / scale))
    left, top = (wide - part[0]) // 2, (high - part[1]) // 2
    cropped = picture[top : top + part[1], left : left + part[0]]
    grow = 1.25
    size = round(width * grow), round(height * grow)
    way = cv2.INTER_AREA if part[0] > size[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(cropped, size, interpolation=way), np.uint8)


def _nearness(x: Maps, y: Maps) -> Maps:
    """Guess one over the distance: a ground below, something in the middle, far at the top."""
    ground = np.clip(0.5 + y, 0, 1) ** 1.5
    middle = np.exp(-((x / 0.17) ** 2) - ((y - 0.05) / 0.30) ** 2)
    share = np.clip(0.72 * ground + 0.55 * middle, 0, 1)
    return np.asarray(1 / _FAR + (1 / _NEAR - 1 / _FAR) * share, np.float32)
