"""Why credits don't suffice, aren't moved, or why a number about them isn't chosen."""

from collections.abc import Callable, Mapping
from typing import Any

from cogs.ui.inert import inert
from cogs.ui.phrases import FREE, countdown, credits, day_and_clock
from cogs.ui.reply import Act, Button, Reply
from domain.job import JobStatus
from domain.quota import Scope
from domain.refusals import Refusal, TooFewCredits
from domain.refusals_credits import (
    AboveOperators,
    CannotHaveCredits,
    GiftGone,
    GiftsNotAllowed,
    NothingToRefund,
    RefundedAlready,
    SameAgain,
    TooFewGranted,
    TooFewToGive,
    TooManyQuotas,
    ZoneUnknown,
)

_UNCHANGED = "Nothing changed."
_MOST_CHANNELS = 3
#: Whose credits they are that don't suffice.
_THEIRS = {
    Scope.MEMBER: "new ones",
    Scope.CHANNEL: "this channel's, shared by all who ask here,",
    Scope.POOL: "this server's, shared by all,",
}


def _too_few(r: TooFewCredits) -> Reply:
    cheaper = (
        f" {inert(r.cheaper_model, 60)} makes it for {r.cheaper_credits:,}."
        if r.cheaper_model
        else ""
    )
    have = f"you have {r.left:,}" if r.left else "you have none left"
    if r.scope is not Scope.MEMBER:
        have = f"you can use {r.left:,} here" if r.left else "you can use none here"
    text = f"This shot needs {credits(r.needed)}; {have}{_until(r)}{_elsewhere(r)}{cheaper} {FREE}"
    return Reply(text=text)


def _until(r: TooFewCredits) -> str:
    if r.most is None:
        return f", and {_THEIRS[r.scope]} come {countdown(r.resets_at)}."
    return f". {_has(r)}, so it can't be made of them."


def _has(r: TooFewCredits | TooFewToGive) -> str:
    """The limit at its fullest."""
    whose = {Scope.MEMBER: "You have", Scope.CHANNEL: "This channel has", Scope.POOL: "All have"}
    have = credits(r.most) if r.most else "no credits"
    return f"{whose[r.scope]} {have} a {r.window}"


def _elsewhere(r: TooFewCredits) -> str:
    channels = ", ".join(f"<#{number}>" for number in r.elsewhere[:_MOST_CHANNELS])
    if r.almost_anywhere:
        named = f", for example {channels}" if channels else ""
        return f" In another channel it goes at once{named}."
    return f" It goes at once in {channels}." if channels else ""


def _zone(r: ZoneUnknown) -> Reply:
    typed = inert(r.typed, 60)
    meant = " or ".join(f"**{inert(name)}**" for name in r.nearest)
    hint = f"Did you mean {meant}?" if meant else "Zones are called like Europe/Berlin."
    return Reply(text=f'I know no time zone "{typed}". {hint} {_UNCHANGED}')


def _above(r: AboveOperators) -> Reply:
    text = (
        f"For `{r.what}` the person who runs this bot allows {r.most} at most. A number up to that"
        f" works. {_UNCHANGED}"
    )
    return Reply(text=text)


def _too_many(r: TooManyQuotas) -> Reply:
    text = (
        f"{r.limit} have a number of their own already, and more I don't keep. Leaving the number"
        f" empty takes one's own away. {_UNCHANGED}"
    )
    return Reply(text=text)


def _cannot_have(r: CannotHaveCredits) -> Reply:
    sentences = {
        "self": "You can't give credits to yourself.",
        "bot": f"<@{r.member_id}> is a bot, and bots make no clips here.",
        "not_here": f"<@{r.member_id}> isn't in this server, so nobody could use them.",
    }
    return Reply(text=f"{sentences[r.problem]} A member of this server works. {_UNCHANGED}")


def _gifts(_: GiftsNotAllowed) -> Reply:
    text = (
        "Members don't give credits to each other in this server. Its managers can allow it:"
        f" `/greenlight settings gifts`. {_UNCHANGED}"
    )
    return Reply(text=text)


def _too_few_to_give(r: TooFewToGive) -> Reply:
    have = f"you have {r.left:,}" if r.left else "you have none left"
    if r.scope is not Scope.MEMBER:
        have = f"you can use {r.left:,} here" if r.left else "you can use none here"
    text = f"You want to give {credits(r.wanted)}; {have}"
    if r.most is None:
        text += f", and {_THEIRS[r.scope]} come {countdown(r.resets_at)}."
    else:
        text += f". {_has(r)}, so waiting doesn't bring that many. {_could_give(r)}"
    return Reply(text=f"{text} {_UNCHANGED}")


def _could_give(r: TooFewToGive) -> str:
    """What works where the limit itself is smaller than the gift."""
    if r.left:
        return f"Up to {r.left:,} can be given now."
    if r.most:
        return f"Up to {r.most:,} can be given {countdown(r.resets_at)}."
    return "What a manager grants you can be given."


def _too_few_granted(r: TooFewGranted) -> Reply:
    whom = f"<@{r.member_id}>"
    if not r.left:
        return Reply(text=f"{whom} has no granted credits to be taken back. {_UNCHANGED}")
    text = (
        f"{whom} has {credits(r.left)} left of the granted ones, so {r.wanted:,} can't be taken"
        f" back; up to {r.left:,} can. {_UNCHANGED}"
    )
    return Reply(text=text)


def _same_again(r: SameAgain) -> Reply:
    did = "gave" if r.why == "gift" else "granted"
    text = (
        f"You {did} <@{r.member_id}> {credits(r.credits)} {day_and_clock(r.at)}, and that stands."
        " Once more?"
    )
    label = f"{'Give' if r.why == 'gift' else 'Grant'} {credits(r.credits)} more"
    if r.credits < 0:
        text = (
            f"You took {credits(-r.credits)} back from <@{r.member_id}> {day_and_clock(r.at)}, and"
            " that stands. Once more?"
        )
        label = f"Take {credits(-r.credits)} more"
    button = Button(act=Act.ONCE_MORE, label=label, about=f"{r.key}:{r.next_key}")
    return Reply(text=text, buttons=(button,))


_NOT_YET = {
    JobStatus.UNCONFIRMED: "isn't certain yet; within the hour its credits go back by themselves",
    JobStatus.FAILED: "wasn't made and used no credits",
    JobStatus.CANCELLED: "was cancelled and used no credits",
    JobStatus.SUCCEEDED: "is made and used no credits",
}


def _nothing_to_refund(r: NothingToRefund) -> Reply:
    if r.is_back:
        return Reply(text=f"The credits of {r.code} are back already. {_UNCHANGED}")
    state = _NOT_YET.get(r.status, "hasn't used its credits yet; once it is made, this works")
    return Reply(text=f"{r.code} {state}. {_UNCHANGED}")


def _refunded(r: RefundedAlready) -> Reply:
    return Reply(text=f"{r.code} was refunded before: {credits(r.credits)}. {_UNCHANGED}")


def _gift_gone(_: GiftGone) -> Reply:
    return Reply(text=f"Only who did it here can do it once more. {_UNCHANGED}")


#: The sentence for every refusal of this kind.
WORDS: Mapping[type[Refusal], Callable[[Any], Reply]] = {
    TooFewCredits: _too_few,
    ZoneUnknown: _zone,
    AboveOperators: _above,
    TooManyQuotas: _too_many,
    CannotHaveCredits: _cannot_have,
    GiftsNotAllowed: _gifts,
    TooFewToGive: _too_few_to_give,
    TooFewGranted: _too_few_granted,
    SameAgain: _same_again,
    NothingToRefund: _nothing_to_refund,
    RefundedAlready: _refunded,
    GiftGone: _gift_gone,
}
