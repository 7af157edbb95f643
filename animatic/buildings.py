"""What stays where it is: houses, towers, tents, a tree, a flower."""

import math

from animatic.figures import CREAM, LIFT, round_shape, shape
from animatic.light import Colour
from animatic.paint import Sheet, shade

_LIT: Colour = (255, 222, 140)
_TIMBER: Colour = (130, 90, 66)
_STONE: Colour = (176, 168, 166)


def draw_lighthouse(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a striped lighthouse on its rock, its lamp lit."""
    rock = shade(ink, 1.6)
    sheet.cut(shape("-140,34 -112,-6 -70,-16 -50,-38 48,-42 84,-14 120,-8 150,34"), rock, lift=LIFT)
    sheet.cut(shape("-140,34 -112,-6 -70,-16 -30,-8 -10,34"), shade(rock, 0.8))
    sheet.cut(shape("30,34 44,-20 48,-42 84,-14 90,10"), shade(rock, 1.16))
    foot, head, height = 0.036, 0.022, 0.235
    bands = 5
    for band in range(bands):
        low, high = band / bands, (band + 1) / bands
        wide, slim = foot + (head - foot) * low, foot + (head - foot) * high
        colour = paint if band % 2 == 0 else CREAM
        y0, y1 = -0.03 - height * low, -0.03 - height * high
        sheet.cut([(-wide, y0), (wide, y0), (slim, y1), (-slim, y1)], colour)
        dark = [(wide * 0.25, y0), (wide, y0), (slim, y1), (slim * 0.25, y1)]
        sheet.cut(dark, shade(colour, 0.78))
    top = -0.03 - height
    sheet.cut(shape("-34,-258 34,-258 30,-268 -30,-268"), ink, lift=0.006)
    for u in range(-30, 31, 10):
        sheet.stroke(shape(f"{u},-266 {u},-276"), 0.0018, ink)
    sheet.box(-0.017, top - 0.034, 0.017, top - 0.004, (255, 238, 176))
    sheet.stroke([(0.0, top - 0.034), (0.0, top - 0.004)], 0.0025, ink)
    sheet.cut(
        [(-0.025, top - 0.033), (0.025, top - 0.033), (0.0, top - 0.060)],
        shade(paint, 0.7),
        lift=LIFT,
    )
    sheet.disc(0.0, top - 0.062, 0.0042, ink)
    for v in (-0.09, -0.17):
        sheet.box(-0.006, v - 0.02, 0.006, v, ink)
        sheet.box(-0.0045, v - 0.0185, 0.0045, v - 0.004, _LIT)
    sheet.cut(shape("-11,-30 11,-30 11,-54 0,-64 -11,-54"), shade(ink, 1.2))
    sheet.glow(0.0, top - 0.018, 0.18, (160, 134, 74))


def draw_house(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a house with smoke, shutters and a door."""
    wall = (240.0, 226.0, 200.0)
    for number, (u, v, size) in enumerate(((-30, -232, 11), (-20, -252, 14), (-2, -270, 17))):
        sheet.disc(
            u / 1000, v / 1000, size / 1000, shade((232, 228, 230), 1 - 0.03 * number), lift=LIFT
        )
    sheet.cut(shape("60,8 112,0 112,-105 86,-170 60,-100"), shade(wall, 0.78))
    sheet.cut(shape("-92,10 60,10 60,-104 -92,-104"), wall, lift=LIFT)
    for u in range(-84, 60, 24):
        sheet.stroke(shape(f"{u},6 {u},-98"), 0.0016, shade(wall, 0.93))
    sheet.cut(shape("-46,-160 -18,-160 -18,-216 -46,-216"), shade(paint, 0.6), lift=LIFT)
    sheet.cut(shape("-50,-222 -14,-222 -14,-212 -50,-212"), shade(paint, 0.5))
    sheet.cut(shape("-110,-96 66,-96 87,-180 -74,-180"), paint, lift=LIFT)
    for row in range(1, 4):
        v = -96 - 21 * row
        sheet.stroke(shape(f"{-110 + 9 * row},{v} {66 + 5 * row},{v}"), 0.003, shade(paint, 0.82))
    sheet.cut(shape("66,-96 87,-180 124,-100 112,-98 87,-156"), shade(paint, 0.7), lift=LIFT)
    for u in (-74, 16):
        sheet.cut(shape(f"{u},-80 {u + 32},-80 {u + 32},-42 {u},-42"), (255, 222, 140), lift=0.003)
        sheet.stroke(shape(f"{u + 16},-80 {u + 16},-42"), 0.003, wall)
        sheet.stroke(shape(f"{u},-61 {u + 32},-61"), 0.003, wall)
        for side in (u - 11, u + 33):
            sheet.cut(
                shape(f"{side},-82 {side + 10},-82 {side + 10},-40 {side},-40"), shade(paint, 0.74)
            )
        sheet.glow(u / 1000 + 0.016, -0.06, 0.08, (70, 52, 20))
    sheet.disc(0.088, -0.112, 0.012, (255, 222, 140))
    sheet.cut(shape("-30,10 4,10 4,-58 -13,-68 -30,-58"), shade(paint, 0.5), lift=0.003)
    sheet.disc(-0.002, -0.026, 0.0034, (240, 200, 100))
    for u in (-100, -52, 28, 70, 96):
        sheet.disc(u / 1000, 0.004, (0.02, 0.014), (88, 138, 84), lift=0.003)


def draw_castle(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a castle with roofs and flags of the paint."""
    for tower in ((-118, 24, 150), (112, 24, 160), (-52, 30, 196), (48, 28, 214)):
        _tower(sheet, tower, paint, ink)
    wall = shade(_STONE, 1.06)
    battlement = "-134,8 -134,-104"
    for u in range(-134, 126, 24):
        battlement += f" {u},-116 {u + 13},-116 {u + 13},-104 {u + 24},-104"
    sheet.cut(shape(battlement + " 130,-104 130,8"), wall, lift=0.006)
    for row in range(5):
        for u in range(-120 + 12 * (row % 2), 116, 34):
            v = (-90 + 20 * row) / 1000
            sheet.box(u / 1000, v, (u + 16) / 1000, v + 0.007, shade(wall, 0.92))
    sheet.cut(round_shape("-28,9 -28,-40 0,-68 28,-40 28,9 0,9"), shade(wall, 0.7), lift=0.003)
    sheet.cut(round_shape("-22,9 -22,-38 0,-60 22,-38 22,9 0,9"), (84, 56, 46))
    for u in (-12, 0, 12):
        sheet.stroke(shape(f"{u},8 {u},-46"), 0.002, ink)
    for u in (-86, 74):
        sheet.cut(shape(f"{u},-70 {u + 12},-70 {u + 12},-44 {u},-44"), _LIT)


def _tower(sheet: Sheet, tower: tuple[int, int, int], paint: Colour, ink: Colour) -> None:
    u, half, high = tower
    foot, wide, up = (u / 1000, 0.008), half / 1000, (high + 8) / 1000
    stone = shade(_STONE, 0.88 if high < 190 else 0.96)
    sheet.taper(foot, up, (wide, wide), stone, LIFT)
    sheet.taper((foot[0] + wide * 2 / 3, 0.008), up, (wide / 3, wide / 3), shade(stone, 0.84))
    _bricks(sheet, tower, stone)
    eaves = f"{u - half - 7},-{high - 4} {u},-{high + 58} {u + half + 7},-{high - 4}"
    sheet.cut(shape(eaves), paint, lift=LIFT)
    shaded = f"{u + 4},-{high - 4} {u},-{high + 58} {u + half + 7},-{high - 4}"
    sheet.cut(shape(shaded), shade(paint, 0.78))
    sheet.stroke(shape(f"{u},-{high + 56} {u},-{high + 78}"), 0.0026, ink)
    flag = f"{u},-{high + 78} {u - 20},-{high + 71} {u},-{high + 64}"
    sheet.cut(shape(flag), shade(paint, 1.3))
    sheet.taper((foot[0], -(high - 26) / 1000), 0.020, (0.006, 0.006), _LIT)


def _bricks(sheet: Sheet, tower: tuple[int, int, int], stone: Colour) -> None:
    u, half, high = tower
    for row in range(5):
        at = u - half + 6 + (row * 17) % max(12, 2 * half - 20)
        v = -high + 56 + row * 17
        sheet.cut(
            shape(f"{at},{v} {at + 12},{v} {at + 12},{v + 6} {at},{v + 6}"), shade(stone, 0.92)
        )


def draw_windmill(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a windmill with four sails."""
    sheet.cut(shape("-58,8 -36,-170 36,-170 58,8"), CREAM, lift=LIFT)
    sheet.cut(shape("16,8 12,-170 36,-170 58,8"), shade(CREAM, 0.82))
    sheet.cut(round_shape("-44,-166 -34,-196 0,-210 34,-196 44,-166 0,-160"), paint, lift=LIFT)
    sheet.cut(shape("-66,-62 66,-62 60,-52 -60,-52"), (140, 98, 70), lift=0.006)
    for u in range(-60, 61, 20):
        sheet.stroke(shape(f"{u},-62 {u},-78"), 0.003, (140, 98, 70))
    sheet.stroke(shape("-64,-78 64,-78"), 0.0035, (140, 98, 70))
    sheet.cut(shape("-16,8 -16,-36 0,-46 16,-36 16,8"), shade(paint, 0.6))
    for u, v in ((-16, -106), (8, -132)):
        sheet.cut(shape(f"{u},{v} {u + 14},{v} {u + 14},{v + 20} {u},{v + 20}"), _LIT)
    for sail in range(4):
        _sail(sheet, math.radians(24 + 90 * sail))
    sheet.disc(0.004, -0.178, 0.0085, ink)


def _sail(sheet: Sheet, angle: float) -> None:
    cos, sin = math.cos(angle), math.sin(angle)

    def turned(along: float, across: float) -> tuple[float, float]:
        return 0.004 + along * cos - across * sin, -0.178 + along * sin + across * cos

    cloth = [turned(0.03, 0.003), turned(0.122, 0.003), turned(0.122, 0.034), turned(0.03, 0.026)]
    sheet.cut(cloth, shade(CREAM, 1.02), lift=0.005)
    for part in range(5):
        along = 0.03 + 0.023 * part
        sheet.stroke([turned(along, 0.002), turned(along, 0.03)], 0.0022, _TIMBER)
    sheet.stroke([turned(0, 0), turned(0.126, 0)], 0.0048, _TIMBER)


def draw_tent(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a tent with a lamp inside and a small fire beside it."""
    sheet.cut(shape("-8,-132 86,-108 138,4 52,10"), shade(paint, 0.72))
    sheet.cut(shape("-96,10 -8,-136 56,10"), paint, lift=LIFT)
    sheet.cut(shape("-44,10 -10,-112 16,10"), (255, 226, 150), lift=0.003)
    sheet.cut(shape("-10,-112 16,10 40,10 -6,-122"), shade(paint, 0.86), lift=0.006)
    sheet.cut(shape("-10,-112 -44,10 -60,10 -14,-122"), shade(paint, 0.9), lift=0.006)
    for rope in ("-96,10 -130,18", "-60,-50 -128,14", "138,4 158,14"):
        sheet.stroke(shape(rope), 0.002, CREAM)
    for stripe in ("20,-124 82,2", "54,-116 112,0"):
        sheet.stroke(shape(stripe), 0.004, shade(paint, 0.9))
    sheet.stroke(shape("-8,-134 -8,-156"), 0.003, ink)
    sheet.cut(shape("-8,-156 18,-148 -8,-141"), shade(paint, 1.3))
    for flame, tone in (
        ("96,14 104,-26 112,-6 120,-34 130,-8 138,14", (244, 132, 52)),
        ("106,14 112,-8 118,4 122,-14 128,14", (254, 222, 110)),
    ):
        sheet.cut(shape(flame), tone)
    for log in ("88,16 140,8", "92,8 144,17"):
        sheet.stroke(shape(log), 0.009, (104, 70, 52))
    sheet.glow(0.118, -0.004, 0.14, (120, 70, 26))
    sheet.glow(-0.012, -0.03, 0.12, (90, 66, 28))


def draw_tree(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw an old tree with apples."""
    bark = (116, 80, 60)
    sheet.cut(
        round_shape(
            "-34,8 -18,-10 -16,-90 -40,-124 -30,-132 -4,-108 4,-136 16,-136 16,-104 "
            "44,-130 52,-122 22,-86 22,-12 40,8 0,4"
        ),
        bark,
    )
    sheet.cut(round_shape("8,0 10,-90 18,-120 22,-86 22,-12 36,7"), shade(bark, 0.78))
    for number, (u, v, size) in enumerate(
        (
            (-86, -134, 42),
            (84, -138, 42),
            (-56, -180, 48),
            (58, -184, 46),
            (0, -150, 52),
            (-24, -222, 44),
            (30, -226, 42),
            (2, -196, 46),
        )
    ):
        tone = shade(paint, 0.80 + 0.035 * number)
        sheet.disc(u / 1000, v / 1000, (size / 1000 * 1.06, size / 1000), tone, lift=0.006)
    for u, v in (
        (-84, -128),
        (-52, -172),
        (-8, -138),
        (62, -132),
        (40, -188),
        (-30, -226),
        (88, -150),
        (12, -206),
        (-64, -196),
    ):
        sheet.disc(u / 1000, v / 1000, 0.0092, (214, 66, 54), lift=0.003)
        sheet.disc(u / 1000 - 0.003, v / 1000 - 0.003, 0.0026, (250, 200, 180))


def draw_flower(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw one great flower."""
    green = (82, 138, 78)
    sheet.stroke(shape("0,6 -5,-60 2,-130"), 0.0105, green)
    for leaf, tone in (
        ("-2,-30 -40,-70 -84,-72 -60,-36 -20,-16", 0.86),
        ("0,-44 34,-88 80,-94 60,-54 18,-30", 1.06),
    ):
        sheet.cut(round_shape(leaf), shade(green, tone), lift=LIFT)
    for ring, (count, reach, size) in enumerate(((12, 0.064, 0.030), (10, 0.046, 0.026))):
        for petal in range(count):
            angle = math.tau * (petal + 0.5 * ring) / count
            place = 0.002 + reach * math.cos(angle), -0.168 + reach * math.sin(angle)
            sheet.disc(
                *place, size, shade(paint, 0.84 + 0.16 * ring + 0.04 * (petal % 2)), lift=0.004
            )
    sheet.disc(0.002, -0.168, 0.036, (126, 78, 48), lift=0.005)
    for dot in range(30):
        angle, far = dot * 2.399963, 0.006 * math.sqrt(dot)
        sheet.disc(
            0.002 + far * math.cos(angle), -0.168 + far * math.sin(angle), 0.0026, (230, 170, 74)
        )
