"""Putting a backup into an empty data directory: examined as a whole before anything is moved."""

import contextlib
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sqlite_utils import Database as Db

from storage import kept_files, restores
from storage.backup import FILES, FORMAT, MANIFEST, Manifest, damage, opened, write_down
from storage.database import FILE_NAME
from storage.files import place_of, sha256_of, sync
from storage.lock import DirectoryLock
from storage.migrations import migrate
from storage.totals import Totals

_LOCK = "lock"
#: So many files are named one by one.
_MOST_NAMED = 5


class CannotRestore(Exception):
    """Nothing was restored; the sentence says why and what would work."""


def restore(source: Path, data_dir: Path, *, keep_line: bool) -> Manifest:
    """Put the backup at `source` into a data directory that is empty or not there.

    `keep_line`: no bot has handed anything over since the cut, so what stood in line stays there.
    Raises CannotRestore, AlreadyHeld, SchemaTooNew, and OSError from the disk; the data directory
    is then as it was.
    """
    manifest = read_manifest(source)
    lock = DirectoryLock.take(data_dir)
    with contextlib.closing(_Released(lock)):
        _refuse_used(data_dir)
        staged = Path(tempfile.mkdtemp(dir=data_dir, prefix=".restoring-"))
        try:
            _stage(source, staged, manifest, keep_line=keep_line)
            write_down(staged)
            # The database last: files alone are never taken for a fresh start.
            for name in (FILES, FILE_NAME):
                (staged / name).rename(data_dir / name)
            sync(data_dir)
        except sqlite3.Error as error:
            raise CannotRestore(f"The database of {source} can't be used: {error}.") from error
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    return manifest


def read_manifest(source: Path) -> Manifest:
    """What the backup at `source` says about itself. Raises CannotRestore."""
    try:
        told = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        if isinstance(told, dict) and told.get("format", 0) > FORMAT:
            raise CannotRestore(
                f"{source} was made by a newer version of Greenlight; update the program."
            )
        counted = Totals(**told["totals"])
        return Manifest(**{**told, "totals": counted, "lacking": tuple(told["lacking"])})
    except FileNotFoundError:
        raise CannotRestore(
            f"{source} is no backup: it holds no {MANIFEST}. `python bot.py backup` makes one."
        ) from None
    except (NotADirectoryError, ValueError, TypeError, KeyError) as error:
        raise CannotRestore(f"{source} is no backup: its {MANIFEST} can't be read.") from error


class _Released:
    """A lock as something to close."""

    def __init__(self, lock: DirectoryLock) -> None:
        self.close = lock.release


def _refuse_used(data_dir: Path) -> None:
    found = sorted(path.name for path in data_dir.iterdir() if path.name != _LOCK)
    if found:
        raise CannotRestore(
            f"The data directory {data_dir} is not empty: it holds {_some(found)}. Move that away,"
            " or set GREENLIGHT_DATA_DIR to an empty folder."
        )


def _stage(source: Path, staged: Path, manifest: Manifest, *, keep_line: bool) -> None:
    copy = staged / FILE_NAME
    try:
        shutil.copyfile(source / FILE_NAME, copy)
    except FileNotFoundError:
        raise CannotRestore(f"{source} is not whole: it lacks {FILE_NAME}.") from None
    if sha256_of(copy) != manifest.database_sha256:
        raise CannotRestore(
            f"{source} is not whole: {FILE_NAME} is not what was backed up. Use another backup."
        )
    with opened(copy, "rw") as db:
        wanted = _make_ready(db, manifest, keep_line=keep_line)
    _stage_files(source, staged, wanted - set(manifest.lacking))


def _make_ready(db: Db, manifest: Manifest, *, keep_line: bool) -> set[str]:
    """Bring the database up to date, and have it know what it can't know; returns its files."""
    if broken := damage(db):
        raise CannotRestore(f"The backup's database is damaged: {broken}. Use another backup.")
    migrate(db)
    with db.atomic():
        restores.mark(db, manifest.cut_at, keep_line=keep_line)
    return kept_files.wanted(db)


def _stage_files(source: Path, staged: Path, wanted: set[str]) -> None:
    files = staged / FILES
    files.mkdir()
    broken = [sha256 for sha256 in sorted(wanted) if not _copied(source / FILES, files, sha256)]
    if broken:
        raise CannotRestore(
            f"{source} is not whole: {len(broken)} of its {len(wanted)} files are missing or not"
            f" what was backed up ({_some(broken)}). Use another backup."
        )


def _copied(source: Path, files: Path, sha256: str) -> bool:
    """Whether the file came over and is what it is called.

    Never by a hard link: the backup may belong to somebody else, and be carried away.
    """
    there = place_of(files, sha256)
    there.parent.mkdir(exist_ok=True)
    try:
        shutil.copyfile(place_of(source, sha256), there)
    except FileNotFoundError:
        return False
    return sha256_of(there) == sha256


def _some(names: Iterable[str]) -> str:
    every = list(names)
    named = ", ".join(every[:_MOST_NAMED])
    return named if len(every) <= _MOST_NAMED else f"{named} and {len(every) - _MOST_NAMED} more"
