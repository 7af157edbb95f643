"""Packing: an owed row with all that its words and its ways need, ready to be tried."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from domain.job import Job
from domain.policy import Policy
from services import notices, outcomes, rules
from services.forecast import Forecast
from services.ground import Ground
from services.poster import Letter, Posted, Where
from storage import Db, jobs, outbox
from storage.job_rows import UnreadableRow
from storage.outbox import Owed, OwedKind

#: A clip that comes this long after it was ready does not ping any more.
_LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """An owed row with what its words and ways need.

    `ways` are places to try, best first; `standing` is the message of ours that it changes.
    """

    owed: Owed
    letter: Letter
    ways: tuple[Where, ...]
    standing: Posted | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """What is due; `unreadable` are the ids of rows about jobs that can't be read."""

    parcels: tuple[Parcel, ...]
    unreadable: tuple[int, ...]


class Packing:
    """Reads what is owed and packs it."""

    def __init__(self, ground: Ground, limits: Policy, forecast: Forecast) -> None:
        self._ground = ground
        self._limits = limits
        self._forecast = forecast

    def due(self, db: Db, most: int, busy: Collection[int]) -> Packed:
        """At most so many messages that are due and not `busy`, oldest first."""
        now = self._ground.now()
        parcels: list[Parcel] = []
        unreadable: list[int] = []
        for owed in outbox.due(db, now, most, busy=busy):
            try:
                parcels.append(self._parcel(db, owed, now))
            except UnreadableRow:
                unreadable.append(owed.id)
        return Packed(parcels=tuple(parcels), unreadable=tuple(unreadable))

    def _parcel(self, db: Db, owed: Owed, now: datetime) -> Parcel:
        job = jobs.by_id(db, owed.job_id) if owed.job_id is not None else None
        letter = Letter(
            kind=owed.kind, nonce=owed.nonce, facts=owed.facts, job=job, clip=self._clip(owed, job)
        )
        standing = None
        if job is not None:
            is_late = job.finished_at is not None and now - job.finished_at > _LATE
            letter = replace(
                letter,
                wait=self._forecast.wait(
                    db, job, now, is_patient=owed.facts.get("what") == outcomes.MOVED
                ),
                ping=owed.kind is OwedKind.CLIP and not is_late,
            )
            standing = _standing(db, owed, job)
        ways = self._ways(db, owed, job)
        return Parcel(owed=owed, letter=letter, ways=ways, standing=standing)

    def _clip(self, owed: Owed, job: Job | None) -> Path | None:
        if owed.kind is not OwedKind.CLIP or job is None or job.clip is None:
            return None
        return self._ground.files.path(job.clip.sha256)

    def _ways(self, db: Db, owed: Owed, job: Job | None) -> tuple[Where, ...]:
        """Where a message may go, best first: thread, its channel, the author's own messages.

        What concerns staff goes to their channel, and where they have none, to an operator; what is
        the server's alone goes nowhere else.
        """
        if owed.kind is OwedKind.STAFF_NOTICE and owed.server_id is not None:
            channel_id = rules.load(db, owed.server_id, self._limits).staff_channel_id
            theirs = () if channel_id is None else (Where(channel_id=channel_id),)
            if owed.facts["notice"] in notices.OF_THE_SERVER_ALONE:
                return theirs
            return (*theirs, *(Where(member_id=one) for one in sorted(self._ground.operators)))
        if job is None:
            return (Where(member_id=owed.member_id),)
        channels = _channels(job)
        if owed.kind is OwedKind.CARD:
            return channels[:1]
        return (*channels, Where(member_id=job.member_id))


def _standing(db: Db, owed: Owed, job: Job) -> Posted | None:
    kind = OwedKind.CLIP if owed.kind is OwedKind.CLIP_GONE else OwedKind.CARD
    row = outbox.posted(db, job.id, kind)
    if row is None or row.posted_channel_id is None or row.posted_message_id is None:
        return None
    return Posted(channel_id=row.posted_channel_id, message_id=row.posted_message_id)


def _channels(job: Job) -> tuple[Where, ...]:
    ids: Iterable[int | None] = (job.place.channel_id, job.place.parent_id)
    return tuple(Where(channel_id=channel_id) for channel_id in ids if channel_id is not None)
