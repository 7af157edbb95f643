"""Reads a prompt for what can be drawn: a world, its light and weather, one subject."""

import hashlib
import re
from dataclasses import dataclass

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
    stars: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What to draw."""

    world: str
    light: Light
    weather: str
    """`clear`, `rain`, `snow` or `storm`."""
    subject: str
    paint: Colour | None
    """The subject's colour, where the prompt names one."""
    seed: int


LIGHTS = {
    "day": Light(
        sky=((70, 143, 205), (139, 194, 226), (226, 238, 232)),
        haze=(196, 219, 226),
        tint=(1.0, 1.0, 0.98),
        orb=(255, 246, 214),
    ),
    "dusk": Light(
        sky=((50, 42, 92), (183, 88, 118), (255, 176, 104)),
        haze=(226, 138, 112),
        tint=(0.90, 0.66, 0.68),
        orb=(255, 226, 160),
    ),
    "dawn": Light(
        sky=((104, 141, 196), (218, 184, 204), (255, 218, 184)),
        haze=(232, 200, 196),
        tint=(0.95, 0.86, 0.88),
        orb=(255, 240, 214),
    ),
    "night": Light(
        sky=((8, 13, 38), (20, 34, 76), (58, 84, 128)),
        haze=(40, 60, 104),
        tint=(0.36, 0.44, 0.66),
        orb=(238, 240, 224),
        stars=True,
    ),
    "storm": Light(
        sky=((34, 42, 56), (74, 90, 104), (156, 168, 164)),
        haze=(116, 132, 138),
        tint=(0.58, 0.66, 0.72),
        orb=None,
    ),
    "overcast": Light(
        sky=((146, 168, 192), (190, 206, 220), (232, 236, 240)),
        haze=(212, 222, 232),
        tint=(0.90, 0.94, 1.0),
        orb=None,
    ),
}

_WORLDS = {
    "sea": "sea ocean beach lighthouse boat ship sail waves wave harbor harbour island coast whale",
    "forest": "forest wood woods tree trees fox deer bear jungle pine wolf",
    "city": "city street town skyline tokyo neon car bus robot building buildings tower road",
    "mountains": "mountain mountains alps peak peaks hike valley cliff castle dragon",
    "desert": "desert dune dunes sand camel cactus canyon mars",
    "sky": "sky cloud clouds balloon airplane plane flying heaven",
    "meadow": "meadow field garden farm flowers flower grass park hill hills",
}
_LIGHT_WORDS = {
    "night": "night moon moonlight midnight stars starry neon dark",
    "dusk": "dusk sunset evening golden twilight autumn",
    "dawn": "dawn sunrise morning",
    "day": "day noon sunny sunlight",
}
_WEATHER_WORDS = {
    "storm": "storm stormy thunder tempest hurricane",
    "snow": "snow snowy winter blizzard ice snowing",
    "rain": "rain rainy raining drizzle",
}
_SUBJECTS = {
    "lighthouse": "lighthouse",
    "boat": "boat ship sail sailboat",
    "animal": "fox wolf dog cat puppy kitten deer bear tiger lion horse animal",
    "person": "person man woman girl boy child astronaut knight robot dancer hiker wizard people",
    "house": "house cabin hut cottage home castle tower",
    "car": "car bus taxi truck van",
    "balloon": "balloon balloons",
    "bird": "bird birds gull eagle crow owl dragon plane airplane",
}
_USUAL_SUBJECT = {
    "sea": "boat",
    "forest": "animal",
    "city": "car",
    "mountains": "house",
    "desert": "person",
    "sky": "balloon",
    "meadow": "house",
}
_COLOURS: dict[str, Colour] = {
    "red": (206, 52, 46),
    "orange": (232, 124, 42),
    "yellow": (240, 200, 66),
    "golden": (226, 176, 70),
    "green": (70, 146, 82),
    "blue": (58, 108, 190),
    "purple": (126, 78, 168),
    "pink": (232, 136, 168),
    "white": (240, 238, 230),
    "black": (44, 44, 50),
    "grey": (140, 144, 148),
    "gray": (140, 144, 148),
    "brown": (130, 88, 56),
}
ROOTED = frozenset({"lighthouse", "house"})
"""Subjects that cannot be followed, because they stay where they are."""


def read_scene(prompt: str) -> Scene:
    """Choose a scene by the prompt's words; the same prompt always gives the same scene."""
    words = re.findall(r"[a-z]+", prompt.lower())
    world = _first(words, _WORLDS) or "meadow"
    weather = _first(words, _WEATHER_WORDS) or "clear"
    hour = _first(words, _LIGHT_WORDS)
    if hour is None:
        hour = {"storm": "storm", "rain": "overcast", "snow": "overcast"}.get(weather, "dusk")
    paint = next((_COLOURS[word] for word in words if word in _COLOURS), None)
    digest = hashlib.sha256(" ".join(words).encode()).digest()
    return Scene(
        world=world,
        light=LIGHTS[hour],
        weather=weather,
        subject=_first(words, _SUBJECTS) or _USUAL_SUBJECT[world],
        paint=paint,
        seed=int.from_bytes(digest[:8], "big"),
    )


def _first(words: list[str], table: dict[str, str]) -> str | None:
    """Give the entry of the first word that has one."""
    meaning = {word: name for name, line in table.items() for word in line.split()}
    return next((meaning[word] for word in words if word in meaning), None)
