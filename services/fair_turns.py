"""Who goes next among those who share turns by weight: start-time fair queueing.

Every contender has a tag: where its next turn begins, counted in turns of one with weight 1. The
least tag goes first, and a turn moves its contender's tag on by one over its weight (Goyal, Vin and
Cheng, "Start-time Fair Queuing", 1996). Who comes anew begins where the turns stand, so having been
away earns nothing and costs nothing.

Start-time fair queueing alone lets newcomers that never stop keep everybody else waiting for ever:
all begin where the turns stand, and so the turns stand still. Here newcomers begin at a clock of
their own, `joining`, that every turn moves on, half as fast as the turns would move if nobody came:
they pass who waits for about two rounds of turns, and never longer.
"""

from collections.abc import Collection
from dataclasses import dataclass

#: Newcomers' clock goes so much slower than the turns of who is there.
PATIENCE = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How far the turns have come: where the furthest one began, and where newcomers begin."""

    reached: float = 0.0
    joining: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One that could have a turn now. `asked`: a number that grows with each request."""

    tag: float
    asked: int
    weight: float = 1.0

    @property
    def rank(self) -> tuple[float, int]:
        """The least goes first."""
        return (self.tag, self.asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What a turn costs: where the next turn of who had it begins, before it and after it, and the
    clock after it."""

    before: float
    after: float
    clock: Clock


def charge(clock: Clock, first: Contender, all_: Collection[Contender], before: float) -> Charge:
    """Account for the turn of `first`, one of `all_`; `before` is where it could begin at the
    earliest."""
    after = first.tag + 1 / first.weight
    reached = max(clock.reached, first.tag)
    step = 1 / (PATIENCE * sum(one.weight for one in all_))
    # Nobody begins behind the last of those who are there: that one would wait for nobody.
    furthest = max(after, *(one.tag for one in all_))
    joining = max(reached, clock.joining, min(clock.joining + step, furthest))
    if first.tag < clock.reached:
        # It could not go for a while. Its claim counted once; the time away earns nothing more.
        after = max(after, joining)
    return Charge(before=before, after=after, clock=Clock(reached=reached, joining=joining))
