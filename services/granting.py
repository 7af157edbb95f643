"""Credits without a clip: granted and taken back by managers, refunded, given between members."""

from dataclasses import dataclass, replace

from domain.job import Job, JobStatus, Place
from domain.policy import Policy
from domain.quota import Quota
from domain.refusals import Blocked, Refused, ServerClosed
from domain.refusals_acts import NotFound
from domain.refusals_credits import (
    CannotHaveCredits,
    GiftGone,
    GiftsNotAllowed,
    NothingToRefund,
    RefundedAlready,
    TooFewGranted,
    TooFewToGive,
)
from services import allowances, giving, notices, rules
from services.allowances import Purse, spender_of
from services.asks import Who
from services.giving import Given, Giving, Receiver
from services.ground import Ground
from services.notices import Notice
from services.rules import ServerRules
from storage import Db, gifts, jobs, ledger, servers, sums
from storage.ledger import Booking

#: How far back a search among a server's clips goes.
_SEARCHED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunded:
    """What was refunded of a clip, and the granted credits its author has now."""

    job: Job
    credits: int
    granted: int


class Granting:
    """Moves credits between people. Raises Refused, and then nothing was moved."""

    def __init__(self, ground: Ground, limits: Policy) -> None:
        self._ground = ground
        self._limits = limits

    async def grant(self, server_id: int, who: Who, wish: Giving) -> Given:
        """Grant credits, or with a number below zero take back what was not used; for managers."""
        rules.managers_only(who)
        giving.check_number(wish.credits, may_take_back=True)
        wish = replace(wish, reason=giving.tidy_reason(wish.reason))
        given = await self._ground.database.transaction(self._grant, server_id, who, wish)
        self._ground.delivery_bell.ring()
        return given

    async def give(self, place: Place, who: Who, wish: Giving) -> Given:
        """Give credits of one's own: what comes back with its window first, then granted ones.

        Who has them may use the former in the same window alone, and keeps the latter.
        """
        giving.check_number(wish.credits)
        if wish.receiver.member_id == who.member_id:
            raise Refused(CannotHaveCredits(member_id=who.member_id, problem="self"))
        giving.check_receiver(wish.receiver)
        given = await self._ground.database.transaction(self._give, place, who, wish)
        self._ground.delivery_bell.ring()
        return given

    async def once_more(self, place: Place, who: Who, key: str, next_key: str) -> Given:
        """Do what this person did under `key` once more, under `next_key`; they mean it."""
        had = await self._ground.database.read(gifts.by_key, key)
        if had is None or (had.server_id, had.who) != (place.server_id, _decided_by(who)):
            raise Refused(GiftGone())
        wish = Giving(
            receiver=Receiver(member_id=had.member_id),
            credits=had.credits,
            key=next_key,
            reason=had.reason,
            is_meant=True,
        )
        if had.why == "gift":
            return await self.give(place, who, wish)
        return await self.grant(place.server_id, who, wish)

    async def refund(self, server_id: int, who: Who, code: str, reason: str) -> Refunded:
        """Let the credits that a clip used become granted ones of its author's; for managers.

        Its cost stays, and so does what counts for its author's day: they have the credits anew.
        """
        rules.managers_only(who)
        reason = giving.tidy_reason(reason)
        done = await self._ground.database.transaction(self._refund, server_id, who, code, reason)
        self._ground.delivery_bell.ring()
        return done

    async def refundable(self, server_id: int, who: Who, typed: str, most: int = 25) -> list[Job]:
        """The newest clips that can be refunded whose code, author or prompt holds what was typed.

        For managers.
        """
        rules.managers_only(who)
        found = await self._ground.database.read(sums.refundable, server_id, _SEARCHED)
        wanted = typed.strip().casefold()
        return [
            job
            for job in found
            if wanted in f"{job.code} {job.member_name} {job.shot.prompt}".casefold()
        ][:most]

    def _grant(self, db: Db, server_id: int, who: Who, wish: Giving) -> Given:
        to = wish.receiver.member_id
        booking = self._booking(server_id, to, who, wish)
        if giving.done_before(db, booking, wish, "grant") is None:
            left = ledger.credits_granted(db, server_id, to)
            if wish.credits > 0:
                giving.check_receiver(wish.receiver)
            elif left < -wish.credits:
                raise Refused(TooFewGranted(member_id=to, wanted=-wish.credits, left=left))
            gifts.grant(db, booking, wish.credits)
            self._note(db, booking, "grant credits", str(to), wish.credits)
            if wish.credits > 0:
                self._tell(db, booking, Notice.GRANTED, wish.credits)
        return giving.outcome(db, wish.key)

    def _give(self, db: Db, place: Place, who: Who, wish: Giving) -> Given:
        found = rules.load(db, place.server_id, self._limits)
        quota, spender = found.policy.quota, spender_of(place, who)
        booking = replace(
            self._booking(place.server_id, who.member_id, who, wish), channel_id=place.home_id
        )
        if giving.done_before(db, booking, wish, "gift") is None:
            _check_may_give(db, found, who)
            purse = allowances.look(db, spender, quota, booking.at)
            _check_left(purse, wish.credits)
            granted, to = purse.granted_of(wish.credits), wish.receiver.member_id
            gifts.give(db, booking, to, wish.credits, granted=granted)
            self._note(db, booking, "give credits", str(to), wish.credits)
            self._tell_receiver(db, replace(booking, member_id=to), quota)
        given = giving.outcome(db, wish.key)
        left = allowances.look(db, spender, quota, booking.at).left
        return replace(given, left=left, until=giving.end_of(given.gift, quota))

    def _refund(self, db: Db, server_id: int, who: Who, code: str, reason: str) -> Refunded:
        code = code.strip().upper()
        job = jobs.by_code(db, code)
        if job is None or job.place.server_id != server_id:
            raise Refused(NotFound(code=code))
        before = ledger.refunded(db, job.id)
        if before:
            raise Refused(RefundedAlready(code=code, credits=before))
        at = self._ground.now()
        booking = ledger.booking_of(db, job.id, at=at, who=_decided_by(who), reason=reason)
        if job.status is not JobStatus.SUCCEEDED or not ledger.held(db, booking, "spent").credits:
            is_back = job.credits > 0 and (job.finished_at is not None or job.credits_returned)
            raise Refused(NothingToRefund(code=code, status=job.status, is_back=is_back))
        credits_ = ledger.refund(db, booking)
        self._note(db, booking, "refund", code, credits_)
        self._tell(db, booking, Notice.REFUNDED, credits_, about=code)
        granted = ledger.credits_granted(db, server_id, job.member_id)
        return Refunded(job=job, credits=credits_, granted=granted)

    def _booking(self, server_id: int, member_id: int, who: Who, wish: Giving) -> Booking:
        now = self._ground.now()
        return Booking(
            server_id=server_id,
            member_id=member_id,
            asked_at=now,
            at=now,
            who=_decided_by(who),
            reason=wish.reason,
            key=wish.key,
        )

    def _note(self, db: Db, booking: Booking, act: str, target: str, credits_: int) -> None:
        servers.audit(
            db,
            act,
            server_id=booking.server_id,
            by=_id_in(booking.who),
            at=booking.at,
            target=target,
            detail=f"{credits_}: {booking.reason}" if booking.reason else str(credits_),
        )

    def _tell_receiver(self, db: Db, booking: Booking, quota: Quota) -> None:
        """Of a gift, with how many of its credits go with their window, and when that ends."""
        gift = giving.outcome(db, booking.key or "").gift
        until = giving.end_of(gift, quota)
        ends = {"renewing": gift.renewing, "until": until.isoformat()} if until else {}
        self._tell(db, booking, Notice.GIVEN, gift.credits, **ends)

    def _tell(
        self, db: Db, booking: Booking, notice: Notice, credits_: int, **more: object
    ) -> None:
        """Who has the credits is told, unless it is who moved them."""
        by = _id_in(booking.who)
        if booking.member_id == by:
            return
        facts: dict[str, object] = {
            "about": booking.key,
            "server": booking.server_id,
            "credits": credits_,
            "by": by,
            "reason": booking.reason,
        }
        notices.tell_member(db, booking.member_id, notice, booking.at, facts | more)


def _check_may_give(db: Db, found: ServerRules, who: Who) -> None:
    if not found.is_open:
        raise Refused(ServerClosed())
    if not found.gifts:
        raise Refused(GiftsNotAllowed())
    if servers.is_blocked(db, found.server_id, who.member_id):
        raise Refused(Blocked())


def _check_left(purse: Purse, wanted: int) -> None:
    if wanted <= purse.left:
        return
    short = allowances.too_few(purse, wanted)
    raise Refused(
        TooFewToGive(
            wanted=wanted,
            left=short.left,
            resets_at=short.resets_at,
            scope=short.scope,
            window=short.window,
            most=short.most,
        )
    )


def _decided_by(who: Who) -> str:
    return f"member {who.member_id}"


def _id_in(who: str) -> int:
    return int(who.rpartition(" ")[2])
