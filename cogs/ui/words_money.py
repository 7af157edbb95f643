"""Ceilings in sentences: what may be spent, what that means in clips, when it comes to an end."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cogs.ui.inert import inert
from cogs.ui.phrases import capital, countdown, counted
from cogs.ui.reply import Reply
from domain.money import dollars
from domain.policy import Ceilings, OwnCeilings
from domain.windows import Window
from services.money import CeilingSheet
from services.spending import ClipCost

Facts = Mapping[str, Any]
ServerName = Callable[[int], str | None]

_THIS = {Window.DAY: "today", Window.MONTH: "this month"}
_NOTHING = "clips rest until it is raised"
_LEVELS = {50: "Half", 80: "Four fifths", 100: "All"}


def ceiling(sheet: CeilingSheet) -> Reply:
    """A server's ceilings for its managers, and what clips they are good for."""
    spent = sheet.spending
    lines = [
        f"{capital(at_most(sheet.binding, sheet.clip))}.",
        f"Used: {dollars(spent.day_micro)} today, {dollars(spent.month_micro)} this month (UTC).",
        *_remarks(sheet.binding),
        _whose(sheet),
    ]
    return Reply(text="\n".join(lines))


def at_most(ceilings: Ceilings, clip: ClipCost | None) -> str:
    """`at most $5.00 a day: about 17 clips shared by everyone, going by a standard clip; …`"""
    day = f"at most {dollars(ceilings.day_micro)} a day"
    month = f"at most {dollars(ceilings.month_micro)} a month"
    if clip is None or not clip.micro:
        nothing = "" if ceilings.day_micro and ceilings.month_micro else f": {_NOTHING}"
        return f"{day} and {month}{nothing}"
    by = (
        f"the {counted(clip.clips, 'clip')} made in the last 30 days"
        if clip.clips
        else "the standard clip"
    )
    a_day, a_month = (
        _clips(micro, clip.micro) for micro in (ceilings.day_micro, ceilings.month_micro)
    )
    if ceilings.day_micro and ceilings.month_micro:
        return f"{day}: {a_day} shared by everyone, and {month}: {a_month}, going by {by}"
    return f"{day}: {a_day}, and {month}: {a_month}"


def _clips(micro: int, clip_micro: int) -> str:
    if not micro:
        return _NOTHING
    number = micro // clip_micro
    return f"about {counted(number, 'clip')}" if number else "less than one such clip"


def managers_own(own: OwnCeilings) -> str:
    """`$3.00 a day and $20.00 a month`; empty where managers chose nothing."""
    chosen = ((own.day_micro, Window.DAY), (own.month_micro, Window.MONTH))
    return " and ".join(
        f"{dollars(micro)} a {window}" for micro, window in chosen if micro is not None
    )


def remark(ceilings: Ceilings) -> str:
    """What may surprise about ceilings, as a sentence with a space before it; else nothing."""
    return "".join(f" {line}" for line in _remarks(ceilings))


def ceiling_near(about: str, facts: Facts, server_name: ServerName) -> str:
    """For the operator: how much of a ceiling is used, and what happens at its end."""
    window = Window(facts.get("window", Window.DAY))
    # What is owed since before levels were told says less.
    scope = about.partition(" ")[0]
    name = server_name(int(scope)) if scope.isdigit() else None
    whose = "the whole bot" if scope == "bot" else f"the server {inert(name or scope)}"
    used, most = dollars(facts["used_micro"]), dollars(facts["ceiling_micro"])
    text = f"{used} of the {most} for {_THIS[window]} (UTC) are used by {whose}."
    back = _back(facts)
    if facts.get("level") == 100:
        text += f" Not even the cheapest clip fits any more: clips rest{back}."
    else:
        text += f" At the ceiling, clips rest{back}."
    return f"{text} `/greenlight-operator ceiling` changes it."


def clips_near_end(facts: Facts) -> str:
    """For staff, in clips: managers alone see money."""
    share, this = _LEVELS[int(facts["level"])], _THIS[Window(facts["window"])]
    whose = "today's" if this == "today" else "this month's"
    back = countdown(datetime.fromisoformat(facts["resets_at"]))
    ways = "Managers see the money, and may change it, with `/greenlight settings ceiling`."
    if int(facts["level"]) == 100:
        return f"This server's clips for {this} are used up; they are back {back}. {ways}"
    used = f"{share} of {whose} clips in this server are used{_more(facts)}"
    return f"{used} All are back {back}. {ways}"


def _more(facts: Facts) -> str:
    """What still fits all ceilings, as a sentence's end."""
    left = facts.get("clips_left")
    if left is None:
        return "."
    if left:
        return f"; about {int(left):,} more fit."
    if not facts.get("fits"):
        return "; none fits for now."
    pictures = "" if facts.get("fits_words", True) else ", which begins with a picture"
    return f"; only small ones fit still, such as {inert(facts['fits'], 60)}{pictures}."


def _back(facts: Facts) -> str:
    if "resets_at" not in facts:
        return " until midnight UTC"
    return f" and are back {countdown(datetime.fromisoformat(facts['resets_at']))}"


def _remarks(ceilings: Ceilings) -> list[str]:
    if ceilings.day_micro <= ceilings.month_micro:
        return []
    month, day = dollars(ceilings.month_micro), dollars(ceilings.day_micro)
    return [f"The month's {month} end before a day's {day} can be used."]


def _whose(sheet: CeilingSheet) -> str:
    chosen = managers_own(sheet.own)
    if not chosen:
        return "The person who runs this bot allows that much; you can choose less here."
    return (
        f"Chosen here: {chosen}; `off` goes back to what the person who runs this bot allows. The"
        " smaller always counts."
    )
