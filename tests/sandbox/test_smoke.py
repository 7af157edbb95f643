"""The smoke test passes with a working bot, and says what is wrong with a broken one."""

from pathlib import Path

import pytest

from sandbox.smoke import run_smoke

TINY = Path(__file__).with_name("tiny_bot.py")


@pytest.fixture
def broken(tmp_path):
    """The tiny bot with one place in its source replaced."""

    def make(here: str, instead: str) -> Path:
        source = TINY.read_text(encoding="utf-8")
        assert source.count(here) == 1
        script = tmp_path / "broken_bot.py"
        script.write_text(source.replace(here, instead), encoding="utf-8")
        return script

    return make


def test_it_sees_the_clip(capsys):
    """With a working bot it exits 0 and one line says what was seen."""
    assert run_smoke(TINY) == 0
    said, complained = capsys.readouterr()
    assert complained == ""
    assert said.count("\n") == 1
    assert "1280x720 h264, 6.0 s, 150 frames; asked for 1, charged 1, posted 1" in said


@pytest.mark.parametrize(
    ("here", "instead", "words"),
    [
        pytest.param(
            "discord.http.Route.BASE =",
            "raise SystemExit('no disk') #",
            ["ended by itself with exit code 1", "no disk"],
            id="start",
        ),
        pytest.param(
            'name="video"',
            'name="film"',
            ["/video got no answer"],
            id="command",
        ),
        pytest.param(
            "    engine_prompt = f",
            "    raise OSError('submit broke')\n    engine_prompt = f",
            [
                "no clip in the channel after 3 s",
                "asked for 0, charged 0, posted 0",
                "'Your shot is in.'",
                "submit broke",
            ],
            id="submit",
        ),
        pytest.param(
            '"query/video_generation", task_id=handle',
            '"query/video", task_id=handle',
            ["asked for 1, charged 1, posted 0"],
            id="poll",
        ),
        pytest.param(
            'f"[{camera}]{prompt}"',
            'f"[{camera[:5]} right]{prompt}"',
            ["the camera the video service understood", "Truck right"],
            id="camera",
        ),
    ],
)  # fmt: skip - one case a paragraph is easier to read than one argument a line
def test_it_says_what_is_broken(broken, capsys, here, instead, words):
    """With the bot broken anywhere it exits 1, names what was missing, and quotes the bot."""
    patience = 90 if "camera" in here else 3
    assert run_smoke(broken(here, instead), patience=patience) == 1
    said, complained = capsys.readouterr()
    assert said == ""
    assert complained.startswith("smoke failed: ")
    for word in words:
        assert word in complained


@pytest.mark.long
@pytest.mark.parametrize(
    ("here", "instead", "words"),
    [
        pytest.param(
            "io.BytesIO(clip)", "io.BytesIO(clip[: len(clip) // 2])", ["does not decode"], id="cut"
        ),
        pytest.param(
            "    clip = await made(engine_prompt)",
            "    clip = await made(engine_prompt)\n    clip = await made(engine_prompt)",
            ["asked for 2, charged 2"],
            id="paid twice",
        ),
    ],
)
def test_it_looks_at_the_clip_and_the_bill(broken, capsys, here, instead, words):
    """A clip that does not decode, or a second submit, is a failure although a clip came."""
    assert run_smoke(broken(here, instead)) == 1
    complained = capsys.readouterr().err
    for word in words:
        assert word in complained
