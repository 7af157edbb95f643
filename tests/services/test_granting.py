"""Credits that change hands: granted, taken back, refunded, given; each once, whatever happens."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.job import JobStatus, Place
from domain.quota import Allowance, Scope
from domain.refusals import Blocked, Refused, ServerClosed
from domain.refusals_acts import BadValue, NotAllowed, NotFound
from domain.refusals_credits import (
    CannotHaveCredits,
    GiftGone,
    GiftsNotAllowed,
    NothingToRefund,
    RefundedAlready,
    SameAgain,
    TooFewGranted,
    TooFewToGive,
)
from domain.windows import Window
from services.asks import Who
from services.giving import Giving, Receiver
from services.providers.base import EngineError, Meaning
from storage import Db, servers
from tests.services.conftest import ANA, BEN, OPERATOR, PLACE, SERVER, WIDE, Bench

MANAGER = Who(member_id=4, name="m", is_manager=True)


def wish(credits_: int, to: int = 43, key: str = "1", **more: object) -> Giving:
    reason = str(more.pop("reason", "for testing"))
    receiver = Receiver(member_id=to, **more)
    return Giving(receiver=receiver, credits=credits_, key=key, reason=reason)


async def refusal_of(work) -> object:
    with pytest.raises(Refused) as refused:
        await work
    return refused.value.refusal


async def told(bench: Bench) -> list[tuple[str, int]]:
    """The private messages that are owed: which, and to whom."""
    sql = (
        "SELECT json_extract(facts, '$.notice'), member_id FROM outbox"
        " WHERE kind = 'member_notice' ORDER BY id"
    )
    return await bench.database.read(lambda db: db.conn.execute(sql).fetchall())


async def audited(bench: Bench) -> list[tuple[object, ...]]:
    sql = "SELECT actor_id, act, target, detail FROM audit WHERE act NOT LIKE 'set %' ORDER BY id"
    return await bench.database.read(lambda db: db.conn.execute(sql).fetchall())


@pytest.fixture
async def giving(bench: Bench) -> Bench:
    """A server whose members may give to each other."""
    await bench.fairness.set_gifts(SERVER, MANAGER, allowed=True)
    return bench


async def test_granted_credits_come_last_and_stay(bench: Bench) -> None:
    """They count beyond every limit, outlast the day, and pay for what the day's don't."""
    await bench.granting.grant(SERVER, MANAGER, wish(5, to=ANA.member_id))
    assert await bench.left() == 15
    for _ in range(3):
        await bench.request()
    assert await bench.left() == 0
    bench.clock.skip(days=1)
    assert await bench.left() == 10
    await bench.clips.cancel(SERVER, ANA, None)
    assert await bench.left() == 15
    assert await told(bench) == [("granted", 42)]
    assert await audited(bench) == [(4, "grant credits", "42", "5: for testing")]
    assert await bench.proof() == []


async def test_what_was_not_used_is_taken_back(bench: Bench) -> None:
    """Never below zero, and what a shot holds is not there to be taken."""
    await bench.fairness.set_member(SERVER, MANAGER, Allowance(credits=0))
    await bench.granting.grant(SERVER, MANAGER, wish(8, to=ANA.member_id))
    await bench.request()
    too_many = bench.granting.grant(SERVER, MANAGER, wish(-4, to=ANA.member_id, key="2"))
    assert await refusal_of(too_many) == TooFewGranted(member_id=42, wanted=4, left=3)
    given = await bench.granting.grant(SERVER, MANAGER, wish(-3, to=ANA.member_id, key="3"))
    assert (given.granted, await bench.left()) == (0, 0)
    # Nobody need be here for something to be taken back.
    await bench.clips.cancel(SERVER, ANA, None)
    gone = wish(-5, to=ANA.member_id, key="4", is_here=False)
    assert (await bench.granting.grant(SERVER, MANAGER, gone)).granted == 0
    assert await bench.proof() == []


async def test_one_interaction_grants_once(bench: Bench) -> None:
    """Told of twice, at once or after a restart, it is done once and answered alike."""
    first, second = await asyncio.gather(
        *(bench.granting.grant(SERVER, MANAGER, wish(5)) for _ in range(2))
    )
    assert first == second
    bench.restart("boot-2")
    assert await bench.granting.grant(SERVER, MANAGER, wish(5)) == first
    assert (first.granted, await bench.left(BEN)) == (5, 15)
    assert await told(bench) == [("granted", 43)]


async def test_the_same_again_is_asked_about_first(bench: Bench) -> None:
    """An answer may have been lost: it is said what stands; who means it presses, once."""
    await bench.granting.grant(SERVER, MANAGER, wish(5))
    again = await refusal_of(bench.granting.grant(SERVER, MANAGER, wish(5, key="2")))
    assert isinstance(again, SameAgain)
    assert (again.key, again.next_key, again.credits) == ("1", "2", 5)
    for _ in range(2):
        given = await bench.granting.once_more(PLACE, MANAGER, again.key, again.next_key)
        assert given.granted == 10
    bench.clock.skip(minutes=11)
    assert (await bench.granting.grant(SERVER, MANAGER, wish(5, key="3"))).granted == 15
    # Another reason or number is another grant.
    await bench.granting.grant(SERVER, MANAGER, wish(5, key="4", reason="a prize"))
    await bench.granting.grant(SERVER, MANAGER, wish(6, key="5"))


@pytest.mark.parametrize("who", [replace(MANAGER, member_id=5), ANA], ids=["another", "a member"])
async def test_only_who_did_it_does_it_again(bench: Bench, who: Who) -> None:
    """Nobody presses somebody else's button, in this server or another."""
    await bench.granting.grant(SERVER, MANAGER, wish(5))
    assert await refusal_of(bench.granting.once_more(PLACE, who, "1", "2")) == GiftGone()
    elsewhere = Place(server_id=501, channel_id=601)
    assert await refusal_of(bench.granting.once_more(elsewhere, MANAGER, "1", "2")) == GiftGone()
    assert await bench.left(BEN) == 15


async def test_a_gift_takes_ones_own_day_first(giving: Bench) -> None:
    """What is given counts as used by its giver today, granted ones last; these outlast the day."""
    await giving.granting.grant(SERVER, MANAGER, wish(3, to=ANA.member_id))
    given = await giving.granting.give(PLACE, ANA, wish(11, key="2"))
    assert (given.left, given.granted) == (2, 1)
    assert (given.gift.credits, given.gift.renewing) == (11, 10)
    assert given.until == datetime(2026, 11, 23, tzinfo=UTC)
    assert (await giving.left(), await giving.left(BEN)) == (2, 21)
    balance = await giving.studio.balance(PLACE, BEN)
    assert (balance.received, balance.purse.renewing) == (10, 20)
    # Who gave has got nothing by it: the last they got is what was granted.
    last = (await giving.studio.balance(PLACE, ANA)).last_gift
    assert last is not None
    assert (last.why, last.credits) == ("grant", 3)
    giving.clock.skip(days=1)
    assert (await giving.left(), await giving.left(BEN)) == (12, 11)
    assert (await giving.studio.balance(PLACE, BEN)).received == 0
    assert await told(giving) == [("granted", 42), ("given", 43)]
    assert (await audited(giving))[-1] == (42, "give credits", "43", "11: for testing")
    assert await giving.proof() == []


async def test_gifts_go_round_no_limit_that_many_share(giving: Bench) -> None:
    """What a channel and the server share is as it was: it counts where a clip is made of it."""
    for shared in ("pool", "channel"):
        twelve = Allowance(credits=12, window=Window.WEEK)
        if shared == "pool":
            await giving.fairness.set_pool(SERVER, MANAGER, twelve)
        else:
            await giving.fairness.set_channel(SERVER, MANAGER, PLACE.channel_id, twelve, None)
    await giving.granting.give(PLACE, ANA, wish(10))
    balance = await giving.studio.balance(PLACE, BEN)
    assert [one.left for one in balance.purse.limits] == [20, 12, 12]
    refusal = await refusal_of(giving.granting.give(PLACE, BEN, wish(14, to=42, key="2")))
    assert isinstance(refusal, TooFewToGive)
    assert (refusal.left, refusal.most) == (12, 12)
    assert refusal.scope is not Scope.MEMBER


async def test_nobody_saves_up_what_comes_back(giving: Bench) -> None:
    """A friend's unused credits of every day, and one's own to and fro, come to nothing."""
    for day in range(5):
        await giving.granting.give(PLACE, ANA, wish(10, key=f"to {day}"))
        assert (await giving.left(), await giving.left(BEN)) == (0, 20)
        await giving.granting.give(PLACE, BEN, wish(20, to=42, key=f"fro {day}"))
        assert (await giving.left(), await giving.left(BEN)) == (20, 0)
        giving.clock.skip(days=1)
    assert (await giving.left(), await giving.left(BEN)) == (10, 10)
    assert await giving.proof() == []


async def test_what_was_given_goes_back_where_it_came_from(giving: Bench) -> None:
    """A shot made of it that is cancelled tomorrow brings back nothing for tomorrow."""
    await giving.granting.give(PLACE, BEN, wish(10, to=42))
    first, second, _ = [await giving.request() for _ in range(3)]
    assert await giving.left() == 5
    await giving.clips.cancel(SERVER, ANA, first.code)
    assert await giving.left() == 10
    giving.clock.skip(days=1)
    await giving.clips.cancel(SERVER, ANA, second.code)
    assert (await giving.left(), await giving.left(BEN)) == (10, 10)
    assert await giving.proof() == []


async def test_one_interaction_gives_once(giving: Bench) -> None:
    """Fifty times told, once done; and no more than there is by many at once."""
    await asyncio.gather(*(giving.granting.give(PLACE, ANA, wish(2)) for _ in range(50)))
    assert await giving.left() == 8
    gifts = (giving.granting.give(PLACE, ANA, wish(3, to=n, key=f"k{n}")) for n in range(50, 60))
    outcomes = await asyncio.gather(*gifts, return_exceptions=True)
    assert sum(not isinstance(one, Refused) for one in outcomes) == 2
    assert await giving.left() == 2
    assert await giving.proof() == []


NOBODY = {
    "oneself": (wish(1, to=42), "self"),
    "a bot": (wish(1, is_bot=True), "bot"),
    "somebody elsewhere": (wish(1, is_here=False), "not_here"),
}


@pytest.mark.parametrize(("asked", "problem"), NOBODY.values(), ids=NOBODY.keys())
async def test_who_cannot_have_credits(giving: Bench, asked: Giving, problem: str) -> None:
    """No gift reaches oneself, a bot or a stranger; no grant the last two."""
    to = asked.receiver.member_id
    expected = CannotHaveCredits(member_id=to, problem=problem)
    assert await refusal_of(giving.granting.give(PLACE, ANA, asked)) == expected
    if problem != "self":
        assert await refusal_of(giving.granting.grant(SERVER, MANAGER, asked)) == expected


async def test_when_nothing_can_be_given(bench: Bench) -> None:
    """Not before managers allow it, not by who is blocked, not in a closed server."""
    give = bench.granting.give
    assert await refusal_of(give(PLACE, ANA, wish(1))) == GiftsNotAllowed()
    await bench.fairness.set_gifts(SERVER, MANAGER, allowed=True)
    await bench.management.block(SERVER, MANAGER, 42, "rude")
    assert await refusal_of(give(PLACE, ANA, wish(1))) == Blocked()
    await bench.management.unblock(SERVER, MANAGER, 42)
    await bench.database.transaction(servers.close_server, SERVER)
    assert await refusal_of(give(PLACE, ANA, wish(1))) == ServerClosed()
    await bench.operator.open_server(OPERATOR, SERVER)
    await bench.fairness.set_gifts(SERVER, MANAGER, allowed=False)
    assert await refusal_of(give(PLACE, ANA, wish(1))) == GiftsNotAllowed()


@pytest.mark.parametrize("credits_", [0, 10_001, -10_001, 10**30, -(10**30)])
async def test_numbers_that_cannot_be(giving: Bench, credits_: int) -> None:
    """None, and more than anybody means."""
    for work in (
        giving.granting.grant(SERVER, MANAGER, wish(credits_)),
        giving.granting.give(PLACE, ANA, wish(credits_)),
    ):
        assert isinstance(await refusal_of(work), BadValue)


@pytest.mark.parametrize("reason", ["", " \n\t ", "x" * 201], ids=["none", "blank", "a story"])
async def test_a_grant_and_a_refund_have_a_reason(bench: Bench, reason: str) -> None:
    """The log keeps why."""
    grant = bench.granting.grant(SERVER, MANAGER, wish(1, reason=reason))
    assert isinstance(await refusal_of(grant), BadValue)
    refund = bench.granting.refund(SERVER, MANAGER, "ABCDEF", reason)
    assert isinstance(await refusal_of(refund), BadValue)


async def test_a_refund_gives_the_credits_and_keeps_the_cost(bench: Bench) -> None:
    """Once: the clip's credits are its author's again, as granted ones; details say so."""
    job = await bench.request()
    await bench.until_over(job.code)
    done = await bench.granting.refund(SERVER, MANAGER, f" {job.code.lower()} ", "all  black\n")
    assert (done.credits, done.granted, await bench.left()) == (5, 5, 10)
    assert await bench.spent_micro() == 430_000
    assert (await bench.clips.show(SERVER, ANA, job.code)).refunded == 5
    twice = await refusal_of(bench.granting.refund(SERVER, MANAGER, job.code, "again"))
    assert twice == RefundedAlready(code=job.code, credits=5)
    assert await told(bench) == [("refunded", 42)]
    assert await audited(bench) == [(4, "refund", job.code, "5: all black")]
    assert await bench.proof() == []


async def test_what_can_be_refunded_is_found(bench: Bench) -> None:
    """Newest first, by code, author or words; not what is refunded, in line, or elsewhere."""
    bench = replace(bench, limits=WIDE)
    first = await bench.until_over((await bench.request("A Lighthouse")).code)
    second = await bench.until_over((await bench.request("a fox", who=BEN)).code)
    await bench.request("waits")

    async def found(typed: str, server_id: int = SERVER) -> list[str]:
        jobs_ = await bench.granting.refundable(server_id, MANAGER, typed)
        return [job.code for job in jobs_]

    assert await found("") == [second.code, first.code]
    assert await found("", server_id=501) == []
    for typed, code in (("light", first.code), (" FOX ", second.code), ("ben", second.code)):
        assert await found(typed) == [code]
    assert await found(first.code.lower()[:4]) == [first.code]
    await bench.granting.refund(SERVER, MANAGER, first.code, "all black")
    assert await found("") == [second.code]
    assert await refusal_of(bench.granting.refundable(SERVER, ANA, "")) == NotAllowed(
        who="managers"
    )


async def test_two_refunds_at_once_are_one(bench: Bench) -> None:
    """Two managers, one clip."""
    job = await bench.request()
    await bench.until_over(job.code)
    works = (bench.granting.refund(SERVER, MANAGER, job.code, "black") for _ in range(20))
    outcomes = await asyncio.gather(*works, return_exceptions=True)
    assert sum(not isinstance(one, Refused) for one in outcomes) == 1
    assert await bench.left() == 10


async def test_a_managers_own_clip_is_refunded_without_a_message(bench: Bench) -> None:
    """It stands in the log like any other."""
    mine = replace(ANA, is_manager=True)
    job = await bench.request(who=mine)
    await bench.until_over(job.code)
    await bench.granting.refund(SERVER, mine, job.code, "black")
    assert (await told(bench), len(await audited(bench))) == ([], 1)


async def test_what_used_no_credits_is_not_refunded(bench: Bench) -> None:
    """In line, cancelled, lost and failed: each is told apart, and none gives anything."""
    refund = bench.granting.refund
    job = await bench.request()
    waits = NothingToRefund(code=job.code, status=JobStatus.QUEUED, is_back=False)
    assert await refusal_of(refund(SERVER, MANAGER, job.code, "x")) == waits
    await bench.clips.cancel(SERVER, ANA, job.code)
    back = replace(waits, status=JobStatus.CANCELLED, is_back=True)
    assert await refusal_of(refund(SERVER, MANAGER, job.code, "x")) == back
    bench.provider.on_submit.append(EngineError(Meaning.ANSWER_LOST))
    lost = await bench.request()
    await bench.step()
    unsure = NothingToRefund(code=lost.code, status=JobStatus.UNCONFIRMED, is_back=False)
    assert await refusal_of(refund(SERVER, MANAGER, lost.code, "x")) == unsure
    await bench.desk.no_clip(OPERATOR, lost.code, paid=True)
    failed = NothingToRefund(code=lost.code, status=JobStatus.FAILED, is_back=True)
    assert await refusal_of(refund(SERVER, MANAGER, lost.code, "x")) == failed
    assert await bench.left() == 10
    assert await bench.proof() == []


async def test_a_refund_finds_this_servers_clips_alone(bench: Bench) -> None:
    """No code, and one of another server, are told alike."""

    def open_other(db: Db) -> None:
        servers.open_server(db, 501, OPERATOR, bench.clock())

    await bench.database.transaction(open_other)
    job = await bench.request(place=Place(server_id=501, channel_id=601))
    for code in (job.code, "NOSUCH", "", "x" * 5_000):
        found = await refusal_of(bench.granting.refund(SERVER, MANAGER, code, "x"))
        assert found == NotFound(code=code.upper())
