"""What every channel operation asks first: is it there, may the bot see it, may it do this."""

from sandbox.discord.codes import Code, Refusal
from sandbox.discord.world.permissions import Permission
from sandbox.discord.world.records import Channel, Guild, Message
from sandbox.discord.world.world import World


class Access:
    """The bot's access to channels, guilds and messages."""

    def __init__(self, world: World) -> None:
        self._world = world

    def guild(self, guild_id: int) -> Guild:
        """Return a guild the bot is in. Raises Refusal 10004, or 50001 for somebody else's."""
        guild = self._world.guilds.get(guild_id)
        if guild is None:
            raise Refusal(Code.UNKNOWN_GUILD)
        if self._world.bot.id not in guild.members:
            raise Refusal(Code.MISSING_ACCESS)
        return guild

    def channel(self, channel_id: int) -> Channel:
        """Return a channel the bot sees. Raises Refusal 10003 or 50001."""
        channel = self._world.channel(channel_id)
        if not self._world.may_view(self._world.bot.id, channel):
            raise Refusal(Code.MISSING_ACCESS)
        return channel

    def require(self, channel: Channel, *needed: Permission) -> None:
        """Refuse with 50013 unless the bot has every right. A direct message needs none."""
        rights = self._world.rights(self._world.bot.id, channel)
        if any(not rights & each for each in needed):
            raise Refusal(Code.MISSING_PERMISSIONS)

    def has(self, channel: Channel, right: Permission) -> bool:
        """Tell whether the bot has a right there."""
        return bool(self._world.rights(self._world.bot.id, channel) & right)

    def message(self, channel: Channel, message_id: int) -> Message:
        """Return a message that bots can fetch. Raises Refusal 10008; ephemeral ones are none."""
        message = channel.messages.get(message_id)
        if message is None or message.viewer_id is not None:
            raise Refusal(Code.UNKNOWN_MESSAGE)
        return message
