"""Ways to mend a request that was refused, ready to be pressed instead of typed again."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from domain.camera import MOST_STEPS, CameraPlan, Contradiction, Step, TooManyMovements
from domain.camera_reading import (
    UnknownMovement,
    direct,
    parse_plan,
    parse_steps,
    spaced,
    typed_steps,
)
from domain.camera_suggesting import in_turn, only_first
from domain.movements import Movement
from domain.pictures import PictureRole
from services.asks import Ask, Change

#: More misprints than this in one request are typed anew, not pressed away.
_MOST_MISPRINTS = 20
_BRACKETS = re.compile(r"\[[^\[\]\n]*\]")


class Mend(StrEnum):
    """What can be done about a request at one press."""

    # The camera
    NEAREST = "nearest"
    IN_TURN = "in_turn"
    ONLY_FIRST = "only_first"
    NO_CAMERA = "no_camera"
    # The shape
    ANY_SHAPE = "any_shape"
    # The pictures
    FRAMES = "frames"
    FIRST_FRAME = "first_frame"
    BEGIN_WITH_LAST = "begin_with_last"
    FACE = "face"
    REFERENCES = "references"
    NO_PICTURES = "no_pictures"


#: Which pictures are left after each.
_ONLY = {
    Mend.FRAMES: frozenset({PictureRole.FIRST_FRAME, PictureRole.LAST_FRAME}),
    Mend.FIRST_FRAME: frozenset({PictureRole.FIRST_FRAME}),
    Mend.FACE: frozenset({PictureRole.SUBJECT}),
    Mend.REFERENCES: frozenset({PictureRole.REFERENCE}),
}


def mends(ask: Ask) -> Mapping[Mend, Change]:
    """Every way to mend this request that makes another one which has a meaning."""
    return {**_camera_mends(ask), **_picture_mends(ask), **_other_mends(ask)}


def _other_mends(ask: Ask) -> dict[Mend, Change]:
    found = {}
    if ask.camera:
        found[Mend.NO_CAMERA] = Change(camera="")
    if ask.aspect:
        found[Mend.ANY_SHAPE] = Change(aspect="")
    return found


def _picture_mends(ask: Ask) -> dict[Mend, Change]:
    """Those that leave some of the pictures, but not all, and such as go together."""
    roles = frozenset(role for role, _ in ask.pictures)
    found = {
        mend: Change(only=kept)
        for mend, kept in _ONLY.items()
        if kept & roles and not roles <= kept and kept & roles != {PictureRole.LAST_FRAME}
    }
    if ask.pictures.last_frame and not ask.pictures.first_frame:
        found[Mend.BEGIN_WITH_LAST] = Change(begins_with_last=True)
    if ask.pictures and ask.prompt.strip():
        found[Mend.NO_PICTURES] = Change(only=frozenset())
    return found


def _camera_mends(ask: Ask) -> dict[Mend, Change]:
    """Every way to mend this request's camera that makes a plan which can be filmed."""
    try:
        plan = parse_plan(ask.camera)
    except UnknownMovement:
        camera = _spelt_right(spaced(ask.camera), parse_steps)  # a misprint is told so spaced
        return {} if camera is None else {Mend.NEAREST: Change(camera=camera)}
    except (Contradiction, TooManyMovements):
        return _nearest_plans(parse_steps(ask.camera))
    prompt = _spelt_right(ask.prompt, typed_steps)
    if prompt is None:
        return {}
    if prompt != ask.prompt:
        return {Mend.NEAREST: Change(prompt=prompt)}
    try:
        direct(prompt)
    except (Contradiction, TooManyMovements):
        # What can't be filmed where it stands in the text can be filmed beside it.
        typed, story = typed_steps(prompt)
        return _nearest_plans(plan.steps + typed, story)
    # Each fits alone, but not both together.
    room = MOST_STEPS - len(direct(prompt).camera.steps)
    if 0 < room < len(plan.steps):
        return {Mend.ONLY_FIRST: Change(camera=CameraPlan(plan.steps[:room]).option())}
    return {}


def _nearest_plans(steps: tuple[Step, ...], prompt: str | None = None) -> dict[Mend, Change]:
    plans = {Mend.IN_TURN: in_turn(steps), Mend.ONLY_FIRST: only_first(steps)}
    return {
        mend: Change(prompt=prompt, camera=plan.option()) for mend, plan in plans.items() if plan
    }


def _spelt_right(typed: str, read: Callable[[str], object]) -> str | None:
    """The text with every misprinted movement replaced; None when one means nothing we know."""
    for _ in range(_MOST_MISPRINTS):
        try:
            read(typed)
        except UnknownMovement as error:
            if error.nearest is None:
                return None
            in_brackets = read is typed_steps
            typed = _replaced(typed, error.typed, error.nearest, only_in_brackets=in_brackets)
        except ValueError:
            return None
        else:
            return typed
    return None


def _replaced(typed: str, wrong: str, right: Movement, *, only_in_brackets: bool) -> str:
    if not only_in_brackets:
        return typed.replace(wrong, right.value.lower(), 1)
    # Outside brackets the same letters are part of the story and stay.
    return _BRACKETS.sub(lambda found: found[0].replace(wrong, right.value.lower()), typed)
