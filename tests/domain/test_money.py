"""Money and credits in whole numbers, and the days on which they come back."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.money import (
    MICRO,
    credits_for,
    dollars,
    dollars_exactly,
    next_utc_day,
    next_utc_month,
    utc_day,
)

moments = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis adds the time zone itself
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001 - the same
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=13)), timezone(timedelta(hours=-9))]),
)


@pytest.mark.parametrize(
    ("cost_micro", "price"),
    [(0, 1), (1, 1), (100_000, 1), (100_001, 2), (430_000, 5), (650_000, 7), (1_000_000, 10)],
)
def test_a_credit_per_started_ten_cents(cost_micro: int, price: int) -> None:
    """The default price rounds up and is at least 1."""
    assert credits_for(cost_micro) == price


@given(st.integers(min_value=0, max_value=1000 * MICRO))
def test_credits_cover_the_cost(cost_micro: int) -> None:
    """Ten cents a credit always cover the cost, by less than one credit too much."""
    covered = credits_for(cost_micro) * MICRO // 10
    assert covered >= cost_micro
    assert covered - cost_micro < MICRO // 10 or cost_micro == 0


@pytest.mark.parametrize(
    ("cost_micro", "text"),
    [(0, "$0.00"), (430_000, "$0.43"), (5_000_000, "$5.00"), (1_234_567_890_000, "$1,234,567.89")],
)
def test_dollars(cost_micro: int, text: str) -> None:
    """Amounts read as people write them."""
    assert dollars(cost_micro) == text


@pytest.mark.parametrize(
    ("cost_micro", "text", "exactly"),
    [
        (1_000, "$0.001", "$0.001"),
        (-4_000, "-$0.004", "-$0.004"),
        (512_500, "$0.51", "$0.5125"),
        (99_990_000, "$99.99", "$99.99"),
        (0, "$0.00", "$0.00"),
    ],
)
def test_small_amounts_are_not_nothing(cost_micro: int, text: str, exactly: str) -> None:
    """Less than a cent is told as it is, and what a bill says to its last digit."""
    assert (dollars(cost_micro), dollars_exactly(cost_micro)) == (text, exactly)


@given(moments)
def test_the_next_day_is_the_first_moment_of_another(moment: datetime) -> None:
    """Midnight UTC comes after any moment, within a day, and begins the next UTC day."""
    midnight = next_utc_day(moment)
    assert timedelta(0) < midnight - moment <= timedelta(days=1)
    assert utc_day(midnight) == utc_day(moment) + timedelta(days=1)
    assert utc_day(midnight - timedelta(microseconds=1)) == utc_day(moment)


@given(moments)
def test_the_next_month_is_the_first_moment_of_another(moment: datetime) -> None:
    """The month's midnight is on a first, and a moment before it is still this month."""
    midnight = next_utc_month(moment)
    before = utc_day(midnight - timedelta(microseconds=1))
    assert midnight.day == 1
    assert (before.year, before.month) == (utc_day(moment).year, utc_day(moment).month)


def test_a_day_counts_in_utc() -> None:
    """A request in the evening of New York counts on the next UTC day."""
    evening = datetime(2026, 12, 31, 22, tzinfo=timezone(timedelta(hours=-5)))
    assert utc_day(evening) == date(2027, 1, 1)
    assert next_utc_month(evening) == datetime(2027, 2, 1, tzinfo=UTC)
