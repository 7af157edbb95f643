"""Taking a shot back from its engine before it is begun, where the engine can do that."""

import logging
from collections.abc import Mapping

from domain.job import Job, JobStatus
from services import outcomes
from services.ground import Ground
from services.providers.base import EngineError, VideoProvider
from storage import Db, jobs

log = logging.getLogger(__name__)


class Recall:
    """Asks engines to give shots back. What they don't surely give back goes on as before."""

    def __init__(self, ground: Ground, providers: Mapping[str, VideoProvider]) -> None:
        self._ground = ground
        self._providers = providers

    def may(self, job: Job) -> bool:
        """Whether asking could help: its engine has it, and can give back what waits there."""
        provider = self._providers.get(job.account)
        is_there = job.status is JobStatus.RUNNING and job.remote_task_id is not None
        return is_there and provider is not None and provider.capabilities.cancels

    async def try_it(self, job: Job, member_id: int) -> bool:
        """True when nothing will be made or billed, and that is written down.

        False when the engine does not say so, or when the job came to another end meanwhile.
        """
        if not self.may(job) or job.remote_task_id is None:
            return False
        try:
            is_given_back = await self._providers[job.account].cancel(job.remote_task_id)
        except EngineError as error:
            facts = job.log_extra() | {"trace": error.trace_id}
            log.info("not taken back: %s", error, extra=facts)
            return False
        if not is_given_back:
            return False
        return await self._ground.database.transaction(self._write, job.id, member_id)

    def _write(self, db: Db, job_id: int, member_id: int) -> bool:
        job = jobs.by_id(db, job_id)
        if job.status is not JobStatus.RUNNING:
            log.warning("taken back, but it had ended", extra=job.log_extra())
            return False
        who = f"member {member_id}, taken back from {job.account}"
        outcomes.taken_back(db, job, self._ground.now(), who)
        return True
