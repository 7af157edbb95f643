"""The second API generation: a task's whole way, lists, cancelling, limits, by raw requests."""

import aiohttp
import pytest

from media.clips import check_clip
from sandbox.minimax.server import Fault, FaultKind, Operation

CREATE = "/v2/video_generation"
QUERY = "/v2/query/video_generation"
BODY = {
    "model": "MiniMax-H3",
    "content": [{"type": "text", "text": "a fox"}],
    "resolution": "768P",
    "duration": 5,
    "ratio": "16:9",
}


def body(text: str = "a fox", **changed) -> dict:
    return {**BODY, "content": [{"type": "text", "text": text}], **changed}


async def create(client, **changed) -> str:
    status, told = await client.call("POST", CREATE, json=body(**changed))
    assert status == 200, told
    assert set(told) == {"task_id"}
    return told["task_id"]


async def task(client, task_id: str) -> dict:
    status, told = await client.call("GET", f"{QUERY}/{task_id}")
    assert status == 200, told
    return told["task"]


async def refused(client, method: str, path: str, **options) -> tuple[int, str, str]:
    """The status, the type and the message, after a look at the shape."""
    status, told = await client.call(method, path, **options)
    assert (told["type"], told["error"]["http_code"]) == ("error", str(status))
    assert len(told["request_id"]) == 32
    return status, told["error"]["type"], told["error"]["message"]


async def test_a_task_goes_through_all_its_states(client, minimax):
    """queued, running, succeeded, by the clock; content and usage only at the end."""
    task_id = await create(client)
    await minimax.orders[task_id].drawing
    created = int(minimax.orders[task_id].at.timestamp())
    seen = []
    for seconds in (0.5, 3, 6):
        minimax.skip(seconds)
        told = await task(client, task_id)
        seen.append((told["status"], told["updated_at"] - created, "content" in told))
    assert [status for status, _, _ in seen] == ["queued", "running", "succeeded"]
    assert [has_content for _, _, has_content in seen] == [False, False, True]
    assert [since for _, since, _ in seen] == sorted({since for _, since, _ in seen})
    assert told.pop("content")["url"].startswith(f"{minimax.url}/files/")
    del told["updated_at"]
    assert told == {
        "id": task_id,
        "model": "MiniMax-H3",
        "status": "succeeded",
        "created_at": created,
        "resolution": "768P",
        "duration": 5,
        "usage": {
            "total_seconds": 5,
            "input_seconds": 0,
            "output_seconds": 5,
            "input_image_count": 0,
        },
        "ratio": "16:9",
        "task_type": "generation",
        "modality": "video",
    }


async def test_the_clip_is_behind_a_link_for_an_hour(client, minimax, tmp_path):
    """The address plays without the key; after an hour it is refused and a query gives another."""
    task_id = await create(client)
    await client.end(task_id)
    link = (await task(client, task_id))["content"]["url"]
    async with client.session.get(link) as response:
        (tmp_path / "a.mp4").write_bytes(await response.read())
    facts = check_clip(tmp_path / "a.mp4")
    assert (facts.frames, facts.has_sound) == (8, True)
    minimax.skip(3601)
    async with client.session.get(link) as response:
        assert response.status == 403
    async with client.session.get((await task(client, task_id))["content"]["url"]) as response:
        assert response.status == 200


@pytest.mark.parametrize(
    ("changed", "price", "size"),
    [
        ({}, 400_000, (160, 90)),
        ({"resolution": "2K", "duration": 15, "ratio": "9:16"}, 1_950_000, (90, 160)),
        ({"model": "MiniMax-H3-Max", "resolution": "480P", "ratio": "21:9"}, 250_000, (210, 90)),
        ({"duration": 4, "ratio": "1:1"}, 320_000, (90, 90)),
    ],
    ids=["usual", "longest", "max", "shortest"],
)
async def test_a_second_has_its_price(client, minimax, changed, price, size):
    """Each second costs what model and resolution cost; the shape is the ratio's."""
    task_id = await create(client, **changed)
    order = minimax.orders[task_id]
    assert (order.price, minimax.counters.charged, order.size) == (price, price, size)


async def test_pictures_of_each_role_are_taken(client, minimax, picture):
    """A frame decides the shape; the record describes what came, and usage counts it."""
    frames = [
        {"type": "image_url", "image_url": {"url": picture(600, 400)}, "role": "first_frame"},
        {"type": "image_url", "image_url": {"url": picture()}, "role": "last_frame"},
    ]
    text = {"type": "text", "text": "she [Pan left] waves"}
    task_id = await create(client, content=[text, *frames], ratio="1:1")
    assert minimax.orders[task_id].size == (136, 90)
    (received,) = minimax.received
    assert [image.role for image in received.images] == ["first_frame", "last_frame"]
    assert received.body["content"][1]["image_url"]["url"].startswith("<image/png 600x400")
    assert (received.prompt, received.api, received.request.seconds) == (text["text"], "v2", 5)
    await client.end(task_id)
    told = await task(client, task_id)
    assert (told["ratio"], told["usage"]["input_image_count"]) == ("adaptive", 2)


async def test_further_pictures_are_charged(client, minimax, picture):
    """Five pictures are in the price; each of the two beyond costs four cents."""
    image = {"type": "image_url", "image_url": {"url": picture()}, "role": "reference_image"}
    await create(client, content=[{"type": "text", "text": "a fox"}, *[image] * 7], ratio="16:9")
    assert minimax.counters.charged == 400_000 + 2 * 40_000


@pytest.mark.parametrize(
    ("word", "code", "charged"),
    [
        ("forbidden-later", "1026", 0),
        ("forbidden-output", "1027", 400_000),
        ("broken-engine", "1000", 0),
    ],
)
async def test_trigger_words_fail_a_task_later(client, minimax, word, code, charged):
    """A failed task tells its code as text and no usage; only a judged output stays charged."""
    task_id = await create(client, text=f"a {word} fox")
    await client.end(task_id)
    told = await task(client, task_id)
    assert (told["status"], told["error"]["code"], told["usage"]) == ("failed", code, {})
    assert "content" not in told
    assert minimax.counters.charged == charged


async def test_the_newest_are_listed_first_page_by_page(client):
    """Pages count from 1; total counts what passes the filters; V1's orders are not there."""
    ids = [await create(client, text=f"a fox {number}") for number in range(5)]
    await client.submit(model="T2V-01", prompt="a fox")
    _, told = await client.call("GET", QUERY)
    assert ([one["id"] for one in told["items"]], told["total"]) == (ids[::-1], 5)
    _, told = await client.call("GET", f"{QUERY}?page_num=2&page_size=2")
    assert ([one["id"] for one in told["items"]], told["total"]) == ([ids[2], ids[1]], 5)


async def test_filters_of_the_list(client):
    """By status, by ids (repeated or with commas), by model, by type."""
    first, second = await create(client), await create(client, model="MiniMax-H3-Max")
    await client.call("DELETE", f"{CREATE}/{first}")
    for query, expected in (
        ("filter.status=cancelled", [first]),
        ("filter.model=MiniMax-H3-Max", [second]),
        (f"filter.task_ids={first}&filter.task_ids={second}", [second, first]),
        (f"filter.task_ids={first},7", [first]),
        ("filter.task_type=generation", [second, first]),
        ("filter.task_type=regeneration", []),
    ):
        _, told = await client.call("GET", f"{QUERY}?{query}")
        assert ([one["id"] for one in told["items"]], told["total"]) == (expected, len(expected))


@pytest.mark.parametrize("query", ["page_num=0", "page_size=x", "filter.status=done"])
async def test_a_wrong_list_query_is_refused(client, query):
    """400 for a page that cannot be and for a word that does not exist."""
    status, kind, message = await refused(client, "GET", f"{QUERY}?{query}")
    assert (status, kind) == (400, "bad_request_error")
    assert query.partition("=")[0] in message


async def test_after_seven_days_nothing_is_known(client, minimax):
    """A task older than seven days is neither listed nor found."""
    task_id = await create(client)
    minimax.skip(7 * 86400 - 1)
    await task(client, task_id)
    minimax.skip(2)
    assert (await refused(client, "GET", f"{QUERY}/{task_id}"))[0] == 400
    assert (await client.call("GET", QUERY))[1] == {"items": [], "total": 0}


async def test_a_waiting_task_is_cancelled_without_charge(client, minimax):
    """Its money is back, its clip is not made, and cancelling twice is an error."""
    task_id = await create(client)
    status, told = await client.call("DELETE", f"{CREATE}/{task_id}")
    assert (status, told) == (
        200,
        {"task_id": task_id, "action": "cancelled", "status": "cancelled"},
    )
    assert (await task(client, task_id))["status"] == "cancelled"
    assert (minimax.counters.charged, minimax.counters.refunds) == (0, 1)
    minimax.skip(60)
    assert (await task(client, task_id))["status"] == "cancelled"
    assert (await refused(client, "DELETE", f"{CREATE}/{task_id}"))[0] == 400


async def test_a_running_task_cannot_be_cancelled(client, minimax):
    """Too late: an error, and it goes on."""
    task_id = await create(client)
    minimax.skip(4)
    status, _, message = await refused(client, "DELETE", f"{CREATE}/{task_id}")
    assert (status, "running" in message) == (400, True)
    await client.end(task_id)
    assert (await task(client, task_id))["status"] == "succeeded"


@pytest.mark.parametrize("text", ["a fox", "a broken-engine fox"], ids=["succeeded", "failed"])
async def test_the_record_of_an_ended_task_is_deleted(client, text):
    """Afterwards nobody knows it."""
    task_id = await create(client, text=text)
    await client.end(task_id)
    _, told = await client.call("DELETE", f"{CREATE}/{task_id}")
    assert (told["action"], told["status"]) == ("deleted", "deleted")
    for method, path in (("GET", f"{QUERY}/{task_id}"), ("DELETE", f"{CREATE}/{task_id}")):
        assert "invalid task_id" in (await refused(client, method, path))[2]


async def test_the_generations_do_not_know_each_others_tasks(client):
    """V1 finds no task of V2, nor V2 one of V1."""
    new = await create(client)
    old = (await client.submit(model="T2V-01", prompt="a fox"))["task_id"]
    assert (await client.query(new))["base_resp"]["status_code"] == 2013
    assert (await refused(client, "GET", f"{QUERY}/{old}"))[0] == 400


async def test_thirty_tasks_in_flight_and_no_more(client, minimax):
    """The next is 429 (1041) and not made until one has ended; the other family has its own."""
    minimax.account.limits["h3"].in_flight = 2
    first, _ = await create(client), await create(client)
    status, kind, message = await refused(client, "POST", CREATE, json=body())
    assert (status, kind) == (429, "rate_limit_error")
    assert "at most 2 (1041)" in message
    await create(client, model="MiniMax-H3-Max")
    await client.call("DELETE", f"{CREATE}/{first}")
    await create(client)
    assert minimax.counters.accepted == 4


async def test_the_published_limits(minimax):
    """20 a minute for Hailuo, 300 a minute and 30 in flight for H3."""
    fresh = type(minimax)(key="k").account.limits
    told = {str(name): (limit.per_minute, limit.in_flight) for name, limit in fresh.items()}
    assert (told["hailuo"], told["h3"]) == ((20, None), (300, 30))


async def test_requests_a_minute_are_counted_by_family(client, minimax):
    """Above the limit 429 (1002); V1 is not touched by it."""
    minimax.account.limits["h3"].per_minute = 1
    await create(client)
    status, _, message = await refused(client, "POST", CREATE, json=body())
    assert (status, message[-6:]) == (429, "(1002)")
    assert "task_id" in await client.submit(model="T2V-01", prompt="a fox")
    minimax.skip(61)
    await create(client)


async def test_the_balance_runs_out(client, minimax):
    """402 when the price is more than what is left."""
    minimax.account.balance = 399_999
    status, kind, message = await refused(client, "POST", CREATE, json=body())
    assert (status, kind) == (402, "insufficient_balance_error")
    assert message == "insufficient balance (1008)"


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", CREATE), ("GET", f"{QUERY}/1"), ("GET", QUERY), ("DELETE", f"{CREATE}/1")],
)
async def test_the_key_is_asked_for(client, method, path):
    """401 at every operation."""
    client.key = "wrong"
    status, kind, message = await refused(client, method, path, json=BODY)
    assert (status, kind, message[-6:]) == (401, "authorized_error", "(1004)")


async def test_a_body_above_64_megabytes_is_refused(client, minimax):
    """The limit is said, and nothing is made."""
    content = [{"type": "text", "text": "x" * (64 * 1024 * 1024)}]
    try:
        told = await refused(client, "POST", CREATE, json={**BODY, "content": content})
    except aiohttp.ClientConnectionError:
        told = (400, "", "64 MB")  # the answer may be lost while the body is still being sent
    assert (told[0], "64 MB" in told[2]) == (400, True)
    assert minimax.received == []


@pytest.mark.parametrize(("kind", "charged"), [("drop_before", 400_000), ("drop_after", 0)])
async def test_a_lost_cancellation(client, minimax, kind, charged):
    """Cut before the work, the task goes on; cut after it, the money is back."""
    task_id = await create(client)
    # aiohttp repeats what may be repeated by itself once, so that one cut would not be seen.
    minimax.inject(Fault(operation=Operation.CANCEL, kind=kind, times=2))
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.call("DELETE", f"{CREATE}/{task_id}")
    assert minimax.counters.charged == charged


@pytest.mark.parametrize(
    ("operation", "method", "path"),
    [
        (Operation.SUBMIT, "POST", CREATE),
        (Operation.QUERY, "GET", f"{QUERY}/1"),
        (Operation.LIST, "GET", QUERY),
        (Operation.CANCEL, "DELETE", f"{CREATE}/1"),
    ],
    ids=str,
)
@pytest.mark.parametrize(
    ("code", "status"),
    [(1002, 429), (1008, 402), (1026, 422), (2013, 400), (1000, 500), (2064, 529), (77, 400)],
)
async def test_any_code_in_this_apis_shape(client, operation, method, path, code, status):
    """A code on demand comes with its HTTP status and stands at the message's end."""
    client.sandbox.inject(Fault(operation=operation, kind=FaultKind.CODE, code=code))
    told = await refused(client, method, path, json=BODY)
    assert (told[0], told[2].endswith(f"({code})")) == (status, True)


async def test_a_fault_of_one_api_leaves_the_others_alone(client, minimax):
    """A fault may be meant for one API only."""
    minimax.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.CODE, api="v2", code=1002))
    assert "task_id" in await client.submit(model="T2V-01", prompt="a fox")
    assert (await refused(client, "POST", CREATE, json=BODY))[0] == 429


async def test_a_lost_answer_is_found_in_the_list(client, minimax):
    """The connection is cut after the task was made: it is charged once, and listed."""
    minimax.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.DROP_AFTER))
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.call("POST", CREATE, json=BODY)
    _, told = await client.call("GET", QUERY)
    assert [one["id"] for one in told["items"]] == list(minimax.orders)
    assert minimax.counters.charges == 1
    assert minimax.counters.by_operation == {"v2.submit": 1, "v2.list": 1}
