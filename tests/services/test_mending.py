"""What one press can do about a camera that was refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.camera_reading import direct, parse_plan
from domain.job import Place
from domain.model import Mode
from domain.movements import Movement
from domain.pictures import InputImage, Pictures
from services.asks import Ask, Change, Who
from services.mending import Mend, mends

#: The ways that write another camera plan.
WRITTEN_ANEW = {Mend.NEAREST, Mend.IN_TURN, Mend.ONLY_FIRST}


def of_the_camera(request: Ask) -> dict[Mend, Change]:
    return {mend: change for mend, change in mends(request).items() if mend in WRITTEN_ANEW}


def ask(prompt: str = "a cat", camera: str = "") -> Ask:
    place = Place(server_id=5, channel_id=6)
    return Ask(place=place, who=Who(member_id=1, name="ana"), prompt=prompt, camera=camera)


@pytest.mark.parametrize(
    ("camera", "ways"),
    [
        ("", {}),
        ("push in", {}),
        ("puhs in", {Mend.NEAREST: "push in"}),
        ("puhs in, then trck left", {Mend.NEAREST: "push in, then truck left"}),
        ("puhs   in ,then [trck  left]", {Mend.NEAREST: "push in ,then [truck left]"}),
        ("xylophone", {}),
        ("puhs in + xylophone", {}),
        (
            "push in + pull out",
            {Mend.IN_TURN: "push in, then pull out", Mend.ONLY_FIRST: "push in"},
        ),
        (
            "pull out + pan left + push in, then shake",
            {
                Mend.IN_TURN: "pull out + pan left, then push in, then shake",
                Mend.ONLY_FIRST: "pull out + pan left, then shake",
            },
        ),
        (
            "static shot + push in",
            {Mend.IN_TURN: "static shot, then push in", Mend.ONLY_FIRST: "static shot"},
        ),
        (
            "pan left + tilt up + shake + zoom in",
            {
                Mend.IN_TURN: "pan left + tilt up + shake, then zoom in",
                Mend.ONLY_FIRST: "pan left + tilt up + shake",
            },
        ),
    ],
)
def test_the_options_camera(camera, ways):
    """Misprints are corrected, contradictions put one after the other or cut to the first."""
    assert of_the_camera(ask(camera=camera)) == {
        mend: Change(camera=text) for mend, text in ways.items()
    }


@pytest.mark.parametrize(
    ("prompt", "mended"),
    [
        ("a cat [puhs in]", "a cat [push in]"),
        ("pan the [pann left] gold", "pan the [pan left] gold"),
        ("shke it [shke] [logo]", "shke it [shake] [logo]"),
        ("a cat", None),
    ],
)
def test_the_prompts_brackets(prompt, mended):
    """Misprints inside brackets are corrected, the story around them stays."""
    expected = {} if mended is None else {Mend.NEAREST: Change(prompt=mended)}
    assert of_the_camera(ask(prompt)) == expected


@pytest.mark.parametrize(
    ("prompt", "camera", "turns", "first"),
    [
        ("a cat [push in, pull out] runs", "", "push in, then pull out", "push in"),
        ("a cat [shake, static]", "pan left", "pan left, then shake, then static shot",
         "pan left, then shake"),
        (f"{'[push in][pan left]' * 20} a cat", "", ", then ".join(["push in", "pan left"] * 3),
         ", then ".join(["push in", "pan left"] * 3)),
    ],
    ids=["contradiction", "behind the option's", "forty steps"],
)  # fmt: skip
def test_brackets_that_cannot_be_filmed(prompt, camera, turns, first):
    """They leave the text and become the nearest plan, behind what the option says."""
    ways = of_the_camera(ask(prompt, camera))
    assert [ways[mend].camera for mend in (Mend.IN_TURN, Mend.ONLY_FIRST)] == [turns, first]
    assert all("[" not in change.prompt and "a cat" in change.prompt for change in ways.values())


movements = st.lists(
    st.lists(st.sampled_from(Movement), min_size=1, max_size=4), min_size=1, max_size=7
)


@given(movements)
def test_what_is_offered_can_be_filmed(steps):
    """Every way that is offered makes a plan without another refusal."""
    camera = ", then ".join(" + ".join(step) for step in steps)
    for change in of_the_camera(ask(camera=camera)).values():
        assert parse_plan(change.camera)


@given(st.text(max_size=60), st.text(alphabet="[]puhs in,+trckleft ", max_size=60))
def test_any_text(camera, prompt):
    """Whatever is typed, a mended text is read without a misprint."""
    for change in of_the_camera(ask(prompt, camera)).values():
        parse_plan(camera if change.camera is None else change.camera)
        if change.prompt is not None:
            direct(change.prompt)


FIRST, LAST, FACE = (
    InputImage(sha256=letter * 64, mime="image/png", width=640, height=480) for letter in "abc"
)


@pytest.mark.parametrize(
    ("pictures", "ways"),
    [
        (Pictures(), {}),
        (Pictures(first_frame=FIRST), {Mend.NO_PICTURES: Mode.TEXT}),
        (
            Pictures(last_frame=LAST),
            {Mend.BEGIN_WITH_LAST: Mode.FIRST_FRAME, Mend.NO_PICTURES: Mode.TEXT},
        ),
        (
            Pictures(first_frame=FIRST, last_frame=LAST),
            {Mend.FIRST_FRAME: Mode.FIRST_FRAME, Mend.NO_PICTURES: Mode.TEXT},
        ),
        (
            Pictures(first_frame=FIRST, subject=FACE, references=(LAST, LAST)),
            {
                Mend.FRAMES: Mode.FIRST_FRAME,
                Mend.FIRST_FRAME: Mode.FIRST_FRAME,
                Mend.FACE: Mode.SUBJECT,
                Mend.REFERENCES: Mode.REFERENCES,
                Mend.NO_PICTURES: Mode.TEXT,
            },
        ),
    ],
    ids=["none", "first", "last", "both", "all kinds"],
)
def test_pictures_that_are_left_go_together(pictures, ways) -> None:
    """Each way leaves pictures that some model takes, and forgets what was said of the others."""
    request = replace(ask(prompt="a sea"), pictures=pictures, confirmed=True)
    after = {mend: change.applied(request) for mend, change in mends(request).items()}
    assert {mend: mended.pictures.mode for mend, mended in after.items()} == ways
    assert not any(mended.confirmed or mended.picture_notes for mended in after.values())


def test_pictures_alone_are_not_taken_away() -> None:
    """Without a prompt nothing would be left to film."""
    assert mends(replace(ask(prompt=" "), pictures=Pictures(first_frame=FIRST))) == {}


def test_a_wish_is_taken_back() -> None:
    """Camera and shape are left out where they were asked for."""
    request = replace(ask(camera="push in"), aspect="9:16", duration_s=8)
    found = mends(request)
    assert found[Mend.NO_CAMERA].applied(request).camera == ""
    shapeless = found[Mend.ANY_SHAPE].applied(request)
    assert (shapeless.aspect, shapeless.duration_s) == (None, 8)
    assert not {Mend.NO_CAMERA, Mend.ANY_SHAPE} & mends(ask()).keys()


def test_a_plan_and_brackets_that_fit_only_alone() -> None:
    """The plan's first steps stay, as many as the text leaves room for."""
    request = ask("[pan left][pan right] a cat", "shake, then push in, then zoom in, then tilt up")
    assert of_the_camera(request) == {}
    longer = replace(request, camera=f"{request.camera}, then shake, then zoom out")
    assert of_the_camera(longer) == {Mend.ONLY_FIRST: Change(camera=request.camera)}
