"""How a shot meets each trouble of the failure tables."""

from dataclasses import dataclass

from sandbox.minimax.faults import InjectedFault
from sandbox.minimax.server import VideosHabits
from tests.acceptance.failure_bench import STEP_S, Bench, OnPaper
from tests.acceptance.failure_troubles import (
    NO_ANSWER,
    NO_CONNECTION_IN_TIME,
    NOT_SENT,
    NOT_SENT_THRICE,
    TOLD_AS_422,
    failed_job,
    fault_of,
    link_elsewhere,
    locked_door,
    unanswered_door,
)

#: The engine never got to see the request.
NOT_REACHED = (NOT_SENT, NOT_SENT_THRICE, NO_CONNECTION_IN_TIME)
#: So little that a test need not wait, in seconds.
_PATIENCE_S = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One operation of one kind of engine; `elsewhere` is an address on another host."""

    kind: str
    name: str
    elsewhere: str = "/"

    @property
    def is_download(self) -> bool:
        """Whether the link leads to a host of its own."""
        return self.name == "download"


async def meet(bench: Bench, step: Step, trouble: str, code: str) -> str:
    """Bring the trouble about and let the job meet it.

    Returns what its author reads who cancelled it, else nothing.
    """
    if step.name in {"status Fail", "status failed"}:
        await _end_in_failure(bench, trouble, code)
        return ""
    if step.name == "cancel":
        assert isinstance(bench, OnPaper)
        return await _cancel(bench, step, trouble, code)
    if trouble in {NO_CONNECTION_IN_TIME, NO_ANSWER}:
        assert isinstance(bench, OnPaper)
        await _impatiently(bench, step, trouble, code)
    elif trouble in {NOT_SENT, NOT_SENT_THRICE}:
        await _no_connection(bench, step, trouble, code)
    else:
        await bench.meet(_inject(bench, step, trouble))
    return ""


def _inject(bench: Bench, step: Step, trouble: str) -> InjectedFault:
    return bench.minimax.inject(fault_of(step.kind, step.name, trouble, step.elsewhere))


async def _end_in_failure(bench: Bench, trouble: str, code: str) -> None:
    """The shot is taken, and later the engine says that it failed."""
    if trouble == TOLD_AS_422:
        bench.minimax.habits = VideosHabits(failed_status=422)
        bench.minimax.fail_next(1027)
    elif trouble.isdecimal() and len(trouble) in {1, 4}:
        bench.minimax.fail_next(int(trouble))
    else:
        job = await bench.until(code, "running")
        bench.minimax.inject(failed_job(str(job.remote_task_id), trouble))
    await bench.until(code, "failed")
    bench.minimax.habits = VideosHabits()


async def _no_connection(bench: Bench, step: Step, trouble: str, code: str) -> None:
    """Nobody listens where the step wants to go."""
    times = 3 if trouble == NOT_SENT_THRICE else 1
    bench.log.clear()
    if step.is_download:
        await _lead_to(bench, step, code, f"{locked_door()}/clip.mp4")
    else:
        await bench.minimax.down()
    for number in range(times):
        await _until_logged(bench, "connection refused", number + 1)
        bench.since = bench.since if number else bench.lane.clock()
    await bench.minimax.up()


async def _impatiently(bench: OnPaper, step: Step, trouble: str, code: str) -> None:
    """The connection is not taken in time, or the answer does not come in time."""
    bench.log.clear()
    if trouble == NO_ANSWER:
        bench.lane.use(timeout_s=_PATIENCE_S)
        injected = _inject(bench, step, trouble)
        await bench.meet(injected)
        injected.release()
    else:
        with unanswered_door() as door:
            if step.is_download:
                await _lead_to(bench, step, code, f"{door}/clip.mp4")
                bench.lane.use(timeout_s=_PATIENCE_S)
            else:
                bench.lane.use(url=door, timeout_s=_PATIENCE_S)
            await _until_logged(bench, "no answer in time", 1)
        bench.since = bench.lane.clock()
    assert "no answer in time" in bench.log.text
    bench.lane.use()


async def _until_logged(bench: Bench, trouble: str, times: int) -> None:
    """Let time pass until the bot has met the trouble so often, and not once more."""
    for _ in range(10):
        await bench.lane.step(seconds=STEP_S)
        if bench.log.text.count(trouble) == times:
            break
    assert bench.log.text.count(trouble) == times


async def _lead_to(bench: Bench, step: Step, code: str, link: str) -> None:
    job = await bench.lane.job(code)
    bench.minimax.inject(link_elsewhere(step.kind, str(job.remote_task_id), link))


async def _cancel(bench: OnPaper, step: Step, trouble: str, code: str) -> str:
    """Its author takes the shot back while it waits at the engine; then the bot looks at it."""
    if trouble == NOT_SENT:
        await bench.minimax.down()
        answer = await bench.lane.cancel(code)
        await bench.minimax.up()
    elif trouble == NO_CONNECTION_IN_TIME:
        with unanswered_door() as door:
            bench.lane.use(url=door, timeout_s=_PATIENCE_S)
            answer = await bench.lane.cancel(code)
    else:
        injected = _inject(bench, step, trouble)
        if trouble == NO_ANSWER:
            bench.lane.use(timeout_s=_PATIENCE_S)
        for _ in range(10):
            answer = await bench.lane.cancel(code)
            if injected.hits:
                break
        injected.release()
        assert injected.hits == injected.fault.times
    bench.lane.use()
    await bench.lane.step(seconds=STEP_S)
    return answer
