"""What can be done to the camera of a kept request: pure, each act on the plan as it stands.

Whatever is done in whatever order, a plan that could be filmed stays one that can.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from domain.camera import CameraPlan, Contradiction, TooManyMovements
from domain.camera_editing import Steps
from domain.camera_reading import direct, parse_plan
from domain.camera_suggesting import in_turn, only_first
from domain.refusals import CameraContradicts, CameraTooMuch
from services.asks import Change
from services.drafting import Kept, Trail
from services.mending import Mend, mends
from services.shaping import camera_refusal

#: One act on a kept request.
PlanAct = Callable[[Kept], Kept]
#: A change of the plan's steps, as in domain.camera_editing.
Edit = Callable[[Steps], Steps]

#: How many plans can be gone back to.
_REMEMBERED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A plan that can't be filmed, so that everything stays as it was.

    `in_turn` and `only_first` are the nearest that can be; None where that would be no change, or
    lose a step that nobody spoke of.
    """

    refusal: CameraContradicts | CameraTooMuch
    in_turn: CameraPlan | None
    only_first: CameraPlan | None


class NotFilmable(Exception):
    """The act makes a plan that can't be filmed."""

    def __init__(self, tried: Tried) -> None:
        self.tried = tried
        super().__init__(self.__doc__)


def edited(edit: Edit) -> PlanAct:
    """The steps of the plan are changed. The act raises NotFilmable."""

    def act(kept: Kept) -> Kept:
        try:
            before = parse_plan(kept.ask.camera)
            typed = direct(kept.ask.prompt).camera
        except ValueError:
            return kept  # what can't be read is mended or typed anew, not changed step by step
        steps = edit(before.steps)
        try:
            plan = CameraPlan(steps)
            _ = plan + typed
        except (Contradiction, TooManyMovements) as error:
            raise NotFilmable(_tried(error, steps, before, typed)) from error
        return _become(kept, Change(camera=plan.option()))

    return act


def take_in(kept: Kept) -> Kept:
    """The brackets typed in the prompt become the plan's last steps, and leave the prompt."""
    try:
        typed = direct(kept.ask.prompt)
        whole = parse_plan(kept.ask.camera) + typed.camera
    except ValueError:
        return kept
    if not typed.camera:
        return kept
    return _become(kept, Change(prompt=typed.story, camera=whole.option()))


def undo(kept: Kept) -> Kept:
    """The plan before the last act; as it is, when nothing was done."""
    if not kept.trail.before:
        return kept
    *earlier, (prompt, camera) = kept.trail.before
    ask = Change(prompt=prompt, camera=camera).applied(kept.ask)
    return Kept(ask=ask, trail=_trail(kept, ask.camera, tuple(earlier)))


def mended(mend: Mend) -> PlanAct:
    """One of the ways to mend a camera that can't be filmed."""

    def act(kept: Kept) -> Kept:
        change = mends(kept.ask).get(mend)
        return _become(kept, change) if change else kept

    return act


def reworded(prompt: str, camera: str) -> PlanAct:
    """Prompt and camera as typed anew, whether they can be filmed or not."""
    return lambda kept: _become(kept, Change(prompt=prompt, camera=camera))


def _become(kept: Kept, change: Change) -> Kept:
    ask = change.applied(kept.ask)
    if (ask.prompt, ask.camera) == (kept.ask.prompt, kept.ask.camera):
        return kept
    prompt = kept.ask.prompt if ask.prompt != kept.ask.prompt else None
    before = (*kept.trail.before, (prompt, kept.ask.camera))[-_REMEMBERED:]
    return Kept(ask=ask, trail=_trail(kept, ask.camera, before))


def _trail(kept: Kept, camera: str, before: tuple[tuple[str | None, str], ...]) -> Trail:
    is_as_before = _is_same_order(kept.ask.camera, camera)
    return replace(kept.trail, before=before, order=kept.trail.order + (not is_as_before))


def _is_same_order(one: str, other: str) -> bool:
    """Whether a step's number still means that step: at most one of them shows something else."""
    try:
        ours, theirs = parse_plan(one).steps, parse_plan(other).steps
    except ValueError:
        return False
    return len(ours) == len(theirs) and sum(a != b for a, b in zip(ours, theirs, strict=True)) < 2


def _tried(
    error: Contradiction | TooManyMovements, steps: Steps, before: CameraPlan, typed: CameraPlan
) -> Tried:
    wanted = sorted(move.words() for step in steps for move in step)
    turn, first = in_turn(steps), only_first(steps)
    is_whole = sorted(move.words() for step in turn.steps for move in step) == wanted
    return Tried(
        refusal=camera_refusal(error),
        in_turn=turn if is_whole and _fits(turn, typed) else None,
        only_first=first if first != before and _fits(first, typed) else None,
    )


def _fits(plan: CameraPlan, typed: CameraPlan) -> bool:
    try:
        _ = plan + typed
    except TooManyMovements:
        return False
    return True
