"""Putting a backup into an empty data directory: examined as a whole before anything is moved."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database as Db

from storage import kept_files, restores
from storage.backup import FILES, damage, is_blank, opened, write_down
from storage.copying import privately, unfinished, writing_to
from storage.database import FILE_NAME
from storage.files import place_of, sha256_of, sync
from storage.lock import LOCK, AlreadyHeld, DirectoryLock, holder_of
from storage.manifests import Manifest, read_manifest
from storage.migrations import migrate
from storage.owners import owners

#: So many files are named one by one.
_MOST_NAMED = 5
_LACKED = "was missing or damaged already when the backup was made"


class CannotRestore(Exception):
    """Nothing was restored; the sentence says why and what would work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored. `lost`: a sentence for each file that did not come back."""

    manifest: Manifest
    lost: tuple[str, ...]


def restore(
    source: Path, data_dir: Path, *, keep_line: bool, without_bad_files: bool = False
) -> Restored:
    """Put the backup at `source` into a data directory that is empty or not there.

    `keep_line`: no bot has handed anything over since the cut, so what stood in line stays there.
    `without_bad_files`: what is missing or damaged in the backup is given up instead of refused;
    what lacked already when it was made is given up in any case. Raises NoBackup, CannotRestore,
    AlreadyHeld, SchemaTooNew, and OSError from the disk; the data directory is then as it was.
    """
    manifest = read_manifest(source)
    if data_dir.resolve().is_relative_to(source.resolve()):
        raise CannotRestore(
            f"The data directory {data_dir} lies in the backup, which must stay as it is. Set"
            " GREENLIGHT_DATA_DIR to an empty folder outside."
        )
    try:
        with (
            privately(),
            writing_to(data_dir),
            _held(data_dir),
            unfinished(data_dir, ".restoring-") as staged,
        ):
            bad = _stage(source, staged, manifest, keep_line=keep_line)
            _refuse_broken(source, bad, may_lack=without_bad_files)
            lost = _give_up(staged / FILE_NAME, bad, manifest)
            write_down(staged)
            # The database last: files alone are never taken for a fresh start.
            for name in (FILES, FILE_NAME):
                (staged / name).rename(data_dir / name)
            sync(data_dir)
    except sqlite3.Error as error:
        raise CannotRestore(f"The database of {source} can't be used: {error}.") from error
    return Restored(manifest=manifest, lost=lost)


@contextlib.contextmanager
def _held(data_dir: Path) -> Iterator[None]:
    """An empty data directory for us alone; when it comes to nothing, as it was before."""
    _refuse_used(data_dir)
    folders = [one for one in (data_dir, *data_dir.parents) if not one.exists()]
    is_new = not (data_dir / LOCK).exists()
    lock = DirectoryLock.take(data_dir)
    try:
        _refuse_used_by_others(data_dir)
        yield
    except BaseException:
        if is_new:
            lock.remove()
        for folder in folders:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise
    finally:
        lock.release()


def _refuse_used(data_dir: Path) -> None:
    if not data_dir.is_dir():
        return
    holder = holder_of(data_dir)
    if holder is not None:
        raise AlreadyHeld(data_dir, holder)
    _refuse_used_by_others(data_dir)


def _refuse_used_by_others(data_dir: Path) -> None:
    found = sorted(path.name for path in data_dir.iterdir() if path.name != LOCK)
    if found:
        raise CannotRestore(
            f"The data directory {data_dir} is not empty: it holds {_some(found)}. Move that away,"
            " or set GREENLIGHT_DATA_DIR to an empty folder."
        )


def _stage(source: Path, staged: Path, manifest: Manifest, *, keep_line: bool) -> dict[str, str]:
    """Bring everything over. Returns the files that are not whole, and what is wrong with them."""
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
    files = staged / FILES
    files.mkdir()
    lacking = wanted & set(manifest.lacking)
    found = {sha256: _faults(source / FILES, files, sha256) for sha256 in wanted - lacking}
    broken = {sha256: how for sha256, how in found.items() if how}
    return broken | dict.fromkeys(lacking, _LACKED)


def _make_ready(db: Db, manifest: Manifest, *, keep_line: bool) -> set[str]:
    """Bring the database up to date, and have it know what it can't know; returns its files."""
    if broken := damage(db):
        raise CannotRestore(f"The backup's database is damaged: {broken}. Use another backup.")
    if is_blank(db):
        raise CannotRestore("The backup's database is empty. Use another backup.")
    migrate(db)
    with db.atomic():
        restores.mark(db, manifest.cut_at, keep_line=keep_line)
    return kept_files.wanted(db)


def _faults(source: Path, files: Path, sha256: str) -> str:
    """Bring a file over; returns what is wrong with it, and then it is not there.

    Never by a hard link: the backup may belong to somebody else, and be carried away.
    """
    there = place_of(files, sha256)
    there.parent.mkdir(exist_ok=True)
    try:
        shutil.copyfile(place_of(source, sha256), there)
    except FileNotFoundError:
        return "is missing in the backup"
    if sha256_of(there) == sha256:
        return ""
    there.unlink()
    return "is not what was backed up"


def _refuse_broken(source: Path, bad: Mapping[str, str], *, may_lack: bool) -> None:
    broken = sorted(sha256 for sha256, how in bad.items() if how != _LACKED)
    if broken and not may_lack:
        raise CannotRestore(
            f"{source} is not whole: {len(broken)} of its files are missing or not what was backed"
            f" up ({_some(broken)}). Use another backup, or `restore --without-bad-files`, which"
            " gives these up and says whose they are."
        )


def _give_up(database: Path, bad: Mapping[str, str], manifest: Manifest) -> tuple[str, ...]:
    """Have the rows know which files did not come back; returns a sentence for each."""
    if not bad:
        return ()
    with opened(database, "rw") as db, db.atomic():
        names, owed = owners(db), restores.owed_clips(db)
        restores.lose(db, bad, manifest.cut_at)
    return tuple(
        f"{names[sha256]} is lost{', and was still to be posted' if sha256 in owed else ''}:"
        f" {sha256} {bad[sha256]}."
        for sha256 in sorted(bad, key=lambda one: names[one])
    )


def _some(names: Iterable[str]) -> str:
    every = list(names)
    named = ", ".join(every[:_MOST_NAMED])
    return named if len(every) <= _MOST_NAMED else f"{named} and {len(every) - _MOST_NAMED} more"
