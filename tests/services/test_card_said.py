"""When a card is said anew: another place, or another time by more than anybody would mind."""

from datetime import UTC, datetime, timedelta

import pytest

from services.card_said import Said

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def said(ahead: int = 3, own_first: int = 0, *minutes: float, in_line: bool = True) -> Said:
    moments = [NOW + timedelta(minutes=one) for one in minutes]
    return Said(in_line=in_line, ahead=ahead, own_first=own_first, moments=moments)


@pytest.mark.parametrize(
    ("old", "new", "holds"),
    [
        pytest.param(said(3, 0, 5), said(3, 0, 5.9), True, id="a minute is no matter"),
        pytest.param(said(3, 0, 5), said(3, 0, 6.1), False, id="later by more"),
        pytest.param(said(3, 0, 5), said(3, 0, 3.9), False, id="sooner by more"),
        pytest.param(said(3, 0, 60), said(3, 0, 66), True, id="a tenth of an hour"),
        pytest.param(said(3, 0, 60), said(3, 0, 68), False, id="more than a tenth"),
        pytest.param(said(3, 0, 5, 9), said(3, 0, 5, 12), False, id="the later end"),
        pytest.param(said(3, 0, 5), said(3, 0, 5, 9), False, id="now a range is known"),
        pytest.param(said(3, 0, -2), said(3, 0, 0), False, id="a moment that has passed"),
        pytest.param(said(3), said(2), False, id="another place"),
        pytest.param(said(1), said(1, 1), False, id="behind one's own"),
        pytest.param(said(0), said(0, in_line=False), False, id="in line no more"),
    ],
)
def test_what_was_said_holds_while_it_is_about_right(old: Said, new: Said, holds: bool) -> None:
    """A place must be right; a moment may be off by a minute, or by a tenth of the wait."""
    assert old.still_holds(new, NOW) is holds
    assert Said.from_facts(old.facts) == old
