"""Billing: what the operator learns later of a shot's cost, and what all of them cost by model."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.job import OPEN, Job
from domain.money import MICRO, dollars
from domain.refusals import Refused
from domain.refusals_acts import AlreadyCounted, BadValue, NotFound, NotOverYet
from domain.windows import Span, Window, span
from services import ceilings, nearing, rules
from services.ground import Ground
from services.house import House
from services.management import OperatorDesk
from services.spending import prices
from storage import Db, jobs, ledger, servers, sums
from storage.sums import CostRow

#: No clip costs more, unless it was estimated at a tenth of it.
_MOST_BILLED = 100 * MICRO
_SUGGESTED = 200
_LONGEST_NOTE = 300
_AMOUNT = re.compile(r"\s*\$?\s*([0-9]{1,6})(?:[.,]([0-9]{1,6}))?\s*\$?\s*")


class Period(StrEnum):
    """The spans, in UTC, of which costs are shown."""

    THIS_WEEK = "this week"
    LAST_WEEK = "last week"
    THIS_MONTH = "this month"
    LAST_MONTH = "last month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A shot whose cost is known now; micro-dollars that counted before, and that count now."""

    job: Job
    before_micro: int
    now_micro: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCosts:
    """What the shots of one model cost. Counts and micro-dollars as in storage.sums.CostRow.

    `title` is what people call the model.
    """

    title: str
    made: int
    open: int
    lost: int
    ended_micro: int
    corrected_micro: int
    open_micro: int
    lost_micro: int

    @property
    def estimated_micro(self) -> int:
        """What counted for the ended ones before anything more was known."""
        return self.ended_micro - self.corrected_micro


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What was asked for in a span, by model, the dearest first."""

    period: Period
    span: Span
    models: tuple[ModelCosts, ...]


class Billing:
    """The operator's second look at money. Raises Refused for anybody else."""

    def __init__(self, ground: Ground, house: House, operator: OperatorDesk) -> None:
        self._ground = ground
        self._house = house
        self._operator = operator

    async def costs(self, by: int, period: Period) -> Costs:
        """What the shots asked for in a span cost, by model."""
        self._operator.check(by)
        within = span_of(period, self._ground.now())
        rows = await self._ground.database.read(sums.costs, within)
        return Costs(period=period, span=within, models=self._by_model(rows))

    async def was_billed(self, by: int, code: str, amount: str, note: str = "") -> Corrected:
        """The service billed so much, as typed, for a shot that has ended."""
        self._operator.check(by)
        micro = _read(amount)
        done = await self._ground.database.transaction(self._correct, by, code, (micro, note))
        self._ground.delivery_bell.ring()
        return done

    async def not_billed(self, by: int, code: str, note: str = "") -> Corrected:
        """The service billed nothing for a shot that has ended."""
        return await self.was_billed(by, code, "0", note)

    async def in_doubt(self, by: int) -> list[Job]:
        """Shots without a clip that count as paid, of which no bill said more; newest first."""
        self._operator.check(by)
        return await self._ground.database.read(sums.billed_in_doubt, _SUGGESTED)

    def _correct(self, db: Db, by: int, code: str, known: tuple[int, str]) -> Corrected:
        micro, note = known[0], known[1].strip()[:_LONGEST_NOTE]
        job = jobs.by_code(db, code)
        if job is None:
            raise Refused(NotFound(code=code.upper()))
        if job.status in OPEN:
            raise Refused(NotOverYet(code=job.code, status=job.status))
        if micro > max(_MOST_BILLED, 10 * job.cost_micro):
            raise Refused(BadValue(what="amount", works=_works(max(100, job.cost_micro // 10**5))))
        before = ledger.counted(db, job.id)
        # The estimate, confirmed, is news: nobody knew before that it is right.
        if before == micro and (not before or sums.corrected(db, job.id)):
            raise Refused(AlreadyCounted(code=job.code, cost_micro=micro))
        now = self._ground.now()
        booking = ledger.booking_of(db, job.id, at=now, who=f"desk {by}", reason=note)
        ledger.correct_cost(db, booking, micro)
        servers.audit(
            db,
            "correct cost",
            server_id=job.place.server_id,
            by=by,
            at=now,
            target=job.code,
            detail=f"{dollars(before)} → {dollars(micro)} {note}".strip(),
        )
        if micro > before:
            self._tell(db, job.place.server_id, now)
        return Corrected(job=job, before_micro=before, now_micro=micro)

    def _tell(self, db: Db, server_id: int, now: datetime) -> None:
        """What is counted more may bring a ceiling near its end, like a request."""
        policy = rules.load(db, server_id, self._house.limits).policy
        offered = prices(self._house.catalogue, self._house.accounts.hidden(db))
        counted, operators = ceilings.count(db, server_id, now), self._ground.operators
        nearing.tell(db, counted, policy, now, operators=operators, prices=offered)

    def _by_model(self, rows: Iterable[CostRow]) -> tuple[ModelCosts, ...]:
        together: dict[str, list[CostRow]] = {}
        for row in rows:
            together.setdefault(row.model, []).append(row)
        found = [self._model(name, of_it) for name, of_it in together.items()]
        return tuple(sorted(found, key=lambda m: -(m.ended_micro + m.open_micro)))

    def _model(self, name: str, rows: list[CostRow]) -> ModelCosts:
        model = self._house.catalogue.get(name)
        return ModelCosts(
            title=model.title if model else name,
            made=sum(row.made for row in rows),
            open=sum(row.open for row in rows),
            lost=sum(row.lost for row in rows),
            ended_micro=sum(row.ended_micro for row in rows),
            corrected_micro=sum(row.corrected_micro for row in rows),
            open_micro=sum(row.open_micro for row in rows),
            lost_micro=sum(row.lost_micro for row in rows),
        )


def span_of(period: Period, at: datetime) -> Span:
    """The span that a period means at a moment, in UTC."""
    is_week = period in {Period.THIS_WEEK, Period.LAST_WEEK}
    this = span(Window.WEEK if is_week else Window.MONTH, at)
    if period in {Period.THIS_WEEK, Period.THIS_MONTH}:
        return this
    return span(Window.WEEK if is_week else Window.MONTH, this.begins_at - timedelta(seconds=1))


def _read(typed: str) -> int:
    """An amount as typed, to the micro-dollar. Raises Refused with BadValue."""
    found = _AMOUNT.fullmatch(typed)
    if not found:
        raise Refused(BadValue(what="amount", works=_works(_MOST_BILLED // MICRO)))
    return int(found[1]) * MICRO + int((found[2] or "").ljust(6, "0"))


def _works(most: int) -> str:
    return f"what one clip was billed in US dollars, from 0 to {most:,}, such as 0.43"
