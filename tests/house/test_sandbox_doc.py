"""The example in docs/sandbox.md is a story that plays."""

import re
from pathlib import Path

import pytest

from sandbox.minimax.checking import FORBIDDEN_INPUT
from sandbox.minimax.codes import INPUT_SENSITIVE
from sandbox.minimax.orders import BILLED_FAILURES, FAILING_WORDS
from sandbox.minimax.server import TINY, MiniMaxSandbox
from sandbox.stage import open_stage
from tests.house.source import ROOT

DOCUMENT = ROOT / "docs" / "sandbox.md"


async def test_the_example_plays(tmp_path: Path) -> None:
    """What the document shows to people who write tests works as it stands."""
    [example] = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    names = {"Path": Path, "MiniMaxSandbox": MiniMaxSandbox, "TINY": TINY, "open_stage": open_stage}
    exec(compile(example, str(DOCUMENT), "exec"), names)
    await names["story"](tmp_path)


WORDS = {FORBIDDEN_INPUT: INPUT_SENSITIVE, **FAILING_WORDS}


@pytest.mark.parametrize(("word", "code"), WORDS.items(), ids=WORDS)
def test_the_words_are_told_with_their_codes(word: str, code: int) -> None:
    """The table of words holds every one, its code, and whether it costs."""
    [row] = [line for line in DOCUMENT.read_text("utf-8").splitlines() if f"`{word}`" in line]
    assert f"({code})" in row
    assert ("billed" in row) is (code in BILLED_FAILURES)
