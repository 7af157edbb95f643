"""An answer of the MiniMax V1 API, read without trusting its shape.

Any field may be missing, of another type, or hold anything at all: what cannot be read is
absent, and never an exception.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import aiohttp

from services.providers.base import RemoteStatus
from services.providers.engine_http import WAY_ERRORS
from services.providers.minimax_errors import OF_CODE

#: The largest honest answer is below 4 kB.
_MOST_BYTES = 1_000_000
#: An engine's wish to be left alone is honoured up to an hour.
_LONGEST_RETRY_AFTER_S = 3600.0
# Task ids are decimal digits at MiniMax; resellers have their own. Either travels in a query.
_HANDLE = re.compile(r"[!-~]{1,200}")
_CODE = re.compile(r"-?[0-9]{1,9}")

_STATUSES = {
    "preparing": RemoteStatus.WAITING,
    "queueing": RemoteStatus.WAITING,
    "queued": RemoteStatus.WAITING,
    "processing": RemoteStatus.RUNNING,
    "success": RemoteStatus.SUCCEEDED,
    "succeeded": RemoteStatus.SUCCEEDED,
    "fail": RemoteStatus.FAILED,
    "failed": RemoteStatus.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer: `data` is None when its body was no JSON object. All words are as they came."""

    http_status: int
    data: Mapping[str, object] | None
    body: str
    trace_id: str
    retry_after_s: float | None

    @property
    def is_ok(self) -> bool:
        """Whether HTTP itself reports no trouble; `base_resp` still may."""
        return 200 <= self.http_status < 300

    @property
    def code(self) -> int | None:
        """`base_resp.status_code`, or a code of the same table inside `error`; None without."""
        code = _number(_child(self.data, "base_resp").get("status_code"))
        if code is None:
            inside = _number(_child(self.data, "error").get("code"))
            code = inside if inside in OF_CODE else None
        return code

    @property
    def code_in_words(self) -> str:
        """The code for the operator: MiniMax's own, else the HTTP status."""
        return str(self.code) if self.code else f"HTTP {self.http_status}"

    @property
    def text(self) -> str:
        """The engine's own words, in whichever field they came; else the whole body."""
        data = self.data or {}
        error = data.get("error")
        found = (
            _child(data, "base_resp").get("status_msg"),
            error,
            _child(data, "error").get("message"),
            data.get("message"),
            data.get("detail"),
        )
        words = next((word for word in found if isinstance(word, str) and word.strip()), None)
        return words or self.body

    @property
    def remote_task_id(self) -> str | None:
        """The task's handle, if there is one that can be used."""
        return _handle((self.data or {}).get("task_id"))

    @property
    def file_id(self) -> str | None:
        """The file's handle: a string in a query, an int64 in a retrieve."""
        return _handle((self.data or {}).get("file_id"))

    @property
    def status(self) -> RemoteStatus | None:
        """Where the task is; a word nobody knows means that it still runs. None: not said."""
        word = (self.data or {}).get("status")
        if not isinstance(word, str) or not word.strip():
            return None
        return _STATUSES.get(word.strip().casefold(), RemoteStatus.RUNNING)

    @property
    def links(self) -> tuple[str, ...]:
        """The download links of a retrieve, the best first."""
        file = _child(self.data, "file")
        found = (file.get("download_url"), file.get("backup_download_url"))
        return tuple(dict.fromkeys(link for link in found if isinstance(link, str) and link))


async def read_answer(response: aiohttp.ClientResponse) -> Answer:
    """Read an answer whose status line and headers have come.

    A body that breaks off is an unreadable one: the status may already say all.
    """
    try:
        body = await _read_body(response)
    except WAY_ERRORS as error:
        body = f"(the answer broke off: {type(error).__name__})".encode()
    return Answer(
        http_status=response.status,
        data=_json_object(body),
        body=body.decode("utf-8", "replace"),
        trace_id=response.headers.get("Trace-Id", ""),
        retry_after_s=_retry_after_s(response.headers),
    )


async def _read_body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > _MOST_BYTES:
            response.close()
            break
    return bytes(body)


def _json_object(body: bytes) -> Mapping[str, object] | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _child(data: Mapping[str, object] | None, name: str) -> Mapping[str, object]:
    child = (data or {}).get(name)
    return child if isinstance(child, dict) else {}


def _number(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 10**9 else None
    if isinstance(value, str) and _CODE.fullmatch(value.strip()):
        return int(value)
    return None


def _handle(value: object) -> str | None:
    # Zero is how a failing create fills the field where the type is a number.
    if isinstance(value, bool) or value in (0, "0"):
        return None
    if isinstance(value, int) and 0 < value < 2**64:
        return str(value)
    if isinstance(value, str) and _HANDLE.fullmatch(value.strip()):
        return value.strip()
    return None


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds of `Retry-After` (RFC 9110, 10.2.3); a date counts from the answer's own `Date`."""
    wish = headers.get("Retry-After", "").strip()
    try:
        if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", wish):
            seconds = float(wish)
        else:
            moments = parsedate_to_datetime(wish), parsedate_to_datetime(headers.get("Date", ""))
            seconds = (moments[0] - moments[1]).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), _LONGEST_RETRY_AFTER_S)
