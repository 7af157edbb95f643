"""How far the camera may go, so that what the shot is about stays whole in the frame."""

import math

import numpy as np

from animatic.camera import Matrix, Pose, Room, aimed
from animatic.depth import Depths
from animatic.hand import level_at
from animatic.paint import Sheet, Window
from animatic.scene import Scene
from animatic.stage import HORIZON, SUBJECT_DISTANCE
from animatic.subjects import SUBJECTS

Size = tuple[int, int]

_MARGIN = 0.02
"""Left free around the subject, in frame widths."""
_WIDEST = Window(left=-0.28, top=-0.56, right=0.28, bottom=0.02)
_SKETCH = 160
"""Pixels a frame width: enough to see where a subject ends."""
_USUAL_HEIGHT = 9 / 16
_WORLD = {
    "x": (-8.0, 8.0),
    # Lower, the nearest grass would hide the subject.
    "y": (-0.21, 0.42),
    "z": (-2.2, 0.98),
    "yaw": (-4.0, 4.0),
    "pitch": (-0.34, 0.34),
    "lens": (-0.8, 0.85),
}
_PICTURE = _WORLD | {"y": (-0.5, 0.5), "z": (-1.3, 0.75), "pitch": (-1.0, 1.0)}
_PICTURE_SHARE = {"yaw": 0.8}
_TRUCK, _PUSH, _PEDESTAL = 0.45, 0.9, 1.0
"""How much of the usual way is gone at the most before a picture."""
_STRONGEST = {"x": 0.95 * 1.6, "y": 0.19 * 1.6, "z": 0.6 * 1.6}
"""The longest way of a strong movement along each field, in frame widths."""
_LEAN, _SPLAY, _TILT = 0.135, 0.38, 0.20
"""How far an upright leans when the camera goes aside and ahead, and a level line when it goes
up, at the most; all as a slope."""
_STRETCH = 0.45
"""How much a place is stretched or pressed at the most."""
_ROOMY = 1.15
"""A subject that fills the frame from the start cannot stay whole while it grows by this."""
_ROOMY_PICTURE = 1.35
"""The same in a picture: a face close to the frame's edge leaves a push no way to be seen."""
_ENOUGH = 0.5
"""As far as a lens needs to go to be seen clearly."""
_AT_REST = 0.9


def world_room(scene: Scene, size: Size) -> Room:
    """Give the room that a drawn scene leaves to a camera of this shape."""
    return _room(size, subject_box(scene), (SUBJECT_DISTANCE, HORIZON), _WORLD)


def picture_room(depths: Depths, size: Size, *, focus: float) -> Room:
    """Give the room that a picture leaves; where its own edges are is another matter."""
    height, width = depths.behind.shape[:2]
    scale = min(width / size[0], height / size[1]) * max(size) * _AT_REST
    shares = _shares(size, picture_shares(depths))
    if depths.subject is None:
        return Room(limits=_PICTURE, share=shares)
    left, top, right, bottom = depths.subject
    middle = [share * side for share, side in zip(depths.view.middle, (width, height), strict=True)]
    box = Window(
        left=(left - middle[0]) / scale,
        top=(top - middle[1]) / scale,
        right=(right - middle[0]) / scale,
        bottom=(bottom - middle[1]) / scale,
    )
    room = _room(size, box, (1 / depths.subject_near, focus), _PICTURE, _ROOMY_PICTURE)
    return Room(limits=room.limits, share=shares, focus=room.focus, shows=room.shows)


def picture_shares(depths: Depths) -> dict[str, float]:
    """Give how much of the usual way a camera goes before a picture: as far as it bends gently."""
    lean, bend = max(depths.lean, 1e-3), max(depths.bend, 1e-3)
    across = min(_TRUCK, min(_LEAN / lean, _STRETCH / bend) / _STRONGEST["x"])
    ahead = min(_PUSH, 2 * min(_SPLAY / lean, _STRETCH / bend) / _STRONGEST["z"])
    upwards = min(_PEDESTAL, _TILT / bend / _STRONGEST["y"])
    return _PICTURE_SHARE | {"x": across, "subject": across, "y": upwards, "z": ahead}


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


def _room(
    size: Size,
    box: Window,
    place: tuple[float, float],
    most: dict[str, tuple[float, float]],
    roomy: float = _ROOMY,
) -> Room:
    """Shorten the ways on which a subject, at a distance and before a horizon, would be cut."""
    wide, high = (side / max(size) / 2 - _MARGIN for side in size)
    frame = Window(left=-wide, top=-high, right=wide, bottom=high)

    def shows(pose: Pose) -> bool:
        return _holds(frame, box, pose.project(*place))

    def farthest(axis: str, end: float, focus: float = 0.0) -> float:
        for value in np.linspace(end, end * 0.1, 40):
            pose = Pose(**{axis: float(value)})
            if shows(aimed(pose, focus)):
                return float(value)
        return end * 0.1

    middle = (box.top + box.bottom) / 2
    if not shows(aimed(Pose(lens=math.log(roomy)), middle)):
        return Room(limits=most, share=_shares(size, {}))
    # The lens is aimed at the subject only as far as it must be: that looks least like a tilt.
    for part in np.linspace(0, 1, 9):
        focus = float(part) * middle
        lens = farthest("lens", most["lens"][1], focus)
        if lens > _ENOUGH:
            break
    limits = most | {
        "y": (farthest("y", most["y"][0]), farthest("y", most["y"][1])),
        "z": (most["z"][0], farthest("z", most["z"][1])),
        "lens": (most["lens"][0], lens),
    }
    return Room(limits=limits, share=_shares(size, {}), focus=focus, shows=shows)


def _shares(size: Size, usual: dict[str, float]) -> dict[str, float]:
    """A tall frame is narrow and high: less is gone across, more up and down."""
    across, upwards = (math.sqrt(side / max(size)) for side in size)
    shape = dict.fromkeys(("x", "yaw", "subject"), across)
    shape |= dict.fromkeys(("y", "pitch"), upwards / math.sqrt(_USUAL_HEIGHT))
    return {axis: shape.get(axis, 1.0) * usual.get(axis, 1.0) for axis in shape | usual}


def _holds(frame: Window, box: Window, seen: Matrix) -> bool:
    corners = np.array([(box.left, box.top), (box.right, box.bottom)])
    (left, top), (right, bottom) = corners @ seen[:, :2].T + seen[:, 2]
    across = frame.left <= left and right <= frame.right
    return bool(across and frame.top <= top and bottom <= frame.bottom)
