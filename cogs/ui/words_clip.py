"""The clip's own message: what stands under it, and what it is called."""

from cogs.ui.inert import inert, plain
from cogs.ui.phrases import camera_of
from cogs.ui.reply import Act, Button, Reply
from domain.job import Job

#: Discord takes up to 1,024 characters of alt text; a screen reader's patience is shorter.
_LONGEST_SPOKEN = 300
_LONGEST_NAME = 40


def clip(job: Job, *, moved: bool = False, with_prompt: bool = True) -> Reply:
    """The text under a clip; `moved` when it could not go where it was asked for."""
    lines = []
    prompt = inert(job.shot.prompt) if with_prompt else ""
    if prompt:
        lines.append(f'"{prompt}"')
    take = f"take {job.take}" if job.take > 1 else ""
    by = f"by <@{job.member_id}>"
    facts = (camera_of(job), by, grew_from(job), take, "AI-made", job.code)
    lines.append(" · ".join(fact for fact in facts if fact))
    if moved:
        lines.append(f"I couldn't post it in <#{job.place.channel_id}>.")
    return Reply(
        text="\n".join(lines),
        buttons=(
            Button(act=Act.REMIX, label="Remix", about=job.code),
            Button(act=Act.TAKE, label="Again", about=job.code),
            Button(act=Act.NEW_CAMERA, label="New camera", about=job.code),
            Button(act=Act.MORE, label="More…", about=job.code),
        ),
    )


def grew_from(job: Job) -> str:
    """The credit to the clip it grew from; empty where there is none."""
    if job.parent is not None and job.is_remix:
        return f"remix of <@{job.parent.member_id}>'s {job.parent.code}"
    return f"from {job.shot.parent}" if job.shot.parent else ""


def file_name(code: str) -> str:
    """What the clip's file is called."""
    return f"greenlight-{code}.mp4"


def alt_text(job: Job, *, with_prompt: bool = True) -> str:
    """The clip for people who don't see it."""
    said = plain(job.shot.prompt, _LONGEST_SPOKEN) if with_prompt else ""
    story = said if not said or said[-1] in ".!?…" else f"{said}."
    parts = ("AI-made clip.", story, job.shot.whole_camera.prose(), _spoken_credit(job))
    return " ".join(part for part in parts if part)


def _spoken_credit(job: Job) -> str:
    """As in the text, where Discord shows no mentions."""
    if job.parent is None or not job.is_remix:
        return ""
    return f"A remix of {plain(job.parent.member_name, _LONGEST_NAME)}'s {job.parent.code}."
