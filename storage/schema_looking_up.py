"""The eleventh schema: what is looked for often among all that ever was.

Pictures whose files are kept, shots whose cost is in doubt, and the clips of one server.
"""

ELEVENTH: tuple[str, ...] = (
    "CREATE INDEX inputs_kept ON inputs (created_at) WHERE dropped_at IS NULL",
    "CREATE INDEX entries_kept ON entries (why, account, job_id, cost_micro)"
    " WHERE why = 'keep cost'",
    "CREATE INDEX jobs_with_clips ON jobs (server_id, status) WHERE status = 'succeeded'",
)
