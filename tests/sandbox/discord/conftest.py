"""A fresh sandbox Discord for every test, and clients to talk to it."""

import aiohttp
import pytest

from tests.examined import examined
from tests.sandbox.discord.raw import Raw


@pytest.fixture
async def discord_sandbox():
    async with examined() as discord:
        yield discord


@pytest.fixture
async def raw(discord_sandbox):
    async with aiohttp.ClientSession() as session:
        yield Raw(discord_sandbox, session)
