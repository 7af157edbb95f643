"""Reads camera movements out of plain sentences, as the models of the second generation do.

Source of the words: the vendor's guide for writing H3 prompts, "camera motion": the camera trucks,
pans, pushes in, pulls out, pedestals, tilts, zooms, shakes, tracks or holds a static shot, "with
small amplitude at slow speed". Arcs and rolls are not drawn here, and are simply text.
"""

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[^.!?\n]+")
_ABOUT = re.compile(r"\bcamera\b", re.IGNORECASE)
_GOES_ON = re.compile(r"\s*(?:it then|then it|then the camera)\b", re.IGNORECASE)
_THEN = re.compile(r"\b(?:then|followed by|before)\b", re.IGNORECASE)
_MOVEMENT = re.compile(
    r"\b(?:(?P<pace>slowly|quickly|rapidly)\s+)?(?:(?P<way>truck|pan|tilt|zoom|push|pull|pedestal)\w*\s+(?P<where>left|right|up|down|in|out)"
    r"|(?P<shake>shak(?:e|es|ing))"
    r"|(?P<track>(?:follows|following)(?:\s+the\s+\w+\s+in\s+a\s+tracking\s+shot)?"
    r"|tracking(?:\s+shot)?|tracks?)"
    r"|(?P<static>static|(?:stays|stands|remains)\s+still))"
    r"(?:\s+with\s+(?P<reach>small|large)\s+amplitude)?"
    r"(?:\s+at\s+(?P<speed>slow|fast)\s+speed)?\b",
    re.IGNORECASE,
)
_MOVES = {
    "truck": ("left", "right"),
    "pan": ("left", "right"),
    "tilt": ("up", "down"),
    "zoom": ("in", "out"),
    "push": ("in",),
    "pull": ("out",),
    "pedestal": ("up", "down"),
}
_ALONE = {"shake": "Shake", "track": "Tracking shot", "static": "Static shot"}
_PACE = {"slowly": "slow", "quickly": "fast", "rapidly": "fast"}
_REACH = {"small": "slight", "large": "strong"}
_MOST_TOGETHER = 3


def read_prose(prompt: str) -> tuple[tuple[str, ...], ...]:
    """Give the steps in the order of the text, each with what happens at once in it.

    How fast and how far stand in front where they are told: `slow slight Push in`. Only sentences
    about the camera count: a fox that shakes moves no camera.
    """
    parts = (part for sentence in _about_the_camera(prompt) for part in _THEN.split(sentence))
    steps = (tuple(dict.fromkeys(_movements(part)))[:_MOST_TOGETHER] for part in parts)
    return tuple(step for step in steps if step)


def _about_the_camera(prompt: str) -> Iterator[str]:
    is_about = False
    for found in _SENTENCE.finditer(prompt):
        sentence = found.group()
        is_about = bool(_ABOUT.search(sentence)) or (is_about and bool(_GOES_ON.match(sentence)))
        if is_about:
            begins = _ABOUT.search(sentence)
            yield sentence[begins.end() :] if begins else sentence


def _movements(part: str) -> Iterator[str]:
    for found in _MOVEMENT.finditer(part):
        name = _name(found)
        if name is not None:
            pace = _PACE.get(_word(found, "pace")) or _word(found, "speed")
            told = (pace, _REACH.get(_word(found, "reach")), name)
            yield name if name == "Static shot" else " ".join(word for word in told if word)


def _name(found: re.Match[str]) -> str | None:
    alone = next((name for kind, name in _ALONE.items() if found[kind]), None)
    if alone is not None:
        return alone
    way, where = _word(found, "way"), _word(found, "where")
    return f"{way.capitalize()} {where}" if where in _MOVES[way] else None


def _word(found: re.Match[str], group: str) -> str:
    return (found[group] or "").lower()
