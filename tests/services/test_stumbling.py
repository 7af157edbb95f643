"""What breaks in our own code, over and over, and what a stop leaves undone."""

from itertools import pairwise

from domain.job import FailureKind, JobStatus
from services.providers.base import Polled
from tests.scripted import ScriptedProvider
from tests.services.conftest import Bench


class BrokenAdapter(ScriptedProvider):
    """An adapter that breaks over every answer."""

    async def poll(self, remote_task_id: str) -> Polled:
        self.polls.append(remote_task_id)
        raise RuntimeError("an answer nobody thought of")


async def test_what_breaks_at_every_look_is_looked_at_ever_more_seldom(bench: Bench) -> None:
    """An adapter that breaks is asked again after longer and longer, and after a day people
    decide; it is told as one incident, and nothing is charged for good."""
    adapter = BrokenAdapter(clip=bench.provider.clip)
    broken = Bench(
        ground=bench.ground,
        clock=bench.clock,
        provider=adapter,
        poster=bench.poster,
        catalogue=bench.catalogue,
    )
    job = await broken.request()
    looks = []
    for _ in range(60):
        await broken.step(seconds=10)
        looks.append(len(adapter.polls))
    gaps = [after - before for before, after in pairwise(looks)]
    assert sum(gaps[:10]) > 2 * sum(gaps[-30:])
    for _ in range(300):
        await broken.step(seconds=301)
    ended = await broken.job(job.code)
    assert ended.status is JobStatus.UNCONFIRMED
    assert ended.failure is not None
    assert ended.failure.kind is FailureKind.GAVE_UP
    assert set(await broken.notices()) >= {"incident", "no_end"}
    assert await broken.proof() == []


async def test_a_stop_ends_nobodys_waiting_any_more(bench: Bench) -> None:
    """After the signal no further portion of a line that waited too long is ended."""
    bench.slow_down(1)
    bench.restart("boot-2")
    first, second = await bench.request(), await bench.request()
    await bench.step()
    bench.clock.skip(seconds=2 * bench.timing.give_up_s)
    await bench.worker.stop()
    await bench.worker.step()
    assert (await bench.job(first.code)).status is not JobStatus.QUEUED
    assert (await bench.job(second.code)).status is JobStatus.QUEUED
