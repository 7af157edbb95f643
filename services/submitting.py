"""Handing a shot to the engine: the intent before the request, the outcome whatever happens."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec

from domain.job import Failure, FailureKind, Job, JobStatus
from domain.pictures import InputImage
from services import outcomes
from services.accounts import Accounts
from services.catalogue import Catalogue
from services.fair_turns import Clock
from services.ground import Ground
from services.inbound.address import callback_address
from services.line import account_states, read_line
from services.providers.base import (
    EngineError,
    Meaning,
    PictureData,
    SubmitOrder,
    VideoProvider,
)
from services.scheduler import NoTurn, Scheduler, Turn, free_at
from services.verdicts import Verdicts
from storage import Db, StorageUnavailable, accounts, jobs, turns
from storage.job_rows import UnreadableRow
from storage.moments import stamp

log = logging.getLogger(__name__)
P = ParamSpec("P")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """What the hand-over works by: adapters by account, models, pace, patience.

    `callback_base`: the public address under which engines call back; empty: they don't.
    `most_bytes`: while pictures of so many are being sent, nothing further is handed over.
    """

    providers: Mapping[str, VideoProvider]
    accounts: Accounts
    catalogue: Catalogue
    scheduler: Scheduler
    running_per_member: int
    retry_s: float
    boot_id: str
    callback_base: str = ""
    most_bytes: int = 64_000_000


class Submitter:
    """Takes turns from the line and hands shots over. A request whose answer is lost is never
    repeated by itself."""

    def __init__(self, ground: Ground, hand_over: HandOver) -> None:
        self._ground = ground
        self._hand_over = hand_over
        #: Bytes of pictures in memory for requests that are not answered, by job id; an order holds
        #: them more than twice, since they are sent as text.
        self._held: dict[int, int] = {}
        #: Known since the line was last looked through in vain; many look who change nothing.
        self._no_turn: _Known | None = None
        self._verdicts = Verdicts(
            ground, hand_over.accounts, hand_over.providers, hand_over.retry_s
        )

    async def take_turn(self) -> Job | datetime | None:
        """Claim the next shot: its job, now `submitting`, its intent written.

        Otherwise the moment before which nobody's turn comes, or None: not until something changes.
        """
        if sum(self._held.values()) >= self._hand_over.most_bytes:
            return None
        turn = await self._ground.database.transaction(self._take_turn)
        if isinstance(turn, Job):
            self._held[turn.id] = await asyncio.to_thread(self._bytes, turn)
        return turn

    async def submit(self, job: Job) -> None:
        """Send the request and write what became of it. `job` was claimed by `take_turn`."""
        try:
            await self._send(job)
        finally:
            self._held.pop(job.id, None)
        self._ground.delivery_bell.ring()
        self._ground.worker_bell.ring()

    async def give_back(self, job: Job) -> None:
        """Put a claimed shot back into the line: its request was never begun."""
        self._held.pop(job.id, None)
        await self.insist(outcomes.sent_back, job)

    async def mark_lost(self, job: Job) -> None:
        """The hand-over broke in our own code: what became of the request is not known."""
        lost = EngineError(Meaning.ANSWER_LOST, text="our own fault")
        await self.insist(self._verdicts.write_lost, job, lost)

    async def insist(
        self, fn: Callable[Concatenate[Db, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Write an outcome that must not be lost, trying until the disk plays along."""
        while True:
            try:
                await self._ground.database.transaction(fn, *args, **kwargs)
            except StorageUnavailable as error:
                log.exception("an outcome can't be written yet")
                self._ground.unwritten.note(error)
                await asyncio.sleep(self._hand_over.retry_s)
            else:
                return

    async def _send(self, job: Job) -> None:
        try:
            order = await asyncio.to_thread(self._order, job)
        except OSError as error:
            log.exception("the order can't be made up", extra=job.log_extra())
            failure = Failure(kind=FailureKind.OURS, text=type(error).__name__)
            await self.insist(outcomes.refused, job, failure, self._ground.now())
            return
        try:
            submitted = await self._hand_over.providers[job.account].submit(order)
        except EngineError as error:
            log.info("not taken: %s", error, extra=job.log_extra() | {"trace": error.trace_id})
            await self.insist(self._verdicts.write_error, job, error)
        else:
            log.info("taken", extra=job.log_extra() | {"remote": submitted.remote_task_id})
            await self.insist(self._verdicts.write_accepted, job, submitted.remote_task_id)

    def _take_turn(self, db: Db) -> Job | datetime | None:
        now = self._ground.now()
        known = self._no_turn
        if known is not None and known.changes == turns.changes(db) and not known.is_over(now):
            return known.until
        self._no_turn = None
        found = self._next(db, now)
        if isinstance(found, Turn):
            return self._claim(db, found, now)
        self._no_turn = _Known(changes=turns.changes(db), until=found.until)
        return found.until

    def _next(self, db: Db, now: datetime) -> Turn | NoTurn:
        soonest = self._soonest(db, now)
        if soonest is None or soonest > now:
            # Known without reading the line, which may be long.
            return NoTurn(until=soonest)
        unreadable: set[int] = set()
        while True:
            line = read_line(
                db,
                self._hand_over.accounts,
                now,
                running_per_member=self._hand_over.running_per_member,
                but=unreadable,
            )
            found = self._hand_over.scheduler.next(now, line)
            if isinstance(found, NoTurn):
                return found
            try:
                jobs.by_id(db, found.job_id)
            except UnreadableRow:
                unreadable.add(found.job_id)
            else:
                return found

    def _soonest(self, db: Db, now: datetime) -> datetime | None:
        """When the first account may be asked again that somebody in line waits for; None: none of
        them has a place, or nobody waits."""
        accounts, in_flight = self._hand_over.accounts, turns.in_flight(db)
        states = account_states(db, accounts, now)
        wanted = {
            name for model in turns.models_in_line(db) for name in accounts.open_for(db, model)
        }
        free = (free_at(states[one], now) for one in wanted if states[one].has_place(in_flight))
        return min(free, default=None)

    def _claim(self, db: Db, turn: Turn, now: datetime) -> Job:
        jobs.move(
            db,
            turn.job_id,
            (JobStatus.QUEUED,),
            JobStatus.SUBMITTING,
            account=turn.account,
            boot_id=self._hand_over.boot_id,
            submitted_at=stamp(now),
            not_before=None,
        )
        server, member = turn.server_charge, turn.member_charge
        cost = turns.Cost(
            server_before=server.before,
            server_after=server.after,
            member_before=member.before,
            member_after=member.after,
        )
        boot_id = self._hand_over.boot_id
        accounts.intend(db, turn.job_id, turn.account, boot_id, now, cost=cost)
        turns.take(
            db,
            turn.member,
            next_=member.after,
            bot=_stored(server.clock),
            server=replace(_stored(member.clock), next=server.after),
        )
        return jobs.by_id(db, turn.job_id)

    def _order(self, job: Job) -> SubmitOrder:
        model = self._hand_over.catalogue.get(job.shot.model)
        if model is None:
            raise FileNotFoundError(f"the catalogue has no {job.shot.model} any more")
        return SubmitOrder(
            model=model,
            engine_prompt=job.engine_prompt,
            duration_s=job.shot.duration_s,
            resolution=job.shot.resolution,
            aspect=job.shot.aspect,
            callback_url=self._callback_url(job),
            pictures=job.shot.pictures.each(self._picture),
        )

    def _callback_url(self, job: Job) -> str:
        calls_back = self._hand_over.providers[job.account].capabilities.calls_back
        return callback_address(self._hand_over.callback_base, job.token) if calls_back else ""

    def _bytes(self, job: Job) -> int:
        paths = (self._ground.files.path(image.sha256) for _, image in job.shot.pictures)
        return sum(_size(path) for path in paths)

    def _picture(self, image: InputImage) -> PictureData:
        return PictureData(data=self._ground.files.read(image.sha256), mime=image.mime)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """That nobody's turn comes before `until`, as long as nothing is written."""

    changes: int
    until: datetime | None

    def is_over(self, now: datetime) -> bool:
        return self.until is not None and self.until <= now


def _size(path: Path) -> int:
    """What can't be read is found when the order is made up; the shot is claimed by now."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _stored(clock: Clock) -> turns.TurnClock:
    return turns.TurnClock(reached=clock.reached, joining=clock.joining)
