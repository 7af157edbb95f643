"""Discord's OpenAPI file as a judge: every exchange held against it.

One of the file's refusals is harmless and relaxed by name: ids sent as numbers. Objects stay open,
because the file leaves out fields that Discord sends; misspelt ones are refused by the server's own
checks. Gateway events are not in the file.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema_rs

from sandbox.discord.rest import Exchange
from sandbox.discord.shapes import Json

_ROOT = "https://discord.invalid/openapi"
_SNOWFLAKE = {"anyOf": [{"type": "string"}, {"type": "integer"}]}


@dataclass(slots=True)
class Verdicts:
    """How many exchanges were checked, and what did not fit."""

    checked: int = 0
    mismatches: list[str] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)


class Specification:
    """Checks exchanges; add `observe` to the sandbox's observers.

    Validators are made when an operation is first seen: making one takes longer than many checks.
    """

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        document["components"]["schemas"]["SnowflakeType"] = _SNOWFLAKE
        self._operations = {
            operation["operationId"]: operation
            for methods in document["paths"].values()
            for name, operation in methods.items()
            if name != "parameters"
        }
        parts = {"$id": _ROOT, "components": document["components"]}
        resource = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | parts
        self._registry = jsonschema_rs.Registry([(_ROOT, resource)])
        self._components = document["components"]
        self._validators: dict[tuple[str, str], jsonschema_rs.Draft202012Validator | None] = {}
        self.verdicts = Verdicts()

    def observe(self, exchange: Exchange) -> None:
        """Check one exchange and note what does not fit."""
        name = exchange.record.operation
        operation = self._operations.get(name)
        if operation is None:
            self.verdicts.missing.add(name)
            return
        self.verdicts.checked += 1
        if exchange.call.draft.payload and exchange.reply.status < 400:
            self._check(name, "request", exchange.call.draft.payload)
        if exchange.reply.status < 300 and exchange.reply.body is not None:
            self._check(name, str(exchange.reply.status), exchange.reply.body)

    def _check(self, name: str, part: str, value: Any) -> None:
        key = (name, part)
        if key not in self._validators:
            self._validators[key] = self._validator(name, part)
        validator = self._validators[key]
        if validator is None:
            self.verdicts.mismatches.append(f"{name} {part}: the file knows no such body")
            return
        for error in validator.iter_errors(value):
            path = ".".join(str(step) for step in error.instance_path)
            self.verdicts.mismatches.append(f"{name} {part} at {path or '.'}: {error.message}")

    def _validator(self, name: str, part: str) -> jsonschema_rs.Draft202012Validator | None:
        operation = self._operations[name]
        body = operation.get("requestBody") if part == "request" else _answer(operation, part)
        content = next(_contents(self._resolved(body)), None)
        if content is None:
            return None
        return jsonschema_rs.Draft202012Validator(_absolute(content), registry=self._registry)

    def _resolved(self, body: Json | None) -> Json:
        if body is None or "$ref" not in body:
            return body or {}
        _, _, section, key = body["$ref"].split("/")
        found: Json = self._components[section][key]
        return found


def _answer(operation: Json, status: str) -> Json | None:
    responses = operation["responses"]
    found: Json | None = responses.get(status) or responses.get(f"{status[0]}XX")
    return found


def _contents(body: Json) -> Iterator[Json]:
    content = body.get("content", {})
    for kind in ("application/json", "multipart/form-data"):
        if kind in content:
            yield content[kind]["schema"]


def _absolute(part: Any) -> Any:
    """Copy a schema, its references pointing into the registry."""
    if isinstance(part, list):
        return [_absolute(item) for item in part]
    if not isinstance(part, dict):
        return part
    copied = {key: _absolute(value) for key, value in part.items()}
    if "$ref" in copied:
        copied["$ref"] = _ROOT + copied["$ref"]
    return copied
