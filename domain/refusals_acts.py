"""Why something isn't done with what exists already: shots in line, kept requests, settings."""

from dataclasses import dataclass

from domain.job import JobStatus
from domain.refusals import Refusal
from domain.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound(Refusal):
    """There is no such clip, or not for this person: strangers see only what was public."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYours(Refusal):
    """Only its author or staff may do that."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyOver(Refusal):
    """There is nothing left to cancel: the job has ended as `status`."""

    code: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLateToCancel(Refusal):
    """It is already being made; its credits are used. The clip need not be posted, though.

    Unposted it stays with its author for `kept_days`. `is_certain`: False when the answer to its
    request was lost, so that nobody knows whether it is being made.
    """

    code: str
    credits: int
    kept_days: int
    is_certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TooLateToChange(Refusal):
    """The shot has left the line, as `status`; a new one of the plan would cost `credits`."""

    code: str
    status: JobStatus
    credits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftGone(Refusal):
    """The request behind this button is too old or was used already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyInServers(Refusal):
    """It belongs to a channel of a server, and was asked for in direct messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAllowed(Refusal):
    """This command is for `who`: `managers`, `staff` or `the operator`."""

    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadValue(Refusal):
    """A value given to a setting can't be used; `what` names it, `works` says what would.

    Where that would not be plain, `wrong` says what was wrong with what was `typed`.
    """

    what: str
    works: str
    typed: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotOverYet(Refusal):
    """What a shot costs is settled when it ends; it is `status` still."""

    code: str
    status: JobStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyCounted(Refusal):
    """A shot's cost counts as so many micro-dollars already."""

    code: str
    cost_micro: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AboveCeiling(Refusal):
    """The operator allows at most so many micro-dollars in such a window here."""

    window: Window
    most_micro: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FarAboveEstimate(Refusal):
    """A bill is many times what its shot was estimated at, in micro-dollars: is it meant?

    `key` is the question's, for the press that says so.
    """

    code: str
    cost_micro: int
    estimated_micro: int
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionGone(Refusal):
    """What a press answers was answered before, or forgotten with a restart."""
