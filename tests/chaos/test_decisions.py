"""What is drawn from a seed: deaths and faults."""

from random import Random

from chaos.decisions import HOWS, Focus, death, moments
from chaos.weather import Forecaster


def test_a_seed_decides_the_same_again() -> None:
    """Every death of a seed is the same when it is drawn again, and other seeds have others."""
    first = [death("a", number) for number in range(1, 200)]
    assert first == [death("a", number) for number in range(1, 200)]
    assert first != [death("b", number) for number in range(1, 200)]


def test_all_kinds_of_death_are_drawn() -> None:
    """By the clock, at calls of both stand-ins held before and after, behind commits; SIGTERM."""
    drawn = [death("a", number) for number in range(1, 1_001)]
    assert {one.stand_in for one in drawn} == {"", "discord", "minimax"}
    assert {one.when for one in drawn if one.stand_in} == {"before", "after"}
    assert {one.state for one in drawn} >= {"", "submitting", "succeeded", "posted"}
    assert 50 < sum(one.is_term for one in drawn) < 140
    assert any(one.patience_s and not one.is_told_again for one in drawn)
    assert any(one.is_told_again for one in drawn)
    assert 100 < sum(one.is_long for one in drawn) < 300


def test_a_focus_takes_every_second_death() -> None:
    """Half of the deaths are aimed where it was asked for, the others stay as they were."""
    focus = Focus(state="succeeded")
    drawn = [death("a", number, focus) for number in range(1, 21)]
    assert all(one.state == "succeeded" for one in drawn[1::2])
    assert drawn[::2] == [death("a", number) for number in range(1, 21, 2)]


def test_one_kind_of_death_can_be_asked_for() -> None:
    """With its name no other kind is drawn, again the same by seed and number."""
    only = "SIGTERM behind the commit of succeeded"
    drawn = [death("a", number, only=only) for number in range(1, 11)]
    assert {one.aim for one in drawn} == {only}
    assert drawn == [death("a", number, only=only) for number in range(1, 11)]
    assert len({one.nth for one in drawn}) > 1


def test_every_death_has_a_known_name() -> None:
    """What is drawn is called as one of the names that can be asked for."""
    known = {f"{how} {moment}" for how in HOWS for moment in moments()}
    assert {death("a", number).aim for number in range(1, 2_001)} <= known


def test_faults_fall_on_the_same_calls() -> None:
    """A seed's faults fall on the same calls, whenever they are looked for."""

    def falling(looks: list[int]) -> list[int]:
        found: list[int] = []
        forecaster = Forecaster(
            chance=Random("a"), rate=0.02, kinds=("x",), order=lambda _, nth: found.append(nth)
        )
        numbers: list[int] = []
        for calls in looks:
            forecaster.look_ahead(calls)
            numbers += [calls + nth for nth in found]
            found.clear()
        return numbers

    at_once = falling([0, 5_000])
    assert [one for one in falling(list(range(0, 5_001, 50))) if one <= 200 or one > 5_000] == (
        at_once
    )
    assert 70 < len(falling(list(range(0, 5_001, 50)))) < 140
