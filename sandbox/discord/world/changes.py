"""What happens in the world, who is told, and how one waits for it without polling."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sandbox.discord.asking.interaction import Interaction
from sandbox.discord.world.records import Channel, Guild, Member, Message, Role

Found = TypeVar("Found")


class Change(StrEnum):
    """What may become of a thing."""

    CREATED = "CREATE"
    UPDATED = "UPDATE"
    DELETED = "DELETE"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageChanged:
    """A message was written, changed or deleted."""

    change: Change
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelChanged:
    """A channel or a thread appeared, changed or vanished."""

    change: Change
    channel: Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChanged:
    """A member joined, changed or left."""

    change: Change
    guild: Guild
    member: Member


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged:
    """A role was made or changed."""

    change: Change
    guild: Guild
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class GuildChanged:
    """The bot joined a guild, the guild changed, or the bot was removed."""

    change: Change
    guild: Guild


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionChanged:
    """Somebody reacted or took a reaction back."""

    change: Change
    message: Message
    user_id: int
    emoji: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """Somebody types in a channel."""

    channel: Channel
    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionIssued:
    """A member did something that the bot must answer."""

    interaction: Interaction


@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionSettled:
    """The bot gave its first answer, or did not in time."""

    interaction: Interaction


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandsChanged:
    """The bot registered commands, or an owner changed who sees one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BotPresence:
    """The bot came online or went offline."""

    online: bool


Happening = (
    MessageChanged
    | ChannelChanged
    | MemberChanged
    | RoleChanged
    | GuildChanged
    | ReactionChanged
    | Typing
    | InteractionIssued
    | InteractionSettled
    | CommandsChanged
    | BotPresence
)


class Changes:
    """Tells listeners what happened and wakes whoever waits for the world to look a certain way."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Happening], None]] = []
        self._waiting: set[asyncio.Future[None]] = set()

    def listen(self, listener: Callable[[Happening], None]) -> None:
        """Call the listener with everything that happens from now on."""
        self._listeners.append(listener)

    def tell(self, happening: Happening) -> None:
        """Tell all listeners and wake the waiting."""
        for listener in self._listeners:
            listener(happening)
        self.touch()

    def touch(self) -> None:
        """Wake the waiting: something changed that no listener needs to hear of."""
        for waiting in self._waiting:
            if not waiting.done():
                waiting.set_result(None)

    async def until(
        self,
        check: Callable[[], Found | None],
        *,
        timeout: float,  # noqa: ASYNC109 - the error names what did not come
        what: str = "the awaited change",
    ) -> Found:
        """Return the check's first truthy value, asking again after every change.

        Raises TimeoutError naming `what` after `timeout` seconds of real time.
        """
        try:
            async with asyncio.timeout(timeout):
                while not (found := check()):
                    await self._next()
        except TimeoutError:
            raise TimeoutError(f"{what} did not come within {timeout:g} s") from None
        return found

    async def _next(self) -> None:
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.add(waiting)
        try:
            await waiting
        finally:
            self._waiting.discard(waiting)
