"""From a shot to frames, and from frames to a file."""

import io
import math
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from animatic.camera import Pose
from animatic.camera import path as camera_path
from animatic.chance import Chance
from animatic.depth import Depths, FirstView, guess_depths, told_depths
from animatic.framing import picture_room, world_room
from animatic.interest import find_view
from animatic.label import Label
from animatic.light import warmth_of
from animatic.pieces import take_apart
from animatic.relief import Relief, covering
from animatic.scene import read_scene
from animatic.shot import AnimaticShot
from animatic.stage import Frame, Stage
from animatic.weather import Weather, vignette
from animatic.worlds import Builder
from media.clips import encode_clip
from media.errors import NotAPicture, PictureBroken
from media.headers import DECODE_ERRORS

_PAPER = (226, 222, 212, 255)
"""Shines through where a picture is transparent."""
_LARGE = 2048
"""A photograph may be read smaller, as long as this much of it is left."""

_DRAWERS = 2
_AHEAD = 3
"""Frames drawn before they are needed."""

View = Callable[[Pose], Frame]

#: Pixels of a frame: up to so many it is drawn as large as it is shown. A frame of 2560x1440 takes
#: some seventy milliseconds, without being grown.
_MOST_DRAWN = 1366 * 768
#: Larger ones are drawn with so many.
_DRAWN_TO_GROW = 960 * 540


def draw(shot: AnimaticShot) -> Iterator[Frame]:
    """Give the clip's frames, RGB. Raises a `PictureError` when its picture cannot be opened."""
    view, poses = _prepare(shot)
    return (view(pose) for pose in poses)


def render(shot: AnimaticShot, path: Path) -> None:
    """Write the clip as MP4. Raises as `draw`, and `OSError` when it cannot be written.

    One that would take long to draw is drawn smaller and grown to its size. Frames are drawn side
    by side in threads, each on one core, while those before are encoded.
    """
    cv2.setNumThreads(1)
    drawn = _quick_to_draw(shot)
    grown_to = (shot.width, shot.height) if drawn is not shot else None
    view, poses = _prepare(drawn)
    with ThreadPoolExecutor(_DRAWERS, "animatic") as drawers:
        frames = _ahead(view, poses, drawers)
        encode_clip(frames, path, fps=shot.fps, comment=shot.label, grown_to=grown_to)


def _quick_to_draw(shot: AnimaticShot) -> AnimaticShot:
    pixels = shot.width * shot.height
    if pixels <= _MOST_DRAWN:
        return shot
    scale = math.sqrt(_DRAWN_TO_GROW / pixels)
    width, height = (max(64, round(side * scale / 2) * 2) for side in (shot.width, shot.height))
    return replace(shot, width=width, height=height)


def _ahead(view: View, poses: list[Pose], drawers: ThreadPoolExecutor) -> Iterator[Frame]:
    """Have the next frames drawn while the first of them is used."""
    waiting: deque[Future[Frame]] = deque()
    for pose in poses:
        waiting.append(drawers.submit(view, pose))
        if len(waiting) > _AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _prepare(shot: AnimaticShot) -> tuple[View, list[Pose]]:
    view, poses = _world(shot) if shot.picture is None else _picture(shot, shot.picture)
    label = Label(shot.label, shot.width, shot.height)

    def labelled(pose: Pose) -> Frame:
        frame = view(pose)
        label.put(frame)
        return frame

    return labelled, poses


def _world(shot: AnimaticShot) -> tuple[View, list[Pose]]:
    scene = read_scene(shot.prompt, take=shot.take, followed=shot.follows)
    size = shot.width, shot.height
    # Where nobody is, the camera goes as far as if somebody were there.
    seen = scene if scene.subject else read_scene(shot.prompt, followed=True)
    poses = camera_path(shot, world_room(seen, size))
    stage = Stage(poses, *size)
    layers = take_apart(stage.trimmed(Builder(scene, stage, followed=shot.follows).build()))
    weather = Weather(scene.weather, *size, np.random.default_rng(scene.seed + 1))
    dark = vignette(*size)

    def view(pose: Pose) -> Frame:
        frame = stage.compose(layers, pose)
        weather.fall(frame, pose.seconds)
        return np.asarray(cv2.multiply(frame, dark, scale=1 / 255), np.uint8)

    return view, poses


def _picture(shot: AnimaticShot, data: bytes) -> tuple[View, list[Pose]]:
    size = shot.width, shot.height
    given = _open(data)
    looked = find_view(given, size)
    picture, middle = covering(given, size, looked)
    view, followed = FirstView(size=size, middle=middle), shot.follows
    if shot.depth is None:
        depths = guess_depths(picture, view, followed=followed)
    else:
        # Stretched to the picture it tells about: cut alike, both show the same places.
        told = cv2.resize(_open(shot.depth), given.shape[1::-1], interpolation=cv2.INTER_LINEAR)
        grey = covering(np.asarray(told, np.uint8), size, looked)[0][..., 0]
        depths = told_depths(picture, grey, view, followed=followed)
    depths = _taken_again(depths, shot.take) if shot.take else depths
    relief = Relief(depths, size)
    poses = camera_path(shot, picture_room(depths, size, focus=relief.focus))
    relief.make_room(poses)
    return relief.frame, poses


def _taken_again(depths: Depths, take: int) -> Depths:
    """Put a picture that was taken apart into the light of another take."""
    warmth = warmth_of(Chance(take)) / 2
    light = np.array((1 + warmth, 1.0, 1 - warmth, 1.0))

    def lit(pixels: Frame) -> Frame:
        return np.asarray(cv2.multiply(pixels, light), np.uint8)

    standing = depths.standing
    if standing is not None:
        standing = replace(standing, piece=lit(standing.piece))
    return replace(depths, behind=lit(depths.behind), standing=standing)


def _open(data: bytes) -> Frame:
    """Read a picture upright, on paper where it is transparent."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            image.draft("RGB", (_LARGE, _LARGE))
            upright = ImageOps.exif_transpose(image)
            if not upright.has_transparency_data:
                return np.asarray(upright.convert("RGB"))
            sheet = Image.new("RGBA", upright.size, _PAPER)
            return np.asarray(Image.alpha_composite(sheet, upright.convert("RGBA")).convert("RGB"))
    except UnidentifiedImageError as error:
        raise NotAPicture from error
    except DECODE_ERRORS as error:
        raise PictureBroken(str(error)) from error
