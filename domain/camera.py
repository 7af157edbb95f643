"""Camera movements and plans: parse what people type, print what engines read.

The bracket syntax is MiniMax's (platform.minimax.io, video generation, "camera commands").
"""

import contextlib
import difflib
import re
from dataclasses import dataclass

from domain.cutting import without
from domain.movements import OPPOSITES, OTHER_NAMES, PHRASES, Movement

__all__ = [
    "LONGEST_SUGGESTION",
    "MOST_AT_ONCE",
    "MOST_STEPS",
    "CameraPlan",
    "Contradiction",
    "DirectedPrompt",
    "Movement",
    "TooManyMovements",
    "UnknownMovement",
    "direct",
    "nearest_movement",
    "parse_movement",
    "parse_plan",
    "parse_steps",
    "suggestions",
]

#: MiniMax recommends at most three movements at once.
MOST_AT_ONCE = 3
#: Discord's limit on a choice, in characters (application command option choice structure).
LONGEST_SUGGESTION = 100
#: Six seconds hold only so many movements one after the other.
MOST_STEPS = 6

_BRACKETS = re.compile(r"\[([^\[\]\n]*)\]")
_THEN = re.compile(r"\s*(?:,\s*then\b|\bthen\b|;|>|→|\n)\s*", re.IGNORECASE)
_TOGETHER = re.compile(r"\s*(?:\+|,|&|\bwith\b|\band\b)\s*", re.IGNORECASE)
_JOINT = re.compile(f"(?:{_THEN.pattern}|{_TOGETHER.pattern})", re.IGNORECASE)
_CLOSE_ENOUGH = 0.75
# A sentence with more steps than these loses its reader.
_MOST_IN_A_SENTENCE = 3


_NAMES = {movement.value.casefold(): movement for movement in Movement} | dict(OTHER_NAMES)


class UnknownMovement(ValueError):
    """That is not a camera movement."""

    def __init__(self, typed: str) -> None:
        self.typed = typed
        self.nearest = nearest_movement(typed)
        super().__init__(self.__doc__)


class Contradiction(ValueError):
    """Those two movements cancel each other."""

    def __init__(self, first: Movement, second: Movement) -> None:
        self.first = first
        self.second = second
        super().__init__(self.__doc__)


class TooManyMovements(ValueError):
    """That is more camera movement than a clip can hold."""

    def __init__(self, found: int, limit: int, *, at_once: bool) -> None:
        self.found = found
        self.limit = limit
        self.at_once = at_once
        super().__init__(self.__doc__)


@dataclass(frozen=True, slots=True)
class CameraPlan:
    """Ordered steps, each of one to three simultaneous movements; empty means no camera asked for.

    Raises Contradiction or TooManyMovements when the steps cannot be filmed.
    """

    steps: tuple[tuple[Movement, ...], ...] = ()

    def __post_init__(self) -> None:
        if len(self.steps) > MOST_STEPS:
            raise TooManyMovements(len(self.steps), MOST_STEPS, at_once=False)
        for step in self.steps:
            _check_step(step)

    def __bool__(self) -> bool:
        return bool(self.steps)

    def __add__(self, later: "CameraPlan") -> "CameraPlan":
        return CameraPlan(self.steps + later.steps)

    def brackets(self) -> str:
        """The plan as MiniMax's camera commands, for example `[Truck left, Pan right][Push in]`."""
        return "".join(f"[{', '.join(step)}]" for step in self.steps)

    def words(self) -> str:
        """The plan for people, for example `truck left with pan right, then push in`."""
        return ", then ".join(" with ".join(step).lower() for step in self.steps)

    def option(self) -> str:
        """The plan as one types it into an option: `truck left + pan right, then push in`."""
        return ", then ".join(" + ".join(step).lower() for step in self.steps)

    def prose(self) -> str:
        """The plan in one or two sentences, for engines that read no brackets; empty for none.

        For example `The camera trucks left while panning right, then pushes in.`
        """
        told = [_told(step) for step in self.steps]
        halves = told[:_MOST_IN_A_SENTENCE], told[_MOST_IN_A_SENTENCE:]
        sentences = zip(("The camera", "It then"), halves, strict=True)
        return " ".join(f"{who} {', then '.join(half)}." for who, half in sentences if half)


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectedPrompt:
    """A prompt whose typed camera brackets were understood.

    `text` is the prompt with those brackets normalised where they stood, `story` the prompt
    without them, `camera` the plan they make in text order, `not_camera` the brackets that stay as
    ordinary text.
    """

    text: str
    story: str
    camera: CameraPlan
    not_camera: tuple[str, ...]


def nearest_movement(typed: str) -> Movement | None:
    """The movement that `typed` most likely meant, or None when nothing is close."""
    found = difflib.get_close_matches(_plain(typed), _NAMES, n=1, cutoff=_CLOSE_ENOUGH)
    return _NAMES[found[0]] if found else None


def parse_movement(typed: str) -> Movement:
    """Read one movement in any case and spacing, or by its film name. Raises UnknownMovement."""
    movement = _NAMES.get(_plain(typed))
    if movement is None:
        raise UnknownMovement(typed.strip())
    return movement


def parse_plan(typed: str) -> CameraPlan:
    """Read a plan as people type it into the camera option.

    `+`, `,`, `with` and `and` join movements into one step; `then`, `;` and `>` begin the next;
    brackets are understood too. Raises UnknownMovement, Contradiction or TooManyMovements.
    """
    return CameraPlan(parse_steps(typed))


def parse_steps(typed: str) -> tuple[tuple[Movement, ...], ...]:
    """Read the steps of a plan without asking whether they can be filmed.

    Raises UnknownMovement.
    """
    bracketed = _BRACKETS.sub(r" then \1 then ", typed)
    parts = [part for part in _THEN.split(_spaced(bracketed)) if part.strip(" ,+")]
    return tuple(_parse_step(part) for part in parts)


def direct(prompt: str) -> DirectedPrompt:
    """Understand the camera brackets typed inside a prompt.

    A bracket that is close to a movement raises UnknownMovement (with the nearest one), because
    sending it would waste a clip; any other bracket stays text. Contradiction and
    TooManyMovements are raised as for a plan.
    """
    steps: list[tuple[Movement, ...]] = []
    places: list[tuple[int, int]] = []
    not_camera: list[str] = []

    def normalise(found: re.Match[str]) -> str:
        step = _bracket_step(found[1])
        if step is None:
            not_camera.append(found[0])
            return found[0]
        steps.append(step)
        places.append(found.span())
        return f"[{', '.join(step)}]"

    text = _BRACKETS.sub(normalise, prompt)
    return DirectedPrompt(
        text=text,
        story=without(prompt, places),
        camera=CameraPlan(tuple(steps)),
        not_camera=tuple(not_camera),
    )


def suggestions(typed: str, most: int = 25) -> list[str]:
    """Completions for what stands in the camera option so far, the plan so far carried along.

    A phone replaces the whole field by the chosen suggestion, so each one repeats what was
    already typed (Discord, application command autocomplete). A plan that is complete comes
    first, so that choosing it adds nothing.
    """
    before, at_once, last = _split_last(typed)
    try:
        plan = parse_plan(before)
    except ValueError:
        return []
    done = _NAMES.get(_plain(last))
    if done is None:
        found = _longer(plan, _meant(last), at_once=at_once)
    else:
        whole = _longer(plan, [done], at_once=at_once)
        together = [more for one in whole for more in _longer(one, list(Movement), at_once=True)]
        later = [more for one in whole for more in _longer(one, list(Movement), at_once=False)]
        found = [*whole, *together, *later]
    options = dict.fromkeys(one.option() for one in found)
    return [text for text in options if len(text) <= LONGEST_SUGGESTION][:most]


def _told(step: tuple[Movement, ...]) -> str:
    first, *others = [PHRASES[movement] for movement in step]
    meanwhile = " and ".join(doing for _, doing in others)
    return f"{first[0]} while {meanwhile}" if meanwhile else first[0]


def _check_step(step: tuple[Movement, ...]) -> None:
    if len(step) > MOST_AT_ONCE:
        raise TooManyMovements(len(step), MOST_AT_ONCE, at_once=True)
    for movement in step:
        opposite = OPPOSITES.get(movement)
        if opposite in step:
            raise Contradiction(movement, opposite)
    if Movement.STATIC_SHOT in step and len(step) > 1:
        other = next(m for m in step if m is not Movement.STATIC_SHOT)
        raise Contradiction(Movement.STATIC_SHOT, other)


def _parse_step(typed: str) -> tuple[Movement, ...]:
    names = [name for name in _TOGETHER.split(typed) if name.strip()]
    return tuple(dict.fromkeys(parse_movement(name) for name in names))


def _bracket_step(inside: str) -> tuple[Movement, ...] | None:
    """The movements of one bracket, or None when it is not about the camera at all."""
    names = [name for name in _TOGETHER.split(inside) if name.strip()]
    known = [name for name in names if _plain(name) in _NAMES]
    if not known and not any(nearest_movement(name) for name in names):
        return None
    return tuple(dict.fromkeys(parse_movement(name) for name in names))


def _split_last(typed: str) -> tuple[str, bool, str]:
    """What stands before the last joint, whether it joins at once, and the word being typed."""
    open_ = _spaced(typed.strip().removesuffix("]").replace("]", " then ").replace("[", " "))
    joints = list(_JOINT.finditer(open_))
    if not joints:
        return "", True, open_.strip()
    joint = joints[-1]
    at_once = not _THEN.fullmatch(joint[0])
    return open_[: joint.start()], at_once, open_[joint.end() :].strip()


def _meant(typed: str) -> list[Movement]:
    """The movements that a part of a name, or a misprint of one, may mean."""
    wanted = _plain(typed)
    found = [m for m in Movement if any(wanted in name for name in _names_of(m))]
    near = nearest_movement(typed) if wanted and not found else None
    return [near] if near else found


def _names_of(movement: Movement) -> list[str]:
    return [name for name, meant in _NAMES.items() if meant is movement]


def _longer(plan: CameraPlan, movements: list[Movement], *, at_once: bool) -> list[CameraPlan]:
    """The plan with each of the movements added, where that can be filmed."""
    last = plan.steps[-1] if at_once and plan else ()
    earlier = plan.steps[:-1] if last else plan.steps
    found = []
    for movement in movements:
        with contextlib.suppress(Contradiction, TooManyMovements):
            if movement not in last:
                found.append(CameraPlan((*earlier, (*last, movement))))
    return found


def _spaced(typed: str) -> str:
    """One space for many: thousands of them would take the joints' patterns a quarter second."""
    return "\n".join(" ".join(line.split()) for line in typed.split("\n") if line.strip())


def _plain(typed: str) -> str:
    """Case, hyphens, underscores and runs of white space do not matter."""
    return " ".join(re.split(r"[\s_-]+", typed.casefold().strip()))
