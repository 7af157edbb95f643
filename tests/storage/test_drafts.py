"""Drafts and inputs: used once, forgotten in time, and no picture lost that somebody needs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlite_utils import Database as Db

from domain.job import Place
from domain.pictures import Pictures
from storage import drafts, jobs, kept_files
from storage.drafts import Draft
from tests.storage.builders import ANA, CHANNEL, NOON, SERVER, a_shot, an_image, new_job

AGES_AGO = NOON - timedelta(days=2)
PICTURE, FACE = an_image("a"), an_image("b")
DRAFT = Draft(
    id="draft-1",
    place=Place(server_id=SERVER, channel_id=CHANNEL, parent_id=601),
    member_id=ANA,
    ask='{"prompt": "é"}',
    pictures=Pictures(first_frame=PICTURE, subject=FACE),
)


@pytest.fixture(autouse=True)
def pictures(db: Db) -> None:
    for image in (PICTURE, FACE):
        drafts.keep_input(db, image, NOON)


@pytest.mark.parametrize("first_frame", [PICTURE, None], ids=["picture", "none"])
@pytest.mark.parametrize("subject", [FACE, None], ids=["face", "none"])
def test_a_draft_comes_out_as_it_went_in(db: Db, first_frame, subject) -> None:
    """Place, words and each picture in its own slot survive."""
    draft = replace(DRAFT, pictures=Pictures(first_frame=first_frame, subject=subject))
    drafts.insert(db, draft, NOON)
    assert drafts.find(db, "draft-1", AGES_AGO) == draft


def test_a_draft_is_used_once(db: Db) -> None:
    """Of two presses the second finds nothing to use, and nobody finds the draft any more."""
    drafts.insert(db, DRAFT, NOON)
    assert [drafts.use(db, "draft-1", NOON) for _ in range(3)] == [True, False, False]
    assert drafts.find(db, "draft-1", AGES_AGO) is None
    assert not drafts.use(db, "nobody's", NOON)


def test_a_draft_grows_old(db: Db) -> None:
    """After its time a draft is not found; forgetting removes it, used or not."""
    drafts.insert(db, DRAFT, NOON)
    assert drafts.find(db, "draft-1", NOON) is None
    assert drafts.find(db, "draft-1", NOON - timedelta(seconds=1)) is not None
    drafts.forget_old(db, NOON)
    assert drafts.find(db, "draft-1", AGES_AGO) is not None
    drafts.forget_old(db, NOON + timedelta(seconds=1))
    assert drafts.find(db, "draft-1", AGES_AGO) is None


LATE = NOON + timedelta(seconds=1)


def test_pictures_of_shots_and_drafts_are_kept(db: Db) -> None:
    """Only what neither a shot nor a draft uses is forgotten."""
    drafts.insert(db, replace(DRAFT, pictures=Pictures(first_frame=PICTURE)), NOON)
    jobs.insert(db, new_job(shot=a_shot(pictures=Pictures(subject=FACE))))
    drafts.keep_input(db, an_image("c"), NOON)
    assert drafts.forget_unused_inputs(db, LATE) == ["c" * 64]
    assert kept_files.wanted(db) == {"a" * 64, "b" * 64}
    drafts.forget_old(db, LATE)
    assert drafts.forget_unused_inputs(db, LATE) == ["a" * 64]


def test_a_picture_just_handed_in_is_not_forgotten(db: Db) -> None:
    """Its request is still under way; handing the same picture in again makes it young again."""
    assert drafts.forget_unused_inputs(db, NOON) == []
    drafts.keep_input(db, PICTURE, LATE)
    assert drafts.forget_unused_inputs(db, LATE) == ["b" * 64]


def test_nothing_points_at_a_picture_that_is_not_there(db: Db) -> None:
    """A draft whose picture has no row is refused by the database."""
    import sqlite3

    with pytest.raises(sqlite3.IntegrityError):
        drafts.insert(db, replace(DRAFT, pictures=Pictures(first_frame=an_image("z"))), NOON)


def test_unused_pictures_are_looked_for_among_those_kept(db: Db) -> None:
    """Every minute: no set of all pictures that were ever used is made, and no old row is read."""
    asked: list[str] = []
    db.conn.set_trace_callback(asked.append)
    drafts.forget_unused_inputs(db, LATE)
    db.conn.set_trace_callback(None)
    [sql] = [one for one in asked if one.startswith("DELETE")]
    plan = [row[3] for row in db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert "SEARCH inputs USING INDEX inputs_kept (created_at<?)" in plan
    assert not any("SCAN" in step or "TEMP" in step for step in plan), plan
