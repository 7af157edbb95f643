"""Answers of the MiniMax V1 API, in every shape they come and in none."""

import pytest

from services.providers.base import (
    Meaning,
    Polled,
    RemoteStatus,
)
from services.providers.minimax_v1 import MiniMaxV1
from tests.services.providers.account import (
    ORDER,
    refusal,
)
from tests.services.providers.scripted_engine import (
    ScriptedEngine,
    http,
    said,
)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Preparing", RemoteStatus.WAITING),
        ("Queueing", RemoteStatus.WAITING),
        ("queueing", RemoteStatus.WAITING),
        ("Processing", RemoteStatus.RUNNING),
        ("PROCESSING ", RemoteStatus.RUNNING),
        ("Polishing", RemoteStatus.RUNNING),
    ],
)
async def test_words_for_not_yet(
    minimax: MiniMaxV1, engine: ScriptedEngine, word: str, status: RemoteStatus
) -> None:
    """Any case is understood, and a word nobody knows means that it still runs."""
    engine.script = [said(0, task_id="1", status=word)]
    assert await minimax.poll("1") == Polled(status=status)


@pytest.mark.parametrize("file_id", ["176844028768320", 176844028768320], ids=["text", "int64"])
async def test_success_carries_the_file(
    minimax: MiniMaxV1, engine: ScriptedEngine, file_id: object
) -> None:
    """A finished task names its file, as text or as a number."""
    engine.script = [said(0, task_id="1", status="Success", file_id=file_id)]
    polled = await minimax.poll("1")
    assert polled == Polled(status=RemoteStatus.SUCCEEDED, result_ref="176844028768320")


async def test_success_tells_the_size_in_pixels(minimax: MiniMaxV1, engine: ScriptedEngine) -> None:
    """Whoever looks at a number at the desk can tell two clips apart by it."""
    made = {"status": "Success", "file_id": "7", "video_width": 1366, "video_height": 768}
    engine.script = [said(0, task_id="1", **made)]
    told = (await minimax.poll("1")).told
    assert told is not None
    assert told.pixels == (1366, 768)


@pytest.mark.parametrize(
    "fields", [{"status": "Success"}, {"status": "Success", "file_id": ""}, {}]
)
async def test_half_a_success_is_asked_again(
    minimax: MiniMaxV1, engine: ScriptedEngine, fields: dict[str, object]
) -> None:
    """Success without a file, or no status at all, ends nothing."""
    engine.script = [said(0, **fields)]
    assert (await refusal(minimax.poll("1"))).meaning is Meaning.UNAVAILABLE


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (1026, Meaning.CONTENT),
        (1027, Meaning.OUTPUT),
        (1042, Meaning.INVISIBLE),
        (2013, Meaning.PARAMETERS),
        (1000, Meaning.ENGINE),
        (1008, Meaning.ENGINE),
        (0, Meaning.ENGINE),
        (4711, Meaning.ENGINE),
    ],
)
async def test_the_status_fail_ends_the_job(
    minimax: MiniMaxV1, engine: ScriptedEngine, code: int, meaning: Meaning
) -> None:
    """Fail is an answer, not trouble; its reason stands in base_resp."""
    engine.script = [said(code, "because", task_id="1", status="Fail")]
    polled = await minimax.poll("1")
    assert polled.status is RemoteStatus.FAILED
    assert polled.error is not None
    assert (polled.error.meaning, polled.error.text) == (meaning, "because")
    assert polled.error.trace_id == "trace-7"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "17"}, 17.0),
        ({"Retry-After": "0.5"}, 0.5),
        ({"Retry-After": "999999"}, 3600.0),
        (
            {
                "Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT",
                "Date": "Wed, 21 Oct 2026 07:28:00 GMT",
            },
            30.0,
        ),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:30 GMT"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-5"}, None),
        ({"Retry-After": "nan"}, None),
        ({}, None),
    ],
)
async def test_retry_after(
    minimax: MiniMaxV1,
    engine: ScriptedEngine,
    headers: dict[str, str],
    seconds: float | None,
) -> None:
    """The engine's wish is honoured in seconds or as a date, up to an hour."""
    engine.script = [http(429, {"error": "slow"}, headers)]
    assert (await refusal(minimax.submit(ORDER))).retry_after_s == seconds
