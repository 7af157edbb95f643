"""The reserving transaction: every limit checked at once, then money, job and card together."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.job import Place
from domain.policy import Policy
from domain.refusals import Refused, ServerClosed, TooFewCredits, TooManyWaiting
from domain.shot import Shot
from services import allowances, ceilings
from services.allowances import Spender
from services.ground import Ids
from storage import Db, jobs, ledger, outbox, servers
from storage.ledger import Amount
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


def reserve(db: Db, order: Order, policy: Policy, ids: Ids) -> int:
    """Check every limit, hold credits and cost, insert the job and owe its card.

    Returns the job's id. Raises Refused, and then nothing was written.
    """
    if not servers.is_open(db, order.place.server_id):
        raise Refused(ServerClosed())
    _check_standing(db, order, policy)
    granted = check_credits(db, order, policy)
    ceilings.check(db, order.place.server_id, order.cost_micro, order.at, policy)
    job_id = jobs.insert(db, _new_job(db, order, policy, ids))
    booking = ledger.booking_of(db, job_id, at=order.at, who=f"member {order.member_id}")
    amount = Amount(credits=order.credits, cost_micro=order.cost_micro)
    ledger.reserve(db, booking, amount, granted=granted)
    outbox.owe(db, job_id, OwedKind.CARD, order.at)
    return job_id


def reprice(db: Db, job_id: int, order: Order, policy: Policy) -> None:
    """Hold what a shot in line costs now instead of what it cost; code and place stay.

    Checked like a new request once the old price is back. Raises Refused, and then the caller's
    transaction must write nothing.
    """
    who = f"member {order.member_id}"
    ledger.release(db, ledger.booking_of(db, job_id, at=order.at, who=who))
    granted = check_credits(db, order, policy)
    ceilings.check(db, order.place.server_id, order.cost_micro, order.at, policy)
    booking = ledger.booking_of(db, job_id, at=order.at, who=who)
    amount = Amount(credits=order.credits, cost_micro=order.cost_micro)
    ledger.reserve(db, replace(booking, round=booking.round + 1), amount, granted=granted)


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
        short = purse.binding
        raise Refused(
            TooFewCredits(
                needed=order.credits,
                left=purse.left,
                resets_at=short.limit.span.ends_at,
                scope=short.limit.scope,
            )
        )
    return max(0, order.credits - purse.renewing)


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
