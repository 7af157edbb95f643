"""The line played forward: who has a turn when, if nothing happens but what is foreseen.

The order is the scheduler's own (services/fair_turns.py), under the accounts' limits, with members
who can't have more made at once until one is ready. It is played in seconds from now, and a
turn costs a few steps in a heap, however long the line is.
"""

import heapq
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from services.fair_turns import PATIENCE, Clock
from services.scene import Queued, Scene, Slot
from services.scheduler import WINDOW, AccountState, MemberKey

_WINDOW_S = WINDOW.total_seconds()
#: The tag, the first shot's id, and whose: a server's or a member's.
_Entry = tuple[float, int, int]


class _Account:
    """One account in the play."""

    def __init__(self, state: AccountState, now: datetime) -> None:
        self.limit = state.submits_per_minute
        self.most = state.most_in_flight
        ages = ((moment - now).total_seconds() for moment in state.sent)
        self.sent = deque((age for age in ages if abs(age) < _WINDOW_S), maxlen=self.limit)
        self.ends: list[float] = []
        aside = state.set_aside_until
        self.aside_s = (aside - now).total_seconds() if aside else 0.0

    def free_s(self, at_s: float) -> float:
        """When it may be asked again, no earlier than that."""
        while self.ends and self.ends[0] <= at_s:
            heapq.heappop(self.ends)
        free = max(at_s, self.aside_s)
        if len(self.sent) == self.limit:
            free = max(free, self.sent[0] + _WINDOW_S)
        if self.most is not None and len(self.ends) >= self.most:
            free = max(free, self.ends[len(self.ends) - self.most])
        return free


@dataclass(slots=True)
class _Member:
    """One member in the play; `tag` is where their next turn begins."""

    key: MemberKey
    tag: float
    asked: int
    weight: float
    left: int
    accounts: Sequence[str]
    lasts_s: float
    server_claim: float
    ends: list[float] = field(default_factory=list)


@dataclass(slots=True)
class _Sharing:
    """Who shares turns: a heap of (tag, asked, key), and the clock of services/fair_turns.py."""

    reached: float
    joining: float
    heap: list[_Entry] = field(default_factory=list)

    def moved(self, tag: float, weight: float) -> float:
        """A turn was taken at `tag`: where the next one of who had it begins."""
        is_late = tag < self.reached
        self.reached = max(self.reached, tag)
        step = 1 / (PATIENCE * (len(self.heap) + 1))
        self.joining = max(self.reached, min(self.joining + step, self.reached + 1))
        after = tag + 1 / weight
        return max(after, self.joining) if is_late else after


class Play:
    """A scene that goes on: `turn` as long as there is one at this moment, then `wait`."""

    def __init__(self, scene: Scene) -> None:
        #: Seconds from the scene's moment.
        self.at_s = 0.0
        self._scene = scene
        self._accounts = {n: _Account(state, scene.now) for n, state in scene.accounts.items()}
        bot = scene.shares.bot
        self._bot = _Sharing(reached=bot.reached, joining=bot.joining)
        self._servers: dict[int, _Sharing] = {}
        self._next: dict[int, float] = dict(scene.shares.servers)
        self._members: dict[MemberKey, _Member] = {}
        #: How many stand in line for a turn, by the accounts that may make what they asked for.
        self._standing: Counter[Sequence[str]] = Counter()
        #: Who waits for a moment: (second, key).
        self._later: list[tuple[float, MemberKey]] = []
        self._coming = deque((one.in_s, one.queued) for one in scene.newcomers)
        ends: dict[MemberKey, list[float]] = {}
        for made in scene.made:
            ends.setdefault(made.member, []).append(made.ready_s)
            if made.account in self._accounts:
                heapq.heappush(self._accounts[made.account].ends, made.ready_s)
        for queued in scene.queued.values():
            claims = (queued.member_claim, queued.server_claim)
            member = self._join(queued, claims, ends.get(queued.member, ()))
            self._stand(member, queued.rests_s)
        for server_id in self._servers:
            self._offer(server_id)
        self._free = self._free_now()

    @property
    def free(self) -> frozenset[str]:
        """Accounts that may be asked at this moment."""
        return frozenset(self._free)

    def shots_left(self) -> int:
        """How many in line had no turn yet."""
        return sum(member.left for member in self._members.values())

    def asked_before(self, whose: MemberKey) -> int:
        """How many others in line had no turn yet and asked before a member did."""
        asked = self._members[whose].asked
        return sum(one.left for one in self._members.values() if one.asked < asked)

    def turn(self) -> Slot | None:
        """Let one have a turn at this moment; None: nobody can."""
        if not self._is_wanted():
            return None
        passed: list[_Entry] = []
        found = None
        while self._bot.heap and found is None:
            entry = heapq.heappop(self._bot.heap)
            if entry != self._entry(entry[2]):
                continue
            found = self._turn_in(entry)
            if found is None:
                passed.append(entry)
        for entry in passed:
            heapq.heappush(self._bot.heap, entry)
        return found

    def wait(self) -> bool:
        """Go on to the next moment at which a turn may be had; False: there is none."""
        moments = [account.free_s(self.at_s) for account in self._accounts.values()]
        if self._free:
            # Somebody has to come for what is free; until then nobody else can have a turn anyway.
            moments += [one[0] for one in (*self._later[:1], *islice(self._coming, 1))]
        ahead = [moment for moment in moments if moment > self.at_s]
        if not ahead or not (self._bot.heap or self._later):
            return False
        self.at_s = min(ahead)
        self._arrive()
        self._free = self._free_now()
        return True

    def _is_wanted(self) -> bool:
        """Whether anybody in line waits for what is free; many may wait for what is not."""
        return any(
            standing and not self._free.isdisjoint(accounts)
            for accounts, standing in self._standing.items()
        )

    def _free_now(self) -> set[str]:
        at_s = self.at_s
        return {name for name, account in self._accounts.items() if account.free_s(at_s) <= at_s}

    def _turn_in(self, server: _Entry) -> Slot | None:
        """Let one of a server have a turn, by how it stands among the servers."""
        server_id = server[2]
        sharing = self._servers[server_id]
        passed: list[_Entry] = []
        found = None
        while sharing.heap and found is None:
            entry = heapq.heappop(sharing.heap)
            member = self._members[server_id, entry[2]]
            account = next((name for name in member.accounts if name in self._free), None)
            if account is None:
                passed.append(entry)
                continue
            self._take(member, sharing, account)
            self._next[server_id] = self._bot.moved(server[0], 1.0)
            found = Slot(
                at_s=self.at_s,
                member=member.key,
                account=account,
                server_rank=server[:2],
                rank=entry[:2],
                server_next=self._next[server_id],
                next=member.tag,
            )
        for entry in passed:
            heapq.heappush(sharing.heap, entry)
        if found is not None:
            self._offer(server_id)
        return found

    def _take(self, member: _Member, sharing: _Sharing, name: str) -> None:
        self._standing[member.accounts] -= 1
        account, end = self._accounts[name], self.at_s + member.lasts_s
        account.sent.append(self.at_s)
        heapq.heappush(account.ends, end)
        if account.free_s(self.at_s) > self.at_s:
            self._free.discard(name)
        heapq.heappush(member.ends, end)
        member.tag = sharing.moved(member.tag, member.weight)
        member.left -= 1
        # As if one had been asked for right after the other.
        member.asked += 1
        if member.left:
            self._stand(member, self.at_s)

    def _entry(self, server_id: int) -> _Entry | None:
        """How a server stands among the others: by the member whose turn is next in it."""
        heap = self._servers[server_id].heap
        if not heap:
            return None
        first = self._members[server_id, heap[0][2]]
        tag = max(self._next.get(server_id, 0.0), first.server_claim)
        return (tag, first.asked, server_id)

    def _offer(self, server_id: int) -> None:
        """Let a server stand as it does now; how it stood before counts no longer."""
        entry = self._entry(server_id)
        if entry is not None:
            heapq.heappush(self._bot.heap, entry)

    def _arrive(self) -> None:
        """Who waited for a moment that has come stands in line again."""
        while self._coming and self._coming[0][0] <= self.at_s:
            in_s, queued = self._coming.popleft()
            self._coming.append((in_s + self._scene.again_s, queued))
            self._show(self._join_new(queued))
        while self._later and self._later[0][0] <= self.at_s:
            _, key = heapq.heappop(self._later)
            self._show(self._members[key])

    def _show(self, member: _Member | None) -> None:
        if member is not None:
            self._stand(member, self.at_s)
            self._offer(member.key[0])

    def _stand(self, member: _Member, rests_s: float) -> None:
        """Let a member wait for a turn, or for the moment from which they may have one."""
        while member.ends and member.ends[0] <= self.at_s:
            heapq.heappop(member.ends)
        running = self._scene.running(member.key[0])
        if len(member.ends) >= running:
            rests_s = max(rests_s, member.ends[len(member.ends) - running])
        if rests_s > self.at_s:
            heapq.heappush(self._later, (rests_s, member.key))
        else:
            entry = (member.tag, member.asked, member.key[1])
            heapq.heappush(self._servers[member.key[0]].heap, entry)
            self._standing[member.accounts] += 1

    def _join_new(self, queued: Queued) -> _Member | None:
        """Who comes now; None: somebody who stands in line already, and has one shot more."""
        known = self._members.get(queued.member)
        joining = self._sharing(queued.member[0]).joining
        if known is None:
            return self._join(queued, (joining, self._bot.joining), [])
        known.left += queued.shots
        if known.left > queued.shots:
            return None
        known.tag = max(known.tag, joining)
        known.asked = queued.asked
        known.server_claim = self._bot.joining
        return known

    def _join(self, queued: Queued, claims: tuple[float, float], ends: Sequence[float]) -> _Member:
        self._sharing(queued.member[0])
        claim, server_claim = claims
        member = _Member(
            key=queued.member,
            tag=max(self._scene.shares.members.get(queued.member, 0.0), claim),
            asked=queued.asked,
            weight=queued.weight,
            left=queued.shots,
            accounts=tuple(queued.accounts),
            lasts_s=queued.lasts_s,
            server_claim=server_claim,
            ends=sorted(ends),
        )
        self._members[queued.member] = member
        return member

    def _sharing(self, server_id: int) -> _Sharing:
        if server_id not in self._servers:
            clock = self._scene.shares.clocks.get(server_id, Clock())
            self._servers[server_id] = _Sharing(reached=clock.reached, joining=clock.joining)
        return self._servers[server_id]
