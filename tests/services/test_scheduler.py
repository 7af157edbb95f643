"""Whose shot goes next: limits, turns and exact waits, by simulation over random lines."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

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
TICK = timedelta(microseconds=1)
ANA, BEN, CAT = (500, 1), (500, 2), (500, 3)
NAMES = ("a", "b")


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def line(*members: MemberKey, **more: object) -> Line:
    """One shot each, in this order, through account `a`, which takes five a minute."""
    waiting = [
        Waiting(job_id=number, member=member, accounts=("a",))
        for number, member in enumerate(members, 1)
    ]
    accounts = {"a": AccountState(name="a", submits_per_minute=5)}
    return Line(**({"waiting": waiting, "accounts": accounts} | more))


def turn(now: datetime, facts: Line) -> tuple[int, str]:
    """Whose turn it is, and through which account."""
    found = Scheduler().next(now, facts)
    assert isinstance(found, Turn)
    return found.job_id, found.account


moments = st.integers(-90, 90).map(at)
tags = st.integers(0, 4).map(float)
clocks = st.builds(Clock, reached=tags, joining=tags)
shots = st.builds(
    Waiting,
    job_id=st.integers(1, 10**6),
    member=st.sampled_from([ANA, BEN, CAT, (501, 1)]),
    accounts=st.lists(st.sampled_from([*NAMES, "unknown"]), unique=True).map(tuple),
    not_before=st.none() | moments,
    weight=st.sampled_from([0.5, 1.0, 2.0]),
    server_claim=st.integers(0, 3).map(float),
    member_claim=st.integers(0, 3).map(float),
)
MEMBERS = [ANA, BEN, CAT, (501, 1)]


def _accounts(
    limit: int, flying: int | None, sent: list[list[datetime]], aside: list[datetime | None]
):
    return {
        name: AccountState(
            name=name,
            submits_per_minute=limit,
            most_in_flight=flying,
            sent=sorted(moment for moment in past if moment <= NOON),
            set_aside_until=until,
        )
        for name, past, until in zip(NAMES, sent, aside, strict=True)
    }


lines = st.builds(
    Line,
    waiting=st.lists(shots, max_size=8, unique_by=lambda s: s.job_id).map(
        lambda found: sorted(found, key=lambda s: s.job_id)
    ),
    accounts=st.builds(
        _accounts,
        st.integers(1, 4),
        st.none() | st.integers(1, 2),
        st.lists(st.lists(moments, max_size=6), min_size=2, max_size=2),
        st.lists(st.none() | moments, min_size=2, max_size=2),
    ),
    at_work=st.dictionaries(st.sampled_from([ANA, BEN, CAT]), st.integers(0, 2)).map(Counter),
    in_flight=st.dictionaries(st.sampled_from(NAMES), st.integers(0, 2)).map(Counter),
    shares=st.builds(
        Shares,
        clocks=st.dictionaries(st.sampled_from([500, 501]), clocks),
        servers=st.dictionaries(st.sampled_from([500, 501]), tags),
        members=st.dictionaries(st.sampled_from(MEMBERS), tags),
    ),
    running_per_member=st.integers(1, 2),
)


def is_possible(shot: Waiting, now: datetime, facts: Line) -> bool:
    """Whether any account could take the shot."""
    return bool(possible_accounts(shot, now, facts))


def possible_accounts(shot: Waiting, now: datetime, facts: Line) -> list[str]:
    """The rules once more, as plainly as they can be said."""
    if facts.at_work[shot.member] >= facts.running_per_member:
        return []
    if shot.not_before is not None and shot.not_before > now:
        return []
    return [name for name in shot.accounts if takes(name, now, facts)]


def takes(name: str, now: datetime, facts: Line) -> bool:
    account = facts.accounts.get(name)
    if account is None:
        return False
    if account.most_in_flight is not None and facts.in_flight[name] >= account.most_in_flight:
        return False
    if account.set_aside_until is not None and account.set_aside_until > now:
        return False
    last_minute = [moment for moment in account.sent if now - timedelta(seconds=60) < moment]
    return len(last_minute) < account.submits_per_minute


@settings(max_examples=300, deadline=None)
@given(lines)
def test_a_turn_is_possible_and_no_turn_is_exact(facts: Line) -> None:
    """A turn obeys every rule; without one nothing is possible until `until`, and then it is."""
    found = Scheduler().next(NOON, facts)
    assert Scheduler().next(NOON, facts) == found
    possible = [shot for shot in facts.waiting if is_possible(shot, NOON, facts)]
    if isinstance(found, Turn):
        chosen = next(shot for shot in possible if shot.job_id == found.job_id)
        assert found.account == possible_accounts(chosen, NOON, facts)[0]
        return
    assert possible == []
    if found.until is None:
        later = NOON + timedelta(days=365)
        assert not any(is_possible(shot, later, facts) for shot in facts.waiting)
        return
    assert found.until > NOON
    assert not any(is_possible(shot, found.until - TICK, facts) for shot in facts.waiting)
    assert isinstance(Scheduler().next(found.until, facts), Turn)


@settings(max_examples=200, deadline=None)
@given(lines)
def test_the_least_tag_goes_first(facts: Line) -> None:
    """Nobody who may go stands before who does: neither a server, nor a member of the same one, nor
    an earlier shot of the same member; of equals who asked first."""
    found = Scheduler().next(NOON, facts)
    if isinstance(found, NoTurn):
        return
    possible = [shot for shot in facts.waiting if is_possible(shot, NOON, facts)]
    first = {}
    for shot in sorted(possible, key=lambda shot: shot.job_id):
        first.setdefault(shot.member, shot)

    def member_tag(shot: Waiting) -> tuple[float, int]:
        return max(facts.shares.members.get(shot.member, 0), shot.member_claim), shot.job_id

    def server_tag(shot: Waiting) -> tuple[float, int]:
        return max(facts.shares.servers.get(shot.member[0], 0), shot.server_claim), shot.job_id

    servers = {
        shot.member[0]: shot for shot in sorted(first.values(), key=member_tag, reverse=True)
    }
    chosen = min(servers.values(), key=server_tag)
    assert (found.job_id, found.member) == (chosen.job_id, chosen.member)
    assert found.member_charge.before == facts.shares.members.get(chosen.member, 0)
    assert found.member_charge.after >= member_tag(chosen)[0] + 1 / chosen.weight
    assert found.server_charge.after >= server_tag(chosen)[0] + 1


class Simulation:
    """An account at work: every turn is written down, as the database would."""

    def __init__(self, waiting: list[Waiting], limit: int) -> None:
        self.waiting = waiting
        self.limit = limit
        self.now = NOON
        self.sent: list[datetime] = []
        self.order: list[tuple[datetime, Waiting]] = []

    def run(self) -> None:
        while True:
            account = AccountState(name="a", submits_per_minute=self.limit, sent=tuple(self.sent))
            facts = Line(
                waiting=tuple(self.waiting), accounts={"a": account}, running_per_member=1000
            )
            # A fresh scheduler each time: a restart between any two turns changes nothing.
            found = Scheduler().next(self.now, facts)
            if isinstance(found, NoTurn):
                if found.until is None:
                    return
                self.now = found.until
                continue
            shot = next(s for s in self.waiting if s.job_id == found.job_id)
            self.waiting.remove(shot)
            self.sent.append(self.now)
            self.order.append((self.now, shot))
            # Each turn is a transaction of its own, so no two are taken at one moment.
            self.now += TICK


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([ANA, BEN, CAT]), st.none() | moments), min_size=1, max_size=30
    ),
    st.integers(1, 5),
)
def test_no_minute_ever_holds_more_than_the_limit(
    asked: list[tuple[MemberKey, datetime | None]], limit: int
) -> None:
    """Over a whole line, across restarts, any 60 seconds hold at most `limit`, and all get made."""
    waiting = [
        Waiting(job_id=number, member=member, accounts=("a",), not_before=rests)
        for number, (member, rests) in enumerate(asked, 1)
    ]
    simulation = Simulation(waiting, limit)
    simulation.run()
    assert len(simulation.order) == len(asked)
    for number, moment in enumerate(simulation.sent):
        inside = [m for m in simulation.sent[number:] if m - moment < timedelta(seconds=60)]
        assert len(inside) <= limit
    for moment, shot in simulation.order:
        assert shot.not_before is None or moment >= shot.not_before
    # Nor is time wasted: a full line is worked off at the account's whole pace.
    if all(rests is None for _, rests in asked):
        whole = timedelta(minutes=(len(asked) - 1) // limit)
        assert whole <= simulation.now - NOON < whole + timedelta(seconds=1)


def test_running_per_member_holds_only_that_member() -> None:
    """A member at the limit waits for an end, not for a moment; the next member goes."""
    busy = line(ANA, ANA, BEN, at_work=Counter({ANA: 1}))
    assert turn(NOON, busy) == (3, "a")
    assert Scheduler().next(NOON, line(ANA, at_work=Counter({ANA: 1}))) == NoTurn(until=None)
    two = line(ANA, at_work=Counter({ANA: 1}), running_per_member=2)
    assert turn(NOON, two) == (1, "a")


def test_the_same_person_in_two_servers_is_two_members() -> None:
    """Quotas are by server, and so are turns."""
    both = line((500, 1), (501, 1), at_work=Counter({(500, 1): 1}))
    assert turn(NOON, both) == (2, "a")


def test_a_shot_that_rests_lets_others_pass() -> None:
    """`not_before` holds back one shot, not its account and not its member's other shots."""
    facts = line(ANA, ANA)
    resting = replace(facts.waiting[0], not_before=at(30))
    facts = replace(facts, waiting=[resting, facts.waiting[1]])
    assert turn(NOON, facts) == (2, "a")
    alone = replace(facts, waiting=[resting])
    assert Scheduler().next(NOON, alone) == NoTurn(until=at(30))
    assert turn(at(30), alone) == (1, "a")


def test_an_account_set_aside_is_asked_nothing_until_then() -> None:
    """The later of rest and limit counts, to the microsecond."""
    account = AccountState(name="a", submits_per_minute=1, sent=(at(-10),), set_aside_until=at(20))
    facts = line(ANA, accounts={"a": account})
    assert Scheduler().next(NOON, facts) == NoTurn(until=at(50))
    rests = replace(account, set_aside_until=at(70))
    assert Scheduler().next(NOON, line(ANA, accounts={"a": rests})) == NoTurn(until=at(70))


def test_a_shot_goes_to_the_first_account_that_is_free() -> None:
    """The preferred one while it can; the next while that rests, is used up or has no place."""
    shot = Waiting(job_id=1, member=ANA, accounts=("a", "b"))
    free = {name: AccountState(name=name, submits_per_minute=1, most_in_flight=2) for name in "ab"}
    facts = Line(waiting=[shot], accounts=free)
    assert turn(NOON, facts) == (1, "a")
    for less in (
        {"set_aside_until": at(5)},
        {"sent": (at(-1),)},
    ):
        stopped = free | {"a": replace(free["a"], **less)}
        assert Scheduler().next(NOON, replace(facts, accounts=stopped)).account == "b"
    full = replace(facts, in_flight=Counter({"a": 2}))
    assert turn(NOON, full) == (1, "b")
    nowhere = replace(facts, in_flight=Counter({"a": 2, "b": 2}))
    assert Scheduler().next(NOON, nowhere) == NoTurn(until=None)


def test_an_empty_line_waits_for_nothing_in_particular() -> None:
    """No shots, or shots of an account that is not there: not before something changes."""
    assert Scheduler().next(NOON, line()) == NoTurn(until=None)
    assert Scheduler().next(NOON, line(ANA, accounts={})) == NoTurn(until=None)


def test_moments_from_before_the_clock_was_set_back_stop_nobody() -> None:
    """Requests that seem to lie a year ahead are no reason to wait a year; seconds ahead count."""
    account = AccountState(name="a", submits_per_minute=1, sent=(at(365 * 86_400),))
    assert turn(NOON, line(ANA, accounts={"a": account})) == (1, "a")
    account = replace(account, sent=(at(3),))
    assert Scheduler().next(NOON, line(ANA, accounts={"a": account})) == NoTurn(until=at(63))
