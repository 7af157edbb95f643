"""The operator's own accounts, from the file that also holds their models.

A key never stands in the file: the file names the environment variable that holds it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from domain.model import Model
from services import setting_values
from services.accounts import Account
from services.catalogue_file import CatalogueError, read_file
from services.providers.kinds import KINDS, MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS
from services.settings import SettingsError
from services.toml_tables import Fields, Problems, Raw

#: A variable's name as shells take it, and short enough to be no key.
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{1,63}")
#: An account's name is read by people, and part of what notices are told apart by.
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,38}[A-Za-z0-9])?")
_MOST_A_MINUTE = 6_000
_MOST_IN_FLIGHT = 10_000
#: What the vendor grants an account (platform.minimax.io, rate limits): V1's oldest plans take 5
#: a minute; V2's H3 takes 300, and 30 may be in the making.
_USUAL_A_MINUTE = {MINIMAX_V1: 5, MINIMAX_V2: 300}
_USUAL_IN_FLIGHT = {MINIMAX_V2: 30}
_OTHERS_A_MINUTE = 60
_HOW_TO_ALLOW = " If the way there is your own, say plain_http = true beside it."
#: One's own engine makes one clip after the other.
_OTHERS_IN_FLIGHT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPlan:
    """An account and how it is reached. `key` None: the engine asks for none. `key_env`: the
    variable that holds the key, empty without one.

    `plain_http`: its owner allows a way without protection. `sends_json`: its engine takes
    pictures inside a JSON body, not as the files of a form (see `openai_videos`). `lists`: its
    engine tells which jobs it has, so that we can look for one that was lost. `may_be_absent`:
    nobody said that its host has its API; without it the others go on.
    """

    account: Account
    url: str
    key: SecretStr | None
    key_env: str = ""
    plain_http: bool = False
    sends_json: bool = False
    lists: bool = True
    may_be_absent: bool = False


def load_account_plans(
    own_file: Path, models: Sequence[Model], key_in: Callable[[str], SecretStr]
) -> tuple[AccountPlan, ...]:
    """The accounts named in the operator's file, the preferred first; empty when it names none.

    `key_in` gives the key that a variable holds, or raises SettingsError. Raises CatalogueError, or
    SettingsError with every key that is not there.
    """
    problems = Problems()
    tables = read_file(own_file, problems).accounts
    names = frozenset(model.name for model in models)
    drafts = [
        _read(raw, name, Fields(raw=raw, where=f'{own_file}, account "{name}"', problems=problems))
        for name, raw in tables.items()
    ]
    for draft in drafts:
        for unknown in sorted((draft.account.models or frozenset()) - names):
            where = f'{own_file}, account "{draft.account.name}"'
            problems.add(where, f'models holds "{unknown}", which the catalogue does not know.')
    if problems.found:
        raise CatalogueError(tuple(dict.fromkeys(problems.found)))
    keys = _keys({draft.key_env: None for draft in drafts if draft.key_env}, key_in)
    return tuple(
        AccountPlan(
            account=draft.account,
            url=draft.url,
            key=keys.get(draft.key_env),
            key_env=draft.key_env,
            plain_http=draft.plain_http,
            sends_json=draft.sends_json,
            lists=draft.lists,
        )
        for draft in drafts
    )


def minimax_plans(url: str, key: SecretStr, submits_per_minute: int) -> tuple[AccountPlan, ...]:
    """What one MiniMax key makes when no file names accounts: one for each of the vendor's APIs.

    `submits_per_minute` is the first generation's; the second has limits of its own. Resellers may
    serve the first alone.
    """
    purse = "MINIMAX_API_KEY"
    first = Account(
        name="minimax", provider=MINIMAX_V1, submits_per_minute=submits_per_minute, purse=purse
    )
    second = Account(
        name="minimax H3",
        provider=MINIMAX_V2,
        submits_per_minute=_USUAL_A_MINUTE[MINIMAX_V2],
        most_in_flight=_USUAL_IN_FLIGHT[MINIMAX_V2],
        purse=purse,
    )
    return (
        AccountPlan(account=first, url=url, key=key, key_env=purse),
        AccountPlan(account=second, url=url, key=key, key_env=purse, may_be_absent=True),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    account: Account
    url: str
    key_env: str
    plain_http: bool
    sends_json: bool
    lists: bool


def _keys(variables: Iterable[str], key_in: Callable[[str], SecretStr]) -> Mapping[str, SecretStr]:
    """The key in each variable. Raises SettingsError with what is wrong with any of them."""
    found: dict[str, SecretStr] = {}
    missing: list[str] = []
    for variable in variables:
        try:
            found[variable] = key_in(variable)
        except SettingsError as error:
            missing.extend(error.problems)
    if missing:
        raise SettingsError(tuple(missing))
    return found


def _read(raw: Raw, name: str, fields: Fields) -> _Draft:
    if not _NAME.fullmatch(name):
        sentence = "its name must be 1 to 40 letters, digits, spaces, dots, dashes or underscores."
        fields.problems.add(fields.where, sentence)
    for needed in ("provider", "url"):
        if needed not in raw:
            fields.problem(needed, "is missing.")
    provider = fields.choice("provider", list(KINDS)) if "provider" in raw else KINDS[0]
    a_minute = fields.whole_number("submits_per_minute", most=_MOST_A_MINUTE)
    in_flight = fields.whole_number("most_in_flight", most=_MOST_IN_FLIGHT)
    if in_flight is None and provider != MINIMAX_V1:
        in_flight = _USUAL_IN_FLIGHT.get(provider, _OTHERS_IN_FLIGHT)
    plain_http = fields.yes_or_no("plain_http", default=False)
    sends_json = fields.yes_or_no("sends_json", default=False)
    lists = fields.yes_or_no("lists", default=True)
    _check_kind(raw, fields, provider)
    url, key_env = _url(raw, fields, plain_http=plain_http), _key_env(raw, fields, provider)
    return _Draft(
        account=Account(
            name=name,
            provider=provider,
            submits_per_minute=a_minute or _USUAL_A_MINUTE.get(provider, _OTHERS_A_MINUTE),
            most_in_flight=in_flight,
            models=_models(raw, fields),
            # Without a key, one address is one engine all the same, with one list.
            purse=f"{key_env} {url}",
        ),
        url=url,
        key_env=key_env,
        plain_http=plain_http,
        sends_json=sends_json,
        lists=lists,
    )


def _check_kind(raw: Raw, fields: Fields, provider: str) -> None:
    for own in ("sends_json", "lists"):
        if own in raw and provider != OPENAI_VIDEOS:
            fields.problem(own, f'is for accounts with provider = "{OPENAI_VIDEOS}"; drop it.')


def _url(raw: Raw, fields: Fields, *, plain_http: bool) -> str:
    url = str(raw.get("url", ""))
    try:
        return setting_values.service_address(url, plain_http=plain_http)
    except ValueError as error:
        if "url" in raw:
            fields.problem("url", f"{error}{_HOW_TO_ALLOW if _is_plain(url) else ''}")
        return ""


def _is_plain(url: str) -> bool:
    """Whether nothing is wrong with an address but that its way is unprotected."""
    try:
        return setting_values.service_address(url, plain_http=True).startswith("http://")
    except ValueError:
        return False


def _key_env(raw: Raw, fields: Fields, provider: str) -> str:
    if "key_env" not in raw:
        if provider in {MINIMAX_V1, MINIMAX_V2}:
            fields.problem("key_env", 'is missing; it names the variable, as in "MINIMAX_API_KEY".')
        return ""
    name = raw["key_env"]
    if (
        not isinstance(name, str)
        or not _VARIABLE.fullmatch(name)
        or setting_values.looks_like_key(name)
    ):
        # What stands there may be the key itself: it is not repeated.
        fields.problem(
            "key_env",
            "must name an environment variable in capitals, such as MINIMAX_API_KEY; the key itself"
            " never stands in this file.",
        )
        return ""
    return name


def _models(raw: Raw, fields: Fields) -> frozenset[str] | None:
    if "models" not in raw:
        return None
    names = raw["models"]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        fields.problem("models", 'must be a list of names, such as ["MiniMax-Hailuo-2.3"].')
        return None
    return frozenset(names)
