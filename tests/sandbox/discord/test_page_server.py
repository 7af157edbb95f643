"""The chat page's server: who may talk to it, what each viewer sees, what each act does."""

import asyncio
import contextlib
import json
from typing import Any

import aiohttp
import pytest

from sandbox.discord.shapes import Upload
from tests.sandbox.discord.genuine import Bot, online


class Page:
    """A member's tab: an event stream down, acts up."""

    def __init__(self, raw, user_id: int) -> None:
        self.raw = raw
        self.user_id = str(user_id)
        self.url = raw.discord.url
        self.key = {"key": raw.discord.key}
        self.last = ""
        self.events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @contextlib.asynccontextmanager
    async def open(self):
        """Follow the stream, from the last event seen if there was one."""
        query = self.key | {"as": self.user_id}
        headers = {"Last-Event-ID": self.last} if self.last else {}
        url = self.url + "/page/events"
        async with self.raw.session.get(url, params=query, headers=headers) as response:
            assert response.content_type == "text/event-stream"
            reading = asyncio.create_task(self._read(response))
            try:
                yield self
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    async def _read(self, response) -> None:
        async for line in response.content:
            if line.startswith(b"id: "):
                self.last = line[4:].decode().strip()
            elif line.startswith(b"data: "):
                self.events.put_nowait(json.loads(line[6:]))

    async def event(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while (event := await self.events.get())["type"] != kind:
                pass
        return event

    async def act(self, action: str, **fields: Any):
        body = {"as": self.user_id, "action": action, "nonce": "n"} | fields
        url = self.url + "/page/act"
        async with self.raw.session.post(url, params=self.key, json=body) as response:
            return response.status, await response.json()


@pytest.fixture
def page(raw):
    return lambda name: Page(raw, raw.discord.member(name).id)


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


async def test_a_whole_story_by_acts_alone(raw, page):
    """Autocomplete, a command with a file, a button, a form: all by the page's POSTs."""
    bot = Bot()
    _story(bot)
    discord = raw.discord
    async with online(bot, discord), page("ana").open() as ana:
        state = await ana.event("state")
        command = state["commands"][0]["id"]
        place = {"channel_id": str(raw.channel("clips")), "command_id": command}
        await ana.act("autocomplete", **place, options={"words": "tru"}, focused="words")
        assert (await ana.event("autocomplete"))["choices"][0]["name"] == "tru!"
        form = aiohttp.FormData()
        act = {"as": ana.user_id, "action": "command", "nonce": "n", "path": []} | place
        act["options"] = {"words": "x", "image": {"file": 0}}
        form.add_field("payload_json", json.dumps(act))
        form.add_field("file0", b"png", filename="a.png", content_type="image/png")
        url = ana.url + "/page/act"
        async with raw.session.post(url, params=ana.key, data=form) as response:
            assert (await response.json())["ok"] is True
        shown = (await ana.event("message_created"))["message"]
        assert shown["content"] == "x 3"
        press = {"channel_id": place["channel_id"], "message_id": shown["id"], "custom_id": "go"}
        await ana.act("press", **press)
        opened = await ana.event("modal")
        assert opened["modal"]["title"] == "A form"
        submit = {"interaction_id": opened["interaction_id"], "custom_id": "form"}
        await ana.act("submit_modal", **submit, values={"name": "Ana"})
        assert (await ana.event("message_created"))["message"]["content"] == "Ana"


def _story(bot: Bot) -> None:
    import discord
    from discord import app_commands, ui

    class Form(ui.Modal, title="A form"):
        name = ui.TextInput(label="Name", custom_id="name")

        async def on_submit(self, interaction: discord.Interaction) -> None:
            await interaction.response.send_message(self.name.value, ephemeral=True)

    class Open(ui.View):
        @ui.button(label="Go", custom_id="go")
        async def open(self, interaction: discord.Interaction, button: ui.Button) -> None:
            await interaction.response.send_modal(Form())

    @bot.tree.command(description="x")
    async def make(
        interaction: discord.Interaction, words: str, image: discord.Attachment | None = None
    ) -> None:
        size = image.size if image else 0
        await interaction.response.send_message(f"{words} {size}", view=Open())

    @make.autocomplete("words")
    async def suggest(interaction: discord.Interaction, current: str):
        return [app_commands.Choice(name=current + "!", value=current)]


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
    status, _ = await Page(raw, raw.app).act("send", channel_id="1", content="x")
    assert status == 409
    async with Page(raw, raw.app).open() as nobody:
        assert (await nobody.event("state"))["me"]["username"] == "ana"


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

    raw.discord.add_tray_action("kill", "Kill the bot now", "kill -9, then restart", kill)
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
