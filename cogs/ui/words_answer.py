"""The private answer to a request: what is in, or what to look at first."""

from datetime import datetime

import discord

from cogs.ui import words_camera
from cogs.ui.inert import inert
from cogs.ui.phrases import credits, leaves, size, sound_of, stopped, wait_for
from cogs.ui.reply import Act, Button, Reply
from cogs.ui.words_clip import grew_from
from domain.job import WAITING
from domain.model import Mode, Need
from domain.pictures import PictureRole
from services.asks import GONE, LEFT_OUT, OTHER_SHAPE, Accepted, Confirm, PictureNote
from services.making_together import HandedOn

_BECAUSE = {
    Mode.TEXT: "the usual one here",
    Mode.FIRST_FRAME: "chosen because it begins with your picture",
    Mode.FIRST_AND_LAST_FRAME: "chosen because it goes from one picture to another",
    Mode.SUBJECT: "chosen because it keeps a face",
    Mode.REFERENCES: "chosen because it looks at your pictures",
}
_AND_BECAUSE = {
    Mode.FIRST_FRAME: " and begins with your picture",
    Mode.FIRST_AND_LAST_FRAME: " and goes from one picture to another",
    Mode.REFERENCES: " and looks at your pictures",
}
_RULES = (
    "Clips here are PG-13, and the channel sees them with your name.\n"
    "Use only pictures you may use, and nobody's face without their word.\n"
    "Once a clip is being made, its credits are used."
)


def taken(accepted: Accepted, now: datetime) -> Reply:
    """The shot is in the line."""
    job = accepted.job
    shot = job.shot
    prompt = inert(shot.prompt)
    lines = [_head(accepted)]
    if prompt:
        lines.append(f'"{prompt}"')
    if shot.whole_camera:
        lines.append(f"**Camera** {shot.whole_camera.words()}")
    why = f", {_because(shot.need)}" if accepted.model_was_chosen else ""
    lines.append(f"**Model** {inert(accepted.model.title, 60)}{why}")
    left = leaves(
        job.credits,
        accepted.credits_left,
        accepted.window,
        granted=accepted.granted_left,
        most=accepted.fitting,
    )
    price = f"{job.credits:,} · {left}"
    made = size(shot, has_sound=accepted.model.has_sound)
    lines.append(f"**Clip** {made} · **Credits** {price}")
    lines.append(f"**Wait** {_wait(accepted, now)}")
    lines += [f"**Note** {note}" for note in _notes(accepted)]
    return Reply(
        text="\n".join(lines),
        buttons=(
            Button(act=Act.CANCEL, label="Cancel", about=job.code),
            Button(act=Act.CAMERA, label="Camera", about=job.code),
            Button(act=Act.DETAILS, label="Details", about=job.code),
        ),
    )


def _head(accepted: Accepted) -> str:
    job = accepted.job
    code = f"**{job.code}**"
    match accepted.changed:
        case None if job.take > 1:
            return f"Take {job.take} of your shot is in: {code}"
        case None if job.is_remix:
            return f"Your {grew_from(job)} is in: {code}"
        case None:
            return f"Your shot is in: {code}"
        case _:
            return f"Your shot is changed: {code}"


def look_first(confirm: Confirm) -> Reply:
    """Nothing is charged yet: rules, price or changed pictures are shown, with one button."""
    lines = [_RULES] if confirm.first_clip else []
    lines += map(picture_note, confirm.picture_notes)
    title = inert(confirm.model.title, 60)
    sound = sound_of(confirm.model)
    facts = (title, confirm.offer.size, confirm.ask.aspect, sound, credits(confirm.credits))
    price = " · ".join(fact for fact in facts if fact)
    if confirm.ask.looks_first and not confirm.first_clip:
        lines.append("You asked for no camera move; you can direct one, or leave it to the model.")
    lines.append(_which(confirm))
    more = " That is more than a standard clip." if confirm.above_usual else ""
    lines.append(f"{price}; you have {confirm.credits_left:,}.{more} Nothing is charged yet.")
    button = Button(
        act=Act.CONFIRM,
        label=f"Make it for {credits(confirm.credits)}",
        about=confirm.draft_id,
        style=discord.ButtonStyle.primary,
    )
    edit = "Use another" if confirm.picture_notes else "Edit"
    ways = (
        button,
        Button(act=Act.EDIT, label=edit, about=confirm.draft_id),
        Button(act=Act.COMPOSE, label="Direct the camera", about=confirm.draft_id),
    )
    return Reply(text="\n".join(lines), buttons=ways)


def _which(confirm: Confirm) -> str:
    """The shot that is asked about: its words, or that there are none, and its camera."""
    prompt = inert(confirm.ask.prompt)
    said = f'"{prompt}"' if prompt else "Your picture, without words"
    return " · ".join(part for part in (said, confirm.camera.words()) if part)


def picture_note(note: PictureNote) -> str:
    """What was done to a picture so that it can be used."""
    whose = _whose(note)
    extreme = "widest" if _is_wide(note.limit) else "narrowest"
    of = inert(note.measured, 12)
    sentences = {
        HandedOn.STILL: f"{of} was made of its author's picture, which stays theirs; yours begins"
        " with the clip's first frame.",
        HandedOn.KEPT_BACK: f"The pictures that {of} was made of stay with its author; yours goes"
        " by the words alone.",
        HandedOn.NOT_ALLOWED: f"{of} began with a picture. You may not use pictures here, so yours"
        " goes by the words alone.",
        HandedOn.PICTURES_GONE: f"{of} was asked with pictures that are kept no longer; this goes"
        " by the words alone. `/video` takes them again.",
        HandedOn.FILE_GONE: f"{of} began with a picture, and its file is kept no longer; yours goes"
        " by the words alone.",
        "cropped": f"{whose} was {note.measured}; I cropped it to {note.limit},"
        f" the {extreme} that works.",
        "shrunk": f"{whose} was {note.measured} pixels on its longer side; I shrank it to"
        f" {note.limit}.",
        "first_frame": f"{whose} moves ({note.measured} frames); I took the first one.",
        "flattened": f"{whose} was see-through in places; I put it on white.",
        LEFT_OUT: f"{whose} is left out, since not every model can use it; hand it in again to"
        " have it tried.",
        GONE: f"{whose} is kept no longer and left out; hand it in again to have it back.",
        OTHER_SHAPE: f"{whose} has another shape than the first, and the clip has the first one's:"
        " parts of it may be cut off.",
    }
    return sentences.get(note.what, f"I changed {whose[:1].lower()}{whose[1:]} so that it fits.")


def _whose(note: PictureNote) -> str:
    names = {
        PictureRole.LAST_FRAME: "Your last picture",
        PictureRole.SUBJECT: "Your picture of a face",
        PictureRole.REFERENCE: f"Your reference {note.number}",
    }
    return names.get(note.role, "Your picture")


def _is_wide(shape: str) -> bool:
    width, _, height = shape.partition(":")
    return width.isdecimal() and height.isdecimal() and int(width) > int(height)


def _wait(accepted: Accepted, now: datetime) -> str:
    if accepted.outage is not None:
        return f"{stopped(accepted.outage)} Your shot keeps its place, and cancelling is free."
    return wait_for(accepted.wait, now, is_waiting=accepted.job.status in WAITING)


def _because(need: Need) -> str:
    if not need.camera:
        return _BECAUSE[need.mode]
    both = _AND_BECAUSE.get(need.mode, "")
    return f"chosen because it follows a camera{both}"


def _notes(accepted: Accepted) -> list[str]:
    notes = [picture_note(note) for note in accepted.picture_notes]
    if accepted.not_camera:
        notes.append(words_camera.not_camera(accepted.not_camera))
    if accepted.left_open:
        notes.append(words_camera.left_open(accepted.left_open))
    notes += [words_camera.remark(which, accepted.model.title) for which in accepted.remarks]
    if accepted.more_like_it is not None:
        notes.append(_more_like_it(accepted.more_like_it))
    return notes


def _more_like_it(number: int) -> str:
    if not number:
        return "For now it is the last of its kind here: this server's clips are nearly used up."
    return f"This server's clips are nearly used up: for now {number} more like it would fit."
