"""The line played forward is what the scheduler does, as long as what is foreseen comes true."""

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.rehearsal import rehearse
from services.scene import Made, Newcomer, Place, Queued, Scene
from services.scheduler import AccountState, MemberKey, NoTurn, Turn
from tests.services.turn_play import NOON, Play

members = st.tuples(st.integers(1, 3), st.integers(1, 4))
accounts = st.fixed_dictionaries(
    {
        name: st.builds(
            AccountState,
            name=st.just(name),
            submits_per_minute=st.integers(1, 5),
            most_in_flight=st.none() | st.integers(1, 4),
            set_aside_until=st.none() | st.integers(1, 200).map(lambda s: NOON + timedelta(0, s)),
        )
        for name in ("a", "b")
    }
)


def scene_of(play: Play, lasts_s: float, made: list[Made]) -> Scene:
    """What a play would be foreseen as."""
    return Scene(
        now=NOON,
        queued={
            member: Queued(
                member=member,
                shots=len(shots),
                asked=min(shots),
                accounts=shots[min(shots)].accounts,
                lasts_s=lasts_s,
                weight=shots[min(shots)].weight,
                server_claim=shots[min(shots)].server_claim,
                member_claim=shots[min(shots)].member_claim,
            )
            for member, shots in play.line.items()
        },
        accounts=dict(play.accounts),
        shares=play.shares(),
        made=made,
        running_per_member=play.running,
    )


def played(play: Play, job_id: int, lasts_s: float, ends: list[tuple[float, Turn]]) -> Place:
    """What becomes of a shot when the scheduler is asked again and again."""
    at_s, ahead = 0.0, 0
    while True:
        for end, turn in [one for one in ends if one[0] <= at_s]:
            ends.remove((end, turn))
            play.ended(turn)
        found = play.turn(NOON + timedelta(seconds=at_s))
        if isinstance(found, NoTurn):
            moments = [end for end, _ in ends]
            if found.until is not None:
                moments.append((found.until - NOON).total_seconds())
            at_s = min(moments)
        elif found.job_id == job_id:
            return Place(ahead=ahead, turn_s=at_s)
        else:
            ahead += 1
            ends.append((at_s + lasts_s, found))


@settings(max_examples=100, deadline=None)
@given(
    accounts,
    st.lists(st.tuples(members, st.sampled_from([1.0, 2.0])), max_size=25),
    st.lists(st.tuples(members, st.sampled_from([1.0, 2.0])), min_size=1, max_size=25),
    st.integers(0, 15),
    st.data(),
)
def test_what_is_rehearsed_is_what_happens(
    limits: dict, earlier: list, later: list, turns: int, data: st.DataObject
) -> None:
    """Over any line, accounts and past: place and moment of a turn are the scheduler's own."""
    play, lasts_s = Play(limits, running=data.draw(st.integers(1, 3))), 100.0
    weights: dict[MemberKey, float] = {}
    # Each member's shots one after the other: what is in line is foreseen by each one's first.
    ids = {
        (server, one): count(1000 * server + 100 * one) for server in (1, 2, 3) for one in range(5)
    }

    def ask(member: MemberKey, weight: float) -> None:
        play.ask(member, weight=weights.setdefault(member, weight), job_id=next(ids[member]))

    for member, weight in earlier:
        ask(member, weight)
    taken = [found for _ in range(turns) if isinstance(found := play.turn(NOON), Turn)]
    ends = [(float(data.draw(st.integers(1, 90))), found) for found in taken]
    for member, weight in later:
        ask(member, weight)
    member = data.draw(st.sampled_from(sorted(play.line)))
    own = data.draw(st.integers(0, len(play.line[member]) - 1))
    made = [Made(member=t.member, account=t.account, ready_s=end) for end, t in ends]
    foreseen = rehearse(scene_of(play, lasts_s, made), member, own)
    assert foreseen == played(play, sorted(play.line[member])[own], lasts_s, ends)


ACCOUNT = AccountState(name="a", submits_per_minute=1)


def line(*ones: Queued) -> dict[MemberKey, Queued]:
    return {one.member: one for one in ones}


def queued(member: MemberKey, shots: int = 1, **more: object) -> Queued:
    values = {"member": member, "shots": shots, "asked": member[1], "accounts": ("a",)}
    return Queued(**(values | {"lasts_s": 60.0} | more))


def test_newcomers_come_between() -> None:
    """Who comes meanwhile has a turn of their own before the others' second one."""
    scene = Scene(
        now=NOON,
        queued=line(queued((1, 1), 3), queued((1, 2), 3)),
        accounts={"a": ACCOUNT},
        running_per_member=10,
    )
    assert rehearse(scene, (1, 1), 1) == Place(ahead=2, turn_s=120)
    coming = Newcomer(in_s=30, queued=queued((1, 3), asked=9))
    assert rehearse(replace(scene, newcomers=[coming]), (1, 1), 1) == Place(ahead=3, turn_s=180)


def test_a_shot_that_rests_goes_when_it_may() -> None:
    """Its rest is waited for, and its turn comes at once after it."""
    scene = Scene(
        now=NOON,
        queued=line(queued((1, 1), rests_s=45.0), queued((1, 2), 5)),
        accounts={"a": replace(ACCOUNT, submits_per_minute=100)},
        running_per_member=1,
    )
    assert rehearse(scene, (1, 1)) == Place(ahead=1, turn_s=45)


@pytest.mark.parametrize("names", [(), ("b",)], ids=["no account", "one that is gone"])
def test_what_nobody_makes_has_no_turn(names: tuple[str, ...]) -> None:
    """A shot that no account takes is foreseen at no moment, and others pass it."""
    scene = Scene(
        now=NOON,
        queued=line(queued((1, 1), accounts=names), queued((1, 2))),
        accounts={"a": ACCOUNT},
    )
    assert rehearse(scene, (1, 1)) == Place(ahead=1, turn_s=None)
    assert rehearse(scene, (1, 2)) == Place(ahead=0, turn_s=0)


def test_a_very_long_line_goes_on_as_it_began() -> None:
    """Beyond what is played, a place is reckoned from the pace so far."""
    scene = Scene(
        now=NOON,
        queued=line(queued((1, 1), 9_000), queued((1, 2), 9_000)),
        accounts={"a": replace(ACCOUNT, submits_per_minute=60)},
        running_per_member=10**6,
    )
    place = rehearse(scene, (1, 2), 3_999)
    assert place.ahead == pytest.approx(7_999, rel=0.01)
    assert place.turn_s == pytest.approx(7_999, rel=0.02)
