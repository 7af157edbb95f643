"""A long line's turns, played once and looked up by everybody who asks.

Who stands in line finds their own turns among them. Who comes to it is told the place where a shot
of theirs would stand among what was played, as the scheduler ranks it; that their coming moves
others by a turn is left out, so a place may be off by one or two.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from services.playing import Play
from services.rehearsal import FURTHEST_S, MOST_TURNS, beyond
from services.scene import Place, Queued, Scene, Slot
from services.scheduler import MemberKey


class Program:
    """The turns of a scene, in order, up to the furthest that is foreseen."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._played = _play(scene)
        self._turns: defaultdict[MemberKey, list[int]] = defaultdict(list)
        self._by_server: defaultdict[int, list[int]] = defaultdict(list)
        for number, slot in enumerate(self._played.slots):
            self._turns[slot.member].append(number)
            self._by_server[slot.member[0]].append(number)
        self._alike = Counter(tuple(one.accounts) for one in scene.queued.values())

    def waiting_alike(self, queued: Queued) -> int:
        """How many members wait for the same accounts."""
        return self._alike[tuple(queued.accounts)]

    def place(self, queued: Queued, own_before: int) -> Place:
        """Where a member's shot stands that comes after `own_before` of their own."""
        known = self._scene.queued.get(queued.member)
        in_line = known.shots if known else 0
        # Turns beyond these are of shots they are only expected to ask for.
        turns = self._turns.get(queued.member, [])[:in_line]
        if own_before < len(turns):
            return self._at(turns[own_before])
        more = own_before + 1 - len(turns)
        if len(turns) < in_line:
            return self._beyond(more, len(turns))
        return self._squeezed_in(self._comer(queued, turns), turns, more)

    def _squeezed_in(self, comer: "_Comer", turns: Sequence[int], more: int) -> Place:
        """Where the last of so many more shots stands than were seen in line."""
        slots = self._played.slots
        first = turns[-1] + 1 if turns else 0
        theirs = deque(one for one in self._by_server[comer.server_id] if one >= first)
        added = 0
        for number, slot in enumerate(slots[first:], first):
            of_server = slots[theirs[0]] if theirs else None
            for at_s in self._chances(comer, number, of_server):
                added += 1
                if added == more:
                    # Those of theirs that were added before have moved what was played.
                    place = self._at(number + added - 1)
                    return replace(place, turn_s=at_s) if added == 1 else place
                comer.go(at_s)
            if slot is of_server:
                theirs.popleft()
                comer.is_passed_by(slot, added)
        if self._played.left:
            return self._beyond(more - added, len(turns) + added)
        return self._after_all(comer, more - added, added)

    def _chances(self, comer: "_Comer", number: int, of_server: Slot | None) -> Iterator[float]:
        """When they may go between two turns that were played: in a gap, or before the later."""
        for gap in self._played.gaps[number]:
            while not gap.free.isdisjoint(comer.queued.accounts) and comer.rests_s < gap.until_s:
                yield max(gap.since_s, comer.rests_s)
        slot = self._played.slots[number]
        while comer.goes_before(slot, of_server):
            yield slot.at_s

    def _comer(self, queued: Queued, turns: Sequence[int]) -> "_Comer":
        slots, shares = self._played.slots, self._scene.shares
        server_id = queued.member[0]
        tag = max(shares.members.get(queued.member, 0.0), queued.member_claim)
        server_next = shares.servers.get(server_id, 0.0)
        if turns:
            # Their own turn was one of their server's as well.
            tag, server_next = slots[turns[-1]].next, slots[turns[-1]].server_next
        ends = [one.ready_s for one in self._scene.made if one.member == queued.member]
        ends += [slots[number].at_s + queued.lasts_s for number in turns]
        return _Comer(
            queued=queued,
            tag=tag,
            server_next=server_next,
            ends=sorted(ends),
            running=self._scene.running(server_id),
        )

    def _at(self, ahead: int) -> Place:
        slots = self._played.slots
        return Place(ahead=ahead, turn_s=slots[min(ahead, len(slots) - 1)].at_s)

    def _after_all(self, comer: "_Comer", more: int, added: int) -> Place:
        """Behind everything that was played, at the same pace."""
        slots = self._played.slots
        if not slots:
            return Place(ahead=0, turn_s=None)
        pace_s = slots[-1].at_s / max(1, len(slots) - 1)
        at_s = slots[-1].at_s + added * pace_s
        for _ in range(more):
            at_s = max(at_s + pace_s, comer.rests_s)
            comer.go(at_s)
        return Place(ahead=len(slots) + added + more - 1, turn_s=at_s)

    def _beyond(self, own_left: int, own: int) -> Place:
        slots = self._played.slots
        at_s = slots[-1].at_s if slots else 0.0
        return beyond(at_s, len(slots), self._played.left, own_left=own_left, own=own)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gap:
    """Some seconds in which accounts were free, and nobody in line could or would have them."""

    free: frozenset[str]
    since_s: float
    until_s: float


@dataclass(slots=True)
class _Played:
    """Turns in order, the gaps before each by its number, and how many shots had none."""

    slots: list[Slot] = field(default_factory=list)
    gaps: defaultdict[int, list[_Gap]] = field(default_factory=lambda: defaultdict(list))
    left: int = 0


def _play(scene: Scene) -> _Played:
    play, played = Play(scene), _Played()
    while len(played.slots) < MOST_TURNS and play.at_s < FURTHEST_S:
        slot = play.turn()
        if slot is not None:
            played.slots.append(slot)
            continue
        free, since_s = play.free, play.at_s
        if not play.wait():
            break
        if free:
            gap = _Gap(free=free, since_s=since_s, until_s=play.at_s)
            played.gaps[len(played.slots)].append(gap)
    played.left = play.shots_left()
    return played


@dataclass(slots=True, kw_only=True)
class _Comer:
    """Who comes into a line that was played without them; `ends`: when theirs are ready."""

    queued: Queued
    tag: float
    server_next: float
    ends: list[float]
    running: int

    @property
    def server_id(self) -> int:
        """Where they stand in line."""
        return self.queued.member[0]

    @property
    def rests_s(self) -> float:
        """Before that they may not go: too many of theirs are being made, or the shot rests."""
        if len(self.ends) < self.running:
            return self.queued.rests_s
        return max(self.queued.rests_s, self.ends[-self.running])

    def goes_before(self, slot: Slot, of_server: Slot | None) -> bool:
        """Whether the scheduler would have let them go in the place of another; `of_server` is the
        next turn in their server."""
        if slot.account not in self.queued.accounts or slot.at_s < self.rests_s:
            return False
        # An earlier one of their server's, if it stood in line by then, would have had its turn.
        comes_later = of_server is not None and of_server.server_rank >= slot.server_rank
        if of_server is not None and comes_later and not self._ranks_before(of_server):
            return False
        claim = max(self.server_next, self.queued.server_claim)
        return (claim, self.queued.asked) < slot.server_rank

    def go(self, at_s: float) -> None:
        """They have a turn."""
        self.tag += 1 / self.queued.weight
        self.server_next = max(self.server_next, self.queued.server_claim) + 1
        self.ends.append(at_s + self.queued.lasts_s)

    def is_passed_by(self, slot: Slot, added: int) -> None:
        """Another in their server has a turn, after `added` of theirs, unless it would be theirs:
        then that one waits for them."""
        if slot.at_s < self.rests_s or not self._ranks_before(slot):
            self.server_next = slot.server_next + added

    def _ranks_before(self, slot: Slot) -> bool:
        return (self.tag, self.queued.asked) < slot.rank
