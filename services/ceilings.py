"""Ceilings: how much money may be spent at most, and who is told when it nears its end."""

from datetime import datetime

from domain.money import utc_day
from domain.policy import Policy
from domain.refusals import CeilingReached, Refused
from domain.windows import Window, span
from services import notices
from services.notices import Notice
from storage import Db, ledger


def check(db: Db, server_id: int, cost_micro: int, at: datetime, policy: Policy) -> None:
    """Whether so much more may be spent, this day and this month. Raises Refused."""
    day, month = span(Window.DAY, at), span(Window.MONTH, at)
    for scope, ceilings in ((server_id, policy.server), (None, policy.bot)):
        for window, most in ((day, ceilings.day_micro), (month, ceilings.month_micro)):
            used = ledger.cost_used(db, window, scope)
            if used + cost_micro > most:
                whole_bot = scope is None
                raise Refused(CeilingReached(resets_at=window.ends_at, whole_bot=whole_bot))


def warn(db: Db, server_id: int, policy: Policy, at: datetime, operators: frozenset[int]) -> None:
    """Tell the operator, once a day, when a day's ceiling is four fifths used."""
    day, today = utc_day(at), span(Window.DAY, at)
    for about, scope, ceilings in (
        ("bot", None, policy.bot),
        (str(server_id), server_id, policy.server),
    ):
        used = ledger.cost_used(db, today, scope)
        if used * 5 >= ceilings.day_micro * 4:
            notices.tell_operator(
                db,
                operators,
                Notice.CEILING_NEAR,
                at,
                f"{about} {day}",
                {"used_micro": used, "ceiling_micro": ceilings.day_micro},
            )
