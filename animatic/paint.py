"""Paper, colours and scissors: how the pieces of a scene are made.

A piece is RGBA with its colours already multiplied by alpha: edges blend cleanly, and colour
without alpha is light that is added.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from animatic.chance import Chance
from animatic.light import Colour

Floats = NDArray[np.floating]
Piece = NDArray[np.uint8]
Points = Iterable[tuple[float, float]]

_SUBPIXEL = 4
_CIRCLE = np.stack([np.cos(np.arange(24) * np.pi / 12), np.sin(np.arange(24) * np.pi / 12)], axis=1)
_GLOW_REACH = 1.6
"""How far a glow is seen, in its radius."""
_SPAN = np.linspace(-_GLOW_REACH, _GLOW_REACH, 96)
_AWAY = np.hypot(_SPAN[None], _SPAN[:, None])
_GLOW = np.exp(-3.0 * _AWAY**1.3) * np.clip(4 - 2.5 * _AWAY, 0, 1)
"""How bright a glow is around its middle."""


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


def ripple(u: Floats, chance: Chance, waves: float, octaves: int = 4) -> Floats:
    """Give a smooth random line between about -1 and 1 with so many waves a frame width."""
    line = np.zeros_like(u)
    for octave in range(octaves):
        frequency = waves * 2**octave * chance.uniform(0.8, 1.25)
        line += np.sin(np.pi * 2 * (u * frequency + chance.random())) / 2**octave
    return line / 1.6


class Sheet:
    """A sheet to paint on: a window of the picture plane at so many pixels a frame width."""

    def __init__(self, window: Window, scale: float) -> None:
        self.window = window
        self.scale = scale
        width = max(2, int(np.ceil((window.right - window.left) * scale)))
        height = max(2, int(np.ceil((window.bottom - window.top) * scale)))
        self.piece: Piece = np.zeros((height, width, 4), np.uint8)
        self.u: Floats = window.left + (np.arange(width) + 0.5) / scale
        """The place of each column."""
        self.v: Floats = window.top + (np.arange(height) + 0.5) / scale
        """The place of each row."""
        self._lights: list[tuple[slice, slice, Piece]] = []

    def cut(self, points: Points, colour: Colour, lift: float = 0.0) -> None:
        """Fill a polygon; a lift lets it throw a soft shadow on the paper beneath."""
        fixed = self._fixed(points)
        if lift:
            self._shade_beneath(fixed, lift)
        cv2.fillPoly(self.piece, [fixed], (*colour, 255.0), cv2.LINE_AA, _SUBPIXEL)

    def box(self, left: float, top: float, right: float, bottom: float, colour: Colour) -> None:
        """Fill an upright rectangle."""
        self.cut([(left, top), (right, top), (right, bottom), (left, bottom)], colour)

    def taper(
        self,
        place: tuple[float, float],
        high: float,
        halves: tuple[float, float],
        colour: Colour,
        lift: float = 0.0,
    ) -> None:
        """Fill an upright trapezium over a foot; its half widths are told from below."""
        (u, foot), (low, top) = place, halves
        corners = [(u - low, foot), (u + low, foot), (u + top, foot - high), (u - top, foot - high)]
        self.cut(corners, colour, lift)

    def disc(
        self,
        u: float,
        v: float,
        radius: float | tuple[float, float],
        colour: Colour,
        lift: float = 0.0,
    ) -> None:
        """Fill a circle or an upright ellipse."""
        wide, high = radius if isinstance(radius, tuple) else (radius, radius)
        one = self.scale * 2**_SUBPIXEL
        place = round((u - self.window.left) * one) - 8, round((v - self.window.top) * one) - 8
        axes = max(1, round(wide * one)), max(1, round(high * one))
        if lift:
            ring = _CIRCLE * axes + place
            self._shade_beneath(np.round(ring).astype(np.int32), lift)
        full = (*colour, 255.0)
        cv2.ellipse(self.piece, place, axes, 0, 0, 360, full, -1, cv2.LINE_AA, _SUBPIXEL)

    def stroke(self, points: Points, width: float, colour: Colour) -> None:
        """Draw a line, at least a pixel wide."""
        thick = max(1, round(width * self.scale))
        full = (*colour, 255.0)
        fixed = self._fixed(points)
        cv2.polylines(self.piece, [fixed], False, full, thick, cv2.LINE_AA, _SUBPIXEL)

    def stain(self, u: float, v: float, radius: tuple[float, float], strength: float) -> None:
        """Lay a soft shadow on whatever lies behind the sheet; for empty places only."""
        reach_u, reach_v = radius[0] * self.scale * 1.3, radius[1] * self.scale * 1.6
        x, y = (u - self.window.left) * self.scale, (v - self.window.top) * self.scale
        rows, columns = _span(y, reach_v, self.v.size), _span(x, reach_u, self.u.size)
        away = np.hypot(
            (self.u[None, columns] - u) / radius[0], (self.v[rows, None] - v) / radius[1]
        )
        soft = 255 * strength * np.clip(1.25 - away, 0, 1) ** 1.5
        part = self.piece[rows, columns, 3]
        np.maximum(part, soft.astype(np.uint8), out=part)

    def mist(self, u: float, v: float, radius: tuple[float, float], colour: Colour) -> None:
        """Lay a soft veil over whatever lies behind the sheet; for empty places only."""
        one = self.scale
        x, y = (u - self.window.left) * one, (v - self.window.top) * one
        rows = _span(y, radius[1] * one, self.v.size)
        columns = _span(x, radius[0] * one, self.u.size)
        across = 1 - ((self.u[columns] - u) / radius[0]) ** 2
        along = 1 - ((self.v[rows] - v) / radius[1]) ** 2
        soft = np.clip(along[:, None], 0, 1) * np.clip(across[None], 0, 1)
        veil = (np.array((*colour, 255.0)) * 0.62 * soft[..., None] ** 1.5).astype(np.uint8)
        part = self.piece[rows, columns]
        np.maximum(part, veil, out=part)

    def rim(self, strength: float = 0.22) -> None:
        """Let the light catch the upper edges of the paper, and darken the lower ones."""
        step = max(1, round(self.scale / 700))
        alpha = cv2.extractChannel(self.piece, 3)
        upper = cv2.subtract(alpha[step:], alpha[:-step])
        lower = cv2.subtract(alpha[:-step], alpha[step:])
        bright = cv2.convertScaleAbs(upper, alpha=strength)
        dark = cv2.convertScaleAbs(lower, alpha=strength)
        none = np.zeros_like(bright)
        lit, dim = self.piece[step:], self.piece[:-step]
        cv2.add(lit, cv2.merge([bright, bright, bright, none]), dst=lit)
        cv2.subtract(dim, cv2.merge([dark, dark, dark, none]), dst=dim)

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
        reach = max(1, round(radius * self.scale * _GLOW_REACH))
        left = round((u - self.window.left) * self.scale) - reach
        top = round((v - self.window.top) * self.scale) - reach
        height, width = self.piece.shape[:2]
        rows = slice(max(0, top), max(0, min(height, top + 2 * reach)))
        columns = slice(max(0, left), max(0, min(width, left + 2 * reach)))
        if rows.stop > rows.start and columns.stop > columns.start:
            small = (_GLOW[..., None] * np.array((*colour, 0.0))).astype(np.uint8)
            light = cv2.resize(small, (2 * reach, 2 * reach), interpolation=cv2.INTER_LINEAR)
            part = light[rows.start - top : rows.stop - top, columns.start - left :]
            self._lights.append((rows, columns, part[:, : columns.stop - columns.start]))

    def finish(self, tint: Colour) -> None:
        """Put the colours into a light and switch the glows on."""
        if tint != (1.0, 1.0, 1.0):
            self.piece = np.asarray(cv2.multiply(self.piece, np.array((*tint, 1.0))), np.uint8)
        for rows, columns, light in self._lights:
            part = self.piece[rows, columns]
            cv2.add(part, light, dst=part)
        self._lights.clear()

    def grain(self, fibres: Piece, start: tuple[int, int]) -> None:
        """Give the paper its fibres: a tile from `fibres`, beginning anywhere in it."""
        side = fibres.shape[0]
        for rows, tile_rows in _tiled(start[0] % side, self.piece.shape[0], side):
            for columns, tile_columns in _tiled(start[1] % side, self.piece.shape[1], side):
                part = self.piece[rows, columns]
                cv2.multiply(part, fibres[tile_rows, tile_columns], dst=part, scale=1 / 128)

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

    def _fixed(self, points: Points) -> NDArray[np.int32]:
        corner = (self.window.left, self.window.top)
        pixels = (np.array(list(points), float) - corner) * self.scale - 0.5
        fixed: NDArray[np.int32] = np.round(pixels * 2**_SUBPIXEL).astype(np.int32)
        return fixed

    def _shade_beneath(self, fixed: NDArray[np.int32], lift: float) -> None:
        reach = max(1, round(lift * self.scale))
        low = (fixed.min(axis=0) >> _SUBPIXEL) - 2 * reach
        high = (fixed.max(axis=0) >> _SUBPIXEL) + 3 * reach
        left, top = np.maximum(low, 0)
        part = self.piece[top : max(high[1], 0), left : max(high[0], 0), :3]
        if not part.size:
            return
        mask = np.zeros((*part.shape[:2], 3), np.uint8)
        moved = fixed - (np.array((left, top - reach)) << _SUBPIXEL)
        cv2.fillPoly(mask, [moved.astype(np.int32)], (105, 105, 95), cv2.LINE_8, _SUBPIXEL)
        soft = cv2.bitwise_not(cv2.blur(mask, (2 * reach + 1, 2 * reach + 1)))
        part[:] = cv2.multiply(part, soft, scale=1 / 255)


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


def _tiled(start: int, length: int, side: int) -> Iterator[tuple[slice, slice]]:
    """Cut a length into pieces that each lie within one tile: where they are, and where in it."""
    done = 0
    while done < length:
        count = min(side - start, length - done)
        yield slice(done, done + count), slice(start, start + count)
        done, start = done + count, 0


def _span(middle: float, reach: float, length: int) -> slice:
    return slice(max(0, int(middle - reach)), max(0, min(length, int(middle + reach))))
