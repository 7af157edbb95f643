"""Whatever an engine answers: no exception outside the family, and no job is ever lost."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.providers.base import (
    EngineError,
    Listed,
    Meaning,
    Polled,
    Reachability,
    RemoteStatus,
    Submitted,
)
from services.providers.engine_http import engine_session
from tests.services.providers.account import outcome
from tests.services.providers.adapters import ADAPTERS, CLIP, Adapter, named
from tests.services.providers.arbitrary_answers import nearly, senseless, statuses
from tests.services.providers.scripted_engine import Cut, Reply, ScriptedEngine, http

OF_FAILURE = {
    Meaning.CONTENT,
    Meaning.OUTPUT,
    Meaning.INVISIBLE,
    Meaning.PARAMETERS,
    Meaning.ENGINE,
}
OF_READING = {Meaning.UNAVAILABLE, Meaning.BUSY, Meaning.PLAN, Meaning.KEY, Meaning.MONEY}
OF_SUBMIT = set(Meaning) - {Meaning.UNAVAILABLE, Meaning.ENGINE}
EACH = pytest.mark.parametrize("adapter", ADAPTERS, ids=named)
BOUNDED = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@EACH
@BOUNDED
@given(body=senseless, status=statuses)
def test_json_without_sense(adapter: Adapter, body: object, status: int, tmp_path: Path) -> None:
    """Each operation answers or raises EngineError, whatever JSON comes."""
    replies = {name: [http(status, body)] for name in adapter.operations}
    asyncio.run(ask_everything(adapter, replies, tmp_path))


@EACH
@BOUNDED
@given(data=st.data(), status=statuses)
def test_nearly_good_json(
    adapter: Adapter, data: st.DataObject, status: int, tmp_path: Path
) -> None:
    """The same when the shape is right and one thing in it is not."""
    replies = {
        name: [http(status, data.draw(nearly(good), label=name)), http(200, CLIP)]
        for name, good in adapter.good.items()
    }
    asyncio.run(ask_everything(adapter, replies, tmp_path))


@EACH
@BOUNDED
@given(noise=st.binary(max_size=300), prefix=st.sampled_from([b"", b"HTTP/1.1 200 OK\r\n"]))
def test_noise_instead_of_http(
    adapter: Adapter, noise: bytes, prefix: bytes, tmp_path: Path
) -> None:
    """The same when no HTTP comes at all."""
    replies = {name: [Cut(prefix + noise)] for name in adapter.operations}
    asyncio.run(ask_everything(adapter, replies, tmp_path))


async def ask_everything(adapter: Adapter, replies: dict[str, list[Reply]], folder: Path) -> None:
    async with ScriptedEngine() as engine, engine_session() as session:
        provider = adapter.provider(engine.url, session)
        for operation, script in replies.items():
            engine.script = list(script)
            hold(operation, await outcome(adapter.ask(provider, operation, folder)))
        assert isinstance(await provider.check(), Reachability)


def hold(operation: str, found: object) -> None:
    """What an operation gave is what the port promises of it."""
    match found:
        case EngineError():
            allowed = OF_SUBMIT if operation == "submit" else OF_READING
            assert found.meaning in allowed, found
            assert f"{found.code} {found.text} {found.trace_id}".isprintable()
        case Submitted():
            assert operation == "submit"
            assert found.remote_task_id.isascii()
            assert found.remote_task_id.isprintable()
        case Polled(status=RemoteStatus.FAILED):
            assert found.error is not None
            assert found.error.meaning in OF_FAILURE
        case Polled(status=RemoteStatus.SUCCEEDED):
            assert found.result_ref
        case tuple():
            assert operation == "list"
            assert all(isinstance(one, Listed) for one in found)
        case _:
            assert isinstance(found, Polled | bool | None), found
