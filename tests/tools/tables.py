"""Tables that tests make of what they saw, for people to read: `build/tables/*.md`."""

from collections.abc import Iterable, Sequence
from pathlib import Path

_FOLDER = Path(__file__).parents[2] / "build" / "tables"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines) + "\n"


def write_table(name: str, text: str) -> Path:
    """Keep a table under this name; returns its file."""
    path = _FOLDER / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def join_tables(name: str, parts: Sequence[str]) -> Path:
    """Put the parts that exist, by their names, into one file: tests of several processes each
    write their own."""
    found = [path for part in parts if (path := _FOLDER / f"{part}.md").exists()]
    return write_table(name, "\n".join(path.read_text(encoding="utf-8") for path in found))


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", "<br>")
