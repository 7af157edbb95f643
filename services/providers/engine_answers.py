"""An engine's answer over HTTP, read without trusting its shape.

Any field may be missing, of another type, or hold anything at all: what cannot be read is
absent, and never an exception.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import aiohttp

from services.providers.engine_http import WAY_ERRORS

Fields = Mapping[str, object]

#: The largest honest answer, a page of a list, is below 300 kB.
_MOST_BYTES = 1_000_000
#: An engine's wish to be left alone is honoured up to an hour.
_LONGEST_RETRY_AFTER_S = 3600.0
# MiniMax's task ids are decimal digits; others have their own. Any of them travels in a query.
_HANDLE = re.compile(r"[!-~]{1,200}")
_NUMBER = re.compile(r"-?[0-9]{1,9}")
#: What engines and the gateways before them call the number of one answer.
_TRACE_HEADERS = ("Trace-Id", "X-Request-Id", "X-Litellm-Call-Id")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAnswer:
    """One answer: `data` is None when its body was no JSON object. All words are as they came.

    `is_gateways`: LiteLLM stands in between, by its headers (docs.litellm.ai, response headers).
    """

    http_status: int
    data: Fields | None
    body: str
    trace_id: str
    retry_after_s: float | None
    is_gateways: bool = False

    @property
    def is_ok(self) -> bool:
        """Whether HTTP itself reports no trouble; the body still may."""
        return 200 <= self.http_status < 300

    @property
    def text(self) -> str:
        """The engine's own words, in whichever field they came; else the whole body."""
        data = self.data or {}
        error = data.get("error")
        found = (
            child(data, "base_resp").get("status_msg"),
            error,
            child(data, "error").get("message"),
            data.get("message"),
            data.get("detail"),
        )
        words = next((word for word in found if isinstance(word, str) and word.strip()), None)
        return words or self.body


async def read_raw(response: aiohttp.ClientResponse) -> RawAnswer:
    """Read an answer whose status line and headers have come.

    A body that breaks off is an unreadable one: the status may already say all.
    """
    try:
        body = await _read_body(response)
    except WAY_ERRORS as error:
        body = f"(the answer broke off: {type(error).__name__})".encode()
    traces = (response.headers.get(name, "") for name in _TRACE_HEADERS)
    return RawAnswer(
        http_status=response.status,
        data=_json_object(body),
        body=body.decode("utf-8", "replace"),
        trace_id=next(filter(None, traces), ""),
        retry_after_s=_retry_after_s(response.headers),
        is_gateways="X-Litellm-Call-Id" in response.headers,
    )


def child(data: Fields | None, name: str) -> Fields:
    """The object in a field; empty when there is none."""
    found = (data or {}).get(name)
    return found if isinstance(found, dict) else {}


def number(value: object) -> int | None:
    """A whole number of up to nine digits, also when it is written as text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 10**9 else None
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return int(value)
    return None


def handle(value: object) -> str | None:
    """A handle that can be used: text without spaces, or a positive whole number."""
    # Zero is how a failing create fills the field where the type is a number.
    if isinstance(value, bool) or value in (0, "0"):
        return None
    if isinstance(value, int) and 0 < value < 2**64:
        return str(value)
    if isinstance(value, str) and _HANDLE.fullmatch(value.strip()):
        return value.strip()
    return None


async def _read_body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > _MOST_BYTES:
            response.close()
            break
    return bytes(body)


def _json_object(body: bytes) -> Fields | None:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


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
