"""Form errors as Discord writes them (50035): every fault with its path."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sandbox.discord.codes import Code, NotCarriedOut, Refusal
from sandbox.discord.shapes import Json
from sandbox.discord.world.snowflakes import parse

Path = tuple[str | int, ...]
Check = Callable[["Form", Path, Any], None]


class Form:
    """Collects the faults of one request body."""

    def __init__(self) -> None:
        self._errors: Json = {}

    def fault(self, path: Path, code: str, message: str) -> None:
        """Note that what stands at the path is wrong."""
        place = self._errors
        for step in path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": code, "message": message})

    def raise_if_wrong(self) -> None:
        """Refuse with 50035 and all faults, if there are any."""
        if self._errors:
            raise Refusal(Code.INVALID_FORM_BODY, _innermost(self._errors))

    def object(
        self,
        path: Path,
        value: Any,
        fields: Mapping[str, Check],
        required: Iterable[str] = (),
    ) -> bool:
        """Check an object's fields; one that is not in the list is a misspelling."""
        if not isinstance(value, dict):
            self.fault(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
            return False
        for name in required:
            if value.get(name) is None:
                self.required((*path, name))
        for name, content in value.items():
            check = fields.get(name)
            if check is None:
                self.fault((*path, name), "UNKNOWN_FIELD", f"There is no field named {name!r}.")
            elif content is not None:
                check(self, (*path, name), content)
        return True

    def required(self, path: Path) -> None:
        """Note that a field is missing."""
        self.fault(path, "BASE_TYPE_REQUIRED", "This field is required")

    def ordered(self, path: Path, value: Mapping[str, Any], of: str) -> None:
        """Check that the least of something does not lie above its most."""
        low, high = value.get(f"min_{of}"), value.get(f"max_{of}")
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            self.fault((*path, f"min_{of}"), "BASE_TYPE_MAX", f"min_{of} is above max_{of}.")

    def items(self, path: Path, value: Any, low: int, high: int) -> bool:
        """Check that the value is a list of a permitted length."""
        if not isinstance(value, list):
            self.fault(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return False
        if not low <= len(value) <= high:
            self.fault(path, "BASE_TYPE_BAD_LENGTH", _length_message(low, high))
            return False
        return True


def text(low: int, high: int) -> Check:
    """Return a check for a text of so many characters."""

    def check(form: Form, path: Path, value: Any) -> None:
        if not isinstance(value, str):
            form.fault(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
        elif low == 0 and len(value) > high:
            form.fault(path, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
        elif low == 1 and not value.strip():
            form.required(path)
        elif not low <= len(value) <= high:
            form.fault(path, "BASE_TYPE_BAD_LENGTH", _length_message(low, high))

    return check


def integer(low: int, high: int) -> Check:
    """Return a check for a whole number within bounds."""

    def check(form: Form, path: Path, value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, int):
            form.fault(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif value < low:
            form.fault(path, "NUMBER_TYPE_MIN", f"int value should be greater or equal to {low}.")
        elif value > high:
            form.fault(path, "NUMBER_TYPE_MAX", f"int value should be less or equal to {high}.")

    return check


def one_of(choices: Sequence[int | str]) -> Check:
    """Return a check for one of a few values."""

    def check(form: Form, path: Path, value: Any) -> None:
        if isinstance(value, bool) or value not in choices:
            names = ", ".join(map(str, choices))
            form.fault(path, "BASE_TYPE_CHOICES", f"Value must be one of {{{names}}}.")

    return check


def flag(form: Form, path: Path, value: Any) -> None:
    """Check a yes or no."""
    if not isinstance(value, bool):
        form.fault(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")


def number(form: Form, path: Path, value: Any) -> None:
    """Check a number, whole or not."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        form.fault(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not float.')


def snowflake(form: Form, path: Path, value: Any) -> None:
    """Check an id, as text or number."""
    if parse(value) is None:
        form.fault(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')


def address(most: int, *schemes: str) -> Check:
    """Return a check for an address of at most so many characters, of one of these schemes."""
    starts = tuple(f"{scheme}://" for scheme in schemes)

    def check(form: Form, path: Path, value: Any) -> None:
        text(1, most)(form, path, value)
        if isinstance(value, str) and not value.startswith(starts):
            message = (
                f'Scheme "{value.partition(":")[0]}" is not supported. '
                f"Scheme must be one of {schemes}."
            )
            form.fault(path, "URL_TYPE_INVALID_SCHEME", message)

    return check


web_link = address(2048, "http", "https")
"""Checks an address of the web."""

media_link = address(2048, "http", "https", "attachment")
"""Checks an address of the web, or of a file of the same message."""


def anything(form: Form, path: Path, value: Any) -> None:
    """Accept whatever stands there: fields that have no bearing here."""


def not_carried_out(form: Form, path: Path, value: Any) -> None:
    """Stop at a field that Discord takes and the sandbox would ignore; empty, it asks for nothing.

    Raises NotCarriedOut.
    """
    if value:
        raise NotCarriedOut(".".join(map(str, path)))


def _innermost(errors: Json) -> Json:
    """Return the faults without those of objects whose fields are wrong: they come out later.

    Discord's OpenAPI file has either faults or fields in a place, never both.
    """
    inside = {step: place for step, place in errors.items() if step != "_errors"}
    return {step: _innermost(place) for step, place in inside.items()} or errors


def _length_message(low: int, high: int) -> str:
    return f"Must be between {low} and {high} in length."
