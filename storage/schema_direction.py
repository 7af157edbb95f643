"""The fourth schema: presets of camera plans, takes, and who may remix one's clips."""

# owner_id 0: the server's own. `folded` is the name as it is compared.
_PRESETS = """
CREATE TABLE presets (
    id INTEGER PRIMARY KEY,
    server_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    camera TEXT NOT NULL,
    made_by INTEGER NOT NULL,
    made_at TEXT NOT NULL,
    UNIQUE (server_id, owner_id, folded)
)
"""

FOURTH: tuple[str, ...] = (
    _PRESETS,
    "ALTER TABLE members ADD COLUMN remixes TEXT NOT NULL DEFAULT 'everyone'"
    " CHECK (remixes IN ('everyone', 'nobody'))",
    # A take of a shot is rendered once. A parent's job stays as long as a shot names it: the
    # credit under a remix outlives the clip it grew from.
    "DROP INDEX jobs_by_shot",
    "CREATE UNIQUE INDEX jobs_by_take ON jobs (shot_id, take)",
    "CREATE INDEX shots_by_parent ON shots (parent) WHERE parent IS NOT NULL",
)
