"""What the rows say of one another: each way in which they may disagree is one question."""

from collections.abc import Iterator

from sqlite_utils import Database as Db

from storage.job_rows import ENDED, sift
from storage.proof import prove

_AT_ENGINE = "('submitting', 'running', 'downloading', 'succeeded')"
_OF_JOB = "FROM jobs JOIN outbox ON outbox.job_id = jobs.id"
#: What was held for each job at its last price: what a job took, whatever became of it since.
_TAKEN = """
SELECT jobs.code, jobs.status, jobs.credits, jobs.cost_micro, SUM(entries.credits) AS held,
       SUM(entries.cost_micro) AS held_micro
FROM jobs JOIN entries ON entries.job_id = jobs.id AND entries.account = 'reserved'
WHERE why = 'reserve'
  AND round = (SELECT MAX(round) FROM entries WHERE job_id = jobs.id AND why = 'reserve')
  AND {} GROUP BY jobs.id
"""

#: Each gives rows whose values fill the sentence in their order.
_QUESTIONS: tuple[tuple[str, str], ...] = (
    # The books
    (
        "SELECT code, jobs.credits, COALESCE(SUM(entries.credits), 0) FROM jobs LEFT JOIN entries"
        " ON entries.job_id = jobs.id AND entries.account = 'reserved'"
        f" WHERE status NOT IN {ENDED} AND credits_returned = 0 GROUP BY jobs.id"
        " HAVING COALESCE(SUM(entries.credits), 0) <> jobs.credits",
        "{} is open, takes {} credits and holds {}.",
    ),
    # What has moved on is held no more: the row is compared with what was held at first.
    (
        "SELECT code, credits, held FROM"
        f" ({_TAKEN.format(f'(status IN {ENDED} OR credits_returned = 1)')}) WHERE credits <> held",
        "{} is said to have taken {} credits and took {}.",
    ),
    (
        "SELECT code, cost_micro, held_micro FROM"
        f" ({_TAKEN.format(f'status IN {ENDED}')}) WHERE cost_micro <> held_micro",
        "{} is said to have held {} micro-dollars and held {}.",
    ),
    (
        f"SELECT code FROM jobs WHERE status IN {ENDED} AND NOT EXISTS"
        " (SELECT 1 FROM entries WHERE job_id = jobs.id AND why = 'reserve')",
        "{} has ended, and nothing was ever held for it.",
    ),
    (
        "SELECT code, jobs.credits, SUM(entries.credits) FROM jobs JOIN entries ON"
        " entries.job_id = jobs.id AND entries.account = 'granted' AND why = 'refund'"
        " GROUP BY jobs.id HAVING SUM(entries.credits) <> jobs.credits",
        "{} took {} credits, and {} were refunded.",
    ),
    (
        "SELECT code, jobs.member_id, entries.member_id, COUNT(*) FROM jobs JOIN entries ON"
        " entries.job_id = jobs.id WHERE entries.member_id <> jobs.member_id"
        " GROUP BY jobs.id, entries.member_id",
        "{} is member {}'s, and member {} stands in {} of its entries.",
    ),
    (
        "SELECT code, jobs.server_id, entries.server_id, COUNT(*) FROM jobs JOIN entries ON"
        " entries.job_id = jobs.id WHERE entries.server_id <> jobs.server_id"
        " GROUP BY jobs.id, entries.server_id",
        "{} is of server {}, and server {} stands in {} of its entries.",
    ),
    (
        "SELECT code FROM jobs WHERE status = 'succeeded' AND NOT EXISTS"
        " (SELECT 1 FROM entries WHERE job_id = jobs.id AND why = 'settle')",
        "{} was made and never settled.",
    ),
    (
        "SELECT code, status FROM jobs WHERE status <> 'succeeded' AND EXISTS"
        " (SELECT 1 FROM entries WHERE job_id = jobs.id AND why = 'settle')",
        "{} is {}, and was settled like a clip that was made.",
    ),
    # States
    (
        f"SELECT code, status FROM jobs WHERE (status IN {ENDED}) <> (finished_at IS NOT NULL)",
        "{} is {}, and when it ended does not agree with that.",
    ),
    (
        "SELECT code, jobs.model, shots.model FROM jobs JOIN shots ON shots.id = jobs.shot_id"
        " WHERE jobs.model <> shots.model",
        "{} waits for {}, and its shot is for {}.",
    ),
    # Submits
    (
        f"SELECT code, status FROM jobs WHERE (submitted_at IS NOT NULL OR status IN {_AT_ENGINE})"
        " AND cut_at IS NULL AND NOT EXISTS (SELECT 1 FROM submits WHERE job_id = jobs.id)",
        "{} is {} and was handed over without a written intent.",
    ),
    (
        "SELECT code FROM jobs WHERE status = 'queued'"
        " AND (remote_task_id IS NOT NULL OR submitted_at IS NOT NULL)",
        "{} stands in line although it was handed over.",
    ),
    # Messages
    (
        "SELECT code FROM jobs WHERE status = 'succeeded' AND dont_post = 0 AND NOT EXISTS"
        " (SELECT 1 FROM outbox WHERE job_id = jobs.id AND kind = 'clip' AND state <> 'dropped')",
        "{} was made, and its clip is owed to nobody.",
    ),
    (
        f"SELECT code, COUNT(*) {_OF_JOB} WHERE kind = 'clip' AND state <> 'dropped'"
        " GROUP BY jobs.id HAVING COUNT(*) > 1",
        "{} owes its clip {} times.",
    ),
    (
        f"SELECT code, status, state {_OF_JOB} WHERE kind = 'clip' AND state <> 'dropped'"
        " AND status <> 'succeeded'",
        "{} is {}, and its clip is {}.",
    ),
    (
        f"SELECT code {_OF_JOB} WHERE kind = 'clip' AND state = 'owed' AND dont_post = 1"
        " AND first_tried_at IS NULL",
        "{} is not to be posted, and its clip is owed to the channel.",
    ),
    (
        f"SELECT code {_OF_JOB} WHERE kind = 'card' AND state = 'owed' AND status = 'cancelled'"
        " AND first_tried_at IS NULL",
        "{} is cancelled, and its card is still owed.",
    ),
    (
        "SELECT nonce, kind FROM outbox WHERE kind IN ('card', 'clip') AND state = 'posted'"
        " AND (posted_message_id IS NULL OR posted_channel_id IS NULL)",
        "{} ({}) counts as posted, and nobody knows as which message.",
    ),
    (
        "SELECT posted_message_id, GROUP_CONCAT(nonce, ' and ') FROM outbox"
        " WHERE kind IN ('card', 'clip') AND posted_message_id IS NOT NULL"
        " GROUP BY posted_message_id HAVING COUNT(*) > 1",
        "Message {} is taken for {} at once.",
    ),
    (
        "SELECT nonce, state FROM outbox WHERE (state = 'owed') <> (ended_at IS NULL)",
        "{} is {}, and when it ended does not agree with that.",
    ),
)


def disagreements(db: Db) -> list[str]:
    """Every way in which the rows do not agree, in sentences; empty when they do."""
    found = prove(db)
    for question, sentence in _QUESTIONS:
        found += [sentence.format(*row) for row in db.conn.execute(question)]
    return [*found, *_unreadable(db), *_dangling(db)]


def _unreadable(db: Db) -> Iterator[str]:
    for code in sift(db, "ORDER BY jobs.id")[1]:
        yield f"The row of {code} can't be read by this version."


def _dangling(db: Db) -> Iterator[str]:
    for table, row_id, names, _ in db.conn.execute("PRAGMA foreign_key_check"):
        yield f"Row {row_id} of {table} names one of {names} that is not there."
