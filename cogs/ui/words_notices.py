"""What staff and the operator are told: the decision first, the evidence behind it."""

from collections.abc import Callable, Mapping
from typing import Any

import discord

from cogs.ui import words_credits
from cogs.ui.inert import inert
from cogs.ui.reply import Act, Button, Reply
from cogs.ui.words_money import ceiling_near, clips_near_end
from cogs.ui.words_week import in_clips, in_money
from services.notices import Notice

Facts = Mapping[str, Any]
_TO_MEMBERS = frozenset({Notice.GRANTED, Notice.GIVEN, Notice.REFUNDED})


def notice(facts: Facts, server_name: Callable[[int], str | None]) -> Reply:
    """The message for a notice; `server_name` knows the servers the bot is in."""
    kind = Notice(facts["notice"])
    about = str(facts.get("about", ""))
    if kind is Notice.SERVER_ASKS:
        return _server_asks(about, server_name)
    if kind is Notice.WEEK_IN_MONEY:
        return Reply(text=in_money(facts, server_name))
    if kind is Notice.CEILING_NEAR:
        return Reply(text=ceiling_near(about, facts, server_name))
    if kind in _TO_MEMBERS:
        return words_credits.told(facts, server_name)
    return Reply(text=_WORDS[kind](about, facts) + _evidence(facts))


def _key_refused(account: str, facts: Facts) -> str:
    return (
        f"The video service refuses the key of the account {inert(account)}. {_meanwhile(facts)}"
        " Set a valid one (MINIMAX_API_KEY, or the variable that the models file names) and"
        " restart."
    )


def _address_wrong(account: str, facts: Facts) -> str:
    return (
        f"Nobody takes shots at the address of the account {inert(account)}. {_meanwhile(facts)}"
        " Set a valid one (MINIMAX_API_URL, or the models file's `url`) and restart."
    )


def _balance_low(account: str, facts: Facts) -> str:
    return (
        f"The account {inert(account)} has no money left. {_meanwhile(facts)} Top it up; I keep"
        " trying."
    )


def _model_hidden(about: str, facts: Facts) -> str:
    model, account = str(facts.get("model", about)), str(facts.get("account", ""))
    who = f"The account {inert(account)}" if account else "This account"
    effect = (
        "other accounts make it, so members see no difference"
        if facts.get("is_offered")
        else "members don't see it any more"
    )
    return (
        f"{who} may not use {inert(model)}; {effect}. Ask the video service for access; after"
        " that, restart me to try it again."
    )


def _api_absent(account: str, facts: Facts) -> str:
    models = ", ".join(inert(str(name), 40) for name in facts.get("models", ())[:5])
    effect = (
        "other accounts make them, so members see no difference"
        if facts.get("is_offered")
        else "members don't see them any more, and shots of them were given back"
    )
    return (
        f"The host of the account {inert(account)} has no such service, so {models or 'its models'}"
        f" can't be made there; {effect}. All else goes on. If it should have it, set its address"
        " right and restart me."
    )


def _service_down(account: str, facts: Facts) -> str:
    return (
        f"The video service can't be reached through the account {inert(account)}."
        f" {_meanwhile(facts)} Nothing to do: I keep trying. If it lasts, see the service's status"
        " page."
    )


def _service_limited(account: str, facts: Facts) -> str:
    return (
        f"The video service says that the account {inert(account)} has reached its limit for now."
        f" {_meanwhile(facts)} If it happens daily, raise the plan or lower the ceilings."
    )


def _meanwhile(facts: Facts) -> str:
    """What becomes of shots while an account makes none, as far as the notice knows."""
    if "others" not in facts:
        return "Waiting shots keep their places."
    others = ", ".join(inert(str(name), 40) for name in facts["others"][:5])
    if others:
        return f"Its shots go to {others} meanwhile."
    return "Nothing is handed over to it; waiting shots keep their places."


def _odd_refusal(_: str, facts: Facts) -> str:
    return (
        f"The video service refused shot {inert(str(facts.get('code', '')), 12)} in a way I don't"
        " know. Its credits are back. If it repeats, the models' file may be out of date."
    )


def _unconfirmed(code: str, facts: Facts) -> str:
    lost = (
        f"Shot {inert(code, 12)} was sent and its answer was lost: it may be paid and being made."
    )
    if facts.get("is_restored"):
        lost = (
            f"Shot {inert(code, 12)} stood in line in the backup that was restored: the bot that"
            " went on after it may have sent it. I don't send it again."
        )
    ways = "`/greenlight-operator unconfirmed` (was-made, paid-and-lost or not-paid)"
    if facts.get("is_sought"):
        return (
            f"{lost} I look for it in the video service's list every few minutes. If you know more,"
            f" tell me with {ways}."
        )
    return f"{lost} Look for it at the video service, then tell me with {ways}."


def _several_fit(code: str, facts: Facts) -> str:
    handles = ", ".join(inert(str(one), 60) for one in facts.get("tasks", ())[:5])
    others = ", ".join(inert(str(one), 12) for one in facts.get("rivals", ())[:5])
    whose = f", and {others} could be it as well" if others else ""
    return (
        f"Shot {inert(code, 12)}, whose answer was lost, could be the service's {handles}{whose}. I"
        " don't guess. Look which is whose at the service, then tell me with"
        " `/greenlight-operator unconfirmed`."
    )


def _account_gone(account: str, _: Facts) -> str:
    return (
        f"The account {inert(account)} is not in the models file any more, and shots of it were"
        " open. Put it back and restart: I fetch their clips. Or settle them with"
        " `/greenlight-operator unconfirmed`. Shots in line that nobody else makes were given back."
    )


def _unreadable(code: str, _: Facts) -> str:
    return (
        f"The database's row of shot {inert(code, 12)} can't be read, so the shot rests; all others"
        " go on. Was it changed by hand, or written by a newer version? Put that right and restart."
    )


def _no_end(code: str, _: Facts) -> str:
    return (
        f"Shot {inert(code, 12)} has had no end for too long. Look at the video service what became"
        " of it, then tell me with `/greenlight-operator unconfirmed`."
    )


def _disk(problem: str, _: Facts) -> str:
    return (
        f"A clip is ready and can't be written to the disk ({inert(problem)}). Make room; I keep"
        " trying, and the clip is not lost."
    )


def _disk_full(_: str, facts: Facts) -> str:
    free, spare = (int(facts.get(name, 0)) / 1e6 for name in ("free", "spare"))
    return (
        f"The disk is nearly full: {free:,.0f} MB are free, less than the {spare:,.0f} MB of"
        " GREENLIGHT_SPARE_MB. Nothing new is handed over; what is being made still comes. Make"
        f" room, or lower GREENLIGHT_KEEP_GB and restart: with {spare * 1.2:,.0f} MB free it goes"
        " on by itself."
    )


def _cant_write(problem: str, _: Facts) -> str:
    return (
        f"I can't write anything down ({inert(problem)}). Make room on the disk of"
        " GREENLIGHT_DATA_DIR, or see that it can be written to. Until then requests are refused,"
        " uncharged, and what is being made is tried again. I go on by myself, and tell you."
    )


def _writes_again(_: str, __: Facts) -> str:
    return "I can write things down again, and have gone on. There is nothing for you to do."


def _incident(doing: str, facts: Facts) -> str:
    return (
        f"Something in the bot broke ({inert(str(facts.get('number', '')), 8)}) while"
        f" {inert(doing)}. The log holds the details under that number."
    )


def _minors(member_id: str, facts: Facts) -> str:
    prompt = inert(str(facts.get("prompt", "")), 300)
    return (
        f"Decide whether <@{member_id}> goes on here: `/greenlight-mod block` stops them.\n"
        f"In <#{facts.get('channel_id', 0)}> they asked for sexual content with minors. It was"
        f" refused, nothing was made or charged.\nThe text: ||{prompt}||"
    )


_WORDS: Mapping[Notice, Callable[[str, Facts], str]] = {
    Notice.KEY_REFUSED: _key_refused,
    Notice.ADDRESS_WRONG: _address_wrong,
    Notice.BALANCE_LOW: _balance_low,
    Notice.MODEL_HIDDEN: _model_hidden,
    Notice.API_ABSENT: _api_absent,
    Notice.SERVICE_DOWN: _service_down,
    Notice.SERVICE_LIMITED: _service_limited,
    Notice.ODD_REFUSAL: _odd_refusal,
    Notice.UNCONFIRMED: _unconfirmed,
    Notice.SEVERAL_FIT: _several_fit,
    Notice.NO_END: _no_end,
    Notice.ACCOUNT_GONE: _account_gone,
    Notice.UNREADABLE: _unreadable,
    Notice.DISK_TROUBLE: _disk,
    Notice.DISK_FULL: _disk_full,
    Notice.CANT_WRITE: _cant_write,
    Notice.WRITES_AGAIN: _writes_again,
    Notice.INCIDENT: _incident,
    Notice.MINORS: _minors,
    Notice.WEEK_IN_CLIPS: lambda _, facts: in_clips(facts),
    Notice.CLIPS_NEAR_END: lambda _, facts: clips_near_end(facts),
}


def _server_asks(about: str, server_name: Callable[[int], str | None]) -> Reply:
    name = server_name(int(about))
    called = f"{inert(name)} ({about})" if name else about
    text = (
        f"The server {called} asks to make clips, at your cost. Its members are told that it isn't"
        " open yet. `/greenlight-operator ceiling` says how much it may spend."
    )
    style = discord.ButtonStyle.primary
    button = Button(act=Act.OPEN_SERVER, label="Open", about=about, style=style)
    return Reply(text=text, buttons=(button,))


def _evidence(facts: Facts) -> str:
    """The engine's own words, for the operator's eyes, behind one click."""
    parts = [str(facts.get(name, "")) for name in ("engine_code", "engine_text", "trace_id")]
    told = " · ".join(inert(part, 200) for part in parts if part)
    return f"\n||{told}||" if told else ""
