"""The two books against a slow, obviously right model; and the proof that finds what is wrong."""

import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlite_utils import Database as Db

from domain.job import JobStatus, Place
from domain.windows import Span, Window, span
from storage import jobs, ledger, proof
from storage.ledger import Amount
from storage.migrations import migrate
from tests.storage.builders import ANA, NOON, SERVER, dump, new_job, put_into

MOVES = {
    "settle": ledger.settle,
    "release": ledger.release,
    "return credits": ledger.return_credits,
    "keep cost": ledger.keep_cost,
}


@dataclass
class Purse:
    """What the model knows about one job: three heaps of credits and of cost, moved by hand."""

    server: int
    member: int
    day: Span
    credits: dict[str, int]
    cost: dict[str, int]
    done: set[str]

    def carry(self, why: str) -> None:
        target = {"settle": "spent", "release": "allowance"}.get(why)
        if why != "keep cost":
            heap = target or "allowance"
            self.credits[heap] += self.credits["reserved"]
            self.credits["reserved"] = 0
        if why != "return credits":
            heap = target or "spent"
            self.cost[heap] += self.cost["reserved"]
            self.cost["reserved"] = 0
        self.done.add(why)


class Books(RuleBasedStateMachine):
    """Reserve, settle, release, return and keep in any order, on any day, by anybody."""

    def __init__(self) -> None:
        super().__init__()
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.db = Db(self.connection)
        migrate(self.db)
        self.purses: dict[int, Purse] = {}
        self.clock = NOON

    def teardown(self) -> None:
        self.connection.close()

    @rule(hours=st.integers(0, 30))
    def wait(self, hours: int) -> None:
        self.clock += timedelta(hours=hours)

    @rule(
        server=st.integers(1, 2),
        member=st.integers(1, 2),
        credits_=st.integers(0, 9),
        cost=st.integers(0, 10**7),
    )
    def reserve(self, server: int, member: int, credits_: int, cost: int) -> None:
        new = new_job(
            len(self.purses) + 1,
            self.clock,
            place=Place(server_id=server, channel_id=3),
            member_id=member,
            credits=credits_,
            cost_micro=cost,
        )
        job_id = jobs.insert(self.db, new)
        ledger.reserve(self.db, self._booking(job_id), Amount(credits=credits_, cost_micro=cost))
        empty = {"allowance": 0, "spent": 0}
        self.purses[job_id] = Purse(
            server=server,
            member=member,
            day=_day(self.clock),
            credits=empty | {"reserved": credits_, "allowance": -credits_},
            cost=empty | {"reserved": cost, "allowance": -cost},
            done={"reserve"},
        )

    @precondition(lambda self: self.purses)
    @rule(data=st.data(), why=st.sampled_from(sorted(MOVES)))
    def move(self, data: st.DataObject, why: str) -> None:
        job_id = data.draw(st.sampled_from(sorted(self.purses)))
        purse = self.purses[job_id]
        if why in purse.done:
            before = dump(self.db)
            with pytest.raises(sqlite3.IntegrityError):
                self._atomically(job_id, why)
            assert dump(self.db) == before
            return
        self._atomically(job_id, why)
        purse.carry(why)

    @invariant()
    def the_books_agree_with_the_model(self) -> None:
        for job_id, purse in self.purses.items():
            held = ledger.held(self.db, self._booking(job_id), "reserved")
            assert held == Amount(
                credits=purse.credits["reserved"], cost_micro=purse.cost["reserved"]
            )
        used: dict[tuple[int, int, Span], int] = defaultdict(int)
        cost: dict[tuple[int, Span], int] = defaultdict(int)
        for purse in self.purses.values():
            used[purse.server, purse.member, purse.day] -= purse.credits["allowance"]
            cost[purse.server, purse.day] -= purse.cost["allowance"]
        for (server, member, day), credits_ in used.items():
            assert ledger.credits_used(self.db, server, day, member_id=member) == credits_
        for (server, day), micro in cost.items():
            assert ledger.cost_used(self.db, day, server) == micro
        if cost:
            days = [day for _, day in cost]
            whole = Span(
                begins_at=min(day.begins_at for day in days),
                ends_at=max(day.ends_at for day in days),
            )
            assert ledger.cost_used(self.db, whole) == sum(cost.values())

    @invariant()
    def everything_adds_up_to_zero(self) -> None:
        sums = "SELECT COALESCE(SUM(credits), 0), COALESCE(SUM(cost_micro), 0) FROM entries"
        assert self.db.conn.execute(sums).fetchone() == (0, 0)
        per_job = sums + " WHERE job_id = ?"
        for job_id in self.purses:
            assert self.db.conn.execute(per_job, (job_id,)).fetchone() == (0, 0)

    def _booking(self, job_id: int) -> ledger.Booking:
        return ledger.booking_of(self.db, job_id, at=self.clock, who="test")

    def _atomically(self, job_id: int, why: str) -> None:
        self.db.conn.execute("BEGIN IMMEDIATE")
        try:
            MOVES[why](self.db, self._booking(job_id))
        except BaseException:
            self.db.conn.execute("ROLLBACK")
            raise
        self.db.conn.execute("COMMIT")


Books.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestBooks = Books.TestCase


def _day(at: datetime) -> Span:
    return span(Window.DAY, at)


def _reserved(db: Db, number: int = 1) -> tuple[int, ledger.Booking]:
    job_id = jobs.insert(db, new_job(number))
    booking = ledger.booking_of(db, job_id, at=NOON, who="test")
    ledger.reserve(db, booking, Amount(credits=5, cost_micro=430_000))
    return job_id, booking


def test_what_is_returned_tomorrow_counts_for_the_day_it_was_taken_from(db: Db) -> None:
    """A release after midnight gives back yesterday's credits and leaves today's alone."""
    job_id, _ = _reserved(db)
    today = _day(NOON)
    tomorrow = NOON + timedelta(days=1)
    ledger.release(db, ledger.booking_of(db, job_id, at=tomorrow, who="worker"))
    assert ledger.credits_used(db, SERVER, today, member_id=ANA) == 0
    assert ledger.credits_used(db, SERVER, _day(tomorrow), member_id=ANA) == 0
    assert ledger.cost_used(db, today) == ledger.cost_used(db, _day(tomorrow)) == 0


def test_the_proof_is_silent_while_all_is_well(db: Db) -> None:
    """Open jobs hold their cost, ended ones nothing."""
    _reserved(db, 1)
    job_id, booking = _reserved(db, 2)
    ledger.settle(db, booking)
    put_into(db, job_id, JobStatus.SUCCEEDED)
    assert proof.prove(db) == []


@pytest.mark.parametrize("status", [JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED])
def test_the_proof_names_an_ended_job_that_still_holds(db: Db, status: JobStatus) -> None:
    """Money left in `reserved` after the end is found, with the job's code."""
    job_id, _ = _reserved(db)
    put_into(db, job_id, status)
    assert [line for line in proof.prove(db) if "J00001" in line and "still holds 5" in line]


def test_the_proof_names_an_open_job_without_its_cost(db: Db) -> None:
    """A job that could spend money nobody counted is found."""
    jobs.insert(db, new_job())
    assert proof.prove(db) == ["J00001 is open, costs 430000 micro-dollars and holds 0."]


def test_the_proof_finds_a_one_sided_entry(db: Db) -> None:
    """Half a movement leaves a sum that is not zero, and heaps below it."""
    job_id, _ = _reserved(db)
    sql = (
        "INSERT INTO entries (at, asked_at, account, server_id, member_id, job_id, credits,"
        " cost_micro, who, why) VALUES ('x', '2026-11-22', 'spent', ?, ?, ?, -3, -4, 'x', 'settle')"
    )
    db.conn.execute(sql, (SERVER, ANA, job_id))
    wrong = " ".join(proof.prove(db))
    assert "-3 credits and -4 micro-dollars, not to 0" in wrong
    assert "below zero in spent" in wrong
