"""The line before the database thread: work in order, and one flush to the disk for many commits.

A commit waits for the disk far longer than its statements take. Transactions that stand in line
together therefore share one: each runs behind its own savepoint, so one that fails takes back only
its own part, and nobody hears of an outcome before the shared commit stands.
"""

import asyncio
import contextlib
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database as Db

#: The first of them waits for the last, so not too many: a few milliseconds.
MOST_TOGETHER = 16
#: How long a transaction waits for another program that holds the database, in milliseconds; and
#: how long the next ones do once one has waited in vain: together they would wait for minutes.
#: Behind one that waits stands an answer that Discord takes for three seconds.
PATIENCE_MS, IMPATIENCE_MS = 1_000, 250


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Work in line. `writes`: it is a transaction; otherwise it only reads."""

    work: Callable[[], Any]
    writes: bool
    answer: asyncio.Future[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a piece of work returned, or raised."""

    value: Any = None
    error: BaseException | None = None


class Line:
    """Takes work from event loops to the one thread of `executor`, which alone may use `db`."""

    def __init__(self, db: Db, executor: ThreadPoolExecutor) -> None:
        self._db = db
        self._executor = executor
        self._waiting: deque[Asked] = deque()
        #: Whether another program held the database when it was wanted last.
        self._is_held = False

    async def ask(self, work: Callable[[], Any], *, writes: bool) -> Any:
        """Have work done; it is done even if the caller is cancelled meanwhile.

        Raises what the work raises, and RuntimeError after the executor's end.
        """
        answer = asyncio.get_running_loop().create_future()
        asked = Asked(work=work, writes=writes, answer=answer)
        self._waiting.append(asked)
        try:
            self._executor.submit(self._work_off)
        except RuntimeError:
            self._waiting.remove(asked)
            raise
        return await answer

    def _work_off(self) -> None:
        """All that waits now. Asked for once with every piece of work, so none is forgotten."""
        while self._waiting:
            group = [self._waiting.popleft()]
            while self._next_joins(group):
                group.append(self._waiting.popleft())
            outcomes = _done_together(self._db, group) if len(group) > 1 else [self._done(group[0])]
            self._adapt_patience(group, outcomes)
            # The loop may have ended without waiting: then nobody wants to know.
            with contextlib.suppress(RuntimeError):
                loop = group[0].answer.get_loop()
                loop.call_soon_threadsafe(_hand_back, group, outcomes)

    def _next_joins(self, group: list[Asked]) -> bool:
        # A read never joins: it would see what may yet be taken back.
        if not self._waiting or len(group) >= MOST_TOGETHER:
            return False
        return group[0].writes and self._waiting[0].writes

    def _adapt_patience(self, group: Sequence[Asked], outcomes: Sequence[Outcome]) -> None:
        is_held = any(_is_busy(outcome.error) for outcome in outcomes)
        # Who only reads may pass where nobody can write.
        is_free = group[0].writes and not is_held
        if (is_held and not self._is_held) or (is_free and self._is_held):
            self._is_held = is_held
            wait_ms = IMPATIENCE_MS if is_held else PATIENCE_MS
            self._db.conn.execute(f"PRAGMA busy_timeout = {wait_ms}")

    def _done(self, asked: Asked) -> Outcome:
        try:
            if asked.writes:
                return Outcome(value=_in_transaction(self._db, asked.work))
            return Outcome(value=asked.work())
        except BaseException as error:  # noqa: BLE001 - handed over to who asked
            return Outcome(error=error)


def _hand_back(group: list[Asked], outcomes: list[Outcome]) -> None:
    for asked, outcome in zip(group, outcomes, strict=True):
        if asked.answer.cancelled():
            continue
        if outcome.error is None:
            asked.answer.set_result(outcome.value)
        else:
            asked.answer.set_exception(outcome.error)


def _is_busy(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def _done_together(db: Db, group: list[Asked]) -> list[Outcome]:
    outcomes: list[Outcome] = []

    def each() -> None:
        outcomes.extend(_behind_savepoint(db, asked.work) for asked in group)

    try:
        _in_transaction(db, each)
    except BaseException as error:  # noqa: BLE001 - handed over to who asked
        # Nothing was committed. Who was refused for a reason of their own keeps it.
        reasons = [outcome.error for outcome in outcomes]
        reasons += [None] * (len(group) - len(reasons))
        return [Outcome(error=reason or error) for reason in reasons]
    return outcomes


def _behind_savepoint(db: Db, work: Callable[[], Any]) -> Outcome:
    db.conn.execute("SAVEPOINT own_part")
    try:
        value = work()
    except BaseException as error:
        if not db.conn.in_transaction:
            # A full disk makes SQLite take back the others' parts too (lang_transaction.html).
            raise
        db.conn.execute("ROLLBACK TO own_part")
        db.conn.execute("RELEASE own_part")
        return Outcome(error=error)
    db.conn.execute("RELEASE own_part")
    return Outcome(value=value)


def _in_transaction(db: Db, work: Callable[[], Any]) -> Any:
    # IMMEDIATE: a transaction that reads first and writes later would otherwise fail to upgrade.
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        result = work()
        db.conn.execute("COMMIT")
    except BaseException:
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        raise
    return result
