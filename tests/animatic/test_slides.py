"""Pieces that only slide are shown from copies, where a warp would have put them."""

import cv2
import numpy as np
import pytest

from animatic.paste import lay, put_down
from animatic.slides import Slides, snapped


def piece() -> np.ndarray:
    rng = np.random.default_rng(4)
    pixels = cv2.GaussianBlur(rng.integers(0, 255, (40, 60, 4), np.uint8), (0, 0), 2)
    pixels[..., :3] = np.minimum(pixels[..., :3], pixels[..., 3:])
    return pixels


def matrix(x: float, y: float, grow: float = 1.0) -> np.ndarray:
    return np.array([[grow, 0.0, x], [0.0, grow, y]])


@pytest.mark.parametrize("place", [(5.0, 3.0), (-7.3, 4.6), (30.49, -12.74), (500.0, 3.0)], ids=str)
def test_a_copy_lies_where_a_warp_would_lie(place):
    """To an eighth of a pixel, inside the frame, across its edges and outside of it; and a warp
    to the very same place shows the very same."""
    warped = np.full((50, 70, 4), 90, np.uint8)
    slid = warped.copy()
    lay(warped, piece(), matrix(*place))
    found = Slides().find(0, piece(), matrix(*place))
    assert found is not None
    put_down(slid, *found, len(slid))
    assert np.abs(warped.astype(int) - slid).mean() < 1.5
    warped[:] = 90
    lay(warped, piece(), snapped(matrix(*place)))
    assert (warped == slid).all()


def test_what_grows_or_leans_is_warped():
    """A copy shows a piece only as large and upright as it is."""
    slides = Slides()
    assert slides.find(0, piece(), matrix(0, 0, grow=1.01)) is None
    leaning = np.array([[1.0, 0.01, 0.0], [-0.01, 1.0, 0.0]])
    assert slides.find(0, piece(), leaning) is None


def test_few_copies_are_kept():
    """A piece that goes across and up at once is soon warped again; places known stay known."""
    slides, one = Slides(), piece()
    places = [(step / 4, step / 2) for step in range(4)] + [(0.25, 0.75)]
    found = [slides.find(0, one, matrix(*place)) for place in places]
    assert [copy is not None for copy in found] == [True] * 4 + [False]
    again = slides.find(0, one, matrix(8.25, 2.5))
    assert again is not None
    assert again[0] is found[1][0]
    assert slides.find(1, one, matrix(0.25, 0.75)) is not None
