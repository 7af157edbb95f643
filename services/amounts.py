"""Amounts of money as people type them: taken where they can mean one thing, else refused why."""

import re

from domain.money import MICRO
from domain.refusals import Refused
from domain.refusals_acts import BadValue

#: The finest that may be typed, by how many digits stand after the point.
_FINEST = {2: "a cent", 6: "a millionth of a dollar"}
_MICRO_DIGITS = 6
_TOO_MUCH = 1_000_000
_DOLLARS = frozenset({"", "$", "us$", "usd", "usd$", "dollar", "dollars", "us dollars"})
_OTHERS = re.compile(r"[€£¥₹₽₩₺¢]|\b(?:eur|euros?|gbp|pounds?|cny|rmb|yuan|jpy|yen|chf|cad|aud)\b")
_AMOUNT = re.compile(
    r"(?P<sign>[+−-]?)(?P<before>[^0-9.,+−-]*)(?P<inner>[+−-]?)"
    r"(?P<number>[0-9.,](?:[0-9.,' \u00a0\u202f]*[0-9])?)(?P<after>[^0-9.,]*)"
)
#: `1,000`, `1 000.50`, `1.000,50`: what parts thousands is not what parts the cents.
_GROUPED = re.compile(
    r"(?P<whole>[1-9][0-9]{0,2}(?P<by>[,' \u00a0\u202f])[0-9]{3}(?:(?P=by)[0-9]{3})*)"
    r"(?:\.(?P<part>[0-9]+))?"
)
_DOTTED = re.compile(r"(?P<whole>[1-9][0-9]{0,2}(?:\.[0-9]{3})+),(?P<part>[0-9]+)")
_PLAIN = re.compile(r"(?P<whole>[0-9]*)(?:[.,](?P<part>[0-9]+))?")


def read_dollars(typed: str, what: str, works: str, *, digits: int) -> int:
    """US dollars as typed, in micro-dollars: `5`, `$5.00`, `5 USD`, `0,50`, `1,000`.

    So many `digits` may say something after the point: 2 or 6. `what` names the amount, `works`
    says which would do. Raises Refused with BadValue, which says what is wrong with this one.
    """
    try:
        whole, part = _number(typed.strip(), digits)
    except ValueError as wrong:
        told = BadValue(what=what, works=works, typed=typed.strip(), wrong=str(wrong))
        raise Refused(told) from None
    return int(whole) * MICRO + int(part.ljust(_MICRO_DIGITS, "0"))


def _number(typed: str, digits: int) -> tuple[str, str]:
    """The digits before and behind the point. Raises ValueError with what is wrong."""
    if _OTHERS.search(typed.casefold()):
        raise ValueError("isn't in US dollars, and I don't convert")
    found = _AMOUNT.fullmatch(typed)
    if not found or {_word(found["before"]), _word(found["after"])} - _DOLLARS:
        raise ValueError("is no amount that I can read")
    if {found["sign"], found["inner"]} & {"-", "−"}:
        raise ValueError("is below 0")
    read = (pattern.fullmatch(found["number"]) for pattern in (_GROUPED, _DOTTED, _PLAIN))
    parts = next((one for one in read if one), None)
    if parts is None or parts[0] in {".", ","}:
        raise ValueError("can't be read as one number")
    whole, part = re.sub(r"[^0-9]", "", parts["whole"]) or "0", parts["part"] or ""
    if len(part) > digits:
        raise ValueError(f"is finer than {_FINEST[digits]}")
    if int(whole) >= _TOO_MUCH:
        raise ValueError("is a million or more")
    return whole, part


def _word(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")
