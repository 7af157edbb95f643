"""Whose shot goes next: pure and deterministic, from stored facts alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

#: A member's or server's key: (server id, member id).
MemberKey = tuple[int, int]

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
#: Over this span an account's submits are counted.
WINDOW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A job in line. `not_before`: it was sent back and rests until then."""

    job_id: int
    member: MemberKey
    account: str
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """One account's limits and recent past: `sent` are the moments of its requests, in order."""

    name: str
    submits_per_minute: int
    sent: Sequence[datetime] = ()
    set_aside_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """All the scheduler looks at. `waiting` is in order of request."""

    waiting: Sequence[Waiting]
    accounts: Mapping[str, AccountState]
    at_work: Counter[MemberKey] = field(default_factory=Counter)
    last_turns: Mapping[MemberKey, datetime] = field(default_factory=dict)
    running_per_member: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """This job may be submitted now, through this account."""

    job_id: int
    account: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTurn:
    """Nobody may be submitted before `until`; None: not before something changes."""

    until: datetime | None = None


class Scheduler:
    """Takes turns between members: who was served longest ago goes first, then who asked first."""

    def next(self, now: datetime, line: Line) -> Turn | NoTurn:
        """Decide whose shot goes next, or until when nobody's can."""
        ready_at = {name: _free_at(state, now) for name, state in line.accounts.items()}
        candidates = [shot for shot in line.waiting if _may_run(shot, line)]
        free = [shot for shot in candidates if _ready(shot, ready_at, now) <= now]
        if not free:
            moments = [_ready(shot, ready_at, now) for shot in candidates]
            return NoTurn(until=min(moments, default=None))
        first = min(free, key=lambda s: (line.last_turns.get(s.member, _NEVER), s.job_id))
        return Turn(job_id=first.job_id, account=first.account)


def _may_run(shot: Waiting, line: Line) -> bool:
    has_room = line.at_work[shot.member] < line.running_per_member
    return has_room and shot.account in line.accounts


def _ready(shot: Waiting, ready_at: Mapping[str, datetime], now: datetime) -> datetime:
    return max(ready_at[shot.account], shot.not_before or now)


def _free_at(state: AccountState, now: datetime) -> datetime:
    """When the account may be asked again: not set aside, and a place free in its last minute."""
    free = now
    recent = [moment for moment in state.sent if moment > now - WINDOW]
    if len(recent) >= state.submits_per_minute:
        free = recent[-state.submits_per_minute] + WINDOW
    return max(free, state.set_aside_until or now)
