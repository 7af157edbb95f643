"""Time zones as people type them: the world's names, and what was probably meant."""

import difflib
import zoneinfo
from functools import cache

#: What begins a list when nothing was typed yet.
COMMON = (
    "UTC",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Moscow",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Africa/Lagos",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
)
#: Names of files beside the zones, which name no place.
_NO_PLACES = frozenset({"Factory", "localtime", "posixrules"})


def known(typed: str) -> str | None:
    """The zone of that name, in any case and with spaces for `_`; None: there is none."""
    return _by_key().get(_key(typed))


def nearest(typed: str, most: int = 3) -> tuple[str, ...]:
    """The zones that were probably meant: by their whole name or by their place alone."""
    wanted = _key(typed)
    if not wanted:
        return COMMON[:most]
    held = [name for key, name in _by_key().items() if wanted in key]
    places = {key.rpartition("/")[2]: name for key, name in _by_key().items()}
    close = difflib.get_close_matches(wanted.rpartition("/")[2], places, n=most, cutoff=0.7)
    found = [*sorted(held, key=_rank), *(places[place] for place in close)]
    return tuple(dict.fromkeys(found))[:most]


def matching(typed: str, most: int) -> tuple[str, ...]:
    """The zones to suggest while one is typed."""
    return nearest(typed, most) if typed.strip() else COMMON[:most]


def _rank(name: str) -> tuple[bool, bool, str]:
    """Names of places before abbreviations and old names."""
    return name not in COMMON, "/" not in name or name.startswith("Etc/"), name


def _key(typed: str) -> str:
    return "_".join(typed.casefold().split())


@cache
def _by_key() -> dict[str, str]:
    # Reading the names goes through some hundred files, so it is done once.
    names = zoneinfo.available_timezones() - _NO_PLACES
    return {_key(name): name for name in sorted(names)}
