"""Reads a prompt for what can be drawn: a world, its light and weather, one subject."""

import functools
import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace

from animatic import words
from animatic.chance import Chance
from animatic.grammar import little_words, may_be_thing
from animatic.light import Colour, Light, light_for, turned, warmth_of

_WORD = re.compile(r"[^\W\d_]+")
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_NO_THINGS = re.compile(
    r"https?://\S+|www\.\S+"  # links
    r"|<(?:[@#/:]|a:|t:|id:)[^<>\s][^<>]*>"  # mentions and emoji as Discord writes them
    r"|@[\w.]+"
    r"|:[a-z][a-z0-9_+-]+:",
    re.IGNORECASE,
)
"""What names nobody and nothing that could be drawn."""
_PHRASES = (
    (re.compile(r"\b(no|without|ohne|kein\w{0,2}|sin|sans) (any |the )?[^\W\d_]+"), " "),
    (re.compile(r"\bsnow[- ]?(capped|topped|covered)\b"), " "),
    (re.compile(r"\bgolden hour\b"), "sunset"),
    (re.compile(r"\b(on|of|auf|en|sur) (the|dem|la) (moon|mond|luna|lune)\b"), "lunar"),
)
"""What means something else than its words."""
_MOST_NOT_DRAWN = 4
_PLURALS = (("ies", "y"), ("ves", "f"), ("es", ""), ("s", ""), ("en", ""), ("n", ""), ("er", ""))
"""Endings of plurals, English and Romance ones first, and what stands there in the singular."""
_SHORTEST_STEM = 3
_NO_PLURALS = frozenset({"bus", "glass", "grass", "mess", "less", "seen", "open", "care", "rain"})
_SEED_BITS = 53
_LOST_ACCENTS = frozenset({"bar"})
"""Words that mean something else without their accents."""
_USUAL_HOURS = ("dusk", "day", "dusk", "dawn")
_ANYWHERE = ("meadow", "mountains")
"""Where a prompt leads of which no place and nobody is recognised: nothing is made up there."""
_FOLLOWED_ANYWHERE = "person"
"""Whom the camera follows there, as it must follow somebody."""

PAINTS: dict[str, Colour] = {
    "red": (206, 52, 46),
    "orange": (232, 124, 42),
    "yellow": (240, 200, 66),
    "golden": (226, 176, 70),
    "green": (70, 146, 82),
    "blue": (58, 108, 190),
    "turquoise": (54, 168, 170),
    "purple": (126, 78, 168),
    "pink": (232, 136, 168),
    "white": (240, 238, 230),
    "black": (50, 50, 58),
    "grey": (140, 144, 148),
    "brown": (130, 88, 56),
}
ROOTED = frozenset(
    {"lighthouse", "house", "castle", "windmill", "tent", "tree", "flower", "snowman"}
)
"""Subjects that cannot be followed, because they stay where they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What to draw, and what of the prompt that is."""

    world: str
    light: Light
    weather: str
    """What falls through the picture: `clear`, `rain`, `snow`, `storm` or `fog`."""
    outside: str
    """The weather before the windows; the same as `weather` but in a room."""
    subject: str
    """Empty where the prompt names neither somebody nor a place that somebody is at home in."""
    paint: Colour | None
    """The subject's colour, where the prompt names one."""
    seed: int
    drawn: tuple[str, ...] = ()
    """In people's words: the subject, the world, the hour and the weather."""
    not_drawn: tuple[str, ...] = ()
    """The prompt's things that found no picture, as they were written; at most four."""


def read_scene(prompt: str, *, take: int = 0, followed: bool = False) -> Scene:
    """Choose a scene by the prompt's words; the same words always give the same scene.

    Every `take` places and lights it a little differently. `followed` tells that the camera
    needs somebody to follow.
    """
    read = _read_words(prompt)
    seed = int.from_bytes(hashlib.sha256(" ".join(read).encode()).digest()[:8], "big")
    tables = _tables()
    subject = _first(read, tables.subjects) or _first(read, tables.stand_ins)
    subject = _earlier_stand_in(read, tables) or subject
    world = _world_of(read, tables, subject)
    usual_subject = words.USUAL[world] if world else _FOLLOWED_ANYWHERE * followed
    world = world or _ANYWHERE[seed // len(_USUAL_HOURS) % len(_ANYWHERE)]
    weather = _first(read, tables.weathers) or "clear"
    hour = _first(read, tables.hours)
    usual = _USUAL_HOURS[seed % len(_USUAL_HOURS)]
    shown = subject or usual_subject
    colour = _first(read, tables.colours)
    scene = Scene(
        world=world,
        light=light_for(world, hour, weather, usual),
        weather="clear" if world in ("room", "moon") else weather,
        outside=weather,
        subject=shown,
        paint=PAINTS[colour] if colour else None,
        seed=seed,
        drawn=_drawn(world, shown, hour or (usual if weather == "clear" else ""), weather),
        not_drawn=_not_drawn(read, tables, world, shown),
    )
    return _taken_again(scene, take) if take else scene


def _taken_again(scene: Scene, take: int) -> Scene:
    chance = Chance(scene.seed, take)
    light = turned(scene.light, warmth_of(chance))
    return replace(scene, seed=int(chance.random() * 2**_SEED_BITS), light=light)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tables:
    """From words to what they mean."""

    worlds: dict[str, str]
    subjects: dict[str, str]
    stand_ins: dict[str, str]
    hours: dict[str, str]
    weathers: dict[str, str]
    colours: dict[str, str]
    homes: dict[str, str]
    shown: dict[str, frozenset[str]]
    cues: dict[str, str]
    """Lesser things that tell of a world when nothing else does."""
    little: frozenset[str]


@functools.cache
def _tables() -> _Tables:
    everywhere = words.OUTDOORS.split()
    shown = {
        world: frozenset(line.split() + (everywhere if world != "room" else []))
        for world, line in words.ALSO_SHOWN.items()
    }
    subjects = _meanings(words.SUBJECTS)
    hours = _meanings(words.LIGHTS)
    cues = _meanings(words.ALSO_SHOWN)
    elsewhere = {*subjects, *hours, "smoke", "light", "lights"}
    return _Tables(
        worlds=_meanings(words.WORLDS),
        subjects=subjects,
        stand_ins=_meanings(words.STAND_INS),
        hours=hours,
        weathers=_meanings(words.WEATHERS),
        colours=_meanings(words.COLOURS),
        homes=_meanings(words.HOMES),
        shown=shown,
        cues={word: world for word, world in cues.items() if word not in elsewhere},
        little=little_words(),
    )


def _meanings(table: dict[str, str]) -> dict[str, str]:
    """Turn a table around; the first meaning of a word counts, and accents may be left out."""
    meanings: dict[str, str] = {}
    for name, line in table.items():
        for word in line.split():
            meanings.setdefault(word, name)
            if (plain := _plain(word)) not in _LOST_ACCENTS:
                meanings.setdefault(plain, name)
    return meanings


def _plain(word: str) -> str:
    split = unicodedata.normalize("NFKD", word.replace("ß", "ss"))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _read_words(prompt: str) -> list[str]:
    text = unicodedata.normalize("NFC", _NO_THINGS.sub(" ", _BRACKETS.sub(" ", prompt))).lower()
    for phrase, word in _PHRASES:
        text = phrase.sub(word, text)
    for pair in words.EMOJI.split():
        text = text.replace(pair[0], f" {pair[1:]} ")
    return [found.group() for found in _WORD.finditer(text)]


def _meaning(word: str, table: dict[str, str]) -> str | None:
    """Look a word up, as it is or as a plural."""
    if word in little_words():
        return table.get(word)
    return next((table[form] for form in _forms(word) if form in table), None)


def _forms(word: str) -> list[str]:
    """Give a word, without its accents, and its possible singulars."""
    plain = _plain(word)
    forms = [word] if plain in _LOST_ACCENTS else [word, plain]
    if plain in _NO_PLURALS:
        return forms
    for ending, instead in _PLURALS:
        stem = plain[: -len(ending)] + instead
        if plain.endswith(ending) and len(stem) >= _SHORTEST_STEM:
            forms.append(stem)
    return forms


def _first(read: list[str], table: dict[str, str]) -> str | None:
    """Give what the first word that means anything means."""
    meanings = (_meaning(word, table) for word in read)
    return next((meaning for meaning in meanings if meaning), None)


def _earlier_stand_in(read: list[str], tables: _Tables) -> str | None:
    """Let whoever is named first be the subject, even if another thing stands in for it."""
    for word in read:
        if _meaning(word, tables.subjects):
            return None
        if found := _meaning(word, tables.stand_ins):
            return found
    return None


def _world_of(read: list[str], tables: _Tables, subject: str | None) -> str | None:
    worlds = [world for word in read if (world := _meaning(word, tables.worlds))]
    # The sky hangs over every other world: it is the world only where it is alone.
    named = next((world for world in worlds if world != "sky"), worlds[0] if worlds else None)
    if named == "sea" and subject and subject not in _AFLOAT:
        named = "beach"
    return named or _first(read, tables.cues) or tables.homes.get(subject or "")


_AFLOAT = frozenset(
    {"lighthouse", "boat", "ship", "whale", "fish", "duck", "bird", "balloon", "plane", "dragon"}
)
"""Who may be at sea; others stay on its shore."""


def _drawn(world: str, subject: str, hour: str, weather: str) -> tuple[str, ...]:
    names = [subject, world, "" if world == "moon" else hour, "" if weather == "clear" else weather]
    return tuple(dict.fromkeys(name for name in names if name))


def _not_drawn(read: list[str], tables: _Tables, world: str, subject: str) -> tuple[str, ...]:
    shown = tables.shown[world] | set(words.PARTS.get(subject, "").split())
    left = []
    for word in read:
        is_shown = any(form in shown for form in _forms(word))
        if is_shown or _is_drawn(word, tables, world, subject):
            continue
        if _names_a_thing(word, tables):
            left.append(word)
    return tuple(dict.fromkeys(left))[:_MOST_NOT_DRAWN]


def _is_drawn(word: str, tables: _Tables, world: str, subject: str) -> bool:
    """Tell whether a word's meaning is in the picture, if only as its light."""
    if any(_meaning(word, table) for table in (tables.hours, tables.weathers)):
        return True
    if subject and _meaning(word, tables.colours):
        return True
    named = _meaning(word, tables.worlds)
    by_the_sea = {world, named} == {"sea", "beach"}
    return named == world or by_the_sea or _meaning(word, tables.subjects) == subject


def _names_a_thing(word: str, tables: _Tables) -> bool:
    """Tell whether a word that is not drawn is worth telling."""
    known = (tables.worlds, tables.subjects, tables.stand_ins, tables.cues, tables.colours)
    if any(word in table or _plain(word) in table for table in known):
        return True
    if any(_meaning(word, table) for table in known) and word not in tables.little:
        return True
    return may_be_thing(word, tables.little)
