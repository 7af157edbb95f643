"""Both books the slow way: every number is counted anew from a list of what happened.

It knows no windows but "the same date on the same wall", no accounts and no entries, so it shares
no mistake with the ledger. It decides, like the reserving transaction, what may be taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from domain.policy import Policy
from domain.quota import Allowance, RoleRule, Scope
from domain.refusals import CeilingReached, TooFewCredits, TooManyWaiting
from domain.windows import Window
from services.reserving import Order


@dataclass
class Taken:
    """A shot: what it took of the member's windows, of granted credits, and of the account."""

    server: int
    member: int
    channel: int
    asked_at: datetime
    renewing: int
    granted: int
    cost: int
    #: open, unconfirmed, made, failed or cancelled.
    state: str = "open"
    credits_are_back: bool = False
    refunded: int = 0

    @property
    def credits(self) -> int:
        return self.renewing + self.granted

    def give_credits_back(self) -> None:
        self.renewing = self.granted = 0
        self.credits_are_back = True


@dataclass
class Gave:
    """Credits a member gave away, of their window and of granted ones; below zero: was given."""

    server: int
    member: int
    channel: int
    asked_at: datetime
    renewing: int
    granted: int


@dataclass
class Got:
    """Granted credits that a member got, or with a number below zero lost."""

    server: int
    member: int
    credits: int


@dataclass
class SlowBooks:
    """All that happened."""

    shots: dict[int, Taken] = field(default_factory=dict)
    gifts: list[Gave] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)

    def refuses(self, order: Order, policy: Policy) -> type | None:
        """The kind of refusal of a new request; None: it is taken."""
        place = order.place
        standing = [
            shot
            for shot in self.shots.values()
            if (shot.server, shot.member, shot.state) == (place.server_id, order.member_id, "open")
        ]
        if len(standing) >= policy.quota.running + policy.quota.waiting:
            return TooManyWaiting
        return self.refuses_price(order, policy)

    def refuses_price(self, order: Order, policy: Policy) -> type | None:
        """The same without asking how many shots are in line."""
        if order.credits > self.left(order, policy):
            return TooFewCredits
        for server, ceilings in ((order.place.server_id, policy.binding), (None, policy.bot)):
            for window, most in (
                (Window.DAY, ceilings.day_micro),
                (Window.MONTH, ceilings.month_micro),
            ):
                if order.cost_micro > max(0, most - self.cost(server, window, order.at)):
                    return CeilingReached
        return None

    def take(self, order: Order, policy: Policy) -> Taken:
        """The request as it is taken: windows first, granted credits last."""
        renewing = min(order.credits, self.renewing_left(order, policy))
        return Taken(
            server=order.place.server_id,
            member=order.member_id,
            channel=order.place.home_id,
            asked_at=order.at,
            renewing=renewing,
            granted=order.credits - renewing,
            cost=order.cost_micro,
        )

    def left(self, order: Order, policy: Policy) -> int:
        return self.renewing_left(order, policy) + self.granted(
            order.place.server_id, order.member_id
        )

    def renewing_left(self, order: Order, policy: Policy) -> int:
        """What every limit leaves to who asks there and then."""
        return max(
            0,
            min(
                has.credits - self.used(scope, has, order, policy.quota.zone)
                for scope, has in _limits(order, policy)
            ),
        )

    def used(self, scope: Scope, has: Allowance, order: Order, zone: str) -> int:
        """What was taken from one limit in the window that holds the order's moment."""
        place, shown = order.place, _shown(order.at, has.window, zone)
        return sum(
            one.renewing
            for one in (*self.shots.values(), *self.gifts)
            if one.server == place.server_id
            and (scope is not Scope.MEMBER or one.member == order.member_id)
            and (scope is not Scope.CHANNEL or one.channel == place.home_id)
            and _shown(one.asked_at, has.window, zone) == shown
        )

    def granted(self, server: int, member: int) -> int:
        def of(many) -> Iterator:
            return (one for one in many if (one.server, one.member) == (server, member))

        spent = sum(one.granted for one in (*of(self.shots.values()), *of(self.gifts)))
        back = sum(shot.refunded for shot in of(self.shots.values()))
        return sum(one.credits for one in of(self.got)) + back - spent

    def cost(self, server: int | None, window: Window, at: datetime) -> int:
        shown = _shown(at, window, "UTC")
        return sum(
            shot.cost
            for shot in self.shots.values()
            if (server is None or shot.server == server)
            and _shown(shot.asked_at, window, "UTC") == shown
        )


def _limits(order: Order, policy: Policy) -> Iterator[tuple[Scope, Allowance]]:
    quota = policy.quota
    roles = [number for role, number in quota.roles.items() if role in order.role_ids]
    if not roles:
        yield Scope.MEMBER, quota.member
    else:
        number = sum(roles) if quota.role_rule is RoleRule.SUM else max(roles)
        yield Scope.MEMBER, Allowance(credits=number, window=quota.member.window)
    if order.place.home_id in quota.channels:
        yield Scope.CHANNEL, quota.channels[order.place.home_id]
    if quota.pool is not None:
        yield Scope.POOL, quota.pool


@cache
def _shown(moment: datetime, window: Window, zone: str) -> object:
    """What a calendar on the wall shows at a moment: its day, its week or its month."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    match window:
        case Window.DAY:
            return day
        case Window.WEEK:
            return day.isocalendar()[:2]
        case Window.MONTH:
            return day.year, day.month
