"""The books of a dead bot, read from its database."""

import contextlib
import sqlite3
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from storage import Db, proof

#: No state of a job: its clip is marked as posted.
POSTED = "posted"
#: How often a database is asked whether somebody committed, in seconds.
_LOOKED_EVERY_S = 0.0002


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A row of the outbox."""

    kind: str
    state: str
    facts: str
    message_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What the bot knows of one shot, and what was moved for it.

    `held`, `spent` and `counted` are credits and micro-dollars; what is counted was taken from the
    allowance and did not come back.
    """

    id: int
    code: str
    token: str
    status: str
    remote: str | None
    account: str
    prompt: str
    credits: int
    cost: int
    dont_post: bool
    credits_returned: bool
    failure: str
    #: When a request for it was about to leave, each time.
    sent: list[datetime]
    member: int
    held: tuple[int, int] = (0, 0)
    spent: tuple[int, int] = (0, 0)
    counted: tuple[int, int] = (0, 0)
    owed: list[Owed] = field(default_factory=list)

    def sent_before(self, at: datetime) -> datetime | None:
        """The last request that can have been the one which came in then; None: there was none."""
        return max((one for one in self.sent if one <= at), default=None)

    def line(self) -> str:
        """In one line."""
        outbox = ", ".join(f"{row.kind} {row.state}" for row in self.owed)
        return (
            f"{self.code} {self.status} at {self.account!r} as {self.remote}, {len(self.sent)}"
            f" submits, failure {self.failure or 'none'}; cost {self.cost}, held {self.held}, spent"
            f" {self.spent}, counted {self.counted}; outbox: {outbox or 'nothing'}"
        )


@dataclass(frozen=True, slots=True)
class Unrest:
    """What is not at rest, and figures that change with every step towards it."""

    open: int = 0
    owed: int = 0
    unconfirmed: int = 0
    taken: int = 0
    made: int = 0
    messages: int = 0

    @property
    def is_over(self) -> bool:
        """Whether no shot is open and no message owed."""
        return not (self.open or self.owed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All shots by their codes, and what the ledger's own proof finds wrong."""

    shots: dict[str, Books]
    unproved: list[str]


_JOBS = """
SELECT id, code, token, status, remote_task_id, account, engine_prompt, credits, cost_micro,
    dont_post, credits_returned, COALESCE(failure_kind, '') || ' ' || COALESCE(failure_code, ''),
    (SELECT COALESCE(GROUP_CONCAT(sent_at), '') FROM submits WHERE job_id = jobs.id), member_id
FROM jobs
"""
_MONEY = """
SELECT job_id, account, SUM(credits), SUM(cost_micro) FROM entries
WHERE job_id IS NOT NULL GROUP BY job_id, account
"""
_OWED = (
    "SELECT job_id, kind, state, facts, posted_message_id FROM outbox WHERE job_id IS NOT NULL"
    " ORDER BY id"
)
_UNREST = """
SELECT (SELECT COUNT(*) FROM jobs
        WHERE status IN ('held', 'queued', 'submitting', 'running', 'downloading')),
       (SELECT COUNT(*) FROM outbox WHERE state = 'owed'),
       (SELECT COUNT(*) FROM jobs WHERE status = 'unconfirmed'),
       (SELECT COUNT(*) FROM jobs WHERE remote_task_id IS NOT NULL),
       (SELECT COUNT(*) FROM jobs WHERE result_ref IS NOT NULL),
       (SELECT COUNT(*) FROM outbox)
"""


def read_shelf(path: Path) -> Shelf:
    """Read everything; before the bot's first start there is nothing."""
    if not path.exists():
        return Shelf(shots={}, unproved=[])
    with contextlib.closing(_connect(path)) as books:
        if not _is_laid_out(books):
            return Shelf(shots={}, unproved=[])
        money: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
        for job_id, account, credits_, cost in books.execute(_MONEY):
            money[job_id][account] = (credits_, cost)
        owed: dict[int, list[Owed]] = defaultdict(list)
        for job_id, kind, state, facts, message_id in books.execute(_OWED):
            owed[job_id].append(Owed(kind=kind, state=state, facts=facts, message_id=message_id))
        shots = {}
        for row in books.execute(_JOBS):
            shot = _shot(row, money[row[0]], owed[row[0]])
            shots[shot.code] = shot
        return Shelf(shots=shots, unproved=proof.prove(Db(books)))


def unrest(path: Path) -> Unrest:
    """How far everything is from rest."""
    if not path.exists():
        return Unrest()
    with contextlib.closing(_connect(path)) as books:
        return Unrest(*books.execute(_UNREST).fetchone()) if _is_laid_out(books) else Unrest()


def wait_for_rise(path: Path, state: str, nth: int, most_s: float) -> bool:
    """Return right behind the n-th commit that brings a shot into a state; False when none came.

    PRAGMA data_version tells of another process's commit (sqlite.org/pragma.html). Blocks.
    """
    deadline = time.monotonic() + most_s
    while not path.exists() or path.stat().st_size == 0:
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOKED_EVERY_S)
    with contextlib.closing(_connect(path)) as books, contextlib.suppress(sqlite3.Error):
        seen, before, known = 0, None, _in_state(books, state)
        while time.monotonic() < deadline:
            now = books.execute("PRAGMA data_version").fetchone()
            if now != before:
                last, known, before = known, _in_state(books, state), now
                seen += max(0, known - last)
                if seen >= nth:
                    return True
            time.sleep(_LOOKED_EVERY_S)
    return False


def _in_state(books: sqlite3.Connection, state: str) -> int:
    if state == POSTED:
        sql = "SELECT COUNT(*) FROM outbox WHERE kind = 'clip' AND state = ?"
    else:
        sql = "SELECT COUNT(*) FROM jobs WHERE status = ?"
    return int(books.execute(sql, (state,)).fetchone()[0])


def _is_laid_out(books: sqlite3.Connection) -> bool:
    sql = "SELECT 1 FROM sqlite_master WHERE name = 'jobs'"
    return books.execute(sql).fetchone() is not None


def _connect(path: Path) -> sqlite3.Connection:
    # Read-only: what a dead bot left in its log, the next one must take up by itself.
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)


def _shot(row: tuple[object, ...], money: dict[str, tuple[int, int]], owed: list[Owed]) -> Books:
    names = (
        "id", "code", "token", "status", "remote", "account", "prompt", "credits", "cost",
        "dont_post", "credits_returned", "failure", "sent", "member",
    )  # fmt: skip
    facts: dict[str, object] = dict(zip(names, row, strict=True))
    facts["sent"] = [datetime.fromisoformat(one) for one in str(facts["sent"]).split(",") if one]
    taken = money.get("allowance", (0, 0))
    return Books(
        **facts,  # type: ignore[arg-type]  # the columns are named one by one above
        held=money.get("reserved", (0, 0)),
        spent=money.get("spent", (0, 0)),
        counted=(-taken[0], -taken[1]),
        owed=owed,
    )
