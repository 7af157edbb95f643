"""Whatever a client sends: refused in good order, or kept safely."""

import json
import tracemalloc

import pytest

from sandbox.discord.errors import NotPossible
from sandbox.discord.shapes import Upload
from sandbox.discord.world.records import MIB

FILE_NAMES = {
    "folders": ("../../etc/passwd", "passwd"),
    "backslashes": (r"..\..\windows\system.ini", "system.ini"),
    "space": ("a b.png", "a_b.png"),
    "dots": ("..", "unknown"),
    "dots-behind-folder": ("a/../..", "unknown"),
    "hidden": (".htaccess", "htaccess"),
    "letters": ("ä.png", "_.png"),
    "right-to-left": ("gpj\u202egnp.exe", "gpj_gnp.exe"),
    "long": ("x" * 300 + ".mp4", "x" * 251 + ".mp4"),
    "long-ending": ("a." + "x" * 300, "a." + "x" * 253),
    "markup": ("<script>.png", "_script_.png"),
    "quote": ('a".png', "a_.png"),
}


@pytest.mark.parametrize(("name", "stored"), FILE_NAMES.values(), ids=FILE_NAMES.keys())
async def test_file_names_are_made_safe(raw, name, stored):
    """A file name keeps no folder and no odd characters, and the file is served under it."""
    path = f"/channels/{raw.channel('clips')}/messages"
    data, kind = multipart(name.encode())
    got = await raw.ask("POST", path, data=data, headers={"Content-Type": kind})
    (file,) = got.body["attachments"]
    assert file["filename"] == stored
    served = await raw.ask("GET", file["url"])
    assert (served.status, served.body) == (200, "1")
    sent = raw.discord.member("ana").send("", files=[Upload(name, b"2")])
    assert sent.attachments[0]["filename"] == stored


@pytest.mark.parametrize("name", [b"a\x00.png", b"a\r\nX: y.png"], ids=["nul", "line-end"])
async def test_a_broken_file_name_is_refused(raw, name):
    """A name that breaks the form is 50109, and nothing is posted."""
    path = f"/channels/{raw.channel('clips')}/messages"
    data, kind = multipart(name)
    got = await raw.ask("POST", path, data=data, headers={"Content-Type": kind})
    assert (got.status, got.code) == (400, 50109)
    assert raw.discord.messages() == []


def multipart(name: bytes) -> tuple[bytes, str]:
    """A form with one small file, its name written as it is, and the form's type."""
    quoted = name.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    head = b'--b\r\nContent-Disposition: form-data; name="files[0]"; filename="' + quoted + b'"'
    return head + b"\r\n\r\n1\r\n--b--\r\n", "multipart/form-data; boundary=b"


TEXTS = {
    "markup": "<script>alert(1)</script>",
    "nul": "a\x00b",
    "right-to-left": "a\u202eb",
    "emoji": "\U0001f98a",
    "controls": "\x01\x1b[31m\x7f",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
async def test_hostile_text_is_kept_as_it_is(raw, text):
    """Every text field takes it, and it comes back unchanged over REST, Gateway and driver."""
    gateway = await raw.listening(1 | 1 << 9 | 1 << 12)
    option = {"type": 3, "name": "words", "description": text}
    listed = await raw.register({"name": "go", "description": text, "options": [option]})
    assert listed.body[0]["options"][0]["description"] == text
    embed = {"title": text, "footer": {"text": text}, "fields": [{"name": text, "value": text}]}
    button = {"type": 2, "style": 1, "label": text, "custom_id": text}
    row = {"type": 1, "components": [button]}
    posted = await raw.say(content=text, embeds=[embed], components=[row], nonce=text)
    heard = await gateway.event("MESSAGE_CREATE")
    for seen in (posted.body, heard, raw.discord.messages()[0].json):
        assert (seen["content"], seen["nonce"]) == (text, text)
        assert seen["embeds"][0]["fields"][0]["value"] == text
        assert seen["components"][0]["components"][0]["custom_id"] == text
    path = f"/channels/{raw.channel('clips')}/messages/{posted.body['id']}/threads"
    assert (await raw.ask("POST", path, {"name": text})).body["name"] == text
    ana = raw.discord.member("ana")
    handle = ana.slash("go", {"words": text})
    asked = await gateway.event("INTERACTION_CREATE")
    assert asked["data"]["options"][0]["value"] == text
    field = {"type": 4, "style": 1, "custom_id": text, "placeholder": text, "value": text}
    label = {"type": 18, "label": text, "description": text, "component": field}
    form = {"type": 9, "data": {"custom_id": text, "title": text, "components": [label]}}
    path = f"/interactions/{asked['id']}/{asked['token']}/callback"
    assert (await raw.ask("POST", path, form)).status == 204
    ana.submit_modal(handle, {text: text})
    sent = (await gateway.event("INTERACTION_CREATE"))["data"]
    assert (sent["custom_id"], sent["components"][0]["component"]["value"]) == (text, text)


HALF = "\ud83d"


async def test_half_a_character_is_not_sent(raw):
    """A lone surrogate is refused where it comes in: from clients and from members."""
    data = json.dumps({"content": HALF})
    path = f"/channels/{raw.channel('clips')}/messages"
    headers = {"Content-Type": "application/json"}
    assert (await raw.ask("POST", path, data=data, headers=headers)).code == 50109
    option = {"type": 3, "name": "words", "description": "x", "autocomplete": True}
    await raw.register({"name": "go", "description": "x", "options": [option]})
    ana = raw.discord.member("ana")
    with pytest.raises(NotPossible, match="half a character"):
        ana.send(HALF)
    with pytest.raises(NotPossible, match="half a character"):
        ana.slash("go", {"words": HALF})
    with pytest.raises(NotPossible, match="half a character"):
        ana.autocomplete("go", focused=("words", HALF))


async def test_a_large_upload_is_not_kept(raw):
    """60 MB are read to their end and refused with 40005, and the process never holds them."""
    path = f"/channels/{raw.channel('clips')}/messages"

    async def body():
        yield b'--b\r\nContent-Disposition: form-data; name="files[0]"; filename="a.mp4"\r\n\r\n'
        for _ in range(60):
            yield bytes(MIB)
        yield b"\r\n--b--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    tracemalloc.start()
    try:
        got = await raw.ask("POST", path, data=body(), headers=headers)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (got.status, got.code) == (413, 40005)
    assert most < 40 * MIB


HOSTILE_BODIES = {
    "no-boundary": ("multipart/form-data", b"x"),
    "broken-parts": ("multipart/form-data; boundary=b", b"--b\r\nnonsense"),
    "no-payload": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\ny\r\n--b--\r\n',
    ),
    "payload-broken": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="payload_json"\r\n\r\n{\r\n--b--\r\n',
    ),
    "not-utf-8": ("application/json", b'{"content": "\xff"}'),
    "number": ("application/json", b"5"),
    "null": ("application/json", b"null"),
    "embeds-text": ("application/json", b'{"embeds": "x"}'),
    "embed-null": ("application/json", b'{"embeds": [null]}'),
    "embed-deep": ("application/json", b'{"embeds": [{"fields": [5], "footer": []}]}'),
    "components-null": ("application/json", b'{"components": [null]}'),
    "row-text": ("application/json", b'{"components": [{"type": 1, "components": "x"}]}'),
    "type-list": ("application/json", b'{"components": [{"type": []}]}'),
    "option-list": (
        "application/json",
        b'{"components": [{"type": 1, "components": [{"type": 3, "custom_id": "x", '
        b'"options": [{"label": "x", "value": []}]}]}]}',
    ),
    "custom-id-number": (
        "application/json",
        b'{"components": [{"type": 1, "components": [{"type": 2, "style": [], "custom_id": 5}]}]}',
    ),
    "mentions-list": ("application/json", b'{"content": "x", "allowed_mentions": []}'),
    "mentions-odd": ("application/json", b'{"content": "x", "allowed_mentions": {"users": 5}}'),
    "parse-number": ("application/json", b'{"content": "x", "allowed_mentions": {"parse": [[]]}}'),
    "attachments-odd": ("application/json", b'{"content": "x", "attachments": [5]}'),
    "attachment-id": ("application/json", b'{"content": "x", "attachments": [{"id": []}]}'),
    "reference-odd": ("application/json", b'{"content": "x", "message_reference": 5}'),
    "nonce-list": ("application/json", b'{"content": "x", "nonce": []}'),
    "flags-text": ("application/json", b'{"content": "x", "flags": "64"}'),
    "flags-huge": ("application/json", b'{"content": "x", "flags": 99999999999999999999}'),
}


@pytest.mark.parametrize(("kind", "data"), HOSTILE_BODIES.values(), ids=HOSTILE_BODIES.keys())
async def test_a_hostile_body_is_refused_in_good_order(raw, kind, data):
    """Whatever is sent is a refusal of the client's, never an error of the server's."""
    path = f"/channels/{raw.channel('clips')}/messages"
    got = await raw.ask("POST", path, data=data, headers={"Content-Type": kind})
    assert got.status == 400, got.body
    assert got.code in (50035, 50006, 50109)
    assert raw.discord.messages() == []


HOSTILE_COMMANDS = [
    5,
    None,
    "x",
    [5],
    [None],
    [{"name": []}],
    [{"name": "x", "type": []}],
    [{"name": "x", "description": 5}],
    [{"name": "x", "description": "x", "options": 5}],
    [{"name": "x", "description": "x", "options": [{"type": [], "name": [], "description": 5}]}],
    [
        {
            "name": "x",
            "description": "x",
            "options": [{"type": 3, "name": "y", "description": "x", "choices": [5]}],
        }
    ],
    [{"name": "x", "description": "x", "default_member_permissions": []}],
    [{"name": "x", "description": "x", "contexts": 5}],
]


@pytest.mark.parametrize("payload", HOSTILE_COMMANDS, ids=str)
async def test_hostile_commands_are_refused_in_good_order(raw, payload):
    """Commands of any odd shape are 50035, and nothing is registered."""
    got = await raw.ask("PUT", f"/applications/{raw.app}/commands", data=json.dumps(payload))
    assert (got.status, got.code) == (400, 50035), got.body
    assert raw.discord.commands == []
