"""What fails while data is copied names where it went."""

import errno
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.copying import writing_to


def copy_a_file(source: Path) -> None:
    source.write_bytes(b"a clip")
    shutil.copyfile(source, "/dev/full")


def write_text(_: Path) -> None:
    Path("/dev/full").write_text("words", encoding="utf-8")


def fill_a_database(_: Path) -> None:
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("PRAGMA max_page_count = 1")
        db.execute("CREATE TABLE things (id)")


@pytest.mark.parametrize("fill", [copy_a_file, write_text, fill_a_database])
def test_no_room_is_the_targets(tmp_path: Path, fill) -> None:
    """Whatever found the disk full, and whatever it names by itself."""
    target = tmp_path / "target"
    with pytest.raises(OSError, match="No space left") as found, writing_to(target):
        fill(tmp_path / "source")
    assert (found.value.errno, found.value.filename) == (errno.ENOSPC, str(target))


def test_what_can_not_be_read_is_named_itself(tmp_path: Path) -> None:
    """A file that is gone is not the target's fault."""
    source = tmp_path / "source"
    with pytest.raises(FileNotFoundError) as found, writing_to(tmp_path / "target"):
        shutil.copyfile(source, tmp_path / "copy")
    assert found.value.filename == str(source)
    with (
        pytest.raises(sqlite3.ProgrammingError),
        writing_to(tmp_path),
        closing(sqlite3.connect(":memory:")) as db,
    ):
        db.execute("SELECT ?")
