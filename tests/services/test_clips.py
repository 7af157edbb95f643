"""A member's clips: pages, what strangers see, and whose still may be animated."""

import asyncio
from dataclasses import replace

import pytest

from domain.refusals import Refused
from domain.refusals_acts import AlreadyOver, NotFound, NotYours, TooLateToCancel
from services.asks import Who
from services.poster import Unreachable
from services.providers.base import Capabilities, EngineError, Meaning, Polled, RemoteStatus
from storage import jobs
from tests.services.conftest import ANA, BEN, SERVER, WIDE, Bench

RUNNING = Polled(status=RemoteStatus.RUNNING)
STAFF = Who(member_id=9, name="s", is_moderator=True)


async def clip_message(bench: Bench) -> int:
    (posted,) = [p for letter, _, p in bench.poster.posts if letter.clip is not None]
    return posted.message_id


async def test_pages_hold_eight_and_end_with_the_last(bench: Bench) -> None:
    """Numbers below, within and past the pages each give a page; nobody else's jobs are on it."""
    bench = replace(bench, limits=WIDE)
    mine = [await bench.request() for _ in range(17)]
    await bench.request(who=BEN)
    for asked, number, count in ((-3, 1, 8), (1, 1, 8), (2, 2, 8), (3, 3, 1), (99, 3, 1)):
        page = await bench.clips.page(SERVER, ANA, asked)
        assert (page.number, page.of, len(page.jobs)) == (number, 3, count)
    assert page.jobs[0].code == mine[0].code
    empty = await bench.clips.page(SERVER, Who(member_id=1, name="n"))
    assert (empty.number, empty.of, empty.jobs) == (1, 1, ())


async def test_a_stranger_sees_what_was_public_and_nothing_else(bench: Bench) -> None:
    """Before the clip is posted, and after it was taken down, a stranger's code finds nothing."""
    job = await bench.request()
    for who, sees in ((BEN, False), (STAFF, True), (ANA, True)):
        if sees:
            assert (await bench.clips.show(SERVER, who, job.code)).is_private
            continue
        with pytest.raises(Refused) as refused:
            await bench.clips.show(SERVER, who, job.code)
        assert refused.value.refusal == NotFound(code=job.code)
    await bench.until_over(job.code)
    public = await bench.clips.show(SERVER, BEN, job.code)
    assert (public.is_private, public.clip) == (False, None)
    assert public.posted is not None
    await bench.clips.take_down(SERVER, STAFF, job.code)
    with pytest.raises(Refused):
        await bench.clips.show(SERVER, BEN, job.code)
    mine = await bench.clips.show(SERVER, ANA, job.code)
    assert (mine.posted, mine.clip) == (None, None)


async def test_another_servers_code_finds_nothing(bench: Bench) -> None:
    """A code is only good in its own server, even for its author."""
    job = await bench.request()
    with pytest.raises(Refused) as refused:
        await bench.clips.show(501, ANA, job.code)
    assert refused.value.refusal == NotFound(code=job.code)


async def test_no_code_means_the_latest(bench: Bench) -> None:
    """Without a code one's newest shot is meant; without any there is nothing to find."""
    await bench.request()
    latest = await bench.request()
    assert (await bench.clips.show(SERVER, ANA, None)).job.code == latest.code
    with pytest.raises(Refused) as refused:
        await bench.clips.cancel(SERVER, BEN, None)
    assert refused.value.refusal == NotFound(code="")


async def test_the_still_of_a_public_clip_may_be_animated(bench: Bench) -> None:
    """By the clip's own message; not by its card, nor in another server, nor when it is gone."""
    job = await bench.request()
    await bench.until_over(job.code)
    card = bench.poster.posts[0][2].message_id
    message = await clip_message(bench)
    code, _ = await bench.clips.still_of(SERVER, BEN, message)
    assert code == job.code
    for server_id, message_id in ((SERVER, card), (501, message), (SERVER, 1)):
        with pytest.raises(Refused):
            await bench.clips.still_of(server_id, BEN, message_id)
    await bench.clips.take_down(SERVER, STAFF, job.code)
    with pytest.raises(Refused):
        await bench.clips.still_of(SERVER, BEN, message)


async def test_dont_post_works_until_the_clip_is_on_its_way(bench: Bench) -> None:
    """While owed it is kept back; tried or posted it is too late; twice is once."""
    job = await bench.request()
    await bench.step()
    for _ in range(2):
        assert (await bench.clips.dont_post(SERVER, ANA, job.code)).dont_post
    with pytest.raises(Refused) as refused:
        await bench.clips.dont_post(SERVER, BEN, job.code)
    assert refused.value.refusal == NotYours(code=job.code)
    other = await bench.request(who=BEN)
    await bench.step()
    bench.poster.troubles.append(("post", Unreachable()))
    await bench.until_over(other.code)
    with pytest.raises(Refused) as refused:
        await bench.clips.dont_post(SERVER, BEN, other.code)
    assert refused.value.refusal == AlreadyOver(code=other.code, status="succeeded")


async def test_dont_post_before_the_submit_is_a_free_cancel(bench: Bench) -> None:
    """In line nothing was spent yet, so keeping it out of the channel means not making it."""
    job = await bench.request()
    assert str((await bench.clips.dont_post(SERVER, ANA, job.code)).status) == "cancelled"
    assert await bench.left() == 10
    with pytest.raises(Refused) as refused:
        await bench.clips.dont_post(SERVER, ANA, job.code)
    assert refused.value.refusal == AlreadyOver(code=job.code, status="cancelled")


async def test_cancel_and_turn_at_once_is_one_of_both(bench: Bench) -> None:
    """A cancel racing the hand-over either frees the shot or comes too late, never both."""
    for _ in range(2):
        job = await bench.request()
        outcomes = await asyncio.gather(
            bench.clips.cancel(SERVER, ANA, job.code), bench.worker.step(), return_exceptions=True
        )
        await bench.worker.settle()
        standing = await bench.database.read(jobs.by_id, job.id)
        was_cancelled = not isinstance(outcomes[0], Refused)
        assert (str(standing.status) == "cancelled") is was_cancelled
        assert (standing.remote_task_id is None) is was_cancelled
    assert await bench.proof() == []


async def test_staff_take_down_is_written_down(bench: Bench) -> None:
    """Who deleted which clip stands in the audit, each time it is pressed."""
    job = await bench.request()
    with pytest.raises(Refused):
        await bench.clips.take_down(SERVER, ANA, job.code)
    await bench.until_over(job.code)
    first = await bench.clips.take_down(SERVER, STAFF, job.code)
    assert await bench.clips.take_down(SERVER, STAFF, job.code) == first
    sql = "SELECT actor_id, target FROM audit WHERE act = 'delete clip'"
    rows = await bench.database.read(lambda db: db.conn.execute(sql).fetchall())
    assert rows == [(9, job.code)] * 2


def gives_back(bench: Bench) -> None:
    bench.provider.capabilities = Capabilities(cancels=True)
    bench.provider.on_poll.extend([RUNNING] * 5)


async def test_a_shot_not_begun_is_taken_back_free(bench: Bench) -> None:
    """Both books are released by an entry that says so, and the card goes."""
    gives_back(bench)
    job = await bench.request()
    await bench.step()
    assert (await bench.clips.show(SERVER, ANA, job.code)).may_be_recalled
    asked: list[str] = []

    async def ask_for_time() -> None:
        asked.append("time")

    done = await bench.clips.cancel(SERVER, ANA, None, ask_for_time)
    assert (str(done.status), done.remote_task_id) == ("cancelled", "101")
    assert (bench.provider.cancelled, asked) == (["101"], ["time"])
    await bench.step(seconds=60)
    assert (await bench.left(), await bench.spent_micro()) == (10, 0)
    sql = "SELECT DISTINCT who FROM entries WHERE why = 'release'"
    who = await bench.database.read(lambda db: db.conn.execute(sql).fetchall())
    assert who == [("member 42, taken back from minimax",)]
    assert len(bench.poster.removed) == 1
    assert await bench.notices() == []
    assert await bench.proof() == []


@pytest.mark.parametrize(
    "answer",
    [False, EngineError(Meaning.UNAVAILABLE), EngineError(Meaning.KEY)],
    ids=["no", "no answer", "key refused"],
)
async def test_what_is_not_surely_given_back_goes_on(bench: Bench, answer: object) -> None:
    """Its credits stay used, it can be kept private, and it is made."""
    gives_back(bench)
    bench.provider.on_cancel.append(answer)
    job = await bench.request()
    await bench.step()
    with pytest.raises(Refused) as refused:
        await bench.clips.cancel(SERVER, ANA, job.code)
    assert refused.value.refusal == TooLateToCancel(code=job.code, credits=5, kept_days=7)
    assert (await bench.until_over(job.code)).clip is not None
    assert await bench.left() == 5
    assert await bench.proof() == []


async def test_a_clip_that_is_ready_meanwhile_is_not_cancelled(bench: Bench) -> None:
    """The row decides: what was found made while the engine was asked is never freed as well."""
    gives_back(bench)
    bench.provider.on_poll.clear()
    job = await bench.request()
    await bench.step()
    bench.provider.while_cancelling = lambda: bench.until_over(job.code)
    with pytest.raises(Refused) as refused:
        await bench.clips.cancel(SERVER, ANA, job.code)
    assert refused.value.refusal == AlreadyOver(code=job.code, status="succeeded")
    assert (await bench.left(), await bench.spent_micro()) == (5, 430_000)
    assert await bench.proof() == []


async def test_a_look_that_meets_a_cancelling_is_no_incident(bench: Bench) -> None:
    """A poll under way while the shot is taken back finds the row moved on, and lets it be."""
    gives_back(bench)
    bench.provider.on_poll.clear()
    job = await bench.request()
    await bench.step()

    async def cancel() -> None:
        await bench.clips.cancel(SERVER, ANA, job.code)

    bench.provider.while_polling = cancel
    await bench.step(seconds=300)
    assert str((await bench.job(job.code)).status) == "cancelled"
    assert await bench.notices() == []
    assert await bench.proof() == []
