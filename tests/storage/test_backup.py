"""A backup is one moment of rows and files, whatever the bot does while it is made."""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import FileStore
from storage.backup import CannotBackUp, back_up
from storage.database import FILE_NAME
from storage.files import place_of
from storage.manifests import MANIFEST, Manifest
from storage.verifying import verify
from tests.storage.earlier_data import CONTENTS, newest_data

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
NEW = b"a clip that came meanwhile"
FIRST_CLIP = hashlib.sha256(b"clip one").hexdigest()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data directory with shots in every state."""
    return newest_data(tmp_path)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "backup"


def execute(data_dir: Path, sql: str, *values: object) -> None:
    with closing(sqlite3.connect(data_dir / FILE_NAME)) as connection, connection:
        connection.execute(sql, values)


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def held(target: Path) -> set[str]:
    """The hashes of the backup's files; each is what it is called."""
    files = [path for path in (target / "files").rglob("*") if path.is_file()]
    assert [sha(path.read_bytes()) for path in files] == [path.name for path in files]
    return {path.name for path in files}


def take(data_dir: Path, target: Path, *at_each_cut: Callable[[], None]) -> Manifest:
    """Back up; things happen after the files were taken, right before each cut."""
    happenings = iter(at_each_cut)

    def now() -> datetime:
        next(happenings, lambda: None)()
        return NOON

    return back_up(data_dir, target, now, sleep=lambda _: None)


ALL = {sha(content) for content in CONTENTS}


def test_it_holds_what_the_rows_name_and_nothing_else(data: Path, target: Path) -> None:
    """Every kept file, as the same file on the same disk; no lock, no half-written file."""
    store = FileStore(data / "files")
    store.put(b"a stray")
    store.aside()
    made = take(data, target)
    assert held(target) == ALL
    assert str(made.totals) == "13 shots (6 not ended), 3 clips, 3 pictures"
    assert (made.cut_at, made.lacking) == (NOON, ())
    kept = {path for path in target.rglob("*") if path.is_file() and path.name != MANIFEST}
    assert made.size_bytes == sum(path.stat().st_size for path in kept)
    assert {path.name for path in target.iterdir()} == {"files", FILE_NAME, MANIFEST}
    one = place_of(data / "files", FIRST_CLIP)
    assert one.samefile(place_of(target / "files", FIRST_CLIP))
    assert {path.stat().st_mode & 0o077 for path in (target, *target.rglob("*"))} == {0}
    assert one.stat().st_mode & 0o777 == 0o400
    before = sorted(path.name for path in target.iterdir())
    assert verify(target).differences == ()
    assert sorted(path.name for path in target.iterdir()) == before


def test_what_a_killed_bot_left_is_backed_up_too(data: Path, target: Path) -> None:
    """Its last commits stand beside the database still, and are in the backup."""
    script = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        " c.execute('UPDATE drafts SET ask = 42'); c.commit(); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", script, str(data / FILE_NAME)], check=False)
    assert (data / f"{FILE_NAME}-wal").stat().st_size > 0
    take(data, target)
    with closing(sqlite3.connect(target / FILE_NAME)) as cut:
        assert cut.execute("SELECT DISTINCT ask FROM drafts").fetchall() == [("42",)]


@pytest.fixture
def another_disk() -> Iterator[Path]:
    """A folder in memory, which no hard link reaches."""
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="this machine has no other disk")
def test_another_disk_gets_copies(data: Path, another_disk: Path) -> None:
    """Where no link reaches, the files are copied."""
    assert take(data, another_disk / "backup").lacking == ()
    assert held(another_disk / "backup") == ALL


class TestMeanwhile:
    """The bot works while the backup is made."""

    def test_a_clip_that_is_given_up_before_the_cut(self, data: Path, target: Path) -> None:
        """The cut does not name it, so the backup does not hold it."""

        def give_up() -> None:
            sql = "UPDATE jobs SET clip_dropped_at = 'now' WHERE clip_sha256 = ?"
            execute(data, sql, FIRST_CLIP)
            FileStore(data / "files").drop(FIRST_CLIP)

        assert take(data, target, give_up).lacking == ()
        assert held(target) == ALL - {FIRST_CLIP}

    def test_a_clip_that_is_given_up_after_the_cut(self, data: Path, target: Path) -> None:
        """The cut names it, and it was taken before: it is held."""
        made = take(data, target, lambda: FileStore(data / "files").drop(FIRST_CLIP))
        assert made.lacking == ()
        assert held(target) == ALL

    def test_a_clip_that_comes(self, data: Path, target: Path) -> None:
        """Kept after the files were taken and before the cut: it is fetched."""

        def come() -> None:
            FileStore(data / "files").put(NEW)
            sql = "UPDATE jobs SET clip_sha256 = ?, status = 'succeeded' WHERE code = 'DWNLD2'"
            execute(data, sql, sha(NEW))

        assert take(data, target, come).lacking == ()
        assert held(target) == ALL | {sha(NEW)}

    def test_a_picture_whose_row_stands_first(self, data: Path, target: Path) -> None:
        """The cut that names it without its file is made anew."""
        row = "INSERT INTO inputs VALUES (?, 'image/png', 1, 1, 'now', NULL)"
        cuts = (
            lambda: execute(data, row, sha(NEW)),
            lambda: FileStore(data / "files").put(NEW),
        )
        assert take(data, target, *cuts).lacking == ()
        assert held(target) == ALL | {sha(NEW)}

    def test_what_is_not_committed(self, data: Path, target: Path) -> None:
        """A transaction under way neither holds the backup up nor is in it."""
        with closing(sqlite3.connect(data / FILE_NAME, isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("DELETE FROM drafts")
            take(data, target)
            writer.execute("COMMIT")
        with closing(sqlite3.connect(target / FILE_NAME)) as cut:
            assert cut.execute("SELECT COUNT(*) FROM drafts").fetchone() == (2,)


@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_what_the_data_directory_itself_lacks_is_named(data: Path, target: Path, how: str) -> None:
    """A file that is gone or changed does not stop the backup, and is not passed off as whole."""
    path = place_of(data / "files", FIRST_CLIP)
    path.unlink()
    if how == "damaged":
        path.write_bytes(b"other bytes")
    assert take(data, target).lacking == (FIRST_CLIP,)
    assert held(target) == ALL - {FIRST_CLIP}


REFUSED = {
    "a path that exists": (lambda data, target: target.mkdir(), "exists already"),
    "a link to nowhere": (lambda data, target: target.symlink_to("x"), "exists already"),
    "no database": (lambda data, target: (data / FILE_NAME).unlink(), "nothing to back up"),
    "an empty database": (
        lambda data, target: (data / FILE_NAME).write_bytes(b""),
        "database is empty.*Keep your earlier backups",
    ),
}


@pytest.mark.parametrize(("before", "says"), REFUSED.values(), ids=REFUSED)
def test_where_it_can_not_be(
    data: Path, target: Path, before: Callable[[Path, Path], None], says: str
) -> None:
    """Said in a sentence, and nothing is written beside it."""
    before(data, target)
    found = sorted(target.parent.iterdir())
    with pytest.raises(CannotBackUp, match=says):
        take(data, target)
    assert sorted(target.parent.iterdir()) == found


@pytest.mark.parametrize(
    ("path", "says"),
    [("nowhere/backup", "Make it first"), ("data/backup", "would be lost with it")],
)
def test_which_folders_are_refused(data: Path, path: str, says: str) -> None:
    """One that is not there, and the data directory itself."""
    with pytest.raises(CannotBackUp, match=says):
        take(data, data.parent / path)


def test_a_disk_that_fails_leaves_nothing(data: Path, target: Path) -> None:
    """What was begun is removed, and the error says what failed."""
    barred = place_of(data / "files", "f" * 64)
    barred.mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        take(data, target)
    assert sorted(path.name for path in target.parent.iterdir()) == ["data"]


def test_a_damaged_database_is_no_backup(data: Path, target: Path) -> None:
    """Rather none than one that can't be restored."""
    path = data / FILE_NAME
    content = bytearray(path.read_bytes())
    content[8192:40960] = bytes(32768)
    path.write_bytes(content)
    with pytest.raises(CannotBackUp, match="database"):
        take(data, target)
    assert not target.exists()
