"""The port to a video engine: what every adapter does, answers and raises."""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from domain.model import Model
from domain.pictures import Pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureData:
    """A picture as it goes over the wire."""

    data: bytes
    mime: str

    @property
    def data_url(self) -> str:
        """The picture as an address that holds it (RFC 2397), four thirds its size."""
        return f"data:{self.mime};base64,{base64.b64encode(self.data).decode('ascii')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitOrder:
    """All an engine is told about one shot.

    `aspect` empty: the engine's own choice. `callback_url` empty: it is not to call back; the
    address holds the job's unguessable token, so whoever calls it tells whose remote task it is.
    """

    model: Model
    engine_prompt: str
    duration_s: int
    resolution: str
    aspect: str = ""
    callback_url: str = ""
    pictures: Pictures[PictureData] = field(default_factory=Pictures)


class RemoteStatus(StrEnum):
    """Where the engine says it is."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """The engine took the shot under this handle."""

    remote_task_id: str
    trace_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """One look at a remote task.

    `result_ref` is what `download` needs, only on success; `error` only on failure, and its
    meaning is then CONTENT, OUTPUT, INVISIBLE, PARAMETERS or ENGINE. `told` is what the engine
    tells of it beside; None: nothing.
    """

    status: RemoteStatus
    result_ref: str | None = None
    error: "EngineError | None" = None
    told: "Listed | None" = None


class Meaning(StrEnum):
    """What an engine's refusal asks of us, whatever its number was."""

    CONTENT = "content"  # the member changes the input
    OUTPUT = "output"  # what was made was refused; it may have been billed
    INVISIBLE = "invisible"  # too many invisible characters
    PARAMETERS = "parameters"  # we asked for something impossible, or an unknown code
    ENGINE = "engine"  # it took the shot and failed at it, through nobody's fault
    KEY = "key"  # the key is refused: the operator must act
    MONEY = "money"  # the account has no money left: the operator must act
    ADDRESS = "address"  # nobody takes shots at this address: the operator must act
    MODEL = "model"  # this account may not use this model
    ABSENT = "absent"  # the host has no such API, though it may serve another under the same key
    PLAN = "plan"  # the account's plan is used up until its next window; nothing was created
    BUSY = "busy"  # nothing was created: back off
    UNAVAILABLE = "unavailable"  # on query and download: try again later
    NOT_SENT = "not_sent"  # the request never left
    ANSWER_LOST = "answer_lost"  # it left; what became of it is not known


#: Nothing was created, and nothing will be before a person has done something.
OPERATOR_MUST_ACT = frozenset({Meaning.KEY, Meaning.MONEY, Meaning.ADDRESS})


class EngineError(Exception):
    """The engine, or the way to it, did not do what was asked.

    `meaning` decides what happens next; `code`, `text` and `trace_id` are the engine's own and
    are for the operator's eyes only. `retry_after_s` is the engine's wish, in seconds.
    Never carries the key or the request's headers.
    """

    def __init__(
        self,
        meaning: Meaning,
        *,
        code: str = "",
        text: str = "",
        trace_id: str = "",
        retry_after_s: float | None = None,
    ) -> None:
        self.meaning = meaning
        self.code = code
        self.text = text
        self.trace_id = trace_id
        self.retry_after_s = retry_after_s
        super().__init__(f"{meaning} {code} {text}".strip())


class UnknownRemoteTask(EngineError):
    """The engine itself says that it knows no such remote task; UNAVAILABLE.

    No end for a job of ours, since engines forget; but nobody's word for that handle counts.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What an engine's API offers beyond submit, poll and download."""

    lists: bool = False
    cancels: bool = False
    calls_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One remote task of the account, as the engine lists it; what it does not tell is None.

    `prompt` is the text as the engine was sent it, `pixels` the width and height of what was made.
    """

    remote_task_id: str
    model: str | None = None
    created_at: datetime | None = None
    duration_s: int | None = None
    resolution: str | None = None
    prompt: str | None = None
    pixels: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reachability:
    """What a check of the service found; `problem` is empty when all is well.

    `is_absent`: something answers there, but has no such API. `is_key_refused`: what to do about it
    is for the caller to say, who knows where the key stands.
    """

    reachable: bool
    problem: str = ""
    is_absent: bool = False
    is_key_refused: bool = False


class OpenFile(Protocol):
    """A clip's file while it is written."""

    def write(self, data: bytes, /) -> int:
        """Write all of it."""

    def flush(self) -> None:
        """Hand everything to the system."""

    def fileno(self) -> int:
        """The number of the open file."""

    def close(self) -> None:
        """All is written, or nothing more will be."""


class Target(Protocol):
    """Where a clip's bytes go: a path, or what looks through them as they come."""

    def open(self, mode: Literal["wb"], /) -> OpenFile:
        """Begin, or begin anew: what was written before is void. Raises OSError."""


class VideoProvider(Protocol):
    """One account at one engine.

    All methods raise EngineError and nothing else, but for a full disk in `download`.
    """

    account: str
    capabilities: Capabilities

    async def submit(self, order: SubmitOrder) -> Submitted:
        """Ask for a clip. Costs money: never called twice for one intent."""

    async def poll(self, remote_task_id: str) -> Polled:
        """Look at a remote task. Only `Polled.status` FAILED ends a job; errors never do.

        Raises UnknownRemoteTask, of all errors, where the engine says that there is none.
        """

    async def download(self, result_ref: str, target: Target) -> None:
        """Fetch the finished clip's bytes into `target`, through a fresh link each time.

        The bytes are on the disk when this returns. A disk that takes no more raises its own
        OSError, because the engine has no part in it; `target` then may hold a beginning.
        """

    async def list(self, since: datetime) -> tuple[Listed, ...]:
        """The account's remote tasks made since a moment, all of them, in any order.

        For engines whose `capabilities` say so; others raise EngineError (UNAVAILABLE).
        """

    async def cancel(self, remote_task_id: str) -> bool:
        """Take a remote task back before it is begun; True when nothing will be billed for it.

        False: it is too late. For engines whose `capabilities` say so; others answer False.
        """

    async def check(self) -> Reachability:
        """See whether the service answers and takes our key, without spending anything."""
