"""The catalogue's files: TOML in, models out, and every problem told at once."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from domain.model import CameraStyle, Mode, Model, Need, Offer
from services.providers.kinds import EXTRAS, KINDS
from services.setting_values import looks_like_key
from services.toml_tables import Fields, Problems, Raw, note_unknown

_LONGEST_NAME = 60
#: Of more problems than this the rest is counted: they have one cause, or a few.
_MOST_TOLD = 20
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
        "free_pictures",
        "cost_usd_per_picture",
        "longest_prompt",
        "has_sound",
        "extras",
        "default_for",
        "source",
        "as_of",
    }
)  # fmt: skip - one line a word would fill the screen
ACCOUNT_FIELDS = frozenset(
    {
        "provider",
        "url",
        "key_env",
        "plain_http",
        "sends_json",
        "lists",
        "submits_per_minute",
        "most_in_flight",
        "models",
    }
)  # fmt: skip - as above
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
_NEEDED = ("provider", "modes", "camera", "offers")


class CatalogueError(Exception):
    """The list of models cannot be used."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        """`problems`: one sentence each, naming file, model, field and what would work."""
        more = len(problems) - _MOST_TOLD
        told = [*problems[:_MOST_TOLD], *([f"And {more:,} more problems."] if more > 0 else [])]
        super().__init__("\n".join(told))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What one file says: raw models and raw accounts by name."""

    models: Mapping[str, Raw] = field(default_factory=dict)
    accounts: Mapping[str, Raw] = field(default_factory=dict)


def read_file(path: Path, problems: Problems) -> Tables:
    """The raw tables of one file, unknown names noted. Money is read without rounding."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        problems.add(str(path), f"cannot be read ({error.strerror}).")
        return Tables()
    except UnicodeDecodeError:
        problems.add(str(path), "is not UTF-8 text.")
        return Tables()
    except tomllib.TOMLDecodeError as error:
        problems.add(str(path), f"is not TOML: {error}.")
        return Tables()
    except RecursionError:
        problems.add(str(path), "is not TOML: brackets inside brackets without end.")
        return Tables()
    for name in content.keys() - {"models", "accounts"}:
        problems.add(
            str(path),
            f'[{name}] is not known; models stand under [models."NAME"], accounts under'
            ' [accounts."NAME"].',
        )
    return Tables(
        models=_tables_of(content, "models", _MODEL_FIELDS, path, problems),
        accounts=_tables_of(content, "accounts", ACCOUNT_FIELDS, path, problems),
    )


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
    fields = Fields(raw=raw, where=f'{where}, model "{name}"', problems=problems)
    before = len(problems.found)
    missing = [needed for needed in _NEEDED if needed not in raw]
    for needed in missing:
        fields.problem(needed, "is missing.")
    if missing:
        return None
    model = Model(
        name=name,
        title=fields.words("title", name, most=_LONGEST_NAME),
        provider=fields.choice("provider", list(KINDS)),
        modes=frozenset(Mode(word) for word in fields.choices("modes", list(Mode))),
        camera=CameraStyle(fields.choice("camera", list(CameraStyle))),
        offers=_offers(fields),
        sends_size=fields.yes_or_no("sends_size", default=True),
        aspects=fields.aspects("aspects"),
        most_references=fields.whole_number("most_references", most=100) or 0,
        free_pictures=fields.whole_number("free_pictures", most=100) or 0,
        picture_cost_micro=fields.cost("cost_usd_per_picture") or 0,
        longest_prompt=fields.whole_number("longest_prompt", most=100_000) or _LONGEST_PROMPT,
        has_sound=fields.yes_or_no("has_sound", default=False),
        extras=_extras(fields),
        default_for=frozenset(fields.choices("default_for", sorted(_NEEDS), may_be_empty=True)),
        source=fields.words("source", ""),
        as_of=fields.day("as_of"),
    )
    _check_defaults(model, fields)
    return model if len(problems.found) == before else None


def _offers(fields: Fields) -> tuple[Offer, ...]:
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


def _offers_of(model: Fields, number: int, table: object) -> list[Offer]:
    """The offers of one table: one for each length it names."""
    where = f"{model.where}, offer {number}"
    if not isinstance(table, dict):
        model.problems.add(
            where, 'must be a table such as { duration_s = 6, resolution = "720P" }.'
        )
        table = {"duration_s": 1, "resolution": "-"}
    note_unknown(where, table, _OFFER_FIELDS, model.problems)
    own = Fields(raw=table, where=where, problems=model.problems)
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


def _extras(fields: Fields) -> tuple[tuple[str, bool | str], ...]:
    """The vendor's own switches that go along with every shot."""
    given = fields.raw.get("extras", {})
    if not isinstance(given, dict):
        fields.problem("extras", "must be a table such as { prompt_optimizer = false }.")
        return ()
    known = EXTRAS.get(str(fields.raw.get("provider")), {})
    if given and not known:
        fields.problem("extras", "is for MiniMax's own models; drop it.")
        return ()
    note_unknown(f"{fields.where}, extras", given, known, fields.problems)
    found = [(name, value) for name, value in given.items() if name in known]
    for name, value in found:
        if not any(
            value is one or (isinstance(value, str) and value == one) for one in known[name]
        ):
            works = ", ".join(json.dumps(one) for one in known[name])
            fields.problem("extras", f"can't hold that as {name}; it is one of {works}.")
    return tuple(found)


def _check_defaults(model: Model, fields: Fields) -> None:
    for key in sorted(model.default_for):
        mode, _, camera = key.partition("+")
        if mode not in model.modes:
            fields.problem("default_for", f'"{key}" needs "{mode}" among its modes.')
        if camera and model.camera is CameraStyle.NONE:
            fields.problem("default_for", f'"{key}" needs a camera style other than "none".')


def _tables_of(
    content: Mapping[str, object], kind: str, known: frozenset[str], path: Path, problems: Problems
) -> dict[str, Raw]:
    """The named tables of one kind; what is no table, or has no usable name, is noted."""
    tables = content.get(kind, {})
    if not isinstance(tables, dict):
        problems.add(str(path), f'{kind} must be tables such as [{kind}."NAME"].')
        return {}
    found: dict[str, Raw] = {}
    for name, raw in tables.items():
        where = f'{path}, {kind.removesuffix("s")} "{name}"'
        if kind == "accounts" and looks_like_key(name):
            problems.add(
                f"{path}, an account", "its name looks like a key; give it a name of your own."
            )
        elif not isinstance(raw, dict):
            problems.add(where, f'must be a table: [{kind}."{name}"].')
        elif not name.strip() or len(name) > _LONGEST_NAME:
            problems.add(where, f"a name has 1 to {_LONGEST_NAME} characters.")
        else:
            note_unknown(where, raw, known, problems)
            found[name] = raw
    return found


def _without_costs(offers: object) -> object:
    if not isinstance(offers, list):
        return offers
    return [
        {k: v for k, v in offer.items() if not k.startswith("cost")}
        if isinstance(offer, dict)
        else offer
        for offer in offers
    ]
