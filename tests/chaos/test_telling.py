"""What a person at the terminal reads while a run goes on and when it breaks."""

from types import SimpleNamespace

import pytest

from chaos.endings import Violation
from chaos.run import Account
from chaos.telling import Progress, Replay, complaint, interruption


def told(kills: int, seconds_each: float) -> list[str]:
    """All that is said in a run whose lives take so long."""
    said: list[str] = []
    clock = [0.0]
    progress = Progress(kills, lambda: clock[0], said.append)
    for done in range(1, kills + 1):
        clock[0] += seconds_each
        progress.lived(Account(kills=done, shots=3 * done))
    return said


def test_a_fast_run_says_how_far_it_is_every_fifty_kills() -> None:
    """At the first rest and every fifty kills: how far, how long it took, and how long it will."""
    said = told(150, 1.0)
    assert said == [
        "10 of 150 kills in 10 s, 30 shots asked, no promise broken; about 2 min 20 s more",
        "50 of 150 kills in 50 s, 150 shots asked, no promise broken; about 1 min 40 s more",
        "100 of 150 kills in 1 min 40 s, 300 shots asked, no promise broken; about 50 s more",
    ]


def test_a_slow_run_says_how_far_it_is_every_minute() -> None:
    """Where lives take long, nobody waits for fifty of them to hear of it."""
    said = told(9, 31.0)
    assert [line.partition(" of")[0] for line in said] == ["2", "4", "6", "8"]


@pytest.mark.parametrize(
    ("life", "where", "kills"),
    [(0, "BROKEN at the first start,", 1), (59, "BROKEN at kill 59,", 59)],
    ids=["at the first start", "in a life"],
)
def test_what_was_broken_and_its_replay_name_the_same_kill(
    life: int, where: str, kills: int
) -> None:
    """The line that plays it again runs up to the kill at which it broke, and says what holds."""
    broken = Violation(promise="everything comes to rest", code="", words="1 shot stays open")
    account = Account(life=life, kills=max(0, life - 1), violations=[broken])
    replay = Replay(seed="a b", plant="look", only="SIGTERM behind")
    said = complaint(SimpleNamespace(account=account), replay, "/somewhere")
    assert said.startswith(where)
    assert f"make chaos SEED='a b' KILLS={kills} PLANT=look ONLY='SIGTERM behind'\n" in said
    assert "some kills earlier or later" in said
    assert said.endswith("/somewhere")


def test_an_interrupted_run_says_what_it_came_to() -> None:
    """Counts so far, what they don't show, and where its files are."""
    said = interruption(Account(kills=12, shots=40), "SIGINT", 75.2, "/somewhere")
    assert said.startswith("Told to end (SIGINT) after 12 kills and 1 min 15 s.\n40 shots")
    assert said.endswith("/somewhere")
