"""A fresh sandbox Discord for every test, and clients to talk to it.

Every exchange of these tests is held against Discord's own OpenAPI file.
"""

import os
import warnings
from pathlib import Path

import aiohttp
import pytest

from sandbox.discord.server import DiscordSandbox
from sandbox.discord.specification import Specification, Verdicts
from tests.sandbox.discord.raw import Raw

BESIDE = Path(__file__).parents[4] / "shared" / "discord" / "openapi.json"


@pytest.fixture(scope="session")
def specification():
    """Discord's OpenAPI file; outside CI it may be missing, and then nothing is held against it."""
    path = Path(os.environ.get("DISCORD_OPENAPI") or BESIDE)
    if path.exists():
        return Specification(path)
    if os.environ.get("CI"):
        pytest.fail(f"Discord's OpenAPI file is missing: {path} (or name it in DISCORD_OPENAPI)")
    message = f"NOT CHECKED against Discord's OpenAPI file, which is missing: {path}"
    warnings.warn(pytest.PytestWarning(message), stacklevel=1)
    return None


@pytest.fixture
async def discord_sandbox(specification):
    async with DiscordSandbox() as discord:
        if specification is not None:
            specification.verdicts = Verdicts()
            discord.observe(specification.observe)
        yield discord
        assert discord.unknown_routes == []
    if specification is not None:
        assert specification.verdicts.mismatches == []
        assert specification.verdicts.missing == set()


@pytest.fixture
async def raw(discord_sandbox):
    async with aiohttp.ClientSession() as session:
        yield Raw(discord_sandbox, session)
