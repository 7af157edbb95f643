"""The tenth schema: what leaves is found in its order, looked for by Discord's clock, and a posted
clip's deletion is owed like any message.

`outbox.tried_after`: our newest message in Discord when the row was first tried. Discord's clock
gave it its id, so a post of this row has a greater one. `pauses.untold_below`: of the shots in line
when the pause began, the cards of those below this id do not say so yet.
"""

_COLUMNS = (
    "id, job_id, row_no, nonce, kind, server_id, member_id, facts, dedupe, state, attempts,"
    " first_tried_at, try_at, posted_channel_id, posted_message_id, created_at, ended_at"
)
_OUTBOX = """
CREATE TABLE outbox_anew (
    id INTEGER PRIMARY KEY,
    job_id INTEGER REFERENCES jobs (id),
    row_no INTEGER NOT NULL,
    nonce TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('card', 'card_edit', 'card_gone', 'clip', 'clip_gone',
                                       'staff_notice', 'operator_notice', 'member_notice')),
    server_id INTEGER,
    member_id INTEGER,
    facts TEXT NOT NULL DEFAULT '{}',
    dedupe TEXT UNIQUE,
    state TEXT NOT NULL DEFAULT 'owed' CHECK (state IN ('owed', 'posted', 'kept', 'dropped')),
    attempts INTEGER NOT NULL DEFAULT 0,
    first_tried_at TEXT,
    tried_after INTEGER,
    try_at TEXT NOT NULL,
    posted_channel_id INTEGER,
    posted_message_id INTEGER,
    created_at TEXT NOT NULL,
    ended_at TEXT
)
"""

TENTH: tuple[str, ...] = (
    _OUTBOX,
    f"INSERT INTO outbox_anew ({_COLUMNS}) SELECT {_COLUMNS} FROM outbox",
    # Indexes go with their table.
    "DROP TABLE outbox",
    "ALTER TABLE outbox_anew RENAME TO outbox",
    "CREATE INDEX outbox_owed ON outbox (try_at) WHERE state = 'owed'",
    "CREATE UNIQUE INDEX outbox_rows ON outbox (job_id, row_no) WHERE job_id IS NOT NULL",
    "CREATE INDEX outbox_messages ON outbox (posted_message_id)",
    # In the order of leaving; those that are not due yet are passed over without reading them.
    "CREATE INDEX outbox_leaving ON outbox (kind <> 'clip', id, try_at, job_id, row_no)"
    " WHERE state = 'owed'",
    "ALTER TABLE pauses ADD COLUMN untold_below INTEGER",
)
