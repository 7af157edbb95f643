"""The sky: strips of torn paper, sun, moon and stars, clouds and what flies among them."""

import numpy as np
from numpy.typing import NDArray

from animatic.hand import Hand
from animatic.light import Colour
from animatic.paint import Sheet, mix, ripple, shade
from animatic.stage import HORIZON

CLOUDS = ((60.0, 0.004, (0.07, 0.20, 0.36, 0.52)), (34.0, 0.007, (0.14, 0.30, 0.46)))
"""Distance, drift, and the heights over the horizon of each layer's rows."""
_STRIPS = (0.60, 0.48, 0.375, 0.285, 0.205, 0.135, 0.075)
"""Heights over the horizon at which a strip of paper begins."""
_TEAR = 0.013
_SHADE = 0.016
_INK: Colour = (52, 46, 66)


def draw_sky(build: Hand, sheet: Sheet) -> None:
    """Fill a sheet with the sky behind everything, its sun or moon included."""
    light = build.scene.light
    stops = np.array([HORIZON - 0.44, HORIZON - 0.16, HORIZON])
    rgb = [np.interp(sheet.v, stops, [c[i] for c in light.sky]) for i in range(3)]
    colours = np.stack(rgb, axis=-1)[:, None].astype(np.float32)
    tone = _strips(build, sheet)
    sheet.piece[..., :3] = np.minimum(colours * (tone[..., None] / np.float32(128)), 255)
    sheet.piece[..., 3] = 255
    if light.stars:
        _stars(build, sheet)
    if light.orb is not None:
        _orb(build, sheet, light.orb)


def draw_clouds(build: Hand, sheet: Sheet, rows: tuple[float, ...], *, near: bool) -> None:
    """Hang rows of clouds on a sheet; a storm closes them to a ceiling."""
    light = build.scene.light
    stormy = build.scene.outside in ("storm", "rain")
    white = mix(light.sky[1], shade((255, 252, 246), light.tint), 0.66 if near else 0.45)
    grey = shade(light.sky[1], 0.66 if near else 0.84)
    colour = grey if stormy else white
    for row, height in enumerate(rows):
        gap = (0.24 if stormy else 0.46) * (1 + 0.12 * row)
        for u in build.spots(sheet, gap):
            v = HORIZON - height - build.chance.uniform(0, 0.07)
            hides = abs(u - build.orb[0]) < 0.11 and abs(HORIZON - build.orb[1] - v) < 0.09
            if sheet.window.top - 0.1 < v < sheet.window.bottom + 0.1 and not hides:
                _cloud(build, sheet, (u, v), colour)
    if near and not stormy and not light.stars:
        for u in build.spots(sheet, 0.7):
            _flock(build, sheet, u)


def _strips(build: Hand, sheet: Sheet) -> NDArray[np.uint8]:
    """Give the tone of torn strips, each lying on the one above it; 128 is plain."""
    fine = sheet.scale * 2
    reach = int(_SHADE * fine)
    steps = np.arange(-reach, int(0.13 * fine))
    over = np.clip(steps / fine, 0, None)
    paper = 128 * (1.035 - 0.09 * (over / 0.13) + 0.055 * np.exp(-((over / 0.003) ** 2)))
    shadow = np.where(steps < 0, 255 * (1 - 0.10 * (1 + steps / max(1, reach)) ** 1.6), 255)
    paper, shadow = paper.astype(np.uint8), shadow.astype(np.uint8)
    tone = np.full(sheet.piece.shape[:2], 128, np.uint8)
    for height in _STRIPS:
        crest = HORIZON - height + _TEAR * ripple(sheet.u, build.chance, 1.3, 5)
        first = int((HORIZON - height - 2.2 * _TEAR - _SHADE - sheet.window.top) * sheet.scale)
        last = first + int((0.16 + 4 * _TEAR + _SHADE) * sheet.scale)
        part = tone[max(0, first) : max(0, last)]
        if not part.size:
            continue
        rows = sheet.v[max(0, first) : max(0, last), None]
        away = (rows * fine).astype(np.int32) - (crest * fine).astype(np.int32) + reach
        np.clip(away, 0, len(steps) - 1, out=away)
        np.copyto(part, paper[away], where=away >= reach)
        part[:] = (part.astype(np.uint16) * shadow[away] // 255).astype(np.uint8)
    return tone


def _stars(build: Hand, sheet: Sheet) -> None:
    for u in build.spots(sheet, 0.0042):
        v = HORIZON - 0.02 - 0.75 * build.chance.random() ** 1.3
        size = build.chance.uniform(0.0006, 0.0018)
        light = build.chance.uniform(150, 250)
        if build.chance.random() > 0.07:
            sheet.disc(u, v, size, (light * 0.94, light * 0.96, light))
            continue
        long, thin = size * 5, size * 0.9
        cross = [(0, -long), (thin, -thin), (long, 0), (thin, thin)]
        cross += [(-a, -b) for a, b in cross]
        sheet.cut([(u + a, v + b) for a, b in cross], (250, 244, 214))


def _orb(build: Hand, sheet: Sheet, colour: Colour) -> None:
    u, height = build.orb
    v = HORIZON - height
    night = build.scene.light.stars
    bright = build.scene.light.tint[0] > 0.95
    around = mix(*build.scene.light.sky[1:], 0.6)
    sheet.glow(u, v, 0.40, shade(colour, 0.10 if bright else 0.24))
    for radius, share in ((0.118, 0.16), (0.078, 0.38)):
        ring = mix(around, colour, share * (0.6 if night else 1.0))
        sheet.disc(u, v, radius, ring, lift=0.008)
    sheet.disc(u, v, 0.044, colour, lift=0.008)
    if build.scene.world == "moon":
        _earth(sheet, (u, v), colour)
    elif night:
        for du, dv, size in (
            (-0.012, -0.012, 0.011),
            (0.014, 0.004, 0.008),
            (-0.006, 0.018, 0.006),
        ):
            sheet.disc(u + du, v + dv, size, shade(colour, 0.88))


def _earth(sheet: Sheet, place: tuple[float, float], colour: Colour) -> None:
    u, v = place
    green = mix(colour, (92, 168, 104), 0.8)
    for du, dv, wide, high in (
        (-14, -14, 17, 11),
        (10, -22, 10, 7),
        (14, 8, 15, 12),
        (-10, 22, 9, 7),
    ):
        sheet.disc(u + du / 1000, v + dv / 1000, (wide / 1000, high / 1000), green, lift=0.002)
    for du, dv, wide in ((-4, -30, 20), (2, -3, 24), (-16, 12, 12)):
        sheet.disc(u + du / 1000, v + dv / 1000, (wide / 1000, 0.003), (240, 246, 250))


def _cloud(build: Hand, sheet: Sheet, place: tuple[float, float], colour: Colour) -> None:
    u, v = place
    size = build.chance.uniform(0.7, 1.3)
    puffs = []
    for _ in range(8):
        away = build.chance.uniform(-1, 1)
        radius = size * (0.038 - 0.021 * abs(away)) * build.chance.uniform(0.8, 1.2)
        puffs.append((radius, away))
    # The large ones lie behind: every puff's edge shows on the next.
    for radius, away in sorted(puffs, reverse=True):
        tone = shade(colour, build.chance.uniform(0.97, 1.03))
        place = (u + away * 0.1 * size, v - radius * 0.82)
        sheet.disc(*place, (radius * 1.5, radius), tone, lift=0.006)
    sheet.disc(u, v, (0.125 * size, 0.012 * size), shade(colour, 0.98), lift=0.006)


def _flock(build: Hand, sheet: Sheet, u: float) -> None:
    if build.chance.random() < 0.45:
        return
    height = build.chance.uniform(0.1, 0.42)
    for number in range(5):
        side = (number + 1) // 2 * (1 if number % 2 else -1)
        at = u + 0.017 * side, HORIZON - height + 0.011 * abs(side)
        wing = 0.0085
        sheet.cut(
            [
                (at[0] - wing, at[1] - 0.005),
                (at[0], at[1]),
                (at[0] + wing, at[1] - 0.005),
                (at[0], at[1] + 0.0022),
            ],
            shade(_INK, build.scene.light.tint),
        )
