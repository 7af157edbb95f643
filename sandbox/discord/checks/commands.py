"""Application commands as the bot registers them (docs: interactions/application-commands)."""

import re
from typing import Any

from sandbox.discord.checks.choosing import channel_types
from sandbox.discord.checks.form import (
    Check,
    Form,
    Path,
    anything,
    flag,
    integer,
    number,
    one_of,
    snowflake,
    text,
)
from sandbox.discord.shapes import Json

SUBCOMMAND, GROUP = 1, 2
CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3
MOST_OF_TYPE = {CHAT_INPUT: 100, USER_MENU: 5, MESSAGE_MENU: 5}
_STRING, _INTEGER, _NUMBER = 3, 4, 10
_OPTION_TYPES = range(1, 12)
_VALUE_TYPES = range(3, 12)
MOST_NUMBER = 2**53
"""Of a whole number (docs: interactions/application-commands, option type INTEGER)."""
_NAME = re.compile(r"^[-_'\w]{1,32}$")


def _contexts(form: Form, path: Path, value: Any) -> None:
    """Check where a command works (docs: application-commands#interaction-context-types)."""
    if form.items(path, value, 0, 3):
        for index, each in enumerate(value):
            one_of((0, 1, 2))(form, (*path, index), each)


def _translated(form: Form, path: Path, value: Any) -> None:
    """Check descriptions, or the names of choices, by language."""
    if not isinstance(value, dict):
        form.fault(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return
    for locale, words in value.items():
        text(1, 100)(form, (*path, locale), words)


_COMMAND: dict[str, Check] = {
    "id": anything,
    "application_id": anything,
    "version": anything,
    "type": anything,
    "name": anything,
    "name_localizations": anything,
    "description": anything,
    "description_localizations": _translated,
    "options": anything,
    "default_member_permissions": snowflake,
    "dm_permission": flag,
    "default_permission": flag,
    "nsfw": flag,
    "contexts": _contexts,
    "integration_types": _contexts,
    "handler": anything,
}
_OPTION: dict[str, Check] = {
    "type": anything,
    "name": anything,
    "name_localizations": anything,
    "description": text(1, 100),
    "description_localizations": _translated,
    "required": flag,
    "choices": anything,
    "options": anything,
    "channel_types": channel_types,
    "min_value": number,
    "max_value": number,
    "min_length": integer(0, 6000),
    "max_length": integer(1, 6000),
    "autocomplete": flag,
}
_CHOICE: dict[str, Check] = {
    "name": text(1, 100),
    "value": anything,
    "name_localizations": _translated,
}


def check_commands(commands: Any) -> None:
    """Check a bulk overwrite. Raises Refusal 50035 with every fault under its command's index."""
    form = Form()
    if form.items((), commands, 0, sum(MOST_OF_TYPE.values())):
        taken: set[str] = set()
        for index, command in enumerate(commands):
            _command(form, (index,), command)
            if isinstance(command, dict):
                _unique(form, (index, "name"), taken, f"{_kind(command)} {command.get('name')}")
        _counts(form, commands)
    form.raise_if_wrong()


def _kind(command: Json) -> Any:
    return command.get("type") or CHAT_INPUT


def _counts(form: Form, commands: list[Any]) -> None:
    kinds = [_kind(command) for command in commands if isinstance(command, dict)]
    for kind, most in MOST_OF_TYPE.items():
        if kinds.count(kind) > most:
            message = f"Maximum number of application commands of type {kind} reached ({most})."
            form.fault((), "MAX_APPLICATION_COMMANDS", message)


def _unique(form: Form, path: Path, taken: set[str], key: str) -> None:
    if key in taken:
        form.fault(
            path,
            "APPLICATION_COMMANDS_DUPLICATE_NAME",
            "Application command names must be unique",
        )
    taken.add(key)


def _command(form: Form, path: Path, command: Any) -> None:
    if not form.object(path, command, _COMMAND, ("name",)):
        return
    kind = _kind(command)
    if not isinstance(kind, int) or kind not in MOST_OF_TYPE:
        form.fault((*path, "type"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}.")
        return
    if kind != CHAT_INPUT:
        text(1, 32)(form, (*path, "name"), command.get("name"))
        if command.get("description") or command.get("options"):
            message = "Context menu commands cannot have description or options"
            form.fault(path, "APPLICATION_COMMAND_CONTEXT_MENU_FIELD", message)
        return
    _name(form, (*path, "name"), command.get("name"))
    _names(form, (*path, "name_localizations"), command.get("name_localizations"), apart=False)
    text(1, 100)(form, (*path, "description"), command.get("description") or "")
    _options(form, (*path, "options"), command.get("options") or [], parent=0)
    if _characters(command) > 8000:
        form.fault(path, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")


def _name(form: Form, path: Path, name: Any) -> None:
    if not isinstance(name, str) or not _NAME.match(name) or name != name.lower():
        form.fault(
            path,
            "APPLICATION_COMMAND_INVALID_NAME",
            "Command name is invalid",
        )


def _names(form: Form, path: Path, names: Any, *, apart: bool) -> None:
    """Check names by language; `apart`: each fault stands at its language.

    Source: discord/discord-api-docs issue 7712: a command's own stand all at the top.
    """
    if names is None:
        return
    if not isinstance(names, dict):
        form.fault(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return
    for locale, name in names.items():
        _name(form, (*path, locale) if apart else path, name)


def _options(form: Form, path: Path, options: Any, parent: int) -> None:
    if not form.items(path, options, 0, 25):
        return
    names: set[str] = set()
    optional_seen = False
    for index, option in enumerate(options):
        place = (*path, index)
        if not form.object(place, option, _OPTION, ("type", "name", "description")):
            continue
        _name(form, (*place, "name"), option.get("name"))
        localized = option.get("name_localizations")
        _names(form, (*place, "name_localizations"), localized, apart=True)
        _unique(form, (*place, "name"), names, str(option.get("name")))
        _by_kind(form, place, option, parent)
        if option.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            form.fault(place, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_seen = optional_seen or not option.get("required")
    _one_sort(form, path, options)


def _by_kind(form: Form, path: Path, option: Json, parent: int) -> None:
    kind, inside = option.get("type"), option.get("options") or []
    allowed = {0: _OPTION_TYPES, GROUP: (SUBCOMMAND,), SUBCOMMAND: _VALUE_TYPES}[parent]
    if kind not in allowed:
        form.fault((*path, "type"), "BASE_TYPE_CHOICES", "No such option type here.")
    elif kind == GROUP and not inside:
        form.required((*path, "options"))
    elif kind in (SUBCOMMAND, GROUP):
        _options(form, (*path, "options"), inside, parent=kind)
    else:
        _value_option(form, path, option)


def _one_sort(form: Form, path: Path, options: list[Any]) -> None:
    """Check that sub-commands stand among themselves (discordjs/discord.js issue 7648)."""
    kinds = [option.get("type") if isinstance(option, dict) else None for option in options]
    for index, kind in enumerate(kinds):
        if (kind in (SUBCOMMAND, GROUP)) != (kinds[0] in (SUBCOMMAND, GROUP)):
            form.fault(
                (*path, index),
                "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID",
                "Sub-command and sub-command group option types are mutually exclusive to all "
                "other types",
            )


def _value_option(form: Form, path: Path, option: Json) -> None:
    choices = option.get("choices") or []
    if choices and option.get("autocomplete"):
        message = "Autocomplete options cannot have choices"
        form.fault((*path, "choices"), "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE", message)
    if option.get("autocomplete") and option["type"] not in (_STRING, _INTEGER, _NUMBER):
        message = "Only string, integer and number options complete themselves."
        form.fault((*path, "autocomplete"), "APPLICATION_COMMAND_OPTION_TYPE", message)
    form.ordered(path, option, "value")
    form.ordered(path, option, "length")
    if form.items((*path, "choices"), choices, 0, 25):
        _choices(form, (*path, "choices"), choices, option["type"])


def _choices(form: Form, path: Path, choices: list[Any], kind: int) -> None:
    values = {_STRING: text(1, 100), _INTEGER: integer(-MOST_NUMBER, MOST_NUMBER), _NUMBER: number}
    names: set[str] = set()
    for index, choice in enumerate(choices):
        place = (*path, index)
        if not form.object(place, choice, _CHOICE, ("name", "value")):
            continue
        values.get(kind, anything)(form, (*place, "value"), choice.get("value"))
        if str(choice.get("name")) in names:
            message = "Option choice names must be unique"
            code = "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS"
            form.fault((*place, "name"), code, message)
        names.add(str(choice.get("name")))


def _characters(part: Any) -> int:
    """Count names, descriptions and values, as the 8,000-character limit does."""
    if isinstance(part, list):
        return sum(_characters(item) for item in part)
    if not isinstance(part, dict):
        return 0
    own = sum(
        len(part[name])
        for name in ("name", "description", "value")
        if isinstance(part.get(name), str)
    )
    return own + _characters(part.get("options")) + _characters(part.get("choices"))
