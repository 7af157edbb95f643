"""Messages of channels: list, read, write, change, delete, react."""

from collections.abc import Iterable
from urllib.parse import unquote

from sandbox.discord.api.message_json import MessageJson
from sandbox.discord.api.operations import NO_CONTENT, Call, Operation, Reply
from sandbox.discord.checks.emoji import is_emoji
from sandbox.discord.checks.messages import CHANNEL, check_edit, check_new
from sandbox.discord.codes import Code, Refusal
from sandbox.discord.routes.access import Access
from sandbox.discord.routes.channels import page_limit
from sandbox.discord.shapes import Draft
from sandbox.discord.world.changes import Change, ReactionChanged
from sandbox.discord.world.messages import Messages, Origin
from sandbox.discord.world.permissions import Permission
from sandbox.discord.world.records import Channel, Message
from sandbox.discord.world.snowflakes import parse
from sandbox.discord.world.threads import Threads
from sandbox.discord.world.world import World

MOST_LISTED = 100


class MessageRoutes:
    """What the bot does to messages with its own rights."""

    def __init__(
        self, world: World, messages: Messages, threads: Threads, texts: MessageJson
    ) -> None:
        self._world = world
        self._messages = messages
        self._threads = threads
        self._texts = texts
        self._access = Access(world)

    def operations(self) -> Iterable[Operation]:
        """Return what this serves."""
        base = "/channels/{channel_id}/messages"
        one = base + "/{message_id}"
        react = one + "/reactions/{emoji_name}/@me"
        table = (
            ("list_messages", "GET", base, self._list),
            ("create_message", "POST", base, self._create),
            ("get_message", "GET", one, self._get),
            ("update_message", "PATCH", one, self._update),
            ("delete_message", "DELETE", one, self._delete),
            ("add_my_message_reaction", "PUT", react, self._react),
            ("delete_my_message_reaction", "DELETE", react, self._unreact),
        )
        for name, method, template, handler in table:
            yield Operation(name=name, method=method, template=template, handler=handler)

    def _list(self, call: Call) -> Reply:
        channel = self._access.channel(call.id("channel_id"))
        limit = page_limit(call, 1, MOST_LISTED)
        if not self._access.has(channel, Permission.READ_MESSAGE_HISTORY):
            return Reply(body=[])
        visible = [m for m in channel.messages.values() if m.viewer_id is None]
        chosen = _window(visible, call, limit)
        return Reply(body=[self._texts.for_bot(message) for message in chosen])

    def _get(self, call: Call) -> Reply:
        channel = self._access.channel(call.id("channel_id"))
        if not self._access.has(channel, Permission.READ_MESSAGE_HISTORY):
            raise Refusal(Code.MISSING_ACCESS)
        message = self._access.message(channel, call.id("message_id"))
        return Reply(body=self._texts.for_bot(message))

    def _create(self, call: Call) -> Reply:
        channel = self._access.channel(call.id("channel_id"))
        self._may_send(channel, call.draft)
        check_new(call.draft, CHANNEL)
        bot_id = self._world.bot.id
        message = self._messages.sent_before(bot_id, call.draft.payload)
        if message is None:
            self._threads.wake(channel)
            message = self._messages.create(channel, call.draft, Origin(author_id=bot_id))
            self._threads.joined(channel, bot_id)
        return Reply(body=self._texts.for_bot(message))

    def _may_send(self, channel: Channel, draft: Draft) -> None:
        """Refuse with 50007, 50083 or 50013 where the bot cannot post this."""
        if channel.recipient_id is not None:
            self._may_write_to(channel.recipient_id)
            return
        self._threads.check_open(channel, for_sending=True)
        in_thread = channel.thread is not None
        sends = Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES
        self._access.require(channel, sends)
        payload = draft.payload if isinstance(draft.payload, dict) else {}
        if draft.files:
            self._access.require(channel, Permission.ATTACH_FILES)
        if payload.get("embeds"):
            self._access.require(channel, Permission.EMBED_LINKS)
        reads = self._access.has(channel, Permission.READ_MESSAGE_HISTORY)
        if payload.get("message_reference") and not reads:
            raise Refusal(Code.CANNOT_REPLY)

    def _may_write_to(self, user_id: int) -> None:
        shared = any(
            user_id in guild.members and self._world.bot.id in guild.members
            for guild in self._world.guilds.values()
        )
        if not shared or not self._world.users[user_id].dms_open:
            raise Refusal(Code.CANNOT_DM)

    def _update(self, call: Call) -> Reply:
        channel = self._access.channel(call.id("channel_id"))
        message = self._access.message(channel, call.id("message_id"))
        if message.author_id != self._world.bot.id:
            raise Refusal(Code.NOT_YOUR_MESSAGE)
        self._threads.check_open(channel, for_sending=False)
        if call.draft.files and channel.guild_id is not None:
            self._access.require(channel, Permission.ATTACH_FILES)
        check_edit(call.draft, message)
        return Reply(body=self._texts.for_bot(self._messages.edit(message, call.draft)))

    def _delete(self, call: Call) -> Reply:
        channel = self._access.channel(call.id("channel_id"))
        message = self._access.message(channel, call.id("message_id"))
        self._threads.check_open(channel, for_sending=False)
        if message.author_id != self._world.bot.id:
            self._access.require(channel, Permission.MANAGE_MESSAGES)
        self._messages.delete(message)
        return NO_CONTENT

    def _react(self, call: Call) -> Reply:
        channel = self._access.channel(call.id("channel_id"))
        message = self._access.message(channel, call.id("message_id"))
        self._threads.check_open(channel, for_sending=False)
        emoji = unquote(call.params["emoji_name"])
        if not is_emoji(emoji):
            raise Refusal(Code.UNKNOWN_EMOJI)
        if emoji not in message.reactions:
            self._access.require(channel, Permission.ADD_REACTIONS)
        message.reactions.setdefault(emoji, set()).add(self._world.bot.id)
        self._reacted(Change.CREATED, message, emoji)
        return NO_CONTENT

    def _unreact(self, call: Call) -> Reply:
        channel = self._access.channel(call.id("channel_id"))
        message = self._access.message(channel, call.id("message_id"))
        emoji = unquote(call.params["emoji_name"])
        who = message.reactions.get(emoji, set())
        who.discard(self._world.bot.id)
        if not who:
            message.reactions.pop(emoji, None)
        self._reacted(Change.DELETED, message, emoji)
        return NO_CONTENT

    def _reacted(self, change: Change, message: Message, emoji: str) -> None:
        bot_id = self._world.bot.id
        happening = ReactionChanged(change=change, message=message, user_id=bot_id, emoji=emoji)
        self._world.changes.tell(happening)


def _window(messages: list[Message], call: Call, limit: int) -> list[Message]:
    """Return the asked-for part, newest first (docs: resources/message#get-channel-messages)."""
    before, after = parse(call.query.get("before")), parse(call.query.get("after"))
    around = parse(call.query.get("around"))
    if around is not None:
        older = [m for m in messages if m.id < around][-(limit // 2) :]
        newer = [m for m in messages if m.id >= around][: limit - len(older)]
        return [*older, *newer][::-1]
    if after is not None:
        return [m for m in messages if m.id > after][:limit][::-1]
    if before is not None:
        messages = [m for m in messages if m.id < before]
    return messages[-limit:][::-1]
