"""Camera plans read from nonsense: how many texts a second, and the one that takes longest.

Every text is read as the camera option and as a prompt with brackets. It is a plan or one of the
three refusals; whatever else is raised ends the bench. Most are as long as people type, a few as
long as Discord lets a command's option be, which is where a pattern that looks back shows.
"""

import asyncio
import random
import time
from collections.abc import Iterator

from bench.figures import Figure, part_of
from domain.camera import Contradiction, TooManyMovements
from domain.camera_reading import UnknownMovement, direct, parse_plan
from domain.movements import ABOUT, Amplitude, Speed

TEXTS = 1_000_000
_SEED = 5
_MOST_SCRAPS = 10
#: One text in so many is as long as an option can be (docs: application command option).
_LONG_ONE_IN = 2_000
_LONGEST = 6_000
_SHOWN = 24

_NAMES = [name for movement, about in ABOUT.items() for name in (movement.value, *about.names)]
_MEASURES = [*Amplitude, *Speed, "slowly", "slightly", "quickly", "a bit"]
_JOINTS = [
    "+",
    ",",
    "&",
    " with ",
    " and ",
    " while ",
    ", then ",
    " then ",
    ";",
    ">",
    "→",
    ".",
    "\n",
]
_BRACKETS = ["[", "]", "[]", "[[", "]]", "(", "{"]
_MISPRINTS = ["zom in", "pan letf", "push", "truck", "dolly", "The camera ", "It then "]
_STORIES = ["a fox", "[logo]", "lighthouse", "Straße", "0", "-", "_", " ", "\t", "\r", "    "]
_FOREIGN = [
    "🎥", "👩‍🚀", "ثعلب", "狐", "İ", "ß", "ﬁ", "\u202e", "\u200b", "\u2003", "\u2028", "\x00",
    "e\u0301", "\ud800",
]  # fmt: skip
_SCRAPS = (_NAMES, _MEASURES, _JOINTS, _BRACKETS, _MISPRINTS, _STORIES, _FOREIGN)


async def measure(share: float = 1) -> list[Figure]:
    """Texts a second and in all, how many are plans, and the slowest one."""
    return await asyncio.to_thread(_measure, part_of(TEXTS, share))


def _measure(count: int) -> list[Figure]:
    read, seconds, slowest_s, slowest = 0, 0.0, 0.0, ""
    for text in _texts(count):
        before = time.thread_time()
        read += _is_read(text)
        took = time.thread_time() - before
        seconds += took
        if took > slowest_s:
            slowest_s, slowest = took, text
    return [
        Figure(
            name="plans, random texts",
            text=f"{count:,} read in {seconds:.0f} s of one core, {count / seconds:,.0f} a second;"
            f" {read:,} are plans or stories, the others refused",
            aim="none raises anything else",
        ),
        Figure(
            name="plans, the slowest text",
            text=f"{slowest_s * 1e3:.1f} ms for {len(slowest):,} characters, {slowest[:_SHOWN]!a}…",
        ),
    ]


def _is_read(text: str) -> bool:
    """Whether a text is neither refused as an option nor as a prompt."""
    refused = 0
    for read in (parse_plan, direct):
        try:
            read(text)
        except (UnknownMovement, Contradiction, TooManyMovements):
            refused += 1
    return not refused


def _texts(count: int) -> Iterator[str]:
    """The same ones in every run."""
    chance = random.Random(_SEED)
    for number in range(count):
        yield _long(chance) if number % _LONG_ONE_IN == 0 else _short(chance)


def _short(chance: random.Random) -> str:
    scraps = [chance.choice(chance.choice(_SCRAPS)) for _ in range(chance.randint(0, _MOST_SCRAPS))]
    return chance.choice(("", " ")).join(scraps)


def _long(chance: random.Random) -> str:
    """A few scraps over and over, also inside of one bracket."""
    few = "".join(chance.choice(chance.choice(_SCRAPS)) for _ in range(chance.randint(1, 3)))
    filled = (few * _LONGEST)[: _LONGEST - 2]
    return f"[{filled}]" if chance.random() < 0.5 else filled


if __name__ == "__main__":
    for figure in asyncio.run(measure()):
        print(figure)
