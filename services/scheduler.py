"""Whose shot goes next: pure and deterministic, from stored facts alone."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from services.fair_turns import Charge, Clock, Contender, charge

#: A member's key: (server id, member id).
MemberKey = tuple[int, int]

#: Later than every moment.
_NEVER = datetime.max.replace(tzinfo=UTC)
#: Over this span an account's submits are counted.
WINDOW = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A job in line. `not_before`: it was sent back and rests until then.

    The claims are where its server and its member begin, if it is their first in a while
    (services/fair_turns.py).
    """

    job_id: int
    member: MemberKey
    #: Those that may make it, the preferred first.
    accounts: Sequence[str]
    not_before: datetime | None = None
    weight: float = 1.0
    server_claim: float = 0.0
    member_claim: float = 0.0


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

    def has_place(self, in_flight: Counter[str]) -> bool:
        """Whether one more may be in flight."""
        return self.most_in_flight is None or in_flight[self.name] < self.most_in_flight


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How far turns have come: the bot's clock, each server's, and where each server and each
    member goes on. Who is not in it never had a turn."""

    bot: Clock = field(default_factory=Clock)
    clocks: Mapping[int, Clock] = field(default_factory=dict)
    servers: Mapping[int, float] = field(default_factory=dict)
    members: Mapping[MemberKey, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """All the scheduler looks at.

    `waiting` need hold, of each member's shots that the same accounts make, only the one that was
    asked for first, and of those that rest only the one that rests the shortest.
    """

    waiting: Sequence[Waiting]
    accounts: Mapping[str, AccountState]
    at_work: Counter[MemberKey] = field(default_factory=Counter)
    #: Jobs at the engine by account.
    in_flight: Counter[str] = field(default_factory=Counter)
    shares: Shares = field(default_factory=Shares)
    #: So many of one member's are made at once, and in servers that chose another number.
    running_per_member: int = 1
    running_in: Mapping[int, int] = field(default_factory=dict)

    def is_busy(self, member: MemberKey) -> bool:
        """Whether as many of a member's shots are being made as may be."""
        return self.at_work[member] >= self.running_in.get(member[0], self.running_per_member)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """This job may be submitted now, through this account; it costs its server and its member."""

    job_id: int
    account: str
    member: MemberKey
    server_charge: Charge
    member_charge: Charge


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTurn:
    """Nobody may be submitted before `until`; None: not before something changes."""

    until: datetime | None = None


class Scheduler:
    """Takes turns between servers alike, and within a server between members by their weight."""

    def next(self, now: datetime, line: Line) -> Turn | NoTurn:
        """Decide whose shot goes next and through which account, or until when nobody's can."""
        free = _free_accounts(line, now)
        due: dict[MemberKey, Waiting] = {}
        soonest: datetime | None = None
        for shot in line.waiting:
            if line.is_busy(shot.member):
                continue
            at = _possible_at(shot, free, now)
            if at is not None and at <= now:
                known = due.get(shot.member)
                if known is None or shot.job_id < known.job_id:
                    due[shot.member] = shot
            elif at is not None and (soonest is None or at < soonest):
                soonest = at
        if not due:
            return NoTurn(until=soonest)
        return _turn(due, free, now, line.shares)


def free_at(state: AccountState, now: datetime) -> datetime:
    """When the account may be asked again: not set aside, and a place free in its last minute."""
    free = now
    # What lies further ahead was written before the clock was set back, and would stop it for long.
    recent = [moment for moment in state.sent if now - WINDOW < moment <= now + WINDOW]
    if len(recent) >= state.submits_per_minute:
        free = recent[-state.submits_per_minute] + WINDOW
    return max(free, state.set_aside_until or now)


def _free_accounts(line: Line, now: datetime) -> Mapping[str, datetime]:
    """When each account may be asked again; one whose places are all taken has no such moment."""
    return {
        name: free_at(state, now)
        for name, state in line.accounts.items()
        if state.has_place(line.in_flight)
    }


def _turn(
    due: Mapping[MemberKey, Waiting],
    free: Mapping[str, datetime],
    now: datetime,
    shares: Shares,
) -> Turn:
    by_server: defaultdict[int, dict[MemberKey, Contender]] = defaultdict(dict)
    for member, shot in due.items():
        by_server[member[0]][member] = Contender(
            tag=max(shares.members.get(member, 0.0), shot.member_claim),
            asked=shot.job_id,
            weight=shot.weight,
        )
    firsts = {
        server_id: due[min(members, key=lambda one: members[one].rank)]
        for server_id, members in by_server.items()
    }
    servers = {
        server_id: Contender(
            tag=max(shares.servers.get(server_id, 0.0), shot.server_claim), asked=shot.job_id
        )
        for server_id, shot in firsts.items()
    }
    server_id = min(servers, key=lambda one: servers[one].rank)
    shot, members = firsts[server_id], by_server[server_id]
    return Turn(
        job_id=shot.job_id,
        account=next(name for name in shot.accounts if free.get(name, _NEVER) <= now),
        member=shot.member,
        server_charge=charge(
            shares.bot,
            servers[server_id],
            servers.values(),
            shares.servers.get(server_id, 0.0),
        ),
        member_charge=charge(
            shares.clocks.get(server_id, Clock()),
            members[shot.member],
            members.values(),
            shares.members.get(shot.member, 0.0),
        ),
    )


def _possible_at(shot: Waiting, free: Mapping[str, datetime], now: datetime) -> datetime | None:
    """The first moment at which an account may be asked for a shot; None: not foreseeable."""
    moments = [free[name] for name in shot.accounts if name in free]
    if not moments:
        return None
    return max(min(moments), shot.not_before or now)
