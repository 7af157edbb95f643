"""What stands above the composer when a plan was looked at: what is in the preview, what isn't."""

from cogs.ui.inert import inert
from cogs.ui.phrases import FREE
from cogs.ui.reply import Attached, Reply
from cogs.ui.words_composer import composer
from cogs.ui.words_refusals import reply_to
from domain.pictures import PictureRole
from domain.refusals import Refusal
from services.animatics import Preview
from services.composing import Composed

FILE_NAME = "preview.mp4"
#: Begins the line about a preview, the first of its message.
_PREVIEW = "**Preview** "
_LEFT_OUT = {
    PictureRole.LAST_FRAME: "the picture it ends with",
    PictureRole.SUBJECT: "the face",
    PictureRole.REFERENCE: "your references",
}


def seen(composed: Composed, preview: Preview, step: int = 0) -> Reply:
    """The preview over the composer of the same plan."""
    reply = composer(composed, step, above=_told(composed, preview))
    return Reply(
        text=reply.text,
        buttons=reply.buttons,
        selects=reply.selects,
        file=Attached(name=FILE_NAME, source=preview.clip, alt=_alt(composed)),
    )


def standing(content: str) -> str:
    """What the text of a composer's message says of the preview that hangs on it; empty: none."""
    head, _, _ = content.partition("\n")
    return head if head.startswith(_PREVIEW) else ""


def unseen(composed: Composed, refusal: Refusal, step: int = 0, *, earlier: str = "") -> Reply:
    """Nothing was drawn for this reason; the plan is kept, and can be changed or tried again.

    `earlier`: what is said of a preview that still stands there.
    """
    return composer(composed, step, above=_lines(earlier, reply_to(refusal).text))


def undrawn(composed: Composed, number: str, step: int = 0, *, earlier: str = "") -> Reply:
    """Our own fault, under its number; `earlier` as for `unseen`."""
    line = (
        f"The preview could not be drawn ({number}), and the person who runs this bot has been"
        f" told. Your plan is kept; **Preview** tries again. {FREE}"
    )
    return composer(composed, step, above=_lines(earlier, line))


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _told(composed: Composed, preview: Preview) -> str:
    parts = [f"{_PREVIEW}{_content(composed, preview)}."]
    if left_out := _left_out(composed):
        parts.append(f"Not in it: {left_out}.")
    if not composed.whole:
        parts.append("No movement is asked for, so the camera holds still.")
    if composed.quote is None or composed.changes is not None:
        parts.append(FREE)  # else the price, at the end, says so
    return " ".join(parts)


def _content(composed: Composed, preview: Preview) -> str:
    if composed.ask.pictures.first_frame is not None:
        text = "your picture, and the camera in it"
        return f"{text}; what your text adds is not drawn" if composed.ask.prompt.strip() else text
    drawn = f"a sketch, drawn: {_listed(preview.drawn)}"
    if composed.lacks_words:
        return f"{drawn}; a place of mine, as there is no text yet"
    not_drawn = f"; not drawn: {_listed(preview.not_drawn)}" if preview.not_drawn else ""
    return drawn + not_drawn


def _left_out(composed: Composed) -> str:
    roles = dict.fromkeys(role for role, _ in composed.ask.pictures)
    return " and ".join(_LEFT_OUT[role] for role in roles if role in _LEFT_OUT)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(inert(word, 40) for word in words)


def _alt(composed: Composed) -> str:
    camera = composed.whole.prose() or "The camera holds still."
    return f"Preview, drawn by the bot. {camera}"
