"""What each viewer of the chat page sees: a projection of the world, as a stream of events."""

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sandbox.discord.asking.interaction import (
    Callback,
    Interaction,
    InteractionState,
    InteractionType,
)
from sandbox.discord.chat.projection import Projection
from sandbox.discord.shapes import Json
from sandbox.discord.world.changes import (
    BotPresence,
    Change,
    ChannelChanged,
    CommandsChanged,
    GuildChanged,
    Happening,
    InteractionIssued,
    InteractionSettled,
    MemberChanged,
    MessageChanged,
    ReactionChanged,
    RoleChanged,
    Typing,
)
from sandbox.discord.world.records import User

REMEMBERED = 500
"""Events kept for a page that reconnects."""

MOST_WAITING = 200
"""Events that may wait for one tab that does not read; then its stream ends, and it comes back."""

Entry = tuple[str, Json]


class Follower:
    """One tab's way to its events: a queue that ends rather than grow without bound."""

    def __init__(self, begin: Iterable[Entry]) -> None:
        self._begin = deque(begin)
        self._queue: asyncio.Queue[Entry | None] = asyncio.Queue(MOST_WAITING)

    @property
    def waiting(self) -> int:
        """How many events wait to be read."""
        return len(self._begin) + self._queue.qsize()

    def put(self, entry: Entry) -> bool:
        """Add an event; tell whether there was room. Without room the stream ends."""
        if self._queue.full():
            self.end()
            return False
        self._queue.put_nowait(entry)
        return True

    def end(self) -> None:
        """End the stream at once; what waits is replayed to the tab when it comes back."""
        self._begin.clear()
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def next(self) -> Entry | None:
        """Wait for the next event; None ends the stream."""
        return self._begin.popleft() if self._begin else await self._queue.get()


@dataclass(slots=True)
class Feed:
    """One viewer's events, numbered; several tabs may follow it."""

    user: User
    run: str
    seq: int = 0
    events: deque[tuple[int, Json]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))
    followers: set[Follower] = field(default_factory=set)

    def push(self, event: Json) -> None:
        """Add an event and hand it to every tab."""
        self.seq += 1
        self.events.append((self.seq, event))
        entry = (self.mark(), event)
        self.followers = {each for each in self.followers if each.put(entry)}

    def mark(self, seq: int | None = None) -> str:
        """Return the id of an event, so that another run's ids are never taken for ours."""
        return f"{self.run}-{self.seq if seq is None else seq}"

    def since(self, mark: str) -> list[Entry] | None:
        """Return the events after that one, or None when they are not all remembered."""
        run, _, text = mark.rpartition("-")
        if run != self.run or not text.isdecimal() or int(text) > self.seq:
            return None
        later = [(self.mark(seq), event) for seq, event in self.events if seq > int(text)]
        return later if len(later) == self.seq - int(text) else None


class Viewers:
    """All feeds, filled from what happens."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection
        self._run = secrets.token_hex(4)
        self._feeds: dict[int, Feed] = {}
        self._handlers: dict[type, Callable[[Any], None]] = {
            MessageChanged: self._message,
            ReactionChanged: self._reaction,
            ChannelChanged: self._channels,
            CommandsChanged: self._commands,
            BotPresence: self._presence,
            MemberChanged: self._people,
            RoleChanged: self._people,
            GuildChanged: self._people,
            Typing: self._typing,
            InteractionIssued: self._interaction,
            InteractionSettled: self._interaction,
        }
        projection.world.changes.listen(self._on_happening)
        projection.world.clock.on_skip(self._tell_time)

    def feed(self, user: User) -> Feed:
        """Return a viewer's feed; it is kept from the first time on."""
        if user.id not in self._feeds:
            self._feeds[user.id] = Feed(user=user, run=self._run)
        return self._feeds[user.id]

    def tell_everybody(self, event: Json) -> None:
        """Add an event to all feeds."""
        for feed in self._feeds.values():
            feed.push(event)

    def refresh(self) -> None:
        """Send every viewer the whole state again: something changed that has no event."""
        for feed in self._feeds.values():
            feed.push(self._projection.state(feed.user))

    def tell_backstage(self) -> None:
        """Show every viewer the tray and the guide as they are now."""
        self.tell_everybody({"type": "backstage", **self._projection.backstage()})

    def stop(self) -> None:
        """End all streams."""
        for feed in self._feeds.values():
            for follower in feed.followers:
                follower.end()

    def _tell_time(self) -> None:
        self.tell_everybody({"type": "clock", "now": self._projection.now()})

    def _on_happening(self, happening: Happening) -> None:
        handler = self._handlers.get(type(happening))
        if handler is not None:
            handler(happening)

    def _reaction(self, happening: ReactionChanged) -> None:
        self._message(MessageChanged(change=Change.UPDATED, message=happening.message))

    def _channels(self, _: ChannelChanged) -> None:
        for feed in self._feeds.values():
            feed.push(self._projection.channels_event(feed.user))

    def _commands(self, _: CommandsChanged) -> None:
        for feed in self._feeds.values():
            commands = self._projection.commands(feed.user)
            feed.push({"type": "commands", "commands": commands})

    def _presence(self, happening: BotPresence) -> None:
        self.tell_everybody({"type": "bot", "online": happening.online})

    def _people(self, _: MemberChanged | RoleChanged | GuildChanged) -> None:
        self.refresh()

    def _typing(self, happening: Typing) -> None:
        channel, user_id = happening.channel, str(happening.user_id)
        event = {"type": "typing", "channel_id": str(channel.id), "user_id": user_id}
        for feed in self._feeds.values():
            if self._projection.world.may_view(feed.user.id, channel):
                feed.push(event)

    def _message(self, happening: MessageChanged) -> None:
        message = happening.message
        channel = self._projection.world.channels.get(message.channel_id)
        for feed in self._feeds.values():
            if channel is None or not self._projection.sees(feed.user, channel, message):
                continue
            if happening.change is Change.DELETED:
                gone = {"channel_id": str(message.channel_id), "id": str(message.id)}
                feed.push({"type": "message_deleted"} | gone)
                continue
            kind = "created" if happening.change is Change.CREATED else "updated"
            body = self._projection.message(feed.user, message)
            feed.push({"type": f"message_{kind}", "message": body})

    def _interaction(self, happening: InteractionIssued | InteractionSettled) -> None:
        interaction = happening.interaction
        feed = self._feeds.get(interaction.user.id)
        if feed is None:
            return
        if interaction.type is InteractionType.AUTOCOMPLETE:
            self._suggest(feed, interaction)
            return
        event: Json = {
            "type": "interaction",
            "nonce": interaction.nonce,
            "state": str(interaction.state),
            "interaction_id": str(interaction.id),
        }
        if interaction.reason:
            event["reason"] = interaction.reason
        feed.push(event)
        if interaction.callback is Callback.MODAL:
            body = {"nonce": interaction.nonce, "interaction_id": str(interaction.id)}
            feed.push({"type": "modal", "modal": interaction.modal} | body)

    def _suggest(self, feed: Feed, interaction: Interaction) -> None:
        if interaction.state is not InteractionState.PENDING:
            found = {"nonce": interaction.nonce, "choices": interaction.choices}
            feed.push({"type": "autocomplete"} | found)
