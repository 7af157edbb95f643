"""Command options as a member's client fills them in: checked, typed, with what they refer to."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.discord.api.payloads import channel_json, member_json, role_json, user_json
from sandbox.discord.errors import NotPossible, whole
from sandbox.discord.shapes import Json, Upload
from sandbox.discord.world.records import Attachment, Channel
from sandbox.discord.world.snowflakes import parse
from sandbox.discord.world.world import World

SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)

Store = Callable[[Upload], Attachment]

_MENTION = re.compile(r"<(@!?|@&|#)(\d{1,20})>")


@dataclass(slots=True)
class Resolved:
    """The things that ids in an interaction's data refer to."""

    parts: dict[str, Json] = field(default_factory=dict)
    files: list[Attachment] = field(default_factory=list)

    def add(self, kind: str, key: int, body: Json) -> None:
        """Add one thing."""
        self.parts.setdefault(kind, {})[str(key)] = body


class Filling:
    """Fills in one command's options for one member in one channel."""

    def __init__(self, world: World, user_id: int, channel: Channel, store: Store) -> None:
        self._world = world
        self._user_id = user_id
        self._channel = channel
        self._store = store
        self.resolved = Resolved()

    def complete(self, specs: Iterable[Json], values: Mapping[str, Any]) -> list[Json]:
        """Return the options of a command to be run.

        Raises NotPossible for what Discord's client does not let a person send.
        """
        specs = list(specs)
        _refuse_unknown(specs, values)
        filled = []
        for spec in specs:
            value = values.get(spec["name"])
            if value is not None and value != "":
                option = {"name": spec["name"], "type": spec["type"]}
                filled.append(option | {"value": self._value(spec, value)})
            elif spec.get("required"):
                raise NotPossible(f"The option {spec['name']!r} is required.")
        return filled

    def partial(
        self, specs: Iterable[Json], values: Mapping[str, Any], focused: tuple[str, str]
    ) -> list[Json]:
        """Return the options while a person types in one of them: unchecked, as they stand.

        What refers to something comes as its id alone: Discord resolves nothing meanwhile
        (discord.py's Namespace; hikari 1152, discord.js 8319). That a file is there is told, too
        (discord-api-docs 4450, 4592); its id here is a new one each time, as nothing is kept.
        """
        specs = list(specs)
        name, text = focused
        _refuse_unknown(specs, {**values, name: text})
        filled = []
        for spec in specs:
            option = {"name": spec["name"], "type": spec["type"]}
            if spec["name"] == name:
                if not spec.get("autocomplete"):
                    raise NotPossible(f"The option {name!r} has no suggestions.")
                filled.append(option | {"value": whole(text), "focused": True})
            elif values.get(spec["name"]) is not None:
                is_file = spec["type"] == ATTACHMENT
                value = str(self._world.ids.next()) if is_file else values[spec["name"]]
                filled.append(option | {"value": value})
        return filled

    def _value(self, spec: Json, value: Any) -> Any:
        kind, name = spec["type"], spec["name"]
        if kind == ATTACHMENT:
            return self._attachment(name, value)
        if kind in (USER, CHANNEL, ROLE, MENTIONABLE):
            return self._reference(kind, name, value)
        if kind == STRING:
            typed: Any = whole(str(value))
            _check_length(spec, typed)
            self._add_mentioned(typed)
        elif kind == BOOLEAN:
            typed = _boolean(name, value)
        else:
            typed = _number(spec, value)
        choices = [choice["value"] for choice in spec.get("choices") or ()]
        if choices and typed not in choices:
            raise NotPossible(f"{value!r} is not one of the choices of {name!r}.")
        return typed

    def _attachment(self, name: str, value: Any) -> str:
        if not isinstance(value, Upload):
            raise NotPossible(f"The option {name!r} takes a file.")
        stored = self._store(value)
        self.resolved.files.append(stored)
        return str(stored.id)

    def _reference(self, kind: int, name: str, value: Any) -> str:
        wanted = parse(value) or 0
        if kind in (USER, MENTIONABLE) and wanted in self._world.users:
            add_user(self.resolved, self._world, self._channel, wanted)
        elif kind == CHANNEL and wanted in self._world.channels:
            channel = self._world.channels[wanted]
            add_channel(self.resolved, self._world, channel, self._user_id)
        elif not (kind in (ROLE, MENTIONABLE) and self._add_role(wanted)):
            raise NotPossible(f"{value!r} is nothing that {name!r} can take.")
        return str(wanted)

    def _add_mentioned(self, typed: str) -> None:
        """Discord resolves what a text option mentions, too (discord.js issue 6728)."""
        for kind, number in _MENTION.findall(typed):
            each = int(number)
            if kind == "@&":
                self._add_role(each)
            elif kind == "#" and each in self._world.channels:
                channel = self._world.channels[each]
                add_channel(self.resolved, self._world, channel, self._user_id)
            elif kind != "#" and each in self._world.users:
                add_user(self.resolved, self._world, self._channel, each)

    def _add_role(self, role_id: int) -> bool:
        guild = self._world.guild_of(self._channel)
        if guild is None or role_id not in guild.roles:
            return False
        self.resolved.add("roles", role_id, role_json(guild.roles[role_id]))
        return True


def add_user(resolved: Resolved, world: World, channel: Channel, user_id: int) -> None:
    """Add a user, and their membership where there is one."""
    resolved.add("users", user_id, user_json(world.users[user_id]))
    guild = world.guild_of(channel)
    member = guild.members.get(user_id) if guild else None
    if member is not None:
        body = member_json(member, with_user=False)
        body["permissions"] = str(world.rights(user_id, channel))
        resolved.add("members", user_id, body)


def add_channel(resolved: Resolved, world: World, channel: Channel, user_id: int) -> None:
    """Add a channel with the rights the user has in it."""
    rights = str(world.rights(user_id, channel))
    resolved.add("channels", channel.id, channel_json(world, channel) | {"permissions": rights})


def _refuse_unknown(specs: Iterable[Json], values: Mapping[str, Any]) -> None:
    known = [spec["name"] for spec in specs]
    for name in values:
        if name not in known:
            listed = ", ".join(known) or "none"
            raise NotPossible(f"The command has no option {name!r}; it has: {listed}.")


def _check_length(spec: Json, value: str) -> None:
    low, high = spec.get("min_length") or 0, spec.get("max_length") or 6000
    if not low <= len(value) <= high:
        raise NotPossible(f"{spec['name']!r} takes {low} to {high} characters, not {len(value)}.")


def _boolean(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if str(value).lower() in ("true", "false"):
        return str(value).lower() == "true"
    raise NotPossible(f"The option {name!r} is true or false.")


def _number(spec: Json, value: Any) -> int | float:
    try:
        typed = int(str(value)) if spec["type"] == INTEGER else float(value)
    except ValueError:
        raise NotPossible(f"The option {spec['name']!r} takes a number.") from None
    low, high = spec.get("min_value"), spec.get("max_value")
    if (low is not None and typed < low) or (high is not None and typed > high):
        raise NotPossible(f"{spec['name']!r} must lie between {low} and {high}.")
    return typed


def find_path(command: Json, path: Iterable[str]) -> tuple[list[Json], Callable[[Any], list[Json]]]:
    """Return the options a (sub)command takes, and a function that wraps filled ones for the wire.

    Raises NotPossible when the path names no subcommand, or stops before one.
    """
    specs: list[Json] = command["options"]
    levels: list[Json] = []
    for name in path:
        found = next((s for s in specs if s["name"] == name and s["type"] in (1, 2)), None)
        if found is None:
            raise NotPossible(f"/{command['name']} has no {name!r}.")
        levels.append({"name": name, "type": found["type"]})
        specs = found.get("options") or []
    if any(spec["type"] in (SUBCOMMAND, GROUP) for spec in specs):
        names = ", ".join(spec["name"] for spec in specs)
        raise NotPossible(f"/{command['name']} needs one of: {names}.")

    def wrap(filled: Any) -> list[Json]:
        for level in reversed(levels):
            filled = [level | {"options": filled}]
        return list(filled)

    return specs, wrap
