"""Why something isn't done here, now, or for this person."""

from collections.abc import Callable, Mapping
from typing import Any

from cogs.ui.inert import inert
from cogs.ui.phrases import FREE, clock, countdown, counted, credits, span
from cogs.ui.reply import Act, Button, Reply
from domain.job import JobStatus
from domain.money import dollars, dollars_exactly
from domain.refusals import (
    Blocked,
    CannotPostHere,
    CeilingReached,
    LineTooLong,
    Paused,
    PreviewsBusy,
    Refusal,
    ServerClosed,
    TooManyWaiting,
    WordsRefused,
    WrongChannel,
)
from domain.refusals_acts import (
    AboveCeiling,
    AlreadyCounted,
    AlreadyOver,
    BadValue,
    DraftGone,
    FarAboveEstimate,
    NotAllowed,
    NotFound,
    NotOverYet,
    NotYours,
    OnlyInServers,
    QuestionGone,
    TooLateToCancel,
    TooLateToChange,
)
from services.catalogue import price

_MOST_CHANNELS = 10


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
    "Read Message History": "look back at my own messages",
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


def _ceiling(r: CeilingReached) -> Reply:
    who = "this bot may" if r.whole_bot else "this server may"
    back = countdown(r.resets_at)
    fits = ""
    if r.near is not None:
        offer = f"{r.near.size}, for {credits(price(r.near.offer))}"
        fits = f" {inert(r.near.model, 60)} makes one that fits: {offer}."
    if r.never_in is not None:
        much = f"This shot is more than {who} make in a whole {r.never_in}"
        text = f"{much}: waiting won't help, only a higher ceiling."
    elif fits:
        text = f"What {who} still make for now is too little for this shot; more comes {back}."
    else:
        whose = "All clips this bot may make" if r.whole_bot else "The server's clips"
        text = f"{whose} for now are used up. They are back {back}."
    return Reply(text=f"{text}{fits} {FREE}")


def _too_many(r: TooManyWaiting) -> Reply:
    text = (
        f"You have {counted(r.waiting, 'shot')} in line. The next place frees when one is"
        f" done. {FREE}"
    )
    return Reply(text=text)


def _line(r: LineTooLong) -> Reply:
    text = (
        f"Your turn would come in {span(r.line_s)}, so I'm not taking more from you now."
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
    state = (
        "It's already being made" if r.is_certain else "I don't know yet whether it's being made"
    )
    if not r.is_certain:
        used = f", so its {credits(r.credits)} stay set aside" if r.credits else ""
    text = (
        f"{state}{used}. I can keep it out of the channel;"
        f" it stays yours for {counted(r.kept_days, 'day')} with {r.code}."
    )
    return Reply(text=text, buttons=(Button(act=Act.DONT_POST, label="Don't post", about=r.code),))


_HAS_LEFT = {
    JobStatus.SUCCEEDED: "is made",
    JobStatus.CANCELLED: "was taken out of the line",
    JobStatus.FAILED: "wasn't made",
}


def too_late(code: str, status: JobStatus) -> str:
    """Why a shot that has left the line keeps its plan."""
    return f"{code} {_HAS_LEFT.get(status, 'is being made already')}, so its plan stays as it was."


def _too_late_to_change(r: TooLateToChange) -> Reply:
    return Reply(text=f"{too_late(r.code, r.status)} Yours is kept for a new shot. {FREE}")


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


def _only_in_servers(_: OnlyInServers) -> Reply:
    text = f"That works in a channel of a server, where its clip is to go; not here. {FREE}"
    return Reply(text=text)


def _bad_value(r: BadValue) -> Reply:
    said = f'"{inert(r.typed, 40)}" {r.wrong}. ' if r.wrong and r.typed else ""
    return Reply(text=f"{said}For `{r.what}` I need {r.works}. Nothing changed.")


def _above_ceiling(r: AboveCeiling) -> Reply:
    text = (
        f"The person who runs this bot allows at most {dollars(r.most_micro)} a {r.window} here."
        " Up to that, any amount works. Nothing changed."
    )
    return Reply(text=text)


def _not_over_yet(r: NotOverYet) -> Reply:
    text = f"{r.code} hasn't ended yet; what it cost is settled when it does."
    if r.status is JobStatus.UNCONFIRMED:
        text = (
            f"It isn't certain yet whether {r.code} is made. `/greenlight-operator unconfirmed`"
            " settles that first."
        )
    return Reply(text=f"{text} Nothing changed.")


def _already_counted(r: AlreadyCounted) -> Reply:
    counts = dollars_exactly(r.cost_micro)
    return Reply(text=f"{r.code} counts as {counts} already. Nothing changed.")


def _far_above(r: FarAboveEstimate) -> Reply:
    billed, estimated = dollars_exactly(r.cost_micro), dollars(r.estimated_micro)
    text = (
        f"{r.code} was estimated at {estimated}, and {billed} is more than ten times that. Is it"
        " what the bill says of this one shot? Nothing changed yet."
    )
    button = Button(act=Act.BILLED, label=f"Yes, {billed}", about=r.key)
    return Reply(text=text, buttons=(button,))


def _question_gone(_: QuestionGone) -> Reply:
    return Reply(text="That was answered already, or I restarted since. Type the command anew.")


def _previews_busy(r: PreviewsBusy) -> Reply:
    if r.own:
        text = "Your earlier previews are still being drawn."
    else:
        text = "So many previews are being drawn that yours has no place."
    return Reply(text=f"{text} A few seconds from now it works. {FREE}")


#: The sentence for every refusal of this kind.
WORDS: Mapping[type[Refusal], Callable[[Any], Reply]] = {
    ServerClosed: _closed,
    Paused: _paused,
    WrongChannel: _wrong_channel,
    CannotPostHere: _cannot_post,
    Blocked: _blocked,
    WordsRefused: _words,
    CeilingReached: _ceiling,
    TooManyWaiting: _too_many,
    LineTooLong: _line,
    NotFound: _not_found,
    NotYours: _not_yours,
    AlreadyOver: _over,
    TooLateToCancel: _too_late,
    TooLateToChange: _too_late_to_change,
    DraftGone: _draft_gone,
    NotAllowed: _not_allowed,
    OnlyInServers: _only_in_servers,
    BadValue: _bad_value,
    AboveCeiling: _above_ceiling,
    NotOverYet: _not_over_yet,
    AlreadyCounted: _already_counted,
    FarAboveEstimate: _far_above,
    QuestionGone: _question_gone,
    PreviewsBusy: _previews_busy,
}
