"""The bot between start and death, any number of times."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping
from pathlib import Path

from chaos.line import Remote

_INCIDENT = " services.incidents incident "
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")


class BotLife:
    """One bot at a time, forked by a nursery. `folder` is where it works and writes `bot.log`."""

    def __init__(self, nursery: Remote, folder: Path) -> None:
        self._nursery = nursery
        self._folder = folder
        self._ended: asyncio.Task[int] | None = None
        self.log_path = folder / "bot.log"
        self.pid = 0
        #: What was sent to the one that was started last, in order.
        self.sent: list[signal.Signals] = []

    @property
    def is_running(self) -> bool:
        """Whether a process was started and has not ended."""
        return self._ended is not None and not self._ended.done()

    async def start(self, environment: Mapping[str, str]) -> None:
        """Begin a process with `environment` as all that it is told."""
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        told = {**passed_on, **environment}
        self.pid = await self._nursery.call(
            "fork", folder=str(self._folder), environment=told, log=str(self.log_path)
        )
        self.sent = []
        self._ended = asyncio.create_task(self._nursery.call("wait"))
        self._ended.add_done_callback(_heard)

    def send(self, number: signal.Signals) -> None:
        """Send a signal, from any thread; one that has ended already takes none."""
        if not self.is_running:
            return
        self.sent.append(number)  # first: whoever sees it end must know why
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)

    async def ended(self) -> int:
        """Wait until it ends; its exit code, negative for a signal."""
        assert self._ended is not None, "it was never started"
        return await asyncio.shield(self._ended)

    async def kill(self) -> int:
        """End it as a power cut does, unless that was done already; its exit code."""
        if signal.SIGKILL not in self.sent:
            self.send(signal.SIGKILL)
        return await self.ended()

    async def stop(self, patience_s: float) -> int:
        """Ask it to stop, unless it was asked already, and kill it when it has not by then; its
        exit code."""
        if not await self._stops(patience_s):
            return await self.kill()
        return await self.ended()

    async def stop_at_once(self, again_after_s: float, patience_s: float) -> int:
        """Ask it to stop as `stop` does, and a second time when it has not by then."""
        if not await self._stops(again_after_s):
            self.send(signal.SIGTERM)
        return await self.stop(patience_s)

    def incidents(self) -> list[str]:
        """What it met that is nobody's intention (`services.incidents`), each with its error."""
        found: list[str] = []
        is_told = True
        with self.log_path.open(encoding="utf-8", errors="replace") as log:
            for line in log:
                _, mark, doing = line.partition(_INCIDENT)
                if mark:
                    found.append(doing.strip())
                    is_told = False
                elif not (is_told or line.startswith((" ", "Traceback", "\n"))):
                    found[-1] += f": {line.strip()}"
                    is_told = True
        return found

    def last_lines(self, count: int = 15) -> str:
        """The end of what it wrote."""
        if not self.log_path.exists():
            return "it wrote nothing"
        with self.log_path.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - 8_000))
            return "\n".join(log.read().decode(errors="replace").splitlines()[-count:])

    async def _stops(self, within_s: float) -> bool:
        if signal.SIGTERM not in self.sent:
            self.send(signal.SIGTERM)
        try:
            async with asyncio.timeout(within_s):
                await self.ended()
        except TimeoutError:
            return False
        return True


def _heard(ended: asyncio.Task[int]) -> None:
    """Where everything ends with the nursery, nobody asks any more how the bot did."""
    if not ended.cancelled():
        ended.exception()
