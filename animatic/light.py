"""The colours of the hours, and what weather and walls make of them."""

from dataclasses import dataclass, replace

from animatic.chance import Chance

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """The colours of an hour."""

    sky: tuple[Colour, Colour, Colour]
    """High, middle and at the horizon."""
    haze: Colour
    """What far things fade into."""
    tint: Colour
    """What the light makes of white."""
    orb: Colour | None
    """Sun or moon; `None` behind clouds."""
    lamps: bool = False
    """Whether people have switched their lamps on."""
    stars: bool = False
    reach: float = 9.0
    """The distance at which two thirds of a thing's colour are haze."""


LIGHTS = {
    "day": Light(
        sky=((58, 132, 200), (128, 190, 226), (228, 240, 230)),
        haze=(176, 212, 228),
        tint=(1.0, 1.0, 0.96),
        orb=(255, 232, 150),
        reach=13.0,
    ),
    "dusk": Light(
        sky=((50, 42, 96), (186, 84, 118), (255, 178, 100)),
        haze=(228, 136, 112),
        tint=(0.97, 0.74, 0.72),
        orb=(255, 226, 160),
        lamps=True,
        reach=11.0,
    ),
    "dawn": Light(
        sky=((92, 138, 198), (222, 178, 200), (255, 216, 176)),
        haze=(236, 200, 192),
        tint=(0.97, 0.87, 0.87),
        orb=(255, 240, 214),
        reach=12.0,
    ),
    "night": Light(
        sky=((8, 13, 40), (22, 36, 82), (64, 92, 138)),
        haze=(44, 64, 110),
        tint=(0.38, 0.46, 0.68),
        orb=(238, 240, 224),
        lamps=True,
        stars=True,
    ),
    "storm": Light(
        sky=((30, 38, 52), (70, 86, 102), (158, 172, 168)),
        haze=(112, 130, 138),
        tint=(0.58, 0.66, 0.72),
        orb=None,
        lamps=True,
    ),
    "overcast": Light(
        sky=((140, 162, 188), (186, 204, 220), (234, 238, 242)),
        haze=(208, 220, 232),
        tint=(0.90, 0.94, 1.0),
        orb=None,
        lamps=True,
    ),
}
"""By the hour, or by the weather when the prompt names no hour."""

_BY_WEATHER = {"storm": "storm", "rain": "overcast", "snow": "overcast", "fog": "overcast"}
_VACUUM = ((8, 8, 20), (16, 16, 38), (38, 34, 70))


def light_for(world: str, hour: str | None, weather: str, usual: str) -> Light:
    """Give the light of a world; `hour` is `None` when the prompt does not say."""
    light = LIGHTS[hour or _BY_WEATHER.get(weather, usual)]
    if world == "moon":
        return replace(
            light,
            sky=_VACUUM,
            haze=(54, 52, 84),
            tint=(0.86, 0.86, 0.94),
            orb=(96, 150, 214),
            stars=True,
            lamps=True,
        )
    if weather in ("storm", "rain"):
        light = replace(light, orb=None, stars=False, sky=_greyer(light.sky), lamps=True)
    if weather == "fog":
        return replace(light, sky=_veiled(light.sky), haze=_veil(light.haze), reach=4.2)
    return light


def turned(light: Light, warmth: float) -> Light:
    """Give the same hour a little warmer, or colder below 0."""
    high, middle, low = (_warmed(colour, warmth) for colour in light.sky)
    return replace(
        light,
        sky=(high, middle, low),
        haze=_warmed(light.haze, warmth),
        tint=_warmed(light.tint, warmth),
    )


def warmth_of(chance: Chance) -> float:
    """Give how much warmer the light of one take is than usual."""
    return chance.pick((-1, 1)) * chance.uniform(0.015, 0.05)


def _warmed(colour: Colour, warmth: float) -> Colour:
    red, green, blue = colour
    return red * (1 + warmth), green, blue * (1 - warmth)


def _veiled(sky: tuple[Colour, Colour, Colour]) -> tuple[Colour, Colour, Colour]:
    high, middle, low = (_veil(colour) for colour in sky)
    return high, middle, low


def _veil(colour: Colour) -> Colour:
    """Lose colour in fog, and come nearer to a pale grey of the same hour."""
    grey = 0.5 * sum(colour) / 3 + 0.5 * max(colour)
    red, green, blue = (c + (min(255.0, grey * 1.06) - c) * 0.68 for c in colour)
    return red, green, blue


def _greyer(sky: tuple[Colour, Colour, Colour]) -> tuple[Colour, Colour, Colour]:
    high, middle, low = (_mute(colour) for colour in sky)
    return high, middle, low


def _mute(colour: Colour) -> Colour:
    grey = sum(colour) / 3
    red, green, blue = (0.72 * (c + (grey - c) * 0.45) for c in colour)
    return red, green, blue * 1.06


def indoor_tint(light: Light) -> Colour:
    """Give what lamps and windows together make of white in a room."""
    red, green, blue = light.tint
    if not light.lamps:
        return red, green * 0.985, blue * 0.95
    return 0.45 * red + 0.52, 0.5 * green + 0.38, 0.5 * blue + 0.24
