"""What clips cost, by model and server, estimated and known; and what became of those of a span."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Db

from domain.job import OPEN, Job
from domain.windows import Span
from storage.job_rows import sift
from storage.moments import stamp

_OPEN_LIST = ", ".join(f"'{status}'" for status in sorted(OPEN))


@dataclass(frozen=True, slots=True, kw_only=True)
class CostRow:
    """What shots of one model in one server cost, of the requests of a span; micro-dollars.

    `made`, `open` and `lost` count shots: with a clip, not ended, ended without a clip but with a
    cost. `ended_micro` is what counts now for those that ended, `corrected_micro` the part of it
    that came as later knowledge (negative: less), `open_micro` is set aside for the others.
    """

    server_id: int
    model: str
    made: int
    open: int
    lost: int
    ended_micro: int
    corrected_micro: int
    open_micro: int
    lost_micro: int


def costs(db: Db, span: Span) -> list[CostRow]:
    """What the requests of a span cost, by server and model, the dearest first."""
    found = db.conn.execute(_COSTS, {"begins": stamp(span.begins_at), "ends": stamp(span.ends_at)})
    names = [column[0] for column in found.description]
    return [CostRow(**dict(zip(names, row, strict=True))) for row in found]


def made_since(db: Db, since: datetime, server_id: int | None = None) -> tuple[int, int]:
    """How many clips were asked for since then and made, and their estimated cost together."""
    sql = (
        "SELECT COUNT(*), COALESCE(SUM(cost_micro), 0) FROM jobs"
        " WHERE status = 'succeeded' AND created_at >= ?"
    )
    values: list[object] = [stamp(since)]
    if server_id is not None:
        sql += " AND server_id = ?"
        values.append(server_id)
    count, micro = db.conn.execute(sql, values).fetchone()
    return int(count), int(micro)


def corrected(db: Db, job_id: int) -> bool:
    """Whether a job's cost was corrected by later knowledge."""
    sql = "SELECT 1 FROM entries WHERE job_id = ? AND why = 'correct cost' LIMIT 1"
    return db.conn.execute(sql, (job_id,)).fetchone() is not None


def asked_for(db: Db, server_id: int, span: Span) -> list[Job]:
    """A server's shots of a span that ended with or without a clip, oldest first.

    Without those that were cancelled, and those whose rows can't be read.
    """
    where = (
        "WHERE jobs.server_id = ? AND jobs.created_at >= ? AND jobs.created_at < ?"
        " AND jobs.status IN ('succeeded', 'failed') ORDER BY jobs.id"
    )
    found, _ = sift(db, where, (server_id, stamp(span.begins_at), stamp(span.ends_at)))
    return found


def billed_in_doubt(db: Db, most: int) -> list[Job]:
    """Shots that ended without a clip and count as paid, of which no bill said more; newest first.

    Without those whose rows can't be read.
    """
    where = (
        # Worded as its index is: otherwise SQLite goes through all entries.
        "WHERE jobs.status = 'failed' AND jobs.id IN (SELECT job_id FROM entries"
        " WHERE why = 'keep cost' AND account = 'spent' AND cost_micro > 0) AND NOT EXISTS"
        " (SELECT 1 FROM entries WHERE job_id = jobs.id AND why = 'correct cost')"
        " ORDER BY jobs.id DESC LIMIT ?"
    )
    found, _ = sift(db, where, (most,))
    return found


def refundable(db: Db, server_id: int, most: int) -> list[Job]:
    """A server's newest clips whose credits are used and were not refunded, newest first.

    Without those whose rows can't be read.
    """
    where = (
        "WHERE jobs.server_id = ? AND jobs.status = 'succeeded' AND jobs.credits > 0"
        " AND jobs.credits_returned = 0 AND NOT EXISTS (SELECT 1 FROM entries"
        " WHERE job_id = jobs.id AND why = 'refund') ORDER BY jobs.id DESC LIMIT ?"
    )
    found, _ = sift(db, where, (server_id, most))
    return found


# One whose price changed after the span counts from that moment on, and all of it there.
_COSTS = f"""
WITH by_job AS (
    SELECT job_id, -SUM(cost_micro) AS counted,
           -SUM(CASE WHEN why = 'correct cost' THEN cost_micro ELSE 0 END) AS corrected
    FROM entries
    WHERE account = 'allowance' AND asked_at >= :begins AND asked_at < :ends
      AND job_id IS NOT NULL
    GROUP BY job_id
), known AS (
    SELECT jobs.server_id, shots.model, counted, corrected,
           jobs.status = 'succeeded' AS is_made, jobs.status IN ({_OPEN_LIST}) AS is_open
    FROM by_job JOIN jobs ON jobs.id = job_id JOIN shots ON shots.id = jobs.shot_id
    WHERE NOT EXISTS (SELECT 1 FROM entries WHERE entries.job_id = by_job.job_id
                      AND entries.asked_at >= :ends)
)
SELECT server_id, model,
       SUM(is_made) AS made,
       SUM(is_open) AS open,
       SUM(NOT is_made AND NOT is_open AND counted <> 0) AS lost,
       SUM(CASE WHEN is_open THEN 0 ELSE counted END) AS ended_micro,
       SUM(corrected) AS corrected_micro,
       SUM(CASE WHEN is_open THEN counted ELSE 0 END) AS open_micro,
       SUM(CASE WHEN is_made OR is_open THEN 0 ELSE counted END) AS lost_micro
FROM known
GROUP BY server_id, model
HAVING made + open + lost > 0 OR corrected_micro <> 0
ORDER BY ended_micro + open_micro DESC, server_id, model
"""
