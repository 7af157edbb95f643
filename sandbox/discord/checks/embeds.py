"""Embeds of a message (docs: resources/message#embed-object-embed-limits)."""

from datetime import datetime
from typing import Any

from sandbox.discord.checks.form import (
    Check,
    Form,
    Path,
    anything,
    flag,
    integer,
    media_link,
    text,
    web_link,
)
from sandbox.discord.shapes import Json

MOST_EMBEDS = 10
MOST_CHARACTERS = 6000
_CONTENT = ("title", "description", "fields", "footer", "author", "image", "thumbnail")
"""Of these an embed needs one."""


def _timestamp(form: Form, path: Path, value: Any) -> None:
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        message = f"Could not parse {value}. Should be ISO8601."
        form.fault(path, "DATE_TIME_TYPE_PARSE", message)


_EMBED: dict[str, Check] = {
    "title": text(0, 256),
    "type": text(0, 20),
    "description": text(0, 4096),
    "url": web_link,
    "timestamp": _timestamp,
    "color": integer(0, 0xFFFFFF),
    "footer": anything,
    "image": anything,
    "thumbnail": anything,
    "author": anything,
    "fields": anything,
    "flags": integer(0, 2**31 - 1),
}
_MEDIA: dict[str, Check] = {
    "url": media_link,
    "proxy_url": anything,
    "width": anything,
    "height": anything,
    "content_type": anything,
    "attachment_id": anything,
    "flags": anything,
}
_FOOTER: dict[str, Check] = {
    "text": text(1, 2048),
    "icon_url": media_link,
    "proxy_icon_url": anything,
}
_AUTHOR: dict[str, Check] = {
    "name": text(1, 256),
    "url": web_link,
    "icon_url": media_link,
    "proxy_icon_url": anything,
}
_FIELD: dict[str, Check] = {"name": text(1, 256), "value": text(1, 1024), "inline": flag}
_PARTS: dict[str, tuple[dict[str, Check], tuple[str, ...]]] = {
    "footer": (_FOOTER, ("text",)),
    "author": (_AUTHOR, ("name",)),
    "image": (_MEDIA, ("url",)),
    "thumbnail": (_MEDIA, ("url",)),
}


def check_embeds(form: Form, embeds: Any) -> None:
    """Check up to ten embeds and their characters together."""
    if not form.items(("embeds",), embeds, 0, MOST_EMBEDS):
        return
    for index, embed in enumerate(embeds):
        if form.object(("embeds", index), embed, _EMBED):
            _content(form, ("embeds", index), embed)
            _parts(form, ("embeds", index), embed)
    if sum(_characters(embed) for embed in embeds) > MOST_CHARACTERS:
        form.fault(
            ("embeds",),
            "MAX_EMBED_SIZE_EXCEEDED",
            f"Embed size exceeds maximum size of {MOST_CHARACTERS}",
        )


def _content(form: Form, path: Path, embed: Json) -> None:
    """Check that there is something to show.

    Sources: saiteja-madha/discord-js-bot issue 365 for {}, AntyBot/anty-support issue 40
    for blank texts.
    """
    if not embed:
        message = "List item values of ModelType are required"
        form.fault(path, "LIST_ITEM_VALUE_REQUIRED", message)
    elif not any(_says(embed.get(name)) for name in _CONTENT):
        form.required((*path, "description"))


def _says(part: Any) -> bool:
    return bool(part.strip() if isinstance(part, str) else part)


def _parts(form: Form, path: Path, embed: Json) -> None:
    for name, (fields, required) in _PARTS.items():
        if embed.get(name) is not None:
            form.object((*path, name), embed[name], fields, required)
    entries = embed.get("fields")
    if entries is None or not form.items((*path, "fields"), entries, 0, 25):
        return
    for index, entry in enumerate(entries):
        form.object((*path, "fields", index), entry, _FIELD, ("name", "value"))


def _characters(embed: Any) -> int:
    if not isinstance(embed, dict):
        return 0
    texts = [embed.get("title"), embed.get("description")]
    texts += [_inside(embed.get("footer"), "text"), _inside(embed.get("author"), "name")]
    entries = embed.get("fields")
    for entry in entries if isinstance(entries, list) else ():
        texts += [_inside(entry, "name"), _inside(entry, "value")]
    return sum(len(each) for each in texts if isinstance(each, str))


def _inside(part: Any, name: str) -> Any:
    return part.get(name) if isinstance(part, dict) else None
