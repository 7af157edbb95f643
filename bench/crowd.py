"""A crowd in many servers, and a database full of their shots: some being made, most in line."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bench.raw_engine import MIDDLE_S, SPREAD, handle
from domain.camera import CameraPlan
from domain.job import Clip, Job, JobStatus, Place
from domain.shot import Shot
from sandbox.discord.world.lantern_lane import lantern_lane
from sandbox.discord.world.world import World
from services import outcomes
from storage import Db, accounts, jobs, ledger, outbox, servers
from storage.ledger import Amount, Booking
from storage.moments import stamp
from storage.outbox import OwedKind

SERVERS, MEMBERS_EACH = 50, 40
#: So many clips were made before, so that it is known how long they take.
_HISTORY = 200
_ACCOUNT = "minimax"
_CLIP = Clip(sha256="c" * 64, seconds=6, width=64, height=64, size_bytes=1)
_SHOT = Shot(
    prompt="a red lighthouse in a storm",
    camera=CameraPlan(),
    model="MiniMax-Hailuo-2.3",
    duration_s=6,
    resolution="768P",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A member in a channel of a server."""

    server_id: int
    channel_id: int
    member_id: int


def seats_in(world: World) -> list[Seat]:
    """Lay out Lantern Lane and the other servers; a seat for each of their members, mixed."""
    lantern_lane(world)
    [first] = world.guilds.values()
    owner = world.users[first.owner_id]
    by_server = []
    for number in range(SERVERS):
        guild = world.add_guild(f"Server {number}", owner)
        channel = world.add_channel(guild, "clips")
        users = [world.add_user(f"member{number}_{one}") for one in range(MEMBERS_EACH)]
        for user in users:
            world.add_member(guild, user)
        by_server.append(
            [Seat(server_id=guild.id, channel_id=channel.id, member_id=one.id) for one in users]
        )
    return [seat for row in zip(*by_server, strict=True) for seat in row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """So many jobs are open, and so many of them are being made."""

    open_jobs: int
    running: int


def fill(db: Db, seats: Sequence[Seat], load: Load, now: datetime) -> None:
    """Write what a bot would have written that took these jobs on and made some before."""
    rng = random.Random(6)
    for server_id in {seat.server_id for seat in seats}:
        servers.open_server(db, server_id, 7, now)
    for number in range(_HISTORY):
        ended = now - timedelta(seconds=10 * (_HISTORY - number))
        making_s = _seconds(rng)
        begun = ended - timedelta(seconds=making_s)
        job = _running(db, seats[number % len(seats)], number, begun)
        outcomes.ready(db, job, "file")
        outcomes.made(db, job, _CLIP, ended, making_s=making_s)
    for number in range(load.open_jobs):
        seat, own = seats[number % len(seats)], _HISTORY + number
        if number < load.running:
            # Those under way are of any age, so that they end one after the other.
            seconds = _seconds(rng)
            gone = rng.uniform(0, seconds)
            begun = now - timedelta(seconds=gone)
            _running(db, seat, own, begun, ready_at=now.timestamp() + seconds - gone)
        else:
            _asked(db, seat, own, now - timedelta(seconds=1))
    db.conn.execute(
        "UPDATE outbox SET state = 'posted', ended_at = created_at, posted_channel_id = 1,"
        " posted_message_id = id"
    )


def _seconds(rng: random.Random) -> float:
    return MIDDLE_S * rng.lognormvariate(0, SPREAD)


def _running(db: Db, seat: Seat, number: int, begun: datetime, *, ready_at: float = 0.0) -> Job:
    job_id = _asked(db, seat, number, begun)
    accounts.intend(db, job_id, _ACCOUNT, "before", begun)
    facts = {
        "remote_task_id": handle(ready_at, 10_000_000 + number),
        "submitted_at": stamp(begun),
        "accepted_at": stamp(begun),
    }
    jobs.move(db, job_id, (JobStatus.QUEUED,), JobStatus.RUNNING, **facts)
    return jobs.by_id(db, job_id)


def _asked(db: Db, seat: Seat, number: int, at: datetime) -> int:
    new = jobs.NewJob(
        code=f"B{number:05}",
        token=f"{number:032x}",
        shot=_SHOT,
        place=Place(server_id=seat.server_id, channel_id=seat.channel_id),
        member_id=seat.member_id,
        member_name="member",
        account=_ACCOUNT,
        engine_prompt=_SHOT.prompt,
        credits=3,
        cost_micro=280_000,
        at=at,
    )
    job_id = jobs.insert(db, new)
    booking = Booking(
        job_id=job_id,
        server_id=seat.server_id,
        channel_id=seat.channel_id,
        member_id=seat.member_id,
        asked_at=at,
        at=at,
        who="bench",
    )
    ledger.reserve(db, booking, Amount(credits=new.credits, cost_micro=new.cost_micro))
    outbox.owe(db, job_id, OwedKind.CARD, at)
    return job_id
