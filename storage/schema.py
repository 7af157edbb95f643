"""The first schema. Plain SQL that PostgreSQL would take with few changes.

Moments are fixed-width ISO 8601 text in UTC (storage.moments), days are `YYYY-MM-DD`, money is
whole micro-dollars. Server, channel, member and message ids are Discord's.
"""

_SERVERS = """
CREATE TABLE servers (
    id INTEGER PRIMARY KEY,
    opened_at TEXT,
    opened_by INTEGER
)
"""

# server_id 0 holds the operator's own settings for the whole bot.
_SETTINGS = """
CREATE TABLE settings (
    server_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    changed_by INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    PRIMARY KEY (server_id, name)
)
"""

_MEMBERS = """
CREATE TABLE members (
    server_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    agreed_at TEXT,
    PRIMARY KEY (server_id, member_id)
)
"""

_BLOCKS = """
CREATE TABLE blocks (
    server_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    blocked_by INTEGER NOT NULL,
    reason TEXT NOT NULL,
    blocked_at TEXT NOT NULL,
    PRIMARY KEY (server_id, member_id)
)
"""

_INPUTS = """
CREATE TABLE inputs (
    sha256 TEXT PRIMARY KEY,
    mime TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    created_at TEXT NOT NULL
)
"""

# A request that waits for its member's word: a first clip, a changed picture, an edit.
_DRAFTS = """
CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    server_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    parent_id INTEGER,
    member_id INTEGER NOT NULL,
    ask TEXT NOT NULL,
    first_frame TEXT REFERENCES inputs (sha256),
    subject TEXT REFERENCES inputs (sha256),
    created_at TEXT NOT NULL,
    used_at TEXT
)
"""

_SHOTS = """
CREATE TABLE shots (
    id INTEGER PRIMARY KEY,
    server_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    prompt TEXT NOT NULL,
    camera TEXT NOT NULL,
    model TEXT NOT NULL,
    duration_s INTEGER NOT NULL,
    resolution TEXT NOT NULL,
    first_frame TEXT REFERENCES inputs (sha256),
    subject TEXT REFERENCES inputs (sha256),
    parent TEXT REFERENCES jobs (code),
    created_at TEXT NOT NULL
)
"""

_JOBS = """
CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    shot_id INTEGER NOT NULL REFERENCES shots (id),
    take INTEGER NOT NULL,
    server_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    parent_id INTEGER,
    member_id INTEGER NOT NULL,
    member_name TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('held', 'queued', 'submitting', 'running', 'downloading',
                                           'succeeded', 'failed', 'cancelled', 'unconfirmed')),
    account TEXT NOT NULL,
    engine_prompt TEXT NOT NULL,
    token TEXT NOT NULL UNIQUE,
    credits INTEGER NOT NULL CHECK (credits >= 0),
    cost_micro INTEGER NOT NULL CHECK (cost_micro >= 0),
    day TEXT NOT NULL,
    created_at TEXT NOT NULL,
    boot_id TEXT,
    not_before TEXT,
    remote_task_id TEXT,
    result_ref TEXT,
    submitted_at TEXT,
    accepted_at TEXT,
    finished_at TEXT,
    failure_kind TEXT,
    failure_code TEXT,
    failure_text TEXT,
    trace_id TEXT,
    clip_sha256 TEXT,
    clip_seconds REAL,
    clip_width INTEGER,
    clip_height INTEGER,
    clip_bytes INTEGER,
    clip_deleted_by INTEGER,
    clip_dropped_at TEXT,
    dont_post INTEGER NOT NULL DEFAULT 0 CHECK (dont_post IN (0, 1)),
    credits_returned INTEGER NOT NULL DEFAULT 0 CHECK (credits_returned IN (0, 1)),
    slow_told INTEGER NOT NULL DEFAULT 0 CHECK (slow_told IN (0, 1)),
    UNIQUE (account, remote_task_id),
    CHECK (status NOT IN ('running', 'downloading') OR remote_task_id IS NOT NULL),
    CHECK (status <> 'succeeded' OR clip_sha256 IS NOT NULL),
    CHECK (status <> 'failed' OR failure_kind IS NOT NULL)
)
"""

# Every time a request that may cost money was about to leave: account limits are counted here,
# so they hold across restarts.
_SUBMITS = """
CREATE TABLE submits (
    id INTEGER PRIMARY KEY,
    job_id INTEGER NOT NULL REFERENCES jobs (id),
    account TEXT NOT NULL,
    boot_id TEXT NOT NULL,
    sent_at TEXT NOT NULL
)
"""

_ACCOUNTS = """
CREATE TABLE accounts (
    name TEXT PRIMARY KEY,
    set_aside_until TEXT,
    set_aside_since TEXT,
    set_aside_times INTEGER NOT NULL DEFAULT 0,
    code TEXT NOT NULL DEFAULT ''
)
"""

_HIDDEN_MODELS = """
CREATE TABLE hidden_models (
    account TEXT NOT NULL,
    model TEXT NOT NULL,
    code TEXT NOT NULL,
    hidden_at TEXT NOT NULL,
    PRIMARY KEY (account, model)
)
"""

# Double entry: the rows of one transfer add up to zero in both columns. `day` is the day of the
# request, so what is returned tomorrow counts for the day it was taken from.
_ENTRIES = """
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    day TEXT NOT NULL,
    account TEXT NOT NULL CHECK (account IN ('allowance', 'reserved', 'spent')),
    server_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    job_id INTEGER REFERENCES jobs (id),
    case_id INTEGER,
    credits INTEGER NOT NULL,
    cost_micro INTEGER NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL CHECK (why IN ('reserve', 'settle', 'release', 'return credits', 'keep cost'))
)
"""

# Every message we owe, with its own attempts and end. `dedupe` keeps one notice standing until
# something changes.
_OUTBOX = """
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    job_id INTEGER REFERENCES jobs (id),
    row_no INTEGER NOT NULL,
    nonce TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('card', 'card_edit', 'card_gone', 'clip',
                                       'staff_notice', 'operator_notice')),
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

_AUDIT = """
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    server_id INTEGER NOT NULL,
    actor_id INTEGER NOT NULL,
    act TEXT NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL
)
"""

_INDEXES = (
    "CREATE INDEX jobs_by_status ON jobs (status, id)"
    " WHERE status NOT IN ('succeeded', 'failed', 'cancelled')",
    "CREATE INDEX jobs_by_member ON jobs (server_id, member_id, id)",
    "CREATE INDEX jobs_by_shot ON jobs (shot_id)",
    "CREATE INDEX submits_by_time ON submits (account, sent_at)",
    "CREATE INDEX submits_by_job ON submits (job_id)",
    "CREATE INDEX entries_by_member ON entries (server_id, member_id, day, account, credits)",
    "CREATE INDEX entries_by_server ON entries (server_id, account, day, cost_micro)",
    "CREATE INDEX entries_by_day ON entries (account, day, cost_micro)",
    "CREATE INDEX entries_by_job ON entries (job_id, account)",
    # The same movement of one job's money twice is refused by the database itself.
    "CREATE UNIQUE INDEX entries_once ON entries (job_id, why, account) WHERE job_id IS NOT NULL",
    "CREATE INDEX outbox_owed ON outbox (try_at) WHERE state = 'owed'",
    "CREATE UNIQUE INDEX outbox_rows ON outbox (job_id, row_no) WHERE job_id IS NOT NULL",
    "CREATE INDEX outbox_messages ON outbox (posted_message_id)",
    "CREATE INDEX drafts_by_age ON drafts (created_at)",
)

_TRIGGERS = tuple(
    f"CREATE TRIGGER {table}_never_{verb.lower()}d BEFORE {verb} ON {table}"
    f" BEGIN SELECT RAISE(ABORT, '{table} are only ever added'); END"
    for table in ("entries", "audit")
    for verb in ("UPDATE", "DELETE")
)

FIRST: tuple[str, ...] = (
    _SERVERS,
    _SETTINGS,
    _MEMBERS,
    _BLOCKS,
    _INPUTS,
    _DRAFTS,
    _SHOTS,
    _JOBS,
    _SUBMITS,
    _ACCOUNTS,
    _HIDDEN_MODELS,
    _ENTRIES,
    _OUTBOX,
    _AUDIT,
    *_INDEXES,
    *_TRIGGERS,
)
