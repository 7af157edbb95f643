"""What is foreseen of the line at one moment, so that it can be rehearsed: read once, seen twice.

Both ends of a range are rehearsed: with all clips made quickly and nobody coming, and with all made
slowly and more coming than lately.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from domain.job import Job
from services.accounts import Accounts
from services.lasting import Lasting, lasting_of_model
from services.line import account_states, read_shares, running_in
from services.scene import Made, Newcomer, Queued, Scene
from services.scheduler import AccountState, MemberKey, Shares
from storage import Db, turns
from storage.turns import Busy, Candidate

#: Who asked in this time is reckoned to come again, at the same pace and in the same places.
_COME_AGAIN = timedelta(hours=1)
_MOST_NEWCOMERS = 300
#: For the later end of a range, so many times as often: how many come varies more than all else.
_MORE_COMING = 1.5
#: Less tells nothing of how often they come.
_LEAST_PACE = timedelta(minutes=10)
#: A clip that takes longer than it should is reckoned to take so much of that longer still.
_OVERDUE = 0.25


class End(IntEnum):
    """One end of a range of moments."""

    SOONEST = 0
    LATEST = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """All that is known of the line and of how long clips are made."""

    now: datetime
    job: Job
    candidates: Sequence[Candidate]
    busy: Sequence[Busy]
    states: Mapping[str, AccountState]
    shares: Shares
    #: The accounts by model, and how long its clips are made.
    serving: Mapping[str, Sequence[str]]
    lasts: Mapping[str, Lasting]
    #: When who asked lately, the newest first.
    asked: Sequence[tuple[datetime, int, int]]
    running_per_member: int
    running_in: Mapping[int, int]

    def scene(self, end: End) -> Scene:
        """The scene for a rehearsal of one end."""
        return Scene(
            now=self.now,
            queued=self._queued(end),
            accounts=self.states,
            shares=self.shares,
            made=[self._made(one, end) for one in self.busy],
            newcomers=self._newcomers(end) if end is End.LATEST else (),
            again_s=self._again_s(),
            running_per_member=self.running_per_member,
            running_in=self.running_in,
        )

    def own_ahead(self) -> int:
        """How many of the member's shots that are being made have to end before another begins."""
        made = sum(1 for one in self.busy if _member(one) == _of(self.job))
        return max(0, made - self.scene(End.SOONEST).running(self.job.place.server_id) + 1)

    def _queued(self, end: End) -> list[Queued]:
        by_member: dict[MemberKey, list[Candidate]] = {}
        for one in self.candidates:
            by_member.setdefault(_member(one), []).append(one)
        return [self._queue(member, ones, end) for member, ones in by_member.items()]

    def _queue(self, member: MemberKey, ones: Sequence[Candidate], end: End) -> Queued:
        """A member's shots as if all were of the first one's model; one's own, of this shot's."""
        first = min(ones, key=lambda one: (one.rests_until is not None, one.job_id))
        model = self.job.shot.model if member == _of(self.job) else first.model
        rests = min((one.rests_until or self.now for one in ones), default=self.now)
        return Queued(
            member=member,
            shots=sum(one.shots for one in ones),
            asked=first.job_id,
            accounts=self.serving[model],
            lasts_s=self.lasts[model].half[end],
            weight=first.weight,
            server_claim=first.server_claim,
            member_claim=first.member_claim,
            rests_s=(rests - self.now).total_seconds(),
        )

    def _made(self, one: Busy, end: End) -> Made:
        lasts_s = self.lasts[one.model].half[end]
        gone_s = (self.now - (one.since or self.now)).total_seconds()
        least_s = lasts_s * _OVERDUE if end is End.LATEST else 0.0
        return Made(
            member=_member(one), account=one.account, ready_s=max(lasts_s - gone_s, least_s)
        )

    def _again_s(self) -> float:
        """How long as many take to come again as came lately."""
        first = min((at for at, *_ in self.asked), default=self.now)
        took_s = max((self.now - first).total_seconds(), _LEAST_PACE.total_seconds())
        return took_s / _MORE_COMING

    def _newcomers(self, end: End) -> list[Newcomer]:
        """Who asked lately, the other way round: so many seconds ago, in so many seconds."""
        model = self.job.shot.model
        return [
            Newcomer(
                in_s=(self.now - at).total_seconds() / _MORE_COMING,
                queued=Queued(
                    member=(server_id, member_id),
                    shots=1,
                    asked=self.job.id + number,
                    accounts=self.serving[model],
                    lasts_s=self.lasts[model].half[end],
                ),
            )
            for number, (at, server_id, member_id) in enumerate(self.asked, 1)
            if at <= self.now and (server_id, member_id) != _of(self.job)
        ]


def look(
    db: Db, job: Job, now: datetime, lasts: Lasting, accounts: Accounts, running_per_member: int
) -> Outlook:
    """Look at the line in which a job stands; `lasts` is how long clips like it are made."""
    candidates = turns.candidates(db, now)
    busy = list(turns.busy(db))
    models = {one.model for one in candidates} | {one.model for one in busy} | {job.shot.model}
    known = {model: lasting_of_model(db, model) for model in models - {job.shot.model}}
    return Outlook(
        now=now,
        job=job,
        candidates=candidates,
        busy=busy,
        states=account_states(db, accounts, now),
        shares=read_shares(db, candidates),
        serving={model: accounts.open_for(db, model) for model in models},
        lasts=known | {job.shot.model: lasts},
        asked=turns.lately_asked(db, now - _COME_AGAIN, _MOST_NEWCOMERS),
        running_per_member=running_per_member,
        running_in=running_in(db, running_per_member),
    )


def _member(one: Candidate | Busy) -> MemberKey:
    return (one.server_id, one.member_id)


def _of(job: Job) -> MemberKey:
    return (job.place.server_id, job.member_id)
