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
    #: Those that may make it, the preferred first.
    accounts: Sequence[str]
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """One account's limits and recent past: `sent` are the moments of its requests, in order.

    `most_in_flight` None: no such limit.
    """

    name: str
    submits_per_minute: int
    most_in_flight: int | None = None
    sent: Sequence[datetime] = ()
    set_aside_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """All the scheduler looks at. `waiting` is in order of request."""

    waiting: Sequence[Waiting]
    accounts: Mapping[str, AccountState]
    at_work: Counter[MemberKey] = field(default_factory=Counter)
    #: Jobs at the engine by account.
    in_flight: Counter[str] = field(default_factory=Counter)
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
        """Decide whose shot goes next and through which account, or until when nobody's can."""
        free_at = _free_accounts(line, now)
        chances = [
            (shot, chance)
            for shot in line.waiting
            if line.at_work[shot.member] < line.running_per_member
            and (chance := _soonest(shot, free_at, now)) is not None
        ]
        due = [(shot, chance) for shot, chance in chances if chance.at <= now]
        if not due:
            return NoTurn(until=min((chance.at for _, chance in chances), default=None))
        shot, chance = min(
            due, key=lambda one: (line.last_turns.get(one[0].member, _NEVER), one[0].job_id)
        )
        return Turn(job_id=shot.job_id, account=chance.account)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chance:
    at: datetime
    account: str


def _free_accounts(line: Line, now: datetime) -> Mapping[str, datetime]:
    """When each account may be asked again; one whose places are all taken has no such moment."""
    return {
        name: _free_at(state, now)
        for name, state in line.accounts.items()
        if state.most_in_flight is None or line.in_flight[name] < state.most_in_flight
    }


def _soonest(shot: Waiting, free_at: Mapping[str, datetime], now: datetime) -> _Chance | None:
    """The first moment and account for a shot; of accounts free at once the preferred one."""
    rests_until = shot.not_before or now
    chances = [
        _Chance(at=max(free_at[name], rests_until), account=name)
        for name in shot.accounts
        if name in free_at
    ]
    return min(chances, key=lambda chance: chance.at, default=None)


def _free_at(state: AccountState, now: datetime) -> datetime:
    """When the account may be asked again: not set aside, and a place free in its last minute."""
    free = now
    recent = [moment for moment in state.sent if moment > now - WINDOW]
    if len(recent) >= state.submits_per_minute:
        free = recent[-state.submits_per_minute] + WINDOW
    return max(free, state.set_aside_until or now)
