"""Ceilings that near their end: the operator and staff are told at half, at most, and at all."""

from dataclasses import dataclass
from datetime import datetime

from domain.policy import Policy
from services import ceilings, notices
from services.ceilings import CeilingUse, Counted
from services.notices import Notice
from services.spending import Prices, clip_cost
from storage import Db

#: Hundredths of a ceiling at which people are told, the highest first.
LEVELS = (100, 80, 50)
_MOST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A ceiling of which a level is reached; at 100 not even the cheapest clip fits any more."""

    use: CeilingUse
    level: int

    @property
    def subject(self) -> str:
        """The ceiling, as it stands, in its present window.

        Another amount is another subject: after a change of the ceiling it is told anew.
        """
        use = self.use
        scope = "bot" if use.server_id is None else str(use.server_id)
        return f"{scope} {use.window} {use.span.begins_at:%Y-%m-%d} {use.most_micro}"


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
    own, whole_bot = counted.own, counted.whole_bot
    of_operator = (*whole_bot.against(policy.bot), *own.against(policy.server))
    for reached in _reached(of_operator, prices):
        _tell_operator(db, reached, at, operators)
    for reached in _reached(own.against(policy.binding), prices):
        _tell_staff(db, counted.server_id, reached, at, prices)


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


def _reached(uses: tuple[CeilingUse, ...], prices: Prices) -> list[Reached]:
    found = (Reached(use=use, level=level_of(use, prices.cheapest_micro)) for use in uses)
    return [reached for reached in found if reached.level]


def _tell_operator(db: Db, reached: Reached, at: datetime, operators: frozenset[int]) -> None:
    if any(notices.stands(db, Notice.CEILING_NEAR, about) for about in _at_least(reached)):
        return
    notices.tell_operator(
        db,
        operators,
        Notice.CEILING_NEAR,
        at,
        f"{reached.subject} {reached.level}",
        _facts(reached),
    )


def _tell_staff(db: Db, server_id: int, reached: Reached, at: datetime, prices: Prices) -> None:
    """In clips: who reads the staff channel need not know the operator's money."""
    if any(notices.stands(db, Notice.CLIPS_NEAR_END, about) for about in _at_least(reached)):
        return
    usual = clip_cost(db, server_id, at, prices.standard_micro)
    left = reached.use.left_micro // usual.micro if usual and usual.micro else None
    notices.tell_staff(
        db,
        server_id,
        Notice.CLIPS_NEAR_END,
        at,
        f"{reached.subject} {reached.level}",
        {
            "level": reached.level,
            "window": str(reached.use.window),
            "resets_at": reached.use.span.ends_at.isoformat(),
            "clips_left": left,
        },
    )


def _at_least(reached: Reached) -> list[str]:
    return [f"{reached.subject} {level}" for level in LEVELS if level >= reached.level]


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
