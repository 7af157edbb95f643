"""What people read after they changed something about a clip."""

import discord

from cogs.ui.phrases import credits
from cogs.ui.reply import Act, Button, Reply
from domain.job import Job, JobStatus


def cancelled(job: Job) -> Reply:
    """Taken out of the line, or back from the video service."""
    what = f"{job.code} is cancelled."
    if job.remote_task_id is not None:
        what = f"{job.code} is taken back before it was begun; nothing was charged."
    if job.credits_returned:
        return Reply(text=what)
    back = "is" if job.credits == 1 else "are"
    return Reply(text=f"{what} Its {credits(job.credits)} {back} back.")


def not_posted(job: Job) -> Reply:
    """The clip stays out of the channel."""
    if job.status is JobStatus.CANCELLED:
        return cancelled(job)
    became = "set aside" if job.status is JobStatus.UNCONFIRMED else "used"
    used = "" if job.credits_returned else f" Its {credits(job.credits)} stay {became}."
    text = f"I won't post {job.code}.{used} Once it is made, it's yours: `/clips show {job.code}`."
    return Reply(text=text)


def delete_first(job: Job) -> Reply:
    """Asked before a clip is gone."""
    button = Button(
        act=Act.DELETE_FOR_GOOD,
        label="Delete it",
        about=job.code,
        style=discord.ButtonStyle.danger,
    )
    text = f"Delete {job.code} from the channel? It can't be brought back; its credits stay used."
    return Reply(text=text, buttons=(button,))


def deleted(code: str, *, is_gone: bool) -> Reply:
    """A clip is gone, or only its channel is closed to us."""
    if is_gone:
        return Reply(text=f"{code} is deleted.")
    return Reply(
        text=f"I can't reach the channel of {code} any more. Someone with Manage Messages there"
        " can delete the message."
    )


def privacy(*, lets_remix: bool) -> Reply:
    """Who may remix one's clips."""
    if lets_remix:
        return Reply(
            text="Everyone may remix your clips here; your name and the clip's code stand under"
            " what they make. Pictures you handed in are never passed on.\n"
            "`/clips privacy remixes:nobody` closes that."
        )
    return Reply(
        text="Nobody but you may remix your clips here. What already stands in line goes on, and"
        " names you.\n`/clips privacy remixes:everyone` opens that again."
    )
