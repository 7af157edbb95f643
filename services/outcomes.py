"""What each turn of events means for a job: state, money and messages in one transaction.

Every function takes `db` and is run inside `Database.transaction`. Each raises TransitionLost when
the job has moved on meanwhile, and then nothing is written.
"""

from datetime import datetime

from domain.job import WAITING, Clip, Failure, FailureKind, Job, JobStatus
from services import notices
from services.notices import Notice
from services.outages import Outage
from storage import Db, job_rows, jobs, ledger, outbox, turns, waiting_cards
from storage.moments import stamp
from storage.outbox import OwedKind

#: The same shot, the same plan, another place in line.
MOVED = waiting_cards.MOVED
#: What a card says beyond "is being made"; the facts of a card_edit row.
STARTED, REPLANNED, SLOW, SERVICE_DOWN, UNCONFIRMED, CREDITS_BACK, FAILED = (
    "started",
    "replanned",
    "slow",
    "service_down",
    "unconfirmed",
    "credits_back",
    "failed",
)

_WORKER = "worker"
#: The failure's code while a shot waits for its account to come back into the models file.
ACCOUNT_GONE = "account gone"
#: The failure's code of a shot that stood in line in a backup: it may have been handed over since.
RESTORED = "restored"
#: What the operator is told of a shot that is without certainty.
_OF_THE_DESK = (Notice.UNCONFIRMED, Notice.SEVERAL_FIT, Notice.NO_END)


def accepted(
    db: Db, job: Job, remote_task_id: str, at: datetime, *, gives_back: bool = False
) -> None:
    """The engine took the shot. `gives_back`: it can be taken back until it is begun."""
    jobs.move(
        db,
        job.id,
        (JobStatus.SUBMITTING, JobStatus.UNCONFIRMED),
        JobStatus.RUNNING,
        remote_task_id=remote_task_id,
        accepted_at=stamp(at),
        failure_kind=None,
        failure_code=None,
        failure_text=None,
        trace_id=None,
    )
    for notice in _OF_THE_DESK:
        notices.over(db, notice, job.code)
    _edit_card(db, job, STARTED, at, gives_back=gives_back)


def sent_back(db: Db, job: Job, not_before: datetime | None = None) -> None:
    """Nothing was created: the job keeps its turn and rests until `not_before`."""
    jobs.move(
        db,
        job.id,
        (JobStatus.SUBMITTING,),
        JobStatus.QUEUED,
        boot_id=None,
        submitted_at=None,
        not_before=stamp(not_before) if not_before else None,
    )
    turns.give_back(db, job.id)


def refused(db: Db, job: Job, failure: Failure, at: datetime) -> None:
    """The engine took nothing and never will: credits and cost go back."""
    _fail(db, job, (JobStatus.SUBMITTING,), failure, at)
    ledger.release(db, _booking(db, job, at))
    _edit_card(db, job, FAILED, at)


def answer_lost(
    db: Db, job: Job, failure: Failure, at: datetime, *, is_sought: bool = False
) -> None:
    """The request left and no usable answer came: it may be being made. All stays reserved.

    `is_sought`: the engine has a list in which we look for it.
    """
    jobs.move(
        db,
        job.id,
        (JobStatus.SUBMITTING,),
        JobStatus.UNCONFIRMED,
        **job_rows.failure_columns(failure),
    )
    _edit_card(db, job, UNCONFIRMED, at, is_sought=is_sought)


def perhaps_handed_over(db: Db, job: Job, at: datetime) -> None:
    """It stood in line in a backup that was restored: the bot that went on may have sent it."""
    jobs.move(
        db,
        job.id,
        (JobStatus.QUEUED,),
        JobStatus.UNCONFIRMED,
        **job_rows.failure_columns(Failure(kind=FailureKind.LOST, code=RESTORED)),
    )
    _edit_card(db, job, UNCONFIRMED, at)


def no_end(db: Db, job: Job, at: datetime) -> None:
    """The engine has given no end for too long: people decide at the desk."""
    _to_the_desk(db, job, Failure(kind=FailureKind.GAVE_UP), at)


def account_gone(db: Db, job: Job, at: datetime) -> None:
    """The account that makes it is known no longer: it waits for the account, or for people."""
    _to_the_desk(db, job, Failure(kind=FailureKind.GAVE_UP, code=ACCOUNT_GONE), at)


def nobody_makes_it(db: Db, job: Job, at: datetime) -> None:
    """No account makes the shot's model any more: nothing was made, all goes back."""
    from_ = (JobStatus.QUEUED, JobStatus.SUBMITTING)
    _fail(db, job, from_, Failure(kind=FailureKind.NOT_OFFERED), at)
    ledger.release(db, _booking(db, job, at))
    _edit_card(db, job, FAILED, at)


def ready(db: Db, job: Job, result_ref: str) -> None:
    """The engine has made the clip; it is to be fetched."""
    jobs.move(db, job.id, (JobStatus.RUNNING,), JobStatus.DOWNLOADING, result_ref=result_ref)


def made(db: Db, job: Job, clip: Clip, at: datetime, *, making_s: float | None = None) -> None:
    """The clip is checked and kept: it is paid, and owed to the channel.

    `making_s`: how long it was made, from the request on; None: not known.
    """
    jobs.move(
        db,
        job.id,
        (JobStatus.DOWNLOADING,),
        JobStatus.SUCCEEDED,
        finished_at=stamp(at),
        making_s=making_s,
        **job_rows.clip_columns(clip),
    )
    ledger.settle(db, _booking(db, job, at))
    # A card that says it is being made would say what is no longer so.
    outbox.drop_owed(db, job.id, (OwedKind.CARD_EDIT,), at)
    # Read again: Don't post may have been pressed while the clip was on its way.
    if not jobs.by_id(db, job.id).dont_post:
        outbox.owe(db, job.id, OwedKind.CLIP, at)


def came_to_nothing(db: Db, job: Job, failure: Failure, at: datetime) -> None:
    """The engine says the shot failed: credits go back; it may have been billed all the same."""
    _fail(db, job, (JobStatus.SUBMITTING, JobStatus.RUNNING), failure, at)
    _credits_back(db, job, at)
    ledger.keep_cost(db, _booking(db, job, at))
    _edit_card(db, job, FAILED, at)


def waited_too_long(db: Db, job: Job, at: datetime) -> None:
    """The shot could not be handed over within the longest time anybody should wait."""
    _fail(db, job, (JobStatus.QUEUED,), Failure(kind=FailureKind.GAVE_UP), at)
    ledger.release(db, _booking(db, job, at))
    _edit_card(db, job, FAILED, at)


def still_unconfirmed(db: Db, job: Job, at: datetime) -> None:
    """An hour without certainty: the member has the credits back, the cost stays counted."""
    _credits_back(db, job, at)
    jobs.note(db, job.id, credits_returned=1)
    _edit_card(db, job, CREDITS_BACK, at)


def slow(db: Db, job: Job, at: datetime) -> None:
    """It takes longer than nine of ten: the card says so, once."""
    jobs.note(db, job.id, slow_told=1)
    _edit_card(db, job, SLOW, at)


def service_down(db: Db, job: Job, at: datetime, outage: Outage) -> None:
    """The service takes nothing: the card of a waiting shot says so, once per outage."""
    facts = {"since": stamp(outage.since), "is_silent": outage.is_silent}
    _edit_card(db, job, SERVICE_DOWN, at, is_disk=outage.is_disk, **facts)


def cancelled(db: Db, job: Job, at: datetime, who: str) -> None:
    """Taken out of the line before it was handed over: free."""
    jobs.move(db, job.id, WAITING, JobStatus.CANCELLED, finished_at=stamp(at))
    ledger.release(db, _booking(db, job, at, who))
    _card_goes(db, job, at)


def replanned(db: Db, job: Job, at: datetime) -> None:
    """A shot in line has another plan, and its card shows it.

    Also where the card is owed still: it may be on its way with the old one at this moment.
    """
    _edit_card(db, job, REPLANNED, at)


def moved_up(db: Db, job_id: int, at: datetime) -> None:
    """A waiting shot's card says a place or a time that is no longer so.

    Where anything about the shot is owed already nothing is added: its words are found when it
    leaves. What else happens to the shot takes this edit's place, as it does with every edit.
    """
    job = jobs.by_id(db, job_id)
    waits = job.status in WAITING or job.status is JobStatus.SUBMITTING
    if waits and not job.dont_post and not waiting_cards.card(db, job_id).is_owed:
        waiting_cards.say_anew(db, job_id, at)


def taken_back(db: Db, job: Job, at: datetime, who: str) -> None:
    """The engine gave it back before it was begun: nothing was made, all goes back."""
    jobs.move(db, job.id, (JobStatus.RUNNING,), JobStatus.CANCELLED, finished_at=stamp(at))
    ledger.release(db, _booking(db, job, at, who))
    if not job.dont_post:
        _card_goes(db, job, at)


def not_to_be_posted(db: Db, job: Job, at: datetime) -> None:
    """Too late to cancel: the clip stays with its author, behind its code."""
    jobs.note(db, job.id, dont_post=1)
    outbox.drop_owed(db, job.id, (OwedKind.CARD_EDIT, OwedKind.CLIP), at)
    _card_goes(db, job, at)


def settled_by_desk(db: Db, job: Job, at: datetime, who: str, *, paid: bool) -> None:
    """The desk knows that no clip will come: `paid` says whether the account was billed."""
    _fail(db, job, (JobStatus.UNCONFIRMED,), Failure(kind=FailureKind.LOST), at)
    if not paid:
        ledger.release(db, _booking(db, job, at, who))
    else:
        _credits_back(db, job, at, who)
        ledger.keep_cost(db, _booking(db, job, at, who))
    for notice in _OF_THE_DESK:
        notices.over(db, notice, job.code)
    _edit_card(db, job, FAILED, at)


def _to_the_desk(db: Db, job: Job, failure: Failure, at: datetime) -> None:
    jobs.move(
        db,
        job.id,
        (JobStatus.RUNNING, JobStatus.DOWNLOADING),
        JobStatus.UNCONFIRMED,
        **job_rows.failure_columns(failure),
    )
    _edit_card(db, job, UNCONFIRMED, at)


def _fail(db: Db, job: Job, from_: tuple[JobStatus, ...], failure: Failure, at: datetime) -> None:
    jobs.move(
        db,
        job.id,
        from_,
        JobStatus.FAILED,
        finished_at=stamp(at),
        **job_rows.failure_columns(failure),
    )


def _credits_back(db: Db, job: Job, at: datetime, who: str = _WORKER) -> None:
    if not job.credits_returned:
        ledger.return_credits(db, _booking(db, job, at, who))


def _booking(db: Db, job: Job, at: datetime, who: str = _WORKER) -> ledger.Booking:
    return ledger.booking_of(db, job.id, at=at, who=who)


def _edit_card(db: Db, job: Job, what: str, at: datetime, **facts: object) -> None:
    """Owe the newest edit only: an older one not yet tried would say what is no longer so."""
    outbox.drop_owed(db, job.id, (OwedKind.CARD_EDIT,), at)
    if not jobs.by_id(db, job.id).dont_post:
        outbox.owe(db, job.id, OwedKind.CARD_EDIT, at, what=what, **facts)


def _card_goes(db: Db, job: Job, at: datetime) -> None:
    outbox.drop_owed(db, job.id, (OwedKind.CARD, OwedKind.CARD_EDIT), at)
    outbox.owe(db, job.id, OwedKind.CARD_GONE, at)
