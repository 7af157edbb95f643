"""The label in the corner of every frame."""

import numpy as np
import pytest

from animatic.label import Label

BACKGROUNDS = {"black": 0, "grey": 128, "white": 255}


def marked(text: str, width: int, height: int, background: int) -> tuple[np.ndarray, np.ndarray]:
    frame = np.full((height, width, 3), background, np.uint8)
    Label(text, width, height).put(frame)
    # A plain field would hide where the plate is as dark as the background.
    board = np.tile(np.array([[0, 255], [255, 0]], np.uint8), (height // 2, width // 2))
    noisy = np.repeat(board[..., None], 3, axis=2)
    Label(text, width, height).put(noisy)
    rows, columns = np.nonzero((noisy != np.repeat(board[..., None], 3, axis=2)).any(axis=2))
    return frame, np.array([rows.min(), rows.max() + 1, columns.min(), columns.max() + 1])


@pytest.mark.parametrize("background", BACKGROUNDS.values(), ids=BACKGROUNDS)
@pytest.mark.parametrize("text", ["sandbox", "preview · animatic"])
@pytest.mark.parametrize("size", [(640, 360), (1280, 720), (360, 640), (320, 180)], ids=str)
def test_the_label_is_small_and_legible(text, size, background):
    """At most a tenth of the width, in the lower right, bright letters on a dark plate."""
    width, height = size
    frame, (top, bottom, left, right) = marked(text, width, height, background)
    assert 0.04 * width < right - left <= 0.1 * width
    assert right > 0.95 * width
    assert bottom > 0.95 * height
    assert bottom - top < height / 3
    plate = frame[top:bottom, left:right, 0]
    assert np.median(plate) < 100
    assert plate.max() - np.median(plate) > (150 if width > 320 else 100)


@pytest.mark.parametrize("size", [(640, 360), (1280, 720)], ids=str)
def test_the_letters_are_large_enough_to_read(size):
    """The letters of two lines are at least nine pixels high at a preview's size."""
    frame, (top, bottom, left, right) = marked("preview · animatic", *size, 0)
    ink = (frame[top:bottom, left:right, 0] > 128).any(axis=1)
    runs = np.flatnonzero(np.diff(np.concatenate([[0], ink, [0]])) == 1)
    assert ink.sum() >= 2 * 9
    assert len(runs) >= 2


def test_no_text_means_no_label():
    """Without a text the frame is left alone."""
    frame = np.full((90, 160, 3), 77, np.uint8)
    Label("", 160, 90).put(frame)
    assert (frame == 77).all()
