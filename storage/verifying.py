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
from storage.backup import FILES, damage, opened
from storage.database import FILE_NAME
from storage.files import ASIDE, kept_in, place_of, sha256_of
from storage.lock import holder_of
from storage.migrations import lacking, refuse_newer
from storage.totals import totals

#: While the bot works, a file and its row need not stand at the same moment.
_ON_THE_WAY_S = 60.0


class CannotVerify(Exception):
    """Nothing was examined; the sentence says why and what would work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found: a sentence for each difference, and the sums in one line."""

    differences: tuple[str, ...]
    sums: str


def verify(data_dir: Path, now: Callable[[], float] = time.time) -> Verdict:
    """Hold everything in a data directory against everything else.

    `now`: seconds since 1970, as files carry them. Raises CannotVerify, SchemaTooNew,
    sqlite3.Error, and OSError from the disk.
    """
    path = data_dir / FILE_NAME
    if not path.is_file():
        raise CannotVerify(
            f"There is no {FILE_NAME} in {data_dir}, so there is nothing to verify."
            " GREENLIGHT_DATA_DIR names the folder of the bot."
        )
    files = data_dir / FILES
    # Before the rows are read: what is kept later is not missed by them.
    names = [file.name for file in kept_in(files)]
    is_running = holder_of(data_dir) is not None
    young = now() - _ON_THE_WAY_S if is_running else float("inf")
    with opened(path, "ro") as db:
        if broken := damage(db):
            return Verdict(differences=(f"The database is damaged: {broken}.",), sums="")
        refuse_newer(db)
        if lacking(db):
            raise CannotVerify(
                f"The database in {data_dir} has the schema of an earlier version. Start the bot"
                " once: that brings it up to date."
            )
        with _one_moment(db):
            found = disagreements(db)
            owners, sums = _owners(db), _sums(db)
        found += _missing(db, files, owners)
    strays = [place_of(files, name) for name in names if name not in owners]
    strays += (files / ASIDE).glob("*")
    found += _strays(data_dir, strays, young)
    return Verdict(differences=tuple(found), sums=f"{sums} in {data_dir}")


@contextlib.contextmanager
def _one_moment(db: Db) -> Iterator[None]:
    """All reads inside see the database as it stood at the first of them."""
    db.conn.execute("BEGIN")
    try:
        yield
    finally:
        db.conn.execute("ROLLBACK")


def _owners(db: Db) -> dict[str, str]:
    """Every file that some row speaks of, and how a person calls it."""
    pictures = (
        "SELECT inputs.sha256, 'A picture of ' || MIN(jobs.code) FROM inputs"
        " JOIN shot_pictures USING (sha256) JOIN jobs USING (shot_id)"
        " WHERE inputs.dropped_at IS NULL GROUP BY inputs.sha256"
    )
    clips = (
        "SELECT clip_sha256, 'The clip of ' || MIN(code) FROM jobs"
        " WHERE clip_sha256 IS NOT NULL AND clip_dropped_at IS NULL GROUP BY clip_sha256"
    )
    owners = dict.fromkeys(kept_files.wanted(db), "A picture that was handed in")
    return owners | dict(db.conn.execute(f"{pictures} UNION ALL {clips}").fetchall())


def _missing(db: Db, files: Path, owners: dict[str, str]) -> Iterator[str]:
    for sha256, owner in sorted(owners.items(), key=lambda one: one[1]):
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
