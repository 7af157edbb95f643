"""Small animals: cats, dogs, foxes, wolves, rabbits, and those of the farm."""

from animatic.figures import CREAM, LIFT, eye, legs, round_shape, shape
from animatic.light import Colour
from animatic.paint import Sheet, shade


def draw_cat(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a walking cat with its tail up."""
    dark = shade(paint, 0.68)
    tail = (
        "-82,-80 -110,-96 -124,-134 -112,-172 -92,-178 -88,-166 -102,-158 -106,-134 -94,-110 "
        "-70,-98"
    )
    sheet.cut(round_shape(tail), paint)
    sheet.cut(round_shape("-112,-172 -92,-178 -88,-166 -102,-158"), shade(paint, 1.22))
    legs(sheet, "-62,62,-70 38,62,48", 12, dark, shade(dark, 0.9))
    body = "-94,-84 -60,-104 0,-98 52,-106 70,-88 66,-58 20,-48 -40,-46 -84,-54"
    sheet.cut(round_shape(body), paint, lift=LIFT)
    sheet.cut(round_shape("-60,-58 0,-56 58,-62 40,-48 -30,-45"), shade(paint, 1.2))
    for u in (-50, -24, 2):
        sheet.cut(shape(f"{u},-101 {u + 10},-100 {u + 5},-74"), dark)
    legs(sheet, "-48,64,-40 54,64,60", 12, paint, shade(paint, 1.25))
    sheet.cut(shape("46,-142 50,-178 74,-156"), dark)
    sheet.cut(
        round_shape("42,-128 50,-154 78,-160 106,-150 112,-124 92,-104 60,-104"), paint, lift=LIFT
    )
    sheet.cut(shape("76,-158 98,-180 104,-144"), paint)
    sheet.cut(shape("84,-157 96,-170 99,-148"), (232, 160, 150))
    sheet.cut(round_shape("82,-122 96,-126 112,-118 104,-106 86,-106"), shade(paint, 1.26))
    eye(sheet, 0.083, -0.134, 0.0055, ink)
    sheet.disc(0.110, -0.122, 0.0042, (206, 110, 104))
    for low in (-0.118, -0.110):
        sheet.stroke([(0.098, -0.115), (0.13, low)], 0.0012, CREAM)


def draw_dog(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a dog with hanging ears and a collar."""
    dark = shade(paint, 0.68)
    sheet.cut(round_shape("-78,-92 -104,-116 -116,-146 -108,-150 -94,-126 -70,-106"), paint)
    legs(sheet, "-62,66,-68 46,66,54", 13, dark, shade(dark, 0.8))
    body = "-92,-90 -66,-110 0,-106 48,-114 72,-96 66,-60 20,-54 -30,-50 -86,-58"
    sheet.cut(round_shape(body), paint, lift=LIFT)
    sheet.cut(round_shape("28,-66 60,-92 70,-70 56,-52"), CREAM)
    sheet.disc(-0.042, -0.088, (0.026, 0.018), dark)
    legs(sheet, "-50,68,-44 58,70,64", 13, paint, CREAM)
    sheet.cut(
        round_shape(
            "38,-112 44,-150 70,-166 98,-158 106,-142 140,-136 144,-118 122,-108 92,-108 "
            "70,-98 46,-100"
        ),
        paint,
        lift=LIFT,
    )
    sheet.cut(round_shape("104,-130 140,-134 144,-118 122,-108 98,-110"), CREAM)
    sheet.cut(round_shape("52,-160 70,-162 74,-130 60,-106 46,-114 44,-140"), dark, lift=LIFT)
    sheet.cut(shape("42,-104 72,-96 70,-88 40,-96"), (206, 62, 54))
    sheet.disc(0.062, -0.086, 0.007, (240, 200, 84))
    eye(sheet, 0.096, -0.141, 0.0055, ink)
    sheet.disc(0.141, -0.130, 0.0075, ink)
    sheet.cut(round_shape("118,-110 130,-111 130,-96 121,-94"), (232, 126, 122))


def draw_fox(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a fox with a white-tipped brush."""
    _slim(sheet, paint, ink, CREAM)


def draw_wolf(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a wolf: rougher than a fox, its tail hanging, its back bristling."""
    dark = shade(paint, 0.62)
    sheet.cut(shape("-66,-96 -104,-88 -132,-56 -138,-26 -120,-40 -104,-50 -70,-66"), dark)
    legs(sheet, "-60,70,-72 52,70,60", 14, dark, shade(dark, 0.8))
    body = (
        "-82,-92 -60,-112 -40,-106 -20,-114 0,-108 20,-120 44,-116 72,-138 84,-100 74,-62 "
        "44,-54 -20,-58 -76,-50"
    )
    sheet.cut(shape(body), paint, lift=LIFT)
    sheet.cut(shape("-70,-60 -20,-66 50,-64 44,-54 -20,-58 -76,-50"), CREAM)
    sheet.cut(
        shape("-60,-112 -40,-106 -20,-114 0,-108 20,-120 44,-116 70,-136 60,-108 0,-96 -66,-98"),
        dark,
    )
    legs(sheet, "-52,72,-44 64,76,66", 14, paint, shade(paint, 0.7))
    head = (
        "44,-112 58,-146 82,-160 108,-150 122,-140 158,-126 156,-114 128,-106 102,-104 "
        "90,-84 70,-78 60,-92"
    )
    sheet.cut(shape(head), paint, lift=LIFT)
    sheet.cut(shape("156,-114 128,-106 102,-104 92,-86 96,-112 124,-120 158,-121"), CREAM)
    sheet.cut(shape("60,-142 66,-186 88,-156"), dark)
    sheet.cut(shape("80,-156 96,-188 106,-150"), paint)
    eye(sheet, 0.108, -0.135, 0.005, ink)
    sheet.disc(0.157, -0.122, 0.0065, ink)


def draw_rabbit(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a rabbit with long ears."""
    dark = shade(paint, 0.74)
    sheet.disc(-0.074, -0.042, 0.022, CREAM)
    sheet.cut(round_shape("20,-92 4,-150 14,-182 28,-176 34,-130 38,-96"), dark)
    sheet.cut(
        round_shape("-74,-40 -60,-80 -16,-96 30,-84 46,-54 38,-16 0,-4 -56,-6"), paint, lift=LIFT
    )
    sheet.cut(
        round_shape("-60,-30 -46,-58 -18,-60 -4,-36 -16,-10 -46,-8"), shade(paint, 0.9), lift=LIFT
    )
    sheet.cut(round_shape("-56,-12 -10,-14 8,-4 0,2 -50,2"), shade(paint, 1.12))
    legs(sheet, "32,34,38", 9, paint, shade(paint, 1.2))
    sheet.cut(round_shape("8,-88 18,-114 46,-120 72,-106 74,-84 52,-70 22,-72"), paint, lift=LIFT)
    sheet.cut(round_shape("34,-108 28,-168 42,-196 54,-186 54,-140 50,-106"), paint, lift=LIFT)
    sheet.cut(round_shape("38,-118 36,-164 43,-182 48,-168 47,-120"), (236, 172, 164))
    eye(sheet, 0.052, -0.1, 0.006, ink)
    sheet.disc(0.073, -0.094, 0.004, (214, 118, 112))


def draw_sheep(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a sheep: a cloud on legs."""
    dark = shade(ink, 1.3)
    legs(sheet, "-40,50,-44 -20,50,-18 26,50,24 46,50,50", 8, dark, ink)
    for u, v, size in (
        (-56, -76, 30),
        (-28, -96, 34),
        (10, -100, 34),
        (42, -86, 30),
        (48, -62, 24),
        (-50, -54, 26),
        (0, -56, 34),
        (-4, -78, 36),
    ):
        sheet.disc(u / 1000, v / 1000, size / 1000, shade(paint, 0.93 + 0.02 * (u % 4)), lift=LIFT)
    sheet.cut(round_shape("58,-116 74,-124 98,-104 104,-84 88,-78 66,-92"), dark, lift=LIFT)
    sheet.cut(round_shape("52,-112 34,-104 36,-96 56,-102"), dark)
    sheet.disc(0.066, -0.118, 0.02, paint, lift=LIFT)
    eye(sheet, 0.082, -0.103, 0.005, (20, 18, 22))


def draw_cow(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a cow with patches and a bell."""
    dark = shade(paint, 0.74)
    sheet.stroke(shape("-106,-112 -124,-90 -120,-56"), 0.006, dark)
    sheet.disc(-0.12, -0.052, 0.01, ink)
    legs(sheet, "-74,66,-78 54,66,56", 14, dark, ink)
    sheet.cut(
        round_shape("-108,-120 -60,-132 20,-128 72,-138 92,-112 84,-66 20,-50 -50,-52 -104,-66"),
        paint,
        lift=LIFT,
    )
    for patch in (
        "-84,-126 -50,-130 -34,-108 -56,-88 -88,-98",
        "-4,-128 36,-130 40,-104 16,-92 -8,-104",
        "-30,-70 0,-76 18,-60 -10,-52",
    ):
        sheet.cut(round_shape(patch), shade(ink, 1.5))
    sheet.disc(-0.04, -0.05, (0.02, 0.012), (236, 176, 170))
    legs(sheet, "-60,66,-58 68,68,72", 14, paint, ink)
    sheet.cut(
        round_shape("74,-140 88,-164 116,-162 136,-130 142,-106 122,-96 100,-106 82,-114"),
        paint,
        lift=LIFT,
    )
    sheet.cut(round_shape("116,-114 140,-112 142,-98 124,-92"), (236, 184, 174))
    sheet.cut(round_shape("84,-158 64,-160 58,-150 78,-144"), shade(ink, 1.5))
    sheet.cut(shape("92,-162 86,-184 102,-165"), CREAM)
    sheet.cut(shape("108,-164 118,-184 118,-158"), CREAM)
    eye(sheet, 0.108, -0.14, 0.0055, ink)
    sheet.disc(0.082, -0.09, 0.013, (230, 184, 76), lift=LIFT)


def _slim(sheet: Sheet, paint: Colour, ink: Colour, tip: Colour) -> None:
    dark = shade(paint, 0.66)
    legs(sheet, "-62,62,-70 46,62,54", 11, dark, ink)
    sheet.cut(shape("-60,-85 -110,-125 -150,-122 -165,-100 -130,-85 -70,-60"), paint)
    sheet.cut(shape("-110,-125 -150,-122 -165,-100 -130,-106"), shade(paint, 1.16))
    sheet.cut(shape("-138,-124 -165,-100 -146,-93 -130,-112"), tip)
    sheet.cut(
        shape("-75,-90 -30,-102 30,-96 75,-112 78,-60 50,-45 -20,-50 -70,-44"), paint, lift=LIFT
    )
    sheet.cut(shape("-66,-58 0,-64 60,-64 50,-45 -20,-50 -70,-44"), shade(paint, 0.82))
    sheet.cut(shape("46,-66 76,-98 80,-62 62,-44"), tip)
    legs(sheet, "-48,64,-37 60,66,62", 11, paint, ink)
    sheet.cut(shape("50,-100 70,-142 100,-143 142,-108 100,-94 75,-80"), paint, lift=LIFT)
    sheet.cut(shape("142,-108 100,-94 80,-86 98,-112"), tip)
    sheet.cut(shape("66,-134 70,-172 88,-143"), paint)
    sheet.cut(shape("70,-140 72,-160 80,-146"), shade(ink, 1.2))
    sheet.cut(shape("84,-140 96,-172 104,-138"), dark)
    eye(sheet, 0.101, -0.124, 0.0052, ink)
    sheet.disc(0.141, -0.108, 0.0058, ink)
