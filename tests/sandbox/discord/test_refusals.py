"""Every refusal of a message: the request, and what Discord answers by its documentation."""

import json
from typing import Any

import aiohttp
import pytest

from sandbox.discord.codes import Code
from sandbox.discord.permissions import Permission
from sandbox.discord.records import MIB
from sandbox.discord.server import DiscordSandbox
from tests.sandbox.discord.raw import Raw


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def button(**fields: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go"} | fields


def select(**fields: Any) -> dict[str, Any]:
    options = [{"label": "a", "value": "a"}]
    return {"type": 3, "custom_id": "pick", "options": options} | fields


def option(number: int) -> dict[str, str]:
    return {"label": str(number), "value": str(number)}


V2 = 1 << 15
TEXT = {"type": 10, "content": "hello"}
ROWS = [row(button(custom_id=f"b{number}")) for number in range(6)]

FORM_FAULTS = {
    "content-2001": ({"content": "x" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
    "content-number": ({"content": 7}, "content", "STRING_TYPE_CONVERT"),
    "misspelt-field": ({"contents": "x"}, "contents", "UNKNOWN_FIELD"),
    "nonce-26": ({"content": "x", "nonce": "n" * 26}, "nonce", "BASE_TYPE_MAX_LENGTH"),
    "ephemeral-in-channel": ({"content": "x", "flags": 64}, "flags", "BASE_TYPE_CHOICES"),
    "embeds-11": ({"embeds": [{"title": "x"}] * 11}, "embeds", "BASE_TYPE_BAD_LENGTH"),
    "embeds-6001": (
        {"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]},
        "embeds",
        "MAX_EMBED_SIZE_EXCEEDED",
    ),
    "embed-description-4097": (
        {"embeds": [{"description": "x" * 4097}]},
        "embeds.0.description",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "embed-title-257": (
        {"embeds": [{"title": "x" * 257}]},
        "embeds.0.title",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "embed-field-without-name": (
        {"embeds": [{"fields": [{"name": "", "value": "x"}]}]},
        "embeds.0.fields.0.name",
        "BASE_TYPE_REQUIRED",
    ),
    "embed-fields-26": (
        {"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]},
        "embeds.0.fields",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "embed-image-scheme": (
        {"embeds": [{"image": {"url": "ftp://x"}}]},
        "embeds.0.image.url",
        "URL_TYPE_INVALID_SCHEME",
    ),
    "rows-6": ({"components": ROWS}, "components", "BASE_TYPE_BAD_LENGTH"),
    "buttons-6": (
        {"components": [row(*(button(custom_id=str(n)) for n in range(6)))]},
        "components.0.components",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "row-empty": ({"components": [row()]}, "components.0.components", "BASE_TYPE_BAD_LENGTH"),
    "duplicate-custom-id": (
        {"components": [row(button(), button())]},
        "components.0.components.1.custom_id",
        "COMPONENT_CUSTOM_ID_DUPLICATED",
    ),
    "custom-id-101": (
        {"components": [row(button(custom_id="x" * 101))]},
        "components.0.components.0.custom_id",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "button-without-custom-id": (
        {"components": [row({"type": 2, "style": 1, "label": "x"})]},
        "components.0.components.0.custom_id",
        "BASE_TYPE_REQUIRED",
    ),
    "label-81": (
        {"components": [row(button(label="x" * 81))]},
        "components.0.components.0.label",
        "BASE_TYPE_MAX_LENGTH",
    ),
    "button-without-label": (
        {"components": [row(button(label=""))]},
        "components.0.components.0.label",
        "BUTTON_COMPONENT_MISSING_LABEL",
    ),
    "link-with-custom-id": (
        {"components": [row(button(style=5, url="https://example.org"))]},
        "components.0.components.0.custom_id",
        "BUTTON_COMPONENT_INVALID_FIELD",
    ),
    "button-style-9": (
        {"components": [row(button(style=9))]},
        "components.0.components.0.style",
        "BASE_TYPE_CHOICES",
    ),
    "select-beside-button": (
        {"components": [row(select(), button())]},
        "components.0.components",
        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
    ),
    "options-26": (
        {"components": [row(select(options=[option(n) for n in range(26)]))]},
        "components.0.components.0.options",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "options-0": (
        {"components": [row(select(options=[]))]},
        "components.0.components.0.options",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "option-twice": (
        {"components": [row(select(options=[option(1), option(1)]))]},
        "components.0.components.0.options.1.value",
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    "select-min-above-max": (
        {"components": [row(select(min_values=2, max_values=1))]},
        "components.0.components.0.min_values",
        "BASE_TYPE_MAX",
    ),
    "text-input-in-message": (
        {"components": [row({"type": 4, "custom_id": "x", "style": 1})]},
        "components.0.components.0.type",
        "UNION_TYPE_CHOICES",
    ),
    "v2-part-without-flag": ({"components": [TEXT]}, "components.0.type", "UNION_TYPE_CHOICES"),
    "v2-with-content": (
        {"content": "x", "flags": V2, "components": [TEXT]},
        "content",
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
    ),
    "v2-with-embeds": (
        {"embeds": [{"title": "x"}], "flags": V2, "components": [TEXT]},
        "embeds",
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
    ),
    "v2-41-components": (
        {"flags": V2, "components": [{"type": 17, "components": [TEXT] * 40}]},
        "components",
        "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
    ),
    "v2-4001-characters": (
        {"flags": V2, "components": [{"type": 10, "content": "x" * 2001}] * 2},
        "components",
        "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
    ),
    "v2-file-not-sent": (
        {"flags": V2, "components": [{"type": 13, "file": {"url": "attachment://a.mp4"}}]},
        "components.0.file.url",
        "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
    ),
    "v2-gallery-11": (
        {
            "flags": V2,
            "components": [{"type": 12, "items": [{"media": {"url": "https://x.org/a"}}] * 11}],
        },
        "components.0.items",
        "BASE_TYPE_BAD_LENGTH",
    ),
    "section-without-accessory": (
        {"flags": V2, "components": [{"type": 9, "components": [TEXT]}]},
        "components.0.accessory",
        "BASE_TYPE_REQUIRED",
    ),
    "parse-and-users": (
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions.users",
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ),
    "parse-unknown": (
        {"content": "x", "allowed_mentions": {"parse": ["all"]}},
        "allowed_mentions.parse.0",
        "BASE_TYPE_CHOICES",
    ),
    "reply-to-nothing": (
        {"content": "x", "message_reference": {"message_id": "5"}},
        "message_reference",
        "MESSAGE_REFERENCE_UNKNOWN_MESSAGE",
    ),
    "body-is-a-list": ([], "", "DICT_TYPE_CONVERT"),
}


@pytest.mark.parametrize(("payload", "path", "fault"), FORM_FAULTS.values(), ids=FORM_FAULTS.keys())
async def test_a_faulty_message_is_refused_with_its_path(raw, payload, path, fault):
    """A faulty body is answered with 50035 and the fault at its path, and nothing is posted."""
    got = await raw.ask("POST", f"/channels/{raw.channel('clips')}/messages", payload)
    assert (got.status, got.code) == (400, 50035)
    assert fault in [error["code"] for error in got.errors_at(path)]
    assert raw.discord.messages("clips") == []


@pytest.mark.parametrize(
    "payload",
    [
        {"content": "x" * 2000},
        {"embeds": [{"description": "x" * 4096}, {"description": "x" * 1904}]},
        {"components": ROWS[:5], "content": "x"},
        {"components": [row(select(options=[option(n) for n in range(25)]))], "content": "x"},
        {"flags": V2, "components": [{"type": 17, "components": [TEXT] * 39}]},
        {"flags": V2, "components": [{"type": 9, "components": [TEXT], "accessory": button()}]},
        {"content": "x", "nonce": "n" * 25},
    ],
    ids=["2000", "6000", "5-rows", "25-options", "40-components", "section", "nonce-25"],
)
async def test_a_message_at_the_limit_passes(raw, payload):
    """What is exactly at a limit is posted."""
    got = await raw.say(**payload)
    assert got.status == 200, got.body


ROUTES = {
    "unknown-channel": ("POST", "/channels/5/messages", {"content": "x"}, Code.UNKNOWN_CHANNEL),
    "unknown-message": ("GET", "/channels/{clips}/messages/5", None, Code.UNKNOWN_MESSAGE),
    "delete-unknown": ("DELETE", "/channels/{clips}/messages/5", None, Code.UNKNOWN_MESSAGE),
    "empty-message": ("POST", "/channels/{clips}/messages", {"content": ""}, Code.EMPTY_MESSAGE),
    "blank-message": ("POST", "/channels/{clips}/messages", {"content": " "}, Code.EMPTY_MESSAGE),
    "hidden-channel": ("GET", "/channels/{hidden}", None, Code.MISSING_ACCESS),
    "hidden-send": (
        "POST",
        "/channels/{hidden}/messages",
        {"content": "x"},
        Code.MISSING_ACCESS,
    ),
    "no-send": ("POST", "/channels/{mute}/messages", {"content": "x"}, Code.MISSING_PERMISSIONS),
    "no-embed": (
        "POST",
        "/channels/{quiet}/messages",
        {"embeds": [{"title": "x"}]},
        Code.MISSING_PERMISSIONS,
    ),
    "unknown-guild": ("GET", "/guilds/5", None, Code.UNKNOWN_GUILD),
    "unknown-user": ("GET", "/users/5", None, Code.UNKNOWN_USER),
    "stranger": ("GET", "/guilds/{guild}/members/{stranger}", None, Code.UNKNOWN_MEMBER),
    "dm-to-bot": ("POST", "/users/@me/channels", {"recipient_id": "{bot}"}, Code.CANNOT_DM),
    "dm-to-nobody": ("POST", "/users/@me/channels", {"recipient_id": "5"}, Code.UNKNOWN_USER),
    "others-commands": ("GET", "/applications/5/commands", None, Code.UNKNOWN_APPLICATION),
    "not-an-id": ("GET", "/channels/abc", None, Code.INVALID_FORM_BODY),
    "delete-others": (
        "DELETE",
        "/channels/{clips}/messages/{others}",
        None,
        Code.MISSING_PERMISSIONS,
    ),
    "edit-others": (
        "PATCH",
        "/channels/{clips}/messages/{others}",
        {"content": "x"},
        Code.NOT_YOUR_MESSAGE,
    ),
    "list-101": ("GET", "/channels/{clips}/messages?limit=101", None, Code.INVALID_FORM_BODY),
}


@pytest.mark.parametrize(("method", "path", "body", "code"), ROUTES.values(), ids=ROUTES.keys())
async def test_what_is_not_there_or_not_allowed_is_refused(raw, method, path, body, code):
    """Missing things and missing rights are answered with their own codes."""
    discord = raw.discord
    hidden, mute = discord.add_channel("hidden"), discord.add_channel("mute")
    discord.set_permissions("hidden", "bot", deny=Permission.VIEW_CHANNEL)
    discord.set_permissions("mute", "everyone", deny=Permission.SEND_MESSAGES)
    discord.set_permissions("quiet", "bot", deny=Permission.EMBED_LINKS)
    names = {
        "clips": raw.channel("clips"),
        "quiet": raw.channel("quiet"),
        "hidden": hidden.id,
        "mute": mute.id,
        "guild": next(iter(discord.world.guilds)),
        "stranger": discord.world.add_user("stranger").id,
        "bot": raw.app,
        "others": discord.member("ana").send("mine").id,
    }
    if body and "recipient_id" in body:
        body = {"recipient_id": body["recipient_id"].format(**names)}
    got = await raw.ask(method, path.format(**names), body)
    assert (got.status, got.code) == (code.status, code.number), got.body
    assert got.body["message"] == code.message


async def test_attaching_needs_its_right_even_where_sending_is_allowed(raw):
    """In #quiet the bot may write but not attach: 50013."""
    path = f"/channels/{raw.channel('quiet')}/messages"
    assert (await raw.say("quiet", content="words")).status == 200
    got = await raw.post_files(path, {}, {"a.mp4": b"1"})
    assert (got.status, got.code) == (403, 50013)


@pytest.mark.parametrize(
    ("limit", "size", "status"),
    [(MIB, MIB, 200), (MIB, MIB + 1, 413), (30 * MIB, 27 * MIB, 200), (MIB, 60 * MIB, 413)],
    ids=["exact", "one-over", "raised-limit", "60-MB"],
)
async def test_a_file_over_the_guilds_limit_is_refused(raw, limit, size, status):
    """The upload limit is the guild's, per file: 413 with 40005 above it."""
    raw.discord.set_upload_limit(limit)
    path = f"/channels/{raw.channel('clips')}/messages"
    got = await raw.post_files(path, {}, {"a.mp4": bytes(size)})
    assert got.status == status
    assert got.code == (40005 if status == 413 else None)


async def test_closed_direct_messages_are_refused(raw):
    """A person who takes no direct messages: 50007; open again: delivered."""
    ana = raw.discord.member("ana")
    opened = await raw.ask("POST", "/users/@me/channels", {"recipient_id": str(ana.id)})
    path = f"/channels/{opened.body['id']}/messages"
    raw.discord.close_dms("ana")
    got = await raw.ask("POST", path, {"content": "x"})
    assert (got.status, got.code) == (403, 50007)
    raw.discord.open_dms("ana")
    assert (await raw.ask("POST", path, {"content": "x"})).status == 200
    assert [view.content for view in ana.messages(ana.dm)] == ["x"]


async def test_an_archived_thread_refuses(raw):
    """Locked and archived: 50083 to send; archived only: sending wakes it, editing does not."""
    posted = await raw.say(content="here")
    path = f"/channels/{raw.channel('clips')}/messages/{posted.body['id']}/threads"
    thread = (await raw.ask("POST", path, {"name": "a thread"})).body["id"]
    assert (await raw.ask("POST", path, {"name": "again"})).code == 160004
    inside = await raw.ask("POST", f"/channels/{thread}/messages", {"content": "inside"})
    raw.discord.archive_thread(int(thread))
    sent = await raw.ask("POST", f"/channels/{thread}/messages", {"content": "x"})
    assert (sent.status, sent.code) == (400, 50083)
    raw.discord.archive_thread(int(thread), locked=False)
    one = f"/channels/{thread}/messages/{inside.body['id']}"
    assert (await raw.ask("PATCH", one, {"content": "y"})).code == 50083
    sent = await raw.ask("POST", f"/channels/{thread}/messages", {"content": "wake up"})
    assert sent.status == 200
    got = await raw.ask("GET", f"/channels/{thread}")
    assert got.body["thread_metadata"]["archived"] is False


async def test_a_thread_needs_its_own_right_to_send(raw):
    """Send Messages does not count in threads; Send Messages in Threads does."""
    posted = await raw.say(content="here")
    path = f"/channels/{raw.channel('clips')}/messages/{posted.body['id']}/threads"
    thread = (await raw.ask("POST", path, {"name": "a thread"})).body["id"]
    raw.discord.set_permissions("clips", "bot", deny=Permission.SEND_MESSAGES_IN_THREADS)
    got = await raw.ask("POST", f"/channels/{thread}/messages", {"content": "x"})
    assert (got.status, got.code) == (403, 50013)
    assert (await raw.say(content="still fine")).status == 200


@pytest.mark.parametrize(
    ("headers", "status"), [({"Authorization": "Bot wrong"}, 401), ({"Authorization": ""}, 401)]
)
async def test_without_the_token_nothing_is_answered(raw, headers, status):
    """A wrong or missing token is 401."""
    got = await raw.ask("GET", "/users/@me", headers=headers)
    assert (got.status, got.code) == (status, 0)


@pytest.mark.parametrize("data", [b"{not json", b'{"content": NaN}', b"[" * 100_000])
async def test_a_body_that_is_no_json_is_refused(raw, data):
    """Broken JSON is 50109, however broken."""
    path = f"/channels/{raw.channel('clips')}/messages"
    headers = {"Content-Type": "application/json"}
    got = await raw.ask("POST", path, data=data, headers=headers)
    assert (got.status, got.code) == (400, 50109)


async def test_an_unknown_route_is_answered_and_recorded():
    """A route nobody serves is 404 and stands in the record, so that a test can fail loudly."""
    async with DiscordSandbox() as discord, aiohttp.ClientSession() as session:
        raw = Raw(discord, session)
        got = await raw.ask("GET", "/guilds/1/audit-logs")
        assert (got.status, got.code) == (404, 0)
        assert (await raw.ask("PUT", "/users/@me")).status == 405
        assert discord.unknown_routes == ["GET /guilds/1/audit-logs", "PUT /users/@me"]


async def test_answers_carry_what_the_library_relies_on(raw):
    """Content-Type is exactly application/json, and Via is there."""
    got = await raw.ask("GET", "/users/@me")
    assert got.headers["Content-Type"] == "application/json"
    assert got.headers["Via"]


@pytest.mark.parametrize(
    ("name", "stored"),
    [("../../etc/passwd", "passwd"), ("a b.png", "a_b.png"), ("..", "unknown"), ("ä.png", "_.png")],
)
async def test_file_names_are_made_safe(raw, name, stored):
    """A file name keeps no folder and no odd characters."""
    path = f"/channels/{raw.channel('clips')}/messages"
    got = await raw.post_files(path, {}, {name: b"1"})
    assert got.body["attachments"][0]["filename"] == stored


def test_every_code_names_its_source():
    """The table is complete: number, status, message and source for each code."""
    for code in Code:
        assert code.message
        assert code.source.startswith("docs: ")
        assert 400 <= code.status < 500


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
