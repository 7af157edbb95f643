"""The bot as a process of its own that need not import everything again.

A server process per worker of pytest has imported the bot and forks (the `forkserver` of
multiprocessing). What it forks is a whole process: it has its own folder, environment, log and
session, can be killed with SIGKILL, and runs its script as `__main__`. Only the second of imports
is spared, some hundred times in a run. That `python bot.py` starts as well is what
test_start_and_stop.py, test_without_settings and the tests of the sandbox show.
"""

import asyncio
import multiprocessing
import os
import runpy
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sandbox.bot_process import BotProcess, die_with_parent

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["bot"])


@dataclass(frozen=True)
class Place:
    """Where a process lives: its folder, its whole environment, and what it writes to."""

    folder: Path
    told: dict[str, str]
    out: Path
    err: Path


class Forked:
    """A forked process, with what asyncio's own processes have."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process
        self._loop = asyncio.get_running_loop()
        self._end = self._loop.create_future()
        self._loop.add_reader(process.sentinel, self._note_end)

    @property
    def returncode(self) -> int | None:
        return self._end.result() if self._end.done() else None

    async def wait(self) -> int:
        return await asyncio.shield(self._end)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: int) -> None:
        os.kill(self._process.pid, number)

    def _note_end(self) -> None:
        self._loop.remove_reader(self._process.sentinel)
        self._process.join()
        self._end.set_result(self._process.exitcode)
        self._process.close()


async def fork(script: Path, arguments: Sequence[str], place: Place) -> Forked:
    """Begin a process that is what `python script arguments…` would be in this place."""
    process = FORKING.Process(target=live, args=(script, arguments, place))
    # The first one waits until the server has imported the bot.
    await asyncio.to_thread(process.start)
    return Forked(process)


class ForkedBot(BotProcess):
    """A `BotProcess` whose processes are forked."""

    async def begin(self, told: Mapping[str, str]) -> Forked:
        place = Place(self.folder, dict(told), out=self.log_path, err=self.log_path)
        return await fork(self.script, (), place)


def live(script: Path, arguments: Sequence[str], place: Place) -> None:
    """The forked process from its first line to its end."""
    os.setsid()
    die_with_parent()
    os.chdir(place.folder)
    os.environ.clear()
    os.environ.update(place.told)
    for number, path in ((1, place.out), (2, place.err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT), number)
    sys.stdout.reconfigure(line_buffering=True)
    sys.argv = [str(script), *arguments]
    runpy.run_path(str(script), run_name="__main__")
