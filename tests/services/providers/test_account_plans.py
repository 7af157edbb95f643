"""The accounts of the models file: read whole, or refused with every problem at once."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from services.catalogue import load_catalogue
from services.catalogue_file import CatalogueError
from services.providers.account_plans import AccountPlan, load_account_plans, minimax_plans
from services.settings import SettingsError, load_key

GOOD = {
    "provider": '"minimax-v1"',
    "url": '"https://api.minimax.io"',
    "key_env": '"FIRST_KEY"',
}


def table(name: str = "first", **fields: str | None) -> str:
    """An account as it stands in the file; None leaves a field out."""
    lines = [f"{key} = {value}" for key, value in {**GOOD, **fields}.items() if value is not None]
    return "\n".join([f'[accounts."{name}"]', *lines, ""])


def plans(folder: Path, text: str) -> tuple[AccountPlan, ...]:
    file = folder / "models.toml"
    file.write_text(text, encoding="utf-8")
    return load_account_plans(file, load_catalogue(None).models, SecretStr)


def problems(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(CatalogueError) as refused:
        plans(folder, text)
    return refused.value.problems


def test_they_are_read_in_the_order_of_the_file(tmp_path: Path) -> None:
    """The first is preferred; limits left out are what the vendor usually grants."""
    first, second, own = plans(
        tmp_path,
        table(submits_per_minute="7", models='["T2V-01"]')
        + table("second", provider='"minimax-v2"', key_env='"SECOND_KEY"')
        + table("own", provider='"openai-videos"', url='"http://127.0.0.1:30000"', key_env=None),
    )
    assert [plan.account.name for plan in (first, second, own)] == ["first", "second", "own"]
    assert (first.account.submits_per_minute, first.account.most_in_flight) == (7, None)
    assert first.account.models == {"T2V-01"}
    assert (second.account.submits_per_minute, second.account.most_in_flight) == (300, 30)
    assert (own.account.submits_per_minute, own.account.most_in_flight) == (60, 1)
    assert own.key is None
    assert second.key is not None
    assert second.key.get_secret_value() == "SECOND_KEY"


def test_no_accounts_are_no_accounts(tmp_path: Path) -> None:
    """A file of models alone leaves the one MiniMax key in its place."""
    assert plans(tmp_path, "") == ()


def test_accounts_with_one_key_at_one_host_share_it(tmp_path: Path) -> None:
    """Their key and money are the same; another host's or variable's are not."""
    here = plans(
        tmp_path,
        table()
        + table("h3", provider='"minimax-v2"')
        + table("mainland", url='"https://api.minimax.cn"')
        + table("another", key_env='"SECOND_KEY"'),
    )
    first, second, *others = (plan.account.purse for plan in here)
    assert first == second
    assert len({first, *others}) == 3


def test_one_key_makes_an_account_of_each_generation() -> None:
    """The bare key is good for both APIs; the second has its own limits, and may be absent."""
    first, second = minimax_plans("https://api.minimax.io", SecretStr("k"), 7)
    assert (first.account.name, second.account.name) == ("minimax", "minimax H3")
    assert (first.account.provider, second.account.provider) == ("minimax-v1", "minimax-v2")
    assert (first.account.submits_per_minute, first.account.most_in_flight) == (7, None)
    assert (second.account.submits_per_minute, second.account.most_in_flight) == (300, 30)
    assert (first.url, first.key) == (second.url, second.key)
    assert first.account.purse == second.account.purse != ""
    assert (first.may_be_absent, second.may_be_absent) == (False, True)


WRONG = {
    "no provider": ({"provider": None}, "provider is missing"),
    "no address": ({"url": None}, "url is missing"),
    "no key": ({"key_env": None}, "key_env is missing"),
    "another provider": ({"provider": '"runway"'}, "minimax-v1"),
    "not an address": ({"url": '"api.minimax.io"'}, "whole address"),
    "an address with a key": ({"url": '"https://me:key@api.minimax.io"'}, "bare address"),
    "a number as address": ({"url": "5"}, "whole address"),
    "an unprotected way": ({"url": '"http://api.minimax.io"'}, "plain_http = true"),
    "the key itself": ({"key_env": '"sk-api-4711"'}, "the key itself never stands in this file"),
    "a small variable": ({"key_env": '"first_key"'}, "in capitals"),
    "no limit": ({"submits_per_minute": "0"}, "from 1 to"),
    "a limit in words": ({"most_in_flight": '"ten"'}, "whole number"),
    "a model alone": ({"models": '"T2V-01"'}, "a list of names"),
    "an unknown model": ({"models": '["T2V-99"]'}, '"T2V-99"'),
    "an unknown field": ({"keyenv": '"FIRST_KEY"'}, "key_env"),
}


@pytest.mark.parametrize(("changed", "why"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_said(tmp_path: Path, changed: dict[str, str | None], why: str) -> None:
    """Each problem names the file, the account and what would work; a key is never repeated."""
    found = problems(tmp_path, table(**changed))
    assert any(why in sentence for sentence in found), found
    assert all("models.toml" in sentence and '"first"' in sentence for sentence in found)
    assert not any("4711" in sentence for sentence in found)


@pytest.mark.parametrize("name", ["a:b", "a*", "ä", "x" * 41, " a", "<@1>"], ids=repr)
def test_a_name_that_can_not_be_read_out_is_refused(tmp_path: Path, name: str) -> None:
    """Names stand in messages and tell notices apart."""
    assert any("its name must be" in one for one in problems(tmp_path, table(name)))


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    """Two wrong accounts are two sentences, not one after the other."""
    found = problems(tmp_path, table(url='"x"') + table("second", key_env='"x"'))
    assert len(found) == 2


def test_keys_that_are_not_there_are_named_at_once(tmp_path: Path) -> None:
    """One sentence names each variable to fill, once, however many accounts ask for it."""
    file = tmp_path / "models.toml"
    second, third = table("second", key_env='"SECOND_KEY"'), table("third")
    file.write_text(table() + second + third, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        load_account_plans(file, load_catalogue(None).models, lambda name: load_key(name, {}, None))
    named = [problem.partition(" is missing.")[0] for problem in refused.value.problems]
    assert named == ["FIRST_KEY", "SECOND_KEY"]


@pytest.mark.parametrize(
    "key", ["sk-abcdefghijklmnop", "eyJhbGciOiJSUzI1NiIsInR5cCI6", "aB3dE5gH7jK9mN1pQ3rS"]
)
def test_a_key_pasted_as_a_name_is_not_repeated(tmp_path: Path, key: str) -> None:
    """As the account's name or as key_env: refused without a word of it."""
    for text in (table(key), table(key_env=f'"{key}"')):
        with pytest.raises(CatalogueError) as refused:
            plans(tmp_path, text)
        assert key not in str(refused.value)


def test_a_key_pasted_as_a_variable_is_refused(tmp_path: Path) -> None:
    """Capitals and digits alone look like a key, not like a variable's name."""
    [problem] = problems(tmp_path, table(key_env='"SKABCDEF0123456789XYZ01"'))
    assert "key_env must name an environment variable" in problem
    assert "SKABC" not in problem


@pytest.mark.parametrize("name", ["MiniMax reseller 2024", "my-second-minimax-account-2024"])
def test_a_long_name_is_no_key(tmp_path: Path, name: str) -> None:
    """Words and numbers are names."""
    (plan,) = plans(tmp_path, table(name, key_env='"GREENLIGHT_TEST_KEY_2024_X1"'))
    assert plan.account.name == name
