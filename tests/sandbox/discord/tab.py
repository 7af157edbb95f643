"""A member's tab without a browser: the page's event stream and its acts."""

import asyncio
import contextlib
import json
from typing import Any


class Tab:
    """An event stream down, acts up."""

    def __init__(self, raw, user_id: int) -> None:
        self.raw = raw
        self.user_id = str(user_id)
        self.url = raw.discord.url
        self.key = {"key": raw.discord.key}
        self.last = ""
        self.headers: Any = {}
        self.events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.ended = asyncio.Event()

    @contextlib.asynccontextmanager
    async def open(self):
        """Follow the stream, from the last event seen if there was one."""
        query = self.key | {"as": self.user_id}
        headers = {"Last-Event-ID": self.last} if self.last else {}
        url = self.url + "/page/events"
        async with self.raw.session.get(url, params=query, headers=headers) as response:
            assert response.content_type == "text/event-stream"
            self.headers = response.headers
            reading = asyncio.create_task(self._read(response))
            try:
                yield self
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    async def _read(self, response) -> None:
        self.ended.clear()
        async for line in response.content:
            if line.startswith(b"id: "):
                self.last = line[4:].decode().strip()
            elif line.startswith(b"data: "):
                self.events.put_nowait(json.loads(line[6:]))
        self.ended.set()

    async def event(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(5):
            while (event := await self.events.get())["type"] != kind:
                pass
        return event

    async def act(self, action: str, **fields: Any):
        body = {"as": self.user_id, "action": action, "nonce": "n"} | fields
        url = self.url + "/page/act"
        async with self.raw.session.post(url, params=self.key, json=body) as response:
            return response.status, await response.json()
