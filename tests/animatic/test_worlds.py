"""The drawn worlds: texture everywhere, depth, life, and a subject that is seen."""

import itertools

import cv2
import numpy as np
import pytest

from animatic import AnimaticShot, draw, read_scene
from animatic.lands import LANDS
from animatic.light import LIGHTS

PLACES = {
    "sea": "on the sea",
    "beach": "on the beach",
    "forest": "in the forest",
    "city": "in the city",
    "mountains": "in the mountains",
    "desert": "in the desert",
    "sky": "in the sky",
    "room": "in the room",
    "road": "on the road",
    "meadow": "in the meadow",
    "village": "in the village",
    "moon": "on the moon",
}
HOURS = ("by day", "at dusk", "at dawn", "at night")
WEATHERS = ("", "in rain", "in snow", "in a storm", "in fog")


def small(prompt: str, **changes) -> AnimaticShot:
    values = {"width": 160, "height": 90, "seconds": 0.5, "fps": 8, "label": ""}
    return AnimaticShot(prompt=prompt, **{**values, **changes})


def first(prompt: str, **changes) -> np.ndarray:
    return next(iter(draw(small(prompt, **changes))))


def corners_by_ninth(frame: np.ndarray) -> np.ndarray:
    grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)
    height, width = grey.shape
    found = [
        cv2.goodFeaturesToTrack(
            grey[
                row * height // 3 : (row + 1) * height // 3,
                column * width // 3 : (column + 1) * width // 3,
            ],
            maxCorners=40,
            qualityLevel=0.02,
            minDistance=4,
        )
        for row, column in itertools.product(range(3), repeat=2)
    ]
    return np.array([0 if corners is None else len(corners) for corners in found])


def contrast_by_ninth(frame: np.ndarray) -> float:
    grey = cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(float)
    fine = grey - cv2.GaussianBlur(grey, (0, 0), 6)
    parts = [half for third in np.array_split(fine, 3) for half in np.array_split(third, 3, axis=1)]
    return min(float(part.std()) for part in parts)


@pytest.mark.parametrize("shape", [(192, 108), (108, 192)], ids=["wide", "tall"])
@pytest.mark.parametrize("world", sorted(LANDS))
def test_every_world_has_texture_everywhere(world, shape):
    """In each ninth of the frame there are corners to follow, in every light and weather."""
    number = sorted(LANDS).index(world)
    hour, weather = HOURS[number % 4], WEATHERS[(number + shape[0]) % 5]
    for prompt in (f"a bird {PLACES[world]} {hour}", f"a bird {PLACES[world]} {weather}"):
        assert read_scene(prompt).world == world
        frame = first(prompt, width=shape[0], height=shape[1])
        assert corners_by_ninth(frame).min() >= 5, prompt
        assert contrast_by_ninth(frame) > 1.2, prompt


def test_hours_and_weathers_look_different():
    """Night is dark and blue, dusk is warm, snow is bright, a storm is darker than the day."""
    mean = {
        word: first(f"a house in a meadow {word}").mean(axis=(0, 1))
        for word in HOURS + WEATHERS[1:]
    }
    brightness = {word: rgb.mean() for word, rgb in mean.items()}
    assert brightness["at night"] < 0.6 * brightness["at dusk"] < brightness["by day"]
    assert mean["at night"][2] > 1.2 * mean["at night"][0]
    assert mean["at dusk"][0] > 1.2 * mean["at dusk"][2]
    assert brightness["in snow"] > brightness["in rain"]
    assert brightness["in a storm"] < brightness["by day"]


@pytest.mark.parametrize("world", ["forest", "room", "sea"])
def test_a_world_lives_while_the_camera_is_still(world):
    """Clouds, leaves, waves and curtains move; most of the picture stays."""
    frames = list(draw(small(f"a house {PLACES[world]} by day", seconds=2, fps=2)))
    moved = np.abs(frames[0].astype(int) - frames[-1].astype(int)).max(axis=2) > 12
    assert 0.002 < moved.mean() < (0.9 if world == "sea" else 0.35)


@pytest.mark.parametrize("movement", ["Truck left", "Push in", "Tilt up", "Zoom in"])
def test_the_world_does_not_depend_on_the_camera(movement):
    """Before it moves, every camera sees the same picture."""
    size = {"width": 320, "height": 180}
    still = first("a fox in a forest", **size).astype(int)
    other = first("a fox in a forest", steps=((movement,),), **size).astype(int)
    assert np.abs(still - other).mean() < 5


def test_the_same_words_give_the_same_world():
    """A prompt always shows the same world, another prompt another."""
    frame = first("a boat at sea").astype(int)
    assert (frame == first("a boat at sea")).all()
    assert np.abs(frame - first("a boat at sea again")).mean() > 1


def share(frame: np.ndarray, condition) -> float:
    red, green, blue = (frame[..., part].astype(int) for part in range(3))
    return float(condition(red, green, blue).mean())


def test_the_prompt_decides_what_is_there():
    """A red lighthouse in a storm is red, grey and blue; a snowy forest is white and green."""
    storm = first("a red lighthouse in a storm")
    assert share(storm, lambda r, g, b: (r > 120) & (r > 2 * b)) > 0.005
    assert share(storm, lambda r, g, b: b >= r) > 0.5
    assert storm.mean() < 110
    snow = first("a forest in snow")
    assert snow.mean() > 130
    assert share(snow, lambda r, g, b: (g > r + 20) & (g < 130)) > 0.01


def test_the_subject_takes_the_colour_that_was_named():
    """A blue boat is blue where a red one is red."""
    red, blue = (first(f"a {word} boat at sea by day").astype(int) for word in ("red", "blue"))
    box = (slice(55, 75), slice(60, 100))
    assert (red[box][..., 0] - red[box][..., 2]).max() > 100
    assert (blue[box][..., 2] - blue[box][..., 0]).max() > 80


def test_every_hour_has_its_light():
    """The hours that words name, and what weather makes of an unnamed hour, have colours."""
    hours = {read_scene(f"a fox {word}").light.sky for word in HOURS + WEATHERS[1:]}
    assert len(hours) == len(HOURS) + len(WEATHERS[1:])
    assert set(LIGHTS) >= {"day", "dusk", "dawn", "night"}


def asphalt(frame: np.ndarray) -> np.ndarray:
    """How much of each row of the lower half is road: dark, and neither green nor blue."""
    red, green, blue = (frame[180:, :, part].astype(int) for part in range(3))
    return ((green < 115) & (abs(red - green) < 22) & (blue - red > 3) & (blue - red < 40)).mean(1)


@pytest.mark.parametrize("movement", ["Static shot", "Truck right", "Pedestal up", "Push in"])
def test_the_road_runs_to_the_horizon(movement):
    """It narrows steadily from the frame's lower edge to the horizon, wherever the camera goes."""
    *_, frame = draw(small("a girl on a road at noon", steps=((movement,),), width=640, height=360))
    wide = [part.mean() for part in np.array_split(asphalt(frame)[40:], 4)]
    assert wide[0] < 0.6 * wide[3]
    assert wide == sorted(wide)


@pytest.mark.parametrize("weather", ["in snow", "in rain"])
def test_weather_does_not_hide_the_camera(weather):
    """While something falls through a still picture, most of its corners stay in place."""
    shot = small(f"a fox in a forest {weather}", width=320, height=180, fps=12)
    frames = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in draw(shot)]
    corners = cv2.goodFeaturesToTrack(frames[2], 300, 0.005, 6)
    later, found, _ = cv2.calcOpticalFlowPyrLK(frames[2], frames[3], corners, None)
    moved = np.hypot(*(later - corners)[found[:, 0] > 0, 0].T)
    assert len(moved) > 200
    assert (moved < 0.4).mean() > 0.7
