"""Turns between servers and members: who could have one, what each cost, how far they have come."""

import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database as Db

from storage.moments import moment_or_none, stamp
from storage.quiet import loud_changes

#: The bot's own row among the servers' clocks.
BOT = 0

_AT_WORK = "status IN ('submitting', 'running', 'downloading')"
#: The lowest bits of Discord's ids are mostly alike; those of the moment begin at the 22nd.
_CANDIDATES = """
WITH first AS (
    SELECT server_id, member_id, model, MIN(id) AS id, MIN(not_before) AS rests_until,
           COUNT(*) AS shots
    FROM jobs
    WHERE status = 'queued' AND ({which}) AND (member_id + (member_id >> 22)) % :parts = :part
          AND id NOT IN (SELECT value FROM json_each(:but))
    GROUP BY server_id, member_id, model
)
SELECT first.server_id, first.member_id, first.model, first.id, {rests_until}, first.shots,
       jobs.weight, jobs.server_claim, jobs.member_claim, turns.next
FROM first JOIN jobs ON jobs.id = first.id
LEFT JOIN turns ON turns.server_id = first.server_id AND turns.member_id = first.member_id
"""
_ONE = """
SELECT jobs.server_id, jobs.member_id, jobs.model, jobs.id, jobs.not_before, 1, jobs.weight,
       jobs.server_claim, jobs.member_claim, turns.next
FROM jobs LEFT JOIN turns
  ON turns.server_id = jobs.server_id AND turns.member_id = jobs.member_id
WHERE jobs.id = ?
"""
_DUE = _CANDIDATES.format(which="not_before IS NULL OR not_before <= :now", rests_until="NULL")
_RESTING = _CANDIDATES.format(
    which="not_before IS NOT NULL AND not_before > :now", rests_until="first.rests_until"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One member's first shot in line of one model, with where its turn would begin.

    `rests_until`: none of these is due, and this one rests the shortest. `next` is None for a
    member who never had a turn; `shots` counts all that stand behind it, itself included.
    """

    job_id: int
    server_id: int
    member_id: int
    model: str
    rests_until: datetime | None
    weight: float
    server_claim: float
    member_claim: float
    next: float | None
    shots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnClock:
    """How far a server's turns have come, and where it goes on among servers; or the bot's."""

    reached: float
    joining: float
    next: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """A shot at the engine: whose, through which account, of which model, since when."""

    server_id: int
    member_id: int
    account: str
    model: str
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """That a member asked for a shot of a model."""

    at: datetime
    server_id: int
    member_id: int
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one turn moves on: where the server and the member went on before it, and do after."""

    server_before: float
    server_after: float
    member_before: float
    member_after: float


def changes(db: Db) -> int:
    """A number that grows with everything that is written but messages (storage/quiet.py); equal
    numbers mean equal lines."""
    return loud_changes(db)


def candidates(
    db: Db, now: datetime, *, but: Collection[int] = (), part: int = 0, parts: int = 1
) -> list[Candidate]:
    """Of each member and model in line the first shot that is due, and the first that rests.

    `but` are ids of jobs that are passed over. Of several `parts` about alike, each of which holds
    all shots of its members, only that one, counted from 0.
    """
    values = {"now": stamp(now), "but": json.dumps(sorted(but)), "part": part, "parts": parts}
    return [_candidate(row) for sql in (_DUE, _RESTING) for row in db.conn.execute(sql, values)]


def candidate(db: Db, job_id: int) -> Candidate:
    """One shot in line by itself. Raises LookupError when there is no such job."""
    row = db.conn.execute(_ONE, (job_id,)).fetchone()
    if row is None:
        raise LookupError(f"no job {job_id}")
    return _candidate(row)


def clocks(db: Db) -> dict[int, TurnClock]:
    """The clock of every server that ever had a turn, and the bot's."""
    sql = "SELECT server_id, reached, joining, next FROM turn_clocks"
    return {
        server_id: TurnClock(reached=reached, joining=joining, next=next_)
        for server_id, reached, joining, next_ in db.conn.execute(sql)
    }


def own_before(db: Db, member: tuple[int, int], job_id: int) -> int:
    """How many shots a member (server id, member id) has in line that were asked for earlier."""
    sql = (
        "SELECT COUNT(*) FROM jobs WHERE status = 'queued' AND server_id = ? AND member_id = ?"
        " AND id < ?"
    )
    return int(db.conn.execute(sql, (*member, job_id)).fetchone()[0])


def busy(db: Db) -> Iterator[Busy]:
    """Every shot that is being handed over, made or fetched."""
    sql = f"SELECT server_id, member_id, account, model, submitted_at FROM jobs WHERE {_AT_WORK}"
    for server_id, member_id, account, model, since in db.conn.execute(sql):
        yield Busy(
            server_id=server_id,
            member_id=member_id,
            account=account,
            model=model,
            since=_moment(since),
        )


def in_flight(db: Db) -> Counter[str]:
    """How many shots each account has at its engine or on the way there and back."""
    sql = f"SELECT account FROM jobs WHERE {_AT_WORK}"
    return Counter(row[0] for row in db.conn.execute(sql))


def models_in_line(db: Db) -> list[str]:
    """The models that shots in line are to be made by."""
    found: list[str] = []
    # From one to the next in the index: the line may be long, and the models are few.
    sql = "SELECT MIN(model) FROM jobs WHERE status = 'queued' AND model > ?"
    last: str | None = ""
    while last is not None:
        [[last]] = db.conn.execute(sql, (last,)).fetchall()
        found += [] if last is None else [last]
    return found


def lately_asked(db: Db, since: datetime, most: int) -> list[Asked]:
    """Who asked for the newest shots, the newest first, no longer ago than `since`."""
    sql = "SELECT created_at, server_id, member_id, model FROM jobs ORDER BY id DESC LIMIT ?"
    return [
        Asked(at=at, server_id=server_id, member_id=member_id, model=model)
        for asked_at, server_id, member_id, model in db.conn.execute(sql, (most,))
        if (at := _moment(asked_at)) is not None and at > since
    ]


def take(
    db: Db, member: tuple[int, int], *, next_: float, bot: TurnClock, server: TurnClock
) -> None:
    """A member (server id, member id) has a turn: where they go on, and both clocks after it."""
    sql = (
        "INSERT INTO turns (server_id, member_id, next) VALUES (?, ?, ?)"
        " ON CONFLICT (server_id, member_id) DO UPDATE SET next = excluded.next"
    )
    db.conn.execute(sql, (*member, next_))
    sql = (
        "INSERT INTO turn_clocks (server_id, reached, joining, next) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (server_id) DO UPDATE SET reached = excluded.reached,"
        " joining = excluded.joining, next = excluded.next"
    )
    for server_id, clock in ((BOT, bot), (member[0], server)):
        db.conn.execute(sql, (server_id, clock.reached, clock.joining, clock.next))


def give_back(db: Db, job_id: int) -> None:
    """Nothing came of a job's last turn: its server and its member go on where they did before.

    Where another turn was taken meanwhile, what this one cost is taken off.
    """
    sql = (
        "SELECT jobs.server_id, jobs.member_id, jobs.weight, submits.server_before,"
        " submits.server_after, submits.member_before, submits.member_after"
        " FROM submits JOIN jobs ON jobs.id = submits.job_id"
        " WHERE submits.job_id = ? AND submits.server_after IS NOT NULL"
        " ORDER BY submits.id DESC LIMIT 1"
    )
    row = db.conn.execute(sql, (job_id,)).fetchone()
    if row is None:
        return
    server_id, member_id, weight, server_before, server_after, before, after = row
    back = "SET next = CASE WHEN next = ? THEN ? ELSE next - ? END WHERE server_id = ?"
    db.conn.execute(f"UPDATE turn_clocks {back}", (server_after, server_before, 1.0, server_id))
    db.conn.execute(
        f"UPDATE turns {back} AND member_id = ?",
        (after, before, 1 / weight, server_id, member_id),
    )


def _candidate(row: tuple[Any, ...]) -> Candidate:
    server_id, member_id, model, job_id, rests_until, shots, weight, *claims, next_ = row
    server_claim, member_claim = claims
    return Candidate(
        job_id=job_id,
        server_id=server_id,
        member_id=member_id,
        model=model,
        rests_until=_moment(rests_until),
        shots=shots,
        weight=weight,
        server_claim=server_claim,
        member_claim=member_claim,
        next=next_,
    )


def _moment(stored: str | None) -> datetime | None:
    """A stored moment; None also for what was written by hand and is none: its row is unreadable,
    which is found when the job is, and must not stop the others."""
    try:
        return moment_or_none(stored)
    except ValueError:
        return None
