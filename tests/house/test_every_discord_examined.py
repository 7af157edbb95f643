"""No test's Discord escapes the examination of its exchanges."""

import ast

import pytest

from tests.house.source import ROOT, parse, python_files

MAKERS = {"DiscordSandbox", "open_demo", "open_stage"}
EXEMPT = {
    "tests/examined.py",  # makes the examined ones
    "tests/sandbox/discord/test_files_and_limits.py",  # one that takes a port and hears nothing
}


def unexamined(tree: ast.Module) -> list[str]:
    """Calls that make a Discord of their own; stage and demo may be given an examined one."""
    return [
        f"line {node.lineno}: {node.func.id}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in MAKERS
        and "discord" not in _given(node)
    ]


def _given(call: ast.Call) -> set[str | None]:
    """What a call is given, by keyword or as a variable."""
    plain = {each.id for each in call.args if isinstance(each, ast.Name)}
    return plain | {keyword.arg for keyword in call.keywords}


def test_every_discord_is_examined():
    """Tests take their Discord from `tests.examined`, never straight from the sandbox."""
    names = {path.relative_to(ROOT).as_posix(): path for path in python_files(with_tests=True)}
    tests = {name: path for name, path in names.items() if name.startswith("tests/")}
    found = {name: unexamined(parse(path)) for name, path in tests.items() if name not in EXEMPT}
    assert {name: calls for name, calls in found.items() if calls} == {}


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("DiscordSandbox()", 1),
        ("open_stage(folder)", 1),
        ("open_stage(folder, discord=discord)", 0),
        ("open_demo(options)", 1),
        ("open_demo(options, discord)", 0),
        ("examined(now=clock)", 0),
    ],
)
def test_the_rule_bites(line, count):
    """A Discord of one's own is seen, an examined one is let through."""
    assert len(unexamined(ast.parse(line))) == count
