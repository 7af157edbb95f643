"""Jobs under an engine that answers anything: none is lost, and the books stay true."""

import asyncio
import tempfile
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.job import JobStatus
from services.catalogue import load_catalogue
from services.providers.engine_http import engine_session
from tests.fresh import open_fresh
from tests.services.conftest import WIDE, Bench, bench_of
from tests.services.providers.adapters import ADAPTERS, Adapter, named, with_link
from tests.services.providers.arbitrary_answers import nearly, senseless, statuses
from tests.services.providers.scripted_engine import Cut, Reply, ScriptedEngine, Seen, http
from tests.services.troubled import TroubledDatabase

#: What a job may be after everything that time and the engine could do to it.
ENDS = {JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.UNCONFIRMED}
CUTS = st.sampled_from([Cut(), Cut(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")])
OPERATIONS = ("submit", "poll", "download", "clip", "list")


@dataclass
class FickleEngine(ScriptedEngine):
    """Answers by what it is asked: first what is `odd`, then as a good engine would."""

    good: dict[str, Reply] = field(default_factory=dict)
    odd: dict[str, deque[Reply]] = field(default_factory=dict)

    def answer(self, seen: Seen) -> Reply:
        operation = operation_of(seen)
        waiting = self.odd.get(operation)
        return waiting.popleft() if waiting else self.good[operation]


def operation_of(seen: Seen) -> str:
    if seen.method == "POST":
        return "submit"
    if seen.path == "/clip":
        return "clip"
    if seen.path == "/v1/files/retrieve":
        return "download"
    return "list" if seen.path in {"/v1/videos", "/v2/query/video_generation"} else "poll"


@st.composite
def odd_answers(draw: st.DrawFn, adapter: Adapter) -> dict[str, list[tuple[int, object] | Cut]]:
    """Up to three odd answers for each operation."""

    def answers(operation: str) -> st.SearchStrategy[list[tuple[int, object] | Cut]]:
        good = adapter.good.get(operation, {"a": 1})
        body = nearly(good) | nearly(adapter.failed) | senseless
        # Most odd answers to a submit end the story at once; the others want their turn, too.
        most = 1 if operation == "submit" else 3
        return st.lists(st.tuples(statuses, body) | CUTS, max_size=most)

    return {operation: draw(answers(operation)) for operation in OPERATIONS}


@pytest.mark.parametrize("adapter", ADAPTERS, ids=named)
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_no_job_is_lost(adapter: Adapter, data: st.DataObject, clip_file: Path) -> None:
    """After any answers a job has an end or lies at the desk, and every coin is accounted for."""
    odd = data.draw(odd_answers(adapter))
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(one_shot(adapter, odd, Path(folder), clip_file.read_bytes()))


async def one_shot(
    adapter: Adapter,
    odd: dict[str, list[tuple[int, object] | Cut]],
    folder: Path,
    clip: bytes,
) -> None:
    async with FickleEngine() as engine, engine_session() as session:
        link = f"{engine.url}/clip"
        engine.good = {
            name: http(200, with_link(good, link)) for name, good in adapter.good.items()
        } | {"clip": http(200, clip)}
        engine.odd = {
            name: deque(reply if isinstance(reply, Cut) else http(*reply) for reply in replies)
            for name, replies in odd.items()
        }
        engine.odd["clip"].append(http(200, clip[:-400]))
        database = TroubledDatabase(await open_fresh(folder))
        try:
            bench = await bench_of(
                database,
                folder,
                adapter.provider(engine.url, session),
                catalogue=load_catalogue(None),
                limits=WIDE,
            )
            await through(bench)
        finally:
            await database.close()
    assert operation_of(engine.seen[0]) == "submit"


async def through(bench: Bench) -> None:
    job = await bench.request()
    for _ in range(10):
        await bench.step(seconds=400)
        job = await bench.job(job.code)
        assert job.status is not JobStatus.SUBMITTING
        assert await bench.proof() == []
    await bench.step(hours=25)
    await bench.step(seconds=400)
    job = await bench.job(job.code)
    assert job.status in ENDS, job
    assert await bench.proof() == []
    if job.status is JobStatus.SUCCEEDED:
        assert job.clip is not None
