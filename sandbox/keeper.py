"""Keeps the bot of a demo alive: started again when it dies, and replaced on purpose."""

import asyncio
import time
from collections import deque
from collections.abc import Callable

from sandbox.bot_process import BotDied
from sandbox.stage import Stage
from sandbox.terminal import say

_SETTINGS_PROBLEM = 2  # bot.py's exit code: starting it again cannot help
_DEATHS_IN_A_MINUTE = 3


class Keeper:
    """Starts the bot again whenever it ends."""

    def __init__(self, stage: Stage, seconds: Callable[[], float] = time.monotonic) -> None:
        """`seconds`: by what deaths are told to be too many a minute."""
        self._stage = stage
        self._seconds = seconds
        # Held while the bot is being replaced: whoever finds it dead waits and looks again.
        self._replacing = asyncio.Lock()

    async def kill_and_restart(self) -> None:
        """End the bot as a power cut would, and start it again.

        Raises BotDied or TimeoutError when it does not come up.
        """
        async with self._replacing:
            await self._stage.kill_bot()
            await self._stage.start_bot()

    async def keep_alive(self) -> None:
        """Start the bot again whenever it ends by itself, until cancelled.

        Raises BotDied when that cannot help: its settings are wrong, or it dies too often.
        """
        deaths: deque[float] = deque(maxlen=_DEATHS_IN_A_MINUTE)
        while True:
            exit_code = await self._stage.bot.ended()
            async with self._replacing:
                if self._stage.bot.is_running:
                    continue
                deaths.append(self._seconds())
                too_often = len(deaths) == deaths.maxlen and deaths[-1] - deaths[0] < 60
                if exit_code == _SETTINGS_PROBLEM or too_often:
                    raise BotDied(exit_code, self._stage.bot.last_lines())
                say(f"the bot ended by itself (exit code {exit_code}); starting it again")
                await self._start()

    async def _start(self) -> None:
        """Start the bot; one that does not come up is dead, and counted as the next death."""
        try:
            await self._stage.start_bot()
        except (BotDied, TimeoutError) as error:
            say(f"the bot did not come back: {error}")
            # One that stays silent would be waited for without end.
            await self._stage.bot.kill()
        else:
            say("the bot is back")
