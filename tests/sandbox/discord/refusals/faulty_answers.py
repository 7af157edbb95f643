"""First answers of the wrong kind, or with something wrong inside."""

from typing import Any

from sandbox.discord.codes import Code
from tests.sandbox.discord.raw import Got
from tests.sandbox.discord.refusals.faulty_messages import BAD_LENGTH, LONG, MISSING, ODD
from tests.sandbox.discord.refusals.rows import Refused
from tests.sandbox.discord.scene import BUTTON, CHOICES, MODAL, TEXT_FIELD, Scene

X = {"content": "x"}
DUPLICATED = "COMPONENT_CUSTOM_ID_DUPLICATED"


def _answered(done: str, act: str, callback: int, data: Any, at: str, fault: str) -> Refused:
    async def ask(scene: Scene) -> Got:
        await scene.begin(act)
        return await scene.answer(callback, data)

    return Refused(done=done, code=Code.INVALID_FORM_BODY, ask=ask, at=at, fault=fault)


def _unfit(done: str, act: str, callback: int, data: Any = None) -> Refused:
    return _answered(done, act, callback, data, "type", ODD)


def _suggested(done: str, choices: Any, at: str, fault: str) -> Refused:
    return _answered(done, "autocomplete", 8, {"choices": choices}, f"data.choices{at}", fault)


def _modal(done: str, changed: dict[str, Any], at: str, fault: str) -> Refused:
    return _answered(done, "command", 9, MODAL | changed, f"data.{at}", fault)


def _field(done: str, field: dict[str, Any], at: str, fault: str) -> Refused:
    label = {"type": 18, "label": "Words", "component": field}
    return _modal(done, {"components": [label]}, f"components.0.component.{at}", fault)


def _group(kind: int, count: int, **fields: Any) -> dict[str, Any]:
    options = [{"label": str(n), "value": str(n)} for n in range(count)]
    return {"type": kind, "custom_id": "x", "options": options} | fields


_CHECKED = [{"label": str(n), "value": str(n), "default": True} for n in range(2)]
_LABEL = {"type": 18, "label": "Words", "component": TEXT_FIELD}
_RADIO, _BOXES, _BOX, _FILES = 21, 22, 23, 19

ROWS = (
    _unfit("an update answering a command", "command", 7, X),
    _unfit("a silent update answering a command", "command", 6),
    _unfit("suggestions answering a command", "command", 8, CHOICES),
    _unfit("a pong answering a command", "command", 1),
    _unfit("a message answering a search for suggestions", "autocomplete", 4, X),
    _unfit("suggestions answering a button", "component", 8, CHOICES),
    _unfit("a form answering a form", "modal", 9, MODAL),
    _answered(
        "content of 2,001 in an answer", "command", 4, {"content": "x" * 2001}, "data.content", LONG
    ),
    _answered(
        "a misspelt field in an answer",
        "command",
        4,
        {"contents": "x"},
        "data.contents",
        "UNKNOWN_FIELD",
    ),
    _answered("a deferral with content", "command", 5, X, "data.content", "UNKNOWN_FIELD"),
    _suggested("26 choices", [{"name": str(n), "value": "x"} for n in range(26)], "", BAD_LENGTH),
    _suggested(
        "a suggestion's name of 101", [{"name": "x" * 101, "value": "x"}], ".0.name", BAD_LENGTH
    ),
    _suggested("a choice's value of 101", [{"name": "x", "value": "x" * 101}], ".0.value", LONG),
    _suggested(
        "a number where the option is a text",
        [{"name": "x", "value": 5}],
        ".0.value",
        "STRING_TYPE_CONVERT",
    ),
    _suggested("a choice without a value", [{"name": "x"}], ".0.value", MISSING),
    _modal("a modal's title of 46", {"title": "x" * 46}, "title", BAD_LENGTH),
    _modal("a modal of 6 rows", {"components": [_LABEL] * 6}, "components", BAD_LENGTH),
    _modal("a modal without rows", {"components": []}, "components", BAD_LENGTH),
    _modal(
        "a button in a modal", {"components": [BUTTON]}, "components.0.type", "UNION_TYPE_CHOICES"
    ),
    _modal(
        "a custom_id twice in a modal",
        {"components": [_LABEL] * 2},
        "components.1.component.custom_id",
        DUPLICATED,
    ),
    _modal(
        "a label of 46 in a modal",
        {"components": [_LABEL | {"label": "x" * 46}]},
        "components.0.label",
        BAD_LENGTH,
    ),
    _field(
        "a text field of 4,001", TEXT_FIELD | {"max_length": 4001}, "max_length", "NUMBER_TYPE_MAX"
    ),
    _field(
        "a text field's min_length above its max_length",
        TEXT_FIELD | {"min_length": 5, "max_length": 4},
        "min_length",
        "BASE_TYPE_MAX",
    ),
    _field(
        "a text field filled beyond its max_length",
        TEXT_FIELD | {"value": "xxxxx", "max_length": 4},
        "value",
        LONG,
    ),
    _field(
        "a label in a label",
        TEXT_FIELD | {"label": "Words"},
        "label",
        "TEXT_INPUT_COMPONENT_INVALID_FIELD",
    ),
    _field(
        "a disabled select in a modal",
        _group(3, 1, disabled=True),
        "disabled",
        "MODAL_COMPONENT_DISABLED",
    ),
    _modal(
        "a component's id twice in a modal",
        {"components": [_LABEL | {"id": 7, "component": TEXT_FIELD | {"id": 7}}]},
        "components.0.component.id",
        "COMPONENT_ID_DUPLICATED",
    ),
    _field("2 boxes at most of one", _group(_BOXES, 1, max_values=2), "options", BAD_LENGTH),
    _field("a text field of style 3", TEXT_FIELD | {"style": 3}, "style", ODD),
    _field(
        "11 files at most",
        {"type": _FILES, "custom_id": "x", "max_values": 11},
        "max_values",
        "NUMBER_TYPE_MAX",
    ),
    _field(
        "at least 3 files, at most 2",
        {"type": _FILES, "custom_id": "x", "min_values": 3, "max_values": 2},
        "min_values",
        "BASE_TYPE_MAX",
    ),
    _field("a radio group of 1", _group(_RADIO, 1), "options", BAD_LENGTH),
    _field("a radio group of 11", _group(_RADIO, 11), "options", BAD_LENGTH),
    _field(
        "a radio group with two defaults",
        _group(_RADIO, 2, options=_CHECKED),
        "options",
        "SELECT_COMPONENT_TOO_MANY_DEFAULTS",
    ),
    _field(
        "a radio group with max_values",
        _group(_RADIO, 2, max_values=2),
        "max_values",
        "UNKNOWN_FIELD",
    ),
    _field("a checkbox group of 11", _group(_BOXES, 11), "options", BAD_LENGTH),
    _field(
        "at least 3 boxes, at most 2",
        _group(_BOXES, 3, min_values=3, max_values=2),
        "min_values",
        "BASE_TYPE_MAX",
    ),
    _field(
        "a required checkbox group that may stay empty",
        _group(_BOXES, 3, min_values=0),
        "required",
        ODD,
    ),
    _field("a checkbox without a custom_id", {"type": _BOX}, "custom_id", MISSING),
    _field(
        "a checkbox with options",
        {"type": _BOX, "custom_id": "x", "options": []},
        "options",
        "UNKNOWN_FIELD",
    ),
)
