"""Clips as a whole: refusals for what cannot be drawn, pictures, files, the command."""

import io
from pathlib import Path

import pytest
from PIL import Image

from animatic import AnimaticShot, ShotRefused, draw, render
from animatic.__main__ import main
from media.clips import check_clip
from media.errors import NotAPicture, PictureBroken


def small(prompt: str = "a boat at sea", **changes) -> AnimaticShot:
    values = {"width": 160, "height": 90, "seconds": 0.5, "fps": 8, "label": ""}
    return AnimaticShot(prompt=prompt, **{**values, **changes})


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


@pytest.mark.parametrize("bracket", ["[logo]", "[]", "[slow]", "[a, b]"])
def test_the_command_keeps_what_is_no_camera(tmp_path, capsys, bracket):
    """Other brackets are text, drawn like any: one remark, and the clip is there."""
    out = tmp_path / "out.mp4"
    assert main([f"{bracket} a fox [Push out]", str(out), *TINY]) == 0
    assert (
        capsys.readouterr().err == f"animatic: {bracket} names no camera movement, so it is text.\n"
    )
    assert out.exists()


def test_the_command_knows_the_official_misprint(tmp_path):
    """MiniMax's own examples say `Push out` for a pull."""
    clips = [tmp_path / "a.mp4", tmp_path / "b.mp4"]
    for name, clip in zip(("Push out", "Pull out"), clips, strict=True):
        assert main([f"[{name}] a fox", str(clip), *TINY]) == 0
    assert clips[0].read_bytes() == clips[1].read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["[Truk left] a fox", "{out}", *TINY], 'Did you mean "Truck left"?'),
        (["[push in, pull out] a fox", "{out}", *TINY], "they cancel each other. One after"),
        (["[Push in, push out] a fox", "{out}", *TINY], "works: [Push in][Pull out]."),
        (["[static shot, slow push in] x", "{out}", *TINY], "works: [Static shot][slow Push in]."),
        (["[shake, Shake] a fox", "{out}", *TINY], "Shake stands twice"),
        (["[push in, logo] a fox", "{out}", *TINY], '"logo" is not a camera movement'),
        (["a fox", "/no/such/folder/out.mp4", *TINY], "No such file or directory"),
        (["a fox", "{out}", *TINY, "--image", "/no/such.png"], "/no/such.png: No such file"),
        (["a fox", "{out}", *TINY, "--image", __file__], "isn't a picture"),
        (["a fox", "{out}", "--size", "161x90"], "even"),
        (["a fox", "{out}", "--seconds", "0"], "between 0.2 and 60"),
    ],
    ids=[
        "movement",
        "opposites",
        "misprint",
        "still",
        "twice",
        "no movement",
        "folder",
        "no image",
        "not an image",
        "odd size",
        "no time",
    ],
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
