"""Fair turns as they are stored: restarts, refusals of an engine, and jobs that can't be read."""

import random
from dataclasses import replace

import pytest

from domain.job import Job, JobStatus, Place
from services import outcomes
from services.asks import Ask, Who
from services.providers.base import EngineError, Meaning
from services.quota_rules import QuotaSetting
from services.scheduler import MemberKey, Turn
from storage import jobs, servers
from storage.job_rows import UnreadableRow
from tests.services.conftest import ANA, BEN, CHANNEL, OPERATOR, PLACE, SERVER, WIDE, Bench
from tests.services.turn_play import Play, unlimited

MANY = replace(WIDE, quota=replace(WIDE.quota, running=1000, waiting=1000))


@pytest.fixture
def wide(bench: Bench) -> Bench:
    """Nothing limits but the order."""
    return replace(bench, limits=MANY, submits_per_minute=1000)


async def ask_in(bench: Bench, member: MemberKey) -> Job:
    server_id, member_id = member
    place = Place(server_id=server_id, channel_id=CHANNEL)
    who = Who(member_id=member_id, name="m")
    accepted = await bench.studio.request(Ask(place=place, who=who, prompt="a fox", confirmed=True))
    return accepted.job


@pytest.mark.parametrize("seed", range(3))
async def test_what_is_stored_goes_as_what_is_played(wide: Bench, seed: int) -> None:
    """Over requests, cancellations, turns, turns given back and a restart before each of them: the
    order is that of the same line kept in memory, to the last digit of every tag."""
    dice, played = random.Random(seed), Play(unlimited("minimax"), running=1000)
    members = [(SERVER, 1), (SERVER, 2), (501, 3), (501, 1)]
    await wide.database.transaction(servers.open_server, 501, OPERATOR, wide.clock())
    order: list[tuple[int, int]] = []
    for _ in range(80):
        member = dice.choice(members)
        match dice.choice(["ask", "ask", "turn", "turn", "cancel", "given back"]):
            case "ask":
                job = await ask_in(wide, member)
                assert played.ask(member, job_id=job.id) == job.id
            case "cancel" if played.line.get(member):
                job_id = next(iter(played.line[member]))
                played.cancel(member, job_id)
                job = await _by_id(wide, job_id)
                who = Who(member_id=member[1], name="m")
                await wide.clips.cancel(member[0], who, job.code)
            case "given back" | "turn" as what:
                wide.restart(f"boot-{len(order)}")
                job, turn = await wide.submitter.take_turn(), played.turn()
                assert isinstance(turn, Turn) == isinstance(job, Job)
                if not isinstance(turn, Turn) or not isinstance(job, Job):
                    continue
                order.append((job.id, turn.job_id))
                if what == "given back":
                    await wide.database.transaction(outcomes.sent_back, job)
                    played.give_back(*played.turns.pop())
    assert len(order) > 10
    assert [stored for stored, _ in order] == [played for _, played in order]


async def choose(bench: Bench, name: str, value: str) -> None:
    """As the server's managers choose it."""
    chosen = {"by": OPERATOR, "at": bench.clock()}
    await bench.database.transaction(servers.choose, SERVER, name, value, **chosen)


async def _by_id(bench: Bench, job_id: int) -> Job:
    return await bench.database.read(jobs.by_id, job_id)


async def test_a_busy_engine_costs_nobody_a_turn(wide: Bench) -> None:
    """Whose shot is sent back, because the engine is busy, goes first when it is asked again."""
    wide.provider.on_submit.append(EngineError(Meaning.BUSY))
    first = await wide.request()
    second = await wide.request()
    third = await wide.request(who=BEN)
    turn = await wide.submitter.take_turn()
    assert turn.id == first.id
    await wide.submitter.submit(turn)
    assert (await wide.job(first.code)).status is JobStatus.QUEUED
    wide.clock.skip(minutes=10)
    order = [await wide.submitter.take_turn() for _ in range(3)]
    assert [job.id for job in order] == [first.id, third.id, second.id]


async def test_a_light_member_is_one_turn_away(wide: Bench) -> None:
    """Behind fifty shots of one other: at the next turn but one, also right after a restart."""
    for _ in range(50):
        await wide.request(who=BEN)
    for _ in range(5):
        await wide.submitter.take_turn()
    light = await wide.request(who=ANA)
    wide.restart("boot-2")
    order = [await wide.submitter.take_turn() for _ in range(2)]
    assert light.id in [job.id for job in order]


async def test_members_turns_go_by_their_roles(wide: Bench) -> None:
    """A role of weight 3 is worth three turns beside one, as it was at the request."""
    await choose(wide, QuotaSetting.TURNS, "77:3")
    heavy = replace(ANA, role_ids=frozenset({77}))
    for _ in range(12):
        await wide.request(who=heavy)
        await wide.request(who=BEN)
    order = [(await wide.submitter.take_turn()).member_id for _ in range(12)]
    assert order.count(heavy.member_id) == 9


async def test_a_server_has_fewer_made_at_once_if_its_managers_say_so(wide: Bench) -> None:
    """With one at once in a server its members wait for an end, and are told so."""
    await choose(wide, QuotaSetting.RUNNING, "1")
    await wide.request()
    second = await wide.request()
    assert isinstance(await wide.submitter.take_turn(), Job)
    assert await wide.submitter.take_turn() is None
    assert (await wide.clips.show(SERVER, ANA, second.code)).wait.ahead == 1


async def test_a_row_that_cant_be_read_lets_others_pass(wide: Bench) -> None:
    """The first in line can't be read: the next goes, and the first keeps standing there."""
    broken, whole = await wide.request(), await wide.request(who=BEN)
    sql = "UPDATE shots SET camera = 'warp speed' WHERE id = 1"
    await wide.database.transaction(lambda db: db.conn.execute(sql))
    assert (await wide.submitter.take_turn()).id == whole.id
    assert await wide.submitter.take_turn() is None
    with pytest.raises(UnreadableRow):
        await wide.job(broken.code)


async def test_a_line_that_did_not_change_is_not_read_again(wide: Bench) -> None:
    """Looking in vain is remembered until something is written or the moment comes."""
    wide = replace(wide, limits=replace(MANY, quota=replace(MANY.quota, running=1)))
    await wide.request()
    await wide.request()
    assert isinstance(await wide.submitter.take_turn(), Job)
    read: list[str] = []
    await wide.database.read(lambda db: db.conn.set_trace_callback(read.append))
    assert await wide.submitter.take_turn() is None
    looked = sum("FROM first" in sql for sql in read)
    assert await wide.submitter.take_turn() is None
    assert sum("FROM first" in sql for sql in read) == looked > 0
    other = await wide.request(who=BEN)
    assert (await wide.submitter.take_turn()).id == other.id
    assert PLACE.server_id == SERVER
