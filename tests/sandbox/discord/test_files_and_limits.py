"""Attachment links, rate limits, nonces and faults on order."""

import asyncio

import aiohttp
import pytest

from sandbox.discord.errors import NotPossible
from sandbox.discord.server import DiscordSandbox
from sandbox.ports import PortInUse


@pytest.fixture
async def link(raw):
    path = f"/channels/{raw.channel('clips')}/messages"
    got = await raw.post_files(path, {}, {"clip.mp4": b"0123456789"})
    return got.body["attachments"][0]["url"]


@pytest.mark.parametrize(
    ("wanted", "status", "body", "content_range"),
    [
        (None, 200, "0123456789", None),
        ("bytes=2-4", 206, "234", "bytes 2-4/10"),
        ("bytes=7-", 206, "789", "bytes 7-9/10"),
        ("bytes=-3", 206, "789", "bytes 7-9/10"),
        ("bytes=8-99", 206, "89", "bytes 8-9/10"),
        ("bytes=10-", 416, "", "bytes */10"),
        ("bytes=5-2", 416, "", "bytes */10"),
        ("lines=1-2", 200, "0123456789", None),
    ],
)
async def test_a_file_is_served_in_parts(raw, link, wanted, status, body, content_range):
    """Range works, so that a browser can seek; what cannot be satisfied is 416."""
    got = await raw.ask("GET", link, headers={"Range": wanted} if wanted else {})
    assert (got.status, got.body) == (status, body)
    assert got.headers.get("Content-Range") == content_range
    assert got.headers["Accept-Ranges"] == "bytes"


async def test_a_link_expires_and_its_message_gives_a_new_one(raw, link):
    """After a day the old link is 404, and the message, read again, has a fresh one."""
    raw.discord.skip(24 * 3600 - 5)
    assert (await raw.ask("GET", link)).status == 200
    raw.discord.skip(5)
    assert (await raw.ask("GET", link)).status == 404
    messages = await raw.ask("GET", f"/channels/{raw.channel('clips')}/messages")
    fresh = messages.body[0]["attachments"][0]["url"]
    assert (await raw.ask("GET", fresh)).status == 200


@pytest.mark.parametrize(
    ("part", "other"), [("hm=", "hm=0"), ("ex=", "ex=f"), ("clip.mp4", "clap.mp4")]
)
async def test_a_forged_link_is_refused(raw, link, part, other):
    """A changed signature, time or name is 404."""
    assert (await raw.ask("GET", link.replace(part, other))).status == 404


@pytest.mark.parametrize(
    ("name", "shown"), [("a.html", False), ("a.svg", False), ("a.mp4", True), ("a.png", True)]
)
async def test_a_file_cannot_act_as_a_page(raw, name, shown):
    """What a browser would run is downloaded, not shown."""
    path = f"/channels/{raw.channel('clips')}/messages"
    got = await raw.post_files(path, {}, {name: b"<script>"})
    served = await raw.ask("GET", got.body["attachments"][0]["url"])
    assert ("Content-Disposition" not in served.headers) is shown
    assert served.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_full_bucket_says_when_to_come_back(raw):
    """The sixth message in its window is 429 with all headers; other channels go on."""
    raw.discord.set_rate_limit("create_message", requests=5, seconds=60)
    answers = [await raw.say(content=str(number)) for number in range(6)]
    assert [answer.headers["X-RateLimit-Remaining"] for answer in answers[:5]] == list("43210")
    refused = answers[5]
    assert refused.status == 429
    assert refused.body["global"] is False
    assert 59 < refused.body["retry_after"] <= 60
    assert int(refused.headers["Retry-After"]) == 60
    assert refused.headers["Via"]
    assert (await raw.say("lounge", content="another bucket")).status == 200
    assert raw.discord.counters.rate_limited == 1


async def test_fifty_a_second_are_the_limit_of_all_routes(raw):
    """The 51st request within a second is a global 429; interactions' tokens do not count."""
    raw.discord.set_rate_limit("get_my_user", requests=1000, seconds=1)
    answers = await asyncio.gather(*(raw.ask("GET", "/users/@me") for _ in range(60)))
    refused = [answer for answer in answers if answer.status == 429]
    assert len(refused) == 10
    assert all(answer.body["global"] for answer in refused)
    assert refused[0].headers["X-RateLimit-Global"] == "true"
    assert (await raw.ask("POST", f"/webhooks/{raw.app}/x", {"content": "x"})).code == 10015


async def test_an_enforced_nonce_returns_the_first_message(raw):
    """Within minutes the same nonce posts nothing new; without enforcement it does."""
    first = await raw.say(content="a", nonce="n", enforce_nonce=True)
    again = await raw.say(content="b", nonce="n", enforce_nonce=True)
    assert first.body["nonce"] == again.body["nonce"] == "n"
    assert first.body["id"] == again.body["id"]
    loose = await raw.say(content="c", nonce="n")
    assert loose.body["id"] != first.body["id"]
    raw.discord.skip(301)
    later = await raw.say(content="d", nonce="n", enforce_nonce=True)
    assert later.body["id"] not in (first.body["id"], loose.body["id"])


@pytest.mark.parametrize(("when", "posted"), [("before", 0), ("after", 1)])
async def test_a_cut_call_was_processed_or_not(raw, when, posted):
    """The connection ends without an answer; whether the message stands depends on when."""
    raw.discord.drop("create_message", when=when)
    with pytest.raises(aiohttp.ClientError):
        await raw.say(content="x")
    assert len(raw.discord.messages()) == posted
    assert (await raw.say(content="y")).status == 200


async def test_the_nth_call_fails_as_ordered(raw):
    """The second and third calls fail with the ordered status and code; others pass."""
    raw.discord.fail("create_message", status=500, code=7, nth=2, times=2)
    answers = [await raw.say(content=str(number)) for number in range(4)]
    assert [answer.status for answer in answers] == [200, 500, 500, 200]
    assert answers[1].code == 7
    assert [view.content for view in raw.discord.messages()] == ["0", "3"]


@pytest.mark.parametrize(("when", "posted"), [("before", 0), ("after", 1)])
async def test_a_held_call_waits_to_be_let_go(raw, when, posted):
    """A held call stands before or after its effect until it is released."""
    held = raw.discord.hold("create_message", when=when)
    sending = asyncio.create_task(raw.say(content="x"))
    record = await held.reached()
    assert record.json == {"content": "x"}
    assert len(raw.discord.messages()) == posted
    assert not sending.done()
    held.release()
    assert (await sending).status == 200
    assert len(raw.discord.messages()) == 1


async def test_a_held_call_can_be_cut(raw):
    """Processed, its answer held, then the connection cut: the bot cannot know."""
    held = raw.discord.hold("create_message")
    sending = asyncio.create_task(raw.say(content="x"))
    await held.reached()
    held.drop()
    with pytest.raises(aiohttp.ClientError):
        await sending
    assert len(raw.discord.messages()) == 1


async def test_a_fault_names_a_known_operation(discord_sandbox):
    """A misspelt operation is refused at once, not waited for."""
    with pytest.raises(NotPossible, match="create_message"):
        discord_sandbox.fail("create_mesage", status=500)


async def test_requests_are_recorded(raw):
    """Every request is kept with operation, template, JSON, files and outcome."""
    path = f"/channels/{raw.channel('clips')}/messages"
    await raw.post_files(path, {"content": "x"}, {"a.mp4": b"12"})
    await raw.say(content="")
    first, second = raw.discord.requests
    assert (first.operation, first.template) == (
        "create_message",
        "/channels/{channel_id}/messages",
    )
    assert (first.json, first.status) == ({"content": "x"}, 200)
    assert [(name, size) for name, size, _ in first.files] == [("a.mp4", 2)]
    assert (second.status, second.code) == (400, 50006)
    counters = raw.discord.counters
    assert (counters.posted_clips, counters.bot_messages) == (1, 1)
    assert counters.refused == {50006: 1}


async def test_a_taken_port_is_named(discord_sandbox):
    """A second server on the same port says which port is taken; port 0 finds another."""
    other = DiscordSandbox()
    with pytest.raises(PortInUse, match=f"Port {discord_sandbox.port} "):
        await other.start(discord_sandbox.port)
    await other.start()
    assert other.port != discord_sandbox.port
    await other.stop()


async def test_waiting_names_what_did_not_come(discord_sandbox):
    """A wait that ends in vain says for what."""
    with pytest.raises(TimeoutError, match=r"the clip did not come within 0\.01 s"):
        await discord_sandbox.until(lambda: False, timeout=0.01, what="the clip")
