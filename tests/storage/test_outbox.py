"""The outbox: order, nonces, notices that stand once, and rows that may not be taken back."""

from datetime import timedelta

import pytest
from sqlite_utils import Database as Db

from storage import jobs, outbox
from storage.outbox import Owed, OwedKind
from tests.storage.builders import ANA, CHANNEL, NOON, SERVER, new_job

K = OwedKind
SOON = NOON + timedelta(seconds=30)


@pytest.fixture
def job_id(db: Db) -> int:
    return jobs.insert(db, new_job())


def owe(db: Db, job_id: int, *kinds: OwedKind) -> list[Owed]:
    for kind in kinds:
        outbox.owe(db, job_id, kind, NOON, what=str(kind))
    return [row for row, _ in outbox.of_job(db, job_id)]


def standing(db: Db) -> list[str]:
    sql = "SELECT dedupe FROM outbox WHERE dedupe IS NOT NULL ORDER BY id"
    return [row[0] for row in db.conn.execute(sql)]


def states(db: Db, job_id: int) -> list[str]:
    return [state for _, state in outbox.of_job(db, job_id)]


def test_a_jobs_messages_leave_in_the_order_they_were_owed(db: Db, job_id: int) -> None:
    """Of each job only the first open row is due; the next one when that has ended."""
    card, clip = owe(db, job_id, K.CARD, K.CLIP)
    other = jobs.insert(db, new_job(2))
    owe(db, other, K.CARD)
    assert [(row.job_id, row.kind) for row in outbox.due(db, NOON)] == [
        (job_id, K.CARD),
        (other, K.CARD),
    ]
    outbox.end(db, card.id, "posted", NOON, (CHANNEL, 901))
    assert {row.id for row in outbox.due(db, NOON) if row.job_id == job_id} == {clip.id}


def test_a_clip_goes_before_other_jobs_cards(db: Db, job_id: int) -> None:
    """When many messages wait, what people paid for is posted first."""
    owe(db, job_id, K.CARD)
    ready = jobs.insert(db, new_job(2))
    owe(db, ready, K.CLIP)
    assert [row.job_id for row in outbox.due(db, NOON)] == [ready, job_id]


def test_a_row_put_off_holds_back_what_follows_it(db: Db, job_id: int) -> None:
    """A clip never overtakes its card, and until the card may be tried nothing is due."""
    card, _ = owe(db, job_id, K.CARD, K.CLIP)
    outbox.later(db, card.id, SOON)
    assert outbox.due(db, NOON) == []
    assert outbox.next_due(db) == SOON
    assert [row.kind for row in outbox.due(db, SOON)] == [K.CARD]


def test_next_due_is_none_when_nothing_is_owed(db: Db, job_id: int) -> None:
    """The loop may sleep as long as it likes when all rows have ended."""
    assert outbox.next_due(db) is None
    (card,) = owe(db, job_id, K.CARD)
    assert outbox.next_due(db) == NOON
    outbox.end(db, card.id, "dropped", NOON)
    assert outbox.next_due(db) is None


def test_due_stops_at_the_most(db: Db) -> None:
    """A round takes a bite, oldest first."""
    ids = [jobs.insert(db, new_job(n)) for n in range(5)]
    for job_id in ids:
        owe(db, job_id, K.CARD)
    assert [row.job_id for row in outbox.due(db, NOON, most=3)] == ids[:3]


def test_an_edit_waits_for_the_one_under_way(db: Db, job_id: int) -> None:
    """An edit under way that was taken back arrives all the same; the next one leaves after it."""
    _, first = owe(db, job_id, K.CARD, K.CARD_EDIT)
    outbox.end(db, outbox.due(db, NOON)[0].id, "posted", NOON, (600, 900))
    outbox.drop_owed(db, job_id, (K.CARD_EDIT,), NOON)
    second = owe(db, job_id, K.CARD_EDIT)[-1]
    assert outbox.due(db, NOON, busy=[first.id]) == []
    assert outbox.next_due(db, busy=[first.id]) is None
    assert outbox.due(db, NOON) == [second]


def test_finding_what_is_due_sorts_nothing(db: Db) -> None:
    """It is asked with every post: ten thousand that wait for Discord must not be gone through."""
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    outbox.due(db, NOON, 20, busy=[1, 2])
    db.conn.set_trace_callback(None)
    plan = [row[3] for row in db.conn.execute(f"EXPLAIN QUERY PLAN {asked[-1]}")]
    assert any("USING INDEX outbox_leaving" in step for step in plan), plan
    assert not any("TEMP B-TREE" in step for step in plan), plan


def test_nonces_are_unique_and_short_to_the_millionth_row(db: Db, job_id: int) -> None:
    """Two messages never swallow each other, and Discord's 25 characters are enough for ever."""
    sql = "INSERT INTO outbox (id, job_id, row_no, nonce, kind, try_at, created_at)"
    db.conn.execute(f"{sql} VALUES (1000000, ?, 1000000, 'before', 'card', 'x', 'x')", (job_id,))
    for number in range(40):
        outbox.owe(db, job_id, K.CARD_EDIT, NOON)
        outbox.owe_notice(db, K.OPERATOR_NOTICE, NOON, dedupe=f"n{number}", facts={}, member_id=7)
    nonces = [row[0] for row in db.conn.execute("SELECT nonce FROM outbox")]
    assert len(set(nonces)) == len(nonces) == 81
    assert max(map(len, nonces)) <= 25
    assert {nonce.split("-")[0] for nonce in nonces} == {"before", "J00001", "notice"}


def test_a_notice_stands_once_until_something_changes(db: Db) -> None:
    """The same notice is told once, posted or not; after a change the next one goes through."""

    def tell(dedupe: str) -> bool:
        return outbox.owe_notice(
            db, K.OPERATOR_NOTICE, NOON, dedupe=dedupe, facts={"a": 1}, member_id=7
        )

    assert [tell("down:minimax:7"), tell("down:minimax:7"), tell("down:minimax:8")] == [
        True,
        False,
        True,
    ]
    outbox.end(db, outbox.due(db, NOON)[0].id, "posted", NOON, (1, 2))
    assert not tell("down:minimax:7")
    outbox.something_changed(db, "down:minimax:7")
    assert tell("down:minimax:7")
    assert not tell("down:minimax:8")


def test_a_stem_takes_all_that_begin_so_and_nothing_else(db: Db) -> None:
    """`*` is the only wild card: underscores, per cent signs and longer names mean themselves."""
    told = ["a_b:x:1", "a_b:x:2", "a_b:xy:1", "aXb:x:1", "a_b:é:1", "a%b:x:1"]
    for dedupe in told:
        outbox.owe_notice(db, K.OPERATOR_NOTICE, NOON, dedupe=dedupe, facts={}, member_id=7)
    outbox.something_changed(db, "a_b:x:*")
    assert standing(db) == told[2:]
    outbox.something_changed(db, "a_b:*")
    assert standing(db) == ["aXb:x:1", "a%b:x:1"]


def test_ending_notices_costs_a_look_at_the_index_only(db: Db) -> None:
    """It is done with every made clip, so it must not read the whole history of messages."""
    plan = db.conn.execute(
        f"EXPLAIN QUERY PLAN {outbox.FORGET_STEM}", {"stem": "a", "end": "b"}
    ).fetchall()
    assert "SEARCH outbox USING" in plan[0][3]


def test_a_tried_row_is_never_taken_back(db: Db, job_id: int) -> None:
    """What may stand in the channel already is not dropped; untried rows of those kinds are."""
    card, edit, clip, gone = owe(db, job_id, K.CARD, K.CARD_EDIT, K.CLIP, K.CARD_GONE)
    assert outbox.trying(db, card.id, NOON)
    outbox.drop_owed(db, job_id, (K.CARD, K.CARD_EDIT, K.CLIP), NOON)
    assert states(db, job_id) == ["owed", "dropped", "dropped", "owed"]
    assert [edit.kind, clip.kind, gone.kind] == [K.CARD_EDIT, K.CLIP, K.CARD_GONE]


def test_a_dropped_row_can_not_be_tried(db: Db, job_id: int) -> None:
    """Taken back between being read and being posted, a message must not go out."""
    (clip,) = owe(db, job_id, K.CLIP)
    outbox.drop_owed(db, job_id, (K.CLIP,), NOON)
    assert not outbox.trying(db, clip.id, NOON)
    assert outbox.of_job(db, job_id)[0][0].first_tried_at is None


def test_only_the_first_end_counts(db: Db, job_id: int) -> None:
    """A row that has ended stays as it ended."""
    (card,) = owe(db, job_id, K.CARD)
    outbox.end(db, card.id, "posted", NOON, (CHANNEL, 901))
    outbox.end(db, card.id, "dropped", SOON)
    row = outbox.posted(db, job_id, K.CARD)
    assert row is not None
    assert (row.posted_channel_id, row.posted_message_id) == (CHANNEL, 901)
    assert states(db, job_id) == ["posted"]
    assert outbox.posted(db, job_id, K.CLIP) is None


def test_tries_are_counted_and_the_first_is_remembered(db: Db, job_id: int) -> None:
    """Each putting-off counts; the moment of the first try never moves."""
    (card,) = owe(db, job_id, K.CARD)
    for number in range(3):
        outbox.trying(db, card.id, NOON + timedelta(minutes=number))
        outbox.later(db, card.id, SOON)
    row, state = outbox.of_job(db, job_id)[0]
    assert (row.attempts, row.first_tried_at, row.try_at, state) == (3, NOON, SOON, "owed")


def test_what_stood_before_the_first_try_is_remembered(db: Db, job_id: int) -> None:
    """By our newest message's id, which no later message moves."""
    card, _ = owe(db, job_id, K.CARD, K.CLIP)
    outbox.end(db, card.id, "posted", NOON, (CHANNEL, 901))
    clip = outbox.of_job(db, job_id)[1][0]
    outbox.trying(db, clip.id, NOON)
    (other,) = owe(db, jobs.insert(db, new_job(2)), K.CARD)
    outbox.end(db, other.id, "posted", NOON, (CHANNEL, 905))
    outbox.trying(db, clip.id, SOON)
    assert outbox.of_job(db, job_id)[1][0].tried_after == 901


def test_a_row_carries_whom_and_what(db: Db, job_id: int) -> None:
    """Server, member and facts come out as they went in."""
    outbox.owe(db, job_id, K.CARD_EDIT, NOON, what="failed", since="é 🎬")
    (row,) = outbox.due(db, NOON)
    assert (row.server_id, row.member_id) == (SERVER, ANA)
    assert row.facts == {"what": "failed", "since": "é 🎬"}
