"""`make bench`: every figure of this project, each beside its baseline in the same run."""

import asyncio
import time

from bench import (
    animatics,
    answers,
    looks,
    many_jobs,
    pictures,
    plans,
    posting,
    previews,
    reserve,
    stand_in,
)

PARTS = (
    reserve,
    answers,
    looks,
    posting,
    many_jobs,
    pictures,
    plans,
    animatics,
    previews,
    stand_in,
)


async def main() -> None:
    """Measure one thing after the other; print a line for each figure, and how long each took."""
    for part in PARTS:
        began = time.monotonic()
        for figure in await part.measure():
            print(figure, flush=True)
        name = part.__name__.removeprefix("bench.")
        print(f"  ({name}: {time.monotonic() - began:.0f} s)", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
