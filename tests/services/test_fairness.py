"""What managers choose about credits: stored whole, read back, refused with what would work."""

import asyncio

import pytest

from domain.quota import Allowance, RoleRule
from domain.refusals import Refused
from domain.refusals_acts import BadValue
from domain.refusals_credits import AboveOperators, TooManyQuotas, ZoneUnknown
from domain.windows import Window
from services import quota_rules, rules
from services.asks import Who
from services.fairness import MOST_OF_A_KIND
from services.quota_rules import QuotaSetting
from storage import servers
from tests.services.conftest import ANA, LIMITS, OPERATOR, SERVER, Bench

MANAGER = Who(member_id=4, name="m", is_manager=True)
ROLE, OTHER, GONE = 71, 72, 73
THERE = frozenset({ROLE, OTHER})


async def test_every_limit_binds_the_next_request(bench: Bench) -> None:
    """Each choice holds at once, and choosing nothing takes it away again."""
    choose = bench.fairness
    await choose.set_member(SERVER, MANAGER, Allowance(credits=9, window=Window.WEEK))
    assert await bench.left() == 9
    await choose.set_pool(SERVER, MANAGER, Allowance(credits=8))
    assert await bench.left() == 8
    await choose.set_channel(SERVER, MANAGER, 600, Allowance(credits=7), {600})
    assert await bench.left() == 7
    await choose.set_channel(SERVER, MANAGER, 600, None, {600})
    await choose.set_pool(SERVER, MANAGER, None)
    assert await bench.left() == 9


async def test_roles_have_the_most_or_all(bench: Bench) -> None:
    """Two roles: the larger number until managers let them add up; none leaves everybody's."""
    both = Who(member_id=42, name="ana", role_ids=THERE)
    await bench.fairness.set_role(SERVER, MANAGER, ROLE, 3, THERE)
    await bench.fairness.set_role(SERVER, MANAGER, OTHER, 4, THERE)
    assert await bench.left(both) == 4
    await bench.fairness.set_role_rule(SERVER, MANAGER, RoleRule.SUM)
    assert (await bench.left(both), await bench.left(ANA)) == (7, 10)
    await bench.fairness.set_role(SERVER, MANAGER, OTHER, None, THERE)
    assert await bench.left(both) == 3


async def test_what_is_gone_is_forgotten_with_the_next_choice(bench: Bench) -> None:
    """A deleted role has its number as long as nobody chooses; unknown roles keep theirs."""
    await bench.fairness.set_role(SERVER, MANAGER, GONE, 3, {GONE})
    unsure = await bench.fairness.set_role(SERVER, MANAGER, ROLE, 5, None)
    assert unsure.roles == {GONE: 3, ROLE: 5}
    quota = await bench.fairness.set_role(SERVER, MANAGER, OTHER, 6, THERE)
    assert quota.roles == {ROLE: 5, OTHER: 6}


async def test_two_managers_at_once_lose_nothing(bench: Bench) -> None:
    """Each adds a role while the other does."""
    roles = range(80, 80 + MOST_OF_A_KIND)
    await asyncio.gather(
        *(bench.fairness.set_role(SERVER, MANAGER, role, 5, frozenset(roles)) for role in roles)
    )
    found = await bench.management.rules_of(SERVER)
    assert found.policy.quota.roles == dict.fromkeys(roles, 5)


async def test_a_line_is_never_longer_than_the_operators(bench: Bench) -> None:
    """Also when the operator lowers theirs later."""
    quota = await bench.fairness.set_line(SERVER, MANAGER, running=None, waiting=2)
    assert (quota.running, quota.waiting) == (1, 2)
    chosen = {QuotaSetting.RUNNING: "9", QuotaSetting.WAITING: "1"}
    lowered = quota_rules.read_quota(chosen, LIMITS.quota)
    assert (lowered.running, lowered.waiting) == (1, 1)


async def test_a_zone_that_the_machine_forgot_is_utc(bench: Bench) -> None:
    """Requests go on, by the operator's midnight."""

    def forget(db) -> None:
        name, value = QuotaSetting.ZONE, "Atlantis/Capital"
        servers.choose(db, SERVER, name, value, by=OPERATOR, at=bench.clock())

    await bench.database.transaction(forget)
    found = await bench.database.read(rules.load, SERVER, LIMITS)
    assert found.policy.quota.zone == "UTC"
    await bench.request()


@pytest.mark.parametrize("typed", ["Europe/Berlin", " europe/berlin ", "EUROPE/BERLIN"])
async def test_a_zone_is_read_as_people_type_it(bench: Bench, typed: str) -> None:
    """In any case."""
    assert (await bench.fairness.set_zone(SERVER, MANAGER, typed)).zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("berln", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("Asia/Tokio", "Asia/Tokyo"),
        ("calcutta", "Asia/Calcutta"),
        ("../../etc/passwd", None),
        ("localtime", None),
        ("x" * 5_000, None),
    ],
)
async def test_no_zone_names_the_nearest(bench: Bench, typed: str, meant: str | None) -> None:
    """A misprint, a place alone, and what is no zone at all."""
    with pytest.raises(Refused) as refused:
        await bench.fairness.set_zone(SERVER, MANAGER, typed)
    assert isinstance(refused.value.refusal, ZoneUnknown)
    assert next(iter(refused.value.refusal.nearest), None) == meant


BAD = {
    "role below": lambda f: f.set_role(SERVER, MANAGER, ROLE, -1, THERE),
    "role huge": lambda f: f.set_role(SERVER, MANAGER, ROLE, 10**9, THERE),
    "role gone": lambda f: f.set_role(SERVER, MANAGER, GONE, 5, THERE),
    "everyone": lambda f: f.set_role(SERVER, MANAGER, SERVER, 5, {SERVER}),
    "everyone's turns": lambda f: f.set_turns(SERVER, MANAGER, SERVER, 2, {SERVER}),
    "no turn": lambda f: f.set_turns(SERVER, MANAGER, ROLE, 0, THERE),
    "six turns": lambda f: f.set_turns(SERVER, MANAGER, ROLE, 6, THERE),
    "channel elsewhere": lambda f: f.set_channel(SERVER, MANAGER, 9, Allowance(credits=5), {600}),
    "channel below": lambda f: f.set_channel(SERVER, MANAGER, 600, Allowance(credits=-1), {600}),
    "pool huge": lambda f: f.set_pool(SERVER, MANAGER, Allowance(credits=100_001)),
    "no line": lambda f: f.set_line(SERVER, MANAGER, running=None, waiting=None),
    "none running": lambda f: f.set_line(SERVER, MANAGER, running=0, waiting=1),
}


@pytest.mark.parametrize("act", BAD.values(), ids=BAD.keys())
async def test_what_cannot_be_changes_nothing(bench: Bench, act) -> None:
    """It is named with what would work, and its good half is not stored either."""
    before = await bench.database.read(servers.settings, SERVER)
    with pytest.raises(Refused) as refused:
        await act(bench.fairness)
    assert isinstance(refused.value.refusal, BadValue)
    assert refused.value.refusal.works
    assert await bench.database.read(servers.settings, SERVER) == before


async def test_more_at_once_than_the_operator_allows(bench: Bench) -> None:
    """The refusal names the most there can be."""
    with pytest.raises(Refused) as refused:
        await bench.fairness.set_line(SERVER, MANAGER, running=1, waiting=3)
    assert refused.value.refusal == AboveOperators(what="waiting", most=2)


async def test_numbers_for_more_roles_than_are_kept(bench: Bench) -> None:
    """One more is refused; another number for one that has one is not."""
    roles = frozenset(range(80, 81 + MOST_OF_A_KIND))
    for role in sorted(roles)[:-1]:
        await bench.fairness.set_turns(SERVER, MANAGER, role, 2, roles)
    with pytest.raises(Refused) as refused:
        await bench.fairness.set_turns(SERVER, MANAGER, max(roles), 2, roles)
    assert refused.value.refusal == TooManyQuotas(limit=MOST_OF_A_KIND)
    quota = await bench.fairness.set_turns(SERVER, MANAGER, 80, 5, roles)
    assert quota.weight_of(frozenset({80, 81})) == 5
    quota = await bench.fairness.set_turns(SERVER, MANAGER, 80, 1, roles)
    assert 80 not in quota.weights
