"""From a shot to frames, and from frames to a file."""

import io
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from animatic.camera import Pose
from animatic.camera import path as camera_path
from animatic.relief import Relief
from animatic.scene import read_scene
from animatic.shot import AnimaticShot
from animatic.stage import Frame, Stage
from animatic.weather import Label, Weather, vignette
from animatic.worlds import Builder
from media.clips import encode_clip
from media.errors import NotAPicture, PictureBroken
from media.headers import DECODE_ERRORS

View = Callable[[Pose], Frame]

#: Pixels of a frame: up to so many it is drawn as large as it is shown. A frame of 2560x1440 takes
#: some seventy milliseconds, without being grown.
_MOST_DRAWN = 1366 * 768
#: Larger ones are drawn with so many.
_DRAWN_TO_GROW = 960 * 540


def draw(shot: AnimaticShot) -> Iterator[Frame]:
    """Give the clip's frames, RGB. Raises a `PictureError` when its picture cannot be opened."""
    poses = camera_path(shot)
    view = _world_view(shot, poses) if shot.picture is None else _picture_view(shot, poses)
    label = Label(shot.label, shot.width, shot.height)
    return _frames(poses, view, label)


def render(shot: AnimaticShot, path: Path) -> None:
    """Write the clip as MP4. Raises as `draw`, and `OSError` when it cannot be written.

    One that would take long to draw is drawn smaller and grown to its size.
    """
    drawn = _quick_to_draw(shot)
    grown_to = (shot.width, shot.height) if drawn is not shot else None
    encode_clip(draw(drawn), path, fps=shot.fps, comment=shot.label, grown_to=grown_to)


def _quick_to_draw(shot: AnimaticShot) -> AnimaticShot:
    pixels = shot.width * shot.height
    if pixels <= _MOST_DRAWN:
        return shot
    scale = math.sqrt(_DRAWN_TO_GROW / pixels)
    width, height = (max(64, round(side * scale / 2) * 2) for side in (shot.width, shot.height))
    return replace(shot, width=width, height=height)


def _frames(poses: list[Pose], view: View, label: Label) -> Iterator[Frame]:
    for pose in poses:
        frame = view(pose)
        label.put(frame)
        yield frame


def _world_view(shot: AnimaticShot, poses: list[Pose]) -> View:
    scene = read_scene(shot.prompt)
    stage = Stage(poses, shot.width, shot.height)
    followed = any("Tracking shot" in step for step in shot.steps)
    layers = Builder(scene, stage, followed=followed).build()
    weather = Weather(scene.weather, shot.width, shot.height, np.random.default_rng(scene.seed + 1))
    dark = vignette(shot.width, shot.height)

    def view(pose: Pose) -> Frame:
        frame = stage.compose(layers, pose)
        weather.fall(frame, pose.seconds)
        return np.asarray(cv2.multiply(frame, dark, scale=1 / 255), np.uint8)

    return view


def _picture_view(shot: AnimaticShot, poses: list[Pose]) -> View:
    return Relief(_open(shot.picture or b""), poses, shot.width, shot.height).frame


def _open(data: bytes) -> Frame:
    try:
        with Image.open(io.BytesIO(data)) as image:
            return np.asarray(image.convert("RGB"))
    except UnidentifiedImageError as error:
        raise NotAPicture from error
    except DECODE_ERRORS as error:
        raise PictureBroken(str(error)) from error
