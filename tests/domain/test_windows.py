"""Days, weeks and months of a time zone: they begin when the date on the wall changes."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from domain.windows import Window, span

#: Clocks that leap at two, at midnight, back over midnight, by half an hour, over a whole day.
PLACES = {
    "America/New_York": datetime(2026, 3, 6, tzinfo=UTC),
    "Europe/Berlin": datetime(2026, 10, 23, tzinfo=UTC),
    "Africa/Cairo": datetime(2026, 4, 22, tzinfo=UTC),
    "Atlantic/Azores": datetime(2026, 10, 23, tzinfo=UTC),
    "Australia/Lord_Howe": datetime(2026, 4, 3, tzinfo=UTC),
    "Pacific/Apia": datetime(2011, 12, 28, tzinfo=UTC),
    "Asia/Kathmandu": datetime(2026, 12, 30, tzinfo=UTC),
    "UTC": datetime(2024, 2, 27, tzinfo=UTC),
}


def shown(window: Window, moment: datetime, zone: str) -> object:
    """What a calendar on the wall says."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    return {
        Window.DAY: day,
        Window.WEEK: day.isocalendar()[:2],
        Window.MONTH: (day.year, day.month),
    }[window]


@pytest.mark.parametrize("window", Window)
@pytest.mark.parametrize(("zone", "begin"), PLACES.items(), ids=PLACES.keys())
def test_a_window_changes_when_the_wall_does(window: Window, zone: str, begin: datetime) -> None:
    """Every quarter of an hour for a week: one span exactly while the calendar says the same."""
    moments = [begin + timedelta(minutes=15 * number) for number in range(7 * 96)]
    for one, other in pairwise(moments):
        here, there = span(window, one, zone), span(window, other, zone)
        assert here.begins_at <= one < here.ends_at
        is_same = shown(window, one, zone) == shown(window, other, zone)
        assert (here == there) is is_same
        if not is_same:
            assert here.ends_at == there.begins_at == other


@pytest.mark.parametrize("zone", ["Atlantis/Capital", "../../etc/passwd", ""])
def test_a_zone_that_nobody_knows_is_refused(zone: str) -> None:
    """It is never silently another."""
    with pytest.raises((KeyError, ValueError)):
        span(Window.DAY, datetime(2026, 11, 22, tzinfo=UTC), zone)
