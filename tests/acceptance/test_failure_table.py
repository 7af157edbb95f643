"""The troubles of the video service as people meet them in Discord: state, money, and words.

The whole bot in this process with its genuine adapter, both stand-ins over real sockets, and a
held clock. Each kind of outcome that the matrix (test_failure_matrix.py) knows of MiniMax's first
generation is met here, in the same words. Makes `build/tables/failures_in_discord.md`.
"""

import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

import bot as root
from cogs.posting import DiscordPoster
from sandbox.minimax.server import TINY, MiniMaxSandbox
from services.accounts import Accounts
from services.providers.engine_http import engine_session
from services.providers.kinds import MINIMAX_V1
from services.providers.making import make_provider
from services.settings import load_settings
from tests.acceptance.failure_bench import InDiscord
from tests.acceptance.failure_cells import MATRIX
from tests.acceptance.failure_house import KEY, ROOMY
from tests.acceptance.failure_meeting import Step
from tests.acceptance.failure_play import HEAD, play
from tests.acceptance.failure_troubles import (
    CUT_AFTER,
    CUT_BEFORE,
    CUT_HALFWAY,
    NOT_SENT,
    NOT_SENT_THRICE,
)
from tests.catalogues import first_series
from tests.lane import open_lane
from tests.tools.tables import join_tables, table, write_table

#: Every code and status that MiniMax and its resellers name first, and cuts, at each operation.
USUAL = (
    "HTTP 400",
    "HTTP 401",
    "HTTP 429",
    "HTTP 500",
    "1002",
    "1004",
    "1008",
    "1026",
    "1027",
    "2013",
    NOT_SENT,
    CUT_BEFORE,
    CUT_AFTER,
)  # fmt: skip - one line a word would fill the screen
TROUBLES = {
    "submit": (*USUAL, NOT_SENT_THRICE, "1042", "2056", "2061", "HTTP 404"),
    "query": USUAL,
    "retrieve": USUAL,
    "download": (*USUAL, CUT_HALFWAY),
    "status Fail": ("1000", "1002", "1004", "1008", "1026", "1027", "2013"),
}


@pytest.fixture
async def bench(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[InDiscord]:
    caplog.set_level(logging.INFO)
    async with contextlib.AsyncExitStack() as stack:
        minimax = await stack.enter_async_context(MiniMaxSandbox(key=KEY, style=TINY))
        minimax.instant = True
        minimax.account.submits_per_minute = None
        lane = await stack.enter_async_context(open_lane(tmp_path, ROOMY))
        for often in ("create_message", "update_message", "delete_message"):
            lane.discord.set_rate_limit(often, requests=50, seconds=0.1)
        told = {
            "DISCORD_TOKEN": lane.discord.token,
            "MINIMAX_API_KEY": KEY,
            "MINIMAX_API_URL": minimax.url,
            **ROOMY,
        }
        session = await stack.enter_async_context(engine_session())
        settings = load_settings(told, None)
        catalogue = first_series()
        plan = root.account_plans(settings, catalogue, SecretStr)[0]
        provider = make_provider(plan, session, settings.request_timeout_seconds)
        accounts = Accounts([plan.account], catalogue)
        engines = root.Engines(accounts=accounts, providers={plan.account.name: provider})
        poster = DiscordPoster(
            lane.client, now=lane.clock, connection_errors=root.CONNECTION_ERRORS
        )
        parts = root.build(lane.ground, settings, catalogue, engines, poster)
        lane = replace(lane, worker=parts.loops.worker, delivery=parts.loops.delivery)
        yield InDiscord(lane, minimax, caplog)


@pytest.mark.parametrize("step", TROUBLES)
async def test_every_trouble(bench: InDiscord, step: str) -> None:
    """Each trouble leaves what the design says, and goes on as it says when it is over."""
    cells = {trouble: MATRIX[MINIMAX_V1][step][trouble] for trouble in TROUBLES[step]}
    rows = await play(bench, Step(kind=MINIMAX_V1, name=step), cells)
    parts = {name: f"failures_in_discord-{number}" for number, name in enumerate(TROUBLES, 1)}
    write_table(parts[step], f"# At {step}\n\n{table(HEAD, rows)}")
    join_tables("failures_in_discord", list(parts.values()))
