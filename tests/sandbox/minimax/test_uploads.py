"""Files handed in beforehand, and named in a V2 request."""

import base64
import io

import aiohttp
import pytest

BODY = {"model": "MiniMax-H3", "resolution": "768P", "duration": 5}
PURPOSE = "video_generation_input"


async def upload(client, data: bytes, filename: str = "a.png", purpose: str = PURPOSE) -> dict:
    form = aiohttp.FormData({"purpose": purpose})
    # aiohttp warns about large bytes that are not read from a file.
    form.add_field("file", io.BytesIO(data), filename=filename)
    return (await client.call("POST", "/v1/files/upload", data=form))[1]


def content(url: str, kind: str = "image_url", role: str = "first_frame") -> list[dict]:
    return [{"type": "text", "text": "a fox"}, {"type": kind, kind: {"url": url}, "role": role}]


async def test_an_uploaded_picture_is_named_in_a_request(client, minimax, picture):
    """It is judged and drawn like one in the request itself."""
    told = await upload(client, base64.b64decode(picture(600, 400).partition(",")[2]))
    assert (told["base_resp"]["status_code"], told["file"]["purpose"]) == (0, PURPOSE)
    named = content(f"mm_file://{told['file']['file_id']}")
    status, made = await client.call(
        "POST", "/v2/video_generation", json={**BODY, "content": named}
    )
    assert status == 200, made
    assert minimax.orders[made["task_id"]].size == (136, 90)
    assert minimax.counters.uploads == 1


async def test_an_uploaded_clip_is_a_reference(client):
    """Clips are taken unseen."""
    told = await upload(client, b"any", "a.mp4")
    url = f"mm_file://{told['file']['file_id']}"
    named = content(url, "video_url", "reference_video")
    status, _ = await client.call("POST", "/v2/video_generation", json={**BODY, "content": named})
    assert status == 200


async def test_a_file_is_known_for_seven_days(client, minimax, picture):
    """Afterwards, and under a number that never was, there is none."""
    told = await upload(client, base64.b64decode(picture().partition(",")[2]))
    minimax.skip(7 * 86400)
    for number in (told["file"]["file_id"], 7, "x"):
        body = {**BODY, "content": content(f"mm_file://{number}")}
        status, told = await client.call("POST", "/v2/video_generation", json=body)
        assert (status, "names a file that does not exist" in told["error"]["message"]) == (
            400,
            True,
        )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"purpose": "voice_clone"}, "purpose must be video_generation_input"),
        ({"filename": "a.gif"}, "file must end in jpg, jpeg, png"),
        ({"filename": "a.mp3", "data": bytes(15_000_001)}, "at most 15 MB for audio"),
    ],
    ids=["purpose", "kind", "size"],
)
async def test_a_wrong_upload_is_explained(client, minimax, changed, words):
    """2013 with the rule, and nothing kept."""
    told = await upload(client, **{"data": b"any", **changed})
    assert told["base_resp"]["status_code"] == 2013
    assert words in told["base_resp"]["status_msg"]


async def test_an_upload_without_a_form_is_refused(client):
    """2013 for JSON."""
    _, told = await client.call("POST", "/v1/files/upload", json={"purpose": PURPOSE})
    assert "multipart/form-data" in told["base_resp"]["status_msg"]
