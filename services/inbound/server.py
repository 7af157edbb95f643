"""The small HTTP server that engines call: one address per job, nothing else is there."""

import asyncio
import json
import logging
import re
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urlsplit

from aiohttp import web

from domain.job import Job
from services.inbound.address import ROUTE
from services.inbound.connections import BoundedServer
from storage import StorageUnavailable

log = logging.getLogger(__name__)

_TOKEN = re.compile(r"[0-9a-f]{32}")

#: The answer to whatever is no job's address.
NOT_FOUND = {"status": "not found"}


class CannotListen(Exception):
    """The address for callbacks can't be listened at."""


class TakesCallbacks(Protocol):
    """Who knows the jobs behind the addresses."""

    async def job_of(self, token: str) -> Job | None:
        """Whose address this is; None: nobody's."""

    async def take(self, job: Job, body: object) -> None:
        """An engine called about the job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much of strangers' patience and number is borne. Times in seconds, each from when it is
    waited for."""

    head_within_s: float = 5.0
    #: The engine wants its challenge back within 3 s (platform.minimax.io, video generation,
    #: callback).
    body_within_s: float = 2.0
    #: Calls answered at once; the database has better to do than to look up a flood's tokens.
    most_at_once: int = 32
    #: Connections open at once, far fewer than a process may have files.
    most_open: int = 200


class CallbackServer:
    """Listens while it is entered. `base` is the public address; a path in it may be stripped or
    kept by the proxy in front. Whatever is no job's address gets one and the same 404."""

    def __init__(
        self,
        callbacks: TakesCallbacks,
        *,
        base: str,
        host: str,
        port: int,
        bounds: Bounds | None = None,
    ) -> None:
        self._callbacks = callbacks
        self._prefix = urlsplit(base).path.rstrip("/")
        self._host = host
        self._port = port
        self._bounds = bounds or Bounds()
        self._at_once = 0
        self._runner: web.ServerRunner | None = None

    async def __aenter__(self) -> Self:
        """Begin to listen. Raises CannotListen."""
        server = BoundedServer(
            self._answer,
            most_open=self._bounds.most_open,
            head_within_s=self._bounds.head_within_s,
            lingering_s=self._bounds.body_within_s,
        )
        self._runner = web.ServerRunner(server, shutdown_timeout=self._bounds.body_within_s)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise CannotListen(
                f"Callbacks can't be listened for at {self._host}, port {self._port}"
                f" ({error.strerror}). Set GREENLIGHT_CALLBACK_HOST or GREENLIGHT_CALLBACK_PORT to"
                " what is free here."
            ) from error
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Listen no more; calls being answered are answered first, within seconds."""
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def port(self) -> int:
        """Where it listens: the port given, or with 0 the one that was free."""
        assert self._runner is not None, "it listens only while it is entered"
        return int(self._runner.addresses[0][1])

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        if self._at_once >= self._bounds.most_at_once:
            return _said("busy", 503)
        self._at_once += 1
        try:
            return await self._answer_one(request)
        except StorageUnavailable:
            # The caller may try again; whether it does or not, we look by ourselves.
            return _said("busy", 503)
        finally:
            self._at_once -= 1

    async def _answer_one(self, request: web.BaseRequest) -> web.Response:
        job = await self._job_of(request)
        if job is None:
            return web.json_response(NOT_FOUND, status=404)
        try:
            async with asyncio.timeout(self._bounds.body_within_s):
                text = await request.read()
        except TimeoutError:
            return _said("too slow", 408)
        except web.HTTPRequestEntityTooLarge:
            return _said("too large", 413)
        except web.RequestPayloadError:
            log.info("a call's body can't be read", extra=job.log_extra())
            return _said("unreadable", 400)
        body = _read(text)
        if isinstance(body, dict) and isinstance(body.get("challenge"), str | int):
            return web.json_response({"challenge": body["challenge"]})
        await self._callbacks.take(job, body)
        return _said("success", 200)

    async def _job_of(self, request: web.BaseRequest) -> Job | None:
        path = request.path.removeprefix(self._prefix)
        token = path.removeprefix(ROUTE)
        if request.method != "POST" or token == path or not _TOKEN.fullmatch(token):
            return None
        return await self._callbacks.job_of(token)


def _said(status: str, code: int) -> web.Response:
    return web.json_response({"status": status}, status=code)


def _read(text: bytes) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
