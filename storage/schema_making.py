"""The twelfth schema: how long a clip was made, apart from when we came to know of it.

`jobs.making_s`: seconds from the request to the clip; NULL where a pause of ours made it longer.
"""

TWELFTH: tuple[str, ...] = (
    "ALTER TABLE jobs ADD COLUMN making_s REAL",
    "UPDATE jobs SET making_s = (julianday(finished_at) - julianday(submitted_at)) * 86400.0"
    " WHERE status = 'succeeded' AND submitted_at IS NOT NULL",
)
