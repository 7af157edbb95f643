"""Times as the real service's: how long clips take, and the speed factor."""

import random
import statistics
from dataclasses import replace

import pytest

from sandbox.minimax.checking import read_request
from sandbox.minimax.checking_v2 import read_request_v2
from sandbox.minimax.checking_videos import read_request_videos
from sandbox.minimax.models import MODELS, Api
from sandbox.minimax.server import LifelikeTiming, Timing
from sandbox.minimax.timing import typical_seconds


def text_request(model: str, resolution: str | None = None):
    if MODELS[model].api is Api.V2:
        content = [{"type": "text", "text": "a fox"}]
        body = {"content": content, "duration": 5, "ratio": "16:9"}
        return read_request_v2({"model": model, "resolution": resolution or "768P", **body})
    shape = {"resolution": resolution} if resolution else {}
    return read_request({"model": model, "prompt": "a fox", **shape})


def seconds(request, number: int = 400) -> list[float]:
    timing, rng = LifelikeTiming(), random.Random(1)
    drawn = [timing.of(request, rng) for _ in range(number)]
    return [one.preparing + one.queueing + one.processing for one in drawn]


@pytest.mark.parametrize(
    ("model", "resolution", "typical"),
    [
        ("T2V-01", None, 234),
        ("MiniMax-Hailuo-02", "768P", 120),
        ("MiniMax-Hailuo-02", "1080P", 240),
    ],
)
def test_half_of_the_clips_take_the_documented_time(model, resolution, typical):
    """The middle is the documented time; few take much longer, as queues have it."""
    drawn = seconds(text_request(model, resolution))
    assert statistics.median(drawn) == pytest.approx(typical, rel=0.1)
    assert statistics.mean(drawn) > statistics.median(drawn)
    assert max(drawn) <= 3 * typical


@pytest.mark.parametrize("resolution", ["768P", "2K"])
def test_h3_stays_within_its_minutes(resolution):
    """H3 takes 1 to 7 minutes; 2K takes longer than 768P."""
    drawn = seconds(text_request("MiniMax-H3", resolution))
    assert min(drawn) >= 60
    assert max(drawn) <= 420
    assert (statistics.median(drawn) > 200) is (resolution == "2K")


OFFERS = [(name, resolution) for name, m in MODELS.items() for resolution in m.resolutions]


@pytest.mark.parametrize(("model", "resolution"), OFFERS)
def test_every_offer_has_its_time(model, resolution):
    """Nothing that can be asked for is without a typical time."""
    request = replace(text_request("T2V-01"), model=MODELS[model], resolution=resolution)
    assert 50 <= typical_seconds(request) <= 300


def test_an_engine_of_ones_own_has_its_time():
    """A clip at one's own engine takes about a minute."""
    assert typical_seconds(read_request_videos({"prompt": "a fox"})) == 60


async def test_an_order_takes_its_drawn_time_divided_by_the_speed(client, minimax):
    """With life-like times two orders differ, and a speed of 10 makes them ten times quicker."""
    minimax.timing, minimax.speed = LifelikeTiming(), 10
    for _ in range(2):
        await client.submit(model="T2V-01", prompt="a fox")
    first, second = (order.timing for order in minimax.orders.values())
    assert first != second
    assert 234 * 0.4 * 0.85 / 10 <= first.processing <= 234 * 3 / 10


def test_fixed_times_are_for_everybody():
    """Tests and the demo keep their own."""
    timing = Timing(processing=9)
    assert timing.of(text_request("MiniMax-H3"), random.Random(1)) is timing
