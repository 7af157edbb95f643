"""Details of one job, and the lists of them."""

from dataclasses import replace
from datetime import datetime

from cogs.ui.inert import inert, plain
from cogs.ui.phrases import (
    camera_of,
    capital,
    clock,
    counted,
    credits,
    day_and_clock,
    message_link,
    size,
    stopped,
    wait_for,
)
from cogs.ui.reply import Act, Attached, Button, Link, Reply
from cogs.ui.words_clip import alt_text, file_name, grew_from
from cogs.ui.words_failure import (
    has_lost_account,
    instead,
    is_without_end,
    was_restored,
    why,
)
from domain.job import WAITING, FailureKind, Job, JobStatus
from domain.money import dollars, dollars_exactly
from services.allowances import Balance
from services.job_view import JobView, Page

#: Room for a prompt among the other lines, twice as long when every character is taken its
#: meaning; a longer one goes along as a file.
_MOST_PROMPT = 700
#: After these the same words would fail again.
_OTHER_WORDS = frozenset({FailureKind.CONTENT, FailureKind.OUTPUT, FailureKind.INVISIBLE})
#: Of a shot whose own pictures were given up: what works is said where it is tried.
LACKS_PICTURES = "The pictures it was asked with are kept no longer."
_STATES = {
    JobStatus.HELD: "waits for staff",
    JobStatus.QUEUED: "in line",
    JobStatus.SUBMITTING: "being handed over",
    JobStatus.RUNNING: "being made",
    JobStatus.DOWNLOADING: "made, on its way",
    JobStatus.SUCCEEDED: "made",
    JobStatus.FAILED: "wasn't made",
    JobStatus.CANCELLED: "cancelled",
    JobStatus.UNCONFIRMED: "not certain yet",
}


def details(view: JobView, model_title: str, now: datetime, *, has_sound: bool = False) -> Reply:
    """Where a clip is, what happened, who paid; strangers read only what was public."""
    job = view.job
    take = f" · take {job.take}" if job.take > 1 else ""
    lines = [f"**{job.code}** · {state(job)}{take} · by <@{job.member_id}>"]
    lines += _the_shot(view, model_title, has_sound=has_sound)
    if not view.is_private:
        lines += _link(view)
        return Reply(text="\n".join(lines))
    lines.append(_times(job))
    lines += _now(view, now)
    lines.append(_paid(view))
    if view.lacks_pictures:
        lines.append(LACKS_PICTURES)
    lines += _link(view)
    return Reply(text="\n".join(lines), buttons=_buttons(view), file=_file(view))


def more(shown: Reply, file_url: str | None) -> Reply:
    """Details, and all that can be done with a clip besides; `file_url`: where its file is."""
    return replace(shown, links=(Link(label="Download", url=file_url),)) if file_url else shown


def state(job: Job) -> str:
    """Where a job stands, in two or three words."""
    if job.clip_deleted_by is not None:
        return "deleted"
    if job.status is JobStatus.SUCCEEDED and job.dont_post:
        return "made, kept private"
    return _STATES[job.status]


def because(view: JobView, *, leads_on: bool = True) -> Reply:
    """Why a shot wasn't made, for its author and staff; `leads_on`: in a server."""
    job = view.job
    if job.status is not JobStatus.FAILED:
        return Reply(text=f"{job.code} is {state(job)}.")
    text = f"{_reason(view)} The credits of {job.code} are back."
    if not view.is_author or job.failure is None:
        return Reply(text=text)
    if not leads_on:
        return Reply(text=f"{text} In the server, `/video` begins anew.")
    label = "Edit" if job.failure.kind in _OTHER_WORDS else "Try again"
    return Reply(text=text, buttons=(Button(act=Act.ASK_AGAIN, label=label, about=job.code),))


def listing(page: Page, balance: Balance) -> Reply:
    """One's own clips, newest first."""
    if not page.jobs:
        return Reply(text="You haven't made a clip here yet. `/video` makes the first.")
    head = "Your clips here"
    if page.of > 1:
        head += f" · page {page.number} of {page.of}"
    if balance.standing:
        head += f" · {counted(balance.standing, 'shot')} not ended"
    lines = [head, *(_line(job) for job in page.jobs)]
    buttons = []
    if page.number > 1:
        buttons.append(Button(act=Act.PAGE, label="Newer", about=str(page.number - 1)))
    if page.number < page.of:
        buttons.append(Button(act=Act.PAGE, label="Older", about=str(page.number + 1)))
    return Reply(text="\n".join(lines), buttons=tuple(buttons))


def suggestion(job: Job) -> str:
    """One's own clip among the choices for a code."""
    return plain(f"{job.code} · {state(job)} · {job.shot.prompt or 'a picture'}", 100)


def _the_shot(view: JobView, model_title: str, *, has_sound: bool) -> list[str]:
    job = view.job
    limit = _MOST_PROMPT if view.is_private else 120
    prompt = "" if view.has_hidden_words else inert(job.shot.prompt, limit)
    camera = camera_of(job)
    made = f"{inert(model_title, 60)} · {size(job.shot, has_sound=has_sound)}"
    lines = [f'"{prompt}"'] if prompt else []
    lines.append(" · ".join(part for part in (camera, made) if part))
    family = _family(view)
    return [*lines, family] if family else lines


def _family(view: JobView) -> str:
    """What it grew from, and how much grew from it."""
    job = view.job
    sentences = []
    if job.is_remix:
        sentences.append(f"{capital(grew_from(job))}.")
    elif job.shot.parent:
        sentences.append(f"Grew from {job.shot.parent}.")
    if view.remixes:
        sentences.append(f"Others remixed it: {counted(view.remixes, 'clip')}.")
    return " ".join(sentences)


def _times(job: Job) -> str:
    parts = [f"Asked {day_and_clock(job.created_at)}"]
    if job.submitted_at:
        parts.append(f"handed over {clock(job.submitted_at)}")
    if job.finished_at:
        parts.append(f"ended {clock(job.finished_at)}")
    return ", ".join(parts) + "."


def _now(view: JobView, now: datetime) -> list[str]:
    job = view.job
    if job.status is JobStatus.FAILED:
        return [_reason(view)]
    if job.status is JobStatus.UNCONFIRMED:
        return [_uncertain(view)]
    if job.status in {JobStatus.SUCCEEDED, JobStatus.CANCELLED}:
        return ["It will be posted in a moment."] if view.still_owed else _kept(view)
    if job.status is JobStatus.DOWNLOADING:
        return ["It is made and on its way."]
    if view.outage is not None:
        return [f"{stopped(view.outage)} This shot keeps its place, and cancelling is free."]
    return [f"Wait: {wait_for(view.wait, now, is_waiting=job.status in WAITING)}."]


def _reason(view: JobView) -> str:
    """Why it came to nothing, and what would not where its model was the matter."""
    failure, mode = view.job.failure, view.job.shot.mode
    reason = why(failure)
    if failure is not None and failure.kind is FailureKind.NOT_OFFERED:
        return f"{reason} {instead(view.instead, mode)}"
    return reason


def _uncertain(view: JobView) -> str:
    if has_lost_account(view.job):
        return (
            "I have lost touch with the service that makes it; the person who runs this bot knows."
        )
    if was_restored(view.job):
        return (
            "I was put back to where I stood earlier, so I don't know whether it was handed over"
            " meanwhile; the person who runs this bot looks into it."
        )
    if is_without_end(view.job):
        return "The video service gives no end of it; the person who runs this bot looks into it."
    seeker = "I keep looking." if view.is_sought else "the person who runs this bot looks into it."
    return f"The video service's answer was lost on the way; {seeker}"


def _kept(view: JobView) -> list[str]:
    if view.job.clip_deleted_by is not None:
        return []
    if view.clip is not None:
        return ["It isn't in the channel; here it is for you."]
    if view.job.status is JobStatus.SUCCEEDED and view.posted is None:
        return ["Its file is kept no longer."]
    return []


def _paid(view: JobView) -> str:
    job = view.job
    is_back = job.credits_returned or job.status in {JobStatus.FAILED, JobStatus.CANCELLED}
    is_used = job.status is JobStatus.SUCCEEDED
    became = "back" if is_back else "used" if is_used else "set aside"
    if view.refunded:
        became = "used and refunded"
    text = f"{credits(job.credits)}, {became}; the person who runs this bot pays."
    if view.counted_micro is not None:
        text += f" Counted: {_counted(view, view.counted_micro)}."
    return text


def _counted(view: JobView, micro: int) -> str:
    text, estimated = dollars_exactly(micro), dollars(view.job.cost_micro)
    if view.is_corrected:
        return f"{text}, as it was billed; {estimated} were estimated"
    return text if micro == view.job.cost_micro else f"{text} of the estimated {estimated}"


def _link(view: JobView) -> list[str]:
    if view.posted is None:
        return []
    place, posted = view.job.place, view.posted
    is_here = posted.channel_id in {place.channel_id, place.parent_id}
    server_id = place.server_id if is_here else None
    return [message_link(server_id, posted.channel_id, posted.message_id)]


def _buttons(view: JobView) -> tuple[Button, ...]:
    job = view.job
    cancel = Button(act=Act.CANCEL, label="Cancel", about=job.code)
    if job.status in WAITING:
        camera = Button(act=Act.CAMERA, label="Camera", about=job.code)
        return (cancel, camera) if view.is_author else (cancel,)
    if view.may_be_recalled and job.dont_post:
        return (cancel,)
    if job.dont_post or job.status in {JobStatus.FAILED, JobStatus.CANCELLED}:
        return ()
    if view.posted is not None:
        return (Button(act=Act.DELETE, label="Delete", about=job.code),)
    if job.clip_deleted_by is not None:
        return ()
    keep = Button(act=Act.DONT_POST, label="Don't post", about=job.code)
    return (cancel, keep) if view.may_be_recalled else (keep,)


def _file(view: JobView) -> Attached | None:
    job = view.job
    if view.clip is not None:
        return Attached(name=file_name(job.code), source=view.clip, alt=alt_text(job))
    if len(job.shot.prompt) > _MOST_PROMPT:
        whole = job.shot.prompt.encode("utf-8", "replace")
        return Attached(name=f"{job.code}.txt", source=whole, alt="The whole text")
    return None


def _line(job: Job) -> str:
    said = inert(job.shot.prompt, 50) or "a picture"
    return f"**{job.code}** · {state(job)} · {day_and_clock(job.created_at)} · {said}"
