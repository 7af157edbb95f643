"""The hands that draw previews: processes started when they are first needed, and kept warm."""

import asyncio
import contextlib
import json
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[1]
_COMMAND = (sys.executable, "-P", "-m", "services.drawing")
#: What a process of ours needs of our environment to start at all; never a key or a token.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TMPDIR")
#: The libraries' own threads would only get in each other's way: what is drawn side by side is
#: parted by `animatic` itself.
_ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
}
_PATIENCE_S = 30.0
#: After so long without work a process gives its memory back.
_IDLE_S = 600.0

#: One order for a hand, as `services.drawing` reads it, and its answer.
Order = Mapping[str, object]
Answer = Mapping[str, object]


class Undrawn(Exception):
    """The preview could not be drawn."""


class Hands:
    """So many processes at most. The one that worked last works next: it is warm."""

    def __init__(
        self,
        *,
        count: int = 2,
        patience_s: float = _PATIENCE_S,
        idle_s: float = _IDLE_S,
        command: Sequence[str] = _COMMAND,
    ) -> None:
        self.count = count
        self._every = [_Hand(command, patience_s, idle_s) for _ in range(count)]
        self._free: asyncio.LifoQueue[_Hand] = asyncio.LifoQueue()
        for hand in self._every:
            self._free.put_nowait(hand)

    async def draw(self, order: Order) -> Answer:
        """Draw as soon as a hand is free. Raises Undrawn; a process that broke is replaced."""
        hand = await self._free.get()
        try:
            return await hand.draw(order)
        finally:
            self._free.put_nowait(hand)

    async def warm(self) -> None:
        """Have one process ready for what will come soon; where none starts, that is logged."""
        if any(hand.pid for hand in self._every) or self._free.empty():
            return
        hand = self._free.get_nowait()
        try:
            await hand.start()
        except Undrawn:
            # Nobody waits for this one; who orders is told when it fails again.
            log.warning("no process that draws previews is ready", exc_info=True)
        finally:
            self._free.put_nowait(hand)

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes there are at the moment."""
        return tuple(hand.pid for hand in self._every if hand.pid)

    async def close(self) -> None:
        """End all of them, in the middle of whatever they draw."""
        for hand in self._every:
            await hand.end()


class _Hand:
    """One place for a process; draws one order at a time."""

    def __init__(self, command: Sequence[str], patience_s: float, idle_s: float) -> None:
        self._command = command
        self._patience_s = patience_s
        self._idle_s = idle_s
        self._process: asyncio.subprocess.Process | None = None
        self._rest: asyncio.TimerHandle | None = None

    @property
    def pid(self) -> int | None:
        """Its process; None while there is none."""
        process = self._process
        return process.pid if process and process.returncode is None else None

    async def start(self) -> None:
        """Start a process unless one is there. Raises Undrawn."""
        if self.pid is None:
            await self._start()
        self._rest_later()

    async def draw(self, order: Order) -> Answer:
        """Raises Undrawn."""
        self._stop_resting()
        if self.pid is None:
            await self._start()
        is_done = False
        try:
            answer = await self._answered(order)
            is_done = True
        finally:
            if not is_done:
                # Whatever it still says would be taken for the answer to the next order.
                await self.end()
        self._rest_later()
        if "trouble" in answer:
            raise Undrawn(str(answer["trouble"]))
        return answer

    async def end(self) -> None:
        """End its process, if there is one."""
        self._stop_resting()
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None, "it is a pipe"
        process.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()

    async def _start(self) -> None:
        await self.end()
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                env=_environment(),
            )
        except OSError as error:
            raise Undrawn(f"no process could be started: {error}") from error
        log.info("a process draws previews", extra={"pid": self._process.pid})

    async def _answered(self, order: Order) -> Answer:
        process = self._process
        assert process is not None, "it was just started"
        assert process.stdin is not None, "it is a pipe"
        assert process.stdout is not None, "it is a pipe"
        try:
            async with asyncio.timeout(self._patience_s):
                process.stdin.write(json.dumps(order).encode() + b"\n")
                await process.stdin.drain()
                line = await process.stdout.readline()
        except TimeoutError:
            raise Undrawn(f"it took longer than {self._patience_s:g} seconds") from None
        except ConnectionError:
            line = b""
        except ValueError as error:  # asyncio's, for a line longer than its reader holds
            raise Undrawn("the process that drew it gave no end of an answer") from error
        if not line.endswith(b"\n"):
            raise Undrawn("the process that drew it ended")
        return _read(line)

    def _rest_later(self) -> None:
        self._stop_resting()
        loop = asyncio.get_running_loop()
        self._rest = loop.call_later(self._idle_s, self._go_to_rest)

    def _stop_resting(self) -> None:
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None

    def _go_to_rest(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()  # and with its input it ends by itself


def _read(line: bytes) -> Answer:
    try:
        answer = json.loads(line)
    except ValueError as error:
        raise Undrawn("the process that drew it gave an answer that can't be read") from error
    is_told = isinstance(answer, dict) and (
        "trouble" in answer
        or all(isinstance(answer.get(words), list) for words in ("drawn", "not_drawn"))
    )
    if not is_told:
        raise Undrawn("the process that drew it gave another answer than was asked for")
    told: Answer = answer
    return told


def _environment() -> dict[str, str]:
    passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {**passed_on, **_ONE_THREAD, "PYTHONPATH": str(_ROOT)}
