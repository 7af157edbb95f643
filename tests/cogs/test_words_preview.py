"""What is said above the composer of a plan that was looked at, and on the guide's pages."""

from dataclasses import replace
from pathlib import Path

import pytest

from cogs.ui.reply import LONGEST_MESSAGE
from cogs.ui.words_guide import PAGES, movement_at, page
from cogs.ui.words_preview import seen, undrawn, unseen
from domain.camera_reading import direct, parse_plan
from domain.job import Place
from domain.movements import Movement
from domain.pictures import InputImage, Pictures
from domain.refusals import PreviewsBusy
from services.animatics import Preview, order_of
from services.asks import Ask, Who
from services.catalogue import load_catalogue
from services.composing import Composed
from services.quoting import quote
from tests.cogs.voice import keeps_the_voice

CATALOGUE = load_catalogue(None)
IMAGE = InputImage(sha256="0" * 64, mime="image/png", width=600, height=400)
PREVIEW = Preview(clip=Path("x.mp4"), drawn=("lake", "dusk"), not_drawn=("astronaut",))


def composed(prompt="a lake", camera="", **more):
    who = Who(member_id=42, name="ana")
    place = Place(server_id=1, channel_id=2)
    ask = Ask(place=place, who=who, prompt=prompt, camera=camera, **more)
    return Composed(
        draft_id="f" * 32,
        ask=ask,
        order=0,
        can_undo=False,
        credits_left=10,
        plan=parse_plan(camera),
        typed=direct(prompt).camera,
        quote=quote(replace(ask, pictures=Pictures()), CATALOGUE, frozenset()),
    )


def first_line(reply):
    return reply.text.splitlines()[0]


@pytest.mark.parametrize(
    ("pictures", "said"),
    [
        (Pictures(), "a sketch, drawn: lake, dusk; not drawn: astronaut. No movement"),
        (Pictures(first_frame=IMAGE), "your picture, and the camera in it; what your text adds"),
        (
            Pictures(first_frame=IMAGE, last_frame=IMAGE),
            "not drawn. Not in it: the picture it ends with.",
        ),
        (Pictures(last_frame=IMAGE), "not drawn: astronaut. Not in it: the picture it ends with."),
        (Pictures(subject=IMAGE), "not drawn: astronaut. Not in it: the face."),
        (Pictures(references=(IMAGE, IMAGE)), "not drawn: astronaut. Not in it: your references."),
    ],
    ids=["none", "first", "first and last", "last", "face", "references"],
)
def test_what_is_in_it(pictures, said):
    """Whatever the preview can't show of a request is named."""
    assert said in first_line(seen(composed(pictures=pictures), PREVIEW))


def test_free_whenever_no_price_says_so():
    """Where nothing could be made of it, too, it is said that nothing was charged."""
    reply = seen(replace(composed(), quote=None), PREVIEW)
    assert first_line(reply).endswith("Nothing was charged.")


@pytest.mark.parametrize("prompt", ["[" * 1_900, "\\" * 1_900, "`" * 1_900, "x " * 950])
def test_the_longest_fits(prompt):
    """However long and odd the text, the message stays within Discord's limit."""
    camera = ", then ".join(["fast strong pedestal down + tracking shot + truck right"] * 6)
    request = composed(camera=camera)
    request = replace(request, ask=replace(request.ask, prompt=prompt))
    words = Preview(clip=Path("x.mp4"), drawn=("[" * 60,) * 4, not_drawn=("`" * 60,) * 4)
    for reply in (
        seen(request, words),
        unseen(request, PreviewsBusy(own=False), earlier="x" * 500),
        undrawn(request, "5F2C", earlier="x" * 500),
    ):
        assert len(reply.text) <= LONGEST_MESSAGE


def test_what_is_ordered():
    """Story without brackets, the whole plan, the chosen shape, the picture to begin with."""
    request = composed("[pan left] a lake [logo]", "shake", aspect="9:16")
    request = replace(
        request, ask=replace(request.ask, pictures=Pictures(first_frame=IMAGE, last_frame=IMAGE))
    )
    order = order_of(request)
    assert order.prompt == "a lake [logo]"
    assert order.camera.words() == "shake, then pan left"
    assert (order.aspect, order.picture, order.member_id) == ("9:16", IMAGE, 42)


@pytest.mark.parametrize("movement", Movement)
def test_every_page(movement):
    """Each movement has a page within Discord's limits, in our voice."""
    reply = page(movement, PREVIEW, leads_on=True)
    number = PAGES.index(movement)
    assert reply.text.startswith(f"**{movement.value}** · ")
    assert f"{number + 1} of 15" in reply.text
    assert keeps_the_voice(reply)
    assert len({control.custom_id for control in (*reply.buttons, *reply.selects)}) == 4
    assert len(reply.file.alt) <= 1_024


@pytest.mark.parametrize("value", ["", "-1", "15", "x", "²", "9" * 50])
def test_no_such_page(value):
    """What is no page's number leads to the first."""
    assert movement_at(value) is Movement.TRUCK_LEFT
