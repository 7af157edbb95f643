"""The reserving transaction: every limit checked at once, then money, job and card together."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.job import Place
from domain.money import next_utc_day, next_utc_month, utc_day
from domain.policy import Policy
from domain.refusals import CeilingReached, Refused, ServerClosed, TooFewCredits, TooManyWaiting
from domain.shot import Shot
from services import notices
from services.ground import Ids
from services.notices import Notice
from storage import Db, jobs, ledger, outbox, servers
from storage.outbox import OwedKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A shot with its price, ready to be reserved."""

    shot: Shot
    place: Place
    member_id: int
    member_name: str
    account: str
    engine_prompt: str
    credits: int
    cost_micro: int
    at: datetime
    #: The code of a job whose shot it renders once more.
    take_of: str | None = None

    @property
    def day(self) -> date:
        """The UTC day it counts on."""
        return utc_day(self.at)


def reserve(db: Db, order: Order, policy: Policy, ids: Ids) -> int:
    """Check every limit, hold credits and cost, insert the job and owe its card.

    Returns the job's id. Raises Refused, and then nothing was written.
    """
    if not servers.is_open(db, order.place.server_id):
        raise Refused(ServerClosed())
    check_member(db, order, policy)
    check_ceilings(db, order, policy)
    job_id = jobs.insert(db, _new_job(db, order, ids))
    booking = ledger.booking_of(db, job_id, at=order.at, who=f"member {order.member_id}")
    ledger.reserve(db, booking, order.credits, order.cost_micro)
    outbox.owe(db, job_id, OwedKind.CARD, order.at)
    return job_id


def check_member(db: Db, order: Order, policy: Policy) -> None:
    """Quota of credits, and how many shots one may have in line. Raises Refused."""
    server_id, member_id = order.place.server_id, order.member_id
    left = credits_left(db, server_id, member_id, order.at, policy)
    if order.credits > left:
        raise Refused(
            TooFewCredits(needed=order.credits, left=left, resets_at=next_utc_day(order.at))
        )
    standing = jobs.count_open_of_member(db, server_id, member_id)
    if standing >= policy.quota.running + policy.quota.waiting:
        raise Refused(TooManyWaiting(waiting=standing))


def check_ceilings(db: Db, order: Order, policy: Policy) -> None:
    """The server's and the bot's money, this day and this month. Raises Refused."""
    day = order.day
    month = day.replace(day=1)
    for server_id, ceilings in ((order.place.server_id, policy.server), (None, policy.bot)):
        whole_bot = server_id is None
        used = ledger.cost_used(db, day, day, server_id)
        if used + order.cost_micro > ceilings.day_micro:
            raise Refused(CeilingReached(resets_at=next_utc_day(order.at), whole_bot=whole_bot))
        used = ledger.cost_used(db, month, day, server_id)
        if used + order.cost_micro > ceilings.month_micro:
            raise Refused(CeilingReached(resets_at=next_utc_month(order.at), whole_bot=whole_bot))


def credits_left(db: Db, server_id: int, member_id: int, at: datetime, policy: Policy) -> int:
    """Credits a member may still take from today's allowance."""
    used = ledger.credits_used(db, server_id, member_id, utc_day(at))
    return max(0, policy.quota.credits_per_day - used)


def warn_of_ceilings(
    db: Db, server_id: int, policy: Policy, at: datetime, operators: frozenset[int]
) -> None:
    """Tell the operator, once a day, when a day's ceiling is four fifths used."""
    day = utc_day(at)
    for about, scope, ceilings in (
        ("bot", None, policy.bot),
        (str(server_id), server_id, policy.server),
    ):
        used = ledger.cost_used(db, day, day, scope)
        if used * 5 >= ceilings.day_micro * 4:
            notices.tell_operator(
                db,
                operators,
                Notice.CEILING_NEAR,
                at,
                f"{about} {day}",
                {"used_micro": used, "ceiling_micro": ceilings.day_micro},
            )


def _new_job(db: Db, order: Order, ids: Ids) -> jobs.NewJob:
    code = ids.code()
    while jobs.code_is_taken(db, code):
        code = ids.code()
    return jobs.NewJob(
        code=code,
        token=ids.token(),
        shot=order.shot,
        place=order.place,
        member_id=order.member_id,
        member_name=order.member_name,
        account=order.account,
        engine_prompt=order.engine_prompt,
        credits=order.credits,
        cost_micro=order.cost_micro,
        day=order.day,
        at=order.at,
        take_of=order.take_of,
    )
