"""What can still be chosen while a request is typed: only what some model makes, with its price."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from domain.model import Mode, Model, Need, Offer
from services.catalogue import Catalogue, price

T = TypeVar("T", int, str)

#: Discord shows at most 25 choices (application commands, autocomplete).
_MOST_SUGGESTED = 25
#: For a model that makes nothing of words alone, which picture it most likely gets.
_LIKELY = (Mode.FIRST_FRAME, Mode.SUBJECT, Mode.FIRST_AND_LAST_FRAME, Mode.REFERENCES)


class Wish(StrEnum):
    """What can be chosen of a clip beside its model."""

    DURATION = "duration"
    RESOLUTION = "resolution"
    ASPECT = "aspect"


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """A clip that can be made: model, length, resolution; its shape where one is chosen."""

    model: Model
    offer: Offer
    aspect: str = ""

    @property
    def credits(self) -> int:
        """Its price."""
        return price(self.offer)


def possible(
    wish: Wish, need: Need, catalogue: Catalogue, hidden: frozenset[str], named: str | None
) -> list[Possible]:
    """Every value of a wish that goes with the rest of a need, each as the clip that comes of it.

    `named`: a model that was chosen; one we don't know counts as none. A need without pictures
    counts as one with a picture for a model that makes nothing of words alone: which pictures a
    command holds is not always told while it is typed.
    """
    known = catalogue.get(named) if named else None
    chosen = known if known in catalogue.offered(hidden) else None
    need = _likely(need, chosen)
    models = (chosen,) if chosen else catalogue.offered(hidden)
    found = []
    for wished in _wished(wish, need, models):
        model = chosen or catalogue.choose(wished, hidden)
        offer = model.offer_for(wished) if model and model.lacks(wished) is None else None
        if model is not None and offer is not None:
            found.append(Possible(model=model, offer=offer, aspect=wished.aspect or ""))
    return found[:_MOST_SUGGESTED]


def _likely(need: Need, chosen: Model | None) -> Need:
    if chosen is None or need.mode is not Mode.TEXT or Mode.TEXT in chosen.modes:
        return need
    mode = next(mode for mode in _LIKELY if mode in chosen.modes)
    return replace(need, mode=mode, references=int(mode is Mode.REFERENCES))


def _wished(wish: Wish, need: Need, models: Iterable[Model]) -> list[Need]:
    """The need once with each value that some model has."""
    offers = [offer for model in models for offer in model.offers_in(need.mode)]
    match wish:
        case Wish.DURATION:
            lengths = sorted({offer.duration_s for offer in offers})
            return [replace(need, duration_s=seconds) for seconds in lengths]
        case Wish.RESOLUTION:
            names = _in_order(offers, lambda offer: offer.resolution)
            return [replace(need, resolution=name) for name in names]
        case Wish.ASPECT:
            shapes = dict.fromkeys(shape for model in models for shape in model.aspects)
            return [replace(need, aspect=shape) for shape in shapes]


def _in_order(offers: Iterable[Offer], name: Callable[[Offer], T]) -> list[T]:
    """Each name once, the cheapest a second first."""
    cheapest = sorted(offers, key=lambda offer: (offer.cost_micro or 0) / offer.duration_s)
    return list(dict.fromkeys(name(offer) for offer in cheapest))
