"""What a member reads when a request was not taken: the rule, what would pass, what it cost."""

from collections.abc import Callable, Mapping
from typing import Any

import discord

from cogs.ui import words_refused_act, words_refused_shot
from cogs.ui.phrases import capital
from cogs.ui.reply import LONGEST_CUSTOM_ID, Act, Button, Reply
from domain.refusals import (
    CameraContradicts,
    CameraUnknown,
    ModelDoesNotFit,
    Refusal,
    TooFewCredits,
    WordsRefused,
)
from services.asks import Ask
from services.mending import Mend, mends

_SENTENCES: Mapping[type[Refusal], Callable[[Any], Reply]] = {
    **words_refused_shot.WORDS,
    **words_refused_act.WORDS,
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


def _ways(refusal: Refusal, draft_id: str | None, ask: Ask | None) -> tuple[Button, ...]:
    if draft_id is None:
        return ()
    found: list[Button] = []
    match refusal:
        case CameraUnknown() | CameraContradicts() if ask is not None:
            found += _mending(refusal, draft_id, ask)
        case ModelDoesNotFit(instead=str(title)):
            found += _model(draft_id, title, f"Use {title}")
        case TooFewCredits(cheaper_model=str(title), cheaper_credits=price):
            found += _model(draft_id, title, f"Make it for {price}")
        case WordsRefused(rule=rule) if rule in _NO_REWRITE:
            return ()
        case _:
            pass
    return (*found, Button(act=Act.EDIT, label="Edit", about=draft_id))


def _mending(refusal: CameraUnknown | CameraContradicts, draft_id: str, ask: Ask) -> list[Button]:
    ways = mends(ask)
    return [
        Button(act=Act.MEND, label=label, about=f"{draft_id}:{mend}", style=_PRIMARY)
        for mend, label in _mend_labels(refusal, ways).items()
        if mend in ways
    ]


def _mend_labels(
    refusal: CameraUnknown | CameraContradicts, ways: Mapping[Mend, Any]
) -> dict[Mend, str]:
    if isinstance(refusal, CameraUnknown):
        return {Mend.NEAREST: f"Use {refusal.nearest.lower()}"} if refusal.nearest else {}
    in_turn = ways.get(Mend.IN_TURN)
    only = ways.get(Mend.ONLY_FIRST)
    return {
        Mend.IN_TURN: capital(in_turn.camera.replace(" + ", " with ")) if in_turn else "",
        Mend.ONLY_FIRST: f"Only {only.camera.replace(' + ', ' with ')}" if only else "",
    }


def _model(draft_id: str, title: str, label: str) -> list[Button]:
    button = Button(act=Act.MODEL, label=label, about=f"{draft_id}:{title}", style=_PRIMARY)
    # A title too long for a button's identity is chosen in the command instead.
    return [button] if len(button.custom_id) <= LONGEST_CUSTOM_ID else []
