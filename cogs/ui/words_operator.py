"""What the operator reads: servers, money, accounts."""

from collections.abc import Callable, Sequence
from itertools import accumulate

from cogs.ui.inert import inert
from cogs.ui.phrases import clock, counted, day_and_clock
from cogs.ui.reply import LONGEST_MESSAGE, Reply
from cogs.ui.words_money import at_most, managers_own, remark
from domain.money import dollars
from domain.policy import Policy
from services.notices import Notice
from services.providers.kinds import MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS
from services.spending import ClipCost, ServerSpending
from services.standing import Standing, Standings

#: A message holds about this many lines of ours.
MOST_LINES = 10
ROOM_TO_COUNT = 40
_MOST_TITLES = 4
_KINDS = {
    MINIMAX_V1: "MiniMax V1",
    MINIMAX_V2: "MiniMax V2",
    OPENAI_VIDEOS: "OpenAI-style",
}
_WHY = {
    Notice.KEY_REFUSED: "its key is refused",
    Notice.ADDRESS_WRONG: "nobody takes shots at its address",
    Notice.BALANCE_LOW: "it has no money left",
    Notice.SERVICE_DOWN: "it can't be reached",
    Notice.SERVICE_LIMITED: "its plan is used up for now",
}
ServerName = Callable[[int], str | None]


def opened(server_id: int, name: ServerName) -> Reply:
    """After a server was opened."""
    return Reply(text=f"{called(server_id, name)} is open: its members can make clips.")


def closed(server_id: int, name: ServerName, *, was_open: bool) -> Reply:
    """After a server was closed."""
    if not was_open:
        return Reply(text=f"{called(server_id, name)} wasn't open. Nothing changed.")
    text = f"{called(server_id, name)} is closed. Its shots in line go on; new ones are refused."
    return Reply(text=text)


def servers(spent: Sequence[ServerSpending], name: ServerName) -> Reply:
    """All open servers with what they cost."""
    if not spent:
        return Reply(text="No server is open. `/greenlight-operator servers open` opens one.")
    day, month = (sum(getattr(s, span) for s in spent) for span in ("day_micro", "month_micro"))
    head = (
        f"{counted(len(spent), 'open server')}; used together {dollars(day)} today and"
        f" {dollars(month)} this month (UTC)."
    )
    lines = [
        f"{called(s.server_id, name)}: {dollars(s.day_micro)} today,"
        f" {dollars(s.month_micro)} this month"
        for s in sorted(spent, key=lambda s: s.month_micro, reverse=True)[:MOST_LINES]
    ]
    return Reply(text="\n".join([head, *lines, *rest(len(spent))]))


def ceilings(
    policy: Policy, server_id: int | None, clip: ClipCost | None, name: ServerName
) -> Reply:
    """The ceilings that hold for a server, or for the whole bot."""
    held = policy.bot if server_id is None else policy.server
    whose = "The whole bot" if server_id is None else called(server_id, name)
    text = (
        f"{whose} may spend {at_most(held, clip)}.{remark(held)} Days and months are UTC's; what is"
        " in line goes on."
    )
    own = "" if server_id is None else managers_own(policy.own)
    return Reply(text=f"{text} Its managers chose at most {own}." if own else text)


def accounts(standings: Standings) -> Reply:
    """How each account at a video service stands."""
    gone = [
        f"**{inert(name, 40)}** is not in the models file any more; {counted(count, 'shot')} of it"
        " open."
        for name, count in standings.gone.items()
    ]
    blocks = ["\n".join(_account(one)) for one in standings.known] + gone
    shown = blocks[: fitting(blocks, LONGEST_MESSAGE - ROOM_TO_COUNT)]
    if len(shown) < len(blocks):
        shown.append(f"… and {counted(len(blocks) - len(shown), 'more account')}")
    return Reply(text="\n".join(shown))


def called(server_id: int, name: ServerName) -> str:
    """A server by its name and id, as far as we know it."""
    known = name(server_id)
    return f"{inert(known, 60)} ({server_id})" if known else f"The server {server_id}"


def fitting(blocks: Sequence[str], room: int) -> int:
    """How many of the blocks, each on lines of its own, are within so many characters."""
    ends = accumulate(len(block) + 1 for block in blocks)
    return sum(1 for end in ends if end <= room)


def _account(one: Standing) -> list[str]:
    account = one.account
    places = f" of {account.most_in_flight}" if account.most_in_flight is not None else ""
    busy = (
        f"{one.in_flight}{places} being made · {one.sent_lately} of {account.submits_per_minute}"
        " handed over in the last minute"
    )
    lost = f" · {counted(one.unconfirmed, 'answer')} lost" if one.unconfirmed else ""
    head = f"**{inert(account.name, 40)}** · {_KINDS.get(account.provider, account.provider)}"
    return [f"{head} · {_made(one)}", f"- {_state(one)}", f"- {busy}{lost}"]


def _made(one: Standing) -> str:
    shown = ", ".join(inert(title, 40) for title in one.makes[:_MOST_TITLES])
    more = len(one.makes) - _MOST_TITLES
    makes = f"makes {shown or 'nothing'}" + (f" and {more} more" if more > 0 else "")
    refused = ", ".join(inert(title, 40) for title in one.refuses[:_MOST_TITLES])
    return f"{makes}; may not use {refused}" if refused else makes


def _state(one: Standing) -> str:
    code = f" ||{inert(one.code, 40)}||" if one.code else ""
    why = _WHY.get(one.why, "") if one.why else "it asked for a pause"
    since = f" since {day_and_clock(one.since)}" if one.since else ""
    if one.set_aside_until is not None:
        return f"Set aside until {clock(one.set_aside_until)}{since}: {why}{code}"
    if one.why is not None:
        return f"In trouble{since}: {why}; the next shot tries it{code}"
    return "Works"


def rest(found: int, shown: int = MOST_LINES) -> list[str]:
    return [f"… and {found - shown} more"] if found > shown else []
