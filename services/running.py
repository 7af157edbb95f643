"""Everything that goes on while the bot lives: begun together, ended together in time."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Protocol

from services.alarm import Alarm
from services.delivery import Delivery
from services.worker import Worker

log = logging.getLogger(__name__)

#: What is left for the loops to end when the whole time went by over unanswered requests.
_LEAST_TO_END_S = 1.0


class Connection(Protocol):
    """The client that speaks with Discord."""

    async def connect(self) -> None: ...

    async def close(self) -> None: ...


class Door(Protocol):
    """Whoever wants something of the bot passes it."""

    def close(self) -> None: ...

    async def empty(self, patience_s: float) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Loops:
    """What goes on by itself; all of it may take `stop_s` seconds to stop."""

    worker: Worker
    delivery: Delivery
    alarm: Alarm
    stop_s: float


class Running:
    """The loops and the connection, from the first moment to the last."""

    def __init__(self, loops: Loops, connection: Connection, door: Door) -> None:
        self._loops = loops
        self._connection = connection
        self._door = door
        self._deadline = 0.0

    async def run(self, stop: asyncio.Event) -> int:
        """Go on until `stop`, or until one part ends by itself, which is a fault; the exit code."""
        working, alarm, connected = self._begun()
        parts = [*working, alarm, connected]
        stopping = asyncio.create_task(stop.wait(), name="stop")
        ended, _ = await asyncio.wait([*parts, stopping], return_when=asyncio.FIRST_COMPLETED)
        self._deadline = _clock() + self._loops.stop_s
        await self._stop_work(working)
        await self._disconnect(connected)
        alarm.cancel()
        # Who came last of all is being told so still, and the session is closed next.
        await self._door.empty(0)
        stopping.cancel()
        results = await asyncio.gather(*parts, return_exceptions=True)
        for part, result in zip(parts, results, strict=True):
            if isinstance(result, Exception):
                log.error("%s ended: %s", part.get_name(), result, exc_info=result)
        return 0 if stopping in ended else 1

    def _begun(self) -> tuple[list[asyncio.Task[None]], asyncio.Task[None], asyncio.Task[None]]:
        """The tasks of what works on shots, of the alarm and of the connection."""
        begin = asyncio.create_task
        loops = self._loops
        working = [
            begin(loops.worker.run(), name="worker"),
            begin(loops.delivery.run(), name="delivery"),
        ]
        alarm = begin(loops.alarm.run(), name="alarm")
        return working, alarm, begin(self._connection.connect(), name="Discord")

    async def _stop_work(self, working: list[asyncio.Task[None]]) -> None:
        """Begin nothing new, and let what was begun end, as far as there is time."""
        self._door.close()
        answering = asyncio.create_task(self._door.empty(self._loops.stop_s))
        self._loops.delivery.stop()
        self._loops.alarm.stop()
        unanswered = await self._loops.worker.stop()
        _, hanging = await asyncio.wait(working, timeout=self._time_left_s())
        for part in hanging:
            # Whatever it was posting is looked for at the next start, before it is posted again.
            log.warning("%s did not end in time", part.get_name())
            part.cancel()
        if cut_off := await answering:
            log.warning("stopped before %s people were answered", cut_off)
        if unanswered:
            log.warning("stopped before these were answered: %s", ", ".join(unanswered))

    async def _disconnect(self, connected: asyncio.Task[None]) -> None:
        try:
            async with asyncio.timeout(self._time_left_s()):
                await self._connection.close()
        except TimeoutError:
            connected.cancel()

    def _time_left_s(self) -> float:
        return max(_LEAST_TO_END_S, self._deadline - _clock())


def _clock() -> float:
    return asyncio.get_running_loop().time()
