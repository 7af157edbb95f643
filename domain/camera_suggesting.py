"""Completing a camera plan while it is typed, and finding the nearest one that can be filmed."""

import contextlib
import re

from domain.camera import (
    MOST_AT_ONCE,
    MOST_STEPS,
    CameraPlan,
    Contradiction,
    Step,
    TooManyMovements,
)
from domain.camera_reading import (
    THEN,
    TOGETHER,
    UnknownMovement,
    nearest_movement,
    parse_move,
    parse_plan,
    plain,
    spaced,
)
from domain.movements import ABOUT, Amplitude, Move, Movement, Speed

#: Discord's limit on a choice, in characters (application command option choice structure).
LONGEST_SUGGESTION = 100

_JOINT = re.compile(f"(?:{THEN.pattern}|{TOGETHER.pattern})", re.IGNORECASE)
_MEASURES = tuple(
    f"{speed} {amplitude}".replace("medium", "").strip()
    for speed in Speed
    for amplitude in Amplitude
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
    done = _known(last)
    if done is None:
        found = _longer(plan, _meant(last), at_once=at_once)
    else:
        whole = _longer(plan, [done], at_once=at_once)
        every = [Move(movement) for movement in Movement]
        together = [more for one in whole for more in _longer(one, every, at_once=True)]
        later = [more for one in whole for more in _longer(one, every, at_once=False)]
        found = [*whole, *together, *later]
    options = dict.fromkeys(one.option() for one in found)
    return [text for text in options if len(text) <= LONGEST_SUGGESTION][:most]


def in_turn(steps: tuple[Step, ...]) -> CameraPlan:
    """The nearest plan that can be filmed: what can't go at once goes one after the other.

    Of more steps than fit the first are kept.
    """
    waiting, done = list(steps), list[Step]()
    while waiting:
        step = waiting.pop(0)
        try:
            CameraPlan((step,))
        except Contradiction as error:
            second = _later(step, error)
            waiting[:0] = [tuple(move for move in step if move != second), (second,)]
        except TooManyMovements:
            waiting[:0] = [step[:MOST_AT_ONCE], step[MOST_AT_ONCE:]]
        else:
            done.append(step)
    return CameraPlan(tuple(done[:MOST_STEPS]))


def only_first(steps: tuple[Step, ...]) -> CameraPlan:
    """The nearest plan with nothing moved: what does not fit is left out."""
    waiting, done = list(steps), list[Step]()
    while waiting:
        step = waiting.pop(0)
        try:
            CameraPlan((step,))
        except Contradiction as error:
            second = _later(step, error)
            waiting.insert(0, tuple(move for move in step if move != second))
        except TooManyMovements:
            waiting.insert(0, step[:MOST_AT_ONCE])
        else:
            done.append(step)
    return CameraPlan(tuple(done[:MOST_STEPS]))


def _later(step: Step, error: Contradiction) -> Move:
    return max(error.first, error.second, key=step.index)


def _known(typed: str) -> Move | None:
    try:
        return parse_move(typed)
    except UnknownMovement:
        return None


def _split_last(typed: str) -> tuple[str, bool, str]:
    """What stands before the last joint, whether it joins at once, and the word being typed."""
    open_ = spaced(typed.strip().removesuffix("]").replace("]", " then ").replace("[", " "))
    joints = list(_JOINT.finditer(open_))
    if not joints:
        return "", True, open_.strip()
    joint = joints[-1]
    at_once = not THEN.fullmatch(joint[0])
    return open_[: joint.start()], at_once, open_[joint.end() :].strip()


def _meant(typed: str) -> list[Move]:
    """The movements that a part of a name, or a misprint of one, may mean.

    How far and how fast are kept when they stand in front: `slow pa` means `slow pan left`.
    """
    wanted = plain(typed)
    fitting = (one for one in _MEASURES if one and f"{wanted} ".startswith(f"{one} "))
    measure = max(fitting, key=len, default="")
    rest = wanted.removeprefix(measure).strip()
    found = [m for m in Movement if any(rest in name for name in _names_of(m))]
    near = nearest_movement(typed) if rest and not found else None
    return [parse_move(f"{measure} {m}") for m in ([near] if near else found)]


def _names_of(movement: Movement) -> list[str]:
    return [movement.value.lower(), *ABOUT[movement].names]


def _longer(plan: CameraPlan, moves: list[Move], *, at_once: bool) -> list[CameraPlan]:
    """The plan with each of the movements added, where that can be filmed."""
    last = plan.steps[-1] if at_once and plan else ()
    earlier = plan.steps[:-1] if last else plan.steps
    found = []
    for move in moves:
        with contextlib.suppress(Contradiction, TooManyMovements):
            if move not in last:
                found.append(CameraPlan((*earlier, (*last, move))))
    return found
