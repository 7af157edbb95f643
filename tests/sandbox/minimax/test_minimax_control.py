"""The driver over HTTP, for another process."""

import aiohttp
import pytest

GOOD = {"model": "T2V-01", "prompt": "a fox"}


async def test_the_driver_over_http(client, minimax):
    """Another process can inject, skip, set, wait and read what happened."""
    injected = await client.control("inject", operation="submit", kind="base_resp", code=1008)
    assert (await client.submit(**GOOD))["base_resp"]["status_code"] == 1008
    assert await client.control("remove", fault=injected["fault"]) == {"hits": 1}
    await client.control("set", speed=2, balance=5_000_000, submits_per_minute=9, instant=True)
    told = await client.submit(**GOOD)
    counters = await client.control("wait_for", counter="accepted", at_least=1)
    assert counters["charged"] == 430_000
    state = await client.control("state")
    assert state["balance"] == 5_000_000 - 430_000
    assert state["orders"][0]["task_id"] == told["task_id"]
    received = await client.control("received")
    assert [one["code"] for one in received] == [0]
    before = minimax.clock.now()
    await client.control("skip", seconds=3600)
    assert (minimax.clock.now() - before).total_seconds() >= 3600
    assert (await client.control("forget"))["counters"]["accepted"] == 0


async def test_limits_and_times_over_http(client, minimax):
    """Another process sets a family's limits and asks for life-like times."""
    state = await client.control("limit", family="h3", in_flight=2, per_minute=None)
    assert state["limits"]["h3"] == {"per_minute": None, "in_flight": 2}
    assert minimax.account.limits["h3"].in_flight == 2
    assert (await client.control("set", lifelike=True))["lifelike"] is True
    assert (await client.control("set", lifelike=False))["lifelike"] is False


async def test_down_over_http_comes_back_by_itself(client, minimax):
    """A driver in another process cannot call a server back, so it says for how long."""
    await client.control("down", seconds=0.3)
    await minimax.wait_for(lambda sandbox: not sandbox.listening)
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.control("state")
    await minimax.wait_for(lambda sandbox: sandbox.listening)
    assert (await client.control("state"))["counters"]["submits"] == 0


@pytest.mark.parametrize(
    ("method", "arguments", "words"),
    [
        ("dance", {}, "there are only: state"),
        ("inject", {"operation": "submit", "kind": "x"}, "'x' is not a valid FaultKind"),
        ("inject", {"operation": "submit"}, "inject needs kind"),
        ("inject", {"operation": "submit", "kind": "html", "x": 1}, "inject has no x, it takes op"),
        ("limit", {}, "limit needs family"),
        ("fail_next", {}, "fail_next needs code"),
        ("state", {"of": "it"}, "state has no of, it takes no arguments"),
        ("release", {"fault": 99}, "there is no fault 99"),
        ("skip", {"seconds": -5}, "only moves forward"),
        ("set", {"sped": 3}, "there is no knob sped"),
        ("set", {"speed": 0}, "speed is more than 0"),
        ("set", {"speed": 1e-9}, "speed is more than 0"),
        ("set", {"speed": float("nan")}, "speed is a number from 0"),
        ("set", {"balance": "much"}, "balance is a number"),
        ("mood", {"slow_seconds": float("inf")}, "slow_seconds is a number from 0"),
        ("mood", {"slow_seconds": -1}, "slow_seconds is a number from 0"),
        ("limit", {"family": "h9"}, "there is no family h9, only: hailuo, h3"),
        ("limit", {"family": "h3", "per_hour": 1}, "only: per_minute, in_flight"),
        ("limit", {"family": "h3", "in_flight": -1}, "in_flight is a number from 0"),
        ("wait_for", {"counter": "by_operation", "at_least": 1}, "there is no counter"),
        ("wait_for", {"counter": "x", "at_least": 1}, "there is no counter x"),
        ("wait_for", {"counter": "submits", "at_least": 1, "timeout": 0.01}, "did not happen"),
    ],
)
async def test_wrong_control_requests_are_explained(client, method, arguments, words):
    """A mistake in a control request comes back as a sentence."""
    assert words in (await client.control(method, **arguments))["error"]


async def test_control_asks_for_the_key(client):
    """Without the key nothing is told."""
    client.key = "wrong"
    assert "same key" in (await client.control("state"))["error"]
