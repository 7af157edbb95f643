"""Finding out which remote task is whose when the answer to a request was lost.

Three tell: the engine's list, a callback to the job's own address, and people at the desk.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.job import Job, JobStatus
from services import notices
from services.accounts import Accounts
from services.adopting import AFTER, BEFORE, adopt, is_of_its_moment
from services.catalogue import Catalogue
from services.claims import Claims
from services.ground import Ground
from services.notices import Notice
from services.providers.base import EngineError, Listed, VideoProvider
from services.verdicts import tell_what_to_mend
from storage import Db, jobs

log = logging.getLogger(__name__)

#: MiniMax V2 forgets its tasks after this long (platform.minimax.io, query video task, V2).
_REMEMBERED = timedelta(days=7)
_LONGEST_WAIT_S = 300.0
#: A shot that was not in the list when its time was over is looked for so seldom.
_OLD_WAIT_S = 3600.0


@dataclass(slots=True, kw_only=True)
class _Search:
    """When an account's list is to be looked through next, and for whom that was decided."""

    wanted: frozenset[int]
    at: datetime
    times: int = 0


class Reconciler:
    """Looks for shots without certainty in the lists of engines that have one, and never guesses:
    what may be two shots', or two tasks that may be one shot's, is left to the desk.
    """

    def __init__(
        self,
        ground: Ground,
        providers: Mapping[str, VideoProvider],
        known: Accounts,
        catalogue: Catalogue,
        retry_s: float,
    ) -> None:
        self._ground = ground
        self._providers = providers
        self._known = known
        self._catalogue = catalogue
        self._retry_s = retry_s
        self._searches: dict[str, _Search] = {}
        self._claims = Claims(ground, providers, known, retry_s)

    @property
    def next_at(self) -> datetime | None:
        """When an engine is to be asked next; None: nothing is sought."""
        moments = [search.at for search in self._searches.values()]
        if self._claims.next_at is not None:
            moments.append(self._claims.next_at)
        return min(moments, default=None)

    def begin_anew(self) -> None:
        """Plan afresh when engines are asked: the clock was set back."""
        self._searches.clear()
        self._claims.begin_anew()

    async def due(self) -> list[str]:
        """The accounts whose engines are to be asked now: for their lists, or about callbacks."""
        claimed = await self._claims.due()
        wanted = await self._ground.database.read(self._wanted)
        now = self._ground.now()
        for account in self._searches.keys() - wanted.keys():
            del self._searches[account]
        for account, sought in wanted.items():
            search = self._searches.get(account)
            if search is None or sought - search.wanted:
                first = now + timedelta(seconds=self._ground.ids.jitter(self._retry_s))
                self._searches[account] = _Search(wanted=sought, at=first)
        listed = [account for account in self._searches if self._is_due(account)]
        return list(dict.fromkeys([*claimed, *listed]))

    async def seek(self, account: str) -> None:
        """Ask about what callbacks claimed; look through the account's list once, if it is due,
        and take up what can only be one shot's."""
        await self._claims.ask(account)
        if self._is_due(account):
            await self._look_through(account)
        self._ground.worker_bell.ring()

    async def heard(self, job: Job, remote_task_id: str) -> None:
        """A callback to the job's own address named its remote task: a hint to ask about."""
        await self._claims.heard(job, remote_task_id)

    def _is_due(self, account: str) -> bool:
        search = self._searches.get(account)
        return search is not None and search.at <= self._ground.now()

    async def _look_through(self, account: str) -> None:
        self._put_off(account)
        sought = await self._ground.database.read(self._sought, account)
        if not sought:
            return
        since = min(job.submitted_at or job.created_at for job in sought) - BEFORE
        try:
            listed = await self._providers[account].list(since)
        except EngineError as error:
            log.info("no list: %s", error, extra={"account": account, "trace": error.trace_id})
            await self._ground.database.transaction(tell_what_to_mend, self._ground, account, error)
        else:
            await self._ground.database.transaction(self._write_found, account, listed)
            self._rest(account, sought)
        self._ground.delivery_bell.ring()

    def _put_off(self, account: str) -> None:
        search = self._searches.get(account)
        if search is not None:
            search.times += 1
            wait_s = min(self._retry_s * 2 ** min(search.times, 16), _LONGEST_WAIT_S)
            search.at = self._ground.now() + timedelta(seconds=self._ground.ids.jitter(wait_s))

    def _rest(self, account: str, sought: Sequence[Job]) -> None:
        """A whole list was read: what it lacked of shots so old will hardly come any more."""
        now, search = self._ground.now(), self._searches.get(account)
        are_old = all(now - (job.submitted_at or job.created_at) > AFTER for job in sought)
        if search is not None and are_old:
            search.at = now + timedelta(seconds=self._ground.ids.jitter(_OLD_WAIT_S))

    def _wanted(self, db: Db) -> dict[str, frozenset[int]]:
        listing = [name for name, one in self._providers.items() if one.capabilities.lists]
        found = {name: frozenset(job.id for job in self._sought(db, name)) for name in listing}
        return {name: ids for name, ids in found.items() if ids}

    def _sought(self, db: Db, account: str) -> list[Job]:
        since = self._ground.now() - _REMEMBERED
        return [
            job
            for job in jobs.with_status(db, JobStatus.UNCONFIRMED)
            if job.account == account
            and job.remote_task_id is None
            and (job.submitted_at or job.created_at) > since
        ]

    def _write_found(self, db: Db, account: str, listed: Sequence[Listed]) -> None:
        now = self._ground.now()
        # All that was sent and may have a task there, whether or not it is still sought.
        listing = self._known.listed_with(account)
        sent = jobs.without_remote_task(db, listing, now - _REMEMBERED - AFTER)
        known = jobs.owned(db, listing, [one.remote_task_id for one in listed])
        strange = [one for one in listed if one.remote_task_id not in known]
        fitting = {
            job.id: frozenset(one.remote_task_id for one in strange if self._fits(job, one))
            for job in sent
        }
        for job in sent:
            if job.status is not JobStatus.UNCONFIRMED or not fitting[job.id]:
                continue
            rivals = [r for r in sent if r.id != job.id and fitting[r.id] & fitting[job.id]]
            if len(fitting[job.id]) == 1 and not rivals:
                (remote_task_id,) = fitting[job.id]
                if adopt(db, self._known, job, remote_task_id, now):
                    log.info("found in list", extra=job.log_extra() | {"remote": remote_task_id})
            elif all(rival.status is not JobStatus.SUBMITTING for rival in rivals):
                self._tell_several(db, job, rivals, fitting[job.id])

    def _fits(self, job: Job, one: Listed) -> bool:
        """Whether the task may be the job's; what the engine does not tell contradicts nothing,
        but for its model and moment, without which anything would fit."""
        if one.created_at is None or one.model != job.shot.model:
            return False
        if not is_of_its_moment(job, one.created_at):
            return False
        model = self._catalogue.get(job.shot.model)
        if model is not None and not model.sends_size:
            return True
        resolution = job.shot.resolution.casefold()
        return one.duration_s in {None, job.shot.duration_s} and (
            one.resolution is None or one.resolution.casefold() == resolution
        )

    def _tell_several(
        self, db: Db, job: Job, rivals: Sequence[Job], handles: frozenset[str]
    ) -> None:
        facts = {"tasks": sorted(handles), "rivals": [rival.code for rival in rivals]}
        operators, now = self._ground.operators, self._ground.now()
        notices.tell_operator(db, operators, Notice.SEVERAL_FIT, now, job.code, facts)
