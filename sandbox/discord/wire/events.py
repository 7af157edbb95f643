"""From what happens in the world to Gateway events, for each session by its intents."""

from sandbox.discord.api.message_json import MessageJson
from sandbox.discord.api.payloads import (
    channel_json,
    guild_create_json,
    guild_json,
    member_json,
    role_json,
    thread_member_json,
    user_json,
)
from sandbox.discord.asking.interaction_json import InteractionJson
from sandbox.discord.shapes import Json
from sandbox.discord.wire.sessions import Session, Sessions
from sandbox.discord.world.changes import (
    Change,
    ChannelChanged,
    GuildChanged,
    Happening,
    InteractionIssued,
    MemberChanged,
    MessageChanged,
    ReactionChanged,
    RoleChanged,
    Typing,
)
from sandbox.discord.world.intents import Intent
from sandbox.discord.world.records import Channel
from sandbox.discord.world.world import World


class Events:
    """Dispatches to every session that is entitled to an event."""

    def __init__(
        self, world: World, sessions: Sessions, texts: MessageJson, interactions: InteractionJson
    ) -> None:
        self._world = world
        self._sessions = sessions
        self._texts = texts
        self._interactions = interactions
        world.changes.listen(self._on_happening)

    def guild_create(self, session: Session, guild_id: int) -> None:
        """Send a session a whole guild."""
        guild = self._world.guilds[guild_id]
        with_members = bool(session.intents & Intent.GUILD_MEMBERS)
        body = guild_create_json(self._world, guild, with_members=with_members)
        session.dispatch("GUILD_CREATE", body)

    def _on_happening(self, happening: Happening) -> None:
        match happening:
            case MessageChanged():
                self._message(happening)
            case InteractionIssued(interaction=interaction):
                body = self._interactions.write(interaction)
                self._send("INTERACTION_CREATE", body, interaction.guild_id, Intent(0))
            case ChannelChanged():
                self._channel(happening)
            case MemberChanged():
                self._member(happening)
            case RoleChanged(change=change, guild=guild, role=role):
                body = {"guild_id": str(guild.id), "role": role_json(role)}
                self._send(f"GUILD_ROLE_{change}", body, guild.id, Intent.GUILDS)
            case GuildChanged():
                self._guild(happening)
            case ReactionChanged():
                self._reaction(happening)
            case Typing():
                self._typing(happening)
            case _:
                return

    def _send(self, event: str, body: Json, guild_id: int | None, needed: Intent) -> None:
        for session in self._sessions.living():
            entitled = not needed or bool(session.intents & needed)
            if entitled and session.handles(guild_id):
                session.dispatch(event, body)

    def _message(self, happening: MessageChanged) -> None:
        message, change = happening.message, happening.change
        channel = self._world.channels.get(message.channel_id)
        if message.viewer_id is not None or not self._bot_sees(channel):
            return
        if change is Change.DELETED:
            body = {"id": str(message.id), "channel_id": str(message.channel_id)}
            if message.guild_id is not None:
                body["guild_id"] = str(message.guild_id)
        else:
            body = self._texts.for_event(message)
        in_dm = message.guild_id is None
        needed = Intent.DIRECT_MESSAGES if in_dm else Intent.GUILD_MESSAGES
        self._send(f"MESSAGE_{change}", body, message.guild_id, needed)

    def _bot_sees(self, channel: Channel | None) -> bool:
        return channel is not None and self._world.may_view(self._world.bot.id, channel)

    def _channel(self, happening: ChannelChanged) -> None:
        channel, change = happening.channel, happening.change
        if channel.is_dm:
            return
        body = channel_json(self._world, channel)
        if channel.thread is None:
            self._send(f"CHANNEL_{change}", body, channel.guild_id, Intent.GUILDS)
            return
        if change is Change.DELETED:
            body = {name: body[name] for name in ("id", "guild_id", "parent_id", "type")}
        elif not self._bot_sees(channel):
            return
        elif change is Change.CREATED:
            body["newly_created"] = True
            if self._world.bot.id in channel.thread.member_ids:
                joined = channel.thread.created_at
                body["member"] = thread_member_json(channel, self._world.bot.id, joined)
        self._send(f"THREAD_{change}", body, channel.guild_id, Intent.GUILDS)

    def _member(self, happening: MemberChanged) -> None:
        guild, member = happening.guild, happening.member
        own = member.user is self._world.bot
        needed = Intent(0) if own else Intent.GUILD_MEMBERS
        if happening.change is Change.DELETED:
            body: Json = {"guild_id": str(guild.id), "user": user_json(member.user)}
            self._send("GUILD_MEMBER_REMOVE", body, guild.id, needed)
            return
        body = member_json(member) | {"guild_id": str(guild.id)}
        added = happening.change is Change.CREATED
        self._send("GUILD_MEMBER_ADD" if added else "GUILD_MEMBER_UPDATE", body, guild.id, needed)

    def _guild(self, happening: GuildChanged) -> None:
        guild = happening.guild
        if happening.change is Change.UPDATED:
            self._send("GUILD_UPDATE", guild_json(guild), guild.id, Intent.GUILDS)
        elif happening.change is Change.DELETED:
            self._send("GUILD_DELETE", {"id": str(guild.id)}, guild.id, Intent.GUILDS)
        else:
            for session in self._sessions.living():
                if session.handles(guild.id) and session.intents & Intent.GUILDS:
                    self.guild_create(session, guild.id)

    def _reaction(self, happening: ReactionChanged) -> None:
        message = happening.message
        body: Json = {
            "user_id": str(happening.user_id),
            "channel_id": str(message.channel_id),
            "message_id": str(message.id),
            "emoji": {"id": None, "name": happening.emoji},
            "burst": False,
            "type": 0,
        }
        in_dm = message.guild_id is None
        if not in_dm:
            body["guild_id"] = str(message.guild_id)
        needed = Intent.DIRECT_MESSAGE_REACTIONS if in_dm else Intent.GUILD_MESSAGE_REACTIONS
        added = happening.change is Change.CREATED
        event = "MESSAGE_REACTION_ADD" if added else "MESSAGE_REACTION_REMOVE"
        self._send(event, body, message.guild_id, needed)

    def _typing(self, happening: Typing) -> None:
        channel = happening.channel
        body: Json = {
            "channel_id": str(channel.id),
            "user_id": str(happening.user_id),
            "timestamp": int(self._world.clock.now().timestamp()),
        }
        needed = Intent.DIRECT_MESSAGE_TYPING if channel.is_dm else Intent.GUILD_MESSAGE_TYPING
        if channel.guild_id is not None:
            body["guild_id"] = str(channel.guild_id)
        self._send("TYPING_START", body, channel.guild_id, needed)
