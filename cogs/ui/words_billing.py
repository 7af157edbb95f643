"""What clips cost, as the operator reads it: estimated, known, and what is in doubt."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import accumulate

from cogs.ui.inert import inert
from cogs.ui.phrases import counted
from cogs.ui.reply import LONGEST_MESSAGE, Reply
from domain.money import dollars, dollars_exactly
from services.billing import Corrected, Costs, ModelCosts

_ROOM_TO_COUNT = 40
_A_DAY = timedelta(days=1)


def costs(found: Costs) -> Reply:
    """What was asked for in a span, by model."""
    days = f"{found.span.begins_at:%d %B} to {_last_day(found)}"
    if not found.models:
        return Reply(text=f"Nothing was asked for {found.period} (UTC, {days}).")
    ended = sum(model.ended_micro for model in found.models)
    open_ = sum(model.open_micro for model in found.models)
    corrected = sum(model.corrected_micro for model in found.models)
    set_aside = f"; {dollars(open_)} more are set aside" if open_ else ""
    head = (
        f"Of what was asked for {found.period} (UTC, {days}), {dollars(ended)} count as paid,"
        f" estimated at {dollars(ended - corrected)}{set_aside}."
    )
    ways = (
        "`/greenlight-operator costs billed` and `not-billed` take what the service's bill says of"
        " one shot."
    )
    lines = [_model(model) for model in found.models]
    room = LONGEST_MESSAGE - len(head) - len(ways) - _ROOM_TO_COUNT
    shown = [line for line, end in zip(lines, _ends(lines), strict=True) if end <= room]
    if len(shown) < len(lines):
        shown.append(f"… and {counted(len(lines) - len(shown), 'more model')}")
    return Reply(text="\n".join([head, *shown, ways]))


def _ends(lines: Sequence[str]) -> Iterator[int]:
    """Where each line ends, its break included, when they stand one below the other."""
    return accumulate(len(line) + 1 for line in lines)


def corrected(done: Corrected) -> Reply:
    """After the cost of a shot became known."""
    code, now = done.job.code, dollars_exactly(done.now_micro)
    if done.now_micro == done.before_micro:
        text = f"{code} counts as {now} as before, and is known to now."
    else:
        text = (
            f"{code} counts as {now} now; it counted as {dollars_exactly(done.before_micro)}, and"
            f" was estimated at {dollars(done.job.cost_micro)}."
        )
    return Reply(text=f"{text} Its credits stay as they are.")


def _model(model: ModelCosts) -> str:
    parts = [
        f"**{inert(model.title, 40)}** {counted(model.made, 'clip')}",
        f"estimated {dollars(model.estimated_micro)}",
        f"counted {dollars(model.ended_micro)}",
    ]
    if model.corrected_micro:
        sign = "+" if model.corrected_micro > 0 else ""
        parts.append(f"corrected by {sign}{dollars(model.corrected_micro)}")
    if model.lost:
        parts.append(f"{dollars(model.lost_micro)} of it for {model.lost} without a clip")
    if model.open:
        parts.append(f"{dollars(model.open_micro)} set aside for {model.open} not ended")
    return " · ".join(parts)


def _last_day(found: Costs) -> str:
    """The last day of a span, which ends before its end."""
    return f"{found.span.ends_at - _A_DAY:%d %B}"
