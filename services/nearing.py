"""Ceilings that near their end: the operator and staff are told at half, at most, and at all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from domain.policy import Policy
from services import ceilings, notices
from services.ceilings import CeilingUse, Counted
from services.notices import Notice
from services.spending import ClipCost, Prices, clip_cost
from storage import Db, outbox

#: Hundredths of a ceiling at which people are told, the highest first.
LEVELS = (100, 80, 50)
_MOST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A ceiling of which a level is reached; at 100 not even the cheapest clip fits any more.

    `is_anew`: it was not, as the ceiling stands, before what was counted last.
    """

    use: CeilingUse
    level: int
    is_anew: bool

    @property
    def about(self) -> str:
        """The level of the ceiling, as that stands."""
        return f"{self._stem(self.level)}{self.use.most_micro}"

    def is_told(self, db: Db, notice: Notice) -> bool:
        """Whether people know: that level of it, or one above, was told in its present window.

        Another amount is news, but only when the level is reached anew under it.
        """
        levels = [level for level in LEVELS if level >= self.level]
        if self.is_anew:
            most = self.use.most_micro
            return any(notices.stands(db, notice, f"{self._stem(one)}{most}") for one in levels)
        return any(outbox.is_told(db, f"{notice}:{self._stem(one)}") for one in levels)

    def _stem(self, level: int) -> str:
        use = self.use
        scope = "bot" if use.server_id is None else str(use.server_id)
        return f"{scope} {use.window} {use.span.begins_at:%Y-%m-%d} {level} "


def tell(
    db: Db,
    counted: Counted,
    policy: Policy,
    at: datetime,
    *,
    operators: frozenset[int],
    prices: Prices,
) -> None:
    """Owe what a server's last request or a bill makes known, each once per window and level.

    A level that was jumped over is never told, nor one below a level that was.
    """
    for reached in _reached(lambda c: _of_operator(c, policy), counted, prices):
        _tell_operator(db, reached, at, operators)
    for reached in _reached(lambda c: c.own.against(policy.binding), counted, prices):
        if not reached.is_told(db, Notice.CLIPS_NEAR_END):
            left_micro = min(use.left_micro for use in counted.against(policy))
            usual = clip_cost(db, counted.server_id, at, prices.standard_micro)
            facts = _in_clips(reached, left_micro, usual, prices)
            about, server_id = reached.about, counted.server_id
            notices.tell_staff(db, server_id, Notice.CLIPS_NEAR_END, at, about, facts)


def more_like_it(uses: tuple[CeilingUse, ...], cost_micro: int) -> int | None:
    """How many more shots of that cost fit, once most of any ceiling is used; else None."""
    nearly_used = any(level_of(use, cost_micro) >= _MOST for use in uses)
    return ceilings.fitting(uses, cost_micro) if nearly_used else None


def level_of(use: CeilingUse, cheapest_micro: int) -> int:
    """The highest level that is reached; 0 where none is."""
    if not use.most_micro:
        return 0
    if use.used_micro >= use.most_micro or use.left_micro < cheapest_micro:
        return 100
    share = use.used_micro * 100 // use.most_micro
    return next((level for level in LEVELS if share >= level), 0)


def _of_operator(counted: Counted, policy: Policy) -> tuple[CeilingUse, ...]:
    return (*counted.whole_bot.against(policy.bot), *counted.own.against(policy.server))


def _reached(
    uses_of: Callable[[Counted], tuple[CeilingUse, ...]], counted: Counted, prices: Prices
) -> list[Reached]:
    cheapest = prices.cheapest_micro
    pairs = zip(uses_of(counted), uses_of(counted.before or counted), strict=True)
    found = (
        Reached(use=use, level=level_of(use, cheapest), is_anew=_passes(was, use, cheapest))
        for use, was in pairs
    )
    return [reached for reached in found if reached.level]


def _passes(was: CeilingUse, use: CeilingUse, cheapest_micro: int) -> bool:
    return level_of(was, cheapest_micro) < level_of(use, cheapest_micro)


def _tell_operator(db: Db, reached: Reached, at: datetime, operators: frozenset[int]) -> None:
    if reached.is_told(db, Notice.CEILING_NEAR):
        return
    facts = _facts(reached)
    notices.tell_operator(db, operators, Notice.CEILING_NEAR, at, reached.about, facts)


def _in_clips(
    reached: Reached, left_micro: int, usual: ClipCost | None, prices: Prices
) -> dict[str, object]:
    """For staff, who need not know the operator's money; what fits, fits all ceilings."""
    use = reached.use
    facts: dict[str, object] = {
        "level": reached.level,
        "window": str(use.window),
        "resets_at": use.span.ends_at.isoformat(),
        "clips_left": left_micro // usual.micro if usual and usual.micro else None,
    }
    if left_micro >= prices.cheapest_micro:
        facts |= {"fits": prices.cheapest, "fits_words": prices.cheapest_of_words}
    return facts


def _facts(reached: Reached) -> dict[str, object]:
    use = reached.use
    return {
        "level": reached.level,
        "server_id": use.server_id,
        "window": str(use.window),
        "used_micro": use.used_micro,
        "ceiling_micro": use.most_micro,
        "resets_at": use.span.ends_at.isoformat(),
    }
