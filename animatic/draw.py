"""From a shot to frames, and from frames to a file."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from animatic.camera import Pose
from animatic.camera import path as camera_path
from animatic.framing import world_room
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


def draw(shot: AnimaticShot) -> Iterator[Frame]:
    """Give the clip's frames, RGB. Raises a `PictureError` when its picture cannot be opened."""
    scene = read_scene(shot.prompt)
    poses = camera_path(shot, world_room(scene, shot.width, shot.height))
    view = _world_view(shot, poses) if shot.picture is None else _picture_view(shot, poses)
    label = Label(shot.label, shot.width, shot.height)
    return _frames(poses, view, label)


def render(shot: AnimaticShot, path: Path) -> None:
    """Write the clip as MP4. Raises as `draw`, and `OSError` when it cannot be written."""
    encode_clip(draw(shot), path, fps=shot.fps, comment=shot.label)


def _frames(poses: list[Pose], view: View, label: Label) -> Iterator[Frame]:
    for pose in poses:
        frame = view(pose)
        label.put(frame)
        yield frame


def _world_view(shot: AnimaticShot, poses: list[Pose]) -> View:
    scene = read_scene(shot.prompt)
    stage = Stage(poses, shot.width, shot.height)
    followed = any(move.name == "Tracking shot" for step in shot.moves for move in step)
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
