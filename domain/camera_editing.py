"""Changing a plan step by step; what comes out need not be one that can be filmed.

Steps are counted from 0. A step that is not there leaves everything as it is, so that no change
can fail: a plan may have grown shorter since it was looked at.
"""

from collections.abc import Sequence

from domain.camera import Step
from domain.movements import Amplitude, Move, Movement, Speed

Steps = tuple[Step, ...]
Measure = tuple[Amplitude, Speed]

USUAL: Measure = (Amplitude.MEDIUM, Speed.MEDIUM)


def with_movements(steps: Steps, at: int, movements: Sequence[Movement]) -> Steps:
    """The step shows these movements instead; just behind the last, they are a new step.

    What it showed before keeps how far and how fast it goes, and what is new to it goes like all
    the rest of it.
    """
    if not movements or not 0 <= at <= len(steps):
        return steps
    had = {move.movement: move for move in (steps[at] if at < len(steps) else ())}
    usual = measure_of(tuple(had.values())) or USUAL
    step = tuple(had.get(one) or Move(one, *usual) for one in dict.fromkeys(movements))
    return (*steps[:at], _in_order_had(step, tuple(had)), *steps[at + 1 :])


def with_measure(steps: Steps, at: int, measure: Measure) -> Steps:
    """All movements of the step go this far and this fast."""
    if not 0 <= at < len(steps):
        return steps
    step = tuple(Move(move.movement, *measure) for move in steps[at])
    return (*steps[:at], step, *steps[at + 1 :])


def earlier(steps: Steps, at: int) -> Steps:
    """The step and the one before it change places."""
    if not 0 < at < len(steps):
        return steps
    return (*steps[: at - 1], steps[at], steps[at - 1], *steps[at + 1 :])


def later(steps: Steps, at: int) -> Steps:
    """The step and the one behind it change places."""
    return earlier(steps, at + 1) if at >= 0 else steps


def without_step(steps: Steps, at: int) -> Steps:
    """The plan with the step left out."""
    return (*steps[:at], *steps[at + 1 :]) if 0 <= at < len(steps) else steps


def measure_of(step: Step) -> Measure | None:
    """How far and how fast a step goes; None where its movements differ, or none can."""
    measures = {
        (move.amplitude, move.speed) for move in step if move.movement is not Movement.STATIC_SHOT
    }
    return measures.pop() if len(measures) == 1 else None


def _in_order_had(step: Step, had: tuple[Movement, ...]) -> Step:
    """What the step showed already stays in front, in its order: a list of choices has none."""
    places = {movement: place for place, movement in enumerate(had)}
    return tuple(sorted(step, key=lambda move: places.get(move.movement, len(places))))
