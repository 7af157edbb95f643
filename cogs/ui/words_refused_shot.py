"""Why a shot can't be made as it was asked for: text, camera, model, pictures."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cogs.ui.inert import inert
from cogs.ui.phrases import FREE, capital, counted
from cogs.ui.reply import Act, Button, Reply
from domain.model import Lack, Mode
from domain.refusals import (
    CameraContradicts,
    CameraTooMuch,
    CameraUnknown,
    ModelDoesNotFit,
    ModelUnknown,
    NoPictureThere,
    NothingFits,
    PictureNotYours,
    PicturesNotAllowed,
    PictureUnusable,
    PromptEmpty,
    PromptTooLong,
    PromptUnreadable,
    Refusal,
)
from services.rules import PICTURE_ROLE_NAME

#: As many as can be read at a glance.
_MOST_NAMED = 10


def _empty(_: PromptEmpty) -> Reply:
    text = f"There is nothing to film yet: say what should happen, or add a picture. {FREE}"
    return Reply(text=text, buttons=(Button(act=Act.FORM, label="Write it"),))


def _too_long(r: PromptTooLong) -> Reply:
    text = (
        f"Your text is {r.length:,} characters long, camera included; {r.limit:,} fit."
        f" Shortened by {r.length - r.limit:,}, it passes. {FREE}"
    )
    return Reply(text=text)


def _unreadable(r: PromptUnreadable) -> Reply:
    text = (
        f"Your text holds something nobody can see, as its character number {r.position:,}:"
        f" {inert(r.character)}. Without it, the text passes. {FREE}"
    )
    return Reply(text=text)


def _camera_unknown(r: CameraUnknown) -> Reply:
    typed = inert(r.typed, 60)
    if r.nearest is None:
        text = (
            f'"{typed}" is not a camera movement. The fifteen there are come up'
            f" while you type in `camera:`. {FREE}"
        )
    else:
        text = f'"{typed}" is not a camera movement. Did you mean **{r.nearest.lower()}**? {FREE}'
    return Reply(text=text)


def _contradicts(r: CameraContradicts) -> Reply:
    first, second = capital(r.first.words()), r.second.words()
    text = f"{first} and {second} cancel each other. One after the other? {FREE}"
    return Reply(text=text)


def _too_much(r: CameraTooMuch) -> Reply:
    how = "at once" if r.at_once else "one after the other"
    text = (
        f"{counted(r.found, 'camera movement')} {how} are more than a clip can hold;"
        f" {r.limit} fit. {FREE}"
    )
    return Reply(text=text)


def _model_unknown(r: ModelUnknown) -> Reply:
    offered = ", ".join(inert(title, 60) for title in r.offered[:_MOST_NAMED])
    further = _further(len(r.offered) - _MOST_NAMED)
    if further:
        further += ": they come up while you type in `model:`"
    there = f"There are: {offered or 'none at the moment'}{further}."
    return Reply(text=f'There is no model called "{inert(r.typed, 60)}" here. {there} {FREE}')


_LACKS = {
    Lack.CAMERA: ("can't follow a camera", "does"),
    Lack.TEXT: ("needs a picture", "makes clips from words alone"),
    Lack.FIRST_FRAME: ("can't begin with a picture", "does"),
    Lack.FIRST_AND_LAST_FRAME: ("can't go from one picture to another", "does"),
    Lack.SUBJECT: ("can't keep a face", "does"),
    Lack.REFERENCES: ("can't look at other pictures", "does"),
    Lack.SO_MANY_REFERENCES: ("can't look at so many pictures", "does"),
    Lack.DURATION: ("makes no clip of that length", "does"),
    Lack.RESOLUTION: ("makes no clip of that resolution", "does"),
    Lack.DURATION_AT_RESOLUTION: ("can't make that length at that resolution", "does"),
    Lack.ASPECT: ("can't make that shape; a picture's own shape always counts", "does"),
}
NOBODY = {
    Lack.CAMERA: "No model here follows a camera for such a shot. Without a camera it may work.",
    Lack.TEXT: "No model here makes clips from words alone. Add a picture.",
    Lack.FIRST_FRAME: "No model here begins with a picture. Words alone may work.",
    Lack.FIRST_AND_LAST_FRAME: (
        "No model here goes from one picture to another. With the first one alone it may work."
    ),
    Lack.SUBJECT: "No model here keeps a face. Without `subject:` it may work.",
    Lack.REFERENCES: "No model here looks at other pictures. Words alone may work.",
    Lack.SO_MANY_REFERENCES: "No model here looks at so many pictures. Fewer may work.",
    Lack.DURATION: "No model here makes such a shot of that length.",
    Lack.RESOLUTION: "No model here makes such a shot at that resolution.",
    Lack.DURATION_AT_RESOLUTION: "No model here makes that length at that resolution.",
    Lack.ASPECT: (
        "No model here makes that shape for such a shot. Without `aspect:` it works; a picture's"
        " own shape always counts."
    ),
    Lack.PICTURES_TOGETHER: (
        "These pictures can't go together. A picture to end with needs one to begin with; a face"
        " goes alone, and so do references."
    ),
}


#: What a shot starts from, where the model's other ways to start have what this one lacks.
_FROM = {
    Mode.TEXT: " from words alone",
    Mode.FIRST_FRAME: " from one picture",
    Mode.FIRST_AND_LAST_FRAME: " from two pictures",
    Mode.SUBJECT: " of a face",
    Mode.REFERENCES: " from references",
}


def _does_not_fit(r: ModelDoesNotFit) -> Reply:
    cannot, does = _LACKS[r.lacks]
    text = f"{inert(r.model, 60)} {cannot}{_FROM[r.only_from] if r.only_from else ''}"
    text += f"; {inert(r.instead, 60)} {does}." if r.instead else "."
    near = f" The nearest it makes is {r.nearest.size}." if r.nearest else ""
    if r.nearest and r.nearest.model != r.model:
        near = f" The nearest is {r.nearest.size}, by {inert(r.nearest.model, 60)}."
    return Reply(text=f"{text}{near}{_there(r.there)} {FREE}")


def _nothing_fits(r: NothingFits) -> Reply:
    near = f" The nearest is {r.nearest.size}." if r.nearest else ""
    return Reply(text=f"{NOBODY[r.lacks]}{near}{_there(r.there)} {FREE}")


def _there(names: Sequence[str]) -> str:
    shown = ", ".join(name.lower() for name in names[:_MOST_NAMED])
    return f" There are: {shown}{_further(len(names) - _MOST_NAMED)}." if shown else ""


def _further(number: int) -> str:
    return f", and {number} more" if number > 0 else ""


def _picture(r: PictureUnusable) -> Reply:
    name = inert(r.name, 60)
    sentences = {
        "not_a_picture": f"{name} isn't a picture, whatever its name says. A JPEG, PNG or WebP"
        " works.",
        "kind": f"{name} is a {inert(r.measured)}, which I can't read. A JPEG, PNG or WebP works.",
        "broken": f"{name} is damaged or cut off. Save it anew and try again.",
        "too_small": f"{name} is {r.measured} pixels; the shorter side needs {r.limit}.",
        "too_many_pixels": f"{name} is {r.measured} pixels; up to {r.limit} work.",
        "too_wide": f"{name} is {r.measured} pixels, too wide to crop; up to {r.limit} works.",
        "too_tall": f"{name} is {r.measured} pixels, too tall to crop; up to {r.limit} works.",
        "too_many_bytes": f"{name} has {r.measured}; up to {r.limit} work.",
        "no_room": f"My disk has no room for {name} now. Words alone work, or try again later.",
    }
    return Reply(text=f"{sentences[r.problem]} {FREE}")


def _pictures_not_allowed(r: PicturesNotAllowed) -> Reply:
    if not r.by_role:
        return Reply(text=f"This server doesn't take pictures. Words alone work. {FREE}")
    role = f"<@&{r.role_id}>" if r.role_id else f"the role {PICTURE_ROLE_NAME}"
    text = f"Pictures here are for members with {role}. Words alone work for everyone. {FREE}"
    return Reply(text=text)


def _picture_not_yours(_: PictureNotYours) -> Reply:
    text = f"That is somebody else's picture. Your own uploads and my clips can be animated. {FREE}"
    return Reply(text=text)


def _no_picture(_: NoPictureThere) -> Reply:
    text = f"That message holds no picture. Choose one with a picture of yours or a clip. {FREE}"
    return Reply(text=text)


#: The sentence for every refusal of this kind.
WORDS: Mapping[type[Refusal], Callable[[Any], Reply]] = {
    PromptEmpty: _empty,
    PromptTooLong: _too_long,
    PromptUnreadable: _unreadable,
    CameraUnknown: _camera_unknown,
    CameraContradicts: _contradicts,
    CameraTooMuch: _too_much,
    ModelUnknown: _model_unknown,
    ModelDoesNotFit: _does_not_fit,
    NothingFits: _nothing_fits,
    PictureUnusable: _picture,
    PicturesNotAllowed: _pictures_not_allowed,
    PictureNotYours: _picture_not_yours,
    NoPictureThere: _no_picture,
}
