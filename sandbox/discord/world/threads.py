"""Threads: opened, archived, joined; what an archived one refuses (docs: topics/threads)."""

from dataclasses import dataclass
from datetime import timedelta

from sandbox.discord.codes import Code, Refusal
from sandbox.discord.world.changes import Change, ChannelChanged
from sandbox.discord.world.permissions import Permission
from sandbox.discord.world.records import Channel, ChannelType, Message, MessageFlag, ThreadState
from sandbox.discord.world.snowflakes import time_of
from sandbox.discord.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class NewThread:
    """What a thread to be opened shall be."""

    name: str
    owner_id: int
    type: ChannelType = ChannelType.PUBLIC_THREAD
    auto_archive_minutes: int = 1440
    message: Message | None = None


class Threads:
    """Opens and closes threads."""

    def __init__(self, world: World) -> None:
        self._world = world

    def follow_time(self) -> None:
        """From now on, archive what was idle for long when time is skipped."""
        self._world.clock.on_skip(self._archive_idle)

    def open(self, parent: Channel, wanted: NewThread) -> Channel:
        """Open a thread; one from a message has the message's id.

        Raises Refusal 160004 when the message has one already, 50024 in a thread or DM.
        """
        if parent.type is not ChannelType.TEXT:
            raise Refusal(Code.CANNOT_ACT_HERE)
        if wanted.message is not None and wanted.message.thread_id is not None:
            raise Refusal(Code.THREAD_EXISTS)
        now = self._world.clock.now()
        state = ThreadState(
            owner_id=wanted.owner_id,
            created_at=now,
            archived_at=now,
            auto_archive_minutes=wanted.auto_archive_minutes,
            member_ids={wanted.owner_id},
        )
        thread = Channel(
            id=wanted.message.id if wanted.message else self._world.ids.next(),
            type=wanted.type,
            name=wanted.name,
            guild_id=parent.guild_id,
            parent_id=parent.id,
            thread=state,
        )
        self._world.channels[thread.id] = thread
        if wanted.message is not None:
            wanted.message.thread_id = thread.id
            wanted.message.flags |= MessageFlag.HAS_THREAD
        self._world.changes.tell(ChannelChanged(change=Change.CREATED, channel=thread))
        return thread

    def archive(self, thread: Channel, *, archived: bool, locked: bool | None = None) -> None:
        """Archive a thread or wake it; locked, only those who manage threads may write there."""
        state = self._state(thread)
        if archived != state.archived:
            state.archived_at = self._world.clock.now()
        state.archived = archived
        if locked is not None:
            state.locked = locked
        self.changed(thread)

    def check_open(self, channel: Channel, *, for_sending: bool) -> None:
        """Refuse with 50083 what an archived thread does not allow the bot.

        A new message wakes an archived thread that is not locked; changing what is in an archived
        one is refused always (docs: topics/threads#archiving, #locking).
        """
        state = channel.thread
        if state is None:
            return
        rights = self._world.rights(self._world.bot.id, channel)
        manages = bool(rights & Permission.MANAGE_THREADS)
        if state.archived and (not for_sending or (state.locked and not manages)):
            raise Refusal(Code.THREAD_ARCHIVED)
        if state.locked and for_sending and not manages:
            raise Refusal(Code.THREAD_LOCKED)

    def wake(self, channel: Channel) -> None:
        """Take a thread out of the archive because somebody writes there."""
        if channel.thread is not None and channel.thread.archived:
            self.archive(channel, archived=False)

    def joined(self, channel: Channel, user_id: int) -> None:
        """Count somebody who wrote in a thread among its members."""
        if channel.thread is not None:
            channel.thread.member_ids.add(user_id)

    def changed(self, thread: Channel) -> None:
        """Tell the world that a thread is different now."""
        self._world.changes.tell(ChannelChanged(change=Change.UPDATED, channel=thread))

    def _archive_idle(self) -> None:
        """Archive threads without a message for as long as they were set to wait."""
        now = self._world.clock.now()
        for thread in list(self._world.channels.values()):
            state = thread.thread
            if state is None or state.archived:
                continue
            last = max(state.archived_at, time_of(thread.last_message_id or thread.id))
            if now - last >= timedelta(minutes=state.auto_archive_minutes):
                self.archive(thread, archived=True)

    def _state(self, thread: Channel) -> ThreadState:
        if thread.thread is None:
            raise Refusal(Code.CANNOT_ACT_HERE)
        return thread.thread
