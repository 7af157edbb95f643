"""Fields of single components: buttons, text and file inputs, media.

Limits: docs: components/reference.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from sandbox.discord.checks.emoji import component_emoji
from sandbox.discord.checks.form import (
    Check,
    Form,
    Path,
    address,
    anything,
    flag,
    integer,
    media_link,
    number,
    one_of,
    snowflake,
    text,
)
from sandbox.discord.shapes import Json


class Part(IntEnum):
    """The kinds of components (docs: components/reference#component-object-component-types)."""

    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = (
    Part.STRING_SELECT,
    Part.USER_SELECT,
    Part.ROLE_SELECT,
    Part.MENTIONABLE_SELECT,
    Part.CHANNEL_SELECT,
)
LINK_STYLE = 5
PREMIUM_STYLE = 6

COMMON: dict[str, Check] = {"type": anything, "id": integer(0, 2**31 - 1)}
_BUTTON: dict[str, Check] = COMMON | {
    "style": one_of((1, 2, 3, 4, LINK_STYLE, PREMIUM_STYLE)),
    "label": text(0, 80),
    "emoji": component_emoji,
    "custom_id": text(1, 100),
    "sku_id": snowflake,
    "url": address(512, "http", "https", "discord"),
    "disabled": flag,
}
_TEXT_INPUT: dict[str, Check] = COMMON | {
    "custom_id": text(1, 100),
    "style": one_of((1, 2)),
    "label": text(1, 45),
    "min_length": integer(0, 4000),
    "max_length": integer(1, 4000),
    "required": flag,
    "value": text(0, 4000),
    "placeholder": text(0, 100),
}
_FILE_UPLOAD: dict[str, Check] = COMMON | {
    "custom_id": text(1, 100),
    "min_values": integer(0, 10),
    "max_values": integer(1, 10),
    "required": flag,
}
_MEDIA: dict[str, Check] = {"url": media_link}
_THUMBNAIL: dict[str, Check] = COMMON | {
    "media": anything,
    "description": text(0, 1024),
    "spoiler": flag,
}
_GALLERY_ITEM: dict[str, Check] = {
    "media": anything,
    "description": text(0, 1024),
    "spoiler": flag,
}
_FILE: dict[str, Check] = COMMON | {
    "file": anything,
    "spoiler": flag,
    "name": text(0, 1024),
    "size": number,
}
_SEPARATOR: dict[str, Check] = COMMON | {"divider": flag, "spacing": one_of((1, 2))}
_TEXT: dict[str, Check] = COMMON | {"content": text(1, 4000)}


@dataclass(slots=True)
class Tally:
    """What is counted over all components of one message or modal."""

    file_names: frozenset[str] = frozenset()
    components: int = 0
    characters: int = 0
    custom_ids: set[str] = field(default_factory=set)
    ids: set[int] = field(default_factory=set)

    def count(self, form: Form, path: Path, value: Mapping[str, Any]) -> None:
        """Count a component, and take its id; 0 is none (docs: components/reference)."""
        self.components += 1
        number = value.get("id")
        if not isinstance(number, int) or number == 0:
            return
        if number in self.ids:
            message = "Component id cannot be duplicated"
            form.fault((*path, "id"), "COMPONENT_ID_DUPLICATED", message)
        self.ids.add(number)

    def claim(self, form: Form, path: Path, value: Mapping[str, Any]) -> None:
        """Take a component's custom_id, which no other one may have."""
        custom_id = value.get("custom_id")
        if not isinstance(custom_id, str):
            return
        if custom_id in self.custom_ids:
            form.fault(
                (*path, "custom_id"),
                "COMPONENT_CUSTOM_ID_DUPLICATED",
                "Component custom id cannot be duplicated",
            )
        self.custom_ids.add(custom_id)


class Parts:
    """Checks the components that hold no others."""

    def __init__(self, form: Form, tally: Tally) -> None:
        self.form = form
        self.tally = tally

    def button(self, path: Path, value: Json) -> None:
        """Check a button: what it does follows from its style."""
        if not self.form.object(path, value, _BUTTON, ("style",)):
            return
        style = value.get("style")
        acts = "url" if style == LINK_STYLE else "sku_id" if style == PREMIUM_STYLE else "custom_id"
        if value.get(acts) is None:
            self.form.required((*path, acts))
        for other in {"url", "sku_id", "custom_id"} - {acts}:
            if value.get(other) is not None:
                self.form.fault(
                    (*path, other),
                    "BUTTON_COMPONENT_INVALID_FIELD",
                    f"A button of style {style} cannot have a {other}.",
                )
        if not value.get("label") and not value.get("emoji") and style != PREMIUM_STYLE:
            self.form.fault(
                (*path, "label"),
                "BUTTON_COMPONENT_MISSING_LABEL",
                "A button must have a label or an emoji.",
            )
        self.tally.claim(self.form, path, value)

    def text_input(self, path: Path, value: Json) -> None:
        """Check a text field of a modal."""
        if self.form.object(path, value, _TEXT_INPUT, ("custom_id", "style")):
            self.form.ordered(path, value, "length")
            given, most = value.get("value"), value.get("max_length")
            if isinstance(given, str) and isinstance(most, int) and len(given) > most:
                message = f"Must be {most} or fewer in length."
                self.form.fault((*path, "value"), "BASE_TYPE_MAX_LENGTH", message)
        self.tally.claim(self.form, path, value)

    def file_upload(self, path: Path, value: Json) -> None:
        """Check a file field of a modal."""
        if self.form.object(path, value, _FILE_UPLOAD, ("custom_id",)):
            self.form.ordered(path, value, "values")
        self.tally.claim(self.form, path, value)

    def text(self, path: Path, value: Json) -> None:
        """Check a text display and count its characters."""
        self.form.object(path, value, _TEXT, ("content",))
        content = value.get("content")
        self.tally.characters += len(content) if isinstance(content, str) else 0

    def thumbnail(self, path: Path, value: Json) -> None:
        """Check a section's picture."""
        if self.form.object(path, value, _THUMBNAIL, ("media",)):
            self._media((*path, "media"), value.get("media"))

    def gallery(self, path: Path, value: Json) -> None:
        """Check a media gallery of 1 to 10 items."""
        if not self.form.object(path, value, COMMON | {"items": anything}, ("items",)):
            return
        items: Any = value.get("items")
        if self.form.items((*path, "items"), items, 1, 10):
            for index, item in enumerate(items):
                place = (*path, "items", index)
                if self.form.object(place, item, _GALLERY_ITEM, ("media",)):
                    self._media((*place, "media"), item.get("media"))

    def file(self, path: Path, value: Json) -> None:
        """Check a file component: it shows a file of this very message."""
        if not self.form.object(path, value, _FILE, ("file",)):
            return
        media = value.get("file")
        self._media((*path, "file"), media)
        url = media.get("url") if isinstance(media, dict) else None
        if isinstance(url, str) and not url.startswith("attachment://"):
            self.form.fault(
                (*path, "file", "url"),
                "UNFURLED_MEDIA_ITEM_MUST_BE_ATTACHMENT",
                "A file component takes attachment:// only.",
            )

    def separator(self, path: Path, value: Json) -> None:
        """Check a separator."""
        self.form.object(path, value, _SEPARATOR)

    def _media(self, path: Path, value: Any) -> None:
        if not self.form.object(path, value, _MEDIA, ("url",)):
            return
        url = value.get("url")
        if isinstance(url, str) and url.startswith("attachment://"):
            name = url.removeprefix("attachment://")
            if name not in self.tally.file_names:
                self.form.fault(
                    (*path, "url"),
                    "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                    f"The referenced attachment {name!r} was not found.",
                )
