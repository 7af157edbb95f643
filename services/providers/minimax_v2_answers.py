"""Answers of the MiniMax V2 API, read without trusting their shape."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from services.providers.base import Listed, RemoteStatus
from services.providers.engine_answers import Fields, RawAnswer, child, handle, number
from services.providers.minimax_errors import OF_CODE

#: The words of both generations: gateways in front of V2 translate some.
_STATUSES = {
    "queued": RemoteStatus.WAITING,
    "queueing": RemoteStatus.WAITING,
    "preparing": RemoteStatus.WAITING,
    "running": RemoteStatus.RUNNING,
    "processing": RemoteStatus.RUNNING,
    "succeeded": RemoteStatus.SUCCEEDED,
    "success": RemoteStatus.SUCCEEDED,
    "failed": RemoteStatus.FAILED,
    "fail": RemoteStatus.FAILED,
    "cancelled": RemoteStatus.FAILED,
    "canceled": RemoteStatus.FAILED,
    "expired": RemoteStatus.FAILED,
}
_CANCELLED = frozenset({"cancelled", "canceled"})
#: What makes clips; `h3_context_ir` and `regeneration` share the list and are never ours.
_OUR_TYPE = "generation"
_CODE_AT_END = re.compile(r"\((\d{4,5})\)\s*$")
# Moments in seconds end in the year 2096; larger ones count milliseconds.
_LAST_SECOND = 4_000_000_000
_LONGEST_S = 3_600
_DIGITS = re.compile(r"[0-9]{1,15}")
_LARGEST = 10**15


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteTask:
    """What V2 says about one remote task; None and empty where it says nothing usable."""

    remote_task_id: str | None
    word: str
    kind: str
    link: str | None
    code: int | None
    text: str
    model: str | None
    resolution: str | None
    created_at: datetime | None
    duration_s: int | None

    @property
    def status(self) -> RemoteStatus | None:
        """Where it is; a word nobody knows means that it still runs. None: not said."""
        return _STATUSES.get(self.word, RemoteStatus.RUNNING) if self.word else None

    @property
    def is_cancelled(self) -> bool:
        """Whether it was taken back before it was begun."""
        return self.word in _CANCELLED

    @property
    def listed(self) -> Listed | None:
        """As an entry of the account's list; None for what is no clip or can't be asked for."""
        if self.remote_task_id is None or self.kind not in {"", _OUR_TYPE}:
            return None
        return Listed(
            remote_task_id=self.remote_task_id,
            model=self.model,
            created_at=self.created_at,
            duration_s=self.duration_s,
            resolution=self.resolution,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerV2(RawAnswer):
    """One answer in the V2 shape; `trace_id` is its `request_id` where it has one."""

    @staticmethod
    def of(raw: RawAnswer) -> "AnswerV2":
        """An answer seen as one of this API's."""
        return AnswerV2(
            http_status=raw.http_status,
            data=raw.data,
            body=raw.body,
            trace_id=_words((raw.data or {}).get("request_id")) or raw.trace_id,
            retry_after_s=raw.retry_after_s,
        )

    @property
    def status_told(self) -> int:
        """The HTTP status, or the one inside an error that a gateway passed on as a success."""
        inside = number(child(self.data, "error").get("http_code"))
        return inside if self.is_ok and inside else self.http_status

    @property
    def kind(self) -> str:
        """`error.type`, empty without."""
        return _words(child(self.data, "error").get("type")).casefold()

    @property
    def code(self) -> int | None:
        """A code of the table that V1 and V2 share, wherever it stands; None without."""
        code = number(child(self.data, "base_resp").get("status_code"))
        return _code_in(child(self.data, "error")) if code is None else code

    @property
    def code_in_words(self) -> str:
        """The code for the operator: MiniMax's own, else the HTTP status."""
        return str(self.code) if self.code else f"HTTP {self.status_told}"

    @property
    def remote_task_id(self) -> str | None:
        """The handle that a create gives."""
        return path_handle((self.data or {}).get("task_id"))

    @property
    def remote_task(self) -> RemoteTask:
        """The remote task of a query, wrapped in `task` or bare."""
        data = self.data or {}
        return read_remote_task(child(data, "task") or data)

    @property
    def remote_tasks(self) -> tuple[RemoteTask, ...] | None:
        """One page of a list; None when there is no list in it."""
        items = (self.data or {}).get("items")
        if not isinstance(items, list):
            return None
        return tuple(read_remote_task(item) for item in items if isinstance(item, dict))

    @property
    def total(self) -> int | None:
        """How many remote tasks all pages hold, if it is said."""
        return number((self.data or {}).get("total"))

    @property
    def outcome_of_delete(self) -> str:
        """What a DELETE did: `cancelled`, `deleted`, or empty."""
        data = self.data or {}
        word = (_words(data.get("action")) or _words(data.get("status"))).casefold()
        return "cancelled" if word in _CANCELLED else word


def path_handle(value: object) -> str | None:
    """A handle that can stand in a path as one step of it."""
    found = handle(value)
    return None if found is None or found in {".", ".."} or "/" in found else found


def read_remote_task(data: Fields) -> RemoteTask:
    """One remote task, as a query and a list give it."""
    error = child(data, "error")
    link = _words(child(data, "content").get("url"))
    return RemoteTask(
        remote_task_id=path_handle(data.get("id")) or path_handle(data.get("task_id")),
        word=_words(data.get("status")).casefold(),
        kind=_words(data.get("task_type")).casefold(),
        link=link or None,
        code=_code_in(error),
        text=_words(error.get("message")),
        model=_words(data.get("model")) or None,
        resolution=_words(data.get("resolution")).upper() or None,
        created_at=_moment(data.get("created_at")),
        duration_s=_seconds(data.get("duration")),
    )


def _code_in(error: Fields) -> int | None:
    """A known code in a field of its own, or in brackets at the message's end."""
    at_end = _CODE_AT_END.search(_words(error.get("message")))
    found = (number(error.get("code")), number(at_end[1]) if at_end else None)
    return next((code for code in found if code in OF_CODE), None)


def _words(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _real(value: object) -> float | None:
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) < _LARGEST else None


def _moment(value: object) -> datetime | None:
    seconds = _real(value)
    if seconds is None or seconds <= 0:
        return None
    if seconds > _LAST_SECOND:
        seconds /= 1000
    return datetime.fromtimestamp(seconds, UTC) if seconds <= _LAST_SECOND else None


def _seconds(value: object) -> int | None:
    seconds = _real(value)
    return round(seconds) if seconds is not None and 0 < seconds <= _LONGEST_S else None
