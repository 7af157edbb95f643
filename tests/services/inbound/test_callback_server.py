"""Callbacks over a real socket: the challenge, the hints, and all that must come to nothing."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest

from domain.job import Job, JobStatus
from services.inbound.callbacks import Callbacks
from services.inbound.server import Bounds, CallbackServer, CannotListen
from services.providers.base import (
    Capabilities,
    EngineError,
    Meaning,
    Polled,
    RemoteStatus,
    SubmitOrder,
    Submitted,
)
from tests.scripted import ScriptedProvider
from tests.services.conftest import BEN, OPERATOR, Bench

RUNNING = Polled(status=RemoteStatus.RUNNING)
BASE = "https://clips.example.org/greenlight"


@dataclass
class Line:
    """An engine's end of the line."""

    session: aiohttp.ClientSession
    root: str
    bench: Bench

    async def post(self, path: str, **more: object) -> tuple[int, object]:
        async with self.session.post(self.root + path, **more) as answer:
            return answer.status, await answer.json()

    async def call(self, job: Job, body: object) -> tuple[int, object]:
        return await self.post(f"/engine/{job.token}", json=body)


@asynccontextmanager
async def listening(bench: Bench, bounds: Bounds | None = None) -> AsyncIterator[Line]:
    callbacks = Callbacks(bench.ground, bench.reconciler, bench.worker)
    server = CallbackServer(callbacks, base=BASE, host="127.0.0.1", port=0, bounds=bounds)
    async with server, aiohttp.ClientSession() as session:
        yield Line(session, f"http://127.0.0.1:{server.port}", bench)


@pytest.fixture
async def line(bench: Bench) -> AsyncIterator[Line]:
    async with listening(bench) as line:
        yield line


async def running(bench: Bench) -> Job:
    """A shot being made, whose next look lies ahead."""
    bench.provider.on_poll.extend([RUNNING] * 2)
    job = await bench.request()
    await bench.step()
    await bench.step(seconds=20)
    assert (await bench.job(job.code)).status is JobStatus.RUNNING
    return await bench.job(job.code)


async def lost(bench: Bench, who: object = BEN) -> Job:
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    job = await bench.request(who=who)
    await bench.step()
    return await bench.job(job.code)


@pytest.mark.parametrize("path", ["/engine/{}", "/greenlight/engine/{}"], ids=["bare", "prefixed"])
@pytest.mark.parametrize("challenge", ["a-word", "", "ünï", 4711], ids=repr)
async def test_the_challenge_comes_back(line: Line, path: str, challenge: object) -> None:
    """Before it takes an order the engine asks for its word back, unchanged."""
    job = await line.bench.request()
    answer = await line.post(path.format(job.token), json={"challenge": challenge})
    assert answer == (200, {"challenge": challenge})


async def test_a_callback_is_a_look_at_once_and_no_truth(line: Line) -> None:
    """Told of success the bot asks by itself; the engine says otherwise, so nothing is over."""
    job = await running(line.bench)
    looked = len(line.bench.provider.polls)
    line.bench.provider.on_poll.append(RUNNING)
    told = {"task_id": job.remote_task_id, "status": "success", "file_id": "9"}
    assert await line.call(job, told) == (200, {"status": "success"})
    await line.bench.step()
    assert len(line.bench.provider.polls) == looked + 1
    assert (await line.bench.job(job.code)).status is JobStatus.RUNNING
    assert line.bench.provider.downloads == []


async def test_what_is_ready_is_noticed_at_once(line: Line) -> None:
    """With a callback the clip is fetched without waiting for the next planned look."""
    job = await running(line.bench)
    line.bench.provider.on_poll.clear()
    await line.call(job, {"task": {"id": job.remote_task_id, "status": "succeeded"}})
    for _ in range(2):
        await line.bench.step()
    assert (await line.bench.job(job.code)).status is JobStatus.SUCCEEDED


@pytest.mark.parametrize(
    "body",
    [
        {"task_id": "1", "status": "processing"},
        {"task_id": "1", "status": "Processing"},
        {"task": {"id": "1", "status": "running"}},
        {"task": {"id": "1", "status": "queued"}},
    ],
    ids=str,
)
async def test_no_news_is_no_look(line: Line, body: object) -> None:
    """Word that it is still being made does not spoil the plan of when to look."""
    job = await running(line.bench)
    looked = len(line.bench.provider.polls)
    assert await line.call(job, body) == (200, {"status": "success"})
    await line.bench.step()
    assert len(line.bench.provider.polls) == looked


async def test_a_flood_is_a_look_a_second(line: Line) -> None:
    """A hundred callbacks in a second: two looks, and the last word is not lost."""
    job = await running(line.bench)
    line.bench.provider.on_poll.extend([RUNNING] * 100)
    looked = len(line.bench.provider.polls)
    for _ in range(100):
        line.bench.clock.skip(milliseconds=5)
        await line.call(job, {"task_id": job.remote_task_id, "status": "success"})
        await line.bench.worker.step()
        await line.bench.worker.settle()
    assert len(line.bench.provider.polls) == looked + 1
    await line.bench.step(seconds=1)
    assert len(line.bench.provider.polls) == looked + 2


async def test_news_behind_no_news_is_looked_at_once(line: Line) -> None:
    """Said twice that it is being made and, in the same second, that it is ready: looked at."""
    job = await running(line.bench)
    line.bench.provider.on_poll.clear()
    for status in ("processing", "processing", "success"):
        await line.call(job, {"task_id": job.remote_task_id, "status": status})
    for _ in range(2):
        await line.bench.step()
    assert (await line.bench.job(job.code)).status is JobStatus.SUCCEEDED


async def test_news_during_a_look_is_looked_at(line: Line) -> None:
    """The look under way saw the time before: it is followed by another at once."""
    bench = line.bench
    job = await running(bench)
    asked, gate = asyncio.Event(), asyncio.Event()
    original = bench.provider.poll

    async def slow(remote_task_id: str) -> Polled:
        asked.set()
        await gate.wait()
        return await original(remote_task_id)

    bench.provider.poll = slow
    bench.provider.on_poll.append(RUNNING)
    bench.clock.skip(seconds=30)
    await bench.worker.step()
    await asked.wait()
    await line.call(job, {"task_id": job.remote_task_id, "status": "success"})
    looked = len(bench.provider.polls)
    gate.set()
    await bench.worker.settle()
    await bench.step()
    assert len(bench.provider.polls) == looked + 2


NAMED = {
    "V1": {"task_id": "555", "status": "processing"},
    "V1, as a number": {"task_id": 555, "status": "success"},
    "V2": {"task": {"id": "555", "status": "running"}},
}


@pytest.mark.parametrize("body", NAMED.values(), ids=NAMED.keys())
async def test_a_lost_answer_is_found_by_its_callback(line: Line, body: object) -> None:
    """The address is the job's own, so a callback tells which task is its: one charge."""
    job = await lost(line.bench)
    assert job.status is JobStatus.UNCONFIRMED
    assert await line.call(job, body) == (200, {"status": "success"})
    done = await line.bench.until_over(job.code)
    assert (done.status, done.remote_task_id) == (JobStatus.SUCCEEDED, "555")
    assert len(line.bench.provider.submits) == 1
    assert await line.bench.spent_micro() == job.cost_micro
    assert await line.bench.proof() == []


async def test_found_after_the_hour_credits_stay_back(line: Line) -> None:
    """An hour later the member has the credits back; the late clip is posted all the same."""
    job = await lost(line.bench)
    await line.bench.step(hours=2)
    assert (await line.bench.job(job.code)).credits_returned
    await line.call(job, NAMED["V1"])
    assert (await line.bench.until_over(job.code)).status is JobStatus.SUCCEEDED
    assert await line.bench.left(BEN) == 10
    assert await line.bench.spent_micro() == job.cost_micro
    assert await line.bench.proof() == []


async def test_a_callback_before_the_lost_answer_is_remembered(line: Line) -> None:
    """The engine calls while its answer is on the way, which is then lost: found all the same."""
    bench = line.bench
    job = await bench.request()
    taken = await bench.submitter.take_turn()
    assert isinstance(taken, Job)
    await line.call(taken, NAMED["V1"])
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    await bench.submitter.submit(taken)
    assert (await bench.job(job.code)).status is JobStatus.UNCONFIRMED
    assert (await bench.until_over(job.code)).remote_task_id == "555"


async def test_what_was_remembered_is_no_truth(line: Line) -> None:
    """The answer came and names another task: it counts, and what was called is forgotten."""
    bench = line.bench
    job = await bench.request()
    taken = await bench.submitter.take_turn()
    assert isinstance(taken, Job)
    await line.call(taken, NAMED["V1"])
    await bench.submitter.submit(taken)
    assert (await bench.until_over(job.code)).remote_task_id == "101"


@pytest.mark.parametrize(("status", "looks"), [("success", 1), ("processing", 0)])
async def test_success_before_the_answer_is_a_look_at_once_after_it(
    bench: Bench, clip_file: Path, status: str, looks: int
) -> None:
    """The clip may be ready before the submit's answer is: it is not left to the planned look."""
    answered = asyncio.Event()

    class Slow(ScriptedProvider):
        async def submit(self, order: SubmitOrder) -> Submitted:
            await answered.wait()
            return await super().submit(order)

    bench = replace(bench, provider=Slow(clip=clip_file))
    job = await bench.request()
    await bench.worker.step()
    async with listening(bench) as line:
        await line.call(job, {"task_id": "101", "status": status})
    answered.set()
    await bench.worker.settle()
    await bench.step(seconds=1)
    assert len(bench.provider.polls) == looks


async def test_anothers_task_is_not_adopted(line: Line) -> None:
    """A callback that names the task of another shot changes nothing."""
    other = await running(line.bench)
    job = await lost(line.bench)
    await line.call(job, {"task_id": other.remote_task_id, "status": "success"})
    assert (await line.bench.job(job.code)).status is JobStatus.UNCONFIRMED


async def test_after_the_end_callbacks_change_nothing(line: Line) -> None:
    """Replays to a shot that is over, or settled at the desk, are answered and forgotten."""
    settled = await lost(line.bench)
    await line.bench.desk.no_clip(OPERATOR, settled.code, paid=False)
    made = await line.bench.request()
    await line.bench.until_over(made.code)
    before = await line.bench.books(), len(line.bench.provider.polls)
    for job in (settled, made):
        for body in NAMED.values():
            assert (await line.call(job, body))[0] == 200
            await line.bench.step(seconds=2)
    assert (await line.bench.books(), len(line.bench.provider.polls)) == before
    assert (await line.bench.job(settled.code)).status is JobStatus.FAILED


ODD = {
    "nothing": b"",
    "no JSON": b"<html>",
    "a list": b"[1, 2]",
    "null": b"null",
    "not UTF-8": b"\xff\xfe\x00",
    "deep": b"[" * 30_000,
    "odd handles": b'{"task_id": {"a": 1}, "task": [1]}',
    "an endless handle": b'{"task_id": "' + b"9" * 5_000 + b'"}',
    "a handle with a path": b'{"task_id": "../../v1/files"}',
    "true": b'{"task_id": true}',
    "an odd challenge": b'{"challenge": {"a": [1]}}',
    "a huge number": b'{"task_id": ' + b"9" * 5_000 + b"}",
}


@pytest.mark.parametrize("data", ODD.values(), ids=ODD.keys())
async def test_an_odd_body_is_answered_and_changes_nothing(line: Line, data: bytes) -> None:
    """Whatever arrives at a job's address: an answer, no adoption, no fault."""
    job = await lost(line.bench)
    answer = await line.post(f"/engine/{job.token}", data=data)
    assert answer == (200, {"status": "success"})
    assert (await line.bench.job(job.code)).remote_task_id is None


async def test_a_large_body_is_not_read(line: Line) -> None:
    """More than 64 kB is refused."""
    job = await lost(line.bench)
    body = b'{"task_id": "555", "x": "' + b"x" * 70_000 + b'"}'
    assert (await line.post(f"/engine/{job.token}", data=body))[0] == 413
    assert (await line.bench.job(job.code)).status is JobStatus.UNCONFIRMED


async def test_half_sent_calls_hold_up_nobody_for_long(bench: Bench) -> None:
    """Of many calls whose bodies never come, the first are waited for a moment, the rest sent
    away; afterwards the next is answered."""
    job = await lost(bench)
    begun = (
        f"POST /engine/{job.token} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
        "Connection: close\r\n\r\n{"
    )
    async with listening(bench, Bounds(body_within_s=0.3)) as line:
        answers = await asyncio.gather(*(sent(line, begun) for _ in range(40)))
        statuses = sorted(int(answer.split()[1]) for answer in answers)
        assert statuses == [408] * 32 + [503] * 8
        assert await line.call(job, NAMED["V1"]) == (200, {"status": "success"})


async def sent(line: Line, begun: str) -> str:
    """The beginning of a call, and what comes back until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(line.root.rpartition(":")[2]))
    writer.write(begun.encode())
    try:
        async with asyncio.timeout(10):
            return (await reader.read()).decode()
    except ConnectionError:
        return ""
    finally:
        writer.close()


@pytest.mark.parametrize("begun", ["", "POST /gl", "POST / HTTP/1.1\r\nHost: x\r\n"], ids=repr)
async def test_a_head_that_never_ends_is_not_waited_for(bench: Bench, begun: str) -> None:
    """A connection that sends half a head, or nothing, is closed after a moment."""
    job = await lost(bench)
    async with listening(bench, Bounds(head_within_s=0.2)) as line:
        assert await sent(line, begun) == ""
        assert await line.call(job, NAMED["V1"]) == (200, {"status": "success"})


async def test_a_head_in_drops_is_not_waited_for(bench: Bench) -> None:
    """Its time counts for the whole head: a letter now and then does not prolong it."""
    async with listening(bench, Bounds(head_within_s=0.2)) as line:
        port = int(line.root.rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        loop = asyncio.get_running_loop()
        ended = asyncio.create_task(reader.read())
        began = loop.time()
        while not ended.done() and loop.time() - began < 5:
            writer.write(b"x")
            await asyncio.wait([ended], timeout=0.05)
        assert ended.done()
        await asyncio.gather(ended, return_exceptions=True)
        writer.close()


async def test_more_connections_than_the_bound_are_closed_at_once(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    """Idle ones keep their places, further ones find none, in one line of the log; and when the
    idle ones' time is over the next call is answered."""
    job = await lost(bench)
    async with listening(bench, Bounds(head_within_s=1, most_open=3)) as line:
        port = int(line.root.rpartition(":")[2])
        idle = [await asyncio.open_connection("127.0.0.1", port) for _ in range(3)]
        began = asyncio.get_running_loop().time()
        assert [await sent(line, "POST /gl") for _ in range(5)] == [""] * 5
        assert asyncio.get_running_loop().time() - began < 0.9
        for reader, writer in idle:
            await reader.read()
            writer.close()
        assert await line.call(job, NAMED["V1"]) == (200, {"status": "success"})
    assert [record.name for record in caplog.records] == ["services.inbound.connections"]


@pytest.mark.parametrize(
    "begun",
    ["\x16\x03\x01\x02 TLS\r\n\r\n", "POST / HTTP/1.1\r\nbad header\r\n\r\n"],
    ids=["another protocol", "a broken head"],
)
async def test_what_is_no_request_is_answered_and_not_logged(
    line: Line, begun: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Strangers can't fill the log."""
    assert (await sent(line, begun)).split()[1] == "400"
    assert caplog.text == ""


async def test_a_body_that_is_packed_wrong_is_a_bad_request(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    """Said to be gzip and none: 400, and one line without a trace, which names the job."""
    caplog.set_level(logging.INFO)
    job = await lost(line.bench)
    caplog.clear()
    packed = {"Content-Encoding": "gzip"}
    answer = await line.post(f"/engine/{job.token}", data=b"xx", headers=packed)
    assert answer == (400, {"status": "unreadable"})
    (record,) = caplog.records
    assert record.exc_info is None
    assert record.code == job.code


WRONG = {
    "unknown token": ("POST", "/engine/" + "0" * 32),
    "short token": ("POST", "/engine/abc"),
    "capitals": ("POST", "/engine/{}", str.upper),
    "no token": ("POST", "/engine/"),
    "a longer path": ("POST", "/engine/{}/x"),
    "another door": ("POST", "/admin"),
    "the root": ("GET", "/"),
    "looking": ("GET", "/engine/{}"),
    "putting": ("PUT", "/engine/{}"),
    "half a prefix": ("POST", "/green/engine/{}"),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
async def test_everything_else_is_one_and_the_same_404(line: Line, wrong: tuple) -> None:
    """Nobody learns which tokens or paths there are."""
    method, path, *change = wrong
    job = await lost(line.bench)
    token = change[0](job.token) if change else job.token
    url = line.root + path.format(token)
    async with line.session.request(method, url, json=NAMED["V1"]) as answer:
        assert (answer.status, await answer.json()) == (404, {"status": "not found"})
    assert (await line.bench.job(job.code)).status is JobStatus.UNCONFIRMED


async def test_nothing_of_token_or_body_is_logged(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    """Log lines name the job by its code."""
    caplog.set_level(logging.DEBUG)
    job = await lost(line.bench)
    await line.call(job, {"task_id": "555", "status": "a-secret-word"})
    await line.call(job, {"challenge": "a-secret-word"})
    await line.post("/engine/" + "0" * 32, data=b"a-secret-word")
    text = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert job.code in text
    assert job.token not in text
    assert "a-secret-word" not in text


async def test_a_full_disk_is_answered(line: Line) -> None:
    """While nothing can be written the engine is told to try again; then the shot is found."""
    job = await lost(line.bench)
    line.bench.database.full_for = 1
    assert await line.call(job, NAMED["V1"]) == (503, {"status": "busy"})
    line.bench.clock.skip(seconds=2)
    assert await line.call(job, NAMED["V1"]) == (200, {"status": "success"})
    await line.bench.step()
    assert (await line.bench.job(job.code)).status is JobStatus.RUNNING


async def test_a_port_that_is_taken_is_said(line: Line) -> None:
    """The operator reads which setting to change."""
    port = int(line.root.rpartition(":")[2])
    callbacks = Callbacks(line.bench.ground, line.bench.reconciler, line.bench.worker)
    with pytest.raises(CannotListen, match="GREENLIGHT_CALLBACK_PORT"):
        async with CallbackServer(callbacks, base=BASE, host="127.0.0.1", port=port):
            pass


@pytest.mark.parametrize(
    ("base", "calls_back", "wanted"),
    [(BASE, True, f"{BASE}/engine/{{}}"), (BASE, False, ""), ("", True, "")],
    ids=["both", "an engine that does not", "no address"],
)
async def test_engines_are_told_where_to_call(
    bench: Bench, base: str, calls_back: bool, wanted: str
) -> None:
    """The order holds the job's own address, where there is one and the engine calls back."""
    bench.provider.capabilities = Capabilities(calls_back=calls_back)
    bench = replace(bench, callback_base=base)
    job = await bench.request()
    await bench.step()
    assert bench.provider.submits[0].callback_url == wanted.format(job.token)
