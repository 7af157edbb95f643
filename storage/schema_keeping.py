"""The sixth schema: pictures that are given up, why nothing is handed over, and what a backup knew.

`inputs.dropped_at`: the file is gone, its row stays for the shots that name it. `jobs.cut_at`: the
job was open in a backup that was restored; what came of it after that moment is not known here.
"""

_PAUSES = """
CREATE TABLE pauses (
    why TEXT PRIMARY KEY,
    since TEXT NOT NULL
)
"""

SIXTH: tuple[str, ...] = (
    "ALTER TABLE inputs ADD COLUMN dropped_at TEXT",
    "ALTER TABLE jobs ADD COLUMN cut_at TEXT",
    _PAUSES,
    # What is kept is gone through every minute, and each file that goes is asked about.
    "CREATE INDEX jobs_by_clip ON jobs (clip_sha256) WHERE clip_sha256 IS NOT NULL",
    "CREATE INDEX jobs_with_clip ON jobs (finished_at)"
    " WHERE clip_sha256 IS NOT NULL AND clip_dropped_at IS NULL",
)
