"""How much a database knows of, in numbers that a person can compare."""

from dataclasses import dataclass

from sqlite_utils import Database as Db

from storage import kept_files

_JOBS = """
SELECT COUNT(*), COALESCE(SUM(status NOT IN ('succeeded', 'failed', 'cancelled')), 0),
       COUNT(DISTINCT CASE WHEN clip_dropped_at IS NULL THEN clip_sha256 END) FROM jobs
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Shots ever asked for, those not ended, and the clips and pictures whose files are kept."""

    shots: int
    not_ended: int
    clips: int
    pictures: int

    def __str__(self) -> str:
        return (
            f"{self.shots} shots ({self.not_ended} not ended), {self.clips} clips,"
            f" {self.pictures} pictures"
        )


def totals(db: Db) -> Totals:
    """Count them."""
    shots, not_ended, clips = db.conn.execute(_JOBS).fetchone()
    pictures = len(kept_files.pictures(db))
    return Totals(shots=shots, not_ended=not_ended, clips=clips, pictures=pictures)
