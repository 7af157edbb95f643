"""Modals: what the bot may show, and what a member may send back."""

from typing import Any

from sandbox.discord.checks.form import Check, Form, Path, anything, text
from sandbox.discord.checks.parts import SELECTS, Part, Parts, Tally
from sandbox.discord.shapes import Json

_MODAL: dict[str, Check] = {
    "custom_id": text(1, 100),
    "title": text(1, 45),
    "components": anything,
}
_ROW: dict[str, Check] = {"type": anything, "id": anything, "components": anything}
_LABEL: dict[str, Check] = {
    "type": anything,
    "id": anything,
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
    parts = Parts(form, Tally())
    for index, child in enumerate(components):
        _top(form, parts, (*place, "components", index), child)


def _top(form: Form, parts: Parts, path: Path, value: Any) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == Part.TEXT:
        parts.text(path, value)
    elif kind == Part.ROW:
        _row(form, parts, path, value)
    elif kind == Part.LABEL:
        if form.object(path, value, _LABEL, ("label", "component")):
            _field(form, parts, (*path, "component"), value.get("component"))
    else:
        message = 'Value of field "type" must be one of (1, 10, 18).'
        form.fault((*path, "type"), "UNION_TYPE_CHOICES", message)


def _row(form: Form, parts: Parts, path: Path, value: Json) -> None:
    if not form.object(path, value, _ROW, ("components",)):
        return
    children: Any = value.get("components")
    if not form.items((*path, "components"), children, 1, 1):
        return
    place, child = (*path, "components", 0), children[0]
    if not isinstance(child, dict) or child.get("type") != Part.TEXT_INPUT:
        message = 'Value of field "type" must be one of (4).'
        form.fault((*place, "type"), "UNION_TYPE_CHOICES", message)
        return
    parts.text_input(place, child)
    if not child.get("label"):
        form.required((*place, "label"))


def _field(form: Form, parts: Parts, path: Path, value: Any) -> None:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind == Part.TEXT_INPUT:
        parts.text_input(path, value)
    elif kind == Part.FILE_UPLOAD:
        parts.file_upload(path, value)
    elif kind in SELECTS:
        parts.select(path, value)
    else:
        message = 'Value of field "type" must be one of (3, 4, 5, 6, 7, 8, 19).'
        form.fault((*path, "type"), "UNION_TYPE_CHOICES", message)


def modal_fields(modal: Json) -> dict[str, Json]:
    """Return a modal's input components by custom_id, in order."""
    fields: dict[str, Json] = {}
    for child in modal["components"]:
        inner = child.get("component") or next(iter(child.get("components", ())), None)
        if inner is not None:
            fields[inner["custom_id"]] = inner
    return fields
