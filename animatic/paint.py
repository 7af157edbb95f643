"""Paper, colours and scissors: how the pieces of a scene are made.

A piece is RGBA with its colours already multiplied by alpha: edges blend cleanly, and colour
without alpha is light that is added.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from animatic.scene import Colour

Floats = NDArray[np.floating]
Piece = NDArray[np.uint8]
Points = Iterable[tuple[float, float]]

_SUBPIXEL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A part of the picture plane, in frame widths from the frame's centre; v runs down."""

    left: float
    top: float
    right: float
    bottom: float


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Blend two colours; 0 is the first."""
    red, green, blue = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return red, green, blue


def shade(colour: Colour, factor: float | Colour) -> Colour:
    """Make a colour lighter or darker, or tint it."""
    factors = (factor,) * 3 if isinstance(factor, float | int) else factor
    red, green, blue = (min(255.0, c * f) for c, f in zip(colour, factors, strict=True))
    return red, green, blue


def ripple(u: Floats, rng: np.random.Generator, waves: float, octaves: int = 4) -> Floats:
    """Give a smooth random line between about -1 and 1 with so many waves a frame width."""
    line = np.zeros_like(u)
    for octave in range(octaves):
        frequency = waves * 2**octave * rng.uniform(0.8, 1.25)
        line += np.sin(np.pi * 2 * (u * frequency + rng.random())) / 2**octave
    return line / 1.6


class Sheet:
    """A sheet to paint on: a window of the picture plane at so many pixels a frame width."""

    def __init__(self, window: Window, scale: float) -> None:
        self.window = window
        self.scale = scale
        width = max(2, int(np.ceil((window.right - window.left) * scale)))
        height = max(2, int(np.ceil((window.bottom - window.top) * scale)))
        self.piece: Piece = np.zeros((height, width, 4), np.uint8)
        self._lights: list[tuple[slice, slice, Floats]] = []

    @property
    def u(self) -> Floats:
        """The place of each column."""
        return self.window.left + (np.arange(self.piece.shape[1]) + 0.5) / self.scale

    @property
    def v(self) -> Floats:
        """The place of each row."""
        return self.window.top + (np.arange(self.piece.shape[0]) + 0.5) / self.scale

    def cut(self, points: Points, colour: Colour) -> None:
        """Fill a polygon."""
        corner = (self.window.left, self.window.top)
        pixels = (np.array(list(points), float) - corner) * self.scale - 0.5
        fixed = np.round(pixels * 2**_SUBPIXEL).astype(np.int32)
        cv2.fillPoly(self.piece, [fixed], (*colour, 255.0), cv2.LINE_AA, _SUBPIXEL)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """Fill an upright rectangle."""
        self.cut([(left, top), (right, top), (right, bottom), (left, bottom)], colour)

    def disc(self, u: float, v: float, radius: float | tuple[float, float], colour: Colour) -> None:
        """Fill a circle or an upright ellipse."""
        wide, high = radius if isinstance(radius, tuple) else (radius, radius)
        turn = np.linspace(0, np.pi * 2, 48, endpoint=False)
        self.cut(zip(u + wide * np.cos(turn), v + high * np.sin(turn), strict=True), colour)

    def ground(self, crest: Floats, colour: Colour, fall: float = 0.16) -> None:
        """Fill an empty sheet below a line, lighter along its edge and darker further down."""
        # Looked up by the distance from the edge in quarters of a pixel: a pixel's cover too.
        fine = self.scale * 4
        table = np.arange(-4, max(8, int(fall * fine)))
        below = np.clip(table / fine, 0, None)
        tone = (
            1.06 - 0.34 * (below / fall).clip(0, 1) ** 0.7 + 0.14 * np.exp(-((below / 0.004) ** 2))
        )
        cover = np.clip(table / 4 + 0.5, 0, 1)
        rgb = np.clip(np.asarray(colour) * tone[:, None], 0, 255)
        paper = np.column_stack([rgb, np.full(len(table), 255.0)]) * cover[:, None]
        away = (self.v[:, None] * fine).astype(np.int32) - (crest * fine).astype(np.int32)
        np.clip(away + 4, 0, len(table) - 1, out=away)
        self.piece = np.take(paper.astype(np.uint8), away, axis=0)

    def glow(self, u: float, v: float, radius: float, colour: Colour) -> None:
        """Add light around a point; tinting leaves it alone."""
        reach = radius * self.scale * 1.6
        x, y = (u - self.window.left) * self.scale, (v - self.window.top) * self.scale
        rows, columns = _span(y, reach, self.v.size), _span(x, reach, self.u.size)
        away = np.hypot(self.u[None, columns] - u, self.v[rows, None] - v) / radius
        light = np.exp(-3.0 * away**1.3) * np.clip(4 - 2.5 * away, 0, 1)
        self._lights.append((rows, columns, light[..., None] * np.asarray(colour)))

    def finish(self, tint: Colour) -> None:
        """Put the colours into a light and switch the glows on."""
        if tint != (1.0, 1.0, 1.0):
            self.piece = np.asarray(cv2.multiply(self.piece, np.array((*tint, 1.0))), np.uint8)
        for rows, columns, light in self._lights:
            part = self.piece[rows, columns, :3]
            self.piece[rows, columns, :3] = np.minimum(part + light, 255).astype(np.uint8)
        self._lights.clear()

    def grain(self, fibres: Piece, start: tuple[int, int]) -> None:
        """Give the paper its fibres: a tile from `fibres`, beginning anywhere in it."""
        height, width = self.piece.shape[:2]
        rows = np.arange(start[0], start[0] + height) % fibres.shape[0]
        columns = np.arange(start[1], start[1] + width) % fibres.shape[1]
        tone = fibres[rows][:, columns]
        self.piece = np.asarray(cv2.multiply(self.piece, tone, scale=1 / 128), np.uint8)

    def lift(self, reach: float, strength: float = 0.34) -> None:
        """Raise the piece off what lies behind it: a soft shadow around its edges."""
        alpha = cv2.extractChannel(self.piece, 3)
        height, width = alpha.shape
        # A shadow is soft: a quarter of the pixels hold all of it.
        small = cv2.resize(
            alpha, (max(1, width // 4), max(1, height // 4)), interpolation=cv2.INTER_AREA
        )
        soft = cv2.GaussianBlur(small, (0, 0), max(0.6, reach * self.scale / 4))
        shadow = cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)
        under = cv2.multiply(shadow, cv2.bitwise_not(alpha), scale=strength / 255)
        cv2.insertChannel(cv2.add(alpha, under), self.piece, 3)


def fibres(rng: np.random.Generator, scale: float, strength: float) -> Piece:
    """Make a tile of paper fibres for `Sheet.grain`: fine, and broad clouds of tone."""
    side = 1024
    tone = np.full((side, side), 1.0, np.float32)
    for cell, share in ((2.5, 0.5), (9, 0.7), (60, 1.0)):
        # Cells divide the tile evenly, and it is made larger than it is cut: no seam shows.
        size = 2 ** max(2, min(9, round(np.log2(side * 1280 / (cell * scale)))))
        noise = np.pad(rng.standard_normal((size, size), dtype=np.float32), 2, mode="wrap")
        whole = side // size * (size + 4)
        big = cv2.resize(noise, (whole, whole), interpolation=cv2.INTER_CUBIC)
        edge = 2 * side // size
        tone += (strength * share) * np.asarray(big, np.float32)[edge:-edge, edge:-edge]
    tile = np.full((side, side, 4), 128, np.uint8)
    tile[..., :3] = np.clip(128 * tone, 0, 255).astype(np.uint8)[..., None]
    return tile


def _span(middle: float, reach: float, length: int) -> slice:
    return slice(max(0, int(middle - reach)), max(0, min(length, int(middle + reach))))
