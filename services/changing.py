"""Giving a shot that waits in line another plan, in its place and under its code.

Runs inside the reserving transaction: there are never two shots of it, and never none.
"""

from domain.job import Job, JobStatus
from domain.policy import Policy
from domain.refusals import Refused
from domain.refusals_acts import NotFound, TooLateToChange
from services import descent, outcomes, reserving
from services.reserving import Order, Reserved
from storage import Db, jobs, takes


def change(db: Db, code: str, order: Order, policy: Policy) -> Reserved:
    """Let the shot in line be what is ordered.

    At another price the old one goes back before the new one is held. A take that becomes another
    shot grew from the take before it. Raises Refused with TooLateToChange or NotFound, or as
    `reserve` does, and then the transaction must be taken back.
    """
    job = jobs.by_code(db, code)
    if job is None or job.member_id != order.member_id:
        raise Refused(NotFound(code=code))
    if job.status is not JobStatus.QUEUED:
        raise Refused(TooLateToChange(code=job.code, status=job.status, credits=order.credits))
    earlier = takes.made_before(db, job)
    if earlier is not None:
        order = descent.after(order, earlier)
    reserved = Reserved(job_id=job.id, counted=None)
    if not costs_the_same(job, order.credits, order.cost_micro):
        reserved = reserving.reprice(db, job, order, policy)
        jobs.note(db, job.id, credits=order.credits, cost_micro=order.cost_micro)
    # What is as it was is still the next take of its shot.
    if order.take_of is None:
        _replan(db, job, order)
    outcomes.replanned(db, job, order.at)
    return reserved


def _replan(db: Db, job: Job, order: Order) -> None:
    jobs.replan(
        db,
        job,
        order.shot,
        account=order.account,
        engine_prompt=order.engine_prompt,
        at=order.at,
    )


def costs_the_same(job: Job, credits_: int, cost_micro: int | None) -> bool:
    """Whether both books may stay as they are."""
    return (job.credits, job.cost_micro) == (credits_, cost_micro)
