"""What people read about credits: what is left and until when, what came to them and from whom."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cogs.ui.inert import inert, plain
from cogs.ui.phrases import NOW_IN, countdown, counted, credits, day_and_clock
from cogs.ui.reply import Reply
from domain.job import Job
from domain.quota import Scope
from services.allowances import Balance, LimitUse, Purse
from services.ceilings import ClipLimit
from services.giving import Gift, Given
from services.granting import Refunded
from services.notices import Notice

_WHOSE = {
    Scope.MEMBER: "Yours",
    Scope.CHANNEL: "This channel's, shared by all who ask here",
    Scope.POOL: "The server's, shared by all",
}
_MOST_REASON = 200
#: Of the whole bot's clips no more are counted out: who holds many credits would read its ceiling.
_FEW = 10


def purse(balance: Balance) -> Reply:
    """Credits left, with a feeling for them: by every limit that applies, and which one binds."""
    has, bound = balance.purse, balance.binding_ceiling
    is_simple = len(has.limits) == 1 and bound is None
    lines = [_alone(balance)] if is_simple else _together(balance)
    if has.granted:
        lines.append(_granted(has, balance.last_gift))
    if bound is not None:
        lines.append(_clips(bound, balance))
    lines.append(_in_line(balance))
    return Reply(text="\n".join(lines))


def granted(given: Given) -> Reply:
    """To the manager who granted credits or took some back."""
    number, whom = given.gift.credits, f"<@{given.gift.member_id}>"
    has = f"{credits(given.granted)} beyond the limits now, kept until used"
    if number < 0:
        return Reply(text=f"{credits(-number)} of {whom} are taken back. They have {has}.")
    return Reply(
        text=f"{whom} is granted {credits(number)}. They have {has}, and are told privately."
    )


def gave(given: Given) -> Reply:
    """To the member who gave credits."""
    whom = f"<@{given.gift.member_id}>"
    return Reply(
        text=f"You gave {whom} {credits(given.gift.credits)}, and they are told privately."
        f" {_stay(given.gift.credits, given.gift.renewing, given.until, who='they')} You have"
        f" {given.left:,} left here."
    )


def refundable(job: Job) -> str:
    """A clip among the choices for a code."""
    return plain(f"{job.code} · {job.member_name} · {job.shot.prompt or 'a picture'}", 100)


def refunded(done: Refunded) -> Reply:
    """To the manager who refunded a clip."""
    whose = f"<@{done.job.member_id}>"
    return Reply(
        text=f"The {credits(done.credits)} of {done.job.code} are back with {whose}, who is told"
        f" privately. They have {credits(done.granted)} beyond the limits now, kept until used."
    )


def told(facts: Mapping[str, Any], server_name: Callable[[int], str | None]) -> Reply:
    """The private message to whom credits came to."""
    server = inert(server_name(int(facts["server"])) or "your server", 60)
    number, by = int(facts["credits"]), f"<@{facts['by']}>"
    ends = datetime.fromisoformat(str(facts["until"])) if facts.get("until") else None
    stay = _stay(number, int(facts.get("renewing", 0)), ends, who="you")
    why = f"Why: {inert(str(facts['reason']), _MOST_REASON)}" if facts.get("reason") else ""
    match Notice(facts["notice"]):
        case Notice.REFUNDED:
            text = f"The {credits(number)} of your clip {inert(str(facts['about']), 12)} are back."
        case Notice.GIVEN:
            text = f"{by} gave you {credits(number)}."
        case _:
            text = f"You were granted {credits(number)}."
    where = f"For clips in {server}; `/credits` there shows all you have."
    return Reply(text="\n".join(line for line in (f"{text} {stay}", why, where) if line))


def _stay(number: int, renewing: int, ends: datetime | None, *, who: str) -> str:
    """Until when so many credits that changed hands can be used."""
    if ends is None or not renewing:
        return f"They stay until {who} use them."
    if renewing == number:
        return f"They can be used until {day_and_clock(ends)}."
    return (
        f"{renewing:,} of them can be used until {day_and_clock(ends)}; the others stay until {who}"
        " use them."
    )


def _alone(balance: Balance) -> str:
    """The one limit there is."""
    has = balance.purse
    limit, given = has.binding.limit, balance.received
    there, window = limit.allowance.credits + given, limit.allowance.window
    text = f"You have {has.renewing:,} of {credits(there)} left {NOW_IN[window]}"
    text += f"{_given(given)}{_enough_for(balance)}."
    when = countdown(limit.span.ends_at)
    if has.renewing >= there:
        return f"{text} A new {window} begins {when}."
    return f"{text} All are back {when}."


def _together(balance: Balance) -> list[str]:
    """Every limit on a line of its own; the least of what they leave counts."""
    has = balance.purse
    text = f"You can use **{has.left:,}** here{_enough_for(balance)}."
    given, of_credits = {Scope.MEMBER: balance.received}, balance.binding_ceiling is None
    return [
        text,
        *(
            _line(one, given.get(one.limit.scope, 0), binds=of_credits and one == has.binding)
            for one in has.limits
        ),
    ]


def _line(use: LimitUse, given: int, *, binds: bool) -> str:
    allowance, ends_at = use.limit.allowance, use.limit.span.ends_at
    left = f"{use.left:,} of {credits(allowance.credits + given)} left {NOW_IN[allowance.window]}"
    text = f"**{_WHOSE[use.limit.scope]}** {left}{_given(given)} · anew {countdown(ends_at)}"
    return f"{text} · this limit binds" if binds else text


def _given(number: int) -> str:
    return f" ({number:,} of these given to you)" if number else ""


def _clips(bound: ClipLimit, balance: Balance) -> str:
    """The ceiling that binds. How much it is in all is the operator's to know: with a service's
    public prices that would be their budget."""
    whose = "All clips of this bot" if bound.whole_bot else "The server's clips"
    text = _room(bound, balance)
    if not _is_never(bound, balance):
        text += f" · anew {countdown(bound.ends_at)}"
    return f"**{whose}, shared by all** {text} · this limit binds"


def _room(bound: ClipLimit, balance: Balance) -> str:
    if _is_never(bound, balance):
        return f"none a {bound.window}"
    if not bound.left:
        return "for now used up" if balance.is_used_up else "room for small ones alone"
    if bound.whole_bot and bound.left > _FEW:
        return "room for fewer than these credits"
    return f"room for {counted(bound.left, 'standard clip')}"


def _is_never(bound: ClipLimit, balance: Balance) -> bool:
    """Whether it has no room at all, so that no new day brings any."""
    return not bound.most and balance.is_used_up


def _in_line(balance: Balance) -> str:
    made, waiting = balance.running, balance.waiting
    text = f"**Your shots** at most {made:,} made at once, {waiting:,} more in line"
    if balance.standing:
        text += f"; {balance.standing:,} not ended yet"
    return f"{text} · this limit binds" if balance.standing >= made + waiting else text


def _enough_for(balance: Balance) -> str:
    price, left, bound = balance.usual_price, balance.purse.left, balance.binding_ceiling
    if bound is not None:
        whose = "this bot's clips" if bound.whole_bot else "the server's clips"
        if _is_never(bound, balance):
            return f"; {whose} are {_room(bound, balance)}"
        if not bound.left and balance.is_used_up:
            return f"; {whose} for now are used up"
        return f"; {whose} leave {_room(bound, balance)}"
    if not price or left < price:
        return ""
    together = " with those granted to you" if balance.purse.granted else ""
    return f", enough for {counted(left // price, 'standard clip')}{together}"


def _granted(has: Purse, last: Gift | None) -> str:
    text = f"**Granted to you** {has.granted:,} beyond these, kept until you use them."
    # What counts in its window alone is not among these.
    kept = last.credits - last.renewing if last else 0
    if last is None or kept <= 0:
        return text
    by = f"<@{last.who.rpartition(' ')[2]}>"
    why = f": {inert(last.reason, 60)}" if last.reason else ""
    return f"{text} Last: {kept:,} from {by}, {day_and_clock(last.at)}{why}"
