"""How moments stand in the database: fixed-width ISO 8601 in UTC, so text order is time order."""

from datetime import UTC, datetime


def stamp(moment: datetime) -> str:
    """An aware moment as it is stored."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment_or_none(stored: str | None) -> datetime | None:
    """A stored moment as an aware datetime, passing None through."""
    return None if stored is None else datetime.fromisoformat(stored)
