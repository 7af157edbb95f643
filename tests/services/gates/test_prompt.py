"""Prompts that cannot be read: empty, too long, or holding what nobody sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import PromptEmpty, PromptTooLong, PromptUnreadable
from services.gates.prompt import check_prompt

READABLE = {
    "words": "a red lighthouse",
    "lines and tabs": "one\ntwo\r\n\tthree",
    "emoji only": "🦊",
    "family (joiners)": "👩‍👩‍👧‍👦",
    "heart (selector)": "❤️",
    "heart on fire": "❤️‍🔥",
    "rainbow flag": "🏳️‍🌈",
    "flag of Wales (tags)": "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "flag of Germany": "🇩🇪",
    "skin tone": "👍🏽",
    "keycap": "1️⃣",
    "Persian": "می‌خواهم",
    "Hebrew with marks": "\u200fשלום\u200e world",
    "Hindi": "क्‍ष",
    "Thai": "สวัสดี",
    "Chinese": "一只狐狸",
    "accents on top": "n\u0303a\u0301",
    "soft hyphen": "light\u00adhouse",
    "ideographic space": "a\u3000b",
    "newest emoji": "\U0001fadf",
    "full length": "x" * 7000,
}
UNREADABLE = {
    "null": ("a\x00b", "U+0000", 2),
    "bell": ("\x07", "U+0007", 1),
    "escape": ("ab\x1b[31m", "U+001B", 3),
    "delete": ("a\x7f", "U+007F", 2),
    "zero-width space": ("nu\u200bde", "U+200B ZERO WIDTH SPACE", 3),
    "byte order mark": ("\ufeffa", "U+FEFF ZERO WIDTH NO-BREAK SPACE", 1),
    "word joiner": ("a\u2060", "U+2060 WORD JOINER", 2),
    "override": ("a\u202eb", "U+202E RIGHT-TO-LEFT OVERRIDE", 2),
    "joiners in a row": ("a\u200d\u200db", "U+200D ZERO WIDTH JOINER", 3),
    "selectors in a row": ("a\ufe0f\U000e0101", "U+E0101 VARIATION SELECTOR-18", 3),
    "marks in a row": ("a\u200e\u200f", "U+200F RIGHT-TO-LEFT MARK", 3),
    "tags without a flag": ("a\U000e0041", "U+E0041 TAG LATIN CAPITAL LETTER A", 2),
    "a message in tags": (
        "\U0001f3f4" + "\U000e0041" * 20,
        "U+E0041 TAG LATIN CAPITAL LETTER A",
        10,
    ),
    "filler": ("a\u3164b", "U+3164 HANGUL FILLER", 2),
    "braille blank": ("\u2800", "U+2800 BRAILLE PATTERN BLANK", 1),
    "private use": ("a\ue000", "U+E000", 2),
    "lone surrogate": ("a\ud800", "U+D800", 2),
    "no character": ("a\uffff", "U+FFFF", 2),
}


@pytest.mark.parametrize("has_picture", [True, False], ids=["picture", "words only"])
@pytest.mark.parametrize("prompt", READABLE.values(), ids=READABLE)
def test_what_people_write_passes(prompt: str, has_picture: bool) -> None:
    """Every script and every emoji passes, with the invisible characters it needs."""
    assert check_prompt(prompt, has_picture=has_picture) is None


@pytest.mark.parametrize(("prompt", "character", "position"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_nobody_sees_is_refused(prompt: str, character: str, position: int) -> None:
    """An invisible character out of its place is named, with where it stands."""
    assert check_prompt(prompt, has_picture=True) == PromptUnreadable(
        character=character, position=position
    )


@pytest.mark.parametrize("prompt", ["", "   ", "\n\t", "\u200d", "\u00ad \u200e", "\u3000"])
def test_nothing_to_film(prompt: str) -> None:
    """Without a picture something has to be written; with one it may stay empty."""
    assert check_prompt(prompt, has_picture=False) == PromptEmpty()
    assert check_prompt(prompt, has_picture=True) is None


def test_too_long() -> None:
    """One character more than the engine takes is refused with both numbers."""
    refused = check_prompt("x" * 7001, has_picture=False)
    assert refused == PromptTooLong(length=7001, limit=7000)


@given(st.text(max_size=100))
def test_any_text_is_judged(prompt: str) -> None:
    """No text raises anything, and a position points into the text."""
    refused = check_prompt(prompt, has_picture=False)
    if isinstance(refused, PromptUnreadable):
        assert 1 <= refused.position <= len(prompt)
        assert refused.character.startswith(f"U+{ord(prompt[refused.position - 1]):04X}")
