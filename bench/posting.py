"""From a clip that is ready to its message: beside a bare download and upload of the same bytes.

Ours is the genuine watcher and delivery: the link is asked for, the clip fetched, looked through,
kept and settled, and the message written down, posted and marked. Both take turns, first as fast as
this machine's loopback goes, then over a line of 100 megabits a second each way.
"""

import asyncio
import contextlib
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import aiohttp
import av
import numpy as np
from aiohttp import web
from PIL import Image
from pydantic import SecretStr

from bench.crowd import Load, Seat, fill
from bench.figures import Figure, part_of
from domain.job import JobStatus
from media.clips import Frame, encode_clip
from services.accounts import Account, Accounts
from services.catalogue import load_catalogue
from services.delivery import Delivery
from services.forecast import Forecast
from services.ground import Ground, Ids
from services.poster import Letter, Posted, Where
from services.providers.account_plans import AccountPlan
from services.providers.engine_http import engine_session
from services.providers.kinds import MINIMAX_V1
from services.providers.making import make_provider
from services.settings import load_settings
from services.watching import Watcher
from storage import Database, FileStore, jobs

ROUNDS = 9
_HOST = "127.0.0.1"
_SIZE, _SECONDS, _FPS = (1366, 768), 6, 25
#: Spots of so many pixels, so much lighter or darker than grey: six seconds weigh 3 MiB.
_CELL, _CONTRAST = 8, 12
_INDEX_FIRST = {"movflags": "+faststart"}
_CHUNK = 1 << 16
#: Bytes a second of a line of 100 megabits.
_LINE = 12_500_000
_MIB = 1024 * 1024
#: What six seconds of a real engine at this size weigh, in bytes.
_LIGHTEST, _HEAVIEST = 2 * _MIB, 4 * _MIB
_OK = {"base_resp": {"status_code": 0, "status_msg": "success"}}
_SEAT = Seat(server_id=500, channel_id=600, member_id=42)


async def measure(share: float = 1) -> list[Figure]:
    """On the loopback, then on a line as people have it."""
    with tempfile.TemporaryDirectory() as name:
        data = await asyncio.to_thread(_draw, Path(name), share)
    return [
        await _figure(data, "loopback", None, share),
        await _figure(data, "100 Mbit/s", _LINE, share, "≤ 1.2"),
    ]


async def _figure(clip: bytes, line: str, rate: int | None, share: float, aim: str = "") -> Figure:
    ours, bare = [], []
    async with _Ends(clip, rate) as ends, _house(ends) as house:
        for number in range(part_of(ROUNDS, share) + 1):
            took = (await house.bring(), await ends.bring_barely())
            if number:  # the first round only warms up
                ours.append(took[0])
                bare.append(took[1])
    ratio = statistics.median(o / b for o, b in zip(ours, bare, strict=True))
    text = (
        f"ratio p50 {ratio:.2f} ({statistics.median(ours):.2f} s, bare"
        f" {statistics.median(bare):.2f} s; {len(clip) / _MIB:.1f} MiB)"
    )
    return Figure(name=f"ready → posted, {line}", text=text, aim=aim)


def _draw(path: Path, share: float) -> bytes:
    """A clip as long, as heavy and as hard to decode as one of a real engine: one second, repeated.

    Raises ValueError when it is not: with another clip there is no figure.
    """
    width, height = _SIZE
    rng = np.random.default_rng(6)
    cells = rng.uniform(-_CONTRAST, _CONTRAST, (height // _CELL, width // _CELL, 3))
    wall = Image.fromarray((128 + cells).astype(np.uint8)).resize((2 * width, 2 * height))
    picture = np.asarray(wall)

    def frame(_: int) -> Frame:
        # Elsewhere in each frame, so that none can be told from the one before.
        x, y = int(rng.integers(width)), int(rng.integers(height))
        return picture[y : y + height, x : x + width]

    second, whole = path / "second.mp4", path / "clip.mp4"
    encode_clip(map(frame, range(part_of(_FPS, share))), second, fps=_FPS)
    _repeat(second, whole, part_of(_SECONDS, share))
    clip = whole.read_bytes()
    if share == 1 and not _LIGHTEST < len(clip) < _HEAVIEST:
        raise ValueError(f"a clip of {len(clip) / _MIB:.1f} MiB is no clip of a real engine")
    return clip


def _repeat(path: Path, out: Path, times: int) -> None:
    """Write a clip several times over, its packets as they are."""
    with av.open(str(path)) as source, av.open(str(out), "w", options=_INDEX_FIRST) as target:
        video = source.streams.video[0]
        copied = target.add_stream_from_template(video)
        for number in range(times):
            source.seek(0)
            for packet in source.demux(video):
                if packet.dts is None or packet.pts is None:
                    continue
                later = number * (video.duration or 0)
                packet.pts, packet.dts = packet.pts + later, packet.dts + later
                packet.stream = copied
                target.mux(packet)


class _Ends:
    """Both ends of the way: an engine that has one clip, and a Discord that takes any."""

    def __init__(self, clip: bytes, rate: int | None) -> None:
        self._clip = clip
        self._rate = rate
        self._ids = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self.url = ""
        #: When it was last said that a clip is ready, and whether its message came since.
        self.said_at = 0.0
        self.posted = asyncio.Event()

    async def __aenter__(self) -> "_Ends":
        app = web.Application(client_max_size=1 << 30)
        app.router.add_get("/v1/query/video_generation", self._say_ready)
        app.router.add_get("/v1/files/retrieve", self._retrieve)
        app.router.add_get("/clip", self._give)
        app.router.add_post("/messages", self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, _HOST, 0).start()
        self.url = f"http://{_HOST}:{self._runner.addresses[0][1]}"
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def bring_barely(self) -> float:
        """Download and upload, with nothing in between; seconds."""
        began = time.perf_counter()
        async with self._session.get(f"{self.url}/clip") as reply:
            data = await reply.read()
        await self.upload(data)
        return time.perf_counter() - began

    async def upload(self, data: bytes | BinaryIO) -> int:
        """Post a message with a file, as Discord wants it; the message's id."""
        form = aiohttp.FormData()
        form.add_field("payload_json", '{"content": "Your clip is ready."}')
        form.add_field("files[0]", data, filename="clip.mp4", content_type="video/mp4")
        async with self._session.post(f"{self.url}/messages", data=form) as reply:
            return int((await reply.json())["id"])

    async def _say_ready(self, request: web.Request) -> web.Response:
        self.said_at = time.perf_counter()
        told = {"task_id": request.query["task_id"], "status": "Success", "file_id": "1"}
        return web.json_response({**_OK, **told})

    async def _retrieve(self, _: web.Request) -> web.Response:
        return web.json_response({**_OK, "file": {"download_url": f"{self.url}/clip"}})

    async def _give(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.content_length = len(self._clip)
        await response.prepare(request)
        pace = self._pace()
        for start in range(0, len(self._clip), _CHUNK):
            await response.write(self._clip[start : start + _CHUNK])
            await pace(start + _CHUNK)
        return response

    async def _take(self, request: web.Request) -> web.Response:
        pace, length = self._pace(), 0
        async for chunk in request.content.iter_chunked(_CHUNK):
            length += len(chunk)
            await pace(length)
        self.posted.set()
        return web.json_response({"id": str(next(self._ids))})

    def _pace(self) -> Callable[[int], Any]:
        began, rate = time.perf_counter(), self._rate

        async def pace(so_far: int) -> None:
            if rate is not None:
                await asyncio.sleep(began + so_far / rate - time.perf_counter())

        return pace


class _Sink:
    """A poster that uploads clips, and lets everything else pass."""

    def __init__(self, ends: _Ends) -> None:
        self._ends = ends

    async def post(self, letter: Letter, where: Where) -> Posted:
        message_id = 1
        if letter.clip is not None:
            with letter.clip.open("rb") as file:  # as discord.py does
                message_id = await self._ends.upload(file)
        return Posted(channel_id=where.channel_id or 1, message_id=message_id)

    async def edit(self, letter: Letter, posted: Posted) -> None:
        """Nothing to be seen here."""

    async def remove(self, posted: Posted) -> None:
        """Nothing to be seen here."""

    async def find(
        self, letter: Letter, where: Where, since: datetime, older: int | None = None
    ) -> Posted | None:
        """Nothing was posted before."""
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _House:
    """A database full of shots that an engine has ready, and who brings them."""

    ground: Ground
    watcher: Watcher
    ends: _Ends

    async def bring(self) -> float:
        """Seconds from the engine's word that a clip is ready to its message."""
        [job_id, *_] = await self.ground.database.read(jobs.ids_at_engine)
        self.ends.posted.clear()
        await self.watcher.look(await self.ground.database.read(jobs.by_id, job_id))
        job = await self.ground.database.read(jobs.by_id, job_id)
        assert job.status is JobStatus.DOWNLOADING
        assert await self.watcher.fetch(job) is None
        await self.ends.posted.wait()
        return time.perf_counter() - self.ends.said_at


@contextlib.asynccontextmanager
async def _house(ends: _Ends) -> AsyncIterator[_House]:
    known = {"DISCORD_TOKEN": "bench-token", "MINIMAX_API_KEY": "bench-key"}
    settings = load_settings(known, None)
    account = Account(name="minimax", provider=MINIMAX_V1, submits_per_minute=5, purse="bench")
    plan = AccountPlan(account=account, url=ends.url, key=SecretStr("bench-key"))
    accounts = Accounts([account], load_catalogue(None))
    with tempfile.TemporaryDirectory() as name:
        async with contextlib.AsyncExitStack() as stack:
            database = await Database.open(Path(name))
            stack.push_async_callback(database.close)
            load = Load(open_jobs=2 * ROUNDS, running=2 * ROUNDS)
            await database.transaction(fill, [_SEAT], load, datetime.now(UTC))
            session = await stack.enter_async_context(engine_session())
            ground = Ground(
                database=database,
                files=FileStore(Path(name) / "files"),
                now=lambda: datetime.now(UTC),
                ids=Ids(random.Random(6)),
                operators=frozenset(),
            )
            forecast = Forecast(accounts, running_per_member=1)
            delivery = Delivery(
                ground, _Sink(ends), limits=settings.limits, forecast=forecast, retry_s=5
            )
            running = asyncio.create_task(delivery.run())
            providers = {"minimax": make_provider(plan, session, 60)}
            yield _House(
                ground=ground, watcher=Watcher(ground, providers, settings.timing), ends=ends
            )
            delivery.stop()
            await running


if __name__ == "__main__":
    for one in asyncio.run(measure()):
        print(one)
