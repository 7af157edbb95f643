"""Handing a shot to the engine: the intent before the request, the outcome whatever happens."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec

from domain.job import AT_WORK, Failure, FailureKind, Job, JobStatus
from domain.pictures import InputImage
from services import notices, outcomes
from services.accounts import Account, Accounts
from services.catalogue import Catalogue
from services.ground import Ground
from services.inbound.address import callback_address
from services.notices import Notice
from services.providers.base import (
    OPERATOR_MUST_ACT,
    EngineError,
    Meaning,
    PictureData,
    SubmitOrder,
    VideoProvider,
)
from services.scheduler import WINDOW, AccountState, Line, Scheduler, Turn, Waiting
from storage import Db, StorageUnavailable, accounts, jobs
from storage.moments import stamp

log = logging.getLogger(__name__)
P = ParamSpec("P")

#: A model the account may not use is asked for again after this long; the operator may have acted.
_MODEL_RESTS = timedelta(minutes=15)
#: The service is called down after this many requests in a row that never arrived.
_DOWN_AFTER = 3
#: How far back turns are remembered; longer ago counts as never.
_TURNS_REMEMBERED = timedelta(days=1)
#: The longest an account is set aside for each kind of refusal, in seconds.
_LONGEST_REST_S = {
    Meaning.NOT_SENT: 60.0,
    Meaning.BUSY: 300.0,
    Meaning.PLAN: 300.0,
    **dict.fromkeys(OPERATOR_MUST_ACT, 900.0),
}

#: What is no longer so once the account takes a shot.
_ABOUT_THE_ACCOUNT = (
    Notice.KEY_REFUSED,
    Notice.ADDRESS_WRONG,
    Notice.BALANCE_LOW,
    Notice.SERVICE_DOWN,
    Notice.SERVICE_LIMITED,
)
_NOTICES = {
    Meaning.KEY: Notice.KEY_REFUSED,
    Meaning.MONEY: Notice.BALANCE_LOW,
    Meaning.ADDRESS: Notice.ADDRESS_WRONG,
    Meaning.PLAN: Notice.SERVICE_LIMITED,
}
_KINDS = {
    Meaning.CONTENT: FailureKind.CONTENT,
    Meaning.OUTPUT: FailureKind.OUTPUT,
    Meaning.INVISIBLE: FailureKind.INVISIBLE,
    Meaning.PARAMETERS: FailureKind.PARAMETERS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """What the hand-over works by: adapters by account, models, pace, patience.

    `callback_base`: the public address under which engines call back; empty: they don't.
    """

    providers: Mapping[str, VideoProvider]
    accounts: Accounts
    catalogue: Catalogue
    scheduler: Scheduler
    running_per_member: int
    retry_s: float
    boot_id: str
    callback_base: str = ""


def engine_facts(error: EngineError) -> dict[str, object]:
    """An engine's own words, for the operator's eyes."""
    return {
        "engine_code": error.code,
        "engine_text": error.text,
        "trace_id": error.trace_id,
    }


def failure_of(error: EngineError) -> Failure:
    """An engine's refusal as the job keeps it: a kind for people, its own words for the desk."""
    return Failure(
        kind=_KINDS.get(error.meaning, FailureKind.ENGINE),
        code=error.code,
        text=error.text,
        trace_id=error.trace_id,
    )


def account_notice(meaning: Meaning) -> Notice | None:
    """What the operator is told at once about an account that refuses for this reason."""
    return _NOTICES.get(meaning)


class Submitter:
    """Takes turns from the line and hands shots over. A request whose answer is lost is never
    repeated by itself."""

    def __init__(self, ground: Ground, hand_over: HandOver) -> None:
        self._ground = ground
        self._hand_over = hand_over

    async def take_turn(self) -> Job | datetime | None:
        """Claim the next shot: its job, now `submitting`, its intent written.

        Otherwise the moment before which nobody's turn comes, or None: not until something changes.
        """
        return await self._ground.database.transaction(self._take_turn)

    async def submit(self, job: Job) -> None:
        """Send the request and write what became of it. `job` was claimed by `take_turn`."""
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
            await self.insist(self._write_error, job, error)
        else:
            log.info("taken", extra=job.log_extra() | {"remote": submitted.remote_task_id})
            await self.insist(self._write_accepted, job, submitted.remote_task_id)
        self._ground.delivery_bell.ring()
        self._ground.worker_bell.ring()

    async def give_back(self, job: Job) -> None:
        """Put a claimed shot back into the line: its request was never begun."""
        await self.insist(outcomes.sent_back, job)

    async def mark_lost(self, job: Job) -> None:
        """The hand-over broke in our own code: what became of the request is not known."""
        lost = EngineError(Meaning.ANSWER_LOST, text="our own fault")
        await self.insist(self._write_lost, job, lost)

    async def insist(
        self, fn: Callable[Concatenate[Db, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Write an outcome that must not be lost, trying until the disk plays along."""
        while True:
            try:
                await self._ground.database.transaction(fn, *args, **kwargs)
            except StorageUnavailable:
                log.exception("an outcome can't be written yet")
                await asyncio.sleep(self._hand_over.retry_s)
            else:
                return

    def _take_turn(self, db: Db) -> Job | datetime | None:
        now = self._ground.now()
        turn = self._hand_over.scheduler.next(now, self._line(db, now))
        if not isinstance(turn, Turn):
            return turn.until
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
        accounts.intend(db, turn.job_id, turn.account, self._hand_over.boot_id, now)
        return jobs.by_id(db, turn.job_id)

    def _line(self, db: Db, now: datetime) -> Line:
        standing = jobs.all_open(db)
        busy = [job for job in standing if job.status in AT_WORK]
        return Line(
            waiting=[
                Waiting(
                    job_id=job.id,
                    member=(job.place.server_id, job.member_id),
                    accounts=self._hand_over.accounts.open_for(db, job.shot.model),
                    not_before=job.not_before,
                )
                for job in standing
                if job.status is JobStatus.QUEUED
            ],
            accounts={
                account.name: self._state(db, account, now) for account in self._hand_over.accounts
            },
            at_work=Counter((j.place.server_id, j.member_id) for j in busy),
            in_flight=Counter(job.account for job in busy),
            last_turns=accounts.last_turns(db, now - _TURNS_REMEMBERED),
            running_per_member=self._hand_over.running_per_member,
        )

    def _state(self, db: Db, account: Account, now: datetime) -> AccountState:
        return AccountState(
            name=account.name,
            submits_per_minute=account.submits_per_minute,
            most_in_flight=account.most_in_flight,
            sent=accounts.sent_since(db, account.name, now - WINDOW),
            set_aside_until=accounts.account(db, account.name).set_aside_until,
        )

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

    def _picture(self, image: InputImage) -> PictureData:
        return PictureData(data=self._ground.files.read(image.sha256), mime=image.mime)

    def _write_accepted(self, db: Db, job: Job, remote_task_id: str) -> None:
        owner = jobs.by_remote_task(db, job.account, remote_task_id)
        if owner is not None and owner.id != job.id:
            lost = EngineError(Meaning.ANSWER_LOST, text=f"answered with the id of {owner.code}")
            self._write_lost(db, job, lost)
            return
        outcomes.accepted(db, job, remote_task_id, self._ground.now())
        accounts.restore(db, job.account)
        for notice in _ABOUT_THE_ACCOUNT:
            notices.over(db, notice, job.account)
        if accounts.show_model(db, job.account, job.shot.model):
            notices.over(db, Notice.MODEL_HIDDEN, job.shot.model)

    def _write_error(self, db: Db, job: Job, error: EngineError) -> None:
        if error.meaning in _LONGEST_REST_S:
            self._write_set_aside(db, job, error)
            return
        match error.meaning:
            case Meaning.MODEL:
                self._write_model_hidden(db, job, error)
            case Meaning.CONTENT | Meaning.OUTPUT | Meaning.INVISIBLE | Meaning.PARAMETERS:
                self._write_refused(db, job, error)
            case _:
                self._write_lost(db, job, error)

    def _write_set_aside(self, db: Db, job: Job, error: EngineError) -> None:
        now = self._ground.now()
        outcomes.sent_back(db, job)
        standing = accounts.account(db, job.account)
        times, since = standing.set_aside_times, standing.since or now
        rest_s = min(self._hand_over.retry_s * 2 ** min(times, 16), _LONGEST_REST_S[error.meaning])
        rest_s = max(self._ground.ids.jitter(rest_s), error.retry_after_s or 0.0)
        until = now + timedelta(seconds=rest_s)
        accounts.set_aside(db, job.account, until, error.code, since=since)
        notice = _notice(error, times + 1)
        if notice is None:
            return
        self._tell_operator(db, notice, job.account, error)
        if times + 1 == _DOWN_AFTER or (error.meaning in OPERATOR_MUST_ACT and times == 0):
            for waiting in jobs.with_status(db, JobStatus.QUEUED):
                stopped = self._hand_over.accounts.outage(db, waiting.shot.model)
                if stopped is not None:
                    outcomes.service_down(db, waiting, now, stopped)

    def _write_model_hidden(self, db: Db, job: Job, error: EngineError) -> None:
        now = self._ground.now()
        accounts.hide_model(db, job.account, job.shot.model, error.code, now)
        is_offered = job.shot.model not in self._hand_over.accounts.hidden(db)
        outcomes.sent_back(db, job, None if is_offered else now + _MODEL_RESTS)
        self._tell_operator(db, Notice.MODEL_HIDDEN, job.shot.model, error)

    def _write_refused(self, db: Db, job: Job, error: EngineError) -> None:
        # An output was judged: something was made, which may be billed.
        is_made = error.meaning is Meaning.OUTPUT
        end = outcomes.came_to_nothing if is_made else outcomes.refused
        end(db, job, failure_of(error), self._ground.now())
        if error.meaning is Meaning.PARAMETERS:
            self._tell_operator(db, Notice.ODD_REFUSAL, error.code, error, code=job.code)

    def _write_lost(self, db: Db, job: Job, error: EngineError) -> None:
        outcomes.answer_lost(db, job, failure_of(error), self._ground.now())
        self._tell_operator(db, Notice.UNCONFIRMED, job.code, error)

    def _tell_operator(
        self, db: Db, notice: Notice, about: str, error: EngineError, code: str = ""
    ) -> None:
        facts = {**engine_facts(error), "code": code}
        operators, now = self._ground.operators, self._ground.now()
        notices.tell_operator(db, operators, notice, now, about, facts)


def _notice(error: EngineError, times: int) -> Notice | None:
    """What the operator is told about an account that was set aside; None: nothing yet."""
    if error.meaning is Meaning.NOT_SENT:
        return Notice.SERVICE_DOWN if times >= _DOWN_AFTER else None
    return account_notice(error.meaning)
