"""What a shot grows from: another take, a clip of one's own, somebody else's that may be remixed.

Runs inside transactions; what is refused raises Refused.
"""

from dataclasses import replace

from domain.job import Job
from domain.refusals import Refused
from domain.refusals_acts import NotFound
from domain.refusals_together import ClipDeleted, RemixNotAllowed
from services.asks import Ask
from services.reserving import Order
from storage import Db, jobs, servers


def placed(db: Db, order: Order, ask: Ask) -> Order:
    """The order as it goes into the line: the next take of a shot, or a shot with its parent.

    A take that was changed on its way is a shot of its own, which grew from the other. Whether the
    parent may be remixed is looked at again. Raises Refused.
    """
    earlier = jobs.by_code(db, ask.take_of) if ask.take_of else None
    if earlier is not None and earlier.member_id == order.member_id:
        return after(order, earlier)
    if order.shot.parent:
        check_remix(db, order.shot.parent, order.member_id, order.place.server_id)
    return order


def after(order: Order, earlier: Job) -> Order:
    """The order as the next take of this one's shot, or, where it is another, as grown from it."""
    if earlier.shot == order.shot:
        return replace(order, take_of=earlier.code)
    return replace(order, shot=replace(order.shot, parent=earlier.code))


def check_remix(db: Db, code: str, member_id: int, server_id: int) -> Job:
    """The clip with this code, from which a shot of this member in this server may grow.

    Raises Refused with NotFound, ClipDeleted or RemixNotAllowed.
    """
    job = in_server(db, code, server_id)
    if job.member_id == member_id:
        return job
    if job.clip_deleted_by is not None:
        raise Refused(ClipDeleted(code=job.code))
    if not servers.lets_remix(db, server_id, job.member_id):
        raise Refused(RemixNotAllowed(code=job.code))
    return job


def in_server(db: Db, code: str, server_id: int) -> Job:
    """The job with this code, where it is one of this server. Raises Refused with NotFound."""
    job = jobs.by_code(db, code)
    if job is None or job.place.server_id != server_id:
        raise Refused(NotFound(code=code))
    return job
