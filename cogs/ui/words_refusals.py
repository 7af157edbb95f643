"""What a member reads when a request was not taken: the rule, what would pass, what it cost."""

from collections.abc import Callable, Mapping
from typing import Any

import discord

from cogs.ui.inert import inert
from cogs.ui.phrases import clock, countdown, counted, credits, span
from cogs.ui.reply import LONGEST_CUSTOM_ID, Act, Button, Reply
from domain.refusals import (
    AlreadyOver,
    BadValue,
    Blocked,
    CameraContradicts,
    CameraTooMuch,
    CameraUnknown,
    CannotPostHere,
    CeilingReached,
    DraftGone,
    LineTooLong,
    ModelDoesNotFit,
    ModelUnknown,
    NoPictureThere,
    NotAllowed,
    NotFound,
    NothingFits,
    NotYours,
    Paused,
    PictureNotYours,
    PicturesNotAllowed,
    PictureUnusable,
    PromptEmpty,
    PromptTooLong,
    PromptUnreadable,
    Refusal,
    ServerClosed,
    TooFewCredits,
    TooLateToCancel,
    TooManyWaiting,
    WordsRefused,
    WrongChannel,
)
from services.asks import Ask
from services.mending import Mend, mends
from services.rules import PICTURE_ROLE_NAME

FREE = "Nothing was charged."
_MOST_CHANNELS = 10
_NO_REWRITE = frozenset({"sexual", "minors"})
_PRIMARY = discord.ButtonStyle.primary


def reply_to(refusal: Refusal, draft_id: str | None = None, ask: Ask | None = None) -> Reply:
    """The message for a refusal.

    `draft_id`: the request is kept under it and can be mended; `ask` is that request.
    """
    words = _WORDS[type(refusal)](refusal)
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
        Mend.IN_TURN: _capital(in_turn.camera.replace(" + ", " with ")) if in_turn else "",
        Mend.ONLY_FIRST: f"Only {only.camera.replace(' + ', ' with ')}" if only else "",
    }


def _model(draft_id: str, title: str, label: str) -> list[Button]:
    button = Button(act=Act.MODEL, label=label, about=f"{draft_id}:{title}", style=_PRIMARY)
    # A title too long for a button's identity is chosen in the command instead.
    return [button] if len(button.custom_id) <= LONGEST_CUSTOM_ID else []


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
    first, second = _capital(r.first.lower()), r.second.lower()
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
    offered = ", ".join(inert(title, 60) for title in r.offered[:10]) or "none at the moment"
    text = f'There is no model called "{inert(r.typed, 60)}" here. There are: {offered}. {FREE}'
    return Reply(text=text)


_LACKS = {
    "camera": ("can't follow a camera", "does"),
    "text": ("needs a picture to begin with", "makes clips from words alone"),
    "first_frame": ("can't begin with a picture", "does"),
    "subject": ("can't keep a face", "does"),
}
_NOBODY = {
    "camera": "No model here follows a camera for such a shot. Without a camera it may work.",
    "text": "No model here makes clips from words alone. Add a picture.",
    "first_frame": "No model here begins with a picture. Words alone may work.",
    "subject": "No model here keeps a face. Without `subject:` it may work.",
    "both_pictures": (
        "A picture to begin with and a face can't go together. Leave `image:` or `subject:` out."
    ),
}


def _does_not_fit(r: ModelDoesNotFit) -> Reply:
    cannot, does = _LACKS[r.lacks]
    text = f"{inert(r.model, 60)} {cannot}"
    text += f"; {inert(r.instead, 60)} {does}. {FREE}" if r.instead else f". {FREE}"
    return Reply(text=text)


def _nothing_fits(r: NothingFits) -> Reply:
    return Reply(text=f"{_NOBODY[r.lacks]} {FREE}")


def _picture(r: PictureUnusable) -> Reply:
    name = inert(r.name, 60)
    sentences = {
        "not_a_picture": f"{name} isn't a picture, whatever its name says. A JPEG, PNG or WebP"
        " works.",
        "kind": f"{name} is a {inert(r.measured)}, which I can't read. A JPEG, PNG or WebP works.",
        "broken": f"{name} is damaged or cut off. Save it anew and try again.",
        "too_small": f"{name} is {r.measured} pixels; the shorter side needs {r.limit}.",
        "too_many_pixels": f"{name} is {r.measured} pixels; up to {r.limit} work.",
        "too_many_bytes": f"{name} has {r.measured}; up to {r.limit} work.",
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


def _closed(_: ServerClosed) -> Reply:
    text = (
        "This server isn't open for clips yet. The person who runs this bot can open it,"
        f" and knows that you asked. {FREE}"
    )
    return Reply(text=text)


def _paused(_: Paused) -> Reply:
    return Reply(text=f"This server's managers have paused clips for now. {FREE}")


def _wrong_channel(r: WrongChannel) -> Reply:
    channels = ", ".join(f"<#{number}>" for number in r.channel_ids[:_MOST_CHANNELS])
    return Reply(text=f"Clips are made elsewhere in this server: {channels}. {FREE}")


_CANNOT = {
    "View Channel": "see this channel",
    "Send Messages": "write",
    "Send Messages in Threads": "write",
    "Attach Files": "attach files",
}


def _cannot_post(r: CannotPostHere) -> Reply:
    cannot = " or ".join(dict.fromkeys(_CANNOT.get(name, name) for name in r.missing))
    rights = " and ".join(r.missing)
    text = (
        f"I can't {cannot} in <#{r.channel_id}>. Someone with Manage Channels can allow it:"
        f" {rights} for me. {FREE}"
    )
    return Reply(text=text)


def _blocked(_: Blocked) -> Reply:
    text = f"Staff take no requests from you here. If that seems wrong, talk to them. {FREE}"
    return Reply(text=text)


def _words(r: WordsRefused) -> Reply:
    if r.rule == "minors":
        return Reply(text=f"This can't be made here, and staff have been told. {FREE}")
    if not r.phrase:
        return Reply(text=f"This server keeps clips PG-13, and this is over that line. {FREE}")
    care = " If it is about you: please talk to someone you trust." if r.rule == "self_harm" else ""
    text = (
        f"This server keeps clips PG-13, and '{inert(r.phrase, 60)}' is over that line."
        f" Without it, the shot may pass.{care} {FREE}"
    )
    return Reply(text=text)


def _too_few(r: TooFewCredits) -> Reply:
    have = f"you have {r.left}" if r.left else "you have none left"
    cheaper = (
        f" {inert(r.cheaper_model, 60)} makes it for {r.cheaper_credits}."
        if r.cheaper_model
        else ""
    )
    text = (
        f"This shot needs {credits(r.needed)}; {have}, and new ones come"
        f" {countdown(r.resets_at)}.{cheaper} {FREE}"
    )
    return Reply(text=text)


def _ceiling(r: CeilingReached) -> Reply:
    whose = "All clips this bot may make" if r.whole_bot else "The server's clips"
    text = f"{whose} for now are used up. They are back {countdown(r.resets_at)}. {FREE}"
    return Reply(text=text)


def _too_many(r: TooManyWaiting) -> Reply:
    when = f", usually by {clock(r.frees_at)}" if r.frees_at else ""
    text = (
        f"You have {counted(r.waiting, 'shot')} in line. The next place frees when one is"
        f" done{when}. {FREE}"
    )
    return Reply(text=text)


def _line(r: LineTooLong) -> Reply:
    text = (
        f"The line is {span(r.line_s)} long, so I'm not taking more now."
        f" Try after {clock(r.try_at)}. {FREE}"
    )
    return Reply(text=text)


def _not_found(r: NotFound) -> Reply:
    if not r.code:
        return Reply(text="You haven't made a clip here yet. `/video` makes the first.")
    text = f"I know no clip {inert(r.code, 12)} here that you may see. `/clips list` shows yours."
    return Reply(text=text)


def _not_yours(r: NotYours) -> Reply:
    return Reply(text=f"Only the author of {r.code} and staff can do that.")


_ENDED = {
    "succeeded": "is made already",
    "failed": "came to nothing, and its credits are back",
    "cancelled": "was cancelled, and its credits are back",
}


def _over(r: AlreadyOver) -> Reply:
    return Reply(text=f"{r.code} {_ENDED.get(r.status, 'is past that point')}. Nothing changed.")


def _too_late(r: TooLateToCancel) -> Reply:
    used = f", so its {credits(r.credits)} are used" if r.credits > 1 else ""
    used = ", so its credit is used" if r.credits == 1 else used
    text = (
        f"It's already being made{used}. I can keep it out of the channel;"
        f" it stays yours with {r.code}."
    )
    return Reply(text=text, buttons=(Button(act=Act.DONT_POST, label="Don't post", about=r.code),))


def _draft_gone(_: DraftGone) -> Reply:
    text = "That request was taken already, or is more than a day old. `/video` starts a new one."
    return Reply(text=text)


def _not_allowed(r: NotAllowed) -> Reply:
    whom = {
        "managers": "people with Manage Server",
        "staff": "this server's staff",
        "the operator": "the person who runs this bot",
    }
    return Reply(text=f"This is for {whom.get(r.who, r.who)}. Nothing changed.")


def _bad_value(r: BadValue) -> Reply:
    return Reply(text=f"That can't be used as {r.what}. What works: {r.works}. Nothing changed.")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_WORDS: Mapping[type[Refusal], Callable[[Any], Reply]] = {
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
    ServerClosed: _closed,
    Paused: _paused,
    WrongChannel: _wrong_channel,
    CannotPostHere: _cannot_post,
    Blocked: _blocked,
    WordsRefused: _words,
    TooFewCredits: _too_few,
    CeilingReached: _ceiling,
    TooManyWaiting: _too_many,
    LineTooLong: _line,
    NotFound: _not_found,
    NotYours: _not_yours,
    AlreadyOver: _over,
    TooLateToCancel: _too_late,
    DraftGone: _draft_gone,
    NotAllowed: _not_allowed,
    BadValue: _bad_value,
}
