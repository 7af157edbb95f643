"""Messages that are refused for their fields."""

from typing import Any

from sandbox.discord.codes import Code
from tests.sandbox.discord.raw import Got
from tests.sandbox.discord.refusals.rows import MESSAGES, Refused, asked, said
from tests.sandbox.discord.scene import Scene

V2 = 1 << 15
TEXT = {"type": 10, "content": "hello"}
LONG, BAD_LENGTH, MISSING = "BASE_TYPE_MAX_LENGTH", "BASE_TYPE_BAD_LENGTH", "BASE_TYPE_REQUIRED"
ODD = "BASE_TYPE_CHOICES"
LEGACY = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"


def _embed(**fields: object) -> dict[str, object]:
    return {"embeds": [fields]}


def _changed(
    done: str, before: dict[str, Any], change: dict[str, Any], at: str, fault: str
) -> Refused:
    async def ask(scene: Scene) -> Got:
        posted = await scene.raw.say(**before)
        return await scene.ask("PATCH", f"{MESSAGES}/{posted.body['id']}", change)

    return Refused(done=done, code=Code.INVALID_FORM_BODY, ask=ask, at=at, fault=fault)


NO_FILE = "ATTACHMENT_NOT_FOUND"
_TO_V2 = {"flags": V2, "components": [TEXT]}
_TWO_EMBEDS = [{"description": "x" * 4000}, {"description": "x" * 2001}]
_FIELD = {"name": "n", "value": "v"}

ROWS = (
    said("content of 2,001 characters", {"content": "x" * 2001}, "content", LONG),
    said("content that is a number", {"content": 7}, "content", "STRING_TYPE_CONVERT"),
    said("a misspelt field", {"contents": "x"}, "contents", "UNKNOWN_FIELD"),
    said("a body that is a list", [], "", "DICT_TYPE_CONVERT"),
    said("a nonce of 26 characters", {"content": "x", "nonce": "n" * 26}, "nonce", LONG),
    said("an ephemeral message to a channel", {"content": "x", "flags": 64}, "flags", ODD),
    said("flags that are a text", {"content": "x", "flags": "4"}, "flags", "NUMBER_TYPE_COERCE"),
    said("tts that is a number", {"content": "x", "tts": 1}, "tts", "BOOLEAN_TYPE_CONVERT"),
    said("11 embeds", {"embeds": [{"title": "x"}] * 11}, "embeds", BAD_LENGTH),
    said(
        "6,001 characters in two embeds",
        {"embeds": _TWO_EMBEDS},
        "embeds",
        "MAX_EMBED_SIZE_EXCEEDED",
    ),
    said("an embed's title of 257", _embed(title="x" * 257), "embeds.0.title", LONG),
    said(
        "an embed's description of 4,097",
        _embed(description="x" * 4097),
        "embeds.0.description",
        LONG,
    ),
    said("26 fields of an embed", _embed(fields=[_FIELD] * 26), "embeds.0.fields", BAD_LENGTH),
    said(
        "an embed's field without a name",
        _embed(fields=[_FIELD | {"name": ""}]),
        "embeds.0.fields.0.name",
        MISSING,
    ),
    said(
        "an embed's field name of 257",
        _embed(fields=[_FIELD | {"name": "n" * 257}]),
        "embeds.0.fields.0.name",
        BAD_LENGTH,
    ),
    said(
        "an embed's field value of 1,025",
        _embed(fields=[_FIELD | {"value": "v" * 1025}]),
        "embeds.0.fields.0.value",
        BAD_LENGTH,
    ),
    said(
        "an embed's footer of 2,049",
        _embed(footer={"text": "x" * 2049}),
        "embeds.0.footer.text",
        BAD_LENGTH,
    ),
    said(
        "an embed's author of 257",
        _embed(author={"name": "x" * 257}),
        "embeds.0.author.name",
        BAD_LENGTH,
    ),
    said(
        "an embed's picture by ftp",
        _embed(image={"url": "ftp://x"}),
        "embeds.0.image.url",
        "URL_TYPE_INVALID_SCHEME",
    ),
    said("an embed of nothing", {"embeds": [{}]}, "embeds.0", "LIST_ITEM_VALUE_REQUIRED"),
    said(
        "an embed of nothing beside content",
        {"content": "x", "embeds": [{}]},
        "embeds.0",
        "LIST_ITEM_VALUE_REQUIRED",
    ),
    said(
        "an embed of blank texts",
        _embed(title=" ", description="", color=5),
        "embeds.0.description",
        MISSING,
    ),
    said(
        "an embed's time that is none",
        _embed(title="x", timestamp="yesterday"),
        "embeds.0.timestamp",
        "DATE_TIME_TYPE_PARSE",
    ),
    said(
        "an embed's link to a file",
        _embed(title="x", url="attachment://a.mp4"),
        "embeds.0.url",
        "URL_TYPE_INVALID_SCHEME",
    ),
    said(
        "an embed's colour above white", _embed(color=1 << 24), "embeds.0.color", "NUMBER_TYPE_MAX"
    ),
    said(
        "Components V2 with content",
        {"content": "x", "flags": V2, "components": [TEXT]},
        "content",
        LEGACY,
    ),
    said(
        "Components V2 with embeds",
        {"flags": V2, "components": [TEXT], **_embed(title="x")},
        "embeds",
        LEGACY,
    ),
    said(
        "parse and users together",
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
        "allowed_mentions.users",
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ),
    said(
        "parse and roles together",
        {"content": "x", "allowed_mentions": {"parse": ["roles"], "roles": ["1"]}},
        "allowed_mentions.roles",
        "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
    ),
    said(
        "parse of an unknown kind",
        {"content": "x", "allowed_mentions": {"parse": ["all"]}},
        "allowed_mentions.parse.0",
        ODD,
    ),
    said(
        "101 users to mention",
        {"content": "x", "allowed_mentions": {"users": ["1"] * 101}},
        "allowed_mentions.users",
        BAD_LENGTH,
    ),
    said(
        "a user to mention that is no id",
        {"content": "x", "allowed_mentions": {"users": ["ana"]}},
        "allowed_mentions.users.0",
        "NUMBER_TYPE_COERCE",
    ),
    said(
        "a reply to an unknown message",
        {"content": "x", "message_reference": {"message_id": "5"}},
        "message_reference",
        "MESSAGE_REFERENCE_UNKNOWN_MESSAGE",
    ),
    said(
        "a reply without a message",
        {"content": "x", "message_reference": {}},
        "message_reference.message_id",
        MISSING,
    ),
    said(
        "a reply to a message of another channel",
        {"content": "x", "message_reference": {"message_id": "5", "channel_id": "6"}},
        "message_reference",
        "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL",
    ),
    said(
        "a file described but not sent",
        {"content": "x", "attachments": [{"id": 0}]},
        "attachments.0",
        NO_FILE,
    ),
    _changed(
        "a file described but not sent, in an edit",
        {"content": "x"},
        {"attachments": [{"id": 0}]},
        "attachments.0",
        NO_FILE,
    ),
    _changed("content turned into Components V2", {"content": "x"}, _TO_V2, "content", LEGACY),
    _changed("an embed turned into Components V2", _embed(title="x"), _TO_V2, "embeds", LEGACY),
    _changed(
        "an embed turned into Components V2, nulled",
        _embed(title="x"),
        _TO_V2 | {"embeds": None},
        "embeds",
        LEGACY,
    ),
    said(
        "11 attachments described",
        {"content": "x", "attachments": [{"id": "0"}] * 11},
        "attachments",
        BAD_LENGTH,
    ),
    said(
        "alt text of 1,025 characters",
        {"content": "x", "attachments": [{"id": "0", "description": "x" * 1025}]},
        "attachments.0.description",
        LONG,
    ),
    asked("an empty message", "POST", MESSAGES, {"content": ""}, Code.EMPTY_MESSAGE),
    asked("a message of spaces", "POST", MESSAGES, {"content": " \n"}, Code.EMPTY_MESSAGE),
    asked("a message without any field", "POST", MESSAGES, {}, Code.EMPTY_MESSAGE),
)
