"""The second schema: pictures in any role, the shape of a shot.

A shot and a draft have their pictures in tables of their own, since there may be up to nine
references beside first and last frame; the columns of the first schema move there.
"""

_ROLES = "'first_frame', 'last_frame', 'subject', 'reference'"

_SHOT_PICTURES = f"""
CREATE TABLE shot_pictures (
    shot_id INTEGER NOT NULL REFERENCES shots (id),
    role TEXT NOT NULL CHECK (role IN ({_ROLES})),
    position INTEGER NOT NULL,
    sha256 TEXT NOT NULL REFERENCES inputs (sha256),
    PRIMARY KEY (shot_id, role, position)
)
"""

_DRAFT_PICTURES = f"""
CREATE TABLE draft_pictures (
    draft_id TEXT NOT NULL REFERENCES drafts (id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK (role IN ({_ROLES})),
    position INTEGER NOT NULL,
    sha256 TEXT NOT NULL REFERENCES inputs (sha256),
    PRIMARY KEY (draft_id, role, position)
)
"""

_MOVED = tuple(
    statement
    for owner in ("shot", "draft")
    for role in ("first_frame", "subject")
    for statement in (
        f"INSERT INTO {owner}_pictures SELECT id, '{role}', 0, {role} FROM {owner}s"
        f" WHERE {role} IS NOT NULL",
        f"ALTER TABLE {owner}s DROP COLUMN {role}",
    )
)

SECOND: tuple[str, ...] = (
    _SHOT_PICTURES,
    _DRAFT_PICTURES,
    *_MOVED,
    # Empty: the engine's own choice.
    "ALTER TABLE shots ADD COLUMN aspect TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX shot_pictures_by_file ON shot_pictures (sha256)",
    "CREATE INDEX draft_pictures_by_file ON draft_pictures (sha256)",
)
