"""Scripted stand-ins for the services' ports, each with a history; and a clock that tests hold."""

from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from media.clips import encode_clip
from services.poster import Letter, Posted, Where
from services.providers.base import (
    Capabilities,
    EngineError,
    Listed,
    Meaning,
    Polled,
    Reachability,
    RemoteStatus,
    SubmitOrder,
    Submitted,
    Target,
)


class HeldClock:
    """Time passes only when a test says so."""

    def __init__(self, start: datetime = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        return self.moment

    def skip(self, **span: float) -> None:
        self.moment += timedelta(**span)


def make_clip(path: Path, frames: int = 10) -> Path:
    """A real H.264 file, small and short."""
    pictures = (np.full((64, 96, 3), 8 * number, np.uint8) for number in range(frames))
    encode_clip(pictures, path, fps=25)
    return path


def hand_out(clip: Path, target: Target) -> None:
    """Write a whole clip to where it is wanted."""
    with closing(target.open("wb")) as file:
        file.write(clip.read_bytes())


@dataclass
class ScriptedProvider:
    """An engine that answers what its script says, and otherwise takes, makes and hands out a clip.

    Each script holds answers or errors, used up in order. `submits` is what it was asked.
    """

    clip: Path
    account: str = "minimax"
    on_submit: deque[EngineError | str] = field(default_factory=deque)
    on_poll: deque[EngineError | Polled] = field(default_factory=deque)
    on_download: deque[Exception | Path] = field(default_factory=deque)
    submits: list[SubmitOrder] = field(default_factory=list)
    polls: list[str] = field(default_factory=list)
    downloads: list[str] = field(default_factory=list)
    before_submit: Callable[[SubmitOrder], None] | None = None
    capabilities: Capabilities = field(default_factory=Capabilities)
    listed: list[Listed] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    on_cancel: deque[EngineError | bool] = field(default_factory=deque)
    #: What happens in the meantime, once.
    while_polling: Callable[[], Awaitable[object]] | None = None
    while_cancelling: Callable[[], Awaitable[object]] | None = None

    async def submit(self, order: SubmitOrder) -> Submitted:
        self.submits.append(order)
        if self.before_submit:
            self.before_submit(order)
        step = self.on_submit.popleft() if self.on_submit else f"10{len(self.submits)}"
        if isinstance(step, EngineError):
            raise step
        return Submitted(remote_task_id=step)

    async def poll(self, remote_task_id: str) -> Polled:
        self.polls.append(remote_task_id)
        meanwhile, self.while_polling = self.while_polling, None
        if meanwhile:
            await meanwhile()
        made = Polled(status=RemoteStatus.SUCCEEDED, result_ref=f"file-{remote_task_id}")
        step = self.on_poll.popleft() if self.on_poll else made
        if isinstance(step, EngineError):
            raise step
        return step

    async def download(self, result_ref: str, target: Target) -> None:
        self.downloads.append(result_ref)
        step = self.on_download.popleft() if self.on_download else self.clip
        if isinstance(step, Exception):
            raise step
        hand_out(step, target)

    async def list(self, since: datetime) -> tuple[Listed, ...]:
        if not self.capabilities.lists:
            raise EngineError(Meaning.UNAVAILABLE)
        return tuple(one for one in self.listed if one.created_at is None or one.created_at > since)

    async def cancel(self, remote_task_id: str) -> bool:
        self.cancelled.append(remote_task_id)
        if self.while_cancelling:
            await self.while_cancelling()
        step = self.on_cancel.popleft() if self.on_cancel else self.capabilities.cancels
        if isinstance(step, EngineError):
            raise step
        return step

    async def check(self) -> Reachability:
        return Reachability(reachable=True)


@dataclass
class ScriptedPoster:
    """A Discord that keeps what was posted; `troubles` are raised first, in order.

    `lost_answers` counts posts that will stand although their answer never arrives.
    """

    troubles: deque[tuple[str, Exception]] = field(default_factory=deque)
    lost_answers: deque[Exception] = field(default_factory=deque)
    posts: list[tuple[Letter, Where, Posted]] = field(default_factory=list)
    edits: list[tuple[Letter, Posted]] = field(default_factory=list)
    removed: list[Posted] = field(default_factory=list)
    refused: dict[Where, Exception] = field(default_factory=dict)
    clips: list[bytes] = field(default_factory=list)
    #: The messages after which earlier posts were looked for.
    found_after: list[int | None] = field(default_factory=list)

    def _trouble(self, operation: str) -> None:
        if self.troubles and self.troubles[0][0] == operation:
            raise self.troubles.popleft()[1]

    async def post(self, letter: Letter, where: Where) -> Posted:
        self._trouble("post")
        if where in self.refused:
            raise self.refused[where]
        if letter.clip is not None:
            self.clips.append(letter.clip.read_bytes())
        standing = [p for sent, at, p in self.posts if (sent.nonce, at) == (letter.nonce, where)]
        posted = Posted(
            channel_id=where.channel_id or where.member_id, message_id=900 + len(self.posts)
        )
        if not standing:
            self.posts.append((letter, where, posted))
        if self.lost_answers:
            raise self.lost_answers.popleft()
        return standing[0] if standing else posted

    async def edit(self, letter: Letter, posted: Posted) -> None:
        self._trouble("edit")
        self.edits.append((letter, posted))

    async def remove(self, posted: Posted) -> None:
        self._trouble("remove")
        self.removed.append(posted)

    async def find(
        self, letter: Letter, where: Where, since: datetime, older: int | None = None
    ) -> Posted | None:
        self._trouble("find")
        self.found_after.append(older)
        standing = [p for sent, at, p in self.posts if (sent.nonce, at) == (letter.nonce, where)]
        return standing[0] if standing else None

    @property
    def kinds(self) -> list[str]:
        return [str(letter.kind) for letter, _, _ in self.posts]
