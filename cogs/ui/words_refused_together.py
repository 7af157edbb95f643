"""Why nothing grows from a clip, and what stands in the way of a preset."""

from collections.abc import Callable, Mapping
from typing import Any

from cogs.ui.inert import inert
from cogs.ui.phrases import FREE
from cogs.ui.reply import Act, Button, Reply
from domain.refusals import Refusal
from domain.refusals_together import (
    ClipDeleted,
    ForItsAuthor,
    PicturesGone,
    PresetEmpty,
    PresetExists,
    PresetUnknown,
    PresetUnreadable,
    RemixNotAllowed,
    ServerPresetsNotAllowed,
    TooManyPresets,
    WordsHeldBack,
)


def _for_its_author(r: ForItsAuthor) -> Reply:
    text = (
        f"Another take and another camera of {r.code} are for its author. You can remix it:"
        " it begins as that clip did, becomes yours, and names where it came from."
    )
    return Reply(text=text, buttons=(Button(act=Act.REMIX, label="Remix", about=r.code),))


def _clip_deleted(r: ClipDeleted) -> Reply:
    text = f"{r.code} was deleted, so nothing new grows from it. `/video` begins afresh. {FREE}"
    return Reply(text=text)


def _remix_not_allowed(r: RemixNotAllowed) -> Reply:
    if r.has_left:
        text = (
            f"The author of {r.code} has left this server and can no longer say who may remix it"
            f" (`/clips privacy`), so nobody may. `/video` begins afresh. {FREE}"
        )
    else:
        text = (
            f"The author of {r.code} lets nobody remix it; everyone decides that for their own"
            f" clips with `/clips privacy`. `/video` begins afresh. {FREE}"
        )
    return Reply(text=text)


def _words_held_back(r: WordsHeldBack) -> Reply:
    text = (
        f"This server's automatic moderation held the words of {r.code} back, so only its author"
        f" can go on with them. `/video` begins afresh with your own. {FREE}"
    )
    return Reply(text=text)


def _pictures_gone(r: PicturesGone) -> Reply:
    if not r.code:
        text = f"A picture of this shot is kept no longer. Hand it in again with `/video`. {FREE}"
        return Reply(text=text)
    text = (
        f"The pictures that {r.code} was asked with are kept no longer, so the same shot can't be"
        f" made again. Hand them in again with `/video`, or remix its words alone. {FREE}"
    )
    return Reply(text=text, buttons=(Button(act=Act.REMIX, label="Remix", about=r.code),))


def _preset_unknown(r: PresetUnknown) -> Reply:
    name = inert(r.typed, 60)
    text = f'You have no preset called "{name}", and this server has none. `/clips presets list`'
    return Reply(text=f"{text} shows them. {FREE}")


def _preset_unreadable(r: PresetUnreadable) -> Reply:
    text = (
        f'The camera plan of "{inert(r.name, 60)}" can\'t be read any more: it was kept by another'
        " version of me. Direct the camera yourself, or save the plan anew after `/clips presets"
        f" delete`. {FREE}"
    )
    return Reply(text=text)


def _preset_exists(r: PresetExists) -> Reply:
    whose = "This server has" if r.of_server else "You have"
    text = (
        f'{whose} a preset called "{inert(r.name, 60)}" already. Choose another name, or make room'
        " with `/clips presets rename` or `delete`. Nothing changed."
    )
    return Reply(text=text)


def _too_many_presets(r: TooManyPresets) -> Reply:
    whose = "This server has" if r.of_server else "You have"
    text = (
        f"{whose} {r.limit} presets, and that is all there is room for. `/clips presets delete`"
        " makes some. Nothing changed."
    )
    return Reply(text=text)


def _preset_empty(_: PresetEmpty) -> Reply:
    text = "A preset keeps how the camera moves, and here it doesn't. Name a movement such as"
    return Reply(text=f"{text} `push in, then tilt up`. Nothing changed.")


def _server_presets(r: ServerPresetsNotAllowed) -> Reply:
    also = f" and members with <@&{r.role_id}>" if r.role_id else ""
    text = (
        f"The server's presets are for its staff{also}. Your own you keep with"
        " `/clips presets save`. Nothing changed."
    )
    return Reply(text=text)


#: The sentence for every refusal of this kind.
WORDS: Mapping[type[Refusal], Callable[[Any], Reply]] = {
    ForItsAuthor: _for_its_author,
    ClipDeleted: _clip_deleted,
    RemixNotAllowed: _remix_not_allowed,
    PicturesGone: _pictures_gone,
    WordsHeldBack: _words_held_back,
    PresetUnknown: _preset_unknown,
    PresetUnreadable: _preset_unreadable,
    PresetExists: _preset_exists,
    TooManyPresets: _too_many_presets,
    PresetEmpty: _preset_empty,
    ServerPresetsNotAllowed: _server_presets,
}
