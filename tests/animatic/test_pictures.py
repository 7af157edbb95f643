"""A member's own picture, moved: nothing is torn, nothing swirls, and the head is in the frame."""

import io
import itertools

import cv2
import numpy as np
import pytest
from PIL import Image

from animatic import AnimaticShot, Move, draw
from animatic.depth import FirstView, told_depths
from animatic.paste import lay

SIZE = (480, 270)


def shot(name: str, picture: np.ndarray, depth: np.ndarray | None = None, **changes):
    values = {"width": SIZE[0], "height": SIZE[1], "seconds": 4, "fps": 2, "label": ""}
    return AnimaticShot(
        prompt="",
        steps=((Move(name, **changes),),),
        picture=png(picture),
        depth=None if depth is None else png(depth),
        **values,
    )


def png(pixels: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()


def land() -> np.ndarray:
    """A sky over a field, both a little rough."""
    noise = np.random.default_rng(4).normal(0, 1, (540, 960, 3)).astype(np.float32)
    rough = cv2.GaussianBlur(noise, (0, 0), 3) * 60
    picture = np.full((540, 960, 3), (205, 215, 232), np.float32)
    picture[300:] = (120, 150, 90)
    return np.clip(picture + rough, 0, 255).astype(np.uint8)


def tower() -> np.ndarray:
    """A wide dark red house; a spire on it as thin as a hand."""
    picture = land()
    picture[240:480, 380:600] = (130, 30, 30)
    picture[250:470:20, 390:590] = (230, 190, 60)
    picture[60:240, 484:494] = (130, 30, 30)
    return picture


def test_a_thin_thing_stays_whole():
    """A spire is in one piece, on its house, at both ends of a strong pedestal."""
    frames = list(draw(shot("Pedestal up", tower(), amplitude="strong")))
    for frame in (frames[0], frames[-1]):
        red = ((frame[..., 0].astype(int) - frame[..., 2]) > 50) & (frame[..., 1] < 110)
        rows = np.flatnonzero(red[:, 200:280].any(axis=1))
        assert np.diff(rows).max() <= 12  # the house's golden lines are not red
        _, _, boxes, _ = cv2.connectedComponentsWithStats(red.astype(np.uint8))
        assert (np.sort(boxes[1:, cv2.CC_STAT_HEIGHT])[-1]) > 60


@pytest.mark.parametrize("name", ["Truck left", "Tracking shot"])
def test_uprights_stay_upright(name):
    """Stripes down a wall lean by a few degrees at most, and are nowhere bent."""
    wall = land()
    wall[:, ::40] = wall[:, 1::40] = wall[:, 2::40] = wall[:, 3::40] = (30, 20, 20)
    frames = list(draw(shot(name, wall, amplitude="strong")))
    grey = cv2.cvtColor(frames[-1], cv2.COLOR_RGB2GRAY).astype(np.float32)
    across, down = (
        cv2.Sobel(cv2.GaussianBlur(grey, (0, 0), 1.5), -1, *w) for w in ((1, 0), (0, 1))
    )
    strong = np.abs(across) > np.percentile(np.abs(across), 80)
    leans = np.degrees(np.arctan(np.abs(down / np.where(strong, across, 1))[strong]))
    assert np.percentile(leans, 90) < 12
    assert np.abs(frames[0].astype(int) - frames[-1]).mean() > 5


@pytest.mark.parametrize("top", [90, 420], ids=["upper third", "middle"])
def test_a_tall_picture_shows_its_face(top):
    """Of a portrait a wide frame shows the face, wherever it is."""
    portrait = np.full((900, 500, 3), (70, 80, 100), np.uint8)
    cv2.ellipse(portrait, (250, top + 80), (60, 80), 0, 0, 360, (224, 172, 140), -1)
    portrait[top + 165 :, 120:380] = (40, 90, 60)
    frame = next(iter(draw(shot("Push in", portrait))))
    skin = np.abs(frame.astype(int) - (224, 172, 140)).sum(axis=2) < 40
    rows = np.flatnonzero(skin.any(axis=1))
    assert rows[0] > 5
    assert rows[-1] - rows[0] > 0.9 * 160 * SIZE[0] / 500
    assert rows[-1] < SIZE[1] - 5


def crude() -> np.ndarray:
    """A depth map as nobody should draw it: one hard-edged block."""
    depth = np.zeros((540, 960), np.uint8)
    depth[150:400, 300:650] = 255
    return depth


def test_no_depth_map_cuts_the_first_frame():
    """However crude a map is, the camera at rest sees what it sees without one."""
    with_map, without = (next(iter(draw(shot("Static shot", land(), d)))) for d in (crude(), None))
    assert np.abs(with_map.astype(int) - without).max() <= 2


def test_what_is_cut_out_fits_where_it_was():
    """A thing taken out for a camera that follows it, put back, leaves no seam."""
    picture = tower()
    depths = told_depths(picture, crude(), FirstView(size=SIZE), followed=True)
    frame = cv2.cvtColor(depths.behind, cv2.COLOR_RGB2RGBA)
    left, top = depths.standing.corner
    lay(frame, depths.standing.piece, np.array([[1.0, 0, left], [0, 1.0, top]]))
    assert np.abs(frame[..., :3].astype(int) - picture).max() <= 2


def test_following_nothing_is_smooth():
    """Tracking through a plain picture moves it all one way, and nothing in it swells or swirls."""
    frames = list(draw(shot("Tracking shot", land())))
    one, other = (cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in (frames[0], frames[-1]))
    points = cv2.goodFeaturesToTrack(one, 300, 0.01, 8)
    place = points
    greys = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    for before, after in itertools.pairwise(greys):
        place, _, _ = cv2.calcOpticalFlowPyrLK(before, after, place, None, winSize=(31, 31))
    back, _, _ = cv2.calcOpticalFlowPyrLK(other, one, place, points.copy(), flags=4)
    sure = np.abs(back - points).max(axis=(1, 2)) < 1
    flow = (place - points)[sure, 0]
    # In one row all goes equally far: that is no bulge.
    rows = np.digitize(points[sure, 0, 1], np.linspace(0, SIZE[1], 7))
    spread = [np.ptp(np.percentile(flow[rows == row, 0], (10, 90))) for row in np.unique(rows)]
    assert np.median(flow[:, 0]) < -0.03 * SIZE[0]
    assert max(spread) < 0.03 * SIZE[0]
    assert np.percentile(np.abs(flow[:, 1]), 90) < 2
