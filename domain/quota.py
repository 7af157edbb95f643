"""Credits between members: who may use how many, in which window, and which limits apply."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from domain.windows import Span, Window, span


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """So many credits in each window."""

    credits: int
    window: Window = Window.DAY


class RoleRule(StrEnum):
    """What a member of several roles has: the most of any role, or all of them together."""

    HIGHEST = "highest"
    SUM = "sum"


class Scope(StrEnum):
    """Whose credits a limit counts: one member's, everybody's in a channel, the whole server's."""

    MEMBER = "member"
    CHANNEL = "channel"
    POOL = "pool"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Fairness between the members of one server.

    `roles` are credits by role id in the members' window: who has one of them has those instead of
    `member`'s. `channels` are shared by everybody who asks in a channel or its threads, `pool` by
    the whole server. `weights` by role id are how many turns a member gets beside another's one.
    """

    member: Allowance
    running: int
    waiting: int
    roles: Mapping[int, int] = field(default_factory=dict)
    role_rule: RoleRule = RoleRule.HIGHEST
    channels: Mapping[int, Allowance] = field(default_factory=dict)
    pool: Allowance | None = None
    weights: Mapping[int, float] = field(default_factory=dict)
    #: The time zone whose midnights begin the windows, for example Europe/Berlin.
    zone: str = "UTC"

    def of_member(self, role_ids: Set[int]) -> Allowance:
        """What a member with these roles has."""
        given = [credits_ for role, credits_ in self.roles.items() if role in role_ids]
        if not given:
            return self.member
        together = max(given) if self.role_rule is RoleRule.HIGHEST else sum(given)
        return Allowance(credits=together, window=self.member.window)

    def weight_of(self, role_ids: Set[int]) -> float:
        """A member's weight in turns: the most of any role, 1 without one."""
        return max((w for role, w in self.weights.items() if role in role_ids), default=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One limit that applies to a request, in the window that holds it."""

    scope: Scope
    allowance: Allowance
    span: Span


def limits(quota: Quota, role_ids: Set[int], channel_id: int, at: datetime) -> tuple[Limit, ...]:
    """Every limit on credits that applies to a member who asks in a channel at a moment.

    `channel_id` is the channel itself, for a thread the one it belongs to.
    """
    applying = [(Scope.MEMBER, quota.of_member(role_ids))]
    if channel_id in quota.channels:
        applying.append((Scope.CHANNEL, quota.channels[channel_id]))
    if quota.pool is not None:
        applying.append((Scope.POOL, quota.pool))
    return tuple(
        Limit(scope=scope, allowance=one, span=span(one.window, at, quota.zone))
        for scope, one in applying
    )
