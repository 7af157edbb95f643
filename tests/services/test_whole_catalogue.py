"""All models the vendor sells, as the catalogue has them: sizes, modes, costs, limits."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from domain.model import CameraStyle, Lack, Mode, Model, Need
from services import catalogue
from services.accounts import Accounts
from services.catalogue import Catalogue, load_catalogue, price
from services.providers.account_plans import load_account_plans
from services.providers.kinds import MINIMAX_V1, MINIMAX_V2

NOBODY = frozenset[str]()
WORDS, FRAME, BOTH = Mode.TEXT, Mode.FIRST_FRAME, Mode.FIRST_AND_LAST_FRAME


@pytest.fixture(scope="session")
def ours() -> Catalogue:
    return load_catalogue(None)


def named(known: Catalogue, name: str) -> Model:
    model = known.get(name)
    assert model is not None
    return model


@pytest.mark.parametrize(
    ("name", "provider", "modes", "camera"),
    [
        ("Hailuo 2.3", MINIMAX_V1, {WORDS, FRAME}, CameraStyle.BRACKETS),
        ("Hailuo 2.3 Fast", MINIMAX_V1, {FRAME}, CameraStyle.BRACKETS),
        ("Hailuo 02", MINIMAX_V1, {WORDS, FRAME, BOTH}, CameraStyle.BRACKETS),
        ("H3", MINIMAX_V2, {WORDS, FRAME, BOTH, Mode.REFERENCES}, CameraStyle.PROSE),
        ("H3 Max", MINIMAX_V2, {WORDS, FRAME, BOTH}, CameraStyle.PROSE),
    ],
)
def test_what_each_takes(ours: Catalogue, name: str, provider: str, modes, camera) -> None:
    """Each newer model with its API, what it starts from, and how it reads a camera."""
    model = named(ours, name)
    assert (model.provider, set(model.modes), model.camera) == (provider, modes, camera)


def test_every_model_says_where_it_stands(ours: Catalogue) -> None:
    """Each has a source and a day, and a cost, so that it can be offered."""
    assert len(ours.models) == 11
    assert all(m.source.startswith("https://") and m.as_of for m in ours.models)
    assert ours.offered(NOBODY) == ours.models


@pytest.mark.parametrize(
    ("name", "mode", "offers"),
    [
        ("Hailuo 2.3", WORDS, {"6 768P": 28, "10 768P": 56, "6 1080P": 49}),
        ("Hailuo 2.3 Fast", FRAME, {"6 768P": 19, "10 768P": 32, "6 1080P": 33}),
        ("Hailuo 02", BOTH, {"6 768P": 28, "10 768P": 56, "6 1080P": 49}),
        (
            "Hailuo 02",
            FRAME,
            {"6 768P": 28, "10 768P": 56, "6 1080P": 49, "6 512P": 10, "10 512P": 15},
        ),
    ],
    ids=["2.3", "fast", "02 first and last", "02 first"],
)
def test_costs_by_clip(ours: Catalogue, name: str, mode: Mode, offers: dict[str, int]) -> None:
    """In US cents; 512P is for first frames alone."""
    found = named(ours, name).offers_in(mode)
    assert {
        f"{o.duration_s} {o.resolution}": (o.cost_micro or 0) // 10_000 for o in found
    } == offers


@pytest.mark.parametrize(
    ("name", "resolution", "seconds", "cents_a_second"),
    [
        ("H3", "768P", range(4, 16), 8),
        ("H3", "2K", range(4, 16), 13),
        ("H3 Max", "480P", range(5, 16), 5),
        ("H3 Max", "768P", range(5, 16), 8),
    ],
)
def test_costs_by_second(
    ours: Catalogue, name: str, resolution: str, seconds: range, cents_a_second: int
) -> None:
    """Every whole second of the span once, for its share of the cost."""
    found = [o for o in named(ours, name).offers if o.resolution == resolution]
    assert sorted(o.duration_s for o in found) == list(seconds)
    assert all(o.cost_micro == o.duration_s * cents_a_second * 10_000 for o in found)


def test_what_only_the_newest_do(ours: Catalogue) -> None:
    """H3 looks at nine pictures and has sound; both of its kind read long texts."""
    h3, h3_max = named(ours, "H3"), named(ours, "H3 Max")
    assert (h3.most_references, h3_max.most_references) == (9, 0)
    assert [m.title for m in ours.models if m.has_sound] == ["H3"]
    assert {m.title for m in ours.models if m.longest_prompt == 7_000} == {"H3", "H3 Max"}
    assert set(h3.aspects) == {"21:9", "16:9", "4:3", "1:1", "3:4", "9:16"} == set(h3_max.aspects)


@pytest.mark.parametrize(
    ("mode", "lacks"),
    [(WORDS, None), (Mode.REFERENCES, None), (FRAME, Lack.ASPECT), (BOTH, Lack.ASPECT)],
)
def test_a_shape_is_chosen_where_no_frame_has_one(ours: Catalogue, mode: Mode, lacks) -> None:
    """Words and references leave the shape open; frames bring their own."""
    references = int(mode is Mode.REFERENCES)
    need = Need(mode=mode, camera=False, aspect="9:16", references=references)
    assert named(ours, "H3").lacks(need) is lacks


@pytest.mark.parametrize(("references", "cents"), [(1, 48), (5, 48), (6, 52), (9, 64)])
def test_further_pictures_of_h3(ours: Catalogue, references: int, cents: int) -> None:
    """Five are free, each further one costs four cents."""
    need = Need(mode=Mode.REFERENCES, camera=False, references=references)
    offer = named(ours, "H3").offer_for(need)
    assert offer is not None
    assert offer.cost_micro == cents * 10_000


def test_the_usual_clip_of_each(ours: Catalogue) -> None:
    """Nobody who chose nothing gets the dearest or the shortest."""
    assert {
        m.title: (m.offers[0].size, price(m.offers[0])) for m in ours.models if "H" in m.title
    } == {
        "Hailuo 2.3": ("6 s · 768p", 3),
        "Hailuo 2.3 Fast": ("6 s · 768p", 2),
        "Hailuo 02": ("6 s · 768p", 3),
        "H3": ("6 s · 768p", 5),
        "H3 Max": ("6 s · 768p", 5),
    }


V2 = ("MiniMax-H3", "MiniMax-H3-Max")
HAILUO = ("MiniMax-Hailuo-2.3", "MiniMax-Hailuo-2.3-Fast", "MiniMax-Hailuo-02")


@pytest.mark.parametrize(
    ("mode", "camera", "hidden", "title"),
    [
        (WORDS, False, (), "Hailuo 2.3"),
        (WORDS, True, (), "Hailuo 2.3"),
        (FRAME, False, (), "Hailuo 2.3"),
        (FRAME, True, (), "Hailuo 2.3"),
        (BOTH, False, (), "Hailuo 02"),
        (BOTH, True, (), "Hailuo 02"),
        (BOTH, False, HAILUO, "H3"),
        (Mode.REFERENCES, True, (), "H3"),
        (Mode.REFERENCES, False, V2, None),
        (Mode.SUBJECT, False, (), "S2V-01"),
        (Mode.SUBJECT, True, (), None),
        (WORDS, False, ("MiniMax-Hailuo-2.3",), "T2V-01"),
        (WORDS, True, ("MiniMax-Hailuo-2.3",), "T2V-01 Director"),
        (FRAME, False, ("MiniMax-Hailuo-2.3",), "I2V-01"),
        (FRAME, True, ("MiniMax-Hailuo-2.3",), "I2V-01 Director"),
    ],
    ids=str,
)
def test_who_makes_what_by_default(
    ours: Catalogue, mode: Mode, camera: bool, hidden: tuple[str, ...], title: str | None
) -> None:
    """Hailuo 2.3 where the account has it; the 01 models stand in where it has not."""
    need = Need(mode=mode, camera=camera, references=int(mode is Mode.REFERENCES))
    chosen = ours.choose(need, frozenset(hidden))
    assert (chosen.title if chosen else None) == title


def test_the_example_of_ones_own_gpu_works(tmp_path: Path) -> None:
    """What the file's header shows can be pasted: a free model, an account without a key."""
    header = Path(catalogue.__file__).with_name("models.toml").read_text(encoding="utf-8")
    example = header[header.index('# [accounts."garage"]') : header.index("\n\n[models.")]
    own = tmp_path / "own.toml"
    lines = (line.removeprefix("#").removeprefix(" ") for line in example.splitlines())
    own.write_text("\n".join(lines), encoding="utf-8")
    known = load_catalogue(own)
    [plan] = load_account_plans(own, known.models, _no_key)
    model = named(known, "H3 at home")
    assert plan.key is None
    assert plan.account.serves(model)
    assert {(offer.cost_micro, price(offer)) for offer in model.offers} == {(0, 1)}
    assert Accounts([plan.account], known).serving("MiniMax-H3") == ()


def _no_key(name: str) -> SecretStr:
    raise AssertionError(f"nobody asked for {name}")
