"""The composer: a plan in words, what the model reads, what it costs, what can be done to it."""

from collections.abc import Iterable, Sequence

from cogs.ui import words_camera
from cogs.ui.controls_composer import controls
from cogs.ui.inert import inert, shown_exactly
from cogs.ui.phrases import NOW_IN, capital, counted, credits, leaves
from cogs.ui.reply import LONGEST_MESSAGE, Act, Button, Reply
from cogs.ui.words_answer import picture_note
from cogs.ui.words_refusals import reply_to
from cogs.ui.words_refused_act import too_late
from domain.job import Job
from domain.movements import Movement
from domain.refusals import CameraContradicts
from services.composing import Composed
from services.plan_acts import Tried
from services.quoting import Quote

#: As much of what the model reads as is shown, where there is room for it.
_MOST_READ = 700
_LEAST_READ = 80
_STALE = "The plan had changed before that press, so it did nothing. This is how it stands now."


def composer(
    composed: Composed, step: int = 0, picked: tuple[Movement, ...] = (), *, above: str = ""
) -> Reply:
    """The message of a kept request: its plan, and controls for one of its steps (from 0).

    `picked`: movements that were tried for that step and can't be filmed at once. `above`: a line
    of somebody else's, which comes first.
    """
    lines = [*([above] if above else []), *_news(composed), *_plan(composed)]
    quote = composed.quote
    closing = _price(composed, quote) if quote else ""
    notes = _notes(composed, quote) if quote else []
    room = LONGEST_MESSAGE - sum(len(line) + 1 for line in (*lines, closing))
    if quote:
        reads = _reads(quote, min(_MOST_READ, max(_LEAST_READ, room - _longest(notes))))
        lines.append(reads)
        room -= len(reads) + 1
    lines += _fitting(notes, room)
    text = "\n".join(line for line in (*lines, closing) if line)
    selects, buttons = controls(composed, step, picked)
    return Reply(text=text, buttons=buttons, selects=selects)


def closed(composed: Composed) -> Reply:
    """The composer is put away; its plan is kept."""
    again = Button(act=Act.COMPOSE, label="Direct the camera", about=composed.draft_id)
    if composed.changes is None:
        return Reply(text="Your plan is kept here for a day.", buttons=(again,))
    code = composed.changes.code
    camera = composed.changes.shot.whole_camera.words() or "as the model chooses"
    return Reply(
        text=f"**{code}** stays as it is, {camera}.",
        buttons=(
            Button(act=Act.CANCEL, label="Cancel", about=code),
            Button(act=Act.CAMERA, label="Camera", about=code),
            Button(act=Act.DETAILS, label="Details", about=code),
        ),
    )


def _news(composed: Composed) -> list[str]:
    found = []
    if composed.is_stale:
        found.append(_STALE)
    if composed.tried:
        found.append(_tried(composed.tried))
    if composed.left:
        found.append(_left(composed.left))
    if composed.changes:
        found.append(f"**{composed.changes.code}** waits in line; until its turn, it can change.")
    return found


def _tried(tried: Tried) -> str:
    refusal = tried.refusal
    if isinstance(refusal, CameraContradicts):
        first, second = capital(refusal.first.words()), refusal.second.words()
        text = f"{first} and {second} cancel each other, so nothing was changed."
        return f"{text} One after the other?" if tried.in_turn else text
    what = "camera movement" if refusal.at_once else "step"
    return (
        f"{counted(refusal.found, what)} are more than a clip can hold, so nothing was changed;"
        f" {refusal.limit} fit."
    )


def _left(job: Job) -> str:
    return f"{too_late(job.code, job.status)} This plan makes a new shot."


def _plan(composed: Composed) -> list[str]:
    prompt = inert(composed.ask.prompt)
    said = f'"{prompt}"' if prompt else ""
    if composed.lacks_words:
        said = "**Text** none yet: say what happens, and it can be made."
    if not composed.is_readable:
        assert composed.trouble is not None
        typed = inert(composed.ask.camera, 120)
        return [f"**Camera** {typed}" if typed else "", reply_to(composed.trouble).text, said]
    camera = composed.whole.words() or "none asked for: the model chooses"
    lines = [f"**Camera** {camera}", said]
    if composed.typed:
        lines.append(
            f"**In your text** {composed.typed.words()}: typed in brackets, so the lists below"
            " don't reach it."
        )
    if composed.trouble:
        lines.append(reply_to(composed.trouble).text)
    return [line for line in lines if line]


def _reads(quote: Quote, most: int) -> str:
    title = inert(quote.model.title, 60)
    because = (
        f" (follows a camera, {inert(quote.instead_of, 60)} doesn't)" if quote.instead_of else ""
    )
    text = shown_exactly(quote.engine_prompt, most) or " "
    return f"**{title}**{because} reads:\n```\n{text}\n```"


def _notes(composed: Composed, quote: Quote) -> list[str]:
    notes = [picture_note(note) for note in composed.ask.picture_notes]
    if quote.not_camera:
        notes.append(words_camera.not_camera(quote.not_camera))
    if quote.left_open:
        notes.append(words_camera.left_open(quote.left_open))
    notes += [words_camera.remark(which, quote.model.title) for which in quote.remarks]
    return [f"**Note** {note}" for note in notes]


def _price(composed: Composed, quote: Quote) -> str:
    facts = (
        quote.offer.size,
        composed.ask.aspect or "",
        "with sound" if quote.model.has_sound else "",
    )
    size = " · ".join(fact for fact in facts if fact)
    if composed.changes is None:
        left = _would_leave(composed, quote)
        return (
            f"{size} · **{credits(quote.credits)}** · {left}. Nothing is charged before you press."
        )
    before = ", as before"
    if not composed.keeps_price:
        before = f" instead of {composed.changes.credits}"
    return f"{size} · **{credits(quote.credits)}**{before}; it keeps its place in line."


def _would_leave(composed: Composed, quote: Quote) -> str:
    has, granted = composed.credits_left, composed.granted_left
    if quote.credits > has:
        return f"you have {has:,} left" + ("" if granted else f" {NOW_IN[composed.window]}")
    if composed.fitting == 0:
        return "more than may be made here now: what all share has no room for it"
    after = has - quote.credits
    most = None if composed.fitting is None else composed.fitting - 1
    # Granted ones are used last.
    granted = min(granted, after)
    return leaves(quote.credits, after, composed.window, granted=granted, most=most)


def _longest(lines: Sequence[str]) -> int:
    return max((len(line) + 1 for line in lines), default=0)


def _fitting(lines: Iterable[str], room: int) -> list[str]:
    """As many lines as there is room for, the first ones first."""
    found = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        found.append(line)
    return found
