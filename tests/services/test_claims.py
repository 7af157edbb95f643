"""What callbacks claim of lost shots: hints that the engine confirms or refutes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from domain.job import Job, JobStatus
from services.inbound.callbacks import Callbacks
from services.providers.base import (
    EngineError,
    Listed,
    Meaning,
    Polled,
    RemoteStatus,
    UnknownRemoteTask,
)
from tests.services.conftest import ANA, BEN, OPERATOR, Bench

UNKNOWN = UnknownRemoteTask(Meaning.UNAVAILABLE, code="2013")
UNREACHABLE = EngineError(Meaning.UNAVAILABLE)
RUNNING = Polled(status=RemoteStatus.RUNNING)


async def lost(bench: Bench, **more: object) -> Job:
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    job = await bench.request(**more)
    await bench.step()
    return await bench.job(job.code)


def callbacks_of(bench: Bench) -> Callbacks:
    return Callbacks(bench.ground, bench.reconciler, bench.worker)


async def claim(bench: Bench, job: Job, handle: str) -> None:
    """A callback to the job's own address, as V1 writes them."""
    told = {"task_id": handle, "status": "success"}
    await callbacks_of(bench).take(await bench.job(job.code), told)


async def test_a_handle_that_the_engine_does_not_know_is_not_taken_up(bench: Bench) -> None:
    """The shot stays at the desk; the true callback afterwards is heard, and its clip posted."""
    job = await lost(bench)
    bench.provider.on_poll.append(UNKNOWN)
    await claim(bench, job, "123456789")
    await bench.step()
    assert bench.provider.polls == ["123456789"]
    standing = await bench.job(job.code)
    assert (standing.status, standing.remote_task_id) == (JobStatus.UNCONFIRMED, None)
    await claim(bench, job, "555")
    assert (await bench.until_over(job.code)).remote_task_id == "555"
    assert await bench.spent_micro() == job.cost_micro
    assert await bench.proof() == []


async def test_a_refuted_handle_is_asked_about_once(bench: Bench) -> None:
    """The engine's word that there is none ends the matter, and the desk still decides."""
    job = await lost(bench)
    bench.provider.on_poll.append(UNKNOWN)
    await claim(bench, job, "123456789")
    for _ in range(5):
        await bench.step(minutes=10)
    assert bench.provider.polls == ["123456789"]
    await bench.desk.no_clip(OPERATOR, job.code, paid=False)
    assert await bench.proof() == []


async def test_a_true_callback_right_behind_a_wrong_one_is_heard(bench: Bench) -> None:
    """Three handles within a second: each is asked about."""
    job = await lost(bench)
    callbacks = callbacks_of(bench)
    bench.provider.on_poll.extend([UNKNOWN, UNKNOWN])
    for handle in ("1", "2", "555"):
        await callbacks.take(job, {"task_id": handle, "status": "success"})
    await bench.step()
    assert bench.provider.polls[:3] == ["1", "2", "555"]
    assert (await bench.until_over(job.code)).remote_task_id == "555"


@pytest.mark.parametrize("restarts", [False, True], ids=["one process", "restarted"])
async def test_what_nobody_answers_is_asked_again(bench: Bench, restarts: bool) -> None:
    """The engine is not to be reached: the claim is kept, also over a restart, and asked about
    until there is an answer."""
    job = await lost(bench)
    bench.provider.on_poll.extend([UNREACHABLE] * 2)
    await claim(bench, job, "555")
    await bench.step()
    assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED
    if restarts:
        bench.restart("boot-2")
    assert (await bench.until_over(job.code)).remote_task_id == "555"
    assert len(bench.provider.submits) == 1


async def test_an_engine_that_does_not_answer_is_asked_ever_more_seldom(bench: Bench) -> None:
    """A claim that can't be settled does not become a poll every few seconds."""
    job = await lost(bench)
    bench.provider.on_poll.extend([UNREACHABLE] * 1000)
    await claim(bench, job, "555")
    for _ in range(24 * 12):
        await bench.step(minutes=5)
    assert 20 <= len(bench.provider.polls) <= 40


async def test_a_refused_key_is_told(bench: Bench) -> None:
    """The operator learns why nothing can be found out."""
    job = await lost(bench)
    bench.provider.on_poll.append(EngineError(Meaning.KEY, code="1004"))
    await claim(bench, job, "555")
    await bench.step()
    assert await bench.notices() == ["unconfirmed", "key_refused"]
    assert (await bench.until_over(job.code)).remote_task_id == "555"


OTHERS = {
    "another model": {"model": "MiniMax-H3"},
    "long before": {"created_at": timedelta(hours=-1)},
    "long after": {"created_at": timedelta(hours=1)},
}


@pytest.mark.parametrize("difference", OTHERS.values(), ids=OTHERS.keys())
async def test_what_the_engine_tells_must_not_contradict(
    bench: Bench, difference: dict[str, object]
) -> None:
    """A task that the engine knows, but of another model or time, is somebody else's."""
    job = await lost(bench)
    moment = difference.get("created_at")
    if isinstance(moment, timedelta):
        difference = {"created_at": bench.clock() + moment}
    told = replace(Listed(remote_task_id="555"), **difference)
    bench.provider.on_poll.append(replace(RUNNING, told=told))
    await claim(bench, job, "555")
    await bench.step()
    assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED
    await claim(bench, job, "556")
    assert (await bench.until_over(job.code)).remote_task_id == "556"


async def test_of_two_shots_that_claim_one_handle_the_first_has_it(bench: Bench) -> None:
    """One remote task is never two shots'."""
    first, second = await lost(bench, who=ANA), await lost(bench, who=BEN)
    for job in (first, second):
        await claim(bench, job, "555")
    assert (await bench.until_over(first.code)).remote_task_id == "555"
    assert (await bench.job(second.code)).status is JobStatus.UNCONFIRMED


async def test_a_flood_of_handles_is_bounded(bench: Bench) -> None:
    """Who knows an address can make us keep, and ask about, a handful of handles and no more."""
    job = await lost(bench)
    for number in range(100):
        await claim(bench, job, str(1000 + number))
    bench.provider.on_poll.extend([UNKNOWN] * 100)
    for _ in range(3):
        await bench.step(seconds=10)
    assert bench.provider.polls == [str(number) for number in range(1092, 1100)]
