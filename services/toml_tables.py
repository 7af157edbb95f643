"""Tables of a TOML file read field by field, every problem told at once with what would work."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeGuard

from domain.money import MICRO

Raw = dict[str, object]

_LARGEST_COST = Decimal(1000)
#: In seconds.
_LONGEST_CLIP = 600
_SPAN = re.compile(r"([0-9]{1,3})-([0-9]{1,3})")
_ASPECT = re.compile(r"[1-9][0-9]?:[1-9][0-9]?")


@dataclass
class Problems:
    """What is wrong so far, each with where it stands."""

    found: list[str] = field(default_factory=list)

    def add(self, where: str, sentence: str) -> None:
        """Note one problem; `where` is a file, perhaps with a model and a field."""
        self.found.append(f"{where}: {sentence}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """One table's fields. Each reader returns something usable and notes what was wrong."""

    raw: Raw
    where: str
    problems: Problems

    def problem(self, name: str, sentence: str) -> None:
        """Note what is wrong with a field."""
        self.problems.add(self.where, f"{name} {sentence}")

    def words(self, name: str, default: str, most: int = 500) -> str:
        """Text, without white space around it."""
        value = self.raw.get(name, default)
        if not isinstance(value, str) or not (value.strip() or value == default):
            self.problem(name, "must be text in quotation marks.")
            return default
        if len(value) > most:
            self.problem(name, f"must be at most {most} characters; it has {len(value)}.")
        return value.strip()

    def yes_or_no(self, name: str, *, default: bool) -> bool:
        """True or false."""
        value = self.raw.get(name, default)
        if not isinstance(value, bool):
            self.problem(name, "must be true or false.")
            return default
        return value

    def whole_number(self, name: str, most: int) -> int | None:
        """From 1 up to `most`; None when it is left out."""
        value = self.raw.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            self.problem(name, f"must be a whole number from 1 to {most:,}.")
            return None
        return value

    def cost(self, name: str) -> int | None:
        """Dollars as micro-dollars. One's own engine may cost nothing."""
        value = self.raw.get(name)
        if value is None:
            return None
        amount = Decimal(value) if isinstance(value, int | Decimal) else Decimal("NaN")
        if isinstance(value, bool) or not amount.is_finite() or not 0 <= amount <= _LARGEST_COST:
            self.problem(name, f"must be US dollars from 0 to {_LARGEST_COST:,}, such as 0.43.")
            return None
        micro = amount * MICRO
        if micro != micro.to_integral_value():
            self.problem(name, "must have at most six decimals.")
            return None
        return int(micro)

    def choice(self, name: str, allowed: list[str]) -> str:
        """One word of several."""
        value = self.raw.get(name)
        if value not in allowed:
            self.problem(name, _must_be_of(value, allowed))
            return allowed[0]
        return str(value)

    def choices(self, name: str, allowed: list[str], *, may_be_empty: bool = False) -> list[str]:
        """Several words of several."""
        value = self.raw.get(name, [])
        if not isinstance(value, list) or not (value or may_be_empty):
            self.problem(name, f'must be a list of words, such as ["{allowed[0]}"].')
            return []
        for word in value:
            if word not in allowed:
                self.problem(name, _must_be_of(word, allowed))
        return [word for word in value if word in allowed]

    def durations(self, name: str) -> list[int]:
        """Whole seconds: one number, a list of them, or a span such as "4-15"."""
        value = self.raw.get(name)
        span = _SPAN.fullmatch(value) if isinstance(value, str) else None
        if span is not None:
            found: list[object] = list(range(int(span[1]), int(span[2]) + 1))
        else:
            found = list(value) if isinstance(value, list) else [value]
        if not found or not all(_is_whole(one) and 1 <= one <= _LONGEST_CLIP for one in found):
            self.problem(name, f'must be seconds, 1 to {_LONGEST_CLIP}: 6, [6, 10] or "4-15".')
            return [1]
        return [one for one in found if _is_whole(one)]

    def aspects(self, name: str) -> tuple[str, ...]:
        """Shapes such as `16:9`, each once."""
        value = self.raw.get(name, [])
        shapes = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) and _ASPECT.fullmatch(one) for one in shapes):
            self.problem(name, 'must be a list of shapes, such as ["16:9", "9:16"].')
            return ()
        return tuple(dict.fromkeys(shapes))

    def day(self, name: str) -> str:
        """A day, as text."""
        value = self.raw.get(name, "")
        if not isinstance(value, str | date):
            self.problem(name, "must be a day such as 2026-10-01.")
            return ""
        return str(value)


def note_unknown(
    where: str, table: Mapping[str, object], known: Iterable[str], problems: Problems
) -> None:
    """Note every field that is not known, with the nearest that is."""
    for name in table:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0)[0]
            problems.add(where, f"{name} is not a field. The nearest one is {near}.")


def _must_be_of(value: object, allowed: list[str]) -> str:
    words = ", ".join(f'"{word}"' for word in allowed)
    given = f'"{value}"' if isinstance(value, str) else "that"
    return f"can't be {given}; it is one of {words}."


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
