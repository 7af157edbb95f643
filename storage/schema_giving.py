"""The schema of grants and gifts: each is done once under its key, and its receiver is told."""

_COLUMNS = (
    "id, job_id, row_no, nonce, kind, server_id, member_id, facts, dedupe, state, attempts,"
    " first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at"
)
# As before, with messages to members that are about no clip.
_OUTBOX = """
CREATE TABLE outbox_anew (
    id INTEGER PRIMARY KEY,
    job_id INTEGER REFERENCES jobs (id),
    row_no INTEGER NOT NULL,
    nonce TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('card', 'card_edit', 'card_gone', 'clip', 'staff_notice',
                                       'operator_notice', 'member_notice')),
    server_id INTEGER,
    member_id INTEGER,
    facts TEXT NOT NULL DEFAULT '{}',
    dedupe TEXT UNIQUE,
    state TEXT NOT NULL DEFAULT 'owed' CHECK (state IN ('owed', 'posted', 'kept', 'dropped')),
    attempts INTEGER NOT NULL DEFAULT 0,
    first_tried_at TEXT,
    try_at TEXT NOT NULL,
    posted_channel_id INTEGER,
    posted_message_id INTEGER,
    created_at TEXT NOT NULL,
    ended_at TEXT
)
"""

GIVING: tuple[str, ...] = (
    # An act without a job has a key: the database itself refuses to book it twice.
    "ALTER TABLE entries ADD COLUMN key TEXT",
    "CREATE UNIQUE INDEX entries_by_key ON entries (key, account, member_id) WHERE key IS NOT NULL",
    _OUTBOX,
    f"INSERT INTO outbox_anew ({_COLUMNS}) SELECT {_COLUMNS} FROM outbox",
    # Indexes go with their table.
    "DROP TABLE outbox",
    "ALTER TABLE outbox_anew RENAME TO outbox",
    "CREATE INDEX outbox_owed ON outbox (try_at) WHERE state = 'owed'",
    "CREATE UNIQUE INDEX outbox_rows ON outbox (job_id, row_no) WHERE job_id IS NOT NULL",
    "CREATE INDEX outbox_messages ON outbox (posted_message_id)",
)
