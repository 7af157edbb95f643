"""What of a clip everybody in its server may read."""

from domain.job import Job
from storage import Db, outbox
from storage.outbox import OwedKind


def words_are_public(db: Db, job: Job) -> bool:
    """Whether a clip's prompt was let through where it was asked for.

    Not where automatic moderation held the prompt back, or the whole post, which then went to its
    author alone.
    """
    row = outbox.posted(db, job.id, OwedKind.CLIP)
    return (
        row is not None
        and not row.facts.get("is_bare")
        and row.posted_channel_id in {job.place.channel_id, job.place.parent_id}
    )
