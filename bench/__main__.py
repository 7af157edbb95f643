"""`make bench`: every figure of this project, each beside its baseline in the same run."""

import asyncio

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
    """Measure one thing after the other and print a line for each figure."""
    for part in PARTS:
        for figure in await part.measure():
            print(figure, flush=True)


if __name__ == "__main__":
    asyncio.run(main())
