"""Text that people typed does nothing when it is shown."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cogs.ui.inert import inert, plain

MARKDOWN = "*_~`|<>[]()@#:/\\-+.!&0123456789 \n\t\u202e\u2066\u0301\u05d0abc"
typed = st.one_of(
    st.text(max_size=300),
    st.text(alphabet=MARKDOWN, max_size=300),
    st.lists(
        st.sampled_from(
            [
                "https://evil.example/x",
                "[click](https://evil.example)",
                "<https://evil.example>",
                "discord.gg/abc",
                "<@123>",
                "<@!123>",
                "<@&5>",
                "<#7>",
                "<t:1:R>",
                "<:smile:99>",
                "<a:wave:99>",
                "</video:123>",
                "<id:customize>",
                "@everyone",
                "@here",
                "\n# heading",
                "\n> quote",
                "\n- list",
                "\n1. list",
                "\n-# small",
                "```\ncode\n```",
                "`code`",
                "||spoiler||",
                "**bold**",
                "__under__",
                "~~gone~~",
                "\\",
                "\\\\",
            ]
        ),
        max_size=8,
    ).map("".join),
)

#: What Discord recognises, in text whose escaped characters were taken out.
ACTING = [
    re.compile(r"https?:"),
    re.compile(r"discord(?:app)?\.(?:gg|com)/"),
    re.compile(r"<[@#:t/ai]"),
    re.compile(r"@(?:everyone|here)"),
    re.compile(r"[*_~`|<>\[\]]"),
    re.compile(r"^\s*(?:#|>|[-+*]\s|\d+[.)]\s|-#)", re.MULTILINE),
]


def without_escapes(text: str) -> str:
    """As Discord's parser sees it: an escaped character is plain text, whatever it was."""
    return re.sub(r"\\[^0-9A-Za-z\s]", "\ufffc", text)


@given(typed)
@example("\\https://evil.example")
@example("1. one")
@example("\\<@1>")
@example("- \u202egnp.exe")
def test_nothing_acts(text):
    """No link, mention, time, emoji, heading, list, quote, code or spoiler survives."""
    shown = without_escapes(inert(text))
    assert not any(pattern.search(shown) for pattern in ACTING), (text, inert(text))


@given(typed)
def test_one_calm_line(text):
    """It is one line, in one reading direction, and not a dangling escape."""
    shown = inert(text)
    assert len(shown.splitlines()) <= 1
    assert not re.search("[\u202a-\u202e\u2066\u2067]", shown)
    assert shown.count("\u2068") == shown.count("\u2069")
    assert len(re.search(r"\\*$", shown)[0]) % 2 == 0


@given(typed, st.integers(min_value=2, max_value=200))
def test_within_its_length(text, limit):
    """Before its escapes it is as short as asked for."""
    assert len(plain(text, limit)) <= limit


@given(st.text(alphabet="abc xyz,.!?äöü", max_size=119))
def test_ordinary_text_stays(text):
    """Words, commas and points come through as they are typed."""
    assert inert(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a *bold* cat", r"a \*bold\* cat"),
        ("[Push in] at 6:30", r"\[Push in\] at 6\:30"),
        ("two\n\nlines", "two lines"),
        ("- a list", r"\- a list"),
        ("1. first", r"1\. first"),
        ("T2V-01 Director", "T2V-01 Director"),
        ("z\u0335\u0334\u0333\u0332\u0331\u0330algo", "z\u0335\u0334\u0333algo"),
        ("abc\u202etxt.exe", "abc txt.exe"),
        ("\u05e9\u05dc\u05d5\u05dd", "\u2068\u05e9\u05dc\u05d5\u05dd\u2069"),
    ],
)
def test_as_shown(text, shown):
    """Meaning is taken from punctuation only where it has one."""
    assert inert(text) == shown


def test_a_cut_keeps_emoji_whole():
    """A text is not cut between an emoji and what belongs to it."""
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    cut = plain("a" * 116 + family, 120)
    assert not cut.removesuffix("…").endswith(("\u200d", "\ufe0f"))
    assert len(cut) <= 120
