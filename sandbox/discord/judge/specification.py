"""Discord's OpenAPI file as a judge: every exchange held against it.

The file leaves its objects open; here they are closed, so that a misspelt field is caught. What
the file refuses and Discord takes is named in `relaxations`. Gateway events are not in the file.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from jsonschema_rs import Draft202012Validator, Registry

from sandbox.discord.api.rest import Exchange
from sandbox.discord.judge.closing import closed
from sandbox.discord.judge.misfits import misfits
from sandbox.discord.judge.relaxations import RELAXATIONS, Relaxation, Side, relax
from sandbox.discord.shapes import Json

_ROOT = "https://discord.invalid/openapi"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MALFORMED = frozenset({50006, 50035, 50109})
"""Codes that refuse what was sent; whatever it was, it is known to be wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """What does not fit the file, and where."""

    operation: str
    part: str
    path: str
    value: Any
    reason: str

    def __str__(self) -> str:
        """Return all of it in one line."""
        value = repr(self.value)
        shown = value if len(value) <= 80 else f"{value[:79]}…"
        return f"{self.operation} {self.part} at {self.path or '.'}: {shown}: {self.reason}"


class Specification:
    """Judges exchanges by the file at `path`.

    Validators are made when first needed: making one takes longer than many checks.
    Raises OSError or ValueError when the file cannot be read.
    """

    def __init__(self, path: Path, relaxations: Iterable[Relaxation] = RELAXATIONS) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        self._operations = dict(_operations(document["paths"]))
        self._components = document["components"]
        by_name = tuple(relaxations)
        self._registries = {side: self._registry(side, by_name) for side in Side}
        self._validators: dict[tuple[str, str], Draft202012Validator] = {}

    def knows(self, operation: str) -> bool:
        """Tell whether the file has an operation of this name."""
        return operation in self._operations

    def judge(self, exchange: Exchange) -> list[Mismatch]:
        """Return everything about an exchange that does not fit the file."""
        record, reply = exchange.record, exchange.reply
        name, route = record.operation, _route(record.method, record.template)
        if not self.knows(name):
            return [_mismatch(name, "operation", record.path, route, "the file does not have it")]
        known = self._operations[name]
        if route != known["route"]:
            reason = f"in the file it is {known['route']}"
            return [_mismatch(name, "operation", record.path, route, reason)]
        found: list[Mismatch] = []
        if record.code not in _MALFORMED:
            found += self._query(name, record.path)
            found += self._request(name, record.json)
        if reply.status < 500:
            found += self._answer(name, str(reply.status), reply.body)
        return found

    def _query(self, name: str, path: str) -> Iterator[Mismatch]:
        known = {each["name"]: each["schema"] for each in self._operations[name]["query"]}
        for key, text in parse_qsl(urlsplit(path).query):
            if key not in known:
                yield _mismatch(name, "query", key, text, "the file has no such parameter")
                continue
            validator = self._validator(name, f"query {key}", Side.REQUEST, known[key])
            if not any(validator.is_valid(reading) for reading in _readings(text)):
                yield _mismatch(name, "query", key, text, f"it must be {json.dumps(known[key])}")

    def _request(self, name: str, payload: Any) -> Iterator[Mismatch]:
        if not payload:
            return
        schema = self._content(self._operations[name].get("requestBody"))
        yield from self._body(name, "request", Side.REQUEST, schema, payload)

    def _answer(self, name: str, status: str, body: Any) -> Iterator[Mismatch]:
        known = self._operations[name]["responses"]
        response = known.get(status) or known.get(f"{status[0]}XX")
        if response is None:
            yield _mismatch(name, status, "", body, "the file has no such answer")
            return
        schema = self._content(response)
        if schema is not None or body is not None:
            yield from self._body(name, status, Side.ANSWER, schema, body)

    def _body(
        self, name: str, part: str, side: Side, schema: Json | None, value: Any
    ) -> Iterator[Mismatch]:
        if schema is None:
            yield _mismatch(name, part, "", value, "the file has no body there")
            return
        for error in self._validator(name, part, side, schema).iter_errors(value):
            for misfit in misfits(error):
                yield _mismatch(name, part, misfit.path, misfit.value, misfit.reason)

    def _validator(self, name: str, part: str, side: Side, schema: Json) -> Draft202012Validator:
        key = (name, part)
        if key not in self._validators:
            self._validators[key] = Draft202012Validator(
                _absolute(closed({name: schema})[name]),
                registry=self._registries[side],
                validate_formats=True,
                mask="it",
            )
        return self._validators[key]

    def _content(self, body: Json | None) -> Json | None:
        """Return the schema of a request's or an answer's JSON; None where it has no body."""
        if body is not None and "$ref" in body:
            _, _, section, key = body["$ref"].split("/")
            body = self._components[section][key]
        content = (body or {}).get("content", {})
        kind = "application/json" if "application/json" in content else "multipart/form-data"
        return cast(Json | None, content.get(kind, {}).get("schema"))

    def _registry(self, side: Side, relaxations: Iterable[Relaxation]) -> Registry:
        schemas = closed(self._components["schemas"])
        relax(schemas, side, relaxations)
        components = {"components": {"schemas": schemas}}
        resource = {"$schema": _DIALECT, "$id": _ROOT} | components
        return Registry([(_ROOT, resource)])


def _operations(paths: Json) -> Iterator[tuple[str, Json]]:
    for path, methods in paths.items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            query = [each for each in operation.get("parameters", ()) if each["in"] == "query"]
            parts = {"route": _route(method.upper(), path), "query": query}
            yield operation["operationId"], operation | parts


def _route(method: str, template: str) -> str:
    """Return a route without the names of its parameters, which are everybody's own."""
    return f"{method} {re.sub(r'{[^}]*}', '{}', template)}"


def _mismatch(operation: str, part: str, path: str, value: Any, reason: str) -> Mismatch:
    return Mismatch(operation=operation, part=part, path=path, value=value, reason=reason)


def _readings(text: str) -> Iterator[object]:
    """Yield what a query's text can mean."""
    yield text
    if text.lstrip("-").isdecimal():
        yield int(text)
    if text.lower() in ("true", "false", "1", "0"):
        yield text.lower() in ("true", "1")


def _absolute(part: Any) -> Any:
    """Copy a schema, its references pointing into the registry."""
    if isinstance(part, list):
        return [_absolute(item) for item in part]
    if not isinstance(part, dict):
        return part
    copied = {key: _absolute(value) for key, value in part.items()}
    if isinstance(copied.get("$ref"), str):
        copied["$ref"] = _ROOT + copied["$ref"]
    return copied
