"""Those who walk upright: a person, a robot, a snowman."""

from animatic.figures import CREAM, LIFT, eye, round_shape, shape
from animatic.light import Colour
from animatic.paint import Sheet, shade

_LEATHER: Colour = (98, 66, 50)
_SKIN: Colour = (226, 178, 140)


def draw_person(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a walker in a coat, with a hat and a scarf in the wind."""
    _trousers(sheet, ink)
    sheet.cut(shape("-22,-176 -36,-168 -58,-122 -48,-114 -24,-140"), shade(paint, 0.66))
    sheet.disc(-0.052, -0.114, 0.010, _SKIN)
    coat = "-30,-188 -8,-196 26,-188 34,-140 44,-72 -46,-72 -36,-140"
    sheet.cut(round_shape(coat), paint, lift=LIFT)
    sheet.cut(shape("6,-190 26,-188 34,-140 44,-74 14,-72"), shade(paint, 0.82))
    for v in (-160, -138, -116):
        sheet.disc(0.012, v / 1000, 0.0042, CREAM)
    sheet.cut(shape("-42,-112 38,-112 37,-104 -41,-104"), shade(paint, 0.6))
    sheet.cut(
        round_shape("10,-184 30,-178 58,-136 64,-122 50,-114 34,-134 12,-160"),
        shade(paint, 0.9),
        lift=LIFT,
    )
    sheet.disc(0.060, -0.116, 0.0105, _SKIN)
    sheet.cut(
        round_shape("-24,-222 -20,-244 6,-250 28,-240 30,-224 34,-216 28,-212 22,-198 -8,-196"),
        _SKIN,
        lift=LIFT,
    )
    sheet.cut(round_shape("-26,-240 -30,-214 -18,-204 -12,-224 4,-240"), (92, 58, 44))
    sheet.cut(
        round_shape("-40,-232 -24,-238 -20,-262 8,-270 26,-258 28,-240 46,-236 44,-229 0,-226"),
        shade(paint, 0.72),
        lift=LIFT,
    )
    sheet.cut(shape("-22,-244 28,-244 28,-236 -24,-235"), CREAM)
    eye(sheet, 0.016, -0.219, 0.0046, ink)
    sheet.disc(0.008, -0.208, (0.006, 0.004), (232, 150, 130))
    sheet.cut(round_shape("-32,-192 -60,-186 -98,-194 -92,-178 -60,-168 -30,-176"), (240, 190, 84))
    sheet.cut(
        round_shape("-32,-198 0,-192 30,-198 32,-184 0,-176 -34,-182"), (250, 206, 100), lift=LIFT
    )


def _trousers(sheet: Sheet, ink: Colour) -> None:
    for leg, boot, tone in (
        ("-26,-100 2,-100 -22,-8 -40,-8", "-44,-16 -20,-16 -16,0 -46,0", 0.9),
        ("-6,-100 24,-100 40,-8 22,-8", "20,-16 40,-16 56,-6 56,0 18,0", 1.35),
    ):
        sheet.cut(shape(leg), shade(ink, tone + 0.2))
        sheet.cut(shape(boot), shade(_LEATHER, tone), lift=0.003)


def draw_robot(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a round-edged robot with a glowing lamp on its chest."""
    steel = (128, 138, 150)
    for leg in ("-34,-70 -14,-70 -16,-10 -32,-10", "10,-70 30,-70 28,-10 12,-10"):
        sheet.cut(shape(leg), shade(steel, 0.8))
    for boot in ("-44,0 -42,-16 -10,-18 -4,0", "4,0 6,-16 38,-18 48,0"):
        sheet.cut(shape(boot), shade(paint, 0.7), lift=LIFT)
    sheet.cut(round_shape("-46,-150 -70,-128 -74,-96 -62,-92 -54,-118 -40,-132"), shade(steel, 0.7))
    sheet.disc(-0.068, -0.086, 0.014, shade(paint, 0.7))
    body = "-46,-158 0,-164 46,-158 50,-110 44,-64 0,-60 -44,-64 -50,-110"
    sheet.cut(round_shape(body), paint, lift=LIFT)
    sheet.cut(round_shape("8,-160 46,-158 50,-110 44,-64 14,-61 22,-110"), shade(paint, 0.82))
    sheet.cut(round_shape("-26,-140 26,-140 28,-100 -28,-100"), shade(steel, 1.3), lift=0.003)
    sheet.disc(-0.010, -0.120, 0.013, (255, 226, 140))
    for v in (-132, -120, -108):
        sheet.disc(0.016, v / 1000, 0.0042, (206, 82, 72))
    sheet.cut(round_shape("44,-150 66,-132 78,-104 68,-98 54,-116 40,-130"), steel, lift=LIFT)
    sheet.cut(
        round_shape("62,-104 84,-106 90,-90 76,-94 74,-84 60,-90"), shade(paint, 0.8), lift=LIFT
    )
    sheet.box(-0.014, -0.176, 0.014, -0.158, shade(steel, 0.75))
    sheet.cut(
        round_shape("-44,-230 0,-238 46,-230 50,-200 44,-174 0,-170 -42,-174 -48,-200"),
        shade(paint, 1.08),
        lift=LIFT,
    )
    sheet.cut(round_shape("-22,-220 44,-220 46,-188 -20,-188"), (44, 54, 72), lift=0.003)
    for u in (2, 30):
        sheet.disc(u / 1000, -0.204, 0.0085, (140, 236, 226))
        sheet.glow(u / 1000, -0.204, 0.035, (40, 90, 86))
    sheet.stroke(shape("0,-236 0,-256"), 0.004, steel)
    sheet.disc(0.0, -0.26, 0.0085, (236, 96, 80))
    sheet.glow(-0.010, -0.120, 0.07, (90, 70, 30))


def draw_snowman(sheet: Sheet, paint: Colour, ink: Colour) -> None:
    """Draw a snowman with a hat and a scarf of the paint."""
    snow = (244, 248, 253)
    for side in (-1, 1):
        twig = [(side * 0.04, -0.13), (side * 0.088, -0.162), (side * 0.098, -0.184)]
        sheet.stroke(twig, 0.0046, (110, 76, 54))
        sheet.stroke([(side * 0.082, -0.158), (side * 0.104, -0.162)], 0.0036, (110, 76, 54))
    for v, size in ((-0.05, 0.064), (-0.136, 0.048), (-0.206, 0.035)):
        sheet.disc(0.0, v, (size, size * 0.94), snow, lift=LIFT)
        sheet.disc(-size * 0.2, v - size * 0.16, (size * 0.6, size * 0.54), shade(snow, 1.05))
    for v in (-0.156, -0.132, -0.06):
        sheet.disc(0.016, v, 0.0055, ink)
    sheet.cut(round_shape("-36,-178 0,-172 36,-180 38,-166 0,-158 -38,-164"), paint, lift=LIFT)
    sheet.cut(shape("14,-166 30,-168 34,-120 20,-118"), shade(paint, 0.86), lift=LIFT)
    sheet.cut(shape("-44,-230 44,-230 42,-222 -42,-222"), ink, lift=LIFT)
    sheet.cut(shape("-28,-228 -26,-268 26,-268 28,-228"), shade(ink, 1.2))
    sheet.cut(shape("-28,-238 28,-238 28,-230 -28,-230"), paint)
    for u in (0.0, 0.02):
        eye(sheet, u, -0.214, 0.0046, ink)
    sheet.cut(shape("10,-208 54,-200 10,-198"), (238, 134, 54), lift=0.003)
