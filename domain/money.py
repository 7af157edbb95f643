"""Money and credits: whole numbers only, so that no sum ever drifts."""

from datetime import UTC, date, datetime, timedelta

MICRO = 1_000_000
#: One credit per started ten US cents (the default price of a clip in credits).
_MICRO_PER_CREDIT = MICRO // 10
_MICRO_PER_CENT = MICRO // 100


def credits_for(cost_micro: int) -> int:
    """The default price in credits of a clip whose cost is given in micro-dollars; at least 1."""
    return max(1, -(-cost_micro // _MICRO_PER_CREDIT))


def dollars(cost_micro: int) -> str:
    """An amount of micro-dollars as people read it, for example `$5.00`.

    In cents, but for what is less than one and not nothing, such as `$0.001`.
    """
    if 0 < abs(cost_micro) < _MICRO_PER_CENT:
        return dollars_exactly(cost_micro)
    cents = (abs(cost_micro) + _MICRO_PER_CENT // 2) // _MICRO_PER_CENT
    return f"{_sign(cost_micro)}${cents // 100:,}.{cents % 100:02}"


def dollars_exactly(cost_micro: int) -> str:
    """The same to the last digit, for example `$0.5125`; cents always stand."""
    whole, part = divmod(abs(cost_micro), MICRO)
    digits = f"{part:06}"
    return f"{_sign(cost_micro)}${whole:,}.{digits[:2]}{digits[2:].rstrip('0')}"


def utc_day(moment: datetime) -> date:
    """The UTC day a request counts on. Quotas and ceilings turn over at midnight UTC."""
    return moment.astimezone(UTC).date()


def next_utc_day(moment: datetime) -> datetime:
    """The midnight (UTC) at which a day's quota and ceiling come back."""
    following = utc_day(moment) + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=UTC)


def next_utc_month(moment: datetime) -> datetime:
    """The midnight (UTC) at which a month's ceiling comes back."""
    day = utc_day(moment)
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return datetime(year, month, 1, tzinfo=UTC)


def _sign(cost_micro: int) -> str:
    return "-" if cost_micro < 0 else ""
