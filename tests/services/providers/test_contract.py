"""What every adapter owes the port, whatever goes wrong on the way."""

from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from services.providers.base import EngineError, Meaning
from tests.services.providers.account import (
    BROKEN,
    KEY,
    UNREADABLE,
    closed_port,
    everything_said,
    outcome,
    refusal,
)
from tests.services.providers.adapters import (
    ADAPTERS,
    CLIP,
    Adapter,
    every_operation,
    named,
    with_link,
)
from tests.services.providers.scripted_engine import Cut, Reply, ScriptedEngine, Silence, http

EVERY = pytest.mark.parametrize(("adapter", "operation"), every_operation(), ids=named)
EACH = pytest.mark.parametrize("adapter", ADAPTERS, ids=named)
HTML = b"<html><body><h1>Bad Gateway</h1></body></html>"


@dataclass(frozen=True)
class Trouble:
    """An answer, and what it may mean: for a submit, and for all that may be asked again."""

    reply: Reply
    submit: frozenset[Meaning]
    others: Meaning = Meaning.UNAVAILABLE


def trouble(reply: Reply, *submit: Meaning, others: Meaning = Meaning.UNAVAILABLE) -> Trouble:
    return Trouble(reply, frozenset(submit or {Meaning.ANSWER_LOST}), others)


#: Of all that can't be read; what reads it is the same for every adapter.
SOME_OF_THEM = (
    "HTML",
    "no content",
    "half a JSON",
    "too deep",
    "broken off",
    "cut after sending",
    "no HTTP",
)
TROUBLES = {
    **{name: trouble({**UNREADABLE, **BROKEN}[name]) for name in SOME_OF_THEM},
    "HTML 502": trouble(http(502, HTML)),
    "HTML 503": trouble(http(503, HTML)),
    "HTML 529": trouble(http(529, HTML)),
    "HTML 404": trouble(http(404, HTML), Meaning.ADDRESS, Meaning.ABSENT),
    "HTML 400": trouble(http(400, HTML), Meaning.PARAMETERS),
    "408": trouble(http(408)),
    "401": trouble(http(401, {"error": "no"}), Meaning.KEY, others=Meaning.KEY),
    "402": trouble(http(402, {"error": "pay"}), Meaning.MONEY, others=Meaning.MONEY),
    "429": trouble(
        http(429, {"error": "slow"}, {"Retry-After": "17"}), Meaning.BUSY, others=Meaning.BUSY
    ),
    "429 cut short": trouble(
        Cut(http(429, {"error": "slow down"})[:-5]), Meaning.BUSY, others=Meaning.BUSY
    ),
}


@pytest.mark.parametrize("name", TROUBLES)
@EVERY
async def test_trouble_with_an_answer(
    adapter: Adapter,
    operation: str,
    name: str,
    engine: ScriptedEngine,
    session: aiohttp.ClientSession,
    tmp_path: Path,
) -> None:
    """It is an EngineError of a listed meaning; a submit goes out once, and no key comes back."""
    expected = TROUBLES[name]
    engine.script = [expected.reply]
    provider = adapter.provider(engine.url, session)
    error = await refusal(adapter.ask(provider, operation, tmp_path))
    if operation == "submit":
        assert error.meaning in expected.submit
        assert len(engine.seen) == 1
    else:
        assert error.meaning is expected.others
    assert error.retry_after_s == (17.0 if name == "429" else None)
    assert f"{error} {error.text}".isprintable()


@EVERY
async def test_no_answer_in_time(
    adapter: Adapter,
    operation: str,
    engine: ScriptedEngine,
    session: aiohttp.ClientSession,
    tmp_path: Path,
) -> None:
    """Silence is a lost answer at submit, and a reason to ask again at all others."""
    engine.script = [Silence()]
    provider = adapter.provider(engine.url, session, timeout_s=0.05)
    error = await refusal(adapter.ask(provider, operation, tmp_path))
    lost = Meaning.ANSWER_LOST if operation == "submit" else Meaning.UNAVAILABLE
    assert error.meaning is lost


@EVERY
async def test_nobody_there(
    adapter: Adapter, operation: str, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    """Without a connection nothing was sent, and a submit says so."""
    provider = adapter.provider(f"http://127.0.0.1:{closed_port()}", session)
    error = await refusal(adapter.ask(provider, operation, tmp_path))
    unsent = Meaning.NOT_SENT if operation == "submit" else Meaning.UNAVAILABLE
    assert error.meaning is unsent


LINKS = {
    "gone": (http(404), Meaning.UNAVAILABLE),
    "expired": (http(403, b"<Error>expired</Error>"), Meaning.UNAVAILABLE),
    "limit": (http(429), Meaning.BUSY),
    "broken": (http(500, HTML), Meaning.UNAVAILABLE),
    "empty": (http(200), Meaning.UNAVAILABLE),
    "truncated": (Cut(http(200, CLIP)[:-1000]), Meaning.UNAVAILABLE),
    "cut": (Cut(), Meaning.UNAVAILABLE),
    "in circles": (http(302, b"", {"Location": "/again?Signature=signed"}), Meaning.UNAVAILABLE),
    "silence": (Silence(), Meaning.UNAVAILABLE),
}


@pytest.mark.parametrize(("reply", "meaning"), LINKS.values(), ids=LINKS)
@EACH
async def test_trouble_with_the_clip(
    adapter: Adapter,
    reply: Reply,
    meaning: Meaning,
    engine: ScriptedEngine,
    session: aiohttp.ClientSession,
    tmp_path: Path,
) -> None:
    """A clip that does not come whole is fetched again later; its link is as good as a key."""
    link = f"{engine.url}/clip?Signature=signed"
    engine.script = [http(200, with_link(adapter.good["download"], link)), reply]
    provider = adapter.provider(engine.url, session, timeout_s=0.05 if reply == Silence() else 5)
    error = await refusal(adapter.ask(provider, "download", tmp_path))
    assert error.meaning is meaning
    engine.script = [http(200, with_link(adapter.good["download"], link)), reply]
    assert "signed" not in await everything_said(adapter.ask(provider, "download", tmp_path))


@EVERY
async def test_good_answers(
    adapter: Adapter,
    operation: str,
    engine: ScriptedEngine,
    session: aiohttp.ClientSession,
    tmp_path: Path,
) -> None:
    """The answers that all the troubles replace are good ones."""
    good = with_link(adapter.good[operation], f"{engine.url}/clip")
    gone = http(200, {"action": "cancelled", "deleted": True})
    then = {"download": http(200, CLIP), "cancel": gone}
    engine.script = [http(200, good), *([then[operation]] if operation in then else [])]
    provider = adapter.provider(engine.url, session)
    assert not isinstance(await outcome(adapter.ask(provider, operation, tmp_path)), EngineError)


@EACH
async def test_the_key_is_nowhere(
    adapter: Adapter,
    engine: ScriptedEngine,
    session: aiohttp.ClientSession,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Even an engine that repeats the key it was given finds it in no error, trace or log line."""
    caplog.set_level("DEBUG")
    provider = adapter.provider(engine.url, session)
    echo = f"wrong key {KEY} given"
    texts = [repr(provider), str(vars(provider))]
    for reply in (
        http(401, {"error": {"message": echo, "code": KEY, "type": echo}, "request_id": KEY}),
        http(401, {"detail": echo}),
        http(500, echo.encode()),
        http(429, {"error": echo}, {"Trace-Id": KEY, "X-Request-Id": KEY}),
        http(200, {"error": {"message": echo, "code": KEY}, "id": "9", "status": "failed"}),
        http(200, adapter.failed),
        *BROKEN.values(),
    ):
        for operation in adapter.operations:
            engine.script = [reply]
            texts.append(await everything_said(adapter.ask(provider, operation, tmp_path)))
        texts.append(repr(await provider.check()))
    texts.extend(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert any("[key]" in text for text in texts)
    assert not [text for text in texts if KEY in text or KEY[:12] in text]
