"""The week in a message: for staff in clips, for the operator in money."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from cogs.ui.inert import inert
from cogs.ui.phrases import counted, credits
from cogs.ui.reply import Reply
from domain.money import dollars
from services.rules import ServerRules

Facts = Mapping[str, Any]
ServerName = Callable[[int], str | None]


def in_clips(facts: Facts) -> str:
    """For a server's staff: what was made, by how many, how, and for how many credits."""
    failed = f", {counted(facts['failed'], 'shot')} came to nothing" if facts["failed"] else ""
    lines = [
        f"Last week ({_days(facts)}): {counted(facts['made'], 'clip')} by"
        f" {counted(facts['members'], 'member')} for {credits(facts['credits'])}{failed}.",
    ]
    if facts["moves"]:
        lines.append(f"Camera: {_named(facts['moves'], str.lower)}.")
    lines.append(f"Models: {_named(facts['models'])}.")
    lines.append("`/greenlight settings summary` turns this off.")
    return "\n".join(lines)


def in_money(facts: Facts, server_name: ServerName) -> str:
    """For the operator: what the week cost by server and model, and how ceilings stand."""
    head = (
        f"Last week ({_days(facts)}, UTC): {counted(facts['clips'], 'clip')},"
        f" {dollars(facts['micro'])} counted. This month {_month(facts)}."
    )
    models = "; ".join(
        f"{inert(one['title'], 40)} {_line(one)}" for one in facts["models"]
    ) + _more(facts["more_models"])
    servers = [
        f"{inert(server_name(one['server_id']) or str(one['server_id']), 40)}: {_line(one)}"
        f"{_this_month(one)}"
        for one in facts["servers"]
    ]
    if facts["more_servers"]:
        servers.append(f"… and {counted(facts['more_servers'], 'more server')}")
    return "\n".join([head, f"Models: {models}.", *servers])


def chosen(rules: ServerRules) -> Reply:
    """After weekly summaries were turned on or off."""
    if not rules.sums_up:
        return Reply(text="I don't sum up weeks here any more.")
    if rules.staff_channel_id is None:
        return Reply(
            text="I sum up each week on Monday morning, once `/greenlight settings staff-channel`"
            " names a channel for it."
        )
    text = f"On Monday mornings I sum up the week in <#{rules.staff_channel_id}>."
    return Reply(text=text)


def _days(facts: Facts) -> str:
    first, last = (date.fromisoformat(facts[name]) for name in ("first_day", "last_day"))
    return f"{first:%d %B} to {last:%d %B}"


def _named(found: Sequence[Sequence[Any]], spelt: Callable[[str], str] = str) -> str:
    """`push in (9), truck left (4)`."""
    return ", ".join(f"{inert(spelt(name), 40)} ({count:,})" for name, count in found)


def _line(one: Facts) -> str:
    return f"{dollars(one['micro'])} for {counted(one['clips'], 'clip')}"


def _month(one: Facts) -> str:
    return f"{dollars(one['month_micro'])} of {dollars(one['ceiling_micro'])} are used"


def _this_month(one: Facts) -> str:
    # Of a server whose settings can't be read nobody knows the ceiling.
    return f"; this month {_month(one)}" if "ceiling_micro" in one else ""


def _more(number: int) -> str:
    return f"; and {number} more" if number else ""
