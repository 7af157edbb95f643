"""The bot below Discord as the composition root joins it, in a world of trouble: it can be killed,
stopped and started again, and its disk and its database can be full or held by somebody else."""

import asyncio
import contextlib
import io
import random
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PIL import Image
from pydantic import SecretStr

import bot as root
from cogs.ui.words_refusals import reply_to
from domain.job import Job, JobStatus, Place
from domain.pictures import Pictures
from domain.refusals import Refused
from services.accounts import Accounts
from services.asks import Accepted, Ask, Upload, Who
from services.ground import Ground, Ids
from services.settings import load_settings
from storage import Database, FileStore, StorageUnavailable, jobs, ledger, outbox, proof, servers
from tests.acceptance.failure_house import ROOMY
from tests.acceptance.trouble_world import BotClock, Channel, Engine
from tests.catalogues import first_series
from tests.scripted import HeldClock

SERVER, OPERATOR = 500, 7
SPARE = 500_000_000
PLACE = Place(server_id=SERVER, channel_id=600)
_TOLD = {
    **ROOMY,
    "DISCORD_TOKEN": "no-such-token",
    "MINIMAX_API_KEY": "no-such-key",
    "GREENLIGHT_RETRY_SECONDS": "0.1",
    "GREENLIGHT_STOP_SECONDS": "1",
}
#: States as the table names them; each shot's prompt is its state, each member's number its place.
STATES = (
    "queued",
    "submitting",
    "running",
    "downloading",
    "clip owed",
    "posted, not marked",
    "unconfirmed",
    "cancelled",
)
_STANDS = {
    "submitting": JobStatus.SUBMITTING,
    "running": JobStatus.RUNNING,
    "downloading": JobStatus.DOWNLOADING,
    "clip owed": JobStatus.SUCCEEDED,
    "posted, not marked": JobStatus.SUCCEEDED,
    "unconfirmed": JobStatus.UNCONFIRMED,
    "cancelled": JobStatus.CANCELLED,
}


class Disk(FileStore):
    """A disk that may be nearly full, or full for every byte of a half-written file."""

    is_nearly_full = False
    is_full = False

    def free_bytes(self) -> int:
        return 0 if self.is_nearly_full else super().free_bytes()

    def aside(self, suffix: str = "") -> Path:
        path = super().aside(suffix)
        if self.is_full:
            path.unlink()
            path.symlink_to("/dev/full")
        return path


@dataclass
class World:
    """All that is not the bot, and what is asked of the bot from there."""

    folder: Path
    engine: Engine
    truth: HeldClock = field(default_factory=HeldClock)
    clock: BotClock = field(init=False)
    channel: Channel = field(init=False)
    codes: dict[str, str] = field(default_factory=dict)
    boots: int = 0

    def __post_init__(self) -> None:
        self.clock = BotClock(self.truth)
        self.channel = Channel(self.clock, truth=self.truth)

    @property
    def data(self) -> Path:
        """The data directory of the present boot."""
        return self.folder / f"data-{self.boots}"


@dataclass
class Running:
    """One life of the bot."""

    world: World
    database: Database
    disk: Disk
    parts: root.Parts
    #: Whether something hangs that the bot can't end: an engine's answer, a held database.
    is_stuck: bool = True
    is_over: bool = False

    @classmethod
    async def start(cls, world: World) -> "Running":
        """A new process on the world's data directory."""
        settings = load_settings({**_TOLD, "GREENLIGHT_DATA_DIR": str(world.data)}, None)
        database = await Database.open(world.data)
        disk = Disk(world.data / "files", SPARE)
        ground = Ground(
            database=database,
            files=disk,
            now=world.clock,
            ids=Ids(random.Random(4711 + world.boots)),
            operators=frozenset({OPERATOR}),
        )
        await database.transaction(servers.open_server, SERVER, OPERATOR, world.clock())
        catalogue = first_series()
        plan = root.account_plans(settings, catalogue, SecretStr)[0]
        accounts = Accounts([plan.account], catalogue)
        world.engine.account = plan.account.name
        engines = root.Engines(accounts=accounts, providers={plan.account.name: world.engine})
        parts = root.build(ground, settings, catalogue, engines, world.channel)
        return cls(world, database, disk, parts)

    async def ask(self, state: str) -> None:
        """A member of its own asks for a shot; its card is posted."""
        who = Who(member_id=40 + STATES.index(state), name=state)
        request = Ask(place=PLACE, who=who, prompt=state, confirmed=True)
        accepted = await self.parts.services.studio.request(request)
        assert isinstance(accepted, Accepted)
        self.world.codes[state] = accepted.job.code
        await self.parts.loops.delivery.round()

    async def hand_in_picture(self) -> str:
        """A member hands in a picture that can't be kept, which costs nothing; what they read."""
        data = io.BytesIO()
        Image.new("RGB", (640, 480), "teal").save(data, "PNG")
        upload = Upload(name="sea.png", data=data.getvalue())
        who = Who(member_id=39, name="x", role_names=frozenset({"Artist"}))
        request = Ask(place=PLACE, who=who, prompt="a sea", confirmed=True)
        before = await self._books()
        with pytest.raises(Refused) as refused:
            await self.parts.services.studio.request(
                replace(request, pictures=Pictures(first_frame=upload))
            )
        assert refused.value.draft_id is not None
        assert await self._books() == before
        return reply_to(refused.value.refusal, refused.value.draft_id, None).text

    async def _books(self) -> list[tuple[object, ...]]:
        """How much was ever asked for, booked and kept."""
        sql = (
            "SELECT (SELECT COUNT(*) FROM jobs), (SELECT COUNT(*) FROM entries),"
            " (SELECT COUNT(*) FROM inputs WHERE dropped_at IS NULL)"
        )
        return await self.database.read(lambda db: db.conn.execute(sql).fetchall())

    async def bring_everywhere(self) -> None:
        """One shot in every state, all at the same time."""
        engine, channel = self.world.engine, self.world.channel
        engine.hangs, engine.unfinished = {"submitting"}, {"running"}
        engine.half_sent, engine.loses = {"downloading"}, {"unconfirmed"}
        channel.closed_to, channel.silent_to = {"clip owed"}, {"posted, not marked"}
        channel.keeps_card_of = {"cancelled"}
        for state in STATES[1:]:
            await self.ask(state)
        who = Who(member_id=40 + STATES.index("cancelled"), name="cancelled")
        await self.parts.services.clips.cancel(SERVER, who, self.world.codes["cancelled"])
        async with asyncio.timeout(20):
            while not await self._is_everywhere():
                await self.turn(11)
        await self.ask("queued")

    async def _is_everywhere(self) -> bool:
        stand = {state: (await self.job(state)).status for state in _STANDS}
        return stand == _STANDS and self.world.channel.posts["posted, not marked", "clip"] == 1

    async def turn(self, seconds: float) -> None:
        """Let time pass, then give worker and delivery one turn each, as their loops would."""
        self.world.truth.skip(seconds=seconds)
        with contextlib.suppress(StorageUnavailable):
            await self.parts.loops.worker.step()
        with contextlib.suppress(TimeoutError):
            # What hangs at the engine never ends by itself.
            patience_s = 0.05 if self.is_stuck else 30
            await asyncio.wait_for(self.parts.loops.worker.settle(), patience_s)
        with contextlib.suppress(StorageUnavailable):
            await self.parts.loops.delivery.round()

    async def turns(self, count: int, seconds: float) -> None:
        """Some turns."""
        for _ in range(count):
            await self.turn(seconds)

    async def stop(self) -> list[str]:
        """As bot.py does at SIGTERM; returns the codes of what was not answered."""
        self.is_over = True
        self.parts.loops.delivery.stop()
        left = await self.parts.loops.worker.stop()
        await self.parts.loops.delivery.settle()
        await self.database.close()
        return left

    def copy(self) -> None:
        """What kill -9 leaves lies in the next data directory."""
        target = self.world.folder / f"data-{self.world.boots + 1}"
        shutil.copytree(self.world.data, target)
        self.world.boots += 1

    async def abandon(self) -> None:
        """End a life whose data nobody uses any more."""
        if not self.is_over:
            await self.stop()

    async def job(self, state: str) -> Job:
        found = await self.database.read(jobs.by_code, self.world.codes[state])
        assert found is not None
        return found

    async def money(self, state: str) -> tuple[int, int]:
        """Credits taken from the allowance and micro-dollars counted for one shot."""
        job = await self.job(state)

        def look(db):
            sql = "SELECT -SUM(credits) FROM entries WHERE job_id = ? AND account = 'allowance'"
            return db.conn.execute(sql, (job.id,)).fetchone()[0], ledger.counted(db, job.id)

        return await self.database.read(look)

    async def unposted(self, state: str) -> list[str]:
        """The kinds of messages about a shot that are owed still."""
        job = await self.job(state)
        rows = await self.database.read(outbox.of_job, job.id)
        return [str(row.kind) for row, stands in rows if stands == "owed"]

    async def proof(self) -> list[str]:
        return await self.database.read(proof.prove)
