"""A backup comes back whole or not at all, and never makes the bot do anything twice."""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import Database, jobs, outbox, restores
from storage.backup import back_up
from storage.database import FILE_NAME
from storage.files import place_of
from storage.lock import AlreadyHeld, DirectoryLock
from storage.manifests import MANIFEST, NoBackup
from storage.migrations import SchemaTooNew
from storage.outbox import OwedKind
from storage.restoring import CannotRestore, restore
from storage.verifying import verify
from tests.storage.earlier_data import CONTENTS, newest_data

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CUT = NOON.isoformat(timespec="microseconds")


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A backup of shots in every state."""
    back_up(newest_data(tmp_path), tmp_path / "backup", lambda: NOON)
    return tmp_path / "backup"


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return tmp_path / "fresh"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_all_comes_back_and_the_backup_stays_as_it_is(backup: Path, fresh: Path) -> None:
    """Rows and files agree, nothing half-made is left, and no file is shared with the backup."""
    before = contents(backup)
    made = restore(backup, fresh, keep_line=False)
    assert (made.manifest.totals.shots, made.manifest.cut_at, made.lost) == (13, NOON, ())
    assert contents(backup) == before
    assert verify(fresh).differences == ()
    assert {path.name for path in fresh.iterdir()} == {"files", FILE_NAME, "lock"}
    files = [path for path in (fresh / "files").rglob("*") if path.is_file()]
    assert sorted(path.read_bytes() for path in files) == sorted(CONTENTS)
    assert {path.stat().st_nlink for path in files} == {1}
    every = (fresh, *fresh.rglob("*"))
    assert {path.stat().st_mode & 0o777 for path in every} == {0o700, 0o600}


@pytest.mark.parametrize("keep_line", [False, True], ids=["as it may be", "line kept"])
async def test_what_it_can_not_know(backup: Path, fresh: Path, keep_line: bool) -> None:
    """What stood in line may have been sent since, and what was owed may stand in Discord."""
    restore(backup, fresh, keep_line=keep_line)
    database = await Database.open(fresh)
    line = await database.read(restores.in_line)
    assert [job.code for job in line] == ([] if keep_line else ["QUEUE2"])
    card, clip = [
        await database.read(outbox.of_job, (await database.read(jobs.by_code, code)).id)
        for code in ("QUEUE2", "GRWN22")
    ]
    assert card[0][0].first_tried_at == clip[1][0].first_tried_at == NOON
    running = await database.read(jobs.by_code, "RUNNG2")
    for kind, since in ((OwedKind.CLIP, NOON), (OwedKind.CARD_EDIT, None)):
        await database.transaction(outbox.owe, running.id, kind, NOON)
        newest, _ = (await database.read(outbox.of_job, running.id))[-1]
        assert newest.first_tried_at == since
    await database.close()


def changed(name: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def act(backup: Path) -> None:
        (backup / name).write_bytes(change((backup / name).read_bytes()))

    return act


def told(**facts: object) -> Callable[[Path], None]:
    return changed(MANIFEST, lambda text: json.dumps(json.loads(text) | facts).encode())


def one_file(backup: Path) -> Path:
    return next(path for path in sorted((backup / "files").rglob("*")) if path.is_file())


def of_tomorrow(backup: Path) -> None:
    path = backup / FILE_NAME
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('greenlight', '9999_tomorrow', 'now')"
        )
    told(database_sha256=hashlib.sha256(path.read_bytes()).hexdigest())(backup)


BROKEN = {
    "no manifest": (lambda b: (b / MANIFEST).unlink(), NoBackup, "is no backup"),
    "half a manifest": (changed(MANIFEST, lambda t: t[:40]), NoBackup, "can't be read"),
    "another manifest": (changed(MANIFEST, lambda _: b"[]"), NoBackup, "can't be read"),
    "an unknown fact": (told(colour="red"), NoBackup, "can't be read"),
    "a newer format": (told(format=2), NoBackup, "newer version of Greenlight"),
    "a moment that is none": (told(made_at="yesterday"), NoBackup, "can't be read"),
    "a moment of no zone": (told(made_at="2026-11-22T12:00:00"), NoBackup, "can't be read"),
    "no folder": (lambda b: b.rename(b.parent / "away"), NoBackup, "There is no .*backup"),
    "no database": (lambda b: (b / FILE_NAME).unlink(), CannotRestore, "it lacks greenlight"),
    "another database": (
        changed(FILE_NAME, lambda d: d[:-1] + b"x"),
        CannotRestore,
        "not what was backed up",
    ),
    "a newer schema": (of_tomorrow, SchemaTooNew, "9999_tomorrow"),
    "a file missing": (lambda b: one_file(b).unlink(), CannotRestore, "1 of its files"),
    "a file changed": (
        lambda b: (one_file(b).unlink(), one_file(b).write_bytes(b"x")),
        CannotRestore,
        "2 of its files",
    ),
}


@pytest.mark.parametrize(("spoil", "error", "says"), BROKEN.values(), ids=BROKEN)
def test_a_backup_that_is_not_whole_is_refused(
    backup: Path, fresh: Path, spoil: Callable[[Path], None], error: type[Exception], says: str
) -> None:
    """Before anything is moved: the data directory stays empty."""
    spoil(backup)
    with pytest.raises(error, match=says):
        restore(backup, fresh, keep_line=False)
    assert not fresh.exists()


def test_a_directory_in_use_is_refused(backup: Path, fresh: Path) -> None:
    """One that holds anything, and one whose bot runs; then it works with the next try."""
    fresh.mkdir()
    (fresh / "previews").mkdir()
    with pytest.raises(CannotRestore, match="not empty: it holds previews"):
        restore(backup, fresh, keep_line=False)
    (fresh / "previews").rmdir()
    lock = DirectoryLock.take(fresh)
    with pytest.raises(AlreadyHeld, match="Stop that one first"):
        restore(backup, fresh, keep_line=False)
    lock.release()
    restore(backup, fresh, keep_line=False)
    with pytest.raises(CannotRestore, match="it holds files, greenlight"):
        restore(backup, fresh, keep_line=False)


@pytest.mark.parametrize("below", ["", "sub", "deep/down"], ids=["itself", "a folder", "deeper"])
def test_nothing_is_restored_into_the_backup(backup: Path, below: str) -> None:
    """The backup stays as it is, without so much as a lock."""
    before = contents(backup)
    with pytest.raises(CannotRestore, match="lies in the backup"):
        restore(backup, backup / below, keep_line=False)
    assert contents(backup) == before
    assert not (backup / "sub").exists()


def test_a_refused_restore_leaves_the_folders_as_they_were(backup: Path, tmp_path: Path) -> None:
    """What it made goes again; what stood there stays."""
    (backup / FILE_NAME).unlink()
    for folder in (tmp_path / "there", tmp_path / "a" / "b"):
        (tmp_path / "there").mkdir(exist_ok=True)
        with pytest.raises(CannotRestore, match="lacks greenlight"):
            restore(backup, folder, keep_line=False)
    assert list((tmp_path / "there").iterdir()) == []
    assert not (tmp_path / "a").exists()


def place_in(backup: Path, content: bytes) -> Path:
    return place_of(backup / "files", hashlib.sha256(content).hexdigest())


async def test_without_its_bad_files(backup: Path, fresh: Path) -> None:
    """Each is named, its shot knows that it is gone, what was owed of it is kept, and all agrees
    then; nothing else is given up."""
    picture, clip = place_in(backup, b"picture two"), place_in(backup, b"clip two")
    picture.unlink()
    clip.unlink()
    clip.write_bytes(b"other bytes")
    with pytest.raises(CannotRestore, match=r"2 of its files .*--without-bad-files"):
        restore(backup, fresh, keep_line=False)
    made = restore(backup, fresh, keep_line=False, without_bad_files=True)
    first, second = made.lost
    assert first.startswith("A picture of ")
    assert first.endswith(f": {picture.name} is missing in the backup.")
    assert second.startswith("The clip of GRWN22 is lost, and was still to be posted: ")
    assert second.endswith("is not what was backed up.")
    assert verify(fresh).differences == ()
    database = await Database.open(fresh)
    grown = await database.read(jobs.by_code, "GRWN22")
    assert grown.clip_dropped_at == NOON
    assert (await database.read(outbox.of_job, grown.id))[1][1] == "kept"
    assert (await database.read(jobs.by_code, "MADE22")).clip_dropped_at is None
    await database.close()


def test_what_was_missing_when_it_was_made_is_given_up(tmp_path: Path, fresh: Path) -> None:
    """Nobody needs to ask for that, and the restored rows agree with the files."""
    data = newest_data(tmp_path)
    place_in(data, b"clip one").unlink()
    back_up(data, tmp_path / "backup", lambda: NOON)
    (lost,) = restore(tmp_path / "backup", fresh, keep_line=False).lost
    assert lost.startswith("The clip of MADE22 is lost: ")
    assert "already when the backup was made" in lost
    assert verify(fresh).differences == ()
