"""One word, one meaning: names of ours do not use the words the glossary rules out."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.source import ROOT, parse, python_files

# The word, and what we say instead (docs/glossary.md).
BANNED = {
    "admin": "operator, manager or staff",
    "backend": "provider",
    "coin": "credit",
    "final_prompt": "engine prompt",
    "receipt": "code",
    "retry_count": "attempt",
    "task": "job, or remote task for the engine's",
    "tasks": "jobs",
    "ticket": "job, code or case",
    "variation": "take",
    "wallet": "ledger",
}
# The engine's handle has this name; `asyncio` and discord.ext call theirs so in their own files.
ALLOWED = ("remote_task",)


def names_given(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name that the file gives to something: not those it only uses."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield (node.id if isinstance(node, ast.Name) else node.attr), node.lineno
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname, 0


def banned_words(name: str) -> list[str]:
    """The words in a name, in snake or camel case, that the glossary rules out."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")
    for allowed in ALLOWED:
        snake = snake.replace(allowed, "")
    return [word for word in BANNED if f"_{word}_" in f"_{snake}_"]


def test_our_names_obey_the_glossary():
    """No name that we give contains a banned word."""
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name} (say {BANNED[word]})"
        for path in python_files()
        for name, line in names_given(parse(path))
        for word in banned_words(name)
    ]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize(
    "source",
    [
        "def next_task(): ...",
        "class TaskRow: ...",
        "task_id = 1",
        "self.task = 1",
        "def f(task): ...",
        "for task in rows: ...",
        "import jobs as tasks",
        "admin_role = 1",
        "class Ticket: ...",
    ],
)
def test_a_banned_name_is_found(source):
    """Every way to give a name is looked at."""
    assert [w for name, _ in names_given(ast.parse(source)) for w in banned_words(name)]


@pytest.mark.parametrize(
    "source",
    [
        "row['task_id']",
        "asyncio.create_task(x)",
        "remote_task_id = answer['task_id']",
        "class RemoteTask: ...",
        "async with asyncio.TaskGroup() as group: ...",
        "administrator = 8",
        "coincidence = 1",
    ],
)
def test_other_peoples_words_pass(source):
    """Wire names in strings, the library's own names and longer words are no offence."""
    assert not [w for name, _ in names_given(ast.parse(source)) for w in banned_words(name)]
