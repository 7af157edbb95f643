"""The bot as a process of its own: started, killed and watched from outside, as a system would.

It gets nothing but environment variables. Its working folder is not the repository, so that a
`.env` lying there is not read.
"""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Awaitable, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

BOT = Path(__file__).resolve().parent.parent / "bot.py"
# What a Python process needs to start at all; everything else of ours stays out of the bot.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "SYSTEMROOT", "TZ")
_SECONDS_TO_STOP = 25.0
_PR_SET_PDEATHSIG = 1


Seen = TypeVar("Seen")


def die_with_parent() -> None:
    """Ask Linux to end this process when whoever started it is killed from now on.

    To be run in a child before its program; other systems cannot do it. Source: prctl(2),
    PR_SET_PDEATHSIG.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def bind_to(parent: int) -> None:
    """`die_with_parent` for a child of `parent`, which ends at once where that is gone already."""
    die_with_parent()
    if sys.platform == "linux" and os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


class BotDied(Exception):
    """The bot's process ended by itself."""

    def __init__(self, exit_code: int, last_lines: str) -> None:
        """`last_lines`: the end of what the bot wrote, for the person who must find out why."""
        super().__init__(f"The bot ended by itself with exit code {exit_code}.\n{last_lines}")
        self.exit_code = exit_code
        self.last_lines = last_lines


class Process(Protocol):
    """What is asked of a running process; asyncio's own are such."""

    @property
    def returncode(self) -> int | None: ...

    async def wait(self) -> int: ...

    def kill(self) -> None: ...

    def send_signal(self, signal: int, /) -> None: ...


class BotProcess:
    """`bot.py` between start and end, any number of times.

    `folder` is where it works; `environment` all it is told; its output is appended to `log_path`.
    """

    def __init__(self, *, folder: Path, environment: Mapping[str, str], script: Path = BOT) -> None:
        self.folder = folder
        self.script = script.resolve()
        self.log_path = folder / "bot.log"
        self.starts = 0
        self._environment = dict(environment)
        self._process: Process | None = None

    @property
    def is_running(self) -> bool:
        """Whether a process was started and has not ended."""
        return self._process is not None and self._process.returncode is None

    @property
    def exit_code(self) -> int | None:
        """How the last process ended (negative: by which signal); None before its end."""
        return None if self._process is None else self._process.returncode

    async def start(self) -> None:
        """Start a process; what it may use is what the constructor was given."""
        if self.is_running:
            raise RuntimeError("the bot is running already")
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        told = {**passed_on, "PYTHONUNBUFFERED": "1", **self._environment}
        self._process = await self.begin(told)
        self.starts += 1

    async def begin(self, told: Mapping[str, str]) -> Process:
        """Begin a process with `told` as its whole environment."""
        with self.log_path.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                str(self.script),
                cwd=self.folder,
                env=told,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Ctrl-C in a terminal reaches the whole group; only we tell the bot to stop.
                start_new_session=True,
                preexec_fn=partial(bind_to, os.getpid()),
            )

    async def kill(self) -> None:
        """End it as a power cut does: no signal handler runs."""
        if self._process is not None and self.is_running:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def stop(self, patience: float = _SECONDS_TO_STOP) -> int | None:
        """Ask it to stop, and end it when it has not after `patience` seconds; its exit code."""
        if self._process is not None and self.is_running:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGTERM)
            try:
                async with asyncio.timeout(patience):
                    await self._process.wait()
            except TimeoutError:
                await self.kill()
        return self.exit_code

    async def ended(self) -> int:
        """Wait until the process ends; its exit code."""
        if self._process is None:
            raise RuntimeError("the bot was never started")
        return await self._process.wait()

    async def watch(self, event: Awaitable[Seen]) -> Seen:
        """Wait for `event`, which the running bot should bring about; raises BotDied when it
        ends before."""
        wanted = asyncio.ensure_future(event)
        end = asyncio.ensure_future(self.ended())
        try:
            await asyncio.wait({wanted, end}, return_when=asyncio.FIRST_COMPLETED)
            if not wanted.done():
                raise BotDied(end.result(), self.last_lines())
            return await wanted
        finally:
            wanted.cancel()
            end.cancel()
            await asyncio.gather(wanted, end, return_exceptions=True)

    def last_lines(self, count: int = 12) -> str:
        """The end of what it wrote."""
        return "\n".join(self._lines()[-count:])

    def last_errors(self, count: int = 3) -> str:
        """The last lines that it wrote as errors: each heads its traceback, which may be longer
        than `last_lines`."""
        return "\n".join([line for line in self._lines() if " ERROR " in line][-count:])

    def _lines(self) -> list[str]:
        if not self.log_path.exists():
            return []
        return self.log_path.read_text(encoding="utf-8", errors="replace").splitlines()
