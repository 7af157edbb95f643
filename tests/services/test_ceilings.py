"""Ceilings: the smaller always binds, and no race passes one."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from domain.pictures import Pictures
from domain.policy import Ceilings, OwnCeilings
from domain.refusals import CeilingReached, Refused
from domain.refusals_acts import AboveCeiling, BadValue, NotAllowed
from domain.windows import Window, span
from services.asks import Accepted, Change, Confirm, Upload, Who
from services.ceilings import Counted, Spent
from services.spending import ClipCost
from tests.catalogues import first_series, ours_alone
from tests.services.conftest import ANA, LIMITS, OPERATOR, SERVER, WIDE, Bench, ask


def drawn() -> bytes:
    """A picture that every model takes."""
    data = io.BytesIO()
    Image.new("RGB", (640, 480), (200, 40, 40)).save(data, "PNG")
    return data.getvalue()


CLIP = 430_000
FRAME = Pictures(first_frame=Upload(name="a.jpg", data=drawn()))
MANAGER = Who(member_id=90, name="mo", is_manager=True)
DAY_ENDS, MONTH_ENDS = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)
PLENTY = 10**12
TWENTY = 20 * CLIP + CLIP - 1


async def under(bench: Bench, limits: dict[str, Ceilings], own: dict[str, str]) -> Bench:
    """The same with these ceilings of the operator, and the manager's own in dollars."""
    bench = replace(bench, limits=replace(WIDE, **limits))
    if own:
        await bench.money.choose(SERVER, MANAGER, own.get("day"), own.get("month"))
    return bench


@pytest.mark.parametrize(
    ("limits", "own", "until"),
    [
        ({"server": Ceilings(day_micro=TWENTY, month_micro=PLENTY)}, {}, DAY_ENDS),
        ({"server": Ceilings(day_micro=PLENTY, month_micro=TWENTY)}, {}, MONTH_ENDS),
        ({"bot": Ceilings(day_micro=TWENTY, month_micro=PLENTY)}, {}, DAY_ENDS),
        ({"bot": Ceilings(day_micro=PLENTY, month_micro=TWENTY)}, {}, MONTH_ENDS),
        ({}, {"day": "8.61"}, DAY_ENDS),
        ({}, {"month": "8.99"}, MONTH_ENDS),
        ({}, {"day": "8.99", "month": "8.99"}, MONTH_ENDS),
    ],
    ids=["server day", "server month", "bot day", "bot month", "own day", "own month", "own both"],
)
async def test_two_hundred_at_once_stop_at_a_ceiling(
    bench: Bench, limits: dict[str, Ceilings], own: dict[str, str], until: datetime
) -> None:
    """With money for twenty exactly twenty are taken; the others learn when it is back."""
    bench = await under(bench, limits, own)
    asks = [ask(who=Who(member_id=1000 + number, name="m")) for number in range(200)]
    outcomes = await asyncio.gather(*map(bench.studio.request, asks), return_exceptions=True)
    refused = [one.refusal for one in outcomes if isinstance(one, Refused)]
    assert sum(isinstance(one, Accepted) for one in outcomes) == 20
    assert set(refused) == {CeilingReached(resets_at=until, whole_bot="bot" in limits)}
    assert await bench.spent_micro() == 20 * CLIP
    assert await bench.proof() == []


@pytest.mark.parametrize(
    ("limits", "own", "never_in"),
    [
        ({"server": Ceilings(day_micro=CLIP - 1, month_micro=CLIP)}, {}, Window.DAY),
        ({"bot": Ceilings(day_micro=CLIP - 1, month_micro=CLIP - 1)}, {}, Window.MONTH),
        ({}, {"month": "0.42"}, Window.MONTH),
        ({}, {"day": "0"}, Window.DAY),
    ],
    ids=["server day", "bot month", "own month", "nothing at all"],
)
async def test_a_shot_above_a_whole_ceiling_is_not_put_off(
    bench: Bench, limits: dict[str, Ceilings], own: dict[str, str], never_in: Window
) -> None:
    """Nobody is told to come back when even a new day or month has no room for it."""
    bench = await under(bench, limits, own)
    with pytest.raises(Refused) as caught:
        await bench.studio.request(ask())
    assert isinstance(caught.value.refusal, CeilingReached)
    assert caught.value.refusal.never_in is never_in
    assert caught.value.refusal.whole_bot is ("bot" in limits)
    assert await bench.spent_micro() == 0


class TestManagersOwn:
    async def test_the_smaller_one_binds(self, bench: Bench) -> None:
        """Below the operator's theirs counts; when the operator goes lower, the operator's does."""
        sheet = await bench.money.choose(SERVER, MANAGER, "3", "$20.00")
        assert sheet.binding == Ceilings(day_micro=3_000_000, month_micro=20_000_000)
        await bench.operator.set_ceiling(OPERATOR, SERVER, "0.50", None)
        sheet = await bench.money.sheet(SERVER, MANAGER)
        assert sheet.binding == Ceilings(day_micro=500_000, month_micro=20_000_000)
        assert sheet.own == OwnCeilings(day_micro=3_000_000, month_micro=20_000_000)
        await bench.request()
        await bench.refuses(CeilingReached)

    async def test_above_the_operators_is_refused(self, bench: Bench) -> None:
        """The refusal names the most; nothing is changed, not even the part that would do."""
        for day, month, window, most in (
            ("5.01", None, Window.DAY, LIMITS.server.day_micro),
            ("1", "50.01", Window.MONTH, LIMITS.server.month_micro),
        ):
            with pytest.raises(Refused) as refused:
                await bench.money.choose(SERVER, MANAGER, day, month)
            assert refused.value.refusal == AboveCeiling(window=window, most_micro=most)
        assert (await bench.money.sheet(SERVER, MANAGER)).own == OwnCeilings()

    async def test_off_goes_back(self, bench: Bench) -> None:
        """Then the operator's alone holds; the other one chosen stays."""
        await bench.money.choose(SERVER, MANAGER, "1", "10")
        sheet = await bench.money.choose(SERVER, MANAGER, " Off ", None)
        assert sheet.own == OwnCeilings(month_micro=10_000_000)
        assert sheet.binding.day_micro == LIMITS.server.day_micro

    async def test_nothing_at_all_may_be_chosen(self, bench: Bench) -> None:
        """Zero is an amount: no clip that costs money is made."""
        await bench.money.choose(SERVER, MANAGER, "0", None)
        await bench.refuses(CeilingReached)

    @pytest.mark.parametrize("typed", ["", "-1", "five", "1e3", "1.234", "12345678", "∞"])
    async def test_what_is_no_amount_is_refused(self, bench: Bench, typed: str) -> None:
        """Negative, worded, too exact and absurd ones."""
        with pytest.raises(Refused) as refused:
            await bench.money.choose(SERVER, MANAGER, typed, None)
        assert isinstance(refused.value.refusal, BadValue)

    async def test_one_of_the_two_must_be_named(self, bench: Bench) -> None:
        """Neither is a question, not a choice."""
        with pytest.raises(Refused) as refused:
            await bench.money.choose(SERVER, MANAGER, None, None)
        assert isinstance(refused.value.refusal, BadValue)

    async def test_members_see_and_choose_no_money(self, bench: Bench) -> None:
        """Nor does staff."""
        for work in (
            bench.money.sheet(SERVER, ANA),
            bench.money.choose(SERVER, ANA, "1", None),
        ):
            with pytest.raises(Refused) as refused:
                await work
            assert refused.value.refusal == NotAllowed(who="managers")


class TestWhatAClipCosts:
    async def test_a_standard_clip_until_there_is_a_mix(self, bench: Bench) -> None:
        """Four clips say nothing about the next ones, five do; those of other servers don't."""
        bench = replace(bench, limits=WIDE, submits_per_minute=100)
        standard = ClipCost(micro=CLIP)
        for _ in range(4):
            await bench.until_over((await bench.request()).code)
        assert await bench.money.clip_cost(SERVER) == standard
        await bench.until_over((await bench.request()).code)
        assert await bench.money.clip_cost(SERVER) == ClipCost(micro=CLIP, clips=5)
        assert await bench.money.clip_cost(501) == standard
        assert await bench.money.clip_cost(None) == ClipCost(micro=CLIP, clips=5)
        bench.clock.skip(days=31)
        assert await bench.money.clip_cost(SERVER) == standard


class TestACheaperShot:
    async def test_it_is_offered_before_the_stop(self, bench: Bench) -> None:
        """Too little for ten seconds is enough for six: named, and taken at one press."""
        left = Ceilings(day_micro=400_000, month_micro=PLENTY)
        bench = replace(bench, catalogue=ours_alone(), limits=replace(WIDE, server=left))
        refusal, draft_id = await bench.refuses(CeilingReached, duration_s=10)
        near = refusal.near
        assert near is not None
        assert (near.model, near.size, near.offer.cost_micro) == (
            "Hailuo 2.3",
            "6 s · 768p",
            280_000,
        )
        smaller = Change(model=near.model, duration_s=6, resolution="768P")
        looked = await bench.studio.confirm(draft_id, ask(), smaller)
        assert isinstance(looked, Confirm)
        taken = await bench.studio.confirm(looked.draft_id, ask())
        assert isinstance(taken, Accepted)
        assert await bench.spent_micro() == 280_000
        refusal, draft_id = await bench.refuses(CeilingReached)
        assert (refusal.near, draft_id) == (None, None)

    @pytest.mark.parametrize(
        ("left", "asked", "near"),
        [
            (489_999, {"resolution": "1080P"}, ("Hailuo 2.3", "6 s · 768p")),
            (279_999, {}, None),
            (279_999, {"pictures": FRAME}, ("Hailuo 2.3 Fast", "6 s · 768p")),
            (100_000, {"pictures": FRAME}, ("Hailuo 02", "6 s · 512p")),
            (99_999, {"pictures": FRAME}, None),
        ],
        ids=["a resolution", "nothing", "a model", "the smallest", "less"],
    )
    async def test_it_is_the_nearest_that_fits(
        self, bench: Bench, left: int, asked: dict[str, object], near: tuple[str, str] | None
    ) -> None:
        """As long and as sharp as it can be, and true to pictures and camera; never above."""
        most = Ceilings(day_micro=left, month_micro=PLENTY)
        bench = replace(bench, catalogue=ours_alone(), limits=replace(WIDE, bot=most))
        refusal, _ = await bench.refuses(CeilingReached, model="Hailuo 2.3", **asked)
        found = refusal.near
        assert (found and (found.model, found.size)) == near
        assert refusal.whole_bot

    @pytest.mark.parametrize(
        ("row", "camera", "near"),
        [
            ("camera = 'brackets'", "truck left", "Fast-1"),
            ("camera = 'none'", "truck left", None),
            ("camera = 'none'", "", "Fast-1"),
            ("camera = 'none'\ncredits = 6", "", None),
            ("camera = 'none'\nlongest_prompt = 3", "", None),
        ],
        ids=["fits", "no camera", "none needed", "more credits", "too long a text"],
    )
    async def test_another_model_makes_the_same_shot(
        self, bench: Bench, tmp_path: Path, row: str, camera: str, near: str | None
    ) -> None:
        """One that lacks the camera, takes more credits or less text is no offer."""
        own = tmp_path / "models.toml"
        own.write_text(
            f'[models."Fast-1"]\nprovider = "minimax-v1"\nmodes = ["text"]\n{row}\n'
            'offers = [{ duration_s = 6, resolution = "720P", cost_usd = 0.10 }]\n'
        )
        left = Ceilings(day_micro=100_000, month_micro=PLENTY)
        limits = replace(WIDE, server=left)
        bench = replace(bench, catalogue=first_series(own), limits=limits)
        refusal, _ = await bench.refuses(CeilingReached, model="T2V-01-Director", camera=camera)
        assert (refusal.near and refusal.near.model) == near

    async def test_what_is_nearly_used_up_is_remarked(self, bench: Bench) -> None:
        """From four fifths on the answer counts what fits besides; before, it says nothing."""
        most = Ceilings(day_micro=10 * CLIP, month_micro=PLENTY)
        bench = replace(bench, limits=replace(WIDE, bot=most))
        said = [(await bench.studio.request(ask())).more_like_it for _ in range(10)]
        assert said == [None] * 7 + [2, 1, 0]


async def test_a_request_sums_each_window_once(bench: Bench) -> None:
    """Day and month, of the server and of the bot, for the check and for what is told of it."""
    asked: list[str] = []

    async def listen(callback: Callable[[str], None] | None) -> None:
        await bench.database.read(lambda db: db.conn.set_trace_callback(callback))

    await listen(asked.append)
    await bench.request()
    await listen(None)
    assert sum("SUM(cost_micro)" in sql and "asked_at >=" in sql for sql in asked) == 4


def test_what_was_counted_grows_with_the_request() -> None:
    """What is passed on is what a new sum would say."""
    day, month = span(Window.DAY, DAY_ENDS), span(Window.MONTH, DAY_ENDS)
    one = Spent(server_id=1, day=day, day_micro=1, month=month, month_micro=2)
    counted = Counted(server_id=1, own=one, whole_bot=replace(one, server_id=None))
    more = counted.plus(5)
    assert [(s.day_micro, s.month_micro) for s in (more.own, more.whole_bot)] == [(6, 7)] * 2
