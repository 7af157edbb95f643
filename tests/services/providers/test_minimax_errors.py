"""Operation by code, status and cut: what each trouble means."""

from pathlib import Path

import aiohttp
import pytest

from services.providers.base import (
    Meaning,
)
from services.providers.minimax_v1 import MiniMaxV1
from tests.services.providers.account import (
    BROKEN,
    ORDER,
    UNREADABLE,
    ask,
    closed_port,
    provider,
    refusal,
)
from tests.services.providers.scripted_engine import (
    Cut,
    Reply,
    ScriptedEngine,
    Silence,
    http,
    said,
)

BUSY_CODES = [1002, 1039, 1041, 2045, 2064]
KEY_CODES = [1004, 2049]
LOST_CODES = [1000, 1001, 1013, 1024, 1033]
CODES_AT_SUBMIT = {
    **dict.fromkeys(BUSY_CODES, Meaning.BUSY),
    **dict.fromkeys(KEY_CODES, Meaning.KEY),
    1008: Meaning.MONEY,
    2056: Meaning.PLAN,
    **dict.fromkeys(LOST_CODES, Meaning.ANSWER_LOST),
    1026: Meaning.CONTENT,
    1027: Meaning.OUTPUT,
    1042: Meaning.INVISIBLE,
    2013: Meaning.PARAMETERS,
    2061: Meaning.MODEL,
    2062: Meaning.MODEL,
    4711: Meaning.PARAMETERS,
    -1: Meaning.PARAMETERS,
}
STATUSES_AT_SUBMIT = {
    301: Meaning.ANSWER_LOST,
    302: Meaning.ANSWER_LOST,
    303: Meaning.ANSWER_LOST,
    307: Meaning.ADDRESS,
    308: Meaning.ADDRESS,
    400: Meaning.PARAMETERS,
    401: Meaning.KEY,
    402: Meaning.MONEY,
    403: Meaning.KEY,
    404: Meaning.ADDRESS,
    408: Meaning.ANSWER_LOST,
    413: Meaning.PARAMETERS,
    422: Meaning.PARAMETERS,
    429: Meaning.BUSY,
    499: Meaning.ANSWER_LOST,
    500: Meaning.ANSWER_LOST,
    502: Meaning.ANSWER_LOST,
    503: Meaning.ANSWER_LOST,
    504: Meaning.ANSWER_LOST,
    529: Meaning.ANSWER_LOST,
}
BODIES = {
    "a string": {"error": "as scripted"},
    "an object": {"error": {"message": "as scripted", "type": "odd"}},
    "no JSON": b"as scripted",
    "HTML": b"<html><body>as scripted</body></html>",
    "nothing": b"",
}
NO_HANDLE = {
    "missing": said(0),
    "empty": said(0, task_id=""),
    "zero": said(0, task_id=0),
    "null": said(0, task_id=None),
    "true": said(0, task_id=True),
    "a list": said(0, task_id=["1"]),
    "with a line break": said(0, task_id="1\r\n2"),
    "too long": said(0, task_id="1" * 500),
    "an error in 200": http(200, {"error": "odd"}),
}


@pytest.mark.parametrize(("code", "meaning"), CODES_AT_SUBMIT.items(), ids=str)
async def test_a_code_at_submit(
    minimax: MiniMaxV1, engine: ScriptedEngine, code: int, meaning: Meaning
) -> None:
    """Each code of the table, and any unknown one, has its meaning for a submit."""
    engine.script = [said(code, task_id="")]
    error = await refusal(minimax.submit(ORDER))
    assert (error.meaning, error.code, error.text) == (meaning, str(code), "as scripted")
    assert error.trace_id == "trace-7"
    assert len(engine.seen) == 1


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize(("status", "meaning"), STATUSES_AT_SUBMIT.items(), ids=str)
async def test_a_status_at_submit(
    minimax: MiniMaxV1, engine: ScriptedEngine, status: int, meaning: Meaning, body: object
) -> None:
    """Each HTTP status has its meaning for a submit, whatever shape its body has."""
    engine.script = [http(status, body, {"Location": engine.url + "/elsewhere"})]
    error = await refusal(minimax.submit(ORDER))
    assert (error.meaning, error.code) == (meaning, f"HTTP {status}")
    assert ("as scripted" in error.text) == bool(body)
    assert len(engine.seen) == 1


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (400, {"base_resp": {"status_code": 1026, "status_msg": "x"}}, Meaning.CONTENT),
        (500, {"base_resp": {"status_code": "1002", "status_msg": "x"}}, Meaning.BUSY),
        (422, {"error": {"code": "1026", "message": "x"}}, Meaning.CONTENT),
        (429, {"error": {"code": "too_many", "message": "x"}}, Meaning.BUSY),
        (500, {"base_resp": {"status_code": 0}}, Meaning.ANSWER_LOST),
        (200, {"base_resp": "odd"}, Meaning.ANSWER_LOST),
        (200, {"task_id": "55", "base_resp": {"status_code": 1002}}, Meaning.ANSWER_LOST),
        (500, {"task_id": "55"}, Meaning.ANSWER_LOST),
    ],
)
async def test_status_and_code_together(
    minimax: MiniMaxV1, engine: ScriptedEngine, status: int, body: object, meaning: Meaning
) -> None:
    """A known code says more than the status; a refusal with a handle is no certain refusal."""
    engine.script = [http(status, body)]
    error = await refusal(minimax.submit(ORDER))
    assert error.meaning is meaning
    if isinstance(body, dict) and "task_id" in body:
        assert "task 55" in error.text


@pytest.mark.parametrize(
    "reply",
    [*UNREADABLE.values(), *BROKEN.values(), *NO_HANDLE.values()],
    ids=[*UNREADABLE, *BROKEN, *(f"handle {name}" for name in NO_HANDLE)],
)
async def test_an_answer_lost_at_submit(
    minimax: MiniMaxV1, engine: ScriptedEngine, reply: Reply
) -> None:
    """Whatever else happens after sending, a clip may have been ordered; it is asked once only."""
    engine.script = [reply]
    assert (await refusal(minimax.submit(ORDER))).meaning is Meaning.ANSWER_LOST
    assert len(engine.seen) == 1


async def test_a_refusal_whose_body_breaks_off_is_still_one(
    minimax: MiniMaxV1, engine: ScriptedEngine
) -> None:
    """The status line alone says that nothing was created."""
    engine.script = [Cut(http(429, {"error": "slow down"})[:-5])]
    assert (await refusal(minimax.submit(ORDER))).meaning is Meaning.BUSY


@pytest.mark.parametrize("operation", ["submit", "poll", "download"])
async def test_silence(
    engine: ScriptedEngine, session: aiohttp.ClientSession, operation: str, tmp_path: Path
) -> None:
    """No answer in time: lost at submit, try again at the others."""
    minimax = provider(engine.url, session, timeout_s=0.05)
    engine.script = [Silence()]
    lost = Meaning.ANSWER_LOST if operation == "submit" else Meaning.UNAVAILABLE
    assert (await refusal(ask(minimax, operation, tmp_path))).meaning is lost


@pytest.mark.parametrize("operation", ["submit", "poll", "download"])
@pytest.mark.parametrize("trouble", ["refused", "no such host", "no TLS"])
async def test_a_request_that_never_left(
    engine: ScriptedEngine,
    session: aiohttp.ClientSession,
    operation: str,
    trouble: str,
    tmp_path: Path,
) -> None:
    """Without a connection nothing was sent, and a submit says so."""
    engine.script = [said(0, task_id="1")]
    url = {
        "refused": f"http://127.0.0.1:{closed_port()}",
        "no such host": "https://no-such-host.invalid",
        "no TLS": engine.url.replace("http:", "https:"),
    }[trouble]
    error = await refusal(ask(provider(url, session), operation, tmp_path))
    sent = Meaning.NOT_SENT if operation == "submit" else Meaning.UNAVAILABLE
    assert error.meaning is sent
    assert engine.seen == []


READ_MEANINGS = [
    *((said(code), Meaning.BUSY, str(code)) for code in BUSY_CODES),
    *((said(code), Meaning.KEY, str(code)) for code in KEY_CODES),
    (said(1008), Meaning.MONEY, "1008"),
    (said(2056), Meaning.PLAN, "2056"),
    (http(402, {"error": "x"}), Meaning.MONEY, "402"),
    *(
        (said(code), Meaning.UNAVAILABLE, str(code))
        for code in [*LOST_CODES, 1026, 1027, 1042, 2013, 2061, 2062, 4711]
    ),
    *((http(status, {"error": "x"}), Meaning.KEY, str(status)) for status in (401, 403)),
    *((http(status, {"error": "x"}), Meaning.BUSY, str(status)) for status in (425, 429)),
    *(
        (http(status, {"error": "x"}), Meaning.UNAVAILABLE, str(status))
        for status in (302, 400, 404, 422, 500, 502, 503)
    ),
    *((reply, Meaning.UNAVAILABLE, name) for name, reply in UNREADABLE.items()),
    *((reply, Meaning.UNAVAILABLE, name) for name, reply in BROKEN.items()),
]


@pytest.mark.parametrize("operation", ["poll", "download"])
@pytest.mark.parametrize(
    ("reply", "meaning"),
    [row[:2] for row in READ_MEANINGS],
    ids=[row[2] for row in READ_MEANINGS],
)
async def test_trouble_on_query_and_retrieve(
    minimax: MiniMaxV1,
    engine: ScriptedEngine,
    operation: str,
    reply: Reply,
    meaning: Meaning,
    tmp_path: Path,
) -> None:
    """No trouble with asking ends a job: it is try again, back off, or call the operator."""
    engine.script = [reply]
    assert (await refusal(ask(minimax, operation, tmp_path))).meaning is meaning


async def test_a_redirect_never_carries_the_key(
    minimax: MiniMaxV1, engine: ScriptedEngine, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    """A redirect of anything that carries the key is not followed."""
    async with ScriptedEngine(script=[said(0, task_id="1", status="Success")]) as other:
        engine.script = [http(307, b"", {"Location": f"{other.url}/v1/video_generation"})]
        for operation in ("submit", "poll", "download"):
            await refusal(ask(minimax, operation, tmp_path))
        await minimax.check()
        assert other.seen == []
