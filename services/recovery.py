"""What a start takes up: requests of a killed process, accounts that came or went, loose files."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime

from domain.job import Failure, FailureKind, JobStatus
from services import notices, outcomes
from services.accounts import Accounts
from services.ground import Ground
from services.incidents import Incidents
from services.notices import Notice
from services.outages import trouble
from services.providers.base import VideoProvider
from storage import Db, accounts, drafts, jobs, kept_files, restores, set_back, turns

log = logging.getLogger(__name__)

#: What a restart may have changed: told afresh when it is still so.
_TOLD_AFRESH = (
    Notice.MODEL_HIDDEN,
    Notice.API_ABSENT,
    Notice.ODD_REFUSAL,
    Notice.INCIDENT,
    Notice.UNREADABLE,
)
#: Only the operator can mend it, and starts the bot anew when that is done.
_MENDED_BY_HAND = frozenset({Notice.KEY_REFUSED, Notice.ADDRESS_WRONG, Notice.BALANCE_LOW})


class Recovery:
    """Brings what an earlier process left into order. `boot_id` is this process's own."""

    def __init__(
        self,
        ground: Ground,
        accounts: Accounts,
        providers: Mapping[str, VideoProvider],
        boot_id: str,
    ) -> None:
        self._ground = ground
        self._accounts = accounts
        self._incidents = Incidents(ground)
        self._listing = {name for name, one in providers.items() if one.capabilities.lists}
        self._boot_id = boot_id
        self._started_at: datetime = ground.now()

    async def run(self) -> None:
        """Once per process, before anything is handed over."""
        lost = await self._ground.database.transaction(self._begin_anew)
        wanted = await self._ground.database.read(kept_files.wanted)
        swept = await asyncio.to_thread(self._ground.files.sweep, wanted)
        log.info("recovered", extra={"answers_lost": lost, "files_swept": swept})
        # A folder that can't be looked into is no reason to leave every shot where it stands.
        await self._incidents.guard(self._note_lacking(), "looking for pictures that are not there")

    async def _note_lacking(self) -> None:
        """Pictures whose row stood before their file: a killed process never wrote it."""
        known = await self._ground.database.read(kept_files.pictures)
        lacking = await asyncio.to_thread(self._lacking, known)
        if lacking:
            log.warning("pictures are not there", extra={"files": len(lacking)})
            await self._ground.database.transaction(self._write_lacking, lacking)

    def _lacking(self, hashes: set[str]) -> set[str]:
        return {sha256 for sha256 in hashes if not self._ground.files.has(sha256)}

    def _write_lacking(self, db: Db, hashes: set[str]) -> None:
        # Looked at again: one may have been handed in once more meanwhile.
        kept_files.note_gone(db, self._lacking(hashes), self._ground.now())

    def _begin_anew(self, db: Db) -> int:
        """All at once; returns how many requests' answers are lost."""
        set_back.bring_back(db, self._ground.now(), beyond=set_back.LONGEST_WAIT)
        accounts.show_models(db)
        for notice in _TOLD_AFRESH:
            notices.over(db, notice)
        drafts.forget_unused_inputs(db, self._started_at)
        self._take_up_restored(db)
        self._take_up_accounts(db)
        self._drop_unmade(db)
        return self._mark_lost(db)

    def _mark_lost(self, db: Db) -> int:
        """Another boot's `submitting`: its request may have left, and its answer is gone."""
        now = self._ground.now()
        left = [j for j in jobs.with_status(db, JobStatus.SUBMITTING) if j.boot_id != self._boot_id]
        failure = Failure(kind=FailureKind.ENGINE, text="restarted")
        operators = self._ground.operators
        for job in left:
            is_sought = job.account in self._listing
            outcomes.answer_lost(db, job, failure, now, is_sought=is_sought)
            facts = {"is_sought": is_sought}
            notices.tell_operator(db, operators, Notice.UNCONFIRMED, now, job.code, facts)
        return len(left)

    def _take_up_restored(self, db: Db) -> None:
        """What stood in line in a backup may have been handed over since: people decide."""
        now = self._ground.now()
        for job in restores.in_line(db):
            outcomes.perhaps_handed_over(db, job, now)
            facts = {"is_restored": True}
            notices.tell_operator(
                db, self._ground.operators, Notice.UNCONFIRMED, now, job.code, facts
            )

    def _take_up_accounts(self, db: Db) -> None:
        """Accounts that are back in the models file: their shots are looked after again."""
        known = {account.name for account in self._accounts}
        for name in known:
            notices.over(db, Notice.ACCOUNT_GONE, name)
            sharing = self._accounts.sharing(name)
            if trouble(db, name, sharing) in _MENDED_BY_HAND:
                accounts.wake(db, name)
        for job in jobs.with_status(db, JobStatus.UNCONFIRMED):
            is_left = job.failure is not None and job.failure.code == outcomes.ACCOUNT_GONE
            if is_left and job.account in known and job.remote_task_id is not None:
                outcomes.accepted(db, job, job.remote_task_id, self._ground.now())

    def _drop_unmade(self, db: Db) -> None:
        """Shots in line that no account makes any more would wait in vain."""
        if all(self._accounts.serving(model) for model in turns.models_in_line(db)):
            return
        known = {account.name for account in self._accounts}
        operators, now = self._ground.operators, self._ground.now()
        for job in jobs.with_status(db, JobStatus.QUEUED):
            if self._accounts.serving(job.shot.model):
                continue
            outcomes.nobody_makes_it(db, job, now)
            if job.account not in known:
                notices.tell_operator(db, operators, Notice.ACCOUNT_GONE, now, job.account)
