"""Threads: opened, found again, joined and left (docs: resources/channel, topics/threads)."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sandbox.discord.api.operations import NO_CONTENT, Call, Operation, Reply
from sandbox.discord.api.payloads import channel_json, thread_member_json
from sandbox.discord.checks.form import Check, not_carried_out, one_of, text
from sandbox.discord.codes import Code, Refusal
from sandbox.discord.routes.access import Access
from sandbox.discord.routes.channels import ARCHIVE_MINUTES, checked, invitable, page_limit
from sandbox.discord.shapes import Json
from sandbox.discord.world.permissions import Permission
from sandbox.discord.world.records import Channel, ChannelType, Message, ThreadState
from sandbox.discord.world.snowflakes import parse
from sandbox.discord.world.threads import NewThread, Threads
from sandbox.discord.world.world import World

LEAST_LISTED, MOST_LISTED = 2, 100

_THREAD: dict[str, Check] = {
    "name": text(1, 100),
    "auto_archive_duration": one_of(ARCHIVE_MINUTES),
    "rate_limit_per_user": not_carried_out,
    "type": one_of((10, 11, 12)),
    "invitable": invitable,
}


class ThreadRoutes:
    """What the bot does about threads."""

    def __init__(self, world: World, threads: Threads) -> None:
        self._world = world
        self._threads = threads
        self._access = Access(world)

    def operations(self) -> Iterable[Operation]:
        """Return what this serves."""
        one = "/channels/{channel_id}"
        members, archived = one + "/thread-members", one + "/threads/archived"
        from_message = one + "/messages/{message_id}/threads"
        mine = one + "/users/@me/threads/archived/private"
        table = (
            ("create_thread_from_message", "POST", from_message, self._open_from_message),
            ("create_thread", "POST", one + "/threads", self._open_alone),
            ("list_public_archived_threads", "GET", archived + "/public", self._public),
            ("list_private_archived_threads", "GET", archived + "/private", self._private),
            ("list_my_private_archived_threads", "GET", mine, self._my_private),
            ("get_active_guild_threads", "GET", "/guilds/{guild_id}/threads/active", self._active),
            ("list_thread_members", "GET", members, self._list_members),
            ("get_thread_member", "GET", members + "/{user_id}", self._get_member),
            ("join_thread", "PUT", members + "/@me", self._join),
            ("leave_thread", "DELETE", members + "/@me", self._leave),
            ("add_thread_member", "PUT", members + "/{user_id}", self._add_member),
            ("delete_thread_member", "DELETE", members + "/{user_id}", self._remove_member),
        )
        for name, method, template, handler in table:
            yield Operation(name=name, method=method, template=template, handler=handler)

    def _open_from_message(self, call: Call) -> Reply:
        channel = self._channel(call)
        self._access.require(channel, Permission.CREATE_PUBLIC_THREADS)
        message = self._access.message(channel, call.id("message_id"))
        return self._open(channel, checked(call, _THREAD, "name"), message)

    def _open_alone(self, call: Call) -> Reply:
        channel = self._channel(call)
        payload = checked(call, _THREAD, "name")
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

    def _public(self, call: Call) -> Reply:
        return self._archived(call, ChannelType.PUBLIC_THREAD)

    def _private(self, call: Call) -> Reply:
        self._access.require(self._channel(call), Permission.MANAGE_THREADS)
        return self._archived(call, ChannelType.PRIVATE_THREAD)

    def _archived(self, call: Call, kind: ChannelType) -> Reply:
        """Return a channel's archived threads, the last archived first."""
        channel, before = self._readable(call), _moment(call)
        found = [
            (state.archived_at, thread)
            for state, thread in self._of_kind(channel, kind)
            if state.archived and (before is None or state.archived_at < before)
        ]
        found.sort(key=lambda each: (each[0], each[1].id), reverse=True)
        return self._page(call, [thread for _, thread in found])

    def _my_private(self, call: Call) -> Reply:
        """Return the archived private threads the bot is in, the newest first."""
        channel, before = self._readable(call), parse(call.query.get("before"))
        found = [
            thread
            for state, thread in self._of_kind(channel, ChannelType.PRIVATE_THREAD)
            if state.archived
            and self._world.bot.id in state.member_ids
            and (before is None or thread.id < before)
        ]
        return self._page(call, sorted(found, key=lambda each: each.id, reverse=True))

    def _active(self, call: Call) -> Reply:
        guild = self._access.guild(call.id("guild_id"))
        found = [
            thread
            for thread in self._world.channels.values()
            if thread.guild_id == guild.id
            and thread.thread is not None
            and not thread.thread.archived
            and self._world.may_view(self._world.bot.id, thread)
        ]
        body = self._listing(sorted(found, key=lambda each: each.id, reverse=True))
        return Reply(body=body | {"has_more": False})

    def _readable(self, call: Call) -> Channel:
        channel = self._channel(call)
        self._access.require(channel, Permission.READ_MESSAGE_HISTORY)
        return channel

    def _of_kind(
        self, channel: Channel, kind: ChannelType
    ) -> Iterable[tuple[ThreadState, Channel]]:
        for thread in self._world.channels.values():
            if thread.parent_id == channel.id and thread.type is kind and thread.thread is not None:
                yield thread.thread, thread

    def _page(self, call: Call, threads: list[Channel]) -> Reply:
        limit = page_limit(call, LEAST_LISTED, MOST_LISTED)
        body = self._listing(threads[:limit])
        return Reply(body=body | {"has_more": len(threads) > limit})

    def _listing(self, threads: list[Channel]) -> Json:
        bot_id = self._world.bot.id
        joined = [
            thread_member_json(thread, bot_id, thread.thread.created_at)
            for thread in threads
            if thread.thread is not None and bot_id in thread.thread.member_ids
        ]
        shown = [channel_json(self._world, thread) for thread in threads]
        return {"threads": shown, "members": joined}

    def _list_members(self, call: Call) -> Reply:
        channel, now = self._channel(call), self._world.clock.now()
        ids = sorted(self._state(channel).member_ids)
        return Reply(body=[thread_member_json(channel, each, now) for each in ids])

    def _get_member(self, call: Call) -> Reply:
        channel, user_id = self._channel(call), call.id("user_id")
        if user_id not in self._state(channel).member_ids:
            raise Refusal(Code.UNKNOWN_MEMBER)
        return Reply(body=thread_member_json(channel, user_id, self._world.clock.now()))

    def _join(self, call: Call) -> Reply:
        self._open_members(self._channel(call)).add(self._world.bot.id)
        return NO_CONTENT

    def _leave(self, call: Call) -> Reply:
        self._open_members(self._channel(call)).discard(self._world.bot.id)
        return NO_CONTENT

    def _add_member(self, call: Call) -> Reply:
        channel, user_id = self._channel(call), call.id("user_id")
        home = self._world.channels[channel.parent_id or channel.id]
        if not self._world.may_view(user_id, home):
            raise Refusal(Code.UNKNOWN_MEMBER)
        members = self._open_members(channel)
        self._access.require(channel, Permission.SEND_MESSAGES_IN_THREADS)
        members.add(user_id)
        return NO_CONTENT

    def _remove_member(self, call: Call) -> Reply:
        channel, user_id = self._channel(call), call.id("user_id")
        members = self._open_members(channel)
        own = self._state(channel).owner_id == self._world.bot.id
        if channel.type is not ChannelType.PRIVATE_THREAD or not own:
            self._access.require(channel, Permission.MANAGE_THREADS)
        if user_id not in members:
            raise Refusal(Code.UNKNOWN_MEMBER)
        members.discard(user_id)
        return NO_CONTENT

    def _open_members(self, channel: Channel) -> set[int]:
        state = self._state(channel)
        self._threads.check_open(channel, for_sending=False)
        return state.member_ids

    def _state(self, channel: Channel) -> ThreadState:
        if channel.thread is None:
            raise Refusal(Code.CANNOT_ACT_HERE)
        return channel.thread

    def _channel(self, call: Call) -> Channel:
        return self._access.channel(call.id("channel_id"))


def _moment(call: Call) -> datetime | None:
    """Return the moment the query's `before` names. Raises Refusal 50035."""
    given = call.query.get("before")
    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        entry = {"code": "DATE_TIME_TYPE_PARSE", "message": f"Could not parse {given}."}
        raise Refusal(Code.INVALID_FORM_BODY, {"before": {"_errors": [entry]}}) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
