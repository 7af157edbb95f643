"""Discord's JSON of users, members, roles, channels and guilds."""

from collections.abc import Mapping
from datetime import datetime

from sandbox.discord.shapes import Json
from sandbox.discord.world.records import (
    Channel,
    ChannelType,
    Guild,
    Member,
    Overwrite,
    Role,
    ThreadState,
    User,
)
from sandbox.discord.world.world import World


def time_text(moment: datetime) -> str:
    """Return a moment as Discord writes it."""
    return moment.isoformat()


def user_json(user: User) -> Json:
    """Return a user as others see it."""
    return {
        "id": str(user.id),
        "username": user.username,
        "discriminator": "0",
        "global_name": user.display_name,
        "avatar": None,
        "avatar_decoration_data": None,
        "banner": None,
        "accent_color": None,
        "collectibles": None,
        "primary_guild": None,
        "public_flags": 0,
        "flags": 0,
        "bot": user.bot,
    }


def member_json(member: Member, *, with_user: bool = True) -> Json:
    """Return a user's membership in a guild."""
    body: Json = {
        "roles": [str(role) for role in sorted(member.roles)],
        "joined_at": time_text(member.joined_at),
        "premium_since": None,
        "nick": None,
        "avatar": None,
        "banner": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "communication_disabled_until": None,
    }
    if with_user:
        body["user"] = user_json(member.user)
    return body


def role_json(role: Role) -> Json:
    """Return a role."""
    body: Json = {
        "id": str(role.id),
        "name": role.name,
        "description": None,
        "color": role.color,
        "colors": {"primary_color": role.color, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": role.position,
        "permissions": str(role.permissions),
        "managed": role.bot_id is not None,
        "mentionable": role.mentionable,
        "flags": 0,
    }
    if role.bot_id is not None:
        body["tags"] = {"bot_id": str(role.bot_id)}
    return body


def overwrite_json(overwrite: Overwrite) -> Json:
    """Return a channel's exception for a role or member."""
    return {
        "id": str(overwrite.target_id),
        "type": int(overwrite.is_member),
        "allow": str(overwrite.allow),
        "deny": str(overwrite.deny),
    }


def channel_json(world: World, channel: Channel) -> Json:
    """Return a channel, a thread or a direct message."""
    last = None if channel.last_message_id is None else str(channel.last_message_id)
    body: Json = {
        "id": str(channel.id),
        "type": int(channel.type),
        "last_message_id": last,
        "flags": 0,
    }
    if channel.recipient_id is not None:
        body["recipients"] = [user_json(world.users[channel.recipient_id])]
        return body
    body["guild_id"] = str(channel.guild_id)
    body["name"] = channel.name
    body["rate_limit_per_user"] = 0
    body["parent_id"] = None if channel.parent_id is None else str(channel.parent_id)
    if channel.thread is not None:
        body.update(_thread_parts(channel, channel.thread))
        return body
    body["topic"] = channel.topic
    body["position"] = channel.position
    body["nsfw"] = False
    body["permission_overwrites"] = [overwrite_json(o) for o in channel.overwrites.values()]
    return body


def _thread_parts(channel: Channel, thread: ThreadState) -> Json:
    metadata: Json = {
        "archived": thread.archived,
        "archive_timestamp": time_text(thread.archived_at),
        "auto_archive_duration": thread.auto_archive_minutes,
        "locked": thread.locked,
        "create_timestamp": time_text(thread.created_at),
    }
    if channel.type is ChannelType.PRIVATE_THREAD:
        metadata["invitable"] = True
    return {
        "owner_id": str(thread.owner_id),
        "message_count": len(channel.messages),
        "total_message_sent": len(channel.messages),
        "member_count": len(thread.member_ids),
        "thread_metadata": metadata,
    }


def thread_member_json(channel: Channel, user_id: int, joined_at: datetime) -> Json:
    """Return a user's membership in a thread."""
    return {
        "id": str(channel.id),
        "user_id": str(user_id),
        "join_timestamp": time_text(joined_at),
        "flags": 0,
    }


def guild_json(guild: Guild) -> Json:
    """Return a guild as GET /guilds gives it."""
    return {
        **_PLAIN_GUILD,
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner_id),
        "preferred_locale": guild.locale,
        "roles": [role_json(role) for role in guild.roles.values()],
        "features": [],
        "emojis": [],
        "stickers": [],
    }


#: What every guild of the sandbox has alike: nothing of what it does not play.
_PLAIN_GUILD: Mapping[str, object] = {
    "icon": None,
    "description": None,
    "home_header": None,
    "splash": None,
    "discovery_splash": None,
    "banner": None,
    "application_id": None,
    "region": "",
    "afk_channel_id": None,
    "afk_timeout": 300,
    "system_channel_id": None,
    "system_channel_flags": 0,
    "widget_enabled": False,
    "widget_channel_id": None,
    "verification_level": 0,
    "default_message_notifications": 1,
    "mfa_level": 0,
    "explicit_content_filter": 0,
    "max_presences": None,
    "max_members": 500000,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "vanity_url_code": None,
    "premium_tier": 0,
    "premium_subscription_count": 0,
    "premium_progress_bar_enabled": False,
    "rules_channel_id": None,
    "safety_alerts_channel_id": None,
    "public_updates_channel_id": None,
    "hub_type": None,
    "nsfw": False,
    "nsfw_level": 0,
    "incidents_data": None,
}


def guild_create_json(world: World, guild: Guild, *, with_members: bool) -> Json:
    """Return a guild as GUILD_CREATE gives it; members beyond the bot need an intent."""
    members = guild.members.values() if with_members else [guild.members[world.bot.id]]
    threads = [
        channel
        for channel in world.channels.values()
        if channel.guild_id == guild.id
        and channel.thread is not None
        and not channel.thread.archived
        and world.may_view(world.bot.id, channel)
    ]
    return guild_json(guild) | {
        "joined_at": time_text(guild.members[world.bot.id].joined_at),
        "large": False,
        "unavailable": False,
        "member_count": len(guild.members),
        "voice_states": [],
        "members": [member_json(member) for member in members],
        "channels": [channel_json(world, channel) for channel in guild.channels.values()],
        "threads": [channel_json(world, thread) for thread in threads],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
