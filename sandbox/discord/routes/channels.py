"""Channels and direct messages."""

from collections.abc import Iterable
from typing import Any

from sandbox.discord.api.operations import NO_CONTENT, Call, Operation, Reply
from sandbox.discord.api.payloads import channel_json
from sandbox.discord.checks.form import (
    Check,
    Form,
    Path,
    flag,
    integer,
    not_carried_out,
    one_of,
    snowflake,
    text,
)
from sandbox.discord.codes import Code, Refusal
from sandbox.discord.routes.access import Access
from sandbox.discord.shapes import Json
from sandbox.discord.world.changes import Typing
from sandbox.discord.world.permissions import Permission
from sandbox.discord.world.records import Channel, ThreadState
from sandbox.discord.world.snowflakes import parse
from sandbox.discord.world.threads import Threads
from sandbox.discord.world.world import World

ARCHIVE_MINUTES = (60, 1440, 4320, 10080)
"""After how many idle minutes a thread may be archived (docs: resources/channel)."""

MOST_DIGITS = 20
"""Of a number in a query; a longer one is none."""

_LEFT_OUT = (
    "applied_tags",
    "available_tags",
    "bitrate",
    "default_auto_archive_duration",
    "default_forum_layout",
    "default_reaction_emoji",
    "default_sort_order",
    "default_thread_rate_limit_per_user",
    "flags",
    "nsfw",
    "parent_id",
    "permission_overwrites",
    "position",
    "rate_limit_per_user",
    "rtc_region",
    "type",
    "user_limit",
    "video_quality_mode",
)
"""What Discord changes at a channel, and the sandbox does not."""


def invitable(form: Form, path: Path, value: Any) -> None:
    """Check whether all members of a private thread may bring others along: here they may."""
    flag(form, path, value)
    not_carried_out(form, path, value is False)


_CHANGE: dict[str, Check] = {
    "name": text(1, 100),
    "topic": text(0, 1024),
    "archived": flag,
    "locked": flag,
    "auto_archive_duration": one_of(ARCHIVE_MINUTES),
    "invitable": invitable,
    **dict.fromkeys(_LEFT_OUT, not_carried_out),
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
        table = (
            ("get_channel", "GET", one, self._get),
            ("update_channel", "PATCH", one, self._update),
            ("delete_channel", "DELETE", one, self._delete),
            ("trigger_typing_indicator", "POST", one + "/typing", self._typing),
            ("create_dm", "POST", "/users/@me/channels", self._dm),
        )
        for name, method, template, handler in table:
            yield Operation(name=name, method=method, template=template, handler=handler)

    def _get(self, call: Call) -> Reply:
        return Reply(body=channel_json(self._world, self._channel(call)))

    def _update(self, call: Call) -> Reply:
        channel = self._channel(call)
        payload = checked(call, _CHANGE)
        if channel.thread is None:
            self._access.require(channel, Permission.MANAGE_CHANNELS)
            channel.topic = payload.get("topic", channel.topic)
            channel.name = payload.get("name") or channel.name
            self._threads.changed(channel)
        else:
            self._update_thread(channel, channel.thread, payload)
        return Reply(body=channel_json(self._world, channel))

    def _update_thread(self, thread: Channel, state: ThreadState, payload: Json) -> None:
        """Change a thread; in an archived one, only together with waking it.

        Source: docs: topics/threads#editing--deleting-threads.
        """
        archived = bool(payload.get("archived", state.archived))
        wakes = state.archived and not archived
        only_wakes = wakes and not state.locked and payload.keys() <= {"archived"}
        if only_wakes:
            self._access.require(thread, Permission.SEND_MESSAGES_IN_THREADS)
        elif state.owner_id != self._world.bot.id or state.locked or "locked" in payload:
            self._access.require(thread, Permission.MANAGE_THREADS)
        if state.archived and not wakes and payload.keys() - {"archived", "locked"}:
            raise Refusal(Code.THREAD_ARCHIVED)
        thread.name = payload.get("name") or thread.name
        minutes = payload.get("auto_archive_duration")
        state.auto_archive_minutes = minutes or state.auto_archive_minutes
        self._threads.archive(thread, archived=archived, locked=payload.get("locked"))

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

    def _dm(self, call: Call) -> Reply:
        payload = checked(call, {"recipient_id": snowflake}, "recipient_id")
        user = self._world.users.get(parse(payload["recipient_id"]) or 0)
        if user is None:
            raise Refusal(Code.UNKNOWN_USER)
        if user.bot:
            raise Refusal(Code.CANNOT_DM)
        return Reply(body=channel_json(self._world, self._world.dm_with(user)))

    def _channel(self, call: Call) -> Channel:
        return self._access.channel(call.id("channel_id"))


def checked(call: Call, fields: dict[str, Check], *required: str) -> Json:
    """Return a call's body. Raises Refusal 50035 with every fault of its fields."""
    form = Form()
    form.object((), call.draft.payload, fields, required)
    form.raise_if_wrong()
    return call.draft.payload


def page_limit(call: Call, low: int, high: int) -> int:
    """Return how many entries a listing shall have, 50 if unsaid. Raises Refusal 50035."""
    given = call.query.get("limit", "50")
    digits = given.removeprefix("-")
    is_number = digits.isascii() and digits.isdecimal() and len(digits) < MOST_DIGITS
    limit: int | str = int(given) if is_number else given
    form = Form()
    integer(low, high)(form, ("limit",), limit)
    form.raise_if_wrong()
    return int(limit)
