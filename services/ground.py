"""What every service stands on: database, files, clock, ids, bells."""

import asyncio
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from storage import Database, FileStore, StorageUnavailable

#: Gives the present moment, aware and in UTC. Tests hold it.
Now = Callable[[], datetime]

#: No vowels, no look-alikes: six of these never spell a word and can be read out on the phone.
_UNAMBIGUOUS = "23456789BCDFGHJKMNPQRSTVWXZ"


class Ids:
    """The source of codes and tokens; a seeded `source` makes them repeatable in tests."""

    def __init__(self, source: random.Random | None = None) -> None:
        self._source = source or secrets.SystemRandom()

    def code(self) -> str:
        """Six characters a member can quote: where is my clip, what happened, who paid."""
        return "".join(self._source.choices(_UNAMBIGUOUS, k=6))

    def token(self) -> str:
        """128 bits that nobody guesses."""
        return f"{self._source.getrandbits(128):032x}"

    def jitter(self, seconds: float) -> float:
        """A wait within a tenth of `seconds`, so that many waits do not fall together."""
        return seconds * self._source.uniform(0.9, 1.1)


class Bell:
    """Wakes one loop early: ringing before anybody waits is remembered."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """There is something new to look at."""
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Return when rung, or after that many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return
        self._event.clear()


class Unwritten:
    """The newest reason why something could not be written down, until somebody takes it.

    In memory alone, since the disk takes nothing then.
    """

    def __init__(self) -> None:
        self.bell = Bell()
        self._error: StorageUnavailable | None = None

    def note(self, error: StorageUnavailable) -> None:
        """Something could not be written."""
        self._error = error
        self.bell.ring()

    def take(self) -> StorageUnavailable | None:
        """What was noted since the last time."""
        error, self._error = self._error, None
        return error


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Infrastructure shared by the services; made once, at the composition root."""

    database: Database
    files: FileStore
    now: Now
    ids: Ids
    #: Who gets the operator's notices (Discord user ids).
    operators: frozenset[int]
    worker_bell: Bell = field(default_factory=Bell)
    delivery_bell: Bell = field(default_factory=Bell)
    unwritten: Unwritten = field(default_factory=Unwritten)
