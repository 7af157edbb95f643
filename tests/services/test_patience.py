"""What only time brings about, after a long time off: engines are asked before credits go back."""

from datetime import timedelta

import pytest

from domain.job import FailureKind, JobStatus
from services.providers.base import Capabilities, EngineError, Listed, Meaning
from storage import restores
from tests.services.conftest import Bench


async def test_a_shot_that_is_found_after_a_night_off_is_no_gift(bench: Bench) -> None:
    """The engine's list is read before its credits go back: it was made, and is paid once."""
    bench.provider.capabilities = Capabilities(lists=True)
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    job = await bench.request()
    await bench.step()
    bench.provider.listed.append(
        Listed(
            remote_task_id="777",
            model=job.shot.model,
            created_at=bench.clock() + timedelta(seconds=2),
            duration_s=job.shot.duration_s,
            resolution=job.shot.resolution,
        )
    )
    bench.clock.skip(hours=8)
    bench.restart("boot-2")
    done = await bench.until_over(job.code, seconds=10)
    assert (done.status, done.credits_returned) == (JobStatus.SUCCEEDED, False)
    assert await bench.left() == 5
    assert await bench.proof() == []


async def test_what_nobody_finds_comes_back_soon_after_a_start(bench: Bench) -> None:
    """Not in the first round after a start, but in the next: the hour itself is long over."""
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    job = await bench.request()
    await bench.step()
    bench.clock.skip(hours=8)
    bench.restart("boot-2")
    await bench.step()
    assert not (await bench.job(job.code)).credits_returned
    await bench.step(seconds=3 * bench.timing.retry_s)
    assert (await bench.job(job.code)).credits_returned
    assert (await bench.left(), await bench.spent_micro()) == (10, job.cost_micro)


@pytest.mark.parametrize("keep_line", [True, False], ids=["line kept", "line not kept"])
async def test_a_restored_backup_of_last_week(bench: Bench, keep_line: bool) -> None:
    """Nobody pays for a week-old line unasked: a kept one comes back free, of another the credits
    do, and the cost stays counted on its day until people know."""
    job = await bench.request()
    await bench.database.transaction(restores.mark, bench.clock(), keep_line=keep_line)
    bench.clock.skip(days=7)
    bench.restart("boot-2")
    for _ in range(3):
        await bench.step(minutes=1)
    found = await bench.job(job.code)
    assert bench.provider.submits == []
    assert await bench.left() == 10
    if keep_line:
        assert (found.status, found.failure.kind) == (JobStatus.FAILED, FailureKind.GAVE_UP)
    else:
        assert (found.status, found.credits_returned) == (JobStatus.UNCONFIRMED, True)
    bench.clock.skip(days=-7)
    assert await bench.spent_micro() == (0 if keep_line else job.cost_micro)
    assert await bench.proof() == []
