"""The world as one member's client shows it: nothing hidden from them, no token ever."""

from collections.abc import Callable

from sandbox.discord.api.message_json import MessageJson
from sandbox.discord.api.payloads import channel_json, time_text
from sandbox.discord.asking.commands import Commands
from sandbox.discord.shapes import Json
from sandbox.discord.world.records import Channel, Guild, Message, User
from sandbox.discord.world.world import World

SHOWN_MESSAGES = 50


class Projection:
    """Writes what a viewer may see, in Discord's own JSON shapes."""

    def __init__(
        self,
        world: World,
        commands: Commands,
        texts: MessageJson,
        online: Callable[[], bool],
        backstage: Callable[[], Json],
    ) -> None:
        self.world = world
        self._commands = commands
        self._texts = texts
        self._online = online
        self.backstage = backstage

    def state(self, user: User) -> Json:
        """Return everything a page needs to begin with."""
        guild = self._guild(user)
        shown = [*self._channels(user), *self._dms(user)]
        return {
            "type": "state",
            "me": {"id": str(user.id)} | self._person(user, guild),
            "members": self._members(guild),
            "guild": None if guild is None else self._guild_json(guild),
            "now": self.now(),
            "messages": {str(c.id): self._messages(user, c) for c in shown},
            "commands": self.commands(user),
            "bot": {
                "id": str(self.world.bot.id),
                "username": self.world.bot.username,
                "online": self._online(),
            },
            **self.backstage(),
        } | self._channel_lists(user)

    def now(self) -> str:
        """Return the sandbox's time, which a page counts relative times from."""
        return time_text(self.world.clock.now())

    def channels_event(self, user: User) -> Json:
        """Return the channels a viewer sees now."""
        return {"type": "channels"} | self._channel_lists(user)

    def commands(self, user: User) -> list[Json]:
        """Return the commands a viewer may use anywhere."""
        found: dict[str, Json] = {}
        for channel in [*self._channels(user), *self._dms(user)]:
            for command in self._commands.visible(user.id, channel):
                found[command["id"]] = command
        return list(found.values())

    def message(self, user: User, message: Message) -> Json:
        """Return a message with whether it pinged the viewer."""
        body = self._texts.full(message)
        if user.id in message.pings:
            body["pinged"] = True
        return body

    def sees(self, user: User, channel: Channel, message: Message) -> bool:
        """Tell whether a viewer sees a message."""
        return message.viewer_id in (None, user.id) and self.world.may_view(user.id, channel)

    def _guild(self, user: User) -> Guild | None:
        return next((g for g in self.world.guilds.values() if user.id in g.members), None)

    def _person(self, user: User, guild: Guild | None) -> Json:
        member = None if guild is None else guild.members.get(user.id)
        names = []
        if guild is not None and member is not None:
            names = [guild.roles[role].name for role in sorted(member.roles)]
            if user.id == guild.owner_id:
                names.insert(0, "Owner")
        return {
            "username": user.username,
            "display_name": user.display_name,
            "roles": names,
            "note": user.note,
        }

    def _members(self, guild: Guild | None) -> list[Json]:
        if guild is None:
            return []
        people = [member.user for member in guild.members.values() if not member.user.bot]
        return [{"id": str(user.id)} | self._person(user, guild) for user in people]

    def _guild_json(self, guild: Guild) -> Json:
        roles = [
            {"id": str(role.id), "name": role.name, "color": role.color}
            for role in guild.roles.values()
        ]
        return {"id": str(guild.id), "name": guild.name, "roles": roles}

    def _channel_lists(self, user: User) -> Json:
        return {
            "channels": [channel_json(self.world, each) for each in self._channels(user)],
            "dms": [self._dm(each) for each in self._dms(user)],
        }

    def _dm(self, channel: Channel) -> Json:
        return channel_json(self.world, channel) | {"name": self.world.bot.display_name}

    def _channels(self, user: User) -> list[Channel]:
        guild = self._guild(user)
        return [
            channel
            for channel in self.world.channels.values()
            if guild is not None
            and channel.guild_id == guild.id
            and self.world.may_view(user.id, channel)
        ]

    def _dms(self, user: User) -> list[Channel]:
        return [c for c in self.world.channels.values() if c.recipient_id == user.id]

    def _messages(self, user: User, channel: Channel) -> list[Json]:
        seen = [m for m in channel.messages.values() if self.sees(user, channel, m)]
        return [self.message(user, message) for message in seen[-SHOWN_MESSAGES:]]
