"""What members would be offered, for `python bot.py check`: models, prices, who makes them."""

from collections.abc import Iterator, Sequence

from domain.model import Model
from domain.money import dollars
from services.accounts import Account
from services.catalogue import Catalogue, is_priced, price
from services.checkup import Finding

_ABOUT = "models"


def examine_offer(catalogue: Catalogue, accounts: Sequence[Account]) -> list[Finding]:
    """A line for each model that is offered, and for what is not although it seems meant to be."""
    makers = {
        model.name: [account.name for account in accounts if account.serves(model)]
        for model in catalogue.models
    }
    offered = [model for model in catalogue.offered(frozenset()) if makers[model.name]]
    found = [_offered(model, makers[model.name]) for model in offered]
    if not offered:
        text = "none is offered: no account makes one that has a cost"
        found.append(Finding(about=_ABOUT, text=text, is_well=False))
    found += _without_cost(catalogue, makers)
    nobodys = [model.title for model in catalogue.models if not makers[model.name]]
    if nobodys:
        text = f"not offered, since no account makes them: {', '.join(nobodys)}"
        found.append(Finding(about=_ABOUT, text=text))
    return found + list(_idle(accounts, offered))


def _offered(model: Model, makers: Sequence[str]) -> Finding:
    credits = sorted({price(offer) for offer in model.offers})
    costs = sorted({offer.cost_micro or 0 for offer in model.offers})
    text = (
        f"offered for {_span([str(number) for number in credits])}"
        f" credit{'s' if credits[-1] != 1 else ''} a clip"
        f" ({_span([dollars(cost) for cost in costs])}), made by {', '.join(makers)}"
    )
    return Finding(about=f"model {model.title}", text=text)


def _without_cost(catalogue: Catalogue, makers: dict[str, list[str]]) -> Iterator[Finding]:
    for model in catalogue.models:
        if makers[model.name] and not is_priced(model):
            text = "not offered, since it has no cost; write cost_usd into the models file"
            yield Finding(about=f"model {model.title}", text=text)


def _idle(accounts: Sequence[Account], offered: Sequence[Model]) -> Iterator[Finding]:
    for account in accounts:
        if not any(account.serves(model) for model in offered):
            text = (
                "has nothing to do, since no model that is offered is made there; look at"
                f' provider = "{account.provider}" and at models in the models file'
            )
            yield Finding(about=f"account {account.name}", text=text)


def _span(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"{values[0]} to {values[-1]}"
