"""The clip's own message: what stands under it, and what it is called."""

from cogs.ui.inert import inert, plain
from cogs.ui.phrases import camera_of
from cogs.ui.reply import Act, Button, Reply
from domain.job import Job

#: Discord takes up to 1,024 characters of alt text; a screen reader's patience is shorter.
_LONGEST_SPOKEN = 300


def clip(job: Job, *, moved: bool = False, with_prompt: bool = True) -> Reply:
    """The text under a clip; `moved` when it could not go where it was asked for."""
    lines = []
    prompt = inert(job.shot.prompt) if with_prompt else ""
    if prompt:
        lines.append(f'"{prompt}"')
    parent = f"from {job.shot.parent}" if job.shot.parent else ""
    facts = (camera_of(job), f"by <@{job.member_id}>", parent, "AI-made", job.code)
    lines.append(" · ".join(fact for fact in facts if fact))
    if moved:
        lines.append(f"I couldn't post it in <#{job.place.channel_id}>.")
    return Reply(
        text="\n".join(lines),
        buttons=(
            Button(act=Act.DETAILS, label="Details", about=job.code),
            Button(act=Act.DELETE, label="Delete", about=job.code),
        ),
    )


def file_name(code: str) -> str:
    """What the clip's file is called."""
    return f"greenlight-{code}.mp4"


def alt_text(job: Job) -> str:
    """The clip for people who don't see it."""
    said = plain(job.shot.prompt, _LONGEST_SPOKEN)
    story = said if not said or said[-1] in ".!?…" else f"{said}."
    parts = ("AI-made clip.", story, job.shot.whole_camera.prose())
    return " ".join(part for part in parts if part)
