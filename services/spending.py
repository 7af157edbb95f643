"""Spending: what clips cost here, and what that means for those who choose how much they may."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.model import Mode
from services.catalogue import Catalogue
from services.ceilings import spent
from storage import Db, sums

#: A server's own mix of models: of this time, and only of so many clips.
_RECENT = timedelta(days=30)
_FEWEST_CLIPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSpending:
    """What a server has cost, in micro-dollars, this UTC day and month."""

    server_id: int
    day_micro: int
    month_micro: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What is offered: the cheapest clip of all, and a standard one (None: no model is offered).

    `cheapest` is the former as people read it; `cheapest_of_words`: words alone are enough for it.
    """

    cheapest_micro: int
    standard_micro: int | None
    cheapest: str = ""
    cheapest_of_words: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipCost:
    """What a clip costs on average in micro-dollars, going by so many clips that were made.

    `clips` is 0 where it is the price of a standard clip.
    """

    micro: int
    clips: int = 0


def prices(catalogue: Catalogue, hidden: Set[str]) -> Prices:
    """What the models that are not hidden cost."""
    every = [(m, offer) for m in catalogue.offered(frozenset(hidden)) for offer in m.offers]
    usual = catalogue.usual(frozenset(hidden))
    standard_micro = usual.cost_micro if usual else None
    if not every:
        return Prices(cheapest_micro=0, standard_micro=standard_micro)
    model, offer = min(every, key=lambda pair: pair[1].cost_micro or 0)
    return Prices(
        cheapest_micro=offer.cost_micro or 0,
        standard_micro=standard_micro,
        cheapest=f"{model.title} · {offer.size}",
        cheapest_of_words=Mode.TEXT in (offer.modes or model.modes),
    )


def clip_cost(
    db: Db, server_id: int | None, at: datetime, standard_micro: int | None
) -> ClipCost | None:
    """What a clip costs in a server (None: anywhere), by what was made there lately.

    Where that was too little, it is a standard clip; None: there is none either.
    """
    clips, micro = sums.made_since(db, at - _RECENT, server_id)
    if clips >= _FEWEST_CLIPS:
        return ClipCost(micro=round(micro / clips), clips=clips)
    return None if standard_micro is None else ClipCost(micro=standard_micro)


def spending(db: Db, server_id: int, at: datetime) -> ServerSpending:
    """What a server has cost this UTC day and month."""
    counted = spent(db, server_id, at)
    return ServerSpending(
        server_id=server_id, day_micro=counted.day_micro, month_micro=counted.month_micro
    )
