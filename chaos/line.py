"""Two processes talk: one JSON object a line, over a child's standard input and output."""

import asyncio
import contextlib
import itertools
import json
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sandbox.bot_process import bind_to

ROOT = Path(__file__).resolve().parent.parent
#: A whole run's history in one line.
_LONGEST_LINE = 256 * 1024 * 1024

Method = Callable[..., Awaitable[Any]]


class RemoteFault(Exception):
    """The other process could not do what it was asked."""


class Remote:
    """A child process that answers calls. Make it with `start`; `close` ends it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, command: tuple[str, ...], log: Path) -> "Remote":
        """Begin a Python process; what it says beside its answers goes to `log`."""
        with log.open("ab") as errors:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *command,
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                limit=_LONGEST_LINE,
                preexec_fn=partial(bind_to, os.getpid()),
                start_new_session=True,
            )
        return cls(process)

    async def call(self, method: str, **arguments: Any) -> Any:
        """Ask and wait for the answer. Raises RemoteFault, also when the process ends."""
        if self._reading.done():
            raise RemoteFault(f"{method} was asked of a process that has ended")
        number = next(self._numbers)
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        stream = self._process.stdin
        assert stream is not None
        with contextlib.suppress(ConnectionError):  # what ended meanwhile fails the answer below
            stream.write(json.dumps([number, method, arguments]).encode() + b"\n")
            await stream.drain()
        return await answer

    async def close(self) -> None:
        """End the process."""
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        await self._reading

    async def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while line := await stream.readline():
            number, error, result = json.loads(line)
            answer = self._waiting.pop(number)
            if answer.done():
                continue
            if error is None:
                answer.set_result(result)
            else:
                answer.set_exception(RemoteFault(error))
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(RemoteFault("the process has ended"))


async def serve(methods: Mapping[str, Method]) -> None:
    """Answer calls, each in a task of its own, until nobody asks any more."""
    reader = asyncio.StreamReader(limit=_LONGEST_LINE)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    answering: set[asyncio.Task[None]] = set()
    while line := await reader.readline():
        number, method, arguments = json.loads(line)
        one = asyncio.create_task(_called(methods, method, arguments))
        answering.add(one)
        one.add_done_callback(partial(_answer, number, method))
        one.add_done_callback(answering.discard)
    for one in answering:
        one.cancel()


async def until_one_ends(works: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Do all at once until one has ended; raises what it raised: nobody drops out unseen."""
    doing = [asyncio.ensure_future(work) for work in works]
    ended, left = await asyncio.wait(doing, return_when=asyncio.FIRST_COMPLETED)
    for one in left:
        one.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    for one in ended:
        one.result()


async def _called(methods: Mapping[str, Method], method: str, arguments: dict[str, Any]) -> Any:
    return await methods[method](**arguments)


def _answer(number: int, method: str, done: asyncio.Task[Any]) -> None:
    """Whatever it came to: a call without an answer would be waited for without end."""
    if done.cancelled():
        tell([number, f"{method}: cancelled", None])
    elif error := done.exception():
        tell([number, f"{method}: {type(error).__name__}: {error}", None])
    else:
        tell([number, None, done.result()])


def tell(message: object) -> None:
    """Write one line, whole."""
    data = json.dumps(message).encode() + b"\n"
    while data:
        data = data[os.write(1, data) :]
