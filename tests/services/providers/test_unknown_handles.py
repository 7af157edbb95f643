"""What an engine says of a handle that it never gave, told from trouble on the way to it."""

from pathlib import Path

import aiohttp
import pytest

from services.providers.base import EngineError, Meaning, Polled, UnknownRemoteTask
from services.providers.kinds import MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS
from tests.services.providers.account import refusal
from tests.services.providers.adapters import ADAPTERS, Adapter, named
from tests.services.providers.scripted_engine import Reply, ScriptedEngine, http

PAGE = http(404, b"<html>nginx</html>")
V1_CODE = http(200, {"base_resp": {"status_code": 2013, "status_msg": "invalid task_id"}})
V1_LIMIT = http(200, {"base_resp": {"status_code": 1002, "status_msg": "rate limit"}})
V2_ERROR = http(
    400, {"type": "error", "error": {"type": "bad_request_error", "message": "no (2013)"}}
)
VIDEOS_ERROR = http(404, {"error": {"message": "Video not found", "code": None}})
JSON_404 = http(404, {"detail": "not found"})
UNKNOWN: list[tuple[str, Reply]] = [
    (MINIMAX_V1, V1_CODE),
    (MINIMAX_V1, JSON_404),
    (MINIMAX_V2, V2_ERROR),
    (MINIMAX_V2, JSON_404),
    (OPENAI_VIDEOS, VIDEOS_ERROR),
    (OPENAI_VIDEOS, JSON_404),
]
TROUBLE: list[tuple[str, Reply]] = [
    (MINIMAX_V1, V1_LIMIT),
    *((kind, PAGE) for kind in (MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS)),
    *((kind, http(503, {})) for kind in (MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS)),
    *((kind, http(401, {})) for kind in (MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS)),
]


async def polled(
    kind: str, answer: Reply, engine: ScriptedEngine, session: aiohttp.ClientSession
) -> EngineError:
    adapter = next(one for one in ADAPTERS if one.kind == kind)
    engine.script = [answer] * 3
    provider = adapter.provider(engine.url, session)
    return await refusal(provider.poll("424010985738629"))


@pytest.mark.parametrize(("kind", "answer"), UNKNOWN)
async def test_a_handle_that_nobody_knows(
    kind: str, answer: Reply, engine: ScriptedEngine, session: aiohttp.ClientSession
) -> None:
    """The engine's own word that there is none is told apart, and ends no job."""
    error = await polled(kind, answer, engine, session)
    assert isinstance(error, UnknownRemoteTask)
    assert error.meaning is Meaning.UNAVAILABLE


@pytest.mark.parametrize(("kind", "answer"), TROUBLE)
async def test_trouble_is_no_word_about_a_handle(
    kind: str, answer: Reply, engine: ScriptedEngine, session: aiohttp.ClientSession
) -> None:
    """A page of something in between, a refused key, a busy engine: nothing is known then."""
    assert not isinstance(await polled(kind, answer, engine, session), UnknownRemoteTask)


@pytest.mark.parametrize("adapter", ADAPTERS, ids=named)
async def test_what_the_engine_tells_beside(
    adapter: Adapter, engine: ScriptedEngine, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    """MiniMax V2 says of what model and moment a remote task is; that comes along."""
    engine.script = [http(200, adapter.good["poll"])]
    seen = await adapter.ask(adapter.provider(engine.url, session), "poll", tmp_path)
    assert isinstance(seen, Polled)
    if adapter.kind == MINIMAX_V2:
        assert seen.told is not None
        assert seen.told.model == "MiniMax-H3"
        assert seen.told.created_at is not None
