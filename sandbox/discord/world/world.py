"""The world: who and what exists, who may do what, and how it is built and taken apart."""

from sandbox.clock import Clock
from sandbox.discord.codes import Code, Refusal
from sandbox.discord.world import permissions
from sandbox.discord.world.changes import (
    Change,
    Changes,
    ChannelChanged,
    GuildChanged,
    MemberChanged,
    RoleChanged,
)
from sandbox.discord.world.intents import Intent
from sandbox.discord.world.permissions import Permission
from sandbox.discord.world.records import (
    DEFAULT_UPLOAD_LIMIT,
    Attachment,
    Channel,
    ChannelType,
    Guild,
    Member,
    Message,
    Overwrite,
    Role,
    User,
)
from sandbox.discord.world.snowflakes import Snowflakes


class World:
    """All users, guilds, channels and messages, and the one bot among them."""

    def __init__(self, clock: Clock, *, bot_name: str = "Greenlight") -> None:
        self.clock = clock
        self.ids = Snowflakes(clock.now)
        self.changes = Changes()
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        self.files: dict[int, Attachment] = {}
        self.allowed_intents = Intent(0)
        self.shards = 1
        self.owner_id: int | None = None
        self.bot = self.add_user(bot_name, bot=True)

    def add_user(
        self, username: str, *, display_name: str = "", note: str = "", bot: bool = False
    ) -> User:
        """Add a user; the first person added owns the bot's application."""
        user = User(
            id=self.ids.next(),
            username=username,
            display_name=display_name or username,
            note=note,
            bot=bot,
        )
        self.users[user.id] = user
        if not bot and self.owner_id is None:
            self.owner_id = user.id
        return user

    def add_guild(self, name: str, owner: User) -> Guild:
        """Add a guild with its owner and the bot in it, the bot with a managed role of its own."""
        now = self.clock.now()
        guild = Guild(id=self.ids.next(), name=name, owner_id=owner.id, created_at=now)
        guild.roles[guild.id] = Role(
            id=guild.id,
            name="@everyone",
            permissions=int(permissions.MEMBERS_DEFAULT),
            position=0,
        )
        self.guilds[guild.id] = guild
        guild.members[owner.id] = Member(user=owner, joined_at=now)
        bot_role = self.add_role(guild, self.bot.display_name, permissions.MEMBERS_DEFAULT)
        bot_role.bot_id = self.bot.id
        guild.members[self.bot.id] = Member(user=self.bot, joined_at=now, roles={bot_role.id})
        self.changes.tell(GuildChanged(change=Change.CREATED, guild=guild))
        return guild

    def add_role(self, guild: Guild, name: str, granted: int = 0) -> Role:
        """Add a role above the existing ones."""
        role = Role(
            id=self.ids.next(), name=name, permissions=int(granted), position=len(guild.roles)
        )
        guild.roles[role.id] = role
        self.changes.tell(RoleChanged(change=Change.CREATED, guild=guild, role=role))
        return role

    def add_member(self, guild: Guild, user: User, roles: tuple[Role, ...] = ()) -> Member:
        """Let a user join a guild."""
        member = Member(user=user, joined_at=self.clock.now(), roles={role.id for role in roles})
        guild.members[user.id] = member
        self.changes.tell(MemberChanged(change=Change.CREATED, guild=guild, member=member))
        return member

    def add_channel(self, guild: Guild, name: str, *, topic: str | None = None) -> Channel:
        """Add a text channel at the end of the list."""
        channel = Channel(
            id=self.ids.next(),
            type=ChannelType.TEXT,
            name=name,
            guild_id=guild.id,
            topic=topic,
            position=len(guild.channels),
        )
        guild.channels[channel.id] = channel
        self.channels[channel.id] = channel
        self.changes.tell(ChannelChanged(change=Change.CREATED, channel=channel))
        return channel

    def dm_with(self, user: User) -> Channel:
        """Return the bot's conversation with that person, opened if need be."""
        for channel in self.channels.values():
            if channel.recipient_id == user.id:
                return channel
        channel = Channel(
            id=self.ids.next(),
            type=ChannelType.DM,
            name=user.username,
            recipient_id=user.id,
        )
        self.channels[channel.id] = channel
        self.changes.tell(ChannelChanged(change=Change.CREATED, channel=channel))
        return channel

    def set_overwrite(self, channel: Channel, target: Role | Member, allow: int, deny: int) -> None:
        """Replace the channel's exception for one role or member."""
        target_id = target.id if isinstance(target, Role) else target.user.id
        channel.overwrites[target_id] = Overwrite(
            target_id=target_id,
            is_member=isinstance(target, Member),
            allow=int(allow),
            deny=int(deny),
        )
        self.changes.tell(ChannelChanged(change=Change.UPDATED, channel=channel))

    def remove_channel(self, channel: Channel) -> None:
        """Delete a channel or thread, with its threads and messages."""
        for thread in [c for c in self.channels.values() if c.parent_id == channel.id]:
            self.remove_channel(thread)
        del self.channels[channel.id]
        if channel.guild_id is not None:
            self.guilds[channel.guild_id].channels.pop(channel.id, None)
        for message in channel.messages.values():
            message.deleted = True
        self.changes.tell(ChannelChanged(change=Change.DELETED, channel=channel))

    def remove_member(self, guild: Guild, member: Member) -> None:
        """Let a member leave; the bot leaving is the guild's end for the bot."""
        del guild.members[member.user.id]
        if member.user is self.bot:
            self.changes.tell(GuildChanged(change=Change.DELETED, guild=guild))
            return
        self.changes.tell(MemberChanged(change=Change.DELETED, guild=guild, member=member))

    def set_roles(self, guild: Guild, member: Member, role_ids: set[int]) -> None:
        """Give a member exactly these roles."""
        member.roles = role_ids
        self.changes.tell(MemberChanged(change=Change.UPDATED, guild=guild, member=member))

    def channel(self, channel_id: int | None) -> Channel:
        """Return the channel or refuse with 10003."""
        if channel_id is None or channel_id not in self.channels:
            raise Refusal(Code.UNKNOWN_CHANNEL)
        return self.channels[channel_id]

    def guild_of(self, channel: Channel) -> Guild | None:
        """Return the guild a channel belongs to; a direct message has none."""
        return None if channel.guild_id is None else self.guilds[channel.guild_id]

    def rights(self, user_id: int, channel: Channel) -> int:
        """Return what a user may do in a channel; nothing for a stranger."""
        if channel.is_dm:
            inside = user_id in (self.bot.id, channel.recipient_id)
            return int(permissions.DM_PERMISSIONS) if inside else 0
        guild = self.guild_of(channel)
        member = guild.members.get(user_id) if guild else None
        if guild is None or member is None:
            return 0
        home = channel if channel.parent_id is None else self.channels[channel.parent_id]
        return permissions.in_channel(guild, member, home)

    def may_view(self, user_id: int, channel: Channel) -> bool:
        """Tell whether a user sees a channel at all."""
        if channel.type is ChannelType.PRIVATE_THREAD and channel.thread is not None:
            manages = self.rights(user_id, channel) & Permission.MANAGE_THREADS
            if not manages and user_id not in channel.thread.member_ids:
                return False
        return bool(self.rights(user_id, channel) & Permission.VIEW_CHANNEL)

    def upload_limit(self, channel: Channel) -> int:
        """Return the bytes one file may have in that channel."""
        guild = self.guild_of(channel)
        return guild.upload_limit if guild else DEFAULT_UPLOAD_LIMIT
