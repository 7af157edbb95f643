"""Greenlight's composition root: settings → database → engine → services → Discord.

`python bot.py` runs the bot, `python bot.py check` looks whether it could. This is the one file
that sees every layer; nothing imports it but tests.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import secrets
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands
from pydantic import SecretStr
from yarl import URL

from cogs.crew import Services, board
from cogs.posting import DiscordPoster
from services.accounts import Accounts
from services.catalogue import Catalogue, CatalogueError, load_catalogue
from services.checkup import examine_data, examine_discord, examine_engine
from services.clips import Clips
from services.delivery import Delivery
from services.desk import Desk
from services.forecast import Forecast
from services.gates import in_order
from services.gates.words import WordGate
from services.ground import Ground, Ids
from services.incidents import Incidents
from services.logs import start_logging
from services.management import Management, OperatorDesk
from services.poster import Poster
from services.providers.account_plans import AccountPlan, load_account_plans, minimax_plans
from services.providers.base import VideoProvider
from services.providers.engine_http import engine_session
from services.providers.making import make_provider
from services.reconciling import Reconciler
from services.recovery import Recovery
from services.scheduler import Scheduler
from services.settings import Settings, SettingsError, load_key, load_settings
from services.studio import House, Studio
from services.submitting import HandOver, Submitter
from services.watching import Watcher
from services.worker import Steps, Worker
from storage import Database, FileStore, StorageUnavailable, servers
from storage.lock import AlreadyHeld
from storage.migrations import SchemaTooNew

log = logging.getLogger("bot")

ENV_FILE = Path(".env")
#: What discord.py's network raises beside its own errors.
CONNECTION_ERRORS = (OSError, aiohttp.ClientError)
_CANNOT_START = 2
#: What is left for the loops to end when the whole time went by over unanswered requests.
_LEAST_TO_END_S = 1.0
_REFUSED_LOGIN = (
    "refuses DISCORD_TOKEN; reset it (https://discord.com/developers/applications, your"
    " application, Bot, Reset Token) and set the new one"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Makers:
    """How the parts that touch the world are made; acceptance tests bring their own."""

    database: Callable[[Path], Awaitable[Database]] = Database.open
    files: Callable[[Path], FileStore] = FileStore
    provider: Callable[[AccountPlan, VideoProvider], VideoProvider] | None = None
    poster: Callable[[commands.Bot], Poster] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """The accounts there are, with an adapter for each."""

    accounts: Accounts
    providers: Mapping[str, VideoProvider]


def main(arguments: list[str], makers: Makers | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="bot.py", description="Greenlight, the Discord bot.")
    parser.add_argument("command", nargs="?", choices=["check"], help="look whether it could run")
    is_check = parser.parse_args(arguments).command == "check"
    key_in = partial(load_key, environ=os.environ, env_file=ENV_FILE)
    try:
        settings = load_settings(os.environ, ENV_FILE)
        catalogue = load_catalogue(settings.models_file)
        plans = account_plans(settings, catalogue, key_in)
    except (SettingsError, CatalogueError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - logging is not set up before the settings are
        return _CANNOT_START
    start_logging(settings.log_level, hide=_secrets(settings, plans))
    run = (
        check(settings, plans) if is_check else live(settings, catalogue, plans, makers or Makers())
    )
    try:
        return asyncio.run(run)
    except discord.LoginFailure:
        log.error("Discord %s.", _REFUSED_LOGIN)  # noqa: TRY400 - the sentence says it all
        return _CANNOT_START
    except (AlreadyHeld, SchemaTooNew, StorageUnavailable) as error:
        log.error("%s", error)  # noqa: TRY400 - the sentence says it all, a trace would not help
        return _CANNOT_START


async def live(
    settings: Settings, catalogue: Catalogue, plans: Sequence[AccountPlan], makers: Makers
) -> int:
    """Run the bot until it is told to stop; what was begun is written down first."""
    async with contextlib.AsyncExitStack() as stack:
        stop = _stop_signal()
        database = await makers.database(settings.data_dir)
        stack.push_async_callback(database.close)
        session = await stack.enter_async_context(engine_session())
        bot = await stack.enter_async_context(new_bot())
        await _until_it_answers(lambda: _log_in(bot, settings), settings.retry_seconds, stop)
        if stop.is_set():
            return 0
        ground = Ground(
            database=database,
            files=makers.files(settings.data_dir / "files"),
            now=lambda: datetime.now(UTC),
            ids=Ids(),
            operators=settings.operators or owners(bot),
        )
        await _open_servers(ground, settings)
        engines = _engines(plans, catalogue, settings, session, makers)
        poster = (makers.poster or make_poster)(bot)
        services, worker, delivery = build(ground, settings, catalogue, engines, poster)
        await board(bot, services)
        await _until_it_answers(bot.tree.sync, settings.retry_seconds, stop)
        return await _work(bot, (worker, delivery), stop, settings.stop_seconds)


def build(
    ground: Ground,
    settings: Settings,
    catalogue: Catalogue,
    engines: Engines,
    poster: Poster,
) -> tuple[Services, Worker, Delivery]:
    """Who gets what."""
    limits, timing = settings.limits, settings.timing
    accounts, providers = engines.accounts, engines.providers
    forecast = Forecast(accounts, running_per_member=settings.running_per_member)
    boot_id = secrets.token_hex(8)
    house = House(
        catalogue=catalogue,
        gates=in_order(WordGate.load()),
        limits=limits,
        forecast=forecast,
        accounts=accounts,
        longest_line_s=timing.longest_line_s,
    )
    hand_over = HandOver(
        providers=providers,
        accounts=accounts,
        catalogue=catalogue,
        scheduler=Scheduler(),
        running_per_member=settings.running_per_member,
        retry_s=timing.retry_s,
        boot_id=boot_id,
    )
    steps = Steps(
        recovery=Recovery(ground, accounts, boot_id),
        submitter=Submitter(ground, hand_over),
        watcher=Watcher(ground, providers, timing),
        reconciler=Reconciler(ground, providers, catalogue, timing.retry_s),
    )
    operator_desk = OperatorDesk(ground, limits)
    services = Services(
        studio=Studio(ground, house),
        clips=Clips(ground, limits, forecast, accounts, keep_s=timing.keep_s),
        management=Management(ground, limits),
        operator_desk=operator_desk,
        desk=Desk(ground, operator_desk),
        catalogue=catalogue,
        incidents=Incidents(ground),
        now=ground.now,
        connection_errors=CONNECTION_ERRORS,
    )
    worker = Worker(ground, steps, timing)
    delivery = Delivery(ground, poster, limits=limits, forecast=forecast, retry_s=timing.retry_s)
    return services, worker, delivery


def make_poster(bot: commands.Bot) -> Poster:
    """The poster that works as the bot."""
    return DiscordPoster(bot, connection_errors=CONNECTION_ERRORS)


def account_plans(
    settings: Settings, catalogue: Catalogue, key_in: Callable[[str], SecretStr]
) -> tuple[AccountPlan, ...]:
    """The accounts of the models file, else the one MiniMax key that the settings name.

    Raises CatalogueError, or SettingsError for a key that is not there.
    """
    if settings.models_file is not None:
        named = load_account_plans(settings.models_file, catalogue.models, key_in)
        if named:
            return named
    key = settings.minimax_api_key or key_in("MINIMAX_API_KEY")
    return minimax_plans(settings.minimax_api_url, key, settings.submits_per_minute)


def _engines(
    plans: Sequence[AccountPlan],
    catalogue: Catalogue,
    settings: Settings,
    session: aiohttp.ClientSession,
    makers: Makers,
) -> Engines:
    wrap = makers.provider or (lambda _, provider: provider)
    return Engines(
        accounts=Accounts((plan.account for plan in plans), catalogue),
        providers={
            plan.account.name: wrap(
                plan, make_provider(plan, session, settings.request_timeout_seconds)
            )
            for plan in plans
        },
    )


async def point_library_at(api_url: str) -> None:
    """Let discord.py speak to `api_url` and to the Gateway named there.

    A plain client never asks for the Gateway's address (discord.py 2.7, gateway.py), so where it
    is not Discord's own we ask for it. Must run before the client logs in.
    """
    if api_url == discord.http.Route.BASE:
        return
    discord.http.Route.BASE = api_url
    async with aiohttp.ClientSession() as session, session.get(f"{api_url}/gateway") as answer:
        answer.raise_for_status()
        gateway = URL((await answer.json())["url"])
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway


def owners(bot: commands.Bot) -> frozenset[int]:
    """The application's owner, or all members of its team."""
    application = bot.application
    assert application is not None, "known since the login"
    if application.team is not None:
        return frozenset(member.id for member in application.team.members)
    return frozenset({application.owner.id})


async def check(settings: Settings, plans: Sequence[AccountPlan]) -> int:
    """Print what was found, one line each; 1 when something must be fixed."""
    async with engine_session() as session:
        findings = [
            *await examine_data(settings.data_dir, Database.open),
            await examine_discord(lambda: _look_at_discord(settings), settings.discord_api_url),
        ]
        findings += [
            await examine_engine(
                make_provider(plan, session, settings.request_timeout_seconds), plan.url
            )
            for plan in plans
        ]
    for finding in findings:
        print(finding)  # noqa: T201 - the command line's own voice
    return 0 if all(finding.is_well for finding in findings) else 1


async def _look_at_discord(settings: Settings) -> str:
    async with new_bot() as bot:
        try:
            await _log_in(bot, settings)
        except discord.LoginFailure:
            raise PermissionError(f"it {_REFUSED_LOGIN}") from None
        except (aiohttp.ClientError, discord.HTTPException) as error:
            trouble = type(error).__name__
            raise ConnectionError(
                f"it does not answer ({trouble}). Look at the network and at DISCORD_API_URL."
            ) from error
        return str(bot.user)


def new_bot() -> commands.Bot:
    """The Discord client: slash commands and components alone, no privileged intents."""
    # It never speaks: the library's advice to install voice packages would only puzzle operators.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    return commands.Bot(command_prefix=(), intents=discord.Intents(guilds=True), help_command=None)


async def _log_in(bot: commands.Bot, settings: Settings) -> None:
    """Raises discord.LoginFailure when the token is refused."""
    await point_library_at(settings.discord_api_url)
    await bot.login(settings.discord_token.get_secret_value())


async def _until_it_answers(
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


async def _open_servers(ground: Ground, settings: Settings) -> None:
    for server_id in sorted(settings.servers):
        await ground.database.transaction(servers.open_new, server_id, ground.now())


async def _work(
    bot: commands.Bot, loops: tuple[Worker, Delivery], stop: asyncio.Event, stop_s: float
) -> int:
    """Everything runs until `stop`, or until one part ends by itself, which is a fault."""
    worker, delivery = loops
    parts = [
        asyncio.create_task(work, name=name)
        for name, work in (
            ("worker", worker.run()),
            ("delivery", delivery.run()),
            ("Discord", bot.connect()),
        )
    ]
    stopping = asyncio.create_task(stop.wait(), name="stop")
    ended, _ = await asyncio.wait([*parts, stopping], return_when=asyncio.FIRST_COMPLETED)
    clock = asyncio.get_running_loop().time
    deadline = clock() + stop_s
    delivery.stop()
    left = await worker.stop()
    _, hanging = await asyncio.wait(parts[:2], timeout=max(_LEAST_TO_END_S, deadline - clock()))
    for part in hanging:
        # Whatever it was posting is looked for at the next start, before it is posted again.
        log.warning("%s did not end in time", part.get_name())
        part.cancel()
    await bot.close()
    stopping.cancel()
    results = await asyncio.gather(*parts, return_exceptions=True)
    if left:
        log.warning("stopped before these were answered: %s", ", ".join(left))
    for part, result in zip(parts, results, strict=True):
        if isinstance(result, Exception):
            log.error("%s ended: %s", part.get_name(), result, exc_info=result)
    return 0 if stopping in ended else 1


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def _secrets(settings: Settings, plans: Sequence[AccountPlan]) -> list[str]:
    every = (settings.discord_token, settings.minimax_api_key, *(plan.key for plan in plans))
    return [secret.get_secret_value() for secret in every if secret is not None]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
