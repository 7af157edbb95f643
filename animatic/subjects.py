"""The one thing a scene is about, cut from paper. Feet stand at v = 0, everything looks right."""

import math
from collections.abc import Callable

from animatic.paint import Sheet, shade
from animatic.scene import Colour

Draw = Callable[[Sheet, Colour, Colour], None]
"""Draws onto a sheet in a paint, with the colour of shadows and dark parts."""


def _lighthouse(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    rock = shade(ink, 1.3)
    sheet.cut(_shape("-130,30 -100,-12 -55,-30 50,-34 90,-10 140,30"), rock)
    sheet.cut(_shape("-130,30 -20,-20 0,30"), shade(rock, 0.8))
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
    sheet.box(-0.03, top - 0.003, 0.03, top + 0.004, ink)
    sheet.box(-0.016, top - 0.03, 0.016, top, (255, 236, 170))
    sheet.cut([(-0.022, top - 0.029), (0.022, top - 0.029), (0.0, top - 0.052)], shade(paint, 0.7))
    for y in (-0.08, -0.16):
        sheet.box(-0.005, y - 0.016, 0.005, y, ink)
    sheet.glow(0.0, top - 0.015, 0.16, (150, 126, 70))


def _boat(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    cloth = (244.0, 236.0, 216.0)
    sheet.cut(_shape("-4,-20 4,-20 3,-200 -3,-200"), shade(ink, 1.4))
    sheet.cut(_shape("8,-34 88,-34 50,-100 8,-188"), cloth)
    sheet.cut(_shape("8,-34 88,-34 60,-60 8,-70"), shade(cloth, 0.88))
    sheet.cut(_shape("-8,-34 -70,-34 -30,-100 -8,-165"), shade(cloth, 0.93))
    sheet.cut(_shape("-100,-30 110,-34 80,15 -75,15"), paint)
    sheet.cut(_shape("-90,-8 95,-8 80,15 -75,15"), shade(paint, 0.72))
    sheet.cut(_shape("0,-200 -30,-193 0,-186"), paint)


def _animal(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    dark = shade(paint, 0.62)
    for x, lean in ((-0.062, -0.006), (0.05, 0.008)):
        sheet.cut(
            [(x - 0.008, -0.06), (x + 0.012, -0.06), (x + lean + 0.005, 0), (x + lean - 0.006, 0)],
            dark,
        )
    tail = _shape("-60,-85 -110,-125 -150,-122 -165,-100 -130,-85 -70,-60")
    sheet.cut(tail, paint)
    sheet.cut(_shape("-138,-124 -165,-100 -146,-93 -130,-112"), (246, 240, 230))
    sheet.cut(_shape("-75,-90 -30,-102 30,-96 75,-112 78,-60 50,-45 -20,-50 -70,-44"), paint)
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
    sheet.cut(_shape("50,-100 70,-142 100,-143 142,-108 100,-94 75,-80"), paint)
    sheet.cut(_shape("142,-108 100,-94 80,-86 98,-112"), (246, 240, 230))
    sheet.cut(_shape("66,-134 70,-172 88,-143"), paint)
    sheet.cut(_shape("84,-140 96,-172 104,-138"), dark)
    sheet.disc(0.101, -0.124, 0.0045, ink)
    sheet.disc(0.141, -0.108, 0.005, ink)


def _person(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    skin = (226.0, 178.0, 140.0)
    sheet.cut(_shape("-24,-100 4,-100 -20,0 -38,0"), ink)
    sheet.cut(_shape("-6,-100 24,-100 40,0 22,0"), shade(ink, 1.25))
    sheet.cut(_shape("-30,-190 26,-190 40,-75 -42,-75"), paint)
    sheet.cut(_shape("0,-190 26,-190 40,-75 8,-75"), shade(paint, 0.8))
    sheet.cut(_shape("12,-186 28,-180 62,-125 50,-117"), shade(paint, 0.68))
    sheet.disc(0.002, -0.218, 0.026, skin)
    sheet.disc(0.016, -0.216, 0.0035, ink)
    sheet.cut(_shape("-30,-222 30,-228 20,-250 -14,-252"), shade(paint, 0.7))
    sheet.cut(_shape("-30,-195 26,-195 -50,-170 -85,-178"), shade(paint, 1.25))


def _house(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    wall = (236.0, 222.0, 196.0)
    sheet.cut(_shape("-90,10 60,10 60,-100 -90,-100"), wall)
    sheet.cut(_shape("60,10 110,0 110,-105 85,-175 60,-100"), shade(wall, 0.78))
    sheet.cut(_shape("-105,-96 66,-96 85,-178 -70,-178"), paint)
    sheet.cut(_shape("66,-96 85,-178 120,-100 110,-100 86,-155"), shade(paint, 0.7))
    sheet.cut(_shape("-45,-165 -20,-165 -20,-215 -45,-215"), shade(paint, 0.6))
    for x in (-0.07, 0.015):
        sheet.box(x, -0.078, x + 0.028, -0.045, (255, 222, 140))
        sheet.glow(x + 0.014, -0.06, 0.07, (70, 52, 20))
    sheet.cut(_shape("-27,10 2,10 2,-55 -27,-55"), shade(paint, 0.5))


def _car(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    sheet.cut(_shape("-85,-60 -50,-105 45,-105 85,-60"), shade(paint, 0.85))
    glass = (206.0, 226.0, 232.0)
    sheet.cut(_shape("-68,-62 -44,-95 -6,-95 -6,-62"), glass)
    sheet.cut(_shape("2,-62 2,-95 40,-95 68,-62"), shade(glass, 0.92))
    sheet.cut(_shape("-135,-20 -130,-58 -70,-66 90,-66 140,-48 142,-20"), paint)
    sheet.cut(_shape("-135,-34 142,-34 142,-16 -135,-16"), shade(paint, 0.74))
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
    sheet.cut(_shape("-30,-72 30,-72 15,-52 -15,-52"), shade(paint, 0.7))
    for x in (-0.013, 0.011):
        sheet.box(x, -0.026, x + 0.002, -0.054, ink)
    sheet.cut(_shape("-16,-28 16,-28 12,0 -12,0"), (122, 82, 48))


def _bird(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    sheet.cut(_shape("-70,-100 -100,-118 -100,-90 -40,-85"), shade(paint, 0.8))
    sheet.cut(_shape("-10,-115 -60,-185 -100,-200 -50,-120"), shade(paint, 0.74))
    sheet.cut(_shape("-80,-100 0,-125 60,-115 50,-85 -10,-75"), paint)
    sheet.cut(_shape("20,-115 -20,-200 -55,-235 -35,-120"), shade(paint, 0.92))
    sheet.disc(0.064, -0.108, 0.02, paint)
    sheet.cut(_shape("80,-114 108,-104 80,-98"), (240, 176, 60))
    sheet.disc(0.07, -0.113, 0.0035, ink)


def _shape(points: str) -> list[tuple[float, float]]:
    """Read corners written in thousandths of a frame width."""
    corners = (corner.split(",") for corner in points.split())
    return [(int(u) / 1000, int(v) / 1000) for u, v in corners]


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
