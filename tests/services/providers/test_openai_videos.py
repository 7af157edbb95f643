"""Servers of the OpenAI shape: what they are told, and what their answers mean."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.parser import BytesParser
from pathlib import Path

import aiohttp
import pytest
from PIL import Image

from domain.pictures import Pictures
from services.providers.base import (
    Capabilities,
    EngineError,
    Listed,
    Meaning,
    PictureData,
    RemoteStatus,
    Submitted,
)
from services.providers.openai_orders import pixels
from services.providers.openai_videos import OpenAIVideos
from tests.services.providers.account import KEY, refusal
from tests.services.providers.adapters import CLIP, LONG_AGO, NOW_S, OPENAI, Json
from tests.services.providers.scripted_engine import Cut, Reply, ScriptedEngine, Seen, http


def png(width: int, height: int) -> PictureData:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(file, "PNG")
    return PictureData(data=file.getvalue(), mime="image/png")


PORTRAIT = png(90, 160)
H3 = OPENAI.order
WAN = replace(H3, model=replace(H3.model, name="Wan2.2-T2V"))
JOB: Json = {**OPENAI.good["poll"], "id": "9"}


def form_of(seen: Seen) -> dict[str, list[bytes]]:
    head = f"Content-Type: {seen.headers['content-type']}\r\n\r\n".encode()
    message = BytesParser().parsebytes(head + seen.body)
    parts: dict[str, list[bytes]] = {}
    for part in message.get_payload():
        name = str(part.get_param("name", header="content-disposition"))
        parts.setdefault(name, []).append(part.get_payload(decode=True))
    return parts


@pytest.fixture
def video(engine: ScriptedEngine, session: aiohttp.ClientSession) -> OpenAIVideos:
    return OPENAI.provider(f"{engine.url}/gpu", session)


@pytest.fixture
def json_video(engine: ScriptedEngine, session: aiohttp.ClientSession) -> OpenAIVideos:
    return replace(OPENAI, extra={"sends_json": True}).provider(engine.url, session)


async def test_a_text_shot_is_a_form(video: OpenAIVideos, engine: ScriptedEngine) -> None:
    """The common fields go as a form, which every server takes, even without a file."""
    engine.script = [http(200, OPENAI.good["submit"], {"X-Request-Id": "r-1"})]
    taken = await video.submit(WAN)
    assert taken == Submitted(remote_task_id="424010985738629", trace_id="trace-7")
    (seen,) = engine.seen
    assert (seen.method, seen.target) == ("POST", "/gpu/v1/videos")
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert form_of(seen) == {
        "model": [b"Wan2.2-T2V"],
        "prompt": [b"a red lighthouse"],
        "seconds": [b"6"],
        "size": [b"1280x720"],
    }


async def test_a_first_frame_goes_along_and_gives_the_shape(
    video: OpenAIVideos, engine: ScriptedEngine
) -> None:
    """The picture is a file of the form, byte for byte; the clip gets the shape nearest to it."""
    engine.script = [http(200, OPENAI.good["submit"])]
    await video.submit(replace(WAN, pictures=Pictures(first_frame=PORTRAIT)))
    form = form_of(engine.seen[0])
    assert form["input_reference"] == [PORTRAIT.data]
    assert form["size"] == [b"720x1280"]


async def test_open_h3_is_told_its_own_fields(video: OpenAIVideos, engine: ScriptedEngine) -> None:
    """SGLang and vLLM-Omni each find what their H3 wants inside `extra_params`."""
    engine.script = [http(200, OPENAI.good["submit"])]
    await video.submit(replace(H3, aspect="9:16", resolution="768P"))
    form = form_of(engine.seen[0])
    assert form["size"] == [b"768x1344"]
    assert form["aspect_ratio"] == [b"9:16"]
    assert json.loads(form["extra_params"][0]) == {
        "task": "t2va",
        "duration": 6,
        "aspect_ratio": "9:16",
        "target": {"short_edge": 768, "aspect_ratio": "9:16", "duration_seconds": 6},
    }


@pytest.mark.parametrize(
    ("pictures", "task", "conditions"),
    [
        (Pictures(), "t2va", []),
        (Pictures(first_frame=PORTRAIT), "fl2va", [("keyframe", 0)]),
        (
            Pictures(first_frame=PORTRAIT, last_frame=PORTRAIT),
            "fl2va",
            [("keyframe", 0), ("keyframe", -1)],
        ),
        (
            Pictures(references=(PORTRAIT, PORTRAIT)),
            "ref2va",
            [("reference", None), ("reference", None)],
        ),
    ],
    ids=["text", "first frame", "both frames", "references"],
)
async def test_open_h3_over_json(
    json_video: OpenAIVideos,
    engine: ScriptedEngine,
    pictures: Pictures[PictureData],
    task: str,
    conditions: list[tuple[str, int | None]],
) -> None:
    """Where an account says so, SGLang's H3 gets its pictures inside JSON, each in its role."""
    engine.script = [http(200, OPENAI.good["submit"])]
    await json_video.submit(replace(H3, pictures=pictures))
    body = engine.seen[0].json
    assert body["task"] == task
    told = body["conditions"]
    assert [(one["role"], one.get("frame_index")) for one in told] == conditions
    assert all(one["uri"].startswith("data:image/png;base64,iVBOR") for one in told)
    has_frames = task == "fl2va"
    assert (body["target"]["aspect_ratio"] == "auto") is has_frames


@pytest.mark.parametrize("form", [True, False], ids=["form", "JSON"])
async def test_pictures_nobody_has_a_field_for(
    video: OpenAIVideos, json_video: OpenAIVideos, engine: ScriptedEngine, form: bool
) -> None:
    """A face is refused before anything is sent, and the operator can read why."""
    asked = (video if form else json_video).submit(
        replace(WAN, pictures=Pictures(subject=PORTRAIT))
    )
    error = await refusal(asked)
    assert error.meaning is Meaning.PARAMETERS
    assert error.text.startswith("not sent: ")
    assert engine.seen == []


async def test_a_key_is_optional(engine: ScriptedEngine, session: aiohttp.ClientSession) -> None:
    """One's own server often has none: then no empty one is sent."""
    engine.script = [http(200, JOB)]
    await OPENAI.provider(engine.url, session, key=None).poll("9")
    assert "authorization" not in engine.seen[0].headers


@pytest.mark.parametrize(
    ("resolution", "aspect", "size"),
    [
        ("480P", "", (832, 480)),
        ("480P", "9:16", (480, 832)),
        ("720p", "16:9", (1280, 720)),
        ("720P", "1:1", (720, 720)),
        ("768P", "16:9", (1344, 768)),
        ("768P", "4:3", (1024, 768)),
        ("768P", "21:9", (1792, 768)),
        ("1080P", "16:9", (1920, 1080)),
        ("2K", "16:9", (2560, 1440)),
        ("960x544", "1:1", (960, 544)),
        ("cinema", "16:9", None),
        ("720P", "wide", None),
    ],
)
def test_pixels(resolution: str, aspect: str, size: tuple[int, int] | None) -> None:
    """A resolution and a shape become sizes that the open models were trained on."""
    assert pixels(resolution, aspect) == size


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("queued", RemoteStatus.WAITING),
        ("in_progress", RemoteStatus.RUNNING),
        ("Processing", RemoteStatus.RUNNING),
        ("polishing", RemoteStatus.RUNNING),
        ("completed", RemoteStatus.SUCCEEDED),
    ],
)
async def test_words_for_how_far(
    video: OpenAIVideos, engine: ScriptedEngine, word: str, status: RemoteStatus
) -> None:
    """Any case is understood, and a word nobody knows means that it still runs."""
    engine.script = [http(200, {**JOB, "status": word})]
    polled = await video.poll("9")
    assert polled.status is status
    assert polled.result_ref == ("9" if status is RemoteStatus.SUCCEEDED else None)


@pytest.mark.parametrize(
    ("error", "meaning", "code"),
    [
        ({"code": "ValueError", "message": "17n+5"}, Meaning.PARAMETERS, "ValueError"),
        ({"code": 400, "message": "17n+5"}, Meaning.PARAMETERS, "400"),
        ({"code": "RuntimeError", "message": "17n+5"}, Meaning.ENGINE, "RuntimeError"),
        ({"code": "moderation_blocked", "message": "17n+5"}, Meaning.CONTENT, "moderation_blocked"),
        ({"code": "insufficient_quota", "message": "17n+5"}, Meaning.ENGINE, "insufficient_quota"),
        ({"message": "17n+5"}, Meaning.ENGINE, "HTTP 200"),
    ],
)
async def test_a_failed_job(
    video: OpenAIVideos, engine: ScriptedEngine, error: Json, meaning: Meaning, code: str
) -> None:
    """Failed is an answer, not trouble; what blames nobody is the engine's."""
    engine.script = [http(200, {**JOB, "status": "failed", "error": error})]
    polled = await video.poll("9")
    assert polled.status is RemoteStatus.FAILED
    assert polled.error is not None
    assert (polled.error.meaning, polled.error.code) == (meaning, code)
    assert polled.error.text == "17n+5"


FAILED: Json = {**JOB, "status": "failed", "error": {"code": 500, "message": "no VRAM"}}
TOLD_AS_TROUBLE = http(500, {"error": {"message": "no VRAM", "type": "X", "code": 500}})


@pytest.mark.parametrize(
    "script",
    [
        [TOLD_AS_TROUBLE, http(200, {"object": "list", "data": [{**JOB, "id": "8"}, FAILED]})],
        [http(500, FAILED)],
    ],
    ids=["the list knows", "the body itself"],
)
async def test_a_failed_job_told_as_an_error(
    video: OpenAIVideos, engine: ScriptedEngine, script: list[Reply]
) -> None:
    """vLLM-Omni answers for a failed job with an error status; it has failed all the same."""
    engine.script = script
    polled = await video.poll("9")
    assert polled.status is RemoteStatus.FAILED
    assert polled.error is not None
    assert polled.error.text == "no VRAM"


@pytest.mark.parametrize(
    "second",
    [
        http(200, {"object": "list", "data": [{**FAILED, "status": "in_progress"}]}),
        http(200, {"object": "list", "data": [{**FAILED, "id": "10"}]}),
        http(500, {"error": {"message": "x"}}),
        Cut(),
    ],
    ids=["it runs", "another's", "no list", "cut"],
)
async def test_trouble_is_no_failure(
    video: OpenAIVideos, engine: ScriptedEngine, second: Reply
) -> None:
    """An error status alone ends no job: the clip may still be made."""
    engine.script = [TOLD_AS_TROUBLE, second]
    assert (await refusal(video.poll("9"))).meaning is Meaning.UNAVAILABLE


@pytest.mark.parametrize(
    ("status", "body", "meaning"),
    [
        (400, {"detail": "prompt is required"}, Meaning.PARAMETERS),
        (422, {"detail": [{"loc": ["body"]}]}, Meaning.PARAMETERS),
        (400, {"error": {"code": "content_policy_violation"}}, Meaning.CONTENT),
        (400, {"error": {"type": "budget_exceeded", "code": "400"}}, Meaning.MONEY),
        (429, {"error": {"code": "insufficient_quota"}}, Meaning.MONEY),
        (429, {"error": {"code": None}}, Meaning.BUSY),
        (404, {"error": {"code": "model_not_found"}}, Meaning.MODEL),
        (404, b"<html>nginx</html>", Meaning.ADDRESS),
        (401, {"error": {"message": "no"}}, Meaning.KEY),
        (503, {"detail": "not initialized"}, Meaning.ANSWER_LOST),
        (500, {"error": {"message": "boom"}}, Meaning.ANSWER_LOST),
        (200, {"object": "video", "status": "queued"}, Meaning.ANSWER_LOST),
        (200, {"id": "../admin"}, Meaning.ANSWER_LOST),
        (500, {"id": "9", "status": "queued"}, Meaning.ANSWER_LOST),
    ],
)
async def test_a_refused_submit(
    video: OpenAIVideos, engine: ScriptedEngine, status: int, body: object, meaning: Meaning
) -> None:
    """Each refusal has its meaning; what may have been taken is never called refused."""
    engine.script = [http(status, body)]
    assert (await refusal(video.submit(WAN))).meaning is meaning
    assert len(engine.seen) == 1


async def test_a_download_carries_the_key_to_the_server_alone(
    video: OpenAIVideos, engine: ScriptedEngine, tmp_path: Path
) -> None:
    """The server's own content needs the key; the store it sends us on to does not get it."""
    async with ScriptedEngine(script=[http(200, CLIP)]) as store:
        moved = http(302, b"", {"Location": f"{store.url}/signed"})
        here = http(307, b"", {"Location": "/gpu/v1/files/7"})
        engine.script = [http(200, JOB), here, moved]
        await video.download("9", tmp_path / "clip.part")
    assert (tmp_path / "clip.part").read_bytes() == CLIP
    asked = [(seen.path, "authorization" in seen.headers) for seen in engine.seen]
    assert asked == [
        ("/gpu/v1/videos/9", True),
        ("/gpu/v1/videos/9/content", True),
        ("/gpu/v1/files/7", True),
    ]
    assert [seen.headers.get("authorization") for seen in store.seen] == [None]


async def test_a_clip_in_a_cloud_store(
    video: OpenAIVideos, engine: ScriptedEngine, tmp_path: Path
) -> None:
    """A job that names its clip's address is fetched from there, without the key."""
    async with ScriptedEngine(script=[http(200, CLIP)]) as store:
        engine.script = [http(200, {**JOB, "url": f"{store.url}/clip.mp4"})]
        await video.download("9", tmp_path / "clip.part")
    assert (tmp_path / "clip.part").read_bytes() == CLIP
    assert "authorization" not in store.seen[0].headers


async def test_a_clip_that_is_not_ready(
    video: OpenAIVideos, engine: ScriptedEngine, tmp_path: Path
) -> None:
    """404 for the content means: not yet. It is asked again."""
    engine.script = [http(200, JOB), http(404, {"detail": "still in-progress"})]
    error = await refusal(video.download("9", tmp_path / "clip.part"))
    assert (error.meaning, error.code) == (Meaning.UNAVAILABLE, "HTTP 404")


def rows(first: int, number: int) -> list[Json]:
    return [{**JOB, "id": str(n), "created_at": NOW_S - n} for n in range(first, first + number)]


async def test_a_list_goes_through_all_pages(video: OpenAIVideos, engine: ScriptedEngine) -> None:
    """All jobs since the moment are listed, and none twice; then the pages end."""
    engine.script = [
        http(200, {"data": rows(1, 100)}),
        http(200, {"data": [*rows(101, 1), {**JOB, "id": "777", "created_at": 7}, "odd"]}),
    ]
    found = await video.list(LONG_AGO)
    assert [one.remote_task_id for one in found] == [str(n) for n in range(1, 102)]
    assert found[0] == Listed(
        remote_task_id="1",
        model="minimax-h3",
        created_at=datetime.fromtimestamp(NOW_S - 1, UTC),
        duration_s=6,
    )
    assert [seen.query.get("after") for seen in engine.seen] == [None, ["100"]]


async def test_a_list_stops_where_it_is_old_enough(
    video: OpenAIVideos, engine: ScriptedEngine
) -> None:
    """Pages from before the moment asked for are not fetched."""
    engine.script = [http(200, {"data": rows(1, 100)})]
    since = datetime.fromtimestamp(NOW_S, UTC) - timedelta(seconds=50)
    assert len(await video.list(since)) == 50
    assert len(engine.seen) == 1


async def test_a_server_without_pages(video: OpenAIVideos, engine: ScriptedEngine) -> None:
    """One that gives the same page again and again is asked twice, not for ever."""
    engine.script = [http(200, {"data": rows(1, 100)})]
    assert len(await video.list(LONG_AGO)) == 100
    assert len(engine.seen) == 2


async def test_a_list_without_end_is_none(video: OpenAIVideos, engine: ScriptedEngine) -> None:
    """A list that could not be read whole is not taken for one: something might be missing."""
    engine.script = [http(200, {"data": rows(100 * n + 1, 100)}) for n in range(20)]
    assert (await refusal(video.list(LONG_AGO))).meaning is Meaning.UNAVAILABLE


GATEWAY = {"X-Litellm-Call-Id": "c-1"}


async def test_a_gateways_list(video: OpenAIVideos, engine: ScriptedEngine) -> None:
    """LiteLLM may list a job under another handle: nothing is told from its list."""
    engine.script = [http(200, {"data": rows(1, 2)}, GATEWAY)]
    assert (await refusal(video.list(LONG_AGO))).meaning is Meaning.UNAVAILABLE


@pytest.mark.parametrize(
    ("script", "taken_back"),
    [
        ([http(200, {**JOB, "status": "queued"}), http(200, {"deleted": True})], True),
        ([http(200, {**JOB, "status": "queued"}), http(200, {**JOB, "status": "deleted"})], True),
        ([http(200, {**JOB, "status": "queued"}), http(409, {"detail": "x"})], False),
        ([http(200, {**JOB, "status": "in_progress"})], False),
        ([http(200, JOB)], False),
    ],
    ids=["waits", "waits, answered with the job", "just begun", "runs", "done"],
)
async def test_cancel(
    video: OpenAIVideos, engine: ScriptedEngine, script: list[Reply], taken_back: bool
) -> None:
    """Only a job that waits is taken back; a clip that is being made is never deleted."""
    engine.script = list(script)
    assert await video.cancel("9") is taken_back
    assert [seen.method for seen in engine.seen] == ["GET", "DELETE"][: len(script)]


@pytest.mark.parametrize("told", [{"deleted": False}, {"id": "8"}, {"well": "done"}])
async def test_cancel_without_a_word_of_it(
    video: OpenAIVideos, engine: ScriptedEngine, told: dict[str, object]
) -> None:
    """A success that does not say that the job is gone promises nothing: it may yet be billed."""
    waits = http(200, {**JOB, "status": "queued"})
    engine.script = [waits, http(200, told), waits]
    assert (await refusal(video.cancel("9"))).meaning is Meaning.UNAVAILABLE


@pytest.mark.parametrize("lost", [Cut(), http(502), http(200, b"{")])
async def test_cancel_whose_answer_was_lost(
    video: OpenAIVideos, engine: ScriptedEngine, lost: Reply
) -> None:
    """A job that was there just now and is there no more was taken back."""
    engine.script = [http(200, {**JOB, "status": "queued"}), lost, http(404, {"detail": "x"})]
    assert await video.cancel("9") is True
    assert [seen.method for seen in engine.seen] == ["GET", "DELETE", "GET"]


@pytest.mark.parametrize(
    ("reply", "reachable", "word"),
    [
        (http(200, {"object": "list", "data": []}), True, ""),
        (http(401, {"error": {"message": "who?"}}), True, "refused the key (HTTP 401, who?)"),
        (http(402, {"error": {"message": "pay"}}), True, "no money"),
        (http(404, b"<html>nginx</html>"), False, "does not list videos"),
        (http(200, b"<html>hello</html>"), False, "does not list videos"),
        (http(429, {"error": "slow"}), True, ""),
        (http(500, {"error": "no list"}, GATEWAY), True, ""),
        (http(401, {"error": "who?"}, GATEWAY), True, "refused the key"),
        (Cut(), False, "does not answer"),
    ],
)
async def test_check(
    video: OpenAIVideos, engine: ScriptedEngine, reply: Reply, reachable: bool, word: str
) -> None:
    """A check tells a wrong key, no money and a wrong address apart, and orders nothing."""
    engine.script = [reply]
    found = await video.check()
    assert (found.reachable, bool(found.problem)) == (reachable, bool(word))
    assert word in found.problem
    assert {seen.method for seen in engine.seen} == {"GET"}


@pytest.mark.parametrize("handle", ["..", "../models", "9/content", "9?x", "9%2F..", ""])
async def test_a_handle_that_leads_elsewhere(
    video: OpenAIVideos, engine: ScriptedEngine, handle: str, tmp_path: Path
) -> None:
    """What is no handle of a job is not made into an address."""
    for asked in (video.poll(handle), video.download(handle, tmp_path / "x"), video.cancel(handle)):
        assert (await refusal(asked)).meaning is Meaning.UNAVAILABLE
    assert engine.seen == []


async def test_another_jobs_answer(video: OpenAIVideos, engine: ScriptedEngine) -> None:
    """An answer about another job ends nothing."""
    engine.script = [http(200, {**JOB, "id": "8", "status": "failed"})]
    assert (await refusal(video.poll("9"))).meaning is Meaning.UNAVAILABLE


async def test_the_port_is_kept(video: OpenAIVideos, engine: ScriptedEngine) -> None:
    """What it says it can do, it does; a job without a status is asked for again."""
    assert (video.capabilities.lists, video.capabilities.cancels) == (True, True)
    assert not video.capabilities.calls_back
    engine.script = [http(200, {"id": "9"})]
    error = await refusal(video.poll("9"))
    assert isinstance(error, EngineError)
    assert error.meaning is Meaning.UNAVAILABLE
    engine.script = [http(200, {**JOB, "status": "queued"})]
    polled = await video.poll("9")
    assert (polled.status, polled.result_ref, polled.error) == (RemoteStatus.WAITING, None, None)


@pytest.mark.parametrize(("lists", "named"), [(True, "h3"), (False, None)], ids=["own", "gateway"])
async def test_what_it_tells_beside(
    video: OpenAIVideos, engine: ScriptedEngine, lists: bool, named: str | None
) -> None:
    """Words and length; of a gateway no name of its own."""
    video.capabilities = Capabilities(lists=lists, cancels=True)
    engine.script = [http(200, {**JOB, "status": "queued", "model": "h3", "prompt": "a boat"})]
    told = (await video.poll("9")).told
    assert told is not None
    assert (told.model, told.prompt) == (named, "a boat")
