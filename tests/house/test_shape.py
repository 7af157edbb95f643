"""The shape of the code: nothing grows without end, and every exemption says why."""

import ast
import re
import tokenize
from pathlib import Path

import pytest

from tests.house.source import ROOT, parse, python_files

LONGEST_FUNCTION = 60
LONGEST_FILE = 400
EXEMPTION = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:|fmt:\s*off|mypy:)", re.IGNORECASE)
# After the codes: a dash or a second comment, then the reason.
WITH_REASON = re.compile(
    r"#\s*(?:noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|type:\s*ignore\[[\w, -]+\])\s*[-#:]+\s*\w.{7,}"
)


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_endless_file():
    """No source file is longer than four hundred lines."""
    long = {
        name(path): lines
        for path in python_files()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_endless_function():
    """No function is longer than sixty lines."""
    long = {
        f"{name(path)}:{node.name}": lines
        for path in python_files()
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


def unexplained(path: Path) -> list[str]:
    """Exemptions of one file that do not say why, comments only (not strings about them)."""
    with path.open("rb") as stream:
        comments = [t for t in tokenize.tokenize(stream.readline) if t.type == tokenize.COMMENT]
    return [
        f"{path.name}:{token.start[0]}: {token.string}"
        for token in comments
        if EXEMPTION.search(token.string) and not WITH_REASON.search(token.string)
    ]


def test_every_exemption_has_its_reason():
    """Beside each switched-off lint or type check stands why."""
    assert [line for path in python_files(with_tests=True) for line in unexplained(path)] == []


@pytest.mark.parametrize(
    ("comment", "is_explained"),
    [
        ("# noqa", False),
        ("# noqa: S603", False),
        ("# noqa: S603 - ok", False),
        ("# noqa: S603 - the command is our own", True),
        ("# noqa: S603, T201 - the command is our own", True),
        ("# type: ignore", False),
        ("# type: ignore[arg-type]", False),
        ("# type: ignore[arg-type]  # the stub lacks None", True),
    ],
)
def test_what_counts_as_a_reason(tmp_path, comment, is_explained):
    """A bare exemption is found; one with a reason of some words is not."""
    file = tmp_path / "example.py"
    file.write_text(f"x = 1  {comment}\n")
    assert (unexplained(file) == []) is is_explained


def test_every_lint_rule_switched_off_has_its_reason():
    """In the lint settings, too, each ignored rule has a comment on its line."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    ignored = re.search(r"^ignore = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    per_file = re.search(r"per-file-ignores\]\n(.*?)(?=^\[)", text, re.MULTILINE | re.DOTALL)
    assert ignored is not None
    assert per_file is not None
    rules = re.findall(r'^  "[A-Z]+\d*",.*$', ignored[1] + per_file[1], re.MULTILINE)
    assert len(rules) > 5
    assert [rule for rule in rules if not re.search(r",\s+# \w.{7,}", rule)] == []
