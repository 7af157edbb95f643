"""Pictures in their roles: what they make a shot start from, and how they go over one another."""

import pytest

from domain.model import Mode
from domain.pictures import PictureRole, Pictures


@pytest.mark.parametrize(
    ("pictures", "mode"),
    [
        (Pictures(), Mode.TEXT),
        (Pictures(first_frame="a"), Mode.FIRST_FRAME),
        (Pictures(first_frame="a", last_frame="b"), Mode.FIRST_AND_LAST_FRAME),
        (Pictures(subject="a"), Mode.SUBJECT),
        (Pictures(references=("a", "b")), Mode.REFERENCES),
        (Pictures(last_frame="a"), None),
        (Pictures(first_frame="a", subject="b"), None),
        (Pictures(first_frame="a", references=("b",)), None),
        (Pictures(subject="a", references=("b",)), None),
    ],
)
def test_what_pictures_make_a_shot_start_from(pictures: Pictures[str], mode: Mode | None) -> None:
    """Each role alone, first with last, and nothing else together."""
    assert pictures.mode is mode


def test_pictures_are_what_their_pairs_say() -> None:
    """Taken apart and put together again nothing is lost, and references keep their order."""
    pictures = Pictures(first_frame="a", last_frame="b", subject="c", references=("e", "d"))
    assert list(pictures) == [
        (PictureRole.FIRST_FRAME, "a"),
        (PictureRole.LAST_FRAME, "b"),
        (PictureRole.SUBJECT, "c"),
        (PictureRole.REFERENCE, "e"),
        (PictureRole.REFERENCE, "d"),
    ]
    assert Pictures.of(pictures) == pictures
    assert pictures.each(str.upper).references == ("E", "D")


def test_new_pictures_replace_only_their_own_role() -> None:
    """What a member changes goes over what was kept, role by role."""
    earlier = Pictures(first_frame="a", last_frame="b", references=("c", "d"))
    assert Pictures(first_frame="x").over(earlier) == Pictures(
        first_frame="x", last_frame="b", references=("c", "d")
    )
    assert Pictures(references=("y",)).over(earlier).references == ("y",)
    assert Pictures().over(earlier) == earlier


@pytest.mark.parametrize(
    "pictures", [Pictures(last_frame="a"), Pictures(references=("a",))], ids=["one", "references"]
)
def test_there_are_pictures_or_there_are_none(pictures: Pictures[str]) -> None:
    """Any picture in any role counts."""
    assert pictures
    assert not Pictures()
