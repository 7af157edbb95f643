"""Backups: one consistent cut of the database, with every file it names, while the bot runs.

The files are taken before the cut and completed after it. So what retention removes meanwhile is
held already, and what came meanwhile is fetched; whatever the cut names and is nowhere was not
there either when the cut was made.
"""

import contextlib
import errno
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database as Db

from storage import kept_files
from storage.copying import privately, unfinished, writing_to
from storage.database import FILE_NAME
from storage.files import kept_in, place_of, sha256_of, sync
from storage.manifests import Manifest, write_manifest
from storage.migrations import STEPS, lacking, migrate, refuse_newer
from storage.moments import stamp
from storage.totals import Totals, totals

FILES = "files"
#: Another disk, or one that knows no hard links, or too many of one file, or somebody else's file.
_NOT_LINKED = frozenset(
    {errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.EACCES, errno.EROFS}
)
#: A linked file is the bot's own: whoever writes to one in a backup would change both.
_READ_ONLY = 0o400
#: A picture's row stands a moment before its file. So often the cut is made anew for that.
_MOST_CUTS = 5
_BETWEEN_CUTS_S = 0.2


class CannotBackUp(Exception):
    """There is no backup; the sentence says why and what would work."""


def back_up(
    data_dir: Path,
    target: Path,
    now: Callable[[], datetime],
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Manifest:
    """Write a backup of a data directory to `target`, which must not exist yet.

    It is written beside it and renamed when it is whole and on the disk. Raises CannotBackUp,
    SchemaTooNew, and OSError from the disk; then nothing stands at `target`.
    """
    _check(data_dir, target)
    beside, name = target.parent, f".{target.name}-"
    try:
        with privately(), writing_to(target), unfinished(beside, name) as aside:
            manifest = _fill(data_dir, aside, now, sleep)
            write_down(aside)
            aside.rename(target)
            sync(beside)
    except sqlite3.Error as error:
        raise CannotBackUp(f"The database in {data_dir} can't be read: {error}.") from error
    return manifest


def write_down(folder: Path) -> None:
    """Have the disk write down everything below a folder."""
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


@contextlib.contextmanager
def opened(path: Path, mode: str) -> Iterator[Db]:
    """A database file for one look (`ro`) or one change (`rw`), and closed."""
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    with contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        connection.execute("PRAGMA busy_timeout = 5000")
        yield Db(connection)


@contextlib.contextmanager
def as_newest(db: Db) -> Iterator[Db]:
    """The same as this version would find it: of an earlier one a copy, which goes again."""
    if not lacking(db):
        yield db
        return
    # Without a name it is a file that SQLite makes and removes by itself.
    with contextlib.closing(sqlite3.connect("", isolation_level=None)) as connection:
        db.conn.backup(connection)
        newest = Db(connection)
        migrate(newest)
        yield newest


def is_blank(db: Db) -> bool:
    """Whether nothing of Greenlight's was ever in it."""
    return len(lacking(db)) == len(STEPS)


def damage(db: Db) -> str:
    """What SQLite finds wrong with the file itself; empty when it is whole."""
    (found,) = db.conn.execute("PRAGMA integrity_check(1)").fetchone()
    return "" if found == "ok" else str(found)


def _check(data_dir: Path, target: Path) -> None:
    if not (data_dir / FILE_NAME).is_file():
        raise CannotBackUp(
            f"There is no {FILE_NAME} in {data_dir}, so there is nothing to back up."
            " GREENLIGHT_DATA_DIR names the folder of the bot."
        )
    if os.path.lexists(target):
        raise CannotBackUp(f"{target} exists already. Name a path that does not.")
    if not target.parent.is_dir():
        raise CannotBackUp(f"The folder {target.parent} is not there. Make it first.")
    if target.resolve().is_relative_to(data_dir.resolve()):
        raise CannotBackUp(
            f"{target} lies in the data directory and would be lost with it. Name a path outside."
        )


def _fill(
    data_dir: Path, aside: Path, now: Callable[[], datetime], sleep: Callable[[float], None]
) -> Manifest:
    source, files = data_dir / FILES, aside / FILES
    files.mkdir()
    for file in kept_in(source):
        _take(source, files, file.name)
    for _ in range(_MOST_CUTS):
        made_at = now()
        _cut(data_dir / FILE_NAME, aside / FILE_NAME)
        wanted, counted = _read(aside / FILE_NAME)
        missing = {sha256 for sha256 in wanted if not _take(source, files, sha256)}
        if not missing:
            break
        sleep(_BETWEEN_CUTS_S)
    damaged = set(_sift(files, wanted))
    manifest = Manifest(
        made_at=stamp(made_at),
        totals=counted,
        database_sha256=sha256_of(aside / FILE_NAME),
        size_bytes=sum(path.stat().st_size for path in aside.rglob("*") if path.is_file()),
        lacking=tuple(sorted(missing | damaged)),
    )
    write_manifest(aside, manifest)
    return manifest


def _take(source: Path, files: Path, sha256: str) -> bool:
    """Have a file in the backup; False when it is nowhere."""
    here, there = place_of(source, sha256), place_of(files, sha256)
    if there.exists():
        return True
    there.parent.mkdir(exist_ok=True)
    try:
        os.link(here, there)
        there.chmod(_READ_ONLY)
    except FileNotFoundError:
        return False
    except OSError as error:
        if error.errno not in _NOT_LINKED:
            raise
        there.unlink(missing_ok=True)
        return _copied(here, there)
    return True


def _copied(here: Path, there: Path) -> bool:
    try:
        shutil.copyfile(here, there)
    except FileNotFoundError:
        return False
    there.chmod(_READ_ONLY)
    return True


def _cut(source: Path, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    with opened(source, "ro") as db, contextlib.closing(sqlite3.connect(copy)) as target:
        # One step: in several it would begin anew with every write in between.
        db.conn.backup(target, pages=-1)
        # One file, whatever programs will carry it about.
        target.execute("PRAGMA journal_mode = DELETE")


def _read(copy: Path) -> tuple[set[str], Totals]:
    """The files that a cut names, and what it holds in numbers."""
    with opened(copy, "ro") as db:
        if broken := damage(db):
            raise CannotBackUp(f"The database is damaged: {broken}. Keep your earlier backups.")
        refuse_newer(db)
        if is_blank(db):
            raise CannotBackUp(
                "The database is empty: nothing of Greenlight's is in it. Keep your earlier backups"
                " and restore one."
            )
        with as_newest(db) as newest:
            return kept_files.wanted(newest), totals(newest)


def _sift(files: Path, wanted: set[str]) -> Iterator[str]:
    """Remove what the cut does not name, and what is not what it is called; that is returned."""
    for file in list(kept_in(files)):
        if file.name not in wanted:
            file.unlink()
        elif sha256_of(file) != file.name:
            file.unlink()
            yield file.name
