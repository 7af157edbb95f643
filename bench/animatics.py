"""A clip drawn and encoded, beside encoding the same frames alone; a preview; memory.

Each runs in a fresh process, on the cores the machine has: six seconds of 1280x720 as an engine's
clip would be, three seconds of 640x360 as `/preview` answers.
"""

import asyncio
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from animatic import AnimaticShot, draw, render
from bench.figures import Figure, part_of
from media.clips import encode_clip

ROUNDS = 3
_SHORTEST_S = 0.2
_PROMPT = "a fox in a forest in snow"
_CLIP = AnimaticShot(prompt=_PROMPT, steps=(("Truck left",),), label="preview · animatic")
_PREVIEW = AnimaticShot(
    prompt=_PROMPT,
    steps=(("Truck left",),),
    width=640,
    height=360,
    seconds=3,
    label="preview · animatic",
)

Work = Callable[[AnimaticShot, Path], float]


async def measure(share: float = 1) -> list[Figure]:
    """The clip, the ratio to encoding alone, the preview, and the most memory held."""
    return await asyncio.to_thread(_measure, share)


def _measure(share: float) -> list[Figure]:
    rounds = part_of(ROUNDS, share)
    whole, short = (
        replace(shot, seconds=max(_SHORTEST_S, shot.seconds * share)) for shot in (_CLIP, _PREVIEW)
    )
    clip, megabytes = _in_fresh_processes(_rendered, whole, rounds)
    alone, _ = _in_fresh_processes(_encoded_alone, whole, rounds)
    preview, _ = _in_fresh_processes(_rendered, short, rounds)
    return [
        Figure(
            name="animatic, 6 s of 720p",
            text=f"{whole.seconds / clip:.2f} times real time ({clip:.2f} s)",
            aim="at least 1",
        ),
        Figure(
            name="animatic, the drawing",
            text=f"ratio {clip / alone:.2f} to encoding the same frames alone ({alone:.2f} s)",
            aim="at most 2",
        ),
        Figure(
            name="animatic, a preview",
            text=f"{preview:.2f} s for 3 s of 640x360",
            aim="at most 2 s",
        ),
        Figure(name="animatic, memory", text=f"peak {megabytes:.0f} MB for 6 s of 720p"),
    ]


def _in_fresh_processes(work: Work, shot: AnimaticShot, rounds: int) -> tuple[float, float]:
    """The median time and the median peak of a few processes that do it once."""
    context = multiprocessing.get_context("spawn")
    results = []
    for _ in range(rounds):
        with context.Pool(1) as pool:
            results.append(pool.apply(_timed, (work, shot)))
    seconds, megabytes = zip(*results, strict=True)
    return statistics.median(seconds), statistics.median(megabytes)


def _timed(work: Work, shot: AnimaticShot) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as folder:
        seconds = work(shot, Path(folder) / "clip.mp4")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    return seconds, peak / 1024


def _rendered(shot: AnimaticShot, path: Path) -> float:
    began = time.perf_counter()
    render(shot, path)
    return time.perf_counter() - began


def _encoded_alone(shot: AnimaticShot, path: Path) -> float:
    frames = list(draw(shot))
    began = time.perf_counter()
    encode_clip(frames, path, fps=shot.fps)
    return time.perf_counter() - began


if __name__ == "__main__":
    for figure in asyncio.run(measure()):
        print(figure)
