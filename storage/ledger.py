"""The two books, double entry: credits (fairness) and cost (money), never updated.

A job's money moves allowance → reserved → spent, or back. What stands in `reserved` for a job is
read from the entries themselves, so a movement can never move more than is there.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database as Db

from storage.moments import stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Whose money moves, at what moment and on whose word.

    `day` is the UTC day of the request; `who` says what decided ("member 42", "worker", "desk 7").
    """

    job_id: int
    server_id: int
    member_id: int
    day: date
    at: datetime
    who: str


def booking_of(db: Db, job_id: int, *, at: datetime, who: str) -> Booking:
    """The booking for a later movement of an existing job's money."""
    sql = "SELECT server_id, member_id, day FROM jobs WHERE id = ?"
    server_id, member_id, day = db.conn.execute(sql, (job_id,)).fetchone()
    return Booking(
        job_id=job_id,
        server_id=server_id,
        member_id=member_id,
        day=date.fromisoformat(day),
        at=at,
        who=who,
    )


def reserve(db: Db, booking: Booking, credits_: int, cost_micro: int) -> None:
    """Hold credits and cost for a job that was just inserted."""
    _transfer(db, booking, ("allowance", "reserved"), "reserve", (credits_, cost_micro))


def settle(db: Db, booking: Booking) -> None:
    """The clip was made: what is reserved is spent."""
    _transfer(db, booking, ("reserved", "spent"), "settle", reserved(db, booking.job_id))


def release(db: Db, booking: Booking) -> None:
    """Nothing was made and nothing was paid: what is reserved goes back."""
    _transfer(db, booking, ("reserved", "allowance"), "release", reserved(db, booking.job_id))


def return_credits(db: Db, booking: Booking) -> None:
    """The member gets the credits back; the cost stays counted."""
    held, _ = reserved(db, booking.job_id)
    _transfer(db, booking, ("reserved", "allowance"), "return credits", (held, 0))


def keep_cost(db: Db, booking: Booking) -> None:
    """It may have been billed: the reserved cost counts as spent, for good or until corrected."""
    _, cost = reserved(db, booking.job_id)
    _transfer(db, booking, ("reserved", "spent"), "keep cost", (0, cost))


def reserved(db: Db, job_id: int) -> tuple[int, int]:
    """Credits and cost (micro-dollars) that are held for a job now."""
    sql = (
        "SELECT COALESCE(SUM(credits), 0), COALESCE(SUM(cost_micro), 0)"
        " FROM entries WHERE job_id = ? AND account = 'reserved'"
    )
    held, cost = db.conn.execute(sql, (job_id,)).fetchone()
    return held, cost


def counted(db: Db, job_id: int) -> int:
    """Micro-dollars that count against the ceilings for one job, reserved and spent together."""
    sql = (
        "SELECT -COALESCE(SUM(cost_micro), 0) FROM entries"
        " WHERE job_id = ? AND account = 'allowance'"
    )
    return int(db.conn.execute(sql, (job_id,)).fetchone()[0])


def credits_used(db: Db, server_id: int, member_id: int, day: date) -> int:
    """Credits a member has taken from a day's allowance, reserved and spent together."""
    sql = (
        "SELECT -COALESCE(SUM(credits), 0) FROM entries"
        " WHERE server_id = ? AND member_id = ? AND day = ? AND account = 'allowance'"
    )
    return int(db.conn.execute(sql, (server_id, member_id, day.isoformat())).fetchone()[0])


def cost_used(db: Db, first: date, last: date, server_id: int | None = None) -> int:
    """Micro-dollars counted against the ceilings, first to last day, for a server or the bot."""
    sql = (
        "SELECT -COALESCE(SUM(cost_micro), 0) FROM entries"
        " WHERE account = 'allowance' AND day BETWEEN ? AND ?"
    )
    values: tuple[object, ...] = (first.isoformat(), last.isoformat())
    if server_id is not None:
        sql += " AND server_id = ?"
        values += (server_id,)
    return int(db.conn.execute(sql, values).fetchone()[0])


def prove(db: Db) -> list[str]:
    """Every way in which the books do not add up, in sentences; empty when they do."""
    found = []
    sql = "SELECT COALESCE(SUM(credits), 0), COALESCE(SUM(cost_micro), 0) FROM entries"
    credits_, cost = db.conn.execute(sql).fetchone()
    if (credits_, cost) != (0, 0):
        found.append(
            f"The ledger's entries add up to {credits_} credits and {cost} micro-dollars, not to 0."
        )
    for code, status, held, held_cost in db.conn.execute(_HELD_BY_ENDED):
        found.append(
            f"{code} has ended ({status}) and still holds {held} credits"
            f" and {held_cost} micro-dollars."
        )
    for code, want, have in db.conn.execute(_OPEN_WITHOUT_COST):
        found.append(f"{code} is open, costs {want} micro-dollars and holds {have}.")
    for code, account, credits_ in db.conn.execute(_NEGATIVE):
        found.append(f"{code} has {credits_} credits or cost below zero in {account}.")
    return found


_HELD_BY_ENDED = """
SELECT jobs.code, jobs.status, SUM(entries.credits), SUM(entries.cost_micro)
FROM jobs JOIN entries ON entries.job_id = jobs.id AND entries.account = 'reserved'
WHERE jobs.status IN ('succeeded', 'failed', 'cancelled')
GROUP BY jobs.id HAVING SUM(entries.credits) <> 0 OR SUM(entries.cost_micro) <> 0
"""
# An open job always holds its whole cost; its credits may have gone back early.
_OPEN_WITHOUT_COST = """
SELECT jobs.code, jobs.cost_micro, COALESCE(SUM(entries.cost_micro), 0)
FROM jobs LEFT JOIN entries ON entries.job_id = jobs.id AND entries.account = 'reserved'
WHERE jobs.status NOT IN ('succeeded', 'failed', 'cancelled')
GROUP BY jobs.id HAVING COALESCE(SUM(entries.cost_micro), 0) <> jobs.cost_micro
"""
_NEGATIVE = """
SELECT jobs.code, entries.account, SUM(entries.credits)
FROM jobs JOIN entries ON entries.job_id = jobs.id
WHERE entries.account IN ('reserved', 'spent')
GROUP BY jobs.id, entries.account HAVING SUM(entries.credits) < 0 OR SUM(entries.cost_micro) < 0
"""


def _transfer(
    db: Db, booking: Booking, way: tuple[str, str], why: str, amount: tuple[int, int]
) -> None:
    """Write both rows of one movement. The same movement twice raises sqlite3.IntegrityError."""
    source, target = way
    credits_, cost = amount
    common = (
        stamp(booking.at),
        booking.day.isoformat(),
        booking.server_id,
        booking.member_id,
        booking.job_id,
        booking.who,
        why,
    )
    db.conn.executemany(
        "INSERT INTO entries (at, day, server_id, member_id, job_id, who, why, account, credits,"
        " cost_micro) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((*common, source, -credits_, -cost), (*common, target, credits_, cost)),
    )
