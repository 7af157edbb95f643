"""The smoke test with the real bot broken at one place: it fails, and names what failed."""

from pathlib import Path

import pytest

from sandbox.smoke import run_smoke

ROOT = Path(__file__).parents[2]
#: Long enough for a clip in full size to be drawn; a break at its end is not seen sooner.
DRAWN_S = 90.0


@pytest.fixture
def broken(tmp_path: Path):
    """A script that runs the bot with this break."""

    def make(how: str) -> Path:
        script = tmp_path / "launcher.py"
        script.write_text(
            f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n"
            f"from tests.acceptance.broken_bot import run\nsys.exit(run({how!r}))\n"
        )
        return script

    return make


@pytest.mark.parametrize(
    ("how", "patience", "words"),
    [
        pytest.param(
            "submit",
            3.0,
            (
                "no clip in the channel after 3 s",
                "asked for 0, charged 0, posted 0",
                "while handing over",
                "LookupError: the submit is broken",
            ),
            id="submit",
        ),
        pytest.param(
            "poll",
            3.0,
            (
                "asked for 1, charged 1, posted 0",
                "while looking after job",
                "LookupError: the poll is broken",
            ),
            id="poll",
        ),
        pytest.param(
            "die at download", DRAWN_S, ("ended by itself with exit code -6",), id="download"
        ),
        pytest.param("deliver half", DRAWN_S, ("the posted clip does not decode",), id="deliver"),
    ],
)
def test_it_names_what_failed(broken, capsys, how: str, patience: float, words: tuple[str, ...]):
    """With the bot broken at submit, poll, download or deliver it exits 1 and says where."""
    assert_fails(broken(how), capsys, patience, words)


@pytest.mark.long
@pytest.mark.parametrize(
    ("how", "words"),
    [
        pytest.param(
            "download",
            ("while looking after job", "LookupError: the download is broken"),
            id="download",
        ),
        pytest.param("deliver", ("incident", "while delivering"), id="deliver"),
        pytest.param("deliver twice", ("asked for 1, charged 1, posted 2",), id="posted twice"),
        pytest.param("submit twice", ("asked for 2, charged 2, posted 1",), id="paid twice"),
        pytest.param("camera", ("the camera the video service understood",), id="wrong camera"),
    ],
)
def test_it_names_what_else_can_fail(broken, capsys, how: str, words: tuple[str, ...]):
    """The same for breaks that are seen only when the clip should be there."""
    assert_fails(broken(how), capsys, DRAWN_S, words)


def assert_fails(script: Path, capsys, patience: float, words: tuple[str, ...]) -> None:
    assert run_smoke(script, patience=patience) == 1
    said, complained = capsys.readouterr()
    assert said == ""
    assert complained.startswith("smoke failed: ")
    for word in words:
        assert word in complained
