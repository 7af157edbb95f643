"""The bench of the failure tables: a shot is brought to a step, and there it meets its trouble."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest

from domain.job import Job
from sandbox.discord.driver.views import MessageView
from sandbox.minimax.faults import FaultKind, Operation
from sandbox.minimax.server import Fault, InjectedFault, MiniMaxSandbox
from storage import ledger
from tests.acceptance.failure_house import ANA, House
from tests.lane import Lane

#: Longer than the longest rest between two questions.
STEP_S = 400
#: How a job stands when a step is its next.
STANDS = {
    "query": "running",
    "cancel": "running",
    "retrieve": "downloading",
    "query for the link": "downloading",
    "query before the download": "downloading",
    "download": "downloading",
    "list": "unconfirmed",
}


@dataclass
class Bench(ABC):
    """A bot, the stand-in that it works with, and what people read."""

    lane: Lane | House
    minimax: MiniMaxSandbox
    log: pytest.LogCaptureFixture
    #: When the latest trouble began.
    since: datetime | None = None
    #: Whether a shot meets one trouble after the other, which is cheaper.
    shares_shots: bool = False

    @abstractmethod
    async def ask(self, prompt: str) -> Job:
        """Ana asks for a clip; the card is posted."""

    @abstractmethod
    def card(self, code: str) -> str:
        """What stands on a job's card; empty when it is gone."""

    @abstractmethod
    async def private(self, code: str) -> str:
        """What its author reads behind Why, or else behind Details."""

    @abstractmethod
    def notices(self) -> list[str]:
        """The operator's messages so far."""

    @abstractmethod
    async def not_paid(self, code: str) -> None:
        """The operator says that the service knows nothing of a shot."""

    @abstractmethod
    async def was_made(self, code: str, remote_task_id: str) -> None:
        """The operator says under which number the service made a shot."""

    @property
    @abstractmethod
    def ana(self) -> str:
        """Ana's name in the channel."""

    @property
    @abstractmethod
    def posted_clips(self) -> int:
        """How many clips were posted so far."""

    async def bring_to(self, step: str, code: str) -> Job:
        """Let the job go on until this step is the next."""
        if step == "list":
            self.minimax.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.DROP_AFTER))
        if step == "cancel":
            self.minimax.instant = False
        if step in STANDS:
            await self.until(code, STANDS[step])
        return await self.lane.job(code)

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

    async def meet(self, injected: InjectedFault) -> None:
        """Let time pass until the fault was met as often as it should be."""
        for _ in range(10):
            await self.lane.step(seconds=STEP_S)
            if injected.hits:
                break
        self.since = self.lane.clock()
        assert injected.hits == injected.fault.times, injected.fault

    async def money(self, job: Job) -> tuple[int, int]:
        """Credits taken from the day and micro-dollars counted for one job."""

        def look(db):
            sql = "SELECT -SUM(credits) FROM entries WHERE job_id = ? AND account = 'allowance'"
            return db.conn.execute(sql, (job.id,)).fetchone()[0], ledger.counted(db, job.id)

        return await self.lane.ground.database.read(look)


@dataclass
class OnPaper(Bench):
    """Without Discord: the genuine words are written down."""

    lane: House

    async def ask(self, prompt: str) -> Job:
        return await self.lane.ask(prompt)

    def card(self, code: str) -> str:
        found = self.lane.card(code)
        return found.text if found else ""

    async def private(self, code: str) -> str:
        return await self.lane.private(code)

    def notices(self) -> list[str]:
        return self.lane.notices()

    async def not_paid(self, code: str) -> None:
        await self.lane.not_paid(code)

    async def was_made(self, code: str, remote_task_id: str) -> None:
        await self.lane.was_made(code, remote_task_id)

    @property
    def ana(self) -> str:
        return f"<@{ANA.member_id}>"

    @property
    def posted_clips(self) -> int:
        return self.lane.paper.clips


@dataclass
class InDiscord(Bench):
    """The whole bot: words are read where people read them."""

    lane: Lane

    async def ask(self, prompt: str) -> Job:
        await self.lane.video(prompt)
        await self.lane.delivery.round()
        return (await self.lane.all_jobs())[-1]

    def card(self, code: str) -> str:
        found = self._card(code)
        return found.text if found else ""

    async def private(self, code: str) -> str:
        card = self._card(code)
        assert card is not None
        labels = [button["label"] for button in card.buttons()]
        return (await self.lane.press("ana", card, "Why?" if "Why?" in labels else "Details")).text

    def notices(self) -> list[str]:
        operator = self.lane.discord.member("operator")
        return [message.text for message in operator.messages(operator.dm)]

    async def not_paid(self, code: str) -> None:
        await self._desk("not-paid", code=code)

    async def was_made(self, code: str, remote_task_id: str) -> None:
        command = "greenlight-operator unconfirmed was-made"
        options = {"code": code, "remote-id": remote_task_id}
        shown = await self.lane.slash("operator", command, options, channel="lounge")
        await self.lane.press("operator", shown, f"It is {code}")
        await self.lane.delivery.round()

    @property
    def ana(self) -> str:
        return self.lane.discord.member("ana").mention

    @property
    def posted_clips(self) -> int:
        return self.lane.discord.posted_clips

    def _card(self, code: str) -> MessageView | None:
        found = [
            message
            for message in self.lane.discord.messages("clips")
            if not message.has_video
            and any(button["custom_id"].endswith(code) for button in message.buttons())
        ]
        assert len(found) <= 1, [message.text for message in found]
        return found[0] if found else None

    async def _desk(self, decision: str, **options: str) -> None:
        command = f"greenlight-operator unconfirmed {decision}"
        await self.lane.slash("operator", command, options, channel="lounge")
        await self.lane.delivery.round()
