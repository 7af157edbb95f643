"""What the tests of the whole look at: the repository's own files."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "animatic",
    "bench",
    "chaos",
    "cogs",
    "domain",
    "media",
    "sandbox",
    "services",
    "storage",
)


def tracked_files(*patterns: str) -> list[Path]:
    """Files that git knows or would add, under the given patterns (all without one)."""
    # A checkout that another user owns (as in a container) is fine: nothing of it is run.
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
        *patterns,
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def python_files(*, with_tests: bool = False) -> list[Path]:
    """Our Python sources."""
    rooms = (*ROOMS, "tests") if with_tests else ROOMS
    return [
        path
        for path in tracked_files("*.py")
        if (parts := path.relative_to(ROOT).parts)[0] in rooms or len(parts) == 1
    ]


def parse(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Every module that is imported anywhere in the file, whole name and line.

    `from services import studio` counts as `services.studio`, so that a rule about a module holds
    for both ways to import it.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield f"{node.module or '.'}.{alias.name}", node.lineno
