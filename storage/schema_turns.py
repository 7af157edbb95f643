"""The seventh schema: how far turns have come, where each shot in line claims one, and fast ways
to those in line.

Turns are counted as services/fair_turns.py does. In `turn_clocks` the bot is server 0, and `next`
is where the server goes on among servers; in `turns` it is where a member goes on in a server.
"""

_CLOCKS = """
CREATE TABLE turn_clocks (
    server_id INTEGER PRIMARY KEY,
    reached REAL NOT NULL,
    joining REAL NOT NULL,
    next REAL NOT NULL
)
"""

_TURNS = """
CREATE TABLE turns (
    server_id INTEGER NOT NULL,
    member_id INTEGER NOT NULL,
    next REAL NOT NULL,
    PRIMARY KEY (server_id, member_id)
)
"""

# What a turn cost stands with its submit, so that it can be given back.
_COSTS = tuple(
    f"ALTER TABLE submits ADD COLUMN {whose}_{when} REAL"
    for whose in ("server", "member")
    for when in ("before", "after")
)

SEVENTH: tuple[str, ...] = (
    _CLOCKS,
    _TURNS,
    *_COSTS,
    # Shots that stand in line already were asked for before all others.
    "ALTER TABLE jobs ADD COLUMN server_claim REAL NOT NULL DEFAULT 0",
    "ALTER TABLE jobs ADD COLUMN member_claim REAL NOT NULL DEFAULT 0",
    # The shot's own, repeated: whom a turn may go to is asked by model, and often.
    "ALTER TABLE jobs ADD COLUMN model TEXT NOT NULL DEFAULT ''",
    "UPDATE jobs SET model = (SELECT model FROM shots WHERE shots.id = jobs.shot_id)",
    # `status` stands in them so that nothing else of a job need be read.
    "CREATE INDEX jobs_in_line ON jobs (server_id, member_id, model, id, not_before, status)"
    " WHERE status = 'queued'",
    "CREATE INDEX jobs_resting ON jobs (server_id, member_id, model, not_before, id, status)"
    " WHERE status = 'queued' AND not_before IS NOT NULL",
    "CREATE INDEX jobs_at_work ON jobs (server_id, member_id, account, model, submitted_at, status)"
    " WHERE status IN ('submitting', 'running', 'downloading')",
    "CREATE INDEX jobs_made ON jobs (model, id) WHERE status = 'succeeded'",
)
