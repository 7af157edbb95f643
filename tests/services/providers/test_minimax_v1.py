"""The MiniMax V1 adapter: what it sends, what it keeps to itself, and its check."""

import base64
import dataclasses
import json
import logging
from pathlib import Path

import aiohttp
import pytest

from domain.pictures import Pictures
from services.providers.base import (
    PictureData,
    Submitted,
)
from services.providers.minimax_v1 import MiniMaxV1
from tests.services.providers.account import (
    BROKEN,
    KEY,
    OPERATIONS,
    ORDER,
    PICTURE,
    TEXT_MODEL,
    UNREADABLE,
    ask,
    closed_port,
    everything_said,
    provider,
    refusal,
)
from tests.services.providers.scripted_engine import (
    Cut,
    Reply,
    ScriptedEngine,
    http,
    said,
)


async def test_a_submit_carries_the_key_and_the_fields_of_the_table(
    minimax: MiniMaxV1, engine: ScriptedEngine
) -> None:
    """A text shot is one POST with Bearer key, model, prompt, length and resolution."""
    engine.script = [said(0, task_id="106916112212032")]
    made = await minimax.submit(ORDER)
    assert made == Submitted(remote_task_id="106916112212032", trace_id="trace-7")
    (seen,) = engine.seen
    assert (seen.method, seen.target) == ("POST", "/v1/video_generation")
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.headers["content-type"] == "application/json"
    assert seen.json == {
        "model": "T2V-01",
        "prompt": "a red lighthouse",
        "duration": 6,
        "resolution": "720P",
    }


async def test_the_vendors_switches_go_along(minimax: MiniMaxV1, engine: ScriptedEngine) -> None:
    """What the operator's file says of them is sent as it stands."""
    engine.script = [said(0, task_id="1")]
    extras = (("prompt_optimizer", False), ("fast_pretreatment", True))
    await minimax.submit(
        dataclasses.replace(ORDER, model=dataclasses.replace(TEXT_MODEL, extras=extras))
    )
    sent = engine.seen[0].json
    assert (sent["prompt_optimizer"], sent["fast_pretreatment"]) == (False, True)


async def test_a_first_frame_travels_as_a_data_url(
    minimax: MiniMaxV1, engine: ScriptedEngine
) -> None:
    """A picture without words is sent as a data URL, and no empty prompt with it."""
    engine.script = [said(0, task_id="1")]
    await minimax.submit(
        dataclasses.replace(ORDER, engine_prompt="", pictures=Pictures(first_frame=PICTURE))
    )
    encoded = base64.b64encode(PICTURE.data).decode()
    assert engine.seen[0].json["first_frame_image"] == f"data:image/png;base64,{encoded}"
    assert "prompt" not in engine.seen[0].json


async def test_a_subject_shot_has_no_size_fields(
    minimax: MiniMaxV1, engine: ScriptedEngine
) -> None:
    """S2V-01 gets subject_reference and neither duration nor resolution."""
    engine.script = [said(0, task_id="1")]
    model = dataclasses.replace(TEXT_MODEL, name="S2V-01", sends_size=False)
    await minimax.submit(
        dataclasses.replace(ORDER, model=model, pictures=Pictures(subject=PICTURE))
    )
    encoded = base64.b64encode(PICTURE.data).decode()
    assert engine.seen[0].json == {
        "model": "S2V-01",
        "prompt": "a red lighthouse",
        "subject_reference": [{"type": "character", "image": [f"data:image/png;base64,{encoded}"]}],
    }


async def test_a_large_picture_is_sent_whole(minimax: MiniMaxV1, engine: ScriptedEngine) -> None:
    """Nineteen megabytes of picture arrive unharmed and without a warning."""
    engine.script = [said(0, task_id="1")]
    picture = PictureData(data=bytes(19_000_000), mime="image/jpeg")
    await minimax.submit(dataclasses.replace(ORDER, pictures=Pictures(first_frame=picture)))
    sent = str(engine.seen[0].json["first_frame_image"]).partition(",")[2]
    assert len(base64.b64decode(sent)) == 19_000_000


@pytest.mark.parametrize("slash", ["", "/"], ids=["bare", "slash"])
async def test_a_path_prefix_is_kept(
    engine: ScriptedEngine, session: aiohttp.ClientSession, slash: str
) -> None:
    """A reseller's prefix stands before every path."""
    minimax = provider(f"{engine.url}/minimax/eu{slash}", session)
    engine.script = [said(0, task_id="1"), said(0, status="Processing"), said(1000)]
    await minimax.submit(ORDER)
    await minimax.poll("1")
    await refusal(minimax.download("2", Path("nowhere")))
    assert [seen.target for seen in engine.seen] == [
        "/minimax/eu/v1/video_generation",
        "/minimax/eu/v1/query/video_generation?task_id=1",
        "/minimax/eu/v1/files/retrieve?file_id=2",
    ]


async def test_every_request_has_its_own_connection(
    minimax: MiniMaxV1, engine: ScriptedEngine
) -> None:
    """No submit ever goes out on a connection that may just be closing."""
    engine.script = [said(0, task_id="1"), said(0, status="Queueing"), said(0, task_id="2")]
    await minimax.submit(ORDER)
    await minimax.poll("1")
    await minimax.submit(ORDER)
    assert [seen.connection for seen in engine.seen] == [1, 2, 3]


async def test_a_session_that_reuses_connections_is_not_taken() -> None:
    """A session whose submits could be ambiguous is refused before any is sent."""
    async with aiohttp.ClientSession() as reusing:
        with pytest.raises(ValueError, match="engine_session"):
            provider("https://api.example.com", reusing)


@pytest.mark.parametrize("url", ["ftp://host", "https://", "api.example.com", "https://a..b"])
async def test_an_address_that_cannot_be_asked_is_not_taken(
    session: aiohttp.ClientSession, url: str
) -> None:
    """An impossible address is a start-up error, not a lost clip."""
    with pytest.raises(ValueError, match=r".+"):
        provider(url, session)


async def test_proxy_variables_are_not_obeyed(
    minimax: MiniMaxV1, engine: ScriptedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The key does not travel through a proxy named in the environment."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    engine.script = [said(0, task_id="1")]
    assert (await minimax.submit(ORDER)).remote_task_id == "1"


@pytest.mark.parametrize(
    ("reply", "reachable", "word"),
    [
        (said(0, status="Processing"), True, ""),
        (said(2013, "no such task"), True, ""),
        (said(1002), True, ""),
        (http(404, {"error": "no such task"}), True, ""),
        (said(1004, "login fail"), True, "refused the key (1004, login fail)"),
        (said(2049), True, "refused the key"),
        (http(401, {"error": "bad"}), True, "refused the key (HTTP 401, bad)"),
        (said(1008), True, "no money"),
        (http(404, b"<html>nginx</html>"), False, "HTTP 404"),
        (http(502, {"error": "x"}), False, "HTTP 502"),
        (http(200, b"<html>hello</html>"), False, "does not speak"),
        (Cut(), False, "does not answer"),
    ],
)
async def test_check(
    minimax: MiniMaxV1, engine: ScriptedEngine, reply: Reply, reachable: bool, word: str
) -> None:
    """A check tells a wrong key, an empty account and a wrong address apart, and orders nothing."""
    engine.script = [reply]
    found = await minimax.check()
    assert found.reachable is reachable
    assert bool(found.problem) == bool(word)
    assert word in found.problem
    assert {seen.method for seen in engine.seen} == {"GET"}


async def test_check_when_down(session: aiohttp.ClientSession) -> None:
    """A service that is down is told in words, not by an exception."""
    found = await provider(f"http://127.0.0.1:{closed_port()}", session).check()
    assert not found.reachable
    assert "refused" in found.problem


async def test_the_key_is_nowhere(
    engine: ScriptedEngine,
    session: aiohttp.ClientSession,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No error, chained error, repr, trace or log line holds the key, even when it is echoed."""
    caplog.set_level(logging.DEBUG)
    minimax = provider(engine.url, session)
    echo = f"wrong key {KEY} given"
    escaped = json.dumps({"error": echo}).replace("sk-", "\\u0073k-").encode()
    replies: list[Reply] = [
        said(1004, echo),
        http(401, {"error": {"message": echo}}),
        http(401, escaped),
        http(500, (" " * 280 + echo).encode()),
        http(429, {"error": "x"}, {"Trace-Id": KEY}),
        said(0, echo, status="Fail"),
        *BROKEN.values(),
        *UNREADABLE.values(),
    ]
    texts = [repr(minimax), str(vars(minimax))]
    for reply in replies:
        engine.script = [reply]
        texts += [await everything_said(ask(minimax, name, tmp_path)) for name in OPERATIONS]
        texts.append(repr(await minimax.check()))
    texts.extend(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert len(caplog.records) > 10
    assert any("[key]" in text for text in texts)
    assert not [text for text in texts if KEY in text or KEY[:12] in text]
