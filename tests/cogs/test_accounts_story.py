"""`/greenlight-operator accounts`, read by the operator in Discord."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from cogs.ui import words_card, words_desk, words_operator
from cogs.ui.reply import LONGEST_MESSAGE
from cogs.ui.words_notices import notice
from domain.job import Failure, FailureKind, JobStatus
from services import outcomes
from services.accounts import Account
from services.notices import Notice
from services.providers.base import EngineError, Meaning, Polled, RemoteStatus
from services.standing import Standing, Standings
from tests.cogs.builders import NOW, job
from tests.lane import Lane, open_lane

FILE = """
[accounts.minimax]
provider = "minimax-v1"
url = "https://reseller.example/path-that-is-a-secret"
key_env = "FIRST_KEY"
submits_per_minute = 7

[accounts.spare]
provider = "minimax-v1"
url = "https://api.minimax.io"
key_env = "SECOND_KEY"
models = ["S2V-01"]
most_in_flight = 3
"""


@pytest.fixture
async def two(tmp_path: Path):
    """The bot with two accounts named in the models file."""
    file = tmp_path / "models.toml"
    file.write_text(FILE)
    async with open_lane(tmp_path, {"GREENLIGHT_MODELS_FILE": str(file)}) as lane:
        yield lane


async def shown(lane: Lane) -> str:
    return (await lane.slash("operator", "greenlight-operator accounts")).text


async def test_the_operator_sees_what_each_makes_and_how_busy_it_is(two: Lane) -> None:
    """Names, kinds, models, limits and the last minute; never a key or an address."""
    two.provider.on_poll.extend([Polled(status=RemoteStatus.RUNNING)] * 20)
    await two.video("a red lighthouse")
    await two.step()
    text = await shown(two)
    assert "**minimax** · MiniMax V1 · makes T2V-01" in text
    assert "1 being made · 1 of 7 handed over in the last minute" in text
    assert "**spare** · MiniMax V1 · makes S2V-01" in text
    assert "0 of 3 being made · 0 of 5 handed over in the last minute" in text
    assert text.count("Works") == 2
    for secret in ("FIRST_KEY", "SECOND_KEY", "reseller", "secret", "http"):
        assert secret not in text
    await two.step(minutes=2)
    assert "0 of 7 handed over" in await shown(two)


async def test_an_account_without_money_is_seen_and_heard_of(two: Lane) -> None:
    """The list says until when it rests and why; the notice names it; both end when it works."""
    two.provider.on_submit.append(EngineError(Meaning.MONEY, code="1008", text="no balance"))
    await two.video("a red lighthouse")
    await two.step()
    text = await shown(two)
    assert "Set aside until <t:" in text
    assert "it has no money left" in text
    assert "||1008||" in text
    operator = two.discord.member("operator")
    (told,) = two.discord.messages(operator.dm)
    assert "The account minimax has no money left" in told.text
    await two.until_posted()
    assert (await shown(two)).count("Works") == 2


async def test_a_model_that_one_account_may_not_use(two: Lane) -> None:
    """It stands with the account that refused it."""
    two.provider.on_submit.append(EngineError(Meaning.MODEL, code="2061"))
    answer = await two.video("a red lighthouse")
    await two.step()
    assert "may not use T2V-01" in await shown(two)
    assert "Your shot is in" in answer.text


async def test_lost_answers_are_counted(two: Lane) -> None:
    """A shot without certainty stands with its account."""
    two.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    await two.video("a red lighthouse")
    await two.step()
    assert "1 answer lost" in await shown(two)
    assert [job.status for job in await two.all_jobs()] == [JobStatus.UNCONFIRMED]


def standing(**more: object) -> Standing:
    made = Standing(
        account=Account(name="minimax", provider="minimax-v2", submits_per_minute=300),
        makes=("H3",),
        refuses=(),
        set_aside_until=None,
        since=None,
        why=None,
        code="",
        in_flight=0,
        sent_lately=0,
        unconfirmed=0,
    )
    return replace(made, **more)


STATES = {
    "works": ({}, "- Works"),
    "a pause": ({"set_aside_until": NOW}, "it asked for a pause"),
    "key": ({"set_aside_until": NOW, "why": Notice.KEY_REFUSED}, "its key is refused"),
    "address": ({"set_aside_until": NOW, "why": Notice.ADDRESS_WRONG}, "at its address"),
    "down": ({"set_aside_until": NOW, "why": Notice.SERVICE_DOWN}, "it can't be reached"),
    "plan": ({"set_aside_until": NOW, "why": Notice.SERVICE_LIMITED}, "its plan is used up"),
    "rest over": ({"why": Notice.KEY_REFUSED, "since": NOW}, "the next shot tries it"),
    "nothing to make": ({"makes": ()}, "makes nothing"),
    "many models": ({"makes": tuple("abcdefg")}, "a, b, c, d and 3 more"),
}


@pytest.mark.parametrize(("more", "wanted"), STATES.values(), ids=STATES.keys())
def test_each_state_in_words(more: dict[str, object], wanted: str) -> None:
    """Why it rests is said plainly, whatever the reason."""
    reply = words_operator.accounts(Standings(known=(standing(**more),), gone={}))
    assert wanted in reply.text


def test_many_accounts_and_long_names_fit_a_message() -> None:
    """However many there are, and whatever they are called, the message is one."""
    account = Account(name="a_`*" * 30, provider="openai-videos", submits_per_minute=1)
    many = standing(account=account, makes=("*" * 90,) * 9, refuses=("_" * 90,) * 9, code="x" * 99)
    text = words_operator.accounts(Standings(known=(many,) * 30, gone={})).text
    assert len(text) <= LONGEST_MESSAGE
    assert re.search(r"and 2\d more accounts", text)


def test_an_account_that_is_in_no_file_any_more() -> None:
    """Its open shots are counted."""
    text = words_operator.accounts(Standings(known=(standing(),), gone={"old": 2})).text
    assert text.endswith("**old** is not in the models file any more; 2 shots of it open.")


SAID = {
    "money out, another goes on": (
        {"notice": "balance_low", "about": "main", "others": ["spare", "old"]},
        "The account main has no money left. Its shots go to spare, old meanwhile.",
    ),
    "money out, nobody else": (
        {"notice": "balance_low", "about": "main", "others": []},
        "Nothing is handed over to it; waiting shots keep their places.",
    ),
    "key": ({"notice": "key_refused", "about": "main"}, "the key of the account main"),
    "address": ({"notice": "address_wrong", "about": "main"}, "the address of the account main"),
    "down": ({"notice": "service_down", "about": "main"}, "through the account main"),
    "limited": ({"notice": "service_limited", "about": "main"}, "the account main has reached"),
    "a model, others make it": (
        {"notice": "model_hidden", "model": "M", "account": "main", "is_offered": True},
        "The account main may not use M; other accounts make it",
    ),
    "a model, nobody else": (
        {"notice": "model_hidden", "model": "M", "account": "main", "is_offered": False},
        "The account main may not use M; members don't see it any more",
    ),
    "lost, to be listed": (
        {"notice": "unconfirmed", "about": "7RKQ2M", "is_sought": True},
        "I look for it in the video service's list every few minutes",
    ),
    "lost, no list": (
        {"notice": "unconfirmed", "about": "7RKQ2M"},
        "Look for it at the video service",
    ),
    "several fit": (
        {"notice": "several_fit", "about": "7RKQ2M", "tasks": ["1", "2"], "rivals": ["XXXXXX"]},
        "could be the service's 1, 2, and XXXXXX could be it as well",
    ),
    "account gone": ({"notice": "account_gone", "about": "main"}, "Put it back and restart"),
    "unreadable": ({"notice": "unreadable", "about": "7RKQ2M"}, "row of shot 7RKQ2M"),
}


@pytest.mark.parametrize(("facts", "wanted"), SAID.values(), ids=SAID.keys())
def test_notices_name_the_account_and_what_goes_on(facts: dict[str, object], wanted: str) -> None:
    """The operator reads which account it is and what becomes of its shots meanwhile."""
    assert wanted in notice(facts, lambda _: None).text


def test_many_lost_shots_fit_a_message() -> None:
    """However long the names, the list is one message and counts what it leaves out."""
    prompt, name = "*" * 200, "_" * 100
    many = [job(prompt, account="a" * 40, status=JobStatus.UNCONFIRMED)] * 30
    text = words_desk.unconfirmed(many, lambda _: name).text
    assert len(text) <= LONGEST_MESSAGE
    assert re.search(r"and 2\d more", text)
    assert "was-made" in text


LOST = {
    "a list": ({"is_sought": True}, "", "I keep looking and will tell. 7RKQ2M"),
    "no list": ({"is_sought": False}, "", "The person who runs this bot looks into it"),
    "an older row": ({}, "", "The person who runs this bot looks into it"),
    "the account is gone": ({}, outcomes.ACCOUNT_GONE, "lost touch with the service"),
}


@pytest.mark.parametrize(("facts", "code", "wanted"), LOST.values(), ids=LOST.keys())
def test_the_card_says_who_looks_for_a_lost_shot(
    facts: dict[str, object], code: str, wanted: str
) -> None:
    """We, where the service has a list; people, where it has none."""
    failure = Failure(kind=FailureKind.GAVE_UP if code else FailureKind.ENGINE, code=code)
    lost = job(status=JobStatus.UNCONFIRMED, failure=failure)
    told = {"what": outcomes.UNCONFIRMED, **facts}
    assert wanted in words_card.changed(lost, told, None, NOW).text
