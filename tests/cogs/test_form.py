"""The form: what it says when not all of a kept request fits into it."""

import pytest

from cogs.ui.form import form
from tests.services.conftest import ask


@pytest.mark.parametrize(("length", "says"), [(4_000, None), (4_001, "Cut:"), (6_000, "Cut:")])
def test_a_text_too_long_for_a_form_is_said_to_be_cut(length: int, says: str | None) -> None:
    """Discord's field takes 4,000 characters, `/video` more: nothing is dropped without a word."""
    label, *_ = form("a-draft", ask(prompt="x" * length), with_pictures=True).children
    assert label.component.default == "x" * 4_000
    assert (label.description or "").startswith(says or "")
    assert (label.description is None) is (says is None)
    assert len(label.description or "") <= 100
