"""Components to choose with: selects, radio groups, checkbox groups, checkboxes.

Limits: docs: components/reference, and Discord's OpenAPI file.
"""

from collections.abc import Mapping
from typing import Any

from sandbox.discord.checks.emoji import component_emoji
from sandbox.discord.checks.form import (
    Check,
    Form,
    Path,
    anything,
    flag,
    integer,
    one_of,
    snowflake,
    text,
)
from sandbox.discord.checks.parts import COMMON, Part, Tally
from sandbox.discord.shapes import Json

MOST_BOXES = 10
CHANNEL_TYPES = (0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 16)
"""The kinds of channels there are (docs: resources/channel#channel-object-channel-types)."""


def channel_types(form: Form, path: Path, value: Any) -> None:
    """Check the kinds of channels among which one may choose."""
    if form.items(path, value, 0, len(CHANNEL_TYPES)):
        for index, each in enumerate(value):
            one_of(CHANNEL_TYPES)(form, (*path, index), each)


_CHOICE: dict[str, Check] = {
    "label": text(1, 100),
    "value": text(1, 100),
    "description": text(0, 100),
    "default": flag,
}
_OPTION: dict[str, Check] = _CHOICE | {"emoji": component_emoji}
_SELECT: dict[str, Check] = COMMON | {
    "custom_id": text(1, 100),
    "placeholder": text(0, 150),
    "min_values": integer(0, 25),
    "max_values": integer(1, 25),
    "disabled": flag,
    "required": flag,
}
_STRING_SELECT: dict[str, Check] = _SELECT | {"options": anything}
_OTHER_SELECT: dict[str, Check] = _SELECT | {"default_values": anything}
_CHANNEL_SELECT: dict[str, Check] = _OTHER_SELECT | {"channel_types": channel_types}
_DEFAULT: dict[str, Check] = {"id": snowflake, "type": anything}
_CHOSEN: dict[int, tuple[str, ...]] = {
    Part.USER_SELECT: ("user",),
    Part.ROLE_SELECT: ("role",),
    Part.MENTIONABLE_SELECT: ("user", "role"),
    Part.CHANNEL_SELECT: ("channel",),
}
"""What the default values of a select may be."""
_RADIO_GROUP: dict[str, Check] = COMMON | {
    "custom_id": text(1, 100),
    "required": flag,
    "options": anything,
}
_CHECKBOX_GROUP: dict[str, Check] = _RADIO_GROUP | {
    "min_values": integer(0, MOST_BOXES),
    "max_values": integer(1, MOST_BOXES),
}
_CHECKBOX: dict[str, Check] = COMMON | {"custom_id": text(1, 100), "default": flag}


class Choosing:
    """Checks the components that offer values."""

    def __init__(self, form: Form, tally: Tally) -> None:
        self._form = form
        self._tally = tally

    def select(self, path: Path, value: Json) -> None:
        """Check a select menu of any kind."""
        strings = value.get("type") == Part.STRING_SELECT
        channels = value.get("type") == Part.CHANNEL_SELECT
        required = ("custom_id", "options") if strings else ("custom_id",)
        others = _CHANNEL_SELECT if channels else _OTHER_SELECT
        fields = _STRING_SELECT if strings else others
        if not self._form.object(path, value, fields, required):
            return
        self._tally.claim(self._form, path, value)
        self._form.ordered(path, value, "values")
        if strings:
            self._options(path, value, _OPTION, (1, 25))
            self._defaults(path, value, value.get("max_values") or 1)
        elif value.get("default_values") is not None:
            self._default_values((*path, "default_values"), value)

    def radio_group(self, path: Path, value: Json) -> None:
        """Check a radio group of 2 to 10 options, of which one at most stands chosen."""
        if self._form.object(path, value, _RADIO_GROUP, ("custom_id", "options")):
            self._tally.claim(self._form, path, value)
            self._options(path, value, _CHOICE, (2, MOST_BOXES))
            self._defaults(path, value, 1)

    def checkbox_group(self, path: Path, value: Json) -> None:
        """Check a checkbox group of 1 to 10 options; one that may stay empty is not required."""
        if not self._form.object(path, value, _CHECKBOX_GROUP, ("custom_id", "options")):
            return
        self._tally.claim(self._form, path, value)
        self._form.ordered(path, value, "values")
        self._options(path, value, _CHOICE, (1, MOST_BOXES))
        self._defaults(path, value, value.get("max_values") or MOST_BOXES)
        if value.get("min_values") == 0 and value.get("required") is not False:
            message = "required must be false where min_values is 0."
            self._form.fault((*path, "required"), "BASE_TYPE_CHOICES", message)

    def checkbox(self, path: Path, value: Json) -> None:
        """Check a single checkbox."""
        if self._form.object(path, value, _CHECKBOX, ("custom_id",)):
            self._tally.claim(self._form, path, value)

    def _options(
        self, path: Path, value: Json, fields: Mapping[str, Check], bounds: tuple[int, int]
    ) -> None:
        options: Any = value.get("options")
        low, high = bounds
        wanted = value.get("max_values")
        if isinstance(wanted, int):
            low = max(low, min(wanted, high))
        if not self._form.items((*path, "options"), options, low, high):
            return
        seen: set[str] = set()
        for index, option in enumerate(options):
            place = (*path, "options", index)
            if not self._form.object(place, option, fields, ("label", "value")):
                continue
            if str(option.get("value")) in seen:
                self._form.fault(
                    (*place, "value"),
                    "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                    "The specified option value is already used",
                )
            seen.add(str(option.get("value")))

    def _default_values(self, path: Path, value: Json) -> None:
        listed = value["default_values"]
        if not self._form.items(path, listed, 0, 25):
            return
        for index, entry in enumerate(listed):
            if self._form.object((*path, index), entry, _DEFAULT, ("id", "type")):
                kinds = one_of(_CHOSEN[value["type"]])
                kinds(self._form, (*path, index, "type"), entry.get("type"))
        self._not_above(path, len(listed), value.get("max_values") or 1)

    def _defaults(self, path: Path, value: Json, most: Any) -> None:
        options: Any = value.get("options")
        listed = options if isinstance(options, list) else []
        chosen = sum(1 for each in listed if isinstance(each, dict) and each.get("default"))
        self._not_above((*path, "options"), chosen, most)

    def _not_above(self, path: Path, chosen: int, most: Any) -> None:
        if isinstance(most, int) and chosen > most:
            message = f"{chosen} defaults, at most {most} values."
            self._form.fault(path, "SELECT_COMPONENT_TOO_MANY_DEFAULTS", message)
