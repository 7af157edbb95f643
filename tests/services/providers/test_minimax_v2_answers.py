"""Answers of MiniMax V2: status words, failures, the list's pages, and taking back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.providers.base import (
    Listed,
    Meaning,
    RemoteStatus,
)
from services.providers.engine_answers import RawAnswer
from services.providers.minimax_v2 import MiniMaxV2
from services.providers.minimax_v2_answers import AnswerV2
from tests.services.providers.account import refusal
from tests.services.providers.account_v2 import (
    SINCE,
    TASK_ID,
    refused,
    task,
)
from tests.services.providers.scripted_engine import Reply, ScriptedEngine, http

SINCE_S = int(SINCE.timestamp())


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("queued", RemoteStatus.WAITING),
        ("Queued ", RemoteStatus.WAITING),
        ("running", RemoteStatus.RUNNING),
        ("Processing", RemoteStatus.RUNNING),
        ("polishing", RemoteStatus.RUNNING),
    ],
)
async def test_words_for_not_yet(
    h3: MiniMaxV2, engine: ScriptedEngine, word: str, status: RemoteStatus
) -> None:
    """Any case is understood, and a word nobody knows means that it still runs."""
    engine.script = [task(word)]
    assert (await h3.poll(TASK_ID)).status is status


@pytest.mark.parametrize(
    ("reply", "meaning", "code"),
    [
        (task("failed", error={"code": "1026", "message": "because"}), Meaning.CONTENT, "1026"),
        (task("failed", error={"code": 1027, "message": "because"}), Meaning.OUTPUT, "1027"),
        (task("failed", error={"message": "because (1042)"}), Meaning.INVISIBLE, "1042"),
        (task("failed", error={"code": "2013", "message": "because"}), Meaning.PARAMETERS, "2013"),
        (task("failed", error={"code": "1000", "message": "because"}), Meaning.ENGINE, "1000"),
        (task("failed", error={"code": "odd", "message": "because"}), Meaning.ENGINE, "failed"),
        (task("failed", usage={}), Meaning.ENGINE, "failed"),
        (task("cancelled"), Meaning.ENGINE, "cancelled"),
        (task("expired"), Meaning.ENGINE, "expired"),
        (
            http(
                200,
                {
                    "id": TASK_ID,
                    "status": "failed",
                    "error": {"code": "1026", "message": "because"},
                },
            ),
            Meaning.CONTENT,
            "1026",
        ),
    ],
)
async def test_an_end_without_a_clip(
    h3: MiniMaxV2, engine: ScriptedEngine, reply: Reply, meaning: Meaning, code: str
) -> None:
    """Failed, cancelled and expired are answers, not trouble; the reason stands in the task."""
    engine.script = [reply]
    polled = await h3.poll(TASK_ID)
    assert polled.status is RemoteStatus.FAILED
    assert polled.error is not None
    assert (polled.error.meaning, polled.error.code) == (meaning, code)
    assert polled.error.trace_id == "trace-7"
    assert polled.error.text in {"", "because", "because (1042)"}


@pytest.mark.parametrize(
    "reply",
    [
        task(""),
        task("succeeded"),
        http(200, {"task": None}),
        http(200, {}),
    ],
    ids=["no status", "no link", "no task", "nothing"],
)
async def test_half_an_answer_is_asked_again(
    h3: MiniMaxV2, engine: ScriptedEngine, reply: Reply
) -> None:
    """What is not said ends nothing."""
    engine.script = [reply]
    assert (await refusal(h3.poll(TASK_ID))).meaning is Meaning.UNAVAILABLE


def entry(number: int, *, at: object = SINCE_S, **fields: object) -> dict[str, object]:
    return {
        "id": str(number),
        "model": "MiniMax-H3",
        "status": "queued",
        "created_at": at,
        **fields,
    }


def page(*entries: object, total: int | None = None) -> bytes:
    return http(200, {"items": list(entries)} | ({} if total is None else {"total": total}))


async def ids(h3: MiniMaxV2) -> list[str]:
    return [listed.remote_task_id for listed in await h3.list(SINCE)]


async def test_an_entry_of_the_list(h3: MiniMaxV2, engine: ScriptedEngine) -> None:
    """What the list tells comes along, and what it does not tell is None."""
    whole = entry(1, resolution="768p", duration=5, task_type="generation", ratio="16:9")
    engine.script = [page(whole, {"id": 2, "usage": {}}, total=2)]
    assert await h3.list(SINCE) == (
        Listed(
            remote_task_id="1",
            model="MiniMax-H3",
            created_at=SINCE,
            duration_s=5,
            resolution="768P",
        ),
        Listed(remote_task_id="2"),
    )
    (seen,) = engine.seen
    assert seen.query == {"page_num": ["1"], "page_size": ["20"]}


@pytest.mark.parametrize(
    ("at", "created_at"),
    [
        (SINCE_S, SINCE),
        (float(SINCE_S), SINCE),
        (str(SINCE_S), SINCE),
        (SINCE_S * 1000, SINCE),
        (0, None),
        (-5, None),
        (10**400, None),
        (True, None),
        ("soon", None),
        ([], None),
    ],
    ids=[
        "seconds",
        "real",
        "text",
        "milliseconds",
        "zero",
        "negative",
        "endless",
        "true",
        "word",
        "list",
    ],
)
async def test_a_moment_in_the_list(
    h3: MiniMaxV2, engine: ScriptedEngine, at: object, created_at: datetime | None
) -> None:
    """Moments are Unix seconds in any writing; nonsense is a moment that isn't told."""
    engine.script = [page(entry(1, at=at), total=1)]
    (listed,) = await h3.list(SINCE)
    assert listed.created_at == created_at


PAGES = {
    "by the total": ([page(entry(1), entry(2), total=3), page(entry(3), total=3)], "123"),
    "by an empty page": ([page(entry(1)), page(entry(2)), page()], "12"),
    "by the same page again": ([page(entry(1)), page(entry(2)), page(entry(2))], "12"),
    "by one wholly shifted": (
        [page(entry(1), total=2), page(entry(1), total=2), page(entry(2), total=2)],
        "12",
    ),
    "with entries in between": (
        [
            page(entry(1), entry(2), total=3),
            page(entry(2), entry(3), total=4),
            page(total=4),
        ],
        "123",
    ),
    "by age": ([page(entry(3, at=SINCE_S + 9), entry(2, at=SINCE_S - 1), total=900)], "3"),
    "not by one moment": ([page(entry(1, at=1), total=2), page(entry(2), total=2)], "2"),
    "not by age out of order": (
        [
            page(entry(1, at=SINCE_S - 9), entry(2, at=SINCE_S + 1), total=3),
            page(entry(3), total=3),
        ],
        "23",
    ),
    "an entry without a name": ([page(entry(1), {"status": "queued"}, total=2)], "1"),
    "other things than clips": (
        [page(entry(1, task_type="h3_context_ir"), entry(2, task_type="generation"), total=2)],
        "2",
    ),
    "none": ([page(total=0)], ""),
}


@pytest.mark.parametrize(("script", "found"), PAGES.values(), ids=PAGES)
async def test_the_pages_of_a_list(
    h3: MiniMaxV2, engine: ScriptedEngine, script: list[Reply], found: str
) -> None:
    """All pages are read, once each, and every clip since the moment is found once."""
    engine.script = list(script)
    assert await ids(h3) == list(found)
    numbers = [seen.query["page_num"] for seen in engine.seen]
    assert numbers == [[str(n + 1)] for n in range(len(script))]


async def test_a_list_cut_to_whole_seconds(h3: MiniMaxV2, engine: ScriptedEngine) -> None:
    """A task of the same second is found, although its moment reads as earlier."""
    engine.script = [page(entry(1), total=1)]
    assert await h3.list(SINCE + timedelta(milliseconds=700))


async def test_a_list_without_an_end(engine: ScriptedEngine, h3: MiniMaxV2) -> None:
    """A list that never ends is trouble: half of it would mislead."""
    engine.script = [page(entry(n), total=9_999) for n in range(1, 103)]
    error = await refusal(h3.list(SINCE))
    assert (error.meaning, len(engine.seen)) == (Meaning.UNAVAILABLE, 100)
    assert "more than 100 pages" in error.text


async def test_a_page_that_breaks(h3: MiniMaxV2, engine: ScriptedEngine) -> None:
    """Trouble on a later page is trouble with the list."""
    engine.script = [page(entry(1), total=2), refused(429, "rate_limit_error", 1002)]
    assert (await refusal(h3.list(SINCE))).meaning is Meaning.BUSY


DONE = http(200, {"task_id": TASK_ID, "action": "cancelled", "status": "cancelled"})
ERASED = http(200, {"task_id": TASK_ID, "action": "deleted", "status": "deleted"})
TOO_LATE = refused(400, "bad_request_error", 2013)


@pytest.mark.parametrize(
    ("script", "taken_back", "methods"),
    [
        ([task("queued"), DONE], True, "GET DELETE"),
        ([task("queued"), TOO_LATE, task("running")], False, "GET DELETE GET"),
        ([task("queued"), TOO_LATE, task("cancelled")], True, "GET DELETE GET"),
        ([task("queued"), refused(404), task("running")], False, "GET DELETE GET"),
        ([task("queued"), http(502), task("cancelled")], True, "GET DELETE GET"),
        ([task("queued"), ERASED], False, "GET DELETE"),
        ([task("cancelled")], True, "GET"),
        ([task("running")], False, "GET"),
        ([task("succeeded", content={"url": "https://x"})], False, "GET"),
        ([task("failed")], False, "GET"),
        ([task("odd")], False, "GET"),
    ],
    ids=[
        "waits",
        "begins meanwhile",
        "answer was lost once",
        "unknown meanwhile",
        "answer was lost altogether",
        "ended meanwhile",
        "taken back before",
        "runs",
        "is finished",
        "has failed",
        "odd",
    ],
)
async def test_taking_back(
    h3: MiniMaxV2, engine: ScriptedEngine, script: list[Reply], taken_back: bool, methods: str
) -> None:
    """Only what waits is taken back; a finished record is never deleted, and with it its clip."""
    engine.script = list(script)
    assert await h3.cancel(TASK_ID) is taken_back
    assert " ".join(seen.method for seen in engine.seen) == methods
    for seen in engine.seen:
        if seen.method == "DELETE":
            assert seen.target == f"/v2/video_generation/{TASK_ID}"


names = st.text(max_size=5) | st.sampled_from(
    ["task", "task_id", "id", "status", "content", "url", "error", "code", "message", "type",
     "http_code", "request_id", "items", "total", "created_at", "duration", "resolution", "model",
     "task_type", "action", "base_resp", "status_code"]
)  # fmt: skip
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["succeeded", "failed", "1002", "(1026)", 10**400, -(10**400), "9" * 5_000]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=6),
    max_leaves=15,
)
#: Each field with anything at all in it, so that every reading is reached.
objects = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("task", "items", "error", "request_id", "action"), values)
)
described = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("id", "status", "content", "error", "created_at", "duration", "resolution"), values
    ),
)


@given(data=objects | described | st.fixed_dictionaries({"items": st.lists(described, max_size=3)}))
def test_any_fields_are_read_or_absent(data: dict[str, object]) -> None:
    """Whatever stands in a field, reading it raises nothing, and a moment is one in UTC."""
    answer = AnswerV2.of(
        RawAnswer(http_status=200, data=data, body="", trace_id="", retry_after_s=None)
    )
    assert answer.code_in_words
    assert isinstance(answer.kind + answer.text + answer.outcome_of_delete, str)
    assert answer.remote_task_id is None or answer.remote_task_id
    for remote in (answer.remote_task, *(answer.remote_tasks or ())):
        assert (remote.status is None) is (remote.word == "")
        assert remote.created_at is None or remote.created_at.tzinfo is UTC
        assert remote.listed is None or remote.listed.remote_task_id == remote.remote_task_id
    assert answer.total is None or isinstance(answer.total, int)
