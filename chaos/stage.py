"""Everything that plays: both stand-ins, the nursery and the bot, each a process of its own."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chaos.bot_life import BotLife
from chaos.history import History
from chaos.line import ROOT, Remote

_MODELS = """
[accounts.first]
provider = "minimax-v1"
url = "{url}"
key_env = "CHAOS_KEY"
submits_per_minute = 300

[accounts.spare]
provider = "minimax-v1"
url = "{url}"
key_env = "CHAOS_KEY"
submits_per_minute = 300

[accounts.second]
provider = "minimax-v2"
url = "{url}"
key_env = "CHAOS_KEY"
submits_per_minute = 300
"""
#: Real intervals, shortened so that a life of a second holds whole stories.
_KNOBS = {
    "GREENLIGHT_POLL_SECONDS": "0.25",
    "GREENLIGHT_RETRY_SECONDS": "0.25",
    "GREENLIGHT_REQUEST_TIMEOUT_SECONDS": "1.5",
    "GREENLIGHT_STOP_SECONDS": "3",
    "GREENLIGHT_UNCONFIRMED_MINUTES": "0.2",
    "GREENLIGHT_CREDITS_PER_DAY": "1000000",
    "GREENLIGHT_RUNNING_PER_MEMBER": "3",
    "GREENLIGHT_WAITING_PER_MEMBER": "3",
    "GREENLIGHT_CEILING_DAY": "500000",
    "GREENLIGHT_CEILING_MONTH": "500000",
    "GREENLIGHT_SERVER_CEILING_DAY": "500000",
    "GREENLIGHT_SERVER_CEILING_MONTH": "500000",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The processes, and what is told to a bot."""

    discord: Remote
    minimax: Remote
    bot: BotLife
    folder: Path
    environment: dict[str, str]
    port: int
    operator_dm: int

    @property
    def database(self) -> Path:
        """The bot's database."""
        return self.folder / "data" / "greenlight.sqlite3"

    def told(self, *, calls_back: bool) -> dict[str, str]:
        """What the next bot is told."""
        if not calls_back:
            return self.environment
        return {
            **self.environment,
            "GREENLIGHT_CALLBACK_URL": f"http://127.0.0.1:{self.port}/greenlight",
            "GREENLIGHT_CALLBACK_PORT": str(self.port),
        }

    def stand_in(self, name: str) -> Remote:
        """One of the two by name."""
        return self.discord if name == "discord" else self.minimax

    async def learn(self, history: History) -> None:
        """Take in what both stand-ins saw since the last time."""
        discord, minimax = await asyncio.gather(
            self.discord.call("news"), self.minimax.call("news")
        )
        history.take(discord, minimax)


@contextlib.asynccontextmanager
async def open_stage(folder: Path, tree: Path, seed: str) -> AsyncIterator[Stage]:
    """All processes running but the bot; none is left afterwards."""
    log = folder / "stand-ins.log"
    async with contextlib.AsyncExitStack() as stack:

        async def begin(*command: str) -> Remote:
            remote = await Remote.start(command, log)
            stack.push_async_callback(remote.close)
            return remote

        discord = await begin("-m", "chaos.discord_process", seed)
        minimax = await begin("-m", "chaos.minimax_process", seed)
        nursery = await begin(str(ROOT / "chaos" / "nursery.py"), str(tree))
        bot = BotLife(nursery, folder)
        there, engine = await discord.call("address"), await minimax.call("address")
        port = stack.enter_context(own_port())
        yield Stage(
            discord=discord,
            minimax=minimax,
            bot=bot,
            folder=folder,
            environment=_environment(folder, there, engine),
            port=port,
            operator_dm=there["operator_dm"],
        )


@contextlib.contextmanager
def own_port() -> Iterator[int]:
    """A port for the bots to listen at, kept while they are dead: some connection could be given it
    otherwise, and the next bot could not start. Who listens may share it with who only binds it
    (socket(7), SO_REUSEADDR)."""
    with socket.socket() as keeper:
        keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        keeper.bind(("127.0.0.1", 0))
        yield int(keeper.getsockname()[1])


def _environment(folder: Path, there: dict[str, Any], engine: dict[str, Any]) -> dict[str, str]:
    models = folder / "models.toml"
    models.write_text(_MODELS.format(url=engine["url"]), encoding="utf-8")
    return {
        "DISCORD_TOKEN": there["token"],
        "DISCORD_API_URL": there["api_url"],
        "GREENLIGHT_SERVERS": ",".join(map(str, there["servers"])),
        "GREENLIGHT_MODELS_FILE": str(models),
        "CHAOS_KEY": engine["key"],
        "GREENLIGHT_DATA_DIR": str(folder / "data"),
        **_KNOBS,
    }
