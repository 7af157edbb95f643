"""`/v1/videos`, the shape of self-hosted engines: JSON and forms, content, list, delete."""

import base64

import aiohttp
import pytest

from sandbox.minimax.server import (
    TINY,
    Fault,
    FaultKind,
    MiniMaxSandbox,
    Operation,
    VideosHabits,
)

BODY = {"prompt": "a fox", "size": "832x480", "seconds": "5"}


async def create(client, **changed) -> dict:
    status, told = await client.call("POST", "/v1/videos", json={**BODY, **changed})
    assert status == 200, told
    return told


async def test_a_job_goes_through_all_its_states(client, minimax):
    """queued, in_progress, completed, with its progress; the content only at the end."""
    told = await create(client, model="h3-open")
    path = f"/v1/videos/{told['id']}"
    assert told["object"] == "video"
    assert (told["model"], told["size"], told["seconds"]) == ("h3-open", "832x480", "5")
    await minimax.orders[told["id"]].drawing
    seen = []
    for seconds in (0.5, 5, 5):
        minimax.skip(seconds)
        _, told = await client.call("GET", path)
        seen.append((told["status"], told["progress"], told["completed_at"] is not None))
    assert [status for status, _, _ in seen] == ["queued", "in_progress", "completed"]
    assert seen[0][1:] == (0, False)
    assert 0 < seen[1][1] < 100
    assert seen[2][1:] == (100, True)
    async with client.session.get(
        f"{minimax.url}{path}/content", headers=client.headers
    ) as response:
        assert (response.status, response.content_type) == (200, "video/mp4")
        assert (await response.read())[4:8] == b"ftyp"
    assert (minimax.counters.charged, minimax.counters.keys_leaked) == (0, 0)


async def test_a_form_with_a_picture(client, minimax, picture):
    """A multipart form is read like JSON, its file as the first frame."""
    form = aiohttp.FormData({"prompt": "a fox", "seconds": "4", "size": "640x480"})
    data = base64.b64decode(picture().partition(",")[2])
    form.add_field("input_reference", data, filename="a.png", content_type="image/png")
    status, _ = await client.call("POST", "/v1/videos", data=form)
    assert status == 200
    (received,) = minimax.received
    assert (received.images[0].mime, received.images[0].role) == ("image/png", "first_frame")
    assert received.request.size == (640, 480)


async def test_a_file_without_a_kind_tells_its_own(client, minimax, picture):
    """Clients that are given bytes alone call them an octet stream; other bytes are no picture."""
    data = base64.b64decode(picture(kind="webp").partition(",")[2])
    for content, expected in ((data, 200), (b"%PDF-1.7", 400)):
        form = aiohttp.FormData({"prompt": "a fox"})
        form.add_field(
            "input_reference", content, filename="upload", content_type="application/octet-stream"
        )
        status, _ = await client.call("POST", "/v1/videos", data=form)
        assert status == expected
    assert minimax.received[0].images[0].mime == "image/webp"


async def test_there_is_no_other_variant_of_a_clip(client):
    """Who asks for a thumbnail is not given an MP4."""
    told = await create(client)
    await client.end(told["id"])
    content = f"/v1/videos/{told['id']}/content"
    status, told = await client.call("GET", f"{content}?variant=thumbnail")
    assert (status, told["error"]["message"]) == (
        400,
        "invalid params, variant must be video: there is nothing else",
    )
    headers = client.headers
    async with client.session.get(
        f"{client.sandbox.url}{content}?variant=video", headers=headers
    ) as response:
        assert response.content_type == "video/mp4"


async def test_the_fields_for_h3s_open_weights_as_json(client, minimax, picture):
    """As SGLang's: the target tells shape and length, conditions hold the pictures."""
    conditions = [
        {"type": "image", "role": "keyframe", "frame_index": 0, "uri": picture()},
        {"type": "image", "role": "keyframe", "frame_index": -1, "uri": picture()},
        {"type": "image", "role": "reference", "uri": picture()},
    ]
    target = {"short_edge": 768, "aspect_ratio": "1:1", "duration_seconds": 6.0}
    body = {"prompt": "a fox", "task": "fl2va", "target": target, "conditions": conditions}
    status, told = await client.call("POST", "/v1/videos", json=body)
    assert (status, told.get("size"), told.get("seconds")) == (200, "768x768", "6")
    (received,) = minimax.received
    roles = [image.role for image in received.images]
    assert roles == ["first_frame", "last_frame", "reference_image"]
    assert (received.ignored, minimax.orders[told["id"]].size) == ((), (90, 90))


async def test_the_fields_for_h3s_open_weights_as_a_form(client, minimax, picture):
    """As vLLM-Omni's: extra_params as JSON text, references as repeated files."""
    extra = '{"task": "ref2va", "duration": 7, "target": {"aspect_ratio": "9:16"}}'
    form = aiohttp.FormData({"prompt": "a fox", "extra_params": extra})
    for _ in range(2):
        data = base64.b64decode(picture().partition(",")[2])
        form.add_field("input_references", data, filename="a.png", content_type="image/png")
    status, told = await client.call("POST", "/v1/videos", data=form)
    assert (status, told.get("size"), told.get("seconds")) == (200, "768x1366", "7")
    (received,) = minimax.received
    assert [image.role for image in received.images] == ["reference_image"] * 2


async def test_an_engine_that_takes_forms_only(client, minimax):
    """As vLLM-Omni: JSON is refused, a form passes, and a failed job's query is an error."""
    minimax.habits = VideosHabits(form_only=True, failed_status=500)
    status, told = await client.call("POST", "/v1/videos", json=BODY)
    assert (status, "multipart/form-data" in told["error"]["message"]) == (400, True)
    form = aiohttp.FormData({"prompt": "a broken-engine fox"}, default_to_multipart=True)
    _, told = await client.call("POST", "/v1/videos", data=form)
    await client.end(told["id"])
    status, told = await client.call("GET", f"/v1/videos/{told['id']}")
    assert (status, told["status"], told["error"]["code"]) == (500, "failed", "1000")


async def test_the_content_is_not_there_before_the_end(client):
    """404 while it is made."""
    told = await create(client)
    status, told = await client.call("GET", f"/v1/videos/{told['id']}/content")
    assert (status, told["error"]["type"]) == (404, "not_found_error")


async def test_jobs_are_listed_and_deleted(client):
    """Newest first, a page at a time; a deleted one is gone in whatever state."""
    ids = [(await create(client))["id"] for _ in range(3)]
    _, told = await client.call("GET", "/v1/videos?limit=2")
    assert [job["id"] for job in told["data"]] == [ids[2], ids[1]]
    assert (told["has_more"], told["last_id"]) == (True, ids[1])
    _, told = await client.call("GET", f"/v1/videos?limit=2&after={ids[1]}")
    assert ([job["id"] for job in told["data"]], told["has_more"]) == ([ids[0]], False)
    _, told = await client.call("GET", "/v1/videos?order=asc")
    assert [job["id"] for job in told["data"]] == ids
    assert await client.call("DELETE", f"/v1/videos/{ids[0]}") == (
        200,
        {"id": ids[0], "object": "video.deleted", "deleted": True},
    )
    for method, path in (("GET", ""), ("GET", "/content"), ("DELETE", "")):
        assert (await client.call(method, f"/v1/videos/{ids[0]}{path}"))[0] == 404


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"prompt": " "}, "prompt is required"),
        ({"prompt": "x" * 32_001}, "prompt has 32001 characters"),
        ({"model": 7}, "model must be a string"),
        ({"size": "wide"}, 'size must be such as "1280x720"'),
        ({"size": "833x480"}, "sides must be even numbers from 64 to 4096"),
        ({"seconds": "long"}, "seconds must be a whole number from 1 to 60"),
        ({"seconds": 61}, "seconds must be a whole number from 1 to 60"),
        ({"seconds": None, "target": {"duration_seconds": 0.5}}, "seconds must be a whole"),
        ({"size": None, "target": {"aspect_ratio": "wide"}}, "target.aspect_ratio must be such"),
        ({"size": None, "target": {"short_edge": "768"}}, "target.short_edge must be a whole"),
        ({"extra_params": "{"}, "extra_params must be a JSON object"),
        ({"conditions": [7]}, "conditions must be a list of objects"),
        ({"conditions": [{"role": "keyframe", "frame_index": 3}]}, "frame_index 0 or -1"),
        ({"input_references": [7]}, "input_references[0] must be a data URL"),
        ({"input_reference": "data:image/gif;base64,x"}, "must be data:image/jpeg, png or webp"),
    ],
    ids=lambda value: "" if isinstance(value, str) else "-".join(value),
)
async def test_a_wrong_field_is_named(client, changed, words):
    """400 with what would pass."""
    status, told = await client.call("POST", "/v1/videos", json={**BODY, **changed})
    assert (status, words in told["error"]["message"]) == (400, True), told


async def test_the_key_is_asked_for_where_there_is_one(client):
    """401 with the wrong key."""
    client.key = "wrong"
    status, told = await client.call("GET", "/v1/videos")
    assert (status, told["error"]["type"]) == (401, "authentication_error")


async def test_without_a_key_nobody_is_asked():
    """Started without a key it is an engine of one's own; MiniMax's own paths stay shut."""
    async with MiniMaxSandbox(key="", style=TINY) as sandbox, aiohttp.ClientSession() as session:
        async with session.post(f"{sandbox.url}/v1/videos", json=BODY) as response:
            assert response.status == 200
        async with session.get(f"{sandbox.url}/v2/query/video_generation") as response:
            assert response.status == 401
        bearer = {"Authorization": "Bearer "}
        async with session.get(
            f"{sandbox.url}/v2/query/video_generation", headers=bearer
        ) as response:
            assert response.status == 401


@pytest.mark.parametrize(
    ("operation", "method", "path"),
    [
        (Operation.SUBMIT, "POST", ""),
        (Operation.LIST, "GET", ""),
        (Operation.QUERY, "GET", "/x"),
        (Operation.DOWNLOAD, "GET", "/x/content"),
        (Operation.CANCEL, "DELETE", "/x"),
    ],
    ids=str,
)
async def test_any_code_in_this_apis_shape(client, minimax, operation, method, path):
    """A code on demand comes with an HTTP status and an `error` object."""
    minimax.inject(Fault(operation=operation, kind=FaultKind.CODE, code=1002, text="later"))
    status, told = await client.call(method, f"/v1/videos{path}", json=BODY)
    error = {"message": "later", "type": "rate_limit_error", "param": None, "code": "1002"}
    assert (status, told) == (429, {"error": error})
