"""The one thing a scene is about, cut from paper. Feet stand at v = 0, everything looks right."""

import math
from collections.abc import Callable

from animatic.paint import Sheet, shade
from animatic.scene import Colour

Draw = Callable[[Sheet, Colour, Colour], None]
"""Draws onto a sheet in a paint, with the colour of shadows and dark parts."""


def _lighthouse(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    rock = shade(ink, 1.3)
    sheet.cut(
        [
            (-0.13, 0.03),
            (-0.1, -0.012),
            (-0.055, -0.03),
            (0.05, -0.034),
            (0.09, -0.01),
            (0.14, 0.03),
        ],
        rock,
    )
    sheet.cut([(-0.13, 0.03), (-0.02, -0.02), (0.0, 0.03)], shade(rock, 0.8))
    foot, head, height = 0.034, 0.021, 0.235
    bands = 5
    for band in range(bands):
        low, high = band / bands, (band + 1) / bands
        wide, slim = foot + (head - foot) * low, foot + (head - foot) * high
        colour = paint if band % 2 == 0 else (238.0, 234.0, 224.0)
        y0, y1 = -0.025 - height * low, -0.025 - height * high
        sheet.cut([(-wide, y0), (wide, y0), (slim, y1), (-slim, y1)], colour)
        sheet.cut(
            [(wide * 0.25, y0), (wide, y0), (slim, y1), (slim * 0.25, y1)], shade(colour, 0.78)
        )
    top = -0.025 - height
    sheet.cut(
        [(-0.03, top + 0.004), (0.03, top + 0.004), (0.03, top - 0.003), (-0.03, top - 0.003)], ink
    )
    sheet.cut(
        [(-0.016, top), (0.016, top), (0.016, top - 0.03), (-0.016, top - 0.03)], (255, 236, 170)
    )
    sheet.cut([(-0.022, top - 0.029), (0.022, top - 0.029), (0.0, top - 0.052)], shade(paint, 0.7))
    for y in (-0.08, -0.16):
        sheet.cut([(-0.005, y), (0.005, y), (0.005, y - 0.016), (-0.005, y - 0.016)], ink)
    sheet.glow(0.0, top - 0.015, 0.16, (150, 126, 70))


def _boat(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    cloth = (244.0, 236.0, 216.0)
    sheet.cut([(-0.004, -0.02), (0.004, -0.02), (0.003, -0.2), (-0.003, -0.2)], shade(ink, 1.4))
    sheet.cut([(0.008, -0.034), (0.088, -0.034), (0.05, -0.1), (0.008, -0.188)], cloth)
    sheet.cut([(0.008, -0.034), (0.088, -0.034), (0.06, -0.06), (0.008, -0.07)], shade(cloth, 0.88))
    sheet.cut(
        [(-0.008, -0.034), (-0.07, -0.034), (-0.03, -0.1), (-0.008, -0.165)], shade(cloth, 0.93)
    )
    sheet.cut([(-0.1, -0.03), (0.11, -0.034), (0.08, 0.015), (-0.075, 0.015)], paint)
    sheet.cut(
        [(-0.09, -0.008), (0.095, -0.008), (0.08, 0.015), (-0.075, 0.015)], shade(paint, 0.72)
    )
    sheet.cut([(0.0, -0.2), (-0.03, -0.193), (0.0, -0.186)], paint)


def _animal(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    dark = shade(paint, 0.62)
    for x, lean in ((-0.062, -0.006), (0.05, 0.008)):
        sheet.cut(
            [(x - 0.008, -0.06), (x + 0.012, -0.06), (x + lean + 0.005, 0), (x + lean - 0.006, 0)],
            dark,
        )
    tail = [
        (-0.06, -0.085),
        (-0.11, -0.125),
        (-0.15, -0.122),
        (-0.165, -0.1),
        (-0.13, -0.085),
        (-0.07, -0.06),
    ]
    sheet.cut(tail, paint)
    sheet.cut(
        [(-0.138, -0.124), (-0.165, -0.1), (-0.146, -0.093), (-0.13, -0.112)], (246, 240, 230)
    )
    sheet.cut(
        [
            (-0.075, -0.09),
            (-0.03, -0.102),
            (0.03, -0.096),
            (0.075, -0.112),
            (0.078, -0.06),
            (0.05, -0.045),
            (-0.02, -0.05),
            (-0.07, -0.044),
        ],
        paint,
    )
    for x, lean in ((-0.048, 0.012), (0.064, -0.004)):
        sheet.cut(
            [(x - 0.01, -0.062), (x + 0.012, -0.062), (x + lean + 0.006, 0), (x + lean - 0.005, 0)],
            paint,
        )
        sheet.cut(
            [
                (x + lean - 0.005, -0.014),
                (x + lean + 0.007, -0.014),
                (x + lean + 0.008, 0),
                (x + lean - 0.005, 0),
            ],
            ink,
        )
    sheet.cut(
        [
            (0.05, -0.1),
            (0.07, -0.142),
            (0.1, -0.143),
            (0.142, -0.108),
            (0.1, -0.094),
            (0.075, -0.08),
        ],
        paint,
    )
    sheet.cut([(0.142, -0.108), (0.1, -0.094), (0.08, -0.086), (0.098, -0.112)], (246, 240, 230))
    sheet.cut([(0.066, -0.134), (0.07, -0.172), (0.088, -0.143)], paint)
    sheet.cut([(0.084, -0.14), (0.096, -0.172), (0.104, -0.138)], dark)
    sheet.disc(0.101, -0.124, 0.0045, ink)
    sheet.disc(0.141, -0.108, 0.005, ink)


def _person(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    skin = (226.0, 178.0, 140.0)
    sheet.cut([(-0.024, -0.1), (0.004, -0.1), (-0.02, 0), (-0.038, 0)], ink)
    sheet.cut([(-0.006, -0.1), (0.024, -0.1), (0.04, 0), (0.022, 0)], shade(ink, 1.25))
    sheet.cut([(-0.03, -0.19), (0.026, -0.19), (0.04, -0.075), (-0.042, -0.075)], paint)
    sheet.cut([(0.0, -0.19), (0.026, -0.19), (0.04, -0.075), (0.008, -0.075)], shade(paint, 0.8))
    sheet.cut(
        [(0.012, -0.186), (0.028, -0.18), (0.062, -0.125), (0.05, -0.117)], shade(paint, 0.68)
    )
    sheet.disc(0.002, -0.218, 0.026, skin)
    sheet.disc(0.016, -0.216, 0.0035, ink)
    sheet.cut([(-0.03, -0.222), (0.03, -0.228), (0.02, -0.25), (-0.014, -0.252)], shade(paint, 0.7))
    sheet.cut(
        [(-0.03, -0.195), (0.026, -0.195), (-0.05, -0.17), (-0.085, -0.178)], shade(paint, 1.25)
    )


def _house(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    wall = (236.0, 222.0, 196.0)
    sheet.cut([(-0.09, 0.01), (0.06, 0.01), (0.06, -0.1), (-0.09, -0.1)], wall)
    sheet.cut(
        [(0.06, 0.01), (0.11, 0), (0.11, -0.105), (0.085, -0.175), (0.06, -0.1)], shade(wall, 0.78)
    )
    sheet.cut([(-0.105, -0.096), (0.066, -0.096), (0.085, -0.178), (-0.07, -0.178)], paint)
    sheet.cut(
        [(0.066, -0.096), (0.085, -0.178), (0.12, -0.1), (0.11, -0.1), (0.086, -0.155)],
        shade(paint, 0.7),
    )
    sheet.cut(
        [(-0.045, -0.165), (-0.02, -0.165), (-0.02, -0.215), (-0.045, -0.215)], shade(paint, 0.6)
    )
    for x in (-0.07, 0.015):
        sheet.cut(
            [(x, -0.045), (x + 0.028, -0.045), (x + 0.028, -0.078), (x, -0.078)], (255, 222, 140)
        )
        sheet.glow(x + 0.014, -0.06, 0.07, (70, 52, 20))
    sheet.cut([(-0.027, 0.01), (0.002, 0.01), (0.002, -0.055), (-0.027, -0.055)], shade(paint, 0.5))


def _car(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    sheet.cut(
        [(-0.085, -0.06), (-0.05, -0.105), (0.045, -0.105), (0.085, -0.06)], shade(paint, 0.85)
    )
    glass = (206.0, 226.0, 232.0)
    sheet.cut([(-0.068, -0.062), (-0.044, -0.095), (-0.006, -0.095), (-0.006, -0.062)], glass)
    sheet.cut(
        [(0.002, -0.062), (0.002, -0.095), (0.04, -0.095), (0.068, -0.062)], shade(glass, 0.92)
    )
    sheet.cut(
        [
            (-0.135, -0.02),
            (-0.13, -0.058),
            (-0.07, -0.066),
            (0.09, -0.066),
            (0.14, -0.048),
            (0.142, -0.02),
        ],
        paint,
    )
    sheet.cut(
        [(-0.135, -0.034), (0.142, -0.034), (0.142, -0.016), (-0.135, -0.016)], shade(paint, 0.74)
    )
    for x in (-0.08, 0.085):
        sheet.disc(x, -0.02, 0.026, ink)
        sheet.disc(x, -0.02, 0.011, (200, 204, 208))
    sheet.disc(0.136, -0.044, 0.008, (255, 240, 180))
    sheet.glow(0.15, -0.044, 0.09, (110, 96, 50))


def _balloon(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    cream = (246.0, 234.0, 204.0)
    centre, wide, high = -0.155, 0.082, 0.092
    gores = 7
    for gore in range(gores):
        near, far = -math.cos(math.pi * gore / gores), -math.cos(math.pi * (gore + 1) / gores)
        colour = shade(paint if gore % 2 == 0 else cream, 1.06 - 0.1 * abs(gore - 2))
        edge = [math.pi * step / 20 for step in range(21)]
        side = [(near * wide * math.sin(a), centre - high * math.cos(a)) for a in edge]
        back = [(far * wide * math.sin(a), centre - high * math.cos(a)) for a in reversed(edge)]
        sheet.cut(side + back, colour)
    sheet.cut(
        [(-0.03, -0.072), (0.03, -0.072), (0.015, -0.052), (-0.015, -0.052)], shade(paint, 0.7)
    )
    for x in (-0.013, 0.011):
        sheet.cut([(x, -0.054), (x + 0.002, -0.054), (x + 0.002, -0.026), (x, -0.026)], ink)
    sheet.cut([(-0.016, -0.028), (0.016, -0.028), (0.012, 0), (-0.012, 0)], (122, 82, 48))


def _bird(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    sheet.cut([(-0.07, -0.1), (-0.1, -0.118), (-0.1, -0.09), (-0.04, -0.085)], shade(paint, 0.8))
    sheet.cut([(-0.01, -0.115), (-0.06, -0.185), (-0.1, -0.2), (-0.05, -0.12)], shade(paint, 0.74))
    sheet.cut(
        [(-0.08, -0.1), (0.0, -0.125), (0.06, -0.115), (0.05, -0.085), (-0.01, -0.075)], paint
    )
    sheet.cut(
        [(0.02, -0.115), (-0.02, -0.2), (-0.055, -0.235), (-0.035, -0.12)], shade(paint, 0.92)
    )
    sheet.disc(0.064, -0.108, 0.02, paint)
    sheet.cut([(0.08, -0.114), (0.108, -0.104), (0.08, -0.098)], (240, 176, 60))
    sheet.disc(0.07, -0.113, 0.0035, ink)


SUBJECTS: dict[str, tuple[Draw, Colour]] = {
    "lighthouse": (_lighthouse, (206, 52, 46)),
    "boat": (_boat, (190, 62, 48)),
    "animal": (_animal, (222, 116, 46)),
    "person": (_person, (214, 72, 60)),
    "house": (_house, (178, 66, 52)),
    "car": (_car, (226, 178, 60)),
    "balloon": (_balloon, (214, 70, 58)),
    "bird": (_bird, (240, 238, 232)),
}
"""How each subject is drawn, and its colour where the prompt names none."""
