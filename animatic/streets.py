"""The city: towers, shops, lanes and pavement."""

import math

from animatic.hand import Hand, level_at, lower_step, steps
from animatic.light import Colour
from animatic.paint import Sheet, mix, shade
from animatic.plants import flowers, green_of, leafy, tufts

Place = tuple[float, float]

LAMPLIGHT: Colour = (255, 214, 128)
_WALLS: tuple[Colour, ...] = (
    (82, 98, 142),
    (144, 98, 112),
    (86, 126, 144),
    (176, 118, 92),
    (118, 104, 156),
)
_AWNINGS: tuple[Colour, ...] = ((206, 82, 72), (70, 140, 132), (232, 178, 84), (92, 110, 178))
PLASTER: tuple[Colour, ...] = ((244, 230, 204), (236, 206, 178), (214, 224, 222), (240, 214, 170))
_ASPHALT: Colour = (84, 84, 98)
_SNOW: Colour = (246, 249, 255)
_STONE: Colour = (150, 144, 150)


def city_band(build: Hand, sheet: Sheet, distance: float) -> None:
    """Cut a row of houses far away, shops, lanes, or the pavement near by."""
    if distance > 4:
        _skyline(build, sheet, distance)
    elif distance > 3.2:
        _shops(build, sheet, distance)
    elif distance > 2:
        lane(build, sheet, distance)
    else:
        _pavement(build, sheet, distance)


def _skyline(build: Hand, sheet: Sheet, distance: float) -> None:
    level = level_at(distance)
    sheet.ground(sheet.u * 0 + level, build.colour(distance, build.land.near))
    gap = 0.42 / distance**0.7
    for u in build.spots(sheet, gap):
        half = gap * build.chance.uniform(0.34, 0.56)
        opening = 0.45 + 0.55 * min(1.0, abs(u - build.orb[0]) / 0.22)
        high = build.chance.uniform(0.5, 1.15) / distance**0.75 * opening * build.upright * 0.95
        wall = build.colour(distance, build.chance.pick(_WALLS))
        _tower(build, sheet, (u, level), (half, high, wall, distance))


def _tower(
    build: Hand, sheet: Sheet, place: Place, looks: tuple[float, float, Colour, float]
) -> None:
    (u, level), (half, high, wall, distance) = place, looks
    top = level - high
    front = [(u - half, level), (u - half, top), (u + half, top), (u + half, level)]
    sheet.cut(front, wall, lift=0.02 / distance)
    sheet.box(u + half * 0.55, top, u + half, level, shade(wall, 0.84))
    sheet.box(u - half * 1.04, top, u + half * 1.04, top - half * 0.08, _cornice(build, wall))
    _roof(build, sheet, (u, top), (half, wall))
    pane = max(0.0085, 0.036 / distance**0.8)
    columns = max(2, int(half * 1.36 / pane))
    for row in range(int((high - pane) / (pane * 1.25))):
        y = top + pane * (0.6 + 1.25 * row)
        for column in range(columns):
            luck = build.chance.random()
            if luck < 0.62:
                x = u - half * 0.86 + column * pane
                sheet.box(x, y + pane * 0.72, x + pane * 0.55, y, _pane(build, wall, luck))


def _roof(build: Hand, sheet: Sheet, place: Place, looks: tuple[float, Colour]) -> None:
    """Put a spire, a tank or a hut on a roof."""
    (u, top), (half, wall) = place, looks
    dark = shade(wall, 0.72)
    kind = build.chance.random()
    if kind < 0.25:
        sheet.cut([(u - half * 0.3, top), (u, top - half * 1.3), (u + half * 0.3, top)], dark)
        sheet.stroke([(u, top - half), (u, top - half * 2.2)], 0.0014, dark)
    elif kind < 0.5:
        sheet.box(u - half * 0.5, top - half * 0.45, u + half * 0.1, top, dark)
        sheet.stroke([(u + half * 0.5, top), (u + half * 0.5, top - half)], 0.0014, dark)
    elif kind < 0.7:
        sheet.box(u - half * 0.7, top - half * 0.3, u + half * 0.7, top, shade(wall, 0.94))


def _cornice(build: Hand, wall: Colour) -> Colour:
    """Give the colour of a roof's edge: snow lies on it, where there is any."""
    return build.colour(4.0, _SNOW) if build.scene.weather == "snow" else shade(wall, 1.13)


def _pane(build: Hand, wall: Colour, luck: float) -> Colour:
    """Give a window's colour: lit by lamps, or by the sky."""
    if luck > 0.40:
        return shade(wall, 0.72)
    if not build.scene.light.lamps:
        return mix(wall, build.colour(3.0, (112, 168, 200)), 0.72)
    return mix(wall, LAMPLIGHT if luck > 0.08 else (150, 214, 224), 0.85)


def _shops(build: Hand, sheet: Sheet, distance: float) -> None:
    level = level_at(distance)
    sheet.ground(sheet.u * 0 + level, build.colour(distance, _STONE), fall=0.05)
    for u in build.spots(sheet, 0.185):
        if build.chance.random() < 0.22:
            leafy(build, sheet, (u, level + 0.004), distance, build.chance.uniform(0.1, 0.13))
            continue
        _shop(build, sheet, (u, level), build.chance.uniform(0.066, 0.088))


def _shop(build: Hand, sheet: Sheet, place: Place, half: float) -> None:
    u, level = place
    high = half * build.chance.uniform(1.7, 2.4)
    wall = build.colour(3.4, build.chance.pick(PLASTER))
    wall = mix(wall, build.colour(3.4, build.chance.pick(_WALLS)), 0.22)
    top = level - high
    shape = [(u - half, level), (u - half, top), (u + half, top), (u + half, level)]
    sheet.cut(shape, wall, lift=0.006)
    sheet.box(u - half * 1.05, top - half * 0.1, u + half * 1.05, top, _cornice(build, wall))
    for side in (-0.6, -0.1, 0.4):
        glass = _pane(build, wall, build.chance.uniform(0.1, 0.55))
        sheet.box(
            u + half * side, top + half * 0.2, u + half * (side + 0.28), top + half * 0.62, glass
        )
    glass = _pane(build, wall, 0.3)
    sheet.box(u - half * 0.8, level - half * 0.72, u + half * 0.25, level - half * 0.14, glass)
    sheet.box(u + half * 0.42, level - half * 0.78, u + half * 0.78, level, shade(wall, 0.55))
    awning = build.colour(3.0, build.chance.pick(_AWNINGS))
    cream = build.colour(3.0, (248, 238, 216))
    for strip in range(7):
        left = u - half * 0.9 + strip * half * 0.26
        low = level - half * 0.66
        points = [(left + half * 0.04, low - half * 0.3), (left + half * 0.28, low - half * 0.3)]
        points += [(left + half * 0.26, low), (left, low)]
        sheet.cut(points, awning if strip % 2 == 0 else cream, lift=0.003 if strip == 0 else 0)
    if build.scene.light.lamps:
        sheet.glow(u - half * 0.3, level - half * 0.35, half * 1.1, (64, 46, 20))


def lane(build: Hand, sheet: Sheet, distance: float) -> None:
    """Cut a lane of asphalt with its dashes."""
    level = level_at(distance)
    sheet.ground(sheet.u * 0 + level, asphalt(build, distance))
    if build.scene.world == "city" and distance > 2.6:
        kerb = build.colour(distance, (196, 190, 190))
        sheet.box(sheet.window.left, level - 0.004, sheet.window.right, level + 0.002, kerb)
    line = level + 0.014 / distance
    dash = build.colour(distance, (244, 226, 168))
    for u in build.spots(sheet, 0.2):
        left = u - 0.03
        points = [(left, line), (left + 0.06, line), (left + 0.063, line + 0.006)]
        sheet.cut([*points, (left - 0.002, line + 0.006)], dash)
    _asphalt_marks(build, sheet, distance)


def asphalt(build: Hand, distance: float) -> Colour:
    """Give the colour of a road at a distance, grey or under snow."""
    snowy = build.scene.weather == "snow"
    return build.colour(distance, mix(_ASPHALT, (236, 240, 248), 0.5) if snowy else _ASPHALT)


def _asphalt_marks(build: Hand, sheet: Sheet, distance: float) -> None:
    """Patch the road, so that it is seen to pass; when it rains it mirrors the lamps."""
    tone = asphalt(build, distance)
    wet = build.scene.weather in ("rain", "storm")
    for u in build.spots(sheet, 0.06):
        at = level_at(distance) + build.chance.uniform(0.012, 0.045)
        wide = build.chance.uniform(0.008, 0.026)
        patch = shade(tone, build.chance.pick((0.84, 0.9, 1.14)))
        if wet and build.chance.random() < 0.4:
            patch = mix(tone, build.colour(distance, LAMPLIGHT), 0.5)
        sheet.disc(u, at, (wide, wide * 0.13), patch)


def _pavement(build: Hand, sheet: Sheet, distance: float) -> None:
    level = level_at(distance)
    stone = build.colour(distance, mix(_STONE, _SNOW, 0.7 * (build.scene.weather == "snow")))
    sheet.ground(sheet.u * 0 + level, stone)
    _slabs(build, sheet, level, stone)
    for step, below in steps(sheet, distance):
        edge = sheet.u * 0 + below
        if step % 2:
            lower_step(sheet, edge, build.colour(distance, green_of(build)))
            tufts(build, sheet, edge, distance, 1.2)
            flowers(build, sheet, edge, distance, 0.05)
        else:
            lower_step(sheet, edge, shade(stone, 0.97**step))
            _slabs(build, sheet, below, stone)
    if build.scene.light.lamps:
        for u in build.spots(sheet, 0.5):
            sheet.glow(u, level + 0.05, 0.26, (52, 38, 18))
    if distance < 1.5:
        for u in build.spots(sheet, 0.24):
            _planter(build, sheet, (u, level + 0.012), distance)
    elif not build.followed:
        for u in build.spots(sheet, 0.62):
            if abs(u) > 0.12:
                _lamp(build, sheet, (u, level), distance)


def _slabs(build: Hand, sheet: Sheet, edge: float, stone: Colour) -> None:
    kerb = shade(stone, 1.16)
    sheet.box(sheet.window.left, edge, sheet.window.right, edge + 0.006, kerb)
    for u in build.spots(sheet, 0.07):
        joint = [(u, edge + 0.006), (u * 1.12, edge + 0.075)]
        sheet.stroke(joint, 0.0022, shade(stone, 0.78))
        wide = build.chance.uniform(0.012, 0.03)
        at = edge + build.chance.uniform(0.016, 0.06)
        slab = [
            (u + 0.01, at),
            (u + 0.01 + wide, at),
            (u + 0.012 + wide, at + 0.012),
            (u + 0.011, at + 0.012),
        ]
        sheet.cut(slab, shade(stone, build.chance.pick((0.88, 1.08))))


def _planter(build: Hand, sheet: Sheet, place: Place, distance: float) -> None:
    u, foot = place
    if build.chance.random() < 0.4:
        post = build.colour(distance, (66, 66, 82))
        sheet.taper(place, 0.042, (0.007, 0.006), post, 0.005)
        sheet.disc(u, foot - 0.044, 0.0085, shade(post, 1.3))
        return
    leaf = (86, 140, 88) if build.scene.weather != "snow" else (222, 232, 238)
    for side, up in ((-0.018, 0.040), (0.018, 0.042), (0.0, 0.052)):
        green = build.colour(distance, shade(leaf, 0.8 + up * 5))
        sheet.disc(u + side, foot - up, 0.019, green, lift=0.004)
    clay = build.colour(distance, (150, 96, 78))
    sheet.taper((u, foot + 0.004), 0.036, (0.030, 0.036), clay, 0.006)


def _lamp(build: Hand, sheet: Sheet, place: Place, distance: float) -> None:
    u, foot = place
    size = 1 / distance
    post = build.colour(distance, (44, 46, 60))
    high = 0.36 * size
    sheet.taper(place, high, (0.007 * size, 0.0045 * size), post)
    turns = [step / 12 * math.pi for step in range(7)]
    arm = [
        (u + 0.055 * size * math.sin(a), foot - high - 0.03 * size * (1 - math.cos(a)))
        for a in turns
    ]
    sheet.stroke(arm, 0.008 * size, post)
    head_u, head_v = arm[-1]
    bulb = head_v + 0.015 * size
    sheet.taper((head_u, head_v + 0.012 * size), 0.02 * size, (0.02 * size, 0.002 * size), post)
    sheet.disc(head_u, bulb, 0.012 * size, (255, 236, 178))
    if build.scene.light.lamps:
        sheet.glow(head_u, bulb, 0.15 * size, (104, 82, 42))


def passing_cars(build: Hand, sheet: Sheet, distance: float) -> None:
    """Let small cars drive along the far lane."""
    level = level_at(distance)
    for u in build.spots(sheet, 0.4):
        if abs(u) < 0.1:
            continue
        paint = build.colour(distance, build.chance.pick((*_AWNINGS, (226, 226, 230))))
        size = 0.036
        sheet.cut(
            [
                (u - size, level),
                (u - size, level - size * 0.45),
                (u + size, level - size * 0.45),
                (u + size, level),
            ],
            paint,
            lift=0.003,
        )
        sheet.cut(
            [
                (u - size * 0.7, level - size * 0.45),
                (u - size * 0.4, level - size * 0.86),
                (u + size * 0.35, level - size * 0.86),
                (u + size * 0.65, level - size * 0.45),
            ],
            mix(paint, (220, 236, 244), 0.5),
        )
        for side in (-0.55, 0.55):
            sheet.disc(u + size * side, level, size * 0.2, build.colour(distance, (36, 36, 44)))
        if build.scene.light.lamps:
            sheet.disc(u + size * 0.96, level - size * 0.26, size * 0.1, (255, 240, 190))
            sheet.glow(u + size * 1.1, level - size * 0.24, size, (96, 82, 44))
