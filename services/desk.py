"""The operator's desk: shots whose answer was lost, where people decide what a program must not."""

import logging
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum

from domain.job import Job, JobStatus
from domain.refusals import Refused
from domain.refusals_acts import AlreadyOver, BadValue, NotFound, QuestionGone
from services import outcomes
from services.accounts import Accounts
from services.adopting import BEFORE
from services.ground import Ground
from services.management import OperatorDesk
from services.providers.base import (
    EngineError,
    Listed,
    Polled,
    RemoteStatus,
    UnknownRemoteTask,
    VideoProvider,
)
from services.providers.kinds import MINIMAX_V1, MINIMAX_V2
from services.unanswered import Unanswered
from storage import Db, jobs, servers

log = logging.getLogger(__name__)

#: How engines write the handles of what they make: MiniMax by number, others as they like.
_NUMBERS = re.compile(r"[0-9]{1,128}")
_WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}")


class Differs(StrEnum):
    """What the service may tell otherwise of a shot's own clip.

    It may know the model by another name, and some write prompts anew before they make them.
    """

    MODEL = "another model"
    WORDS = "other words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the service says of a handle, beside the shot it is said to be.

    `others` are those without certainty that it could be as well, oldest first: what differs of
    them differs of the shot, too. `told` None: the service says nothing more than where it is.
    `differs` is for people to judge. `key` is the question's, for the press.
    """

    key: str
    job: Job
    remote_task_id: str
    status: RemoteStatus
    told: Listed | None
    differs: frozenset[Differs]
    others: tuple[Job, ...]


class Desk:
    """Settles `unconfirmed` jobs by an operator's word. Raises Refused."""

    def __init__(
        self,
        ground: Ground,
        operator: OperatorDesk,
        accounts: Accounts,
        providers: Mapping[str, VideoProvider],
    ) -> None:
        self._ground = ground
        self._operator = operator
        self._known = accounts
        self._providers = providers
        self._kinds = {account.name: account.provider for account in accounts}
        #: Code and handle that an operator was shown, and what differed.
        self._unanswered: Unanswered[tuple[str, str, frozenset[Differs]]] = Unanswered(ground.ids)

    async def unconfirmed(self, by: int) -> list[Job]:
        """All shots whose answer was lost, oldest first."""
        self._operator.check(by)
        read = self._ground.database.read
        return await read(jobs.with_status, JobStatus.UNCONFIRMED)

    async def look_at(self, by: int, code: str, remote_task_id: str) -> Look:
        """What the service says of this id, and whose it could be: nothing is settled yet.

        Raises Refused for an id that can't be the shot's.
        """
        self._operator.check(by)
        handle = remote_task_id.strip()
        job = await self._ground.database.read(self._may_be_made_as, code, handle)
        polled = await self._ask(job, handle)
        differs = _differences(job, polled.told)
        return Look(
            key=self._unanswered.ask((job.code, handle, differs)),
            job=job,
            remote_task_id=handle,
            status=polled.status,
            told=polled.told,
            differs=differs,
            others=await self._ground.database.read(self._others, job, polled.told),
        )

    async def was_made_as_shown(self, by: int, key: str) -> Job:
        """The shot that was shown under `key` is that one, whatever was shown to differ.

        Raises Refused, with QuestionGone where nothing is asked under it any more.
        """
        self._operator.check(by)
        shown = self._unanswered.answer(key)
        if shown is None:
            raise Refused(QuestionGone())
        code, handle, differs = shown
        return await self.was_made(by, code, handle, although=differs)

    async def was_made(
        self, by: int, code: str, remote_task_id: str, *, although: Set[Differs] = frozenset()
    ) -> Job:
        """The service knows the shot under this id: it is looked for again, and posted.

        The service is asked first: an id that was mistyped could not be taken back. `although` is
        what people know to differ; where more does, it is refused.
        """
        self._operator.check(by)
        handle = remote_task_id.strip()
        job = await self._ground.database.read(self._may_be_made_as, code, handle)
        polled = await self._ask(job, handle)
        unseen = _differences(job, polled.told) - although
        if unseen:
            wrong = f"is said to have {' and '.join(sorted(unseen))}, which you were not shown"
            raise Refused(_not_that(handle, "a second look: the same command again", wrong))
        job = await self._ground.database.transaction(self._was_made, by, code, handle)
        self._ring()
        return job

    async def no_clip(self, by: int, code: str, *, paid: bool) -> Job:
        """No clip will come; `paid` says whether the service billed it."""
        self._operator.check(by)
        job = await self._ground.database.transaction(self._no_clip, by, code, paid)
        self._ring()
        return job

    async def _ask(self, job: Job, remote_task_id: str) -> Polled:
        """What the service says of the id. Raises Refused where it knows none, or it can't be."""
        try:
            polled = await self._providers[job.account].poll(remote_task_id)
        except UnknownRemoteTask as error:
            works = f"a number that {job.account} knows; it says that it has no such one"
            raise Refused(BadValue(what="remote id", works=works)) from error
        except EngineError as error:
            facts = job.log_extra() | {"trace": error.trace_id}
            log.info("no word about the desk's number: %s", error, extra=facts)
            works = (
                f"a word from {job.account}, which I ask about it first and which gives no answer"
                " now; try again in some minutes"
            )
            raise Refused(BadValue(what="remote id", works=works)) from error
        if _is_too_early(job, polled.told):
            wrong = "is another one: it was begun before the shot was asked for"
            raise Refused(_not_that(remote_task_id, "the number of this very shot", wrong))
        return polled

    def _others(self, db: Db, job: Job, told: Listed | None) -> tuple[Job, ...]:
        """Shots without a handle that the same service may have made there, too."""
        accounts = self._known.listed_with(job.account)
        differs = _differences(job, told)
        return tuple(
            other
            for other in jobs.with_status(db, JobStatus.UNCONFIRMED)
            if other.id != job.id
            and other.account in accounts
            and other.remote_task_id is None
            and not _is_too_early(other, told)
            and _differences(other, told) <= differs
        )

    def _may_be_made_as(self, db: Db, code: str, remote_task_id: str) -> Job:
        """The shot, as it stands. Raises Refused when it can't have that id."""
        job = _find(db, code)
        self._check_handle(job, remote_task_id)
        listing = self._known.listed_with(job.account)
        owner = jobs.by_remote_task(db, listing, remote_task_id)
        if owner is not None and owner.id != job.id:
            raise Refused(BadValue(what="remote id", works=f"another one: {owner.code} has it"))
        return job

    def _was_made(self, db: Db, by: int, code: str, remote_task_id: str) -> Job:
        job = self._may_be_made_as(db, code, remote_task_id)
        outcomes.accepted(db, job, remote_task_id, self._ground.now())
        self._audit(db, by, job, f"was made as {remote_task_id}")
        return jobs.by_id(db, job.id)

    def _check_handle(self, job: Job, remote_task_id: str) -> None:
        kind = self._kinds.get(job.account)
        if kind is None:
            works = (
                f"the account {job.account} in the models file again (then restart), or"
                " paid-and-lost or not-paid for this shot"
            )
            raise Refused(BadValue(what="was-made", works=works))
        if not _handles_of(kind).fullmatch(remote_task_id):
            raise Refused(BadValue(what="remote id", works="the service's number for the shot"))

    def _no_clip(self, db: Db, by: int, code: str, paid: bool) -> Job:
        job = _find(db, code)
        outcomes.settled_by_desk(db, job, self._ground.now(), f"desk {by}", paid=paid)
        self._audit(db, by, job, "paid and lost" if paid else "not paid")
        return jobs.by_id(db, job.id)

    def _audit(self, db: Db, by: int, job: Job, detail: str) -> None:
        servers.audit(
            db,
            "settle unconfirmed",
            server_id=job.place.server_id,
            by=by,
            at=self._ground.now(),
            target=job.code,
            detail=detail,
        )

    def _ring(self) -> None:
        self._ground.worker_bell.ring()
        self._ground.delivery_bell.ring()


def _handles_of(kind: str) -> re.Pattern[str]:
    return _NUMBERS if kind in {MINIMAX_V1, MINIMAX_V2} else _WORDS


def _find(db: Db, code: str) -> Job:
    job = jobs.by_code(db, code)
    if job is None:
        raise Refused(NotFound(code=code.upper()))
    if job.status is not JobStatus.UNCONFIRMED:
        raise Refused(AlreadyOver(code=job.code, status=str(job.status)))
    return job


def _not_that(typed: str, works: str, wrong: str) -> BadValue:
    return BadValue(what="remote id", works=works, typed=typed, wrong=wrong)


def _is_too_early(job: Job, told: Listed | None) -> bool:
    """Whether it was begun before the shot was asked for, as far as the service tells."""
    begun = told.created_at if told else None
    return begun is not None and begun < job.created_at - BEFORE


def _differences(job: Job, told: Listed | None) -> frozenset[Differs]:
    """What the service tells otherwise than it was sent, as far as it tells."""
    if told is None:
        return frozenset()
    tells = {
        Differs.MODEL: told.model not in {None, job.shot.model},
        Differs.WORDS: told.prompt is not None
        and not _is_same_text(told.prompt, job.engine_prompt),
    }
    return frozenset(one for one, differs in tells.items() if differs)


def _is_same_text(told: str, sent: str) -> bool:
    """Whether a service repeats what it was sent; some shorten it, or tidy its spaces."""
    shown, whole = " ".join(told.split()).rstrip("…."), " ".join(sent.split())
    return whole.startswith(shown) if shown else not whole
