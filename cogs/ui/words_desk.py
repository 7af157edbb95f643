"""Shots without certainty, as the operator reads them: the list, one number of the service's."""

from collections.abc import Sequence
from itertools import takewhile

import discord

from cogs.ui.inert import inert
from cogs.ui.phrases import counted, day_and_clock, size
from cogs.ui.reply import LONGEST_MESSAGE, Act, Button, Reply
from cogs.ui.words_failure import was_restored
from cogs.ui.words_operator import (
    MOST_LINES,
    ROOM_TO_COUNT,
    ServerName,
    called,
    fitting,
    rest,
)
from domain.job import Job
from domain.money import dollars
from services.desk import Differs, Look
from services.providers.base import RemoteStatus

_MOST_OTHERS = 5
#: How much of words that differ is shown, and how much of it before they do.
_MOST_WORDS, _BEFORE_THEM = 160, 40
_STATES = {
    RemoteStatus.WAITING: "waits there",
    RemoteStatus.RUNNING: "is being made",
    RemoteStatus.SUCCEEDED: "is made",
    RemoteStatus.FAILED: "came to nothing there",
}


def unconfirmed(jobs: Sequence[Job], name: ServerName) -> Reply:
    """Shots of which nobody knows whether they are made."""
    if not jobs:
        return Reply(text="No shot is without certainty.")
    head = f"{counted(len(jobs), 'shot')} without certainty. Look for each at the service:"
    lines = [
        f"**{job.code}** · {job.shot.model} at {inert(job.account, 40)} · {_sent(job)} ·"
        f" {dollars(job.cost_micro)} · {called(job.place.server_id, name)} ·"
        f" {inert(job.shot.prompt, 20)}"
        for job in jobs[:MOST_LINES]
    ]
    ways = "Then: `was-made` with its number there, `paid-and-lost`, or `not-paid`."
    shown = lines[: fitting(lines, LONGEST_MESSAGE - len(head) - len(ways) - ROOM_TO_COUNT)]
    return Reply(text="\n".join([head, *shown, *rest(len(jobs), len(shown)), ways]))


def is_it_this(look: Look) -> Reply:
    """What the service says of a number, beside the shot and those it could be as well."""
    job = look.job
    lines = [
        f"The service says of {inert(look.remote_task_id, 60)}: {_told(look)}. Your shot:",
        _shot(job),
        *_differing(look),
    ]
    asked = f"Is it {job.code}? That can't be taken back. Nothing changed yet."
    if look.others:
        lines.append("It could also be:")
        others = [_shot(other) for other in look.others[:_MOST_OTHERS]]
        room = LONGEST_MESSAGE - len("\n".join([*lines, asked])) - ROOM_TO_COUNT
        shown = others[: fitting(others, room)]
        lines += [*shown, *rest(len(look.others), len(shown))]
    lines.append(asked)
    is_doubtful = look.others or look.differs
    style = discord.ButtonStyle.danger if is_doubtful else discord.ButtonStyle.primary
    button = Button(act=Act.WAS_MADE, label=f"It is {job.code}", about=look.key, style=style)
    return Reply(text="\n".join(lines), buttons=(button,))


def settled(job: Job, what: str) -> Reply:
    """After an unconfirmed shot was settled."""
    return Reply(text=f"{job.code} is settled: {what}")


def _told(look: Look) -> str:
    told = look.told
    facts = [f"it {_STATES[look.status]}"]
    if told is None:
        return f"{facts[0]}, and nothing more"
    if told.created_at is not None:
        facts.append(f"begun {day_and_clock(told.created_at)}")
    if told.model:
        facts.append(inert(told.model, 40))
    length = f"{told.duration_s} s" if told.duration_s else ""
    facts += [part for part in (length, inert(told.resolution or "", 20)) if part]
    if told.pixels:
        facts.append(f"{told.pixels[0]} × {told.pixels[1]}")
    if told.prompt:
        facts.append(f'"{inert(told.prompt, 60)}"')
    return " · ".join(facts)


def _differing(look: Look) -> list[str]:
    """What the service tells otherwise, and why that may be the shot's own all the same."""
    told, job = look.told, look.job
    if told is None or not look.differs:
        return []
    lines = []
    if Differs.MODEL in look.differs:
        name = inert(told.model or "", 40)
        lines.append(
            f"**The service says another model:** {name}, not {inert(job.shot.model, 40)}."
            " It may be another name of the same one."
        )
    if Differs.WORDS in look.differs:
        theirs, ours = _where_they_part(told.prompt or "", job.engine_prompt)
        lines.append(
            f'**The service says other words:** "{theirs}", and was sent "{ours}".'
            " Some services write words anew before they make a clip of them."
        )
    return lines


def _where_they_part(told: str, sent: str) -> tuple[str, str]:
    """Both texts from a little before their first difference on."""
    theirs, ours = " ".join(told.split()), " ".join(sent.split())
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(theirs, ours, strict=False))
    start = max(0, sum(1 for _ in alike) - _BEFORE_THEM)
    cut = "…" if start else ""
    shown, sent_so = (f"{cut}{inert(one[start:], _MOST_WORDS)}" for one in (theirs, ours))
    return shown, sent_so


def _shot(job: Job) -> str:
    said = f'"{inert(job.shot.prompt, 60)}"' if job.shot.prompt else "a picture, without words"
    return (
        f"**{job.code}** · <@{job.member_id}> · {inert(job.shot.model, 40)} · {size(job.shot)} ·"
        f" {_sent(job)} · {said}"
    )


def _sent(job: Job) -> str:
    """When it left, or that it may have."""
    if job.submitted_at is not None:
        return f"sent {day_and_clock(job.submitted_at)}"
    asked = f"asked for {day_and_clock(job.created_at)}"
    return f"{asked}, perhaps sent after the backup" if was_restored(job) else asked
