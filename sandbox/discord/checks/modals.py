"""Modals: what the bot may show, and what a member may send back."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.discord.checks.choosing import Choosing
from sandbox.discord.checks.form import Check, Form, Path, anything, text
from sandbox.discord.checks.parts import COMMON, SELECTS, Part, Parts, Tally
from sandbox.discord.shapes import Json

_MODAL: dict[str, Check] = {
    "custom_id": text(1, 100),
    "title": text(1, 45),
    "components": anything,
}
_ROW: dict[str, Check] = COMMON | {"components": anything}
_LABEL: dict[str, Check] = COMMON | {
    "label": text(1, 45),
    "description": text(0, 100),
    "component": anything,
}


def check_modal(form: Form, data: Any) -> None:
    """Check a modal of 1 to 5 components (docs: interactions#modal)."""
    place: Path = ("data",)
    if not form.object(place, data, _MODAL, ("custom_id", "title", "components")):
        return
    components = data.get("components")
    if not form.items((*place, "components"), components, 1, 5):
        return
    checks = _Checks(form)
    for index, child in enumerate(components):
        checks.top((*place, "components", index), child)


class _Checks:
    """Walks one modal's components."""

    def __init__(self, form: Form) -> None:
        tally = Tally()
        self._form = form
        self._parts, choosing = Parts(form, tally), Choosing(form, tally)
        self._fields: dict[int, Callable[[Path, Json], None]] = {
            **dict.fromkeys(SELECTS, choosing.select),
            Part.TEXT_INPUT: self._parts.text_input,
            Part.FILE_UPLOAD: self._parts.file_upload,
            Part.RADIO_GROUP: choosing.radio_group,
            Part.CHECKBOX_GROUP: choosing.checkbox_group,
            Part.CHECKBOX: choosing.checkbox,
        }

    def top(self, path: Path, value: Any) -> None:
        """Check one of the modal's own components."""
        blocks: dict[int, Callable[[Path, Json], None]] = {
            Part.ROW: self._row,
            Part.TEXT: self._parts.text,
            Part.LABEL: self._label,
        }
        self._one(path, value, blocks)

    def _one(
        self, path: Path, value: Any, checks: Mapping[int, Callable[[Path, Json], None]]
    ) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, int) or kind not in checks:
            names = ", ".join(str(int(each)) for each in sorted(checks))
            message = f'Value of field "type" must be one of ({names}).'
            self._form.fault((*path, "type"), "UNION_TYPE_CHOICES", message)
            return
        self._parts.tally.count(self._form, path, value)
        checks[kind](path, value)

    def _label(self, path: Path, value: Json) -> None:
        if self._form.object(path, value, _LABEL, ("label", "component")):
            place: Path = (*path, "component")
            self._one(place, value.get("component"), self._fields)
            self._only_in_rows_or_messages(place, value.get("component"))

    def _only_in_rows_or_messages(self, path: Path, field: Any) -> None:
        """Refuse what a label's field cannot have (docs: components/reference#label)."""
        kind = field.get("type") if isinstance(field, dict) else None
        if kind in SELECTS and field.get("disabled"):
            message = "Modals do not support disabled components"
            self._form.fault((*path, "disabled"), "MODAL_COMPONENT_DISABLED", message)
        if kind == Part.TEXT_INPUT and field.get("label") is not None:
            message = "A text input in a label cannot have a label of its own."
            self._form.fault((*path, "label"), "TEXT_INPUT_COMPONENT_INVALID_FIELD", message)

    def _row(self, path: Path, value: Json) -> None:
        if not self._form.object(path, value, _ROW, ("components",)):
            return
        children: Any = value.get("components")
        if not self._form.items((*path, "components"), children, 1, 1):
            return
        place, child = (*path, "components", 0), children[0]
        self._one(place, child, {Part.TEXT_INPUT: self._parts.text_input})
        if isinstance(child, dict) and not child.get("label"):
            self._form.required((*place, "label"))


def modal_fields(modal: Json) -> dict[str, Json]:
    """Return a modal's input components by custom_id, in order."""
    fields: dict[str, Json] = {}
    for child in modal["components"]:
        inner = child.get("component") or next(iter(child.get("components", ())), None)
        if inner is not None:
            fields[inner["custom_id"]] = inner
    return fields
