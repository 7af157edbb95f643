"""The second API generation over HTTP: submit, query, list, cancel or delete.

Errors have real HTTP statuses; the vendor's code stands in parentheses at the end of the message.
"""

from typing import Any

from aiohttp import web

from sandbox.minimax.answers import Answer, json_answer
from sandbox.minimax.codes import BAD_PARAMETERS, TEXTS, Refusal, refuse
from sandbox.minimax.desk import Desk, Dialect, fail_code, read_json
from sandbox.minimax.engine import Found
from sandbox.minimax.faults import Fault, Operation
from sandbox.minimax.models import Api
from sandbox.minimax.orders import Order, Status
from sandbox.minimax.uploads import Uploads

_WORDS = {
    Status.PREPARING: "queued",
    Status.QUEUEING: "queued",
    Status.PROCESSING: "running",
    Status.SUCCESS: "succeeded",
    Status.FAIL: "failed",
    Status.CANCELLED: "cancelled",
}
_MADE_KINDS = ("generation", "h3_context_ir", "regeneration")
_USUAL_PAGE = 20
_HTTP = {
    1000: 500,
    1001: 500,
    1002: 429,
    1004: 401,
    1008: 402,
    1013: 500,
    1024: 500,
    1026: 422,
    1027: 422,
    1033: 500,
    1039: 429,
    1041: 429,
    2045: 429,
    2049: 401,
    2056: 429,
    2064: 529,
}
"""By the vendor's table; a code that is not in it is a bad request."""
ERROR_TYPES = {
    400: "bad_request_error",
    401: "authorized_error",
    402: "insufficient_balance_error",
    422: "unprocessable_entity_error",
    429: "rate_limit_error",
    500: "server_error",
    529: "overloaded_error",
}
"""The vendor's `error.type` by HTTP status."""


def _refuse(refusal: Refusal, trace_id: str) -> Answer:
    status = _HTTP.get(refusal.code, 400)
    error = {
        "type": ERROR_TYPES[status],
        "message": f"{refusal.text} ({refusal.code})",
        "http_code": str(status),
    }
    return json_answer({"type": "error", "error": error, "request_id": trace_id}, status)


V2 = Dialect(api=Api.V2, refuse=_refuse)


class RoutesV2:
    """Serves tasks."""

    def __init__(self, desk: Desk, uploads: Uploads) -> None:
        self._desk = desk
        self._uploads = uploads
        self._engine = desk.engine

    def table(self, prefix: str) -> list[web.RouteDef]:
        """Give the routes below a path prefix."""
        return [
            web.post(f"{prefix}/v2/video_generation", self._serve_submit),
            web.get(f"{prefix}/v2/query/video_generation", self._serve_list),
            web.get(f"{prefix}/v2/query/video_generation/{{task_id}}", self._serve_query),
            web.delete(f"{prefix}/v2/video_generation/{{task_id}}", self._serve_cancel),
        ]

    async def _serve_submit(self, request: web.Request) -> web.StreamResponse:
        return await self._desk.serve(V2, Operation.SUBMIT, request, self._submit)

    async def _serve_query(self, request: web.Request) -> web.StreamResponse:
        return await self._desk.serve(V2, Operation.QUERY, request, self._query)

    async def _serve_list(self, request: web.Request) -> web.StreamResponse:
        return await self._desk.serve(V2, Operation.LIST, request, self._list)

    async def _serve_cancel(self, request: web.Request) -> web.StreamResponse:
        return await self._desk.serve(V2, Operation.CANCEL, request, self._cancel)

    async def _submit(self, request: web.Request, fault: Fault | None) -> Answer:
        self._desk.check_key(request)
        body = self._uploads.resolved(await read_json(request))
        order = await self._engine.submit(body, fail_code(fault), Api.V2)
        return json_answer({"task_id": order.remote_task_id})

    async def _query(self, request: web.Request, fault: Fault | None) -> Answer:
        self._desk.check_key(request)
        found = await self._engine.query(request.match_info["task_id"], Api.V2)
        return json_answer({"task": self.describe(found)})

    async def _list(self, request: web.Request, fault: Fault | None) -> Answer:
        self._desk.check_key(request)
        number = _whole_number(request, "page_num", 1)
        size = _whole_number(request, "page_size", _USUAL_PAGE)
        _check_filters(request)
        fitting = [found for found in self._engine.listed(Api.V2) if _fits(found, request)]
        page = fitting[(number - 1) * size : number * size]
        return json_answer(
            {"items": [self.describe(found) for found in page], "total": len(fitting)}
        )

    async def _cancel(self, request: web.Request, fault: Fault | None) -> Answer:
        self._desk.check_key(request)
        found = self._engine.cancel(request.match_info["task_id"], Api.V2)
        done = "cancelled" if found.status is Status.CANCELLED else "deleted"
        told = {"task_id": found.order.remote_task_id, "action": done, "status": done}
        return json_answer(told)

    def describe(self, found: Found) -> dict[str, Any]:
        """Describe an order as queries, lists and callbacks do."""
        order, request, now = found.order, found.order.request, self._desk.now()
        told: dict[str, Any] = {
            "id": order.remote_task_id,
            "model": request.model.name,
            "status": _WORDS[found.status],
            "created_at": int(order.at.timestamp()),
            "updated_at": int(order.changed_at(now).timestamp()),
        }
        if found.status is Status.SUCCESS:
            told["content"] = {"url": self._desk.link(order)}
        if found.status is Status.FAIL:
            message = TEXTS.get(found.code, "error")
            told["error"] = {"code": str(found.code), "message": message}
        return told | {
            "resolution": request.resolution,
            "duration": request.seconds,
            "usage": _usage(order) if found.status is Status.SUCCESS else {},
            "ratio": request.ratio,
            "task_type": "generation",
            "modality": "video",
        }


def _usage(order: Order) -> dict[str, int]:
    seconds = order.request.seconds
    return {
        "total_seconds": seconds,
        "input_seconds": 0,
        "output_seconds": seconds,
        "input_image_count": len(order.request.images),
    }


def _check_filters(request: web.Request) -> None:
    for name, known in (("status", set(_WORDS.values())), ("task_type", set(_MADE_KINDS))):
        word = request.query.get(f"filter.{name}")
        if word is not None and word not in known:
            raise refuse(BAD_PARAMETERS, f"filter.{name} must be {' or '.join(sorted(known))}")


def _fits(found: Found, request: web.Request) -> bool:
    asked = request.query
    # An array in a query is written repeated or with commas; the vendor does not say which.
    ids = {one for text in asked.getall("filter.task_ids", []) for one in text.split(",")}
    return (
        asked.get("filter.status") in (None, _WORDS[found.status])
        and asked.get("filter.task_type") in (None, "generation")
        and asked.get("filter.model") in (None, found.order.request.model.name)
        and (not ids or found.order.remote_task_id in ids)
    )


def _whole_number(request: web.Request, name: str, usual: int) -> int:
    value = request.query.get(name, str(usual))
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= 500):
        raise refuse(BAD_PARAMETERS, f"{name} must be a whole number from 1 to 500")
    return int(value)
