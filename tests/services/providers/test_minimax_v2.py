"""The MiniMax V2 adapter: what it sends, what it finds, and what it never asks for."""

import base64
import dataclasses
from pathlib import Path

import aiohttp
import pytest

from domain.pictures import Pictures
from services.providers.base import (
    Capabilities,
    Meaning,
    PictureData,
    RemoteStatus,
    SubmitOrder,
    Submitted,
)
from services.providers.minimax_v2 import MiniMaxV2
from tests.services.providers.account import (
    KEY,
    PICTURE,
    closed_port,
    refusal,
)
from tests.services.providers.account_v2 import (
    H3,
    ORDER_V2,
    TASK_ID,
    provider_v2,
    refused,
    task,
)
from tests.services.providers.scripted_engine import Cut, Reply, ScriptedEngine, http

MADE = http(200, {"task_id": TASK_ID})
URL = f"data:image/png;base64,{base64.b64encode(PICTURE.data).decode()}"


def image(role: str) -> dict[str, object]:
    return {"type": "image_url", "image_url": {"url": URL}, "role": role}


def with_pictures(**pictures: object) -> SubmitOrder:
    return dataclasses.replace(ORDER_V2, pictures=Pictures(**pictures), aspect="")


def test_what_it_can(session: aiohttp.ClientSession) -> None:
    """The second generation lists, takes back and calls back."""
    h3 = provider_v2("https://api.example.com", session)
    assert h3.capabilities == Capabilities(lists=True, cancels=True, calls_back=True)


async def test_a_submit_carries_the_key_and_the_fields_of_the_table(
    h3: MiniMaxV2, engine: ScriptedEngine
) -> None:
    """A text shot is one POST with its text as content, and a shape of its own."""
    engine.script = [MADE]
    assert await h3.submit(ORDER_V2) == Submitted(remote_task_id=TASK_ID, trace_id="trace-7")
    (seen,) = engine.seen
    assert (seen.method, seen.target) == ("POST", "/v2/video_generation")
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.headers["content-type"] == "application/json"
    assert seen.json == {
        "model": "MiniMax-H3",
        "content": [{"type": "text", "text": "a red lighthouse"}],
        "resolution": "768P",
        "duration": 5,
        "ratio": "9:16",
    }


async def test_the_vendors_switches_go_along(h3: MiniMaxV2, engine: ScriptedEngine) -> None:
    """A mark stands beside the other fields, how a prompt is expanded in an object of its own."""
    engine.script = [MADE]
    extras = (("prompt_expansion_mode", "quality"), ("aigc_watermark", True))
    model = dataclasses.replace(ORDER_V2.model, extras=extras)
    await h3.submit(dataclasses.replace(ORDER_V2, model=model))
    sent = engine.seen[0].json
    assert (sent["extra"], sent["aigc_watermark"]) == ({"prompt_expansion_mode": "quality"}, True)
    assert "prompt_expansion_mode" not in sent


@pytest.mark.parametrize(
    ("pictures", "images"),
    [
        ({"first_frame": PICTURE}, [image("first_frame")]),
        (
            {"last_frame": PICTURE, "first_frame": PICTURE},
            [image("first_frame"), image("last_frame")],
        ),
        ({"references": (PICTURE,) * 9}, [image("reference_image")] * 9),
    ],
    ids=["first frame", "both frames", "nine references"],
)
async def test_pictures_travel_with_their_roles(
    h3: MiniMaxV2,
    engine: ScriptedEngine,
    pictures: dict[str, object],
    images: list[dict[str, object]],
) -> None:
    """Every picture is a data URL after the text, and gives the clip its shape."""
    engine.script = [MADE]
    await h3.submit(with_pictures(**pictures))
    sent = engine.seen[0].json
    assert sent["content"] == [{"type": "text", "text": "a red lighthouse"}, *images]
    assert sent["ratio"] == "adaptive"


@pytest.mark.parametrize(
    ("aspect", "aspects", "ratio"),
    [
        ("1:1", ("21:9",), "1:1"),
        ("", ("21:9", "1:1"), "21:9"),
        ("", (), "16:9"),
        ("", ("adaptive",), "16:9"),
    ],
    ids=["chosen", "the model's first", "none known", "none that can be"],
)
async def test_a_text_alone_always_names_its_shape(
    h3: MiniMaxV2, engine: ScriptedEngine, aspect: str, aspects: tuple[str, ...], ratio: str
) -> None:
    """Without pictures the shape is required and can't be adaptive."""
    engine.script = [MADE]
    model = dataclasses.replace(H3, aspects=aspects)
    await h3.submit(dataclasses.replace(ORDER_V2, model=model, aspect=aspect))
    assert engine.seen[0].json["ratio"] == ratio


async def test_a_shape_asked_for_with_references_is_kept(
    h3: MiniMaxV2, engine: ScriptedEngine
) -> None:
    """References leave the shape open, so that one may be wished for."""
    engine.script = [MADE]
    order = with_pictures(references=(PICTURE,))
    await h3.submit(dataclasses.replace(order, aspect="21:9"))
    assert engine.seen[0].json["ratio"] == "21:9"


async def test_the_address_to_call_back(h3: MiniMaxV2, engine: ScriptedEngine) -> None:
    """The engine is told where to call, when there is such a place."""
    engine.script = [MADE]
    await h3.submit(dataclasses.replace(ORDER_V2, callback_url="https://example.com/cb/token"))
    assert engine.seen[0].json["callback_url"] == "https://example.com/cb/token"


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (dataclasses.replace(ORDER_V2, engine_prompt=" \n"), "no text"),
        (with_pictures(subject=PICTURE), "frames or references instead"),
        (with_pictures(first_frame=PICTURE, references=(PICTURE,)), "not both"),
        (with_pictures(references=(PICTURE,) * 10), "10 references: this engine takes up to 9"),
        (
            with_pictures(first_frame=PictureData(data=bytes(48_000_000), mime="image/png")),
            "64.0 MB of pictures as sent: this engine takes 64 MB in all",
        ),
    ],
    ids=["no text", "a subject", "frame and reference", "ten references", "too large"],
)
async def test_what_would_be_refused_is_not_sent(
    h3: MiniMaxV2, engine: ScriptedEngine, order: SubmitOrder, words: str
) -> None:
    """An order that can't be is told in words that say what would work, before it is sent."""
    engine.script = [MADE]
    error = await refusal(h3.submit(order))
    assert error.meaning is Meaning.PARAMETERS
    assert words in error.text
    assert engine.seen == []


@pytest.mark.parametrize(
    ("prefix", "asked", "target"),
    [
        ("", TASK_ID, f"/v2/query/video_generation/{TASK_ID}"),
        ("/eu/", "a?b#c%41", "/eu/v2/query/video_generation/a%3Fb%23c%2541"),
    ],
    ids=["digits", "odd, behind a prefix"],
)
async def test_a_query_names_its_task_in_the_path(
    engine: ScriptedEngine, session: aiohttp.ClientSession, prefix: str, asked: str, target: str
) -> None:
    """The handle is one step of the path, whatever characters it has."""
    engine.script = [http(200, {"task": {"id": asked, "status": "running"}})]
    assert (await provider_v2(engine.url + prefix, session).poll(asked)).status is (
        RemoteStatus.RUNNING
    )
    assert engine.seen[0].target == target


@pytest.mark.parametrize("handle", ["", ".", "..", "../files", "0"])
@pytest.mark.parametrize("operation", ["poll", "download", "cancel"])
async def test_a_handle_that_leads_elsewhere_is_not_asked_for(
    h3: MiniMaxV2, engine: ScriptedEngine, operation: str, handle: str, tmp_path: Path
) -> None:
    """No handle, typed or received, makes a request for something else."""
    calls = {"poll": h3.poll, "cancel": h3.cancel}
    asked = calls[operation](handle) if operation in calls else h3.download(handle, tmp_path / "x")
    assert (await refusal(asked)).meaning is Meaning.UNAVAILABLE
    assert engine.seen == []


async def test_each_download_asks_for_a_fresh_link(
    h3: MiniMaxV2, engine: ScriptedEngine, tmp_path: Path
) -> None:
    """A finished task's link expires; what is kept is the handle, and no link meets the key."""
    links = [f"{engine.url}/clip-{number}.mp4?sig=%2F{number}" for number in (1, 2)]
    engine.script = [
        task("succeeded", content={"url": links[0]}),
        task("succeeded", content={"url": links[0]}),
        http(200, b"one"),
        task("succeeded", content={"url": links[1]}),
        http(200, b"two"),
    ]
    polled = await h3.poll(TASK_ID)
    assert (polled.status, polled.result_ref) == (RemoteStatus.SUCCEEDED, TASK_ID)
    for content in (b"one", b"two"):
        await h3.download(TASK_ID, tmp_path / "clip.part")
        assert (tmp_path / "clip.part").read_bytes() == content
    fetched = [seen for seen in engine.seen if seen.path.endswith(".mp4")]
    assert [seen.target for seen in fetched] == ["/clip-1.mp4?sig=%2F1", "/clip-2.mp4?sig=%2F2"]
    assert not any("authorization" in seen.headers for seen in fetched)


@pytest.mark.parametrize(
    ("reply", "reachable", "word"),
    [
        (http(200, {"items": [], "total": 0}), True, ""),
        (refused(429, "rate_limit_error", 1002), True, ""),
        (
            refused(401, "authorized_error", 1004),
            True,
            "refused the key (1004, as scripted (1004))",
        ),
        (refused(401, "authorized_error", 2049), True, "refused the key"),
        (refused(402, "insufficient_balance_error", 1008), True, "no money"),
        (http(200, {"status": "fine"}), False, "does not speak"),
        (http(200, b"<html>hello</html>"), False, "does not speak"),
        (http(404, b"<html>nginx</html>"), False, "This host has no MiniMax V2 (HTTP 404)"),
        (refused(500, "server_error", 1000), False, "1000"),
        (Cut(), False, "does not answer"),
    ],
)
async def test_check(
    h3: MiniMaxV2, engine: ScriptedEngine, reply: Reply, reachable: bool, word: str
) -> None:
    """A check tells a wrong key, an empty account and a wrong address apart, and orders nothing."""
    engine.script = [reply]
    found = await h3.check()
    assert (found.reachable, bool(found.problem)) == (reachable, bool(word))
    assert found.is_absent is ("no MiniMax V2" in found.problem)
    assert word in found.problem
    assert {(seen.method, seen.target) for seen in engine.seen} == {
        ("GET", "/v2/query/video_generation?page_num=1&page_size=1")
    }


async def test_check_when_down(session: aiohttp.ClientSession) -> None:
    """A service that is down is told in words, not by an exception."""
    found = await provider_v2(f"http://127.0.0.1:{closed_port()}", session).check()
    assert not found.reachable
    assert "connection refused" in found.problem
