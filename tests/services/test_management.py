"""Who may what: every command by every kind of person, and values that can't be used."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from domain.money import MICRO
from domain.policy import Ceilings
from domain.quota import Allowance, RoleRule
from domain.refusals import Blocked, Paused, Refused
from domain.refusals_acts import BadValue, NotAllowed
from services.asks import Who
from services.giving import Giving, Receiver
from services.management import parse_server_id
from services.rules import Images
from storage import Db
from tests.services.conftest import ANA, LIMITS, OPERATOR, SERVER, Bench

STAFF_ROLE = 70
PEOPLE = {
    "member": Who(member_id=1, name="m"),
    "moderator": Who(member_id=2, name="m", is_moderator=True),
    "staff role": Who(member_id=3, name="m", role_ids=frozenset({STAFF_ROLE})),
    "manager": Who(member_id=4, name="m", is_manager=True),
    "operator": Who(member_id=OPERATOR, name="o"),
}
MANAGER = PEOPLE["manager"]
Command = Callable[[Bench, Who], Awaitable[object]]
FOR_MANAGERS: dict[str, Command] = {
    "spending": lambda b, w: b.management.spending_of(SERVER, w),
    "quota": lambda b, w: b.fairness.set_member(SERVER, w, Allowance(credits=20)),
    "role quota": lambda b, w: b.fairness.set_role(SERVER, w, STAFF_ROLE, 5, {STAFF_ROLE}),
    "role rule": lambda b, w: b.fairness.set_role_rule(SERVER, w, RoleRule.SUM),
    "channel quota": lambda b, w: b.fairness.set_channel(
        SERVER, w, 600, Allowance(credits=40), {600}
    ),
    "pool": lambda b, w: b.fairness.set_pool(SERVER, w, Allowance(credits=100)),
    "time zone": lambda b, w: b.fairness.set_zone(SERVER, w, "Europe/Berlin"),
    "line": lambda b, w: b.fairness.set_line(SERVER, w, running=1, waiting=1),
    "turns": lambda b, w: b.fairness.set_turns(SERVER, w, STAFF_ROLE, 3, {STAFF_ROLE}),
    "gifts": lambda b, w: b.fairness.set_gifts(SERVER, w, allowed=True),
    "grant": lambda b, w: b.granting.grant(
        SERVER, w, Giving(receiver=Receiver(member_id=42), credits=5, key="1", reason="thanks")
    ),
    "refund": lambda b, w: b.granting.refund(SERVER, w, "ABCDEF", "black"),
    "channels": lambda b, w: b.management.set_channels(SERVER, w, (600,)),
    "staff channel": lambda b, w: b.management.set_staff_channel(SERVER, w, 601),
    "images": lambda b, w: b.management.set_images(SERVER, w, Images.EVERYONE),
    "pause": lambda b, w: b.management.pause(SERVER, w, paused=True),
}
FOR_STAFF: dict[str, Command] = {
    "block": lambda b, w: b.management.block(SERVER, w, 42, "rude"),
    "unblock": lambda b, w: b.management.unblock(SERVER, w, 42),
    "staff only": lambda b, w: b.management.staff_only(SERVER, w),
}
FOR_OPERATORS: dict[str, Command] = {
    "open": lambda b, w: b.operator.open_server(w.member_id, 501),
    "close": lambda b, w: b.operator.close_server(w.member_id, 501),
    "list": lambda b, w: b.operator.open_servers(w.member_id),
    "ceilings": lambda b, w: b.operator.ceilings(w.member_id, None),
    "ceiling": lambda b, w: b.operator.set_ceiling(w.member_id, SERVER, "3", None),
    "unconfirmed": lambda b, w: b.desk.unconfirmed(w.member_id),
    "was made": lambda b, w: b.desk.was_made(w.member_id, "ABCDEF", "1"),
    "no clip": lambda b, w: b.desk.no_clip(w.member_id, "ABCDEF", paid=True),
}
ALL = FOR_MANAGERS | FOR_STAFF | FOR_OPERATORS


def may(person: str, command: str, *, role_named: bool) -> bool:
    """Who may what, as the issue says it."""
    if command in FOR_OPERATORS:
        return person == "operator"
    if command in FOR_MANAGERS:
        return person == "manager"
    return person == "manager" or person == ("staff role" if role_named else "moderator")


def written(db: Db) -> list[tuple[object, ...]]:
    tables = ("settings", "blocks", "servers", "audit")
    return [row for table in tables for row in db.conn.execute(f"SELECT * FROM {table}")]


@pytest.mark.parametrize("role_named", [False, True], ids=["no staff role", "staff role named"])
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("command", ALL)
async def test_who_may_what(bench: Bench, command: str, person: str, role_named: bool) -> None:
    """Every command checks who asks; who may not changes nothing and is told whose it is."""
    if role_named:
        await bench.management.set_staff_role(SERVER, MANAGER, STAFF_ROLE)
    before = await bench.database.read(written)
    try:
        await ALL[command](bench, PEOPLE[person])
        refusal = None
    except Refused as refused:
        refusal = refused.refusal
    allowed = may(person, command, role_named=role_named)
    assert isinstance(refusal, NotAllowed) is not allowed
    if not allowed:
        assert await bench.database.read(written) == before
        wanted = {"manager": "managers", "staff": "staff", "operator": "the operator"}
        kind = "operator" if command in FOR_OPERATORS else "staff"
        kind = "manager" if command in FOR_MANAGERS else kind
        assert refusal == NotAllowed(who=wanted[kind])


async def test_every_change_is_written_down(bench: Bench) -> None:
    """The audit says who did what, to whom, in the order in which it was done."""
    management, who = bench.management, MANAGER
    await bench.fairness.set_member(SERVER, who, Allowance(credits=20))
    await management.set_images(SERVER, who, Images.ROLE, 99)
    await management.pause(SERVER, who, paused=True)
    await management.block(SERVER, who, 42, "rude")
    await management.unblock(SERVER, who, 42)
    await management.unblock(SERVER, who, 42)
    await bench.operator.set_ceiling(OPERATOR, SERVER, "3", "30,5")
    await bench.operator.close_server(OPERATOR, SERVER)
    await bench.operator.close_server(OPERATOR, SERVER)
    sql = "SELECT actor_id, act, target, detail FROM audit ORDER BY id"
    assert await bench.database.read(lambda db: db.conn.execute(sql).fetchall()) == [
        (4, "set credits", "20/day", ""),
        (4, "set images", "role:99", ""),
        (4, "set paused", "yes", ""),
        (4, "block", "42", "rude"),
        (4, "unblock", "42", ""),
        (7, "set ceiling_day_micro", "$3.00", ""),
        (7, "set ceiling_month_micro", "$30.50", ""),
        (7, "close server", "500", ""),
    ]


async def test_settings_hold_at_once(bench: Bench) -> None:
    """What a manager chooses is what the next request meets."""
    management = bench.management
    await bench.fairness.set_member(SERVER, MANAGER, Allowance(credits=7))
    assert await bench.left() == 7
    await management.pause(SERVER, MANAGER, paused=True)
    await bench.refuses(Paused)
    await management.pause(SERVER, MANAGER, paused=False)
    await bench.request()
    await management.block(SERVER, MANAGER, ANA.member_id, "rude")
    await bench.refuses(Blocked)
    assert await management.unblock(SERVER, MANAGER, ANA.member_id)
    found = await management.rules_of(SERVER)
    assert (found.policy.quota.member.credits, found.is_open, found.paused) == (7, True, False)


async def test_a_quota_below_what_was_used_leaves_nothing(bench: Bench) -> None:
    """Credits left are never below zero."""
    await bench.request()
    await bench.fairness.set_member(SERVER, MANAGER, Allowance(credits=2))
    assert await bench.left() == 0


BAD = {
    "quota below": lambda b: b.fairness.set_member(SERVER, MANAGER, Allowance(credits=-1)),
    "quota above": lambda b: b.fairness.set_member(SERVER, MANAGER, Allowance(credits=10_001)),
    "role not named": lambda b: b.management.set_images(SERVER, MANAGER, Images.ROLE),
    "no ceiling": lambda b: b.operator.set_ceiling(OPERATOR, SERVER, None, None),
    "day in words": lambda b: b.operator.set_ceiling(OPERATOR, SERVER, "five", None),
    "month below zero": lambda b: b.operator.set_ceiling(OPERATOR, SERVER, "5", "-1"),
}


@pytest.mark.parametrize("act", BAD.values(), ids=BAD.keys())
async def test_a_bad_value_changes_nothing_and_says_what_works(bench: Bench, act) -> None:
    """It is named with what would work, and nothing is stored, not even its good half."""
    before = await bench.database.read(written)
    with pytest.raises(Refused) as refused:
        await act(bench)
    assert isinstance(refused.value.refusal, BadValue)
    assert refused.value.refusal.what
    assert refused.value.refusal.works
    assert await bench.database.read(written) == before


async def test_a_bad_value_from_a_stranger_is_a_strangers_first(bench: Bench) -> None:
    """Who may not choose is told so, whatever was typed."""
    for act in (
        bench.fairness.set_member(SERVER, ANA, Allowance(credits=-1)),
        bench.management.set_images(SERVER, ANA, Images.ROLE),
    ):
        with pytest.raises(Refused) as refused:
            await act
        assert refused.value.refusal == NotAllowed(who="managers")


async def test_the_whole_bots_ceilings_are_not_a_servers(bench: Bench) -> None:
    """The operator's three scopes stay apart: defaults, the bot's, one server's."""
    await bench.operator.set_ceiling(OPERATOR, None, "50", "500")
    await bench.operator.set_ceiling(OPERATOR, SERVER, "3", None)
    whole = await bench.operator.ceilings(OPERATOR, None)
    assert whole.bot == Ceilings(day_micro=50 * MICRO, month_micro=500 * MICRO)
    assert whole.server == LIMITS.server
    one = await bench.operator.ceilings(OPERATOR, SERVER)
    assert one.server == replace(LIMITS.server, day_micro=3 * MICRO)
    assert one.bot == whole.bot
    assert (await bench.operator.ceilings(OPERATOR, 501)).server == LIMITS.server


async def test_spending_is_by_server_day_and_month(bench: Bench) -> None:
    """The list says what each open server has cost today and this month."""
    await bench.operator.open_server(OPERATOR, 501)
    await bench.request()
    bench.clock.skip(days=1)
    await bench.request()
    spent = {one.server_id: one for one in await bench.operator.open_servers(OPERATOR)}
    assert (spent[SERVER].day_micro, spent[SERVER].month_micro) == (430_000, 860_000)
    assert (spent[501].day_micro, spent[501].month_micro) == (0, 0)
    assert await bench.management.spending_of(SERVER, MANAGER) == spent[SERVER]


@pytest.mark.parametrize(
    "typed", ["", "abc", "1234", "12345678901234567890123", "99999999999999999999", "-1"]
)
def test_what_is_no_server_id_is_refused(typed: str) -> None:
    """Words, too few and too many digits, and numbers larger than any id."""
    with pytest.raises(Refused) as refused:
        parse_server_id(typed)
    assert refused.value.refusal == BadValue(what="server", works="a server's id: 17 to 20 digits")


def test_a_server_id_is_read_with_spaces_around() -> None:
    """As people paste it."""
    assert parse_server_id(" 1234567890123456789 ") == 1234567890123456789
