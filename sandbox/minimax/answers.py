"""Answers before they are sent, and the ways in which sending them can go wrong."""

import asyncio
import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from aiohttp import web

from sandbox.minimax.codes import base_resp
from sandbox.minimax.faults import Fault, FaultKind

_PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1><hr>openresty</body></html>"
_SLICES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status, a body (bytes, or a file that serves ranges) and headers."""

    body: bytes | Path
    status: int = 200
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


def json_answer(value: Any, status: int = 200) -> Answer:
    """Answer JSON."""
    return Answer(body=json.dumps(value).encode(), status=status)


def replacing_answer(fault: Fault) -> Answer | None:
    """Give the answer that a fault puts in place of the real one; `None` for other kinds."""
    status = fault.http_status
    match fault.kind:
        case FaultKind.BASE_RESP:
            answer = json_answer({"base_resp": base_resp(fault.code, fault.text)}, status)
        case FaultKind.HTTP if fault.error is None:
            answer = Answer(body=b"", status=status)
        case FaultKind.HTTP:
            answer = json_answer({"error": fault.error}, status)
        case FaultKind.HTML:
            page = _PAGE.format(f"{status} Bad Gateway" if status == 502 else str(status))
            answer = Answer(body=page.encode(), status=status, content_type="text/html")
        case FaultKind.BODY:
            body = fault.body.encode()
            answer = Answer(body=body, status=status, content_type=fault.content_type)
        case FaultKind.REDIRECT:
            answer = Answer(body=b"", status=status, headers={"Location": fault.location})
        case _:
            return None
    return replace(answer, headers={**answer.headers, **fault.headers})


async def send(request: web.Request, answer: Answer) -> web.StreamResponse:
    """Send an answer as it is."""
    headers = {**answer.headers, "Content-Type": answer.content_type}
    if isinstance(answer.body, Path):
        return web.FileResponse(answer.body, headers=headers)
    return web.Response(body=answer.body, status=answer.status, headers=headers)


async def send_spoiled(request: web.Request, answer: Answer, fault: Fault) -> web.StreamResponse:
    """Send an answer as a fault spoils it."""
    match fault.kind:
        case FaultKind.DROP_AFTER:
            return drop(request)
        case FaultKind.WRONG_TYPE:
            return await send(request, replace(answer, content_type=fault.content_type))
        case FaultKind.TRUNCATED:
            body = await _whole(answer)
            return await send(request, replace(answer, body=body[: len(body) // 2]))
        case FaultKind.CUT:
            return await _send_cut(request, answer)
        case FaultKind.SLOW:
            return await _send_slowly(request, answer, fault.seconds)
        case _:
            return await send(request, answer)


def drop(request: web.Request) -> web.StreamResponse:
    """Cut the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _whole(answer: Answer) -> bytes:
    if isinstance(answer.body, Path):
        return await asyncio.to_thread(answer.body.read_bytes)
    return answer.body


async def _begin(request: web.Request, answer: Answer, length: int) -> web.StreamResponse:
    headers = {**answer.headers, "Content-Type": answer.content_type}
    response = web.StreamResponse(status=answer.status, headers=headers)
    response.content_length = length
    await response.prepare(request)
    return response


async def _send_cut(request: web.Request, answer: Answer) -> web.StreamResponse:
    body = await _whole(answer)
    response = await _begin(request, answer, len(body))
    await response.write(body[: len(body) // 2])
    # What is in the buffer must reach the client, or nothing but a cut connection is seen.
    await asyncio.sleep(0.05)
    if request.transport is not None:
        request.transport.abort()
    return response


async def _send_slowly(request: web.Request, answer: Answer, seconds: float) -> web.StreamResponse:
    body = await _whole(answer)
    response = await _begin(request, answer, len(body))
    step = max(1, len(body) // _SLICES)
    for start in range(0, len(body), step):
        await response.write(body[start : start + step])
        await asyncio.sleep(seconds / _SLICES)
    await response.write_eof()
    return response
