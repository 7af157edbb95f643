"""The operator's desk: shots whose answer was lost, where people decide what a program must not."""

import logging
import re
from collections.abc import Mapping

from domain.job import Job, JobStatus
from domain.refusals import Refused
from domain.refusals_acts import AlreadyOver, BadValue, NotFound
from services import outcomes
from services.accounts import Accounts
from services.ground import Ground
from services.management import OperatorDesk
from services.providers.base import EngineError, UnknownRemoteTask, VideoProvider
from services.providers.kinds import MINIMAX_V1, MINIMAX_V2
from storage import Db, jobs, servers

log = logging.getLogger(__name__)

#: How engines write the handles of what they make: MiniMax by number, others as they like.
_NUMBERS = re.compile(r"[0-9]{1,128}")
_WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}")


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

    async def unconfirmed(self, by: int) -> list[Job]:
        """All shots whose answer was lost, oldest first."""
        self._operator.check(by)
        read = self._ground.database.read
        return await read(jobs.with_status, JobStatus.UNCONFIRMED)

    async def was_made(self, by: int, code: str, remote_task_id: str) -> Job:
        """The service knows the shot under this id: it is looked for again, and posted.

        The service is asked first: an id that was mistyped could not be taken back.
        """
        self._operator.check(by)
        handle = remote_task_id.strip()
        job = await self._ground.database.read(self._may_be_made_as, code, handle)
        await self._ask(job, handle)
        job = await self._ground.database.transaction(self._was_made, by, code, handle)
        self._ring()
        return job

    async def no_clip(self, by: int, code: str, *, paid: bool) -> Job:
        """No clip will come; `paid` says whether the service billed it."""
        self._operator.check(by)
        job = await self._ground.database.transaction(self._no_clip, by, code, paid)
        self._ring()
        return job

    async def _ask(self, job: Job, remote_task_id: str) -> None:
        """Raises Refused unless the service knows the id."""
        try:
            await self._providers[job.account].poll(remote_task_id)
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
