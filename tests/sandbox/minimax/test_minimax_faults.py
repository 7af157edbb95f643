"""Trouble on demand, at every operation."""

import asyncio
import json

import aiohttp
import pytest

from media.clips import check_clip
from media.errors import ClipBroken
from sandbox.minimax.server import Fault, FaultKind, Operation

GOOD = {"model": "T2V-01", "prompt": "a fox"}
OPERATIONS = (Operation.SUBMIT, Operation.QUERY, Operation.RETRIEVE, Operation.DOWNLOAD)
"""Those of the first API generation."""


class Caller:
    """Makes one call of an operation, whichever it is."""

    def __init__(self, client, operation: Operation) -> None:
        self.client = client
        self.operation = operation
        self._link = ""
        self._numbers = ("", "")

    async def prepare(self) -> None:
        if self.operation is not Operation.SUBMIT:
            self._link = await self.client.link(**GOOD)
            (order,) = self.client.sandbox.orders.values()
            self._numbers = (order.remote_task_id, str(order.file_id))

    def call(self, **options):
        session, url = self.client.session, self.client.sandbox.url
        headers = self.client.headers
        if self.operation is Operation.SUBMIT:
            return session.post(f"{url}/v1/video_generation", json=GOOD, headers=headers, **options)
        if self.operation is Operation.DOWNLOAD:
            return session.get(self._link, **options)
        path = f"/v1/files/retrieve?file_id={self._numbers[1]}"
        if self.operation is Operation.QUERY:
            path = f"/v1/query/video_generation?task_id={self._numbers[0]}"
        return session.get(url + path, headers=headers, **options)


@pytest.fixture(params=OPERATIONS, ids=str)
async def caller(request, client) -> Caller:
    made = Caller(client, request.param)
    await made.prepare()
    return made


def inject(caller: Caller, kind: FaultKind, **plan):
    return caller.client.sandbox.inject(Fault(operation=caller.operation, kind=kind, **plan))


@pytest.mark.parametrize("code", [1000, 1002, 1004, 1008, 1026, 2013, 2056, 77])
async def test_any_code(caller, code):
    """Every operation can answer any code inside HTTP 200, once; the next call is well."""
    inject(caller, FaultKind.BASE_RESP, code=code)
    async with caller.call() as response:
        assert response.status == 200
        assert (await response.json())["base_resp"]["status_code"] == code
        assert response.headers["Trace-Id"]
    async with caller.call() as response:
        assert response.status == 200
        body = await response.read()
        assert body[4:8] == b"ftyp" or json.loads(body)["base_resp"]["status_code"] == 0


@pytest.mark.parametrize("status", [400, 401, 429, 500, 503])
@pytest.mark.parametrize(
    "error", ["too bad", {"message": "too bad"}, None], ids=["text", "object", "empty"]
)
async def test_any_status_with_an_error_field(caller, status, error):
    """Every operation can answer as resellers do: a status and `error`, or nothing at all."""
    inject(caller, FaultKind.HTTP, status=status, error=error, headers={"Retry-After": "7"})
    async with caller.call() as response:
        assert response.status == status
        assert response.headers["Retry-After"] == "7"
        text = await response.text()
        assert text == "" if error is None else json.loads(text) == {"error": error}


async def test_a_page_instead_of_an_answer(caller):
    """A proxy's page arrives as HTML."""
    inject(caller, FaultKind.HTML)
    async with caller.call() as response:
        assert (response.status, response.content_type) == (502, "text/html")
        assert "<h1>" in await response.text()


async def test_anything_instead_of_an_answer(caller):
    """Any bytes under any type can be answered."""
    inject(caller, FaultKind.BODY, body="{not json", content_type="application/json")
    async with caller.call() as response:
        assert (response.status, response.content_type) == (200, "application/json")
        assert await response.text() == "{not json"


async def test_a_redirect(caller):
    """A redirect names its place."""
    inject(caller, FaultKind.REDIRECT, status=307, location="http://127.0.0.1:1/x")
    async with caller.call(allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (307, "http://127.0.0.1:1/x")


@pytest.mark.parametrize(
    ("kind", "made"), [(FaultKind.DROP_BEFORE, 0), (FaultKind.DROP_AFTER, 1)], ids=str
)
async def test_a_cut_connection_before_and_after(caller, kind, made):
    """A cut before processing makes nothing; a cut after it has made and charged the order."""
    orders = len(caller.client.sandbox.orders)
    # aiohttp repeats a GET by itself once, so that one cut of it would not be seen.
    inject(caller, kind, times=1 if caller.operation is Operation.SUBMIT else 2)
    with pytest.raises(aiohttp.ClientConnectionError):
        await caller.call()
    expected = made if caller.operation is Operation.SUBMIT else 0
    assert len(caller.client.sandbox.orders) == orders + expected
    assert caller.client.sandbox.counters.charges == orders + expected


@pytest.mark.parametrize("kind", [FaultKind.HOLD_BEFORE, FaultKind.HOLD_AFTER], ids=str)
async def test_a_held_answer(caller, kind):
    """A held call can be waited for, is processed or not while it is held, then goes on."""
    orders = len(caller.client.sandbox.orders)
    fault = inject(caller, kind)
    call = asyncio.ensure_future(caller.call())
    await fault.reached()
    if caller.operation is Operation.SUBMIT and kind is FaultKind.HOLD_AFTER:
        await caller.client.sandbox.wait_for(lambda s: len(s.orders) == orders + 1)
    if kind is FaultKind.HOLD_BEFORE:
        assert len(caller.client.sandbox.orders) == orders
    assert not call.done()
    fault.release()
    async with await call as response:
        assert response.status == 200
    assert fault.hits == 1


async def test_a_slow_answer(caller):
    """A slow body arrives whole, in pieces."""
    inject(caller, FaultKind.SLOW, seconds=0.2)
    loop = asyncio.get_running_loop()
    started = loop.time()
    async with caller.call() as response:
        body = await response.read()
    assert loop.time() - started > 0.1
    assert len(body) == int(response.headers["Content-Length"])


async def test_a_truncated_answer(caller):
    """Half the answer as a whole one: nothing but its content is wrong."""
    inject(caller, FaultKind.TRUNCATED)
    async with caller.call() as response:
        half = await response.read()
    async with caller.call() as response:
        whole = await response.read()
    assert len(half) < len(whole)


async def test_an_answer_cut_in_the_middle(caller):
    """The connection dies before the announced length."""
    inject(caller, FaultKind.CUT)
    with pytest.raises(aiohttp.ClientPayloadError):
        async with caller.call() as response:
            await response.read()


async def test_a_wrong_type(caller):
    """The right bytes under a wrong name."""
    inject(caller, FaultKind.WRONG_TYPE, content_type="text/plain")
    async with caller.call() as response:
        assert response.content_type == "text/plain"
        assert len(await response.read()) > 10


async def test_a_truncated_clip_is_broken(client, minimax, tmp_path):
    """The truncated download is a file that does not decode to its end."""
    link = await client.link(**GOOD)
    minimax.inject(Fault(operation=Operation.DOWNLOAD, kind=FaultKind.TRUNCATED))
    path = tmp_path / "a.mp4"
    async with client.session.get(link) as response:
        path.write_bytes(await response.read())
    with pytest.raises(ClipBroken):
        check_clip(path)


async def test_the_nth_call_and_several_times(client, minimax):
    """A fault falls on the n-th call from now, so many times, or for ever until removed."""
    third = Fault(operation=Operation.SUBMIT, kind=FaultKind.BASE_RESP, code=1002, nth=3, times=2)
    minimax.inject(third)
    codes = [(await client.submit(**GOOD))["base_resp"]["status_code"] for _ in range(6)]
    assert codes == [0, 0, 1002, 1002, 0, 0]
    always = minimax.inject(
        Fault(operation=Operation.SUBMIT, kind=FaultKind.BASE_RESP, code=1000, times=0)
    )
    codes = [(await client.submit(**GOOD))["base_resp"]["status_code"] for _ in range(3)]
    assert codes == [1000] * 3
    always.remove()
    assert (await client.submit(**GOOD))["base_resp"]["status_code"] == 0


@pytest.mark.parametrize("code", [0, 1000, 1026, 1027])
async def test_an_order_fails_on_demand(client, minimax, code):
    """An order can be accepted and fail with any code, even 0."""
    minimax.fail_next(code)
    told = await client.submit(**GOOD)
    done = await client.finished(told["task_id"])
    assert (done["status"], done["base_resp"]["status_code"]) == ("Fail", code)


async def test_instant_is_success_at_the_first_poll(client, minimax):
    """With `instant` the first query after the submit tells Success."""
    minimax.instant = True
    told = await client.submit(**GOOD)
    assert (await client.query(told["task_id"]))["status"] == "Success"
    assert minimax.counters.queries == 1


async def test_down_refuses_and_comes_back_on_the_same_port(client, minimax):
    """While it is down connections are refused; afterwards the order is still known."""
    told = await client.submit(**GOOD)
    port = minimax.port
    await minimax.down()
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.query(told["task_id"])
    await minimax.up()
    assert minimax.port == port
    assert (await client.query(told["task_id"]))["task_id"] == told["task_id"]


async def test_going_down_cuts_what_is_held(client, minimax):
    """A held call is cut, not answered, when the server goes down."""
    fault = minimax.inject(Fault(operation=Operation.SUBMIT, kind=FaultKind.HOLD_AFTER))
    call = asyncio.create_task(client.submit(**GOOD))
    await fault.reached()
    await minimax.wait_for(lambda s: s.counters.accepted == 1)
    await minimax.down()
    with pytest.raises(aiohttp.ClientConnectionError):
        await call


async def test_waiting_gives_up_with_the_counters(minimax):
    """A condition that does not come true ends with what was counted."""
    with pytest.raises(TimeoutError, match="submits=0"):
        await minimax.wait_for(lambda s: s.counters.submits > 0, timeout=0.01)
