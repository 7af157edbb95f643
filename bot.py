"""Greenlight's composition root: settings → database → engine → services → Discord.

`python bot.py` runs the bot; `python bot.py check`, which looks whether it could, stands in
checking.py, what is done to its data in offline.py. This is the one file that sees every layer;
nothing imports it but tests.
"""

import asyncio
import contextlib
import logging
import os
import secrets
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import discord
from discord.ext import commands

import offline
from checking import check
from cogs.client import (
    CONNECTION_ERRORS,
    REFUSED_LOGIN,
    log_in,
    new_bot,
    owners,
    until_it_answers,
)
from cogs.crew import Services, board
from cogs.posting import DiscordPoster
from cogs.ui.doorway import Doorway, tree_class
from services.alarm import Alarm
from services.animatics import make_animatics
from services.billing import Billing
from services.catalogue import Catalogue, CatalogueError, load_catalogue
from services.clips import Clips
from services.composing import Composing
from services.delivery import Delivery
from services.desk import Desk
from services.fairness import Fairness
from services.forecast import Forecast
from services.gates import in_order
from services.gates.words import WordGate
from services.granting import Granting
from services.ground import Ground, Ids
from services.inbound.callbacks import Callbacks
from services.inbound.server import CallbackServer, CannotListen
from services.incidents import Incidents
from services.keeping import Keeping
from services.logs import start_logging
from services.making_together import Together
from services.management import Management, OperatorDesk
from services.money import Money
from services.poster import Poster
from services.presets import Presets
from services.providers.account_plans import AccountPlan
from services.providers.base import VideoProvider
from services.providers.engine_http import engine_session
from services.providers.engines import Engines, account_plans, make_engines
from services.reconciling import Reconciler
from services.recovery import Recovery
from services.room import Room
from services.running import Loops, Running
from services.scheduler import Scheduler
from services.settings import Settings, SettingsError, load_key, load_settings
from services.standing import AccountDesk
from services.stopping import say_what_is_left, stop_signal
from services.studio import House, Studio
from services.submitting import HandOver, Submitter
from services.summaries import Summaries
from services.watching import Watcher
from services.worker import Steps, Worker
from storage import Database, FileStore, StorageUnavailable, servers
from storage.lock import AlreadyHeld
from storage.migrations import SchemaTooNew

log = logging.getLogger("bot")

ENV_FILE = Path(".env")
_CANNOT_START = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Makers:
    """How the parts that touch the world are made; acceptance tests bring their own."""

    database: Callable[[Path], Awaitable[Database]] = Database.open
    files: Callable[[Path, int], FileStore] = FileStore
    provider: Callable[[AccountPlan, VideoProvider], VideoProvider] | None = None
    poster: Callable[[commands.Bot], Poster] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What `build` makes: the commands' services, the loops, and what engines call."""

    services: Services
    loops: Loops
    callbacks: Callbacks


def main(arguments: list[str], makers: Makers | None = None) -> int:
    """Run the command line; returns the exit code."""
    asked = offline.command_line().parse_args(arguments)
    if asked.command in offline.COMMANDS:
        return offline.run(asked, ENV_FILE)
    is_check = asked.command == "check"
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
        check(settings, catalogue, plans)
        if is_check
        else live(settings, catalogue, plans, makers or Makers())
    )
    try:
        return asyncio.run(run)
    except discord.LoginFailure:
        log.error("Discord %s.", REFUSED_LOGIN)  # noqa: TRY400 - the sentence says it all
        return _CANNOT_START
    except (AlreadyHeld, CannotListen, SchemaTooNew, StorageUnavailable) as error:
        log.error("%s", error)  # noqa: TRY400 - the sentence says it all, a trace would not help
        return _CANNOT_START


async def live(
    settings: Settings, catalogue: Catalogue, plans: Sequence[AccountPlan], makers: Makers
) -> int:
    """Run the bot until it is told to stop; what was begun is written down first."""
    async with contextlib.AsyncExitStack() as stack:
        stop, doorway = stop_signal(), Doorway(CONNECTION_ERRORS)
        database = await makers.database(settings.data_dir)
        stack.push_async_callback(database.close)
        session = await stack.enter_async_context(engine_session())
        bot = await stack.enter_async_context(new_bot(tree_class(doorway)))
        await until_it_answers(lambda: log_in(bot, settings), settings.retry_seconds, stop)
        if stop.is_set():
            return 0
        ground = Ground(
            database=database,
            files=makers.files(settings.data_dir / "files", settings.spare_bytes),
            now=lambda: datetime.now(UTC),
            ids=Ids(),
            operators=settings.operators or owners(bot),
        )
        for server_id in sorted(settings.servers):
            await database.transaction(servers.open_new, server_id, ground.now())
        engines = make_engines(
            plans, catalogue, session, settings.request_timeout_seconds, makers.provider
        )
        poster = (makers.poster or make_poster)(bot)
        parts = build(ground, settings, catalogue, engines, poster)
        stack.push_async_callback(parts.services.animatics.close)
        await board(bot, parts.services, doorway)
        await until_it_answers(bot.tree.sync, settings.retry_seconds, stop)
        async with _listening(settings, parts.callbacks):
            code = await Running(parts.loops, bot, doorway).run(stop)
        await say_what_is_left(database)
        return code


def build(
    ground: Ground, settings: Settings, catalogue: Catalogue, engines: Engines, poster: Poster
) -> Parts:
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
    reconciler = Reconciler(ground, providers, accounts, catalogue, timing.retry_s)
    steps = Steps(
        recovery=Recovery(ground, accounts, providers, boot_id),
        submitter=_submitter(ground, settings, catalogue, engines, boot_id),
        watcher=Watcher(ground, providers, timing),
        reconciler=reconciler,
        keeping=Keeping(ground, keep_s=timing.keep_s, most_bytes=settings.keep_bytes),
        room=Room(ground),
        summaries=Summaries(ground, house),
    )
    worker = Worker(ground, steps, timing)
    delivery = Delivery(ground, poster, limits=limits, forecast=forecast, retry_s=timing.retry_s)
    return Parts(
        services=_services(ground, house, engines, settings),
        loops=Loops(
            worker=worker,
            delivery=delivery,
            alarm=Alarm(ground, poster),
            stop_s=settings.stop_seconds,
        ),
        callbacks=Callbacks(ground, reconciler, worker),
    )


def _submitter(
    ground: Ground, settings: Settings, catalogue: Catalogue, engines: Engines, boot_id: str
) -> Submitter:
    """Whose shot goes next, and to whom."""
    hand_over = HandOver(
        providers=engines.providers,
        accounts=engines.accounts,
        catalogue=catalogue,
        scheduler=Scheduler(),
        running_per_member=settings.running_per_member,
        retry_s=settings.timing.retry_s,
        boot_id=boot_id,
        callback_base=settings.callback_url or "",
    )
    return Submitter(ground, hand_over)


def _services(ground: Ground, house: House, engines: Engines, settings: Settings) -> Services:
    """What the crew is given."""
    limits, keep_s = house.limits, settings.timing.keep_s
    accounts, providers, catalogue = engines.accounts, engines.providers, house.catalogue
    operator_desk = OperatorDesk(ground, limits)
    return Services(
        studio=Studio(ground, house),
        composing=Composing(ground, house),
        animatics=make_animatics(settings.data_dir, ground.files.path),
        clips=Clips(ground, house, providers, keep_s=keep_s),
        together=Together(ground, house),
        presets=Presets(ground, house),
        management=Management(ground, limits),
        fairness=Fairness(ground, limits),
        granting=Granting(ground, limits),
        operator_desk=operator_desk,
        money=Money(ground, house),
        billing=Billing(ground, house, operator_desk),
        desk=Desk(ground, operator_desk, accounts, providers),
        account_desk=AccountDesk(ground, operator_desk, accounts, catalogue),
        catalogue=catalogue,
        incidents=Incidents(ground),
        now=ground.now,
        connection_errors=CONNECTION_ERRORS,
    )


def make_poster(bot: commands.Bot) -> Poster:
    """The poster that works as the bot."""
    return DiscordPoster(bot, connection_errors=CONNECTION_ERRORS)


def _listening(
    settings: Settings, callbacks: Callbacks
) -> contextlib.AbstractAsyncContextManager[object]:
    """The server for callbacks while it is entered, where an address for it is set."""
    if settings.callback_url is None:
        return contextlib.nullcontext()
    return CallbackServer(
        callbacks,
        base=settings.callback_url,
        host=settings.callback_host,
        port=settings.callback_port,
    )


def _secrets(settings: Settings, plans: Sequence[AccountPlan]) -> list[str]:
    every = (settings.discord_token, settings.minimax_api_key, *(plan.key for plan in plans))
    return [secret.get_secret_value() for secret in every if secret is not None]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
