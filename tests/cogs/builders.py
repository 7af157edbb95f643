"""Values as the services would hand them up."""

from dataclasses import replace
from datetime import UTC, datetime

from domain.camera import CameraPlan
from domain.camera_reading import parse_plan
from domain.job import Clip, Job, JobStatus, Place
from domain.shot import Shot

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SERVER, CHANNEL, ANA = 500, 600, 42
CLIP = Clip(sha256="0" * 64, seconds=6.0, width=1280, height=720, size_bytes=1_000)


def shot(prompt: str = "A red lighthouse in a storm", camera: str = "", **more: object) -> Shot:
    """A shot on the cheapest model."""
    made = Shot(
        prompt=prompt,
        camera=parse_plan(camera) if camera else CameraPlan(),
        model="T2V-01",
        duration_s=6,
        resolution="720P",
    )
    return replace(made, **more)


def job(prompt: str = "A red lighthouse in a storm", camera: str = "", **more: object) -> Job:
    """Ana's job, waiting in line."""
    made = Job(
        id=1,
        code="7RKQ2M",
        take=1,
        shot=shot(prompt, camera),
        place=Place(server_id=SERVER, channel_id=CHANNEL),
        member_id=ANA,
        member_name="ana",
        status=JobStatus.QUEUED,
        account="minimax",
        engine_prompt=prompt,
        token="t",
        credits=5,
        cost_micro=430_000,
        created_at=NOW,
    )
    return replace(made, **more)
