"""The sea and its shore."""

import numpy as np

from animatic.hand import Hand, height_at, level_at, rows
from animatic.light import Colour
from animatic.paint import Floats, Sheet, mix, ripple, shade
from animatic.plants import palm, rock, tufts
from animatic.stage import HORIZON

_SHORE = 3.2
"""Nearer than this a beach is sand."""
_FOAM = (250, 252, 250)
_SAND = (236, 206, 156)


def sea_band(build: Hand, sheet: Sheet, distance: float) -> None:
    """Cut one row of waves, with foam and the path that sun or moon lay on them."""
    rough = 2.0 if build.scene.outside == "storm" else 1.0
    pace = 2.6 * min(distance, 5) ** 0.7
    wander = ripple(sheet.u, build.chance, 1.0, 2)
    swell = np.abs(np.sin(np.pi * (sheet.u * pace + 0.3 * wander)))
    crest = level_at(distance) - rough * 0.016 / distance**0.7 * (1 - swell)
    colour = _water(build, distance)
    sheet.ground(crest, colour, fall=0.09)
    _waves(build, sheet, crest, distance)
    for edge in rows(build, sheet, distance, crest, _water):
        _foam(build, sheet, edge, distance)
    _glitter(build, sheet, distance)


def _waves(build: Hand, sheet: Sheet, crest: Floats, distance: float) -> None:
    """Trim the crests with foam."""
    stride = max(1, int(sheet.scale / 220))
    line = np.stack([sheet.u[::stride], crest[::stride] + 0.001], axis=1)
    light = build.colour(distance, mix(build.land.near, _FOAM, 0.5), _FOAM)
    sheet.stroke(line, 0.0028 / distance**0.4, light)


def _foam(build: Hand, sheet: Sheet, edge: Floats, distance: float) -> None:
    colour = _water(build, distance)
    foam = mix(colour, shade(_FOAM, build.scene.light.tint), 0.6)
    deep = shade(colour, 0.8)
    for u in build.spots(sheet, 0.055 / distance**0.4):
        at = height_at(sheet, edge, u) + build.chance.uniform(0.006, 0.055) / distance**0.6
        wide = build.chance.uniform(0.010, 0.034) / distance**0.5
        tone = mix(colour, foam, build.chance.uniform(0.25, 0.95))
        bow = build.chance.uniform(0.2, 0.36) * wide
        wave = [(u - wide, at), (u, at - bow), (u + wide, at), (u, at - bow * 0.45)]
        sheet.cut(wave, tone if build.chance.random() < 0.7 else deep)


def _glitter(build: Hand, sheet: Sheet, distance: float) -> None:
    orb = build.scene.light.orb
    if orb is None:
        return
    bright = mix(_water(build, distance), orb, 0.8)
    for u in build.spots(sheet, 0.012 / distance**0.3):
        off = u - build.orb[0]
        if abs(off) > build.chance.uniform(0.0, 0.05 + 0.05 / distance):
            continue
        at = level_at(distance) + build.chance.uniform(0.002, 0.05) / distance**0.6
        sheet.disc(u, at, (0.011 / distance**0.35, 0.0016 / distance**0.25), bright)


def _water(build: Hand, distance: float) -> Colour:
    """Give the water's colour: its own, and some of the sky it mirrors."""
    own = build.colour(distance, build.land.near, build.land.far)
    mirrored = shade(mix(*build.scene.light.sky[:2], 0.6), 0.8)
    return mix(own, mirrored, 0.34)


def beach_band(build: Hand, sheet: Sheet, distance: float) -> None:
    """Cut the sea far out, and sand with shells and palms near by."""
    if distance > _SHORE:
        sea_band(build, sheet, distance)
        return
    crest = level_at(distance) + 0.006 * ripple(sheet.u, build.chance, 1.2, 3)
    colour = build.colour(distance, _SAND)
    sheet.ground(crest, colour)
    if distance > 2.8:
        _surf(build, sheet, crest, distance)
    for edge in rows(build, sheet, distance, crest, _sand):
        _strand(build, sheet, edge, distance)
        if edge is crest and distance < 1.4:
            tufts(build, sheet, edge, 1.4, 1.1)
    if 1.8 < distance < 2.8 and not build.followed:
        for u in build.spots(sheet, 0.5):
            if abs(u) > 0.26:
                place = u, height_at(sheet, crest, u) + 0.012
                palm(
                    build, sheet, place, distance, build.chance.uniform(0.26, 0.36) * build.upright
                )


def _sand(build: Hand, distance: float) -> Colour:
    return build.colour(distance, _SAND)


def _surf(build: Hand, sheet: Sheet, crest: Floats, distance: float) -> None:
    """Let the last wave run out on the sand."""
    stride = max(1, int(sheet.scale / 200))
    u = sheet.u[::stride]
    reach = crest[::stride] + 0.016 + 0.006 * ripple(u, build.chance, 2.4, 3)
    wet = build.colour(distance, (176, 146, 116))
    water = build.colour(distance, mix(build.land.near, _FOAM, 0.35))
    foam = build.colour(distance, _FOAM)
    for tone, low in ((wet, 0.009), (foam, 0.0035), (water, 0.0)):
        under = np.stack([u, reach + low], axis=1)[::-1]
        over = np.stack([u, crest[::stride] - 0.001], axis=1)
        sheet.cut([*over, *under], tone)


def _strand(build: Hand, sheet: Sheet, edge: Floats, distance: float) -> None:
    sand = build.colour(distance, _SAND)
    for u in build.spots(sheet, 0.035):
        at = height_at(sheet, edge, u) + build.chance.uniform(0.012, 0.06) / distance**0.5
        kind = build.chance.random()
        size = build.chance.uniform(0.006, 0.010) / distance**0.7
        if kind < 0.2:
            sheet.disc(u, at, (size, size * 0.7), build.colour(distance, (250, 226, 214)), 0.003)
        elif kind < 0.3:
            _starfish(sheet, (u, at), size * 1.7, build.colour(distance, (226, 112, 86)))
        elif kind < 0.36:
            rock(build, sheet, (u, at), distance, size * 2.2)
        else:
            line = [(u - size * 2, at), (u, at - size * 0.5), (u + size * 2, at)]
            sheet.stroke(line, 0.0018, shade(sand, build.chance.pick((0.88, 1.08))))


def _starfish(sheet: Sheet, place: tuple[float, float], size: float, colour: Colour) -> None:
    u, v = place
    turn = np.arange(10) * np.pi / 5 + 0.3
    reach = np.where(np.arange(10) % 2, 0.42, 1.0) * size
    sheet.cut(zip(u + reach * np.cos(turn), v + 0.7 * reach * np.sin(turn), strict=True), colour)


def far_sails(build: Hand, sheet: Sheet, distance: float) -> None:
    """Let small sails pass on the horizon."""
    cloth, hull = build.colour(6.0, (246, 240, 226)), build.colour(5.0, (120, 64, 60))
    for u in build.spots(sheet, 0.34):
        if build.chance.random() < 0.4:
            continue
        size = build.chance.uniform(0.018, 0.03)
        foot = HORIZON + 0.017
        sheet.cut([(u, foot), (u, foot - size), (u + size * 0.55, foot)], cloth)
        sheet.cut(
            [(u - 0.002, foot), (u - 0.002, foot - size * 0.8), (u - size * 0.4, foot)],
            shade(cloth, 0.88),
        )
        keel = [
            (u - size * 0.5, foot),
            (u + size * 0.6, foot),
            (u + size * 0.35, foot + size * 0.2),
        ]
        sheet.cut([*keel, (u - size * 0.3, foot + size * 0.2)], hull)
