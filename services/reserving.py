"""The reserving transaction: every limit checked at once, then money, job and card together."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.job import Job, Place
from domain.policy import Policy
from domain.refusals import Refused, ServerClosed, TooManyWaiting
from domain.shot import Shot
from services import allowances, ceilings
from services.allowances import Spender
from services.ceilings import Counted
from services.ground import Ids
from storage import Db, jobs, ledger, outbox, servers
from storage.ledger import Amount, Booking
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
    role_ids: frozenset[int] = frozenset()

    @property
    def spender(self) -> Spender:
        """Whose credits it takes, and where."""
        return Spender(
            server_id=self.place.server_id,
            member_id=self.member_id,
            role_ids=self.role_ids,
            channel_id=self.place.home_id,
        )

    @property
    def amount(self) -> Amount:
        """What it takes of both books."""
        return Amount(credits=self.credits, cost_micro=self.cost_micro)

    @property
    def who(self) -> str:
        """Who decided it, for the ledger."""
        return f"member {self.member_id}"

    def booking(self, job_id: int) -> Booking:
        """How its job's money is booked at first."""
        return Booking(
            job_id=job_id,
            server_id=self.place.server_id,
            channel_id=self.place.home_id,
            member_id=self.member_id,
            asked_at=self.at,
            at=self.at,
            who=self.who,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reserved:
    """A job whose money is held, and what counts now; None: the ceilings were not looked at."""

    job_id: int
    counted: Counted | None


def reserve(db: Db, order: Order, policy: Policy, ids: Ids) -> Reserved:
    """Check every limit, hold credits and cost, insert the job and owe its card.

    Raises Refused, and then nothing was written.
    """
    if not servers.is_open(db, order.place.server_id):
        raise Refused(ServerClosed())
    _check_standing(db, order, policy)
    granted = check_credits(db, order, policy)
    counted = ceilings.check(db, order.place.server_id, order.cost_micro, order.at, policy)
    job_id = jobs.insert(db, _new_job(db, order, policy, ids))
    ledger.reserve(db, order.booking(job_id), order.amount, granted=granted)
    outbox.owe(db, job_id, OwedKind.CARD, order.at)
    return Reserved(job_id=job_id, counted=counted)


def reprice(db: Db, job: Job, order: Order, policy: Policy) -> Reserved:
    """Hold what a shot in line costs now instead of what it cost; code and place stay.

    What is dearer in either book is checked like a new request once the old price is back, and
    counts from now on; what is not stays where it counted, whatever the limits have become. Raises
    Refused, and then the caller's transaction must write nothing.
    """
    order = replace(order, place=job.place)
    had = ledger.booking_of(db, job.id, at=order.at, who=order.who)
    granted_before = -ledger.held(db, had, "granted").credits
    ledger.release(db, had)
    booking, counted = replace(had, round=had.round + 1), None
    if order.credits > job.credits or order.cost_micro > job.cost_micro:
        if not servers.is_open(db, job.place.server_id):
            raise Refused(ServerClosed())
        granted = check_credits(db, order, policy)
        counted = ceilings.check(db, job.place.server_id, order.cost_micro, order.at, policy)
        booking = replace(booking, asked_at=order.at)
    else:
        granted = max(0, order.credits - (job.credits - granted_before))
    ledger.reserve(db, booking, order.amount, granted=granted)
    return Reserved(job_id=job.id, counted=counted)


def _check_standing(db: Db, order: Order, policy: Policy) -> None:
    """How many shots one may have in line. Raises Refused."""
    standing = jobs.count_open_of_member(db, order.place.server_id, order.member_id)
    if standing >= policy.quota.running + policy.quota.waiting:
        raise Refused(TooManyWaiting(waiting=standing))


def check_credits(db: Db, order: Order, policy: Policy) -> int:
    """Every quota that applies. Returns how many of the credits are granted ones. Raises Refused.

    Granted credits are beyond all quotas and come last: they don't come back with a window.
    """
    purse = allowances.look(db, order.spender, policy.quota, order.at)
    if order.credits > purse.left:
        raise Refused(allowances.too_few(purse, order.credits))
    return purse.granted_of(order.credits)


def _new_job(db: Db, order: Order, policy: Policy, ids: Ids) -> jobs.NewJob:
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
        at=order.at,
        take_of=order.take_of,
        weight=policy.quota.weight_of(order.role_ids),
    )
