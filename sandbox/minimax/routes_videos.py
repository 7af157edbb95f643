"""`/v1/videos` over HTTP, as self-hosted engines serve it: JSON or a form in, an MP4 out.

The shape is OpenAI's; SGLang, vLLM-Omni, FastVideo and LiteLLM speak it with small differences,
which `VideosHabits` holds.
"""

import base64
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.minimax.answers import Answer, json_answer
from sandbox.minimax.codes import AUTH_FAILED, BAD_PARAMETERS, TEXTS, Refusal, refuse
from sandbox.minimax.desk import Desk, Dialect, fail_code, read_json
from sandbox.minimax.engine import Found
from sandbox.minimax.faults import Fault, Operation
from sandbox.minimax.models import Api
from sandbox.minimax.orders import Status

_WORDS = {
    Status.PREPARING: "queued",
    Status.QUEUEING: "queued",
    Status.PROCESSING: "in_progress",
    Status.SUCCESS: "completed",
    Status.FAIL: "failed",
    Status.CANCELLED: "failed",
}
_VIDEO = "video"
"""The one variant of a job's content: OpenAI has a thumbnail and a spritesheet, too."""
_USUAL_PAGE, _MOST_PAGE = 20, 100
_HTTP = {1000: 500, 1002: 429, 1004: 401, 1008: 402, 1041: 429}


@dataclass(frozen=True, slots=True, kw_only=True)
class VideosHabits:
    """How this engine differs from others of its shape."""

    form_only: bool = False
    """Whether only multipart forms are taken, as vLLM-Omni does."""
    failed_status: int = 200
    """HTTP status of a query for a job that failed; vLLM-Omni answers an error there."""


class NotThere(Exception):
    """Nothing is known by that id, or not yet."""


def _refuse(refusal: Refusal, trace_id: str) -> Answer:
    return _error(_HTTP.get(refusal.code, 400), refusal.text, refusal.code)


def _error(status: int, message: str, code: int | None = None) -> Answer:
    kinds = {401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error"}
    kind = kinds.get(status, "server_error" if status >= 500 else "invalid_request_error")
    error = {"message": message, "type": kind, "param": None, "code": code and str(code)}
    return json_answer({"error": error}, status)


VIDEOS = Dialect(api=Api.VIDEOS, refuse=_refuse)


class RoutesVideos:
    """Serves jobs; `habits` may change while it runs."""

    def __init__(self, desk: Desk) -> None:
        self.habits = VideosHabits()
        self._desk = desk
        self._engine = desk.engine

    def table(self, prefix: str) -> list[web.RouteDef]:
        """Give the routes below a path prefix."""
        one = f"{prefix}/v1/videos/{{id}}"
        return [
            web.post(f"{prefix}/v1/videos", self._serve_submit),
            web.get(f"{prefix}/v1/videos", self._serve_list),
            web.get(one, self._serve_query),
            web.delete(one, self._serve_delete),
            web.get(f"{one}/content", self._serve_content),
        ]

    async def _serve_submit(self, request: web.Request) -> web.StreamResponse:
        return await self._desk.serve(VIDEOS, Operation.SUBMIT, request, self._submit)

    async def _serve_query(self, request: web.Request) -> web.StreamResponse:
        return await self._desk.serve(VIDEOS, Operation.QUERY, request, self._query)

    async def _serve_list(self, request: web.Request) -> web.StreamResponse:
        return await self._desk.serve(VIDEOS, Operation.LIST, request, self._list)

    async def _serve_delete(self, request: web.Request) -> web.StreamResponse:
        return await self._desk.serve(VIDEOS, Operation.CANCEL, request, self._delete)

    async def _serve_content(self, request: web.Request) -> web.StreamResponse:
        return await self._desk.serve(VIDEOS, Operation.DOWNLOAD, request, self._content)

    async def _submit(self, request: web.Request, fault: Fault | None) -> Answer:
        self._check_key(request)
        body = await self._read_body(request)
        order = await self._engine.submit(body, fail_code(fault), Api.VIDEOS)
        return json_answer(self._job(self._engine.look(order)))

    async def _query(self, request: web.Request, fault: Fault | None) -> Answer:
        self._check_key(request)
        try:
            found = await self._find(request)
        except NotThere as error:
            return _error(404, str(error))
        status = self.habits.failed_status if found.status is Status.FAIL else 200
        return json_answer(self._job(found), status)

    async def _content(self, request: web.Request, fault: Fault | None) -> Answer:
        self._check_key(request)
        if request.query.get("variant", _VIDEO) != _VIDEO:
            raise refuse(BAD_PARAMETERS, f"variant must be {_VIDEO}: there is nothing else")
        try:
            found = await self._find(request)
        except NotThere as error:
            return _error(404, str(error))
        if found.status is not Status.SUCCESS:
            return _error(404, f"video is {_WORDS[found.status]}: there is no content")
        return Answer(body=found.order.drawing.result(), content_type="video/mp4")

    async def _list(self, request: web.Request, fault: Fault | None) -> Answer:
        self._check_key(request)
        limit = request.query.get("limit", str(_USUAL_PAGE))
        if not (limit.isascii() and limit.isdigit() and 1 <= int(limit[:9]) <= _MOST_PAGE):
            raise refuse(BAD_PARAMETERS, f"limit must be a whole number from 1 to {_MOST_PAGE}")
        jobs = [self._job(found) for found in self._engine.listed(Api.VIDEOS)]
        if request.query.get("order") == "asc":
            jobs.reverse()
        ids = [job["id"] for job in jobs]
        after = request.query.get("after")
        begin = ids.index(after) + 1 if after in ids else 0
        page = jobs[begin : begin + int(limit)]
        return json_answer(
            {
                "object": "list",
                "data": page,
                "first_id": page[0]["id"] if page else None,
                "last_id": page[-1]["id"] if page else None,
                "has_more": begin + len(page) < len(jobs),
            }
        )

    async def _delete(self, request: web.Request, fault: Fault | None) -> Answer:
        self._check_key(request)
        try:
            found = await self._find(request)
        except NotThere as error:
            return _error(404, str(error))
        self._engine.discard(found.order)
        told = {"id": found.order.remote_task_id, "object": "video.deleted", "deleted": True}
        return json_answer(told)

    def _check_key(self, request: web.Request) -> None:
        """Raise `Refusal` where a key is asked for and missing: an own engine may have none."""
        if self._desk.key and not self._desk.knows(request):
            raise refuse(AUTH_FAILED)

    async def _find(self, request: web.Request) -> Found:
        remote_task_id = request.match_info["id"]
        try:
            return await self._engine.query(remote_task_id, Api.VIDEOS)
        except Refusal as refusal:
            raise NotThere(f"there is no video {remote_task_id[:60]!r}") from refusal

    async def _read_body(self, request: web.Request) -> Any:
        if request.content_type == "multipart/form-data":
            return await _read_form(request)
        if self.habits.form_only:
            raise refuse(BAD_PARAMETERS, "the body must be multipart/form-data")
        return await read_json(request)

    def _job(self, found: Found) -> dict[str, Any]:
        order, request, now = found.order, found.order.request, self._desk.now()
        ended = order.changed_at(now) if found.status in (Status.SUCCESS, Status.FAIL) else None
        error = None
        if found.status is Status.FAIL:
            error = {"code": str(found.code), "message": TEXTS.get(found.code, "error")}
        return {
            "id": order.remote_task_id,
            "object": "video",
            "status": _WORDS[found.status],
            "progress": order.progress(now),
            "model": request.model.name,
            "prompt": request.prompt,
            "size": request.resolution,
            "seconds": str(request.seconds),
            "created_at": int(order.at.timestamp()),
            "completed_at": int(ended.timestamp()) if ended else None,
            "error": error,
        }


async def _read_form(request: web.Request) -> dict[str, Any]:
    """Give a form's fields as texts, its pictures as data URLs. Raises `Refusal`."""
    try:
        form = await request.post()
    except ValueError as error:
        raise refuse(BAD_PARAMETERS, f"the body is not a form ({error})") from error
    told = {name: [_as_text(value) for value in form.getall(name)] for name in form}
    return {name: texts[0] if len(texts) == 1 else texts for name, texts in told.items()}


def _as_text(value: "str | bytes | bytearray | web.FileField") -> str:
    if isinstance(value, web.FileField):
        data = base64.b64encode(value.file.read()).decode()
        # A client that is given bytes alone says nothing of their kind; they tell it themselves.
        is_named = value.content_type.startswith("image/")
        return f"data:{value.content_type};base64,{data}" if is_named else data
    return value if isinstance(value, str) else bytes(value).decode(errors="replace")
