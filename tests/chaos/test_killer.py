"""How a life may end: what was sent decides, and a bot that ends otherwise is found."""

import contextlib
import signal
import socket
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from chaos.bot_life import BotLife
from chaos.decisions import Death
from chaos.killer import EndedByItself, Killer, expected_codes
from chaos.line import Remote
from chaos.stage import Stage, own_port
from tests.house.source import ROOT

#: Makes shot after shot, hears the signals as the bot does, and takes a moment to stop.
SMALL_BOT = """
import asyncio
import sqlite3
import sys

from services.stopping import stop_signal


async def live():
    stop = stop_signal()
    books = sqlite3.connect("data/greenlight.sqlite3", isolation_level=None)
    while not stop.is_set():
        books.execute("INSERT INTO jobs VALUES ('succeeded')")
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.3)
    return {code}


if __name__ == "__main__":
    sys.exit(asyncio.run(live()))
"""
#: Ends while nobody touches it.
HASTY_BOT = "import sys\n\nif __name__ == '__main__':\n    sys.exit(0)\n"
#: Meets one fault of its own, and ends.
TROUBLED_BOT = """
import logging

from services.logs import start_logging

if __name__ == "__main__":
    start_logging("INFO", hide=())
    try:
        raise LookupError("no clip")
    except LookupError as error:
        log = logging.getLogger("services.incidents")
        log.error("incident %s while %s", "AB12", "looking", exc_info=error)
        log.info("all is well")
"""
AT_THE_COMMIT = Death(number=1, state="succeeded", is_term=True)

Make = Callable[[str], Awaitable[tuple[BotLife, Killer]]]


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Make]:
    """Makes lives of bots with this source, and their killer."""
    async with contextlib.AsyncExitStack() as stack:

        async def make(source: str) -> tuple[BotLife, Killer]:
            tree = tmp_path / "tree"
            tree.mkdir()
            (tree / "bot.py").write_text(source)
            for room in ("services", "storage", "domain", "sandbox"):
                (tree / room).symlink_to(ROOT / room)
            nursery = await Remote.start(
                (str(ROOT / "chaos" / "nursery.py"), str(tree)), tmp_path / "log"
            )
            stack.push_async_callback(nursery.close)
            stage = _stage(nursery, tmp_path)
            return stage.bot, Killer(stage, lambda: False)

        yield make


def _stage(nursery: Remote, folder: Path) -> Stage:
    (folder / "data").mkdir()
    stage = Stage(
        discord=nursery,
        minimax=nursery,
        bot=BotLife(nursery, folder),
        folder=folder,
        environment={},
        port=0,
        operator_dm=0,
    )
    with contextlib.closing(sqlite3.connect(stage.database)) as books:
        books.execute("PRAGMA journal_mode = WAL")
        books.execute("CREATE TABLE jobs (status TEXT)")
    return stage


async def test_a_stop_that_was_sent_is_not_sent_again(bot: Make) -> None:
    """Struck with SIGTERM behind a commit, it may finish, however soon it is waited for."""
    life, killer = await bot(SMALL_BOT.format(code=0))
    for _ in range(3):
        assert await killer.live(AT_THE_COMMIT) == "SIGTERM behind the commit of succeeded"
        assert life.sent == [signal.SIGTERM]


async def test_every_way_to_die_is_lived_through(bot: Make) -> None:
    """A bot that does what it is told breaks no promise, whatever is sent behind what."""
    _, killer = await bot(SMALL_BOT.format(code=0))
    for death in (
        Death(number=1, is_term=True, patience_s=0.05, is_told_again=True, after_s=0.5),
        Death(number=2, is_term=True, patience_s=0.05, is_told_again=True, state="succeeded"),
        Death(number=3, is_term=True, patience_s=0.05, state="succeeded"),
        Death(number=4, state="succeeded"),
    ):
        assert await killer.live(death) == death.aim


@pytest.mark.parametrize("code", [1, 143], ids=["an error", "as if told twice"])
async def test_another_end_after_one_stop_is_found(bot: Make, code: int) -> None:
    """Told to stop once, it must end with 0; what was sent is said."""
    _, killer = await bot(SMALL_BOT.format(code=code))
    with pytest.raises(EndedByItself, match=f"exit code {code} after SIGTERM\n"):
        await killer.live(AT_THE_COMMIT)


@pytest.mark.parametrize(
    "death",
    [Death(number=1, after_s=5.0), Death(number=1, is_term=True, after_s=5.0)],
    ids=["before a kill", "before a stop"],
)
async def test_an_end_that_nobody_asked_for_is_found(bot: Make, death: Death) -> None:
    """A bot that ends by itself is found, also with exit code 0 and in a life that ends so."""
    _, killer = await bot(HASTY_BOT)
    with pytest.raises(EndedByItself, match="exit code 0"):
        await killer.live(death)


def test_the_bots_port_stays_theirs() -> None:
    """Between two lives no other program gets the port, and the next bot can listen at it."""
    with own_port() as port:
        with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
            stranger.bind(("127.0.0.1", port))
        for _ in range(2):
            with socket.create_server(("127.0.0.1", port)):
                pass


async def test_what_a_bot_reports_of_itself_is_kept(bot: Make) -> None:
    """Its incidents are told with their errors, since a run that held leaves no log."""
    life, killer = await bot(TROUBLED_BOT)
    with pytest.raises(EndedByItself):
        await killer.live(Death(number=1, after_s=20.0))
    [incident] = life.incidents()
    assert incident.endswith(" while looking: LookupError: no clip")


TERM, KILL = signal.SIGTERM, signal.SIGKILL


@pytest.mark.parametrize(
    ("death", "sent", "codes"),
    [
        (Death(number=1), [KILL], {-9}),
        (Death(number=1, is_term=True), [TERM], {0, -15}),
        (Death(number=1, is_term=True), [TERM, KILL], {0, -15}),
        (Death(number=1, is_term=True, patience_s=0.1), [TERM, KILL], {0, -15, -9}),
        (
            Death(number=1, is_term=True, patience_s=0.1, is_told_again=True),
            [TERM, TERM],
            {0, -15, 143},
        ),
        (
            Death(number=1, is_term=True, patience_s=0.1, is_told_again=True),
            [TERM],
            {0, -15},
        ),
    ],
    ids=["kill", "stop", "never stops", "kill while stopping", "told twice", "stopped by then"],
)
def test_what_was_sent_decides_how_it_may_end(
    death: Death, sent: list[signal.Signals], codes: set[int]
) -> None:
    """Only a bot that was told twice may end with 143, and only one that was to be killed by -9."""
    assert expected_codes(death, sent) == codes
