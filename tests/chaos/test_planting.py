"""Planted bugs: each can still be planted, and what can't be is said."""

import compileall
from pathlib import Path

import pytest

from chaos.planting import BUGS, NotPlanted, plant
from tests.house.source import ROOT


@pytest.mark.parametrize("bug", BUGS)
def test_each_bug_can_be_planted(tmp_path: Path, bug: str) -> None:
    """The text that a bug replaces stands once in today's source, and what comes is Python."""
    target = tmp_path / "tree"
    plant(ROOT, target, bug)
    changed = {hunk.file for hunk in BUGS[bug].hunks}
    for file in changed:
        assert (target / file).read_text() != (ROOT / file).read_text()
        assert compileall.compile_file(target / file, quiet=2)


def test_text_that_is_gone_is_said(tmp_path: Path) -> None:
    """A source without the text is refused, with the file and the text."""
    plant(ROOT, tmp_path / "once", "settle")
    with pytest.raises(NotPlanted, match=r"outcomes\.py holds 0 times"):
        plant(tmp_path / "once", tmp_path / "twice", "settle")
