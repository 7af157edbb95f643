"""A crowd in front of one account, by the minute: who asks, who is refused, whose turn comes when.

Members ask by a power law, clips last log-normally, and a shot whose turn would come after the
longest line is refused. The same crowd can be played with fair turns or first come, first served.
"""

import heapq
import random
import statistics
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from services.lasting import UNKNOWN, Lasting, lasting
from services.rehearsal import rehearse
from services.scene import Made, Newcomer, Queued, Scene
from services.scheduler import AccountState, MemberKey, NoTurn, Turn, Waiting
from tests.services.turn_play import NOON, Play

LONGEST_LINE_S = 7_200.0
_PER_MINUTE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One shot that a member asks for, in seconds from noon, and how long it will be made."""

    at_s: float
    member: MemberKey
    lasts_s: float


@dataclass(slots=True, kw_only=True)
class Shot:
    """What became of a request: when its turn came and it was ready, and what was foreseen."""

    request: Request
    turn_s: float | None = None
    ready_s: float | None = None
    foreseen: tuple[float, float] | None = None

    @property
    def waited_s(self) -> float:
        assert self.turn_s is not None
        return self.turn_s - self.request.at_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """Who asks for what within so many hours."""

    hours: float
    requests: Sequence[Request]

    @property
    def asked(self) -> Counter[MemberKey]:
        return Counter(request.member for request in self.requests)


def crowd(
    seed: int, *, hours: float, members: int = 1_000, servers: int = 50, load: float = 1.6
) -> Crowd:
    """Members of servers of all sizes; the n-th asks 1/n as often as the first; together they ask
    for `load` times what the account takes."""
    dice = random.Random(seed)
    sizes = [1 / number for number in range(1, servers + 1)]
    homes = dice.choices(range(1, servers + 1), sizes, k=members)
    eager = [1 / number for number in range(1, members + 1)]
    total = round(load * _PER_MINUTE * 60 * hours)
    chosen = dice.choices(range(members), eager, k=total)
    moments = sorted(dice.uniform(0, hours * 3600) for _ in chosen)
    return Crowd(
        hours=hours,
        requests=[
            Request(
                at_s=at_s, member=(homes[number], number), lasts_s=dice.lognormvariate(5.0, 0.35)
            )
            for at_s, number in zip(moments, chosen, strict=True)
        ],
    )


@dataclass
class FairLine:
    """Fair turns, and what they foresee: the house's own scheduler and rehearsal."""

    running: int
    #: Of so many requests one has its range foreseen: it takes time.
    every: int = 1
    play: Play = field(init=False)
    shots: dict[int, Shot] = field(default_factory=dict)
    refused: list[Request] = field(default_factory=list)
    made: list[tuple[float, int, Turn, Shot]] = field(default_factory=list)
    times: deque[float] = field(default_factory=lambda: deque(maxlen=40))
    asked: deque[tuple[float, MemberKey]] = field(default_factory=lambda: deque(maxlen=300))

    def __post_init__(self) -> None:
        account = AccountState(name="a", submits_per_minute=_PER_MINUTE)
        self.play = Play({"a": account}, running=self.running)

    def ask(self, request: Request) -> None:
        job_id = self.play.ask(request.member)
        own_before = len(self.play.line[request.member]) - 1
        shot = Shot(request=request)
        if job_id % self.every == 0 or self._may_be_long(own_before):
            lasts = lasting(self.times) if len(self.times) >= 5 else None
            soon, late = (
                rehearse(self._scene(request, lasts or UNKNOWN, end), request.member, own_before)
                for end in (0, 1)
            )
            assert soon.turn_s is not None
            assert late.turn_s is not None
            if (soon.turn_s + late.turn_s) / 2 > LONGEST_LINE_S:
                self.play.cancel(request.member, job_id)
                self.refused.append(request)
                return
            if lasts is not None and job_id % self.every == 0:
                low, high = lasts.nine_of_ten
                shot.foreseen = (
                    request.at_s + soon.turn_s + low,
                    request.at_s + max(soon.turn_s, late.turn_s) + high,
                )
        self.shots[job_id] = shot
        self.asked.appendleft((request.at_s, request.member))

    def _may_be_long(self, own_before: int) -> bool:
        """Whether the longest line may be reached: only then it must be looked at."""
        everybodys = sum(len(shots) for shots in self.play.line.values()) * 60 / _PER_MINUTE
        return everybodys + own_before / self.running * 300 > LONGEST_LINE_S

    def work(self, until_s: float, at_s: float) -> None:
        """Hand over and finish what can be until then."""
        while at_s < until_s:
            while self.made and self.made[0][0] <= at_s:
                _, _, turn, shot = heapq.heappop(self.made)
                self.play.ended(turn)
                self.times.append(shot.request.lasts_s)
            found = self.play.turn(NOON + timedelta(seconds=at_s))
            if isinstance(found, Turn):
                shot = self.shots[found.job_id]
                shot.turn_s, shot.ready_s = at_s, at_s + shot.request.lasts_s
                heapq.heappush(self.made, (shot.ready_s, found.job_id, found, shot))
                continue
            at_s = min(self._moments(found, until_s))

    def _moments(self, found: NoTurn, until_s: float) -> list[float]:
        moments = [until_s, *(one[0] for one in self.made[:1])]
        if found.until is not None:
            moments.append((found.until - NOON).total_seconds())
        return moments

    def _scene(self, request: Request, lasts: Lasting, end: int) -> Scene:
        at_s, half = request.at_s, lasts.half[end]
        least_s = half * 0.25 if end else 0.0
        return Scene(
            now=NOON + timedelta(seconds=at_s),
            queued={
                member: _queued(member, list(shots.values()), half)
                for member, shots in self.play.line.items()
            },
            accounts=self.play.accounts,
            shares=self.play.shares(),
            made=[
                Made(
                    member=turn.member,
                    account="a",
                    ready_s=max(half - (at_s - (shot.turn_s or 0)), least_s),
                )
                for _, _, turn, shot in self.made
            ],
            newcomers=[
                Newcomer(in_s=(at_s - then) / 1.5, queued=_queued(member, (), half))
                for then, member in self.asked
                if end and member != request.member and at_s - then < 3_600
            ],
            again_s=max(600.0, min(3_600.0, at_s - self.asked[-1][0] if self.asked else 0)) / 1.5,
            running_per_member=self.running,
        )


@dataclass
class FirstCome:
    """First come, first served, under the same limits."""

    running: int
    shots: dict[int, Shot] = field(default_factory=dict)
    refused: list[Request] = field(default_factory=list)
    line: list[int] = field(default_factory=list)
    at_work: Counter[MemberKey] = field(default_factory=Counter)
    made: list[tuple[float, MemberKey]] = field(default_factory=list)
    sent: deque[float] = field(default_factory=lambda: deque([-1e9] * _PER_MINUTE, _PER_MINUTE))

    def ask(self, request: Request) -> None:
        if len(self.line) * 60 / _PER_MINUTE > LONGEST_LINE_S:
            self.refused.append(request)
            return
        number = len(self.shots)
        self.shots[number] = Shot(request=request)
        self.line.append(number)

    def work(self, until_s: float, at_s: float) -> None:
        while at_s < until_s:
            while self.made and self.made[0][0] <= at_s:
                self.at_work[heapq.heappop(self.made)[1]] -= 1
            found = next((n for n in self.line if self._may(n)), None)
            free_s = self.sent[0] + 60
            if found is None or free_s > at_s:
                moments = [until_s, *(ready for ready, _ in self.made[:1])]
                at_s = min([*moments, free_s] if free_s > at_s else moments)
                continue
            self.line.remove(found)
            shot = self.shots[found]
            shot.turn_s, shot.ready_s = at_s, at_s + shot.request.lasts_s
            self.sent.append(at_s)
            self.at_work[shot.request.member] += 1
            heapq.heappush(self.made, (shot.ready_s, shot.request.member))

    def _may(self, number: int) -> bool:
        return self.at_work[self.shots[number].request.member] < self.running


def play(many: Crowd, line: FairLine | FirstCome, *, on: float = 3.0) -> None:
    """Let a crowd ask, and work `on` hours longer, so that all who stand in line are served."""
    at_s = 0.0
    for request in many.requests:
        line.work(request.at_s, at_s)
        at_s = request.at_s
        line.ask(request)
    line.work((many.hours + on) * 3600, at_s)


def fair_shares(many: Crowd, running: int) -> Mapping[MemberKey, float]:
    """What max-min fairness gives every member of what the account takes, first between servers,
    then within them; nobody more than they asked for or can have made."""
    most = running * many.hours * 3600 / statistics.fmean(r.lasts_s for r in many.requests)
    wants = {member: min(count, most) for member, count in many.asked.items()}
    by_server: dict[int, dict[MemberKey, float]] = {}
    for member, want in wants.items():
        by_server.setdefault(member[0], {})[member] = want
    capacity = _PER_MINUTE * 60 * many.hours
    shares = _filled({server: sum(own.values()) for server, own in by_server.items()}, capacity)
    found: dict[MemberKey, float] = {}
    for server, own in by_server.items():
        found |= _filled(own, shares[server])
    return found


def jain(shares: Sequence[float]) -> float:
    """Jain's index of fairness: 1 when all are alike, one in n when one has all."""
    return sum(shares) ** 2 / (len(shares) * sum(one * one for one in shares))


def _filled(wants: Mapping[Any, float], capacity: float) -> dict[Any, float]:
    """Everybody the same, but nobody more than they want."""
    found: dict[Any, float] = {}
    for left, (who, want) in zip(
        range(len(wants), 0, -1), sorted(wants.items(), key=lambda one: one[1]), strict=True
    ):
        found[who] = min(want, capacity / left)
        capacity -= found[who]
    return found


def _queued(member: MemberKey, shots: Sequence[Waiting], lasts_s: float) -> Queued:
    first = shots[0] if shots else None
    return Queued(
        member=member,
        shots=max(1, len(shots)),
        asked=first.job_id if first else 10**9,
        accounts=("a",),
        lasts_s=lasts_s,
        server_claim=first.server_claim if first else 0.0,
        member_claim=first.member_claim if first else 0.0,
    )
