"""Reservations a second through the bot's own way, beside raw sqlite3 doing the same statements.

Ours is `Database.transaction(reserving.reserve, …)` called from asyncio. The raw side replays, in
one thread, the very statements that ours was seen to run, with their values made beforehand. Both
take turns in short rounds, because a shared machine is faster at one moment than at the next, and
the median of the rounds' ratios counts. Every transaction is a real commit: WAL, synchronous FULL.
"""

import asyncio
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlite_utils import Database as Db

from bench.figures import Figure, part_of
from domain.camera import CameraPlan
from domain.job import Place
from domain.policy import Ceilings, Policy
from domain.quota import Allowance, Quota
from domain.shot import Shot
from services import reserving
from services.ground import Ids
from storage import Database, servers
from storage.database import FILE_NAME

ROUNDS = 20
PER_ROUND = 100
_SERVER = 500
_MEMBERS = 50
_NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
_PLENTY = Ceilings(day_micro=10**15, month_micro=10**15)
_POLICY = Policy(
    quota=Quota(member=Allowance(credits=10**6), running=10**6, waiting=0),
    server=_PLENTY,
    bot=_PLENTY,
)
_SHOT = Shot(
    prompt="a red lighthouse in a storm",
    camera=CameraPlan(),
    model="T2V-01",
    duration_s=6,
    resolution="720P",
)
#: Row ids begin here, so that they are told from every other number among a statement's values.
_FIRST_SHOT, _FIRST_JOB = 7_000_000, 8_000_000

Values = Sequence[Any] | Mapping[str, Any]
Statement = tuple[str, Any, bool]
Way = Callable[[int], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Reservations a second in each round, ours beside raw."""

    ours: list[float]
    raw: list[float]

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios."""
        return statistics.median(o / r for o, r in zip(self.ours, self.raw, strict=True))

    def __str__(self) -> str:
        ours, raw = statistics.median(self.ours), statistics.median(self.raw)
        return f"ratio p50 {self.ratio:.2f} ({ours:,.0f} a second, raw sqlite3 {raw:,.0f})"


async def measure(share: float = 1) -> list[Figure]:
    """Fifty members asking at once, and one after the other."""
    aim = "at least 0.8"
    rounds = part_of(ROUNDS, share)
    at_once = await compare(at_once=True, rounds=rounds)
    in_turn = await compare(at_once=False, rounds=rounds)
    return [
        Figure(name="reserve, 50 at once", text=str(at_once), aim=aim),
        Figure(name="reserve, one by one", text=str(in_turn)),
    ]


async def compare(*, at_once: bool, rounds: int) -> Rates:
    """Let both ways reserve in turns, each into its own fresh database on the same disk."""
    with tempfile.TemporaryDirectory() as ours_dir, tempfile.TemporaryDirectory() as raw_dir:
        ours = await Database.open(Path(ours_dir))
        await ours.transaction(_furnish)
        raw = await _raw_connection(Path(raw_dir))
        recorded = _record(raw)
        way = _at_once(ours) if at_once else _one_by_one(ours)
        rates = Rates(ours=[], raw=[])
        for number in range(rounds + 1):
            first = number * PER_ROUND
            statements = [_values_for(recorded, n) for n in range(first, first + PER_ROUND)]
            for taken, replay in ((rates.ours, way(first)), (rates.raw, _replay(raw, statements))):
                began = time.perf_counter()
                await replay
                taken.append(PER_ROUND / (time.perf_counter() - began))
        await ours.close()
        raw.close()
    return Rates(ours=rates.ours[1:], raw=rates.raw[1:])  # the first round only warms up


def _at_once(database: Database) -> Way:
    ids = Ids(random.Random(1))

    async def way(first: int) -> None:
        for start in range(first, first + PER_ROUND, _MEMBERS):
            orders = (_order(number) for number in range(start, start + _MEMBERS))
            await asyncio.gather(
                *(database.transaction(reserving.reserve, order, _POLICY, ids) for order in orders)
            )

    return way


def _one_by_one(database: Database) -> Way:
    ids = Ids(random.Random(1))

    async def way(first: int) -> None:
        for number in range(first, first + PER_ROUND):
            await database.transaction(reserving.reserve, _order(number), _POLICY, ids)

    return way


async def _replay(raw: sqlite3.Connection, statements: list[list[Statement]]) -> None:
    # In this one thread: nothing else runs meanwhile, so it may hold up the loop.
    for transaction in statements:
        raw.execute("BEGIN IMMEDIATE")
        for sql, values, is_many in transaction:
            if is_many:
                raw.executemany(sql, values)
            else:
                raw.execute(sql, values).fetchall()
        raw.execute("COMMIT")


async def _raw_connection(data_dir: Path) -> sqlite3.Connection:
    """The same schema and pragmas, without anything of ours in between."""
    database = await Database.open(data_dir)
    await database.transaction(_furnish)
    await database.close()
    raw = sqlite3.connect(data_dir / FILE_NAME, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        raw.execute(f"PRAGMA {pragma}")
    return raw


def _furnish(db: Db) -> None:
    """An open server, and row ids that begin high."""
    servers.open_server(db, _SERVER, 7, _NOW)
    db.conn.execute(
        "INSERT INTO shots (id, server_id, member_id, prompt, camera, model, duration_s,"
        " resolution, created_at) VALUES (?, 1, 1, '', '', '', 6, '', '')",
        (_FIRST_SHOT,),
    )
    db.conn.execute(
        "INSERT INTO jobs (id, code, shot_id, take, server_id, channel_id, member_id, member_name,"
        " status, account, engine_prompt, token, credits, cost_micro, created_at) VALUES"
        " (?, '', ?, 1, 1, 1, 1, '', 'cancelled', '', '', '', 0, 0, '')",
        (_FIRST_JOB, _FIRST_SHOT),
    )


class _Recorder:
    """A connection that writes down what it is asked for."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.statements: list[Statement] = []

    def execute(self, sql: str, values: Values = ()) -> sqlite3.Cursor:
        self.statements.append((sql, values, False))
        return self._connection.execute(sql, values)

    def executemany(self, sql: str, rows: Sequence[Values]) -> sqlite3.Cursor:
        rows = list(rows)
        self.statements.append((sql, rows, True))
        return self._connection.executemany(sql, rows)


class _Recorded:
    """Stands where storage functions expect a database; they use its connection alone."""

    def __init__(self, recorder: _Recorder) -> None:
        self.conn = recorder


class _Marks(Ids):
    """A code and a token that are told from every other text among a statement's values."""

    def code(self) -> str:
        return "<code>"

    def token(self) -> str:
        return "<token>"


def _record(raw: sqlite3.Connection) -> list[Statement]:
    """The statements of one reservation, which is rolled back."""
    recorder = _Recorder(raw)
    raw.execute("BEGIN IMMEDIATE")
    reserving.reserve(_Recorded(recorder), _order(0), _POLICY, _Marks())  # type: ignore[arg-type]  # of a database they use `conn` alone
    raw.execute("ROLLBACK")
    return recorder.statements


def _values_for(recorded: list[Statement], number: int) -> list[Statement]:
    """The recorded statements with the values of another member's request."""
    own = {
        "<code>": f"R{number:05}",
        "<token>": f"{number:032x}",
        _order(0).member_id: _order(number).member_id,
        _FIRST_SHOT + 1: _FIRST_SHOT + 1 + number,
        _FIRST_JOB + 1: _FIRST_JOB + 1 + number,
    }

    def swapped(values: Values) -> Values:
        if isinstance(values, Mapping):
            return {name: own.get(value, value) for name, value in values.items()}
        return tuple(own.get(value, value) for value in values)

    return [
        (sql, [swapped(row) for row in values] if is_many else swapped(values), is_many)
        for sql, values, is_many in recorded
    ]


def _order(number: int) -> reserving.Order:
    return reserving.Order(
        shot=_SHOT,
        place=Place(server_id=_SERVER, channel_id=600),
        member_id=9_000_000 + number % _MEMBERS,
        member_name="member",
        account="minimax",
        engine_prompt=_SHOT.prompt,
        credits=5,
        cost_micro=430_000,
        at=_NOW,
    )


if __name__ == "__main__":
    for figure in asyncio.run(measure()):
        print(figure)
