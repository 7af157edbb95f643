"""What is said about camera plans: remarks beside them, in the answer and in the composer."""

from collections.abc import Sequence

from cogs.ui.inert import inert
from domain.camera_remarks import Remark

_REMARKS = {
    Remark.DOLLY_ZOOM: "Travelling one way and zooming the other is a dolly zoom: the subject keeps"
    " its size while the background stretches.",
    Remark.ADDS_UP: "Travel and zoom the same way add up: it gets close, or far, twice as fast.",
    Remark.ARC: "Gliding one way and turning the other circles around the subject.",
    Remark.RIDES_ALONG: "A tracking shot glides along already; with truck beside it, the subject"
    " may leave the picture.",
    Remark.HURRIED: "So many moves in so short a clip leave each hardly a second.",
    Remark.SAME_AGAIN: "The same move twice in a row reads as one long one.",
    Remark.MEASURES_UNREAD: "{model} follows the moves, but not how far or how fast; H3 does.",
}
_SHOWN = 3


def remark(which: Remark, model: str) -> str:
    """A sentence about a plan that may surprise; `model` is the title of the one that makes it."""
    return _REMARKS[which].format(model=inert(model, 60))


def not_camera(brackets: Sequence[str]) -> str:
    """Brackets that are not the camera's."""
    named = ", ".join(f'"{inert(bracket, 40)}"' for bracket in brackets[:_SHOWN])
    rest = len(brackets) - _SHOWN
    named += f" and {rest} more" if rest > 0 else ""
    if len(brackets) == 1:
        return f"{named} is not a camera movement; it stays in your text."
    return f"{named} are not camera movements; they stay in your text."


def left_open(brackets: Sequence[str]) -> str:
    """Brackets that were begun and never closed."""
    named = ", ".join(f'"{inert(bracket, 40)}"' for bracket in brackets[:_SHOWN])
    return f"{named} has no closing bracket, so it stays in your text and moves no camera."
