"""Accounts become adapters: which class speaks for which, and over which way."""

from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from services import catalogue
from services.accounts import Account
from services.catalogue_file import CatalogueError
from services.providers.account_plans import AccountPlan, load_account_plans
from services.providers.base import Capabilities
from services.providers.kinds import KINDS, MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS
from services.providers.making import make_provider
from services.providers.minimax_v1 import MiniMaxV1
from services.providers.minimax_v2 import MiniMaxV2
from services.providers.openai_videos import OpenAIVideos
from services.setting_values import service_address

KEY = SecretStr("sk-a-key-of-ours")
CLASSES = {MINIMAX_V1: MiniMaxV1, MINIMAX_V2: MiniMaxV2, OPENAI_VIDEOS: OpenAIVideos}


def plan(kind: str, url: str = "https://engine.example", **more: object) -> AccountPlan:
    account = Account(name="one", provider=kind, submits_per_minute=5)
    return AccountPlan(account=account, url=url, **{"key": KEY, **more})


def plans_of(text: str, tmp_path: Path) -> tuple[AccountPlan, ...]:
    file = tmp_path / "models.toml"
    file.write_text(text)
    return load_account_plans(file, (), lambda _: KEY)


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_has_its_adapter(kind: str, session: aiohttp.ClientSession) -> None:
    """Each kind that the models file may name is spoken by its own class."""
    made = make_provider(plan(kind), session, 5)
    assert type(made) is CLASSES[kind]
    assert made.account == "one"
    assert repr(made) == f"{CLASSES[kind].__name__}(account='one')"


async def test_what_can_not_be_made(session: aiohttp.ClientSession) -> None:
    """A kind nobody knows, or a vendor's account without its key, is a fault of ours."""
    with pytest.raises(ValueError, match="no adapter for magic"):
        make_provider(plan("magic"), session, 5)
    with pytest.raises(ValueError, match="no adapter"):
        make_provider(plan(MINIMAX_V1, key=None), session, 5)


@pytest.mark.parametrize("kind", KINDS)
async def test_plain_http_must_be_said(kind: str, session: aiohttp.ClientSession) -> None:
    """No adapter goes over an unprotected way to another machine unless its account says so."""
    with pytest.raises(ValueError, match="must begin with https://"):
        make_provider(plan(kind, "http://gpu.example:8000"), session, 5)
    assert make_provider(plan(kind, "http://127.0.0.1:8000"), session, 5)
    assert make_provider(plan(kind, "http://gpu.example:8000", plain_http=True), session, 5)


def test_a_gpu_of_ones_own(tmp_path: Path) -> None:
    """The example of the documentation: no key, plain http on one's own wire, JSON."""
    (made,) = plans_of(
        '[accounts.gpu]\nprovider = "openai-videos"\nurl = "http://gpu.lan:30000"\n'
        "plain_http = true\nsends_json = true\n",
        tmp_path,
    )
    assert (made.url, made.key) == ("http://gpu.lan:30000", None)
    assert (made.plain_http, made.sends_json) == (True, True)
    assert made.account.most_in_flight == 1


@pytest.mark.parametrize(("says", "lists"), [("", True), ("lists = false\n", False)])
async def test_a_gateway_without_a_list(
    tmp_path: Path, session: aiohttp.ClientSession, says: str, lists: bool
) -> None:
    """An account says so in the file, and then nobody promises to look for a lost shot there."""
    (made,) = plans_of(
        f'[accounts.gate]\nprovider = "openai-videos"\nurl = "https://gate.example"\n{says}',
        tmp_path,
    )
    assert make_provider(made, session, 5).capabilities == Capabilities(lists=lists, cancels=True)


def test_the_example_of_the_models_file(tmp_path: Path) -> None:
    """What its comments advise for one's own GPU works as it stands, and costs nothing."""
    lines = Path(catalogue.__file__).with_name("models.toml").read_text().splitlines()
    start = lines.index('# [accounts."garage"]')
    end = lines.index("", start)
    file = tmp_path / "models.toml"
    file.write_text("\n".join(line.removeprefix("#").strip() for line in lines[start:end]))
    models = catalogue.load_catalogue(file).models
    (made,) = load_account_plans(file, models, lambda _: KEY)
    served = [model for model in models if made.account.serves(model)]
    assert served
    assert {(o.cost_micro, o.credits) for model in served for o in model.offers} == {(0, 1)}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            'provider = "openai-videos"\nurl = "http://gpu.lan:30000"',
            "url must begin with https:// (http:// would send the key unprotected). If the way"
            " there is your own, say plain_http = true beside it.",
        ),
        (
            'provider = "openai-videos"\nurl = "http://gpu.lan"\nplain_http = "yes"',
            "plain_http must be true or false.",
        ),
        (
            'provider = "openai-videos"\nurl = "ftp://gpu.lan"\nplain_http = true',
            "url must be a whole address such as https://api.example.com.",
        ),
        (
            'provider = "minimax-v1"\nkey_env = "K1"\nurl = "https://x.eu"\nsends_json = true',
            'sends_json is for accounts with provider = "openai-videos"; drop it.',
        ),
        (
            'provider = "minimax-v2"\nkey_env = "K1"\nurl = "https://x.eu"\nlists = false',
            'lists is for accounts with provider = "openai-videos"; drop it.',
        ),
    ],
    ids=["not said", "no yes or no", "no http", "another kind", "another kind's list"],
)
def test_what_an_account_says_wrongly(text: str, sentence: str, tmp_path: Path) -> None:
    """Each mistake is told with what would work."""
    with pytest.raises(CatalogueError) as caught:
        plans_of(f"[accounts.gpu]\n{text}\n", tmp_path)
    assert any(problem.endswith(sentence) for problem in caught.value.problems)


@pytest.mark.parametrize("url", ["http://api.minimax.io", "http://10.0.0.7:8000/x"])
def test_settings_never_allow_it(url: str) -> None:
    """An address in a variable has nobody beside it who could say so."""
    with pytest.raises(ValueError, match="must begin with https://"):
        service_address(url)
