"""What all of a room shares: its colours, its light, and where its things repeat."""

import math
from collections.abc import Iterator

from animatic.chance import Chance
from animatic.hand import Hand
from animatic.light import Colour, indoor_tint
from animatic.paint import Sheet, shade

MODULE = 0.66
"""The wall repeats after so many frame widths: window, bookcase, pictures."""
WOOD: Colour = (166, 112, 74)
CREAM: Colour = (246, 236, 214)
CLOTHS: tuple[Colour, ...] = ((196, 84, 72), (74, 118, 136), (214, 160, 76), (120, 92, 140))


def modules(sheet: Sheet, place: float, length: float) -> Iterator[float]:
    """Give where a piece of furniture stands, again and again along the room."""
    first = math.floor((sheet.window.left - place) / length) - 1
    last = math.ceil((sheet.window.right - place) / length) + 1
    yield from (place + length * index for index in range(first, last + 1))


def choice(build: Hand, colours: tuple[Colour, ...], number: int) -> Colour:
    """Choose once for the whole room."""
    return Chance(build.scene.seed, 31, number).pick(colours)


def lit(build: Hand, colour: Colour) -> Colour:
    """Put a colour into the room's light."""
    return shade(colour, indoor_tint(build.scene.light))
