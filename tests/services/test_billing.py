"""What is known later: it corrects the cost alone, and what models cost is shown."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.job import Job, JobStatus
from domain.policy import Ceilings
from domain.refusals import Refused
from domain.refusals_acts import (
    AlreadyCounted,
    BadValue,
    FarAboveEstimate,
    NotAllowed,
    NotFound,
    NotOverYet,
    QuestionGone,
)
from services.asks import Who
from services.billing import Period, span_of
from services.providers.base import EngineError, Meaning, Polled, RemoteStatus
from storage import Db, ledger
from storage.ledger import Amount
from tests.services.conftest import ANA, OPERATOR, SERVER, WIDE, Bench

CLIP = 430_000
REFUSED = Polled(status=RemoteStatus.FAILED, error=EngineError(Meaning.OUTPUT, code="1027"))
MANAGER = Who(member_id=90, name="mo", is_manager=True)


async def refused_output(bench: Bench) -> Job:
    """A shot whose result the engine refused: the credits are back, the cost counts."""
    bench.provider.on_poll.append(REFUSED)
    job = await bench.until_over((await bench.request()).code)
    assert job.status is JobStatus.FAILED
    return job


async def counted(bench: Bench, job: Job) -> int:
    return await bench.database.read(ledger.counted, job.id)


async def test_not_billed_after_all(bench: Bench) -> None:
    """What was kept for a refused result comes back to the ceilings; credits stay as they were."""
    job = await refused_output(bench)
    before = await bench.left()
    assert await counted(bench, job) == CLIP
    done = await bench.billing.not_billed(OPERATOR, job.code.lower(), "bill of November")
    assert (done.before_micro, done.now_micro) == (CLIP, 0)
    assert await counted(bench, job) == 0
    assert await bench.spent_micro() == 0
    assert await bench.left() == before
    assert await bench.proof() == []


async def test_billed_after_all_and_once_more(bench: Bench) -> None:
    """A shot that was taken for unpaid was billed; the next bill knows better still."""
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    job = await bench.request()
    await bench.step(minutes=2)
    await bench.desk.no_clip(OPERATOR, job.code, paid=False)
    for typed, micro in (("0.43", CLIP), ("$0.5125", 512_500), ("0,4", 400_000)):
        done = await bench.billing.was_billed(OPERATOR, job.code, typed)
        assert done.now_micro == micro
        assert await counted(bench, job) == micro
        assert await bench.spent_micro() == micro
    assert await bench.left() == 10
    assert await bench.proof() == []


async def test_a_clip_that_cost_another_amount(bench: Bench) -> None:
    """It counts on the day of its request, whenever that is known; its credits stay used."""
    job = await bench.until_over((await bench.request()).code)
    assert await bench.left() == 5
    bench.clock.skip(days=1)
    await bench.billing.was_billed(OPERATOR, job.code, "0.40")
    assert await bench.spent_micro() == 0
    bench.clock.skip(days=-1)
    assert await bench.spent_micro() == 400_000
    assert await bench.left() == 5
    assert await bench.proof() == []


async def test_who_did_it_and_why_is_written_down(bench: Bench) -> None:
    """In the ledger's entry and in the audit trail."""
    job = await refused_output(bench)
    await bench.billing.was_billed(OPERATOR, job.code, "0.10", "  bill 4711 ")

    def look(db):
        entry = "SELECT DISTINCT who, reason FROM entries WHERE why = 'correct cost'"
        audit = "SELECT actor_id, target, detail FROM audit WHERE act = 'correct cost'"
        return db.conn.execute(entry).fetchall(), db.conn.execute(audit).fetchall()

    entries, audits = await bench.database.read(look)
    assert entries == [(f"desk {OPERATOR}", "bill 4711")]
    assert audits == [(OPERATOR, job.code, "$0.43 → $0.10 bill 4711")]


@pytest.mark.parametrize(
    "typed", ["", "-0.43", "free", "1e2", "0.1234567", "100.01", "999999", "1,000.00", "NaN", "٣"]
)
async def test_what_no_clip_costs_is_refused(bench: Bench, typed: str) -> None:
    """Negative, worded, absurd: nothing is written."""
    job = await refused_output(bench)
    before = await bench.books()
    with pytest.raises(Refused) as refused:
        await bench.billing.was_billed(OPERATOR, job.code, typed)
    assert isinstance(refused.value.refusal, BadValue)
    assert "0 to 100" in refused.value.refusal.works
    assert await bench.books() == before


async def test_far_above_its_estimate_it_is_asked_about(bench: Bench) -> None:
    """More than ten times is entered only with the press that says so, once."""
    job = await refused_output(bench)
    before = await bench.books()
    with pytest.raises(Refused) as refused:
        await bench.billing.was_billed(OPERATOR, job.code, "4.31", "bill 4711")
    asked = refused.value.refusal
    assert isinstance(asked, FarAboveEstimate)
    assert (asked.cost_micro, asked.estimated_micro) == (4_310_000, CLIP)
    assert await bench.books() == before
    done = await bench.billing.billed_as_asked(OPERATOR, asked.key)
    assert (done.before_micro, done.now_micro) == (CLIP, 4_310_000)
    with pytest.raises(Refused) as refused:
        await bench.billing.billed_as_asked(OPERATOR, asked.key)
    assert refused.value.refusal == QuestionGone()
    assert await bench.proof() == []


async def test_the_same_twice_is_refused(bench: Bench) -> None:
    """What counts already is no news, by whatever way it came to count."""
    job = await refused_output(bench)
    await bench.billing.was_billed(OPERATOR, job.code, "0.20")
    before = await bench.books()
    with pytest.raises(Refused) as refused:
        await bench.billing.was_billed(OPERATOR, job.code, "0.200000")
    assert refused.value.refusal == AlreadyCounted(code=job.code, cost_micro=200_000)
    assert await bench.books() == before


async def test_an_estimate_that_was_right_is_confirmed_once(bench: Bench) -> None:
    """It is known then, though nothing changes: in doubt no longer, and no news a second time."""
    job = await refused_output(bench)
    done = await bench.billing.was_billed(OPERATOR, job.code, "0.43", "bill 4711")
    assert (done.before_micro, done.now_micro) == (CLIP, CLIP)
    assert await bench.billing.in_doubt(OPERATOR) == []
    assert await counted(bench, job) == await bench.spent_micro() == CLIP
    assert (await bench.clips.show(SERVER, ANA, job.code)).is_corrected
    with pytest.raises(Refused) as refused:
        await bench.billing.was_billed(OPERATOR, job.code, "0.43")
    assert refused.value.refusal == AlreadyCounted(code=job.code, cost_micro=CLIP)
    assert await bench.proof() == []


async def test_a_bill_that_is_more_tells_of_ceilings(bench: Bench) -> None:
    """What it brings near its end is told with the bill, not with the next request; once."""
    ten = Ceilings(day_micro=10 * CLIP, month_micro=10**12)
    bench = replace(bench, limits=replace(WIDE, server=ten))
    await bench.management.set_staff_channel(SERVER, MANAGER, 700)
    job = await refused_output(bench)
    assert await bench.told("ceiling_near") == []
    for amount, levels in (("0.20", []), ("2.15", [50]), ("2.20", [50]), ("4.30", [50, 100])):
        await bench.billing.was_billed(OPERATOR, job.code, amount)
        for notice in ("ceiling_near", "clips_near_end"):
            assert [facts["level"] for facts in await bench.told(notice)] == levels
    await bench.delivery.round()
    assert "ceiling_near" in [letter.facts.get("notice") for letter, *_ in bench.poster.posts]


async def test_a_bill_of_a_past_day_counts_in_that_day(bench: Bench) -> None:
    """Today's ceiling is none the nearer, the month's is."""
    most = Ceilings(day_micro=CLIP, month_micro=4 * CLIP)
    bench = replace(bench, limits=replace(WIDE, server=most))
    job = await refused_output(bench)
    bench.clock.skip(days=1)
    before = len(await bench.told("ceiling_near"))
    await bench.billing.was_billed(OPERATOR, job.code, "1.00")
    [told] = (await bench.told("ceiling_near"))[before:]
    assert (told["window"], told["level"], told["used_micro"]) == ("month", 50, 1_000_000)


async def test_what_has_not_ended_is_refused(bench: Bench) -> None:
    """In line and without certainty: its own end settles it. An unknown code is unknown."""
    job = await bench.request()
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    for status in (JobStatus.QUEUED, JobStatus.UNCONFIRMED):
        assert (await bench.job(job.code)).status is status
        with pytest.raises(Refused) as refused:
            await bench.billing.not_billed(OPERATOR, job.code)
        assert refused.value.refusal == NotOverYet(code=job.code, status=status)
        await bench.step()
    with pytest.raises(Refused) as refused:
        await bench.billing.not_billed(OPERATOR, "zzzzzz")
    assert refused.value.refusal == NotFound(code="ZZZZZZ")


async def test_it_is_the_operators_alone(bench: Bench) -> None:
    """Not even managers correct or see what models cost."""
    for work in (
        bench.billing.costs(MANAGER.member_id, Period.THIS_WEEK),
        bench.billing.was_billed(ANA.member_id, "7RKQ2M", "1"),
        bench.billing.not_billed(MANAGER.member_id, "7RKQ2M"),
        bench.billing.in_doubt(MANAGER.member_id),
    ):
        with pytest.raises(Refused) as refused:
            await work
        assert refused.value.refusal == NotAllowed(who="the operator")


async def test_what_is_in_doubt(bench: Bench) -> None:
    """Shots without a clip that count as paid, the newest first; no longer once it is known."""
    bench = replace(bench, limits=WIDE)
    first, second = await refused_output(bench), await refused_output(bench)
    await bench.until_over((await bench.request()).code)
    assert [j.code for j in await bench.billing.in_doubt(OPERATOR)] == [second.code, first.code]
    await bench.billing.not_billed(OPERATOR, second.code)
    assert [j.code for j in await bench.billing.in_doubt(OPERATOR)] == [first.code]


async def test_costs_by_model(bench: Bench) -> None:
    """Made, lost and open apart; the estimate and what is known add up, and cancelled ones cost
    nothing."""
    bench = replace(bench, limits=WIDE)
    lost, known = await refused_output(bench), await refused_output(bench)
    await bench.until_over((await bench.request(model="T2V-01-Director")).code)
    await bench.billing.not_billed(OPERATOR, known.code)
    await bench.clips.cancel(SERVER, ANA, (await bench.request()).code)
    await bench.request()
    found = await bench.billing.costs(OPERATOR, Period.THIS_WEEK)
    plain, director = found.models
    assert (plain.title, plain.made, plain.lost, plain.open) == ("T2V-01", 0, 1, 1)
    assert (plain.ended_micro, plain.lost_micro, plain.open_micro) == (CLIP, CLIP, CLIP)
    assert (plain.corrected_micro, plain.estimated_micro) == (-CLIP, 2 * CLIP)
    assert (director.made, director.ended_micro, director.estimated_micro) == (1, CLIP, CLIP)
    assert lost.status is JobStatus.FAILED
    bench.clock.skip(days=7)
    assert (await bench.billing.costs(OPERATOR, Period.THIS_WEEK)).models == ()
    last = await bench.billing.costs(OPERATOR, Period.LAST_WEEK)
    assert last.models == found.models


async def test_a_shot_counts_in_the_week_of_its_last_price(bench: Bench) -> None:
    """Asked for in one week and changed to a dearer one in the next: one shot, of that week."""
    job = await bench.request()

    def reprice(db: Db) -> None:
        booking = ledger.booking_of(db, job.id, at=bench.clock(), who="member 42")
        ledger.release(db, booking)
        anew = replace(booking, round=1, asked_at=bench.clock())
        ledger.reserve(db, anew, Amount(credits=job.credits, cost_micro=2 * CLIP))

    bench.clock.skip(days=7)
    await bench.database.transaction(reprice)
    assert (await bench.billing.costs(OPERATOR, Period.LAST_WEEK)).models == ()
    [model] = (await bench.billing.costs(OPERATOR, Period.THIS_WEEK)).models
    assert (model.open, model.open_micro) == (1, 2 * CLIP)


@pytest.mark.parametrize(
    ("period", "begins", "ends"),
    [
        (Period.THIS_WEEK, (2027, 1, 4), (2027, 1, 11)),
        (Period.LAST_WEEK, (2026, 12, 28), (2027, 1, 4)),
        (Period.THIS_MONTH, (2027, 1, 1), (2027, 2, 1)),
        (Period.LAST_MONTH, (2026, 12, 1), (2027, 1, 1)),
    ],
)
def test_spans(period: Period, begins: tuple[int, ...], ends: tuple[int, ...]) -> None:
    """Weeks begin on Monday, months on their first; the last ones go over the year's end."""
    found = span_of(period, datetime(2027, 1, 4, 0, 0, 1, tzinfo=UTC))
    assert found.begins_at == datetime(*begins, tzinfo=UTC)
    assert found.ends_at == datetime(*ends, tzinfo=UTC)
