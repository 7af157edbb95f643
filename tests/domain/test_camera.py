"""Camera movements and plans: what people type, what engines read, what is suggested."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.camera import (
    MOST_AT_ONCE,
    MOST_STEPS,
    CameraPlan,
    Contradiction,
    TooManyMovements,
    plan_of,
)
from domain.camera_reading import (
    UnknownMovement,
    direct,
    nearest_movement,
    parse_move,
    parse_plan,
    parse_steps,
)
from domain.camera_remarks import Remark, remarks
from domain.camera_suggesting import LONGEST_SUGGESTION, in_turn, only_first, suggestions
from domain.model import CameraStyle
from domain.movements import ABOUT, Amplitude, Kind, Move, Movement, Speed

ALL = list(Movement)
TRUCK, PAN, PUSH = Movement.TRUCK_LEFT, Movement.PAN_RIGHT, Movement.PUSH_IN
FILM_WORDS = {
    "push out": Movement.PULL_OUT,
    "dolly in": Movement.PUSH_IN,
    "Dolly Out": Movement.PULL_OUT,
    "crane up": Movement.PEDESTAL_UP,
    "CRANE DOWN": Movement.PEDESTAL_DOWN,
    "handheld": Movement.SHAKE,
    "follow": Movement.TRACKING_SHOT,
    "static": Movement.STATIC_SHOT,
    "boom up": Movement.PEDESTAL_UP,
    "Pull back": Movement.PULL_OUT,
    "follow shot": Movement.TRACKING_SHOT,
}
WRITTEN = {
    "as listed": str,
    "upper": str.upper,
    "lower": str.lower,
    "title": str.title,
    "spaced": lambda name: f"  {name.replace(' ', '   ')}\t",
    "hyphen": lambda name: name.replace(" ", "-"),
    "underscore": lambda name: name.replace(" ", "_"),
}


moves = st.builds(Move, st.sampled_from(ALL), st.sampled_from(Amplitude), st.sampled_from(Speed))


def _can_be_filmed(step: list[Move]) -> bool:
    try:
        CameraPlan((tuple(step),))
    except (Contradiction, TooManyMovements):
        return False
    return True


steps = st.lists(moves, min_size=1, max_size=MOST_AT_ONCE, unique=True).filter(_can_be_filmed)
plans = st.lists(steps.map(tuple), max_size=MOST_STEPS).map(lambda found: CameraPlan(tuple(found)))
typed_words = st.sampled_from(
    [
        *(m.value for m in Movement), "truck", "left", "zom in", "then", ", then ", "+", ",", ";",
        ">", "→", "[", "]", " ", "\n", "and", "with", "&", "logo", "dolly in", "a fox",
    ]
)  # fmt: skip
scraps = st.lists(typed_words | st.text(max_size=4), max_size=14).map("".join)


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize("movement", ALL)
def test_each_movement_in_any_writing(movement: Movement, written) -> None:
    """All fifteen are understood in any case and spacing, alone and as a bracket."""
    assert parse_move(written(movement.value)) == Move(movement)
    assert direct(f"[{written(movement.value)}] a fox").text == f"[{movement}] a fox"


def test_there_are_fifteen() -> None:
    """The list is MiniMax's, whole."""
    assert len(ALL) == 15


@pytest.mark.parametrize(("typed", "movement"), FILM_WORDS.items(), ids=FILM_WORDS)
def test_film_words(typed: str, movement: Movement) -> None:
    """What people who know cameras say is understood too."""
    assert parse_move(typed) == Move(movement)


@given(plans)
def test_every_printed_plan_is_read_back(plan: CameraPlan) -> None:
    """Every form means the plan it came from; brackets as far as they can tell it."""
    assert parse_plan(plan.option()) == plan
    assert parse_plan(plan.words()) == plan
    assert parse_plan(plan.prose()) == plan
    assert parse_plan(plan.brackets()) == direct(plan.brackets()).camera == plan.plain


@pytest.mark.parametrize(
    ("typed", "move"),
    [
        ("slow push in", Move(Movement.PUSH_IN, speed=Speed.SLOW)),
        ("Push in slowly", Move(Movement.PUSH_IN, speed=Speed.SLOW)),
        ("a slight, ", None),
        ("slightly truck left", Move(TRUCK, Amplitude.SLIGHT)),
        ("whip pan right", Move(PAN, speed=Speed.FAST)),
        ("fast strong dolly in", Move(Movement.PUSH_IN, Amplitude.STRONG, Speed.FAST)),
        ("dolly in very quickly, ", Move(Movement.PUSH_IN, speed=Speed.FAST)),
        ("medium truck left", Move(TRUCK)),
        ("strong static shot", Move(Movement.STATIC_SHOT)),
        ("slow", None),
    ],
)
def test_how_far_and_how_fast(typed: str, move: Move | None) -> None:
    """Both are said in front or behind, in everyday words; alone they are no movement."""
    if move is None:
        with pytest.raises(UnknownMovement):
            parse_plan(typed)
    else:
        assert parse_plan(typed).steps == ((move,),)


def test_opposites_and_kinds() -> None:
    """Opposites are mutual, of one kind, and every movement explains itself in one sentence."""
    for movement, about in ABOUT.items():
        assert about.means.endswith(".")
        if about.opposite:
            assert ABOUT[about.opposite].opposite is movement
            assert ABOUT[about.opposite].kind is about.kind
    assert {m for m, a in ABOUT.items() if not a.opposite} == {
        m for m, a in ABOUT.items() if a.kind is Kind.OTHER
    }


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ()),
        ("   ", ()),
        ("truck left", ((TRUCK,),)),
        ("truck left + pan right", ((TRUCK, PAN),)),
        ("Truck left, pan right", ((TRUCK, PAN),)),
        ("truck left and pan right", ((TRUCK, PAN),)),
        ("truck left with pan right & push in", ((TRUCK, PAN, PUSH),)),
        ("truck left then push in", ((TRUCK,), (PUSH,))),
        ("truck left, then push in", ((TRUCK,), (PUSH,))),
        ("truck left; push in", ((TRUCK,), (PUSH,))),
        ("truck left > pan right > push in", ((TRUCK,), (PAN,), (PUSH,))),
        ("truck left→push in", ((TRUCK,), (PUSH,))),
        ("truck left\npush in", ((TRUCK,), (PUSH,))),
        ("[Truck left, Pan right][Push in]", ((TRUCK, PAN), (PUSH,))),
        ("[Truck left] [Push in]", ((TRUCK,), (PUSH,))),
        ("truck left, truck left", ((TRUCK,),)),
        ("truck left + ", ((TRUCK,),)),
        ("The camera trucks left while panning right. It then pushes in.", ((TRUCK, PAN), (PUSH,))),
        ("truck left. Push in.", ((TRUCK,), (PUSH,))),
    ],
)
def test_ways_to_type_a_plan(typed: str, expected: tuple[tuple[Movement, ...], ...]) -> None:
    """Joints for at once and for one after the other, in the forms people use."""
    assert parse_plan(typed).movements == expected


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("push in + pull out", Contradiction),
        ("pan left, pan right", Contradiction),
        ("slow pan left + fast pan left", Contradiction),
        ("static shot + zoom in", Contradiction),
        ("truck left + pan right + tilt up + zoom in", TooManyMovements),
        (" then ".join(["shake"] * (MOST_STEPS + 1)), TooManyMovements),
        ("truck lefft", UnknownMovement),
        ("bananas", UnknownMovement),
    ],
)
def test_plans_that_cannot_be_filmed(typed: str, error: type[ValueError]) -> None:
    """Opposites at once, too much, and words that are no movement are refused."""
    with pytest.raises(error):
        parse_plan(typed)


def test_opposites_one_after_the_other() -> None:
    """Push in and then pull out is a fine plan."""
    assert len(parse_plan("push in, then pull out").steps) == 2


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("truk left", Movement.TRUCK_LEFT),
        ("Zoom inn", Movement.ZOOM_IN),
        ("pedestral up", Movement.PEDESTAL_UP),
        ("traking shot", Movement.TRACKING_SHOT),
        ("handhelt", Movement.SHAKE),
        ("pann right", Movement.PAN_RIGHT),
        ("bananas", None),
        ("", None),
        ("logo", None),
    ],
)
def test_misprints(typed: str, nearest: Movement | None) -> None:
    """A misprint names the movement it meant; anything else names none."""
    assert nearest_movement(typed) is nearest
    with pytest.raises(UnknownMovement) as caught:
        parse_move(typed)
    assert (caught.value.typed, caught.value.nearest) == (typed, nearest)


@given(plans)
def test_prose_is_short(plan: CameraPlan) -> None:
    """Whatever the plan, there are two sentences at most, and none for no plan."""
    prose = plan.prose()
    assert prose.count(".") <= 2
    assert bool(prose) is bool(plan)


@pytest.mark.parametrize(
    ("plan", "prose"),
    [
        ("", ""),
        ("push in", "The camera pushes in."),
        (
            "truck left + pan right, then push in",
            "The camera trucks left while panning right, then pushes in.",
        ),
        (
            "shake + tilt up + zoom out",
            "The camera shakes while tilting up and zooming out.",
        ),
        (
            "slow slight push in + fast strong pan left",
            "The camera pushes in with small amplitude at slow speed while panning left"
            " with large amplitude at fast speed.",
        ),
        (
            "static, then pan left, then follow, then pull out, then crane up",
            "The camera holds a static shot, then pans left, then follows the subject in a tracking"
            " shot. It then pulls out, then pedestals up.",
        ),
    ],
    ids=["none", "one", "two steps", "three at once", "measured", "many steps"],
)
def test_what_prose_reads_like(plan: str, prose: str) -> None:
    """Steps follow with then, what happens at once with while; long plans take two sentences."""
    assert parse_plan(plan).prose() == prose


@pytest.mark.parametrize(
    ("prompt", "story"),
    [
        ("a fox  runs", "a fox  runs"),
        ("a fox [zoom in] runs", "a fox runs"),
        ("a fox[zoom in]runs", "a fox runs"),
        ("[Truck left] [Pan right]a fox", "a fox"),
        ("[Truck left], a fox", "a fox"),
        ("a fox [zoom in]", "a fox"),
        ("a fox, [zoom in]. It sleeps [shake], deeply", "a fox. It sleeps, deeply"),
        ("a fox\n[zoom in]\nruns", "a fox\nruns"),
        ("a fox [zoom in]\nruns", "a fox\nruns"),
        ("a [logo] [zoom in] fox", "a [logo] fox"),
        ("[zoom in]", ""),
        ("", ""),
    ],
)
def test_the_story_without_its_brackets(prompt: str, story: str) -> None:
    """Camera brackets leave no trace, not even a double space; other brackets stay."""
    assert direct(prompt).story == story


@given(st.lists(typed_words.filter(lambda word: word not in "[]") | plans.map(CameraPlan.brackets)))
def test_a_story_is_never_torn(words: list[str]) -> None:
    """Wherever brackets stood between single spaces, none of them and no double space is left."""
    prompt = " ".join(" ".join(words).split())
    try:
        found = direct(prompt)
    except TooManyMovements:
        return
    assert "  " not in found.story
    assert "[" not in found.story
    assert direct(found.story).story == found.story


def test_brackets_in_a_prompt_stay_where_they_are() -> None:
    """Typed brackets are normalised in place; others stay text and are remarked."""
    found = direct("A fox [truck LEFT,pan right] runs [logo] home [ zoom  in ] [] [1]")
    assert found.text == "A fox [Truck left, Pan right] runs [logo] home [Zoom in] [] [1]"
    assert found.camera == plan_of((TRUCK, PAN), (Movement.ZOOM_IN,))
    assert found.not_camera == ("[logo]", "[]", "[1]")


@pytest.mark.parametrize(
    ("prompt", "typed", "nearest"),
    [
        ("a fox [truk left]", "truk left", TRUCK),
        ("[zoom in, on the castle]", "on the castle", None),
    ],
)
def test_brackets_close_to_a_movement(prompt: str, typed: str, nearest: Movement | None) -> None:
    """A bracket that nearly is one is refused: sending it would waste a clip."""
    with pytest.raises(UnknownMovement) as caught:
        direct(prompt)
    assert (caught.value.typed, caught.value.nearest) == (typed, nearest)


@pytest.mark.parametrize(
    ("prompt", "left_open"),
    [
        ("a fox [push in", ("[push in",)),
        (
            "a fox [slow pan left and more of it than is shown",
            ("[slow pan left and more of it t",),
        ),
        ("[push in a fox [zoom in]", ("[push in a fox",)),
        ("[[push in]", ()),
        ("a [logo of a fox", ()),
        ("[", ()),
    ],
)
def test_brackets_left_open(prompt: str, left_open: tuple[str, ...]) -> None:
    """What reads like the camera behind a bracket that nothing closes is noticed."""
    assert direct(prompt).left_open == left_open


@given(scraps)
def test_directing_twice_changes_nothing_more(prompt: str) -> None:
    """A prompt with normalised brackets reads the same again, whatever it holds."""
    try:
        once = direct(prompt)
    except (UnknownMovement, Contradiction, TooManyMovements):
        return
    again = direct(once.text)
    assert (again.text, again.camera, again.story) == (once.text, once.camera.plain, once.story)


@given(scraps | st.text(max_size=200))
def test_any_text_is_a_plan_or_a_known_refusal(typed: str) -> None:
    """Nothing that is typed raises anything but the three refusals."""
    for read in (parse_plan, direct, nearest_movement):
        try:
            read(typed)
        except (UnknownMovement, Contradiction, TooManyMovements) as refusal:
            assert refusal.args  # noqa: PT017 - most texts refuse nothing, so raises() cannot say it


@given(scraps | plans.map(CameraPlan.option) | st.text(max_size=200))
def test_suggestions_fit_discord_and_are_plans(typed: str) -> None:
    """At most 25, at most 100 characters, none twice, each a plan that can be filmed."""
    found = suggestions(typed)
    assert len(found) <= 25
    assert len(set(found)) == len(found)
    assert all(len(text) <= LONGEST_SUGGESTION for text in found)
    assert all(parse_plan(text) for text in found)


@given(plans.filter(bool), st.sampled_from(ALL), st.booleans())
def test_suggestions_carry_the_plan_so_far(
    plan: CameraPlan, movement: Movement, at_once: bool
) -> None:
    """While the next movement is being typed, each suggestion begins with what stands there."""
    joint = " + " if at_once else ", then "
    for text in suggestions(f"{plan.option()}{joint}{movement.value[:4]}"):
        suggested = parse_plan(text).steps
        assert suggested[: len(plan.steps) - 1] == plan.steps[:-1]
        if at_once:
            assert suggested[-1][:-1] == plan.steps[-1]
        else:
            assert suggested[:-1] == plan.steps


@given(plans.filter(bool))
def test_a_complete_plan_is_suggested_first(plan: CameraPlan) -> None:
    """Choosing the first suggestion for a complete plan adds nothing to it."""
    found = suggestions(plan.option())
    assert found[:1] == [plan.option()] or len(plan.option()) > LONGEST_SUGGESTION


@pytest.mark.parametrize(
    ("typed", "some", "most"),
    [
        ("", ["truck left", "static shot"], 15),
        ("LEFT", ["truck left", "pan left"], 2),
        ("dolly i", ["push in"], 1),
        ("zoom inn", ["zoom in"], 1),
        ("truck left +pa", ["truck left + pan left", "truck left + pan right"], 2),
        ("truck left then pan", ["truck left, then pan left"], 2),
        ("[Truck left][pa", ["truck left, then pan left"], 2),
        ("push in + pull o", [], 0),
        ("bananas", [], 0),
        ("bananas + pan", [], 0),
    ],
)
def test_what_is_suggested(typed: str, some: list[str], most: int) -> None:
    """Any part of a word finds its movements; nothing impossible is offered."""
    found = suggestions(typed)
    assert set(some) <= set(found)
    assert len(found) == most


@pytest.mark.timeout(20)
@pytest.mark.parametrize("ends", ["{}x", "[{}]"], ids=["open", "in a bracket"])
@pytest.mark.parametrize(
    "scrap", [" ", "\u2003", "\r", "[", "[ ", ",", "then ", "[a]", "truck left,"]
)
def test_long_nonsense_is_read_to_its_end(scrap: str, ends: str) -> None:
    """Ten times what a command takes: whatever grew with its square would not come back in time."""
    typed = ends.format((scrap * 60_000)[:60_000])
    for read in (parse_plan, direct, suggestions):
        with contextlib.suppress(UnknownMovement, Contradiction, TooManyMovements):
            read(typed)


@pytest.mark.parametrize(
    ("typed", "turns", "first"),
    [
        ("push in + pull out", "push in, then pull out", "push in"),
        ("truck left + pan right + shake + zoom in", "truck left + pan right + shake, then zoom in",
         "truck left + pan right + shake"),
        ("slow shake + fast shake", "slow shake, then fast shake", "slow shake"),
        (" then ".join(["shake", "pan left"] * 20), ", then ".join(["shake", "pan left"] * 3),
         ", then ".join(["shake", "pan left"] * 3)),
    ],
    ids=["contradiction", "four at once", "twice", "forty steps"],
)  # fmt: skip
def test_the_nearest_plan(typed: str, turns: str, first: str) -> None:
    """What can't be filmed has a nearest plan that can, in turn or with less."""
    asked = parse_steps(typed)
    assert in_turn(asked).option() == turns
    assert only_first(asked).option() == first


@given(st.lists(st.lists(moves, max_size=5).map(tuple), max_size=9).map(tuple))
def test_there_is_always_a_nearest_plan(asked: tuple[tuple[Move, ...], ...]) -> None:
    """Whatever is asked for, both ways end in a plan of its own movements."""
    every = {move for step in asked for move in step}
    for plan in (in_turn(asked), only_first(asked)):
        assert {move for step in plan.steps for move in step} <= every


@pytest.mark.parametrize(
    ("typed", "seconds", "style", "found"),
    [
        ("push in", 6, CameraStyle.BRACKETS, ()),
        ("slow push in", 6, CameraStyle.BRACKETS, (Remark.MEASURES_UNREAD,)),
        ("slow push in", 6, CameraStyle.PROSE, ()),
        ("push in + zoom out", 6, CameraStyle.PROSE, (Remark.DOLLY_ZOOM,)),
        ("push in + zoom in", 6, CameraStyle.PROSE, (Remark.ADDS_UP,)),
        ("truck left + pan right", 6, CameraStyle.PROSE, (Remark.ARC,)),
        ("tracking + truck left", 6, CameraStyle.PROSE, (Remark.RIDES_ALONG,)),
        ("shake, then shake", 6, CameraStyle.PROSE, (Remark.SAME_AGAIN,)),
        (", then ".join(["pan left", "tilt up"] * 3), 6, CameraStyle.PROSE, (Remark.HURRIED,)),
        (", then ".join(["pan left", "tilt up"] * 3), 10, CameraStyle.PROSE, ()),
    ],
)
def test_unusual_plans_are_remarked(
    typed: str, seconds: int, style: CameraStyle, found: tuple[Remark, ...]
) -> None:
    """What may surprise is said; what is usual is not."""
    assert remarks(parse_plan(typed), seconds, style) == found
