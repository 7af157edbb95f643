"""The driver's hands on the world: what somebody with power over it may do."""

from collections.abc import Iterable

from sandbox.discord.assembly import Assembly
from sandbox.discord.driver.member_client import MemberClient
from sandbox.discord.driver.views import MessageView, view_of
from sandbox.discord.errors import NotPossible
from sandbox.discord.shapes import Json
from sandbox.discord.world.changes import Change, GuildChanged
from sandbox.discord.world.intents import Intent
from sandbox.discord.world.permissions import Permission
from sandbox.discord.world.places import ChannelRef, Places
from sandbox.discord.world.records import Channel, Guild, Member, Message, Role
from sandbox.discord.world.threads import NewThread
from sandbox.discord.world.world import World


class OwnerDriver:
    """Builds the world, changes it and takes it apart.

    Everything named but not there raises NotPossible with what there is instead.
    """

    def __init__(self, parts: Assembly) -> None:
        self._parts = parts
        self._places = Places(parts.world)

    @property
    def world(self) -> World:
        """The world itself."""
        return self._parts.world

    @property
    def commands(self) -> list[Json]:
        """The bot's global commands, as Discord lists them."""
        return self._parts.commands.registered()

    def member(self, name: str, guild: str | None = None) -> MemberClient:
        """Return a member's client, in the first guild or the named one."""
        home = self._places.guild(guild)
        return MemberClient(self._parts.tools, self._places.user(name), home)

    def messages(self, channel: ChannelRef = "clips") -> list[MessageView]:
        """Return a channel's messages that everybody there sees, oldest first."""
        found = self._places.channel(channel).messages.values()
        return [self._view(message) for message in found if message.viewer_id is None]

    def message(self, message_id: int) -> MessageView:
        """Return any message, ephemeral and deleted ones too."""
        return self._view(self._places.message(message_id))

    def file(self, attachment_id: int | str) -> bytes:
        """Return the bytes of an attachment. Raises KeyError when there is none."""
        return self.world.files[int(attachment_id)].data

    def add_guild(self, name: str, owner: str = "operator") -> Guild:
        """Add a guild with the bot in it."""
        return self.world.add_guild(name, self._places.user(owner))

    def add_role(self, name: str, permissions: int = 0, guild: str | None = None) -> Role:
        """Add a role."""
        return self.world.add_role(self._places.guild(guild), name, permissions)

    def add_member(
        self, name: str, roles: Iterable[str] = (), guild: str | None = None, note: str = ""
    ) -> Member:
        """Let somebody join a guild; a name nobody has yet makes a new user."""
        home = self._places.guild(guild)
        known = [user for user in self.world.users.values() if user.username == name]
        user = known[0] if known else self.world.add_user(name, note=note)
        given = tuple(self._places.role(home, role) for role in roles)
        return self.world.add_member(home, user, given)

    def add_channel(self, name: str, guild: str | None = None, topic: str | None = None) -> Channel:
        """Add a text channel."""
        return self.world.add_channel(self._places.guild(guild), name, topic=topic)

    def open_thread(
        self, name: str, channel: ChannelRef = "clips", owner: str = "operator"
    ) -> Channel:
        """Let somebody open a thread in a channel."""
        wanted = NewThread(name=name, owner_id=self._places.user(owner).id)
        return self._parts.threads.open(self._places.channel(channel), wanted)

    def remove_channel(self, channel: ChannelRef) -> None:
        """Delete a channel or thread with all that is in it."""
        self.world.remove_channel(self._places.channel(channel))

    def remove_message(self, message_id: int) -> None:
        """Delete a message."""
        self._parts.messages.delete(self._places.message(message_id))

    def remove_member(self, name: str, guild: str | None = None) -> None:
        """Let a member leave; "bot" removes the bot from the guild."""
        home = self._places.guild(guild)
        self.world.remove_member(home, self._places.member(home, name))

    def archive_thread(self, thread: ChannelRef, *, locked: bool = True) -> None:
        """Archive a thread; one that is not locked wakes when somebody writes in it."""
        self._parts.threads.archive(self._places.channel(thread), archived=True, locked=locked)

    def close_dms(self, name: str) -> None:
        """Let a person accept no direct messages any more."""
        self._places.user(name).dms_open = False

    def open_dms(self, name: str) -> None:
        """Let a person accept direct messages again."""
        self._places.user(name).dms_open = True

    def set_locale(self, name: str, locale: str) -> None:
        """Set the language of a person's client, such as "de"."""
        self._places.user(name).locale = locale

    def set_permissions(
        self,
        channel: ChannelRef,
        target: str,
        *,
        allow: int = Permission(0),
        deny: int = Permission(0),
    ) -> None:
        """Replace a channel's exception for "bot", "everyone", a role or a member."""
        place = self._places.channel(channel)
        guild = self.world.guilds[place.guild_id or 0]
        self.world.set_overwrite(place, self._places.target(guild, target), allow, deny)

    def set_upload_limit(
        self, size: int, *, reported: int | None = None, guild: str | None = None
    ) -> None:
        """Set the bytes a file may have; interactions claim `reported`, else the truth."""
        home = self._places.guild(guild)
        home.upload_limit, home.reported_limit = size, reported
        self.world.changes.tell(GuildChanged(change=Change.UPDATED, guild=home))

    def give_role(self, name: str, role: str, guild: str | None = None) -> None:
        """Give a member a role."""
        home = self._places.guild(guild)
        member = self._places.member(home, name)
        self.world.set_roles(home, member, member.roles | {self._places.role(home, role).id})

    def take_role(self, name: str, role: str, guild: str | None = None) -> None:
        """Take a role from a member."""
        home = self._places.guild(guild)
        member = self._places.member(home, name)
        self.world.set_roles(home, member, member.roles - {self._places.role(home, role).id})

    def show_command(self, name: str, to: Iterable[str], guild: str | None = None) -> None:
        """Let exactly these roles and members use a command, as owners do under Integrations."""
        home = self._places.guild(guild)
        targets = [self._places.target(home, each) for each in to]
        ids = {each.id if isinstance(each, Role) else each.user.id for each in targets}
        self._parts.commands.show(name, ids)

    def allow_intents(self, intents: Intent) -> None:
        """Switch privileged intents on for the application."""
        self.world.allowed_intents |= intents

    def set_shards(self, count: int) -> None:
        """Recommend so many shards to clients that ask (GET /gateway/bot). Raises NotPossible."""
        if count < 1:
            raise NotPossible(f"There is at least 1 shard, not {count}.")
        self.world.shards = count

    def _view(self, message: Message) -> MessageView:
        return view_of(message, self._parts.texts.full(message))
