"""What a member may still take: every limit on credits that applies, and what was granted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.job import Place
from domain.quota import Allowance, Limit, Quota, Scope, limits
from domain.refusals import TooFewCredits
from domain.windows import Window, span
from services.asks import Who
from services.ceilings import ClipLimit
from storage import Db, ledger
from storage.gifts import Gift


@dataclass(frozen=True, slots=True, kw_only=True)
class Spender:
    """Who spends, with which roles, and where: the channel itself, for a thread its parent."""

    server_id: int
    member_id: int
    role_ids: frozenset[int]
    channel_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitUse:
    """One limit, and the credits that were taken from it in its window.

    `used` is below zero for who was given more of the window's than they used.
    """

    limit: Limit
    used: int

    @property
    def left(self) -> int:
        """Credits that may still be taken; 0 where a limit was lowered below what was used."""
        return max(0, self.limit.allowance.credits - self.used)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """All that a member may still take. `granted` credits are beyond every limit and stay."""

    limits: tuple[LimitUse, ...]
    granted: int

    @property
    def binding(self) -> LimitUse:
        """The limit that leaves least; of several the one that comes back last."""
        return min(self.limits, key=lambda one: (one.left, -one.limit.span.ends_at.timestamp()))

    @property
    def renewing(self) -> int:
        """Credits left of what comes back with its window."""
        return self.binding.left

    @property
    def window(self) -> Window:
        """How often the credits come back of which fewest are left."""
        return self.binding.limit.allowance.window

    @property
    def left(self) -> int:
        """Credits left in all."""
        return self.renewing + self.granted

    def granted_of(self, credits_: int) -> int:
        """How many of so many credits are taken from the granted ones: these come last."""
        return max(0, credits_ - self.renewing)

    def blocking(self, credits_: int) -> LimitUse:
        """Of the limits that leave too few for so many, the last to let them through."""

        def comes_back(one: LimitUse) -> tuple[bool, float, int]:
            never = one.limit.allowance.credits + self.granted < credits_
            return never, one.limit.span.ends_at.timestamp(), -one.left

        return max((o for o in self.limits if o.left + self.granted < credits_), key=comes_back)


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """Credits that a whole server has used in the windows that are now; None: it has no pool."""

    by_members: int
    pool: int | None
    channels: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What a member may still take, and the shots of theirs that have not ended.

    Of these at most `running` are made at once, while `waiting` more stand in line.
    """

    purse: Purse
    standing: int
    running: int
    waiting: int
    #: What was granted or given to them last.
    last_gift: Gift | None = None
    #: What others gave them of the present window's credits.
    received: int = 0
    #: What a standard clip costs in credits; None while no model is offered.
    usual_price: int | None = None
    #: What ceilings leave, in standard clips; none where these cost nothing.
    clips: tuple[ClipLimit, ...] = ()
    #: No ceiling leaves room for even the cheapest clip.
    is_used_up: bool = False

    @property
    def binding_ceiling(self) -> ClipLimit | None:
        """The ceiling that leaves fewer standard clips than the credits do; None: none does.

        Of what leaves equally few one that never has room counts, then the last to come back.
        """
        if not self.clips or not self.usual_price:
            return None
        least = min(self.clips, key=lambda one: (one.left, one.most > 0, -one.ends_at.timestamp()))
        own = self.purse.binding.limit.span.ends_at.timestamp()
        by_credits = (self.purse.left // self.usual_price, -own)
        return least if (least.left, -least.ends_at.timestamp()) < by_credits else None


def spender_of(place: Place, who: Who) -> Spender:
    """Somebody who asks somewhere."""
    return Spender(
        server_id=place.server_id,
        member_id=who.member_id,
        role_ids=who.role_ids,
        channel_id=place.home_id,
    )


def look(db: Db, spender: Spender, quota: Quota, at: datetime) -> Purse:
    """What a member may still take at a moment in a channel."""
    applying = limits(quota, spender.role_ids, spender.channel_id, at)
    return Purse(
        limits=tuple(LimitUse(limit=one, used=_used(db, spender, one)) for one in applying),
        granted=ledger.credits_granted(db, spender.server_id, spender.member_id),
    )


def received(db: Db, spender: Spender, purse: Purse) -> int:
    """Credits that others gave a member of the window that is now."""
    [own] = [one.limit for one in purse.limits if one.limit.scope is Scope.MEMBER]
    return ledger.credits_received(db, spender.server_id, own.span, spender.member_id)


def used(db: Db, server_id: int, quota: Quota, at: datetime) -> Used:
    """What a server's members have used together, by each allowance's own window."""

    def of(allowance: Allowance, channel_id: int | None = None) -> int:
        within = span(allowance.window, at, quota.zone)
        return ledger.credits_used(db, server_id, within, channel_id=channel_id)

    return Used(
        by_members=of(quota.member),
        pool=of(quota.pool) if quota.pool else None,
        channels={channel: of(one, channel) for channel, one in quota.channels.items()},
    )


def too_few(purse: Purse, needed: int) -> TooFewCredits:
    """Why so many credits are more than are left, and until when."""
    short = purse.blocking(needed).limit
    enough_later = short.allowance.credits + purse.granted >= needed
    return TooFewCredits(
        needed=needed,
        left=purse.left,
        resets_at=short.span.ends_at,
        scope=short.scope,
        window=short.allowance.window,
        most=None if enough_later else short.allowance.credits,
    )


def with_room(
    db: Db, spender: Spender, quota: Quota, at: datetime, needed: int
) -> tuple[int, ...] | None:
    """The channels with a limit of their own that would leave enough, where this one doesn't.

    None: too few are left wherever one asks.
    """
    # No channel has this id, so no channel's limit applies.
    if look(db, replace(spender, channel_id=0), quota, at).left < needed:
        return None
    return tuple(
        channel_id
        for channel_id in sorted(quota.channels)
        if look(db, replace(spender, channel_id=channel_id), quota, at).left >= needed
    )


def _used(db: Db, spender: Spender, limit: Limit) -> int:
    match limit.scope:
        case Scope.MEMBER:
            return ledger.credits_used(
                db, spender.server_id, limit.span, member_id=spender.member_id
            )
        case Scope.CHANNEL:
            return ledger.credits_used(
                db, spender.server_id, limit.span, channel_id=spender.channel_id
            )
        case Scope.POOL:
            return ledger.credits_used(db, spender.server_id, limit.span)
