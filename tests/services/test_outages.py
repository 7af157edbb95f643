"""Whether the video service takes shots, as later requests are told."""

import pytest

from services.outages import Outage, outage
from services.providers.base import EngineError, Meaning
from tests.services.conftest import Bench

TROUBLES = {
    "it does not answer": (EngineError(Meaning.NOT_SENT), 3, True),
    "it refuses the key": (EngineError(Meaning.KEY, code="1004"), 1, False),
}


@pytest.mark.parametrize(("error", "times", "is_silent"), TROUBLES.values(), ids=TROUBLES)
async def test_an_outage_stands_from_its_telling_to_the_first_shot_taken(
    bench: Bench, error: EngineError, times: int, is_silent: bool
) -> None:
    """It dates from the first refusal, is known once it was told, and ends with a shot taken."""
    await bench.request()
    bench.provider.on_submit.extend([error] * times)
    await bench.step(minutes=16)
    began = bench.clock()
    for _ in range(times - 1):
        assert await bench.database.read(outage, "minimax") is None
        await bench.step(minutes=16)
    assert await bench.database.read(outage, "minimax") == Outage(since=began, is_silent=is_silent)
    await bench.step(minutes=16)
    assert await bench.database.read(outage, "minimax") is None


async def test_a_service_that_is_only_busy_is_not_out(bench: Bench) -> None:
    """Being asked to slow down is no outage, however often."""
    await bench.request()
    bench.provider.on_submit.extend([EngineError(Meaning.BUSY, code="1002")] * 5)
    for _ in range(5):
        await bench.step(minutes=16)
        assert await bench.database.read(outage, "minimax") is None
