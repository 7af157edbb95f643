"""The Gateway by raw frames: who is let in, what is closed how, what a resume replays."""

import json
import socket
import zlib
from typing import Any

import aiohttp
import pytest
from yarl import URL

from sandbox.discord.world.intents import Intent
from tests.examined import examined
from tests.sandbox.discord.raw import Raw

GUILDS_AND_MESSAGES = 1 | 1 << 9


async def test_a_heartbeat_is_answered_a_moment_later(raw):
    """The answer comes, but not before the library has noted its own sending."""
    gateway = await raw.gateway()
    hello = await gateway.until(10)
    assert hello["d"]["heartbeat_interval"] == 41250
    await gateway.send(1, None)
    assert (await gateway.frame())["op"] == 11


async def test_a_silent_client_is_dropped():
    """A client that sends nothing for two intervals is closed with 4009."""
    async with (
        examined(heartbeat_seconds=0.01) as discord,
        aiohttp.ClientSession() as session,
    ):
        gateway = await Raw(discord, session).gateway()
        assert await gateway.close_code() == 4009


async def test_a_client_that_stopped_reading_is_dropped():
    """Silent, its buffers full, so that not even the closing reaches it: it goes offline."""
    stalled = socket.socket()
    stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    with stalled:
        async with examined(heartbeat_seconds=0.3) as discord:
            stalled.connect(("127.0.0.1", URL(discord.url).port))
            stalled.sendall(_handshake(URL(discord.gateway_url)))
            stalled.sendall(_masked({"op": 2, "d": _login(discord.token)}))
            await discord.until(lambda: discord.bot_online, timeout=5)
            for _ in range(500):
                discord.member("ana").send(f"<@{discord.world.bot.id}> " + "\N{FOX FACE}" * 1900)
            await discord.until(lambda: not discord.bot_online, timeout=10)


def _handshake(url: URL) -> bytes:
    head = (
        f"GET {url.path} HTTP/1.1",
        f"Host: {url.authority}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Key: " + "A" * 22 + "==",
        "Sec-WebSocket-Version: 13",
    )
    return "\r\n".join([*head, "", ""]).encode()


def _masked(frame: dict[str, Any]) -> bytes:
    """A text frame of a client (RFC 6455, 5.2), its mask all zeros."""
    data = json.dumps(frame).encode()
    return bytes([0x81, 0xFE]) + len(data).to_bytes(2, "big") + bytes(4) + data


def _login(token: str) -> dict[str, Any]:
    return {"token": token, "properties": {}, "intents": GUILDS_AND_MESSAGES}


async def test_events_are_compressed_on_demand(raw):
    """With compress=zlib-stream all frames are one deflate stream."""
    gateway = await raw.gateway(compress="zlib-stream")
    stream = zlib.decompressobj()
    message = await gateway.socket.receive(timeout=5)
    assert message.data.endswith(b"\x00\x00\xff\xff")
    assert json.loads(stream.decompress(message.data))["op"] == 10


async def test_ready_points_back_to_the_sandbox(raw):
    """READY names the bot, its guilds and a loopback address to resume at."""
    gateway = await raw.gateway()
    await gateway.identify(1)
    ready = await gateway.event("READY")
    assert ready["resume_gateway_url"] == raw.discord.gateway_url
    assert ready["user"]["bot"] is True
    guild = await gateway.event("GUILD_CREATE")
    assert [each["id"] for each in ready["guilds"]] == [guild["id"]]
    assert [channel["name"] for channel in guild["channels"]] == [
        "clips",
        "lounge",
        "quiet",
        "staff",
    ]
    assert [member["user"]["username"] for member in guild["members"]] == ["Greenlight"]


async def test_intents_decide_what_is_sent(raw):
    """Without a message intent there is no MESSAGE_CREATE; members come with theirs only."""
    raw.discord.allow_intents(Intent.GUILD_MEMBERS)
    deaf, all_ears = await raw.listening(1), await raw.listening(1 | 1 << 1 | 1 << 9)
    raw.discord.member("ana").send("hello")
    raw.discord.give_role("ana", "Staff")
    raw.discord.add_channel("later")
    assert (await deaf.frame())["t"] == "GUILD_CREATE"
    assert (await deaf.frame())["t"] == "CHANNEL_CREATE"
    names = [(await all_ears.frame())["t"] for _ in range(4)]
    assert names == ["GUILD_CREATE", "MESSAGE_CREATE", "GUILD_MEMBER_UPDATE", "CHANNEL_CREATE"]


async def test_a_hidden_channel_is_silent(raw):
    """Messages where the bot cannot look are not sent to it."""
    raw.discord.set_permissions("lounge", "bot", deny=1 << 10)
    gateway = await raw.listening()
    raw.discord.member("ana").send("hidden", channel="lounge")
    raw.discord.member("ana").send("seen")
    event = await gateway.event("MESSAGE_CREATE")
    assert int(event["channel_id"]) == raw.channel("clips")


async def test_a_resume_replays_what_was_missed(raw):
    """Events after the given number come again in order, then RESUMED; then life goes on."""
    gateway = await raw.gateway()
    await gateway.identify(GUILDS_AND_MESSAGES)
    ready = await gateway.event("READY")
    last = (await gateway.event("GUILD_CREATE"))["_seq"]
    raw.discord.cut_gateway()
    ana = raw.discord.member("ana")
    await raw.discord.until(lambda: not raw.discord.bot_online)
    sent = [ana.send("one").id, ana.send("two").id]
    again = await raw.gateway()
    await again.until(10)
    login = {"token": raw.discord.token, "session_id": ready["session_id"], "seq": last}
    await again.send(6, login)
    replayed = [await again.event("MESSAGE_CREATE") for _ in sent]
    assert [int(event["id"]) for event in replayed] == sent
    assert [event["_seq"] for event in replayed] == [last + 1, last + 2]
    await again.event("RESUMED")
    ana.send("three")
    assert (await again.event("MESSAGE_CREATE"))["_seq"] == last + 4


@pytest.mark.parametrize("reason", ["unknown", "too-late", "said-goodbye", "invalidated"])
async def test_a_lost_session_is_not_resumed(raw, reason):
    """Op 9 answers a session that is unknown, too old, given up or declared invalid."""
    gateway = await raw.gateway()
    await gateway.identify(1)
    session = (await gateway.event("READY"))["session_id"]
    if reason == "unknown":
        session = "x"
    elif reason == "too-late":
        raw.discord.cut_gateway()
        await raw.discord.until(lambda: not raw.discord.bot_online)
        raw.discord.skip(301)
    elif reason == "said-goodbye":
        await gateway.socket.close(code=1000)
        await raw.discord.until(lambda: not raw.discord.bot_online)
    else:
        raw.discord.invalidate_session()
    again = await raw.gateway()
    await again.until(10)
    await again.send(6, {"token": raw.discord.token, "session_id": session, "seq": 1})
    assert (await again.until(9))["d"] is False
    await again.identify(1)
    await again.event("READY")


async def test_shards_share_the_guilds(raw):
    """Each guild's events go to one shard; direct messages go to shard 0."""
    raw.discord.skip(0.01)
    other = raw.discord.add_guild("Other")
    home = next(iter(raw.discord.world.guilds))
    shards = []
    for number in range(2):
        gateway = await raw.gateway()
        await gateway.identify(1 | 1 << 12, shard=[number, 2])
        ready = await gateway.event("READY")
        shards.append(({int(each["id"]) for each in ready["guilds"]}, gateway))
    for number, (guilds, _) in enumerate(shards):
        assert guilds == {each for each in (home, other.id) if (each >> 22) % 2 == number}
    ana = raw.discord.member("ana")
    ana.send("hello", channel=ana.dm)
    assert (await shards[0][1].event("MESSAGE_CREATE"))["content"] == "hello"


async def test_members_are_found_on_request(raw):
    """Op 8 finds members by id and by the start of their name; all at once needs the intent."""
    gateway = await raw.listening()
    guild = str(next(iter(raw.discord.world.guilds)))
    ben = str(raw.discord.member("ben").id)
    await gateway.send(8, {"guild_id": guild, "query": "", "limit": 0})
    await gateway.send(8, {"guild_id": guild, "user_ids": [ben], "limit": 0, "nonce": "n"})
    chunk = await gateway.event("GUILD_MEMBERS_CHUNK")
    assert chunk["nonce"] == "n"
    assert [each["user"]["username"] for each in chunk["members"]] == ["ben"]
    await gateway.send(8, {"guild_id": guild, "query": "an", "limit": 5})
    chunk = await gateway.event("GUILD_MEMBERS_CHUNK")
    assert [each["user"]["username"] for each in chunk["members"]] == ["ana"]


async def test_two_clients_hear_the_same(raw):
    """A bot that runs twice hears every interaction twice: nothing here hides that mistake."""
    await raw.register({"name": "go", "description": "x", "type": 1})
    first, second = await raw.listening(), await raw.listening()
    handle = raw.discord.member("ana").slash("go")
    for gateway in (first, second):
        assert int((await gateway.event("INTERACTION_CREATE"))["id"]) == handle.id
