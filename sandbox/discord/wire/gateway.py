"""The Gateway: accepts clients' connections, and lets the driver disturb them.

Source: docs: events/gateway.
"""

import asyncio
from collections.abc import Iterable

from aiohttp import web

from sandbox.discord.wire.connection import Connection, Services
from sandbox.discord.wire.frames import Op, frame

MOST_READ = 16 * 1024 * 1024
"""Bytes of a frame that are read at all, so that one over the limit hears 4002; beyond it the
WebSocket layer closes with its own 1009."""

SECONDS_TO_CLOSE = 5.0
"""How long clients have to hear the farewell when the server stops."""


class Gateway:
    """Accepts clients' connections and lets the driver disturb them."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._connections: set[Connection] = set()

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one connection until it ends."""
        socket = web.WebSocketResponse(timeout=2.0, compress=False, max_msg_size=MOST_READ)
        await socket.prepare(request)
        connection = Connection(self._services, socket, request)
        self._connections.add(connection)
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)
        return socket

    def cut(self) -> None:
        """Cut all connections without a farewell, as a dead network does."""
        for connection in list(self._connections):
            connection.abort()

    def close(self, code: int) -> None:
        """Close all connections with a code; their sessions can be resumed."""
        for connection in list(self._connections):
            connection.finish(code)

    def ask_reconnect(self) -> None:
        """Ask all clients to connect again (op 7)."""
        for connection in list(self._connections):
            connection.push(frame(Op.RECONNECT, None))

    def invalidate(self, *, resumable: bool) -> None:
        """Tell all clients that their session is invalid (op 9)."""
        for connection in list(self._connections):
            if connection.session is not None and not resumable:
                self._services.sessions.end(connection.session)
            connection.push(frame(Op.INVALID_SESSION, resumable))

    async def stop(self) -> None:
        """Close everything and wait for the connections to be gone, however slow the network is.

        A client that reads nothing does not hear of it and is cut off.
        """
        leaving = list(self._connections)
        for connection in leaving:
            connection.hurry()
        self.close(1001)
        try:
            async with asyncio.timeout(SECONDS_TO_CLOSE):
                await _all_ended(leaving)
        except TimeoutError:
            self.cut()
            await _all_ended(leaving)


async def _all_ended(connections: Iterable[Connection]) -> None:
    for connection in connections:
        await connection.ended.wait()
