"""Components as Discord keeps them: numbered, with every default filled in."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.discord.checks.parts import SELECTS, Part
from sandbox.discord.shapes import Json

_SELECT_DEFAULTS: Json = {"min_values": 1, "max_values": 1}
_DEFAULTS: Mapping[int, Json] = {
    Part.CONTAINER: {"accent_color": None, "spoiler": False},
    Part.FILE: {"name": None, "size": None, "spoiler": False},
    Part.SEPARATOR: {"spacing": 1, "divider": True},
    Part.THUMBNAIL: {"description": None, "spoiler": False},
    Part.FILE_UPLOAD: _SELECT_DEFAULTS | {"required": True},
    Part.RADIO_GROUP: {"required": True},
    Part.CHECKBOX_GROUP: {"min_values": 1, "required": True},
    Part.CHECKBOX: {"default": False},
    **dict.fromkeys(SELECTS, _SELECT_DEFAULTS),
}
_ITEM_DEFAULTS: Json = {"description": None, "spoiler": False}
_MEDIA_FIELDS = ("media", "file")


def numbered(components: list[Json], *, in_form: bool = False) -> list[Json]:
    """Return components as Discord stores them: every one with an id of its own.

    `required` means something in forms only (docs: components/reference#string-select).
    """
    stored: list[Json] = _Storing(components, in_form=in_form).copy(components)
    return stored


def shown_texts(components: Any) -> list[str]:
    """Return the texts of all text displays, at any depth."""
    if isinstance(components, list):
        return [text for part in components for text in shown_texts(part)]
    if not isinstance(components, dict):
        return []
    own = [components["content"]] if "content" in components else []
    return own + shown_texts(components.get("components"))


class _Storing:
    """Copies components, giving out the ids that the bot did not choose itself."""

    def __init__(self, components: list[Json], *, in_form: bool) -> None:
        self._dropped = () if in_form else ("required",)
        taken = set(_ids(components))
        self._fresh = (number for number in range(1, 1000) if number not in taken)

    def copy(self, part: Any) -> Any:
        """Return a stored copy of a component, of a list of them, or of what is inside one."""
        if isinstance(part, list):
            return [self.copy(item) for item in part]
        if not isinstance(part, dict):
            return part
        if "type" in part:
            return self._component(part)
        if "media" in part:
            return _ITEM_DEFAULTS | self._given(part)
        return self._given(part)

    def _component(self, part: Json) -> Json:
        body = {"type": part["type"], "id": part.get("id") or next(self._fresh)}
        given = {key: value for key, value in self._given(part).items() if key not in body}
        return body | _DEFAULTS.get(part["type"], {}) | given

    def _given(self, part: Json) -> Json:
        """Return what the bot gave, nulls left out: they mean the default."""
        return {
            key: _media(value) if key in _MEDIA_FIELDS else self.copy(value)
            for key, value in part.items()
            if value is not None and key not in self._dropped
        }


def _media(media: Json) -> Json:
    return {"id": "1", "url": media["url"], "proxy_url": media["url"]}


def _ids(part: Any) -> Iterator[int]:
    if isinstance(part, list):
        for item in part:
            yield from _ids(item)
    elif isinstance(part, dict):
        if isinstance(part.get("id"), int):
            yield part["id"]
        for value in part.values():
            yield from _ids(value)
