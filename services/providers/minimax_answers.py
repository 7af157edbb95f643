"""An answer of the MiniMax V1 API, read without trusting its shape."""

from dataclasses import dataclass

from services.providers.base import RemoteStatus
from services.providers.engine_answers import RawAnswer, child, handle, number
from services.providers.minimax_errors import OF_CODE

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
class Answer(RawAnswer):
    """One answer in the V1 shape."""

    @staticmethod
    def of(raw: RawAnswer) -> "Answer":
        """An answer seen as one of this API's."""
        return Answer(
            http_status=raw.http_status,
            data=raw.data,
            body=raw.body,
            trace_id=raw.trace_id,
            retry_after_s=raw.retry_after_s,
        )

    @property
    def code(self) -> int | None:
        """`base_resp.status_code`, or a code of the same table inside `error`; None without."""
        code = number(child(self.data, "base_resp").get("status_code"))
        if code is None:
            inside = number(child(self.data, "error").get("code"))
            code = inside if inside in OF_CODE else None
        return code

    @property
    def code_in_words(self) -> str:
        """The code for the operator: MiniMax's own, else the HTTP status."""
        return str(self.code) if self.code else f"HTTP {self.http_status}"

    @property
    def remote_task_id(self) -> str | None:
        """The task's handle, if there is one that can be used."""
        return handle((self.data or {}).get("task_id"))

    @property
    def file_id(self) -> str | None:
        """The file's handle: a string in a query, an int64 in a retrieve."""
        return handle((self.data or {}).get("file_id"))

    @property
    def status(self) -> RemoteStatus | None:
        """Where the task is; a word nobody knows means that it still runs. None: not said."""
        word = (self.data or {}).get("status")
        if not isinstance(word, str) or not word.strip():
            return None
        return _STATUSES.get(word.strip().casefold(), RemoteStatus.RUNNING)

    @property
    def pixels(self) -> tuple[int, int] | None:
        """Width and height of what was made, told with its success."""
        data = self.data or {}
        width, height = number(data.get("video_width")), number(data.get("video_height"))
        return (width, height) if width and height else None

    @property
    def links(self) -> tuple[str, ...]:
        """The download links of a retrieve, the best first."""
        file = child(self.data, "file")
        found = (file.get("download_url"), file.get("backup_download_url"))
        return tuple(dict.fromkeys(link for link in found if isinstance(link, str) and link))
