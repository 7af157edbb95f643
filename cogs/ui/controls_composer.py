"""The composer's lists and buttons, and the identities by which they are found again."""

from dataclasses import dataclass

import discord

from cogs.ui.phrases import capital, credits, whole_moves
from cogs.ui.reply import LONGEST_LABEL, Act, Button, Option, Select
from cogs.ui.words_refusals import camera_labels
from domain.camera import MOST_AT_ONCE, CameraPlan, Step
from domain.camera_editing import USUAL, Measure, measure_of
from domain.movements import ABOUT, Amplitude, Movement, Speed
from domain.refusals import Refused
from domain.refusals_acts import DraftGone
from services.asks import GONE, LEFT_OUT
from services.composing import Composed
from services.mending import Mend, mends

#: What stands behind a button's place in the plan: which act on it is meant.
EARLIER, LATER, ADD, REMOVE, UNDO = "earlier", "later", "add", "remove", "undo"
TAKE_IN, IN_TURN, ONLY_FIRST, AS_IT_WAS, MEND = "take_in", "in_turn", "only_first", "as_was", "mend"

_EDITING, _GOING_ON = 3, 4
_MOVEMENTS = tuple(Movement)
_MEASURES: dict[Measure, str] = {
    (Amplitude.SLIGHT, Speed.SLOW): "A little, slowly",
    (Amplitude.SLIGHT, Speed.MEDIUM): "A little",
    (Amplitude.SLIGHT, Speed.FAST): "A little, fast",
    (Amplitude.MEDIUM, Speed.SLOW): "Slowly",
    (Amplitude.MEDIUM, Speed.MEDIUM): "As usual",
    (Amplitude.MEDIUM, Speed.FAST): "Fast",
    (Amplitude.STRONG, Speed.SLOW): "Far, slowly",
    (Amplitude.STRONG, Speed.MEDIUM): "Far",
    (Amplitude.STRONG, Speed.FAST): "Far, fast",
}
_PRIMARY = discord.ButtonStyle.primary


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """Which step of which plan a control is about, and in which order of steps it was shown."""

    draft_id: str
    order: int
    step: int

    def __str__(self) -> str:
        return f"{self.draft_id}:{self.order}:{self.step}"

    @staticmethod
    def read(about: str) -> "tuple[At, tuple[str, ...]]":
        """The place, and what stands behind it. Raises Refused where it can't be read."""
        draft_id, order, step, *rest = (*about.split(":"), "", "")
        if not (order.isdecimal() and step.isdecimal()):
            raise Refused(DraftGone())
        return At(draft_id=draft_id, order=int(order), step=int(step)), tuple(rest)


def controls(
    composed: Composed, step: int, picked: tuple[Movement, ...] = ()
) -> tuple[tuple[Select, ...], tuple[Button, ...]]:
    """Lists and buttons for one step of a plan; a step just behind the last is a new one.

    `picked`: movements that were tried for it and can't be filmed at once.
    """
    at = At(draft_id=composed.draft_id, order=composed.order, step=_within(composed, step))
    if not composed.is_readable:
        return (), (*_mending(composed, at), *_going_on(composed, at))
    editing = _nearest(composed, at, picked) if composed.tried else _editing(composed, at)
    return _lists(composed, at), (*editing, *_going_on(composed, at))


def movements_of(letters: str) -> tuple[Movement, ...]:
    """The movements behind an identity's letters, or behind a list's values put together."""
    found = (int(letter, 16) for letter in letters if letter in "0123456789abcdef")
    return tuple(_MOVEMENTS[place] for place in found if place < len(_MOVEMENTS))


def measure_of_value(value: str) -> Measure:
    """How far and how fast a choice means."""
    measures = tuple(_MEASURES)
    is_known = value.isdecimal() and int(value) < len(measures)
    return measures[int(value)] if is_known else USUAL


def _within(composed: Composed, step: int) -> int:
    count = len(composed.plan.steps)
    last = count if composed.has_room else count - 1
    return max(0, min(step, last))


def _lists(composed: Composed, at: At) -> tuple[Select, ...]:
    steps = composed.plan.steps
    shown: Step = steps[at.step] if at.step < len(steps) else ()
    is_full = not steps and not composed.has_room
    number = at.step + 1
    which = Select(
        act=Act.STEP,
        placeholder="Which step",
        options=_step_options(composed, at),
        about=str(at),
        is_off=is_full,
    )
    moves = Select(
        act=Act.MOVES,
        placeholder=f"Step {number}: choose what the camera does, up to three at once",
        options=_movement_options(shown),
        about=str(at),
        most=MOST_AT_ONCE,
        is_off=is_full,
    )
    return which, moves, _measure(shown, at)


def _step_options(composed: Composed, at: At) -> tuple[Option, ...]:
    steps = composed.plan.steps
    found = [
        Option(
            label=f"Step {number + 1} · {' with '.join(move.words() for move in step)}",
            value=str(number),
            is_chosen=number == at.step,
        )
        for number, step in enumerate(steps)
    ]
    if composed.has_room or not steps:
        label = "Add a step" if steps else "Step 1 · not chosen yet"
        is_chosen = at.step == len(steps)
        found.append(Option(label=label, value=str(len(steps)), is_chosen=is_chosen))
    return tuple(found)


def _movement_options(shown: Step) -> tuple[Option, ...]:
    chosen = {move.movement for move in shown}
    return tuple(
        Option(
            label=movement.value,
            value=f"{place:x}",
            description=ABOUT[movement].means,
            is_chosen=movement in chosen,
        )
        for place, movement in enumerate(_MOVEMENTS)
    )


def _measure(shown: Step, at: At) -> Select:
    measure = measure_of(shown)
    can_move = any(move.movement is not Movement.STATIC_SHOT for move in shown)
    placeholder = f"Step {at.step + 1}: how far and how fast"
    if can_move and measure is None:
        placeholder += "; now each move its own way"
    if shown and not can_move:
        placeholder = "A static shot goes nowhere, however fast"
    options = tuple(
        Option(label=label, value=str(place), is_chosen=can_move and one == measure)
        for place, (one, label) in enumerate(_MEASURES.items())
    )
    return Select(
        act=Act.MEASURE,
        placeholder=placeholder,
        options=options,
        about=str(at),
        is_off=not can_move,
    )


def _editing(composed: Composed, at: At) -> tuple[Button, ...]:
    count = len(composed.plan.steps)
    is_there = at.step < count
    if composed.typed:
        fourth = _plan(at, TAKE_IN, "Take brackets in")
    else:
        fourth = _plan(at, ADD, "Add step", is_off=not composed.has_room or not is_there)
    return (
        _plan(at, EARLIER, "Earlier", is_off=not is_there or at.step == 0),
        _plan(at, LATER, "Later", is_off=not is_there or at.step == count - 1),
        fourth,
        _plan(at, REMOVE, "Remove step", is_off=not is_there),
        _plan(at, UNDO, "Undo", is_off=not composed.can_undo),
    )


def _nearest(composed: Composed, at: At, picked: tuple[Movement, ...]) -> tuple[Button, ...]:
    """Instead of the usual ones: the nearest plans that can be filmed."""
    tried = composed.tried
    assert tried is not None
    letters = "".join(f"{_MOVEMENTS.index(movement):x}" for movement in picked)
    found = [
        _plan(at, f"{verb}:{letters}", label, style=_PRIMARY)
        for verb, plan, label in (
            (IN_TURN, tried.in_turn, _label(tried.in_turn)),
            (ONLY_FIRST, tried.only_first, _label(tried.only_first, "Only ")),
        )
        if plan is not None
    ]
    return (*found, _plan(at, AS_IT_WAS, "As it was"))


def _label(plan: CameraPlan | None, before: str = "") -> str:
    return whole_moves(capital(before + plan.words()), LONGEST_LABEL) if plan else ""


def _mending(composed: Composed, at: At) -> tuple[Button, ...]:
    """The ways out of a camera that can't be read or filmed as it was typed."""
    assert composed.trouble is not None
    ways = mends(composed.ask)
    labels = camera_labels(composed.trouble, ways) | {Mend.NO_CAMERA: "Without a camera"}
    found = [
        _plan(at, f"{MEND}:{mend}", label, style=_PRIMARY)
        for mend, label in labels.items()
        if mend in ways
    ]
    return (*found, _plan(at, UNDO, "Undo", is_off=not composed.can_undo))


def _going_on(composed: Composed, at: At) -> tuple[Button, ...]:
    can_see = composed.is_readable
    draft_id = composed.draft_id
    preview = Button(
        act=Act.PREVIEW, label="Preview", about=str(at), row=_GOING_ON, is_off=not can_see
    )
    save = Button(
        act=Act.SAVE_PRESET,
        label="Save as preset",
        about=draft_id,
        row=_GOING_ON,
        is_off=not can_see or not composed.plan,
    )
    words = Button(act=Act.WORDS, label="Edit text", about=draft_id, row=_GOING_ON)
    close = Button(act=Act.CLOSE, label="Close", about=draft_id, row=_GOING_ON)
    return preview, _make(composed, at), save, words, close


def _make(composed: Composed, at: At) -> Button:
    quote = composed.quote
    if quote is None:
        label, price = "What would work?", 0
    elif composed.changes is None:
        is_without = any(note.what in {GONE, LEFT_OUT} for note in composed.ask.picture_notes)
        bare = " without that picture" if is_without else ""
        label, price = f"Make it{bare} for {credits(quote.credits)}", quote.credits
    else:
        is_other = quote.credits != composed.changes.credits
        label = f"Change it for {credits(quote.credits)}" if is_other else "Change it"
        price = quote.credits
    return Button(
        act=Act.MAKE,
        label=label,
        about=f"{at}:{composed.mark}:{price}",
        style=_PRIMARY,
        row=_GOING_ON,
        is_off=composed.lacks_words or not composed.is_readable or composed.is_unchanged,
    )


def _plan(
    at: At,
    verb: str,
    label: str,
    *,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    is_off: bool = False,
) -> Button:
    return Button(
        act=Act.PLAN, label=label, about=f"{at}:{verb}", style=style, row=_EDITING, is_off=is_off
    )
