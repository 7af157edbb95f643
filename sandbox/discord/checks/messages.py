"""A message's body: what may be sent, by whom, and how an edit differs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.discord.checks.components import check_layout, check_rows
from sandbox.discord.checks.embeds import check_embeds
from sandbox.discord.checks.form import (
    Check,
    Form,
    Path,
    anything,
    flag,
    integer,
    not_carried_out,
    one_of,
    snowflake,
    text,
)
from sandbox.discord.codes import Code, Refusal
from sandbox.discord.shapes import Draft, Json
from sandbox.discord.world.records import Attachment, Message, MessageFlag
from sandbox.discord.world.snowflakes import parse

MOST_CONTENT = 2000
MOST_FILES = 10

_FORWARD = 1


def _tts(form: Form, path: Path, value: Any) -> None:
    flag(form, path, value)
    if value is True:
        not_carried_out(form, path, value)


def _reference_type(form: Form, path: Path, value: Any) -> None:
    one_of((0, _FORWARD))(form, path, value)
    if value == _FORWARD:
        not_carried_out(form, path, value)


_BASE: dict[str, Check] = {
    "content": text(0, MOST_CONTENT),
    "tts": _tts,
    "embeds": anything,
    "allowed_mentions": anything,
    "components": anything,
    "attachments": anything,
    "flags": integer(0, 2**31 - 1),
    "poll": not_carried_out,
    "sticker_ids": not_carried_out,
}
_SETTABLE = (
    MessageFlag.SUPPRESS_EMBEDS | MessageFlag.SUPPRESS_NOTIFICATIONS | MessageFlag.COMPONENTS_V2
)
_MENTIONS: dict[str, Check] = {
    "parse": anything,
    "users": anything,
    "roles": anything,
    "replied_user": flag,
}
_REFERENCE: dict[str, Check] = {
    "message_id": snowflake,
    "channel_id": snowflake,
    "guild_id": snowflake,
    "fail_if_not_exists": flag,
    "type": _reference_type,
}
_ATTACHMENT: dict[str, Check] = {
    "id": snowflake,
    "filename": text(0, 1024),
    "description": text(0, 1024),
    "title": not_carried_out,
    "content_type": anything,
    "size": anything,
    "url": anything,
    "proxy_url": anything,
    "width": anything,
    "height": anything,
    "ephemeral": anything,
    "flags": anything,
    "is_spoiler": not_carried_out,
    "is_remix": not_carried_out,
    "duration_secs": not_carried_out,
    "waveform": not_carried_out,
    "placeholder": anything,
    "placeholder_version": anything,
    "original_content_type": anything,
}


def _nonce(form: Form, path: Path, value: Any) -> None:
    if isinstance(value, int) and not isinstance(value, bool):
        return
    text(0, 25)(form, path, value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What one way of sending permits beyond the common fields."""

    fields: tuple[tuple[str, Check], ...] = ()
    flags: int = int(_SETTABLE)


CHANNEL = Rules(
    fields=(
        ("nonce", _nonce),
        ("enforce_nonce", flag),
        ("message_reference", anything),
        ("shared_client_theme", not_carried_out),
    )
)
"""POST to a channel, as the bot."""

WEBHOOK = Rules(
    fields=(
        ("username", not_carried_out),
        ("avatar_url", not_carried_out),
        ("thread_name", not_carried_out),
    ),
    flags=int(_SETTABLE | MessageFlag.EPHEMERAL),
)
"""A first answer to an interaction, or a follow-up."""

EDIT = Rules(flags=int(_SETTABLE))
"""A change of a message that exists."""


def check_new(draft: Draft, rules: Rules, prefix: Path = ()) -> None:
    """Check a message to be created.

    Raises Refusal 50035 with every fault, or 50006 when nothing is in it.
    """
    form = Form()
    check_common(form, draft, rules, v2=_is_v2(draft.payload, 0), kept=())
    _raise_under(form, prefix)
    payload = draft.payload
    contents = (payload.get("content") or "").strip(), payload.get("embeds"), draft.files
    if not any(contents) and not payload.get("components"):
        raise Refusal(Code.EMPTY_MESSAGE)


def check_edit(draft: Draft, message: Message, prefix: Path = ()) -> None:
    """Check a change of a message: what the payload leaves out stays as it is.

    Raises Refusal 50035 with every fault, or 50006 when nothing would be left.
    """
    form = Form()
    v2 = _is_v2(draft.payload, message.flags)
    check_common(form, draft, EDIT, v2=v2, kept=message.attachments)
    if v2 and not message.has(MessageFlag.COMPONENTS_V2):
        _check_emptied(form, draft.payload, message)
    _raise_under(form, prefix)
    left = {"content": message.content, "embeds": message.embeds, "components": message.components}
    left |= {name: draft.payload[name] for name in left if name in draft.payload}
    files_left = draft.payload.get("attachments", message.attachments)
    if not any((*left.values(), files_left, draft.files)):
        raise Refusal(Code.EMPTY_MESSAGE)


def check_common(
    form: Form, draft: Draft, rules: Rules, *, v2: bool, kept: Sequence[Attachment]
) -> None:
    """Note the faults that a new message and an edit may share; `kept`: the files it has."""
    payload = draft.payload
    if not form.object((), payload, _BASE | dict(rules.fields)):
        return
    flags = payload.get("flags")
    if isinstance(flags, int) and flags & ~rules.flags:
        form.fault(("flags",), "BASE_TYPE_CHOICES", f"Flags that cannot be set: {flags}.")
    if payload.get("embeds") is not None:
        check_embeds(form, payload["embeds"])
    if payload.get("components") is not None:
        if v2:
            check_layout(form, payload["components"], _file_names(draft, kept))
        else:
            check_rows(form, payload["components"])
    if v2:
        _check_v2_alone(form, payload)
    _check_mentions(form, payload.get("allowed_mentions"))
    _check_attachments(form, draft, kept)
    if payload.get("message_reference") is not None:
        form.object(
            ("message_reference",), payload["message_reference"], _REFERENCE, ("message_id",)
        )


def _is_v2(payload: Any, present: int) -> bool:
    flags = payload.get("flags") if isinstance(payload, dict) else None
    wanted = flags if isinstance(flags, int) else 0
    return bool((present | wanted) & MessageFlag.COMPONENTS_V2)


def _check_v2_alone(form: Form, payload: Json) -> None:
    for name in ("content", "embeds"):
        if payload.get(name):
            _legacy(form, name)


def _check_emptied(form: Form, payload: Json, message: Message) -> None:
    """Check that a message which turns into Components V2 gives up what it had.

    Sources: docs: resources/message#edit-message; discord/discord-api-docs issue 7787: an empty
    list clears the embeds, null does not.
    """
    if message.content and "content" not in payload:
        _legacy(form, "content")
    if message.embeds and payload.get("embeds") is None:
        _legacy(form, "embeds")


def _legacy(form: Form, name: str) -> None:
    form.fault(
        (name,),
        "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
        f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
    )


def _check_mentions(form: Form, mentions: Any) -> None:
    if mentions is None or not form.object(("allowed_mentions",), mentions, _MENTIONS):
        return
    parse = mentions.get("parse") or []
    if form.items(("allowed_mentions", "parse"), parse, 0, 3):
        for index, kind in enumerate(parse):
            one_of(("roles", "users", "everyone"))(form, ("allowed_mentions", "parse", index), kind)
    for kind in ("users", "roles"):
        listed = mentions.get(kind) or []
        place = ("allowed_mentions", kind)
        if not form.items(place, listed, 0, 100):
            continue
        for index, each in enumerate(listed):
            snowflake(form, (*place, index), each)
        if listed and kind in parse:
            form.fault(
                place,
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )


def _check_attachments(form: Form, draft: Draft, kept: Sequence[Attachment]) -> None:
    if len(draft.files) > MOST_FILES:
        form.fault(("files",), "BASE_TYPE_BAD_LENGTH", f"At most {MOST_FILES} files.")
    described = draft.payload.get("attachments")
    if described is None or not form.items(("attachments",), described, 0, MOST_FILES):
        return
    there = {file.number for file in draft.files} | {file.id for file in kept}
    for index, entry in enumerate(described):
        place: Path = ("attachments", index)
        if not form.object(place, entry, _ATTACHMENT, ("id",)):
            continue
        number = parse(entry.get("id"))
        if number is not None and number not in there:
            form.fault(place, "ATTACHMENT_NOT_FOUND", "Attachment data not found")


def _file_names(draft: Draft, kept: Sequence[Attachment]) -> frozenset[str]:
    return frozenset([*(file.filename for file in kept), *(file.name for file in draft.files)])


def _raise_under(form: Form, prefix: Path) -> None:
    """Refuse, the faults' paths beginning with the prefix."""
    try:
        form.raise_if_wrong()
    except Refusal as refusal:
        if not prefix:
            raise
        errors = refusal.errors
        for step in reversed(prefix):
            errors = {str(step): errors}
        raise Refusal(Code.INVALID_FORM_BODY, errors) from None
