"""Watching a remote task to its end, and fetching what it made. Polls write nothing."""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from domain.job import Clip, Job
from domain.policy import Timing
from media.clips import ClipFacts
from media.errors import ClipError
from services import notices, outcomes
from services.arrival import Arrival
from services.ground import Ground
from services.lasting import usual_seconds
from services.looks import next_look_s
from services.making_times import MakingTimes
from services.notices import Notice
from services.providers.base import (
    OPERATOR_MUST_ACT,
    EngineError,
    Meaning,
    Polled,
    RemoteStatus,
    VideoProvider,
)
from services.room import tell_disk_trouble
from services.verdicts import account_notice, engine_facts, failure_of
from storage import Db, jobs

log = logging.getLogger(__name__)

_LONGEST_BACKOFF_S = 300.0
#: Downloads under way at once; each may hold a whole clip.
_MOST_FETCHES = 8
#: So many looks in a row must have told nothing before a shot whose time is over goes to the desk:
#: a bot that comes back after days asks first.
_LOOKS_IN_VAIN = 5
#: Looks at shots of an account that calls back are so many times further apart.
_APART_IF_CALLED = 6


class Watcher:
    """Looks at running jobs and downloads finished ones; each method is one step of one job.

    Steps return the seconds until the next look, or None when there is nothing more to look at.
    """

    def __init__(
        self, ground: Ground, providers: Mapping[str, VideoProvider], timing: Timing
    ) -> None:
        self._ground = ground
        self._providers = providers
        self._timing = timing
        self._fetches = asyncio.Semaphore(_MOST_FETCHES)
        self._times = MakingTimes(timing.poll_s)
        #: Looks in a row that told nothing, by job id.
        self._misses: Counter[int] = Counter()
        #: Jobs that were called back about, and accounts whose last end was found by a callback.
        self._heard: set[int] = set()
        self._calling: set[str] = set()

    def heard(self, job_id: int) -> None:
        """The engine called back about a job; whether it was right, the next look tells."""
        self._heard.add(job_id)

    async def first_look_s(self, job: Job) -> float:
        """How long to leave a fresh job alone, from the history of clips like it."""
        span = await self._ground.database.read(usual_seconds, job.shot)
        return self._planned_s(job, span)

    async def look(self, job: Job) -> float | None:
        """Ask the engine once. Only its own word ends the job; our trouble with it never does."""
        provider = await self._asked_of(job)
        if provider is None:
            return None
        assert job.remote_task_id is not None
        try:
            polled = await provider.poll(job.remote_task_id)
        except EngineError as error:
            return await self._miss(job, error)
        self._misses.pop(job.id, None)
        return await self._seen(job, polled)

    async def fetch(self, job: Job) -> float | None:
        """Download, check and keep the clip, then settle: the job has succeeded."""
        provider = await self._asked_of(job)
        if provider is None:
            return None
        assert job.result_ref is not None
        began = self._ground.now()
        try:
            target = await asyncio.to_thread(self._ground.files.aside, ".mp4")
            try:
                async with self._fetches:
                    with Arrival(target) as arrival:
                        await provider.download(job.result_ref, arrival)
                        facts = await arrival.facts()
                    clip = await asyncio.to_thread(self._keep, target, facts)
            finally:
                target.unlink(missing_ok=True)
        except EngineError as error:
            return await self._miss(job, error)
        except ClipError as error:
            return await self._miss(job, EngineError(Meaning.UNAVAILABLE, text=str(error)))
        except OSError as error:
            return await self._disk_trouble(job, error)
        fetch_s = (self._ground.now() - began).total_seconds()
        making_s = self._times.made_s(job.id, fetch_s)
        if not await self._ground.database.transaction(self._write_made, job, clip, making_s):
            return self._backoff_s(job)
        self._misses.pop(job.id, None)
        log.info("made", extra=job.log_extra() | {"sha256": clip.sha256})
        self._ground.delivery_bell.ring()
        self._ground.worker_bell.ring()
        return None

    async def stumbled(self, job_id: int) -> float | None:
        """A step broke in our own code: it is tried more and more seldom, and then left to people.

        Seconds until the next look, or None.
        """
        job = await self._ground.database.read(jobs.by_id, job_id)
        return await self._miss(job, EngineError(Meaning.UNAVAILABLE, text="our own fault"))

    def forget(self, job_id: int) -> None:
        """Nobody looks at the job any more: what was known of its looks is dropped."""
        self._misses.pop(job_id, None)
        self._heard.discard(job_id)
        self._times.forget(job_id)

    def begin_anew(self) -> None:
        """The clock was set back: times that it told are none."""
        self._times.begin_anew()

    async def _asked_of(self, job: Job) -> VideoProvider | None:
        """Who is to be asked about the job; None: it has just gone to the desk."""
        provider = self._providers.get(job.account)
        if provider is None:
            log.warning("account %s is gone", job.account, extra=job.log_extra())
            await self._ground.database.transaction(self._write_account_gone, job)
            self._ground.delivery_bell.ring()
        return provider

    async def _seen(self, job: Job, polled: Polled) -> float | None:
        if polled.status in {RemoteStatus.SUCCEEDED, RemoteStatus.FAILED}:
            self._learn_who_calls(job)
        match polled.status:
            case RemoteStatus.SUCCEEDED:
                assert polled.result_ref is not None
                self._times.ready(job.id, job.submitted_at, self._ground.now())
                await self._ground.database.transaction(outcomes.ready, job, polled.result_ref)
                return 0.0
            case RemoteStatus.FAILED:
                error = polled.error or EngineError(Meaning.ENGINE)
                log.info("failed: %s", error, extra=job.log_extra() | {"trace": error.trace_id})
                await self._ground.database.transaction(self._write_failed, job, error)
                self._ground.delivery_bell.ring()
                self._ground.worker_bell.ring()
                return None
            case _:
                if self._is_past_hope(job):
                    await self._give_up(job)
                    return None
                span = await self._ground.database.read(usual_seconds, job.shot)
                await self._maybe_slow(job, span)
                return self._planned_s(job, span)

    def _learn_who_calls(self, job: Job) -> None:
        """Callbacks get lost: one end that was found without is enough to rely on looks again."""
        if job.id in self._heard:
            self._heard.discard(job.id)
            self._calling.add(job.account)
        else:
            self._calling.discard(job.account)

    def _planned_s(self, job: Job, span: tuple[float, float] | None) -> float:
        wait_s = self._next_look_s(job, span)
        self._times.plan(job.id, self._ground.now() + timedelta(seconds=wait_s))
        return wait_s

    def _next_look_s(self, job: Job, span: tuple[float, float] | None) -> float:
        now = self._ground.now()
        # A clock that was set back makes nothing younger than new.
        age_s = max(0.0, (now - (job.submitted_at or now)).total_seconds())
        poll_s = self._timing.poll_s
        apart_s = poll_s * _APART_IF_CALLED if job.account in self._calling else poll_s
        wait_s = next_look_s(span, age_s, apart_s)
        # Of a long wait only the last part varies: it was planned to the second.
        varies_s = min(wait_s, poll_s)
        return wait_s - varies_s + self._ground.ids.jitter(varies_s)

    async def _maybe_slow(self, job: Job, span: tuple[float, float] | None) -> None:
        if span is None or job.slow_told or job.submitted_at is None:
            return
        if self._ground.now() > job.submitted_at + timedelta(seconds=span[1]):
            await self._ground.database.transaction(outcomes.slow, job, self._ground.now())
            self._ground.delivery_bell.ring()

    async def _miss(self, job: Job, error: EngineError) -> float | None:
        log.info("no word: %s", error, extra=job.log_extra() | {"trace": error.trace_id})
        if error.meaning in OPERATOR_MUST_ACT:
            await self._ground.database.transaction(self._write_must_act, job, error)
            self._ground.delivery_bell.ring()
        wait_s = max(self._backoff_s(job), error.retry_after_s or 0.0)
        if not self._is_in_vain(job):
            return wait_s
        await self._give_up(job)
        return None

    async def _disk_trouble(self, job: Job, error: OSError) -> float | None:
        log.error("the clip can't be written: %s", error, extra=job.log_extra())
        await tell_disk_trouble(self._ground, error)
        wait_s = self._backoff_s(job)
        if not self._is_in_vain(job):
            return wait_s
        await self._give_up(job)
        return None

    async def _give_up(self, job: Job) -> None:
        await self._ground.database.transaction(self._write_no_end, job)
        self._ground.delivery_bell.ring()

    def _is_in_vain(self, job: Job) -> bool:
        return self._is_past_hope(job) and self._misses[job.id] >= _LOOKS_IN_VAIN

    def _backoff_s(self, job: Job) -> float:
        self._misses[job.id] += 1
        doubled = self._timing.retry_s * 2 ** min(self._misses[job.id] - 1, 16)
        return self._ground.ids.jitter(min(doubled, _LONGEST_BACKOFF_S))

    def _is_past_hope(self, job: Job) -> bool:
        # Counted from when we knew of it: what the desk finds after days is looked at afresh.
        since = job.accepted_at or job.submitted_at
        if since is None:
            return False
        return self._ground.now() - since > timedelta(seconds=self._timing.give_up_s)

    def _keep(self, target: Path, facts: ClipFacts) -> Clip:
        return Clip(
            sha256=self._ground.files.keep(target),
            seconds=facts.seconds,
            width=facts.width,
            height=facts.height,
            size_bytes=facts.size,
        )

    def _write_made(self, db: Db, job: Job, clip: Clip, making_s: float | None) -> bool:
        """False when the file is gone: an old clip of the same content was just given up."""
        if not self._ground.files.has(clip.sha256):
            return False
        outcomes.made(db, job, clip, self._ground.now(), making_s=making_s)
        notices.over(db, Notice.DISK_TROUBLE)
        return True

    def _write_no_end(self, db: Db, job: Job) -> None:
        now = self._ground.now()
        outcomes.no_end(db, job, now)
        self._tell_operator(db, Notice.NO_END, job.code, {})

    def _write_account_gone(self, db: Db, job: Job) -> None:
        outcomes.account_gone(db, job, self._ground.now())
        self._tell_operator(db, Notice.ACCOUNT_GONE, job.account, {})

    def _write_failed(self, db: Db, job: Job, error: EngineError) -> None:
        outcomes.came_to_nothing(db, job, failure_of(error), self._ground.now())
        if error.meaning is Meaning.PARAMETERS:
            facts = {**engine_facts(error), "code": job.code}
            self._tell_operator(db, Notice.ODD_REFUSAL, error.code, facts)

    def _write_must_act(self, db: Db, job: Job, error: EngineError) -> None:
        notice = account_notice(error.meaning)
        assert notice is not None, "there is a notice for all that an operator must act on"
        self._tell_operator(db, notice, job.account, engine_facts(error))

    def _tell_operator(
        self, db: Db, notice: Notice, about: str, facts: Mapping[str, object]
    ) -> None:
        operators, now = self._ground.operators, self._ground.now()
        notices.tell_operator(db, operators, notice, now, about, facts)
