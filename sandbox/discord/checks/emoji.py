"""Which texts are an emoji: one that Unicode has (UTS #51), roughly; no server here has its own."""

import re
from typing import Any

from sandbox.discord.checks.form import Check, Form, Path, flag, snowflake, text

_FIELDS: dict[str, Check] = {"id": snowflake, "name": text(0, 100), "animated": flag}
_INVALID = "BUTTON_COMPONENT_INVALID_EMOJI"
"""Discord names it so at select options, too (discord/discord-api-docs issue 8071)."""

_BASE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5"
    "\U0001f200-\U0001faff]"
)
_LOOK = "[\ufe0f\U0001f3fb-\U0001f3ff]*[\U000e0020-\U000e007f]*"
_KEYCAP = "[0-9#*]\ufe0f?\u20e3"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_EMOJI = re.compile(f"{_KEYCAP}|{_FLAG}|{_BASE}{_LOOK}(?:\u200d{_BASE}{_LOOK})*")


def is_emoji(name: str) -> bool:
    """Tell whether a text is a single emoji of Unicode."""
    return _EMOJI.fullmatch(name) is not None


def component_emoji(form: Form, path: Path, value: Any) -> None:
    """Check the emoji of a button or an option; one with an id would be a server's own."""
    if not form.object(path, value, _FIELDS):
        return
    if value.get("id") is not None:
        form.fault((*path, "id"), _INVALID, "Invalid emoji")
    elif not is_emoji(str(value.get("name"))):
        form.fault((*path, "name"), _INVALID, "Invalid emoji")
