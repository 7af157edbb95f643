"""The public card while a shot is being made, and what becomes of it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cogs.ui.inert import inert
from cogs.ui.phrases import camera_of, capital, stopped, wait_for
from cogs.ui.reply import Act, Button, Reply
from cogs.ui.words_clip import grew_from
from cogs.ui.words_failure import has_lost_account, is_without_end, was_restored
from domain.job import WAITING, FailureKind, Job, JobStatus
from services import outcomes
from services.asks import Wait
from services.outages import Outage


def card(job: Job, wait: Wait | None, now: datetime, *, gives_back: bool = False) -> Reply:
    """A member is making a clip. `gives_back`: its video service may give it back yet."""
    facts = (f"<@{job.member_id}> is making a clip", camera_of(job), grew_from(job))
    head = " · ".join(fact for fact in facts if fact)
    prompt = inert(job.shot.prompt)
    said = f'"{prompt}"' if prompt else ""
    waiting = capital(wait_for(wait, now, is_waiting=job.status in WAITING))
    lines = [line for line in (head, said, waiting) if line]
    return Reply(text="\n".join(lines), buttons=_buttons(job, gives_back=gives_back))


def changed(job: Job, facts: Mapping[str, Any], wait: Wait | None, now: datetime) -> Reply:
    """The card after something happened; `facts["what"]` is one of services.outcomes."""
    what = str(facts["what"])
    if what == outcomes.FAILED:
        return _failed(job)
    if what not in _LINES:
        return card(job, wait, now, gives_back=bool(facts.get("gives_back")))
    prompt = inert(job.shot.prompt)
    line = _LINES[what](job, facts)
    return Reply(text=f'"{prompt}"\n{line}' if prompt else line, buttons=_buttons(job))


def anew(job: Job, facts: Mapping[str, Any], wait: Wait | None, now: datetime) -> Reply:
    """The same where there is no card to change: it speaks to its author."""
    return changed(job, facts, wait, now).headed(f"<@{job.member_id}>, about {job.code}:")


def _failed(job: Job) -> Reply:
    if job.failure is not None and job.failure.kind is FailureKind.NOT_OFFERED:
        what = Button(act=Act.WHY, label="What works?", about=job.code)
        text = "This shot wasn't made: its model can't be had here any more. Credits are back."
        return Reply(text=text, buttons=(what,))
    why = Button(act=Act.WHY, label="Why?", about=job.code)
    return Reply(text="This shot wasn't made. Credits are back.", buttons=(why,))


def _slow(_: Job, __: Mapping[str, Any]) -> str:
    return "Slower than 9 of 10 clips; still being made."


def _service_down(_: Job, facts: Mapping[str, Any]) -> str:
    since = datetime.fromisoformat(facts["since"])
    outage = Outage(
        since=since,
        is_silent=bool(facts.get("is_silent")),
        is_disk=bool(facts.get("is_disk")),
    )
    return f"{stopped(outage)} This shot keeps its place, and cancelling is free."


def _unconfirmed(job: Job, facts: Mapping[str, Any]) -> str:
    aside = "" if job.credits_returned else " Its credits are set aside."
    if has_lost_account(job):
        return (
            f"I have lost touch with the service that makes this shot.{aside} The person who runs"
            f" this bot knows; I will tell. {job.code}"
        )
    if was_restored(job):
        return (
            "I was put back to where I stood earlier, so I don't know whether this shot was handed"
            f" to the video service meanwhile.{aside} {_SEEKER[False]} {job.code}"
        )
    if is_without_end(job):
        return (
            "The video service has had this shot for very long and doesn't say what became of it."
            f"{aside} The person who runs this bot looks into it. {job.code}"
        )
    return (
        "The video service took this shot but its answer was lost on the way, so we don't know yet"
        f" whether it is being made.{aside} {_SEEKER[bool(facts.get('is_sought'))]} {job.code}"
    )


def _credits_back(job: Job, _: Mapping[str, Any]) -> str:
    return (
        "There is still no certainty about this shot. Its credits are back;"
        f" if a clip turns up, it comes here. {job.code}"
    )


#: Who finds out what became of a shot: whether we do, because the service has a list of its shots.
_SEEKER = {
    True: "I keep looking and will tell.",
    False: "The person who runs this bot looks into it; I will tell.",
}
_LINES: Mapping[str, Callable[[Job, Mapping[str, Any]], str]] = {
    outcomes.SLOW: _slow,
    outcomes.SERVICE_DOWN: _service_down,
    outcomes.UNCONFIRMED: _unconfirmed,
    outcomes.CREDITS_BACK: _credits_back,
}


def _buttons(job: Job, *, gives_back: bool = False) -> tuple[Button, ...]:
    may_help = job.status in WAITING or (gives_back and job.status is JobStatus.RUNNING)
    stop = (
        Button(act=Act.CANCEL, label="Cancel", about=job.code)
        if may_help
        else Button(act=Act.DONT_POST, label="Don't post", about=job.code)
    )
    return (stop, Button(act=Act.DETAILS, label="Details", about=job.code))
