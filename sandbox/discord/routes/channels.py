"""Channels, threads and direct messages."""

from collections.abc import Iterable

from sandbox.discord.changes import Typing
from sandbox.discord.checks.form import (
    Check,
    Form,
    anything,
    flag,
    integer,
    one_of,
    snowflake,
    text,
)
from sandbox.discord.codes import Code, Refusal
from sandbox.discord.operations import NO_CONTENT, Call, Operation, Reply
from sandbox.discord.payloads import channel_json, thread_member_json
from sandbox.discord.permissions import Permission
from sandbox.discord.records import Channel, ChannelType, Message
from sandbox.discord.routes.access import Access
from sandbox.discord.shapes import Json
from sandbox.discord.snowflakes import parse
from sandbox.discord.threads import NewThread, Threads
from sandbox.discord.world import World

_ARCHIVE_MINUTES = (60, 1440, 4320, 10080)
_THREAD: dict[str, Check] = {
    "name": text(1, 100),
    "auto_archive_duration": one_of(_ARCHIVE_MINUTES),
    "rate_limit_per_user": integer(0, 21600),
    "type": one_of((10, 11, 12)),
    "invitable": flag,
}
_CHANGE: dict[str, Check] = {
    "name": text(1, 100),
    "topic": text(0, 1024),
    "archived": flag,
    "locked": flag,
    "auto_archive_duration": one_of(_ARCHIVE_MINUTES),
    "rate_limit_per_user": integer(0, 21600),
    "invitable": flag,
    "flags": anything,
}


class ChannelRoutes:
    """What the bot does to channels."""

    def __init__(self, world: World, threads: Threads) -> None:
        self._world = world
        self._threads = threads
        self._access = Access(world)

    def operations(self) -> Iterable[Operation]:
        """Return what this serves."""
        one = "/channels/{channel_id}"
        members = one + "/thread-members"
        table = (
            ("get_channel", "GET", one, self._get),
            ("update_channel", "PATCH", one, self._update),
            ("delete_channel", "DELETE", one, self._delete),
            ("trigger_typing_indicator", "POST", one + "/typing", self._typing),
            (
                "create_thread_from_message",
                "POST",
                one + "/messages/{message_id}/threads",
                self._thread_from_message,
            ),
            ("create_thread", "POST", one + "/threads", self._thread),
            ("list_thread_members", "GET", members, self._thread_members),
            ("join_thread", "PUT", members + "/@me", self._join),
            ("leave_thread", "DELETE", members + "/@me", self._leave),
            ("add_thread_member", "PUT", members + "/{user_id}", self._add_member),
            ("create_dm", "POST", "/users/@me/channels", self._dm),
        )
        for name, method, template, handler in table:
            yield Operation(name=name, method=method, template=template, handler=handler)

    def _get(self, call: Call) -> Reply:
        return Reply(body=channel_json(self._world, self._channel(call)))

    def _update(self, call: Call) -> Reply:
        channel = self._channel(call)
        payload = _checked(call, _CHANGE)
        state = channel.thread
        if state is None:
            self._access.require(channel, Permission.MANAGE_CHANNELS)
            channel.topic = payload.get("topic", channel.topic)
        elif state.owner_id != self._world.bot.id or "locked" in payload:
            self._access.require(channel, Permission.MANAGE_THREADS)
        channel.name = payload.get("name") or channel.name
        if state is not None:
            state.auto_archive_minutes = (
                payload.get("auto_archive_duration") or state.auto_archive_minutes
            )
            archived = bool(payload.get("archived", state.archived))
            self._threads.archive(channel, archived=archived, locked=payload.get("locked"))
        else:
            self._threads.changed(channel)
        return Reply(body=channel_json(self._world, channel))

    def _delete(self, call: Call) -> Reply:
        channel = self._channel(call)
        in_thread = channel.thread is not None
        needed = Permission.MANAGE_THREADS if in_thread else Permission.MANAGE_CHANNELS
        self._access.require(channel, needed)
        body = channel_json(self._world, channel)
        self._world.remove_channel(channel)
        return Reply(body=body)

    def _typing(self, call: Call) -> Reply:
        channel = self._channel(call)
        if channel.guild_id is not None:
            in_thread = channel.thread is not None
            sends = Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES
            self._access.require(channel, sends)
        self._world.changes.tell(Typing(channel=channel, user_id=self._world.bot.id))
        return NO_CONTENT

    def _thread_from_message(self, call: Call) -> Reply:
        channel = self._channel(call)
        self._access.require(channel, Permission.CREATE_PUBLIC_THREADS)
        message = self._access.message(channel, call.id("message_id"))
        return self._open(channel, _checked(call, _THREAD, "name"), message)

    def _thread(self, call: Call) -> Reply:
        channel = self._channel(call)
        payload = _checked(call, _THREAD, "name")
        private = payload.get("type", ChannelType.PRIVATE_THREAD) == ChannelType.PRIVATE_THREAD
        needed = Permission.CREATE_PRIVATE_THREADS if private else Permission.CREATE_PUBLIC_THREADS
        self._access.require(channel, needed)
        return self._open(channel, payload, None)

    def _open(self, channel: Channel, payload: Json, message: Message | None) -> Reply:
        public = message is not None or payload.get("type") == ChannelType.PUBLIC_THREAD
        wanted = NewThread(
            name=payload["name"],
            owner_id=self._world.bot.id,
            type=ChannelType.PUBLIC_THREAD if public else ChannelType.PRIVATE_THREAD,
            auto_archive_minutes=payload.get("auto_archive_duration") or 1440,
            message=message,
        )
        thread = self._threads.open(channel, wanted)
        return Reply(status=201, body=channel_json(self._world, thread))

    def _thread_members(self, call: Call) -> Reply:
        channel, now = self._channel(call), self._world.clock.now()
        ids = channel.thread.member_ids if channel.thread else ()
        return Reply(body=[thread_member_json(channel, each, now) for each in sorted(ids)])

    def _join(self, call: Call) -> Reply:
        self._members_of(call).add(self._world.bot.id)
        return NO_CONTENT

    def _leave(self, call: Call) -> Reply:
        self._members_of(call).discard(self._world.bot.id)
        return NO_CONTENT

    def _add_member(self, call: Call) -> Reply:
        user_id = call.id("user_id")
        if not self._world.may_view(user_id, self._channel(call)):
            raise Refusal(Code.UNKNOWN_MEMBER)
        self._members_of(call).add(user_id)
        return NO_CONTENT

    def _members_of(self, call: Call) -> set[int]:
        channel = self._channel(call)
        if channel.thread is None:
            raise Refusal(Code.CANNOT_ACT_HERE)
        self._threads.check_open(channel, for_sending=False)
        return channel.thread.member_ids

    def _dm(self, call: Call) -> Reply:
        payload = _checked(call, {"recipient_id": snowflake}, "recipient_id")
        user = self._world.users.get(parse(payload["recipient_id"]) or 0)
        if user is None:
            raise Refusal(Code.UNKNOWN_USER)
        if user.bot:
            raise Refusal(Code.CANNOT_DM)
        return Reply(body=channel_json(self._world, self._world.dm_with(user)))

    def _channel(self, call: Call) -> Channel:
        return self._access.channel(call.id("channel_id"))


def _checked(call: Call, fields: dict[str, Check], *required: str) -> Json:
    form = Form()
    form.object((), call.draft.payload, fields, required)
    form.raise_if_wrong()
    return call.draft.payload
