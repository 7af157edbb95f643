"""Rows to begin a storage test with."""

from datetime import UTC, datetime

from sqlite_utils import Database as Db

from domain.camera import CameraPlan
from domain.camera_reading import parse_plan
from domain.job import FailureKind, JobStatus, Place
from domain.pictures import InputImage
from domain.shot import Shot
from storage import jobs

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SERVER, CHANNEL, ANA, BEN = 500, 600, 42, 43


def new_job(number: int = 1, at: datetime = NOON, **more: object) -> jobs.NewJob:
    """A job as the reserving transaction makes it; `number` keeps code and token apart."""
    values: dict[str, object] = {
        "code": f"J{number:05}",
        "token": f"token-{number}",
        "shot": a_shot(),
        "place": Place(server_id=SERVER, channel_id=CHANNEL),
        "member_id": ANA,
        "member_name": "ana",
        "account": "minimax",
        "engine_prompt": "a red lighthouse",
        "credits": 5,
        "cost_micro": 430_000,
        "at": at,
    }
    return jobs.NewJob(**(values | more))


def a_shot(camera: str = "", **more: object) -> Shot:
    """A shot of a lighthouse."""
    plan = parse_plan(camera) if camera else CameraPlan()
    values: dict[str, object] = {
        "prompt": "a red lighthouse",
        "camera": plan,
        "model": "T2V-01",
        "duration_s": 6,
        "resolution": "720P",
    }
    return Shot(**(values | more))


def an_image(letter: str = "a") -> InputImage:
    """A picture; another letter is another content."""
    return InputImage(sha256=letter * 64, mime="image/png", width=640, height=480)


def put_into(db: Db, job_id: int, status: JobStatus) -> None:
    """Set a job's state by force, with what the table demands of that state."""
    needs = {
        JobStatus.RUNNING: {"remote_task_id": f"remote-{job_id}"},
        JobStatus.DOWNLOADING: {"remote_task_id": f"remote-{job_id}"},
        JobStatus.SUCCEEDED: {"clip_sha256": "c" * 64},
        JobStatus.FAILED: {"failure_kind": str(FailureKind.ENGINE)},
    }
    jobs.note(db, job_id, status=str(status), **needs.get(status, {}))


def dump(db: Db) -> list[str]:
    """Everything the database holds, as text: two equal dumps are two equal databases."""
    return list(db.conn.iterdump())
