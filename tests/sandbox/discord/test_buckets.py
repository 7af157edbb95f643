"""Rate-limit buckets with the clock in the test's hands."""

from sandbox.discord.api.buckets import GLOBAL_REQUESTS, Buckets, Limit


class Seconds:
    """A monotonic clock that moves when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def take(buckets: Buckets, major: str = "1"):
    return buckets.take("create_message", major, counts_globally=False)


def test_a_bucket_fills_and_empties_with_its_window():
    """Five pass, the sixth waits for the window's end, and then five pass again."""
    clock = Seconds()
    buckets = Buckets(clock)
    buckets.set_limit("create_message", Limit(requests=5, seconds=2.0))
    assert [take(buckets).retry_after for _ in range(5)] == [None] * 5
    clock.now += 0.5
    assert take(buckets).retry_after == 1.5
    assert take(buckets, major="2").retry_after is None
    clock.now += 1.5
    assert take(buckets).retry_after is None
    assert buckets.refused == 1


def test_the_global_limit_counts_all_routes_for_a_second():
    """Fifty requests of any kind pass in a second, and a refused one takes no other turn."""
    clock = Seconds()
    buckets = Buckets(clock)
    names = [f"operation {number}" for number in range(GLOBAL_REQUESTS + 1)]
    turns = [buckets.take(name, "", counts_globally=True) for name in names]
    assert [turn.is_global for turn in turns] == [False] * GLOBAL_REQUESTS + [True]
    assert turns[-1].retry_after == 1.0
    clock.now += 1.0
    assert buckets.take(names[-1], "", counts_globally=True).retry_after is None
