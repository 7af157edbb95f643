"""The troubles of the failure tables by name, and the stand-in's fault that brings each about."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.minimax.faults import Fault, FaultKind, Operation
from services.providers.kinds import MINIMAX_V1, MINIMAX_V2

NOT_SENT, NOT_SENT_THRICE = "no connection", "no connection, three times"
NO_CONNECTION_IN_TIME = "no connection in time"
NO_ANSWER = "no answer in time"
CUT_BEFORE, CUT_AFTER = "cut before it was processed", "cut after it was processed"
CUT_HALFWAY = "cut halfway"
BAD_JSON, WRONG_SHAPE = "bad JSON", "JSON of another shape"
HTML_PAGE = "HTML page (502)"
REDIRECT, MOVED = "redirect to another host (302)", "redirect to another host (308)"
WRONG_TYPE, TRUNCATED = "wrong content type", "truncated MP4"
TOLD_AS_422 = "1027, told with HTTP 422"
IN_BASE_RESP = " in base_resp"

#: Written by the engine into every refusal; nobody but the operator may read it.
ENGINES_WORDS = "engine-internal-words"

#: Each step as the stand-in calls it.
OPERATIONS = {
    "submit": Operation.SUBMIT,
    "query": Operation.QUERY,
    "retrieve": Operation.RETRIEVE,
    "query for the link": Operation.QUERY,
    "query before the download": Operation.QUERY,
    "download": Operation.DOWNLOAD,
    "list": Operation.LIST,
    "cancel": Operation.CANCEL,
}
_TYPE_STATUSES = {
    "bad_request_error": 400,
    "authorized_error": 401,
    "insufficient_balance_error": 402,
    "unprocessable_entity_error": 422,
    "rate_limit_error": 429,
    "overloaded_error": 529,
    "server_error": 500,
}
#: Where a word has a status of its own; the others come with 400.
_WORD_STATUSES = {
    "insufficient_quota": 429,
    "billing_hard_limit_reached": 429,
    "budget_exceeded": 429,
    "invalid_api_key": 401,
    "model_not_found": 404,
    "rate_limit_exceeded": 429,
}
_SHAPES = (
    ENGINES_WORDS,
    {"message": ENGINES_WORDS, "type": "some_error"},
    None,
)


def fault_of(kind: str, step: str, trouble: str, elsewhere: str = "/") -> Fault:
    """The stand-in's fault for a trouble. `elsewhere` is where a redirect leads to."""
    operation = OPERATIONS[step]
    plain = {
        CUT_BEFORE: Fault(operation=operation, kind=FaultKind.DROP_BEFORE),
        CUT_AFTER: Fault(operation=operation, kind=FaultKind.DROP_AFTER),
        CUT_HALFWAY: Fault(operation=operation, kind=FaultKind.CUT),
        BAD_JSON: Fault(operation=operation, kind=FaultKind.TRUNCATED),
        TRUNCATED: Fault(operation=operation, kind=FaultKind.TRUNCATED),
        WRONG_SHAPE: json_fault(operation, 200, {"answer": ["of", {"another": "shape"}]}),
        HTML_PAGE: Fault(operation=operation, kind=FaultKind.HTML),
        REDIRECT: Fault(operation=operation, kind=FaultKind.REDIRECT, location=elsewhere),
        MOVED: Fault(operation=operation, kind=FaultKind.REDIRECT, status=308, location=elsewhere),
        WRONG_TYPE: Fault(operation=operation, kind=FaultKind.WRONG_TYPE),
        NO_ANSWER: Fault(operation=operation, kind=FaultKind.HOLD_AFTER),
    }
    return plain.get(trouble) or _refusal(kind, operation, trouble)


def _refusal(kind: str, operation: Operation, trouble: str) -> Fault:
    if trouble.startswith("HTTP "):
        status = int(trouble.removeprefix("HTTP "))
        # Text, object and nothing at all by turns, so that each operation meets all three.
        shape = _SHAPES[(status + list(Operation).index(operation)) % len(_SHAPES)]
        return Fault(operation=operation, kind=FaultKind.HTTP, status=status, error=shape)
    code = trouble.removesuffix(IN_BASE_RESP)
    if code.isdecimal():
        is_plain = kind == MINIMAX_V1 or code != trouble
        shape_kind = FaultKind.BASE_RESP if is_plain else FaultKind.CODE
        return Fault(operation=operation, kind=shape_kind, code=int(code), text=ENGINES_WORDS)
    if kind == MINIMAX_V2:
        status = _TYPE_STATUSES[trouble]
        error = {"type": trouble, "message": ENGINES_WORDS, "http_code": str(status)}
        return json_fault(operation, status, {"type": "error", "error": error, "request_id": "r-1"})
    error = {"message": ENGINES_WORDS, "type": "some_error", "param": None, "code": trouble}
    return json_fault(operation, _WORD_STATUSES.get(trouble, 400), {"error": error})


def json_fault(operation: Operation, status: int, body: object) -> Fault:
    """Exactly this answer, in place of the right one."""
    return Fault(
        operation=operation,
        kind=FaultKind.BODY,
        status=status,
        body=json.dumps(body),
        content_type="application/json",
    )


def link_elsewhere(kind: str, remote_task_id: str, link: str) -> Fault:
    """A right answer but for the clip's link, which leads somewhere else."""
    if kind == MINIMAX_V1:
        told: object = {"file": {"download_url": link}, "base_resp": {"status_code": 0}}
        return json_fault(Operation.RETRIEVE, 200, told)
    if kind == MINIMAX_V2:
        told = {"task": {"id": remote_task_id, "status": "succeeded", "content": {"url": link}}}
    else:
        told = {"id": remote_task_id, "status": "completed", "url": link}
    return json_fault(Operation.QUERY, 200, told)


def failed_job(remote_task_id: str, word: str) -> Fault:
    """`/v1/videos` says that a job failed, and calls the reason by a word."""
    error = {"code": word, "message": ENGINES_WORDS}
    told = {"id": remote_task_id, "object": "video", "status": "failed", "error": error}
    return json_fault(Operation.QUERY, 200, told)


def locked_door() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return f"http://127.0.0.1:{closed.getsockname()[1]}"


@contextmanager
def unanswered_door() -> Iterator[str]:
    """An address that takes no connection and refuses none: its waiting room is full."""
    with socket.socket() as door, socket.socket() as first, socket.socket() as second:
        door.bind(("127.0.0.1", 0))
        door.listen(0)
        first.connect(door.getsockname())
        second.setblocking(False)
        second.connect_ex(door.getsockname())
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
