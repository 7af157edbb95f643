"""The catalogue's files: TOML in, models out, and every problem told at once."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeGuard

from domain.model import CameraStyle, Mode, Model, Need, Offer
from domain.money import MICRO

_LONGEST_TITLE = 60
_LARGEST_COST = Decimal(1000)
#: In seconds.
_LONGEST_CLIP = 600
#: In characters.
_LONGEST_PROMPT = 2_000
_NEEDS = frozenset(Need(mode=m, camera=c).key for m in Mode for c in (False, True))
_MODEL_FIELDS = frozenset(
    {
        "title",
        "provider",
        "modes",
        "camera",
        "offers",
        "cost_usd",
        "cost_is_assumed",
        "sends_size",
        "credits",
        "aspects",
        "most_references",
        "longest_prompt",
        "has_sound",
        "default_for",
        "source",
        "as_of",
    }
)  # fmt: skip - one line a word would fill the screen
_OFFER_FIELDS = frozenset(
    {
        "duration_s",
        "resolution",
        "modes",
        "cost_usd",
        "cost_usd_per_s",
        "cost_is_assumed",
        "credits",
    }
)  # fmt: skip - as above
_SPAN = re.compile(r"([0-9]{1,3})-([0-9]{1,3})")
_ASPECT = re.compile(r"[1-9][0-9]?:[1-9][0-9]?")
_NEEDED = ("provider", "modes", "camera", "offers")

Raw = dict[str, object]


class CatalogueError(Exception):
    """The list of models cannot be used."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """`problems`: one sentence each, naming file, model, field and what would work."""
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass
class Problems:
    """What is wrong so far, each with where it stands."""

    found: list[str] = field(default_factory=list)

    def add(self, where: str, sentence: str) -> None:
        """Note one problem; `where` is a file, perhaps with a model and a field."""
        self.found.append(f"{where}: {sentence}")


def read_file(path: Path, problems: Problems) -> dict[str, Raw]:
    """The raw models of one file, unknown names noted. Money is read without rounding."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        problems.add(str(path), f"cannot be read ({error.strerror}).")
        return {}
    except UnicodeDecodeError:
        problems.add(str(path), "is not UTF-8 text.")
        return {}
    except tomllib.TOMLDecodeError as error:
        problems.add(str(path), f"is not TOML: {error}.")
        return {}
    models = content.pop("models", {})
    for name in content:
        problems.add(str(path), f'[{name}] is not known; models stand under [models."NAME"].')
    if not isinstance(models, dict):
        problems.add(str(path), 'models must be tables such as [models."T2V-01"].')
        return {}
    return {name: raw for name, raw in models.items() if _is_model(path, name, raw, problems)}


def merged(ours: Raw, theirs: Raw) -> Raw:
    """The operator's fields over ours; a cost of theirs is not assumed unless they say so."""
    both = {**ours, **theirs}
    if "cost_usd" in theirs:
        both["cost_is_assumed"] = theirs.get("cost_is_assumed", False)
        if "offers" not in theirs:
            both["offers"] = _without_costs(both.get("offers"))
    elif "offers" in theirs:
        both.pop("cost_usd", None)
        both["cost_is_assumed"] = theirs.get("cost_is_assumed", False)
    return both


def read_model(name: str, raw: Raw, where: str, problems: Problems) -> Model | None:
    """One model from its raw fields; None, with the problems noted, when it can't be used."""
    fields = _Fields(raw=raw, where=f'{where}, model "{name}"', problems=problems)
    before = len(problems.found)
    missing = [needed for needed in _NEEDED if needed not in raw]
    for needed in missing:
        fields.problem(needed, "is missing.")
    if missing:
        return None
    model = Model(
        name=name,
        title=fields.words("title", name, most=_LONGEST_TITLE),
        provider=fields.words("provider", ""),
        modes=frozenset(Mode(word) for word in fields.choices("modes", list(Mode))),
        camera=CameraStyle(fields.choice("camera", list(CameraStyle))),
        offers=_offers(fields),
        sends_size=fields.yes_or_no("sends_size", default=True),
        aspects=fields.aspects("aspects"),
        most_references=fields.whole_number("most_references", most=100) or 0,
        longest_prompt=fields.whole_number("longest_prompt", most=100_000) or _LONGEST_PROMPT,
        has_sound=fields.yes_or_no("has_sound", default=False),
        default_for=frozenset(fields.choices("default_for", sorted(_NEEDS), may_be_empty=True)),
        source=fields.words("source", ""),
        as_of=fields.day("as_of"),
    )
    _check_defaults(model, fields)
    return model if len(problems.found) == before else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fields:
    """One table's fields. Each reader returns something usable and notes what was wrong."""

    raw: Raw
    where: str
    problems: Problems

    def problem(self, name: str, sentence: str) -> None:
        self.problems.add(self.where, f"{name} {sentence}")

    def words(self, name: str, default: str, most: int = 500) -> str:
        value = self.raw.get(name, default)
        if not isinstance(value, str) or not (value.strip() or value == default):
            self.problem(name, "must be text in quotation marks.")
            return default
        if len(value) > most:
            self.problem(name, f"must be at most {most} characters; it has {len(value)}.")
        return value.strip()

    def yes_or_no(self, name: str, *, default: bool) -> bool:
        value = self.raw.get(name, default)
        if not isinstance(value, bool):
            self.problem(name, "must be true or false.")
            return default
        return value

    def whole_number(self, name: str, most: int) -> int | None:
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
        value = self.raw.get(name)
        if value not in allowed:
            self.problem(name, _must_be_of(value, allowed))
            return allowed[0]
        return str(value)

    def choices(self, name: str, allowed: list[str], *, may_be_empty: bool = False) -> list[str]:
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
        value = self.raw.get(name, [])
        shapes = value if isinstance(value, list) else [value]
        if not all(isinstance(one, str) and _ASPECT.fullmatch(one) for one in shapes):
            self.problem(name, 'must be a list of shapes, such as ["16:9", "9:16"].')
            return ()
        return tuple(dict.fromkeys(shapes))

    def day(self, name: str) -> str:
        value = self.raw.get(name, "")
        if not isinstance(value, str | date):
            self.problem(name, "must be a day such as 2026-10-01.")
            return ""
        return str(value)


def _offers(fields: _Fields) -> tuple[Offer, ...]:
    tables = fields.raw.get("offers")
    if not isinstance(tables, list) or not tables:
        fields.problem(
            "offers", 'must be a list such as [{ duration_s = 6, resolution = "720P" }].'
        )
        return ()
    if "cost_usd" in fields.raw and len(tables) > 1:
        fields.problem("cost_usd", "must stand inside each offer, because there are several.")
    groups = [_offers_of(fields, number, table) for number, table in enumerate(tables, start=1)]
    return tuple(offer for group in groups for offer in group)


def _offers_of(model: _Fields, number: int, table: object) -> list[Offer]:
    """The offers of one table: one for each length it names."""
    where = f"{model.where}, offer {number}"
    if not isinstance(table, dict):
        model.problems.add(
            where, 'must be a table such as { duration_s = 6, resolution = "720P" }.'
        )
        table = {"duration_s": 1, "resolution": "-"}
    _note_unknown(where, table, _OFFER_FIELDS, model.problems)
    own = _Fields(raw=table, where=where, problems=model.problems)
    for needed in ("duration_s", "resolution"):
        if needed not in table:
            own.problem(needed, "is missing.")
    if "cost_usd" in table and "cost_usd_per_s" in table:
        own.problem("cost_usd_per_s", "can't stand beside cost_usd; keep one of the two.")
    holder = own if "cost_usd" in table else model
    per_clip, per_second = holder.cost("cost_usd"), own.cost("cost_usd_per_s")
    resolution = own.words("resolution", "", most=20)
    modes = own.choices("modes", list(Mode), may_be_empty=True)
    credits_holder = own if "credits" in table else model
    credits = credits_holder.whole_number("credits", most=1_000_000)
    is_assumed = holder.yes_or_no("cost_is_assumed", default=False)
    return [
        Offer(
            duration_s=seconds,
            resolution=resolution,
            cost_micro=per_clip if per_second is None else per_second * seconds,
            cost_is_assumed=is_assumed,
            modes=frozenset(Mode(word) for word in modes),
            credits=credits,
        )
        for seconds in own.durations("duration_s")
    ]


def _check_defaults(model: Model, fields: _Fields) -> None:
    for key in sorted(model.default_for):
        mode, _, camera = key.partition("+")
        if mode not in model.modes:
            fields.problem("default_for", f'"{key}" needs "{mode}" among its modes.')
        if camera and model.camera is CameraStyle.NONE:
            fields.problem("default_for", f'"{key}" needs a camera style other than "none".')


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_model(path: Path, name: str, raw: object, problems: Problems) -> bool:
    where = f'{path}, model "{name}"'
    if not isinstance(raw, dict):
        problems.add(where, f'must be a table: [models."{name}"].')
        return False
    if not name.strip() or len(name) > _LONGEST_TITLE:
        problems.add(where, f"a model's name has 1 to {_LONGEST_TITLE} characters.")
        return False
    _note_unknown(where, raw, _MODEL_FIELDS, problems)
    return True


def _note_unknown(
    where: str, table: Mapping[str, object], known: Iterable[str], problems: Problems
) -> None:
    for name in table:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0)[0]
            problems.add(where, f"{name} is not a field. The nearest one is {near}.")


def _must_be_of(value: object, allowed: list[str]) -> str:
    words = ", ".join(f'"{word}"' for word in allowed)
    given = f'"{value}"' if isinstance(value, str) else "that"
    return f"can't be {given}; it is one of {words}."


def _without_costs(offers: object) -> object:
    if not isinstance(offers, list):
        return offers
    return [
        {k: v for k, v in offer.items() if not k.startswith("cost")}
        if isinstance(offer, dict)
        else offer
        for offer in offers
    ]
