"""Taking up a shot without certainty under the handle that was found for it."""

from datetime import datetime, timedelta

from domain.job import Job, JobStatus
from services import outcomes
from services.accounts import Accounts
from services.providers.base import Listed
from storage import Db, jobs

#: The engine's clock and ours may differ so much, and its moments are whole seconds.
BEFORE = timedelta(seconds=60)
#: A request may be begun so long after it left: 64 MB of pictures over the slowest line that is not
#: called broken, and an answer that came too late (`request_timeout_seconds`). Shorter, and the
#: task of a shot still being uploaded would look like that of another, sent meanwhile and never
#: begun.
AFTER = timedelta(minutes=15)


def adopt(db: Db, known: Accounts, job: Job, remote_task_id: str, at: datetime) -> bool:
    """The shot without certainty is made under this handle: it is looked after again.

    False when that can't be: it has ended or has another handle, or the handle is another job's.
    """
    standing = jobs.by_id(db, job.id)
    if standing.status is not JobStatus.UNCONFIRMED:
        return False
    owner = jobs.by_remote_task(db, known.listed_with(job.account), remote_task_id)
    if standing.remote_task_id not in {None, remote_task_id} or (
        owner is not None and owner.id != job.id
    ):
        return False
    outcomes.accepted(db, standing, remote_task_id, at)
    return True


def is_of_its_moment(job: Job, made_at: datetime) -> bool:
    """Whether a remote task that was begun then may be the job's.

    What was begun after the cut of a backup may be a shot's that the backup never knew.
    """
    sent_at = job.submitted_at
    if job.cut_at is not None and made_at > job.cut_at:
        return False
    return sent_at is not None and sent_at - BEFORE <= made_at <= sent_at + AFTER


def is_contradicted(job: Job, told: Listed | None) -> bool:
    """Whether what the engine tells of a remote task, as far as it tells, is not the job's."""
    if told is None:
        return False
    if told.model not in {None, job.shot.model}:
        return True
    return told.created_at is not None and not is_of_its_moment(job, told.created_at)
