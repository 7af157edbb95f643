"""Ceilings near their end: each level is told once, the highest only, and anew after a change."""

from dataclasses import replace

import pytest

from domain.policy import Ceilings
from domain.windows import Span, Window
from services.asks import Who
from services.ceilings import CeilingUse
from services.nearing import level_of
from tests.catalogues import ours_alone
from tests.services.conftest import BEN, OPERATOR, SERVER, WIDE, Bench

CLIP = 430_000
MANAGER = Who(member_id=90, name="mo", is_manager=True)
NOW = Span(begins_at=None, ends_at=None)
PLENTY = 10**12


def use(used: int, most: int) -> CeilingUse:
    return CeilingUse(server_id=1, window=Window.DAY, span=NOW, used_micro=used, most_micro=most)


@pytest.mark.parametrize(
    ("used", "most", "level"),
    [
        (0, 1_000, 0),
        (499, 1_000, 0),
        (500, 1_000, 50),
        (799, 1_000, 50),
        (800, 1_000, 80),
        (900, 1_000, 80),
        (901, 1_000, 100),
        (1_000, 1_000, 100),
        (5_000, 1_000, 100),
        (0, 0, 0),
    ],
)
def test_levels(used: int, most: int, level: int) -> None:
    """Of clips for 100 each: it is all used once none fits any more; a ceiling of nothing is no
    news."""
    assert level_of(use(used, most), 100) == level


@pytest.fixture
async def narrow(bench: Bench) -> Bench:
    """Ten clips a day, and a staff channel."""
    ten = Ceilings(day_micro=10 * CLIP, month_micro=PLENTY)
    await bench.management.set_staff_channel(SERVER, MANAGER, 700)
    return replace(bench, limits=replace(WIDE, server=ten))


async def levels(bench: Bench, notice: str = "ceiling_near") -> list[object]:
    return [facts["level"] for facts in await bench.told(notice)]


async def test_each_level_is_told_once_a_day(narrow: Bench) -> None:
    """The operator reads money, staff read clips; the next day begins anew."""
    told: list[object] = []
    for number in range(1, 11):
        await narrow.request()
        told += {5: [50], 8: [80], 10: [100]}.get(number, [])
        assert await levels(narrow) == told
        assert await levels(narrow, "clips_near_end") == told
    half = (await narrow.told("ceiling_near"))[0]
    assert (half["used_micro"], half["ceiling_micro"]) == (5 * CLIP, 10 * CLIP)
    [for_staff, *_] = await narrow.told("clips_near_end")
    assert for_staff["clips_left"] == 5
    assert not [name for name in for_staff if "micro" in name]
    narrow.clock.skip(days=1)
    for _ in range(5):
        await narrow.request()
    assert await levels(narrow) == [50, 80, 100, 50]


async def test_staff_read_it_in_their_channel_and_nobody_else_does(narrow: Bench) -> None:
    """Without a staff channel it goes nowhere: the operator has a notice of their own."""
    for _ in range(5):
        await narrow.request()
    await narrow.delivery.round()
    [where] = [
        where
        for letter, where, _ in narrow.poster.posts
        if letter.facts.get("notice") == "clips_near_end"
    ]
    assert where.channel_id == 700


async def test_without_a_staff_channel_nobody_is_told_in_clips(bench: Bench) -> None:
    """What is the server's alone does not go to the operator instead."""
    ten = Ceilings(day_micro=2 * CLIP, month_micro=PLENTY)
    bench = replace(bench, limits=replace(WIDE, server=ten))
    await bench.request()
    await bench.delivery.round()
    posted = [letter.facts.get("notice") for letter, *_ in bench.poster.posts]
    assert "clips_near_end" not in posted
    assert "ceiling_near" in posted


async def test_levels_that_were_jumped_over_are_not_told(bench: Bench) -> None:
    """One request from nothing to nine tenths is one message; what falls back tells nothing."""
    most = Ceilings(day_micro=1_290_000, month_micro=PLENTY)
    bench = replace(bench, limits=replace(WIDE, server=most))
    _, second, third = [await bench.request(who=BEN) for _ in range(3)]
    assert await levels(bench) == [50, 100]
    await bench.clips.cancel(SERVER, BEN, third.code)
    await bench.clips.cancel(SERVER, BEN, second.code)
    await bench.request()
    await bench.request()
    assert await levels(bench) == [50, 100]


async def test_a_changed_ceiling_is_told_of_anew(narrow: Bench) -> None:
    """Doubled when half was used: half of the new one is news, the same amount again is none."""
    for _ in range(5):
        await narrow.request()
    for most, more, told in (
        (20, 5, [50, 50]),
        (11, 1, [50, 50, 100]),
        (20, 1, [50, 50, 100]),
    ):
        await narrow.operator.set_ceiling(OPERATOR, SERVER, f"{most * 0.43:.2f}", None)
        for _ in range(more):
            await narrow.request()
        assert await levels(narrow) == told


async def test_used_up_is_told_again_only_once_it_is_used_up_anew(narrow: Bench) -> None:
    """A moved ceiling alone is no news, whatever is looked at meanwhile; new use of it is."""
    for _ in range(10):
        last = await narrow.request()
    await narrow.operator.set_ceiling(OPERATOR, SERVER, "4.29", None)
    await narrow.request(changes=last.code, prompt="a green one")
    assert await levels(narrow) == await levels(narrow, "clips_near_end") == [50, 80, 100]
    await narrow.operator.set_ceiling(OPERATOR, SERVER, "4.80", None)
    await narrow.request()
    assert await levels(narrow) == [50, 80, 100, 100]


async def test_staff_are_told_what_fits(bench: Bench) -> None:
    """Where a server's clips are dear, that the cheapest still fits, and what it begins with."""
    most = Ceilings(day_micro=670_000, month_micro=PLENTY)
    bench = replace(bench, catalogue=ours_alone(), limits=replace(WIDE, server=most))
    await bench.management.set_staff_channel(SERVER, MANAGER, 700)
    await bench.request()
    await bench.request()
    told = (await bench.told("clips_near_end"))[-1]
    assert (told["level"], told["clips_left"], told["fits_words"]) == (80, 0, False)
    assert "512p" in str(told["fits"])


async def test_the_month_and_the_whole_bot_are_told_of_too(bench: Bench) -> None:
    """Each of the four ceilings by itself; the server's staff hear nothing of the bot's."""
    few = Ceilings(day_micro=PLENTY, month_micro=4 * CLIP)
    bench = replace(bench, limits=replace(WIDE, bot=few))
    await bench.management.set_staff_channel(SERVER, MANAGER, 700)
    await bench.request()
    await bench.request()
    [told] = await bench.told("ceiling_near")
    assert (told["window"], told["server_id"], told["level"]) == ("month", None, 50)
    assert await bench.told("clips_near_end") == []


async def test_managers_own_ceiling_is_their_own_affair(narrow: Bench) -> None:
    """Staff are told of the smaller one; the operator's is not near its end."""
    await narrow.money.choose(SERVER, MANAGER, f"{2 * 0.43:.2f}", None)
    await narrow.request()
    assert await levels(narrow) == []
    [told] = await narrow.told("clips_near_end")
    assert (told["level"], told["clips_left"]) == (50, 1)


async def test_a_restart_tells_nothing_twice(narrow: Bench) -> None:
    """What was told stands in the database."""
    for _ in range(5):
        await narrow.request()
    narrow.restart("boot-2")
    await narrow.step()
    again = replace(narrow)
    await again.request()
    assert await levels(again) == [50]
    assert await levels(again, "clips_near_end") == [50]
