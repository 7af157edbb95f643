"""Delivery: takes what the outbox owes to Discord, each message once, and finds another place
where the first is gone."""

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from domain.job import Job
from domain.policy import Policy
from media.clips import fit_clip
from media.errors import ClipError
from services import rules
from services.clips import Posted
from services.forecast import Forecast
from services.ground import Ground
from services.incidents import Incidents
from services.poster import (
    HeldBack,
    Letter,
    MessageGone,
    NoRights,
    PlaceGone,
    Poster,
    PostError,
    TooBig,
    Unreachable,
    Where,
)
from storage import Db, StorageUnavailable, jobs, outbox
from storage.outbox import Owed, OwedKind

log = logging.getLogger(__name__)

#: A clip that comes this long after it was ready does not ping any more.
LATE = timedelta(hours=1)
#: Discord's default ceiling for one file since 2025-01 (docs: reference, uploading files); tried
#: only after a place has refused the whole clip.
SMALLEST_UPLOAD_LIMIT = 10 * 1024 * 1024
#: Waits between tries of one message, in seconds: soon at first, then patiently.
_LONGEST_WAIT_S = 300.0
#: How long a message that says something about now may be tried before it would only confuse.
_EDIT_LIVES = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parcel:
    """An owed row with what its words and ways need."""

    owed: Owed
    letter: Letter
    ways: tuple[Where, ...]
    card: Posted | None


class Delivery:
    """Claims the outbox and posts. Money is never moved here."""

    def __init__(
        self, ground: Ground, poster: Poster, *, limits: Policy, forecast: Forecast, retry_s: float
    ) -> None:
        self._ground = ground
        self._poster = poster
        self._limits = limits
        self._forecast = forecast
        self._retry_s = retry_s
        self._incidents = Incidents(ground)
        self._is_stopping = False
        self._next_s = retry_s

    async def run(self) -> None:
        """Deliver until stopped; messages begun are posted and marked first."""
        while not self._is_stopping:
            is_well = await self._incidents.guard(self.round(), "delivering")
            wait_s = self._next_s if is_well else self._retry_s
            await self._ground.delivery_bell.wait(wait_s)

    def stop(self) -> None:
        """Begin no more messages; `run` returns when those under way are marked."""
        self._is_stopping = True
        self._ground.delivery_bell.ring()

    async def round(self) -> None:
        """Deliver all that is due now. Raises StorageUnavailable when rows can't be put off."""
        while not self._is_stopping and (parcels := await self._ground.database.read(self._due)):
            async with asyncio.TaskGroup() as group:
                tries = [group.create_task(self._deliver(parcel)) for parcel in parcels]
            if not all(one.result() for one in tries):
                # They are due still: going on at once would try them as fast as we can.
                raise StorageUnavailable("messages can't be put off")
        next_due = await self._ground.database.read(outbox.next_due)
        wait = next_due - self._ground.now() if next_due else timedelta(seconds=_LONGEST_WAIT_S)
        self._next_s = max(0.0, wait.total_seconds())

    async def _deliver(self, parcel: _Parcel) -> bool:
        nonce = parcel.owed.nonce
        if await self._incidents.guard(self._try(parcel), f"delivering {nonce}"):
            return True
        return await self._incidents.guard(
            self._later(parcel, Unreachable()), f"putting off {nonce}"
        )

    async def _try(self, parcel: _Parcel) -> None:
        try:
            match parcel.owed.kind:
                case OwedKind.CARD_EDIT:
                    await self._edit(parcel)
                case OwedKind.CARD_GONE:
                    await self._remove(parcel)
                case _:
                    await self._post(parcel)
        except Unreachable as error:
            await self._later(parcel, error)

    async def _post(self, parcel: _Parcel) -> None:
        for number, where in enumerate(parcel.ways):
            letter = replace(parcel.letter, moved=number > 0)
            try:
                posted = await self._post_once(parcel, letter, where)
            except (PlaceGone, NoRights, HeldBack) as error:
                log.info("can't deliver there", extra=_extra(parcel, where, error))
                continue
            except TooBig as error:
                log.warning("too big for the place", extra=_extra(parcel, where, error))
                continue
            if posted is not None:
                await self._ground.database.transaction(self._posted, parcel, posted)
            return
        state = "kept" if parcel.owed.kind is OwedKind.CLIP else "dropped"
        await self._end(parcel, state)

    async def _post_once(self, parcel: _Parcel, letter: Letter, where: Where) -> Posted | None:
        """The message as it stands; None when it is owed no more: cancelled, not to be posted."""
        since, now = parcel.owed.first_tried_at, self._ground.now()
        if not await self._ground.database.transaction(outbox.trying, parcel.owed.id, now):
            return None
        # Tried before: the answer may have been lost although the message stands. Discord's memory
        # of the nonce is short, so we look with our own eyes.
        if since is not None and (found := await self._poster.find(letter, where, since)):
            return found
        try:
            return await self._poster.post(letter, where)
        except TooBig as error:
            if letter.clip is None:
                raise
            smaller = await self._fit(letter.clip, error.limit or SMALLEST_UPLOAD_LIMIT)
            if smaller is None:
                raise
            try:
                return await self._poster.post(replace(letter, clip=smaller), where)
            finally:
                smaller.unlink(missing_ok=True)

    async def _fit(self, clip: Path, limit: int) -> Path | None:
        smaller = self._ground.files.aside(".mp4")
        try:
            # Discord counts the whole request, so some room is left for the text around the file.
            await asyncio.to_thread(fit_clip, clip, smaller, int(limit * 0.97))
        except ClipError:
            log.exception("a clip can't be made to fit")
            smaller.unlink(missing_ok=True)
            return None
        except OSError:
            # A full disk: what was begun would fill it further, one file for every new try.
            smaller.unlink(missing_ok=True)
            raise
        return smaller

    async def _edit(self, parcel: _Parcel) -> None:
        if parcel.card is None:
            # There is no card to change. What must be known is posted anew; the rest is past.
            if parcel.owed.facts["what"] in MUST_BE_KNOWN:
                await self._post(parcel)
            else:
                await self._end(parcel, "dropped")
            return
        try:
            await self._poster.edit(parcel.letter, parcel.card)
        except (MessageGone, PlaceGone, NoRights, HeldBack, TooBig):
            if parcel.owed.facts["what"] in MUST_BE_KNOWN:
                await self._post(parcel)
                return
            await self._end(parcel, "dropped")
        else:
            await self._end(parcel, "posted")

    async def _remove(self, parcel: _Parcel) -> None:
        if parcel.card is not None:
            try:
                await self._poster.remove(parcel.card)
            except (MessageGone, PlaceGone, NoRights) as error:
                log.info("the card stays", extra=_extra(parcel, None, error))
        await self._end(parcel, "posted")

    async def _later(self, parcel: _Parcel, error: PostError) -> None:
        now = self._ground.now()
        wait = min(self._retry_s * 2 ** min(parcel.owed.attempts, 10), _LONGEST_WAIT_S)
        log.info("will deliver later", extra=_extra(parcel, None, error))
        is_stale = (
            parcel.owed.kind is OwedKind.CARD_EDIT and now - parcel.owed.created_at > _EDIT_LIVES
        )
        if is_stale and parcel.owed.facts["what"] not in MUST_BE_KNOWN:
            await self._end(parcel, "dropped")
            return
        at = now + timedelta(seconds=self._ground.ids.jitter(wait))
        await self._ground.database.transaction(outbox.later, parcel.owed.id, at)

    async def _end(self, parcel: _Parcel, state: str) -> None:
        await self._ground.database.transaction(
            outbox.end, parcel.owed.id, state, self._ground.now()
        )

    def _posted(self, db: Db, parcel: _Parcel, posted: Posted) -> None:
        now = self._ground.now()
        message = (posted.channel_id, posted.message_id)
        outbox.end(db, parcel.owed.id, "posted", now, message)
        if parcel.owed.kind is OwedKind.CLIP and parcel.owed.job_id is not None:
            outbox.owe(db, parcel.owed.job_id, OwedKind.CARD_GONE, now)
        log.info("delivered", extra=_extra(parcel, None, None))

    def _due(self, db: Db) -> list[_Parcel]:
        now = self._ground.now()
        return [self._parcel(db, owed, now) for owed in outbox.due(db, now)]

    def _parcel(self, db: Db, owed: Owed, now: datetime) -> _Parcel:
        job = jobs.by_id(db, owed.job_id) if owed.job_id is not None else None
        letter = Letter(
            kind=owed.kind, nonce=owed.nonce, facts=owed.facts, job=job, clip=self._clip(owed, job)
        )
        card = None
        if job is not None:
            is_late = job.finished_at is not None and now - job.finished_at > LATE
            letter = replace(
                letter,
                wait=self._forecast.wait(db, job, now),
                ping=owed.kind is OwedKind.CLIP and not is_late,
            )
            row = outbox.posted(db, job.id, OwedKind.CARD)
            if row and row.posted_channel_id and row.posted_message_id:
                card = Posted(channel_id=row.posted_channel_id, message_id=row.posted_message_id)
        return _Parcel(owed=owed, letter=letter, ways=self._ways(db, owed, job), card=card)

    def _clip(self, owed: Owed, job: Job | None) -> Path | None:
        if owed.kind is not OwedKind.CLIP or job is None or job.clip is None:
            return None
        return self._ground.files.path(job.clip.sha256)

    def _ways(self, db: Db, owed: Owed, job: Job | None) -> tuple[Where, ...]:
        """Where a message may go, best first: thread, its channel, the author's own messages.

        What concerns staff goes to their channel, and where they have none, to an operator.
        """
        if owed.kind is OwedKind.STAFF_NOTICE and owed.server_id is not None:
            channel_id = rules.load(db, owed.server_id, self._limits).staff_channel_id
            operators = (Where(member_id=one) for one in sorted(self._ground.operators))
            return (*(() if channel_id is None else (Where(channel_id=channel_id),)), *operators)
        if job is None:
            return (Where(member_id=owed.member_id),)
        channels = _channels(job)
        if owed.kind is OwedKind.CARD:
            return channels[:1]
        return (*channels, Where(member_id=job.member_id))


#: A card edit that must reach its author even where the card is gone.
MUST_BE_KNOWN = frozenset({"failed", "unconfirmed", "credits_back"})


def _channels(job: Job) -> tuple[Where, ...]:
    ids: Iterable[int | None] = (job.place.channel_id, job.place.parent_id)
    return tuple(Where(channel_id=channel_id) for channel_id in ids if channel_id is not None)


def _extra(parcel: _Parcel, where: Where | None, error: PostError | None) -> dict[str, object]:
    facts: dict[str, object] = {"owed": parcel.owed.nonce, "kind": str(parcel.owed.kind)}
    if where is not None:
        facts |= {"channel": where.channel_id, "member": where.member_id}
    if error is not None:
        facts["error"] = type(error).__name__
    return facts
