"""The chat page's server: who may talk to it, what each viewer sees, what each act does."""

import asyncio
import json

import pytest

from sandbox.discord.chat.backstage import TrayAction
from sandbox.discord.chat.viewers import MOST_WAITING, Feed, Follower
from sandbox.discord.shapes import Upload
from tests.sandbox.discord.tab import Tab


@pytest.fixture
def page(raw):
    return lambda name: Tab(raw, raw.discord.member(name).id)


async def test_the_state_is_what_the_viewer_may_see(raw, page):
    """Channels, members, commands and messages are the viewer's own; no token is among them."""
    restricted = {"name": "mod", "description": "x", "default_member_permissions": 32}
    await raw.register({"name": "video", "description": "x"}, restricted)
    await raw.say(content="hello")
    async with page("ana").open() as ana, page("manager").open() as manager:
        seen, more = await ana.event("state"), await manager.event("state")
    assert [channel["name"] for channel in seen["channels"]] == ["clips", "lounge", "quiet"]
    assert [channel["name"] for channel in more["channels"]][-1] == "staff"
    assert [command["name"] for command in seen["commands"]] == ["video"]
    assert [command["name"] for command in more["commands"]] == ["video", "mod"]
    assert [m["content"] for m in seen["messages"][str(raw.channel("clips"))]] == ["hello"]
    assert seen["me"]["username"] == "ana"
    assert seen["members"][0]["username"] == "operator"
    assert raw.discord.token not in json.dumps(seen)


async def test_events_follow_what_happens(raw, page):
    """Messages come, change and go; the bot's presence is told."""
    async with page("ana").open() as ana:
        await ana.event("state")
        posted = await raw.say(content="<@" + ana.user_id + ">")
        created = await ana.event("message_created")
        assert created["message"]["pinged"] is True
        path = f"/channels/{raw.channel('clips')}/messages/{posted.body['id']}"
        await raw.ask("PATCH", path, {"content": "changed"})
        assert (await ana.event("message_updated"))["message"]["content"] == "changed"
        await raw.ask("DELETE", path)
        assert (await ana.event("message_deleted"))["id"] == posted.body["id"]
        gateway = await raw.listening()
        assert (await ana.event("bot"))["online"] is True
        await gateway.socket.close()
        assert (await ana.event("bot"))["online"] is False
        await raw.ask("POST", f"/channels/{raw.channel('clips')}/typing")
        assert (await ana.event("typing"))["channel_id"] == str(raw.channel("clips"))
        raw.discord.skip(60)
        assert (await ana.event("clock"))["now"] > created["message"]["timestamp"]
        raw.discord.remove_channel("lounge")
        assert len((await ana.event("channels"))["channels"]) == 2


async def test_a_reconnect_replays_what_was_missed(raw, page):
    """With Last-Event-ID only the later events come; with a foreign one the whole state does."""
    ana = page("ana")
    async with ana.open():
        await ana.event("state")
        await raw.say(content="seen")
        await ana.event("message_created")
    await raw.say(content="missed")
    async with ana.open():
        event = await ana.events.get()
    assert event["type"] == "message_created"
    assert event["message"]["content"] == "missed"
    ana.last = "another-run-5"
    async with ana.open():
        assert (await ana.events.get())["type"] == "state"


async def test_every_tab_of_a_member_sees_everything(raw, page):
    """Two tabs as one member get the same events with the same numbers, once each."""
    one, other = page("ana"), page("ana")
    async with one.open(), other.open():
        await one.event("state")
        await other.event("state")
        for words in ("first", "second", "third"):
            raw.discord.member("ben").send(words, channel="clips")
        for tab in (one, other):
            seen = [(await tab.event("message_created"))["message"]["content"] for _ in range(3)]
            assert seen == ["first", "second", "third"]
            assert tab.events.empty()
        assert one.last == other.last


async def test_a_stream_cut_in_the_middle_goes_on_where_it_was(raw, page):
    """After a cut the next stream brings exactly what was missed: nothing twice, nothing lost."""
    ana = page("ana")
    send = raw.discord.member("ben").send
    async with ana.open():
        await ana.event("state")
        send("seen", channel="clips")
        await ana.event("message_created")
        raw.discord.cut_pages()
        send("missed 1", channel="clips")
        send("missed 2", channel="clips")
        await asyncio.wait_for(ana.ended.wait(), 5)
        assert ana.events.empty()
    async with ana.open():
        send("new", channel="clips")
        seen = [(await ana.event("message_created"))["message"]["content"] for _ in range(3)]
    assert seen == ["missed 1", "missed 2", "new"]


async def test_a_tab_that_does_not_read_is_let_go(raw):
    """Its queue stays bounded; when it comes back it gets everything it has not read."""
    feed = Feed(user=raw.discord.world.bot, run="run")
    sleeping = Follower([])
    feed.followers.add(sleeping)
    for number in range(MOST_WAITING + 50):
        feed.push({"type": "clock", "now": str(number)})
        assert sleeping.waiting <= MOST_WAITING
    assert feed.followers == set()
    assert await sleeping.next() is None
    missed = feed.since("run-0")
    assert [event["now"] for _, event in missed] == [str(n) for n in range(MOST_WAITING + 50)]


async def test_a_hidden_message_reaches_one_viewer(raw, page):
    """Another member's private answer and a hidden channel's messages stay out of the stream."""
    async with page("ana").open() as ana, page("ben").open() as ben:
        await ana.event("state")
        await ben.event("state")
        await raw.register({"name": "go", "description": "x"})
        gateway = await raw.listening()
        commands = await ana.event("commands")
        status, body = await ana.act(
            "command",
            channel_id=str(raw.channel("clips")),
            command_id=commands["commands"][0]["id"],
            options={},
        )
        assert (status, body["ok"]) == (200, True)
        event = await gateway.event("INTERACTION_CREATE")
        pending = await ana.event("interaction")
        assert (pending["nonce"], pending["state"]) == ("n", "pending")
        callback = f"/interactions/{event['id']}/{event['token']}/callback"
        data = {"content": "secret", "flags": 64}
        await raw.ask("POST", callback, {"type": 4, "data": data})
        assert (await ana.event("message_created"))["message"]["content"] == "secret"
        assert (await ana.event("interaction"))["state"] == "acked"
        await raw.say("staff", content="among staff")
        await raw.say(content="for all")
        assert (await ben.event("message_created"))["message"]["content"] == "for all"


async def test_an_unanswered_act_fails_before_the_viewers_eyes(raw, page):
    """After three seconds the viewer hears that the application did not respond."""
    await raw.register({"name": "go", "description": "x"})
    async with page("ana").open() as ana:
        command = (await ana.event("state"))["commands"][0]["id"]
        place = str(raw.channel("clips"))
        await ana.act("command", channel_id=place, command_id=command, options={})
        raw.discord.skip(3)
        await ana.event("interaction")
        failed = await ana.event("interaction")
    assert failed["state"] == "failed"
    assert "did not respond" in failed["reason"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"params": {"key": "wrong"}}, 403),
        ({"params": {}}, 403),
        ({"headers": {"Origin": "https://evil.example"}}, 403),
        ({"headers": {"Host": "evil.example"}}, 403),
        ({"headers": {"Origin": "http://evil.example:80"}}, 403),
    ],
    ids=["wrong-key", "no-key", "origin", "host", "origin-port"],
)
@pytest.mark.parametrize("path", ["/page/act", "/_control/counters", "/page/tray"])
async def test_strangers_are_kept_out(raw, change, status, path):
    """Without key, from another page or under another name nothing is answered."""
    asked = {"params": {"key": raw.discord.key}, "json": {}} | change
    async with raw.session.post(raw.discord.url + path, **asked) as response:
        assert response.status == status
        assert (await response.text()).endswith(".")


@pytest.mark.parametrize(
    ("action", "fields", "words"),
    [
        ("fly", {}, "no such action"),
        ("send", {"channel_id": "x"}, "must be an id"),
        ("send", {"channel_id": "5"}, "no channel"),
        ("send", {"channel_id": "{clips}", "content": " "}, "empty message"),
        ("send", {"channel_id": "{staff}", "content": "x"}, "does not see"),
        ("press", {"channel_id": "{clips}", "message_id": "5", "custom_id": "x"}, "no message"),
        ("command", {"channel_id": "{clips}", "command_id": "5"}, "no command"),
        ("submit_modal", {"interaction_id": "5"}, "not open"),
        ("select", {"channel_id": "{clips}", "message_id": "5", "custom_id": "x"}, "a list"),
    ],
)
async def test_an_impossible_act_is_answered_with_a_sentence(raw, page, action, fields, words):
    """What cannot be done is 409 with a sentence that says why."""
    names = {"clips": raw.channel("clips"), "staff": raw.channel("staff")}
    filled = {key: value.format(**names) for key, value in fields.items()}
    status, body = await page("ana").act(action, **filled)
    assert status == 409
    assert words in body["error"]


async def test_the_page_cannot_act_as_the_bot(raw):
    """The page is a member's client: acting or looking as the bot is refused."""
    status, _ = await Tab(raw, raw.app).act("send", channel_id="1", content="x")
    assert status == 409
    async with Tab(raw, raw.app).open() as nobody:
        assert (await nobody.event("state"))["me"]["username"] == "ana"


@pytest.mark.parametrize(("host", "status"), [("localhost", 200), ("evil.example", 403)])
async def test_only_the_page_itself_may_follow_from_another_name(raw, host, status):
    """The page follows its events under this machine's other name; no other page may."""
    origin = f"http://{host}:{raw.discord.port}"
    url = raw.discord.url + "/page/events"
    asked = {"params": {"key": raw.discord.key}, "headers": {"Origin": origin}}
    async with raw.session.get(url, **asked) as response:
        assert response.status == status
        allowed = response.headers.get("Access-Control-Allow-Origin")
        assert allowed == (origin if status == 200 else None)


async def test_the_page_is_served_with_its_guards(raw):
    """The page itself needs the key and forbids foreign scripts; its files need none."""
    async with raw.session.get(raw.discord.page_url) as response:
        assert response.status == 200
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    async with raw.session.get(raw.discord.url + "/") as response:
        assert response.status == 403
    async with raw.session.get(raw.discord.url + "/page/..%2fserver.py") as response:
        assert response.status == 404


async def test_the_tray_runs_what_was_registered(raw, page):
    """An action shows in the state and its words come back; an unknown one is 404."""

    async def kill() -> str:
        return "killed · restarted"

    action = TrayAction(id="kill", label="Kill the bot now", detail="kill -9", run=kill)
    raw.discord.backstage.add(action)
    async with page("ana").open() as ana:
        tray = (await ana.event("state"))["tray"]
    assert tray[0]["label"] == "Kill the bot now"
    url = raw.discord.url + "/page/tray"
    for name, status in (("kill", 200), ("other", 404)):
        asked = {"params": {"key": raw.discord.key}, "json": {"action": name}}
        async with raw.session.post(url, **asked) as response:
            assert response.status == status
            body = await response.json()
    assert "no such thing" in body["error"]


async def test_script_in_texts_and_names_stays_text(raw, page):
    """Whatever is written arrives as JSON text, unchanged."""
    evil = "<script>alert(1)</script>"
    raw.discord.member("ana").send(evil, files=[Upload(evil + ".png", b"x")])
    async with page("ben").open() as ben:
        state = await ben.event("state")
    message = state["messages"][str(raw.channel("clips"))][0]
    assert message["content"] == evil
    assert "<" not in message["attachments"][0]["filename"]
