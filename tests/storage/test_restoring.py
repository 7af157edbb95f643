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
from storage.backup import MANIFEST, back_up
from storage.database import FILE_NAME
from storage.lock import AlreadyHeld, DirectoryLock
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
    assert (made.totals.shots, made.cut_at) == (13, NOON)
    assert contents(backup) == before
    assert verify(fresh).differences == ()
    assert {path.name for path in fresh.iterdir()} == {"files", FILE_NAME, "lock"}
    files = [path for path in (fresh / "files").rglob("*") if path.is_file()]
    assert sorted(path.read_bytes() for path in files) == sorted(CONTENTS)
    assert {path.stat().st_nlink for path in files} == {1}


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
    "no manifest": (lambda b: (b / MANIFEST).unlink(), CannotRestore, "is no backup"),
    "half a manifest": (changed(MANIFEST, lambda t: t[:40]), CannotRestore, "can't be read"),
    "another manifest": (changed(MANIFEST, lambda _: b"[]"), CannotRestore, "can't be read"),
    "an unknown fact": (told(colour="red"), CannotRestore, "can't be read"),
    "a newer format": (told(format=2), CannotRestore, "newer version of Greenlight"),
    "no database": (lambda b: (b / FILE_NAME).unlink(), CannotRestore, "it lacks greenlight"),
    "another database": (
        changed(FILE_NAME, lambda d: d[:-1] + b"x"),
        CannotRestore,
        "not what was backed up",
    ),
    "a newer schema": (of_tomorrow, SchemaTooNew, "9999_tomorrow"),
    "a file missing": (lambda b: one_file(b).unlink(), CannotRestore, "1 of its 6 files"),
    "a file changed": (
        lambda b: (one_file(b).unlink(), one_file(b).write_bytes(b"x")),
        CannotRestore,
        "2 of its 6 files",
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
    assert not fresh.exists() or {path.name for path in fresh.iterdir()} <= {"lock"}


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
