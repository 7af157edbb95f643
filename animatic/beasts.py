"""Large animals: bears, deer, horses, elephants and camels; and the sea's."""

from animatic.figures import CREAM, LIFT, eye, legs, round_shape, shape
from animatic.light import Colour
from animatic.paint import Sheet, shade


def draw_bear(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a heavy bear."""
    dark = shade(paint, 0.68)
    legs(sheet, "-74,66,-84 44,66,50", 24, dark, shade(dark, 0.7))
    body = "-118,-96 -96,-142 -30,-146 20,-170 66,-158 92,-118 82,-60 30,-44 -50,-44 -108,-54"
    sheet.cut(round_shape(body), paint, lift=LIFT)
    sheet.cut(round_shape("-100,-66 -40,-62 60,-66 40,-44 -50,-42"), shade(paint, 0.82))
    sheet.disc(-0.118, -0.104, 0.012, dark)
    legs(sheet, "-58,76,-54 62,78,68", 25, paint, shade(paint, 0.66))
    for u in (76, 104):
        sheet.disc(u / 1000, -0.178, 0.016, dark if u > 90 else shade(paint, 0.9))
    head = "58,-140 66,-172 94,-184 120,-168 130,-148 156,-138 156,-118 128,-108 92,-104 64,-116"
    sheet.cut(round_shape(head), paint, lift=LIFT)
    sheet.cut(round_shape("122,-146 154,-138 157,-118 128,-110 116,-126"), shade(paint, 1.32))
    sheet.disc(0.154, -0.136, (0.009, 0.007), ink)
    eye(sheet, 0.112, -0.154, 0.0055, ink)


def draw_deer(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a stag with antlers."""
    dark = shade(paint, 0.68)
    legs(sheet, "-64,96,-74 44,96,50", 9, dark, ink)
    sheet.cut(round_shape("-78,-118 -96,-128 -100,-110 -84,-100"), CREAM)
    body = "-86,-116 -56,-134 0,-126 48,-136 64,-110 54,-84 0,-80 -54,-78 -84,-92"
    sheet.cut(round_shape(body), paint, lift=LIFT)
    sheet.cut(round_shape("-60,-86 0,-90 48,-92 30,-80 -40,-76"), CREAM)
    for u, v in ((-52, -118), (-34, -110), (-16, -119), (4, -110)):
        sheet.disc(u / 1000, v / 1000, 0.0052, CREAM)
    legs(sheet, "-54,98,-48 52,98,58", 9, paint, ink)
    for antler in (
        "72,-208 62,-240 36,-258",
        "62,-240 70,-266",
        "50,-248 44,-272",
        "84,-208 98,-238 122,-254",
        "98,-238 92,-264",
        "108,-246 116,-270",
    ):
        sheet.stroke(shape(antler), 0.0062, (206, 178, 138))
    sheet.cut(shape("34,-116 62,-188 86,-190 66,-108 50,-92"), paint, lift=LIFT)
    sheet.cut(shape("62,-122 82,-176 78,-150 64,-100"), shade(paint, 1.18))
    sheet.cut(
        round_shape("58,-194 72,-212 94,-208 124,-184 122,-172 94,-172 66,-176"), paint, lift=LIFT
    )
    sheet.cut(round_shape("64,-200 40,-212 36,-204 58,-190"), dark)
    sheet.cut(round_shape("108,-184 124,-184 122,-172 106,-174"), CREAM)
    sheet.disc(0.122, -0.182, 0.006, ink)
    eye(sheet, 0.089, -0.195, 0.0055, ink)


def draw_horse(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a horse with mane and tail."""
    _horse(sheet, paint, shade(paint, 0.5), ink)


def draw_unicorn(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a horse with a horn and a bright mane."""
    _horse(sheet, paint, (206, 130, 186), ink)
    sheet.cut(shape("98,-226 124,-276 112,-218"), (244, 208, 110))
    sheet.stroke(shape("104,-236 114,-232"), 0.003, (214, 160, 70))
    sheet.glow(0.115, -0.25, 0.09, (110, 90, 50))


def _horse(sheet: Sheet, paint: Colour, mane: Colour, ink: Colour) -> None:
    dark = shade(paint, 0.70)
    sheet.cut(round_shape("-92,-128 -120,-124 -138,-86 -132,-42 -118,-56 -108,-92 -84,-108"), mane)
    legs(sheet, "-74,96,-92 52,96,72", 12, dark, ink)
    body = "-104,-120 -72,-140 0,-128 52,-140 76,-112 66,-82 10,-74 -60,-76 -98,-92"
    sheet.cut(round_shape(body), paint, lift=LIFT)
    sheet.cut(round_shape("-80,-90 0,-88 62,-94 40,-76 -50,-74"), shade(paint, 0.84))
    legs(sheet, "-62,98,-56 60,98,54", 12, paint, ink)
    neck = "30,-124 54,-190 82,-222 104,-204 90,-166 78,-112 60,-92"
    sheet.cut(round_shape(neck), paint, lift=LIFT)
    head = "74,-214 96,-228 116,-216 146,-180 142,-164 124,-162 100,-182 80,-190"
    sheet.cut(round_shape(head), paint, lift=LIFT)
    sheet.cut(round_shape("128,-182 148,-178 142,-163 124,-163"), shade(paint, 0.78))
    sheet.cut(shape("84,-218 86,-246 102,-222"), paint)
    sheet.cut(
        round_shape("92,-226 76,-234 52,-206 34,-170 22,-128 38,-134 54,-166 72,-194 88,-208"),
        mane,
        lift=LIFT,
    )
    sheet.cut(round_shape("88,-226 106,-226 112,-206 100,-208"), mane)
    eye(sheet, 0.108, -0.2, 0.0055, ink)
    sheet.disc(0.139, -0.172, 0.0032, ink)


def draw_elephant(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw an elephant with its trunk raised."""
    dark = shade(paint, 0.74)
    sheet.stroke(shape("-112,-140 -126,-104 -122,-84"), 0.005, dark)
    legs(sheet, "-70,90,-76 42,90,46", 25, dark, shade(dark, 0.8))
    body = "-116,-130 -90,-184 -20,-198 50,-188 76,-140 66,-74 0,-62 -60,-60 -108,-76"
    sheet.cut(round_shape(body), paint, lift=LIFT)
    sheet.cut(round_shape("-96,-84 0,-84 60,-92 30,-62 -50,-58"), shade(paint, 0.84))
    legs(sheet, "-56,92,-54 58,92,60", 26, paint, CREAM)
    trunk = "98,-160 128,-136 146,-150 148,-190 162,-206 168,-190 162,-142 134,-108 96,-112"
    sheet.cut(round_shape(trunk), paint, lift=LIFT)
    sheet.cut(
        round_shape("44,-160 62,-204 98,-210 124,-180 122,-136 96,-108 62,-116"), paint, lift=LIFT
    )
    sheet.cut(shape("104,-122 150,-102 152,-110 112,-134"), CREAM)
    sheet.cut(
        round_shape("30,-192 66,-200 80,-168 70,-124 46,-112 26,-146"),
        shade(paint, 0.88),
        lift=0.007,
    )
    sheet.cut(round_shape("40,-180 62,-184 70,-162 60,-132 46,-130"), (222, 168, 168))
    eye(sheet, 0.102, -0.172, 0.0055, ink)


def draw_camel(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a camel with two humps and a blanket."""
    dark = shade(paint, 0.72)
    sheet.stroke(shape("-98,-124 -114,-92 -110,-76"), 0.005, dark)
    legs(sheet, "-66,100,-74 36,100,42", 11, dark, ink)
    body = (
        "-100,-116 -86,-150 -66,-184 -40,-156 -16,-150 6,-184 34,-158 58,-132 54,-96 0,-80 "
        "-60,-80 -96,-92"
    )
    sheet.cut(round_shape(body), paint, lift=LIFT)
    blanket = "-46,-160 -14,-152 6,-160 10,-112 -48,-112"
    sheet.cut(shape(blanket), (196, 74, 64), lift=LIFT)
    for u in range(-46, 10, 14):
        sheet.cut(shape(f"{u},-128 {u + 7},-136 {u + 14},-128 {u + 7},-120"), (240, 196, 96))
    legs(sheet, "-56,102,-52 46,102,50", 11, paint, ink)
    sheet.cut(
        round_shape("36,-112 66,-104 92,-130 98,-178 112,-196 96,-200 82,-184 76,-146 56,-130"),
        paint,
        lift=LIFT,
    )
    sheet.cut(
        round_shape("84,-196 98,-212 120,-208 144,-190 140,-178 108,-178 88,-182"), paint, lift=LIFT
    )
    sheet.cut(shape("90,-202 84,-220 100,-210"), dark)
    eye(sheet, 0.112, -0.197, 0.005, ink)
    sheet.stroke(shape("124,-184 142,-184"), 0.002, dark)


def draw_fish(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a leaping fish with its splash."""
    _splash(sheet)
    sheet.cut(round_shape("-66,-66 -110,-92 -122,-60 -104,-40 -112,-6 -76,-30"), shade(paint, 0.8))
    sheet.cut(round_shape("-20,-128 20,-158 36,-124 10,-112"), shade(paint, 0.8))
    sheet.cut(
        round_shape("-80,-52 -30,-112 40,-128 92,-98 100,-82 60,-58 -10,-46"), paint, lift=LIFT
    )
    sheet.cut(round_shape("-60,-52 0,-70 60,-70 94,-80 60,-57 -10,-45"), CREAM)
    for u, v in ((-30, -84), (-4, -96), (22, -102), (-2, -76), (24, -84)):
        sheet.disc(u / 1000, v / 1000, 0.011, shade(paint, 1.2), lift=0.002)
    sheet.cut(round_shape("16,-78 -2,-44 22,-40 40,-70"), shade(paint, 0.76), lift=LIFT)
    eye(sheet, 0.07, -0.098, 0.009, ink)


def draw_whale(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a whale that blows."""
    spray = (232, 244, 250)
    for u, v in ((-26, -196), (-10, -212), (12, -214), (30, -200), (-4, -186), (10, -188)):
        sheet.disc(0.05 + u / 1000, v / 1000, 0.0075, spray)
    for bow in ("50,-120 44,-168 22,-184", "52,-120 58,-172 82,-186"):
        sheet.stroke(shape(bow), 0.006, spray)
    sheet.cut(
        round_shape(
            "-100,-40 -136,-96 -162,-104 -156,-84 -134,-70 -150,-116 -118,-128 -112,-90 -74,-56"
        ),
        shade(paint, 0.86),
    )
    sheet.cut(
        round_shape("-130,-10 -90,-56 -30,-108 50,-122 118,-98 142,-48 134,16 -70,18"),
        paint,
        lift=LIFT,
    )
    sheet.cut(round_shape("-20,18 30,-24 90,-40 140,-46 136,18"), CREAM)
    for line in range(4):
        u = 40 + 22 * line
        sheet.stroke(
            shape(f"{u - 36},16 {u},-14 {u + 50},-{24 + 3 * line}"), 0.002, shade(CREAM, 0.8)
        )
    sheet.cut(round_shape("10,-20 -20,10 10,22 46,-4"), shade(paint, 0.78), lift=LIFT)
    eye(sheet, 0.088, -0.056, 0.007, ink)
    _splash(sheet)


def _splash(sheet: Sheet) -> None:
    foam = (236, 246, 250)
    for number in range(-6, 7):
        high = 0.010 + 0.004 * (number * 5 % 4)
        sheet.disc(number * 0.022, 0.008, (0.019, high), shade(foam, 0.92 + 0.03 * (number % 3)))
