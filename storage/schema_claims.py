"""The third schema: what callbacks said of shots whose answer was lost, until it is asked about."""

_CLAIMS = """
CREATE TABLE claims (
    job_id INTEGER NOT NULL REFERENCES jobs (id),
    remote_task_id TEXT NOT NULL,
    heard_at TEXT NOT NULL,
    PRIMARY KEY (job_id, remote_task_id)
)
"""

THIRD: tuple[str, ...] = (_CLAIMS,)
