"""The rawest engine there can be, in a process of its own: it keeps nothing and decides nothing.

A handle says itself when its clip is ready, so that tasks need not be told to it beforehand. It
speaks MiniMax's first API below `/{name}/{delay_ms}/`: each answer takes `delay_ms`, and what was
asked is counted under `name`.
"""

import asyncio
import itertools
import random
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Self

import aiohttp
from aiohttp import web

#: Clips take so long to make, log-normal.
MIDDLE_S, SPREAD = 300.0, 0.25
_HOST = "127.0.0.1"
_ROOT = Path(__file__).resolve().parent.parent
_OK = {"base_resp": {"status_code": 0, "status_msg": "success"}}


def handle(ready_at: float, number: int) -> str:
    """The name of a task whose clip is ready at a moment, in seconds since 1970."""
    return f"{int(ready_at * 1000)}-{number}"


class Engine:
    """The process from outside. `clip` is what every download gives."""

    def __init__(self, clip: Path) -> None:
        self._clip = clip
        self._process: asyncio.subprocess.Process | None = None
        self._port = ""

    async def __aenter__(self) -> Self:
        """Start it."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.raw_engine", str(self._clip)),
            cwd=_ROOT,
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._process.stdout is not None
        self._port = (await self._process.stdout.readline()).decode().strip()
        return self

    async def __aexit__(self, *_: object) -> None:
        """End it."""
        if self._process is not None:
            self._process.kill()
            await self._process.wait()

    def url(self, name: str, delay_s: float = 0.0) -> str:
        """The address of an engine that answers after so long."""
        return f"http://{_HOST}:{self._port}/{name}/{round(delay_s * 1000)}"

    async def told(self, name: str) -> dict[str, float]:
        """How often what was asked so far, and when the first look came (0: not yet)."""
        return await self._ask(f"told/{name}")

    async def first_look(self, name: str) -> float:
        """When the first look came, in seconds since 1970; waits for it."""
        return (await self._ask(f"first_look/{name}"))["first_look"]

    async def _ask(self, path: str) -> dict[str, float]:
        url = f"http://{_HOST}:{self._port}/{path}"
        async with aiohttp.ClientSession() as session, session.get(url) as reply:
            told: dict[str, float] = await reply.json()
        return told


class _Answers:
    def __init__(self, clip: bytes) -> None:
        self._clip = clip
        self._rng = random.Random(6)
        self._numbers = itertools.count(1)
        self._looked: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._told: defaultdict[str, dict[str, float]] = defaultdict(
            lambda: {"submits": 0, "looks": 0, "clips": 0, "first_look": 0.0}
        )

    def app(self) -> web.Application:
        app = web.Application()
        base = "/{name}/{delay}"
        app.router.add_post(f"{base}/v1/video_generation", self._late(self._submit))
        app.router.add_get(f"{base}/v1/query/video_generation", self._late(self._look))
        app.router.add_get(f"{base}/v1/files/retrieve", self._late(self._retrieve))
        app.router.add_get("/{name}/{delay}/clip/{file}", self._download)
        app.router.add_get("/told/{name}", self._tell)
        app.router.add_get("/first_look/{name}", self._tell_first)
        return app

    def _late(
        self, answer: Callable[[web.Request], dict[str, Any]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def later(request: web.Request) -> web.Response:
            told = answer(request)
            await asyncio.sleep(int(request.match_info["delay"]) / 1000)
            return web.json_response({**_OK, **told})

        return later

    def _count(self, request: web.Request, what: str) -> dict[str, float]:
        told = self._told[request.match_info["name"]]
        told[what] += 1
        return told

    def _submit(self, request: web.Request) -> dict[str, Any]:
        self._count(request, "submits")
        seconds = MIDDLE_S * self._rng.lognormvariate(0, SPREAD)
        return {"task_id": handle(time.time() + seconds, next(self._numbers))}

    def _look(self, request: web.Request) -> dict[str, Any]:
        told = self._count(request, "looks")
        told["first_look"] = told["first_look"] or time.time()
        self._looked[request.match_info["name"]].set()
        asked = request.query["task_id"]
        if int(asked.partition("-")[0]) / 1000 > time.time():
            return {"task_id": asked, "status": "Processing"}
        return {"task_id": asked, "status": "Success", "file_id": asked}

    def _retrieve(self, request: web.Request) -> dict[str, Any]:
        base = request.url.origin() / request.match_info["name"] / request.match_info["delay"]
        link = base / "clip" / request.query["file_id"]
        return {"file": {"file_id": request.query["file_id"], "download_url": str(link)}}

    async def _download(self, request: web.Request) -> web.Response:
        self._count(request, "clips")
        return web.Response(body=self._clip, content_type="video/mp4")

    async def _tell(self, request: web.Request) -> web.Response:
        return web.json_response(self._told[request.match_info["name"]])

    async def _tell_first(self, request: web.Request) -> web.Response:
        await self._looked[request.match_info["name"]].wait()
        return await self._tell(request)


async def main(clip: bytes) -> None:
    """Serve until killed; the first line it prints is its port."""
    runner = web.AppRunner(_Answers(clip).app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, _HOST, 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]).read_bytes()))
