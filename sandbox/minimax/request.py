"""A create request that passed, whichever API it came by, and how large its clip becomes."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.minimax.codes import INPUT_SENSITIVE, INVISIBLE_CHARACTERS, refuse
from sandbox.minimax.images import ReceivedImage
from sandbox.minimax.models import Model

FORBIDDEN_INPUT = "forbidden-word"
"""In a prompt: refused at once with 1026."""

FIRST_FRAME = "first_frame"
ADAPTIVE = "adaptive"

_MOST_INVISIBLE = 0.1
_SHORT_SIDES = {"480P": 480, "512P": 512, "720P": 720, "768P": 768, "1080P": 1080, "2K": 1440}
# The vendor names 768P by its usual 1366x768, which is not quite 16:9.
_WIDE = {"768P": (1366, 768)}
_LONGEST_SIDE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be made."""

    model: Model
    prompt: str
    steps: tuple[tuple[str, ...], ...]
    """The camera as this model understands it; empty for models without camera.

    How fast and how far stand in front where they were told: `slow slight Push in`."""
    images: tuple[ReceivedImage, ...]
    seconds: int
    resolution: str
    size: tuple[int, int]
    """Pixels of the clip that was asked for."""
    ratio: str = ADAPTIVE
    callback_url: str = ""

    @property
    def first_frame(self) -> bytes | None:
        """The picture that the clip begins with, if it begins with one that can be drawn."""
        return next((i.data for i in self.images if i.role == FIRST_FRAME and i.drawable), None)


def present(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields that say something: null counts as left out."""
    return {name: value for name, value in fields.items() if value is not None}


def clip_size(
    resolution: str, ratio: str = "16:9", images: tuple[ReceivedImage, ...] = ()
) -> tuple[int, int]:
    """Give width and height: with a first frame the shape follows the picture."""
    short = _SHORT_SIDES[resolution]
    shape = next((i for i in images if i.role == FIRST_FRAME and i.height), None)
    if shape is not None:
        return scaled((shape.width, shape.height), short)
    if ratio in (ADAPTIVE, "16:9"):
        return _WIDE.get(resolution, scaled((16, 9), short))
    across, down = ratio.split(":")
    return scaled((int(across), int(down)), short)


def scaled(size: tuple[int, int], short: int) -> tuple[int, int]:
    """Give a size of the same shape with another short side, in even numbers."""
    width, height = size
    scale = min(short / min(width, height), _LONGEST_SIDE / max(width, height))
    return _even(width * scale), _even(height * scale)


def check_words(prompt: str) -> None:
    """Judge a prompt. Raises `Refusal` for a trigger word and for too much that is invisible."""
    if FORBIDDEN_INPUT in prompt.lower():
        raise refuse(INPUT_SENSITIVE)
    # Line breaks are typed by people, and joined emoji (families, flags) hold a joiner each.
    seen = prompt.replace("\n", " ").replace("\u200d", "")
    invisible = sum(unicodedata.category(character) in ("Cf", "Cc") for character in seen)
    if invisible > _MOST_INVISIBLE * len(seen):
        raise refuse(INVISIBLE_CHARACTERS)


def _even(pixels: float) -> int:
    return max(64, round(pixels / 2) * 2)
