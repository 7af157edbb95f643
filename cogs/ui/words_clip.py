"""The clip's own message: what stands under it, and what it is called."""

from cogs.ui.inert import inert, plain
from cogs.ui.phrases import camera_of
from cogs.ui.reply import Act, Button, Reply
from domain.camera import CameraPlan, Movement
from domain.job import Job

#: Discord takes up to 1,024 characters of alt text; a screen reader's patience is shorter.
_LONGEST_SPOKEN = 300

_MOVES = {
    Movement.TRUCK_LEFT: ("trucks left", "trucking left"),
    Movement.TRUCK_RIGHT: ("trucks right", "trucking right"),
    Movement.PAN_LEFT: ("pans left", "panning left"),
    Movement.PAN_RIGHT: ("pans right", "panning right"),
    Movement.PUSH_IN: ("pushes in", "pushing in"),
    Movement.PULL_OUT: ("pulls out", "pulling out"),
    Movement.PEDESTAL_UP: ("rises", "rising"),
    Movement.PEDESTAL_DOWN: ("sinks", "sinking"),
    Movement.TILT_UP: ("tilts up", "tilting up"),
    Movement.TILT_DOWN: ("tilts down", "tilting down"),
    Movement.ZOOM_IN: ("zooms in", "zooming in"),
    Movement.ZOOM_OUT: ("zooms out", "zooming out"),
    Movement.SHAKE: ("shakes", "shaking"),
    Movement.TRACKING_SHOT: ("follows along", "following along"),
    Movement.STATIC_SHOT: ("stands still", "standing still"),
}


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
    parts = ("AI-made clip.", story, spoken_camera(job.shot.whole_camera))
    return " ".join(part for part in parts if part)


def spoken_camera(camera: CameraPlan) -> str:
    """The plan as a sentence: `The camera trucks left while panning right, then pushes in.`"""
    steps = []
    for step in camera.steps:
        does, *others = [_MOVES[movement] for movement in step]
        meanwhile = " and ".join(doing for _, doing in others)
        steps.append(f"{does[0]} while {meanwhile}" if meanwhile else does[0])
    return f"The camera {', then '.join(steps)}." if steps else ""
