"""The operator's and the managers' limits, as plain values."""

from dataclasses import dataclass, field

from domain.quota import Quota


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceilings:
    """Money that may be spent at most, in micro-dollars, per UTC day and per UTC month."""

    day_micro: int
    month_micro: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCeilings:
    """What a server's managers chose below the operator's ceilings; None where they chose none."""

    day_micro: int | None = None
    month_micro: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything the reserving transaction checks at once for one server.

    `server` and `bot` are the operator's ceilings, `own` the managers'.
    """

    quota: Quota
    server: Ceilings
    bot: Ceilings
    own: OwnCeilings = field(default_factory=OwnCeilings)

    @property
    def binding(self) -> Ceilings:
        """What the server may spend at most: of the operator's and the managers' the smaller."""
        return Ceilings(
            day_micro=_smaller(self.server.day_micro, self.own.day_micro),
            month_micro=_smaller(self.server.month_micro, self.own.month_micro),
        )


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


def _smaller(operators: int, managers: int | None) -> int:
    return operators if managers is None else min(operators, managers)
