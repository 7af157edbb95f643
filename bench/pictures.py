"""A member's picture made ready: time and memory of a large photograph, and how soon a bomb is
refused.

The photograph has 20 megapixels and is turned by its EXIF data, as a phone writes it. Beside ours
stands Pillow alone: decode, shrink to the same size, encode. Each runs in a fresh process, because
what a process once took from the system it rarely gives back.
"""

import asyncio
import io
import math
import multiprocessing
import statistics
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image

from bench.figures import Figure, part_of
from domain.pictures import PictureRole
from media.errors import PictureTooLarge
from media.pictures import prepare_picture
from services.pictures import rules_for
from services.providers.kinds import MINIMAX_V1

ROUNDS = 5
_PHOTO = (5472, 3648)
_RULES = rules_for(MINIMAX_V1, PictureRole.FIRST_FRAME)
_BOMB_SIDE = 20_000

Work = Callable[[bytes], object]


async def measure(share: float = 1) -> list[Figure]:
    """The photograph beside Pillow alone, and the bomb."""
    photo, bomb = _photo(share), _bomb()
    rounds = part_of(ROUNDS, share)
    ours, ours_mb = await asyncio.to_thread(_in_fresh_processes, _prepare, photo, rounds)
    bare, bare_mb = await asyncio.to_thread(_in_fresh_processes, _bare, photo, rounds)
    return [
        Figure(
            name="picture, 20 megapixels",
            text=f"ratio {ours / bare:.2f} ({ours * 1e3:.0f} ms, Pillow alone {bare * 1e3:.0f} ms);"
            f" peak {ours_mb:.0f} MB, Pillow alone {bare_mb:.0f} MB",
        ),
        Figure(
            name="picture, a bomb",
            text=f"{_longest_refusal(bomb) * 1e3:.1f} ms for {_BOMB_SIDE**2 / 1e6:.0f} megapixels",
            aim="at most 50 ms",
        ),
    ]


def _in_fresh_processes(work: Work, data: bytes, rounds: int) -> tuple[float, float]:
    """Median of seconds and of megabytes that the process grew by at most."""
    context = multiprocessing.get_context("spawn")
    results = []
    for _ in range(rounds):
        with context.Pool(1) as pool:
            results.append(pool.apply(_timed, (work, data)))
    seconds, megabytes = zip(*results, strict=True)
    return statistics.median(seconds), statistics.median(megabytes)


def _timed(work: Work, data: bytes) -> tuple[float, float]:
    # A small one first: what the codecs load once is nobody's picture.
    work(_encoded(Image.new("RGB", (400, 400))))
    before = _most_memory_kb()
    began = time.perf_counter()
    work(data)
    seconds = time.perf_counter() - began
    return seconds, (_most_memory_kb() - before) / 1024


def _most_memory_kb() -> int:
    """The most this process has held; unlike getrusage's, it does not begin with its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def _prepare(data: bytes) -> object:
    return prepare_picture(data, _RULES)


def _bare(data: bytes) -> object:
    image = Image.open(io.BytesIO(data)).convert("RGB")
    longest = _RULES.max_side or max(image.size)
    image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return _encoded(image)


def _longest_refusal(bomb: bytes) -> float:
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        try:
            prepare_picture(bomb, _RULES)
        except PictureTooLarge:
            taken.append(time.perf_counter() - began)
    assert len(taken) == ROUNDS, "the bomb was let in"
    return max(taken)


def _photo(share: float) -> bytes:
    """Grain over slopes: it weighs what a photograph of this size weighs."""
    width, height = (part_of(side, math.sqrt(share)) for side in _PHOTO)
    rng = np.random.default_rng(20)
    slope = np.linspace(0, 200, width, dtype=np.float32)[None, :, None]
    grain = rng.normal(20, 6, (height, width, 3)).astype(np.float32)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    image = Image.fromarray((slope + grain).clip(0, 255).astype(np.uint8))
    return _encoded(image, exif=exif)


def _encoded(image: Image.Image, **how: object) -> bytes:
    data = io.BytesIO()
    image.save(data, "JPEG", quality=95, **how)
    return data.getvalue()


def _bomb() -> bytes:
    """A PNG of one colour: 400 million pixels in a few hundred kilobytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    header = struct.pack(">IIBBBBB", _BOMB_SIDE, _BOMB_SIDE, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes((_BOMB_SIDE + 1) * _BOMB_SIDE), 1)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


if __name__ == "__main__":
    for figure in asyncio.run(measure()):
        print(figure)
