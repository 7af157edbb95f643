"""What lies near a wish that nobody meets, and what lies near nothing."""

import pytest

from domain.model import CameraStyle, Mode, Model, Need, Offer
from domain.nearness import nearest, short_side


def model(title: str, *sizes: tuple[int, str, int], aspects: tuple[str, ...] = ()) -> Model:
    offers = [Offer(duration_s=s, resolution=r, cost_micro=cost) for s, r, cost in sizes]
    return Model(
        name=title,
        title=title,
        provider="minimax-v1",
        modes=frozenset({Mode.TEXT, Mode.FIRST_FRAME}),
        camera=CameraStyle.NONE,
        offers=tuple(offers),
        aspects=aspects,
    )


PLAIN = model("Plain", (6, "768P", 3), (10, "768P", 6), (6, "1080P", 5), aspects=("16:9",))
LARGE = model(
    "Large",
    *((s, r, s * c) for r, c in (("768P", 1), ("2K", 2)) for s in (6, 4, 5, 15)),
    aspects=("16:9", "21:9", "4:3", "1:1", "3:4", "9:16"),
)


@pytest.mark.parametrize(
    ("models", "wish", "found"),
    [
        ([PLAIN, LARGE], {"resolution": "4K"}, ("Large", "6 s · 2k")),
        ([PLAIN, LARGE], {"resolution": "1440p"}, ("Large", "6 s · 2k")),
        ([LARGE], {"resolution": "1080P"}, ("Large", "6 s · 2k")),
        ([PLAIN, LARGE], {"resolution": "854 x 480"}, ("Plain", "6 s · 768p")),
        ([PLAIN, LARGE], {"duration_s": 9}, ("Plain", "10 s · 768p")),
        ([PLAIN, LARGE], {"duration_s": 20, "resolution": "1080P"}, ("Large", "15 s · 2k")),
        ([PLAIN, LARGE], {"aspect": "5:4"}, ("Large", "4:3 · 6 s · 768p")),
        ([PLAIN, LARGE], {"aspect": "2.39:1"}, ("Large", "21:9 · 6 s · 768p")),
        ([PLAIN, LARGE], {"aspect": "9:16", "resolution": "1080P"}, ("Large", "6 s · 2k")),
        ([PLAIN], {"aspect": "9:16"}, None),
        ([PLAIN, LARGE], {"aspect": "banana"}, None),
        ([PLAIN, LARGE], {"aspect": "0:0"}, None),
        ([PLAIN, LARGE], {"resolution": "banana"}, None),
        ([PLAIN, LARGE], {"aspect": "5:4", "mode": Mode.FIRST_FRAME}, None),
        ([PLAIN, LARGE], {"duration_s": 20, "mode": Mode.SUBJECT}, None),
    ],
    ids=[
        "4K",
        "1440p",
        "between two",
        "pixels",
        "length",
        "length before resolution",
        "shape",
        "cinema",
        "shape before resolution",
        "tall is not wide",
        "no shape",
        "no numbers",
        "no resolution",
        "a picture's own shape",
        "another start",
    ],
)
def test_the_nearest_is_near(models, wish, found) -> None:
    """Lengths, shapes and resolutions are measured; what can't be measured is near nothing."""
    near = nearest(models, Need(**({"mode": Mode.TEXT, "camera": False} | wish)))
    assert (near and (near.model, near.size)) == found


@pytest.mark.parametrize(
    ("typed", "side"),
    [
        ("1080P", 1080),
        ("1080", 1080),
        ("2K", 1440),
        ("Full HD", 1080),
        ("832x480", 480),
        ("0p", None),
        ("9" * 30, None),
        ("", None),
    ],
)
def test_a_resolution_is_its_short_side(typed: str, side: int | None) -> None:
    """However it is written, as lines, by name or in pixels."""
    assert short_side(typed) == side
