"""An interaction as the bot receives it (docs: interactions/receiving-and-responding)."""

from sandbox.discord.api.message_json import MessageJson
from sandbox.discord.api.payloads import channel_json, member_json, user_json
from sandbox.discord.asking.interaction import Interaction
from sandbox.discord.shapes import Json
from sandbox.discord.world.records import DEFAULT_UPLOAD_LIMIT, Channel, Guild
from sandbox.discord.world.world import World

_GUILD, _BOT_DM = 0, 1


class InteractionJson:
    """Writes interactions as the Gateway sends them."""

    def __init__(self, world: World, texts: MessageJson) -> None:
        self._world = world
        self._texts = texts

    def write(self, interaction: Interaction) -> Json:
        """Return the payload of INTERACTION_CREATE."""
        world = self._world
        channel = world.channel(interaction.channel_id)
        guild = world.guild_of(channel)
        user = interaction.user
        body: Json = {
            "id": str(interaction.id),
            "application_id": str(world.bot.id),
            "type": int(interaction.type),
            "token": interaction.token,
            "version": 1,
            "channel_id": str(channel.id),
            "channel": channel_json(world, channel)
            | {"permissions": str(world.rights(user.id, channel))},
            "data": interaction.data,
            "locale": user.locale,
            "app_permissions": str(world.rights(world.bot.id, channel)),
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(guild.id if guild else 0)},
            "context": _BOT_DM if guild is None else _GUILD,
            "attachment_size_limit": _reported_limit(guild),
        }
        if interaction.message is not None:
            body["message"] = self._texts.full(interaction.message)
        if guild is None:
            body["user"] = user_json(user)
            return body
        body |= {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
            "guild_locale": guild.locale,
            "member": person_json(world, guild, channel, user.id),
        }
        return body


def _reported_limit(guild: Guild | None) -> int:
    """Return the upload limit Discord claims, which is not always the one it enforces."""
    if guild is None:
        return DEFAULT_UPLOAD_LIMIT
    return guild.reported_limit or guild.upload_limit


def person_json(world: World, guild: Guild, channel: Channel, user_id: int) -> Json:
    """Return a member of the guild with their rights in the channel."""
    rights = str(world.rights(user_id, channel))
    return member_json(guild.members[user_id]) | {"permissions": rights}
