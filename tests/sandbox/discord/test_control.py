"""The control interface: the driver's methods for another process."""

import asyncio

import aiohttp
import pytest


class Remote:
    """Another process, as far as the sandbox can tell."""

    def __init__(self, raw) -> None:
        self.raw = raw

    async def call(self, method: str, **body):
        url = f"{self.raw.discord.url}/_control/{method}"
        headers = {"X-Sandbox-Key": self.raw.discord.key}
        async with self.raw.session.post(url, json=body, headers=headers) as response:
            return response.status, await response.json()


@pytest.fixture
def remote(raw):
    return Remote(raw)


async def test_a_member_acts_and_the_outcome_is_read(raw, remote):
    """An act by control is followed from pending to its answer; messages are read as a member."""
    await raw.register({"name": "go", "description": "x"})
    gateway = await raw.listening()
    _, people = await remote.call("people")
    _, issued = await remote.call(
        "act",
        **{"as": people["people"]["ana"], "action": "command", "options": {}},
        channel_id=people["channels"]["clips"],
        command_id="go",
    )
    event = await gateway.event("INTERACTION_CREATE")
    _, before = await remote.call("interaction", id=issued["interaction_id"])
    assert before["state"] == "pending"
    path = f"/interactions/{event['id']}/{event['token']}/callback"
    await raw.ask("POST", path, {"type": 4, "data": {"content": "done", "flags": 64}})
    _, after = await remote.call("interaction", id=issued["interaction_id"])
    assert (after["state"], after["message"]["content"]) == ("acked", "done")
    _, seen = await remote.call("messages", **{"as": "ana", "channel": "clips"})
    assert [message["content"] for message in seen["messages"]] == ["done"]
    _, public = await remote.call("messages", channel="clips")
    assert public["messages"] == []


async def test_waiting_for_a_counter(raw, remote):
    """`until` returns when the counter is there, and says what did not come."""
    waiting = asyncio.create_task(remote.call("until", counter="bot_messages", at_least=2))
    await raw.say(content="one")
    await raw.say(content="two")
    status, counters = await waiting
    assert (status, counters["bot_messages"]) == (200, 2)
    assert counters["unknown_routes"] == []
    status, late = await remote.call("until", counter="bot_messages", at_least=9, timeout=0.01)
    assert status == 408
    assert "bot_messages" in late["error"]


async def test_trouble_is_ordered_from_afar(raw, remote):
    """Faults, held calls, time and rights work by their names."""
    await remote.call("fail", operation="create_message", status=503, code=1)
    assert (await raw.say(content="x")).status == 503
    _, held = await remote.call("hold", operation="create_message")
    sending = asyncio.create_task(raw.say(content="held"))
    _, reached = await remote.call("reached", id=held["id"])
    assert reached["request"]["json"] == {"content": "held"}
    await remote.call("release", id=held["id"])
    assert (await sending).status == 200
    rights = {"channel": "clips", "target": "bot", "deny": ["SEND_MESSAGES"]}
    await remote.call("set_permissions", **rights)
    assert (await raw.say(content="x")).code == 50013
    before = raw.discord.now()
    await remote.call("skip", seconds=3600)
    assert (raw.discord.now() - before).total_seconds() >= 3600
    _, asked = await remote.call("requests", operation="create_message")
    assert [each["status"] for each in asked["requests"]] == [503, 200, 403]


@pytest.mark.parametrize(
    ("method", "body", "words"),
    [
        ("explode", {}, "no method"),
        ("skip", {"seconds": -1}, "only moves forward"),
        ("skip", {"minutes": 1}, "minutes"),
        ("remove_channel", {"channel": "nowhere"}, "no channel"),
        ("release", {"id": "7"}, "Nothing is held"),
        ("skip", {"seconds": "long"}, "skip cannot take that"),
        ("lose", {"answers": 2}, "between 0 and 1"),
        ("lose", {"answers": "all"}, "lose cannot take that"),
        ("slow_down", {"seconds": 1, "operation": "fly"}, "no operation 'fly'"),
        ("fail", {"operation": "create_message", "status": 200}, "from 400 to 599"),
        ("set_shards", {"count": 0}, "at least 1 shard"),
        ("until", {"counter": "clouds"}, "no counter 'clouds'"),
        ("until", {"counter": "requests", "at_least": "many"}, "must be a number"),
        ("hold", {}, "hold cannot take that"),
        ("messages", {"channel": ["clips"]}, "by its name or its id"),
        ("interaction", {"id": "7"}, "no interaction"),
        ("set_permissions", {"channel": "clips", "target": "bot", "deny": ["FLY"]}, "FLY"),
        ("set_permissions", {"channel": "clips", "target": "bot", "deny": "FLY"}, "a list"),
        ("set_permissions", {"channel": "clips", "target": "bot", "deny": [["FLY"]]}, "['FLY']"),
        ("set_permissions", {"target": "bot"}, "set_permissions cannot take that"),
    ],
)
async def test_a_wrong_order_is_answered_with_a_sentence(remote, method, body, words):
    """What cannot be done is 400 with a sentence."""
    status, answer = await remote.call(method, **body)
    assert status == 400
    assert words in answer["error"]


async def test_the_network_is_ordered_from_afar(raw, remote):
    """Slowness and losses are ordered by their names, counted, and taken back."""
    await remote.call("slow_gateway", seconds=0)
    await remote.call("slow_down", seconds=0.001, operation="get_my_user")
    await remote.call("lose", requests=1)
    with pytest.raises(aiohttp.ClientError):
        await raw.say(content="x")
    await remote.call("lose")
    assert (await raw.say(content="x")).status == 200
    _, counters = await remote.call("counters")
    assert counters["lost"] == {"requests": 1, "answers": 0, "connections": 0}
    await remote.call("set_shards", count=2)
    assert (await raw.ask("GET", "/gateway/bot")).body["shards"] == 2
