"""All accounts there are, each with the adapter that speaks for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import aiohttp
from pydantic import SecretStr

from services.accounts import Accounts
from services.catalogue import Catalogue
from services.providers.account_plans import AccountPlan, load_account_plans, minimax_plans
from services.providers.base import VideoProvider
from services.providers.making import make_provider
from services.settings import Settings, SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """The accounts there are, with an adapter for each."""

    accounts: Accounts
    providers: Mapping[str, VideoProvider]


def account_plans(
    settings: Settings, catalogue: Catalogue, key_in: Callable[[str], SecretStr]
) -> tuple[AccountPlan, ...]:
    """The accounts of the models file, else those of the MiniMax key that the settings name.

    Raises CatalogueError, or SettingsError for a key that is not there.
    """
    if settings.models_file is not None:
        named = load_account_plans(settings.models_file, catalogue.models, key_in)
        if named:
            return named
    if settings.minimax_api_key is None:
        sentence = "MINIMAX_API_KEY is missing. The models file names no accounts, so it is needed."
        raise SettingsError((sentence,))
    return minimax_plans(
        settings.minimax_api_url, settings.minimax_api_key, settings.submits_per_minute
    )


def make_engines(
    plans: Sequence[AccountPlan],
    catalogue: Catalogue,
    session: aiohttp.ClientSession,
    request_timeout_s: float,
    wrap: Callable[[AccountPlan, VideoProvider], VideoProvider] | None = None,
) -> Engines:
    """An adapter for every account; `wrap` puts something around each, as tests do."""
    made = {plan.account.name: make_provider(plan, session, request_timeout_s) for plan in plans}
    if wrap is not None:
        made = {plan.account.name: wrap(plan, made[plan.account.name]) for plan in plans}
    return Engines(accounts=Accounts((plan.account for plan in plans), catalogue), providers=made)
