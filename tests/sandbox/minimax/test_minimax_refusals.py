"""Every refusal: its code, inside HTTP 200, with a text that names the field."""

import base64

import pytest

from sandbox.minimax.server import Fault, FaultKind, Operation

GOOD = {"model": "T2V-01", "prompt": "a fox"}


async def refused(client, **body) -> tuple[int, str]:
    told = await client.submit(**body)
    assert "task_id" not in told
    assert client.sandbox.counters.accepted == 0
    assert client.sandbox.counters.charged == 0
    return told["base_resp"]["status_code"], told["base_resp"]["status_msg"]


async def test_what_is_null_is_left_out(client):
    """Clients that send every field they know are served as if they had sent the others alone."""
    fields = ("duration", "resolution", "callback_url", "first_frame_image", "aigc_watermark")
    unsaid = dict.fromkeys((*fields, "prompt_optimizer", "fast_pretreatment", "subject_reference"))
    told = await client.submit(**GOOD, **unsaid)
    assert told["base_resp"]["status_code"] == 0
    told = await client.submit(model="T2V-01", prompt=None)
    assert "prompt is required" in told["base_resp"]["status_msg"]


async def test_schemes_are_written_in_any_case(client, picture):
    """Of the key's header and of a data URL, as their standards say."""
    url = picture().replace("data:", "DATA:", 1)
    headers = {"Authorization": f"bearer  {client.key}"}
    body = {"model": "I2V-01", "first_frame_image": url}
    address = f"{client.sandbox.url}/v1/video_generation"
    async with client.session.post(address, json=body, headers=headers) as response:
        assert (await response.json())["base_resp"]["status_code"] == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"model": None}, "model is required"),
        ({"model": "T2V-99"}, "model 'T2V-99' does not exist"),
        ({"model": 7}, "model '7' does not exist"),
        ({"prompt": ""}, "prompt is required"),
        ({"prompt": "  \n"}, "prompt is required"),
        ({"prompt": ["a"]}, "prompt must be a string"),
        ({"prompt": "x" * 2001}, "prompt has 2001 characters, at most 2000"),
        ({"prompt_optimizer": "yes"}, "prompt_optimizer must be true or false"),
        ({"fast_pretreatment": 1}, "fast_pretreatment must be true or false"),
        ({"aigc_watermark": "no"}, "aigc_watermark must be true or false"),
        ({"callback_url": 5}, "callback_url must be a string"),
        ({"duration": 10}, "duration must be 6 for T2V-01"),
        ({"duration": "6"}, "duration must be 6 for T2V-01"),
        ({"duration": True}, "duration must be 6 for T2V-01"),
        ({"resolution": "1080P"}, "resolution must be 720P for T2V-01"),
        ({"resolution": ["720P"]}, "resolution must be 720P for T2V-01"),
        ({"model": "S2V-01", "duration": 6}, "duration is not supported by S2V-01"),
        ({"first_frame_image": "x"}, "first_frame_image is not supported by T2V-01"),
        ({"last_frame_image": "x"}, "last_frame_image is not supported by T2V-01"),
        ({"subject_reference": []}, "subject_reference is not supported by T2V-01"),
        ({"model": "I2V-01"}, "first_frame_image is required for I2V-01"),
        ({"model": "I2V-01-live", "first_frame_image": ""}, "first_frame_image must be a data URL"),
        ({"model": "S2V-01"}, "subject_reference is required for S2V-01"),
        ({"model": "S2V-01", "subject_reference": {}}, "must be a list of one object"),
        ({"model": "S2V-01", "subject_reference": [{"type": "cat"}]}, 'must be "character"'),
        (
            {"model": "S2V-01", "subject_reference": [{"type": "character", "image": []}]},
            "subject_reference[0].image must be a list of one picture",
        ),
        (
            {"model": "S2V-01", "subject_reference": [{"type": "character", "image": [1]}]},
            "subject_reference[0].image[0] must be a data URL",
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else "-".join(value),
)
async def test_a_wrong_field_is_named(client, change, words):
    """2013, with the field, what it was and what it must be."""
    body = {key: value for key, value in {**GOOD, **change}.items() if value is not None}
    code, text = await refused(client, **body)
    assert code == 2013
    assert text.startswith("invalid params, ")
    assert words in text


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: p(300, 400), "is 300x400, the short side must be over 300 px"),
        (lambda p: p(301, 800), "is 301x800, the aspect must be between 2:5 and 5:2"),
        (lambda p: p(800, 310), "is 800x310, the aspect must be between 2:5 and 5:2"),
        (lambda p: p(kind="gif"), "must be data:image/jpeg, png or webp"),
        (lambda p: p(kind="gif", name="png"), "is not a whole JPG, PNG or WebP"),
        (lambda p: p(kind="jpeg")[:9000], "is not"),
        (lambda p: "data:image/png;base64,%%%", "is not base64"),
        (lambda p: "data:image/png;base64,aGVsbG8=", "is not a whole JPG, PNG or WebP"),
        (lambda p: "data:text/plain;base64,aGVsbG8=", "must be data:image/jpeg"),
        (lambda p: "https://", "is not an address"),
        (
            lambda p: "data:image/png;base64," + base64.b64encode(bytes(20_000_000)).decode(),
            "has 20000000 bytes, must be under 20 MB",
        ),
    ],
    ids=[
        "too small", "too tall", "too wide", "gif", "gif as png", "cut",
        "no base64", "no picture", "text", "address", "too heavy",
    ],
)  # fmt: skip
async def test_a_wrong_picture_is_explained(client, picture, make, words):
    """Pictures are decoded and measured; the refusal holds what was found and the rule."""
    code, text = await refused(client, model="I2V-01", first_frame_image=make(picture))
    assert code == 2013
    assert "first_frame_image" in text
    assert words in text


@pytest.mark.parametrize("size", [(301, 752), (752, 301)], ids=str)
@pytest.mark.parametrize(
    ("kind", "name"), [("jpeg", "jpg"), ("jpeg", ""), ("webp", ""), ("png", "")]
)
async def test_a_picture_at_the_limit_passes(client, picture, size, kind, name):
    """301 pixels and 2:5 or 5:2 pass, in every format and under both names of JPEG."""
    made = picture(*size, kind, name)
    told = await client.submit(model="I2V-01", first_frame_image=made)
    assert told["base_resp"]["status_code"] == 0


async def test_a_wrong_name_of_a_picture_is_taken_and_noted(client, minimax, picture):
    """The vendor's own client calls every file a JPEG; the record tells both."""
    told = await client.submit(model="I2V-01", first_frame_image=picture(name="jpeg"))
    assert told["base_resp"]["status_code"] == 0
    (image,) = minimax.received[0].images
    assert (image.named, image.mime) == ("image/jpeg", "image/png")


async def test_bare_base64_passes(client, picture):
    """Older pages allow base64 without the header of a data URL."""
    bare = picture().partition(",")[2]
    told = await client.submit(model="I2V-01", first_frame_image=bare)
    assert told["base_resp"]["status_code"] == 0


async def test_two_thousand_characters_pass(client):
    """The longest prompt is accepted."""
    told = await client.submit(model="T2V-01", prompt="x" * 2000)
    assert told["base_resp"]["status_code"] == 0


@pytest.mark.parametrize(
    ("prompt", "code"),
    [
        ("a Forbidden-Word fox", 1026),
        ("fox" + "\u200b" * 5, 1042),
        ("a fox\n\nin the snow", 0),
        ("👩‍👩‍👧‍👦", 0),
    ],
    ids=["trigger", "invisible", "lines", "family"],
)
async def test_words_are_judged(client, prompt, code):
    """A trigger word and invisible characters are refused; lines and joined emoji are not."""
    told = await client.submit(model="T2V-01", prompt=prompt)
    assert told["base_resp"]["status_code"] == code


@pytest.mark.parametrize("header", [None, "Bearer wrong", "test-key", "Basic test-key", "Bearer é"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/video_generation"),
        ("GET", "/v1/query/video_generation?task_id=1"),
        ("GET", "/v1/files/retrieve?file_id=1"),
    ],
    ids=["submit", "query", "retrieve"],
)
async def test_the_key_is_asked_for(client, minimax, header, method, path):
    """Without the right key every operation answers 1004 inside HTTP 200."""
    headers = {"Authorization": header} if header else {}
    url = minimax.url + path
    async with client.session.request(method, url, json=GOOD, headers=headers) as response:
        assert response.status == 200
        assert (await response.json())["base_resp"]["status_code"] == 1004
    assert minimax.counters.accepted == 0


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[1]", b'"text"', b"\xff\xfe"],
    ids=["empty", "half", "list", "text", "bytes"],
)
async def test_a_body_that_is_no_object_is_refused(client, minimax, data):
    """2013 for what is not a JSON object."""
    url = f"{minimax.url}/v1/video_generation"
    async with client.session.post(url, data=data, headers=client.headers) as response:
        assert (await response.json())["base_resp"]["status_code"] == 2013


@pytest.mark.parametrize("number", ["", "x", "123", "1' OR 1", "²"])
async def test_unknown_numbers_are_refused(client, number):
    """An unknown order or file is 2013, as is what is no number."""
    for answer in (await client.query(number), await client.retrieve(number)):
        assert answer["base_resp"]["status_code"] == 2013


async def test_an_unfinished_file_cannot_be_retrieved(client, minimax):
    """Before success there is no file."""
    await client.submit(**GOOD)
    (order,) = minimax.orders.values()
    answer = await client.retrieve(str(order.file_id))
    assert answer["base_resp"]["status_code"] == 2013


async def test_the_account_limit_counts_a_sliding_minute(client, minimax):
    """Above the limit 1002, nothing made; a minute later there is room again."""
    minimax.account.submits_per_minute = 2
    codes = [(await client.submit(**GOOD))["base_resp"]["status_code"] for _ in range(3)]
    assert codes == [0, 0, 1002]
    assert minimax.counters.accepted == 2
    minimax.skip(61)
    assert (await client.submit(**GOOD))["base_resp"]["status_code"] == 0


async def test_the_balance_runs_out(client, minimax):
    """1008 when the price is more than what is left; nothing is made."""
    minimax.account.balance = 430_000 + 429_999
    codes = [(await client.submit(**GOOD))["base_resp"]["status_code"] for _ in range(2)]
    assert codes == [0, 1008]
    assert minimax.account.balance == 429_999


@pytest.mark.parametrize(
    "plan",
    [
        {"operation": "submit", "kind": "base_resp", "nth": 0},
        {"operation": "submit", "kind": "no such kind"},
        {"operation": "query", "kind": "fail"},
    ],
    ids=["nth", "kind", "fail"],
)
def test_a_fault_that_makes_no_sense_is_refused(plan):
    """A plan that can never come true is an error where it is written."""
    with pytest.raises(ValueError, match=r".+"):
        Fault(**plan)


async def test_a_refusal_on_demand_is_not_a_charge(client, minimax):
    """An injected refusal of a submit makes no order."""
    minimax.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.BASE_RESP, code=1002))
    assert await refused(client, **GOOD) == (1002, "rate limit exceeded")
