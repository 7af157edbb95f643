"""Finding things by the names a test or a person uses."""

from sandbox.discord.errors import NotPossible
from sandbox.discord.world.records import Channel, Guild, Member, Message, Role, User
from sandbox.discord.world.world import World

ChannelRef = str | int
"""A channel's name, its id, `Guild/#name`, or a thread's name or id."""


class Places:
    """Looks up guilds, channels, roles and people by name or id."""

    def __init__(self, world: World) -> None:
        self._world = world

    def guild(self, name: str | None = None) -> Guild:
        """Return the guild of that name, or the first one. Raises NotPossible."""
        for guild in self._world.guilds.values():
            if name is None or guild.name == name:
                return guild
        raise NotPossible(f"There is no guild {name!r}.")

    def user(self, name: str | int) -> User:
        """Return a user by name or id. Raises NotPossible."""
        for user in self._world.users.values():
            if name in (user.username, user.id):
                return user
        people = ", ".join(user.username for user in self._world.users.values() if not user.bot)
        raise NotPossible(f"There is nobody called {name!r}; there are: {people}.")

    def member(self, guild: Guild, name: str | int) -> Member:
        """Return a member by name or id; "bot" is the bot. Raises NotPossible."""
        user = self._world.bot if name == "bot" else self.user(name)
        member = guild.members.get(user.id)
        if member is None:
            raise NotPossible(f"{user.username} is not a member of {guild.name}.")
        return member

    def role(self, guild: Guild, name: str) -> Role:
        """Return a role by name; "everyone" is the role everybody has. Raises NotPossible."""
        wanted = "@everyone" if name == "everyone" else name
        for role in guild.roles.values():
            if role.name == wanted:
                return role
        raise NotPossible(f"There is no role {name!r} in {guild.name}.")

    def target(self, guild: Guild, name: str) -> Role | Member:
        """Return the role or member of that name. Raises NotPossible."""
        names = {role.name for role in guild.roles.values() if role.bot_id is None}
        if name == "everyone" or name in names:
            return self.role(guild, name)
        return self.member(guild, name)

    def channel(self, ref: ChannelRef, guild: Guild | None = None) -> Channel:
        """Return a channel or thread. Raises NotPossible."""
        if isinstance(ref, int):
            channel = self._world.channels.get(ref)
            if channel is None:
                raise NotPossible(f"There is no channel with the id {ref}.")
            return channel
        if not isinstance(ref, str):
            raise NotPossible(f"A channel is named by its name or its id, not by {ref!r}.")
        guild_name, slash, name = ref.rpartition("/")
        home = self.guild(guild_name) if slash else guild or self.guild()
        for channel in self._world.channels.values():
            if channel.guild_id == home.id and channel.name == name.removeprefix("#"):
                return channel
        names = ", ".join(c.name for c in self._world.channels.values() if c.guild_id == home.id)
        raise NotPossible(f"There is no channel {ref!r} in {home.name}; there are: {names}.")

    def message(self, message_id: int) -> Message:
        """Return a message, also a deleted one. Raises NotPossible."""
        message = self._world.messages.get(message_id)
        if message is None:
            raise NotPossible(f"There is no message with the id {message_id}.")
        return message
