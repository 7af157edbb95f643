"""Operation by code, type, status and cut at MiniMax V2: what each trouble means."""

from pathlib import Path

import aiohttp
import pytest

from services.providers.base import Meaning
from services.providers.minimax_v2 import MiniMaxV2
from tests.services.providers.account import line_to, refusal
from tests.services.providers.account_v2 import (
    OPERATIONS_V2,
    ORDER_V2,
    TASK_ID,
    ask_v2,
    provider_v2,
    refused,
    task,
)
from tests.services.providers.scripted_engine import (
    Cut,
    Reply,
    ScriptedEngine,
    Silence,
    http,
    said,
)

#: Code → type and HTTP status as documented (or likely), meaning at submit, meaning elsewhere.
CODES = {
    1000: ("server_error", 500, Meaning.ANSWER_LOST, Meaning.UNAVAILABLE),
    1001: ("server_error", 500, Meaning.ANSWER_LOST, Meaning.UNAVAILABLE),
    1002: ("rate_limit_error", 429, Meaning.BUSY, Meaning.BUSY),
    1004: ("authorized_error", 401, Meaning.KEY, Meaning.KEY),
    1008: ("insufficient_balance_error", 402, Meaning.MONEY, Meaning.MONEY),
    1013: ("server_error", 500, Meaning.ANSWER_LOST, Meaning.UNAVAILABLE),
    1024: ("server_error", 500, Meaning.ANSWER_LOST, Meaning.UNAVAILABLE),
    1026: ("unprocessable_entity_error", 422, Meaning.CONTENT, Meaning.UNAVAILABLE),
    1027: ("unprocessable_entity_error", 422, Meaning.OUTPUT, Meaning.UNAVAILABLE),
    1033: ("server_error", 500, Meaning.ANSWER_LOST, Meaning.UNAVAILABLE),
    1039: ("rate_limit_error", 429, Meaning.BUSY, Meaning.BUSY),
    1041: ("rate_limit_error", 429, Meaning.BUSY, Meaning.BUSY),
    1042: ("bad_request_error", 400, Meaning.INVISIBLE, Meaning.UNAVAILABLE),
    2013: ("bad_request_error", 400, Meaning.PARAMETERS, Meaning.UNAVAILABLE),
    2045: ("rate_limit_error", 429, Meaning.BUSY, Meaning.BUSY),
    2049: ("authorized_error", 401, Meaning.KEY, Meaning.KEY),
    2056: ("rate_limit_error", 429, Meaning.PLAN, Meaning.PLAN),
    2061: ("bad_request_error", 400, Meaning.MODEL, Meaning.UNAVAILABLE),
    2062: ("bad_request_error", 400, Meaning.MODEL, Meaning.UNAVAILABLE),
}
STATUSES = {
    302: (Meaning.ANSWER_LOST, Meaning.UNAVAILABLE),
    307: (Meaning.ADDRESS, Meaning.UNAVAILABLE),
    308: (Meaning.ADDRESS, Meaning.UNAVAILABLE),
    400: (Meaning.PARAMETERS, Meaning.UNAVAILABLE),
    401: (Meaning.KEY, Meaning.KEY),
    402: (Meaning.MONEY, Meaning.MONEY),
    403: (Meaning.KEY, Meaning.KEY),
    404: (Meaning.ABSENT, Meaning.UNAVAILABLE),
    405: (Meaning.ABSENT, Meaning.UNAVAILABLE),
    408: (Meaning.ANSWER_LOST, Meaning.UNAVAILABLE),
    413: (Meaning.PARAMETERS, Meaning.UNAVAILABLE),
    422: (Meaning.PARAMETERS, Meaning.UNAVAILABLE),
    429: (Meaning.BUSY, Meaning.BUSY),
    500: (Meaning.ANSWER_LOST, Meaning.UNAVAILABLE),
    502: (Meaning.ANSWER_LOST, Meaning.UNAVAILABLE),
    529: (Meaning.ANSWER_LOST, Meaning.UNAVAILABLE),
}


@pytest.mark.parametrize("operation", OPERATIONS_V2)
@pytest.mark.parametrize("code", CODES)
async def test_a_code_at_every_operation(
    h3: MiniMaxV2, engine: ScriptedEngine, code: int, operation: str, tmp_path: Path
) -> None:
    """Each code of the table, at the message's end, has its meaning, and its request's number."""
    kind, status, submitting, reading = CODES[code]
    engine.script = [refused(status, kind, code)]
    error = await refusal(ask_v2(h3, operation, tmp_path))
    assert error.meaning is (submitting if operation == "submit" else reading)
    assert (error.code, error.text) == (str(code), f"as scripted ({code})")
    assert error.trace_id == "req-7"
    assert len(engine.seen) == 1


@pytest.mark.parametrize("operation", OPERATIONS_V2)
@pytest.mark.parametrize("status", STATUSES)
async def test_a_status_at_every_operation(
    h3: MiniMaxV2, engine: ScriptedEngine, status: int, operation: str, tmp_path: Path
) -> None:
    """A bare HTTP status has its meaning too; 404 says that there is no V2."""
    engine.script = [http(status, b"<html>as scripted</html>", {"Location": engine.url + "/x"})]
    error = await refusal(ask_v2(h3, operation, tmp_path))
    assert error.meaning is STATUSES[status][operation != "submit"]
    assert (error.code, error.trace_id) == (f"HTTP {status}", "trace-7")
    assert "as scripted" in error.text
    assert len(engine.seen) == 1


OVERLOADED = {"type": "overloaded_error", "message": "x"}


@pytest.mark.parametrize(
    ("reply", "meaning"),
    [
        (http(529, {"type": "error", "error": OVERLOADED}), Meaning.BUSY),
        (http(500, {"error": {"type": "rate_limit_error", "message": "x"}}), Meaning.BUSY),
        (http(422, {"error": {"type": "unprocessable_entity_error"}}), Meaning.CONTENT),
        (http(400, {"error": {"code": "1026", "message": "x"}}), Meaning.CONTENT),
        (http(400, {"error": {"message": "too much (4711)"}}), Meaning.PARAMETERS),
        (http(200, {"type": "error", "error": {"http_code": "401"}}), Meaning.KEY),
        (http(400, {"error": "as scripted"}), Meaning.PARAMETERS),
        (said(1008), Meaning.MONEY),
        (said(1002, task_id=TASK_ID), Meaning.ANSWER_LOST),
        (refused(429, "rate_limit_error", 2061), Meaning.MODEL),
    ],
    ids=[
        "overloaded",
        "type over status",
        "type alone",
        "code in a field",
        "unknown code",
        "status inside",
        "error as a text",
        "V1's shape",
        "handle and refusal",
        "code over type",
    ],
)
async def test_other_shapes_of_a_refusal(
    h3: MiniMaxV2, engine: ScriptedEngine, reply: Reply, meaning: Meaning
) -> None:
    """Code, then type, then status decide; gateways and the first generation are understood."""
    engine.script = [reply]
    assert (await refusal(h3.submit(ORDER_V2))).meaning is meaning


NO_HANDLE = {
    name: http(200, {"task_id": value})
    for name, value in {
        "empty": "",
        "zero": 0,
        "a list": ["1"],
        "a path": "../1",
        "dots": "..",
    }.items()
}


@pytest.mark.parametrize("reply", NO_HANDLE.values(), ids=NO_HANDLE)
async def test_a_success_without_a_handle(
    h3: MiniMaxV2, engine: ScriptedEngine, reply: Reply
) -> None:
    """A success that names nothing to ask for may have ordered a clip; it is asked once only."""
    engine.script = [reply]
    assert (await refusal(h3.submit(ORDER_V2))).meaning is Meaning.ANSWER_LOST
    assert len(engine.seen) == 1


@pytest.mark.parametrize(
    "reply", [Silence(), Cut(), http(500), http(429), http(200, {"action": "odd"})]
)
async def test_a_cancelling_without_an_answer(
    engine: ScriptedEngine, session: aiohttp.ClientSession, reply: Reply
) -> None:
    """What became of a cancelling is never guessed: it is trouble, and may be tried again."""
    engine.script = [task("queued"), reply]
    h3 = provider_v2(engine.url, session, timeout_s=0.05)
    assert (await refusal(h3.cancel(TASK_ID))).meaning in {Meaning.UNAVAILABLE, Meaning.BUSY}


@pytest.mark.parametrize("content", [{}, {"url": ""}, {"url": 7}, [], {"url": "ftp://x"}], ids=str)
async def test_a_success_without_a_usable_link(
    h3: MiniMaxV2, engine: ScriptedEngine, content: object, tmp_path: Path
) -> None:
    """A clip that can't be fetched yet is asked for again."""
    engine.script = [task("succeeded", content=content)]
    error = await refusal(h3.download(TASK_ID, tmp_path / "clip.part"))
    assert (error.meaning, error.trace_id) == (Meaning.UNAVAILABLE, "trace-7")


@pytest.mark.parametrize("status", [404, 405, 410])
async def test_an_address_that_somebody_named_is_only_wrong(
    session: aiohttp.ClientSession, engine: ScriptedEngine, status: int, tmp_path: Path
) -> None:
    """Where the operator said that a host has this API, one misrouted answer ends no shots."""
    named = MiniMaxV2(account="main", line=line_to(engine.url, session))
    engine.script = [http(status)]
    error = await refusal(ask_v2(named, "submit", tmp_path))
    assert error.meaning is Meaning.ADDRESS
