"""Which texts are an emoji: one that Unicode has (UTS #51), roughly; no server here has its own."""

import re

_BASE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u27bf"
    "\u2934\u2935\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5"
    "\U0001f200-\U0001faff]"
)
_LOOK = "[\ufe0f\U0001f3fb-\U0001f3ff]*[\U000e0020-\U000e007f]*"
_KEYCAP = "[0-9#*]\ufe0f?\u20e3"
_FLAG = "[\U0001f1e6-\U0001f1ff]{2}"
_EMOJI = re.compile(f"{_KEYCAP}|{_FLAG}|{_BASE}{_LOOK}(?:\u200d{_BASE}{_LOOK})*")


def is_emoji(text: str) -> bool:
    """Tell whether a text is a single emoji of Unicode."""
    return _EMOJI.fullmatch(text) is not None
