"""What can be chosen of a clip while `/video` is typed, beside what stands there already."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from discord import app_commands

from cogs.ui.asking import Interaction
from cogs.ui.inert import plain
from cogs.ui.phrases import credits, sound_of
from domain.camera_reading import direct, parse_plan
from domain.camera_suggesting import suggestions
from domain.model import Mode, Need
from domain.pictures import Pictures
from services.suggesting import Possible, Wish

#: Discord's limit for one choice's name and value (docs: application commands, choices).
LONGEST_CHOICE = 100


def need_so_far(interaction: Interaction) -> Need:
    """What the options filled in so far ask of a model.

    Pictures count where Discord tells of them while a command is typed.
    """
    given = interaction.namespace
    prompt, camera = str(given.prompt or ""), str(given.camera or "")
    pictures: Pictures[object] = Pictures(
        first_frame=given.image,
        last_frame=given.last,
        subject=given.subject,
        references=(given.reference,) if given.reference else (),
    )
    return Need(
        # What can't go together is told once the request is sent.
        mode=pictures.mode or (Mode.FIRST_AND_LAST_FRAME if given.last else Mode.TEXT),
        camera=bool(given.preset) or _has_camera(prompt, camera),
        duration_s=_whole(given.duration),
        resolution=str(given.resolution or "") or None,
        aspect=shape(given.aspect),
        references=len(pictures.references),
    )


def is_empty(interaction: Interaction) -> bool:
    """Whether nothing that narrows the choice of a model is filled in yet."""
    given = interaction.namespace
    named = ("prompt", "camera", "preset", "image", "last", "subject", "reference")
    wished = ("duration", "resolution", "aspect")
    return not any(getattr(given, name) for name in (*named, *wished))


def need_without(wish: Wish, interaction: Interaction) -> Need:
    """The same without the option that is being typed."""
    need = need_so_far(interaction)
    match wish:
        case Wish.DURATION:
            return replace(need, duration_s=None)
        case Wish.RESOLUTION:
            return replace(need, resolution=None)
        case Wish.ASPECT:
            return replace(need, aspect=None)


def durations(found: Sequence[Possible], typed: str, *, named: bool) -> list[Any]:
    """`10 s · 768p · 6 credits`, for those lengths that begin as typed; `named`: a model was."""
    return [
        app_commands.Choice(name=_name(one, named=named), value=one.offer.duration_s)
        for one in found
        if str(one.offer.duration_s).startswith(typed.strip())
    ]


def resolutions(found: Sequence[Possible], typed: str, *, named: bool) -> list[Any]:
    """The same for resolutions."""
    return [
        app_commands.Choice(name=_name(one, named=named), value=one.offer.resolution)
        for one in found
        if typed.strip().casefold() in one.offer.resolution.casefold()
    ]


def shapes(found: Sequence[Possible], typed: str, *, named: bool) -> list[Any]:
    """The same for shapes, `9:16 · 6 s · 768p · 5 credits`."""
    return [
        app_commands.Choice(name=_name(one, named=named), value=one.aspect)
        for one in found
        if typed.strip() in one.aspect
    ]


def shape(typed: object) -> str | None:
    """A shape as the catalogue writes it, however it was typed: `16 x 9` is `16:9`."""
    text = "".join(str(typed or "").split())
    for sign in "x×/":
        text = text.replace(sign, ":")
    return text or None


def cameras(typed: str) -> list[app_commands.Choice[str]]:
    """Plans that go on with what stands there already."""
    return [
        app_commands.Choice(name=text, value=text)
        for text in suggestions(typed)
        if len(text) <= LONGEST_CHOICE
    ]


def model_choices(found: Sequence[tuple[Any, int]]) -> list[app_commands.Choice[str]]:
    """Models with their prices, and whether their clips have sound."""
    return [
        app_commands.Choice(
            name=_joined(model.title, sound_of(model), credits(price)), value=model.name
        )
        for model, price in found
    ]


def _name(one: Possible, *, named: bool) -> str:
    title = "" if named else one.model.title
    return _joined(one.aspect, one.offer.size, sound_of(one.model), credits(one.credits), title)


def _joined(*facts: str) -> str:
    return plain(" · ".join(fact for fact in facts if fact), LONGEST_CHOICE)


def _has_camera(prompt: str, camera: str) -> bool:
    try:
        return bool(parse_plan(camera) + direct(prompt).camera)
    except ValueError:
        return True


def _whole(typed: object) -> int | None:
    """A whole number, where what was typed so far is one."""
    return int(str(typed)) if str(typed).isdecimal() else None
