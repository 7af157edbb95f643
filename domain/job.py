"""A job: our durable row for rendering one shot once, and the states it may pass through."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.shot import Shot


class JobStatus(StrEnum):
    """Where a job stands. Delivery is not a state: it is the outbox's own business."""

    HELD = "held"
    QUEUED = "queued"
    SUBMITTING = "submitting"
    RUNNING = "running"
    DOWNLOADING = "downloading"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNCONFIRMED = "unconfirmed"


#: The engine may be working on these and our books hold something for them.
OPEN = frozenset(
    {
        JobStatus.HELD,
        JobStatus.QUEUED,
        JobStatus.SUBMITTING,
        JobStatus.RUNNING,
        JobStatus.DOWNLOADING,
        JobStatus.UNCONFIRMED,
    }
)
WAITING = frozenset({JobStatus.HELD, JobStatus.QUEUED})
AT_WORK = frozenset({JobStatus.SUBMITTING, JobStatus.RUNNING, JobStatus.DOWNLOADING})


class FailureKind(StrEnum):
    """Why a job came to nothing, in kinds that people are told apart."""

    CONTENT = "content"
    OUTPUT = "output"
    INVISIBLE = "invisible"
    PARAMETERS = "parameters"
    ENGINE = "engine"
    GAVE_UP = "gave_up"
    LOST = "lost"
    NOT_OFFERED = "not_offered"
    OURS = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The end of a job that made no clip: a kind for people, the engine's words for the desk."""

    kind: FailureKind
    code: str = ""
    text: str = ""
    trace_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in Discord a job belongs; `parent_id` is the channel of a thread."""

    server_id: int
    channel_id: int
    parent_id: int | None = None

    @property
    def home_id(self) -> int:
        """The channel, for a thread the one it belongs to: where channels' limits count."""
        return self.parent_id or self.channel_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A finished file: content hash, length in seconds, size in pixels and bytes."""

    sha256: str
    seconds: float
    width: int
    height: int
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent:
    """The job whose shot or still another grew from, and its author; its clip may be gone."""

    code: str
    member_id: int
    member_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One row of `jobs` with its shot. Credits and cost (micro-dollars) are what was reserved."""

    id: int
    code: str
    take: int
    shot: Shot
    place: Place
    member_id: int
    member_name: str
    status: JobStatus
    account: str
    engine_prompt: str
    token: str
    credits: int
    cost_micro: int
    created_at: datetime
    remote_task_id: str | None = None
    result_ref: str | None = None
    boot_id: str | None = None
    not_before: datetime | None = None
    submitted_at: datetime | None = None
    #: When the engine took it, or the desk found out that it had.
    accepted_at: datetime | None = None
    finished_at: datetime | None = None
    failure: Failure | None = None
    clip: Clip | None = None
    dont_post: bool = False
    credits_returned: bool = False
    slow_told: bool = False
    clip_deleted_by: int | None = None
    clip_dropped_at: datetime | None = None
    #: It was open in a backup that was restored, and is known up to then only.
    cut_at: datetime | None = None
    parent: Parent | None = None

    @property
    def is_remix(self) -> bool:
        """Whether it grew from somebody else's clip."""
        return self.parent is not None and self.parent.member_id != self.member_id

    def log_extra(self) -> dict[str, object]:
        """The facts that ride on every log line about this job."""
        return {
            "job": self.id,
            "code": self.code,
            "status": str(self.status),
            "server": self.place.server_id,
            "model": self.shot.model,
        }
