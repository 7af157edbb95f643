"""Proof that the books add up, and what does not, in sentences."""

from sqlite_utils import Database as Db

from storage.job_rows import ENDED


def prove(db: Db) -> list[str]:
    """Every way in which the books do not add up, in sentences; empty when they do."""
    found = []
    sql = "SELECT COALESCE(SUM(credits), 0), COALESCE(SUM(cost_micro), 0) FROM entries"
    credits_, cost = db.conn.execute(sql).fetchone()
    if (credits_, cost) != (0, 0):
        found.append(
            f"The ledger's entries add up to {credits_} credits and {cost} micro-dollars, not to 0."
        )
    for job_id, key, credits_, cost in db.conn.execute(_UNBALANCED):
        what = f"Job {job_id}" if key is None else f"The grant or gift {key}"
        found.append(
            f"{what} has entries that add up to {credits_} credits and {cost} micro-dollars, not"
            " to 0."
        )
    for code, status in db.conn.execute(_REFUNDED_WITHOUT_CLIP):
        found.append(f"{code} was refunded and is {status}: no clip of it used any credits.")
    for code, status, held, held_cost in db.conn.execute(_HELD_BY_ENDED):
        found.append(
            f"{code} has ended ({status}) and still holds {held} credits"
            f" and {held_cost} micro-dollars."
        )
    for code, want, have in db.conn.execute(_OPEN_WITHOUT_COST):
        found.append(f"{code} is open, costs {want} micro-dollars and holds {have}.")
    for code, account, credits_ in db.conn.execute(_NEGATIVE):
        found.append(f"{code} has {credits_} credits or cost below zero in {account}.")
    for server_id, member_id, credits_ in db.conn.execute(_OVERDRAWN):
        found.append(
            f"Member {member_id} of server {server_id} has {credits_} granted credits, below zero."
        )
    return found


# What belongs to no job has a key. One wrong row shows here whichever others it is among.
_UNBALANCED = """
SELECT job_id, key, SUM(credits), SUM(cost_micro) FROM entries
GROUP BY job_id, key HAVING SUM(credits) <> 0 OR SUM(cost_micro) <> 0
"""
_REFUNDED_WITHOUT_CLIP = """
SELECT jobs.code, jobs.status FROM entries JOIN jobs ON jobs.id = entries.job_id
WHERE entries.why = 'refund' AND entries.account = 'granted' AND jobs.status <> 'succeeded'
"""
_HELD_BY_ENDED = f"""
SELECT jobs.code, jobs.status, SUM(entries.credits), SUM(entries.cost_micro)
FROM jobs JOIN entries ON entries.job_id = jobs.id AND entries.account = 'reserved'
WHERE jobs.status IN {ENDED}
GROUP BY jobs.id HAVING SUM(entries.credits) <> 0 OR SUM(entries.cost_micro) <> 0
"""
# An open job always holds its whole cost; its credits may have gone back early.
_OPEN_WITHOUT_COST = f"""
SELECT jobs.code, jobs.cost_micro, COALESCE(SUM(entries.cost_micro), 0)
FROM jobs LEFT JOIN entries ON entries.job_id = jobs.id AND entries.account = 'reserved'
WHERE jobs.status NOT IN {ENDED}
GROUP BY jobs.id HAVING COALESCE(SUM(entries.cost_micro), 0) <> jobs.cost_micro
"""
_NEGATIVE = """
SELECT jobs.code, entries.account, SUM(entries.credits)
FROM jobs JOIN entries ON entries.job_id = jobs.id
WHERE entries.account IN ('reserved', 'spent')
GROUP BY jobs.id, entries.account HAVING SUM(entries.credits) < 0 OR SUM(entries.cost_micro) < 0
"""
_OVERDRAWN = """
SELECT server_id, member_id, SUM(credits) FROM entries WHERE account = 'granted'
GROUP BY server_id, member_id HAVING SUM(credits) < 0
"""
