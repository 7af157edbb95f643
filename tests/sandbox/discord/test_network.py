"""A slow and a lossy network, on order and by seeded chance."""

import asyncio
from random import Random

import aiohttp
import pytest

from sandbox.discord.errors import NotPossible
from sandbox.discord.wire.connection import MOST_WAITING
from tests.examined import examined
from tests.sandbox.discord.raw import Raw

DELAY = 0.1


async def test_one_operation_can_be_slow(raw):
    """A slow operation is overtaken by another that was asked for later."""
    raw.discord.slow_down(5 * DELAY, "create_message")
    finished = []

    async def ask(name, asking):
        await asking
        finished.append(name)

    async with asyncio.TaskGroup() as group:
        group.create_task(ask("slow", raw.say(content="x")))
        await asyncio.sleep(0)
        group.create_task(ask("quick", raw.ask("GET", "/users/@me")))
    assert finished == ["quick", "slow"]


async def test_everything_can_be_slow(raw):
    """A delay of all calls is felt by each, until it is taken back."""
    loop = asyncio.get_running_loop()
    raw.discord.slow_down(DELAY)
    begun = loop.time()
    await raw.ask("GET", "/users/@me")
    assert loop.time() - begun >= DELAY
    raw.discord.slow_down(0)
    raw.discord.slow_down(60, "create_message")
    assert (await raw.ask("GET", "/users/@me")).status == 200


async def test_events_can_be_late(raw):
    """Events arrive later by the delay, and in their order when it shrinks."""
    loop = asyncio.get_running_loop()
    gateway, ana = await raw.listening(), raw.discord.member("ana")
    raw.discord.slow_gateway(DELAY)
    begun = loop.time()
    ana.send("slow")
    raw.discord.slow_gateway(0)
    ana.send("quick")
    contents = [(await gateway.event("MESSAGE_CREATE"))["id"] for _ in range(2)]
    assert loop.time() - begun >= DELAY
    assert contents == [str(view.id) for view in raw.discord.messages()]


async def attempts(discord, calls=20) -> list[bool]:
    """Which of so many messages were answered."""
    discord.set_rate_limit("create_message", requests=1000, seconds=1)
    answered = []
    for number in range(calls):
        async with aiohttp.ClientSession() as session:
            try:
                await Raw(discord, session).say(content=str(number))
            except aiohttp.ClientError:
                answered.append(False)
            else:
                answered.append(True)
    return answered


@pytest.mark.parametrize(
    ("rates", "what"), [({"requests": 0.4}, "requests"), ({"answers": 0.4}, "answers")]
)
async def test_calls_are_lost_before_or_after_they_count(rates, what):
    """A lost request posts nothing, a lost answer does; either way the client hears nothing."""
    async with examined(chance=Random(5)) as discord:
        discord.lose(**rates)
        answered = await attempts(discord)
        lost = answered.count(False)
        assert 0 < lost < 20
        assert discord.counters.lost[what] == lost
        assert len(discord.messages()) == (20 if what == "answers" else 20 - lost)
        discord.lose()
        assert all(await attempts(discord, 5))


async def test_chance_can_be_repeated():
    """The same seed loses the same calls, another seed others."""
    outcomes = []
    for seed in (5, 5, 6):
        async with examined(chance=Random(seed)) as discord:
            discord.lose(requests=0.2, answers=0.2)
            outcomes.append(await attempts(discord))
    assert outcomes[0] == outcomes[1] != outcomes[2]


async def test_a_cut_event_is_replayed(raw):
    """An event that cuts the connection comes first when the session is resumed."""
    gateway = await raw.gateway()
    await gateway.identify(1 | 1 << 9)
    session = (await gateway.event("READY"))["session_id"]
    seq = (await gateway.event("GUILD_CREATE"))["_seq"]
    raw.discord.lose(connections=1)
    raw.discord.member("ana").send("lost at first")
    assert await gateway.close_code() == 1006
    raw.discord.lose()
    again = await raw.gateway()
    await again.until(10)
    await again.send(6, {"token": raw.discord.token, "session_id": session, "seq": seq})
    assert (await again.event("MESSAGE_CREATE"))["_seq"] == seq + 1
    assert raw.discord.counters.lost["connections"] == 1


async def test_what_waits_for_a_client_is_bounded(raw):
    """A client to whom too much is under way is cut off, and the bot is offline."""
    gateway = await raw.listening()
    raw.discord.slow_gateway(3600)
    for _ in range(MOST_WAITING + 1):
        raw.discord.ask_reconnect()
    assert await gateway.close_code() == 1006
    await raw.discord.until(lambda: not raw.discord.bot_online)


async def test_the_end_waits_for_no_slow_network():
    """What is still on its way when the sandbox stops arrives at once, the farewell included."""
    async with aiohttp.ClientSession() as session, examined() as discord:
        listening = await Raw(discord, session).listening()
        discord.slow_gateway(3600)
        discord.member("ana").send("under way")
        stopping = asyncio.create_task(discord.stop())
        await listening.event("MESSAGE_CREATE")
        assert await listening.close_code() == 1001
        async with asyncio.timeout(10):
            await stopping


@pytest.mark.parametrize(
    ("order", "values", "words"),
    [
        ("lose", {"requests": 1.5}, "between 0 and 1"),
        ("lose", {"connections": -0.1}, "between 0 and 1"),
        ("slow_down", {"seconds": -1}, "0 seconds or more"),
        ("slow_down", {"seconds": 1, "operation": "create_mesage"}, "create_message"),
        ("slow_gateway", {"seconds": -1}, "0 seconds or more"),
        ("fail", {"operation": "get_guild", "status": 200}, "from 400 to 599"),
        ("set_rate_limit", {"operation": "get_guild", "requests": 0, "seconds": 1}, "at least 1"),
    ],
)
async def test_an_impossible_trouble_is_not_ordered(discord_sandbox, order, values, words):
    """What makes no sense is refused with a sentence that says what would."""
    with pytest.raises(NotPossible, match=words):
        getattr(discord_sandbox, order)(**values)
