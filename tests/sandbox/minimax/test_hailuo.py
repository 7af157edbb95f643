"""The Hailuo models of the first API generation: lengths, resolutions, prices, frames."""

import pytest

from sandbox.minimax.checking import read_request
from sandbox.minimax.codes import Refusal
from sandbox.minimax.models import MODELS, Api

ADDRESS = "https://example.com/a.png"

# The vendor's table, written out: model, resolution, seconds, cents.
TABLE = [
    ("MiniMax-Hailuo-02", "512P", 6, 10),
    ("MiniMax-Hailuo-02", "512P", 10, 15),
    ("MiniMax-Hailuo-02", "768P", 6, 28),
    ("MiniMax-Hailuo-02", "768P", 10, 56),
    ("MiniMax-Hailuo-02", "1080P", 6, 49),
    ("MiniMax-Hailuo-2.3", "768P", 6, 28),
    ("MiniMax-Hailuo-2.3", "768P", 10, 56),
    ("MiniMax-Hailuo-2.3", "1080P", 6, 49),
    ("MiniMax-Hailuo-2.3-Fast", "768P", 6, 19),
    ("MiniMax-Hailuo-2.3-Fast", "768P", 10, 32),
    ("MiniMax-Hailuo-2.3-Fast", "1080P", 6, 33),
]


def test_the_table_of_offers():
    """All that can be asked for, and what it costs; nothing else."""
    offered = [
        (model.name, resolution, seconds, price // 10_000)
        for model in MODELS.values()
        if model.name.startswith("MiniMax-Hailuo")
        for (resolution, seconds), price in model.prices.items()
    ]
    assert offered == TABLE
    assert {model.api for model in MODELS.values()} == {Api.V1, Api.V2}


@pytest.mark.parametrize(("model", "resolution", "seconds", "cents"), TABLE)
async def test_each_offer_is_charged_its_price(client, minimax, model, resolution, seconds, cents):
    """With a first frame every row of the table is accepted at its price."""
    body = {"model": model, "resolution": resolution, "duration": seconds, "prompt": "a fox"}
    told = await client.submit(**body, first_frame_image=ADDRESS)
    assert told["base_resp"]["status_code"] == 0
    assert minimax.counters.charged == cents * 10_000


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"resolution": "1080P", "duration": 10}, "duration must be 6 for MiniMax-Hailuo-2.3 at"),
        ({"duration": 5}, "duration must be 6 or 10 for MiniMax-Hailuo-2.3 at 768P"),
        ({"resolution": "512P"}, "resolution must be 768P or 1080P for MiniMax-Hailuo-2.3"),
        ({"resolution": "2K"}, "resolution must be 768P or 1080P"),
        ({"last_frame_image": ADDRESS}, "last_frame_image is not supported by MiniMax-Hailuo-2.3"),
        ({"model": "MiniMax-Hailuo-2.3-Fast"}, "first_frame_image is required for"),
        ({"model": "MiniMax-Hailuo-02", "resolution": "512P"}, "only with first_frame_image"),
        (
            {"model": "MiniMax-Hailuo-02", "last_frame_image": ADDRESS},
            "last_frame_image needs first_frame_image beside it",
        ),
        (
            {
                "model": "MiniMax-Hailuo-02",
                "resolution": "512P",
                "first_frame_image": ADDRESS,
                "last_frame_image": ADDRESS,
            },
            "resolution 512P is not there with last_frame_image",
        ),
        ({"model": "MiniMax-H3"}, "model MiniMax-H3 is served at /v2/"),
        ({"prompt": ""}, "prompt is required"),
    ],
    ids=lambda value: "" if isinstance(value, str) else "-".join(value),
)
def test_what_is_not_in_the_table_is_refused(changed, words):
    """2013, and what would pass."""
    with pytest.raises(Refusal) as caught:
        read_request({"model": "MiniMax-Hailuo-2.3", "prompt": "a fox", **changed})
    assert (caught.value.code, words in caught.value.text) == (2013, True), caught.value.text


@pytest.mark.parametrize(
    ("body", "size"),
    [
        ({"model": "MiniMax-Hailuo-02"}, (1366, 768)),
        ({"model": "MiniMax-Hailuo-2.3", "resolution": "1080P"}, (1920, 1080)),
        ({"model": "T2V-01"}, (1280, 720)),
        ({"model": "MiniMax-Hailuo-2.3", "resolution": "768P", "frame": (900, 600)}, (1152, 768)),
        ({"model": "MiniMax-Hailuo-02", "resolution": "512P", "frame": (400, 500)}, (512, 640)),
    ],
    ids=["768P", "1080P", "720P", "first frame", "512P"],
)
def test_how_large_a_clip_becomes(picture, body, size):
    """The resolution's own size for text; the first frame's shape with one."""
    frame = body.pop("frame", None)
    pictures = {"first_frame_image": picture(*frame)} if frame else {}
    request = read_request({"prompt": "a fox", **body, **pictures})
    assert request.size == size


async def test_first_and_last_frame(client, minimax, picture):
    """Hailuo-02 takes both; the clip has the first one's shape, and its prompt may be missing."""
    told = await client.submit(
        model="MiniMax-Hailuo-02",
        first_frame_image=picture(600, 400),
        last_frame_image=picture(400, 600),
        prompt_optimizer=False,
        fast_pretreatment=True,
    )
    assert minimax.orders[told["task_id"]].size == (136, 90)
    (received,) = minimax.received
    assert [image.role for image in received.images] == ["first_frame", "last_frame"]
    assert received.ignored == ()


async def test_fast_pretreatment_means_nothing_to_the_01_models(client, minimax):
    """It is accepted, and remembered as ignored."""
    await client.submit(model="T2V-01", prompt="a fox", fast_pretreatment=True)
    assert minimax.received[0].ignored == ("fast_pretreatment",)


async def test_brackets_move_the_camera(client, minimax):
    """The Hailuo models follow camera commands."""
    await client.submit(model="MiniMax-Hailuo-2.3", prompt="[Truck left] a fox")
    assert minimax.received[0].steps == (("Truck left",),)


async def test_a_picture_at_an_address_is_taken_unseen(client, minimax):
    """A public address is accepted without being fetched; the clip is drawn from the words."""
    told = await client.submit(model="I2V-01", prompt="a fox", first_frame_image=ADDRESS)
    done = await client.finished(told["task_id"])
    assert done["status"] == "Success"
    assert minimax.received[0].body["first_frame_image"] == "<a picture at an address>"


async def test_a_group_id_is_ignored(client):
    """Older clients send GroupId with every call."""
    told = await client.submit(model="T2V-01", prompt="a fox")
    done = await client.finished(told["task_id"])
    file = await client.get("/v1/files/retrieve", file_id=done["file_id"], GroupId="17")
    assert file["file"]["download_url"]
