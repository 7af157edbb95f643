"""The form for a shot: prompt, camera, pictures. Found again by its identity after a restart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import discord

from cogs.ui.asking import Interaction
from cogs.ui.inert import plain
from cogs.ui.phrases import credits, sound_of
from domain.pictures import Pictures
from services.asks import Ask, Change
from services.making_together import Made, Remix

#: Begins the identity of every form; the id of a kept request follows, or nothing.
FORM = "gl:form:"
#: Begins the identity of a form for text and camera alone, sent back to the composer.
TEXT_FORM = "gl:text:"
#: The identity of a form whose shot is only looked at.
PREVIEW_FORM = "gl:see:"
_PROMPT, _CAMERA = "prompt", "camera"
_PICTURE, _FACE, _REFERENCES = "picture", "face", "references"
_MADE = "made"
#: As many as any engine looks at (MiniMax V2); a field for files takes ten (docs: file upload).
_MOST_REFERENCES = 9
#: What a text field takes (docs: text input).
_MOST_TEXT = 4_000
#: Nobody types for longer; discord.py forgets the form then, and our own listener answers anyway.
_LIVES_S = 900.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as it was sent off. `draft_id` is empty for a new request."""

    draft_id: str
    prompt: str
    camera: str
    pictures: Pictures[discord.Attachment]
    #: What was chosen of model and size; empty where they stay.
    made: Change = field(default_factory=Change)


def form(draft_id: str = "", ask: Ask | None = None, *, with_pictures: bool) -> discord.ui.Modal:
    """The form, prefilled from a kept request; `with_pictures`: its member may hand some in."""
    modal = discord.ui.Modal(title="Make a clip", custom_id=FORM + draft_id, timeout=_LIVES_S)
    _add_texts(modal, ask)
    if with_pictures:
        _add_pictures(modal, ask.pictures if ask else Pictures())
    return modal


def picture_form(draft_id: str) -> discord.ui.Modal:
    """The form about a picture that is chosen already."""
    modal = discord.ui.Modal(
        title="Animate this picture", custom_id=FORM + draft_id, timeout=_LIVES_S
    )
    _add_texts(modal, None, picture_known=True)
    return modal


def preview_form(*, with_pictures: bool) -> discord.ui.Modal:
    """The form for a shot that its member wants to see before it is made."""
    modal = form(with_pictures=with_pictures)
    modal.title, modal.custom_id = "See it before you spend", PREVIEW_FORM
    return modal


def text_form(draft_id: str, ask: Ask) -> discord.ui.Modal:
    """The form for what is typed of a kept request; its pictures stay."""
    modal = discord.ui.Modal(
        title="Text and camera", custom_id=TEXT_FORM + draft_id, timeout=_LIVES_S
    )
    _add_texts(modal, ask, picture_known=bool(ask.pictures))
    return modal


def remix_form(draft_id: str, remix: Remix, *, with_pictures: bool) -> discord.ui.Modal:
    """The form for what grows from a clip: its words, its camera, model and size, its picture."""
    ask = remix.ask
    modal = discord.ui.Modal(
        title=f"Remix {ask.parent}", custom_id=FORM + draft_id, timeout=_LIVES_S
    )
    _add_texts(modal, ask, picture_known=bool(ask.pictures))
    modal.add_item(
        discord.ui.Label(
            text="Model and size",
            component=discord.ui.Select(custom_id=_MADE, options=_ways_to_make(remix)),
        )
    )
    if with_pictures:
        _add_beginning(modal, ask)
    return modal


def _add_beginning(modal: discord.ui.Modal, ask: Ask) -> None:
    beginning = f"Empty keeps the one of {ask.parent}." if ask.pictures else "To begin with."
    picture: discord.ui.FileUpload[Any] = discord.ui.FileUpload(
        custom_id=_PICTURE, required=False, min_values=0, max_values=2
    )
    modal.add_item(
        discord.ui.Label(
            text="Picture", description=f"{beginning} A second one ends it.", component=picture
        )
    )


def filled(interaction: Interaction, begins: str = FORM) -> Filled | None:
    """What was sent off with a form of ours whose identity begins so; None for any other."""
    found = sent_off(interaction, begins)
    if found is None:
        return None
    draft_id, fields = found
    return Filled(
        draft_id=draft_id,
        prompt=_text(fields.get(_PROMPT)),
        camera=_text(fields.get(_CAMERA)),
        pictures=_pictures(interaction, fields),
        made=_chosen(fields.get(_MADE)),
    )


def sent_off(
    interaction: Interaction, begins: str
) -> tuple[str, Mapping[str, Mapping[str, Any]]] | None:
    """The rest of a form's identity and its fields by theirs; None for any other interaction."""
    data: Mapping[str, Any] = interaction.data or {}
    custom_id = str(data.get("custom_id", ""))
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    if not custom_id.startswith(begins):
        return None
    fields = {str(field.get("custom_id")): field for field in _fields(data.get("components", ()))}
    return custom_id.removeprefix(begins), fields


#: Stands for the model and size that the kept request has.
_AS_IT_IS = "as_it_is"
_MOST_LABEL = 100
_MOST_VALUE = 100


def _ways_to_make(remix: Remix) -> list[discord.SelectOption]:
    as_it_is = _made(remix.as_it_is) if remix.as_it_is else "Whatever fits"
    found = [discord.SelectOption(label=as_it_is, value=_AS_IT_IS, default=True)]
    for one in remix.others:
        value = f"{one.model.name}:{one.offer.duration_s}:{one.offer.resolution}"
        if len(value) <= _MOST_VALUE:
            found.append(discord.SelectOption(label=_made(one), value=value))
    return found


def _made(one: Made) -> str:
    facts = (one.model.title, one.offer.size, sound_of(one.model), credits(one.credits))
    return plain(" · ".join(fact for fact in facts if fact), _MOST_LABEL)


def _chosen(field_: Mapping[str, Any] | None) -> Change:
    chosen = next(iter((field_ or {}).get("values", ())), _AS_IT_IS)
    # From the right: an operator's own model may have a colon in its name.
    model, seconds, resolution = ("", "", *str(chosen).rsplit(":", 2))[-3:]
    if not seconds.isdecimal():
        return Change()
    return Change(model=model, duration_s=int(seconds), resolution=resolution)


#: The longest plan that can be filmed has room for twice as much.
_MOST_CAMERA = 1_500


def _add_texts(modal: discord.ui.Modal, ask: Ask | None, *, picture_known: bool = False) -> None:
    modal.add_item(
        discord.ui.Label(
            text="What happens",
            description=_about_text(ask, picture_known=picture_known),
            component=discord.ui.TextInput(
                custom_id=_PROMPT,
                style=discord.TextStyle.paragraph,
                placeholder="A red lighthouse in a storm, waves over the rocks",
                default=ask.prompt[:_MOST_TEXT] if ask else None,
                required=False,
                max_length=_MOST_TEXT,
            ),
        )
    )
    modal.add_item(
        discord.ui.Label(
            text="Camera",
            description="For example: truck left + pan right, then push in",
            component=discord.ui.TextInput(
                custom_id=_CAMERA,
                default=ask.camera[:_MOST_CAMERA] if ask else None,
                required=False,
                max_length=_MOST_CAMERA,
            ),
        )
    )


def _about_text(ask: Ask | None, *, picture_known: bool) -> str | None:
    if picture_known:
        return "The picture alone is enough."
    is_cut = ask is not None and len(ask.prompt) > _MOST_TEXT
    return f"Cut: a form holds {_MOST_TEXT:,} characters, /video takes more." if is_cut else None


def _add_pictures(modal: discord.ui.Modal, kept: Pictures[Any]) -> None:
    fields = (
        (_PICTURE, "Picture", "The clip begins with it; a second one ends it.", 2),
        (_FACE, "Face", "A person the clip is about, instead of a picture.", 1),
        (
            _REFERENCES,
            "References",
            "People, things or a style to go by, instead of the others; up to nine.",
            _MOST_REFERENCES,
        ),
    )
    has = {
        _PICTURE: kept.first_frame or kept.last_frame,
        _FACE: kept.subject,
        _REFERENCES: kept.references,
    }
    for custom_id, text, description, most in fields:
        modal.add_item(
            discord.ui.Label(
                text=text,
                description=description + (" Empty keeps yours." if has[custom_id] else ""),
                component=discord.ui.FileUpload(
                    custom_id=custom_id, required=False, min_values=0, max_values=most
                ),
            )
        )


def _pictures(
    interaction: Interaction, fields: Mapping[str, Mapping[str, Any]]
) -> Pictures[discord.Attachment]:
    first, last, *_ = (*_attachments(interaction, fields.get(_PICTURE)), None, None)
    face, *_ = (*_attachments(interaction, fields.get(_FACE)), None)
    references = tuple(_attachments(interaction, fields.get(_REFERENCES)))
    return Pictures(first_frame=first, last_frame=last, subject=face, references=references)


def _fields(components: Any) -> Iterator[Mapping[str, Any]]:
    """All fields of a form, out of the labels (type 18) and rows (type 1) around them."""
    for component in components:
        if "component" in component:
            yield component["component"]
        yield from _fields(component.get("components", ()))
        if "custom_id" in component:
            yield component


def _text(field: Mapping[str, Any] | None) -> str:
    return str(field.get("value") or "") if field else ""


def _attachments(
    interaction: Interaction, field: Mapping[str, Any] | None
) -> Iterator[discord.Attachment]:
    """The files of a field, in the order in which they were chosen."""
    data: Mapping[str, Any] = interaction.data or {}
    known = data.get("resolved", {}).get("attachments", {})
    for number in (field or {}).get("values", ()):
        found = known.get(str(number))
        if found is not None:
            # The library resolves attachments only for forms of this very process.
            yield discord.Attachment(data=found, state=interaction._state)
