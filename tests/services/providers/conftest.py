"""A scripted engine, a session and an account with it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from services.providers.engine_http import engine_session
from services.providers.minimax_v1 import MiniMaxV1
from services.providers.minimax_v2 import MiniMaxV2
from tests.services.providers.account import provider
from tests.services.providers.account_v2 import provider_v2
from tests.services.providers.scripted_engine import (
    ScriptedEngine,
)


@pytest.fixture
async def engine() -> AsyncIterator[ScriptedEngine]:
    async with ScriptedEngine() as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with engine_session() as made:
        yield made


@pytest.fixture
def minimax(engine: ScriptedEngine, session: aiohttp.ClientSession) -> MiniMaxV1:
    return provider(engine.url, session)


@pytest.fixture
def h3(engine: ScriptedEngine, session: aiohttp.ClientSession) -> MiniMaxV2:
    return provider_v2(engine.url, session)
