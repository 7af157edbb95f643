"""How long clips are made: known ranges hold nine of ten of the next, and few times tell less."""

import random
import statistics
from itertools import pairwise

import pytest

from services.lasting import (
    FEWEST,
    FEWEST_OF_ALL_SIZES,
    UNKNOWN,
    Lasting,
    lasting,
    lasting_of,
    lasting_of_model,
    usual_seconds,
)
from storage import Db
from tests.services.conftest import Bench
from tests.services.made_before import history
from tests.storage.builders import a_shot


async def test_too_little_history_says_nothing(bench: Bench) -> None:
    """Fewer clips than five tell nothing; the fifth tells a span of eight in ten."""
    await bench.database.transaction(history, *[100.0] * (FEWEST - 1))
    assert await bench.database.read(usual_seconds, a_shot()) is None
    assert await bench.database.read(lasting_of, a_shot()) is None
    assert await bench.database.read(lasting_of_model, "T2V-01") == UNKNOWN
    await bench.database.transaction(history, 200.0, first=800)
    span = await bench.database.read(usual_seconds, a_shot())
    assert span is not None
    assert span == (pytest.approx(100, abs=0.01), pytest.approx(240, abs=0.01))
    assert isinstance(await bench.database.read(lasting_of, a_shot()), Lasting)
    assert await bench.database.read(lasting_of_model, "T2V-01") != UNKNOWN


async def test_clips_of_the_same_size_tell_more(bench: Bench) -> None:
    """Five clips of a shot's own length and resolution count alone; before, twenty of a model."""
    long_shot = a_shot(duration_s=10)

    async def span() -> tuple[float, float] | None:
        return await bench.database.read(usual_seconds, long_shot)

    def made(db: Db, first: int, count: int) -> None:
        history(db, *[300.0] * count, first=first, shot=long_shot)

    await bench.database.transaction(history, *[100.0] * (FEWEST_OF_ALL_SIZES - FEWEST))
    await bench.database.transaction(made, 100, FEWEST - 1)
    assert await span() is None
    await bench.database.transaction(history, 100.0, first=200)
    assert await span() == pytest.approx((100, 300), abs=0.01)
    await bench.database.transaction(made, 300, 1)
    assert await span() == pytest.approx((300, 300), abs=0.01)


@pytest.mark.parametrize("known", [5, 8, 19, 20, 40])
@pytest.mark.parametrize("spread", [0.15, 0.35, 0.7])
def test_nine_of_ten_of_the_next_ones_are_within(known: int, spread: float) -> None:
    """Whatever few or many are known of log-normal times, the next one is within nine times in ten,
    and half of the time within the half; with fewer known the range is wider."""
    dice = random.Random(5)
    trials, inside, in_half = 1500, 0, 0
    for _ in range(trials):
        times = [dice.lognormvariate(5, spread) for _ in range(known + 1)]
        told = lasting(times[:-1])
        inside += told.nine_of_ten[0] <= times[-1] <= told.nine_of_ten[1]
        in_half += told.half[0] <= times[-1] <= told.half[1]
    assert 0.87 <= inside / trials <= 0.94
    assert 0.45 <= in_half / trials <= 0.56


def test_fewer_times_tell_a_wider_range() -> None:
    """The same times seen four times over tell a narrower one."""
    times = [100.0, 110, 120, 130, 150]
    widths = [
        told.nine_of_ten[1] - told.nine_of_ten[0]
        for told in (lasting(times), lasting(times * 2), lasting(times * 4))
    ]
    assert all(wider > narrower for wider, narrower in pairwise(widths))


def test_times_that_are_all_alike_are_no_promise() -> None:
    """Five equal times tell of some percent either way, not of a second."""
    low, high = lasting([100.0] * 5).nine_of_ten
    assert low < 95 < statistics.fmean((low, high)) < 105 < high
