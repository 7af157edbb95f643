"""Several accounts at work: who takes over, what never moves, and accounts that come and go."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.job import FailureKind, Job, JobStatus
from domain.refusals import Refused
from domain.refusals_acts import BadValue
from services.asks import Who
from services.providers.base import (
    Capabilities,
    EngineError,
    Listed,
    Meaning,
    Polled,
    RemoteStatus,
)
from storage import accounts
from tests.scripted import ScriptedProvider
from tests.services.conftest import ANA, BEN, OPERATOR, WIDE, Bench

RUNNING = Polled(status=RemoteStatus.RUNNING)
MONEY = EngineError(Meaning.MONEY, code="1008", text="insufficient balance")


@pytest.fixture
def two(bench: Bench, clip_file: Path) -> Bench:
    """The account `minimax` is preferred, `second` makes the same models."""
    second = ScriptedProvider(clip=clip_file, account="second")
    return replace(bench, others=(second,), limits=WIDE, submits_per_minute=100)


def members(number: int) -> list[Who]:
    return [Who(member_id=1000 + count, name="m") for count in range(number)]


async def facts_of(bench: Bench, notice: str) -> list[dict]:
    import json

    sql = "SELECT facts FROM outbox WHERE kind = 'operator_notice'"
    rows = await bench.database.read(lambda db: db.conn.execute(sql).fetchall())
    return [told for (row,) in rows if (told := json.loads(row))["notice"] == notice]


async def test_the_first_runs_dry_in_mid_queue(two: Bench) -> None:
    """Three of ten go through the first account, then its money ends: the second finishes the
    rest, none is made twice, and the operator reads once which account it is and who takes over."""
    first, second = two.provider, two.others[0]
    first.on_submit.extend(["1", "2", "3", *[MONEY] * 50])
    asked = [await two.request(who=who) for who in members(10)]
    done = [await two.until_over(job.code, steps=40) for job in asked]
    assert {job.status for job in done} == {JobStatus.SUCCEEDED}
    assert Counter(job.account for job in done) == {"minimax": 3, "second": 7}
    assert len(second.submits) == 7
    assert len(set(first.downloads)) == 3
    assert len(set(second.downloads)) == 7
    assert two.poster.kinds.count("clip") == 10
    assert await two.spent_micro() == sum(job.cost_micro for job in done)
    assert await two.notices() == ["balance_low"]
    (told,) = await facts_of(two, "balance_low")
    assert (told["about"], told["others"]) == ("minimax", ["second"])
    assert await two.proof() == []


async def test_nobody_is_told_of_an_outage_while_one_account_works(two: Bench) -> None:
    """Cards say that the service is down only when no account is left."""
    two.provider.on_submit.extend([MONEY] * 50)
    two.others[0].on_submit.extend([EngineError(Meaning.KEY, code="1004")] * 50)
    job = await two.request()
    other = await two.request(who=BEN)
    await two.submitter.submit(await two.submitter.take_turn())
    await two.delivery.round()
    assert two.poster.edits == []
    await two.step()
    await two.delivery.round()
    assert {letter.facts["what"] for letter, _ in two.poster.edits} == {"service_down"}
    assert {(await two.job(j.code)).status for j in (job, other)} == {JobStatus.QUEUED}


async def test_the_preferred_account_is_used_again_when_it_can(two: Bench) -> None:
    """Topped up, the first account gets its shots again after its rest."""
    two.provider.on_submit.append(MONEY)
    job = await two.request()
    await two.step()
    assert (await two.until_over(job.code, seconds=1, steps=40)).account == "second"
    later = await two.request(who=BEN)
    await two.step(minutes=1)
    assert (await two.until_over(later.code)).account == "minimax"
    assert (await two.database.read(accounts.account, "minimax")).set_aside_until is None


MOVES = {
    "not sent": (EngineError(Meaning.NOT_SENT), "second"),
    "busy": (EngineError(Meaning.BUSY, code="1002"), "second"),
    "plan used up": (EngineError(Meaning.PLAN, code="2056"), "second"),
    "key refused": (EngineError(Meaning.KEY, code="1004"), "second"),
    "no such address": (EngineError(Meaning.ADDRESS, code="HTTP 404"), "second"),
    "not for this account": (EngineError(Meaning.MODEL, code="2061"), "second"),
    "answer lost": (EngineError(Meaning.ANSWER_LOST), "minimax"),
    "refused": (EngineError(Meaning.CONTENT, code="1026"), "minimax"),
    "impossible": (EngineError(Meaning.PARAMETERS, code="2013"), "minimax"),
    "output refused": (EngineError(Meaning.OUTPUT, code="1027"), "minimax"),
}


@pytest.mark.parametrize(("error", "ends_at"), MOVES.values(), ids=MOVES.keys())
async def test_a_shot_moves_only_while_nothing_was_created(
    two: Bench, error: EngineError, ends_at: str
) -> None:
    """What the first account certainly did not take goes to the second; all else stays."""
    two.provider.on_submit.append(error)
    job = await two.request()
    for _ in range(20):
        await two.step(seconds=1)
    standing = await two.job(job.code)
    assert standing.account == ends_at
    assert len(two.others[0].submits) == (ends_at == "second")
    assert len(two.provider.submits) == 1
    wanted = JobStatus.SUCCEEDED if ends_at == "second" else standing.status
    assert standing.status is wanted
    assert await two.proof() == []


async def test_trouble_with_a_running_shot_moves_nothing(two: Bench) -> None:
    """A key refused while polling: the shot waits for its own account, however long."""
    two.provider.on_poll.extend([EngineError(Meaning.KEY, code="1004")] * 5)
    job = await two.request()
    done = await two.until_over(job.code, steps=30)
    assert (done.status, done.account) == (JobStatus.SUCCEEDED, "minimax")
    assert two.others[0].submits == two.others[0].polls == []


async def test_a_model_is_hidden_when_nobody_makes_it(two: Bench) -> None:
    """Refused by one account it is still offered, and the notices say so; by all: hidden."""
    job = await two.request()
    name = job.shot.model
    no_model = EngineError(Meaning.MODEL, code="2061")
    two.provider.on_submit.append(no_model)
    await two.until_over(job.code)
    assert name not in await two.database.read(two.accounts.hidden)
    two.others[0].on_submit.append(no_model)
    await two.request(who=BEN)
    await two.step(minutes=1)
    assert name in await two.database.read(two.accounts.hidden)
    told = await facts_of(two, "model_hidden")
    assert [(one["account"], one["is_offered"]) for one in told] == [
        ("minimax", True),
        ("second", False),
    ]


ABSENT = EngineError(Meaning.ABSENT, code="HTTP 404")


async def test_a_host_without_the_api_hides_its_models(bench: Bench) -> None:
    """Its shots, also those that wait, end at once and free; one notice names all its models, and
    a restart offers them again."""
    bench.provider.on_submit.append(ABSENT)
    jobs = [await bench.request() for _ in range(2)]
    await bench.step()
    assert len(bench.provider.submits) == 1
    for job in jobs:
        over = await bench.job(job.code)
        assert (over.status, over.failure.kind) == (JobStatus.FAILED, FailureKind.NOT_OFFERED)
    assert await bench.spent_micro() == 0
    assert await bench.studio.suggest_models("", None) == []
    assert await bench.notices() == ["api_absent"]
    (told,) = await facts_of(bench, "api_absent")
    assert (told["about"], len(told["models"]), told["is_offered"]) == ("minimax", 6, False)
    bench.restart("boot-2")
    await bench.step()
    assert (await bench.until_over((await bench.request()).code)).status is JobStatus.SUCCEEDED
    assert await bench.proof() == []


async def test_a_host_without_the_api_is_no_matter_where_another_has_it(two: Bench) -> None:
    """The shot goes to the account that makes its model, and members see no difference."""
    two.provider.on_submit.append(ABSENT)
    job = await two.request()
    done = await two.until_over(job.code)
    assert (done.status, done.account) == (JobStatus.SUCCEEDED, "second")
    (told,) = await facts_of(two, "api_absent")
    assert told["is_offered"]
    assert len(await two.studio.suggest_models("", None)) == 6


@pytest.mark.parametrize("meaning", [Meaning.KEY, Meaning.MONEY])
async def test_what_is_wrong_with_a_shared_key_is_told_once(two: Bench, meaning: Meaning) -> None:
    """Two accounts of one key: one notice, an outage of both, and over for both with one shot."""
    two = replace(two, purse="one key")
    for one in (two.provider, *two.others):
        one.on_submit.append(EngineError(meaning, code="1004"))
    job = await two.request()
    for _ in range(2):
        await two.step(seconds=1)
    assert [len(one.submits) for one in (two.provider, *two.others)] == [1, 1]
    assert len(await two.notices()) == 1
    for name in ("minimax", "second"):
        assert await two.database.read(two.accounts.outage_of, name) is not None
    assert (await two.until_over(job.code)).status is JobStatus.SUCCEEDED
    for name in ("minimax", "second"):
        assert await two.database.read(two.accounts.outage_of, name) is None


@pytest.fixture
def one_list(two: Bench) -> Bench:
    """Both accounts have one key at one kind of engine, which lists what it makes."""
    for one in (two.provider, *two.others):
        one.capabilities = Capabilities(lists=True)
    return replace(two, purse="one key", submits_per_minute=1)


def in_both_lists(two: Bench, job: Job, *numbers: str) -> None:
    for number in numbers:
        told = Listed(
            remote_task_id=number,
            model=job.shot.model,
            created_at=two.clock() - timedelta(seconds=1),
        )
        for one in (two.provider, *two.others):
            one.listed.append(told)


@pytest.mark.parametrize(
    ("purse", "ends"), [("one key", JobStatus.UNCONFIRMED), ("", JobStatus.SUCCEEDED)]
)
async def test_the_task_of_another_account_with_the_same_key_is_known(
    one_list: Bench, purse: str, ends: JobStatus
) -> None:
    """A list of both never gives the one's running shot to the other's lost one; where the lists
    are two, the same handle in each is two shots'."""
    two = replace(one_list, purse=purse)
    two.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    two.others[0].on_submit.append("777")
    lost, running = [await two.request(who=who) for who in (ANA, BEN)]
    await two.step(seconds=1)
    in_both_lists(two, lost, "777")
    assert (await two.until_over(running.code)).account == "second"
    for _ in range(4):
        await two.step(seconds=60)
    assert (await two.job(lost.code)).status is ends
    assert await two.proof() == []


async def test_lost_shots_of_one_list_are_rivals(one_list: Bench) -> None:
    """One was lost at each account: a task that may be either's is nobody's without people."""
    for one in (one_list.provider, *one_list.others):
        one.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    asked = [await one_list.request(who=who) for who in (ANA, BEN)]
    await one_list.step(seconds=1)
    in_both_lists(one_list, asked[0], "777")
    for _ in range(3):
        await one_list.step(seconds=60)
    assert [(await one_list.job(job.code)).remote_task_id for job in asked] == [None, None]
    assert (await one_list.notices()).count("several_fit") == 2


RESTS = {
    "key": (EngineError(Meaning.KEY, code="1004"), 1),
    "money": (MONEY, 1),
    "address": (EngineError(Meaning.ADDRESS, code="HTTP 404"), 1),
    "plan": (EngineError(Meaning.PLAN, code="2056"), 0),
    "busy": (EngineError(Meaning.BUSY, code="1002"), 0),
    "asked to wait": (EngineError(Meaning.BUSY, code="HTTP 429", retry_after_s=900), 0),
}


@pytest.mark.parametrize(("error", "more"), RESTS.values(), ids=RESTS)
async def test_a_start_asks_at_once_what_the_operator_may_have_mended(
    bench: Bench, error: EngineError, more: int
) -> None:
    """A refused key, an empty purse and a wrong address rest no longer after a restart; a limit
    of the service does."""
    bench.provider.on_submit.extend([error] * 3)
    await bench.request()
    for _ in range(3):
        await bench.step(seconds=300 if error.retry_after_s is None else 1)
    asked = len(bench.provider.submits)
    bench.restart("boot-2")
    await bench.step(seconds=1)
    assert len(bench.provider.submits) == asked + more
    assert await bench.proof() == []


async def test_an_accounts_pace_and_places_are_its_own(two: Bench) -> None:
    """At one a minute each, two leave at once, one by each account, and the third waits."""
    two.slow_down(1)
    two.restart("boot-2")
    asked = [await two.request(who=who) for who in members(3)]
    await two.step()
    assert [len(one.submits) for one in (two.provider, *two.others)] == [1, 1]
    assert (await two.job(asked[2].code)).status is JobStatus.QUEUED


async def removed(two: Bench) -> Bench:
    """The operator takes `second` out of the models file and restarts."""
    without = replace(two, others=(), boot_id="boot-2")
    await without.step(seconds=1)
    return without


async def at_second(two: Bench) -> Job:
    """A shot being made through the second account."""
    two.provider.on_submit.append(MONEY)
    two.others[0].on_poll.extend([RUNNING] * 100)
    job = await two.request()
    for _ in range(2):
        await two.step()
    standing = await two.job(job.code)
    assert (standing.status, standing.account) == (JobStatus.RUNNING, "second")
    return standing


async def test_shots_of_a_removed_account_go_to_the_desk(two: Bench) -> None:
    """Nothing crashes, the operator is told once, the desk settles it, the others go on."""
    shots = [await at_second(two)]
    shots.append(await two.request(who=BEN))
    await two.step()
    without = await removed(two)
    for _ in range(5):
        await without.step(minutes=1)
    for job in shots:
        assert (await without.job(job.code)).status is JobStatus.UNCONFIRMED
    notices = await without.notices()
    assert notices.count("account_gone") == 1
    assert "incident" not in notices
    with pytest.raises(Refused) as refused:
        await without.desk.was_made(OPERATOR, shots[0].code, "1")
    assert isinstance(refused.value.refusal, BadValue)
    assert "second" in refused.value.refusal.works
    await without.desk.no_clip(OPERATOR, shots[0].code, paid=False)
    later = await without.request(who=Who(member_id=99, name="m"))
    assert (await without.until_over(later.code)).status is JobStatus.SUCCEEDED
    assert await without.proof() == []


async def test_an_account_that_is_back_finishes_its_shots(two: Bench) -> None:
    """Put back into the file, its shots are looked after again, and nothing is asked for twice."""
    job = await at_second(two)
    without = await removed(two)
    assert (await without.job(job.code)).status is JobStatus.UNCONFIRMED
    two.others[0].on_poll.clear()
    back = replace(without, others=two.others, boot_id="boot-3")
    done = await back.until_over(job.code)
    assert (done.status, done.account) == (JobStatus.SUCCEEDED, "second")
    assert len(two.others[0].submits) == 1
    assert await back.proof() == []
    again = await at_second(back)
    gone = await removed(back)
    assert (await gone.job(again.code)).status is JobStatus.UNCONFIRMED
    assert (await gone.notices()).count("account_gone") == 2


async def test_a_clip_ready_at_a_removed_account_is_not_lost(two: Bench) -> None:
    """The clip stood ready when the account went: after its return it is fetched and posted."""
    two.provider.on_submit.append(MONEY)
    two.others[0].on_download.extend([EngineError(Meaning.UNAVAILABLE)] * 3)
    job = await two.request()
    for seconds in (0, 0, 30, 0):
        await two.step(seconds=seconds)
    assert (await two.job(job.code)).status is JobStatus.DOWNLOADING
    without = await removed(two)
    await without.step(seconds=1)
    assert (await without.job(job.code)).status is JobStatus.UNCONFIRMED
    two.others[0].on_download.clear()
    back = replace(without, others=two.others, boot_id="boot-3")
    assert (await back.until_over(job.code)).status is JobStatus.SUCCEEDED


async def test_what_waits_for_a_removed_account_goes_to_another(two: Bench) -> None:
    """Nothing was sent yet: the shot is made by whoever makes the model now."""
    job = await two.request()
    left = replace(two, provider=two.others[0], others=(), boot_id="boot-2")
    done = await left.until_over(job.code)
    assert (done.status, done.account) == (JobStatus.SUCCEEDED, "second")


async def test_what_nobody_makes_any_more_fails_for_free(two: Bench) -> None:
    """No account makes the model: credits and cost are back at once, and the operator knows."""
    job = await two.request(who=ANA)
    await two.database.transaction(
        lambda db: db.conn.execute("UPDATE shots SET model = 'MiniMax-H3'").rowcount
    )
    sql = "UPDATE jobs SET account = 'gone', model = 'MiniMax-H3'"
    await two.database.transaction(lambda db: db.conn.execute(sql).rowcount)
    two.restart("boot-2")
    await two.step()
    assert (await two.job(job.code)).status is JobStatus.FAILED
    assert await two.spent_micro() == 0
    assert await two.notices() == ["account_gone"]
    assert await two.proof() == []
