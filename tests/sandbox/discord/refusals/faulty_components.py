"""Messages that are refused for their components."""

from typing import Any

from tests.sandbox.discord.refusals.faulty_messages import (
    BAD_LENGTH,
    LONG,
    MISSING,
    ODD,
    TEXT,
    V2,
)
from tests.sandbox.discord.refusals.rows import Refused, said

UNION = "UNION_TYPE_CHOICES"
EMOJI = "BUTTON_COMPONENT_INVALID_EMOJI"
FIELD = "BUTTON_COMPONENT_INVALID_FIELD"
NOT_FOUND = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"


def row(*components: dict[str, Any]) -> dict[str, Any]:
    """An action row."""
    return {"type": 1, "components": list(components)}


def button(**fields: Any) -> dict[str, Any]:
    """A button, complete but for what is changed."""
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go"} | fields


def select(**fields: Any) -> dict[str, Any]:
    """A select of one option, complete but for what is changed."""
    options = [{"label": "a", "value": "a"}]
    return {"type": 3, "custom_id": "pick", "options": options} | fields


def option(number: int, **fields: Any) -> dict[str, Any]:
    """An option of a select."""
    return {"label": str(number), "value": str(number)} | fields


def rows(count: int) -> list[dict[str, Any]]:
    """So many rows with a button each."""
    return [row(button(custom_id=f"b{number}")) for number in range(count)]


def _in_row(done: str, component: dict[str, Any], at: str, fault: str) -> Refused:
    place = f"components.0.components.0.{at}"
    return said(done, {"components": [row(component)]}, place, fault)


def _in_layout(done: str, component: dict[str, Any], at: str, fault: str) -> Refused:
    payload = {"flags": V2, "components": [component]}
    return said(done, payload, f"components.0.{at}", fault)


_BARE = {"type": 2, "style": 1, "label": "x"}
_SIX = [button(custom_id=str(number)) for number in range(6)]
_MEDIA = {"media": {"url": "https://x.org/a"}}
_LOST = {"url": "attachment://a.mp4"}

ROWS = (
    said("6 rows", {"components": rows(6)}, "components", BAD_LENGTH),
    said("6 buttons in a row", {"components": [row(*_SIX)]}, "components.0.components", BAD_LENGTH),
    said("an empty row", {"components": [row()]}, "components.0.components", BAD_LENGTH),
    said(
        "a duplicate custom_id",
        {"components": [row(button(), button())]},
        "components.0.components.1.custom_id",
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    said(
        "a select beside a button",
        {"components": [row(select(), button())]},
        "components.0.components",
        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
    ),
    said("a button outside a row", {"components": [button()]}, "components.0.type", UNION),
    said(
        "a part of Components V2 without the flag",
        {"components": [TEXT]},
        "components.0.type",
        UNION,
    ),
    _in_row("a custom_id of 101", button(custom_id="x" * 101), "custom_id", BAD_LENGTH),
    _in_row("a button without a custom_id", _BARE, "custom_id", MISSING),
    _in_row("a label of 81", button(label="x" * 81), "label", LONG),
    _in_row(
        "a button without a label", button(label=""), "label", "BUTTON_COMPONENT_MISSING_LABEL"
    ),
    _in_row(
        "a link button with a custom_id", button(style=5, url="https://x.org"), "custom_id", FIELD
    ),
    _in_row("a link button without a link", _BARE | {"style": 5}, "url", MISSING),
    _in_row("an ordinary button with a link", button(url="https://x.org"), "url", FIELD),
    _in_row("a button of style 9", button(style=9), "style", ODD),
    _in_row("a misspelt field of a button", button(lable="x"), "lable", "UNKNOWN_FIELD"),
    _in_row("a text input in a message", {"type": 4, "custom_id": "x", "style": 1}, "type", UNION),
    _in_row("a file upload in a message", {"type": 19, "custom_id": "x"}, "type", UNION),
    _in_row("26 options", select(options=[option(n) for n in range(26)]), "options", BAD_LENGTH),
    _in_row("no options", select(options=[]), "options", BAD_LENGTH),
    _in_row(
        "an option twice",
        select(options=[option(1), option(1)]),
        "options.1.value",
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    _in_row(
        "an option's label of 101",
        select(options=[option(1, label="x" * 101)]),
        "options.0.label",
        BAD_LENGTH,
    ),
    _in_row(
        "an option's description of 101",
        select(options=[option(1, description="x" * 101)]),
        "options.0.description",
        LONG,
    ),
    _in_row("a placeholder of 151", select(placeholder="x" * 151), "placeholder", LONG),
    _in_row("26 values at most", select(max_values=26), "max_values", "NUMBER_TYPE_MAX"),
    _in_row(
        "min_values above max_values",
        select(min_values=2, max_values=1),
        "min_values",
        "BASE_TYPE_MAX",
    ),
    _in_row(
        "two defaults where one may be",
        select(options=[option(1, default=True), option(2, default=True)]),
        "options",
        "SELECT_COMPONENT_TOO_MANY_DEFAULTS",
    ),
    _in_row(
        "3 values at most of one option",
        select(max_values=3),
        "options",
        BAD_LENGTH,
    ),
    _in_row("an emoji that is a word", button(emoji={"name": "fox"}), "emoji.name", EMOJI),
    _in_row("an emoji without a name", button(emoji={}), "emoji.name", EMOJI),
    _in_row(
        "an emoji that no server has",
        button(emoji={"id": "123456789012345678", "name": "fox"}),
        "emoji.id",
        EMOJI,
    ),
    _in_row(
        "an option's emoji that is a word",
        select(options=[option(1, emoji={"name": "fox"})]),
        "options.0.emoji.name",
        EMOJI,
    ),
    _in_row(
        "a button's link of 513",
        _BARE | {"style": 5, "url": "https://x.org/".ljust(513, "x")},
        "url",
        BAD_LENGTH,
    ),
    _in_row(
        "a button's link to a file",
        _BARE | {"style": 5, "url": "attachment://a.mp4"},
        "url",
        "URL_TYPE_INVALID_SCHEME",
    ),
    _in_row(
        "a select for channels of an unknown type",
        {"type": 8, "custom_id": "pick", "channel_types": [99]},
        "channel_types.0",
        ODD,
    ),
    _in_row(
        "a select for channels of one type for people",
        {"type": 5, "custom_id": "pick", "channel_types": [0]},
        "channel_types",
        "UNKNOWN_FIELD",
    ),
    _in_row(
        "a role chosen where people are",
        {"type": 5, "custom_id": "pick", "default_values": [{"id": "5", "type": "role"}]},
        "default_values.0.type",
        ODD,
    ),
    _in_row(
        "two people chosen where one may be",
        {"type": 5, "custom_id": "pick", "default_values": [{"id": "5", "type": "user"}] * 2},
        "default_values",
        "SELECT_COMPONENT_TOO_MANY_DEFAULTS",
    ),
    said(
        "a component's id twice",
        {"components": [row(button()) | {"id": 7}, row(button(custom_id="b", id=7))]},
        "components.1.components.0.id",
        "COMPONENT_ID_DUPLICATED",
    ),
    said(
        "41 components",
        {"flags": V2, "components": [{"type": 17, "components": [TEXT] * 40}]},
        "components",
        "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
    ),
    said(
        "4,001 characters shown",
        {"flags": V2, "components": [{"type": 10, "content": "x" * 2001}] * 2},
        "components",
        "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
    ),
    said("no components", {"flags": V2, "components": []}, "components", BAD_LENGTH),
    _in_layout("a file that was not sent", {"type": 13, "file": _LOST}, "file.url", NOT_FOUND),
    _in_layout(
        "a file by address",
        {"type": 13, "file": {"url": "https://x.org/a"}},
        "file.url",
        "UNFURLED_MEDIA_ITEM_MUST_BE_ATTACHMENT",
    ),
    _in_layout(
        "a gallery's file that was not sent",
        {"type": 12, "items": [{"media": _LOST}]},
        "items.0.media.url",
        NOT_FOUND,
    ),
    _in_layout("a gallery of 11", {"type": 12, "items": [_MEDIA] * 11}, "items", BAD_LENGTH),
    _in_layout(
        "a section without an accessory", {"type": 9, "components": [TEXT]}, "accessory", MISSING
    ),
    _in_layout(
        "a section of 4 texts",
        {"type": 9, "components": [TEXT] * 4, "accessory": button()},
        "components",
        BAD_LENGTH,
    ),
    _in_layout(
        "a container in a container",
        {"type": 17, "components": [{"type": 17, "components": [TEXT]}]},
        "components.0.type",
        UNION,
    ),
    _in_layout("an empty text", {"type": 10, "content": ""}, "content", MISSING),
    _in_layout("a separator of spacing 3", {"type": 14, "spacing": 3}, "spacing", ODD),
)
