"""A modal as a member's client sends it back: values checked field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.discord.api.payloads import role_json
from sandbox.discord.asking.options import Resolved, Store, add_channel, add_user
from sandbox.discord.checks.modals import modal_fields
from sandbox.discord.checks.parts import Part
from sandbox.discord.errors import NotPossible, whole
from sandbox.discord.shapes import Json, Upload
from sandbox.discord.world.records import Channel
from sandbox.discord.world.snowflakes import parse
from sandbox.discord.world.world import World

WITH_OPTIONS = (Part.STRING_SELECT, Part.RADIO_GROUP, Part.CHECKBOX_GROUP)
"""Fields whose values are among the options they list."""


class Submitting:
    """Fills in one modal for one member."""

    def __init__(self, world: World, user_id: int, channel: Channel, store: Store) -> None:
        self._world = world
        self._user_id = user_id
        self._channel = channel
        self._store = store
        self.resolved = Resolved()

    def components(self, modal: Json, values: Mapping[str, Any]) -> list[Json]:
        """Return the components to send; values are named by custom_id or by the label's text.

        Raises NotPossible for what Discord's client does not let a person send.
        """
        by_id = self._by_custom_id(modal, values)
        return [self._part(part, by_id) for part in modal["components"]]

    def _by_custom_id(self, modal: Json, values: Mapping[str, Any]) -> dict[str, Any]:
        fields = modal_fields(modal)
        labels = {
            part["label"]: part["component"]["custom_id"]
            for part in modal["components"]
            if part["type"] == Part.LABEL
        }
        labels |= {f["label"]: custom_id for custom_id, f in fields.items() if f.get("label")}
        by_id = {}
        for name, value in values.items():
            custom_id = name if name in fields else labels.get(name)
            if custom_id is None:
                raise NotPossible(f"The form has no field {name!r}; it has: {', '.join(fields)}.")
            by_id[custom_id] = value
        return by_id

    def _part(self, part: Json, values: Mapping[str, Any]) -> Json:
        body: Json = {"type": part["type"], "id": part["id"]}
        if part["type"] == Part.LABEL:
            body["component"] = self._field(part["component"], values)
        elif part["type"] == Part.ROW:
            body["components"] = [self._field(part["components"][0], values)]
        return body

    def _field(self, field: Json, values: Mapping[str, Any]) -> Json:
        body: Json = {key: field[key] for key in ("type", "id", "custom_id")}
        value = values.get(field["custom_id"])
        if field["type"] == Part.TEXT_INPUT:
            return body | {"value": _text(field, value)}
        if field["type"] == Part.FILE_UPLOAD:
            return body | {"values": self._files(field, value)}
        if field["type"] == Part.CHECKBOX:
            return body | {"value": _ticked(field, value)}
        chosen = _chosen(field, value)
        if field["type"] == Part.RADIO_GROUP:
            return body | {"value": next(iter(chosen), None)}
        for each in chosen:
            self._resolve(field["type"], each)
        return body | {"values": chosen}

    def _files(self, field: Json, value: Any) -> list[str]:
        uploads = _listed(value)
        if not all(isinstance(each, Upload) for each in uploads):
            raise NotPossible(f"The field {field['custom_id']!r} takes files.")
        _check_count(field, uploads)
        ids = []
        for upload in uploads:
            stored = self._store(upload)
            self.resolved.files.append(stored)
            ids.append(str(stored.id))
        return ids

    def _resolve(self, kind: int, value: str) -> None:
        references = References(self._world, self._user_id, self._channel, self.resolved)
        references.add(kind, value)


@dataclass(frozen=True, slots=True)
class References:
    """Looks up what a user's choice in a user, role or channel select refers to."""

    world: World
    user_id: int
    channel: Channel
    resolved: Resolved

    def add(self, kind: int, value: str) -> None:
        """Add what the value refers to. Raises NotPossible when there is no such thing."""
        if kind in WITH_OPTIONS:
            return
        wanted, world = parse(value) or 0, self.world
        guild = world.guild_of(self.channel)
        roles = guild.roles if guild else {}
        if kind in (Part.USER_SELECT, Part.MENTIONABLE_SELECT) and wanted in world.users:
            add_user(self.resolved, world, self.channel, wanted)
        elif kind == Part.CHANNEL_SELECT and wanted in world.channels:
            add_channel(self.resolved, world, world.channels[wanted], self.user_id)
        elif kind in (Part.ROLE_SELECT, Part.MENTIONABLE_SELECT) and wanted in roles:
            self.resolved.add("roles", wanted, role_json(roles[wanted]))
        else:
            raise NotPossible(f"{value!r} is nothing this menu offers.")


def _text(field: Json, value: Any) -> str:
    text = whole(str(field.get("value") or "") if value is None else str(value))
    if not text and field.get("required", True):
        raise NotPossible(f"The field {field['custom_id']!r} is required.")
    low, high = field.get("min_length") or 0, field.get("max_length") or 4000
    if text and not low <= len(text) <= high:
        raise NotPossible(
            f"The field {field['custom_id']!r} takes {low} to {high} characters, not {len(text)}."
        )
    return text


def _chosen(field: Json, value: Any) -> list[str]:
    """Return the values chosen in a select or a group, else its defaults."""
    options = field.get("options")
    chosen = [str(each) for each in _listed(value)]
    if value is None and options is not None:
        chosen = [option["value"] for option in options if option.get("default")]
    check_choice(field, chosen)
    return chosen


def check_choice(field: Json, chosen: Sequence[str]) -> None:
    """Raise NotPossible unless a select offers these values, and so many of them."""
    _check_count(field, chosen)
    if len(set(chosen)) < len(chosen):
        raise NotPossible(f"The field {field['custom_id']!r} takes each value once.")
    if field["type"] in WITH_OPTIONS:
        offered = [option["value"] for option in field["options"]]
        for each in chosen:
            if each not in offered:
                raise NotPossible(f"{each!r} is not offered; there are: {', '.join(offered)}.")


def _check_count(field: Json, chosen: Sequence[Any]) -> None:
    if not chosen and field.get("required") is False:
        return
    most = len(field["options"]) if field["type"] == Part.CHECKBOX_GROUP else 1
    low, high = _default(field.get("min_values"), 1), _default(field.get("max_values"), most)
    if not low <= len(chosen) <= high:
        raise NotPossible(
            f"The field {field['custom_id']!r} takes {low} to {high} values, not {len(chosen)}."
        )


def _ticked(field: Json, value: Any) -> bool:
    if value is None:
        return bool(field.get("default"))
    if not isinstance(value, bool):
        raise NotPossible(f"The field {field['custom_id']!r} is ticked or not: true or false.")
    return value


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _default(value: int | None, default: int) -> int:
    return default if value is None else value
