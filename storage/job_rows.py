"""A job's row and a job: how one becomes the other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlite_utils import Database as Db

from domain.camera_reading import parse_plan
from domain.job import Clip, Failure, FailureKind, Job, JobStatus, Parent, Place
from domain.pictures import InputImage, Pictures
from domain.shot import Shot
from storage import picture_rows
from storage.moments import moment_or_none

Row = Mapping[str, Any]

_SELECT = """
SELECT jobs.*, shots.prompt, shots.camera, shots.model, shots.duration_s, shots.resolution,
       shots.aspect, shots.parent, parents.member_id AS parent_member_id,
       parents.member_name AS parent_member_name
FROM jobs
JOIN shots ON shots.id = jobs.shot_id
LEFT JOIN jobs AS parents ON parents.code = shots.parent
"""

#: The states in which a job is over, as the indexes of open jobs word them.
ENDED = "('succeeded', 'failed', 'cancelled')"


class UnreadableRow(Exception):
    """A job's row holds what this version can't understand: written by hand, or by another one."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"the row of {code} can't be read")


def fetch(db: Db, where: str, values: tuple[object, ...] = ()) -> list[Job]:
    """The jobs that `where` finds, each with its shot and pictures. Raises UnreadableRow."""
    return [_readable(row, pictures) for row, pictures in _rows(db, where, values)]


def sift(db: Db, where: str, values: tuple[object, ...] = ()) -> tuple[list[Job], list[str]]:
    """The jobs that `where` finds, and the codes of those whose rows can't be read."""
    found: list[Job] = []
    unreadable: list[str] = []
    for row, pictures in _rows(db, where, values):
        try:
            found.append(_readable(row, pictures))
        except UnreadableRow as error:
            unreadable.append(error.code)
    return found, unreadable


def failure_columns(failure: Failure) -> dict[str, object]:
    """A failure as `move` writes it."""
    return {
        "failure_kind": str(failure.kind),
        "failure_code": failure.code,
        "failure_text": failure.text,
        "trace_id": failure.trace_id,
    }


def clip_columns(clip: Clip) -> dict[str, object]:
    """A clip as `move` writes it."""
    return {
        "clip_sha256": clip.sha256,
        "clip_seconds": clip.seconds,
        "clip_width": clip.width,
        "clip_height": clip.height,
        "clip_bytes": clip.size_bytes,
    }


def _rows(db: Db, where: str, values: tuple[object, ...]) -> list[tuple[Row, Pictures[InputImage]]]:
    cursor = db.conn.execute(f"{_SELECT} {where}", values)
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    pictures = picture_rows.of(db, "shot", {row["shot_id"] for row in rows})
    return [(row, pictures.get(row["shot_id"], Pictures())) for row in rows]


def _readable(row: Row, pictures: Pictures[InputImage]) -> Job:
    try:
        return _job(row, pictures)
    except (ValueError, TypeError) as error:
        raise UnreadableRow(str(row["code"])) from error


def _job(row: Row, pictures: Pictures[InputImage]) -> Job:
    return Job(
        id=row["id"],
        code=row["code"],
        take=row["take"],
        shot=_shot(row, pictures),
        place=Place(
            server_id=row["server_id"], channel_id=row["channel_id"], parent_id=row["parent_id"]
        ),
        member_id=row["member_id"],
        member_name=row["member_name"],
        status=JobStatus(row["status"]),
        account=row["account"],
        engine_prompt=row["engine_prompt"],
        token=row["token"],
        credits=row["credits"],
        cost_micro=row["cost_micro"],
        created_at=datetime.fromisoformat(row["created_at"]),
        remote_task_id=row["remote_task_id"],
        result_ref=row["result_ref"],
        boot_id=row["boot_id"],
        not_before=moment_or_none(row["not_before"]),
        submitted_at=moment_or_none(row["submitted_at"]),
        accepted_at=moment_or_none(row["accepted_at"]),
        finished_at=moment_or_none(row["finished_at"]),
        failure=_failure(row),
        clip=_clip(row),
        dont_post=bool(row["dont_post"]),
        credits_returned=bool(row["credits_returned"]),
        slow_told=bool(row["slow_told"]),
        clip_deleted_by=row["clip_deleted_by"],
        clip_dropped_at=moment_or_none(row["clip_dropped_at"]),
        cut_at=moment_or_none(row["cut_at"]),
        parent=_parent(row),
    )


def _shot(row: Row, pictures: Pictures[InputImage]) -> Shot:
    return Shot(
        prompt=row["prompt"],
        camera=parse_plan(row["camera"]),
        model=row["model"],
        duration_s=row["duration_s"],
        resolution=row["resolution"],
        aspect=row["aspect"],
        pictures=pictures,
        parent=row["parent"],
    )


def _parent(row: Row) -> Parent | None:
    if row["parent_member_id"] is None:
        return None
    return Parent(
        code=row["parent"],
        member_id=row["parent_member_id"],
        member_name=row["parent_member_name"],
    )


def _failure(row: Row) -> Failure | None:
    if row["failure_kind"] is None:
        return None
    return Failure(
        kind=FailureKind(row["failure_kind"]),
        code=row["failure_code"] or "",
        text=row["failure_text"] or "",
        trace_id=row["trace_id"] or "",
    )


def _clip(row: Row) -> Clip | None:
    if row["clip_sha256"] is None:
        return None
    return Clip(
        sha256=row["clip_sha256"],
        seconds=row["clip_seconds"],
        width=row["clip_width"],
        height=row["clip_height"],
        size_bytes=row["clip_bytes"],
    )
