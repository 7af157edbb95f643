"""A line that is played once tells everybody what a rehearsal of their own would."""

import random
from datetime import timedelta
from typing import Any

import pytest

from services.program import Program
from services.rehearsal import rehearse
from services.scene import Made, Place, Queued, Scene
from services.scheduler import AccountState, MemberKey, Turn
from tests.services.test_rehearsal import scene_of
from tests.services.turn_play import NOON, Play

_LASTS_S = 100.0
_BEFORE_S = 600.0


class Mixed:
    """A line of members with and without a past, some of whose shots are being made."""

    def __init__(self, seed: int) -> None:
        self.dice = dice = random.Random(seed)
        self.servers = dice.randint(1, 12)
        account = AccountState(name="a", submits_per_minute=dice.choice([1, 5, 20]))
        self.play = Play({"a": account}, running=dice.choice([1, 1, 2, 3]))
        self.weights: dict[MemberKey, float] = {}
        self.members = [(dice.randint(1, self.servers), n) for n in range(dice.randint(2, 80))]
        self._ask_some(dice.randint(0, 150))
        self.made = self._take_turns(dice.randint(0, 100))
        self._ask_some(dice.randint(1, 150))

    def ask(self, member: MemberKey) -> int:
        weight = self.weights.setdefault(member, self.dice.choice([1.0, 1.0, 2.0, 3.0]))
        return self.play.ask(member, weight=weight)

    def scene(self) -> Scene:
        return scene_of(self.play, _LASTS_S, self.made)

    def _ask_some(self, shots: int) -> None:
        for _ in range(shots):
            self.ask(self.dice.choice(self.members))

    def _take_turns(self, turns: int) -> list[Made]:
        at_s, ends = -_BEFORE_S, list[tuple[float, Turn]]()
        for _ in range(turns):
            found = self.play.turn(NOON + timedelta(seconds=at_s))
            if isinstance(found, Turn):
                ends.append((at_s + _LASTS_S, found))
                continue
            at_s += 20
            for end, turn in [one for one in ends if one[0] <= at_s]:
                ends.remove((end, turn))
                self.play.ended(turn)
        return [
            Made(member=turn.member, account=turn.account, ready_s=max(1.0, end))
            for end, turn in ends
        ]


@pytest.mark.parametrize("seed", range(40))
def test_who_stands_in_line_is_told_their_very_turns(seed: int) -> None:
    """Each of a member's shots has the place and the moment that a rehearsal finds."""
    line = Mixed(seed)
    scene = line.scene()
    program = Program(scene)
    for member, shots in line.play.line.items():
        own = line.dice.randrange(len(shots))
        assert program.place(scene.queued[member], own) == rehearse(scene, member, own)


def test_who_comes_is_told_nearly_what_their_coming_makes_of_the_line() -> None:
    """With one more shot of a known member or a newcomer the place is off by two at most, but for
    one in fifty; the moment by no more than two turns take."""
    off: list[int] = []
    late: list[float] = []
    for line in map(Mixed, range(60)):
        program = Program(line.scene())
        for number in range(8):
            newcomer = (line.dice.randint(1, line.servers + 1), 1000 + number)
            member = line.dice.choice([newcomer, line.dice.choice(line.members)])
            job_id = line.ask(member)
            scene, own = line.scene(), len(line.play.line[member]) - 1
            told, true = program.place(scene.queued[member], own), rehearse(scene, member, own)
            line.play.cancel(member, job_id)
            assert (told.turn_s is None) == (true.turn_s is None)
            off.append(abs(told.ahead - true.ahead))
            turns_s = 2 * 60 / scene.accounts["a"].submits_per_minute
            late.append(abs((told.turn_s or 0.0) - (true.turn_s or 0.0)) - max(turns_s, _LASTS_S))
    assert sum(one <= 2 for one in off) >= 0.98 * len(off)
    assert sum(one <= 0 for one in late) >= 0.98 * len(late)


def _alone(shots: int = 1, **more: Any) -> Queued:
    values: dict[str, Any] = {"member": (1, 1), "shots": shots, "asked": 9, "accounts": ("a",)}
    return Queued(**(values | {"lasts_s": 60.0} | more))


def _scene(*queued: Queued, **more: Any) -> Scene:
    accounts = {"a": AccountState(name="a", submits_per_minute=1)}
    values: dict[str, Any] = {
        "now": NOON,
        "queued": {one.member: one for one in queued},
        "accounts": accounts,
    }
    return Scene(**(values | {"running_per_member": 10} | more))


def test_what_nobody_can_have_is_theirs() -> None:
    """Where all in line wait for clips of their own, who comes goes at once."""
    busy = _alone(3, member=(1, 2), asked=1)
    made = [Made(member=(1, 2), account="a", ready_s=300.0)]
    program = Program(_scene(busy, made=made, running_per_member=1))
    assert program.place(_alone(), 0) == Place(ahead=0, turn_s=0.0)


def test_shots_beyond_the_line_follow_at_its_pace() -> None:
    """A newcomer's fourth shot stands behind all, one turn a minute."""
    program = Program(_scene(_alone(2, member=(1, 2), asked=1), _alone(2, member=(1, 3), asked=2)))
    assert program.place(_alone(), 3) == Place(ahead=7, turn_s=420.0)


def test_a_line_that_nothing_moves_has_no_moments() -> None:
    """With no account free within a day, a place is told and no time."""
    later = NOON + timedelta(days=2)
    stuck = {"a": AccountState(name="a", submits_per_minute=1, set_aside_until=later)}
    program = Program(_scene(_alone(5, member=(1, 2), asked=1), accounts=stuck))
    assert program.place(_alone(), 0) == Place(ahead=5, turn_s=None)
