"""The composer's message: whatever is composed, it fits Discord and reads as people speak."""

from dataclasses import replace

import discord
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.ui.controls_composer import At, controls, measure_of_value, movements_of
from cogs.ui.reply import LONGEST_CUSTOM_ID, LONGEST_LABEL, LONGEST_MESSAGE, view_of
from cogs.ui.words_composer import closed, composer
from domain.camera import CameraPlan
from domain.camera_reading import direct, parse_plan
from domain.job import JobStatus, Place
from domain.movements import Amplitude, Move, Movement, Speed
from domain.refusals import CameraTooMuch, Refused
from domain.refusals_acts import DraftGone
from services.asks import Ask, PictureNote, Who
from services.catalogue import load_catalogue
from services.composing import Composed
from services.plan_acts import Tried
from services.quoting import quote
from tests.cogs.builders import job
from tests.cogs.voice import BANNED, EMOJI

CATALOGUE = load_catalogue(None)
DRAFT = "f" * 32
LONGEST_PLAN = CameraPlan(
    tuple(
        tuple(
            Move(movement, Amplitude.STRONG, Speed.FAST)
            for movement in (Movement.PEDESTAL_DOWN, Movement.TRACKING_SHOT, Movement.TRUCK_RIGHT)
        )
        for _ in range(6)
    )
)


def composed(prompt="a lake", camera="", model=None, **more):
    """A request as the service would hand it up."""
    who = Who(member_id=42, name="ana")
    ask = Ask(
        place=Place(server_id=1, channel_id=2), who=who, prompt=prompt, camera=camera, model=model
    )
    made = Composed(
        draft_id=DRAFT,
        ask=ask,
        order=3,
        can_undo=True,
        credits_left=10,
        plan=parse_plan(camera),
        typed=direct(prompt).camera,
        quote=quote(ask, CATALOGUE, frozenset()),
    )
    return replace(made, **more)


def fits(reply):
    """Within Discord's limits; the library's own view is made of it."""
    assert 0 < len(reply.text) <= LONGEST_MESSAGE
    view = view_of(reply)
    assert view is not None
    rows = view.to_components()
    assert len(rows) <= 5
    items = [item for row in rows for item in row["components"]]
    ids = [item["custom_id"] for item in items]
    assert len(set(ids)) == len(ids)
    assert all(len(one) <= LONGEST_CUSTOM_ID for one in ids)
    for item in items:
        if item["type"] == discord.ComponentType.button.value:
            assert 0 < len(item["label"]) <= LONGEST_LABEL
        else:
            options = item["options"]
            assert 1 <= len(options) <= 25
            assert len({option["value"] for option in options}) == len(options)
            assert sum(bool(option.get("default")) for option in options) <= item["max_values"]
            assert all(len(option["label"]) <= 100 for option in options)
    return True


MOVES = st.builds(
    Move, st.sampled_from(Movement), st.sampled_from(Amplitude), st.sampled_from(Speed)
)


def plan_of(steps):
    try:
        return CameraPlan(tuple(map(tuple, steps)))
    except ValueError:
        return CameraPlan()


PLANS = st.builds(plan_of, st.lists(st.lists(MOVES, min_size=1, max_size=2), max_size=6))


@settings(max_examples=80, deadline=None)
@given(
    plan=PLANS,
    prompt=st.one_of(st.text(max_size=200), st.just("[push in] `x` ```y``` [logo]" * 40)),
    step=st.integers(-1, 9),
    model=st.sampled_from([None, "Hailuo 2.3", "H3", "T2V-01"]),
)
async def test_every_plan_fits(plan, prompt, step, model):
    """Any plan, any text, any step looked at."""
    try:
        made = composed(prompt, plan.option(), model)
    except (ValueError, Refused):
        return
    assert fits(composer(made, step))


async def test_the_longest_plan_fits():
    """Everything said at once: news, the longest plan, six notes, a wall of text."""
    note = PictureNote(what="cropped", measured="9:32", limit="2:5")
    made = composed("`*" * 600, LONGEST_PLAN.option(), "T2V-01")
    made = replace(
        made,
        ask=replace(made.ask, picture_notes=(note,) * 6),
        changes=job(credits=7),
        is_stale=True,
        tried=Tried(
            refusal=CameraTooMuch(found=7, limit=6, at_once=False),
            in_turn=LONGEST_PLAN,
            only_first=LONGEST_PLAN,
        ),
    )
    reply = composer(made, 5, (Movement.SHAKE, Movement.TILT_UP))
    assert fits(reply)
    assert "instead of 7" in reply.text


@pytest.mark.parametrize(
    "made",
    [
        composed(),
        composed("", "shake"),
        composed("[pan left] a lake", "slow push in"),
        composed(model="H3", camera="slow push in, then whip pan left"),
        composed(fitting=0),
        composed(changes=job()),
        composed(left=job(status=JobStatus.SUCCEEDED)),
        composed(is_stale=True),
    ],
    ids=["empty", "no words", "brackets", "prose", "no room", "in line", "left the line", "stale"],
)
def test_it_is_said_plainly(made):
    """No jargon, no emoji."""
    reply = composer(made)
    assert not BANNED.search(reply.text.partition("```")[0])
    assert not EMOJI.search(reply.text)
    assert not BANNED.search(closed(made).text)


def test_what_the_model_reads_is_exact():
    """Brackets for Hailuo, sentences for H3, to the letter."""
    bracketed = composer(composed("a *lake*", "slow push in", "Hailuo 2.3"))
    assert "**Hailuo 2.3** reads:\n```\n[Push in] a *lake*\n```" in bracketed.text
    told = composer(composed("a *calm* lake", "slow push in", "H3"))
    assert (
        "**H3** reads:\n```\na *calm* lake. The camera pushes in at slow speed.\n```" in told.text
    )


def test_nothing_leaves_the_block():
    """Three backticks in a text do not end the block it is shown in."""
    reply = composer(composed("a ``` @everyone", "shake"))
    assert reply.text.count("```") == 2


def test_each_step_is_its_own_in_the_lists():
    """Movements and measure of the step looked at are the chosen ones."""
    made = composed(camera="slow push in + shake, then static shot")
    (_, moves, measure), _ = controls(made, 0)
    assert [o.label for o in moves.options if o.is_chosen] == ["Push in", "Shake"]
    assert [o.label for o in measure.options if o.is_chosen] == []
    assert "each move its own way" in measure.placeholder
    (_, _, measure), _ = controls(made, 1)
    assert measure.is_off


@pytest.mark.parametrize("about", ["", "x", "x:1", "x::", "x:-1:2", "x:1:b"])
def test_an_identity_that_says_nothing(about):
    """It belongs to no request."""
    with pytest.raises(Refused) as refused:
        At.read(about)
    assert refused.value.refusal == DraftGone()


def test_identities_read_back():
    """What a control carries is found again, and what it can't mean is left out."""
    at = At(draft_id=DRAFT, order=12, step=4)
    assert At.read(f"{at}:in_turn:4e") == (at, ("in_turn", "4e", "", ""))
    assert movements_of("4e") == (Movement.PUSH_IN, Movement.STATIC_SHOT)
    assert movements_of("f z") == ()
    assert measure_of_value("3") == (Amplitude.MEDIUM, Speed.SLOW)
    assert measure_of_value("9") == measure_of_value("x") == (Amplitude.MEDIUM, Speed.MEDIUM)


@pytest.mark.parametrize(
    ("fitting", "says"),
    [
        (None, "**3 credits** · leaves 7 today, enough for 2 more clips like it."),
        (2, "**3 credits** · leaves 7 today, enough for 1 more clip like it."),
        (0, "**3 credits** · more than may be made here now: what all share has no room for it."),
    ],
)
def test_the_price_promises_no_more_than_ceilings_leave(fitting, says):
    """Not even the shot itself, where they have no room for it."""
    assert says in composer(composed(fitting=fitting)).text
