"""The bench of the failure table: the bot with its genuine way to MiniMax, and every trouble."""

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest

from domain.job import Job
from sandbox.discord.driver.views import MessageView
from sandbox.minimax.faults import Fault, FaultKind, Operation
from sandbox.minimax.server import MiniMaxSandbox
from storage import ledger
from tests.acceptance import failure_cells as cells
from tests.acceptance.failure_cells import CELLS
from tests.lane import Lane

ENGINES_WORDS = "engine-internal-words"
STEP_S = 120


@dataclass
class Bench:
    """The lane with the genuine way to MiniMax."""

    lane: Lane
    minimax: MiniMaxSandbox
    log: pytest.LogCaptureFixture
    #: When the latest trouble began.
    since: datetime | None = None

    async def ask(self, prompt: str) -> Job:
        """Ana types /video; the card is posted."""
        await self.lane.video(prompt)
        await self.lane.delivery.round()
        return (await self.lane.all_jobs())[-1]

    async def bring_to(self, step: str, code: str) -> None:
        """Let the job go on until this step is the next."""
        before = {"query": "running", "retrieve": "downloading", "download": "downloading"}
        if step in before:
            await self.until(code, before[step])

    async def until(self, code: str, *statuses: str) -> Job:
        """Turn the wheel until the job stands so."""
        return await self.turn_until(lambda job: job.status in statuses, code)

    async def turn_until(self, check: Callable[[Job], object], code: str) -> Job:
        for _ in range(20):
            job = await self.lane.job(code)
            if check(job):
                return job
            await self.lane.step(seconds=STEP_S)
        raise AssertionError(f"{code} is still {job.status}: {job.failure}")

    async def money(self, job: Job) -> tuple[int, int]:
        """Credits taken from the day and micro-dollars counted for one job."""

        def look(db):
            sql = "SELECT -SUM(credits) FROM entries WHERE job_id = ? AND account = 'allowance'"
            return db.conn.execute(sql, (job.id,)).fetchone()[0], ledger.counted(db, job.id)

        return await self.lane.ground.database.read(look)

    def card(self, code: str) -> MessageView:
        """The standing card of a job."""
        found = [
            message
            for message in self.lane.discord.messages("clips")
            if not message.has_video
            and any(button["custom_id"].endswith(code) for button in message.buttons())
        ]
        assert len(found) == 1, [message.text for message in found]
        return found[0]

    async def private(self, card: MessageView) -> str:
        """What its author reads behind Why, or else behind Details."""
        labels = [button["label"] for button in card.buttons()]
        label = "Why?" if "Why?" in labels else "Details"
        return (await self.lane.press("ana", card, label)).text

    async def desk(self, decision: str, **options: str) -> None:
        """The operator settles a shot whose answer was lost."""
        command = f"greenlight-operator unconfirmed {decision}"
        await self.lane.slash("operator", command, options, channel="lounge")
        await self.lane.delivery.round()

    def notices(self) -> list[str]:
        """The operator's messages so far."""
        operator = self.lane.discord.member("operator")
        return [message.text for message in operator.messages(operator.dm)]


async def make_trouble(bench: Bench, step: str, trouble: str, code: str) -> None:
    """Bring the trouble about and let the job meet it."""
    if step == "status Fail":
        await end_in_failure(bench, trouble, code)
    elif trouble.startswith(cells.NOT_SENT):
        await no_connection(bench, step, trouble)
    else:
        await meet(bench, step, trouble)


async def meet(bench: Bench, step: str, trouble: str) -> None:
    """Let the step meet its fault once."""
    injected = bench.minimax.inject(fault_of(step, trouble))
    for _ in range(10):
        await bench.lane.step(seconds=STEP_S)
        if injected.hits:
            break
    assert injected.hits == injected.fault.times, f"{trouble} at {step}"
    bench.since = bench.lane.clock()


async def end_in_failure(bench: Bench, trouble: str, code: str) -> None:
    """The shot is taken, and later the engine says that it failed."""
    bench.minimax.fail_next(int(trouble))
    await bench.until(code, "failed")


async def no_connection(bench: Bench, step: str, trouble: str) -> None:
    """Nobody listens where the step wants to go."""
    times = 3 if trouble == cells.NOT_SENT_THRICE else 1
    bench.log.clear()
    door = bench.minimax.inject(locked_door()) if step == "download" else None
    if door is None:
        await bench.minimax.down()
    for number in range(times):
        await bench.lane.step(seconds=5 * STEP_S)
        bench.since = bench.since if number else bench.lane.clock()
        assert bench.log.text.count("connection refused") == number + 1
    if door is None:
        await bench.minimax.up()


def locked_door() -> Fault:
    """An answer to the retrieve whose link leads where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        link = f"http://127.0.0.1:{closed.getsockname()[1]}/clip.mp4"
    body = json.dumps({"file": {"download_url": link}, "base_resp": {"status_code": 0}})
    return Fault(
        operation=Operation.RETRIEVE,
        kind=FaultKind.BODY,
        status=200,
        body=body,
        content_type="application/json",
    )


def fault_of(step: str, trouble: str) -> Fault:
    """The stand-in's fault for a trouble; error bodies are text and object by turns."""
    operation = Operation(step)
    # aiohttp repeats a GET once by itself after a cut connection.
    cuts = 1 if operation is Operation.SUBMIT else 2
    match trouble:
        case cells.CUT_BEFORE:
            return Fault(operation=operation, kind=FaultKind.DROP_BEFORE, times=cuts)
        case cells.CUT_AFTER:
            return Fault(operation=operation, kind=FaultKind.DROP_AFTER, times=cuts)
        case cells.CUT_HALFWAY:
            return Fault(operation=operation, kind=FaultKind.CUT)
    if trouble in cells.CODES:
        return Fault(
            operation=operation, kind=FaultKind.BASE_RESP, code=int(trouble), text=ENGINES_WORDS
        )
    turn = list(CELLS).index(step) + cells.HTTP.index(trouble)
    error = {"message": ENGINES_WORDS, "type": "some_error"} if turn % 2 else ENGINES_WORDS
    status = int(trouble.removeprefix("HTTP "))
    return Fault(operation=operation, kind=FaultKind.HTTP, status=status, error=error)
