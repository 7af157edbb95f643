"""What the sandbox's Discord consists of: users, guilds, channels, messages.

These records change while the server runs; only the world and the modules that act on it write
to them. Everybody outside gets snapshots.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from sandbox.discord.shapes import Json

MIB = 1024 * 1024
DEFAULT_UPLOAD_LIMIT = 10 * MIB
"""Bytes a file may have in a guild without boosts, since 2025-01."""


class ChannelType(IntEnum):
    """The kinds of channels that exist here (docs: resources/channel#channel-object)."""

    TEXT = 0
    DM = 1
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12


class MessageType(IntEnum):
    """The kinds of messages that exist here (docs: resources/message)."""

    DEFAULT = 0
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    CONTEXT_MENU_COMMAND = 23


class MessageFlag(IntEnum):
    """The message flags that mean something here (docs: resources/message#message-flags)."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


@dataclass(slots=True, kw_only=True)
class User:
    """A person, or the bot."""

    id: int
    username: str
    display_name: str
    bot: bool = False
    locale: str = "en-US"
    dms_open: bool = True
    note: str = ""


@dataclass(slots=True, kw_only=True)
class Role:
    """A role of one guild; @everyone has the guild's own id."""

    id: int
    name: str
    permissions: int
    position: int
    color: int = 0
    mentionable: bool = False
    bot_id: int | None = None


@dataclass(slots=True, kw_only=True)
class Member:
    """A user in one guild."""

    user: User
    joined_at: datetime
    roles: set[int] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Overwrite:
    """A channel's exception for one role or one member."""

    target_id: int
    is_member: bool
    allow: int
    deny: int


@dataclass(slots=True, kw_only=True)
class ThreadState:
    """What a thread has beyond a channel."""

    owner_id: int
    created_at: datetime
    archived_at: datetime
    archived: bool = False
    locked: bool = False
    auto_archive_minutes: int = 1440
    member_ids: set[int] = field(default_factory=set)


@dataclass(slots=True, kw_only=True)
class Attachment:
    """A stored file of a message, or of an interaction."""

    id: int
    channel_id: int
    filename: str
    data: bytes
    content_type: str
    width: int | None = None
    height: int | None = None
    description: str | None = None
    ephemeral: bool = False


@dataclass(slots=True, kw_only=True)
class Message:
    """One message; `viewer_id` names the only person who sees an ephemeral one."""

    id: int
    channel_id: int
    guild_id: int | None
    author_id: int
    created_at: datetime
    type: int = MessageType.DEFAULT
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    edited_at: datetime | None = None
    mentions: list[int] = field(default_factory=list)
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    pings: frozenset[int] = frozenset()
    reference: Json | None = None
    viewer_id: int | None = None
    interaction: Json | None = None
    interaction_id: int | None = None
    command_name: str = ""
    thread_id: int | None = None
    reactions: dict[str, set[int]] = field(default_factory=dict)
    deleted: bool = False

    def has(self, flag: MessageFlag) -> bool:
        """Tell whether the flag is set."""
        return bool(self.flags & flag)

    @property
    def has_video(self) -> bool:
        """Whether a video is attached."""
        return any(file.content_type.startswith("video/") for file in self.attachments)


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel, a thread or a direct message."""

    id: int
    type: ChannelType
    name: str
    guild_id: int | None = None
    topic: str | None = None
    position: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    parent_id: int | None = None
    recipient_id: int | None = None
    thread: ThreadState | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    last_message_id: int | None = None

    @property
    def is_dm(self) -> bool:
        """Whether this is the bot's conversation with one person."""
        return self.type is ChannelType.DM


@dataclass(slots=True, kw_only=True)
class Guild:
    """A server in Discord's sense."""

    id: int
    name: str
    owner_id: int
    created_at: datetime
    locale: str = "en-US"
    upload_limit: int = DEFAULT_UPLOAD_LIMIT
    reported_limit: int | None = None
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
