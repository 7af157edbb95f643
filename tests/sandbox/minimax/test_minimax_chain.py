"""The whole way of an order through the stand-in, by raw requests."""

import asyncio
import io
import shutil

import aiohttp
import cv2
import pytest
from PIL import Image

from media.clips import check_clip, still
from sandbox.minimax.camera import read_camera
from sandbox.minimax.models import MODELS
from sandbox.minimax.server import ClipStyle, MiniMaxSandbox, PortInUse, SandboxOptions
from sandbox.minimax.serving import serve


async def test_an_order_goes_through_all_its_states(client, minimax):
    """Preparing, Queueing, Processing, Success, by the clock; the file only at the end."""
    told = await client.submit(model="T2V-01", prompt="a fox")
    assert told["base_resp"] == {"status_code": 0, "status_msg": "success"}
    assert told["task_id"].isdecimal()
    order = minimax.orders[told["task_id"]]
    await asyncio.wait([order.drawing])
    seen = []
    for seconds in (0.5, 1.5, 3, 4):
        minimax.skip(seconds)
        answer = await client.query(told["task_id"])
        seen.append(answer["status"])
        assert ("file_id" in answer) == (answer["status"] == "Success")
    assert seen == ["Preparing", "Queueing", "Processing", "Success"]
    assert (answer["video_width"], answer["video_height"]) == (160, 90)
    assert isinstance(answer["file_id"], str)


async def test_the_file_is_told_as_the_vendor_tells_it(client, minimax):
    """Retrieve gives the file id as a number and a signed link, in the vendor's shape."""
    told = await client.submit(model="T2V-01", prompt="a fox")
    done = await client.finished(told["task_id"])
    file = (await client.retrieve(done["file_id"]))["file"]
    assert file["file_id"] == int(done["file_id"])
    assert file["purpose"] == "video_generation"
    assert file["filename"] == "output_aigc.mp4"
    assert file["bytes"] == 0
    assert file["download_url"].startswith(f"{minimax.url}/files/")


async def test_the_clip_plays_and_goes_the_right_way(client, tmp_path):
    """The downloaded clip decodes, has its length, and the camera goes as the bracket says."""
    prompt = "[ truck LEFT ] a fox in a forest"
    path = await client.clip(tmp_path / "a.mp4", model="T2V-01-Director", prompt=prompt)
    facts = check_clip(path)
    assert (facts.codec, facts.frames, facts.seconds) == ("h264", 8, 1.0)
    frames = cv2.VideoCapture(str(path))
    greys = [cv2.cvtColor(frames.read()[1], cv2.COLOR_BGR2GRAY) for _ in range(8)]
    flow = cv2.calcOpticalFlowFarneback(greys[2], greys[4], None, 0.5, 3, 15, 3, 5, 1.2, 0)
    assert flow[70:, :, 0].mean() > 1


async def test_the_usual_clip_is_what_the_01_models_make(client, minimax, tmp_path):
    """1280x720, 25 frames a second, six seconds, drawn by a process of its own."""
    minimax.style = ClipStyle()
    minimax.instant = True
    told = await client.submit(model="T2V-01", prompt="- a red lighthouse in a storm")
    done = await client.query(told["task_id"])
    assert done["status"] == "Success"
    link = (await client.retrieve(done["file_id"]))["file"]["download_url"]
    async with client.session.get(link) as response:
        (tmp_path / "a.mp4").write_bytes(await response.read())
    facts = check_clip(tmp_path / "a.mp4")
    assert (facts.width, facts.height, facts.frames, facts.seconds) == (1280, 720, 150, 6.0)
    assert facts.faststart


async def test_the_server_answers_while_it_draws(client, minimax):
    """Ten queries are answered while one full clip is drawn."""
    minimax.style = ClipStyle(seconds=1)
    told = await client.submit(model="T2V-01", prompt="a city at night")
    minimax.skip(60)
    drawing = minimax.orders[told["task_id"]].drawing
    answers = [await client.query(told["task_id"]) for _ in range(10)]
    assert not drawing.done()
    assert {answer["status"] for answer in answers} == {"Processing"}
    await minimax.wait_for(lambda sandbox: drawing.done(), timeout=60)
    assert (await client.query(told["task_id"]))["status"] == "Success"


async def test_a_first_frame_is_moved(client, picture, tmp_path):
    """Image-to-video begins with the picture and takes its shape."""
    body = {"model": "I2V-01", "first_frame_image": picture(600, 400)}
    path = await client.clip(tmp_path / "a.mp4", **body)
    facts = check_clip(path)
    assert (facts.width, facts.height) == (136, 90)
    assert Image.open(io.BytesIO(still(path))).convert("L").getextrema()[1] > 60


async def test_a_subject_is_taken(client, minimax, picture):
    """S2V-01 takes its one subject reference."""
    reference = [{"type": "character", "image": [picture()]}]
    told = await client.submit(model="S2V-01", prompt="she waves", subject_reference=reference)
    assert (await client.finished(told["task_id"]))["status"] == "Success"
    assert minimax.received[0].images[0].field == "subject_reference[0].image[0]"


async def test_what_was_received_is_kept_readable(client, minimax, picture):
    """A record holds the parsed request with the picture described instead of repeated."""
    await client.submit(
        model="I2V-01-Director",
        prompt="[Pan left,zoom  in] a house [logo] [push out]",
        first_frame_image=picture(),
        negative_prompt="no",
    )
    (received,) = minimax.received
    assert received.steps == (("Pan left", "Zoom in"), ("Pull out",))
    assert received.ignored == ("negative_prompt",)
    assert received.body["first_frame_image"].startswith("<image/png 400x320")
    assert (received.images[0].width, received.images[0].mime) == (400, "image/png")
    assert received.remote_task_id in minimax.orders


async def test_models_without_a_camera_ignore_brackets(client, minimax):
    """T2V-01 takes the brackets as text."""
    await client.submit(model="T2V-01", prompt="[Truck left] a fox")
    assert minimax.received[0].steps == ()


async def test_money_is_counted_once_an_order(client, minimax):
    """Each accepted order is charged its model's price; refusals and polls are free."""
    minimax.prices["T2V-01"] = 250_000
    told = await client.submit(model="T2V-01", prompt="a fox")
    await client.submit(model="T2V-01")
    await client.query(told["task_id"])
    counters = minimax.counters
    assert (counters.submits, counters.accepted, counters.charges) == (2, 1, 1)
    assert counters.charged == 250_000
    assert minimax.account.balance == 1_000_000_000 - 250_000


@pytest.mark.parametrize(
    ("word", "code", "billed"),
    [("forbidden-later", 1026, 0), ("forbidden-output", 1027, 430_000), ("broken-engine", 1000, 0)],
)
async def test_trigger_words_fail_an_order_later(client, minimax, word, code, billed):
    """Some words are accepted and fail afterwards; only a judged output stays charged."""
    told = await client.submit(model="T2V-01", prompt=f"a {word} fox")
    assert told["base_resp"]["status_code"] == 0
    done = await client.finished(told["task_id"])
    assert (done["status"], done["base_resp"]["status_code"]) == ("Fail", code)
    assert "file_id" not in done
    await client.query(told["task_id"])
    assert minimax.counters.charged == billed


async def test_a_link_works_for_an_hour(client, minimax):
    """After an hour the link is refused, and retrieve gives a fresh one."""
    link = await client.link(model="T2V-01", prompt="a fox")
    minimax.skip(3599)
    async with client.session.get(link) as response:
        assert (response.status, response.content_type) == (200, "video/mp4")
    minimax.skip(2)
    async with client.session.get(link) as response:
        assert response.status == 403
        assert "expired" in await response.text()
    (order,) = minimax.orders.values()
    fresh = (await client.retrieve(str(order.file_id)))["file"]["download_url"]
    async with client.session.get(fresh) as response:
        assert response.status == 200


async def test_a_link_serves_ranges(client):
    """A part of the clip can be asked for."""
    link = await client.link(model="T2V-01", prompt="a fox")
    async with client.session.get(link, headers={"Range": "bytes=4-11"}) as response:
        assert response.status == 206
        assert await response.read() == b"ftypisom"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda link: link.replace("Signature=", "Signature=0"), 403),
        (lambda link: link.replace("Expires=", "Expires=9"), 403),
        (lambda link: link.partition("?")[0], 403),
        (lambda link: link.replace("/files/", "/files/9"), 404),
    ],
    ids=["signature", "time", "no query", "file"],
)
async def test_a_changed_link_is_refused(client, change, status):
    """Nobody makes a link of their own."""
    link = await client.link(model="T2V-01", prompt="a fox")
    async with client.session.get(change(link)) as response:
        assert response.status == status


async def test_a_key_shown_to_the_file_host_is_noticed(client, minimax):
    """A download that carries the key is refused, as object storage does, and counted."""
    link = await client.link(model="T2V-01", prompt="a fox")
    async with client.session.get(link, headers=client.headers) as response:
        assert response.status == 400
    assert minimax.counters.keys_leaked == 1


async def test_a_path_prefix_is_kept_everywhere(tmp_path):
    """Below a reseller's prefix the API and its links work, and nothing works without it."""
    options = SandboxOptions(prefix="/gateway/minimax")
    async with (
        MiniMaxSandbox(
            key="k", style=ClipStyle(short_side=64, seconds=0.5, fps=4), options=options
        ) as sandbox,
        aiohttp.ClientSession(headers={"Authorization": "Bearer k"}) as session,
    ):
        body = {"model": "T2V-01", "prompt": "a fox"}
        async with session.post(f"{sandbox.url}/v1/video_generation", json=body) as response:
            assert (await response.json())["base_resp"]["status_code"] == 0
        bare = sandbox.url.removesuffix("/gateway/minimax")
        async with session.post(f"{bare}/v1/video_generation", json=body) as response:
            assert response.status == 404
        assert sandbox.unknown_routes == ["POST /v1/video_generation"]


async def test_speed_divides_the_waiting(client, minimax):
    """At speed 8 the eight seconds of waiting are one."""
    minimax.speed = 8
    told = await client.submit(model="T2V-01", prompt="a fox")
    await asyncio.wait([minimax.orders[told["task_id"]].drawing])
    minimax.skip(1)
    assert (await client.query(told["task_id"]))["status"] == "Success"


async def test_a_taken_port_is_said(minimax):
    """Starting on a port in use is a clear error."""
    other = MiniMaxSandbox(key="k")
    with pytest.raises(PortInUse, match=f"Port {minimax.port} on 127.0.0.1 is in use"):
        await other.start(minimax.port)
    await other.stop()
    with pytest.raises(PortInUse):
        await serve(port=minimax.port, key="k")


async def test_serve_announces_its_address_and_ends_cleanly():
    """`serve` tells where it listens and frees the port when it is cancelled."""
    lines: asyncio.Queue[str] = asyncio.Queue()
    serving = asyncio.create_task(serve(port=0, key="k", announce=lines.put_nowait))
    line = await asyncio.wait_for(lines.get(), 5)
    url = line.split()[-1]
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{url}/v1/query/video_generation") as response:
            assert (await response.json())["base_resp"]["status_code"] == 1004
        serving.cancel()
        await asyncio.wait([serving])
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(url)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed here")
async def test_curl_as_on_the_vendors_pages(minimax):
    """A request as the vendor's pages print it works with only the host changed."""
    process = await asyncio.create_subprocess_exec(
        "curl", "--silent", "--request", "POST",
        f"{minimax.url}/v1/video_generation",
        "--header", "Authorization: Bearer test-key",
        "--header", "Content-Type: application/json",
        "--data", '{"model": "T2V-01", "prompt": "a fox", "duration": 6, "resolution": "720P"}',
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    answer, _ = await process.communicate()
    assert b'"status_code": 0' in answer
    assert minimax.counters.accepted == 1


@pytest.mark.parametrize(
    ("prompt", "steps"),
    [
        ("a fox", ()),
        ("[Truck left] a fox", (("Truck left",),)),
        ("a [TILT UP , pan   Right]fox[shake]", (("Tilt up", "Pan right"), ("Shake",))),
        ("[logo] [Truck] []", ()),
        ("[logo, zoom in]", (("Zoom in",),)),
        ("[Push out]", (("Pull out",),)),
        ("[Pan left, pan left]", (("Pan left",),)),
        ("[Pan left, Tilt up, Zoom in, Shake]", (("Pan left", "Tilt up", "Zoom in"),)),
        ("[[Pan left]] [Truck left", (("Pan left",),)),
    ],
)
def test_camera_commands_are_read_leniently(prompt, steps):
    """Any case and spacing; unknown words are text; at most three at once."""
    assert read_camera(prompt) == steps


def test_the_01_models_are_served():
    """The table holds the six models, two of which follow the camera."""
    series = {name: model for name, model in MODELS.items() if not name.startswith("MiniMax")}
    assert set(series) == {
        "T2V-01",
        "T2V-01-Director",
        "I2V-01",
        "I2V-01-Director",
        "I2V-01-live",
        "S2V-01",
    }
    assert {name for name, model in series.items() if model.follows_camera} == {
        "T2V-01-Director",
        "I2V-01-Director",
    }
