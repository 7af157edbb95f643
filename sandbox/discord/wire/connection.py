"""One client's connection to the Gateway: frames in, frames out, and its end."""

import asyncio
import contextlib
import json
import logging
import zlib
from collections import deque
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.discord.api.network import Loss, Network
from sandbox.discord.shapes import Json
from sandbox.discord.wire.frames import Close, Closing, Op, decode, frame
from sandbox.discord.wire.logins import Logins
from sandbox.discord.wire.sessions import Session, Sessions

log = logging.getLogger(__name__)

ACK_DELAY = 0.05
"""Seconds before a heartbeat is answered: discord.py notes the sending after it is done, and an
instant answer would make its latency one whole interval."""

FRAMES_PER_MINUTE = 120

PATIENCE = 2.0
"""Seconds at most that the last words to a client may take; then its connection is cut."""

MOST_WAITING = 5000
"""Frames that may wait for a client that does not read; then it is cut off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What every connection works with; the heartbeat's interval is in seconds."""

    logins: Logins
    sessions: Sessions
    network: Network
    heartbeat: float


class Connection:
    """One client's connection."""

    def __init__(
        self, services: Services, socket: web.WebSocketResponse, request: web.Request
    ) -> None:
        self.session: Session | None = None
        self.ended = asyncio.Event()
        self._hurries = asyncio.Event()
        self._logins = services.logins
        self._sessions = services.sessions
        self._network = services.network
        self._heartbeat = services.heartbeat
        self._socket = socket
        self._request = request
        self._outbox: asyncio.Queue[tuple[float, Json | int]] = asyncio.Queue()
        self._received: deque[float] = deque()
        self._deflate = _deflater(request)
        self._loop = asyncio.get_running_loop()

    async def run(self) -> None:
        """Greet, then carry frames both ways until one side ends it."""
        writer = self._loop.create_task(self._write())
        reader = self._loop.create_task(self._read())
        code = 1000
        try:
            await asyncio.wait((writer, reader), return_when=asyncio.FIRST_COMPLETED)
            if reader.done() and isinstance(reader.exception(), Closing):
                log.info("gateway connection closed: %s", reader.exception())
                await asyncio.wait((writer,), timeout=PATIENCE + self._network.event_delay)
            if writer.done():
                code = writer.result()
            elif isinstance(failure := reader.exception(), Closing):
                code = failure.code
                self.abort()
            elif failure is not None:
                code = Close.UNKNOWN_ERROR
                raise failure
        finally:
            await self._leave((writer, reader), code)

    async def _leave(
        self, workers: tuple[asyncio.Task[int], asyncio.Task[None]], code: int
    ) -> None:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        if self.session is not None:
            self._sessions.detach(self.session, self.push)
        await self._close(code)
        self.ended.set()

    async def _close(self, code: int) -> None:
        """Say goodbye; a client that has stopped reading would let that wait for ever."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._socket.close(code=code)
        except TimeoutError:
            self.abort()

    def _greet(self) -> None:
        if self._request.query.get("v", "10") not in ("9", "10"):
            raise Closing(Close.INVALID_VERSION)
        interval = int(self._heartbeat * 1000)
        self.push(frame(Op.HELLO, {"heartbeat_interval": interval, "_trace": []}))

    def push(self, frame: Json) -> None:
        """Send a frame, in turn, as fast as the network is."""
        self._put(frame)

    def finish(self, code: int) -> None:
        """Close with a code once everything before it was sent."""
        self._put(code)

    def hurry(self) -> None:
        """Let the network hold nothing up from now on, what is under way included."""
        self._hurries.set()

    def abort(self) -> None:
        """Cut the connection."""
        if self._request.transport is not None:
            self._request.transport.abort()

    def _put(self, pushed: Json | int) -> None:
        if self._outbox.qsize() >= MOST_WAITING:
            self.abort()
            return
        self._outbox.put_nowait((self._loop.time() + self._network.event_delay, pushed))

    async def _write(self) -> int:
        """Send what is pushed; return the code to close with once that is asked for."""
        try:
            while not isinstance(pushed := await self._arrived(), int):
                if pushed["op"] == Op.DISPATCH and self._network.loses(Loss.CONNECTION):
                    self.abort()
                    return 1006
                await self._send(json.dumps(pushed, separators=(",", ":")))
        except ConnectionError:
            return 1006
        return pushed

    async def _arrived(self) -> Json | int:
        """Return what is next in the outbox once it has travelled long enough."""
        due, pushed = await self._outbox.get()
        if due > self._loop.time():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(due):
                    await self._hurries.wait()
        return pushed

    async def _send(self, text: str) -> None:
        if self._deflate is None:
            await self._socket.send_str(text)
            return
        packed = self._deflate.compress(text.encode())
        await self._socket.send_bytes(packed + self._deflate.flush(zlib.Z_SYNC_FLUSH))

    async def _read(self) -> None:
        try:
            self._greet()
            while (data := await self._next()) is not None:
                self._count_frame()
                self._receive(decode(data))
        except Closing as closing:
            self.finish(closing.code)
            raise
        self._end_session_on_goodbye()

    async def _next(self) -> str | bytes | None:
        """Return the client's next frame, or None when it is gone."""
        try:
            message = await self._socket.receive(timeout=self._heartbeat * 2)
        except TimeoutError:
            raise Closing(Close.SESSION_TIMED_OUT) from None
        if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
            data: str | bytes = message.data
            return data
        return None

    def _end_session_on_goodbye(self) -> None:
        """A client that closes with 1000 or 1001 gives its session up (docs: gateway#resuming)."""
        if self.session is not None and self._socket.close_code in (1000, 1001):
            self._sessions.end(self.session)

    def _count_frame(self) -> None:
        now = self._loop.time()
        self._received.append(now)
        while self._received[0] < now - 60:
            self._received.popleft()
        if len(self._received) > FRAMES_PER_MINUTE:
            raise Closing(Close.RATE_LIMITED)

    def _receive(self, received: Json) -> None:
        op, data = received["op"], received.get("d")
        if op == Op.HEARTBEAT:
            self._loop.call_later(ACK_DELAY, self.push, frame(Op.HEARTBEAT_ACK, None))
        elif op in (Op.IDENTIFY, Op.RESUME):
            if self.session is not None:
                raise Closing(Close.ALREADY_AUTHENTICATED)
            enter = self._logins.identify if op == Op.IDENTIFY else self._logins.resume
            self.session = enter(data, self.push)
        elif op not in (Op.PRESENCE, Op.VOICE, Op.REQUEST_MEMBERS):
            raise Closing(Close.UNKNOWN_OPCODE)
        elif self.session is None:
            raise Closing(Close.NOT_AUTHENTICATED)
        elif op == Op.REQUEST_MEMBERS:
            self._logins.send_members(self.session, data)


def _deflater(request: web.Request) -> Any:
    """Return the connection's one compressor, where the client asked for zlib-stream."""
    return zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
