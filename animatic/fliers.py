"""Birds and what else has wings, and the craft of the air."""

import math

from animatic.figures import CREAM, GLASS, LIFT, eye, round_shape, shape
from animatic.light import Colour
from animatic.paint import Sheet, shade


def draw_bird(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a bird in flight."""
    sheet.cut(shape("-70,-100 -112,-124 -104,-104 -118,-92 -96,-88 -40,-85"), shade(paint, 0.8))
    sheet.cut(
        round_shape("10,-110 -20,-170 -74,-214 -112,-222 -84,-176 -46,-118"), shade(paint, 0.72)
    )
    sheet.cut(shape("-74,-214 -112,-222 -96,-196"), shade(ink, 1.3))
    sheet.cut(
        round_shape("-86,-100 -20,-120 40,-128 72,-126 84,-108 62,-90 -10,-76 -60,-84"),
        paint,
        lift=LIFT,
    )
    sheet.cut(round_shape("-60,-90 0,-92 66,-98 40,-82 -10,-75"), shade(paint, 1.12))
    sheet.cut(
        round_shape("36,-116 20,-180 -24,-238 -62,-254 -52,-200 -36,-114"),
        shade(paint, 0.94),
        lift=LIFT,
    )
    sheet.cut(shape("-24,-238 -62,-254 -57,-224"), shade(ink, 1.3))
    for feather in ("-44,-150 20,-158", "-50,-180 8,-190"):
        sheet.stroke(shape(feather), 0.002, shade(paint, 0.8))
    sheet.cut(shape("78,-120 112,-107 80,-100"), (240, 176, 60))
    eye(sheet, 0.066, -0.115, 0.0048, ink)


def draw_owl(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw an owl on a stump."""
    bark = (116, 82, 62)
    sheet.cut(shape("-52,4 -44,-66 46,-66 56,4"), bark, lift=LIFT)
    sheet.disc(0.0, -0.066, (0.046, 0.011), (190, 150, 108))
    sheet.disc(0.0, -0.066, (0.026, 0.006), (160, 118, 84))
    sheet.cut(
        round_shape("-46,-110 -48,-170 -44,-226 -30,-204 30,-204 44,-226 48,-170 44,-106 0,-66"),
        paint,
        lift=LIFT,
    )
    sheet.cut(round_shape("-26,-140 0,-150 26,-140 26,-100 0,-70 -26,-100"), CREAM)
    for row in range(3):
        for u in (-12, 0, 12):
            v = -132 + 18 * row
            sheet.cut(shape(f"{u - 5},{v} {u + 5},{v} {u},{v + 9}"), shade(paint, 0.8))
    for side in (-1, 1):
        wing = [(side * u, v) for u, v in round_shape("34,-168 56,-140 50,-96 36,-84 30,-130")]
        sheet.cut(wing, shade(paint, 0.76), lift=LIFT)
        sheet.disc(side * 0.02, -0.184, 0.021, CREAM, lift=0.003)
        sheet.disc(side * 0.02, -0.184, 0.0135, (244, 190, 76))
        eye(sheet, side * 0.02, -0.184, 0.0085, ink)
    sheet.cut(shape("-7,-174 7,-174 0,-158"), (226, 140, 50), lift=0.003)
    for u in (-14, 6):
        sheet.cut(shape(f"{u},-74 {u + 9},-74 {u + 9},-62 {u},-62"), (226, 150, 60))


def draw_duck(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a swimming duck."""
    sheet.cut(shape("-84,-54 -116,-84 -70,-70"), shade(paint, 0.8))
    sheet.cut(
        round_shape("-96,-62 -50,-66 10,-60 56,-76 78,-50 62,-8 0,6 -64,-2"), paint, lift=LIFT
    )
    sheet.cut(round_shape("-60,-54 -10,-62 30,-50 0,-26 -46,-28"), shade(paint, 0.82), lift=LIFT)
    sheet.cut(
        round_shape("34,-66 44,-106 60,-132 88,-132 98,-110 84,-88 74,-58"),
        shade(paint, 1.08),
        lift=LIFT,
    )
    sheet.cut(round_shape("36,-72 46,-90 84,-88 78,-74"), CREAM)
    sheet.cut(round_shape("94,-116 126,-106 122,-98 92,-98"), (240, 166, 56), lift=0.003)
    eye(sheet, 0.078, -0.116, 0.0055, ink)


def draw_penguin(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a penguin with a scarf."""
    for u in (-26, 6):
        sheet.cut(round_shape(f"{u},-10 {u + 20},-12 {u + 32},0 {u - 4},0"), (240, 160, 56))
    sheet.cut(round_shape("-40,-136 -64,-96 -66,-62 -52,-76 -38,-100"), shade(paint, 0.8))
    sheet.cut(
        round_shape(
            "-44,-60 -44,-130 -24,-176 -14,-206 10,-216 34,-202 36,-170 46,-120 46,-50 20,-6 -24,-6"
        ),
        paint,
        lift=LIFT,
    )
    sheet.cut(round_shape("-10,-150 18,-164 36,-130 36,-60 16,-16 -12,-24 -18,-90"), CREAM)
    sheet.cut(round_shape("2,-188 18,-200 34,-192 32,-174 16,-168 2,-176"), CREAM)
    sheet.cut(shape("32,-192 60,-184 32,-178"), (240, 166, 56), lift=0.003)
    sheet.cut(round_shape("-6,-132 -34,-96 -36,-60 -22,-72 2,-104"), shade(paint, 1.2), lift=LIFT)
    sheet.cut(
        round_shape("-28,-166 4,-160 38,-168 38,-154 4,-146 -30,-152"), (206, 62, 54), lift=LIFT
    )
    sheet.cut(shape("-26,-156 -10,-154 -22,-112 -36,-116"), (184, 50, 46), lift=LIFT)
    eye(sheet, 0.021, -0.187, 0.005, ink)


def draw_butterfly(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a large butterfly."""
    for outline, tone in (
        ("0,-110 -30,-176 -84,-206 -118,-190 -108,-140 -64,-108", 0.86),
        ("0,-106 -52,-104 -84,-76 -70,-44 -36,-50 -8,-86", 0.74),
        ("6,-110 30,-184 82,-214 118,-196 110,-144 66,-110", 1.0),
        ("6,-106 56,-104 88,-74 72,-42 38,-50 12,-86", 0.9),
    ):
        sheet.cut(round_shape(outline), shade(ink, 1.1), lift=LIFT)
        points = round_shape(outline)
        middle = sum(u for u, _ in points) / len(points), sum(v for _, v in points) / len(points)
        inner = [
            (middle[0] + (u - middle[0]) * 0.82, middle[1] + (v - middle[1]) * 0.82)
            for u, v in points
        ]
        sheet.cut(inner, shade(paint, tone))
        sheet.disc(*middle, 0.015, shade(paint, 1.4))
        sheet.disc(*middle, 0.007, CREAM)
    sheet.cut(round_shape("-6,-130 8,-130 9,-90 2,-62 -5,-90"), ink, lift=LIFT)
    sheet.stroke(shape("0,-130 -12,-158 -20,-160"), 0.0025, ink)
    sheet.stroke(shape("4,-130 18,-158 26,-158"), 0.0025, ink)


def draw_dragon(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a flying dragon that breathes fire."""
    belly = (244, 206, 130)
    tail = "-60,-98 -100,-84 -124,-100 -130,-128 -150,-124 -146,-92 -124,-66 -90,-58 -50,-72"
    sheet.cut(round_shape(tail), paint)
    sheet.cut(shape("-130,-126 -158,-152 -164,-120 -148,-112"), shade(paint, 0.7))
    sheet.cut(
        shape("10,-120 -14,-196 -54,-242 -60,-206 -86,-210 -78,-176 -104,-166 -50,-116"),
        shade(paint, 0.6),
    )
    for claw in ("-34,-70 -44,-44 -30,-46 -20,-66", "24,-74 24,-46 38,-50 40,-72"):
        sheet.cut(shape(claw), shade(paint, 0.74))
    body = "-74,-92 -30,-122 30,-120 62,-150 90,-158 96,-136 78,-104 40,-72 -20,-64 -66,-74"
    sheet.cut(round_shape(body), paint, lift=LIFT)
    sheet.cut(round_shape("-50,-74 0,-80 50,-96 84,-140 88,-124 70,-96 38,-72 -16,-63"), belly)
    for u, v in ((-62, -104), (-36, -118), (-10, -122), (48, -138)):
        sheet.cut(shape(f"{u},{v + 8} {u - 2},{v - 14} {u + 18},{v + 4}"), shade(paint, 0.6))
    wing = "34,-118 26,-200 -4,-262 -20,-226 -46,-236 -46,-204 -74,-202 -40,-116"
    sheet.cut(shape(wing), shade(paint, 0.82), lift=0.007)
    for rib in ("30,-122 -4,-258", "14,-120 -46,-234", "-6,-118 -72,-201"):
        sheet.stroke(shape(rib), 0.0034, shade(paint, 0.62))
    head = "72,-154 84,-180 108,-184 140,-168 146,-156 116,-150 100,-140 80,-136"
    sheet.cut(round_shape(head), paint, lift=LIFT)
    for horn in ("84,-178 66,-208 98,-182", "98,-182 88,-212 110,-180"):
        sheet.cut(shape(horn), CREAM)
    sheet.cut(shape("110,-152 144,-156 138,-146 112,-142"), shade(paint, 0.7))
    eye(sheet, 0.108, -0.17, 0.0055, ink)
    for flame, tone in (
        ("142,-156 178,-176 164,-160 192,-154 164,-148 174,-134", (244, 132, 52)),
        ("146,-155 168,-164 160,-156 174,-153 158,-150 164,-144", (254, 222, 110)),
    ):
        sheet.cut(shape(flame), tone)
    sheet.glow(0.162, -0.154, 0.07, (110, 60, 20))


def draw_balloon(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a hot-air balloon of seven gores."""
    centre, wide, high = -0.155, 0.088, 0.096
    gores = 7
    for gore in range(gores):
        near, far = -math.cos(math.pi * gore / gores), -math.cos(math.pi * (gore + 1) / gores)
        colour = shade(paint if gore % 2 == 0 else CREAM, 1.06 - 0.1 * abs(gore - 2))
        edge = [math.pi * step / 20 for step in range(21)]
        side = [(near * wide * math.sin(a), centre - high * math.cos(a)) for a in edge]
        back = [(far * wide * math.sin(a), centre - high * math.cos(a)) for a in reversed(edge)]
        sheet.cut(side + back, colour)
    band = [
        (u / 20 * wide * 0.985, centre + 0.012 + 0.012 * math.cos(u / 20 * math.pi / 2))
        for u in range(-20, 21)
    ]
    sheet.cut(band + [(u, v - 0.024) for u, v in reversed(band)], shade(paint, 0.62), lift=0.003)
    for number in range(-4, 5):
        u = math.sin(number * 0.33) * wide * 0.98
        sheet.disc(
            u,
            centre + 0.012 * math.cos(number * 0.33),
            (0.007 * math.cos(number * 0.33), 0.007),
            (250, 214, 110),
        )
    sheet.cut(shape("-32,-70 32,-70 16,-50 -16,-50"), shade(paint, 0.7), lift=LIFT)
    for u in (-0.014, 0.012):
        sheet.box(u, -0.026, u + 0.002, -0.054, ink)
    sheet.cut(shape("-18,-28 18,-28 14,0 -14,0"), (142, 96, 58), lift=0.003)
    for v in (-20, -11):
        sheet.stroke(shape(f"-16,{v} 16,{v}"), 0.002, (106, 70, 44))


def draw_plane(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a small plane with a turning propeller."""
    sheet.cut(shape("-10,-128 -34,-176 -4,-176 40,-128"), shade(paint, 0.66))
    sheet.cut(shape("-96,-124 -134,-178 -106,-178 -68,-128"), shade(paint, 0.8))
    body = "-130,-128 -60,-146 20,-156 76,-152 112,-132 116,-112 90,-94 0,-86 -80,-104 -126,-118"
    sheet.cut(round_shape(body), paint, lift=LIFT)
    sheet.cut(round_shape("-110,-114 0,-110 110,-116 90,-94 0,-86 -80,-104"), CREAM)
    for u in (-46, -22, 2):
        sheet.disc(u / 1000, -0.128, 0.0085, GLASS)
    sheet.cut(round_shape("30,-150 48,-154 76,-146 80,-130 34,-130"), GLASS, lift=0.003)
    sheet.cut(shape("14,-112 -40,-60 -8,-58 60,-108"), shade(paint, 0.84), lift=0.007)
    sheet.cut(shape("-96,-118 -132,-98 -110,-96 -70,-114"), shade(paint, 0.76), lift=LIFT)
    sheet.disc(0.117, -0.122, 0.01, ink)
    for reach in (-0.05, 0.05):
        sheet.cut(
            [
                (0.114, -0.122),
                (0.12, -0.122 + reach),
                (0.126, -0.122 + reach * 0.96),
                (0.122, -0.122),
            ],
            (214, 206, 196),
        )
    for u in (20, 64):
        sheet.stroke(shape(f"{u},-94 {u + 4},-78"), 0.004, ink)
        sheet.disc(u / 1000 + 0.005, -0.074, 0.009, ink)


def draw_rocket(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a rocket standing on its fins."""
    for fin in ("-28,-70 -76,-20 -74,4 -28,-26", "28,-70 76,-20 74,4 28,-26"):
        sheet.cut(shape(fin), shade(paint, 0.8), lift=LIFT)
    hull = "0,-266 26,-222 40,-160 38,-80 26,-24 -26,-24 -38,-80 -40,-160 -26,-222"
    sheet.cut(round_shape(hull), CREAM, lift=LIFT)
    sheet.cut(
        round_shape("6,-262 26,-222 40,-160 38,-80 26,-24 8,-24 20,-100 20,-180"),
        shade(CREAM, 0.84),
    )
    sheet.cut(round_shape("0,-268 20,-236 30,-212 0,-204 -30,-212 -20,-236"), paint)
    for v, size in ((-0.166, 0.021), (-0.106, 0.014)):
        sheet.disc(0.0, v, size * 1.32, shade(paint, 0.76), lift=0.003)
        sheet.disc(0.0, v, size, (120, 186, 214))
        sheet.disc(-size * 0.3, v - size * 0.3, size * 0.36, (232, 246, 250))
    sheet.cut(shape("-34,-58 34,-58 31,-44 -31,-44"), paint)
    sheet.cut(shape("-8,-84 8,-84 10,2 -10,2"), shade(paint, 0.68), lift=LIFT)
    sheet.cut(shape("-24,-26 24,-26 18,-8 -18,-8"), shade(ink, 1.4))
