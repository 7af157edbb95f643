"""What goes on wheels, on rails and on water."""

import math

from animatic.figures import CREAM, GLASS, LIFT, round_shape, shape
from animatic.light import Colour
from animatic.paint import Sheet, shade

_CHROME: Colour = (206, 210, 214)


def draw_car(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a small car."""
    sheet.cut(
        round_shape("-92,-60 -70,-100 -40,-110 30,-110 62,-96 92,-62 60,-52 -60,-52"),
        shade(paint, 0.92),
    )
    sheet.cut(round_shape("-76,-64 -60,-94 -38,-101 -6,-101 -6,-63"), GLASS)
    sheet.cut(round_shape("4,-63 4,-101 30,-101 52,-88 72,-64"), shade(GLASS, 0.92))
    for beam in ("-62,-66 -44,-98 -34,-98 -52,-66", "18,-65 24,-99 32,-99 26,-65"):
        sheet.cut(shape(beam), shade(GLASS, 1.1))
    body = "-138,-26 -138,-54 -116,-64 -60,-68 60,-68 110,-62 140,-48 144,-24 120,-14 -120,-14"
    sheet.cut(round_shape(body), paint, lift=LIFT)
    sheet.cut(shape("-139,-34 144,-34 141,-22 122,-14 -120,-14 -136,-20"), shade(paint, 0.76))
    sheet.stroke(shape("-132,-50 130,-50"), 0.003, shade(paint, 1.25))
    sheet.stroke(shape("-2,-66 -2,-30"), 0.0025, shade(paint, 0.62))
    sheet.box(0.008, -0.056, 0.026, -0.052, _CHROME)
    for axle in (-0.080, 0.085):
        wheel(sheet, (axle, -0.026), 0.028, ink)
    sheet.disc(0.134, -0.046, (0.009, 0.011), (255, 242, 190))
    sheet.disc(-0.134, -0.048, (0.006, 0.009), (214, 66, 56))
    sheet.glow(0.15, -0.046, 0.10, (110, 96, 50))


def draw_bus(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a bus with a row of windows."""
    sheet.cut(
        round_shape(
            "-150,-24 -150,-134 -138,-146 0,-150 132,-146 148,-130 150,-24 140,-14 -142,-14"
        ),
        paint,
        lift=LIFT,
    )
    sheet.cut(shape("-148,-50 150,-50 150,-22 140,-14 -142,-14 -148,-22"), shade(paint, 0.76))
    sheet.cut(shape("-149,-60 149,-60 149,-52 -149,-52"), CREAM)
    for u in range(-136, 80, 36):
        sheet.cut(shape(f"{u},-128 {u + 29},-128 {u + 29},-82 {u},-82"), GLASS, lift=0.002)
        sheet.cut(shape(f"{u + 3},-82 {u + 15},-128 {u + 22},-128 {u + 10},-82"), shade(GLASS, 1.1))
    sheet.cut(shape("84,-130 110,-130 110,-22 84,-22"), shade(paint, 0.6))
    sheet.cut(shape("87,-126 107,-126 107,-60 87,-60"), shade(GLASS, 0.9))
    sheet.cut(shape("118,-130 144,-128 148,-74 118,-74"), GLASS, lift=0.002)
    for axle in (-0.09, 0.062):
        wheel(sheet, (axle, -0.022), 0.026, ink)
    sheet.disc(0.144, -0.038, (0.007, 0.009), (255, 242, 190))
    sheet.glow(0.152, -0.038, 0.09, (110, 96, 50))


def draw_truck(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a truck with a box."""
    sheet.cut(shape("-152,-150 58,-150 58,-28 -152,-28"), CREAM, lift=LIFT)
    sheet.cut(shape("-152,-60 58,-60 58,-28 -152,-28"), shade(CREAM, 0.84))
    sheet.cut(shape("-152,-112 58,-112 58,-96 -152,-96"), paint)
    for u in range(-130, 50, 30):
        sheet.stroke(shape(f"{u},-148 {u},-30"), 0.0018, shade(CREAM, 0.86))
    sheet.cut(
        round_shape("64,-26 64,-116 74,-128 112,-126 130,-84 146,-72 148,-26"), paint, lift=LIFT
    )
    sheet.cut(round_shape("84,-82 84,-116 108,-116 122,-82"), GLASS, lift=0.002)
    sheet.cut(shape("64,-44 148,-44 148,-24 64,-24"), shade(paint, 0.76))
    sheet.box(-0.15, -0.03, 0.14, -0.02, shade(ink, 1.3))
    for axle in (-0.112, -0.055, 0.104):
        wheel(sheet, (axle, -0.024), 0.026, ink)
    sheet.disc(0.142, -0.054, (0.006, 0.009), (255, 242, 190))
    sheet.glow(0.15, -0.052, 0.09, (110, 96, 50))


def draw_bicycle(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a bicycle with a basket of flowers."""
    for u in (-0.072, 0.076):
        sheet.disc(u, -0.05, 0.052, ink, lift=LIFT)
        sheet.disc(u, -0.05, 0.0445, (214, 212, 206))
        sheet.disc(u, -0.05, 0.0405, shade(paint, 0.42))
        for spoke in range(8):
            angle = spoke * math.pi / 4
            end = u + 0.042 * math.cos(angle), -0.05 + 0.042 * math.sin(angle)
            sheet.stroke([(u, -0.05), end], 0.0015, (214, 212, 206))
        sheet.disc(u, -0.05, 0.0062, _CHROME)
    for tube in (
        "-72,-50 -14,-52 52,-112 -34,-112 -14,-52",
        "-72,-50 -34,-112",
        "52,-112 46,-138",
        "76,-50 52,-120",
        "-34,-112 -38,-130",
    ):
        sheet.stroke(shape(tube), 0.0085, paint)
    sheet.cut(
        round_shape("-62,-132 -24,-138 -12,-132 -30,-126 -58,-122"), (112, 72, 50), lift=0.003
    )
    sheet.stroke(shape("46,-138 70,-146 60,-154"), 0.006, ink)
    sheet.cut(shape("66,-124 112,-124 106,-92 72,-92"), (190, 140, 84), lift=LIFT)
    for u, v, tone in (
        (74, -132, (236, 96, 92)),
        (88, -138, (250, 212, 98)),
        (102, -131, (240, 150, 180)),
    ):
        sheet.disc(u / 1000, v / 1000, 0.0125, tone, lift=0.003)
    sheet.disc(-0.014, -0.052, 0.0125, _CHROME)
    sheet.stroke(shape("-14,-52 -4,-32 6,-32"), 0.004, ink)


def draw_train(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a steam engine with its smoke, on rails."""
    for number, (u, v, size) in enumerate(
        ((60, -176, 18), (36, -200, 23), (4, -216, 28), (-36, -226, 30), (-80, -232, 26))
    ):
        sheet.disc(
            u / 1000, v / 1000, size / 1000, shade((236, 234, 236), 0.98 - 0.02 * number), lift=LIFT
        )
    sheet.box(-0.17, -0.006, 0.17, 0.0, (112, 92, 84))
    for u in range(-160, 170, 24):
        sheet.box(u / 1000, 0.0, u / 1000 + 0.012, 0.008, (96, 70, 56))
    sheet.cut(shape("-156,-34 -156,-146 -72,-146 -72,-34"), paint, lift=LIFT)
    sheet.cut(shape("-166,-156 -60,-156 -64,-144 -162,-144"), shade(paint, 0.62), lift=LIFT)
    for u in (-142, -108):
        sheet.cut(shape(f"{u},-130 {u + 26},-130 {u + 26},-92 {u},-92"), (255, 226, 150))
    sheet.cut(
        round_shape("-72,-46 -72,-112 -60,-118 96,-118 110,-108 112,-56 100,-44"),
        shade(paint, 0.9),
        lift=LIFT,
    )
    sheet.cut(shape("-72,-62 112,-62 112,-44 -72,-44"), shade(paint, 0.7))
    for u in (-40, 10, 60):
        sheet.box(u / 1000, -0.118, u / 1000 + 0.008, -0.046, (226, 184, 92))
    sheet.cut(shape("64,-116 60,-156 52,-164 96,-164 88,-156 84,-116"), shade(ink, 1.3), lift=LIFT)
    sheet.cut(round_shape("-2,-116 0,-136 14,-142 28,-136 30,-116"), (226, 184, 92))
    sheet.cut(shape("106,-44 150,-8 100,-8"), shade(ink, 1.5), lift=LIFT)
    sheet.cut(shape("-158,-44 112,-44 112,-32 -158,-32"), shade(ink, 1.4))
    for axle, radius in ((-0.125, 0.024), (-0.062, 0.032), (0.012, 0.032), (0.078, 0.022)):
        wheel(sheet, (axle, -radius), radius, shade(paint, 0.6))
    sheet.stroke(shape("-62,-30 12,-30"), 0.006, _CHROME)
    sheet.disc(0.116, -0.092, 0.012, (255, 242, 190))
    sheet.glow(0.124, -0.092, 0.10, (110, 96, 50))


def draw_boat(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a sailing boat."""
    cloth = (246.0, 238.0, 218.0)
    sheet.cut(shape("-4,-20 4,-20 3,-216 -3,-216"), (126, 90, 66))
    sheet.cut(round_shape("8,-36 96,-36 82,-74 52,-136 8,-204"), cloth, lift=LIFT)
    for v, wide in ((-66, 82), (-102, 66), (-140, 46)):
        sheet.stroke(
            [(0.008, v / 1000), (wide / 1000, v / 1000 + 0.012)], 0.002, shade(cloth, 0.84)
        )
    sheet.cut(shape("8,-36 96,-36 84,-70 8,-52"), shade(cloth, 0.9))
    sheet.cut(round_shape("-8,-40 -78,-36 -60,-76 -34,-124 -8,-176"), shade(cloth, 0.93), lift=LIFT)
    sheet.cut(shape("-8,-120 -36,-120 -52,-92 -8,-92"), paint)
    sheet.cut(shape("0,-216 -34,-208 0,-200"), paint)
    hull = "-108,-32 -60,-28 40,-28 122,-38 108,-10 84,18 -78,18 -98,-4"
    sheet.cut(round_shape(hull), paint, lift=LIFT)
    sheet.cut(round_shape("-98,-6 0,-4 108,-12 84,18 -78,18"), shade(paint, 0.74))
    sheet.stroke(shape("-104,-24 -60,-20 40,-20 114,-30"), 0.005, CREAM)
    for u in (-46, -14, 18):
        sheet.disc(u / 1000, -0.008, 0.0062, (255, 232, 170))
    _bow_wave(sheet, 0.1)


def draw_ship(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a steamer with two funnels."""
    for u, v, size in (
        (-24, -176, 14),
        (-50, -192, 18),
        (-84, -202, 22),
        (22, -170, 12),
        (0, -190, 15),
    ):
        sheet.disc(u / 1000, v / 1000, size / 1000, (226, 224, 228), lift=LIFT)
    for u in (-26, 22):
        sheet.cut(
            shape(f"{u - 15},-92 {u - 12},-160 {u + 14},-160 {u + 17},-92"),
            (214, 92, 66),
            lift=LIFT,
        )
        sheet.cut(
            shape(f"{u - 12},-160 {u + 14},-160 {u + 15},-146 {u - 13},-146"), shade(ink, 1.2)
        )
    sheet.cut(shape("-84,-96 66,-96 82,-58 -92,-58"), CREAM, lift=LIFT)
    sheet.cut(shape("40,-120 76,-120 88,-84 40,-84"), shade(CREAM, 0.94), lift=LIFT)
    for u in range(-76, 64, 17):
        sheet.disc(u / 1000, -0.077, 0.0056, (255, 222, 140))
    sheet.cut(shape("46,-112 74,-112 78,-100 46,-100"), GLASS)
    hull = "-140,-62 -60,-54 60,-54 156,-72 138,-24 118,20 -112,20 -134,-20"
    sheet.cut(round_shape(hull), paint, lift=LIFT)
    sheet.cut(round_shape("-130,-16 0,-14 136,-22 118,20 -112,20"), shade(paint, 0.68))
    for u in range(-96, 112, 26):
        sheet.disc(u / 1000, -0.034, 0.0062, (255, 232, 170))
    sheet.stroke(shape("118,-66 118,-112"), 0.003, ink)
    sheet.cut(shape("118,-112 92,-106 118,-98"), (240, 196, 84))
    _bow_wave(sheet, 0.128)


def wheel(sheet: Sheet, place: tuple[float, float], size: float, ink: Colour) -> None:
    """Put on a wheel with a hub."""
    u, v = place
    sheet.disc(u, v, size, ink, lift=0.004)
    sheet.disc(u, v, size * 0.58, _CHROME)
    for spoke in range(6):
        angle = spoke * math.pi / 3
        sheet.stroke(
            [(u, v), (u + size * 0.55 * math.cos(angle), v + size * 0.55 * math.sin(angle))],
            size * 0.1,
            shade(_CHROME, 0.6),
        )
    sheet.disc(u, v, size * 0.18, ink)


def _bow_wave(sheet: Sheet, half: float) -> None:
    foam = (240, 248, 250)
    for number in range(-8, 9):
        u = number / 8 * half
        high = 0.004 + 0.003 * (number * 7 % 3)
        sheet.disc(u, 0.018, (half * 0.11, high), shade(foam, 0.9 + 0.04 * (number % 3)))
