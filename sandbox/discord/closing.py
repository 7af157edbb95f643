"""Closing the objects of JSON schemas: no fields but the named ones."""

from collections.abc import Iterator
from typing import Any

from sandbox.discord.shapes import Json


def closed(schemas: Json) -> Json:
    """Return a copy of named schemas in which objects take only the fields they name.

    An object put together by `allOf` is closed as a whole: its parts stay open, since each sees
    the fields of the others.
    """
    parts = frozenset(name for name in _parts(schemas) if "properties" in schemas.get(name, {}))
    return {name: _closed(schema, parts, is_part=name in parts) for name, schema in schemas.items()}


def _closed(schema: Any, parts: frozenset[str], *, is_part: bool = False) -> Any:
    if isinstance(schema, list):
        return [_closed(item, parts) for item in schema]
    if not isinstance(schema, dict):
        return schema
    copied = {key: _closed(value, parts) for key, value in schema.items()}
    if "allOf" in copied:
        copied["allOf"] = [_closed(item, parts, is_part=True) for item in schema["allOf"]]
    if is_part:
        return copied
    if "allOf" in copied or _named(copied) in parts:
        copied.setdefault("unevaluatedProperties", False)
    elif isinstance(copied.get("properties"), dict):
        copied.setdefault("additionalProperties", False)
    return copied


def _parts(schema: Any) -> Iterator[str]:
    """Yield the names of the schemas that others are put together from."""
    if isinstance(schema, list):
        for item in schema:
            yield from _parts(item)
    elif isinstance(schema, dict):
        for item in schema.get("allOf", ()):
            yield _named(item)
        for value in schema.values():
            yield from _parts(value)


def _named(schema: Json) -> str:
    """Return the name that a reference refers to; empty for what is no reference."""
    return str(schema.get("$ref", "")).rpartition("/")[2]
