"""Looks at the engine per finished clip, and how long a clip is ready before it is noticed.

The genuine `Watcher` looks at one clip after the other over a held clock, with a real database in
which it finds what earlier clips took, from the first clip on. Beside it stands a loop that looks
every 10 s, on the same clips. Some durations are those of our stand-in, as wide as we took the real
service to be; others are narrow, as an engine of one's own is, or change under our feet.
"""

import asyncio
import contextlib
import math
import random
import statistics
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.figures import Figure, part_of, percentile
from domain.camera import CameraPlan
from domain.job import Clip, Job, JobStatus, Place
from domain.policy import Timing
from domain.shot import Shot
from sandbox.minimax.models import MODELS
from sandbox.minimax.request import Request, clip_size
from sandbox.minimax.timing import LifelikeTiming
from services import outcomes
from services.ground import Ground, Ids
from services.providers.base import Polled, RemoteStatus
from services.watching import Watcher
from storage import Database, Db, FileStore, jobs, servers
from storage.moments import stamp

CLIPS = 150
_POLL_S = 10.0
#: From the look that finds a clip made until it is fetched, checked and kept.
_FETCH_S = 1.5
_NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
_SERVER = 500
_CLIP = Clip(sha256="c" * 64, seconds=6, width=64, height=64, size_bytes=1)
_TIMING = Timing(
    poll_s=_POLL_S,
    retry_s=5,
    give_up_s=86_400,
    unconfirmed_release_s=3_600,
    longest_line_s=7_200,
    keep_s=7 * 86_400,
    stop_s=5,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One clip: its resolution, and when it is ready, in seconds since it was handed over."""

    resolution: str
    seconds: float


@dataclass(slots=True, kw_only=True)
class Tally:
    """What noticing clips took: looks at each, and how long each had been ready, in seconds."""

    looks: list[int] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        parts = [f"{percentile(self.delays, percent):.1f}" for percent in (50, 90, 99)]
        return (
            f"{statistics.mean(self.looks):.1f} looks a clip, noticed after"
            f" {statistics.mean(self.delays):.1f} s (p50, p90, p99: {' '.join(parts)})"
        )

    def add(self, other: "Tally") -> None:
        """Take in what came of other clips."""
        self.looks += other.looks
        self.delays += other.delays


Course = Callable[[random.Random, int], Iterator[Made]]


async def measure(share: float = 1) -> list[Figure]:
    """Each course of durations, then all of them, without callbacks and with them."""
    ours, called, lossy, loop = Tally(), Tally(), Tally(), Tally()
    figures = []
    for name, course in COURSES.items():
        made = list(course(random.Random(20), part_of(CLIPS, share)))
        fixed = _in_a_loop(made)
        planned = await _watched(made, called=0)
        figures.append(_figure(name, planned, fixed))
        ours.add(planned)
        loop.add(fixed)
        called.add(await _watched(made, called=1))
        lossy.add(await _watched(made, called=0.9))
    aim = "at most 0.50, mean and p90 no later"
    return [
        *figures,
        _figure("all of these", ours, loop, aim),
        _figure("all, with callbacks", called, loop, aim),
        _figure("all, a tenth of them lost", lossy, loop),
    ]


def _figure(name: str, ours: Tally, loop: Tally, aim: str = "") -> Figure:
    ratio = sum(ours.looks) / sum(loop.looks)
    text = f"ratio {ratio:.2f} ({ours}; every {_POLL_S:.0f} s: {loop})"
    return Figure(name=f"looks, {name}", text=text, aim=aim)


def _in_a_loop(made: Sequence[Made]) -> Tally:
    looks = [math.ceil(one.seconds / _POLL_S) for one in made]
    delays = [count * _POLL_S - one.seconds for count, one in zip(looks, made, strict=True)]
    return Tally(looks=looks, delays=delays)


async def _watched(made: Sequence[Made], *, called: float) -> Tally:
    """`called`: the part of the clips that the engine calls back about."""
    rng = random.Random(21)
    tally = Tally()
    async with _open_house() as house:
        for number, one in enumerate(made):
            job = await house.hand_over(number, one)
            looks, delay = await house.see(job, calls_back=rng.random() < called)
            tally.looks.append(looks)
            tally.delays.append(delay)
            await house.keep(job)
    return tally


class _Engine:
    """Makes one clip at a time; of an engine, looks use `poll` alone."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self.ready_at = _NOON

    async def poll(self, remote_task_id: str) -> Polled:
        if self._now() < self.ready_at:
            return Polled(status=RemoteStatus.RUNNING)
        return Polled(status=RemoteStatus.SUCCEEDED, result_ref="file")


class _House:
    """A database, a clock that stands still, an engine, and the watcher between them."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._moment = _NOON
        self._engine = _Engine(self._now)
        ground = Ground(
            database=database,
            files=FileStore(folder / "files"),
            now=self._now,
            ids=Ids(random.Random(7)),
            operators=frozenset(),
        )
        providers: Mapping[str, object] = {"engine": self._engine}
        self._watcher = Watcher(ground, providers, _TIMING)  # type: ignore[arg-type]  # looks use `poll` alone

    def _now(self) -> datetime:
        return self._moment

    async def hand_over(self, number: int, made: Made) -> Job:
        """A shot that the engine has just taken."""
        self._moment += timedelta(minutes=1)
        self._engine.ready_at = self._moment + timedelta(seconds=made.seconds)
        return await self._database.transaction(_running, number, made, self._moment)

    async def see(self, job: Job, *, calls_back: bool) -> tuple[int, float]:
        """Look until the clip is found: how many looks, and how long it had been ready."""
        looks = 0
        wait_s: float | None = await self._watcher.first_look_s(job)
        while wait_s:
            at = self._moment + timedelta(seconds=wait_s)
            if calls_back and at >= self._engine.ready_at:
                # What the worker does for a callback: a look at once.
                self._watcher.heard(job.id)
                at = self._engine.ready_at
            self._moment = at
            wait_s = await self._watcher.look(job)
            looks += 1
        return looks, (self._moment - self._engine.ready_at).total_seconds()

    async def keep(self, job: Job) -> None:
        """The clip was fetched: from now on it is history."""
        self._moment += timedelta(seconds=_FETCH_S)
        assert job.submitted_at is not None
        making_s = (self._moment - job.submitted_at).total_seconds()
        await self._database.transaction(outcomes.made, job, _CLIP, self._moment, making_s=making_s)


@contextlib.asynccontextmanager
async def _open_house() -> AsyncIterator[_House]:
    with tempfile.TemporaryDirectory() as name:
        database = await Database.open(Path(name))
        await database.transaction(servers.open_server, _SERVER, 7, _NOON)
        try:
            yield _House(database, Path(name))
        finally:
            await database.close()


def _running(db: Db, number: int, made: Made, at: datetime) -> Job:
    shot = Shot(
        prompt="a red lighthouse",
        camera=CameraPlan(),
        model="any",
        duration_s=6,
        resolution=made.resolution,
    )
    new = jobs.NewJob(
        code=f"L{number:05}",
        token=f"{number:032x}",
        shot=shot,
        place=Place(server_id=_SERVER, channel_id=600),
        member_id=42,
        member_name="member",
        account="engine",
        engine_prompt=shot.prompt,
        credits=0,
        cost_micro=0,
        at=at,
    )
    job_id = jobs.insert(db, new)
    facts = {
        "remote_task_id": f"task-{number}",
        "submitted_at": stamp(at),
        "accepted_at": stamp(at),
    }
    jobs.move(db, job_id, (JobStatus.QUEUED,), JobStatus.RUNNING, **facts)
    return jobs.by_id(db, job_id)


def _lifelike(model: str, *resolutions: str) -> Course:
    """As long as the stand-in's clips take that are as lifelike as we know how."""

    def course(rng: random.Random, clips: int) -> Iterator[Made]:
        timing = LifelikeTiming()
        for _ in range(clips):
            resolution = rng.choice(resolutions)
            request = Request(
                model=MODELS[model],
                prompt="",
                steps=(),
                images=(),
                seconds=6,
                resolution=resolution,
                size=clip_size(resolution),
            )
            times = timing.of(request, rng)
            seconds = times.preparing + times.queueing + times.processing
            yield Made(resolution=resolution, seconds=seconds)

    return course


def _around(
    middle_s: float, spread: float, change: Callable[[random.Random, float], float]
) -> Course:
    """Log-normal; `change` makes a factor of chance and of the part of the clips that is over."""

    def course(rng: random.Random, clips: int) -> Iterator[Made]:
        for number in range(clips):
            factor = change(rng, number / clips)
            seconds = middle_s * factor * rng.lognormvariate(0, spread)
            yield Made(resolution="768P", seconds=seconds)

    return course


COURSES: Mapping[str, Course] = {
    "T2V-01": _lifelike("T2V-01", "720P"),
    "I2V-01": _lifelike("I2V-01", "720P"),
    "2.3, both sizes": _lifelike("MiniMax-Hailuo-2.3", "768P", "1080P"),
    "H3": _lifelike("MiniMax-H3", "768P"),
    "one's own engine": _around(60, 0.05, lambda _, over: 1),
    "narrow": _around(120, 0.1, lambda _, over: 1),
    "getting slower": _around(120, 0.2, lambda _, over: 1 + over),
    "suddenly slower": _around(120, 0.2, lambda _, over: 2 if over > 0.5 else 1),
    "suddenly faster": _around(160, 0.2, lambda _, over: 0.5 if over > 0.5 else 1),
    "a long tail": _around(120, 0.2, lambda rng, _: 6 if rng.random() < 0.04 else 1),
}


if __name__ == "__main__":
    for figure in asyncio.run(measure()):
        print(figure)
