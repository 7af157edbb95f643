"""Whether all that is kept agrees: the books, jobs, messages, submits, and the files on the disk.

Reads only, from one moment of the database, so it may look while the bot works.
"""

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database as Db

from domain.money import dollars
from storage import kept_files
from storage.agreement import disagreements
from storage.backup import FILES, as_newest, damage, is_blank, opened
from storage.database import FILE_NAME
from storage.files import ASIDE, kept_in, place_of, sha256_of
from storage.lock import LOCK, holder_of
from storage.manifests import MANIFEST, NoBackup, read_manifest
from storage.migrations import refuse_newer
from storage.owners import owners
from storage.totals import Totals, totals

#: While the bot works, a file and its row need not stand at the same moment.
_ON_THE_WAY_S = 60.0
_EMPTY = (
    f"{FILE_NAME} is empty: nothing of Greenlight's is in it. Restore it from a backup; the bot"
    " refuses to start while files of it are there."
)
_PERHAPS_DATA = (
    " Is it no backup but a bot's own data? Then only its `lock` is missing, which the next start"
    " makes anew."
)


class CannotVerify(Exception):
    """Nothing was examined; the sentence says why and what would work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found: a sentence for each difference, and the sums in one line."""

    differences: tuple[str, ...]
    sums: str


def verify(
    data_dir: Path, now: Callable[[], float] = time.time, *, as_backup: bool | None = None
) -> Verdict:
    """Hold everything in a data directory, or in a backup, against everything else.

    `now`: seconds since 1970, as files carry them. `as_backup`: also what a restore would look at;
    None: if it is one. What an earlier version wrote is examined as this one would find it. Raises
    CannotVerify, SchemaTooNew, sqlite3.Error, and OSError from the disk.
    """
    if as_backup and not data_dir.is_dir():
        raise CannotVerify(f"There is no folder {data_dir}. PATH names the folder of a backup.")
    if not (data_dir / FILE_NAME).is_file():
        raise CannotVerify(
            f"There is no {FILE_NAME} in {data_dir}, so there is nothing to verify."
            " GREENLIGHT_DATA_DIR names the folder of the bot."
        )
    if as_backup is None:
        # A bot that worked here left its lock.
        as_backup = (data_dir / MANIFEST).exists() or not (data_dir / LOCK).exists()
    files = data_dir / FILES
    # Before the rows are read: what is kept later is not missed by them.
    names = [file.name for file in kept_in(files)]
    young = now() - _ON_THE_WAY_S if holder_of(data_dir) is not None else float("inf")
    with opened(data_dir / FILE_NAME, "ro") as db:
        if broken := _unusable(db):
            return Verdict(differences=(broken,), sums="")
        with as_newest(db) as newest, _one_moment(newest):
            found = disagreements(newest)
            named, counted, sums = owners(newest), totals(newest), _sums(newest)
        found += _missing(db, files, named)
    if as_backup:
        found = [*_against_its_manifest(data_dir, counted), *found]
    strays = [place_of(files, name) for name in names if name not in named]
    strays += (files / ASIDE).glob("*")
    found += _strays(data_dir, strays, young)
    return Verdict(differences=tuple(found), sums=f"{sums} in {data_dir}")


def _unusable(db: Db) -> str:
    """What keeps all else from being looked at; raises SchemaTooNew."""
    if broken := damage(db):
        return f"The database is damaged: {broken}."
    refuse_newer(db)
    return _EMPTY if is_blank(db) else ""


@contextlib.contextmanager
def _one_moment(db: Db) -> Iterator[None]:
    """All reads inside see the database as it stood at the first of them."""
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.execute("ROLLBACK")


def _against_its_manifest(folder: Path, counted: Totals) -> Iterator[str]:
    """What a restore would refuse, or what `backup.json` tells otherwise."""
    try:
        manifest = read_manifest(folder)
    except NoBackup as error:
        unsure = "" if (folder / MANIFEST).exists() else _PERHAPS_DATA
        yield f"`restore` refuses it. {error}{unsure}"
        return
    if sha256_of(folder / FILE_NAME) != manifest.database_sha256:
        used = " A bot was started in it." if (folder / LOCK).exists() else ""
        yield f"`restore` refuses it: {FILE_NAME} is not what {MANIFEST} knows.{used}"
    elif manifest.totals != counted:
        yield f"{MANIFEST} tells of {manifest.totals}, and there are {counted}."


def _missing(db: Db, files: Path, named: dict[str, str]) -> Iterator[str]:
    for sha256, owner in sorted(named.items(), key=lambda one: one[1]):
        try:
            is_whole = sha256_of(place_of(files, sha256)) == sha256
        except FileNotFoundError:
            # Given up since its row was read: then no row speaks of it now.
            if kept_files.is_wanted(db, sha256):
                yield f"{owner} is missing: {_shown(sha256)}."
            continue
        if not is_whole:
            yield f"{owner} is not what was kept: the content of {_shown(sha256)} changed."


def _strays(data_dir: Path, strays: Iterable[Path], young: float) -> Iterator[str]:
    for path in strays:
        with contextlib.suppress(FileNotFoundError):
            if path.stat().st_mtime <= young:
                name = path.relative_to(data_dir)
                yield f"{name} belongs to nothing; the next start of the bot removes it."


def _shown(sha256: str) -> str:
    return f"{FILES}/{sha256[:2]}/{sha256}"


def _sums(db: Db) -> str:
    credits_, cost = db.conn.execute(
        "SELECT COALESCE(SUM(credits), 0), COALESCE(SUM(cost_micro), 0) FROM entries"
        " WHERE account IN ('reserved', 'spent')"
    ).fetchone()
    posted, owed = db.conn.execute(
        "SELECT COALESCE(SUM(state = 'posted'), 0), COALESCE(SUM(state = 'owed'), 0) FROM outbox"
    ).fetchone()
    return (
        f"{totals(db)}, {credits_} credits and {dollars(cost)} reserved or spent,"
        f" {posted} messages posted, {owed} owed"
    )
