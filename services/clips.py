"""A member's clips after the request: where they are, what happened, cancelling, deleting."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path

from domain.job import AT_WORK, WAITING, FailureKind, Job, JobStatus
from domain.model import Model
from domain.pictures import hashes_of
from domain.refusals import Refused
from domain.refusals_acts import AlreadyOver, NotFound, NotYours, TooLateToCancel
from media.clips import still
from services import descent, outcomes, rules
from services.asks import Upload, Who
from services.ground import Ground
from services.house import House
from services.job_view import JobView, Page
from services.outages import Outage
from services.poster import Posted
from services.providers.base import VideoProvider
from services.publicity import words_are_public
from services.recalling import Recall
from storage import Db, jobs, ledger, outbox, servers, shot_rows, sums
from storage.outbox import OwedKind

#: Who deletes a clip sees it go at once; what is not gone by then is removed by delivery.
_REMOVED_WITHIN = timedelta(seconds=10)
#: How far back a search among one's own jobs goes.
_SEARCHED = 200


class Clips:
    """Reads and changes existing jobs on behalf of people. Raises Refused where they may not.

    A `server_id` of None stands for direct messages, where people reach nothing but their own.
    """

    PER_PAGE = 8

    def __init__(
        self,
        ground: Ground,
        house: House,
        providers: Mapping[str, VideoProvider],
        *,
        keep_s: float,
    ) -> None:
        """`keep_s`: how long a clip's file is kept after its end, in seconds."""
        self._ground = ground
        self._limits = house.limits
        self._forecast = house.forecast
        self._accounts = house.accounts
        self._catalogue = house.catalogue
        self._providers = providers
        self._recall = Recall(ground, providers)
        self._kept_days = max(1, int(keep_s // 86_400))

    async def page(self, server_id: int, who: Who, number: int = 1) -> Page:
        """A page of one's own jobs in a server; numbers past the end give the last page."""
        return await self._ground.database.read(self._page, server_id, who, number)

    async def mine(self, server_id: int, who: Who, typed: str, most: int = 25) -> list[Job]:
        """One's own newest jobs whose code or prompt holds what was typed."""

        def look(db: Db) -> list[Job]:
            found = jobs.page_of_member(db, server_id, who.member_id, skip=0, most=_SEARCHED)
            wanted = typed.strip().casefold()
            return [j for j in found if wanted in f"{j.code} {j.shot.prompt}".casefold()][:most]

        return await self._ground.database.read(look)

    async def show(self, server_id: int | None, who: Who, code: str | None) -> JobView:
        """The job with this code, or one's latest without. Raises Refused with NotFound."""
        return await self._ground.database.read(self._show, server_id, who, code)

    async def cancel(
        self,
        server_id: int | None,
        who: Who,
        code: str | None,
        ask_for_time: Callable[[], Awaitable[None]] | None = None,
    ) -> Job:
        """Take a shot out of the line, or back from its engine as long as that has not begun it.

        `ask_for_time` is called before an engine is asked, which takes seconds. Raises Refused
        (TooLateToCancel, AlreadyOver, …).
        """
        database = self._ground.database
        job = await database.read(self._find_own, server_id, who, code)
        if self._recall.may(job) and ask_for_time is not None:
            await ask_for_time()
        if await self._recall.try_it(job, who.member_id):
            job = await database.read(jobs.by_id, job.id)
        else:
            job = await database.transaction(self._cancel, server_id, who, job.code)
        self._ground.delivery_bell.ring()
        self._ground.worker_bell.ring()
        return job

    async def dont_post(self, server_id: int | None, who: Who, code: str) -> Job:
        """Keep a clip that is already being made out of the channel. Raises Refused."""
        job = await self._ground.database.transaction(self._dont_post, server_id, who, code)
        self._ground.delivery_bell.ring()
        return job

    async def take_down(self, server_id: int | None, who: Who, code: str) -> Posted:
        """Record that author or staff delete a posted clip; returns the message to be removed.

        Its removal is owed from then on: where whoever asks for it does not manage to remove it at
        once, and says so by `removed`, delivery does. Raises Refused.
        """
        posted = await self._ground.database.transaction(self._take_down, server_id, who, code)
        self._ground.delivery_bell.ring()
        return posted

    async def removed(self, posted: Posted) -> None:
        """The message of a clip that was taken down is gone: its removal is owed no more."""
        await self._ground.database.transaction(self._removed, posted)

    async def still_of(self, server_id: int, who: Who, message_id: int) -> tuple[str, Upload]:
        """Code and first picture of the clip that a message of ours shows.

        Raises Refused with NotFound, also when the clip's file is kept no longer, and with
        RemixNotAllowed.
        """
        code, path = await self._ground.database.read(self._file_of, server_id, who, message_id)
        try:
            data = await asyncio.to_thread(still, path)
        except FileNotFoundError:
            raise Refused(NotFound(code=code)) from None
        return code, Upload(name=f"{code}.png", data=data)

    def _page(self, db: Db, server_id: int, who: Who, number: int) -> Page:
        total = jobs.count_of_member(db, server_id, who.member_id)
        pages = max(1, -(-total // self.PER_PAGE))
        number = min(max(1, number), pages)
        found = jobs.page_of_member(
            db, server_id, who.member_id, skip=(number - 1) * self.PER_PAGE, most=self.PER_PAGE
        )
        return Page(jobs=tuple(found), number=number, of=pages)

    def _show(self, db: Db, server_id: int | None, who: Who, code: str | None) -> JobView:
        job = self._find(db, server_id, who, code)
        is_private = self._is_theirs(db, job, who)
        row = outbox.posted(db, job.id, OwedKind.CLIP)
        posted = _posted(row) if row and not job.clip_deleted_by else None
        if not is_private and posted is None:
            raise Refused(NotFound(code=job.code))
        owed = any(state == "owed" for _, state in outbox.clips_of_job(db, job.id))
        is_there = job.clip_deleted_by is None and job.clip_dropped_at is None
        may_fetch = is_private and job.clip and not posted and is_there
        sees_money = who.is_manager or who.member_id in self._ground.operators
        return JobView(
            job=job,
            is_private=is_private,
            is_author=job.member_id == who.member_id,
            outage=self._outage(db, job),
            is_sought=self._is_sought(job),
            instead=self._instead(db, job),
            wait=self._forecast.wait(db, job, self._ground.now()),
            posted=posted,
            has_hidden_words=not is_private and not words_are_public(db, job),
            still_owed=owed,
            may_be_recalled=self._recall.may(job),
            clip=self._ground.files.path(job.clip.sha256) if may_fetch and job.clip else None,
            lacks_pictures=not self._ground.files.has_all(hashes_of(job.shot.pictures)),
            refunded=ledger.refunded(db, job.id),
            counted_micro=ledger.counted(db, job.id) if is_private and sees_money else None,
            is_corrected=sums.corrected(db, job.id),
            remixes=shot_rows.count_remixes(db, job.code),
        )

    def _outage(self, db: Db, job: Job) -> Outage | None:
        is_waiting = job.status is JobStatus.QUEUED
        return self._accounts.outage(db, job.shot.model) if is_waiting else None

    def _is_sought(self, job: Job) -> bool:
        provider = self._providers.get(job.account)
        is_lost = job.status is JobStatus.UNCONFIRMED and job.remote_task_id is None
        return is_lost and provider is not None and provider.capabilities.lists

    def _instead(self, db: Db, job: Job) -> Model | None:
        if job.failure is None or job.failure.kind is not FailureKind.NOT_OFFERED:
            return None
        return self._catalogue.choose(job.shot.need, self._accounts.hidden(db))

    def _cancel(self, db: Db, server_id: int | None, who: Who, code: str | None) -> Job:
        job = self._find_own(db, server_id, who, code)
        if job.status in WAITING:
            outcomes.cancelled(db, job, self._ground.now(), f"member {who.member_id}")
            return jobs.by_id(db, job.id)
        if job.status in AT_WORK or job.status is JobStatus.UNCONFIRMED:
            used = 0 if job.credits_returned else job.credits
            raise Refused(
                TooLateToCancel(
                    code=job.code,
                    credits=used,
                    kept_days=self._kept_days,
                    is_certain=job.status is not JobStatus.UNCONFIRMED,
                )
            )
        raise Refused(AlreadyOver(code=job.code, status=str(job.status)))

    def _dont_post(self, db: Db, server_id: int | None, who: Who, code: str) -> Job:
        job = self._find_own(db, server_id, who, code)
        if job.status in WAITING:
            return self._cancel(db, server_id, who, code)
        if job.status in {JobStatus.FAILED, JobStatus.CANCELLED} or outbox.clip_has_left(
            db, job.id
        ):
            raise Refused(AlreadyOver(code=job.code, status=str(job.status)))
        if not job.dont_post:
            outcomes.not_to_be_posted(db, job, self._ground.now())
        return jobs.by_id(db, job.id)

    def _take_down(self, db: Db, server_id: int | None, who: Who, code: str) -> Posted:
        job = self._find_own(db, server_id, who, code)
        row = outbox.posted(db, job.id, OwedKind.CLIP)
        if row is None:
            raise Refused(NotFound(code=job.code))
        now = self._ground.now()
        jobs.note(db, job.id, clip_deleted_by=who.member_id)
        servers.audit(
            db,
            "delete clip",
            server_id=job.place.server_id,
            by=who.member_id,
            at=now,
            target=job.code,
        )
        outbox.drop_owed(db, job.id, (OwedKind.CLIP_GONE,), now)
        outbox.owe(db, job.id, OwedKind.CLIP_GONE, now + _REMOVED_WITHIN)
        return _posted(row)

    def _removed(self, db: Db, posted: Posted) -> None:
        job = jobs.by_message(db, posted.message_id)
        if job is not None:
            outbox.drop_owed(db, job.id, (OwedKind.CLIP_GONE,), self._ground.now())

    def _file_of(self, db: Db, server_id: int, who: Who, message_id: int) -> tuple[str, Path]:
        job = jobs.by_message(db, message_id)
        if (
            job is None
            or job.clip is None
            or job.place.server_id != server_id
            or job.clip_dropped_at
            or job.clip_deleted_by
        ):
            raise Refused(NotFound(code=""))
        descent.check_remix(db, job.code, who.member_id, server_id)
        return job.code, self._ground.files.path(job.clip.sha256)

    def _find(self, db: Db, server_id: int | None, who: Who, code: str | None) -> Job:
        if code:
            job = jobs.by_code(db, code)
        elif server_id is None:
            job = None
        else:
            job = next(
                iter(jobs.page_of_member(db, server_id, who.member_id, skip=0, most=1)), None
            )
        if job is None or not _is_in_reach(job, server_id, who):
            raise Refused(NotFound(code=(code or "").upper()))
        return job

    def _find_own(self, db: Db, server_id: int | None, who: Who, code: str | None) -> Job:
        job = self._find(db, server_id, who, code)
        if not self._is_theirs(db, job, who):
            raise Refused(NotYours(code=job.code))
        return job

    def _is_theirs(self, db: Db, job: Job, who: Who) -> bool:
        if job.member_id == who.member_id:
            return True
        return rules.load(db, job.place.server_id, self._limits).is_staff(who)


def _is_in_reach(job: Job, server_id: int | None, who: Who) -> bool:
    if server_id is None:
        return job.member_id == who.member_id
    return job.place.server_id == server_id


def _posted(row: outbox.Owed) -> Posted:
    assert row.posted_channel_id is not None
    assert row.posted_message_id is not None
    return Posted(channel_id=row.posted_channel_id, message_id=row.posted_message_id)
