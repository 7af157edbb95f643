"""The fifth schema: credits in any window, granted credits, prices that change in line, weights.

Entries are made anew: they know the moment and the channel of their request, so that windows of
any time zone, channels and pools are sums over them, and they may happen again in a later round.
"""

# What is taken from `allowance` comes back with its next window; `granted` are credits that stay
# until they are used, `issued` is where they come from. `asked_at` is the moment of the request, so
# what is returned tomorrow counts for the window it was taken from. `channel_id` is the channel of
# the request, for a thread the one it belongs to. `round` counts the prices a job has had.
_ENTRIES = """
CREATE TABLE entries_anew (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    account TEXT NOT NULL CHECK (account IN ('allowance', 'granted', 'issued', 'reserved',
                                             'spent')),
    server_id INTEGER NOT NULL,
    channel_id INTEGER,
    member_id INTEGER NOT NULL,
    job_id INTEGER REFERENCES jobs (id),
    case_id INTEGER,
    round INTEGER NOT NULL DEFAULT 0,
    credits INTEGER NOT NULL,
    cost_micro INTEGER NOT NULL,
    who TEXT NOT NULL,
    why TEXT NOT NULL CHECK (why IN ('reserve', 'settle', 'release', 'return credits', 'keep cost',
                                     'correct cost', 'refund', 'grant', 'gift')),
    reason TEXT NOT NULL DEFAULT ''
)
"""

# What has no job was never written so far; it would count from the moment it was written.
_MOVED = """
INSERT INTO entries_anew (id, at, asked_at, account, server_id, channel_id, member_id, job_id,
                          case_id, credits, cost_micro, who, why)
SELECT entries.id, entries.at, COALESCE(jobs.created_at, entries.at), entries.account,
       entries.server_id, COALESCE(jobs.parent_id, jobs.channel_id), entries.member_id,
       entries.job_id, entries.case_id, entries.credits, entries.cost_micro, entries.who,
       entries.why
FROM entries LEFT JOIN jobs ON jobs.id = entries.job_id
ORDER BY entries.id
"""

_INDEXES = (
    "CREATE INDEX entries_by_member ON entries (server_id, member_id, account, asked_at, credits)",
    "CREATE INDEX entries_by_channel ON entries (server_id, channel_id, account, asked_at, credits)"
    " WHERE channel_id IS NOT NULL",
    "CREATE INDEX entries_by_server ON entries (server_id, account, asked_at, credits, cost_micro)",
    "CREATE INDEX entries_by_moment ON entries (account, asked_at, cost_micro)",
    "CREATE INDEX entries_by_job ON entries (job_id, account)",
    # The same movement of one job's money twice is refused by the database itself.
    "CREATE UNIQUE INDEX entries_once ON entries (job_id, round, why, account)"
    " WHERE job_id IS NOT NULL",
)

_TRIGGERS = tuple(
    f"CREATE TRIGGER entries_never_{verb.lower()}d BEFORE {verb} ON entries"
    " BEGIN SELECT RAISE(ABORT, 'entries are only ever added'); END"
    for verb in ("UPDATE", "DELETE")
)

FIFTH: tuple[str, ...] = (
    _ENTRIES,
    _MOVED,
    # Indexes and triggers go with their table.
    "DROP TABLE entries",
    "ALTER TABLE entries_anew RENAME TO entries",
    *_INDEXES,
    *_TRIGGERS,
    # The moment of the request says it all.
    "ALTER TABLE jobs DROP COLUMN day",
    # In turns between members, by role, as it was at the request.
    "ALTER TABLE jobs ADD COLUMN weight REAL NOT NULL DEFAULT 1 CHECK (weight > 0)",
    "UPDATE settings SET name = 'credits', value = value || '/day' WHERE name = 'credits_per_day'",
)
