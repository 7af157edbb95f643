"""Fair turns: what a heavy member can do to a light one, who starves, what weights are worth."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scheduler import MemberKey, NoTurn, Turn
from tests.services.turn_play import Play, unlimited

LIGHT: MemberKey = (1, 1)
#: In the same server as the light one.
HEAVY: MemberKey = (1, 2)
#: In other servers.
FAR_HEAVY: MemberKey = (2, 9)
WEIGHTS = (1.0, 2.0, 3.0, 0.5)

#: What an adversary may do between two turns: ask for many at once, come with a new member, be
#: unable to go for a while and come back, cancel, have a turn given back.
acts = st.one_of(
    st.tuples(st.just("ask"), st.sampled_from([HEAVY, (1, 3), FAR_HEAVY]), st.integers(1, 20)),
    st.tuples(st.just("newcomer"), st.sampled_from([1, 2, 3]), st.integers(1, 3)),
    st.tuples(st.just("block"), st.sampled_from([HEAVY, (1, 3), FAR_HEAVY]), st.just(0)),
    st.tuples(st.just("free"), st.sampled_from([HEAVY, (1, 3), FAR_HEAVY]), st.just(0)),
    st.tuples(st.just("cancel"), st.sampled_from([HEAVY, (1, 3), FAR_HEAVY]), st.just(0)),
    st.tuples(st.just("give back"), st.just(HEAVY), st.just(0)),
    st.tuples(st.just("turns"), st.just(HEAVY), st.integers(1, 8)),
)


class Adversary:
    """Plays acts against a line."""

    def __init__(self, weight_of: dict[MemberKey, float]) -> None:
        self.play = Play(unlimited(), running=10**6)
        self.weight_of = weight_of
        self.newcomers = 100
        #: Whose turns came to something, in order.
        self.served: list[MemberKey] = []

    def ask(self, member: MemberKey, count: int = 1) -> None:
        for _ in range(count):
            self.play.ask(member, weight=self.weight_of.get(member, 1.0))

    def do(self, what: str, whom: MemberKey | int, count: int) -> None:
        play = self.play
        match what:
            case "ask":
                self.ask(whom, count)
            case "newcomer":
                for _ in range(count):
                    self.newcomers += 1
                    self.ask((whom, self.newcomers))
            case "block":
                play.at_work[whom] = 10**6
            case "free":
                play.at_work[whom] = 0
            case "cancel" if play.line.get(whom):
                play.cancel(whom, next(iter(play.line[whom])))
            case "give back" if play.turns and play.turns[-1][0].member != LIGHT and self.served:
                play.give_back(*play.turns.pop())
                self.served.pop()
            case "turns":
                for _ in range(count):
                    self.turn()

    def turn(self) -> bool:
        found = self.play.turn()
        if isinstance(found, Turn):
            self.served.append(found.member)
        return isinstance(found, Turn)


@settings(max_examples=150, deadline=None)
@given(st.lists(acts, max_size=30), st.lists(acts, max_size=30), st.integers(1, 400))
def test_a_light_member_waits_at_most_two_turns_of_a_heavy_one(
    before: list, meanwhile: list, queued: int
) -> None:
    """A turn is one shot handed over. Whatever happened before, and however many shots a heavy
    member queues, cancels, is kept from or gets back: from a light member's request to its turn
    every other member of the server has two turns at most."""
    play = Adversary({})
    for act in before:
        play.do(*act)
    play.ask(HEAVY, queued)
    play.ask(LIGHT)
    since = len(play.served)
    for act in [*meanwhile, *[("turns", HEAVY, 1)] * 2000]:
        if LIGHT in play.served[since:]:
            break
        play.do(*act)
        # A turn of before may be given back.
        since = min(since, len(play.served))
    waited = play.served[since : play.served.index(LIGHT, since)]
    others = Counter(member for member in waited if member[0] == LIGHT[0])
    assert max(others.values(), default=0) <= 2


@settings(max_examples=100, deadline=None)
@given(st.lists(acts, max_size=30), st.integers(1, 400), st.integers(1, 4))
def test_a_light_server_waits_at_most_two_turns_of_a_heavy_one(
    before: list, queued: int, many: int
) -> None:
    """The same between servers, whatever a server's members are and queue: a member alone in a
    server waits for two turns of any other server at most."""
    play = Adversary({})
    alone = (77, 1)
    for act in before:
        play.do(*act)
    for number in range(many):
        play.ask((2, 500 + number), queued)
    play.ask(alone)
    since = len(play.served)
    while alone not in play.served[since:]:
        assert play.turn()
    waited = play.served[since : play.served.index(alone, since)]
    assert max(Counter(server for server, _ in waited).values(), default=0) <= 2


@pytest.mark.parametrize(
    ("flood", "least"), [(1, 4), (2, 2)], ids=["as many as turns", "twice as many as turns"]
)
def test_newcomers_without_end_starve_nobody(flood: int, least: int) -> None:
    """New members with one shot each come as fast as turns, or faster, and for ever: who waits goes
    on getting turns, one in three rounds of all that are in line by then, or more."""
    play = Adversary({})
    waiting = (HEAVY, (1, 3), FAR_HEAVY)
    for member in waiting:
        play.ask(member, 400)
    had: dict[MemberKey, list[int]] = {member: [] for member in waiting}
    for number in range(300):
        play.do("newcomer", 1 + number % 2, flood)
        assert play.turn()
        if play.served[-1] in had:
            turns = had[play.served[-1]]
            assert number - (turns[-1] if turns else 0) <= 3 * (len(play.play.line) + 1)
            turns.append(number)
    assert min(len(turns) for turns in had.values()) >= least


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(range(1, 9)), st.sampled_from(WEIGHTS)), min_size=2))
def test_turns_go_by_weight(members: list[tuple[int, float]]) -> None:
    """Of members who all have shots in line, no two are ever further apart, by weight, than one
    turn of each (Goyal, Vin and Cheng, theorem 1)."""
    weights = {(1, number): weight for number, weight in members}
    play = Adversary(weights)
    for member in weights:
        play.ask(member, 200)
    for _ in range(60):
        assert play.turn()
        had = Counter(play.served)
        # Of how many turns, and by how much of one either way.
        shares = [(had[one] / weight, 1 / weight) for one, weight in weights.items()]
        low, high = min(sum(one) for one in shares), max(had - one for had, one in shares)
        assert high <= low + 1e-9


def test_servers_share_alike_whatever_their_members_weigh() -> None:
    """A server of fifty heavy members has as many turns as one of a single member."""
    play = Adversary({(1, number): 5.0 for number in range(50)})
    for number in range(50):
        play.ask((1, number), 20)
    play.ask((2, 1), 200)
    for _ in range(100):
        play.turn()
    assert Counter(server for server, _ in play.served) == {1: 50, 2: 50}


def test_having_been_away_is_worth_nothing() -> None:
    """Who was served alone for long, or was away for long, shares alike from then on."""
    play = Adversary({})
    play.ask(HEAVY, 300)
    for _ in range(100):
        play.turn()
    play.ask(LIGHT, 300)
    for _ in range(100):
        play.turn()
    assert abs(Counter(play.served[100:])[LIGHT] - 50) <= 1


def test_being_kept_away_saves_up_one_turn_at_most() -> None:
    """A member who could not go for long goes first when they can, once, and then takes turns."""
    play = Adversary({})
    play.ask(HEAVY, 300)
    play.ask(LIGHT, 300)
    play.do("block", HEAVY, 0)
    for _ in range(100):
        play.turn()
    play.do("free", HEAVY, 0)
    for _ in range(20):
        play.turn()
    assert play.served[100] == HEAVY
    assert 10 <= Counter(play.served[100:])[HEAVY] <= 11


def test_a_turn_given_back_costs_nothing() -> None:
    """Whose turns come to nothing again and again has the next one, and as many in the end."""
    play = Adversary({})
    play.ask(HEAVY, 100)
    play.ask(LIGHT, 100)
    shuffled = random.Random(3)
    for _ in range(60):
        play.turn()
        while shuffled.random() < 0.4:
            again = play.served[-1]
            play.play.give_back(*play.play.turns.pop())
            play.served.pop()
            play.turn()
            assert play.served[-1] == again
    assert abs(Counter(play.served)[HEAVY] - 30) <= 1


def test_a_turn_given_back_late_is_taken_off() -> None:
    """Also where the member had another turn meanwhile: in the end they had as many as anybody."""
    play = Adversary({})
    play.ask(HEAVY, 100)
    play.ask(LIGHT, 100)
    for _ in range(10):
        play.turn()
    first = next(one for one in play.play.turns if one[0].member == HEAVY)
    play.play.turns.remove(first)
    play.served.remove(HEAVY)
    play.play.give_back(*first)
    for _ in range(11):
        play.turn()
    assert Counter(play.served) == {HEAVY: 10, LIGHT: 10}


def test_a_cancelled_shot_leaves_its_place_to_nobody() -> None:
    """Cancelling ten shots and asking again is worth no turn."""
    play = Adversary({})
    play.ask(HEAVY, 20)
    play.ask((1, 3), 20)
    for _ in range(6):
        for _ in range(3):
            play.do("cancel", HEAVY, 0)
        play.ask(HEAVY, 3)
        play.turn()
    assert Counter(play.served) == {HEAVY: 3, (1, 3): 3}


def test_an_empty_line_has_no_turn() -> None:
    """Nobody asked: nothing is taken, and nothing moves."""
    play = Play(unlimited())
    assert play.turn() == NoTurn(until=None)
    assert play.shares().bot.joining == 0
