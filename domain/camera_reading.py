"""Reading a camera plan: from an option, from brackets in a prompt, from sentences.

Whatever a plan prints (brackets, words, an option, prose) reads back as that plan.
"""

import difflib
import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from domain.camera import CameraPlan, Step
from domain.cutting import without
from domain.movements import ABOUT, Amplitude, Move, Movement, Speed

BRACKETS = re.compile(r"\[([^\[\]\n]*)\]")
#: A bracket that no other closes, up to the next one or the end of its line.
_LEFT_OPEN = re.compile(r"\[([^\[\]\n]*)(?=\[|\n|$)")
THEN = re.compile(
    r"\s*(?:,\s*then\b|\.?\s*\bit then\b|\bthen\b|\.\s*\bthe camera\b|;|>|→|\.|\n)\s*",
    re.IGNORECASE,
)
#: Without the spaces around it: to look for those takes long where a bracket holds nothing else.
TOGETHER = re.compile(r"\+|,|&|\bwith\b|\band\b|\bwhile\b", re.IGNORECASE)
_SUBJECT = re.compile(r"\A\s*(?:the camera|it)\s+(?=\S)", re.IGNORECASE)
#: `with small amplitude at slow speed`, where `with` joins no other movement.
_MEASURE = re.compile(r"\b(?:with|at)\s+(?=[a-z]+\s+(?:amplitude|speed)\b)", re.IGNORECASE)
_CLOSE_ENOUGH = 0.75
# Of an open bracket no more is shown back.
_SHOWN_OF_OPEN = 30

_REACH: Mapping[str, Amplitude] = MappingProxyType(
    dict.fromkeys(
        ("slight", "slightly", "small", "little", "subtle", "subtly", "gentle", "gently"),
        Amplitude.SLIGHT,
    )
    | dict.fromkeys(
        ("strong", "strongly", "big", "large", "far", "wide", "widely", "dramatic", "dramatically"),
        Amplitude.STRONG,
    )
)
_PACE: Mapping[str, Speed] = MappingProxyType(
    dict.fromkeys(("slow", "slowly"), Speed.SLOW)
    | dict.fromkeys(
        ("fast", "quick", "quickly", "rapid", "rapidly", "swift", "swiftly", "whip"), Speed.FAST
    )
)
#: Said of what is usual, or only for the sentence's sake.
_FILLERS = frozenset(
    {
        "amplitude",
        "speed",
        "medium",
        "moderate",
        "moderately",
        "normal",
        "normally",
        "very",
        "a",
        "bit",
    }
)
_NAMES: Mapping[str, Movement] = MappingProxyType(
    {
        " ".join(word for word in name.split() if word not in _FILLERS): movement
        for movement, about in ABOUT.items()
        for name in (movement.value.lower(), *about.names, about.does, about.doing)
    }
)


#: What is longer than this is close to no name.
_LONGEST_MISPRINT = max(map(len, _NAMES)) * 2


class UnknownMovement(ValueError):
    """That is not a camera movement."""

    def __init__(self, typed: str) -> None:
        self.typed = typed
        self.nearest = nearest_movement(typed)
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectedPrompt:
    """A prompt whose typed camera brackets were understood.

    `text` is the prompt with those brackets normalised where they stood, as engines read them;
    `story` the prompt without them, `camera` the plan they make in text order, `not_camera` the
    brackets that stay as ordinary text, `left_open` what reads like the camera behind a bracket
    that is never closed, and stays text as well.
    """

    text: str
    story: str
    camera: CameraPlan
    not_camera: tuple[str, ...]
    left_open: tuple[str, ...] = ()


def nearest_movement(typed: str) -> Movement | None:
    """The movement that `typed` most likely meant, or None when nothing is close."""
    name, _, _ = _measured(typed)
    return _closest(name) if len(name) <= _LONGEST_MISPRINT else None


def parse_move(typed: str) -> Move:
    """Read one movement in any case and spacing, or by its film name, with how far and how fast.

    For example `slow push in`, `Push in slowly`, `whip pan left`. Raises UnknownMovement.
    """
    name, amplitude, speed = _measured(typed)
    movement = _NAMES.get(name)
    if movement is None:
        raise UnknownMovement(typed.strip())
    return Move(movement, amplitude, speed)


def parse_plan(typed: str) -> CameraPlan:
    """Read a plan as people type it into the camera option.

    `+`, `,`, `with`, `while` and `and` join movements into one step; `then`, `;`, `>` and the end
    of a sentence begin the next; brackets are understood too. Raises UnknownMovement,
    Contradiction or TooManyMovements.
    """
    return CameraPlan(parse_steps(typed))


def parse_steps(typed: str) -> tuple[Step, ...]:
    """Read the steps of a plan without asking whether they can be filmed.

    Raises UnknownMovement.
    """
    bracketed = _MEASURE.sub("", BRACKETS.sub(r" then \1 then ", typed))
    parts = [part for part in THEN.split(spaced(bracketed)) if part.strip(" ,+")]
    return tuple(_parse_step(_SUBJECT.sub("", part)) for part in parts)


def direct(prompt: str) -> DirectedPrompt:
    """Understand the camera brackets typed inside a prompt.

    A bracket that is close to a movement raises UnknownMovement (with the nearest one), because
    sending it would waste a clip; any other bracket stays text. Contradiction and
    TooManyMovements are raised as for a plan.
    """
    found = _bracketed(prompt)
    camera = CameraPlan(tuple(step for _, step in found if step is not None))
    as_read = iter([bracket[0] if step is None else _command(step) for bracket, step in found])
    return DirectedPrompt(
        text=BRACKETS.sub(lambda _: next(as_read), prompt),
        story=_story(prompt, found),
        camera=camera,
        not_camera=tuple(bracket[0] for bracket, step in found if step is None),
        left_open=_left_open(prompt),
    )


def typed_steps(prompt: str) -> tuple[tuple[Step, ...], str]:
    """The steps typed in a prompt's brackets, and the prompt without them.

    Whether the steps can be filmed is not asked. Raises UnknownMovement.
    """
    found = _bracketed(prompt)
    return tuple(step for _, step in found if step is not None), _story(prompt, found)


def spaced(typed: str) -> str:
    """One space for many: thousands of them would take the joints' patterns a quarter second."""
    return "\n".join(" ".join(line.split()) for line in typed.split("\n") if line.strip())


def plain(typed: str) -> str:
    """Case, hyphens, underscores and runs of white space do not matter."""
    return " ".join(re.split(r"[\s_-]+", typed.casefold().strip()))


@functools.lru_cache(maxsize=2_048)
def _closest(name: str) -> Movement | None:
    """Remembered, because a text is read several times, and may hold hundreds of brackets."""
    found = difflib.get_close_matches(name, _NAMES, n=1, cutoff=_CLOSE_ENOUGH)
    return _NAMES[found[0]] if found else None


def _measured(typed: str) -> tuple[str, Amplitude, Speed]:
    """A movement's name without how far and how fast; what comes last of either counts."""
    amplitude, speed, name = Amplitude.MEDIUM, Speed.MEDIUM, []
    for word in plain(typed).split():
        if word in _REACH:
            amplitude = _REACH[word]
        elif word in _PACE:
            speed = _PACE[word]
        elif word not in _FILLERS:
            name.append(word)
    return " ".join(name), amplitude, speed


def _parse_step(typed: str) -> Step:
    names = [name for name in TOGETHER.split(typed) if name.strip()]
    return tuple(dict.fromkeys(parse_move(name) for name in names))


def _bracket_step(inside: str) -> Step | None:
    """The movements of one bracket, or None when it is not about the camera at all."""
    names = [name for name in TOGETHER.split(_MEASURE.sub("", inside)) if name.strip()]
    known = [name for name in names if _measured(name)[0] in _NAMES]
    if not known and not any(nearest_movement(name) for name in names):
        return None
    return tuple(dict.fromkeys(parse_move(name) for name in names))


def _bracketed(prompt: str) -> list[tuple[re.Match[str], Step | None]]:
    return [(bracket, _bracket_step(bracket[1])) for bracket in BRACKETS.finditer(prompt)]


def _command(step: Step) -> str:
    return CameraPlan((step,)).brackets()


def _story(prompt: str, found: Sequence[tuple[re.Match[str], Step | None]]) -> str:
    return without(prompt, [bracket.span() for bracket, step in found if step is not None])


def _left_open(prompt: str) -> tuple[str, ...]:
    """What begins like a movement behind brackets that nothing closes."""
    inside = (found[1] for found in _LEFT_OPEN.finditer(prompt))
    return tuple(
        f"[{one[:_SHOWN_OF_OPEN].strip()}"
        for one in inside
        if one.strip()
        and any(_measured(" ".join(one.split()[:words]))[0] in _NAMES for words in range(1, 5))
    )
