"""Operations: a method and a path template with what answers it, and finding the one asked for."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.discord.codes import Code, Refusal
from sandbox.discord.shapes import Draft
from sandbox.discord.world.snowflakes import parse

_MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_token")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as its handler sees it: path parameters, query, body and files."""

    params: Mapping[str, str]
    query: Mapping[str, str]
    draft: Draft

    def id(self, name: str) -> int:
        """Return a path parameter that must be an id. Raises Refusal 50035 when it is none."""
        number = parse(self.params[name])
        if number is None:
            message = f'Value "{self.params[name]}" is not snowflake.'
            errors = {name: {"_errors": [{"code": "NUMBER_TYPE_COERCE", "message": message}]}}
            raise Refusal(Code.INVALID_FORM_BODY, errors)
        return number

    def asks(self, name: str) -> bool:
        """Tell whether the query says yes to something."""
        return self.query.get(name, "").lower() in ("true", "1")

    def major(self) -> str:
        """Return what, beside the route, has rate limits of its own."""
        return ":".join(self.params[name] for name in _MAJOR if name in self.params)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer: HTTP status and JSON, or no content."""

    status: int = 200
    body: Any = None


NO_CONTENT = Reply(status=204)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation, named as in Discord's OpenAPI file."""

    name: str
    method: str
    template: str
    handler: Callable[[Call], Reply]
    needs_bot: bool = True


class Operations:
    """All operations there are."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._by_length: defaultdict[int, list[tuple[re.Pattern[str], Operation]]]
        self._by_length = defaultdict(list)
        for operation in sorted(operations, key=lambda each: each.template):
            pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", operation.template)
            entry = (re.compile(pattern), operation)
            self._by_length[operation.template.count("/")].append(entry)

    def names(self) -> frozenset[str]:
        """Return all operations' names."""
        return frozenset(op.name for group in self._by_length.values() for _, op in group)

    def find(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """Return the operation and its path parameters; fixed segments win over parameters.

        Raises Refusal 404 for a path nobody serves, 405 for a method it does not have.
        """
        known_path = False
        for pattern, operation in self._by_length[path.count("/")]:
            match = pattern.fullmatch(path)
            if match is None:
                continue
            if operation.method == method:
                return operation, match.groupdict()
            known_path = True
        raise Refusal(Code.METHOD_NOT_ALLOWED if known_path else Code.NOT_FOUND)
