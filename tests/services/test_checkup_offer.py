"""`check` tells what members would be offered, and what is hidden from them."""

from dataclasses import replace

from services.accounts import Account
from services.catalogue import Catalogue, load_catalogue
from services.checkup_offer import examine_offer

MINIMAX = Account(name="main", provider="minimax-v1", submits_per_minute=5)
GARAGE = Account(name="garage", provider="openai-videos", submits_per_minute=5)


def lines(catalogue: Catalogue, *accounts: Account) -> list[str]:
    return [str(finding) for finding in examine_offer(catalogue, accounts)]


def test_each_model_has_its_price_and_its_maker() -> None:
    """A line a model, from the cheapest clip to the dearest."""
    said = lines(load_catalogue(None), MINIMAX)
    assert (
        "ok   model Hailuo 2.3: offered for 3 to 6 credits a clip ($0.28 to $0.56), made by main"
        in said
    )
    assert "ok   model T2V-01: offered for 5 credits a clip ($0.43), made by main" in said


def test_what_nobody_makes_is_named_together() -> None:
    """Without an account for H3 its models are in one line, and none has one of its own."""
    said = lines(load_catalogue(None), MINIMAX)
    assert [line for line in said if "H3" in line] == [
        "ok   models: not offered, since no account makes them: H3, H3 Max"
    ]


def test_a_model_without_a_cost_is_hidden_and_said() -> None:
    """The operator learns which field is missing."""
    (model, *_) = load_catalogue(None).models
    free = tuple(replace(offer, cost_micro=None) for offer in model.offers)
    said = lines(Catalogue(models=(replace(model, offers=free),)), MINIMAX)
    assert any("T2V-01: not offered, since it has no cost; write cost_usd" in one for one in said)
    assert any(one.startswith("FIX  models: none is offered") for one in said)


def test_an_account_without_work_is_said() -> None:
    """No model that is offered is made there: probably its provider or models are wrong."""
    said = lines(load_catalogue(None), MINIMAX, GARAGE)
    (line,) = [one for one in said if "account" in one and "garage" in one]
    assert "has nothing to do" in line
    assert 'provider = "openai-videos"' in line
    assert not any("account main" in one for one in said)
