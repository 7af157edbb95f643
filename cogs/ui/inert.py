"""Text that people typed, made harmless to show: it reads as typed and does nothing.

Discord's Markdown lets a backslash take the meaning from any ASCII punctuation, which also keeps
links, mentions, timestamps and invites from being recognised (support.discord.com, "Markdown text
101"). What is left after that is order: direction overrides, and accents piled without end.
"""

import re

#: As much of a prompt as fits on a card.
ON_CARDS = 120

_MEANINGFUL = re.compile(r"[\\*_~`|<>\[\]@#:/]")
#: What only means something where a line begins: lists, and small print.
_AT_THE_START = re.compile(r"^([-+]|\d+(?=[.)]))")
#: Every way to turn the reading direction; also line and paragraph separators and controls.
_UNRULY = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]")
_PILED = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
#: What belongs to the character before it: a cut must not separate them.
_TRAILING = re.compile("[\u200d\ufe0e\ufe0f\u0300-\u036f\U0001f3fb-\U0001f3ff]+$")


def inert(text: str, limit: int = ON_CARDS) -> str:
    """The first `limit` characters of a text on one line, with nothing in it that acts."""
    calm = _MEANINGFUL.sub(r"\\\g<0>", plain(text, limit))
    return _isolated(_AT_THE_START.sub(_taken_its_meaning, calm))


def plain(text: str, limit: int = ON_CARDS) -> str:
    """The same for places where Discord reads no Markdown: suggestions, alt texts, file names."""
    calm = _PILED.sub(r"\1", _UNRULY.sub(" ", text))
    line = " ".join(calm.split())
    if len(line) <= limit:
        return line
    return _TRAILING.sub("", line[: limit - 1]).rstrip() + "…"


def shown_exactly(text: str, limit: int) -> str:
    """A text for a block of code, where nothing acts, as it is but for what would leave the block.

    Of a longer one than `limit` characters what stands behind is left out.
    """
    calm = _UNRULY.sub(" ", text).replace("```", "\u02cb\u02cb\u02cb").strip("\n")
    return calm if len(calm) <= limit else _TRAILING.sub("", calm[: limit - 1]).rstrip() + "…"


def _taken_its_meaning(found: re.Match[str]) -> str:
    # A number can't be escaped, but the point behind it can.
    return f"{found[1]}\\" if found[1].isdigit() else f"\\{found[1]}"


def _isolated(text: str) -> str:
    """Right-to-left text in a cage of its own, so that it does not reorder ours around it."""
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text
