"""Whatever a client sends: refused in good order, or kept safely."""

import json

import pytest


@pytest.mark.parametrize(
    ("name", "stored"),
    [("../../etc/passwd", "passwd"), ("a b.png", "a_b.png"), ("..", "unknown"), ("ä.png", "_.png")],
)
async def test_file_names_are_made_safe(raw, name, stored):
    """A file name keeps no folder and no odd characters."""
    path = f"/channels/{raw.channel('clips')}/messages"
    got = await raw.post_files(path, {}, {name: b"1"})
    assert got.body["attachments"][0]["filename"] == stored


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
