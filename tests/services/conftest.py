"""The whole house below Discord: real storage and services, a scripted engine and poster."""

import json
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import pytest

from domain.job import Job, Place
from domain.policy import Ceilings, Policy, Timing
from domain.quota import Allowance, Quota
from domain.refusals import Refusal, Refused
from domain.windows import Window, span
from services.accounts import Account, Accounts
from services.asks import Accepted, Ask, Who
from services.billing import Billing
from services.catalogue import Catalogue
from services.clips import Clips
from services.composing import Composing
from services.delivery import Delivery
from services.desk import Desk
from services.fairness import Fairness
from services.forecast import Forecast
from services.gates import in_order
from services.gates.words import WordGate
from services.granting import Granting
from services.ground import Ground, Ids
from services.keeping import Keeping
from services.making_together import Together
from services.management import Management, OperatorDesk
from services.money import Money
from services.presets import Presets
from services.reconciling import Reconciler
from services.recovery import Recovery
from services.room import Room
from services.scheduler import Scheduler
from services.studio import House, Studio
from services.submitting import HandOver, Submitter
from services.summaries import Summaries
from services.watching import Watcher
from services.worker import Steps, Worker
from storage import FileStore, jobs, ledger, proof, servers
from tests.catalogues import first_series
from tests.fresh import open_fresh
from tests.scripted import HeldClock, ScriptedPoster, ScriptedProvider, make_clip
from tests.services.troubled import TroubledDatabase

R = TypeVar("R", bound=Refusal)

SERVER, CHANNEL, OPERATOR = 500, 600, 7
#: Bytes that must be free for shots to be handed over.
SPARE = 500_000_000
ANA = Who(member_id=42, name="ana", role_names=frozenset({"Artist"}))
BEN = Who(member_id=43, name="ben")
PLACE = Place(server_id=SERVER, channel_id=CHANNEL)

LIMITS = Policy(
    quota=Quota(member=Allowance(credits=10), running=1, waiting=2),
    server=Ceilings(day_micro=5_000_000, month_micro=50_000_000),
    bot=Ceilings(day_micro=20_000_000, month_micro=200_000_000),
)
_PLENTY = Ceilings(day_micro=10**12, month_micro=10**12)
#: Nothing binds but what a test makes narrower.
WIDE = Policy(
    quota=Quota(member=Allowance(credits=1000), running=1, waiting=100), server=_PLENTY, bot=_PLENTY
)
TIMING = Timing(
    poll_s=10,
    retry_s=5,
    give_up_s=86_400,
    unconfirmed_release_s=3_600,
    longest_line_s=7_200,
    keep_s=7 * 86_400,
    stop_s=5,
)


def ask(prompt: str = "a red lighthouse in a storm", who: Who = ANA, **more: object) -> Ask:
    """A request in the open server's channel; confirmed, so that it is taken at once."""
    return replace(Ask(place=PLACE, who=who, prompt=prompt, confirmed=True), **more)


@dataclass
class Disk:
    """What the probe of the file store reads: bytes that are free."""

    free: int = 100 * SPARE


@dataclass
class Bench:
    """Everything a test of the services touches."""

    ground: Ground
    clock: HeldClock
    provider: ScriptedProvider
    poster: ScriptedPoster
    catalogue: Catalogue
    disk: Disk = field(default_factory=Disk)
    limits: Policy = LIMITS
    timing: Timing = TIMING
    boot_id: str = "boot-1"
    submits_per_minute: int = 5
    callback_base: str = ""
    most_bytes: int = 64_000_000
    most_kept_bytes: int = 10_000_000_000
    #: What all accounts share; empty: each has a key of its own.
    purse: str = ""
    #: Engines of further accounts, after the first in preference.
    others: Sequence[ScriptedProvider] = ()

    def __post_init__(self) -> None:
        self.slow_down(self.submits_per_minute)
        accounts = self.accounts
        forecast = Forecast(accounts, running_per_member=self.limits.quota.running)
        house = House(
            catalogue=self.catalogue,
            gates=in_order(WordGate.load()),
            limits=self.limits,
            forecast=forecast,
            accounts=accounts,
            longest_line_s=self.timing.longest_line_s,
        )
        self.house = house
        self.studio = Studio(self.ground, house)
        self.presets = Presets(self.ground, house)
        self.together = Together(self.ground, house)
        self.composing = Composing(self.ground, house)
        self.clips = Clips(self.ground, house, self.providers, keep_s=self.timing.keep_s)
        self.management = Management(self.ground, self.limits)
        self.fairness = Fairness(self.ground, self.limits)
        self.granting = Granting(self.ground, self.limits)
        self.operator = OperatorDesk(self.ground, self.limits)
        self.money = Money(self.ground, house)
        self.billing = Billing(self.ground, house, self.operator)
        self.desk = Desk(self.ground, self.operator, accounts, self.providers)
        self.delivery = Delivery(
            self.ground, self.poster, limits=self.limits, forecast=forecast, retry_s=5
        )
        self.restart(self.boot_id)

    @property
    def providers(self) -> dict[str, ScriptedProvider]:
        """The engines by their accounts' names."""
        return {provider.account: provider for provider in (self.provider, *self.others)}

    def slow_down(self, submits_per_minute: int) -> None:
        """The accounts' pace from the next start on."""
        named = [
            Account(
                name=provider.account,
                provider="minimax-v1",
                submits_per_minute=submits_per_minute,
                purse=self.purse,
            )
            for provider in (self.provider, *self.others)
        ]
        self.accounts = Accounts(named, self.catalogue)

    def restart(self, boot_id: str) -> None:
        """A new worker over the same data, as after a kill."""
        providers = self.providers
        hand_over = HandOver(
            providers=providers,
            catalogue=self.catalogue,
            scheduler=Scheduler(),
            accounts=self.accounts,
            running_per_member=self.limits.quota.running,
            retry_s=self.timing.retry_s,
            boot_id=boot_id,
            callback_base=self.callback_base,
            most_bytes=self.most_bytes,
        )
        self.submitter = Submitter(self.ground, hand_over)
        self.reconciler = Reconciler(
            self.ground, providers, self.accounts, self.catalogue, self.timing.retry_s
        )
        steps = Steps(
            recovery=Recovery(self.ground, self.accounts, providers, boot_id),
            submitter=self.submitter,
            watcher=Watcher(self.ground, providers, self.timing),
            reconciler=self.reconciler,
            keeping=Keeping(
                self.ground, keep_s=self.timing.keep_s, most_bytes=self.most_kept_bytes
            ),
            room=Room(self.ground),
            summaries=Summaries(self.ground, self.house),
        )
        self.worker = Worker(self.ground, steps, self.timing)

    @property
    def database(self) -> TroubledDatabase:
        return self.ground.database

    async def refuses(
        self, refusal: type[R], *args: object, **more: object
    ) -> tuple[R, str | None]:
        """Ask for a clip that is refused like this, which charges nothing; with its draft's id."""
        before = await self.books()
        with pytest.raises(Refused) as refused:
            await self.studio.request(ask(*args, **more))
        assert isinstance(refused.value.refusal, refusal), refused.value.refusal
        assert await self.books() == before
        return refused.value.refusal, refused.value.draft_id

    async def books(self) -> list[object]:
        """All that was ever booked, and the jobs there are."""
        sql = "SELECT 'entry', id FROM entries UNION ALL SELECT code, id FROM jobs"
        return await self.database.real.read(lambda db: db.conn.execute(sql).fetchall())

    async def request(self, *args: object, **more: object) -> Job:
        """Ask for a clip that is taken."""
        accepted = await self.studio.request(ask(*args, **more))
        assert isinstance(accepted, Accepted)
        return accepted.job

    async def step(self, **skip: float) -> None:
        """Let time pass, give worker and delivery one turn each, and let all they began end."""
        self.clock.skip(**skip)
        await self.worker.step()
        await self.worker.settle()
        await self.delivery.round()

    async def until_over(self, code: str, steps: int = 12, seconds: float = 60) -> Job:
        """Turn the wheel until the job has ended; fails when it does not."""
        for _ in range(steps):
            await self.step(seconds=seconds)
            job = await self.job(code)
            if job.finished_at is not None:
                return job
        raise AssertionError(f"{code} is still {job.status}")

    async def job(self, code: str) -> Job:
        found = await self.ground.database.read(jobs.by_code, code)
        assert found is not None
        return found

    async def left(self, who: Who = ANA) -> int:
        return (await self.studio.balance(PLACE, who)).purse.left

    async def spent_micro(self) -> int:
        """Cost counted against the server's ceilings today."""
        today = span(Window.DAY, self.clock())
        return await self.ground.database.read(ledger.cost_used, today, SERVER)

    async def proof(self) -> list[str]:
        return await self.ground.database.read(proof.prove)

    async def told(self, notice: str) -> list[dict[str, object]]:
        """The facts of all notices of a kind that were ever owed, oldest first."""
        sql = "SELECT facts FROM outbox WHERE json_extract(facts, '$.notice') = ? ORDER BY id"
        rows = await self.database.real.read(lambda db: db.conn.execute(sql, (notice,)).fetchall())
        return [json.loads(row[0]) for row in rows]

    async def notices(self) -> list[str]:
        """The operator's notices so far, by kind."""
        sql = "SELECT json_extract(facts, '$.notice') FROM outbox WHERE kind = 'operator_notice'"
        rows = await self.ground.database.read(lambda db: db.conn.execute(sql).fetchall())
        return [row[0] for row in rows]


@pytest.fixture(scope="session")
def clip_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clip") / "clip.mp4")


async def bench_of(
    database: TroubledDatabase, folder: Path, provider: object, **more: object
) -> Bench:
    """A bench with one open server; its clips are made by `provider`, of the 01 models."""
    clock, disk = HeldClock(), Disk()
    ground = Ground(
        database=database,
        files=FileStore(folder / "files", SPARE, free=lambda _: disk.free),
        now=clock,
        ids=Ids(random.Random(7)),
        operators=frozenset({OPERATOR}),
    )
    await database.transaction(servers.open_server, SERVER, OPERATOR, clock())
    values: dict[str, object] = {"catalogue": first_series()}
    return Bench(
        ground=ground,
        clock=clock,
        provider=provider,
        poster=ScriptedPoster(),
        disk=disk,
        **(values | more),
    )


@pytest.fixture
async def bench(tmp_path: Path, clip_file: Path) -> AsyncIterator[Bench]:
    database = TroubledDatabase(await open_fresh(tmp_path))
    yield await bench_of(database, tmp_path, ScriptedProvider(clip=clip_file))
    await database.close()
