"""The catalogue's rules, on the six 01 models: the operator's own file, who makes what."""

from dataclasses import replace
from pathlib import Path

import pytest

from domain.model import CameraStyle, Lack, Mode, Model, Need, Offer
from domain.nearness import nearest
from services.catalogue import Catalogue, CatalogueError, load_catalogue, price
from tests.catalogues import first_series

NOBODY = frozenset[str]()
TEXT, TEXT_CAMERA = Need(mode=Mode.TEXT, camera=False), Need(mode=Mode.TEXT, camera=True)
FRAME, FRAME_CAMERA = (
    Need(mode=Mode.FIRST_FRAME, camera=False),
    Need(mode=Mode.FIRST_FRAME, camera=True),
)
SUBJECT, SUBJECT_CAMERA = (
    Need(mode=Mode.SUBJECT, camera=False),
    Need(mode=Mode.SUBJECT, camera=True),
)
A_MODEL = """
[models."Fast-1"]
provider = "minimax-v1"
modes = ["text"]
camera = "brackets"
offers = [{ duration_s = 6, resolution = "768P", cost_usd = 0.19 }]
"""


@pytest.fixture(scope="session")
def ours() -> Catalogue:
    return first_series()


@pytest.fixture
def own(tmp_path: Path):
    """Writes the operator's own file and loads it over ours."""

    def load(content: str) -> Catalogue:
        path = tmp_path / "own.toml"
        path.write_text(content, encoding="utf-8")
        return first_series(path)

    return load


def named(catalogue: Catalogue, name: str) -> Model:
    model = catalogue.get(name)
    assert model is not None
    return model


def test_the_six_models(ours: Catalogue) -> None:
    """The 01 series as MiniMax lists it: modes, size, camera, cost."""
    assert {
        m.name: (set(m.modes), m.camera, m.offers[0].cost_micro, m.sends_size) for m in ours.models
    } == {
        "T2V-01": ({Mode.TEXT}, CameraStyle.NONE, 430_000, True),
        "T2V-01-Director": ({Mode.TEXT}, CameraStyle.BRACKETS, 430_000, True),
        "I2V-01": ({Mode.FIRST_FRAME}, CameraStyle.NONE, 430_000, True),
        "I2V-01-Director": ({Mode.FIRST_FRAME}, CameraStyle.BRACKETS, 430_000, True),
        "I2V-01-live": ({Mode.FIRST_FRAME}, CameraStyle.NONE, 430_000, True),
        "S2V-01": ({Mode.SUBJECT}, CameraStyle.NONE, 650_000, False),
    }
    assert {(m.offers[0].duration_s, m.offers[0].resolution) for m in ours.models} == {(6, "720P")}
    assert all(m.source.startswith("https://") and m.as_of for m in ours.models)


def test_only_the_unpublished_cost_is_assumed(ours: Catalogue) -> None:
    """S2V-01 has no list price, and the catalogue says so."""
    assert [m.name for m in ours.models if m.offers[0].cost_is_assumed] == ["S2V-01"]


@pytest.mark.parametrize(
    ("need", "name"),
    [
        (TEXT, "T2V-01"),
        (TEXT_CAMERA, "T2V-01-Director"),
        (FRAME, "I2V-01"),
        (FRAME_CAMERA, "I2V-01-Director"),
        (SUBJECT, "S2V-01"),
        (SUBJECT_CAMERA, None),
    ],
    ids=lambda value: value.key if isinstance(value, Need) else str(value),
)
def test_who_makes_what_by_default(ours: Catalogue, need: Need, name: str | None) -> None:
    """Each need falls to its own model; I2V-01-live is nobody's default."""
    chosen = ours.choose(need, NOBODY)
    assert (chosen.name if chosen else None) == name


def test_a_hidden_default_gives_way(ours: Catalogue) -> None:
    """Without its default a need falls to the cheapest other model that fits."""
    chosen = ours.choose(TEXT, frozenset({"T2V-01"}))
    assert chosen is named(ours, "T2V-01-Director")
    assert ours.choose(TEXT, frozenset({"T2V-01", "T2V-01-Director"})) is None
    assert "T2V-01" not in {m.name for m in ours.offered(frozenset({"T2V-01"}))}


def test_the_cheapest_of_the_defaults(own) -> None:
    """Of several defaults the cheapest is chosen, before a cheaper model that is none."""
    catalogue = own(
        A_MODEL
        + A_MODEL.replace("Fast-1", "Fast-2").replace("0.19", "0.25")
        + 'default_for = ["text+camera"]'
    )
    chosen = catalogue.choose(TEXT_CAMERA, NOBODY)
    assert chosen is not None
    assert chosen.name == "Fast-2"


@pytest.mark.parametrize(
    ("name", "need", "lacks"),
    [
        ("T2V-01", TEXT, None),
        ("T2V-01", TEXT_CAMERA, "camera"),
        ("T2V-01", FRAME_CAMERA, "first_frame"),
        ("T2V-01-Director", TEXT_CAMERA, None),
        ("I2V-01", TEXT, "text"),
        ("I2V-01", SUBJECT, "subject"),
        ("S2V-01", SUBJECT_CAMERA, "camera"),
    ],
)
def test_what_a_model_lacks(ours: Catalogue, name: str, need: Need, lacks: str | None) -> None:
    """What the shot starts from is missed first, the camera after it."""
    assert named(ours, name).lacks(need) == lacks


@pytest.mark.parametrize(
    "typed", ["T2V-01-Director", "t2v-01-director", "T2V-01 Director", " t2v 01 DIRECTOR "]
)
def test_names_and_titles_in_any_writing(ours: Catalogue, typed: str) -> None:
    """A model is found by name or title in any case and spacing."""
    assert named(ours, typed).name == "T2V-01-Director"


@pytest.mark.parametrize("typed", ["", "T2V", "sora"])
def test_no_such_model(ours: Catalogue, typed: str) -> None:
    """Half a name is none."""
    assert ours.get(typed) is None


@pytest.mark.parametrize("typed", ["720P", "720p", " 720 p"])
def test_a_resolution_in_any_writing(ours: Catalogue, typed: str) -> None:
    """A resolution is spelt as its vendor spells it; one nobody makes stays as typed."""
    assert ours.spelt(typed) == "720P"
    assert ours.spelt("4k") == "4k"


def test_credits(ours: Catalogue, own) -> None:
    """A price follows from the cost, unless the operator set one; without a cost there is none."""
    assert price(named(ours, "T2V-01").offers[0]) == 5
    assert price(named(ours, "S2V-01").offers[0]) == 7
    priced = own('[models."T2V-01"]\ncredits = 2')
    assert price(named(priced, "T2V-01").offers[0]) == 2
    with pytest.raises(ValueError, match="no cost"):
        price(Offer(duration_s=6, resolution="720P", cost_micro=None))


def test_cheaper_than(ours: Catalogue, own) -> None:
    """Only a model that fits and asks fewer credits is cheaper."""
    assert ours.cheaper_than(5, TEXT, NOBODY) is None
    catalogue = own(A_MODEL)
    assert catalogue.cheaper_than(5, TEXT_CAMERA, NOBODY) is named(catalogue, "Fast-1")
    assert catalogue.cheaper_than(5, FRAME, NOBODY) is None
    assert catalogue.cheaper_than(5, TEXT_CAMERA, frozenset({"Fast-1"})) is None


@pytest.mark.parametrize(
    ("typed", "need", "hidden", "names"),
    [
        ("", TEXT_CAMERA, NOBODY, ["T2V-01-Director"]),
        ("", FRAME, NOBODY, ["I2V-01", "I2V-01-Director", "I2V-01-live"]),
        ("", FRAME_CAMERA, NOBODY, ["I2V-01-Director"]),
        ("LIVE", None, NOBODY, ["I2V-01-live"]),
        ("2v 01 d", None, NOBODY, ["T2V-01-Director", "I2V-01-Director"]),
        ("director", None, frozenset({"T2V-01-Director"}), ["I2V-01-Director"]),
        ("sora", None, NOBODY, []),
    ],
)
def test_suggestions(
    ours: Catalogue, typed: str, need: Need | None, hidden: frozenset[str], names: list[str]
) -> None:
    """Any part of a name finds the models that fit, the usual one first."""
    assert [m.name for m in ours.suggest(typed, need, hidden)] == names


def test_the_operators_file_replaces_field_by_field(own) -> None:
    """A cost and a title of one's own leave everything else as it was."""
    catalogue = own('[models."S2V-01"]\ncost_usd = 0.8\ntitle = "Faces"')
    model = named(catalogue, "faces")
    assert model.offers == (Offer(duration_s=6, resolution="720P", cost_micro=800_000),)
    assert (model.name, model.sends_size, set(model.modes)) == ("S2V-01", False, {Mode.SUBJECT})
    assert len(catalogue.models) == 6


def test_offers_of_ones_own_replace_ours(own) -> None:
    """Several lengths and resolutions have each their cost."""
    catalogue = own(
        '[models."T2V-01"]\noffers = [{ duration_s = 6, resolution = "720P", cost_usd = 0.4 },'
        ' { duration_s = 10, resolution = "720P", cost_usd = 1 }]'
    )
    assert [o.cost_micro for o in named(catalogue, "T2V-01").offers] == [400_000, 1_000_000]


def test_a_model_without_a_cost_is_hidden(own) -> None:
    """An added model is known but not offered until it is priced; a cost of 0 is a price."""
    unpriced = own(A_MODEL.replace(", cost_usd = 0.19", ""))
    assert named(unpriced, "Fast-1") not in unpriced.offered(NOBODY)
    free = own(A_MODEL.replace("0.19", "0"))
    assert named(free, "Fast-1") in free.offered(NOBODY)
    assert price(named(free, "Fast-1").offers[0]) == 1


SIZES = """
[models."Sizes"]
provider = "minimax-v1"
modes = ["text", "first_frame"]
camera = "brackets"
aspects = ["16:9", "9:16"]
offers = [
  { duration_s = [6, 10], resolution = "768P", cost_usd = 0.28 },
  { duration_s = 6, resolution = "1080P", cost_usd = 0.49, credits = 7 },
  { duration_s = "4-5", resolution = "512P", modes = ["first_frame"], cost_usd_per_s = 0.02 },
]
"""


def test_one_line_may_hold_several_lengths(own) -> None:
    """A list or a span of seconds is an offer each; a cost per second grows with them."""
    offers = named(own(SIZES), "Sizes").offers
    assert [(o.duration_s, o.resolution, o.cost_micro, price(o)) for o in offers] == [
        (6, "768P", 280_000, 3),
        (10, "768P", 280_000, 3),
        (6, "1080P", 490_000, 7),
        (4, "512P", 80_000, 1),
        (5, "512P", 100_000, 1),
    ]


def test_extras_stand_over_ours(own) -> None:
    """The vendor's switches are kept as they were written; without them there are none."""
    catalogue = own('[models."T2V-01"]\nextras = { prompt_optimizer = false }\n')
    assert named(catalogue, "T2V-01").extras == (("prompt_optimizer", False),)
    assert named(catalogue, "I2V-01").extras == ()


@pytest.mark.parametrize(
    ("provider", "extras", "says"),
    [
        ("minimax-v1", "{ prompt_optimiser = true }", "The nearest one is prompt_optimizer"),
        ("minimax-v1", "{ prompt_optimizer = 1 }", "one of true, false"),
        ("minimax-v2", '{ prompt_expansion_mode = "wild" }', 'one of "disabled", "balanced"'),
        ("minimax-v1", "true", "must be a table"),
        ("openai-videos", "{ aigc_watermark = true }", "drop it"),
    ],
)
def test_extras_that_can_not_be_are_named(own, provider: str, extras: str, says: str) -> None:
    """An unknown switch, a value it does not take, and an engine that has none."""
    with pytest.raises(CatalogueError, match=says):
        own(A_MODEL.replace("minimax-v1", provider) + f"extras = {extras}\n")


PICTURES = """
[models."Looker"]
provider = "minimax-v2"
modes = ["text", "first_and_last_frame", "references"]
camera = "prose"
most_references = 9
free_pictures = 1
cost_usd_per_picture = 0.05
offers = [
  { duration_s = 5, resolution = "768P", cost_usd_per_s = 0.10 },
  { duration_s = 6, resolution = "768P", cost_usd = 0.60, credits = 2 },
]
"""


@pytest.mark.parametrize(
    ("mode", "references", "cost_micro"),
    [
        (Mode.TEXT, 0, 500_000),
        (Mode.REFERENCES, 1, 500_000),
        (Mode.REFERENCES, 3, 600_000),
        (Mode.FIRST_AND_LAST_FRAME, 0, 550_000),
    ],
)
def test_further_pictures_cost_more(own, mode: Mode, references: int, cost_micro: int) -> None:
    """Those beyond the free ones are part of a clip's cost, of its price, and of the nearest's."""
    model = named(own(PICTURES), "Looker")
    need = Need(mode=mode, camera=False, references=references)
    offer = model.offer_for(need)
    assert (offer.cost_micro, price(offer)) == (cost_micro, -(-cost_micro // 100_000))
    near = nearest([model], replace(need, duration_s=4))
    assert near is not None
    assert (near.offer.duration_s, near.offer.cost_micro) == (5, cost_micro)
    own_price = model.offer_for(replace(need, duration_s=6))
    assert (own_price.cost_micro - 600_000, price(own_price)) == (cost_micro - 500_000, 2)


@pytest.mark.parametrize(
    ("wish", "lacks", "found"),
    [
        ({}, None, "6 s · 768p"),
        ({"duration_s": 10}, None, "10 s · 768p"),
        ({"resolution": "1080P"}, None, "6 s · 1080p"),
        ({"aspect": "9:16"}, None, "6 s · 768p"),
        ({"duration_s": 9}, Lack.DURATION, "10 s · 768p"),
        ({"duration_s": 4}, Lack.DURATION, "6 s · 768p"),
        ({"duration_s": 4, "mode": Mode.FIRST_FRAME}, None, "4 s · 512p"),
        ({"resolution": "2K"}, Lack.RESOLUTION, "6 s · 1080p"),
        ({"duration_s": 10, "resolution": "1080P"}, Lack.DURATION_AT_RESOLUTION, "10 s · 768p"),
        ({"aspect": "4:3"}, Lack.ASPECT, "16:9 · 6 s · 768p"),
        ({"aspect": "9:16", "mode": Mode.FIRST_FRAME}, Lack.ASPECT, None),
        ({"mode": Mode.REFERENCES, "references": 1}, Lack.REFERENCES, None),
    ],
)
def test_wishes_find_their_offer_or_the_nearest(
    own, wish, lacks: Lack | None, found: str | None
) -> None:
    """Length, resolution and shape are made as wished, or the nearest offer is known."""
    model = named(own(SIZES), "Sizes")
    need = Need(**({"mode": Mode.TEXT, "camera": False} | wish))
    assert model.lacks(need) is lacks
    made = nearest([model], need) if lacks else model.offer_for(need)
    assert (made.size if made else None) == found


def test_a_wish_is_met_by_the_cheapest_that_can(own) -> None:
    """Nobody who chose a length is given a model that does not make it."""
    chosen = own(SIZES).choose(Need(mode=Mode.TEXT, camera=False, duration_s=10), NOBODY)
    assert chosen is not None
    assert chosen.name == "Sizes"


PROBLEMS = {
    "lengths": (SIZES.replace('"4-5"', '"4 to 5"'), '6, [6, 10] or "4-15"'),
    "no length": (SIZES.replace("[6, 10]", "[]"), '6, [6, 10] or "4-15"'),
    "two costs": (
        SIZES.replace("cost_usd_per_s", "cost_usd = 1, cost_usd_per_s"),
        "cost_usd_per_s can't stand beside cost_usd",
    ),
    "shapes": (SIZES.replace('"9:16"', '"tall"'), 'such as ["16:9", "9:16"]'),
    "not TOML": ("[models", "is not TOML"),
    "another table": ("[engines]\na = 1", "[engines] is not known"),
    "models no table": ("models = 3", "must be tables"),
    "model no table": ("[models]\nX = 3", 'must be a table: [models."X"]'),
    "unknown field": (
        '[models."T2V-01"]\ncost = 1',
        "cost is not a field. The nearest one is cost_usd",
    ),
    "missing fields": ('[models."X"]\ncamera = "none"', 'model "X": provider is missing.'),
    "bad mode": (
        '[models."T2V-01"]\nmodes = ["txt"]',
        'modes can\'t be "txt"; it is one of "text"',
    ),
    "no modes": ('[models."T2V-01"]\nmodes = []', "modes must be a list"),
    "modes no list": ('[models."T2V-01"]\nmodes = "text"', "modes must be a list"),
    "mode no word": ('[models."T2V-01"]\nmodes = [[1]]', "modes can't be that"),
    "bad camera": ('[models."T2V-01"]\ncamera = true', "camera can't be that"),
    "negative cost": ('[models."T2V-01"]\ncost_usd = -1', "cost_usd must be US dollars from 0"),
    "cost in words": ('[models."T2V-01"]\ncost_usd = "0.43"', "cost_usd must be US dollars"),
    "cost true": ('[models."T2V-01"]\ncost_usd = true', "cost_usd must be US dollars"),
    "cost infinite": ('[models."T2V-01"]\ncost_usd = inf', "cost_usd must be US dollars"),
    "cost too fine": ('[models."T2V-01"]\ncost_usd = 0.1234567', "at most six decimals"),
    "no offers": ('[models."T2V-01"]\noffers = []', "offers must be a list"),
    "offer no table": ('[models."T2V-01"]\noffers = [6]', "offer 1: must be a table"),
    "offer without length": (
        '[models."T2V-01"]\noffers = [{ resolution = "720P" }]',
        "offer 1: duration_s is missing",
    ),
    "offer unknown field": (
        '[models."T2V-01"]\noffers = [{ duration_s = 6, resolution = "720P", fps = 25 }]',
        "offer 1: fps is not a field",
    ),
    "one cost for two": (
        '[models."T2V-01"]\ncost_usd = 1\noffers = [{ duration_s = 6, resolution = "a" },'
        ' { duration_s = 10, resolution = "a" }]',
        "cost_usd must stand inside each offer",
    ),
    "credits 0": ('[models."T2V-01"]\ncredits = 0', "credits must be a whole number from 1"),
    "credits half": ('[models."T2V-01"]\ncredits = 1.5', "credits must be a whole number"),
    "unknown need": ('[models."T2V-01"]\ndefault_for = ["faces"]', 'default_for can\'t be "faces"'),
    "impossible need": (
        '[models."T2V-01"]\ndefault_for = ["text+camera", "subject"]',
        '"text+camera" needs a camera style',
    ),
    "same title": ('[models."T2V-01"]\ntitle = "i2v-01"', 'that of "I2V-01" too'),
    "empty title": ('[models."T2V-01"]\ntitle = " "', "title must be text"),
    "long title": ('[models."T2V-01"]\ntitle = "' + "x" * 61 + '"', "at most 60 characters"),
    "sends_size": ('[models."T2V-01"]\nsends_size = "no"', "sends_size must be true or false"),
    "as_of": ('[models."T2V-01"]\nas_of = 3', "as_of must be a day"),
}


@pytest.mark.parametrize(("content", "words"), PROBLEMS.values(), ids=PROBLEMS)
def test_problems_name_file_model_field_and_fix(own, content: str, words: str) -> None:
    """Each mistake is one sentence that says where it stands and what would work."""
    with pytest.raises(CatalogueError) as caught:
        own(content)
    assert any(words in problem for problem in caught.value.problems), caught.value.problems
    assert all("own.toml" in problem for problem in caught.value.problems)


def test_all_problems_at_once(own) -> None:
    """Three mistakes in two models are three sentences."""
    with pytest.raises(CatalogueError) as caught:
        own('[models."T2V-01"]\ncredits = 0\nmodes = ["x"]\n[models."S2V-01"]\ncost_usd = -1')
    assert len(caught.value.problems) >= 3
    assert str(caught.value).count("\n") == len(caught.value.problems) - 1


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing file, a folder and other bytes than UTF-8 are told as such."""
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9")
    for path in (tmp_path / "none.toml", tmp_path, tmp_path / "latin.toml"):
        with pytest.raises(CatalogueError, match=path.name):
            load_catalogue(path)
