"""Wild land: forest, meadow and mountains, desert, clouds, the moon."""

from animatic.hand import Hand, ground_colour, height_at, level_at, rows, soil
from animatic.light import Colour
from animatic.paint import Floats, Sheet, mix, shade
from animatic.plants import (
    bush,
    cactus,
    fern,
    fir,
    flowers,
    leafy,
    mushroom,
    rock,
    tufts,
)

_LEAVES: tuple[Colour, ...] = ((214, 126, 58), (232, 182, 82), (150, 168, 84), (196, 92, 66))


def forest_band(build: Hand, sheet: Sheet, distance: float) -> None:
    """Cut firs, tall at the sides and lower in the middle, so that the sky opens there."""
    crest = soil(build, sheet, distance)
    for edge in rows(build, sheet, distance, crest):
        _undergrowth(build, sheet, edge, distance)
    for u in build.spots(sheet, 0.13 / distance**0.6):
        # A clearing around the subject, wider nearer the camera.
        clear = (abs(u) < 0.55 / distance and distance < 5) or (build.followed and distance < 2.6)
        if clear or distance < 2 or (distance < 3.5 and build.chance.random() < 0.3):
            continue
        foot = height_at(sheet, crest, u) + 0.012 / distance
        opening = 0.62 + 0.38 * min(1.0, abs(u) / 0.3)
        high = build.chance.uniform(0.34, 0.62) / distance**0.62 * opening * build.upright
        fir(build, sheet, (u, foot), distance, high)


def _undergrowth(build: Hand, sheet: Sheet, edge: Floats, distance: float) -> None:
    if distance > 2.4:
        return
    tufts(build, sheet, edge, distance, 1.0 if distance > 1.5 else 1.3)
    snowy = build.scene.weather == "snow"
    for u in build.spots(sheet, 0.13):
        place = u, height_at(sheet, edge, u) + build.chance.uniform(0.012, 0.03)
        kind = build.chance.random()
        if kind < 0.3:
            fern(build, sheet, place, distance, build.chance.uniform(0.045, 0.085))
        elif kind < 0.55:
            rock(build, sheet, place, distance, build.chance.uniform(0.016, 0.036))
        elif kind < 0.75 and not snowy:
            mushroom(build, sheet, place, distance, build.chance.uniform(0.022, 0.036))
    flowers(build, sheet, edge, distance, 0.24)


def drifting_leaves(build: Hand, sheet: Sheet, distance: float) -> None:
    """Let a few leaves sail through the air."""
    snowy = build.scene.weather == "snow"
    for u in build.spots(sheet, 0.085):
        v = build.chance.uniform(-0.19, 0.15)
        size = build.chance.uniform(0.003, 0.006)
        leaf = (240, 244, 250) if snowy else build.chance.pick(_LEAVES)
        lean = build.chance.uniform(-1, 1) * size
        tip = [(u - size, v + lean), (u, v - size * 0.6), (u + size, v - lean), (u, v + size * 0.6)]
        sheet.cut(tip, build.colour(distance, leaf))


def meadow_band(build: Hand, sheet: Sheet, distance: float) -> None:
    """Cut rolling grass with flowers, bushes and a few trees at the sides."""
    crest = soil(build, sheet, distance)
    for edge in rows(build, sheet, distance, crest):
        if distance < 2.4:
            tufts(build, sheet, edge, distance, 1.0 if distance > 1.5 else 1.3)
        flowers(build, sheet, edge, distance, 0.042 / distance**0.3)
    _hedges(build, sheet, crest, distance)


def _hedges(build: Hand, sheet: Sheet, crest: Floats, distance: float) -> None:
    alpine = build.scene.world == "mountains"
    for u in build.spots(sheet, 0.34 / distance**0.5):
        place = u, height_at(sheet, crest, u) + 0.01 / distance
        kind = build.chance.random()
        if distance > 2.7 and abs(u) > 0.55 / distance and kind < 0.62:
            high = build.chance.uniform(0.26, 0.44) / distance**0.7 * build.upright
            tree = fir if alpine or kind < 0.12 else leafy
            tree(build, sheet, place, distance, high)
        elif distance > 1.6 and abs(u) > 0.3 / distance and kind > 0.7:
            bush(build, sheet, place, distance, build.chance.uniform(0.04, 0.07) / distance**0.8)
        elif kind > 0.62 and (alpine or distance < 2):
            rock(build, sheet, place, distance, build.chance.uniform(0.03, 0.055) / distance)


def desert_band(build: Hand, sheet: Sheet, distance: float) -> None:
    """Cut dunes with a shaded side, and cacti, stones and dry grass."""
    crest = soil(build, sheet, distance)
    colour = ground_colour(build, distance)
    for edge in rows(build, sheet, distance, crest):
        _ripples(build, sheet, edge, (distance, colour))
    for u in build.spots(sheet, 0.36 / distance**0.5):
        place = u, height_at(sheet, crest, u) + 0.01 / distance
        kind = build.chance.random()
        if abs(u) > 0.42 / distance and 2 < distance < 9 and kind < 0.5:
            size = build.chance.uniform(0.11, 0.24) / distance**0.85 * build.upright**0.5
            cactus(build, sheet, place, distance, size)
        elif kind > 0.66:
            rock(build, sheet, place, distance, build.chance.uniform(0.03, 0.06) / distance**0.9)
        elif distance < 2.3:
            _dry_grass(build, sheet, place, distance)


def _ripples(build: Hand, sheet: Sheet, edge: Floats, looks: tuple[float, Colour]) -> None:
    """Draw the lines that wind leaves in sand."""
    distance, colour = looks
    for u in build.spots(sheet, 0.07 / distance**0.4):
        at = height_at(sheet, edge, u) + build.chance.uniform(0.008, 0.07) / distance**0.6
        wide = build.chance.uniform(0.015, 0.04) / distance**0.5
        tone = shade(colour, build.chance.pick((0.78, 0.86, 1.14)))
        bow = 0.004 / distance**0.5
        line = [
            (u - wide, at),
            (u - wide * 0.3, at - bow),
            (u + wide * 0.3, at),
            (u + wide, at - bow),
        ]
        sheet.stroke(line, 0.002 / distance**0.5, tone)


def _dry_grass(build: Hand, sheet: Sheet, place: tuple[float, float], distance: float) -> None:
    u, foot = place
    colour = build.colour(distance, (168, 140, 74))
    for blade in range(7):
        lean, high = (blade - 3) * 0.006, build.chance.uniform(0.018, 0.036)
        sheet.cut(
            [(u - 0.002, foot), (u + 0.002, foot), (u + lean, foot - high)],
            shade(colour, 0.8 + 0.06 * blade),
        )


def cloud_band(build: Hand, sheet: Sheet, distance: float) -> None:
    """Cut a floor of clouds."""
    level = level_at(distance)
    colour = build.colour(distance, build.land.near, build.land.far)
    sheet.ground(sheet.u * 0 + level, colour, fall=0.12)
    for edge in rows(build, sheet, distance, sheet.u * 0 + level):
        for u in build.spots(sheet, 0.085 / distance**0.35):
            at = height_at(sheet, edge, u)
            radius = build.chance.uniform(0.02, 0.052) / distance**0.55
            tone = shade(colour, build.chance.uniform(0.96, 1.05))
            sheet.disc(u, at + radius * 0.35, (radius * 1.7, radius), tone, lift=0.02 / distance)


def floating_clouds(build: Hand, sheet: Sheet, distance: float) -> None:
    """Let single clouds float beside the way, at several heights."""
    white = build.colour(distance * 0.6, (250, 248, 250))
    for u in build.spots(sheet, 0.42):
        v = build.chance.uniform(-0.46, 0.1)
        if abs(u) < 0.2 and v > -0.3:
            continue
        size = build.chance.uniform(0.6, 1.1)
        for side, up, radius in ((-0.06, 0.0, 0.026), (0.06, 0.002, 0.028), (0.0, -0.014, 0.038)):
            tone = shade(white, build.chance.uniform(0.96, 1.03))
            place = u + side * size, v + up * size
            sheet.disc(*place, (radius * 1.5 * size, radius * size), tone, lift=0.008)
        sheet.disc(
            u, v + 0.018 * size, (0.105 * size, 0.013 * size), shade(white, 0.97), lift=0.006
        )


def moon_band(build: Hand, sheet: Sheet, distance: float) -> None:
    """Cut grey dust with craters and stones."""
    crest = soil(build, sheet, distance)
    colour = ground_colour(build, distance)
    for edge in rows(build, sheet, distance, crest):
        for u in build.spots(sheet, 0.15 / distance**0.45):
            at = height_at(sheet, edge, u) + build.chance.uniform(0.015, 0.06) / distance**0.6
            wide = build.chance.uniform(0.012, 0.042) / distance**0.6
            sheet.disc(u, at, (wide, wide * 0.3), shade(colour, 1.16))
            sheet.disc(
                u + wide * 0.06, at + wide * 0.05, (wide * 0.86, wide * 0.22), shade(colour, 0.62)
            )
        for u in build.spots(sheet, 0.11 / distance**0.4):
            place = u, height_at(sheet, edge, u) + build.chance.uniform(0.004, 0.05) / distance**0.5
            rock(build, sheet, place, distance, build.chance.uniform(0.008, 0.026) / distance**0.6)


def butterflies(build: Hand, sheet: Sheet, distance: float) -> None:
    """Let butterflies hover over the grass, and fireflies at night."""
    for u in build.spots(sheet, 0.16):
        if build.scene.light.stars:
            at = u, build.chance.uniform(-0.09, 0.19)
            sheet.disc(*at, 0.0026, (250, 244, 170))
            sheet.glow(*at, 0.022, (120, 112, 50))
            continue
        v = build.chance.uniform(-0.09, 0.19)
        size = build.chance.uniform(0.006, 0.010)
        wing = build.colour(
            distance, build.chance.pick(((250, 220, 120), (240, 150, 130), (250, 248, 250)))
        )
        sheet.cut([(u, v), (u - size, v - size), (u - size * 1.1, v + size * 0.1)], wing)
        sheet.cut(
            [(u, v), (u + size * 0.8, v - size * 1.1), (u + size, v)],
            mix(wing, (255, 255, 255), 0.25),
        )
        sheet.cut(
            [(u, v), (u - size * 0.6, v + size * 0.7), (u + size * 0.5, v + size * 0.7)],
            shade(wing, 0.85),
        )
