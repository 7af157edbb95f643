"""Bad input over the wire and at the page: each is refused in good order, and all else goes on."""

import json
import tracemalloc

import aiohttp
import pytest

from sandbox.discord.world.records import MIB
from tests.examined import examined
from tests.sandbox.discord.raw import Raw
from tests.sandbox.discord.tab import Tab
from tests.sandbox.hostile import Rows

EVIL = "<script>alert(1)</script>"
FORM = {"Content-Type": "multipart/form-data; boundary=b"}
HEAD = b'--b\r\nContent-Disposition: form-data; name="files[0]"; filename="a.mp4"\r\n\r\n'


@pytest.fixture
async def raw():
    async with examined() as discord, aiohttp.ClientSession() as session:
        yield Raw(discord, session)


FRAMES = (
    ("no JSON", "{", 4002),
    ("binary rubbish", b"\xff\xfe\x00", 4002),
    ("a list", "[]", 4002),
    ("nested a thousand deep", "[" * 1000, 4002),
    ("no opcode", "{}", 4002),
    ("the opcode as a text", '{"op": "2"}', 4002),
    ("the opcode true", '{"op": true}', 4002),
    ("an unknown opcode", '{"op": 99}', 4001),
    ("a frame of 5,000 bytes", json.dumps({"op": 1, "d": "x" * 5000}), 4002),
    ("a frame of 2 MiB", json.dumps({"op": 1, "d": "x" * 2 * MIB}), 4002),
    ("an identify that is a text", '{"op": 2, "d": "x"}', 4002),
    ("an identify without a token", '{"op": 2, "d": {"properties": {}, "intents": 0}}', 4004),
    ("members asked for before the identify", '{"op": 8, "d": {"guild_id": []}}', 4003),
    ("121 heartbeats in a minute", ['{"op": 1}'] * 121, 4008),
)


async def test_malformed_gateway_frames(raw):
    """Each malformed frame closes its own connection with Discord's code; the others live on."""
    rows = Rows("gateway")
    bystander = await raw.listening()
    for what, sent, code in FRAMES:
        gateway = await raw.gateway()
        for frame in sent if isinstance(sent, list) else [sent]:
            await (gateway.socket.send_bytes if isinstance(frame, bytes) else send(gateway))(frame)
        closed = await gateway.close_code()
        assert closed == code, what
        rows.add("malformed Gateway frame", what, f"closed with {closed}")
    await raw.say(content="still here")
    assert (await bystander.event("MESSAGE_CREATE"))["content"] == "still here"
    assert raw.discord.bot_online
    rows.add("malformed Gateway frame", "all of these", "another client heard the next message")
    rows.write()


def send(gateway):
    return gateway.socket.send_str


async def test_an_unknown_route():
    """It is a 404, and the test that met it would fail: its Discord names the route."""
    async with (
        examined(provoked=["GET /teapots: nobody serves this"]) as discord,
        aiohttp.ClientSession() as session,
    ):
        got = await Raw(discord, session).ask("GET", "/teapots")
        assert got.status == 404
        [problem] = discord.problems
    with pytest.raises(AssertionError, match="teapots"):
        async with examined() as discord, aiohttp.ClientSession() as session:
            await Raw(discord, session).ask("GET", "/teapots")
    rows = Rows("routes")
    rows.add("unknown route", "GET /teapots", f"404; the test fails with “{problem}”")
    rows.write()


BODIES = (
    ("half an object", "application/json", b'{"content": '),
    ("no UTF-8", "application/json", b'{"content": "\xff"}'),
    ("NaN", "application/json", b'{"content": NaN}'),
    ("a hundred thousand brackets", "application/json", b"[" * 100_000),
    ("a form's rubbish", "multipart/form-data; boundary=b", b"--b\r\nnonsense"),
)


async def test_bodies_that_are_none(raw):
    """A body that is not JSON is 50109 from Discord's side and a sentence from the page's."""
    rows = Rows("bodies")
    path = f"/channels/{raw.channel('clips')}/messages"
    for what, kind, data in BODIES:
        got = await raw.ask("POST", path, data=data, headers={"Content-Type": kind})
        assert (got.status, got.code) == (400, 50109), what
        rows.add("a body that is not JSON", what, "400, code 50109")
    headers, key = {"Content-Type": "application/json"}, {"key": raw.discord.key}
    for place in ("/page/act", "/page/tray"):
        url = raw.discord.url + place
        got = await raw.ask("POST", url, data=b"{", params=key, headers=headers)
        assert got.status == 400, got.body
        assert "error" in got.body
        rows.add("a body that is not JSON", f"“{{” to {place}", f"400, {got.body['error']!r}")
    rows.write()


async def test_sixty_megabytes(raw):
    """They are read to their end, refused, and never all held where a bot sends them."""
    rows = Rows("uploads")
    path = f"/channels/{raw.channel('clips')}/messages"
    tracemalloc.start()
    try:
        got = await raw.ask("POST", path, data=upload("{}"), headers=FORM)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (got.status, got.code) == (413, 40005)
    assert most < 40 * MIB
    rows.add("60 MB upload", "by the bot", f"413, code 40005; at most {most // MIB} MiB were held")
    ana = raw.discord.member("ana")
    act = {"as": str(ana.id), "action": "send", "channel_id": str(raw.channel("clips"))}
    url, key = raw.discord.url + "/page/act", {"key": raw.discord.key}
    got = await raw.ask("POST", url, data=upload(json.dumps(act)), headers=FORM, params=key)
    assert got.status == 409
    assert raw.discord.messages() == []
    rows.add("60 MB upload", "by a member on the page", f"409, {got.body['error']!r}")
    rows.write()


async def upload(payload: str):
    """A form with a payload and a file of 60 MiB, in pieces."""
    yield b'--b\r\nContent-Disposition: form-data; name="payload_json"\r\n\r\n'
    yield payload.encode() + b"\r\n" + HEAD
    for _ in range(60):
        yield bytes(MIB)
    yield b"\r\n--b--\r\n"


async def messages(tab: Tab, count: int) -> list[str]:
    """The texts of the next new messages."""
    return [(await tab.event("message_created"))["message"]["content"] for _ in range(count)]


async def test_two_tabs_and_a_reconnect(raw):
    """Two tabs of one member see the same; who comes back in mid-stream misses nothing and sees
    nothing twice."""
    rows = Rows("streams")
    ana = raw.discord.member("ana")
    first, second = Tab(raw, ana.id), Tab(raw, ana.id)
    texts = [f"number {number}" for number in range(60)]
    async with second.open():
        async with first.open():
            for tab in (first, second):
                await tab.event("state")
            for text in texts[:40]:
                ana.send(text)
            seen = await messages(first, 25)
            assert await messages(second, 40) == texts[:40]
        for text in texts[40:]:
            ana.send(text)
        assert await messages(second, 20) == texts[40:]
    rows.add("two tabs as one member", "60 messages, one tab closed after 25", "the other saw 60")
    mark = first.last
    async with first.open():
        rest = await messages(first, 35)
        ana.send("the end")
        assert await messages(first, 1) == ["the end"]
    assert seen + rest == texts
    rows.add("a reconnect in mid-stream", f"Last-Event-ID: {mark}", "the other 35, each once")
    rows.write()


async def test_script_in_every_text(raw):
    """What is written comes out of the page's server as JSON and as it was, never as HTML."""
    rows = Rows("markup")
    discord, key = raw.discord, {"key": raw.discord.key}
    discord.add_member(EVIL)
    discord.add_channel("films", topic=EVIL)
    discord.open_thread(EVIL)
    choices = [{"name": EVIL, "value": EVIL}]
    option = {"type": 3, "name": "words", "description": EVIL, "choices": choices}
    command = {"name": "go", "description": EVIL, "options": [option]}
    await raw.register(command)
    embed = {"title": EVIL, "description": EVIL, "footer": {"text": EVIL}, "author": {"name": EVIL}}
    embed["fields"] = [{"name": EVIL, "value": EVIL}]
    button = {"type": 2, "style": 1, "label": EVIL, "custom_id": EVIL}
    await raw.say(content=EVIL, embeds=[embed], components=[{"type": 1, "components": [button]}])
    async with Tab(raw, discord.member("ana").id).open() as tab:
        assert tab.headers["X-Content-Type-Options"] == "nosniff"
        state = await tab.event("state")
    whole = json.dumps(state)
    assert whole.count(EVIL) >= 12
    rows.add("<script> in texts", "content, embed, label, option, member, thread, topic", "as JSON")
    for path in ("/page/act", "/page/tray", "/_control/<script>"):
        got = await raw.ask("POST", discord.url + path, {"action": EVIL}, params=key)
        assert got.status in (400, 404, 409)
        assert got.headers["Content-Type"].startswith("application/json")
    for path in (f"/{EVIL}", f"/page/{EVIL}", f"/page/events?as={EVIL}&key={EVIL}"):
        got = await raw.ask("GET", discord.url + path)
        assert got.status in (403, 404)
        assert got.headers["Content-Type"].startswith("text/plain")
    rows.add("<script> in texts", "paths, keys, actions", "the error is JSON or plain text")
    rows.write()


NAMES = (
    ("../../etc/passwd", "passwd"),
    ("/etc/passwd", "passwd"),
    (r"..\..\system.ini", "system.ini"),
    (r"C:\clips\a.mp4", "a.mp4"),
    ("..", "unknown"),
    ("<script>.png", "_script_.png"),
    ("x" * 300 + ".mp4", "x" * 251 + ".mp4"),
)


async def test_file_names_that_lead_elsewhere(raw):
    """A file keeps its name's last part, without what Discord strips; NUL breaks the form; the
    page's own files cannot be left."""
    rows = Rows("names")
    path = f"/channels/{raw.channel('clips')}/messages"
    for number, (name, stored) in enumerate(NAMES):
        # Five messages in two seconds are a channel's limit.
        place = f"/channels/{raw.channel(('clips', 'lounge')[number % 2])}/messages"
        got = await raw.post_files(place, {}, {name: b"1"})
        [file] = got.body["attachments"]
        assert file["filename"] == stored
        rows.add("a file name that leads elsewhere", f"`{name[:24]}`", f"kept as `{stored[:24]}`")
    broken = HEAD.replace(b"a.mp4", b"a\0.png") + b"1\r\n--b--\r\n"
    got = await raw.ask("POST", path, data=broken, headers=FORM)
    assert (got.status, got.code) == (400, 50109)
    rows.add("a file name that leads elsewhere", "`a␀.png`", "400, code 50109")
    for place in ("..%2fserver.py", "%2fetc%2fpasswd", "..%5cserver.py", "%00", "x" * 300):
        got = await raw.ask("GET", f"{raw.discord.url}/page/{place}", headers={"Host": "x"})
        assert got.status == 404, place
        rows.add("a page file that lies elsewhere", f"`/page/{place[:24]}`", "404")
    rows.write()


async def test_strangers_at_the_page(raw):
    """Another page, another name for this machine and a wrong key reach nothing that acts."""
    rows = Rows("strangers")
    own, good = raw.discord.url, {"key": raw.discord.key}
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for what, key, headers, status in (
        ("another page's Origin", good, {"Origin": "https://evil.example"}, 403),
        ("a sandboxed frame (Origin: null)", good, {"Origin": "null"}, 403),
        ("our address by https", good, {"Origin": own.replace("http:", "https:")}, 403),
        ("another port of this machine", good, {"Origin": "http://127.0.0.1:1"}, 403),
        ("a rebound name (Host)", good, {"Host": "evil.example"}, 403),
        ("a rebound name with our port", good, {"Host": f"evil.example:{raw.discord.port}"}, 403),
        ("no key", {}, {}, 403),
        ("a wrong key", {"key": "x"}, {}, 403),
        ("a key that is no UTF-8", {}, {"X-Sandbox-Key": "\udcff"}, 403),
        ("no Origin, a plain form, the key", good, form, 400),
        ("our own Origin and key", good, {"Origin": own}, 409),
    ):
        for path in ("/page/act", "/_control/act"):
            sent = {"Content-Type": "application/json"} | headers
            got = await raw.ask("POST", own + path, data=b"{}", params=key, headers=sent)
            wanted = {"/_control/act": {409: 400}}.get(path, {}).get(status, status)
            assert got.status == wanted, (what, path)
        rows.add("a stranger at the page", what, f"{status}, nothing was done")
    assert raw.discord.messages() == []
    rows.write()
