"""Clips that were made before: what durations are known from."""

from datetime import timedelta

from storage import Db, jobs
from storage.moments import stamp
from tests.storage.builders import NOON, new_job


def history(db: Db, *seconds: float, first: int = 900, **more: object) -> None:
    """Clips of another day that took so long; `first` keeps their codes apart."""
    for number, took in enumerate(seconds, first):
        job_id = jobs.insert(db, new_job(number, at=NOON - timedelta(days=1), **more))
        jobs.note(
            db,
            job_id,
            status="succeeded",
            clip_sha256="c",
            submitted_at=stamp(NOON),
            finished_at=stamp(NOON + timedelta(seconds=took)),
            making_s=took,
        )
