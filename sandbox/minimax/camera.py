"""Reads camera commands out of a prompt, as leniently as the vendor's own examples are written.

Any case and spacing; `[Push out]` of the official examples is a pull; an unknown word in
brackets is never an error, it is simply text.
"""

import re

_BRACKET = re.compile(r"\[([^\[\]]*)\]")

_COMMANDS = {
    name.lower(): name
    for name in (
        "Truck left",
        "Truck right",
        "Pan left",
        "Pan right",
        "Push in",
        "Pull out",
        "Pedestal up",
        "Pedestal down",
        "Tilt up",
        "Tilt down",
        "Zoom in",
        "Zoom out",
        "Shake",
        "Tracking shot",
        "Static shot",
    )
} | {"push out": "Pull out", "tracking": "Tracking shot", "static": "Static shot"}
_MOST_TOGETHER = 3


def read_camera(prompt: str) -> tuple[tuple[str, ...], ...]:
    """Give the steps in the order of the text, each with what happens at once in it."""
    steps = (_read_step(found.group(1)) for found in _BRACKET.finditer(prompt))
    return tuple(step for step in steps if step)


def without_brackets(prompt: str) -> str:
    """Give the prompt without its brackets: what the picture is about."""
    return " ".join(_BRACKET.sub(" ", prompt).split())


def _read_step(inside: str) -> tuple[str, ...]:
    words = (" ".join(part.lower().split()) for part in inside.split(","))
    known = dict.fromkeys(_COMMANDS[word] for word in words if word in _COMMANDS)
    return tuple(known)[:_MOST_TOGETHER]
