"""What is drawn: the scene of the prompt, the label, and refusals for what cannot be."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from animatic import AnimaticShot, ShotRefused, draw, render
from animatic.__main__ import main
from media.clips import check_clip
from media.errors import NotAPicture, PictureBroken


def small(prompt: str = "a boat at sea", **changes) -> AnimaticShot:
    values = {"width": 160, "height": 90, "seconds": 0.5, "fps": 8, "label": ""}
    return AnimaticShot(prompt=prompt, **{**values, **changes})


def first(shot: AnimaticShot) -> np.ndarray:
    return next(iter(draw(shot))).astype(int)


def test_the_same_words_give_the_same_world():
    """A prompt always shows the same world, another prompt another."""
    assert (first(small()) == first(small())).all()
    assert np.abs(first(small()) - first(small("a boat at sea again"))).mean() > 1


@pytest.mark.parametrize("movement", ["Truck left", "Push in", "Tilt up", "Zoom in"])
def test_the_world_does_not_depend_on_the_camera(movement):
    """Before it moves, every camera sees the same picture."""
    still = first(small("a fox in a forest", width=320, height=180))
    other = first(small("a fox in a forest", width=320, height=180, steps=((movement,),)))
    assert np.abs(still - other).mean() < 4


def share(frame: np.ndarray, condition) -> float:
    return float(condition(frame[..., 0], frame[..., 1], frame[..., 2]).mean())


def test_the_prompt_decides_what_is_there():
    """A red lighthouse in a storm is red, grey and blue; a snowy forest is white and green."""
    storm = first(small("a red lighthouse in a storm"))
    assert share(storm, lambda r, g, b: (r > 120) & (r > 2 * b)) > 0.005
    assert share(storm, lambda r, g, b: b >= r) > 0.5
    assert storm.mean() < 110
    snow = first(small("a forest in snow"))
    assert snow.mean() > 130
    assert share(snow, lambda r, g, b: (g > r + 20) & (g < 130)) > 0.01


def test_the_subject_takes_the_colour_that_was_named():
    """A blue boat is blue where a red one is red."""
    red, blue = first(small("a red boat at sea by day")), first(small("a blue boat at sea by day"))
    box = (slice(55, 75), slice(60, 100))
    assert red[box][..., 0].max() > blue[box][..., 0][blue[box][..., 2] > 150].min(initial=255)
    assert (red[box][..., 0] - red[box][..., 2]).max() > 100
    assert (blue[box][..., 2] - blue[box][..., 0]).max() > 80


@pytest.mark.parametrize("text", ["sandbox", "preview · animatic"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_label_is_small_and_there(text, width):
    """The label changes a part of the frame, in a corner, at most a tenth of it wide."""
    size = {"width": width, "height": width * 9 // 16}
    plain, labelled = first(small(**size)), first(small(**size, label=text))
    rows, columns = np.nonzero(np.abs(plain - labelled).max(axis=2))
    assert 0.04 * width < columns.max() - columns.min() + 1 <= 0.1 * width
    assert columns.min() > width * 0.8
    assert rows.min() > width * 9 / 16 * 0.8
    part = (slice(rows.min(), rows.max()), slice(columns.min(), columns.max()))
    assert labelled[part].max() - plain[part].mean() > 80


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"steps": (("Truk left",),)}, 'Did you mean "Truck left"'),
        ({"steps": (("Pan left", "Tilt up", "Zoom in", "Shake"),)}, "one to three"),
        ({"steps": ((),)}, "one to three"),
        ({"steps": (("Shake",),) * 41}, "At most 40 steps"),
        ({"width": 161}, "even"),
        ({"height": 10}, "between 64 and 4096"),
        ({"fps": 0}, "between 1 and 60"),
        ({"seconds": 900}, "between 0.2 and 60"),
        ({"seconds": float("nan")}, "between 0.2 and 60"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_drawn_is_refused(changes, words):
    """The refusal is a sentence that says what would pass."""
    with pytest.raises(ShotRefused, match=words):
        small(**changes)


def test_a_broken_picture_is_refused():
    """Text is no picture; half a picture is broken."""
    buffer = io.BytesIO()
    Image.effect_noise((400, 400), 90).save(buffer, "JPEG")
    with pytest.raises(NotAPicture):
        draw(small(picture=b"not a picture"))
    with pytest.raises(PictureBroken):
        draw(small(picture=buffer.getvalue()[:5000]))


@pytest.mark.parametrize("size", [(4000, 40), (40, 4000), (1, 1)], ids=str)
def test_pictures_of_any_shape_are_drawn(size):
    """A panorama, a ribbon and a single pixel all fill the frame."""
    buffer = io.BytesIO()
    Image.new("RGBA", size, (255, 0, 0, 128)).save(buffer, "PNG")
    frames = list(draw(small(picture=buffer.getvalue(), steps=(("Pan left",),))))
    assert len(frames) == 4
    assert frames[0].shape == (90, 160, 3)


@pytest.mark.parametrize("prompt", ["", "🦊🦊", "مدينة في المطر", "x" * 2000, "[logo] [[", "\x00"])
def test_any_prompt_is_drawn(prompt):
    """Whatever the words are, there is a world."""
    assert first(small(prompt)).std() > 5


def test_a_rendered_clip_plays(tmp_path):
    """The file has the frames, the size and the length that were asked for."""
    path = tmp_path / "clip.mp4"
    render(small(seconds=1, fps=10), path)
    facts = check_clip(path)
    assert (facts.width, facts.height, facts.frames, facts.seconds) == (160, 90, 10, 1.0)
    assert facts.faststart


TINY = ["--size", "160x90", "--seconds", "0.5", "--fps", "8"]


@pytest.mark.parametrize("size", [(2560, 1440), (1440, 2560)], ids=["wide", "tall"])
def test_a_large_clip_is_as_large_as_it_was_ordered(tmp_path, size):
    """However it is drawn, so that nobody waits long: size, frames and length are right."""
    width, height = size
    shot = small("a city at night", width=width, height=height, seconds=0.4, fps=10)
    render(shot, tmp_path / "a.mp4")
    facts = check_clip(tmp_path / "a.mp4")
    assert (facts.width, facts.height, facts.frames, facts.seconds) == (*size, 4, 0.4)


def test_the_command_draws_a_clip(tmp_path):
    """`python -m animatic` writes a clip of a prompt with brackets, or of a picture."""
    out, image = tmp_path / "out.mp4", tmp_path / "in.png"
    assert main(["[truck  LEFT,zoom in] a fox [Tilt up]", str(out), *TINY]) == 0
    assert check_clip(out).frames == 4
    Image.new("RGB", (320, 180), "green").save(image)
    assert main(["[Pan left]", str(out), "--image", str(image), *TINY]) == 0
    assert check_clip(out).frames == 4


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["[Truk left] a fox", "{out}", *TINY], 'Did you mean "Truck left"?'),
        (["a fox", "/no/such/folder/out.mp4", *TINY], "No such file or directory"),
        (["a fox", "{out}", *TINY, "--image", "/no/such.png"], "/no/such.png: No such file"),
        (["a fox", "{out}", *TINY, "--image", __file__], "isn't a picture"),
        (["a fox", "{out}", "--size", "161x90"], "even"),
        (["a fox", "{out}", "--seconds", "0"], "between 0.2 and 60"),
    ],
    ids=["movement", "folder", "no image", "not an image", "odd size", "no time"],
)
def test_the_command_says_what_is_wrong(tmp_path, capsys, arguments, words):
    """Bad arguments end with 2 and one sentence on the error stream."""
    out = str(Path(tmp_path) / "out.mp4")
    assert main([text.replace("{out}", out) for text in arguments]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


def test_the_command_refuses_a_size_that_is_none(capsys):
    """An unreadable size is explained by the parser."""
    with pytest.raises(SystemExit) as ended:
        main(["a fox", "out.mp4", "--size", "large"])
    assert ended.value.code == 2
    assert "1280x720" in capsys.readouterr().err
