"""Takes and remixes as rows: one shot rendered again, and what grew from a clip."""

from sqlite_utils import Database as Db

from domain.job import JobStatus, Parent
from storage import jobs, outbox, servers, shot_rows
from storage.outbox import OwedKind
from tests.storage.builders import ANA, BEN, NOON, SERVER, a_shot, new_job, put_into


def test_a_take_is_another_job_of_the_same_shot(db: Db) -> None:
    """Takes are counted by the shot, whichever take they were asked from."""
    jobs.insert(db, new_job(1))
    jobs.insert(db, new_job(2, take_of="J00001"))
    jobs.insert(db, new_job(3, take_of="J00001"))
    jobs.insert(db, new_job(4, take_of="J00002"))
    assert [jobs.by_id(db, number).take for number in (1, 2, 3, 4)] == [1, 2, 3, 4]
    assert db.conn.execute("SELECT COUNT(*) FROM shots").fetchone() == (1,)


def test_a_changed_take_leaves_its_shot_to_the_others(db: Db) -> None:
    """A second take that is given another plan in line becomes the first of a shot of its own."""
    jobs.insert(db, new_job(1))
    jobs.insert(db, new_job(2, take_of="J00001"))
    second = jobs.by_id(db, 2)
    jobs.replan(db, second, a_shot("push in"), account=second.account, engine_prompt="x", at=NOON)
    assert jobs.by_id(db, 2).take == 1
    assert jobs.by_id(db, 1).shot == a_shot()


def test_a_parent_is_named_whatever_became_of_its_clip(db: Db) -> None:
    """Deleted or not, its code and its author stand with what grew from it."""
    jobs.insert(db, new_job(1))
    jobs.note(db, 1, clip_deleted_by=7)
    jobs.insert(db, new_job(2, member_id=BEN, member_name="ben", shot=a_shot(parent="J00001")))
    remix = jobs.by_id(db, 2)
    assert remix.parent == Parent(code="J00001", member_id=ANA, member_name="ana")
    assert remix.is_remix


def test_only_what_others_made_and_everybody_sees_counts(db: Db) -> None:
    """Unposted, deleted and the author's own descendants are no remixes."""
    jobs.insert(db, new_job(1))
    grown = a_shot(parent="J00001")
    for number, member in ((2, BEN), (3, BEN), (4, BEN), (5, ANA)):
        jobs.insert(db, new_job(number, member_id=member, shot=grown))
        put_into(db, number, JobStatus.SUCCEEDED)
    for number in (2, 3, 5):
        outbox.owe(db, number, OwedKind.CLIP, NOON)
        [(row, _)] = outbox.of_job(db, number)
        outbox.end(db, row.id, "posted", NOON, (600, number))
    jobs.note(db, 3, clip_deleted_by=BEN)
    assert shot_rows.count_remixes(db, "J00001") == 1
    assert shot_rows.count_remixes(db, "J00002") == 0


def test_who_may_remix_is_remembered_beside_what_was_agreed(db: Db) -> None:
    """Choosing first and agreeing later, or the reverse, loses neither."""
    servers.let_remix(db, SERVER, ANA, everyone=False)
    servers.agree(db, SERVER, ANA, NOON)
    servers.agree(db, SERVER, BEN, NOON)
    servers.let_remix(db, SERVER, BEN, everyone=False)
    servers.let_remix(db, SERVER, BEN, everyone=True)
    assert [servers.has_agreed(db, SERVER, one) for one in (ANA, BEN)] == [True, True]
    assert [servers.lets_remix(db, SERVER, one) for one in (ANA, BEN)] == [False, True]
