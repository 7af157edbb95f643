"""Keeps the bot of a demo alive: started again when it dies, and replaced on purpose."""

import asyncio
import time
from collections import deque

from sandbox.bot_process import BotDied
from sandbox.stage import Stage
from sandbox.terminal import say

_SETTINGS_PROBLEM = 2  # bot.py's exit code: starting it again cannot help
_DEATHS_IN_A_MINUTE = 3


class Keeper:
    """Starts the bot again whenever it ends."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
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
                deaths.append(time.monotonic())
                too_often = len(deaths) == deaths.maxlen and deaths[-1] - deaths[0] < 60
                if exit_code == _SETTINGS_PROBLEM or too_often:
                    raise BotDied(exit_code, self._stage.bot.last_lines())
                say(f"the bot ended by itself (exit code {exit_code}); starting it again")
                await self._stage.start_bot()
                say("the bot is back")
