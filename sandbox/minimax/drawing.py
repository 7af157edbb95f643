"""Draws the ordered clips, at most two at a time, without holding up the server.

Full-size clips are drawn by processes of their own with low priority; the tiny ones of tests in a
thread, where starting a process would take longer than the drawing.
"""

import asyncio
import contextlib
import hashlib
import json
import logging
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from animatic import AMPLITUDES, SPEEDS, AnimaticShot, Move, render
from media.sound import add_sound
from sandbox.bootstrap import ROOT
from sandbox.bot_process import bind_to
from sandbox.minimax.camera import without_brackets
from sandbox.minimax.clip_cache import ClipCache
from sandbox.minimax.request import Request, scaled

log = logging.getLogger(__name__)

T = TypeVar("T")

_AT_ONCE = 2
_LABEL = "sandbox"
# Pixels times frames that a thread draws in about a tenth of a second.
_THREAD_WORK = 2_000_000
_NICE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipStyle:
    """How large and long the clips are; by default as they were asked for."""

    short_side: int | None = None
    """Pixels of the shorter side, the shape being kept."""
    seconds: float | None = None
    fps: int = 25
    cached: bool = False
    """Whether a clip drawn before, by any process, is used again."""
    takes: int = 1_000_000
    """How many takes of the same request differ, before the first one is drawn again."""

    def size_for(self, request: Request) -> tuple[int, int]:
        """Give width and height."""
        return scaled(request.size, self.short_side) if self.short_side else request.size


TINY = ClipStyle(short_side=90, seconds=1.0, fps=8, cached=True, takes=3)
"""For tests: drawn in a blink, once."""


def users_cache() -> Path:
    """One folder for all processes of this user, which goes when the machine tidies up."""
    return Path(tempfile.gettempdir()) / f"greenlight-sandbox-clips-{os.getuid()}"


class DrawingFailed(Exception):
    """The clip could not be drawn."""


@dataclass(slots=True)
class Drawing:
    """Draws into one folder."""

    folder: Path
    cache: ClipCache = field(default_factory=lambda: ClipCache(users_cache()))
    drawn: int = 0
    """How many clips were truly drawn, rather than taken from the cache."""
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    _in_threads: "set[asyncio.Future[Any]]" = field(default_factory=set)

    async def draw(self, request: Request, style: ClipStyle, name: str, take: int = 0) -> Path:
        """Draw a take of a request's clip and give its file. Raises `DrawingFailed`."""
        width, height = style.size_for(request)
        shot = AnimaticShot(
            prompt=without_brackets(request.prompt),
            steps=tuple(tuple(map(_move, step)) for step in request.steps),
            width=width,
            height=height,
            fps=style.fps,
            seconds=style.seconds or request.seconds,
            label=_LABEL,
            picture=request.first_frame,
            take=take % style.takes,
        )
        path = self.folder / f"{name}.mp4"
        key = _key(shot, sounds=request.model.has_sound)
        if style.cached and await self._in_thread(self.cache.take, key, path):
            return path
        async with self._places:
            await self._draw(shot, path, sounds=request.model.has_sound)
        if style.cached:
            await self._in_thread(self.cache.keep, key, path)
        return path

    async def settle(self) -> None:
        """Wait until no thread writes into the folder any more; cancelling does not stop one."""
        await asyncio.gather(*self._in_threads, return_exceptions=True)

    async def _in_thread(self, work: Callable[..., T], *arguments: Any) -> T:
        working = asyncio.ensure_future(asyncio.to_thread(work, *arguments))
        self._in_threads.add(working)
        working.add_done_callback(self._in_threads.discard)
        return await asyncio.shield(working)

    async def _draw(self, shot: AnimaticShot, path: Path, *, sounds: bool) -> None:
        """Draw beside the final name, so that nobody ever sees half a clip."""
        handle, name = tempfile.mkstemp(dir=self.folder, suffix=".part.mp4")
        os.close(handle)
        part = Path(name)
        try:
            if shot.width * shot.height * shot.frames <= _THREAD_WORK:
                await self._in_thread(render, shot, part)
            else:
                await _draw_in_process(shot, part)
            if sounds:
                await self._in_thread(_let_sound, part, shot.seconds)
            await asyncio.to_thread(part.replace, path)
            self.drawn += 1
        finally:
            await asyncio.to_thread(part.unlink, missing_ok=True)


async def _draw_in_process(shot: AnimaticShot, path: Path) -> None:
    command = [sys.executable, "-m", "animatic", *_arguments(shot, path)]
    picture = path.with_suffix(".picture")
    if shot.picture is not None:
        await asyncio.to_thread(picture.write_bytes, shot.picture)
        command.append(f"--image={picture}")
    process = await asyncio.create_subprocess_exec(
        *command,
        "--",
        _prompt(shot),
        str(path),
        cwd=ROOT,
        preexec_fn=partial(bind_to, os.getpid()),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        with contextlib.suppress(OSError):  # it may be gone already
            os.setpriority(os.PRIO_PROCESS, process.pid, _NICE)
        _, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await asyncio.to_thread(picture.unlink, missing_ok=True)
    if process.returncode:
        raise DrawingFailed(errors.decode(errors="replace").strip())


def _let_sound(part: Path, seconds: float) -> None:
    heard = part.with_suffix(".heard.mp4")
    add_sound(part, heard, seconds=seconds)
    heard.replace(part)


def _arguments(shot: AnimaticShot, path: Path) -> list[str]:
    return [
        f"--size={shot.width}x{shot.height}",
        f"--fps={shot.fps}",
        f"--seconds={shot.seconds}",
        f"--label={shot.label}",
        f"--take={shot.take}",
    ]


def _move(told: str) -> Move:
    """`slow slight Push in` as the drawing takes it."""
    words = told.split()
    speed = next((word for word in words if word in SPEEDS), "medium")
    amplitude = next((word for word in words if word in AMPLITUDES), "medium")
    name = " ".join(word for word in words if word not in {speed, amplitude})
    return Move(name, amplitude, speed)


def _prompt(shot: AnimaticShot) -> str:
    steps = "".join(f"[{', '.join(map(str, step))}]" for step in shot.steps)
    return f"{steps} {shot.prompt}".replace("\x00", " ")


def _key(shot: AnimaticShot, *, sounds: bool) -> str:
    """Name a clip by everything that decides what is in it, the drawing code included."""
    values = {**asdict(shot), "sounds": sounds}
    picture = values.pop("picture")
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode())
    digest.update(picture or b"")
    encoding = (ROOT / "media" / "clips.py", ROOT / "media" / "sound.py")
    for source in (*sorted((ROOT / "animatic").glob("*.py")), *encoding):
        digest.update(source.read_bytes())
    return digest.hexdigest()[:32]
