"""The way to an engine: where a key goes, which certificates are taken, and plain http."""

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from services.providers.base import EngineError, Meaning
from tests.services.providers.account import everything_said, refusal
from tests.services.providers.adapters import (
    ADAPTERS,
    CLIP,
    Adapter,
    every_operation,
    named,
    with_link,
)
from tests.services.providers.scripted_engine import ScriptedEngine, http

EVERY = pytest.mark.parametrize(("adapter", "operation"), every_operation(), ids=named)
EACH = pytest.mark.parametrize("adapter", ADAPTERS, ids=named)


@pytest.fixture
async def self_signed() -> AsyncIterator[ScriptedEngine]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(Path(__file__).with_name("self_signed.pem"))
    async with ScriptedEngine(script=[http(200, {"id": "1", "task_id": "1"})], tls=tls) as running:
        yield running


@pytest.mark.parametrize(
    ("status", "at_submit"), [(302, Meaning.ANSWER_LOST), (307, Meaning.ADDRESS)]
)
@EVERY
async def test_a_redirect_of_what_carries_the_key(
    adapter: Adapter,
    operation: str,
    status: int,
    at_submit: Meaning,
    engine: ScriptedEngine,
    session: aiohttp.ClientSession,
    tmp_path: Path,
) -> None:
    """It is not followed, to no other host and with no other method, and it orders nothing."""
    async with ScriptedEngine(script=[http(200, adapter.good[operation])]) as other:
        engine.script = [http(status, b"", {"Location": f"{other.url}/v1"})]
        provider = adapter.provider(engine.url, session)
        error = await refusal(adapter.ask(provider, operation, tmp_path))
        await provider.check()
        assert other.seen == []
    assert error.meaning is (at_submit if operation == "submit" else Meaning.UNAVAILABLE)


@EACH
async def test_a_link_to_another_host(
    adapter: Adapter, engine: ScriptedEngine, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    """A clip lies elsewhere, and there it moves again: it is fetched without the key."""
    async with ScriptedEngine(script=[http(200, CLIP)]) as last:
        moved = http(302, b"", {"Location": f"{last.url}/clip.mp4"})
        async with ScriptedEngine(script=[moved]) as store:
            link = f"{store.url}/clip.mp4"
            engine.script = [http(200, with_link(adapter.good["download"], link))]
            provider = adapter.provider(engine.url, session)
            await adapter.ask(provider, "download", tmp_path)
    assert (tmp_path / "clip.part").read_bytes() == CLIP
    assert [len(store.seen), len(last.seen)] == [1, 1]
    assert not [seen for seen in (*store.seen, *last.seen) if "authorization" in seen.headers]
    assert all("authorization" in seen.headers for seen in engine.seen)


@pytest.mark.parametrize(
    "link", ["http://192.0.2.7:81/clip", "ftp://127.0.0.1/clip", "http://127.0.0.example:81/clip"]
)
@EACH
async def test_a_link_without_protection(
    adapter: Adapter,
    link: str,
    engine: ScriptedEngine,
    session: aiohttp.ClientSession,
    tmp_path: Path,
) -> None:
    """A clip's link to another machine is https or is not followed."""
    engine.script = [http(200, with_link(adapter.good["download"], link))]
    provider = adapter.provider(engine.url, session)
    error = await refusal(adapter.ask(provider, "download", tmp_path))
    assert (error.meaning, error.text) == (
        Meaning.UNAVAILABLE,
        "download: the link is not https",
    )


@EVERY
async def test_a_certificate_nobody_vouches_for(
    adapter: Adapter,
    operation: str,
    self_signed: ScriptedEngine,
    session: aiohttp.ClientSession,
    tmp_path: Path,
) -> None:
    """Nothing is sent to a host that can't prove its name, and a submit says so."""
    provider = adapter.provider(self_signed.url, session)
    error = await refusal(adapter.ask(provider, operation, tmp_path))
    unsent = Meaning.NOT_SENT if operation == "submit" else Meaning.UNAVAILABLE
    assert error.meaning is unsent
    found = await provider.check()
    assert not found.reachable
    assert "certificate" in found.problem
    assert self_signed.seen == []


@EACH
async def test_a_clip_from_a_host_nobody_vouches_for(
    adapter: Adapter,
    engine: ScriptedEngine,
    self_signed: ScriptedEngine,
    session: aiohttp.ClientSession,
    tmp_path: Path,
) -> None:
    """A clip's link is held to the same."""
    link = f"{self_signed.url}/clip.mp4"
    engine.script = [http(200, with_link(adapter.good["download"], link))]
    provider = adapter.provider(engine.url, session)
    error = await refusal(adapter.ask(provider, "download", tmp_path))
    assert error.meaning is Meaning.UNAVAILABLE
    assert self_signed.seen == []


async def test_the_host_nobody_vouches_for_does_answer(
    self_signed: ScriptedEngine, session: aiohttp.ClientSession
) -> None:
    """Whoever does not look at certificates gets an answer: it is our looking that refuses."""
    async with session.get(f"{self_signed.url}/", ssl=False) as response:
        assert response.status == 200
    assert len(self_signed.seen) == 1


@EVERY
async def test_a_certificate_in_an_error(
    adapter: Adapter,
    operation: str,
    self_signed: ScriptedEngine,
    session: aiohttp.ClientSession,
    tmp_path: Path,
) -> None:
    """What is told of it names neither key nor address."""
    provider = adapter.provider(self_signed.url, session, key="sk-another-key-42")
    said = await everything_said(adapter.ask(provider, operation, tmp_path))
    assert EngineError.__name__ in said
    assert "sk-another-key-42" not in said
