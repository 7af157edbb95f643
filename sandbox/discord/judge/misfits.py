"""Where a value fails its schema, followed into unions to the field that is really wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jsonschema_rs import ValidationError, ValidationErrorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """A value at a dotted path, and why it does not fit."""

    path: str
    value: Any
    reason: str


def misfits(error: ValidationError) -> Iterator[Misfit]:
    """Yield what is wrong: of a union, the faults of the branch that was most likely meant."""
    kind = error.kind
    if isinstance(kind, ValidationErrorKind.AnyOf | ValidationErrorKind.OneOfNotValid):
        depth = len(error.instance_path)
        for inner in min(kind.context, key=lambda branch: _distance(branch, depth)):
            yield from misfits(inner)
        return
    if isinstance(kind, ValidationErrorKind.AdditionalProperties):
        for name in kind.unexpected:
            found = error.instance[name] if isinstance(error.instance, dict) else error.instance
            yield Misfit(
                path=_dotted([*error.instance_path, name]),
                value=found,
                reason="the file has no such field",
            )
        return
    yield Misfit(path=_dotted(error.instance_path), value=error.instance, reason=error.message)


def _distance(branch: list[ValidationError], depth: int) -> tuple[bool, bool, int]:
    """Tell how unlikely it is that this branch was meant: wrong kind first, then many faults."""
    wrong_kind = any(len(error.instance_path) == depth and _is_type(error) for error in branch)
    wrong_tag = any(
        len(error.instance_path) == depth + 1 and error.instance_path[-1] == "type"
        for error in branch
    )
    return wrong_kind, wrong_tag, len(branch)


def _is_type(error: ValidationError) -> bool:
    return isinstance(error.kind, ValidationErrorKind.Type | ValidationErrorKind.Enum)


def _dotted(path: list[str | int]) -> str:
    return ".".join(str(step) for step in path)
