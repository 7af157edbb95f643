"""The two books: movements that happen once, sums that read an index alone, and their proof.

That they are right in any order is shown in tests/services/test_books.py.
"""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlite_utils import Database as Db

from domain.job import JobStatus
from domain.windows import Span, Window, span
from storage import gifts, jobs, ledger, proof
from storage.ledger import Amount, Booking
from tests.storage.builders import ANA, BEN, CHANNEL, NOON, SERVER, dump, new_job, put_into


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


def test_a_cost_is_corrected_as_often_as_more_is_known(db: Db) -> None:
    """What counts is what was last said; credits and the day it counts for stay."""
    job_id, booking = _reserved(db)
    ledger.return_credits(db, booking)
    ledger.keep_cost(db, booking)
    put_into(db, job_id, JobStatus.FAILED)
    for known in (0, 900_000, 900_000, 280_000):
        later = NOON + timedelta(days=3)
        ledger.correct_cost(db, ledger.booking_of(db, job_id, at=later, who="desk 7"), known)
        assert ledger.counted(db, job_id) == ledger.cost_used(db, _day(NOON)) == known
    assert ledger.credits_used(db, SERVER, _day(NOON), member_id=ANA) == 0
    assert proof.prove(db) == []


@pytest.mark.parametrize("is_open", [True, False], ids=["held still", "below zero"])
def test_what_is_not_known_yet_is_not_corrected(db: Db, is_open: bool) -> None:
    """A job that holds its cost has none to correct, and nothing costs less than nothing."""
    _, booking = _reserved(db)
    if not is_open:
        ledger.settle(db, booking)
    before = dump(db)
    with pytest.raises(ValueError, match="can't be corrected"):
        ledger.correct_cost(db, booking, 5 if is_open else -1)
    assert dump(db) == before


def test_a_refund_happens_once_whatever_comes_between(db: Db) -> None:
    """A corrected cost begins a new round, and opens no way to a second refund."""
    job_id, booking = _reserved(db)
    ledger.settle(db, booking)
    put_into(db, job_id, JobStatus.SUCCEEDED)
    assert ledger.refund(db, booking) == 5
    ledger.correct_cost(db, ledger.booking_of(db, job_id, at=NOON, who="desk 7"), 1)
    with pytest.raises(sqlite3.IntegrityError):
        ledger.refund(db, ledger.booking_of(db, job_id, at=NOON, who="member 7"))
    assert ledger.credits_granted(db, SERVER, ANA) == ledger.refunded(db, job_id) == 5
    assert proof.prove(db) == []


def _without_job(key: str, member: int = ANA) -> Booking:
    return Booking(
        server_id=SERVER,
        member_id=member,
        channel_id=CHANNEL,
        asked_at=NOON,
        at=NOON,
        who="member 7",
        reason="for testing",
        key=key,
    )


ACTS: dict[str, Callable[[Db], None]] = {
    "grant": lambda db: gifts.grant(db, _without_job("2"), 3),
    "gift": lambda db: gifts.give(db, _without_job("2"), BEN, 3, granted=1),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_what_has_no_job_happens_once_by_its_key(db: Db, act: Callable[[Db], None]) -> None:
    """The database itself refuses the second; a half-done one would not balance."""
    gifts.grant(db, _without_job("1"), 1)
    act(db)
    before = dump(db)
    with pytest.raises(sqlite3.IntegrityError):
        act(db)
    assert dump(db) == before
    gift = gifts.by_key(db, "2")
    assert gift is not None
    assert (gift.credits, gift.who, gift.reason) == (3, "member 7", "for testing")
    assert proof.prove(db) == []


def test_the_proof_names_granted_credits_below_zero(db: Db) -> None:
    """More taken back than there was is found, by member."""
    gifts.grant(db, _without_job("1"), -2)
    assert proof.prove(db) == [
        f"Member {ANA} of server {SERVER} has -2 granted credits, below zero."
    ]


def test_the_proof_names_a_gift_of_which_one_side_is_missing(db: Db) -> None:
    """Two wrong ones that add up to nothing are found each."""
    for key, credits_ in (("1", 3), ("2", -3)):
        ledger.write(db, _without_job(key), "grant", [("granted", credits_, 0)])
    assert proof.prove(db) == [
        f"The grant or gift {key} has entries that add up to {credits_} credits and 0"
        " micro-dollars, not to 0."
        for key, credits_ in (("1", 3), ("2", -3))
    ]


def test_the_proof_names_a_refund_without_a_clip(db: Db) -> None:
    """Nobody has credits back from a shot that used none."""
    job_id, booking = _reserved(db)
    ledger.settle(db, booking)
    ledger.refund(db, booking)
    put_into(db, job_id, JobStatus.FAILED)
    assert "J00001 was refunded and is failed: no clip of it used any credits." in proof.prove(db)


def _asked(db: Db, ask: Callable[[Db], object]) -> list[str]:
    """The plans of all that is asked of the database."""
    seen: list[str] = []
    db.conn.set_trace_callback(seen.append)
    ask(db)
    db.conn.set_trace_callback(None)
    return [
        detail
        for sql in seen
        if sql.startswith("SELECT")
        for *_, detail in db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")
    ]


MONTH = span(Window.MONTH, NOON, "Europe/Berlin")
BY_SERVER = (
    "COVERING INDEX entries_by_server (server_id=? AND account=? AND asked_at>? AND asked_at<?)"
)
SUMS: dict[str, tuple[Callable[[Db], object], str]] = {
    "a member's": (
        lambda db: ledger.credits_used(db, SERVER, MONTH, member_id=ANA),
        "COVERING INDEX entries_by_member (server_id=? AND member_id=? AND account=?"
        " AND asked_at>? AND asked_at<?)",
    ),
    "a channel's": (
        lambda db: ledger.credits_used(db, SERVER, MONTH, channel_id=CHANNEL),
        "COVERING INDEX entries_by_channel (server_id=? AND channel_id=? AND account=?"
        " AND asked_at>? AND asked_at<?)",
    ),
    "the server's": (
        lambda db: ledger.credits_used(db, SERVER, MONTH),
        BY_SERVER,
    ),
    "granted": (
        lambda db: ledger.credits_granted(db, SERVER, ANA),
        "COVERING INDEX entries_by_member (server_id=? AND member_id=? AND account=?)",
    ),
    "a server's money": (
        lambda db: ledger.cost_used(db, MONTH, SERVER),
        BY_SERVER,
    ),
    "all money": (
        lambda db: ledger.cost_used(db, MONTH),
        "COVERING INDEX entries_by_moment (account=? AND asked_at>? AND asked_at<?)",
    ),
}


@pytest.mark.parametrize(("ask", "index"), SUMS.values(), ids=SUMS.keys())
def test_a_months_sum_reads_an_index_alone(db: Db, ask: Callable[[Db], object], index: str) -> None:
    """No table is scanned and no other window's rows are read, however many entries there are."""
    assert _asked(db, ask) == [f"SEARCH entries USING {index}"]


@pytest.mark.parametrize(
    "ask",
    [
        lambda db: ledger.booking_of(db, 1, at=NOON, who="worker"),
        lambda db: ledger.refunded(db, 1),
        lambda db: gifts.by_key(db, "1"),
        lambda db: gifts.newest(db, SERVER, ANA, most=20),
    ],
    ids=["a job's booking", "a job's refund", "one gift", "a member's gifts"],
)
def test_nothing_goes_through_all_entries(db: Db, ask: Callable[[Db], object]) -> None:
    """Every row that is read was looked up."""
    jobs.insert(db, new_job())
    assert [plan for plan in _asked(db, ask) if plan.startswith("SCAN")] == []
