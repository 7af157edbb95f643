"""One client's connection to the Gateway: frames in, frames out, and its end."""

import asyncio
import contextlib
import json
import logging
import zlib
from collections import deque
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.discord.frames import Close, Closing, Op, decode, frame
from sandbox.discord.logins import Logins
from sandbox.discord.sessions import Session, Sessions
from sandbox.discord.shapes import Json

log = logging.getLogger(__name__)

ACK_DELAY = 0.05
"""Seconds before a heartbeat is answered: discord.py notes the sending after it is done, and an
instant answer would make its latency one whole interval."""

FRAMES_PER_MINUTE = 120


class Connection:
    """One client's connection."""

    def __init__(
        self,
        logins: Logins,
        sessions: Sessions,
        heartbeat: float,
        socket: web.WebSocketResponse,
        request: web.Request,
    ) -> None:
        self.session: Session | None = None
        self.ended = asyncio.Event()
        self._logins = logins
        self._sessions = sessions
        self._heartbeat = heartbeat
        self._socket = socket
        self._request = request
        self._outbox: asyncio.Queue[Json | int] = asyncio.Queue()
        self._received: deque[float] = deque()
        self._deflate = _deflater(request)
        self._loop = asyncio.get_running_loop()

    async def run(self) -> None:
        """Greet, then read frames until the connection ends."""
        writer = self._loop.create_task(self._write())
        try:
            self._greet()
            await self._read()
        except Closing as closing:
            log.info("gateway connection closed: %s", closing)
            self.finish(closing.code)
            await writer
        finally:
            writer.cancel()
            if self.session is not None:
                self._sessions.detach(self.session, self.push)
            await self._socket.close()
            self.ended.set()

    def _greet(self) -> None:
        if self._request.query.get("v", "10") not in ("9", "10"):
            raise Closing(Close.INVALID_VERSION)
        interval = int(self._heartbeat * 1000)
        self.push(frame(Op.HELLO, {"heartbeat_interval": interval, "_trace": []}))

    def push(self, frame: Json) -> None:
        """Send a frame, in turn."""
        self._outbox.put_nowait(frame)

    def finish(self, code: int) -> None:
        """Close with a code once everything before it was sent."""
        self._outbox.put_nowait(code)

    def abort(self) -> None:
        """Cut the connection."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                frame = await self._outbox.get()
                if isinstance(frame, int):
                    await self._socket.close(code=frame)
                    return
                text = json.dumps(frame, separators=(",", ":"))
                if self._deflate is None:
                    await self._socket.send_str(text)
                    continue
                packed = self._deflate.compress(text.encode())
                await self._socket.send_bytes(packed + self._deflate.flush(zlib.Z_SYNC_FLUSH))

    async def _read(self) -> None:
        patience = self._heartbeat * 2
        while True:
            try:
                message = await self._socket.receive(timeout=patience)
            except TimeoutError:
                raise Closing(Close.SESSION_TIMED_OUT) from None
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                self._end_session_on_goodbye()
                return
            self._count_frame()
            self._receive(decode(message.data))

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
