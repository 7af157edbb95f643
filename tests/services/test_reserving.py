"""The reserving transaction: fifty at once never take more than there is; days are kept apart."""

import asyncio
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from domain.job import JobStatus, Place
from domain.policy import Ceilings
from domain.quota import Allowance, Quota, Scope
from domain.refusals import (
    CeilingReached,
    LineTooLong,
    Refused,
    ServerClosed,
    TooFewCredits,
    TooManyWaiting,
)
from domain.windows import Window, span
from services.asks import Accepted, Who
from services.giving import Giving, Receiver
from services.ground import Ids
from services.providers.base import EngineError, Meaning
from services.rules import Setting
from storage import ledger, servers
from tests.catalogues import first_series
from tests.services.conftest import ANA, BEN, OPERATOR, PLACE, SERVER, WIDE, Bench, ask

MANAGER = Who(member_id=4, name="m", is_manager=True)
CLIP = 430_000
OTHER = Place(server_id=501, channel_id=601)


def priced(tmp_path: Path, **credits_: int):
    """The catalogue with other prices in credits; names with `_` for `-`."""
    own = tmp_path / "models.toml"
    tables = (f'[models."{n.replace("_", "-")}"]\ncredits = {c}\n' for n, c in credits_.items())
    own.write_text("".join(tables))
    return first_series(own)


async def fifty(bench: Bench, *, one_member: bool, places=(PLACE,)) -> tuple[int, list[object]]:
    """Fifty requests at the same moment: how many were taken, and why the others were not."""
    asks = [
        ask(
            who=ANA if one_member else Who(member_id=1000 + number, name="m"),
            place=places[number % len(places)],
        )
        for number in range(50)
    ]
    outcomes = await asyncio.gather(*map(bench.studio.request, asks), return_exceptions=True)
    refused = [one.refusal for one in outcomes if isinstance(one, Refused)]
    taken = [one for one in outcomes if isinstance(one, Accepted)]
    assert len(taken) + len(refused) == 50
    return len(taken), refused


@pytest.mark.parametrize(("price", "taken"), [(5, 2), (1, 10), (3, 3), (10, 1), (11, 0)])
async def test_fifty_at_once_take_no_more_credits_than_there_are(
    bench: Bench, tmp_path: Path, price: int, taken: int
) -> None:
    """With credits for ten, exactly as many shots are taken as ten credits pay for."""
    quota = Quota(member=Allowance(credits=10), running=1, waiting=100)
    bench = replace(
        bench, limits=replace(WIDE, quota=quota), catalogue=priced(tmp_path, T2V_01=price)
    )
    count, refused = await fifty(bench, one_member=True)
    assert count == taken
    assert {type(one) for one in refused} == {TooFewCredits}
    assert await bench.left() == 10 - taken * price
    assert await bench.spent_micro() == taken * CLIP
    assert await bench.proof() == []


TEN = 10 * CLIP + 429_999
CEILINGS = {
    "server, day": ({"server": Ceilings(day_micro=TEN, month_micro=10**12)}, False, "day"),
    "server, month": ({"server": Ceilings(day_micro=10**12, month_micro=TEN)}, False, "month"),
    "bot, day": ({"bot": Ceilings(day_micro=TEN, month_micro=10**12)}, True, "day"),
    "bot, month": ({"bot": Ceilings(day_micro=10**12, month_micro=TEN)}, True, "month"),
}


@pytest.mark.parametrize(("narrow", "whole_bot", "span"), CEILINGS.values(), ids=CEILINGS.keys())
async def test_fifty_at_once_stop_at_a_ceiling(
    bench: Bench, narrow: dict[str, Ceilings], whole_bot: bool, span: str
) -> None:
    """With money for ten, exactly ten of fifty members get a shot; the rest learn until when."""
    bench = replace(bench, limits=replace(WIDE, **narrow))
    count, refused = await fifty(bench, one_member=False)
    assert count == 10
    until = {"day": datetime(2026, 11, 23, tzinfo=UTC), "month": datetime(2026, 12, 1, tzinfo=UTC)}
    assert set(refused) == {CeilingReached(resets_at=until[span], whole_bot=whole_bot)}
    assert await bench.spent_micro() == 10 * CLIP
    assert await bench.proof() == []


async def test_the_bots_ceiling_counts_all_servers_and_a_servers_its_own(bench: Bench) -> None:
    """Fifty from two servers share the bot's money; one server's ceiling leaves the other alone."""
    await bench.database.transaction(servers.open_server, 501, OPERATOR, bench.clock())
    both = replace(bench, limits=replace(WIDE, bot=Ceilings(day_micro=TEN, month_micro=10**12)))
    count, _ = await fifty(both, one_member=False, places=(PLACE, OTHER))
    assert count == 10
    each = replace(bench, limits=replace(WIDE, server=Ceilings(day_micro=TEN, month_micro=10**12)))
    count, _ = await fifty(each, one_member=False, places=(PLACE, OTHER))
    assert count == 10
    day = span(Window.DAY, bench.clock())
    for server_id in (500, 501):
        assert await bench.database.read(ledger.cost_used, day, server_id) == 10 * CLIP


async def test_a_months_ceiling_remembers_the_days_before(bench: Bench) -> None:
    """What was spent on earlier days of the month counts, what was spent last month does not."""
    month = Ceilings(day_micro=10**12, month_micro=2 * CLIP)
    bench = replace(bench, limits=replace(WIDE, server=month))
    await bench.request()
    bench.clock.skip(days=2)
    await bench.request()
    refusal, _ = await bench.refuses(CeilingReached)
    assert refusal.resets_at == datetime(2026, 12, 1, tzinfo=UTC)
    bench.clock.moment = datetime(2026, 12, 1, tzinfo=UTC)
    await bench.request()


async def test_credits_come_back_at_midnight_utc(bench: Bench) -> None:
    """The last second of a day counts for it; the first of the next has a whole allowance."""
    bench.clock.moment = datetime(2026, 11, 22, 23, 59, 59, 999_999, tzinfo=UTC)
    await bench.request()
    await bench.request()
    refusal, draft_id = await bench.refuses(TooFewCredits)
    assert refusal == TooFewCredits(needed=5, left=0, resets_at=datetime(2026, 11, 23, tzinfo=UTC))
    assert draft_id
    bench.clock.moment = refusal.resets_at
    assert await bench.left() == 10
    await bench.request()
    assert await bench.left() == 5


async def test_a_release_tomorrow_goes_to_yesterday(bench: Bench) -> None:
    """Yesterday's shot cancelled today frees yesterday's credits and cost, not today's."""
    bench.clock.moment = datetime(2026, 11, 22, 23, 59, tzinfo=UTC)
    old = await bench.request()
    bench.clock.skip(minutes=2)
    await bench.request()
    assert await bench.left() == 5
    await bench.clips.cancel(SERVER, ANA, old.code)
    assert await bench.left() == 5
    assert await bench.spent_micro() == CLIP
    yesterday = span(Window.DAY, bench.clock() - timedelta(days=1))
    used = await bench.database.read(partial(ledger.credits_used, member_id=42), SERVER, yesterday)
    assert used == 0
    assert await bench.proof() == []


async def test_a_member_has_so_many_in_line_and_no_more(bench: Bench, tmp_path: Path) -> None:
    """One running and two waiting; a fourth is refused for free, and others are not held up."""
    bench = replace(bench, catalogue=priced(tmp_path, T2V_01=1))
    jobs_ = [await bench.request() for _ in range(3)]
    refusal, draft_id = await bench.refuses(TooManyWaiting)
    assert refusal.waiting == 3
    assert draft_id is None
    await bench.request(who=BEN)
    await bench.clips.cancel(SERVER, ANA, jobs_[1].code)
    await bench.request()
    await bench.refuses(TooManyWaiting)


async def test_an_unconfirmed_shot_does_not_fill_the_line(bench: Bench, tmp_path: Path) -> None:
    """A shot that only the desk can settle leaves its author free to go on."""
    bench = replace(bench, catalogue=priced(tmp_path, T2V_01=1))
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    lost = await bench.request()
    await bench.step()
    assert (await bench.job(lost.code)).status is JobStatus.UNCONFIRMED
    for _ in range(3):
        await bench.request()
    await bench.refuses(TooManyWaiting)


async def test_too_long_a_line_takes_nobody_and_says_when(bench: Bench) -> None:
    """Beyond the longest line a request is refused with the moment at which it fits again."""
    timing = replace(bench.timing, longest_line_s=150)
    bench = replace(bench, limits=WIDE, timing=timing, submits_per_minute=1)
    for number in range(3):
        await bench.request(who=Who(member_id=number + 1, name="m"))
    refusal, _ = await bench.refuses(LineTooLong)
    assert refusal == LineTooLong(line_s=180, try_at=bench.clock() + timedelta(seconds=30))
    await bench.step()
    await bench.step(seconds=31)
    await bench.request()


async def test_a_heavy_members_line_refuses_nobody_else(bench: Bench) -> None:
    """Who queued dozens is refused more, with the own wait; a light member's is one turn."""
    timing = replace(bench.timing, longest_line_s=1200)
    many = replace(WIDE.quota, running=1000, waiting=1000)
    limits = replace(WIDE, quota=many)
    bench = replace(bench, limits=limits, timing=timing, submits_per_minute=1)
    for _ in range(21):
        await bench.request()
    refusal, _ = await bench.refuses(LineTooLong)
    assert refusal.line_s == 1260
    accepted = await bench.studio.request(ask(who=BEN))
    assert accepted.wait.ahead == 1
    assert accepted.wait.turn_at == bench.clock() + timedelta(seconds=60)


async def test_too_few_credits_offer_what_they_would_pay_for(bench: Bench, tmp_path: Path) -> None:
    """A cheaper model that fits and can be paid is named with its price; no other one is."""
    bench = replace(bench, catalogue=priced(tmp_path, T2V_01=3, T2V_01_Director=8))
    await bench.request(model="T2V-01")
    refusal, _ = await bench.refuses(TooFewCredits, model="T2V-01-Director")
    assert (refusal.needed, refusal.left) == (8, 7)
    assert (refusal.cheaper_model, refusal.cheaper_credits) == ("T2V-01", 3)
    await bench.request(model="T2V-01")
    await bench.clips.cancel(SERVER, ANA, None)
    refusal, _ = await bench.refuses(TooFewCredits, model="T2V-01-Director", camera="truck left")
    assert refusal.cheaper_model is None


async def test_a_server_closed_meanwhile_takes_nothing(bench: Bench) -> None:
    """Closed between the first look and the reservation: refused, not charged."""

    async def close() -> None:
        await bench.database.real.transaction(servers.close_server, SERVER)

    bench.database.after_read.append(close)
    await bench.refuses(ServerClosed)


async def test_a_ceiling_lowered_meanwhile_binds(bench: Bench) -> None:
    """The limits that hold are those at the reservation, not those at the first look."""

    async def lower() -> None:
        choose = servers.choose
        at = bench.clock()
        await bench.database.real.transaction(
            choose, SERVER, Setting.CEILING_DAY, str(CLIP - 1), by=OPERATOR, at=at
        )

    bench.database.after_read.append(lower)
    await bench.refuses(CeilingReached)


async def test_a_code_that_stands_is_not_given_again(bench: Bench) -> None:
    """When chance gives a taken code, another one is drawn."""
    first = await bench.request()
    same_luck = replace(bench.ground, ids=Ids(random.Random(7)))
    second = await replace(bench, ground=same_luck).request()
    assert second.code not in {first.code, ""}


SHARED = Quota(
    member=Allowance(credits=100),
    running=1,
    waiting=9,
    channels={600: Allowance(credits=7, window=Window.WEEK), 602: Allowance(credits=20)},
    zone="America/New_York",
)


async def test_a_channel_that_is_used_up_names_where_it_goes(bench: Bench) -> None:
    """A thread counts for its channel; other channels with room are named, and when it is back."""
    bench = replace(bench, limits=replace(WIDE, quota=SHARED))
    await bench.request(place=Place(server_id=SERVER, channel_id=699, parent_id=600))
    refusal, _ = await bench.refuses(TooFewCredits, who=BEN)
    assert refusal == TooFewCredits(
        needed=5,
        left=2,
        # The next Monday's midnight in New York.
        resets_at=datetime(2026, 11, 23, 5, tzinfo=UTC),
        scope=Scope.CHANNEL,
        window=Window.WEEK,
        elsewhere=(602,),
        almost_anywhere=True,
    )
    for place in (Place(server_id=SERVER, channel_id=602), Place(server_id=SERVER, channel_id=603)):
        await bench.request(who=BEN, place=place)
    await bench.management.set_channels(SERVER, MANAGER, (600, 602, 603))
    refusal, _ = await bench.refuses(TooFewCredits, who=BEN)
    assert (refusal.elsewhere, refusal.almost_anywhere) == ((602, 603), False)


async def test_a_pool_that_is_used_up_goes_nowhere(bench: Bench) -> None:
    """The server's own limit is in the way everywhere, and outlasts the member's."""
    quota = replace(SHARED, pool=Allowance(credits=6, window=Window.MONTH))
    bench = replace(bench, limits=replace(WIDE, quota=quota))
    await bench.request()
    refusal, _ = await bench.refuses(TooFewCredits, who=BEN)
    assert (refusal.scope, refusal.left, refusal.elsewhere) == (Scope.POOL, 1, ())
    assert refusal.resets_at == datetime(2026, 12, 1, 5, tzinfo=UTC)


async def test_what_never_fits_says_so(bench: Bench) -> None:
    """Waiting for new credits would not help where there are too few of them anyway."""
    quota = replace(SHARED, member=Allowance(credits=4))
    bench = replace(bench, limits=replace(WIDE, quota=quota))
    refusal, _ = await bench.refuses(TooFewCredits)
    assert (refusal.most, refusal.scope) == (4, Scope.MEMBER)
    wish = Giving(receiver=Receiver(member_id=42), credits=1, key="1", reason="to try")
    await bench.granting.grant(SERVER, MANAGER, wish)
    await bench.request()
    refusal, _ = await bench.refuses(TooFewCredits)
    assert (refusal.most, refusal.left) == (4, 0)


async def test_the_weight_of_a_role_is_kept_with_the_shot(bench: Bench) -> None:
    """As it was at the request: taking the role away changes nothing that waits."""
    await bench.fairness.set_turns(SERVER, MANAGER, 71, 3, {71})
    job = await bench.request(who=replace(ANA, role_ids=frozenset({71})))
    await bench.fairness.set_turns(SERVER, MANAGER, 71, None, {71})
    sql = "SELECT weight FROM jobs WHERE id = ?"
    row = await bench.database.read(lambda db: db.conn.execute(sql, (job.id,)).fetchone())
    assert row == (3.0,)
