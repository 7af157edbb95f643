"""Turns without a database: what the storage keeps of them in dictionaries, for long plays."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from services.fair_turns import Clock
from services.scheduler import (
    AccountState,
    Line,
    MemberKey,
    NoTurn,
    Scheduler,
    Shares,
    Turn,
    Waiting,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BOT = 0


@dataclass
class Play:
    """A line in front of accounts that take turns; nothing is made unless a test says so."""

    accounts: dict[str, AccountState]
    running: int = 1000
    line: dict[MemberKey, dict[int, Waiting]] = field(default_factory=dict)
    clocks: dict[int, Clock] = field(default_factory=dict)
    servers: dict[int, float] = field(default_factory=dict)
    members: dict[MemberKey, float] = field(default_factory=dict)
    at_work: Counter[MemberKey] = field(default_factory=Counter)
    in_flight: Counter[str] = field(default_factory=Counter)
    #: The turns so far, with the shot of each.
    turns: list[tuple[Turn, Waiting]] = field(default_factory=list)
    last_id: int = 0

    def ask(self, member: MemberKey, *, weight: float = 1.0, job_id: int | None = None) -> int:
        """One more shot in line; its id."""
        self.last_id += 1
        shot = Waiting(
            job_id=job_id or self.last_id,
            member=member,
            accounts=tuple(self.accounts),
            weight=weight,
            server_claim=self.clocks.get(BOT, Clock()).joining,
            member_claim=self.clocks.get(member[0], Clock()).joining,
        )
        self.line.setdefault(member, {})[shot.job_id] = shot
        return shot.job_id

    def cancel(self, member: MemberKey, job_id: int) -> None:
        """Take a shot out of the line."""
        del self.line[member][job_id]
        if not self.line[member]:
            del self.line[member]

    def facts(self) -> Line:
        """What a scheduler is told: of each member only the first shot."""
        return Line(
            waiting=[next(iter(shots.values())) for shots in self.line.values()],
            accounts=self.accounts,
            at_work=self.at_work,
            in_flight=self.in_flight,
            shares=self.shares(),
            running_per_member=self.running,
        )

    def shares(self) -> Shares:
        return Shares(
            bot=self.clocks.get(BOT, Clock()),
            clocks=self.clocks,
            servers=self.servers,
            members=self.members,
        )

    def turn(self, now: datetime = NOON) -> Turn | NoTurn:
        """Ask a fresh scheduler, as after a restart; a turn is taken."""
        found = Scheduler().next(now, self.facts())
        if isinstance(found, Turn):
            self._take(found, now)
        return found

    def give_back(self, turn: Turn, shot: Waiting) -> None:
        """Nothing came of a turn: the shot stands in line again."""
        server, member = turn.server_charge, turn.member_charge
        self.servers[shot.member[0]] = _back(
            self.servers[shot.member[0]], server.before, server.after, 1.0
        )
        self.members[shot.member] = _back(
            self.members[shot.member], member.before, member.after, shot.weight
        )
        shots = {shot.job_id: shot, **self.line.get(shot.member, {})}
        self.line[shot.member] = dict(sorted(shots.items()))
        self.ended(turn)

    def ended(self, turn: Turn) -> None:
        """A shot is no longer at the engine."""
        self.at_work[turn.member] -= 1
        self.in_flight[turn.account] -= 1

    def _take(self, turn: Turn, now: datetime) -> None:
        shot = self.line[turn.member][turn.job_id]
        self.cancel(turn.member, turn.job_id)
        self.at_work[turn.member] += 1
        self.in_flight[turn.account] += 1
        server_id = turn.member[0]
        self.servers[server_id] = turn.server_charge.after
        self.members[turn.member] = turn.member_charge.after
        self.clocks[BOT] = turn.server_charge.clock
        self.clocks[server_id] = turn.member_charge.clock
        state = self.accounts[turn.account]
        sent = (*(one for one in state.sent if one > now - timedelta(seconds=60)), now)
        self.accounts[turn.account] = AccountState(
            name=state.name,
            submits_per_minute=state.submits_per_minute,
            most_in_flight=state.most_in_flight,
            sent=sent,
            set_aside_until=state.set_aside_until,
        )
        self.turns.append((turn, shot))


def unlimited(*names: str) -> dict[str, AccountState]:
    """Accounts that always take one more."""
    return {name: AccountState(name=name, submits_per_minute=10**9) for name in names or ("a",)}


def _back(next_: float, before: float, after: float, weight: float) -> float:
    return before if next_ == after else next_ - 1 / weight
