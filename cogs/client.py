"""The Discord client itself: how it is made, pointed at an address, logged in and waited for."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands
from yarl import URL

from services.settings import Settings

log = logging.getLogger(__name__)

Tree = app_commands.CommandTree[Any]

#: What discord.py's network raises beside its own errors.
CONNECTION_ERRORS = (OSError, aiohttp.ClientError)
REFUSED_LOGIN = (
    "refuses DISCORD_TOKEN; reset it (https://discord.com/developers/applications, your"
    " application, Bot, Reset Token) and set the new one"
)


def new_bot(tree: type[Tree] = app_commands.CommandTree) -> commands.Bot:
    """The Discord client: slash commands and components alone, no privileged intents.

    `tree` is the class of the tree that its commands stand on.
    """
    # It never speaks: the library's advice to install voice packages would only puzzle operators.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    return commands.Bot(
        command_prefix=(),
        intents=discord.Intents(guilds=True),
        help_command=None,
        tree_cls=tree,
    )


async def log_in(bot: commands.Bot, settings: Settings) -> None:
    """Log in where the settings say. Raises discord.LoginFailure when the token is refused."""
    await point_library_at(settings.discord_api_url)
    async with contextlib.AsyncExitStack() as failed:
        failed.push_async_callback(_close_session, bot)
        await bot.login(settings.discord_token.get_secret_value())
        failed.pop_all()


async def _close_session(bot: commands.Bot) -> None:
    """Each login opens one, over the connector of the last (discord.py 2.7, http.py)."""
    await bot.http.close()
    bot.http.connector = discord.utils.MISSING


async def point_library_at(api_url: str) -> None:
    """Let discord.py speak to `api_url` and to the Gateway named there.

    A plain client never asks for the Gateway's address (discord.py 2.7, gateway.py), so where it
    is not Discord's own we ask for it. Must run before the client logs in.
    """
    if api_url == discord.http.Route.BASE:
        return
    async with aiohttp.ClientSession() as session, session.get(f"{api_url}/gateway") as answer:
        answer.raise_for_status()
        gateway = URL((await answer.json())["url"])
    # Both or neither: who asked in vain asks again.
    discord.http.Route.BASE = api_url
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway


def owners(bot: commands.Bot) -> frozenset[int]:
    """The application's owner, or all members of its team."""
    application = bot.application
    assert application is not None, "known since the login"
    if application.team is not None:
        return frozenset(member.id for member in application.team.members)
    return frozenset({application.owner.id})


async def until_it_answers(
    ask: Callable[[], Awaitable[object]], retry_s: float, stop: asyncio.Event
) -> None:
    """Ask something of Discord until it answers or we are told to stop.

    What it refuses is raised: a token, or a command that it does not take.
    """
    while not stop.is_set():
        try:
            await ask()
        except app_commands.CommandSyncFailure:
            raise
        except (*CONNECTION_ERRORS, discord.HTTPException) as error:
            log.warning("Discord does not answer (%s); trying again", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), retry_s)
        else:
            return


async def bot_name(settings: Settings) -> str:
    """Who the token makes us. Raises PermissionError or ConnectionError with a sentence."""
    async with new_bot() as bot:
        try:
            await log_in(bot, settings)
        except discord.LoginFailure:
            raise PermissionError(f"it {REFUSED_LOGIN}") from None
        except (aiohttp.ClientError, discord.HTTPException) as error:
            trouble = type(error).__name__
            raise ConnectionError(
                f"it does not answer ({trouble}). Look at the network and at DISCORD_API_URL."
            ) from error
        return str(bot.user)
