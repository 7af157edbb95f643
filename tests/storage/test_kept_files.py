"""Files are given up a portion at a time, and no portion goes through all that was ever kept."""

from datetime import timedelta

from sqlite_utils import Database as Db

from domain.pictures import Pictures
from storage import drafts, jobs, kept_files, outbox
from storage.moments import stamp
from storage.outbox import OwedKind
from tests.storage.builders import NOON, a_shot, an_image, new_job

WEEK = timedelta(days=7)


def made(db: Db, number: int, sha256: str, **more: object) -> int:
    """A clip that ended eight days before noon."""
    job_id = jobs.insert(db, new_job(number, **more))
    ended = stamp(NOON - timedelta(days=8))
    jobs.note(db, job_id, clip_sha256=sha256, finished_at=ended, status="succeeded")
    return job_id


def posted(db: Db, job_id: int) -> None:
    outbox.owe(db, job_id, OwedKind.CLIP, NOON)
    outbox.end(db, outbox.of_job(db, job_id)[-1][0].id, "posted", NOON, (1, job_id))


def test_old_clips_go_in_portions(db: Db) -> None:
    """All of them in the end, each once; a content that two share goes with the later one."""
    for number in range(1, 301):
        made(db, number, f"{max(number, 2):04}" if number < 300 else "0002")
    gone: list[str] = []
    portions, is_more = 0, True
    while is_more:
        some, is_more = kept_files.drop_old_clips(db, NOON - WEEK, NOON)
        gone += some
        portions += 1
    assert len(gone) == len(set(gone))
    assert set(gone) == {f"{number:04}" for number in range(2, 300)}
    assert portions == 2
    assert kept_files.wanted(db) == set()


def test_old_pictures_go_in_portions(db: Db) -> None:
    """Each is looked at once, whatever comes of it, and the last portion says that it is."""
    at = NOON - timedelta(days=8)
    for number in range(600):
        image = an_image()
        name = f"{number:064}"
        db["inputs"].insert(
            {"sha256": name, "mime": image.mime, "width": 1, "height": 1, "created_at": stamp(at)}
        )
    used = an_image("a")
    drafts.keep_input(db, used, at)
    made(db, 1, "clip", shot=a_shot(pictures=Pictures(first_frame=used)))
    found, beyond, portions = [], "", 0
    while beyond is not None:
        some, beyond = kept_files.drop_old_pictures(db, NOON - WEEK, NOON, beyond)
        found += some
        portions += 1
    assert (found, portions) == ([used.sha256], 3)


def test_what_may_go_is_looked_at_again_as_it_goes(db: Db) -> None:
    """A clip that is owed once more between the look and its end stays, with all that speak of
    it; the one beside it goes."""
    first, second = made(db, 1, "first"), made(db, 2, "second")
    for job_id in (first, second):
        posted(db, job_id)
    hashes = ["first", "second", "never made"]
    found = [sha256 for _, sha256 in kept_files.expendable(db, hashes, NOON)]
    assert sorted(found) == ["first", "second"]
    outbox.owe(db, first, OwedKind.CLIP, NOON)
    assert kept_files.drop_expendable(db, found, NOON, NOON) == ["second"]
    assert kept_files.wanted(db) == {"first"}


def test_what_may_go_is_found_by_its_hash(db: Db) -> None:
    """No table is gone through for a hundred of a hundred thousand files."""
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    kept_files.expendable(db, ["first"], NOON)
    db.conn.set_trace_callback(None)
    plan = [row[3] for row in db.conn.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert [step for step in plan if step.startswith("SCAN") and "json_each" not in step] == []
