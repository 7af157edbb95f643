"""A genuine discord.py client, pointed at a sandbox; what was changed for that is restored."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import discord
import yarl
from discord import app_commands
from discord.ext import commands

from sandbox.discord.server import DiscordSandbox

INTENTS = discord.Intents(guilds=True, messages=True)


class Watched(discord.Client):
    """What both kinds of client note of their connection."""

    def watch(self) -> None:
        self.resumed = asyncio.Event()
        self.arrived = asyncio.Event()
        self.sessions = 0
        self._connection.guild_ready_timeout = 0

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Do without the five seconds that the library waits between two sessions."""

    async def on_connect(self) -> None:
        self.sessions += 1

    async def on_ready(self) -> None:
        self.arrived.set()

    async def on_resumed(self) -> None:
        self.resumed.set()


class Bot(Watched):
    """A client with a command tree, which is synchronised when it starts."""

    def __init__(self, intents: discord.Intents = INTENTS) -> None:
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none())
        self.tree = app_commands.CommandTree(self)
        self.watch()


class ShardedBot(Watched, commands.AutoShardedBot):
    """A client with as many shards as Discord recommends."""

    def __init__(self) -> None:
        super().__init__(command_prefix=commands.when_mentioned, intents=INTENTS)
        self.watch()


@contextlib.asynccontextmanager
async def online(bot: Watched, sandbox: DiscordSandbox) -> AsyncIterator[Watched]:
    """Run the bot against the sandbox while the block runs."""
    base = discord.http.Route.BASE
    gateway = discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = sandbox.api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sandbox.gateway_url)
    running = asyncio.create_task(bot.start(sandbox.token))
    try:
        arrival = asyncio.create_task(bot.arrived.wait())
        await asyncio.wait({arrival, running}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        arrival.cancel()
        if running.done():
            running.result()
        assert bot.arrived.is_set()
        yield bot
    finally:
        await bot.close()
        await asyncio.wait([running], timeout=5)
        discord.http.Route.BASE = base
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway
    running.result()
