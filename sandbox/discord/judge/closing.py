"""Closing the objects of JSON schemas: no fields but the named ones."""

from typing import Any

from sandbox.discord.shapes import Json


def closed(schemas: Json) -> Json:
    """Return a copy of named schemas in which objects take only the fields they name.

    An object put together by `allOf` becomes a plain one first: of its parts, each sees the others'
    fields, and closed by itself would refuse them.
    """
    return {name: _closed(schema, schemas) for name, schema in schemas.items()}


def _closed(schema: Any, schemas: Json) -> Any:
    if isinstance(schema, list):
        return [_closed(item, schemas) for item in schema]
    if not isinstance(schema, dict):
        return schema
    copied = {key: _closed(value, schemas) for key, value in _joined(schema, schemas).items()}
    if isinstance(copied.get("properties"), dict):
        copied.setdefault("additionalProperties", False)
    return copied


def _joined(schema: Json, schemas: Json) -> Json:
    """Return an object that `allOf` puts together as one plain object, and others as they are."""
    parts = [schemas[_name(part)] if "$ref" in part else part for part in schema.get("allOf", ())]
    if not any("properties" in part for part in parts):
        return schema
    return {
        "type": "object",
        "properties": {key: each for part in parts for key, each in part["properties"].items()},
        "required": [key for part in parts for key in part.get("required", ())],
    }


def _name(reference: Json) -> str:
    return str(reference["$ref"]).rpartition("/")[2]
