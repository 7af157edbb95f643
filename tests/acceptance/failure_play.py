"""Playing a failure table: bring each trouble about, and compare what became of the shot."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.job import Job
from services import notices
from services.notices import Notice
from storage import Db, accounts
from tests.acceptance.failure_bench import STANDS, STEP_S, Bench
from tests.acceptance.failure_meeting import NOT_REACHED, Step, meet
from tests.acceptance.failure_outcomes import COST, CREDITS, NOT_MADE, Outcome
from tests.acceptance.failure_troubles import ENGINES_WORDS

HEAD = (
    "Trouble",
    "State",
    "Credits taken",
    "Cost counted",
    "Card in the channel",
    "Its author reads",
    "The operator reads",
    "When it is over",
)
#: Lost shots that lie closer together may be taken for one another.
_APART_MIN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was counted before a shot was asked for."""

    submits: int
    clips: int


async def play(bench: Bench, step: Step, cells: Mapping[str, Outcome]) -> list[tuple[str, ...]]:
    """All cells of one step; returns the table's rows.

    A shot that a trouble leaves as it was meets the next one, too, where the bench shares shots.
    """
    rows = []
    job: Job | None = None
    for trouble, wanted in cells.items():
        if job is None:
            bench.lane.clock.skip(minutes=_APART_MIN)
            before = Before(submits=bench.minimax.counters.submits, clips=bench.posted_clips)
            job = await bench.ask("a boat")
            await bench.bring_to(step.name, job.code)
        row = await play_one(bench, step, trouble, wanted, job)
        if wanted.status != "queued":
            await bench.lane.ground.database.transaction(tell_afresh)
        if bench.shares_shots and stays(step, wanted) and trouble != list(cells)[-1]:
            rows.append((*row, "asked again"))
            continue
        rows.append((*row, await see_it_end(bench, trouble, wanted, job, before)))
        job = None
    return rows


def stays(step: Step, wanted: Outcome) -> bool:
    """Whether the shot can meet the next trouble of this step."""
    is_as_it_was = wanted.status == STANDS.get(step.name)
    return is_as_it_was and wanted.then in {"clip", "found in the list"}


def tell_afresh(db: Db) -> None:
    """What was told stands no longer, as after a restart and a shot that was taken."""
    accounts.show_models(db)
    for notice in (Notice.ODD_REFUSAL, Notice.KEY_REFUSED, Notice.BALANCE_LOW):
        notices.over(db, notice)


async def play_one(
    bench: Bench, step: Step, trouble: str, wanted: Outcome, job: Job
) -> tuple[str, ...]:
    """One cell, compared with what is wanted of it; returns its row without the end."""
    where = f"{trouble} at {step.name}"
    told_before = len(bench.notices())
    answer = await meet(bench, step, trouble, job.code)
    job = await bench.lane.job(job.code)
    card, private = bench.card(job.code), await bench.private(job.code)
    told = bench.notices()[told_before:]
    money = await bench.money(job)
    assert answer == fill(bench, wanted.answer, job), where
    assert job.status == wanted.status, (where, job.failure)
    assert money == (wanted.credits, wanted.cost), where
    assert_reads(card, fill(bench, wanted.card, job), where)
    for sentence in wanted.told:
        assert fill(bench, sentence, job) in private, (where, private)
    assert [plain(notice).startswith(fill(bench, wanted.notice, job)) for notice in told] == (
        [True] if wanted.notice else []
    ), (where, told)
    for text in (card, private):
        assert ENGINES_WORDS not in text, where
    assert await bench.lane.proof() == [], where
    cost = f"${money[1] / 1_000_000:.2f}"
    cause = f"{trouble}<br>Cancel is answered: {answer}" if answer else trouble
    row = (cause, job.status, money[0], cost, card or "gone", private)
    read = (*row, "<br>".join(told) or "nothing")
    return tuple(str(cell).replace(bench.ana, "@ana") for cell in read)


async def see_it_end(bench: Bench, trouble: str, wanted: Outcome, job: Job, before: Before) -> str:
    """What becomes of the shot when the trouble is gone, in words."""
    then = await ENDS[wanted.then](bench, job)
    resent = wanted.status == "queued" and trouble not in NOT_REACHED
    assert bench.minimax.counters.submits - before.submits == 1 + resent, trouble
    assert bench.posted_clips - before.clips == (1 if "clip" in then else 0), trouble
    assert await bench.lane.proof() == [], trouble
    return then


def assert_reads(text: str, wanted: str, where: str) -> None:
    """A card says this; an ellipsis stands for the rest of it."""
    if wanted.endswith("…"):
        assert text.startswith(wanted[:-1]), (where, text)
    else:
        assert text == wanted, where


def fill(bench: Bench, words: str, job: Job) -> str:
    """Words of the table with what only the run knows."""
    return words.format(
        ana=bench.ana,
        since=clock(bench.since or bench.lane.clock()),
        code=job.code,
        prompt=job.shot.prompt,
        model=job.shot.model,
    )


def clock(moment: datetime) -> str:
    return f"<t:{int(moment.timestamp())}:t>"


def plain(notice: str) -> str:
    return notice.replace("`", "")


async def it_goes_on(bench: Bench, job: Job) -> str:
    """The clip comes by itself, paid once."""
    bench.minimax.instant = True
    await bench.until(job.code, "succeeded")
    assert await bench.money(job) == (CREDITS, COST)
    return "clip posted, 5 credits, $0.43"


async def it_is_over(bench: Bench, job: Job) -> str:
    """Nothing more happens to the job."""
    ended = (await bench.lane.job(job.code)).status
    await bench.lane.step(seconds=STEP_S)
    assert (await bench.lane.job(job.code)).status == ended
    assert ended in {"failed", "cancelled"}
    return "over"


async def not_paid(bench: Bench, job: Job) -> str:
    """The operator has looked: the service knows nothing of it."""
    await bench.not_paid(job.code)
    assert (await bench.lane.job(job.code)).status == "failed"
    assert await bench.money(job) == (0, 0)
    assert bench.card(job.code) == NOT_MADE
    return "the operator says: not paid; credits and cost are back"


async def was_made(bench: Bench, job: Job) -> str:
    """The operator has looked: the service made it under this number."""
    await bench.was_made(job.code, list(bench.minimax.orders)[-1])
    return "the operator gives its number; " + await it_goes_on(bench, job)


async def found(bench: Bench, job: Job) -> str:
    """The engine's list tells of it; nobody had to do anything."""
    told_before = len(bench.notices())
    ended = await it_goes_on(bench, job)
    assert (await bench.lane.job(job.code)).remote_task_id == list(bench.minimax.orders)[-1]
    assert len(bench.notices()) == told_before
    return f"found in the list; {ended}"


ENDS: dict[str, Callable[[Bench, Job], Awaitable[str]]] = {
    "clip": it_goes_on,
    "over": it_is_over,
    "desk: not paid": not_paid,
    "desk: was made": was_made,
    "found in the list": found,
}
