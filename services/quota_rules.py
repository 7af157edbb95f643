"""A server's quota as its managers chose it over the operator's, and its written forms."""

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.quota import Allowance, Quota, RoleRule
from domain.windows import Window


class QuotaSetting(StrEnum):
    """The names under which choices about credits are stored."""

    CREDITS = "credits"
    ROLE_CREDITS = "role_credits"
    ROLE_RULE = "role_rule"
    CHANNEL_CREDITS = "channel_credits"
    POOL = "pool"
    ZONE = "zone"
    RUNNING = "running"
    WAITING = "waiting"
    TURNS = "turns"
    GIFTS = "gifts"


def read_quota(chosen: Mapping[str, str], defaults: Quota) -> Quota:
    """What managers chose over the operator's `defaults`; in line never more than those allow."""
    roles, channels, pool, turns = (
        chosen.get(name)
        for name in (
            QuotaSetting.ROLE_CREDITS,
            QuotaSetting.CHANNEL_CREDITS,
            QuotaSetting.POOL,
            QuotaSetting.TURNS,
        )
    )
    credits_ = chosen.get(QuotaSetting.CREDITS)
    return replace(
        defaults,
        member=defaults.member if credits_ is None else read_allowance(credits_),
        roles=defaults.roles if roles is None else read_numbers(roles),
        role_rule=RoleRule(chosen.get(QuotaSetting.ROLE_RULE, defaults.role_rule)),
        channels=defaults.channels if channels is None else read_allowances(channels),
        pool=defaults.pool if pool is None else read_allowance(pool) if pool else None,
        weights=defaults.weights if turns is None else read_numbers(turns),
        running=at_most(chosen.get(QuotaSetting.RUNNING), defaults.running),
        waiting=at_most(chosen.get(QuotaSetting.WAITING), defaults.waiting),
        zone=_known(chosen.get(QuotaSetting.ZONE, defaults.zone), defaults.zone),
    )


def written(allowance: Allowance) -> str:
    """An allowance as it is stored, for example `10/day`."""
    return f"{allowance.credits}/{allowance.window}"


def read_allowance(stored: str) -> Allowance:
    """The reverse of `written`."""
    credits_, _, window = stored.partition("/")
    return Allowance(credits=int(credits_), window=Window(window))


def written_numbers(by_id: Mapping[int, int]) -> str:
    """Numbers by role as they are stored, for example `77:20 78:5`."""
    return " ".join(f"{one}:{number}" for one, number in sorted(by_id.items()))


def read_numbers(stored: str) -> dict[int, int]:
    """The reverse of `written_numbers`."""
    pairs = (one.split(":") for one in stored.split())
    return {int(one): int(number) for one, number in pairs}


def written_allowances(by_id: Mapping[int, Allowance]) -> str:
    """Allowances by channel as they are stored, for example `600:40/week`."""
    return " ".join(f"{one}:{written(allowance)}" for one, allowance in sorted(by_id.items()))


def read_allowances(stored: str) -> dict[int, Allowance]:
    """The reverse of `written_allowances`."""
    pairs = (one.split(":") for one in stored.split())
    return {int(one): read_allowance(allowance) for one, allowance in pairs}


def at_most(chosen: str | None, most: int) -> int:
    """What managers chose, but never more than the operator allows; as stored, None: nothing."""
    return most if chosen is None else min(int(chosen), most)


def _known(zone: str, otherwise: str) -> str:
    """The zone, if this machine knows it: the world drops some from its list."""
    try:
        return ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return otherwise
