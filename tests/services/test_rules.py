"""A server's rules: what managers chose over what the operator set."""

from dataclasses import replace

import pytest

from domain.money import MICRO
from domain.policy import OwnCeilings
from domain.quota import Allowance, Quota, RoleRule
from domain.refusals import Refused
from domain.refusals_acts import BadValue
from domain.windows import Window
from services import rules
from services.asks import Who
from services.quota_rules import QuotaSetting
from services.rules import Images, ServerRules, Setting
from storage import servers
from tests.services.conftest import LIMITS, OPERATOR, SERVER, Bench

ROLE = 77
PLAIN = Who(member_id=1, name="m")
ARTIST = replace(PLAIN, role_names=frozenset({"Artist"}))
NAMED = replace(PLAIN, role_ids=frozenset({ROLE}))
MANAGER = replace(PLAIN, is_manager=True)
MODERATOR = replace(PLAIN, is_moderator=True)
RULES = ServerRules(server_id=SERVER, policy=LIMITS)


@pytest.mark.parametrize(
    ("images", "role_id", "may"),
    [
        (Images.NOBODY, None, ()),
        (Images.EVERYONE, None, (PLAIN, ARTIST, NAMED, MANAGER, MODERATOR)),
        (Images.ROLE, None, (ARTIST, MANAGER)),
        (Images.ROLE, ROLE, (NAMED, MANAGER)),
    ],
    ids=["nobody", "everyone", "role by default", "role named"],
)
def test_who_may_use_pictures(images: Images, role_id: int | None, may: tuple[Who, ...]) -> None:
    """Nobody, everyone, the role called Artist, or the named one; managers with any role."""
    found = replace(RULES, images=images, images_role_id=role_id)
    people = (PLAIN, ARTIST, NAMED, MANAGER, MODERATOR)
    assert tuple(who for who in people if found.may_use_pictures(who)) == may


def test_who_is_staff() -> None:
    """Managers always; moderators until a role is named, and then its members instead."""
    people = (PLAIN, ARTIST, NAMED, MANAGER, MODERATOR)
    assert [w for w in people if RULES.is_staff(w)] == [MANAGER, MODERATOR]
    named = replace(RULES, staff_role_id=ROLE)
    assert [w for w in people if named.is_staff(w)] == [NAMED, MANAGER]


@pytest.mark.parametrize(
    ("typed", "micro"),
    [
        ("5", 5 * MICRO),
        ("$5", 5 * MICRO),
        (" 5.00 $ ", 5 * MICRO),
        ("12.5", 12_500_000),
        ("12,50", 12_500_000),
        ("0", 0),
        ("5,000", 5_000 * MICRO),
        ("1 000", 1_000 * MICRO),
        (".5", 500_000),
        ("0.01", 10_000),
        ("0.1", 100_000),
        ("999999.99", 999_999_990_000),
    ],
)
def test_money_is_read_as_people_type_it(typed: str, micro: int) -> None:
    """Dollar signs, commas, one or two decimals; exact to the cent."""
    assert rules.parse_money(typed, "day") == micro


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("", "is no amount that I can read"),
        (" ", "is no amount that I can read"),
        ("five", "is no amount that I can read"),
        ("1e3", "is no amount that I can read"),
        ("5.", "is no amount that I can read"),
        ("NaN", "is no amount that I can read"),
        ("-1", "is below 0"),
        ("1.234", "is finer than a cent"),
        ("1234567", "is a million or more"),
        ("€5", "isn't in US dollars, and I don't convert"),
    ],
)
def test_what_is_no_amount_is_refused(typed: str, wrong: str) -> None:
    """Anything that could be meant in two ways is asked for again, with what is wrong with it."""
    with pytest.raises(Refused) as refused:
        rules.parse_money(typed, "day")
    works = "an amount in US dollars such as 5 or 12.50"
    assert refused.value.refusal == BadValue(
        what="day", works=works, typed=typed.strip(), wrong=wrong
    )


async def test_rules_are_the_defaults_until_somebody_chooses(bench: Bench) -> None:
    """An unknown server is closed and has the operator's limits."""
    found = await bench.database.read(rules.load, 12345, LIMITS)
    assert found == ServerRules(server_id=12345, policy=LIMITS)


async def test_every_choice_is_read_back(bench: Bench) -> None:
    """What is stored under each name comes back as the value the gates ask for."""

    def choose(db) -> None:
        chosen = {
            Setting.PAUSED: "yes",
            QuotaSetting.CREDITS: "3/week",
            QuotaSetting.ROLE_CREDITS: "77:20 78:5",
            QuotaSetting.ROLE_RULE: "sum",
            QuotaSetting.CHANNEL_CREDITS: "600:40/week",
            QuotaSetting.POOL: "100/month",
            QuotaSetting.ZONE: "Europe/Berlin",
            QuotaSetting.RUNNING: "1",
            QuotaSetting.WAITING: "1",
            QuotaSetting.TURNS: "77:3",
            QuotaSetting.GIFTS: "yes",
            Setting.CHANNELS: "1 2",
            Setting.STAFF_CHANNEL: "4",
            Setting.STAFF_ROLE: "5",
            Setting.IMAGES: "role:6",
            Setting.PRESETS: "9",
            Setting.CEILING_DAY: "7",
            Setting.CEILING_MONTH: "8",
            Setting.OWN_CEILING_DAY: "6",
            Setting.OWN_CEILING_MONTH: "",
            Setting.SUMMARY: "no",
        }
        assert chosen.keys() == {*Setting, *QuotaSetting}
        for name, value in chosen.items():
            servers.choose(db, SERVER, name, value, by=OPERATOR, at=bench.clock())

    await bench.database.transaction(choose)
    found = await bench.database.read(rules.load, SERVER, LIMITS)
    assert found == ServerRules(
        server_id=SERVER,
        policy=replace(
            LIMITS,
            quota=Quota(
                member=Allowance(credits=3, window=Window.WEEK),
                running=1,
                waiting=1,
                roles={77: 20, 78: 5},
                role_rule=RoleRule.SUM,
                channels={600: Allowance(credits=40, window=Window.WEEK)},
                pool=Allowance(credits=100, window=Window.MONTH),
                weights={77: 3},
                zone="Europe/Berlin",
            ),
            server=replace(LIMITS.server, day_micro=7, month_micro=8),
            own=OwnCeilings(day_micro=6),
        ),
        is_open=True,
        gifts=True,
        paused=True,
        channel_ids=frozenset({1, 2}),
        staff_channel_id=4,
        staff_role_id=5,
        images=Images.ROLE,
        images_role_id=6,
        presets_role_id=9,
        sums_up=False,
    )
