"""The bot's registered commands, and who of the members sees which."""

from dataclasses import dataclass, field

from sandbox.discord.checks.commands import CHAT_INPUT, check_commands
from sandbox.discord.shapes import Json
from sandbox.discord.world.changes import CommandsChanged
from sandbox.discord.world.permissions import Permission
from sandbox.discord.world.records import Channel
from sandbox.discord.world.snowflakes import parse
from sandbox.discord.world.world import World

_IN_GUILD, _IN_BOT_DM = 0, 1


@dataclass(slots=True)
class _Registry:
    everywhere: list[Json] = field(default_factory=list)
    by_guild: dict[int, list[Json]] = field(default_factory=dict)
    shown_to: dict[str, set[int]] = field(default_factory=dict)


class Commands:
    """Registers commands and answers what a member may use where."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._registry = _Registry()

    def registered(self, guild_id: int | None = None) -> list[Json]:
        """Return the global commands, or those of one guild."""
        if guild_id is None:
            return self._registry.everywhere
        return self._registry.by_guild.get(guild_id, [])

    def replace(self, payload: list[Json], guild_id: int | None = None) -> list[Json]:
        """Replace all commands of the scope; one with the same name and type keeps its id.

        Raises Refusal 50035 with the faults of every command.
        """
        check_commands(payload)
        present = {(c["type"], c["name"]): c["id"] for c in self.registered(guild_id)}
        fresh = [self._stored(command, present, guild_id) for command in payload]
        if guild_id is None:
            self._registry.everywhere = fresh
        else:
            self._registry.by_guild[guild_id] = fresh
        self._world.changes.tell(CommandsChanged())
        return fresh

    def show(self, name: str, ids: set[int]) -> None:
        """Let exactly these roles and members use a command, as an owner sets under Integrations.

        Source: docs: interactions/application-commands#permissions.
        """
        self._registry.shown_to[name] = ids
        self._world.changes.tell(CommandsChanged())

    def visible(self, user_id: int, channel: Channel) -> list[Json]:
        """Return the commands that a person's client offers in that channel."""
        if channel.guild_id is None:
            return [c for c in self._registry.everywhere if _works(c, _IN_BOT_DM)]
        commands = [c for c in self._registry.everywhere if _works(c, _IN_GUILD)]
        commands += self._registry.by_guild.get(channel.guild_id, [])
        rights = self._world.rights(user_id, channel)
        if not rights & Permission.USE_APPLICATION_COMMANDS:
            return []
        return [c for c in commands if self._may_use(c, user_id, channel, rights)]

    def _may_use(self, command: Json, user_id: int, channel: Channel, rights: int) -> bool:
        if rights & Permission.ADMINISTRATOR:
            return True
        shown_to = self._registry.shown_to.get(command["name"])
        guild = self._world.guild_of(channel)
        if shown_to is not None and guild is not None:
            member = guild.members[user_id]
            return bool(shown_to & ({user_id, guild.id} | member.roles))
        needed = command["default_member_permissions"]
        if needed is None:
            return True
        return int(needed) != 0 and rights & int(needed) == int(needed)

    def _stored(
        self, command: Json, present: dict[tuple[int, str], str], guild_id: int | None
    ) -> Json:
        kind = command.get("type") or CHAT_INPUT
        needed = parse(command.get("default_member_permissions"))
        body: Json = {
            "id": present.get((kind, command["name"])) or str(self._world.ids.next()),
            "application_id": str(self._world.bot.id),
            "version": str(self._world.ids.next()),
            "type": kind,
            "name": command["name"],
            "name_localizations": command.get("name_localizations"),
            "description": command.get("description") or "",
            "description_localizations": command.get("description_localizations"),
            "default_member_permissions": None if needed is None else str(needed),
            "nsfw": bool(command.get("nsfw")),
            "contexts": command.get("contexts"),
            "integration_types": command.get("integration_types") or [0],
            "options": command.get("options") or [],
        }
        if guild_id is None:
            body["dm_permission"] = command.get("dm_permission", True)
        else:
            body["guild_id"] = str(guild_id)
        return body


def _works(command: Json, context: int) -> bool:
    contexts = command["contexts"]
    if contexts is not None:
        return context in contexts
    return context == _IN_GUILD or command.get("dm_permission") is not False
