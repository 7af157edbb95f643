"""Every trouble of the video service at every step: state, money, and words for each person.

The whole bot in this process with its genuine adapter, both stand-ins over real sockets, and a
held clock. Makes `build/tables/failures.md`.
"""

import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import datetime

import pytest
from pydantic import SecretStr

import bot as root
from cogs.posting import DiscordPoster
from domain.job import Job
from sandbox.minimax.server import TINY, MiniMaxSandbox
from services.accounts import Accounts
from services.catalogue import load_catalogue
from services.providers.engine_http import engine_session
from services.settings import load_settings
from tests.acceptance import failure_cells as cells
from tests.acceptance.failure_bench import ENGINES_WORDS, STEP_S, Bench, make_trouble
from tests.acceptance.failure_cells import CELLS, Outcome
from tests.lane import open_lane
from tests.tools.tables import join_tables, table, write_table

KEY = "failure-table-secret-key-0815"
ROOMY = {
    "GREENLIGHT_CREDITS_PER_DAY": "1000",
    "GREENLIGHT_SUBMITS_PER_MINUTE": "600",
    "GREENLIGHT_CEILING_DAY": "500",
    "GREENLIGHT_CEILING_MONTH": "500",
    "GREENLIGHT_SERVER_CEILING_DAY": "500",
    "GREENLIGHT_SERVER_CEILING_MONTH": "500",
}
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


@pytest.fixture
async def bench(tmp_path, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Bench]:
    caplog.set_level(logging.INFO)
    async with contextlib.AsyncExitStack() as stack:
        minimax = await stack.enter_async_context(MiniMaxSandbox(key=KEY, style=TINY))
        minimax.instant = True
        minimax.account.submits_per_minute = None
        lane = await stack.enter_async_context(open_lane(tmp_path, ROOMY))
        for often in ("create_message", "update_message", "delete_message"):
            lane.discord.set_rate_limit(often, requests=50, seconds=0.1)
        told = {
            "DISCORD_TOKEN": lane.discord.token,
            "MINIMAX_API_KEY": KEY,
            "MINIMAX_API_URL": minimax.url,
            **ROOMY,
        }
        session = await stack.enter_async_context(engine_session())
        settings = load_settings(told, None)
        catalogue = load_catalogue(None)
        plan = root.account_plans(settings, catalogue, SecretStr)[0]
        provider = root.make_provider(plan, session, settings.request_timeout_seconds)
        accounts = Accounts([plan.account], catalogue)
        engines = root.Engines(accounts=accounts, providers={plan.account.name: provider})
        poster = DiscordPoster(
            lane.client, now=lane.clock, connection_errors=root.CONNECTION_ERRORS
        )
        parts = root.build(lane.ground, settings, catalogue, engines, poster)
        yield Bench(replace(lane, worker=parts.worker, delivery=parts.delivery), minimax, caplog)


@pytest.mark.parametrize("step", CELLS)
async def test_every_trouble(bench: Bench, step: str) -> None:
    """Each trouble leaves what the design says, and goes on as it says when it is over."""
    rows = []
    for number, (trouble, wanted) in enumerate(CELLS[step].items(), 1):
        rows.append(await play_one(bench, step, trouble, wanted, number))
    parts = {name: f"failures-{number}" for number, name in enumerate(CELLS, 1)}
    write_table(parts[step], f"# At {step}\n\n{table(HEAD, rows)}")
    join_tables("failures", list(parts.values()))


async def play_one(
    bench: Bench, step: str, trouble: str, wanted: Outcome, number: int
) -> tuple[str, ...]:
    """One cell of the table, compared with what is wanted of it; returns its row."""
    told_before = len(bench.notices())
    posted_before = bench.lane.discord.posted_clips
    submits_before = bench.minimax.counters.submits
    job = await bench.ask(f"boat {number} at {step}")
    await bench.bring_to(step, job.code)
    await make_trouble(bench, step, trouble, job.code)
    job = await bench.lane.job(job.code)
    card = bench.card(job.code)
    private = await bench.private(card)
    notices = bench.notices()[told_before:]
    money = await bench.money(job)
    where = f"{trouble} at {step}"
    assert job.status == wanted.status, where
    assert money == (wanted.credits, wanted.cost), where
    assert_reads(bench, card.text, wanted.card, job, where)
    for sentence in wanted.told:
        assert fill(bench, sentence, job) in private, where
    assert [plain(notice).startswith(fill(bench, wanted.notice, job)) for notice in notices] == (
        [True] if wanted.notice else []
    ), (where, notices)
    for text in (card.text, private):
        assert ENGINES_WORDS not in text, where
    assert await bench.lane.proof() == [], where
    then = await ENDS[wanted.then](bench, job)
    assert bench.minimax.counters.submits - submits_before == 1 + resent(trouble, wanted), where
    clips = bench.lane.discord.posted_clips - posted_before
    assert clips == (1 if "clip" in then else 0), where
    assert await bench.lane.proof() == [], where
    cost = f"${money[1] / 1_000_000:.2f}"
    told = "<br>".join(notices) or "nothing"
    row = (trouble, job.status, money[0], cost, card.text, private, told, then)
    ana = bench.lane.discord.member("ana")
    return tuple(str(cell).replace(ana.mention, "@ana") for cell in row)


def resent(trouble: str, wanted: Outcome) -> int:
    """How many more submits reach the service: where nothing was taken, the shot goes again."""
    return 1 if wanted.status == "queued" and not trouble.startswith(cells.NOT_SENT) else 0


def assert_reads(bench: Bench, text: str, wanted: str, job: Job, where: str) -> None:
    wanted = fill(bench, wanted, job)
    if wanted.endswith("…"):
        assert text.startswith(wanted[:-1]), where
    else:
        assert text == wanted, where


def fill(bench: Bench, words: str, job: Job) -> str:
    return words.format(
        ana=bench.lane.discord.member("ana").mention,
        since=clock(bench.since or bench.lane.clock()),
        code=job.code,
        prompt=job.shot.prompt,
    )


def clock(moment: datetime) -> str:
    return f"<t:{int(moment.timestamp())}:t>"


def plain(notice: str) -> str:
    return notice.replace("`", "")


async def it_goes_on(bench: Bench, job: Job) -> str:
    """The clip comes by itself, paid once."""
    await bench.until(job.code, "succeeded")
    assert await bench.money(job) == (cells.CREDITS, cells.COST)
    assert bench.lane.discord.clips[-1].attachments[0]["filename"].endswith(f"{job.code}.mp4")
    return "clip posted, 5 credits, $0.43"


async def it_is_over(bench: Bench, job: Job) -> str:
    """Nothing more happens to the job."""
    await bench.lane.step(seconds=STEP_S)
    assert (await bench.lane.job(job.code)).status == "failed"
    return "over"


async def not_paid(bench: Bench, job: Job) -> str:
    """The operator has looked: the service knows nothing of it."""
    await bench.desk("not-paid", code=job.code)
    assert (await bench.lane.job(job.code)).status == "failed"
    assert await bench.money(job) == (0, 0)
    assert bench.card(job.code).text == cells.NOT_MADE
    return "the operator says: not paid; credits and cost are back"


async def was_made(bench: Bench, job: Job) -> str:
    """The operator has looked: the service made it under this number."""
    remote_id = list(bench.minimax.orders)[-1]
    await bench.desk("was-made", code=job.code, **{"remote-id": remote_id})
    return "the operator gives its number; " + await it_goes_on(bench, job)


ENDS: dict[str, Callable[[Bench, Job], Awaitable[str]]] = {
    "clip": it_goes_on,
    "over": it_is_over,
    "desk: not paid": not_paid,
    "desk: was made": was_made,
}
