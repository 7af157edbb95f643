"""Models files that can't be read at all, and those with more wrong than anybody reads."""

from pathlib import Path

import pytest

from services.catalogue import CatalogueError, load_catalogue


def test_brackets_without_end_are_no_toml(tmp_path: Path) -> None:
    """A file nested deeper than can be read is told in a sentence."""
    with pytest.raises(CatalogueError, match="is not TOML: brackets inside brackets"):
        load_catalogue(_file(tmp_path, "x = " + "[" * 5_000))


def test_of_very_many_problems_the_first_are_told(tmp_path: Path) -> None:
    """Three thousand bad models are twenty lines, and the number of what is left out."""
    bad = "".join(f'[models."m{number}"]\ntitle = 1\n' for number in range(300))
    with pytest.raises(CatalogueError) as error:
        load_catalogue(_file(tmp_path, bad))
    *told, last = str(error.value).splitlines()
    assert len(told) == 20
    assert last == f"And {len(error.value.problems) - 20:,} more problems."


def _file(folder: Path, text: str) -> Path:
    path = folder / "odd.toml"
    path.write_text(text)
    return path
