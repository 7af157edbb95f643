"""The callback port's connections: strangers may open them, and so they are few and short."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import HttpProcessingError, RawRequestMessage
from aiohttp.streams import StreamReader

log = logging.getLogger(__name__)

_MOST_BYTES = 64 * 1024
#: A flood is told of so often, in seconds, and not by the line.
_TOLD_APART_S = 60.0


class BoundedServer(web.Server):
    """aiohttp's own server with bounds for those who connect.

    Beyond `most_open` connections each further one is closed at once. One that has not sent the
    whole head of a request within `head_within_s` is closed: aiohttp counts its time for an idle
    connection from the beginning, and until a request has come. Bodies end at 64 kB.
    """

    def __init__(
        self,
        handler: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]],
        *,
        most_open: int,
        head_within_s: float,
        lingering_s: float,
    ) -> None:
        calls = logging.getLogger(f"{__name__}.calls")
        calls.addFilter(_is_our_fault)
        super().__init__(
            handler,
            request_factory=self._request,
            access_log=None,  # a path holds a token
            logger=calls,
            keepalive_timeout=head_within_s,
            lingering_time=lingering_s,
        )
        self._most_open = most_open
        self._told_at: float | None = None

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """Called by aiohttp for every connection, before anything is read."""
        super().connection_made(handler, transport)
        if len(self.connections) > self._most_open:
            self._tell()
            # Only now does aiohttp begin with it, and it breaks over one that is lost by then.
            asyncio.get_running_loop().call_soon(handler.force_close)

    def _tell(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._told_at is None or now - self._told_at > _TOLD_APART_S:
            self._told_at = now
            log.warning(
                "more than %s connections for callbacks: further ones are closed", self._most_open
            )

    def _request(
        self,
        message: RawRequestMessage,
        payload: StreamReader,
        protocol: web.RequestHandler,
        writer: AbstractStreamWriter,
        work: "asyncio.Task[None]",
    ) -> web.BaseRequest:
        loop = asyncio.get_running_loop()
        return web.BaseRequest(
            message, payload, protocol, writer, work, loop, client_max_size=_MOST_BYTES
        )


def _is_our_fault(record: logging.LogRecord) -> bool:
    """Whether a line is worth writing: what strangers send badly is answered with 400, and that
    is all."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError | web.RequestPayloadError)
