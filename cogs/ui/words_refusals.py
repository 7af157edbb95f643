"""What a member reads when a request was not taken: the rule, what would pass, what it cost."""

from collections.abc import Callable, Mapping
from typing import Any

import discord

from cogs.ui import (
    words_refused_act,
    words_refused_credits,
    words_refused_shot,
    words_refused_together,
)
from cogs.ui.phrases import capital, credits, whole_moves
from cogs.ui.reply import LONGEST_CUSTOM_ID, LONGEST_LABEL, Act, Button, Reply
from domain.model import Lack
from domain.movements import Movement
from domain.nearness import Near
from domain.refusals import (
    CameraContradicts,
    CameraTooMuch,
    CameraUnknown,
    CeilingReached,
    ModelDoesNotFit,
    ModelUnknown,
    NothingFits,
    Refusal,
    TooFewCredits,
    WordsRefused,
)
from domain.refusals_acts import TooLateToChange
from services.asks import Ask, Change
from services.catalogue import price
from services.mending import Mend, mends

_SENTENCES: Mapping[type[Refusal], Callable[[Any], Reply]] = {
    **words_refused_shot.WORDS,
    **words_refused_act.WORDS,
    **words_refused_together.WORDS,
    **words_refused_credits.WORDS,
}
#: What can be left out of a request that no model makes, and how that reads.
_WITHOUT: Mapping[Lack, Mapping[Mend, str]] = {
    Lack.CAMERA: {Mend.NO_CAMERA: "Without a camera"},
    Lack.ASPECT: {Mend.ANY_SHAPE: "In the usual shape"},
    Lack.FIRST_FRAME: {Mend.NO_PICTURES: "Words alone"},
    Lack.FIRST_AND_LAST_FRAME: {Mend.FIRST_FRAME: "Only begin with it"},
    Lack.SUBJECT: {Mend.NO_PICTURES: "Words alone"},
    Lack.REFERENCES: {Mend.NO_PICTURES: "Words alone"},
    Lack.PICTURES_TOGETHER: {
        Mend.BEGIN_WITH_LAST: "Begin with it",
        Mend.FRAMES: "Only begin with it",
        Mend.FACE: "Only the face",
        Mend.REFERENCES: "Only go by them",
    },
}
_NO_REWRITE = frozenset({"sexual", "minors"})
_PRIMARY = discord.ButtonStyle.primary


def reply_to(refusal: Refusal, draft_id: str | None = None, ask: Ask | None = None) -> Reply:
    """The message for a refusal.

    `draft_id`: the request is kept under it and can be mended; `ask` is that request.
    """
    words = _SENTENCES[type(refusal)](refusal)
    ways = (*_ways(refusal, draft_id, ask), *words.buttons)
    return Reply(text=words.text, buttons=ways)


def may_be_reworded(refusal: Refusal) -> bool:
    """Whether other words for the same are welcome."""
    return not (isinstance(refusal, WordsRefused) and refusal.rule in _NO_REWRITE)


def camera_labels(refusal: Refusal, ways: Mapping[Mend, Change]) -> dict[Mend, str]:
    """What the ways to mend a camera are called; none for any other refusal."""
    match refusal:
        case CameraUnknown(nearest=Movement() as nearest):
            return {Mend.NEAREST: f"Use {nearest.lower()}"}
        case CameraContradicts() | CameraTooMuch():
            in_turn, only = ways.get(Mend.IN_TURN), ways.get(Mend.ONLY_FIRST)
            labels = {Mend.ONLY_FIRST: _label(only, "Only ") if only else ""}
            # Too many steps in turn are the first of them as well.
            if in_turn is None or in_turn == only:
                return labels
            return {Mend.IN_TURN: _label(in_turn), **labels}
        case _:
            return {}


def _ways(refusal: Refusal, draft_id: str | None, ask: Ask | None) -> tuple[Button, ...]:
    if draft_id is None:
        return ()
    found: list[Button] = []
    match refusal:
        case CameraUnknown() | CameraContradicts() | CameraTooMuch() if ask is not None:
            found += _mending(camera_labels(refusal, mends(ask)), draft_id, ask)
        case ModelUnknown():
            # What can be edited does not hold the model.
            return tuple(_model(draft_id, refusal.nearest, f"Use {refusal.nearest}"))
        case ModelDoesNotFit():
            found += _model(draft_id, refusal.instead, f"Use {refusal.instead}")
            found += _nearest(refusal, draft_id, ask)
        case CeilingReached(near=Near() as near):
            found += _size(draft_id, near, near.model)
        case NothingFits():
            found += _nearest(refusal, draft_id, ask)
        case TooFewCredits(cheaper_model=str(title), cheaper_credits=price):
            found += _model(draft_id, title, f"Make it for {price}")
        case TooLateToChange(credits=price):
            label = f"Make it anew for {credits(price)}"
            found.append(Button(act=Act.CONFIRM, label=label, about=draft_id, style=_PRIMARY))
            found.append(Button(act=Act.COMPOSE, label="Direct the camera", about=draft_id))
        case _ if not may_be_reworded(refusal):
            return ()
        case _:
            pass
    return (*found, Button(act=Act.EDIT, label="Edit", about=draft_id))


def _nearest(
    refusal: ModelDoesNotFit | NothingFits, draft_id: str, ask: Ask | None
) -> list[Button]:
    """The nearest that can be made instead."""
    found = _size(draft_id, refusal.nearest, _other_than_named(refusal)) if refusal.nearest else []
    labels = _WITHOUT.get(refusal.lacks, {})
    return found + (_mending(labels, draft_id, ask) if ask is not None else [])


def _other_than_named(refusal: ModelDoesNotFit | NothingFits) -> str:
    """The model that makes the nearest, where it is another than the one that was named."""
    if not isinstance(refusal, ModelDoesNotFit) or refusal.nearest is None:
        return ""
    return "" if refusal.nearest.model == refusal.model else refusal.nearest.model


def _size(draft_id: str, near: Near, model: str) -> list[Button]:
    made = f"{near.size} by {model}" if model else near.size
    label = f"Make it {made} for {credits(price(near.offer))}"
    # Colons part the facts; a title, which may hold some, comes last.
    shape = near.aspect.replace(":", "x")
    about = f"{draft_id}:{near.offer.duration_s}:{near.offer.resolution}:{shape}:{model}"
    button = Button(act=Act.SIZE, label=label, about=about, style=_PRIMARY)
    return [button] if len(button.custom_id) <= LONGEST_CUSTOM_ID else []


def _mending(labels: Mapping[Mend, str], draft_id: str, ask: Ask) -> list[Button]:
    ways = mends(ask)
    return [
        Button(act=Act.MEND, label=label, about=f"{draft_id}:{mend}", style=_PRIMARY)
        for mend, label in labels.items()
        if mend in ways
    ]


def _label(change: Change, before: str = "") -> str:
    moves = (change.camera or "").replace(" + ", " with ")
    return whole_moves(capital(before + moves), LONGEST_LABEL)


def _model(draft_id: str, title: str | None, label: str) -> list[Button]:
    if title is None:
        return []
    button = Button(act=Act.MODEL, label=label, about=f"{draft_id}:{title}", style=_PRIMARY)
    # A title too long for a button's identity is chosen in the command instead.
    return [button] if len(button.custom_id) <= LONGEST_CUSTOM_ID else []
