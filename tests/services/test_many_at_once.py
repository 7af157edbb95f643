"""Two thousand requests at the same time, with every kind of limit: never one too many."""

import asyncio
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from domain.job import Place
from domain.policy import Ceilings, OwnCeilings, Policy
from domain.quota import Allowance, Quota, RoleRule
from domain.refusals import CeilingReached, Refused, TooFewCredits, TooManyWaiting
from domain.windows import Window
from services import allowances, ceilings, reserving
from services.ground import Ids
from services.reserving import Order
from storage import Db, gifts, proof, servers
from storage.ledger import Booking
from tests.fresh import open_fresh
from tests.services.slow_books import Got, SlowBooks
from tests.storage.builders import a_shot

#: Ten in the evening in New York, on the day before clocks go back.
NOW = datetime(2026, 11, 1, 2, tzinfo=UTC)
SERVERS, MEMBERS, REQUESTS = (501, 502), range(50), 2_000
POLICY = Policy(
    quota=Quota(
        member=Allowance(credits=40, window=Window.WEEK),
        running=4,
        waiting=12,
        roles={71: 60, 72: 25},
        role_rule=RoleRule.SUM,
        channels={601: Allowance(credits=600), 602: Allowance(credits=700, window=Window.MONTH)},
        pool=Allowance(credits=1_400),
        zone="America/New_York",
    ),
    server=Ceilings(day_micro=150_000_000, month_micro=200_000_000),
    bot=Ceilings(day_micro=205_000_000, month_micro=260_000_000),
    own=OwnCeilings(day_micro=120_000_000),
)


def orders() -> list[Order]:
    """From fifty members of several roles, in two servers and three channels, over two days."""
    chance = random.Random(20261122)
    roles = {m: frozenset(r for r in (71, 72) if chance.random() < 0.4) for m in MEMBERS}
    found = []
    for number in range(REQUESTS):
        member = chance.choice(MEMBERS)
        found.append(
            Order(
                shot=a_shot(),
                place=Place(
                    server_id=chance.choice(SERVERS), channel_id=chance.choice((601, 602, 603))
                ),
                member_id=member,
                member_name="m",
                account="minimax",
                engine_prompt="a red lighthouse",
                credits=chance.choice((0, 1, 3, 3, 5, 8)),
                cost_micro=chance.choice((0, 90_000, 280_000, 430_000)),
                # The bot's clock passes midnight in New York, and in UTC, while they come in.
                at=NOW + timedelta(seconds=20 * number),
                role_ids=roles[member],
            )
        )
    return found


async def test_two_thousand_at_once_are_decided_as_one_after_the_other(tmp_path: Path) -> None:
    """Each is taken or refused for the reason a slow recount gives, and all sums are exact."""
    database, model = await open_fresh(tmp_path), SlowBooks()
    ids, met = Ids(random.Random(7)), []

    def furnish(db: Db) -> None:
        for server in SERVERS:
            servers.open_server(db, server, 7, NOW)
            for member in MEMBERS[::5]:
                booking = Booking(
                    server_id=server,
                    member_id=member,
                    asked_at=NOW,
                    at=NOW,
                    who="member 4",
                    key=f"{server}-{member}",
                )
                gifts.grant(db, booking, 11)
                model.got.append(Got(server, member, 11))

    def attempt(db: Db, order: Order) -> None:
        """The order in which the one writer meets them is the order in which they count."""
        try:
            job_id = reserving.reserve(db, order, POLICY, ids).job_id
        except Refused as refused:
            met.append((order, type(refused.refusal), None))
            raise
        met.append((order, None, job_id))

    await database.transaction(furnish)
    asked = (database.transaction(attempt, order) for order in orders())
    await asyncio.gather(*asked, return_exceptions=True)
    assert len(met) == REQUESTS
    for order, kind, job_id in met:
        assert model.refuses(order, POLICY) is kind
        if job_id is not None:
            model.shots[job_id] = model.take(order, POLICY)
    kinds = Counter(kind for _, kind, _ in met)
    assert set(kinds) == {None, TooFewCredits, TooManyWaiting, CeilingReached}
    assert min(kinds.values()) > 50
    await database.read(agrees, model)
    assert await database.read(proof.prove) == []
    await database.close()


def agrees(db: Db, model: SlowBooks) -> None:
    """Every limit of every member, and all money, at the moment of the last request."""
    last = orders()[-1]
    for server in SERVERS:
        for use in ceilings.look(db, server, last.at, POLICY):
            assert (
                use.used_micro == model.cost(use.server_id, use.window, last.at) <= use.most_micro
            )
        for member in MEMBERS:
            for channel in (601, 602):
                place = Place(server_id=server, channel_id=channel)
                asked = replace(last, place=place, member_id=member)
                has = allowances.look(db, asked.spender, POLICY.quota, last.at)
                assert has.granted == model.granted(server, member) >= 0
                for one in has.limits:
                    limit = one.limit
                    used = model.used(limit.scope, limit.allowance, asked, POLICY.quota.zone)
                    assert one.used == used
