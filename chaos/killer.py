"""Brings about the death that was decided for a life."""

import asyncio
import signal
import time
from collections.abc import Callable

from chaos.books import wait_for_commit
from chaos.decisions import LONGEST_S, Death
from chaos.stage import Stage

#: Without an answer in hand a bot that was told to stop ends within this.
_STOPS_WITHIN_S = 12.0
_COMMITS_WITHIN_S = 0.5


class EndedByItself(Exception):
    """The bot's process ended, and nobody told it to."""


class Killer:
    """Ends lives. `stop` is what a bot that was told to stop must end with."""

    def __init__(self, stage: Stage, calls_back: Callable[[], bool]) -> None:
        self._stage = stage
        self._calls_back = calls_back

    async def live(self, death: Death) -> str:
        """Start the bot and end it as decided; tells the moment it came to.

        Raises EndedByItself.
        """
        stage, held = self._stage, 0
        if death.stand_in:
            held = await stage.stand_in(death.stand_in).call(
                "hold", operation=death.operation, when=death.when, nth=death.nth
            )
        begun = time.monotonic()
        await stage.bot.start(stage.told(calls_back=self._calls_back()))
        if not death.stand_in:
            await self._wait(death.after_s)
            await self._end(death)
            return f"{'SIGTERM' if death.is_term else 'kill'} by the clock"
        remote = stage.stand_in(death.stand_in)
        reached = asyncio.create_task(remote.call("reached", number=held, seconds=LONGEST_S))
        await self._until(reached)
        if reached.result():
            await self._at_the_moment(death, held)
        else:
            await self._wait(max(0.0, begun + LONGEST_S - time.monotonic()))
            await self._end(death)
        await remote.call("let_go", number=held, go_on=death.goes_on)
        return death.aim.partition(",")[0] if reached.result() else "aim not met, by the clock"

    async def _at_the_moment(self, death: Death, held: int) -> None:
        remote = self._stage.stand_in(death.stand_in)
        if death.then == "held":
            await self._end(death)
            return
        if death.then == "commit":
            path = self._stage.database
            watching = asyncio.create_task(asyncio.to_thread(self._kill_at_commit, death))
            # The watcher has looked once before the call goes on.
            await asyncio.sleep(0.005 if path.exists() else 0)
            await remote.call("let_go", number=held, go_on=True)
            await watching
        else:
            await remote.call("let_go", number=held, go_on=True)
            await asyncio.sleep(death.after_s)
        await self._end(death)

    def _kill_at_commit(self, death: Death) -> None:
        if not self._stage.database.exists():
            return
        wait_for_commit(self._stage.database, _COMMITS_WITHIN_S)
        self._stage.bot.send(signal.SIGTERM if death.is_term else signal.SIGKILL)

    async def _end(self, death: Death) -> None:
        bot = self._stage.bot
        if not death.is_term:
            code = await bot.kill()
            if code != -signal.SIGKILL:
                raise EndedByItself(f"exit code {code}\n{bot.last_lines()}")
            return
        code = await bot.stop(_STOPS_WITHIN_S)
        # Before its handlers are in place the signal ends it at once, as it does any process.
        if code not in {0, -signal.SIGTERM}:
            raise EndedByItself(f"told to stop, exit code {code}\n{bot.last_lines()}")

    async def _wait(self, seconds: float) -> None:
        await self._until(asyncio.create_task(asyncio.sleep(seconds)))

    async def _until(self, event: "asyncio.Task[object]") -> None:
        bot = self._stage.bot
        ended = asyncio.create_task(bot.ended())
        try:
            await asyncio.wait({event, ended}, return_when=asyncio.FIRST_COMPLETED)
            if ended.done():
                raise EndedByItself(f"exit code {ended.result()}\n{bot.last_lines()}")
        finally:
            ended.cancel()
