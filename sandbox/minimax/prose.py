"""Reads camera movements out of plain sentences, as the models of the second generation do.

Source of the words: the vendor's guide for writing H3 prompts, "camera motion": the camera trucks,
pans, pushes in, pulls out, pedestals, tilts, zooms, shakes, tracks or holds a static shot. How far
and how fast, arcs and rolls are not drawn here, and are simply text.
"""

import re
from collections.abc import Iterator

_SENTENCE = re.compile(r"[^.!?\n]+")
_ABOUT = re.compile(r"\bcamera\b", re.IGNORECASE)
_GOES_ON = re.compile(r"\s*(?:it then|then it|then the camera)\b", re.IGNORECASE)
_THEN = re.compile(r"\b(?:then|followed by|before)\b", re.IGNORECASE)
_MOVEMENT = re.compile(
    r"\b(?:(?P<way>truck|pan|tilt|zoom|push|pull|pedestal)\w*\s+(?P<where>left|right|up|down|in|out)"
    r"|(?P<shake>shak(?:e|es|ing))|(?P<track>tracking|track|tracks|follows|following)"
    r"|(?P<static>static|(?:stays|stands|remains)\s+still))\b",
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
_MOST_TOGETHER = 3


def read_prose(prompt: str) -> tuple[tuple[str, ...], ...]:
    """Give the steps in the order of the text, each with what happens at once in it.

    Only sentences about the camera count: a fox that shakes moves no camera.
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
        alone = next((name for kind, name in _ALONE.items() if found[kind]), None)
        if alone is not None:
            yield alone
            continue
        way, where = found["way"].lower(), found["where"].lower()
        if where in _MOVES[way]:
            yield f"{way.capitalize()} {where}"
