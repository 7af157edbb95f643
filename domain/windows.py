"""The windows in which credits come back: a day, a week or a month of some time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class Window(StrEnum):
    """How often what was used comes back. A week begins on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One window: from `begins_at` on, before `ends_at`; both in UTC."""

    begins_at: datetime
    ends_at: datetime


def span(window: Window, at: datetime, zone: str = "UTC") -> Span:
    """The window that holds the moment `at`, from midnight to midnight in the time zone.

    Raises zoneinfo.ZoneInfoNotFoundError for a zone that nobody knows.
    """
    place = ZoneInfo(zone)
    first = _first_day(window, at.astimezone(place).date())
    return Span(
        begins_at=_midnight(first, place), ends_at=_midnight(_following(window, first), place)
    )


def _first_day(window: Window, day: date) -> date:
    match window:
        case Window.DAY:
            return day
        case Window.WEEK:
            return day - timedelta(days=day.weekday())
        case Window.MONTH:
            return day.replace(day=1)


def _following(window: Window, first: date) -> date:
    match window:
        case Window.DAY:
            return first + timedelta(days=1)
        case Window.WEEK:
            return first + timedelta(days=7)
        case Window.MONTH:
            return (first + timedelta(days=31)).replace(day=1)


def _midnight(day: date, place: ZoneInfo) -> datetime:
    # Where clocks leap over midnight, zoneinfo reads it by the offset before it.
    return datetime.combine(day, time(), tzinfo=place).astimezone(UTC)
