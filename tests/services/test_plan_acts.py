"""Acts on a kept request's camera: each alone, and any sequence of them."""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.camera import CameraPlan
from domain.camera_editing import earlier, later, with_measure, with_movements, without_step
from domain.camera_reading import direct, parse_plan
from domain.movements import Amplitude, Movement, Speed
from domain.refusals import CameraContradicts, CameraTooMuch
from services.drafting import Kept
from services.mending import Mend
from services.plan_acts import NotFilmable, edited, mended, reworded, take_in, undo
from tests.services.conftest import ask

M = Movement
LONG = ", then ".join(["shake", "push in", "tilt up", "shake", "push in", "tilt up"])


def kept(prompt="a lake", camera=""):
    return Kept(ask=ask(prompt, camera=camera))


def moved(at, *movements):
    return edited(partial(with_movements, at=at, movements=movements))


def whole(one):
    return parse_plan(one.ask.camera) + direct(one.ask.prompt).camera


def test_an_edit_is_asked_about_again():
    """A changed plan is another request: its price was not seen yet."""
    one = moved(0, M.SHAKE)(kept())
    assert one.ask.camera == "shake"
    assert not one.ask.confirmed


@pytest.mark.parametrize(
    ("act", "is_new_order"),
    [
        (moved(0, M.TILT_UP), False),
        (edited(partial(with_measure, at=0, measure=(Amplitude.SLIGHT, Speed.FAST))), False),
        (moved(2, M.TILT_UP), True),
        (edited(partial(later, at=0)), True),
        (edited(partial(without_step, at=0)), True),
        (reworded("another lake", "shake, then push in"), False),
        (reworded("a lake", "nonsense"), True),
    ],
    ids=["movements", "measure", "added", "moved", "removed", "words", "unreadable"],
)
def test_the_order_counts_what_moves_steps(act, is_new_order):
    """A step's number stays good while only what it shows changes."""
    before = kept(camera="shake, then push in")
    assert act(before).trail.order == before.trail.order + is_new_order


def test_what_cancels_out_names_both_ways_out():
    """The nearest plans are one after the other, and the first alone."""
    with pytest.raises(NotFilmable) as tried:
        moved(1, M.PUSH_IN, M.PULL_OUT)(kept(camera="shake"))
    found = tried.value.tried
    assert isinstance(found.refusal, CameraContradicts)
    assert found.in_turn == parse_plan("shake, then push in, then pull out")
    assert found.only_first == parse_plan("shake, then push in")


def test_a_way_out_never_loses_a_step():
    """With six steps there is no room for one after the other."""
    with pytest.raises(NotFilmable) as tried:
        moved(0, M.PUSH_IN, M.PULL_OUT)(kept(camera=LONG))
    assert tried.value.tried.in_turn is None
    assert tried.value.tried.only_first is not None


def test_steps_typed_in_the_text_count():
    """Four in the plan and two in the text leave no room."""
    full = kept("[pan left][pan right] x", "shake, then push in, then tilt up, then zoom in")
    with pytest.raises(NotFilmable) as tried:
        moved(4, M.ZOOM_OUT)(full)
    assert tried.value.tried.refusal == CameraTooMuch(found=7, limit=6, at_once=False)
    assert tried.value.tried.in_turn is None
    assert tried.value.tried.only_first is None


def test_brackets_are_taken_in_and_given_back():
    """Undo puts them back where they were typed."""
    typed = kept("a lake, [push in] and then", "shake")
    inside = take_in(typed)
    assert (inside.ask.prompt, inside.ask.camera) == ("a lake, and then", "shake, then push in")
    back = undo(inside)
    assert (back.ask.prompt, back.ask.camera) == (typed.ask.prompt, typed.ask.camera)
    assert take_in(inside) == inside
    assert undo(back) == back


def test_ten_plans_can_be_gone_back_to():
    """What was before them is forgotten."""
    one = kept()
    for number in range(12):
        one = moved(0, (M.SHAKE, M.TILT_UP)[number % 2])(one)
    assert len(one.trail.before) == 10
    for _ in range(10):
        one = undo(one)
    assert one.ask.camera == "tilt up"
    assert undo(one) == one


MOVEMENTS = st.lists(st.sampled_from(Movement), min_size=0, max_size=4)
AT = st.integers(-2, 8)
MEASURE = st.tuples(st.sampled_from(Amplitude), st.sampled_from(Speed))
ACTS = st.one_of(
    st.builds(lambda at, m: moved(at, *m), AT, MOVEMENTS),
    st.builds(lambda at, m: edited(partial(with_measure, at=at, measure=m)), AT, MEASURE),
    st.builds(
        lambda edit, at: edited(partial(edit, at=at)),
        st.sampled_from([earlier, later, without_step]),
        AT,
    ),
    st.sampled_from([take_in, undo]),
    st.builds(mended, st.sampled_from(Mend)),
)
PROMPTS = st.sampled_from(["", "a lake", "[push in] a lake [logo]", "[pan left][zoom in] x [push"])


@settings(max_examples=60, deadline=None)
@given(PROMPTS, st.sampled_from(["", "shake", LONG]), st.lists(ACTS, max_size=12))
def test_any_sequence_of_acts_keeps_a_plan_that_can_be_filmed(prompt, camera, acts):
    """Whatever is pressed in whatever order; what is refused changes nothing."""
    one = kept(prompt, camera)
    try:
        whole(one)
    except ValueError:
        camera = ""
        one = kept(prompt, camera)
    for act in acts:
        try:
            one = act(one)
        except NotFilmable as error:
            ways = (error.tried.in_turn, error.tried.only_first)
            assert all(isinstance(way, CameraPlan) for way in ways if way is not None)
        plan = whole(one)
        assert parse_plan(plan.option()) == plan
        assert len(one.trail.before) <= 10


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.lists(ACTS, max_size=6))
def test_no_text_makes_an_act_break(prompt, camera, acts):
    """What can't be read stays as it was typed until it is mended or typed anew."""
    one = reworded(prompt, camera)(kept())
    for act in acts:
        try:
            one = act(one)
        except NotFilmable:
            continue
    while one.trail.before:
        one = undo(one)
    assert one.ask.prompt == "a lake"
