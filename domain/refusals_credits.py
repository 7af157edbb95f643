"""Why credits aren't granted, given, taken back or refunded, and why a quota isn't chosen."""

from dataclasses import dataclass
from datetime import datetime

from domain.job import JobStatus
from domain.quota import Scope
from domain.refusals import Refusal
from domain.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneUnknown(Refusal):
    """Nobody knows a time zone of that name; `nearest` are those that were probably meant."""

    typed: str
    nearest: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AboveOperators(Refusal):
    """So many shots at once are more than the operator allows; `most` are allowed."""

    what: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TooManyQuotas(Refusal):
    """As many roles or channels have a number of their own as may."""

    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotHaveCredits(Refusal):
    """Nobody makes clips with these: a bot, somebody who isn't in the server, or the giver.

    `problem` is one of `bot`, `not_here`, `self`.
    """

    member_id: int
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftsNotAllowed(Refusal):
    """This server's managers don't let members give credits to each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFewToGive(Refusal):
    """More credits than the giver may still take here; the rest as in TooFewCredits."""

    wanted: int
    left: int
    resets_at: datetime
    scope: Scope
    window: Window = Window.DAY
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFewGranted(Refusal):
    """More credits are to be taken back than the member has left of the granted ones."""

    member_id: int
    wanted: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SameAgain(Refusal):
    """The same was granted or given a moment ago; perhaps its answer was lost.

    `key` is that act's, `next_key` the one under which it may be done once more.
    """

    key: str
    next_key: str
    why: str
    member_id: int
    credits: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToRefund(Refusal):
    """The shot used no credits, or not yet; `is_back`: they went back by themselves."""

    code: str
    status: JobStatus
    is_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundedAlready(Refusal):
    """The clip's credits were refunded before."""

    code: str
    credits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftGone(Refusal):
    """What was to be done once more is not this person's, or not of this server."""
