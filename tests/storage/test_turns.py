"""Turns as they are stored: who could have one, what is given back, and that nobody is lost."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database as Db

from domain.job import JobStatus, Place
from storage import accounts, jobs, outbox, turns, waiting_cards
from storage.moments import stamp
from storage.outbox import OwedKind
from storage.turns import Asked, Cost, TurnClock
from tests.storage.builders import ANA, BEN, NOON, SERVER, a_shot, new_job, put_into

MINUTE = timedelta(minutes=1)
OTHER = Place(server_id=7, channel_id=8)


def take(db: Db, job_id: int, cost: Cost, joining: float = 0.5) -> None:
    job = jobs.by_id(db, job_id)
    accounts.intend(db, job_id, "a", "boot", NOON, cost=cost)
    turns.take(
        db,
        (job.place.server_id, job.member_id),
        next_=cost.member_after,
        bot=TurnClock(reached=1, joining=joining + 10),
        server=TurnClock(reached=2, joining=joining, next=cost.server_after),
    )


def standing(db: Db) -> tuple[float, float]:
    """Where the server and Ana go on."""
    [[member]] = db.conn.execute("SELECT next FROM turns WHERE member_id = ?", (ANA,)).fetchall()
    return turns.clocks(db)[SERVER].next, member


def test_candidates_are_each_members_first_by_model(db: Db) -> None:
    """Of what is due the oldest, of what rests the one that rests the shortest; how many stand
    behind them is counted, and what is not in line is nobody's."""
    for number in range(1, 5):
        jobs.insert(db, new_job(number))
    jobs.insert(db, new_job(5, shot=a_shot(model="S2V-01")))
    jobs.insert(db, new_job(6, member_id=BEN, weight=2.0))
    jobs.insert(db, new_job(7, place=OTHER))
    put_into(db, 1, JobStatus.RUNNING)
    jobs.note(db, 2, not_before=stamp(NOON + 2 * MINUTE))
    jobs.note(db, 3, not_before=stamp(NOON + MINUTE))
    found = turns.candidates(db, NOON)
    told = [
        (one.job_id, (one.server_id, one.member_id), one.model, one.shots, one.weight)
        for one in found
        if one.rests_until is None
    ]
    assert sorted(told) == [
        (4, (SERVER, ANA), "T2V-01", 1, 1),
        (5, (SERVER, ANA), "S2V-01", 1, 1),
        (6, (SERVER, BEN), "T2V-01", 1, 2),
        (7, (7, ANA), "T2V-01", 1, 1),
    ]
    [resting] = [one for one in found if one.rests_until is not None]
    assert (resting.rests_until, resting.shots) == (NOON + MINUTE, 2)
    later = turns.candidates(db, NOON + 3 * MINUTE, but={4})
    assert [one.job_id for one in later if one.member_id == ANA and one.server_id == SERVER] == [
        5,
        2,
    ]


def test_a_shot_claims_from_where_newcomers_begin(db: Db) -> None:
    """What is asked for now begins at the clocks of its server and of the bot, and keeps that."""
    take(db, jobs.insert(db, new_job(1)), Cost(**_cost(0, 1, 0, 1)), joining=3.5)
    jobs.insert(db, new_job(2, member_id=BEN))
    jobs.insert(db, new_job(3, place=OTHER))
    claims = {
        one.job_id: (one.server_claim, one.member_claim, one.next)
        for one in turns.candidates(db, NOON)
    }
    assert claims == {1: (0, 0, 1), 2: (13.5, 3.5, None), 3: (13.5, 0, None)}


def _cost(*values: float) -> dict[str, float]:
    names = ("server_before", "server_after", "member_before", "member_after")
    return dict(zip(names, values, strict=True))


def test_the_last_turn_is_given_back_as_if_it_had_not_been(db: Db) -> None:
    """To the last digit, also where it had moved them on by more than one turn."""
    job_id = jobs.insert(db, new_job(1))
    take(db, job_id, Cost(**_cost(0.1, 1.1, 0.3, 1.3)))
    take(db, job_id, Cost(**_cost(1.1, 7.7, 1.3, 8.2)))
    turns.give_back(db, job_id)
    assert standing(db) == (1.1, 1.3)


def test_an_earlier_turn_is_taken_off_what_came_since(db: Db) -> None:
    """With another turn since, one turn by its weight is taken off, and no more."""
    first, second = (jobs.insert(db, new_job(n, weight=2.0)) for n in (1, 2))
    take(db, first, Cost(**_cost(0, 1, 0, 0.5)))
    take(db, second, Cost(**_cost(1, 2, 0.5, 1)))
    turns.give_back(db, first)
    assert standing(db) == (1, 0.5)


def test_nothing_is_given_back_without_a_turn(db: Db) -> None:
    """A submit of an earlier version knows no cost."""
    job_id = jobs.insert(db, new_job(1))
    accounts.intend(db, job_id, "a", "boot", NOON)
    turns.give_back(db, job_id)
    assert turns.clocks(db) == {}


def test_one_shot_stands_as_it_does_in_line(db: Db) -> None:
    """By itself a shot is told as among all; one that is not there is none."""
    take(db, jobs.insert(db, new_job(1)), Cost(**_cost(0, 1, 0, 1)))
    assert [turns.candidate(db, 1)] == turns.candidates(db, NOON)
    jobs.note(db, 1, not_before=stamp(NOON + MINUTE))
    assert [turns.candidate(db, 1)] == turns.candidates(db, NOON)
    with pytest.raises(LookupError):
        turns.candidate(db, 2)


def test_busy_are_those_at_the_engine(db: Db) -> None:
    """Whose they are, through what, of which model and since when."""
    for number, status in enumerate(JobStatus, 1):
        put_into(db, jobs.insert(db, new_job(number)), status)
        jobs.note(db, number, submitted_at=stamp(NOON))
    found = list(turns.busy(db))
    assert len(found) == 3
    assert Counter((one.server_id, one.member_id, one.account) for one in found) == {
        (SERVER, ANA, "minimax"): 3
    }
    assert {(one.model, one.since) for one in found} == {("T2V-01", NOON)}


def test_who_asked_lately_comes_newest_first(db: Db) -> None:
    """Within a time and at most so many; a moment that is none is nobody's."""
    for number in range(1, 5):
        jobs.insert(db, new_job(number, NOON + number * MINUTE, member_id=number))
    jobs.note(db, 3, created_at="yesterday")
    fourth, second = (
        Asked(at=NOON + number * MINUTE, server_id=SERVER, member_id=number, model="T2V-01")
        for number in (4, 2)
    )
    assert turns.lately_asked(db, NOON + MINUTE, 9) == [fourth, second]
    assert turns.lately_asked(db, NOON, 1) == [fourth]


def test_ones_own_before_are_in_line_and_earlier(db: Db) -> None:
    """Only what stands in line, was asked for earlier, and is the member's in that server."""
    for number in range(1, 5):
        jobs.insert(db, new_job(number))
    jobs.insert(db, new_job(5, member_id=BEN))
    put_into(db, 2, JobStatus.RUNNING)
    assert [turns.own_before(db, (SERVER, ANA), n) for n in range(1, 6)] == [0, 1, 1, 2, 3]
    assert turns.own_before(db, (SERVER, BEN), 5) == 0


def test_what_is_written_is_counted(db: Db) -> None:
    """Reading changes nothing; a row that is written does."""
    before = turns.changes(db)
    turns.candidates(db, NOON)
    assert turns.changes(db) == before
    jobs.insert(db, new_job(1))
    assert turns.changes(db) > before


def test_messages_are_not_counted(db: Db) -> None:
    """What leaves, or is put off, or says a place anew moves nobody in line; what is asked does."""
    job_id = jobs.insert(db, new_job(1))
    outbox.owe(db, job_id, OwedKind.CARD, NOON)
    before = turns.changes(db)
    [card] = outbox.due(db, NOON)
    assert outbox.trying(db, card.id, NOON)
    outbox.later(db, card.id, NOON)
    outbox.end(db, card.id, "posted", NOON, (600, 900))
    waiting_cards.has_said(db, card.id, {"ahead": 1})
    waiting_cards.say_anew(db, job_id, NOON)
    assert turns.changes(db) == before
    jobs.insert(db, new_job(2))
    assert turns.changes(db) > before


@pytest.mark.parametrize("which", ["candidates", "busy"])
def test_reading_the_line_reads_nothing_else_of_jobs(db: Db, which: str) -> None:
    """The whole line is gone through in an index, and so is what is being made."""
    plans: list[str] = []
    db.conn.set_trace_callback(plans.append)
    list(turns.candidates(db, NOON)) if which == "candidates" else list(turns.busy(db))
    db.conn.set_trace_callback(None)
    for sql in plans:
        told = [row[3] for row in db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
        scans = [line for line in told if line.startswith(("SCAN jobs", "SEARCH jobs USING IND"))]
        assert scans
        assert all("USING COVERING INDEX" in line for line in scans), told


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([ANA, BEN]), st.booleans()), max_size=12))
def test_every_shot_in_line_is_counted_once(shots: list[tuple[int, bool]]) -> None:
    """Due or resting, every shot in line stands behind exactly one candidate."""
    from storage.migrations import migrate

    db = Db(memory=True)
    migrate(db)
    for number, (member, rests) in enumerate(shots, 1):
        jobs.insert(db, new_job(number, member_id=member))
        jobs.note(db, number, not_before=stamp(NOON + MINUTE) if rests else None)
    assert sum(one.shots for one in turns.candidates(db, NOON)) == len(shots)
    db.close()


def test_parts_of_a_line_are_about_alike(db: Db) -> None:
    """Also where the lowest bits of all members' ids are the same, as they mostly are."""
    for number in range(60):
        jobs.insert(db, new_job(number, member_id=number << 22))
    parts = [len(turns.candidates(db, NOON, part=part, parts=4)) for part in range(4)]
    assert sum(parts) == 60
    assert min(parts) >= 10
