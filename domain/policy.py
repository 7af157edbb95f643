"""The operator's and the managers' limits, as plain values."""

from dataclasses import dataclass

from domain.quota import Quota


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceilings:
    """Money that may be spent at most, in micro-dollars, per UTC day and per UTC month."""

    day_micro: int
    month_micro: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything the reserving transaction checks at once for one server."""

    quota: Quota
    server: Ceilings
    bot: Ceilings


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """How patient we are, all in seconds."""

    poll_s: float
    retry_s: float
    give_up_s: float
    unconfirmed_release_s: float
    longest_line_s: float
    keep_s: float
    stop_s: float
