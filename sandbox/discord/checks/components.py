"""Components of a message: rows of buttons and selects, or the layout of Components V2."""

from collections.abc import Callable, Sequence
from typing import Any

from sandbox.discord.checks.choosing import Choosing
from sandbox.discord.checks.form import Check, Form, Path, anything, flag, integer
from sandbox.discord.checks.parts import COMMON, SELECTS, Part, Parts, Tally
from sandbox.discord.shapes import Json

MOST_ROWS = 5
MOST_IN_ROW = 5
MOST_COMPONENTS = 40
MOST_CHARACTERS = 4000

_ROW: dict[str, Check] = COMMON | {"components": anything}
_SECTION: dict[str, Check] = _ROW | {"accessory": anything}
_CONTAINER: dict[str, Check] = _ROW | {"accent_color": integer(0, 0xFFFFFF), "spoiler": flag}
_IN_CONTAINER = (Part.ROW, Part.SECTION, Part.TEXT, Part.GALLERY, Part.FILE, Part.SEPARATOR)


def check_rows(form: Form, components: Any) -> None:
    """Check a classic message's components: up to five rows."""
    layout = _Layout(form, frozenset())
    layout.children(("components",), components, (Part.ROW,), (0, MOST_ROWS))


def check_layout(form: Form, components: Any, file_names: frozenset[str]) -> None:
    """Check a Components V2 message: up to 40 components, 4,000 characters together."""
    layout = _Layout(form, file_names)
    allowed = (*_IN_CONTAINER, Part.CONTAINER)
    layout.children(("components",), components, allowed, (1, MOST_COMPONENTS))
    tally = layout.parts.tally
    if tally.components > MOST_COMPONENTS:
        form.fault(
            ("components",),
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
            f"The total number of components cannot exceed {MOST_COMPONENTS}.",
        )
    if tally.characters > MOST_CHARACTERS:
        form.fault(
            ("components",),
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
            f"Component displayable text size exceeds maximum size of {MOST_CHARACTERS}",
        )


class _Layout:
    """Walks components that hold others."""

    def __init__(self, form: Form, file_names: frozenset[str]) -> None:
        self.form = form
        tally = Tally(file_names=file_names)
        self.parts = Parts(form, tally)
        choosing = Choosing(form, tally)
        blocks: dict[int, Callable[[Path, Json], None]] = {
            Part.ROW: self._row,
            Part.BUTTON: self.parts.button,
            Part.SECTION: self._section,
            Part.TEXT: self.parts.text,
            Part.THUMBNAIL: self.parts.thumbnail,
            Part.GALLERY: self.parts.gallery,
            Part.FILE: self.parts.file,
            Part.SEPARATOR: self.parts.separator,
            Part.CONTAINER: self._container,
        }
        self._checks = blocks | dict.fromkeys(SELECTS, choosing.select)

    def children(
        self, path: Path, value: Any, allowed: Sequence[int], bounds: tuple[int, int]
    ) -> None:
        """Check a list of components of the allowed kinds."""
        if self.form.items(path, value, *bounds):
            for index, child in enumerate(value):
                self._one((*path, index), child, allowed)

    def _one(self, path: Path, value: Any, allowed: Sequence[int]) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, int) or kind not in allowed:
            names = ", ".join(str(int(each)) for each in allowed)
            message = f'Value of field "type" must be one of ({names}).'
            self.form.fault((*path, "type"), "UNION_TYPE_CHOICES", message)
            return
        self.parts.tally.count(self.form, path, value)
        self._checks[kind](path, value)

    def _row(self, path: Path, value: Json) -> None:
        if not self.form.object(path, value, _ROW, ("components",)):
            return
        place, children = (*path, "components"), value.get("components")
        self.children(place, children, (Part.BUTTON, *SELECTS), (1, MOST_IN_ROW))
        if not isinstance(children, list) or len(children) < 2:
            return
        if any(isinstance(c, dict) and c.get("type") in SELECTS for c in children):
            self.form.fault(
                place, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A select fills its row alone."
            )

    def _section(self, path: Path, value: Json) -> None:
        if self.form.object(path, value, _SECTION, ("components", "accessory")):
            self.children((*path, "components"), value.get("components"), (Part.TEXT,), (1, 3))
            if value.get("accessory") is not None:
                accessories = (Part.BUTTON, Part.THUMBNAIL)
                self._one((*path, "accessory"), value["accessory"], accessories)

    def _container(self, path: Path, value: Json) -> None:
        if self.form.object(path, value, _CONTAINER, ("components",)):
            bounds = (1, MOST_COMPONENTS)
            self.children((*path, "components"), value.get("components"), _IN_CONTAINER, bounds)
