"""Logging in while Discord is away."""

import asyncio
import gc

import discord
import pytest
from aiohttp import ClientError, web
from aiohttp.test_utils import TestServer
from yarl import URL

from cogs.client import log_in, new_bot
from services.settings import load_settings

GATEWAY = "ws://127.0.0.1:1/"


class Away:
    """A Discord that names no Gateway at first, and lets a proxy refuse every login."""

    def __init__(self) -> None:
        self.logins = 0
        self._asked = 0

    async def gateway(self, _: web.Request) -> web.Response:
        self._asked += 1
        return web.json_response({"url": GATEWAY}, status=200 if self._asked > 1 else 502)

    async def me(self, _: web.Request) -> web.Response:
        self.logins += 1
        return web.Response(status=403)


@pytest.fixture
async def away(monkeypatch):
    """It, and settings that point at it: `away.settings`."""
    away = Away()
    application = web.Application()
    application.router.add_get("/api/v10/gateway", away.gateway)
    application.router.add_get("/api/v10/users/@me", away.me)
    # Put back at the end.
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    socket = discord.gateway.DiscordWebSocket
    monkeypatch.setattr(socket, "DEFAULT_GATEWAY", socket.DEFAULT_GATEWAY)
    async with TestServer(application) as server:
        told = {
            "DISCORD_TOKEN": "a.token.of-nobody",
            "DISCORD_API_URL": str(server.make_url("/api/v10")),
            "MINIMAX_API_KEY": "no-such-key",
        }
        away.settings = load_settings(told, None)
        yield away


async def try_in_vain(away: Away, times: int) -> None:
    async with new_bot() as bot:
        for _ in range(times):
            with pytest.raises((ClientError, discord.HTTPException)):
                await log_in(bot, away.settings)


async def test_a_gateway_not_named_at_first_is_asked_for_again(away):
    """Only the address it was told to use is spoken to, however often Discord was away."""
    await try_in_vain(away, 2)
    assert URL(GATEWAY) == discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY


async def test_logins_in_vain_leave_nothing_open(away):
    """Every attempt reaches Discord, and no session is left for the collector to complain of."""
    complaints = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: complaints.append(told))
    await try_in_vain(away, 4)
    gc.collect()
    assert away.logins == 3
    assert complaints == []
