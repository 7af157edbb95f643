"""The port to Discord for everything we owe: what is to be posted, where, and what can go wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from domain.job import Job
from services.asks import Wait
from storage.outbox import OwedKind

__all__ = [
    "HeldBack",
    "Letter",
    "MessageGone",
    "NoRights",
    "OwedKind",
    "PlaceGone",
    "PostError",
    "Posted",
    "Poster",
    "TooBig",
    "Unreachable",
    "Where",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A message of ours in Discord.

    `is_bare`: a clip's, without its prompt, which was held back.
    """

    channel_id: int
    message_id: int
    is_bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A destination: a channel or thread, or a member's direct messages. Exactly one is set."""

    channel_id: int | None = None
    member_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message we owe, with all that its words need.

    `nonce` makes a repeated post return the first message. `clip` is the file to attach, already
    made to fit. `ping`: the author is notified. `moved`: it could not go where it belonged.
    `facts` as the outbox row keeps them (`what` of a card edit, `notice` and facts of a notice).
    """

    kind: OwedKind
    nonce: str
    facts: Mapping[str, Any]
    job: Job | None = None
    wait: Wait | None = None
    clip: Path | None = None
    ping: bool = False
    moved: bool = False


class PostError(Exception):
    """Discord did not take a message."""


class PlaceGone(PostError):
    """The channel, thread or member is not there any more, or does not take messages."""


class MessageGone(PostError):
    """The message that was to be changed is not there any more."""


class NoRights(PostError):
    """The bot may not do that in this place."""


class TooBig(PostError):
    """The file is larger than this place takes. `limit` in bytes where Discord said so."""

    def __init__(self, limit: int | None = None) -> None:
        self.limit = limit
        super().__init__(self.__doc__)


class HeldBack(PostError):
    """The server's automatic moderation refused the message's text."""


class Unreachable(PostError):
    """Discord did not answer, or asked us to come back: try again later."""


class Poster(Protocol):
    """Posts, edits and removes messages as the bot. Raises PostError and nothing else."""

    async def post(self, letter: Letter, where: Where) -> Posted:
        """Post a new message."""

    async def edit(self, letter: Letter, posted: Posted) -> None:
        """Change a card to what the letter says."""

    async def remove(self, posted: Posted) -> None:
        """Delete a message of ours; one that is gone already is fine."""

    async def find(
        self, letter: Letter, where: Where, since: datetime, older: int | None = None
    ) -> Posted | None:
        """Look through our own recent messages there for the one this letter would repeat.

        `since`: when it was first tried, by our own clock, which may have been wrong. `older`: the
        id of a message that stood before it; where one is known it alone says how far to look back.
        """
