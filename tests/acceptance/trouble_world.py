"""What lies outside the bot while trouble befalls it: true time, an engine, a Discord, a disk.

They live on when the bot dies, count what it does to them, and forget no message: the nonce's
memory has always passed already, so a message that is repeated stands twice.
"""

import asyncio
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from domain.job import Job
from services.poster import Letter, OwedKind, Posted, Unreachable, Where
from services.providers.base import (
    Capabilities,
    EngineError,
    Listed,
    Meaning,
    Polled,
    RemoteStatus,
    SubmitOrder,
    Submitted,
    Target,
)
from tests.acceptance.failure_house import Paper
from tests.scripted import HeldClock, hand_out

#: How far apart cogs/posting.py lets Discord's clock and ours be.
CLOCKS_APART = timedelta(hours=1)


@dataclass
class BotClock:
    """The bot's clock: true time and how far it is off."""

    truth: HeldClock
    off: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return self.truth() + self.off


@dataclass
class Engine:
    """Takes, makes and hands out; what it does to a shot is chosen by the shot's prompt."""

    clip: Path
    account: str = "minimax"
    capabilities: Capabilities = field(default_factory=Capabilities)
    is_down: bool = False
    #: Prompts whose request, whose clip and whose download hang or are not ready.
    hangs: set[str] = field(default_factory=set)
    unfinished: set[str] = field(default_factory=set)
    half_sent: set[str] = field(default_factory=set)
    loses: set[str] = field(default_factory=set)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    submits: Counter[str] = field(default_factory=Counter)
    polls: Counter[str] = field(default_factory=Counter)

    async def submit(self, order: SubmitOrder) -> Submitted:
        if self.is_down:
            raise EngineError(Meaning.NOT_SENT)
        prompt = order.engine_prompt
        self.submits[prompt] += 1
        if prompt in self.loses:
            raise EngineError(Meaning.ANSWER_LOST)
        if prompt in self.hangs:
            await self.released.wait()
        return Submitted(remote_task_id=f"task of {prompt}")

    async def poll(self, remote_task_id: str) -> Polled:
        self.polls[remote_task_id.removeprefix("task of ")] += 1
        if self.is_down:
            raise EngineError(Meaning.UNAVAILABLE)
        if remote_task_id.removeprefix("task of ") in self.unfinished:
            return Polled(status=RemoteStatus.RUNNING)
        return Polled(status=RemoteStatus.SUCCEEDED, result_ref=remote_task_id)

    async def download(self, result_ref: str, target: Target) -> None:
        if self.is_down:
            raise EngineError(Meaning.UNAVAILABLE)
        if result_ref.removeprefix("task of ") in self.half_sent:
            with closing(await asyncio.to_thread(target.open, "wb")) as half:
                await asyncio.to_thread(half.write, b"half a clip")
                await self.released.wait()
        await asyncio.to_thread(hand_out, self.clip, target)

    async def list(self, since: datetime) -> tuple[Listed, ...]:
        raise EngineError(Meaning.UNAVAILABLE)

    async def cancel(self, remote_task_id: str) -> bool:
        return False

    def recover(self) -> None:
        """Everything is well again, and what hung is answered."""
        self.is_down = False
        for trouble in (self.hangs, self.unfinished, self.half_sent, self.loses):
            trouble.clear()
        self.released.set()


@dataclass
class Channel(Paper):
    """A Discord in trouble; `now` is the bot's clock, by which its words are chosen."""

    truth: HeldClock = field(default_factory=HeldClock)
    is_down: bool = False
    #: Prompts whose clips are not taken, whose posts stand unanswered, whose cards stay.
    closed_to: set[str] = field(default_factory=set)
    silent_to: set[str] = field(default_factory=set)
    keeps_card_of: set[str] = field(default_factory=set)
    posts: Counter[tuple[str, str]] = field(default_factory=Counter)
    moments: dict[str, tuple[datetime, Posted]] = field(default_factory=dict)

    async def post(self, letter: Letter, where: Where) -> Posted:
        self._answer()
        is_clip = letter.kind is OwedKind.CLIP
        if is_clip and _prompt(letter.job) in self.closed_to:
            raise Unreachable
        posted = await super().post(letter, where)
        self.moments[letter.nonce] = (self.truth(), posted)
        self.posts[_prompt(letter.job), str(letter.kind)] += 1
        if is_clip:
            assert letter.clip is not None
            assert letter.clip.is_file()
            if _prompt(letter.job) in self.silent_to:
                raise Unreachable
        return posted

    async def edit(self, letter: Letter, posted: Posted) -> None:
        self._answer()
        await super().edit(letter, posted)

    async def remove(self, posted: Posted) -> None:
        self._answer()
        standing = self.standing.get(posted.message_id)
        if standing is not None and _prompt(standing[0].job) in self.keeps_card_of:
            raise Unreachable
        await super().remove(posted)

    async def find(
        self, letter: Letter, where: Where, since: datetime, older: int | None = None
    ) -> Posted | None:
        self._answer()
        at, posted = self.moments.get(letter.nonce, (None, None))
        if at is None:
            return None
        is_later = at > since - CLOCKS_APART if older is None else posted.message_id > older
        return posted if is_later else None

    def texts(self, code: str) -> list[str]:
        """What stands about a job where its author reads it."""
        return [
            reply.text
            for letter, reply in self.standing.values()
            if letter.job is not None and letter.job.code == code
        ]

    def notices(self) -> list[str]:
        """The operator's messages so far."""
        told = self.standing.values()
        return [reply.text for one, reply in told if one.kind is OwedKind.OPERATOR_NOTICE]

    def recover(self) -> None:
        """Everything is well again."""
        self.is_down = False
        for trouble in (self.closed_to, self.silent_to, self.keeps_card_of):
            trouble.clear()

    def _answer(self) -> None:
        if self.is_down:
            raise Unreachable


def _prompt(job: Job | None) -> str:
    return job.shot.prompt if job is not None else ""
