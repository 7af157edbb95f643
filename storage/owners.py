"""Whose a kept file is, as a person calls it."""

from sqlite_utils import Database as Db

from storage import kept_files

_PICTURES = """
SELECT inputs.sha256, 'A picture of ' || MIN(jobs.code) FROM inputs
JOIN shot_pictures USING (sha256) JOIN jobs USING (shot_id)
WHERE inputs.dropped_at IS NULL GROUP BY inputs.sha256
"""
_CLIPS = """
SELECT clip_sha256, 'The clip of ' || MIN(code) FROM jobs
WHERE clip_sha256 IS NOT NULL AND clip_dropped_at IS NULL GROUP BY clip_sha256
"""


def owners(db: Db) -> dict[str, str]:
    """Every file that some row speaks of, by its hash, and how a person calls it."""
    found = dict.fromkeys(kept_files.wanted(db), "A picture that was handed in")
    return found | dict(db.conn.execute(f"{_PICTURES} UNION ALL {_CLIPS}").fetchall())
