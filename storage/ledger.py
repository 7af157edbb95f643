"""The two books, double entry: credits (fairness) and cost (money), never updated.

A job's money moves allowance → reserved → spent, or back; credits may come from `granted` too, of
which a member keeps what nobody uses: they are issued by managers, given by other members, or come
back from a clip. What stands in an account is read from the entries themselves, so a movement can
never move more than is there.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database as Db

from domain.windows import Span
from storage.moments import stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Whose money moves, at what moment and on whose word.

    `asked_at` is the moment of the request it counts for; `channel_id` the request's channel, for
    a thread the one it belongs to. `who` says what decided ("member 42", "worker", "desk 7"),
    `reason` what people gave as theirs. `round` counts the prices a job has had; `key` names an act
    that has no job and must not be done twice.
    """

    server_id: int
    member_id: int
    asked_at: datetime
    at: datetime
    who: str
    job_id: int | None = None
    channel_id: int | None = None
    round: int = 0
    reason: str = ""
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """What moves at once: whole credits, and micro-dollars."""

    credits: int = 0
    cost_micro: int = 0


def booking_of(db: Db, job_id: int, *, at: datetime, who: str, reason: str = "") -> Booking:
    """The booking for a later movement of an existing job's money, at its present price."""
    row = db.conn.execute(_JOB_OF_BOOKING, (job_id,)).fetchone()
    server_id, channel_id, member_id, asked_at, round_ = row
    return Booking(
        job_id=job_id,
        server_id=server_id,
        channel_id=channel_id,
        member_id=member_id,
        asked_at=datetime.fromisoformat(asked_at),
        at=at,
        who=who,
        round=round_,
        reason=reason,
    )


def reserve(db: Db, booking: Booking, amount: Amount, *, granted: int = 0) -> None:
    """Hold credits and cost for a job; so many of the credits are taken from those granted."""
    renewing = Amount(credits=amount.credits - granted, cost_micro=amount.cost_micro)
    parts = {"allowance": renewing, "granted": Amount(credits=granted)}
    _gather(db, booking, parts, "reserved", "reserve")


def settle(db: Db, booking: Booking) -> None:
    """The clip was made: what is reserved is spent."""
    _move(db, booking, ("reserved", "spent"), "settle", held(db, booking, "reserved"))


def release(db: Db, booking: Booking) -> None:
    """Nothing was made and nothing was paid: what is reserved goes back."""
    _give_back(db, booking, "release", held(db, booking, "reserved").cost_micro)


def return_credits(db: Db, booking: Booking) -> None:
    """The member gets the credits back; the cost stays counted."""
    _give_back(db, booking, "return credits", 0)


def keep_cost(db: Db, booking: Booking) -> None:
    """It may have been billed: the reserved cost counts as spent, for good or until corrected."""
    cost = Amount(cost_micro=held(db, booking, "reserved").cost_micro)
    _move(db, booking, ("reserved", "spent"), "keep cost", cost)


def correct_cost(db: Db, booking: Booking, cost_micro: int) -> None:
    """What an ended job's account was billed is known: so much counts from now on.

    Credits stay as they are. May happen again. Raises ValueError below zero, and while the job
    still holds something.
    """
    if cost_micro < 0 or held(db, booking, "reserved") != Amount():
        raise ValueError(f"the cost of job {booking.job_id} can't be corrected to {cost_micro}")
    more = Amount(cost_micro=cost_micro - held(db, booking, "spent").cost_micro)
    anew = replace(booking, round=booking.round + 1)
    _move(db, anew, ("allowance", "spent"), "correct cost", more)


def refund(db: Db, booking: Booking) -> int:
    """The credits that a clip used become granted ones, which stay; returns how many.

    The cost stays. A second time raises sqlite3.IntegrityError.
    """
    used = Amount(credits=held(db, booking, "spent").credits)
    _move(db, replace(booking, round=0), ("spent", "granted"), "refund", used)
    return used.credits


def refunded(db: Db, job_id: int) -> int:
    """Credits of a job that were refunded; 0: none were."""
    sql = (
        "SELECT COALESCE(SUM(credits), 0) FROM entries"
        " WHERE job_id = ? AND account = 'granted' AND why = 'refund'"
    )
    return int(db.conn.execute(sql, (job_id,)).fetchone()[0])


def write(db: Db, booking: Booking, why: str, rows: list[tuple[str, int, int]]) -> None:
    """Write the rows of one movement: account, credits, micro-dollars; they add up to zero.

    The same movement of a job's money twice in a round, or under one key, raises
    sqlite3.IntegrityError.
    """
    common = (
        stamp(booking.at),
        stamp(booking.asked_at),
        booking.server_id,
        booking.channel_id,
        booking.member_id,
        booking.job_id,
        booking.round,
        booking.who,
        why,
        booking.reason,
        booking.key,
    )
    db.conn.executemany(
        "INSERT INTO entries (at, asked_at, server_id, channel_id, member_id, job_id, round, who,"
        " why, reason, key, account, credits, cost_micro)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*common, *row) for row in rows],
    )


def held(db: Db, booking: Booking, account: str) -> Amount:
    """What stands in an account for a booking's job now."""
    sql = (
        "SELECT COALESCE(SUM(credits), 0), COALESCE(SUM(cost_micro), 0)"
        " FROM entries WHERE job_id = ? AND account = ?"
    )
    credits_, cost = db.conn.execute(sql, (booking.job_id, account)).fetchone()
    return Amount(credits=credits_, cost_micro=cost)


def counted(db: Db, job_id: int) -> int:
    """Micro-dollars that count against the ceilings for one job, reserved and spent together."""
    sql = (
        "SELECT -COALESCE(SUM(cost_micro), 0) FROM entries"
        " WHERE job_id = ? AND account = 'allowance'"
    )
    return int(db.conn.execute(sql, (job_id,)).fetchone()[0])


def credits_used(
    db: Db,
    server_id: int,
    span: Span,
    *,
    member_id: int | None = None,
    channel_id: int | None = None,
) -> int:
    """Credits taken from the allowance by requests of one window, reserved and spent together.

    Of a member, of all who asked in a channel, or of the whole server. What members gave each other
    counts for who gave it and against who has it: a member's may be below zero.
    """
    sql = (
        "SELECT -COALESCE(SUM(credits), 0) FROM entries"
        " WHERE server_id = ? AND account = 'allowance' AND asked_at >= ? AND asked_at < ?"
    )
    values: list[object] = [server_id, stamp(span.begins_at), stamp(span.ends_at)]
    if member_id is not None:
        sql += " AND member_id = ?"
        values.append(member_id)
    if channel_id is not None:
        sql += " AND channel_id = ?"
        values.append(channel_id)
    return int(db.conn.execute(sql, values).fetchone()[0])


def credits_received(db: Db, server_id: int, span: Span, member_id: int) -> int:
    """Credits of a window that other members gave to a member in it."""
    sql = (
        "SELECT COALESCE(SUM(credits), 0) FROM entries WHERE server_id = ? AND member_id = ?"
        " AND account = 'allowance' AND asked_at >= ? AND asked_at < ? AND credits > 0"
        " AND why = 'gift'"
    )
    values = (server_id, member_id, stamp(span.begins_at), stamp(span.ends_at))
    return int(db.conn.execute(sql, values).fetchone()[0])


def credits_granted(db: Db, server_id: int, member_id: int) -> int:
    """Credits that were granted to a member and not used yet."""
    sql = (
        "SELECT COALESCE(SUM(credits), 0) FROM entries"
        " WHERE server_id = ? AND member_id = ? AND account = 'granted'"
    )
    return int(db.conn.execute(sql, (server_id, member_id)).fetchone()[0])


def cost_used(db: Db, span: Span, server_id: int | None = None) -> int:
    """Micro-dollars counted against the ceilings in a window, for a server or the bot."""
    sql = (
        "SELECT -COALESCE(SUM(cost_micro), 0) FROM entries"
        " WHERE account = 'allowance' AND asked_at >= ? AND asked_at < ?"
    )
    values: list[object] = [stamp(span.begins_at), stamp(span.ends_at)]
    if server_id is not None:
        sql += " AND server_id = ?"
        values.append(server_id)
    return int(db.conn.execute(sql, values).fetchone()[0])


# A request counts when its price was asked for, so a changed price for the moment of the change.
_JOB_OF_BOOKING = """
SELECT server_id, COALESCE(parent_id, channel_id), member_id,
       COALESCE((SELECT asked_at FROM entries WHERE job_id = jobs.id ORDER BY id DESC LIMIT 1),
                created_at),
       (SELECT COALESCE(MAX(round), 0) FROM entries WHERE job_id = jobs.id)
FROM jobs WHERE id = ?
"""


def _give_back(db: Db, booking: Booking, why: str, cost_micro: int) -> None:
    """Reserved credits go back to where they came from: granted ones stay granted."""
    reserved = held(db, booking, "reserved").credits
    granted = min(reserved, -held(db, booking, "granted").credits)
    parts = {
        "allowance": Amount(credits=granted - reserved, cost_micro=-cost_micro),
        "granted": Amount(credits=-granted),
    }
    _gather(db, booking, parts, "reserved", why)


def _gather(db: Db, booking: Booking, parts: dict[str, Amount], target: str, why: str) -> None:
    """One movement from several accounts into one; an account that gives nothing has no row."""
    rows = [
        (account, -amount.credits, -amount.cost_micro)
        for account, amount in parts.items()
        if account == "allowance" or amount.credits
    ]
    together = (
        target,
        sum(amount.credits for amount in parts.values()),
        sum(amount.cost_micro for amount in parts.values()),
    )
    write(db, booking, why, [*rows, together])


def _move(db: Db, booking: Booking, way: tuple[str, str], why: str, amount: Amount) -> None:
    source, target = way
    rows = [
        (source, -amount.credits, -amount.cost_micro),
        (target, amount.credits, amount.cost_micro),
    ]
    write(db, booking, why, rows)
