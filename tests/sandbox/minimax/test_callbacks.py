"""Callbacks: a challenge first, then a POST for every change, with trouble on demand."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from sandbox.minimax.server import Fault, FaultKind, Operation

V2_BODY = {
    "model": "MiniMax-H3",
    "content": [{"type": "text", "text": "a fox"}],
    "resolution": "768P",
    "duration": 5,
    "ratio": "16:9",
}


class Receiver:
    """Somebody who is called back."""

    def __init__(self) -> None:
        self.url = ""
        self.runner: web.AppRunner | None = None
        self.challenges: list[Any] = []
        self.posts: list[dict[str, Any]] = []
        self.answer: Any = None
        """To a challenge; `None` is the right one, with `beside` in it."""
        self.beside: dict[str, str] = {}
        self.release = asyncio.Event()
        self.release.set()

    async def receive(self, request: web.Request) -> web.StreamResponse:
        body = json.loads(await request.read())
        if "challenge" in body:
            self.challenges.append(body["challenge"])
            await self.release.wait()
            return web.json_response(body | self.beside if self.answer is None else self.answer)
        self.posts.append(body)
        return web.json_response({"status": "success"})


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    app = web.Application()
    app.add_routes([web.post("/hook/{token}", made.receive)])
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook/secret-token"
    made.runner = runner
    yield made
    made.release.set()
    await runner.cleanup()


async def create_v2(client, receiver, text: str = "a fox") -> str:
    content = [{"type": "text", "text": text}]
    body = {**V2_BODY, "content": content, "callback_url": receiver.url}
    status, told = await client.call("POST", "/v2/video_generation", json=body)
    assert status == 200, told
    return told["task_id"]


async def pass_through(client, task_id: str, posts: int) -> None:
    """Let an order run and end, and wait for the posts about it."""
    minimax = client.sandbox
    minimax.skip(4)
    await minimax.wait_for(lambda s: s.counters.callbacks >= min(1, posts))
    await client.end(task_id)
    await minimax.wait_for(lambda s: s.counters.callbacks >= posts)


async def test_v1_tells_in_lower_case(client, minimax, receiver):
    """A challenge once, then processing and success with the file's id."""
    told = await client.submit(model="T2V-01", prompt="a fox", callback_url=receiver.url)
    await pass_through(client, told["task_id"], 2)
    order = minimax.orders[told["task_id"]]
    well = {"status_code": 0, "status_msg": "success"}
    assert receiver.posts == [
        {"task_id": told["task_id"], "status": "processing", "base_resp": well},
        {
            "task_id": told["task_id"],
            "status": "success",
            "file_id": str(order.file_id),
            "base_resp": well,
        },
    ]
    assert (len(receiver.challenges), minimax.counters.challenges) == (1, 1)


async def test_v1_tells_why_it_failed(client, receiver):
    """failed, with the code."""
    told = await client.submit(
        model="T2V-01", prompt="a forbidden-later fox", callback_url=receiver.url
    )
    await pass_through(client, told["task_id"], 2)
    last = receiver.posts[-1]
    assert (last["status"], last["base_resp"]["status_code"]) == ("failed", 1026)


async def test_v2_tells_the_task_as_a_query_does(client, receiver):
    """running, then the same object as the query's answer."""
    task_id = await create_v2(client, receiver)
    await pass_through(client, task_id, 2)
    assert [post["task"]["status"] for post in receiver.posts] == ["running", "succeeded"]
    _, told = await client.call("GET", f"/v2/query/video_generation/{task_id}")
    for task in (receiver.posts[-1]["task"], told["task"]):
        task["content"]["url"] = task["content"]["url"].partition("?")[0]
    assert receiver.posts[-1] == told


async def test_v2_tells_that_a_task_was_cancelled(client, minimax, receiver):
    """cancelled, and nothing after it."""
    task_id = await create_v2(client, receiver)
    await client.call("DELETE", f"/v2/video_generation/{task_id}")
    await minimax.wait_for(lambda s: s.counters.callbacks == 1)
    assert [post["task"]["status"] for post in receiver.posts] == ["cancelled"]


async def test_no_state_is_left_out(client, receiver):
    """When the clock jumps over a state, it is told all the same."""
    task_id = await create_v2(client, receiver)
    await client.end(task_id)
    await client.sandbox.wait_for(lambda s: s.counters.callbacks == 2)
    assert [post["task"]["status"] for post in receiver.posts] == ["running", "succeeded"]


async def test_a_challenge_may_come_back_with_more_beside_it(client, receiver):
    """Only that it is the same counts."""
    receiver.beside = {"status": "success"}
    told = await client.submit(model="T2V-01", prompt="a fox", callback_url=receiver.url)
    assert told["base_resp"]["status_code"] == 0


@pytest.mark.parametrize(
    "answer", [{"challenge": "other"}, {}, []], ids=["another", "empty", "list"]
)
async def test_a_challenge_that_is_not_answered_fails_the_creation(
    client, minimax, receiver, answer
):
    """2013, nothing made, nothing charged."""
    receiver.answer = answer
    told = await client.submit(model="T2V-01", prompt="a fox", callback_url=receiver.url)
    assert told["base_resp"]["status_code"] == 2013
    assert "did not answer the challenge within 3 s" in told["base_resp"]["status_msg"]
    assert (minimax.counters.accepted, minimax.counters.charges) == (0, 0)


async def test_a_challenge_answered_too_late_fails_the_creation(client, minimax, receiver):
    """Whoever takes longer than the patience counts as silent."""
    minimax.callbacks.patience = 0.05
    receiver.release.clear()
    told = await client.submit(model="T2V-01", prompt="a fox", callback_url=receiver.url)
    assert told["base_resp"]["status_code"] == 2013


@pytest.mark.parametrize(
    "address",
    ["https://example.com/hook", "http://10.0.0.1/", "ftp://127.0.0.1/", "nonsense", "http://[x/"],
)
async def test_nobody_outside_this_machine_is_called(client, minimax, address):
    """Another address is refused without a challenge."""
    told = await client.submit(model="T2V-01", prompt="a fox", callback_url=address)
    assert told["base_resp"]["status_code"] == 2013
    assert "must be on this machine" in told["base_resp"]["status_msg"]
    assert minimax.counters.challenges == 0


@pytest.mark.parametrize(
    ("kind", "statuses"),
    [
        (FaultKind.DUPLICATE, ["running", "running", "succeeded"]),
        (FaultKind.OUT_OF_ORDER, ["succeeded", "running"]),
        (FaultKind.DROP_BEFORE, ["succeeded"]),
    ],
    ids=str,
)
async def test_callbacks_go_wrong_on_demand(client, minimax, receiver, kind, statuses):
    """The first callback comes twice, after the next, or never."""
    minimax.inject(Fault(operation=Operation.CALLBACK, kind=kind))
    task_id = await create_v2(client, receiver)
    await client.end(task_id)
    await minimax.wait_for(lambda s: s.counters.callbacks == len(statuses))
    assert [post["task"]["status"] for post in receiver.posts] == statuses


async def test_a_late_callback_waits_for_its_release(client, minimax, receiver):
    """A held callback, and those after it, come when they are let go."""
    held = minimax.inject(Fault(operation=Operation.CALLBACK, kind=FaultKind.HOLD_BEFORE))
    task_id = await create_v2(client, receiver)
    await client.end(task_id)
    await held.reached()
    assert receiver.posts == []
    held.release()
    await minimax.wait_for(lambda s: s.counters.callbacks == 2)


async def test_any_body_can_be_posted(client, minimax, receiver):
    """A callback may hold anything."""
    body = '{"task": {"id": 7}}'
    minimax.inject(Fault(operation=Operation.CALLBACK, kind=FaultKind.BODY, body=body))
    task_id = await create_v2(client, receiver)
    await pass_through(client, task_id, 2)
    assert receiver.posts[0] == {"task": {"id": 7}}


async def test_a_receiver_that_is_gone_changes_nothing(client, minimax, receiver):
    """The order ends as it would have."""
    told = await client.submit(model="T2V-01", prompt="a fox", callback_url=receiver.url)
    await receiver.runner.cleanup()
    assert (await client.finished(told["task_id"]))["status"] == "Success"


@pytest.mark.parametrize(
    ("operation", "kind", "words"),
    [
        (Operation.CALLBACK, FaultKind.HTML, "a callback can only meet: body, drop_before"),
        (Operation.QUERY, FaultKind.DUPLICATE, "only a callback can meet duplicate"),
    ],
)
def test_a_fault_that_cannot_be_is_refused(operation, kind, words):
    """What makes no sense is an error where it is written."""
    with pytest.raises(ValueError, match=words):
        Fault(operation=operation, kind=kind)
