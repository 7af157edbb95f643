"""What is handed over when credits go to somebody without a clip, and that it is done once.

A grant and a gift bear the key of the interaction that asked for them, which the ledger takes only
once: Discord may tell of one twice, and a button may be pressed twice. Whose answer was lost asks
anew, by another interaction: the same again within minutes is asked about before it is done.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.quota import Quota
from domain.refusals import Refused
from domain.refusals_acts import BadValue
from domain.refusals_credits import CannotHaveCredits, SameAgain
from domain.windows import span
from storage import Db, gifts, ledger
from storage.gifts import Gift
from storage.ledger import Booking

__all__ = [
    "Gift",
    "Given",
    "Giving",
    "Receiver",
    "check_number",
    "check_receiver",
    "done_before",
    "outcome",
    "tidy_reason",
]

MOST_AT_ONCE = 10_000
LONGEST_REASON = 200
#: The same again within this time is asked about: its answer may have been lost.
_MOMENT = timedelta(minutes=10)
#: So many of a member's newest grants and gifts are looked at for it.
_LOOKED_BACK = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Who is to have credits. `is_here`: a member of the server, as far as Discord told."""

    member_id: int
    is_bot: bool = False
    is_here: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """So many credits for somebody; below zero they are taken back.

    `key` is the asking interaction's. `is_meant`: that the same was done a moment ago is known.
    """

    receiver: Receiver
    credits: int
    key: str
    reason: str = ""
    is_meant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was granted or given, the granted credits its receiver has now, and a giver's left.

    `until`: when those end that go with their window; None: all stay until they are used.
    """

    gift: Gift
    granted: int
    left: int | None = None
    until: datetime | None = None


def check_receiver(receiver: Receiver) -> None:
    """Raises Refused where nobody could make clips with the credits."""
    problem = "bot" if receiver.is_bot else "" if receiver.is_here else "not_here"
    if problem:
        raise Refused(CannotHaveCredits(member_id=receiver.member_id, problem=problem))


def check_number(credits_: int, *, may_take_back: bool = False) -> None:
    """Raises Refused where so many can't be moved at once."""
    is_back = may_take_back and credits_ < 0
    if not 1 <= (-credits_ if is_back else credits_) <= MOST_AT_ONCE:
        back = "; below 0 takes back what wasn't used" if may_take_back else ""
        works = f"a whole number from 1 to {MOST_AT_ONCE:,}{back}"
        raise Refused(BadValue(what="credits", works=works))


def tidy_reason(typed: str) -> str:
    """A reason on one line. Raises Refused where there is none, or a whole story."""
    reason = " ".join(typed.split())
    if not 1 <= len(reason) <= LONGEST_REASON:
        works = f"1 to {LONGEST_REASON} characters that say why; the member and the log read them"
        raise Refused(BadValue(what="reason", works=works))
    return reason


def done_before(db: Db, booking: Booking, giving: Giving, why: str) -> Gift | None:
    """This very act, told of twice. Raises Refused with SameAgain for one that only looks so."""
    had = gifts.by_key(db, giving.key)
    if had is not None or giving.is_meant:
        return had
    to = giving.receiver.member_id
    asked = (booking.who, why, giving.credits, giving.reason)
    for one in gifts.newest(db, booking.server_id, to, most=_LOOKED_BACK):
        is_like = (one.who, one.why, one.credits, one.reason) == asked
        if is_like and one.at > booking.at - _MOMENT:
            raise Refused(
                SameAgain(
                    key=one.key,
                    next_key=giving.key,
                    why=why,
                    member_id=one.member_id,
                    credits=one.credits,
                    at=one.at,
                )
            )
    return None


def outcome(db: Db, key: str) -> Given:
    """What was done under a key, as its receiver stands now."""
    gift = gifts.by_key(db, key)
    assert gift is not None, "it was booked in this transaction or before"
    return Given(gift=gift, granted=ledger.credits_granted(db, gift.server_id, gift.member_id))


def end_of(gift: Gift, quota: Quota) -> datetime | None:
    """When the window ends in which a gift was given; None: all of it stays until it is used."""
    return span(quota.member.window, gift.at, quota.zone).ends_at if gift.renewing else None
