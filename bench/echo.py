"""The baseline of the stand-in: a WebSocket that sends and a route that receives, nothing between.

It speaks just enough of Discord for `raw_bot.py`, and carries the same payloads.
"""

import asyncio
import time
from typing import Any, Self

from aiohttp import web

_HOST = "127.0.0.1"


class Echo:
    """Sends an interaction and waits for its callback; keeps, checks and decides nothing."""

    def __init__(self, sample: dict[str, Any]) -> None:
        self._sample = sample
        self._socket: web.WebSocketResponse | None = None
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._sent = 0
        self._ready = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._address = self.api_url = ""

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_get("/gateway", self._listen)
        app.router.add_get("/api/gateway", self._gateway)
        app.router.add_post("/api/interactions/{id}/{token}/callback", self._callback)
        app.router.add_route("*", "/api/{rest:.*}", self._login)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, _HOST, 0).start()
        self._address = f"{_HOST}:{self._runner.addresses[0][1]}"
        self.api_url = f"http://{self._address}/api"
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop listening."""
        if self._socket is not None:
            await self._socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def ready(self) -> None:
        """Wait until the bot has identified."""
        await self._ready.wait()

    async def ask(self) -> float:
        """Send one interaction; the seconds until its callback was here."""
        assert self._socket is not None
        self._sent += 1
        name = str(self._sent)
        came = self._waiting[name] = asyncio.get_running_loop().create_future()
        begun = time.perf_counter()
        event = {**self._sample, "id": name}
        frame = {"op": 0, "s": self._sent, "t": "INTERACTION_CREATE", "d": event}
        await self._socket.send_json(frame)
        async with asyncio.timeout(10):
            await came
        return time.perf_counter() - begun

    async def _listen(self, request: web.Request) -> web.WebSocketResponse:
        self._socket = socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}})
        async for _ in socket:
            self._ready.set()
        return socket

    async def _callback(self, request: web.Request) -> web.Response:
        await request.json()
        self._waiting.pop(request.match_info["id"]).set_result(None)
        return web.Response(status=204)

    async def _gateway(self, _: web.Request) -> web.Response:
        return web.json_response({"url": f"ws://{self._address}/gateway"})

    async def _login(self, _: web.Request) -> web.Response:
        return web.json_response({"id": "1"})
