"""Commands that are not registered."""

from typing import Any

from sandbox.discord.codes import Code
from tests.sandbox.discord.refusals.faulty_messages import BAD_LENGTH, MISSING, ODD
from tests.sandbox.discord.refusals.rows import Refused

NAME = "APPLICATION_COMMAND_INVALID_NAME"


def command(**fields: Any) -> dict[str, Any]:
    """A slash command, complete but for what is changed."""
    return {"name": "video", "description": "x"} | fields


def option(number: int = 0, **fields: Any) -> dict[str, Any]:
    """A text option, complete but for what is changed."""
    return {"type": 3, "name": f"o{number}", "description": "x"} | fields


def _registered(done: str, commands: Any, at: str, fault: str) -> Refused:
    return Refused(
        done=done,
        code=Code.INVALID_FORM_BODY,
        ask=lambda scene: scene.raw.register(*commands),
        at=at,
        fault=fault,
    )


def _one(done: str, body: dict[str, Any], at: str, fault: str) -> Refused:
    return _registered(done, [body], at, fault)


def _with_option(done: str, body: dict[str, Any], at: str, fault: str) -> Refused:
    return _one(done, command(options=[body]), f"0.options.0.{at}".rstrip("."), fault)


def _choice(number: int, **fields: Any) -> dict[str, Any]:
    return {"name": str(number), "value": str(number)} | fields


_LARGE = [
    option(number, choices=[_choice(each, name=str(each) * 90) for each in range(4)])
    for number in range(25)
]
_MENU = {"name": "Pick", "type": 3}

_NESTED = {"type": 1, "name": "sub", "description": "x"}
_GROUP = {"type": 2, "name": "group", "description": "x"}
_MIXED = "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"

ROWS = (
    _one(
        "an option beside a sub-command",
        command(options=[_NESTED, option()]),
        "0.options.1",
        _MIXED,
    ),
    _one(
        "a group of sub-commands beside an option",
        command(options=[option(), _GROUP | {"options": [_NESTED]}]),
        "0.options.1",
        _MIXED,
    ),
    _one("a group of none", command(options=[_GROUP]), "0.options.0.options", MISSING),
    _one(
        "an option right in a group",
        command(options=[_GROUP | {"options": [option()]}]),
        "0.options.0.options.0.type",
        ODD,
    ),
    _one(
        "a name in capitals in another language",
        command(name_localizations={"de": "Film"}),
        "0.name_localizations",
        NAME,
    ),
    _with_option(
        "an option's name in capitals in another language",
        option(name_localizations={"de": "Kamera"}),
        "name_localizations.de",
        NAME,
    ),
    _with_option(
        "a description of 101 in another language",
        option(description_localizations={"de": "x" * 101}),
        "description_localizations.de",
        BAD_LENGTH,
    ),
    _with_option(
        "two choices of one name",
        option(choices=[_choice(1, name="a"), _choice(2, name="a")]),
        "choices.1.name",
        "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS",
    ),
    _with_option(
        "a choice's value that is a text where the option is a number",
        option(type=4, choices=[_choice(1)]),
        "choices.0.value",
        "NUMBER_TYPE_COERCE",
    ),
    _with_option(
        "a number's least above its most",
        option(type=10, min_value=1.5, max_value=1),
        "min_value",
        "BASE_TYPE_MAX",
    ),
    _with_option(
        "a text's least above its most",
        option(min_length=5, max_length=4),
        "min_length",
        "BASE_TYPE_MAX",
    ),
    _with_option(
        "a text of 6,001 at most", option(max_length=6001), "max_length", "NUMBER_TYPE_MAX"
    ),
    _with_option(
        "an option for channels of an unknown type",
        option(type=7, channel_types=[99]),
        "channel_types.0",
        ODD,
    ),
    _one("a name in capitals", command(name="Video"), "0.name", NAME),
    _one("a name of 33 characters", command(name="v" * 33), "0.name", NAME),
    _one("an empty name", command(name=""), "0.name", NAME),
    _one("no description", {"name": "video"}, "0.description", "BASE_TYPE_REQUIRED"),
    _one("a description of 101", command(description="x" * 101), "0.description", BAD_LENGTH),
    _one("a misspelt field of a command", command(option=[]), "0.option", "UNKNOWN_FIELD"),
    _one(
        "26 options of a command",
        command(options=[option(n) for n in range(26)]),
        "0.options",
        BAD_LENGTH,
    ),
    _one(
        "a required option after others",
        command(options=[option(1), option(2, required=True)]),
        "0.options.1",
        "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
    ),
    _one(
        "an option's name twice",
        command(options=[option(), option()]),
        "0.options.1.name",
        "APPLICATION_COMMANDS_DUPLICATE_NAME",
    ),
    _one(
        "more than 8,000 characters", command(options=_LARGE), "0", "APPLICATION_COMMAND_TOO_LARGE"
    ),
    _one(
        "a menu with a description",
        _MENU | {"description": "x"},
        "0",
        "APPLICATION_COMMAND_CONTEXT_MENU_FIELD",
    ),
    _one("a command of type 9", command(type=9), "0.type", ODD),
    _one(
        "permissions that are a word",
        command(default_member_permissions="all"),
        "0.default_member_permissions",
        "NUMBER_TYPE_COERCE",
    ),
    _with_option(
        "26 choices of an option",
        option(choices=[_choice(n) for n in range(26)]),
        "choices",
        BAD_LENGTH,
    ),
    _with_option(
        "a choice's name of 101",
        option(choices=[_choice(1, name="x" * 101)]),
        "choices.0.name",
        BAD_LENGTH,
    ),
    _with_option(
        "choices and autocomplete",
        option(choices=[_choice(1)], autocomplete=True),
        "choices",
        "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE",
    ),
    _with_option(
        "autocomplete of a file",
        option(type=11, autocomplete=True),
        "autocomplete",
        "APPLICATION_COMMAND_OPTION_TYPE",
    ),
    _with_option("an option of type 12", option(type=12), "type", ODD),
    _registered(
        "a command twice", [command(), command()], "1.name", "APPLICATION_COMMANDS_DUPLICATE_NAME"
    ),
    _registered(
        "101 commands", [command(name=f"c{n}") for n in range(101)], "", "MAX_APPLICATION_COMMANDS"
    ),
    _registered(
        "6 menus", [_MENU | {"name": f"m{n}"} for n in range(6)], "", "MAX_APPLICATION_COMMANDS"
    ),
)
