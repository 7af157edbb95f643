"""The operator's desk: what it settles, and what it will not be talked into."""

from datetime import UTC, datetime

import pytest

from domain.job import Job, JobStatus
from domain.refusals import Refused
from domain.refusals_acts import AlreadyOver, BadValue, NotFound, QuestionGone
from services.providers.base import (
    EngineError,
    Listed,
    Meaning,
    Polled,
    RemoteStatus,
    UnknownRemoteTask,
)
from tests.services.conftest import BEN, OPERATOR, Bench


async def lost(bench: Bench, **more: object) -> Job:
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST, trace_id="t-1"))
    job = await bench.request(**more)
    await bench.step(minutes=2)
    return await bench.job(job.code)


async def test_the_list_holds_what_is_unconfirmed_oldest_first(bench: Bench) -> None:
    """Settled ones leave the list."""
    first, second = await lost(bench), await lost(bench, who=BEN)
    listed = await bench.desk.unconfirmed(OPERATOR)
    assert [job.code for job in listed] == [first.code, second.code]
    assert listed[0].failure is not None
    assert listed[0].failure.trace_id == "t-1"
    await bench.desk.no_clip(OPERATOR, first.code, paid=False)
    assert [job.code for job in await bench.desk.unconfirmed(OPERATOR)] == [second.code]


@pytest.mark.parametrize("typed", ["", "abc", "12 34", "-5", "1.5", "²"])
async def test_a_remote_id_must_be_a_number(bench: Bench, typed: str) -> None:
    """What is no number of the service's changes nothing."""
    job = await lost(bench)
    with pytest.raises(Refused) as refused:
        await bench.desk.was_made(OPERATOR, job.code, typed)
    assert isinstance(refused.value.refusal, BadValue)
    assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED


async def test_another_shots_remote_id_is_refused(bench: Bench) -> None:
    """One clip never pays for two shots; the refusal names whose it is."""
    other = await bench.request(who=BEN)
    await bench.step()
    job = await lost(bench)
    remote = (await bench.job(other.code)).remote_task_id
    with pytest.raises(Refused) as refused:
        await bench.desk.was_made(OPERATOR, job.code, f" {remote} ")
    assert isinstance(refused.value.refusal, BadValue)
    assert other.code in refused.value.refusal.works
    assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED


DOUBTS = {
    "unknown there": (UnknownRemoteTask(Meaning.UNAVAILABLE), "no such one"),
    "no answer": (EngineError(Meaning.UNAVAILABLE), "gives no answer"),
    "key refused": (EngineError(Meaning.KEY), "gives no answer"),
}


@pytest.mark.parametrize(("error", "said"), DOUBTS.values(), ids=DOUBTS.keys())
async def test_the_service_is_asked_before_a_number_counts(
    bench: Bench, error: EngineError, said: str
) -> None:
    """A number that the service does not know, or can't be asked about, changes nothing: the right
    one is taken afterwards."""
    job = await lost(bench)
    bench.provider.on_poll.append(error)
    with pytest.raises(Refused) as refused:
        await bench.desk.was_made(OPERATOR, job.code, "987654321")
    assert isinstance(refused.value.refusal, BadValue)
    assert said in refused.value.refusal.works
    standing = await bench.job(job.code)
    assert (standing.status, standing.remote_task_id) == (JobStatus.UNCONFIRMED, None)
    await bench.desk.was_made(OPERATOR, job.code, "555")
    assert (await bench.until_over(job.code)).remote_task_id == "555"
    assert await bench.proof() == []


async def test_what_the_service_says_is_shown_beside_the_shots_it_could_be(bench: Bench) -> None:
    """Nothing is settled before the press, which counts once, for the operator alone."""
    mine, theirs = await lost(bench), await lost(bench, who=BEN)
    look = await bench.desk.look_at(OPERATOR, mine.code, " 555 ")
    assert (look.job.code, look.remote_task_id, look.status) == (mine.code, "555", "succeeded")
    assert [other.code for other in look.others] == [theirs.code]
    assert (await bench.job(mine.code)).status is JobStatus.UNCONFIRMED
    with pytest.raises(Refused):
        await bench.desk.was_made_as_shown(BEN.member_id, look.key)
    done = await bench.desk.was_made_as_shown(OPERATOR, look.key)
    assert done.remote_task_id == "555"
    with pytest.raises(Refused) as refused:
        await bench.desk.was_made_as_shown(OPERATOR, look.key)
    assert refused.value.refusal == QuestionGone()


def running(**told: object) -> Polled:
    return Polled(status=RemoteStatus.RUNNING, told=Listed(remote_task_id="555", **told))


async def test_what_was_begun_before_the_shot_is_refused(bench: Bench) -> None:
    """No clip is begun before it is asked for, whatever people say."""
    job = await lost(bench)
    early = running(created_at=datetime(2026, 11, 22, 11, tzinfo=UTC))
    for act in (bench.desk.look_at, bench.desk.was_made):
        bench.provider.on_poll.append(early)
        with pytest.raises(Refused) as refused:
            await act(OPERATOR, job.code, "555")
        assert "before the shot was asked for" in refused.value.refusal.wrong
    assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED


#: What the service tells, what of it differs, whether it could be the other lost shot as well.
OTHERWISE = {
    "rewritten words": ({"prompt": "A tall lighthouse"}, {"other words"}, True),
    "the other's words": ({"prompt": "a quiet harbour"}, {"other words"}, True),
    "an alias": ({"model": "T2V-01-0125"}, {"another model"}, True),
    "an alias, its words": (
        {"model": "T2V-01-0125", "prompt": "a red lighthouse"},
        {"another model"},
        False,
    ),
    "both": ({"model": "x", "prompt": "y"}, {"another model", "other words"}, True),
}


@pytest.mark.parametrize(("told", "differs", "fits"), OTHERWISE.values(), ids=OTHERWISE.keys())
async def test_what_the_service_tells_otherwise_is_for_people_to_judge(
    bench: Bench, told: dict[str, object], differs: set[str], *, fits: bool
) -> None:
    """A model's other name or rewritten words are shown; at the press the paid clip is fetched."""
    mine = await lost(bench, prompt="a red lighthouse")
    theirs = await lost(bench, prompt="a quiet harbour", who=BEN)
    bench.provider.on_poll.extend([running(**told), running(**told)])
    look = await bench.desk.look_at(OPERATOR, mine.code, "555")
    assert look.differs == differs
    assert [other.code for other in look.others] == ([theirs.code] if fits else [])
    done = await bench.desk.was_made_as_shown(OPERATOR, look.key)
    assert (done.status, done.remote_task_id) == (JobStatus.RUNNING, "555")
    assert (await bench.until_over(mine.code)).status is JobStatus.SUCCEEDED
    assert await bench.proof() == []


async def test_a_press_counts_for_what_was_shown(bench: Bench) -> None:
    """Where the service tells more that differs than it did, a second look comes first."""
    job = await lost(bench, prompt="a red lighthouse")
    bench.provider.on_poll.extend([running(), running(prompt="a quiet harbour")])
    look = await bench.desk.look_at(OPERATOR, job.code, "555")
    with pytest.raises(Refused) as refused:
        await bench.desk.was_made_as_shown(OPERATOR, look.key)
    assert "other words, which you were not shown" in refused.value.refusal.wrong
    assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED


async def test_what_happens_while_the_service_is_asked_counts(bench: Bench) -> None:
    """Settled by another word in the meantime: the number is refused for what it is then."""
    job = await lost(bench)

    async def meanwhile() -> None:
        await bench.desk.no_clip(OPERATOR, job.code, paid=False)

    bench.provider.while_polling = meanwhile
    with pytest.raises(Refused) as refused:
        await bench.desk.was_made(OPERATOR, job.code, "555")
    assert refused.value.refusal == AlreadyOver(code=job.code, status="failed")
    assert await bench.proof() == []


async def test_only_an_unconfirmed_shot_is_settled_and_only_once(bench: Bench) -> None:
    """A second word, or one about a running shot or none at all, is refused for what it is."""
    job = await lost(bench)
    running = await bench.request(who=BEN)
    await bench.step()
    await bench.desk.no_clip(OPERATOR, job.code.lower(), paid=True)
    for code, wanted in (
        (job.code, AlreadyOver(code=job.code, status="failed")),
        (running.code, AlreadyOver(code=running.code, status="running")),
        ("nosuch", NotFound(code="NOSUCH")),
    ):
        for act in (
            bench.desk.no_clip(OPERATOR, code, paid=False),
            bench.desk.was_made(OPERATOR, code, "1"),
        ):
            with pytest.raises(Refused) as refused:
                await act
            assert refused.value.refusal == wanted
    assert await bench.proof() == []


async def test_a_settled_shot_is_told_and_written_down(bench: Bench) -> None:
    """Its author sees the end, the audit says on whose word, and the ledger names the desk."""
    job = await lost(bench)
    await bench.desk.no_clip(OPERATOR, job.code, paid=True)
    await bench.delivery.round()
    assert bench.poster.edits[-1][0].facts["what"] == "failed"
    rows = await bench.database.read(
        lambda db: db.conn.execute(
            "SELECT act, target, detail FROM audit WHERE actor_id = 7"
            " UNION ALL SELECT DISTINCT who, why, '' FROM entries WHERE who LIKE 'desk%'"
        ).fetchall()
    )
    assert ("settle unconfirmed", job.code, "paid and lost") in rows
    assert ("desk 7", "return credits", "") in rows
    assert ("desk 7", "keep cost", "") in rows
