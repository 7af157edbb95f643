"""What is foreseen of the line at one moment, so that it can be rehearsed: read once, seen twice.

Both ends of a range are rehearsed: with all clips made quickly and nobody coming, and with all made
slowly and more coming than lately.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum

from services.accounts import Accounts
from services.lasting import Lasting, lasting_of_model
from services.line import account_states, read_shares, running_in
from services.scene import Made, Newcomer, Queued, Scene
from services.scheduler import MemberKey
from storage import Db, turns
from storage.turns import Asked, Busy, Candidate

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
class Own:
    """One shot in line and its member: the shots of theirs before it, which accounts may make it,
    and how long such clips are made."""

    candidate: Candidate
    before: int
    accounts: Sequence[str]
    lasts: Lasting

    @property
    def member(self) -> MemberKey:
        """Whose it is."""
        return _member(self.candidate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that an outlook is made of: a scene without anybody in it, who stands in line, what is
    being made, who asked lately, and of their models the accounts and how long clips are made.

    `changes`: the number of changes when it was read (storage.turns.changes).
    """

    changes: int
    empty: Scene
    candidates: Sequence[Candidate]
    busy: Sequence[Busy]
    asked: Sequence[Asked]
    serving: Mapping[str, Sequence[str]]
    lasts: Mapping[str, Lasting]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The line as it was read: a scene for each end, whose places are those of everybody."""

    #: The number of changes when it was read (storage.turns.changes).
    changes: int
    scenes: Mapping[End, Scene]

    @property
    def now(self) -> datetime:
        """When it was read."""
        return self.scenes[End.SOONEST].now

    @property
    def members(self) -> int:
        """How many members have shots in line."""
        return len(self.scenes[End.SOONEST].queued)

    def scene(self, end: End, own: Own) -> Scene:
        """The scene for one end, with a member's shots all like the one that is asked about."""
        scene = self.scenes[end]
        return replace(
            scene,
            queued={**scene.queued, own.member: self.queue(end, own)},
            newcomers=[one for one in scene.newcomers if one.queued.member != own.member],
        )

    def queue(self, end: End, own: Own) -> Queued:
        """A member's shots, all like the one that is asked about."""
        scene = self.scenes[end]
        queue = scene.queued.get(own.member)
        if queue is None:
            return _queue([own.candidate], own.accounts, own.lasts.half[end], scene.now)
        return replace(
            queue,
            shots=max(queue.shots, own.before + 1),
            accounts=own.accounts,
            lasts_s=own.lasts.half[end],
        )

    def made_first(self, member: MemberKey) -> int:
        """How many shots of a member's that are being made have to end before another begins."""
        scene = self.scenes[End.SOONEST]
        made = sum(1 for one in scene.made if one.member == member)
        return max(0, made - scene.running(member[0]) + 1)


def look(db: Db, now: datetime, accounts: Accounts, running_per_member: int) -> Outlook:
    """Read the line, how long each of its models' clips are made, and who asked lately."""
    candidates = turns.candidates(db, now)
    return outlook_of(read(db, now, accounts, running_per_member, candidates))


def read(
    db: Db,
    now: datetime,
    accounts: Accounts,
    running_per_member: int,
    candidates: Sequence[Candidate],
) -> Reading:
    """Only read what an outlook is made of, beside those in line; that may be done elsewhere."""
    busy = list(turns.busy(db))
    asked = turns.lately_asked(db, now - _COME_AGAIN, _MOST_NEWCOMERS)
    models = {one.model for ones in (candidates, busy, asked) for one in ones}
    empty = Scene(
        now=now,
        queued={},
        accounts=account_states(db, accounts, now),
        shares=read_shares(db, candidates),
        running_per_member=running_per_member,
        running_in=running_in(db, running_per_member),
        again_s=_again_s(asked, now),
    )
    return Reading(
        changes=turns.changes(db),
        empty=empty,
        candidates=candidates,
        busy=busy,
        asked=asked,
        serving={model: accounts.open_for(db, model) for model in models},
        lasts={model: lasting_of_model(db, model) for model in models},
    )


def outlook_of(reading: Reading) -> Outlook:
    """What was read, as a scene for each end; takes a moment for a long line."""
    empty, lasts, serving = reading.empty, reading.lasts, reading.serving
    by_member: dict[MemberKey, list[Candidate]] = {}
    for one in reading.candidates:
        by_member.setdefault(_member(one), []).append(one)

    def seen(end: End) -> Scene:
        queued = {}
        for member, ones in by_member.items():
            first = _first(ones)
            lasts_s = lasts[first.model].half[end]
            queued[member] = _queue(ones, serving[first.model], lasts_s, empty.now)
        coming = _newcomers(reading.asked, serving, lasts, empty.now)
        return replace(
            empty,
            queued=queued,
            made=[_made(one, lasts[one.model], end, empty.now) for one in reading.busy],
            newcomers=coming if end is End.LATEST else (),
        )

    return Outlook(changes=reading.changes, scenes={end: seen(end) for end in End})


def _first(ones: Sequence[Candidate]) -> Candidate:
    return min(ones, key=lambda one: (one.rests_until is not None, one.job_id))


def _queue(
    ones: Sequence[Candidate], accounts: Sequence[str], lasts_s: float, now: datetime
) -> Queued:
    """A member's shots, as if all were like the first."""
    first = _first(ones)
    rests = min(one.rests_until or now for one in ones)
    return Queued(
        member=_member(first),
        shots=sum(one.shots for one in ones),
        asked=first.job_id,
        accounts=accounts,
        lasts_s=lasts_s,
        weight=first.weight,
        server_claim=first.server_claim,
        member_claim=first.member_claim,
        rests_s=(rests - now).total_seconds(),
    )


def _made(one: Busy, lasts: Lasting, end: End, now: datetime) -> Made:
    lasts_s = lasts.half[end]
    gone_s = (now - (one.since or now)).total_seconds()
    least_s = lasts_s * _OVERDUE if end is End.LATEST else 0.0
    return Made(member=_member(one), account=one.account, ready_s=max(lasts_s - gone_s, least_s))


def _newcomers(
    asked: Sequence[Asked],
    serving: Mapping[str, Sequence[str]],
    lasts: Mapping[str, Lasting],
    now: datetime,
) -> list[Newcomer]:
    """Who asked lately, the other way round: so many seconds ago, in so many seconds."""
    return [
        Newcomer(
            in_s=(now - one.at).total_seconds() / _MORE_COMING,
            queued=Queued(
                member=_member(one),
                shots=1,
                asked=_AFTER_ALL + number,
                accounts=serving[one.model],
                lasts_s=lasts[one.model].half[End.LATEST],
            ),
        )
        for number, one in enumerate(asked)
        if one.at <= now
    ]


#: Who comes later than everybody in line asks after them.
_AFTER_ALL = 10**15


def _again_s(asked: Sequence[Asked], now: datetime) -> float:
    """How long as many take to come again as came lately."""
    first = min((one.at for one in asked), default=now)
    took_s = max((now - first).total_seconds(), _LEAST_PACE.total_seconds())
    return took_s / _MORE_COMING


def _member(one: Candidate | Busy | Asked) -> MemberKey:
    return (one.server_id, one.member_id)
