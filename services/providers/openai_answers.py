"""A video job as servers of the OpenAI shape tell of it, read without trusting its shape."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from services.providers.base import Listed, Meaning, RemoteStatus
from services.providers.engine_answers import Fields, RawAnswer, child, handle, number
from services.providers.http_statuses import (
    OF_FAILURES,
    OF_STATUS,
    TOLD_WHEN_READING,
    status_of_submit,
)
from services.providers.minimax_errors import OF_CODE

# OpenAI: queued, in_progress, completed, failed. The other words are those of gateways.
_STATUSES: Mapping[str, RemoteStatus] = MappingProxyType(
    {
        "queued": RemoteStatus.WAITING,
        "pending": RemoteStatus.WAITING,
        "in_progress": RemoteStatus.RUNNING,
        "processing": RemoteStatus.RUNNING,
        "running": RemoteStatus.RUNNING,
        "completed": RemoteStatus.SUCCEEDED,
        "succeeded": RemoteStatus.SUCCEEDED,
        "failed": RemoteStatus.FAILED,
        "cancelled": RemoteStatus.FAILED,
        "canceled": RemoteStatus.FAILED,
        "expired": RemoteStatus.FAILED,
    }
)
#: `error.code` or `error.type` → what it means, whatever the HTTP status is. OpenAI's own words
#: (platform.openai.com, error codes) and those LiteLLM adds (docs.litellm.ai, exception mapping).
OF_WORD: Mapping[str, Meaning] = MappingProxyType(
    {
        "content_policy_violation": Meaning.CONTENT,
        "contentpolicyviolationerror": Meaning.CONTENT,
        "moderation_blocked": Meaning.CONTENT,
        "insufficient_quota": Meaning.MONEY,
        "billing_hard_limit_reached": Meaning.MONEY,
        "budget_exceeded": Meaning.MONEY,
        "invalid_api_key": Meaning.KEY,
        "model_not_found": Meaning.MODEL,
        "rate_limit_exceeded": Meaning.BUSY,
    }
)
#: What a server that took a shot says when the shot itself was impossible: SGLang and vLLM-Omni
#: fail the job later, with the class of their own exception as its code.
IMPOSSIBLE = frozenset({"400", "422", "valueerror", "invalid_request_error", "badrequesterror"})
_PATH_PART = re.compile(r"[^./?#%\\][^/?#%\\]*")
_WHOLE_SECONDS = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoJob:
    """One video job's fields."""

    fields: Fields

    @property
    def id(self) -> str | None:
        """The job's handle, if there is one that can be used."""
        found = handle(self.fields.get("id"))
        return found if found and can_be_asked_for(found) else None

    @property
    def status(self) -> RemoteStatus | None:
        """Where the job is; a word nobody knows means that it still runs. None: not said."""
        word = self.fields.get("status")
        if not isinstance(word, str) or not word.strip():
            return None
        return _STATUSES.get(word.strip().casefold(), RemoteStatus.RUNNING)

    @property
    def link(self) -> str | None:
        """Where the clip lies when it was put elsewhere (SGLang with a cloud store)."""
        url = self.fields.get("url")
        return url if isinstance(url, str) and url.strip() else None

    @property
    def created_at(self) -> datetime | None:
        """When it was handed in, if that is told in Unix seconds as it should be."""
        moment = self.fields.get("created_at")
        if isinstance(moment, bool) or not isinstance(moment, int | float):
            return None
        try:
            return datetime.fromtimestamp(moment, UTC)
        except (ValueError, OverflowError, OSError):
            return None

    @property
    def error_code(self) -> str:
        """The code of its error as text; empty without one."""
        return _code(self.fields)

    def listed(self, remote_task_id: str) -> Listed:
        """The job as a row of a list. Its size is the server's own, no name of ours."""
        model = self.fields.get("model")
        seconds = self.fields.get("seconds")
        is_whole = isinstance(seconds, str) and _WHOLE_SECONDS.fullmatch(seconds)
        prompt = self.fields.get("prompt")
        return Listed(
            remote_task_id=remote_task_id,
            model=model if isinstance(model, str) and model else None,
            created_at=self.created_at,
            # H3's clips are longer than asked by some frames, and told so ("5.166667").
            duration_s=int(str(seconds)) if is_whole else None,
            prompt=prompt if isinstance(prompt, str) and prompt.strip() else None,
        )


def can_be_asked_for(job_id: str) -> bool:
    """Whether a handle can be one step of a path, and leads nowhere else."""
    return _PATH_PART.fullmatch(job_id) is not None


def jobs_of(answer: RawAnswer) -> tuple[VideoJob, ...] | None:
    """The jobs of a list; None when it is no list."""
    rows = (answer.data or {}).get("data")
    if not isinstance(rows, list):
        return None
    return tuple(VideoJob(fields=row) for row in rows if isinstance(row, dict))


def code_in_words(answer: RawAnswer) -> str:
    """The code for the operator: the server's own, else the HTTP status."""
    return _code(answer.data or {}) or f"HTTP {answer.http_status}"


def submit_meaning(answer: RawAnswer) -> Meaning | None:
    """What an answer to a submit means when it is a refusal; None when it refuses nothing."""
    known = _known(answer.data or {})
    if answer.is_ok:
        return known
    if known is not None:
        return known
    return status_of_submit(answer.http_status)


def read_meaning(answer: RawAnswer) -> Meaning | None:
    """The same for all that orders nothing: the job goes on, whatever it says."""
    if answer.is_ok:
        return None if answer.data is not None else Meaning.UNAVAILABLE
    found = _known(answer.data or {}) or OF_STATUS.get(answer.http_status)
    return found if found in TOLD_WHEN_READING else Meaning.UNAVAILABLE


def failure_meaning(job: VideoJob) -> Meaning:
    """Why a job failed; reasons that blame nobody are ENGINE."""
    if job.error_code.casefold() in IMPOSSIBLE:
        return Meaning.PARAMETERS
    meaning = _known(job.fields)
    return meaning if meaning is not None and meaning in OF_FAILURES else Meaning.ENGINE


def _known(fields: Fields) -> Meaning | None:
    error = child(fields, "error")
    inside = OF_CODE.get(number(error.get("code")) or 0)
    if inside is not None:
        return inside  # a gateway to MiniMax passes its numbers on
    words = (error.get("code"), error.get("type"))
    found = (OF_WORD.get(word.casefold()) for word in words if isinstance(word, str))
    return next((meaning for meaning in found if meaning is not None), None)


def _code(fields: Fields) -> str:
    code = child(fields, "error").get("code")
    if isinstance(code, bool) or not isinstance(code, int | str):
        return ""
    return str(code)[:60]
