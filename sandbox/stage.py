"""The two stand-ins with the bot between them: what the demo, the smoke test and the acceptance
tests all play on.
"""

import contextlib
import secrets
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.bot_process import BOT, BotProcess
from sandbox.discord.server import DiscordSandbox
from sandbox.minimax.server import MiniMaxSandbox

# What differs from the bot's own defaults, so that a clip takes seconds and nobody is refused.
QUICK = {
    "GREENLIGHT_POLL_SECONDS": "0.5",
    "GREENLIGHT_RETRY_SECONDS": "0.5",
    "GREENLIGHT_STOP_SECONDS": "5",
}
GENEROUS = {
    "GREENLIGHT_SUBMITS_PER_MINUTE": "60",
    "GREENLIGHT_CREDITS_PER_DAY": "500",
    "GREENLIGHT_RUNNING_PER_MEMBER": "3",
    "GREENLIGHT_WAITING_PER_MEMBER": "10",
    "GREENLIGHT_CEILING_DAY": "500",
    "GREENLIGHT_CEILING_MONTH": "5000",
    "GREENLIGHT_SERVER_CEILING_DAY": "250",
    "GREENLIGHT_SERVER_CEILING_MONTH": "2500",
}
_SECONDS_TO_COME_ONLINE = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A Discord, a MiniMax, and the bot that knows only their addresses."""

    discord: DiscordSandbox
    minimax: MiniMaxSandbox
    bot: BotProcess

    async def start_bot(self) -> None:
        """Start the bot and wait until it is online.

        Raises BotDied when it ends before, TimeoutError when it stays silent.
        """
        # The connection of one that has just died would be taken for the new one's.
        await self._offline()
        await self.bot.start()
        try:
            await self.bot.watch(self._online())
        except TimeoutError:
            raise TimeoutError(
                f"The bot runs but did not come online within {_SECONDS_TO_COME_ONLINE:g} s.\n"
                + self.bot.last_lines()
            ) from None

    async def kill_bot(self) -> None:
        """End the bot without warning, and wait until Discord has noticed."""
        await self.bot.kill()
        await self._offline()

    async def _offline(self) -> None:
        await self.discord.until(lambda: not self.discord.bot_online, timeout=10)

    async def _online(self) -> None:
        await self.discord.until(lambda: self.discord.bot_online, timeout=_SECONDS_TO_COME_ONLINE)


def bot_environment(
    discord: DiscordSandbox, minimax: MiniMaxSandbox, folder: Path
) -> dict[str, str]:
    """What the bot must be told to live on these stand-ins, with its data under `folder`."""
    return {
        "DISCORD_TOKEN": discord.token,
        "DISCORD_API_URL": discord.api_url,
        "MINIMAX_API_KEY": minimax.key,
        "MINIMAX_API_URL": minimax.url,
        "GREENLIGHT_DATA_DIR": str(folder / "data"),
        "GREENLIGHT_SERVERS": ",".join(str(guild_id) for guild_id in discord.world.guilds),
    }


@contextlib.asynccontextmanager
async def open_stage(
    folder: Path,
    *,
    knobs: Mapping[str, str] = QUICK,
    script: Path = BOT,
    discord: DiscordSandbox | None = None,
    minimax: MiniMaxSandbox | None = None,
) -> AsyncIterator[Stage]:
    """Both stand-ins running, the bot not yet started; no process is left afterwards.

    `folder` must exist and becomes the bot's working folder. Stand-ins of one's own (another
    world, tiny clips, a fixed port) are entered by the caller and come in running.
    """
    async with contextlib.AsyncExitStack() as stack:
        if discord is None:
            discord = await stack.enter_async_context(DiscordSandbox())
        if minimax is None:
            key = secrets.token_urlsafe(24)
            minimax = await stack.enter_async_context(MiniMaxSandbox(key=key))
        told = {**bot_environment(discord, minimax, folder), **knobs}
        bot = BotProcess(folder=folder, environment=told, script=script)
        try:
            yield Stage(discord=discord, minimax=minimax, bot=bot)
        finally:
            await bot.stop()
