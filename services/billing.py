"""Billing: what the operator learns later of a shot's cost, and what all of them cost by model."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from domain.job import OPEN, Job
from domain.money import MICRO, dollars_exactly
from domain.refusals import Refused
from domain.refusals_acts import (
    AlreadyCounted,
    BadValue,
    FarAboveEstimate,
    NotFound,
    NotOverYet,
    QuestionGone,
)
from domain.windows import Span, Window, span
from services import ceilings, nearing, rules
from services.amounts import read_dollars
from services.ceilings import Counted
from services.ground import Ground
from services.house import House
from services.management import OperatorDesk
from services.spending import prices
from services.unanswered import Unanswered
from storage import Db, jobs, ledger, servers, sums
from storage.sums import CostRow

#: No clip costs more, unless it was estimated at a tenth of it.
_MOST_BILLED = 100 * MICRO
_SUGGESTED = 200
_LONGEST_NOTE = 300
#: A bill of more than so many times the estimate is asked about.
_FAR_ABOVE = 10
_DIGITS = 6


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bill:
    """What the operator says that a shot was billed; `is_meant`: they were asked, and pressed."""

    code: str
    typed: str
    micro: int
    note: str
    is_meant: bool = False


class Billing:
    """The operator's second look at money. Raises Refused for anybody else."""

    def __init__(self, ground: Ground, house: House, operator: OperatorDesk) -> None:
        self._ground = ground
        self._house = house
        self._operator = operator
        self._unanswered: Unanswered[_Bill] = Unanswered(ground.ids)

    async def costs(self, by: int, period: Period) -> Costs:
        """What the shots asked for in a span cost, by model."""
        self._operator.check(by)
        within = span_of(period, self._ground.now())
        rows = await self._ground.database.read(sums.costs, within)
        return Costs(period=period, span=within, models=self._by_model(rows))

    async def was_billed(self, by: int, code: str, amount: str, note: str = "") -> Corrected:
        """The service billed so much, as typed, for a shot that has ended.

        Far above its estimate it is asked about first, by Refused with FarAboveEstimate.
        """
        self._operator.check(by)
        micro = read_dollars(amount, "amount", _works(_MOST_BILLED // MICRO), digits=_DIGITS)
        note = note.strip()[:_LONGEST_NOTE]
        return await self._enter(by, _Bill(code=code, typed=amount, micro=micro, note=note))

    async def billed_as_asked(self, by: int, key: str) -> Corrected:
        """The bill that was asked about under `key` is right. Raises Refused with QuestionGone."""
        self._operator.check(by)
        bill = self._unanswered.answer(key)
        if bill is None:
            raise Refused(QuestionGone())
        return await self._enter(by, replace(bill, is_meant=True))

    async def not_billed(self, by: int, code: str, note: str = "") -> Corrected:
        """The service billed nothing for a shot that has ended."""
        return await self.was_billed(by, code, "0", note)

    async def in_doubt(self, by: int) -> list[Job]:
        """Shots without a clip that count as paid, of which no bill said more; newest first."""
        self._operator.check(by)
        return await self._ground.database.read(sums.billed_in_doubt, _SUGGESTED)

    async def _enter(self, by: int, bill: _Bill) -> Corrected:
        try:
            done = await self._ground.database.transaction(self._correct, by, bill)
        except Refused as refused:
            if isinstance(refused.refusal, FarAboveEstimate):
                key = self._unanswered.ask(bill)
                raise Refused(replace(refused.refusal, key=key)) from None
            raise
        self._ground.delivery_bell.ring()
        return done

    def _correct(self, db: Db, by: int, bill: _Bill) -> Corrected:
        micro = bill.micro
        job = _ended(db, bill.code)
        _check_amount(job, bill)
        before = ledger.counted(db, job.id)
        # The estimate, confirmed, is news: nobody knew before that it is right.
        if before == micro and (not before or sums.corrected(db, job.id)):
            raise Refused(AlreadyCounted(code=job.code, cost_micro=micro))
        now = self._ground.now()
        booking = ledger.booking_of(db, job.id, at=now, who=f"desk {by}", reason=bill.note)
        was = ceilings.count(db, job.place.server_id, now)
        ledger.correct_cost(db, booking, micro)
        servers.audit(
            db,
            "correct cost",
            server_id=job.place.server_id,
            by=by,
            at=now,
            target=job.code,
            detail=f"{dollars_exactly(before)} → {dollars_exactly(micro)} {bill.note}".strip(),
        )
        if micro > before:
            self._tell(db, was, now)
        return Corrected(job=job, before_micro=before, now_micro=micro)

    def _tell(self, db: Db, was: Counted, now: datetime) -> None:
        """What is counted more may bring a ceiling near its end, like a request."""
        policy = rules.load(db, was.server_id, self._house.limits).policy
        offered = prices(self._house.catalogue, self._house.accounts.hidden(db))
        counted = replace(ceilings.count(db, was.server_id, now), before=was)
        operators = self._ground.operators
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


def _ended(db: Db, code: str) -> Job:
    job = jobs.by_code(db, code)
    if job is None:
        raise Refused(NotFound(code=code.upper()))
    if job.status in OPEN:
        raise Refused(NotOverYet(code=job.code, status=job.status))
    return job


def _check_amount(job: Job, bill: _Bill) -> None:
    """Raises Refused with what no clip costs, and what is to be asked about first."""
    far = _FAR_ABOVE * job.cost_micro
    if bill.micro > max(_MOST_BILLED, far):
        works = _works(max(_MOST_BILLED, far) // MICRO)
        wrong = "is more than a clip costs"
        raise Refused(BadValue(what="amount", works=works, typed=bill.typed, wrong=wrong))
    if bill.micro > far and not bill.is_meant:
        estimated = job.cost_micro
        raise Refused(
            FarAboveEstimate(code=job.code, cost_micro=bill.micro, estimated_micro=estimated)
        )


def _works(most: int) -> str:
    return f"what one clip was billed in US dollars, from 0 to {most:,}, such as 0.43"
