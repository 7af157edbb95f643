"""What one press can do about a camera that was refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.camera import Movement, direct, parse_plan
from domain.job import Place
from services.asks import Ask, Change, Who
from services.mending import Mend, mends


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
        ("pan left + tilt up + shake + zoom in", {}),
    ],
)
def test_the_options_camera(camera, ways):
    """Misprints are corrected, contradictions put one after the other or cut to the first."""
    assert mends(ask(camera=camera)) == {mend: Change(camera=text) for mend, text in ways.items()}


@pytest.mark.parametrize(
    ("prompt", "mended"),
    [
        ("a cat [puhs in]", "a cat [push in]"),
        ("pan the [pann left] gold", "pan the [pan left] gold"),
        ("shke it [shke] [logo]", "shke it [shake] [logo]"),
        ("a cat [push in, pull out]", None),
        ("a cat", None),
    ],
)
def test_the_prompts_brackets(prompt, mended):
    """Misprints inside brackets are corrected, the story around them stays."""
    expected = {} if mended is None else {Mend.NEAREST: Change(prompt=mended)}
    assert mends(ask(prompt)) == expected


movements = st.lists(
    st.lists(st.sampled_from(Movement), min_size=1, max_size=4), min_size=1, max_size=7
)


@given(movements)
def test_what_is_offered_can_be_filmed(steps):
    """Every way that is offered makes a plan without another refusal."""
    camera = ", then ".join(" + ".join(step) for step in steps)
    for change in mends(ask(camera=camera)).values():
        assert parse_plan(change.camera)


@given(st.text(max_size=60), st.text(alphabet="[]puhs in,+trckleft ", max_size=60))
def test_any_text(camera, prompt):
    """Whatever is typed, a mended text is read without a misprint."""
    for change in mends(ask(prompt, camera)).values():
        parse_plan(camera if change.camera is None else change.camera)
        if change.prompt is not None:
            direct(change.prompt)
