"""A stand-in with tiny clips, and a client that speaks to it in raw requests."""

import asyncio
import base64
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from PIL import Image

from sandbox.minimax.server import TINY, MiniMaxSandbox, SandboxOptions, Status

KEY = "test-key"


@dataclass
class Client:
    """Raw requests in the vendor's shapes."""

    sandbox: MiniMaxSandbox
    session: aiohttp.ClientSession
    key: str = KEY

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    async def call(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        """Any request; the HTTP status and the parsed answer."""
        if "json" in options:
            # aiohttp warns about large bodies that are not read from a file.
            options["data"] = io.BytesIO(json.dumps(options.pop("json")).encode())
        url = f"{self.sandbox.url}{path}"
        async with self.session.request(method, url, headers=self.headers, **options) as response:
            return response.status, await response.json()

    async def submit(self, **body: Any) -> dict[str, Any]:
        url = f"{self.sandbox.url}/v1/video_generation"
        # aiohttp warns about large bodies that are not read from a file.
        data = io.BytesIO(json.dumps(body).encode())
        async with self.session.post(url, data=data, headers=self.headers) as response:
            assert response.status == 200
            assert response.headers["Trace-Id"]
            return await response.json()

    async def get(self, path: str, **query: str) -> dict[str, Any]:
        url = f"{self.sandbox.url}{path}"
        async with self.session.get(url, params=query, headers=self.headers) as response:
            assert response.status == 200
            assert response.headers["Trace-Id"]
            return await response.json()

    async def query(self, remote_task_id: str) -> dict[str, Any]:
        return await self.get("/v1/query/video_generation", task_id=remote_task_id)

    async def retrieve(self, file_id: str) -> dict[str, Any]:
        return await self.get("/v1/files/retrieve", file_id=file_id)

    async def control(self, method: str, **arguments: Any) -> Any:
        url = f"{self.sandbox.url}/_control/{method}"
        async with self.session.post(url, json=arguments, headers=self.headers) as response:
            return await response.json()

    async def finished(self, remote_task_id: str) -> dict[str, Any]:
        """Skip the waiting and give the answer to the query after it."""
        await self.end(remote_task_id)
        return await self.query(remote_task_id)

    async def end(self, remote_task_id: str) -> None:
        """Skip the waiting until an order has ended."""
        self.sandbox.skip(60)
        order = self.sandbox.orders[remote_task_id]
        ends = (Status.SUCCESS, Status.FAIL)
        await self.sandbox.wait_for(lambda s: order.status(s.clock.now()) in ends)

    async def link(self, **body: Any) -> str:
        """Submit, wait and give the link to the clip."""
        told = await self.submit(**body)
        done = await self.finished(told["task_id"])
        return (await self.retrieve(done["file_id"]))["file"]["download_url"]

    async def clip(self, path: Path, **body: Any) -> Path:
        async with self.session.get(await self.link(**body)) as response:
            assert response.status == 200
            await asyncio.to_thread(path.write_bytes, await response.read())
        return path


@pytest.fixture
async def minimax() -> AsyncIterator[MiniMaxSandbox]:
    options = SandboxOptions(seed=1)
    async with MiniMaxSandbox(key=KEY, style=TINY, options=options) as sandbox:
        sandbox.account.submits_per_minute = None
        yield sandbox


@pytest.fixture
async def client(minimax) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(minimax, session)


@pytest.fixture
def picture():
    """Make a picture as a data URL."""

    def make(width: int = 400, height: int = 320, kind: str = "png", name: str = "") -> str:
        buffer = io.BytesIO()
        Image.effect_noise((width, height), 60).convert("RGB").save(buffer, kind)
        text = base64.b64encode(buffer.getvalue()).decode()
        return f"data:image/{name or kind};base64,{text}"

    return make
