"""A cheaper shot: the nearest to the one that was asked for which a ceiling still has room for."""

from collections.abc import Iterable
from dataclasses import replace

from domain.model import Model, Need, Offer
from domain.nearness import Near, nearest
from services.catalogue import price
from services.shaping import Chosen, Shaped


def nearest_within(
    left_micro: int, chosen: Chosen, shaped: Shaped, models: Iterable[Model]
) -> Near | None:
    """The nearest that costs at most so many micro-dollars and no more credits, or None.

    Its model takes the whole text, follows the camera and begins with the same pictures.
    """
    need = replace(
        chosen.need, duration_s=chosen.offer.duration_s, resolution=chosen.offer.resolution
    )
    most = price(chosen.offer)
    able = (m for m in models if len(shaped.shot.engine_prompt(m)) <= m.longest_prompt)
    affordable = (
        replace(model, offers=tuple(_affordable(model, need, left_micro, most))) for model in able
    )
    return nearest((model for model in affordable if model.offers), need)


def _affordable(model: Model, need: Need, left_micro: int, most: int) -> Iterable[Offer]:
    for offer in model.offers_in(need.mode):
        size = replace(need, duration_s=offer.duration_s, resolution=offer.resolution)
        # What its pictures cost on top counts too.
        priced = model.offer_for(size)
        if priced and (priced.cost_micro or 0) <= left_micro and price(priced) <= most:
            yield offer
