"""What can still be chosen: only what some model makes, each with its price."""

import pytest

from domain.model import Mode, Need
from services.catalogue import Catalogue, load_catalogue
from services.suggesting import Wish, possible

#: As with an account for each generation; `V1_ONLY` as with MiniMax's first alone.
NOBODY = frozenset[str]()
V1_ONLY = frozenset({"MiniMax-H3", "MiniMax-H3-Max"})
WORDS = Need(mode=Mode.TEXT, camera=False)
FRAME = Need(mode=Mode.FIRST_FRAME, camera=False)
LOOKS = Need(mode=Mode.REFERENCES, camera=False, references=3)


@pytest.fixture(scope="session")
def ours() -> Catalogue:
    return load_catalogue(None)


def sizes(catalogue: Catalogue, wish: Wish, need: Need, hidden=V1_ONLY, named=None) -> list[str]:
    found = possible(wish, need, catalogue, hidden, named)
    return [f"{one.offer.size} {one.aspect} {one.credits}".replace("  ", " ") for one in found]


@pytest.mark.parametrize(
    ("wish", "named", "change", "found"),
    [
        (Wish.DURATION, "Hailuo 2.3", {}, ["6 s · 768p 3", "10 s · 768p 6"]),
        (Wish.DURATION, "Hailuo 2.3", {"resolution": "1080P"}, ["6 s · 1080p 5"]),
        (Wish.RESOLUTION, "Hailuo 2.3", {}, ["6 s · 768p 3", "6 s · 1080p 5"]),
        (Wish.RESOLUTION, "Hailuo 2.3", {"duration_s": 10}, ["10 s · 768p 6"]),
        (Wish.RESOLUTION, "Hailuo 02", {}, ["6 s · 768p 3", "6 s · 1080p 5"]),
        (Wish.ASPECT, "Hailuo 2.3", {}, ["6 s · 768p 16:9 3"]),
        (Wish.ASPECT, "T2V-01", {"duration_s": 10}, []),
        (Wish.DURATION, "Hailuo 2.3 Fast", {}, ["6 s · 768p 2", "10 s · 768p 4"]),
        (Wish.DURATION, "S2V-01", {}, ["6 s · 720p 7"]),
    ],
    ids=str,
)
def test_of_a_chosen_model(ours: Catalogue, wish, named, change, found) -> None:
    """Only what that model makes beside what is filled in; of words, where it makes any of them."""
    need = Need(**{"mode": Mode.TEXT, "camera": False} | change)
    assert sizes(ours, wish, need, named=named) == found


def test_with_a_picture_more_is_possible(ours: Catalogue) -> None:
    """512p begins with a picture; a shape is then the picture's own."""
    of_words, of_a_picture = (
        {one.offer.resolution for one in possible(Wish.RESOLUTION, need, ours, V1_ONLY, None)}
        for need in (WORDS, FRAME)
    )
    assert of_a_picture - of_words == {"512P"}
    assert possible(Wish.ASPECT, FRAME, ours, NOBODY, None) == []


def test_of_any_model(ours: Catalogue) -> None:
    """Without a choice every length that some model makes, by the model that would make it."""
    found = possible(Wish.DURATION, WORDS, ours, NOBODY, None)
    assert [one.offer.duration_s for one in found] == list(range(4, 16))
    tall = possible(Wish.ASPECT, WORDS, ours, NOBODY, None)
    assert {one.aspect for one in tall} == {"16:9", "21:9", "4:3", "1:1", "3:4", "9:16"}
    assert all(one.model.lacks(WORDS) is None for one in found)
    assert {one.model.title for one in possible(Wish.DURATION, LOOKS, ours, NOBODY, None)} == {"H3"}


def test_a_model_half_typed_counts_as_none(ours: Catalogue) -> None:
    """An unknown or hidden name narrows nothing."""
    everything = possible(Wish.DURATION, WORDS, ours, V1_ONLY, None)
    assert possible(Wish.DURATION, WORDS, ours, V1_ONLY, "Hail") == everything
    assert possible(Wish.DURATION, WORDS, ours, V1_ONLY, "H3") == everything
