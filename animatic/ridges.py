"""The hills and mountains behind a world, folded so that one side of each lies in the shade."""

import numpy as np

from animatic.hand import Hand
from animatic.light import Colour
from animatic.paint import Floats, Sheet, ripple, shade
from animatic.stage import HORIZON

_FLAT = 0.06
"""Lower ridges are coasts, without folds."""


def draw_ridge(build: Hand, sheet: Sheet, distance: float, height: float) -> None:
    """Fill a sheet with a ridge of about so high a crest."""
    line = ripple(sheet.u, build.chance, 1.1, 6)
    sharp = np.abs(ripple(sheet.u, build.chance, 1.7, 5))
    crest = HORIZON + 0.012 - height * np.clip(0.55 + 0.35 * line + 0.5 * sharp, 0.05, 1.4)
    colour = build.colour(distance, build.land.ridge or build.land.far)
    sheet.ground(crest, colour, fall=0.3)
    if height > _FLAT * build.upright:
        _facets(build, sheet, crest, (height, shade(colour, 0.88)))
    if build.scene.world == "mountains" or build.scene.weather == "snow":
        _snow_caps(build, sheet, crest, (distance, height))


def _facets(build: Hand, sheet: Sheet, crest: Floats, looks: tuple[float, Colour]) -> None:
    height, shaded = looks
    side = -1 if build.orb[0] > 0 else 1
    for u in build.spots(sheet, 0.04 + height * 0.4):
        near = np.flatnonzero(np.abs(sheet.u - u) < 0.02 + height * 0.2)
        if not len(near):
            continue
        top = int(near[np.argmin(crest[near])])
        peak_u, peak_v = float(sheet.u[top]), float(crest[top])
        down = build.chance.uniform(0.4, 0.8) * height
        reach = side * down * 0.7
        along = [peak_u + reach * share for share in (0.15, 0.3, 0.5, 0.7, 0.85, 1.0)]
        slope = [(at, float(np.interp(at, sheet.u, crest)) + 0.0015) for at in along]
        fold = [(0.55, 0.95), (0.22, 0.72), (0.26, 0.48), (0.05, 0.3)]
        inner = [(peak_u + reach * a, peak_v + down * b) for a, b in fold]
        sheet.cut([(peak_u, peak_v + 0.0015), *slope, *inner], shaded)


def _snow_caps(build: Hand, sheet: Sheet, crest: Floats, place: tuple[float, float]) -> None:
    distance, height = place
    depth = height * (0.22 + 0.13 * ripple(sheet.u, build.chance, 9, 3))
    depth = np.clip(depth - (crest - (HORIZON - height)) * 0.8, 0, None)
    inside = (sheet.v[:, None] > crest) & (sheet.v[:, None] < crest + depth)
    part = sheet.piece[inside, :3].mean(axis=1, keepdims=True)
    usual = np.array(build.colour(distance, build.land.ridge or build.land.far)).mean()
    white = np.array(build.colour(distance * 0.7, (250, 250, 252)))
    # The folds stay visible: snow keeps the brightness of the paper under it.
    sheet.piece[inside, :3] = np.clip(white * np.clip(part / usual, 0.8, 1.06), 0, 255)
