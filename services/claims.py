"""What callbacks say of shots whose answer was lost: held against the engine's own word.

Whoever knows a job's address may name any handle there. It is kept until the engine was asked, also
over a restart, and taken up only when the engine knows it.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.job import Job, JobStatus
from services.accounts import Accounts
from services.adopting import adopt, is_contradicted
from services.ground import Ground
from services.providers.base import EngineError, UnknownRemoteTask, VideoProvider
from services.verdicts import tell_what_to_mend
from storage import Db, claims
from storage.claims import Claim

log = logging.getLogger(__name__)

_LONGEST_WAIT_S = 3600.0


@dataclass(slots=True, kw_only=True)
class _Question:
    """When the engine is to be asked about a claim next."""

    at: datetime
    times: int = 0


class Claims:
    """Remembers what was claimed and asks the engine, again and again while it gives no answer."""

    def __init__(
        self,
        ground: Ground,
        providers: Mapping[str, VideoProvider],
        known: Accounts,
        retry_s: float,
    ) -> None:
        self._ground = ground
        self._providers = providers
        self._known = known
        self._retry_s = retry_s
        #: By job and handle.
        self._questions: dict[tuple[int, str], _Question] = {}

    @property
    def next_at(self) -> datetime | None:
        """When an engine is to be asked next; None: nothing is claimed."""
        return min((question.at for question in self._questions.values()), default=None)

    async def heard(self, job: Job, remote_task_id: str) -> None:
        """A callback to the job's own address named its remote task: a hint to ask about.

        Before the answer to the request it is kept, in case that answer is lost.
        """
        if job.status not in {JobStatus.SUBMITTING, JobStatus.UNCONFIRMED}:
            return
        now = self._ground.now()
        await self._ground.database.transaction(claims.put, job.id, remote_task_id, now)
        self._questions.pop((job.id, remote_task_id), None)  # said again: asked at once
        self._ground.worker_bell.ring()

    def begin_anew(self) -> None:
        """Ask about every claim at once: the clock was set back."""
        self._questions.clear()

    async def due(self) -> list[str]:
        """The accounts whose engines are to be asked now."""
        now, found = self._ground.now(), await self._ground.database.read(claims.open_ones)
        self._questions = {
            _key(one): self._questions.get(_key(one)) or _Question(at=now) for one in found
        }
        return list(dict.fromkeys(one.job.account for one in found if self._is_due(one)))

    async def ask(self, account: str) -> None:
        """Ask an account's engine about every claim that is due."""
        for claim in await self._ground.database.read(claims.open_ones):
            if claim.job.account == account and self._is_due(claim):
                await self._ask(claim)

    def _is_due(self, claim: Claim) -> bool:
        question = self._questions.get(_key(claim))
        return question is not None and question.at <= self._ground.now()

    async def _ask(self, claim: Claim) -> None:
        self._put_off(claim)
        provider = self._providers.get(claim.job.account)
        if provider is None:
            return  # an account that comes back is asked then
        facts = claim.job.log_extra() | {"remote": claim.remote_task_id}
        try:
            polled = await provider.poll(claim.remote_task_id)
        except UnknownRemoteTask as error:
            log.warning("called back about a task that nobody knows: %s", error, extra=facts)
            await self._ground.database.transaction(self._write_refuted, claim)
            return
        except EngineError as error:
            log.info("no word about a callback: %s", error, extra=facts | {"trace": error.trace_id})
            await self._ground.database.transaction(
                tell_what_to_mend, self._ground, claim.job.account, error
            )
            return
        if is_contradicted(claim.job, polled.told):
            log.warning("called back about another's task", extra=facts)
            await self._ground.database.transaction(self._write_refuted, claim)
            return
        if await self._ground.database.transaction(self._write_adopted, claim):
            log.info("found by callback", extra=facts)
        self._ground.delivery_bell.ring()

    def _put_off(self, claim: Claim) -> None:
        question = self._questions[_key(claim)]
        wait_s = min(self._retry_s * 2 ** min(question.times, 16), _LONGEST_WAIT_S)
        question.times += 1
        question.at = self._ground.now() + timedelta(seconds=self._ground.ids.jitter(wait_s))

    def _write_adopted(self, db: Db, claim: Claim) -> bool:
        claims.drop(db, claim.job.id, claim.remote_task_id)
        return adopt(db, self._known, claim.job, claim.remote_task_id, self._ground.now())

    def _write_refuted(self, db: Db, claim: Claim) -> None:
        claims.drop(db, claim.job.id, claim.remote_task_id)


def _key(claim: Claim) -> tuple[int, str]:
    return claim.job.id, claim.remote_task_id
