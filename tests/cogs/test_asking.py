"""Mentions and custom emoji are read as names before a prompt goes anywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.ui.asking import Names, as_read

NAMES = Names(people={1: "Ana [artist]"}, role={5: "Staff"}.get, channel={7: "clips"}.get)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("<@1> waves", "@Ana (artist) waves"),
        ("<@!1> waves", "@Ana (artist) waves"),
        ("<@2> waves", "@someone waves"),
        ("<@&5> and <@&6>", "@Staff and @someone"),
        ("in <#7> or <#8>", "in #clips or #channel"),
        ("<:cat:99> <a:dance:98>", ":cat: :dance:"),
        ("</video:123> </clips list:5>", "/video /clips list"),
        ("a < b @ c # d", "a < b @ c # d"),
        ("<@>", "<@>"),
    ],
)
def test_read_as(typed, read):
    """People, roles, channels, emoji and commands, known or not."""
    assert as_read(typed, NAMES) == read


@given(st.text(max_size=200))
def test_what_holds_no_mention_stays(text):
    """Any other text is kept to the letter."""
    if "<" not in text:
        assert as_read(text, NAMES) == text
