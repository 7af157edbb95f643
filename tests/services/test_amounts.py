"""Amounts as people type them."""

import pytest

from domain.refusals import Refused
from domain.refusals_acts import BadValue
from services.amounts import read_dollars


@pytest.mark.parametrize(
    ("typed", "dollars"),
    [
        ("5", 5),
        ("$5.00", 5),
        (" 3 USD ", 3),
        ("US$ 12,50", 12.5),
        ("5 dollars", 5),
        (".5", 0.5),
        ("1,000", 1_000),
        ("$1,000.50", 1_000.5),
        ("1 000", 1_000),
        ("1.000,50", 1_000.5),
        ("0", 0),
    ],
)
def test_what_means_one_thing_is_taken(typed: str, dollars: float) -> None:
    """Signs, words and separators as people write them."""
    assert read_dollars(typed, "day", "an amount", digits=2) == round(dollars * 1_000_000)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0.001", "finer than a cent"),
        ("1.000", "finer than a cent"),
        ("€5", "in US dollars"),
        ("5 EUR", "in US dollars"),
        ("-5", "below 0"),
        ("$-5", "below 0"),
        ("1,00,0", "one number"),
        ("1.2.3", "one number"),
        ("five", "no amount"),
        ("5k", "no amount"),
        ("", "no amount"),
        ("1e3", "no amount"),
        ("12345678", "a million"),
    ],
)
def test_the_refusal_says_what_was_wrong(typed: str, says: str) -> None:
    """Each with its own reason."""
    with pytest.raises(Refused) as refused:
        read_dollars(typed, "day", "an amount", digits=2)
    assert isinstance(refused.value.refusal, BadValue)
    assert says in refused.value.refusal.wrong


def test_bills_are_finer_than_cents() -> None:
    """To the millionth of a dollar; a comma before three digits parts thousands all the same."""
    assert read_dollars("0,512", "amount", "an amount", digits=6) == 512_000
    assert read_dollars("1.125", "amount", "an amount", digits=6) == 1_125_000
    assert read_dollars("1,125", "amount", "an amount", digits=6) == 1_125_000_000
