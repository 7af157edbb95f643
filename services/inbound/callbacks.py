"""What an engine's callback means to us: a hint to look at once, never the truth.

An address holds its job's unguessable token, so whoever calls it also tells whose remote task it
speaks of. Neither kind of body says anything we believe without asking the engine.
"""

import logging
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from domain.job import Job, JobStatus
from services.ground import Ground
from services.reconciling import Reconciler
from storage import jobs

log = logging.getLogger(__name__)

#: A job is looked at for the sake of its callbacks at most so often.
_LOOKS_APART = timedelta(seconds=1)
#: Handles of all engines we know look like this: numbers, UUIDs, `video_…`.
_REMOTE_TASK_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}")
_AT_ENGINE = frozenset({JobStatus.RUNNING, JobStatus.DOWNLOADING})
#: No news: a look would find what the callback says, and the next one is planned already.
_GOING_ON = frozenset({"preparing", "queueing", "queued", "processing", "running", "in_progress"})


class LooksSooner(Protocol):
    """Who looks at jobs at the engine: the worker."""

    def look_by(self, job_id: int, at: datetime) -> None:
        """Look at a job no later than that, if it is at the engine, or as soon as it is."""


class Callbacks:
    """Takes what engines call: replays and floods of it come to a look a second, or to nothing."""

    def __init__(self, ground: Ground, reconciler: Reconciler, looks: LooksSooner) -> None:
        self._ground = ground
        self._reconciler = reconciler
        self._looks = looks
        #: When each job, or what is claimed of it, is or was last looked at for a callback's sake.
        self._hinted: dict[tuple[int, str | None], datetime] = {}

    async def job_of(self, token: str) -> Job | None:
        """Whose address this is; None: nobody's."""
        return await self._ground.database.read(jobs.by_token, token)

    async def take(self, job: Job, body: object) -> None:
        """Something happened at the engine, perhaps."""
        told = _told(body)
        remote_task_id = _remote_task_id(told)
        is_at_engine = job.status in _AT_ENGINE
        is_old_news = _is_going_on(told) if is_at_engine else remote_task_id is None
        if is_old_news:
            return  # before a turn is taken, which the news behind it may need
        at = self._turn((job.id, None if is_at_engine else remote_task_id))
        if at is None:
            return
        if is_at_engine:
            log.info("called back", extra=job.log_extra())
            self._looks.look_by(job.id, at)
        elif remote_task_id is not None:
            await self._reconciler.heard(job, remote_task_id)
            if job.status is JobStatus.SUBMITTING and not _is_going_on(told):
                self._looks.look_by(job.id, at)

    def _turn(self, about: tuple[int, str | None]) -> datetime | None:
        """When this callback may lead to a look; None: an earlier one about the same sees to it."""
        now = self._ground.now()
        self._hinted = {key: at for key, at in self._hinted.items() if now - at < _LOOKS_APART}
        before = self._hinted.get(about)
        if before is not None and before > now:
            return None
        at = before + _LOOKS_APART if before is not None else now
        self._hinted[about] = at
        return at


def _told(body: object) -> Mapping[str, object]:
    """What a callback says of a task: V2 writes `{"task": {…}}`, V1 the same without the frame."""
    if not isinstance(body, Mapping):
        return {}
    framed = body.get("task")
    if isinstance(framed, Mapping):
        return {"id": framed.get("id"), "status": framed.get("status")}
    return {"id": body.get("task_id"), "status": body.get("status")}


def _remote_task_id(told_of: Mapping[str, object]) -> str | None:
    told = told_of.get("id")
    if isinstance(told, int) and not isinstance(told, bool):
        told = str(told)
    if not isinstance(told, str) or not _REMOTE_TASK_ID.fullmatch(told):
        return None
    return told


def _is_going_on(told: Mapping[str, object]) -> bool:
    return str(told.get("status", "")).casefold() in _GOING_ON
