"""Ceilings: how much money may be spent at most, and what of it is left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.policy import Ceilings, Policy
from domain.refusals import CeilingReached, Refused
from domain.windows import Span, Window, span
from storage import Db, ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class CeilingUse:
    """One ceiling in its present window, and what counts against it; micro-dollars.

    `server_id` is None for the ceilings of the whole bot.
    """

    server_id: int | None
    window: Window
    span: Span
    most_micro: int
    used_micro: int

    @property
    def left_micro(self) -> int:
        """What may still be spent; 0 where a ceiling was lowered below what was used."""
        return max(0, self.most_micro - self.used_micro)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What counts against ceilings in a day and a month, of a server or (None) the whole bot."""

    server_id: int | None
    day: Span
    day_micro: int
    month: Span
    month_micro: int

    def against(self, ceilings: Ceilings) -> tuple[CeilingUse, CeilingUse]:
        """The day's ceiling and the month's with what is used of them."""
        return (
            self._use(Window.DAY, self.day, ceilings.day_micro, self.day_micro),
            self._use(Window.MONTH, self.month, ceilings.month_micro, self.month_micro),
        )

    def plus(self, micro: int) -> "Spent":
        """The same once so much more is counted in it."""
        return replace(self, day_micro=self.day_micro + micro, month_micro=self.month_micro + micro)

    def _use(self, window: Window, within: Span, most: int, used: int) -> CeilingUse:
        return CeilingUse(
            server_id=self.server_id, window=window, span=within, most_micro=most, used_micro=used
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What counts at a moment against every ceiling that binds a server: summed once, passed on."""

    server_id: int
    own: Spent
    whole_bot: Spent
    #: What counted before the last was added; None: nothing was added.
    before: "Counted | None" = None

    def against(self, policy: Policy) -> tuple[CeilingUse, ...]:
        """Every ceiling that binds the server: its own first, then the whole bot's."""
        return (*self.own.against(policy.binding), *self.whole_bot.against(policy.bot))

    def plus(self, micro: int) -> "Counted":
        """The same once the server has spent so much more."""
        own, whole_bot = self.own.plus(micro), self.whole_bot.plus(micro)
        return replace(self, own=own, whole_bot=whole_bot, before=self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipLimit:
    """A ceiling as members read it: how many clips of one price it has room for, never money."""

    whole_bot: bool
    window: Window
    ends_at: datetime
    most: int
    left: int


def in_clips(uses: Iterable[CeilingUse], clip_micro: int) -> tuple[ClipLimit, ...]:
    """What ceilings mean in clips that cost so much; nothing where these are free."""
    if not clip_micro:
        return ()
    return tuple(
        ClipLimit(
            whole_bot=use.server_id is None,
            window=use.window,
            ends_at=use.span.ends_at,
            most=use.most_micro // clip_micro,
            left=use.left_micro // clip_micro,
        )
        for use in uses
    )


def fitting(uses: Iterable[CeilingUse], cost_micro: int) -> int | None:
    """How many shots of that cost all ceilings have room for; None: any number."""
    return min(use.left_micro for use in uses) // cost_micro if cost_micro else None


def check(db: Db, server_id: int, cost_micro: int, at: datetime, policy: Policy) -> Counted:
    """Whether so much more may be spent, this day and this month. Raises Refused.

    Returns what counts once it is.
    """
    counted = count(db, server_id, at)
    passed = [one for one in counted.against(policy) if one.left_micro < cost_micro]
    if passed:
        raise Refused(_refusal(passed, cost_micro))
    return counted.plus(cost_micro)


def _refusal(passed: Sequence[CeilingUse], cost_micro: int) -> CeilingReached:
    """What counts is what never has room; else, of several, the last to come back."""
    too_low = [one for one in passed if one.most_micro < cost_micro]
    last = max(too_low or passed, key=lambda one: one.span.ends_at)
    return CeilingReached(
        resets_at=last.span.ends_at,
        whole_bot=last.server_id is None,
        never_in=last.window if too_low else None,
    )


def count(db: Db, server_id: int, at: datetime) -> Counted:
    """What counts for a server and for the whole bot at a moment."""
    own, whole_bot = spent(db, server_id, at), spent(db, None, at)
    return Counted(server_id=server_id, own=own, whole_bot=whole_bot)


def look(db: Db, server_id: int, at: datetime, policy: Policy) -> tuple[CeilingUse, ...]:
    """Every ceiling that binds a server at a moment: its own first, then the whole bot's."""
    return count(db, server_id, at).against(policy)


def left(db: Db, server_id: int, at: datetime, policy: Policy) -> int:
    """Micro-dollars that a server may still spend before any ceiling stops it."""
    return min(one.left_micro for one in look(db, server_id, at, policy))


def spent(db: Db, server_id: int | None, at: datetime) -> Spent:
    """What counts at a moment, in its UTC day and its UTC month."""
    day, month = span(Window.DAY, at), span(Window.MONTH, at)
    return Spent(
        server_id=server_id,
        day=day,
        day_micro=ledger.cost_used(db, day, server_id),
        month=month,
        month_micro=ledger.cost_used(db, month, server_id),
    )
