"""Both books against a slow, obviously right model: whatever happens in whatever order."""

import random
import sqlite3
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlite_utils import Database as Db

from domain.job import JobStatus, Place
from domain.policy import Ceilings, Policy
from domain.quota import Allowance, Quota, RoleRule
from domain.refusals import Refused, TooFewCredits
from domain.refusals_credits import (
    NothingToRefund,
    RefundedAlready,
    TooFewGranted,
    TooFewToGive,
)
from domain.windows import Window
from services import allowances, ceilings, quota_rules, reserving, rules
from services.asks import Who
from services.giving import Giving, Receiver
from services.granting import Granting
from services.ground import Ground, Ids
from services.quota_rules import QuotaSetting
from services.reserving import Order
from services.rules import Setting
from storage import jobs, ledger, proof, servers
from tests.fresh import open_in_memory
from tests.services.slow_books import Gave, Got, SlowBooks, Taken
from tests.storage.builders import a_shot, put_into

SERVERS, MEMBERS, ROLES = (501, 502), (41, 42), (71, 72)
#: One with a limit of its own, a thread of it, and one without.
LIMITED, FREE, THREAD = 601, 602, 603
OPERATORS = Policy(
    quota=Quota(member=Allowance(credits=10), running=1, waiting=3),
    server=Ceilings(day_micro=10**12, month_micro=10**12),
    bot=Ceilings(day_micro=60_000, month_micro=200_000),
)
#: Before clocks change, before months and years end, and a plain Sunday.
BEGINNINGS = (
    datetime(2026, 3, 7, 12, tzinfo=UTC),
    datetime(2026, 3, 28, 20, tzinfo=UTC),
    datetime(2026, 10, 24, 20, tzinfo=UTC),
    datetime(2026, 10, 31, 20, tzinfo=UTC),
    datetime(2026, 12, 30, 20, tzinfo=UTC),
    datetime(2026, 11, 22, 12, tzinfo=UTC),
)
ZONES = ("UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Africa/Cairo")
ENDS = ("made", "cancelled", "failed", "failed and paid", "unconfirmed", "credits back")


class Direct:
    """The database without its thread: work is done when it is asked for."""

    def __init__(self, db: Db) -> None:
        self._db = db

    async def transaction(self, fn: Callable[..., Any], *args: object) -> Any:
        return self.at_once(fn, *args)

    read = transaction

    def at_once(self, fn: Callable[..., Any], *args: object) -> Any:
        self._db.conn.execute("BEGIN IMMEDIATE")
        try:
            value = fn(self._db, *args)
        except BaseException:
            self._db.conn.execute("ROLLBACK")
            raise
        self._db.conn.execute("COMMIT")
        return value


def done(work: Coroutine[Any, Any, Any]) -> Any:
    """What work returns that never waits."""
    try:
        work.send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("it waited for something")


class Books(RuleBasedStateMachine):
    """Members, managers, the worker and the desk, each in their own order, at any moment."""

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        self.db = open_in_memory()
        self.database = Direct(self.db)
        self.clock = data.draw(st.sampled_from(BEGINNINGS))
        self.model = SlowBooks()
        self.roles = {member: frozenset() for member in MEMBERS}
        self.keys = 0
        ground = Ground(
            database=cast(Any, self.database),
            files=cast(Any, None),
            now=lambda: self.clock,
            ids=Ids(random.Random(7)),
            operators=frozenset(),
        )
        self.ids = ground.ids
        self.granting = Granting(ground, OPERATORS)
        for server_id in SERVERS:
            servers.open_server(self.db, server_id, 7, self.clock)
            for name, value in data.draw(chosen()).items():
                servers.choose(self.db, server_id, name, value, by=7, at=self.clock)

    def teardown(self) -> None:
        self.db.conn.close()

    @rule(minutes=st.one_of(st.integers(0, 90), st.integers(0, 40 * 60)))
    def wait(self, minutes: int) -> None:
        self.clock += timedelta(minutes=minutes)

    @rule(zone=st.sampled_from(ZONES), minutes=st.sampled_from((-40, -1, 0, 1, 40)))
    def meet_midnight(self, zone: str, minutes: int) -> None:
        """Somewhere: on the day of a change of clocks it is not where it is on others."""
        day = self.clock.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
        midnight = datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
        self.clock = max(self.clock, midnight + timedelta(minutes=minutes))

    @rule(member=st.sampled_from(MEMBERS), roles=st.frozensets(st.sampled_from(ROLES)))
    def give_roles(self, member: int, roles: frozenset[int]) -> None:
        self.roles[member] = roles

    @rule(
        order=st.builds(
            dict,
            server=st.sampled_from(SERVERS),
            member=st.sampled_from(MEMBERS),
            channel=st.sampled_from((LIMITED, FREE, THREAD)),
            credits=st.integers(0, 9),
            cost=st.integers(0, 20_000),
        )
    )
    def request(self, order: dict[str, int]) -> None:
        asked = self._order(**order)
        policy = self._policy(asked.place.server_id)
        expected = self.model.refuses(asked, policy)
        before = ceilings.count(self.db, asked.place.server_id, self.clock)
        made = self._meets(expected, asked, reserving.reserve, asked, policy, self.ids)
        if made is not None:
            counted = ceilings.count(self.db, asked.place.server_id, self.clock)
            assert made.counted == replace(counted, before=before)
            self.model.shots[made.job_id] = self.model.take(asked, policy)

    @precondition(lambda self: self._open())
    @rule(data=st.data(), credits=st.integers(0, 12), cost=st.integers(0, 25_000))
    def reprice(self, data: st.DataObject, credits: int, cost: int) -> None:
        job_id = data.draw(st.sampled_from(self._open()))
        job, had = jobs.by_id(self.db, job_id), self.model.shots[job_id]
        asked = replace(self._order(had.server, had.member, FREE, credits, cost), place=job.place)
        policy = self._policy(had.server)
        expected, taken = None, replace(had, cost=cost)
        taken.renewing = min(had.renewing, credits)
        taken.granted = credits - taken.renewing
        if credits > had.credits or cost > had.cost:
            del self.model.shots[job_id]
            expected = self.model.refuses_price(asked, policy)
            taken = self.model.take(asked, policy)
            self.model.shots[job_id] = had
        # Asked for in any channel: the job's own counts.
        asked = replace(asked, place=Place(server_id=had.server, channel_id=LIMITED))
        self._meets(expected, None, self._reprice, job, asked, policy)
        if expected is None:
            self.model.shots[job_id] = taken

    @precondition(lambda self: self._unended())
    @rule(data=st.data(), how=st.sampled_from(ENDS))
    def end(self, data: st.DataObject, how: str) -> None:
        job_id = data.draw(st.sampled_from(self._unended()))
        shot = self.model.shots[job_id]
        if how == "unconfirmed":
            shot.state = how
            put_into(self.db, job_id, JobStatus.UNCONFIRMED)
        elif how == "credits back":
            self._early_back(job_id, shot)
        else:
            self._end(job_id, shot, how)

    @precondition(lambda self: self._ended())
    @rule(data=st.data(), cost=st.integers(0, 30_000))
    def correct(self, data: st.DataObject, cost: int) -> None:
        job_id = data.draw(st.sampled_from(self._ended()))
        self.database.at_once(ledger.correct_cost, self._booking(job_id), cost)
        self.model.shots[job_id].cost = cost

    @precondition(lambda self: self.model.shots)
    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        job_id = data.draw(st.sampled_from(sorted(self.model.shots)))
        shot, manager = self.model.shots[job_id], Who(member_id=4, name="m", is_manager=True)
        work = self.granting.refund(shot.server, manager, jobs.by_id(self.db, job_id).code, "bad")
        if shot.refunded:
            expected = RefundedAlready
        else:
            expected = None if shot.state == "made" and shot.credits else NothingToRefund
        if self._refused(work) == expected is None:
            shot.refunded = shot.credits

    @rule(
        server=st.sampled_from(SERVERS),
        member=st.sampled_from(MEMBERS),
        credits=st.sampled_from((-5, -2, 2, 5, 9)),
    )
    def grant(self, server: int, member: int, credits: int) -> None:
        wish = self._wish(member, credits)
        manager = Who(member_id=4, name="m", is_manager=True)
        is_too_much = self.model.granted(server, member) + credits < 0
        for _ in range(2):  # Discord may tell of one interaction twice
            refused = self._refused(self.granting.grant(server, manager, wish))
            assert refused is (TooFewGranted if is_too_much else None)
        if not is_too_much:
            self.model.got.append(Got(server, member, credits))

    @rule(
        order=st.builds(
            dict,
            server=st.sampled_from(SERVERS),
            member=st.sampled_from(MEMBERS),
            channel=st.sampled_from((LIMITED, FREE, THREAD)),
            credits=st.integers(1, 6),
        ),
        to=st.sampled_from(MEMBERS),
    )
    def gift(self, order: dict[str, int], to: int) -> None:
        if to == order["member"]:
            return
        asked = self._order(**order, cost=0)
        policy, server = self._policy(asked.place.server_id), asked.place.server_id
        taken = self.model.take(asked, policy)
        is_too_much = asked.credits > self.model.left(asked, policy)
        who = Who(member_id=asked.member_id, name="m", role_ids=asked.role_ids)
        wish = self._wish(to, asked.credits)
        for _ in range(2):
            refused = self._refused(self.granting.give(asked.place, who, wish))
            assert refused is (TooFewToGive if is_too_much else None)
        if not is_too_much:
            at = taken.channel, asked.at
            ana = Gave(server, asked.member_id, *at, taken.renewing, taken.granted)
            ben = Gave(server, to, *at, -taken.renewing, -taken.granted)
            self.model.gifts += ana, ben

    @invariant()
    def nobody_has_more_or_less(self) -> None:
        """Every limit of every member in every channel, and all granted credits."""
        for server in SERVERS:
            policy = self._policy(server)
            for member in MEMBERS:
                for channel in (LIMITED, FREE):
                    asked = self._order(server, member, channel, 0, 0)
                    has = allowances.look(self.db, asked.spender, policy.quota, self.clock)
                    assert has.granted == self.model.granted(server, member) >= 0
                    assert has.left == self.model.left(asked, policy)
                    for one in has.limits:
                        limit, zone = one.limit, policy.quota.zone
                        used = self.model.used(limit.scope, limit.allowance, asked, zone)
                        assert one.used == used

    @invariant()
    def every_dollar_is_counted(self) -> None:
        for server in SERVERS:
            for use in ceilings.look(self.db, server, self.clock, self._policy(server)):
                assert use.used_micro == self.model.cost(use.server_id, use.window, self.clock)

    @invariant()
    def the_books_prove(self) -> None:
        assert proof.prove(self.db) == []

    def _reprice(self, db: Db, job: Any, asked: Order, policy: Policy) -> bool:
        reserving.reprice(db, job, asked, policy)
        jobs.note(db, job.id, credits=asked.credits, cost_micro=asked.cost_micro)
        return True

    def _early_back(self, job_id: int, shot: Taken) -> None:
        if shot.state != "unconfirmed" or shot.credits_are_back:
            return
        self.database.at_once(ledger.return_credits, self._booking(job_id))
        jobs.note(self.db, job_id, credits_returned=1)
        shot.give_credits_back()

    def _end(self, job_id: int, shot: Taken, how: str) -> None:
        status = {"made": JobStatus.SUCCEEDED, "cancelled": JobStatus.CANCELLED}
        moves: tuple[Any, ...] = (ledger.release,)
        if how == "made":
            moves = (ledger.settle,)
        elif how == "failed and paid":
            back = () if shot.credits_are_back else (ledger.return_credits,)
            moves = (*back, ledger.keep_cost)
        for move in moves:
            self.database.at_once(move, self._booking(job_id))
        put_into(self.db, job_id, status.get(how, JobStatus.FAILED))
        for move in moves:
            with pytest.raises(sqlite3.IntegrityError):
                self.database.at_once(move, self._booking(job_id))
        shot.state = how
        if how != "made":
            shot.give_credits_back()
        if how in {"cancelled", "failed"}:
            shot.cost = 0

    def _meets(
        self, expected: type | None, asked: Order | None, act: Callable[..., Any], *args: object
    ) -> Any:
        """Do it, and be refused exactly when the model says so, and then for its reason."""
        entries, refusal, made = self._entries(), None, None
        try:
            made = self.database.at_once(act, *args)
        except Refused as refused:
            refusal = refused.refusal
        assert expected is (type(refusal) if refusal else None)
        if refusal is not None:
            assert self._entries() == entries
        if asked is not None and isinstance(refusal, TooFewCredits):
            left = self.model.left(asked, self._policy(asked.place.server_id))
            assert (refusal.left, refusal.resets_at > self.clock) == (left, True)
        return made

    def _refused(self, work: Coroutine[Any, Any, Any]) -> type | None:
        entries, kind = self._entries(), None
        try:
            done(work)
        except Refused as refused:
            kind = type(refused.refusal)
        assert kind is None or self._entries() == entries
        return kind

    def _order(self, server: int, member: int, channel: int, credits: int, cost: int) -> Order:
        parent = LIMITED if channel == THREAD else None
        return Order(
            shot=a_shot(),
            place=Place(server_id=server, channel_id=channel, parent_id=parent),
            member_id=member,
            member_name="m",
            account="minimax",
            engine_prompt="a red lighthouse",
            credits=credits,
            cost_micro=cost,
            at=self.clock,
            role_ids=self.roles[member],
        )

    def _wish(self, to: int, credits: int) -> Giving:
        self.keys += 1
        return Giving(
            receiver=Receiver(member_id=to),
            credits=credits,
            key=str(self.keys),
            reason="" if credits == 0 else f"number {self.keys}",
            is_meant=True,
        )

    def _policy(self, server: int) -> Policy:
        return rules.load(self.db, server, OPERATORS).policy

    def _booking(self, job_id: int) -> ledger.Booking:
        return ledger.booking_of(self.db, job_id, at=self.clock, who="test 1")

    def _entries(self) -> int:
        return int(self.db.conn.execute("SELECT COUNT(*) FROM entries").fetchone()[0])

    def _in_state(self, *states: str) -> list[int]:
        return [one for one, shot in self.model.shots.items() if shot.state in states]

    def _open(self) -> list[int]:
        return self._in_state("open")

    def _unended(self) -> list[int]:
        return self._in_state("open", "unconfirmed")

    def _ended(self) -> list[int]:
        return self._in_state("made", "cancelled", "failed", "failed and paid")


def chosen() -> st.SearchStrategy[dict[str, str]]:
    """What a server's managers chose, with limits that bind soon."""
    window = st.sampled_from(Window)
    few = st.builds(Allowance, credits=st.integers(0, 12), window=window)
    many = st.builds(Allowance, credits=st.integers(8, 30), window=window)
    return st.fixed_dictionaries(
        {
            QuotaSetting.CREDITS: few.map(quota_rules.written),
            QuotaSetting.ZONE: st.sampled_from(ZONES),
            QuotaSetting.GIFTS: st.just("yes"),
            Setting.CEILING_DAY: st.integers(20_000, 90_000).map(str),
        },
        optional={
            QuotaSetting.ROLE_CREDITS: st.dictionaries(
                st.sampled_from(ROLES), st.integers(0, 12)
            ).map(quota_rules.written_numbers),
            QuotaSetting.ROLE_RULE: st.sampled_from(RoleRule).map(str),
            QuotaSetting.CHANNEL_CREDITS: many.map(
                lambda one: quota_rules.written_allowances({LIMITED: one})
            ),
            QuotaSetting.POOL: many.map(quota_rules.written),
            QuotaSetting.WAITING: st.integers(1, 3).map(str),
            Setting.OWN_CEILING_MONTH: st.integers(40_000, 200_000).map(str),
        },
    )


class LongBooks(Books):
    """The same, longer."""


Books.TestCase.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)
TestBooks = Books.TestCase
LongBooks.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestLongBooks = pytest.mark.long(LongBooks.TestCase)
