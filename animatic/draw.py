"""From a shot to frames, and from frames to a file."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from animatic.camera import path as camera_path
from animatic.shot import AnimaticShot
from media.clips import encode_clip

Frame = NDArray[np.uint8]


def draw(shot: AnimaticShot) -> Iterator[Frame]:
    """Give the clip's frames, RGB."""
    rng = np.random.default_rng(len(shot.prompt))
    w, h = shot.width, shot.height
    tex = cv2.resize(rng.integers(0, 255, (60, 120, 3), dtype=np.uint8), (w * 2, w * 2))
    to_px = np.array([[w, 0, w / 2], [0, w, h / 2], [0, 0, 1]])
    from_tex = np.array([[1 / w, 0, -1], [0, 1 / w, -1], [0, 0, 1]])
    for pose in camera_path(shot):
        m = to_px @ np.vstack([pose.project(2.2, 0.02), [0, 0, 1]]) @ from_tex
        yield cv2.warpAffine(tex, m[:2], (w, h), borderMode=cv2.BORDER_REFLECT).astype(np.uint8)


def render(shot: AnimaticShot, path: Path) -> None:
    """Write the clip as MP4."""
    encode_clip(draw(shot), path, fps=shot.fps)
