"""How far the camera may go in a drawn world, so that its subject stays whole in the frame."""

import math

import numpy as np

from animatic.camera import Pose, Room
from animatic.hand import level_at
from animatic.paint import Sheet, Window
from animatic.scene import Scene
from animatic.stage import HORIZON, SUBJECT_DISTANCE
from animatic.subjects import SUBJECTS

_MARGIN = 0.02
"""Left free around the subject, in frame widths."""
_WIDEST = Window(left=-0.28, top=-0.56, right=0.28, bottom=0.02)
_SKETCH = 160
"""Pixels a frame width: enough to see where a subject ends."""
_SIDEWAYS, _TURNED, _TILTED = 8.0, 4.0, 0.34
_FORWARDS, _BACK, _LONG, _WIDE = 0.98, -2.2, 0.85, -0.8
_UP, _DOWN = 0.42, -0.21
"""Lower than that, the nearest grass would hide the subject."""
_USUAL_HEIGHT = 9 / 16


def world_room(scene: Scene, width: int, height: int) -> Room:
    """Give the room that a scene leaves to a camera of this shape."""
    unit = max(width, height)
    frame = Window(
        left=-width / unit / 2 + _MARGIN,
        top=-height / unit / 2 + _MARGIN,
        right=width / unit / 2 - _MARGIN,
        bottom=height / unit / 2 - _MARGIN,
    )
    box = subject_box(scene)
    focus = (box.top + box.bottom) / 2

    def farthest(axis: str, most: float) -> float:
        for value in np.linspace(most, most * 0.1, 40):
            pitch = -focus * (1 - math.exp(-value)) if axis == "lens" else 0.0
            pose = Pose(**{"pitch": pitch, axis: float(value)})
            if _holds(frame, box, pose):
                return float(value)
        return most * 0.1

    return Room(
        limits={
            "x": (-_SIDEWAYS, _SIDEWAYS),
            "yaw": (-_TURNED, _TURNED),
            "pitch": (-_TILTED, _TILTED),
            "y": (farthest("y", _DOWN), farthest("y", _UP)),
            "z": (_BACK, farthest("z", _FORWARDS)),
            "lens": (_WIDE, farthest("lens", _LONG)),
        },
        share=dict.fromkeys(("x", "yaw", "subject"), math.sqrt(width / unit))
        | dict.fromkeys(("y", "pitch"), math.sqrt(height / unit / _USUAL_HEIGHT)),
        focus=focus,
        shows=lambda pose: _holds(frame, box, pose),
    )


def subject_box(scene: Scene) -> Window:
    """Give where a scene's subject is seen by the camera at rest."""
    subject = SUBJECTS[scene.subject]
    sheet = Sheet(_WIDEST, _SKETCH)
    subject.draw(sheet, subject.paint, subject.paint)
    rows, columns = (np.flatnonzero(sheet.piece[..., 3].max(axis=axis)) for axis in (1, 0))
    level = level_at(SUBJECT_DISTANCE) - subject.height
    return Window(
        left=_WIDEST.left + columns[0] / _SKETCH,
        top=_WIDEST.top + rows[0] / _SKETCH + level,
        right=_WIDEST.left + columns[-1] / _SKETCH,
        bottom=_WIDEST.top + rows[-1] / _SKETCH + level,
    )


def _holds(frame: Window, box: Window, pose: Pose) -> bool:
    seen = pose.project(SUBJECT_DISTANCE, HORIZON)
    corners = np.array([(box.left, box.top), (box.right, box.bottom)])
    (left, top), (right, bottom) = corners @ seen[:, :2].T + seen[:, 2]
    across = frame.left <= left and right <= frame.right
    return bool(across and frame.top <= top and bottom <= frame.bottom)
