"""Brings about the death that was decided for a life."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from chaos.books import wait_for_rise
from chaos.decisions import LONGEST_S, Death
from chaos.stage import Stage

#: Without an answer in hand a bot that was told to stop ends within this.
_STOPS_WITHIN_S = 12.0
#: Longer than Discord remembers a nonce ("a few minutes").
_FORGOTTEN_AFTER_S = 400
#: From its start until it is online, on a machine that does little else. Where it takes longer,
#: everything that goes by the clock does.
_USUAL_START_S = 0.5
_SLOWEST = 2.5
_STARTS_WITHIN_S = 60.0
#: A bot that is told to stop while it stops ends at once with this (`services.stopping`).
_TOLD_TWICE = 128 + signal.SIGTERM

Seen = TypeVar("Seen")


class EndedByItself(Exception):
    """The bot's process ended, and nobody told it to."""


class Killer:
    """Starts bots and ends their lives; `calls_back` says whether the next hears callbacks."""

    def __init__(self, stage: Stage, calls_back: Callable[[], bool]) -> None:
        self._stage = stage
        self._calls_back = calls_back
        self._pace = 1.0

    async def warm_up(self) -> None:
        """Start it once and let it stop, and see how fast this machine is. Raises EndedByItself."""
        begun = time.monotonic()
        await self.bring_up()
        took = time.monotonic() - begun
        self._pace = min(_SLOWEST, max(1.0, took / _USUAL_START_S))
        await self.bring_down()

    async def bring_up(self) -> None:
        """Start it and wait until it is online: only then a stop finds it with its ears open.

        Raises EndedByItself.
        """
        discord = self._stage.discord
        begun = await discord.call("begun")
        await self._start()
        online = discord.call("online", begun=begun, seconds=_STARTS_WITHIN_S)
        if not await self._until(online):
            raise EndedByItself(f"it does not come online\n{self._stage.bot.last_lines()}")

    async def bring_down(self) -> None:
        """Let one that is online stop in peace. Raises EndedByItself when it doesn't."""
        self._judge(await self._stage.bot.stop(_STOPS_WITHIN_S), {0})

    def see_it_running(self) -> None:
        """Raise EndedByItself when it is not."""
        if not self._stage.bot.is_running:
            raise EndedByItself(f"it ended while nobody touched it\n{self._stage.bot.last_lines()}")

    async def live(self, death: Death) -> str:
        """Start the bot and end it as decided; tells the moment it came to.

        Raises EndedByItself.
        """
        held = await self._hold(death) if death.stand_in else 0
        begun = time.monotonic()
        await self._start()
        if death.state:
            is_met = await self._at_the_commit(death)
        elif death.stand_in:
            is_met = await self._at_the_call(death, held)
        else:
            is_met = await self._wait(death.after_s * self._pace)
        if not is_met:
            await self._wait(begun + LONGEST_S * self._pace - time.monotonic())
        await self._end(death)
        if held:
            await self._let_go(death, held)
        if death.is_long:
            await self._stage.discord.call("skip", seconds=_FORGOTTEN_AFTER_S)
        return death.aim if is_met else "aim not met, by the clock"

    async def _start(self) -> None:
        await self._stage.bot.start(self._stage.told(calls_back=self._calls_back()))

    async def _hold(self, death: Death) -> int:
        remote = self._stage.stand_in(death.stand_in)
        number: int = await remote.call(
            "hold", operation=death.operation, when=death.when, nth=death.nth
        )
        return number

    async def _let_go(self, death: Death, held: int) -> None:
        remote = self._stage.stand_in(death.stand_in)
        await remote.call("let_go", number=held, go_on=death.goes_on or death.is_answered)

    async def _at_the_call(self, death: Death, held: int) -> bool:
        remote = self._stage.stand_in(death.stand_in)
        reached = remote.call("reached", number=held, seconds=LONGEST_S * self._pace)
        is_met: bool = await self._until(reached)
        if is_met and death.is_answered:
            await self._let_go(death, held)
            await self._wait(death.after_s)
        return is_met

    async def _at_the_commit(self, death: Death) -> bool:
        return await self._until(asyncio.to_thread(self._strike_at_commit, death))

    def _strike_at_commit(self, death: Death) -> bool:
        """From the watching thread itself: the way back to the loop would take too long."""
        most_s = LONGEST_S * self._pace
        is_met = wait_for_rise(self._stage.database, death.state, death.nth, most_s)
        if is_met:
            self._stage.bot.send(signal.SIGTERM if death.is_term else signal.SIGKILL)
        return is_met

    async def _end(self, death: Death) -> None:
        """What a commit's strike sent already is not sent again."""
        bot = self._stage.bot
        if not death.is_term:
            code = await bot.kill()
        elif death.is_told_again:
            code = await bot.stop_at_once(death.patience_s, _STOPS_WITHIN_S)
        else:
            code = await bot.stop(death.patience_s or _STOPS_WITHIN_S)
        self._judge(code, expected_codes(death, bot.sent))

    def _judge(self, code: int, expected: set[int]) -> None:
        bot = self._stage.bot
        if code not in expected:
            sent = ", then ".join(one.name for one in bot.sent) or "nothing"
            raise EndedByItself(f"exit code {code} after {sent}\n{bot.last_lines()}")

    async def _wait(self, seconds: float) -> bool:
        await self._until(asyncio.sleep(max(0.0, seconds)))
        return True

    async def _until(self, event: Awaitable[Seen]) -> Seen:
        bot = self._stage.bot
        wanted = asyncio.ensure_future(event)
        ended = asyncio.ensure_future(bot.ended())
        try:
            await asyncio.wait({wanted, ended}, return_when=asyncio.FIRST_COMPLETED)
            if ended.done() and not bot.sent:
                raise EndedByItself(f"exit code {ended.result()}\n{bot.last_lines()}")
            return await wanted
        finally:
            ended.cancel()
            wanted.cancel()


def expected_codes(death: Death, sent: Sequence[signal.Signals]) -> set[int]:
    """What a bot may end with that died so and was sent this."""
    if not death.is_term:
        return {-signal.SIGKILL}
    # Before its handlers are in place the signal ends it at once, as it does any process.
    codes = {0, -signal.SIGTERM}
    if death.patience_s and not death.is_told_again:
        codes.add(-signal.SIGKILL)
    if sent.count(signal.SIGTERM) > 1:
        codes.add(_TOLD_TWICE)
    return codes
