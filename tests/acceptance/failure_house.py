"""The bot without Discord for the failure matrix: a genuine adapter to the stand-in over sockets,
real storage and services as the composition root joins them, and genuine words on paper."""

import contextlib
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import aiohttp
from pydantic import SecretStr

import bot as root
from cogs.crew import Services
from cogs.ui import words_card, words_clip, words_done, words_show
from cogs.ui.reply import Act, Reply
from cogs.ui.words_notices import notice
from cogs.ui.words_refusals import reply_to
from domain.job import Job, Place
from domain.refusals import Refused
from sandbox.clock import Clock
from sandbox.minimax.server import TINY, MiniMaxSandbox, Timing
from services.accounts import Accounts
from services.asks import Accepted, Ask, Who
from services.catalogue import load_catalogue
from services.delivery import Delivery
from services.ground import Ground, Ids
from services.notices import Notice
from services.poster import Letter, OwedKind, Posted, Where
from services.providers.account_plans import AccountPlan
from services.providers.base import VideoProvider
from services.providers.engine_http import engine_session
from services.providers.kinds import MINIMAX_V1, MINIMAX_V2, OPENAI_VIDEOS
from services.providers.making import make_provider
from services.settings import load_settings
from services.worker import Worker
from storage import FileStore, jobs, proof, servers
from tests.fresh import open_fresh
from tests.scripted import HeldClock

KEY = "failure-table-secret-key-0815"
ROOMY = {
    "GREENLIGHT_CREDITS_PER_DAY": "1000",
    "GREENLIGHT_SUBMITS_PER_MINUTE": "600",
    "GREENLIGHT_CEILING_DAY": "500",
    "GREENLIGHT_CEILING_MONTH": "500",
    "GREENLIGHT_SERVER_CEILING_DAY": "500",
    "GREENLIGHT_SERVER_CEILING_MONTH": "500",
}
#: The model of each kind of engine, so priced that a clip is 5 credits and $0.43 everywhere.
MODELS = {MINIMAX_V1: "T2V-01", MINIMAX_V2: "MiniMax-H3", OPENAI_VIDEOS: "h3-base"}
_FILE = """
[accounts.minimax]
provider = "{kind}"
url = "{url}"
key_env = "MINIMAX_API_KEY"
submits_per_minute = 6000
models = ["{model}"]

[models."{model}"]
offers = [{{ duration_s = 6, resolution = "{resolution}", cost_usd = 0.43 }}]
"""
#: What our own catalogue says of the other models.
_OWN_MODEL = """
provider = "openai-videos"
modes = ["text"]
camera = "none"
"""
_RESOLUTIONS = {MINIMAX_V1: "720P", MINIMAX_V2: "768P", OPENAI_VIDEOS: "768P"}
_PLENTY_S = 60.0
_SERVER, _OPERATOR = 500, 7
_PLACE = Place(server_id=_SERVER, channel_id=600)
ANA = Who(member_id=42, name="ana")


@dataclass
class Paper:
    """A Discord that keeps the words of what stands in it."""

    now: HeldClock
    standing: dict[int, tuple[Letter, Reply]] = field(default_factory=dict)
    clips: int = 0
    _last: int = 900

    async def post(self, letter: Letter, where: Where) -> Posted:
        self._last += 1
        self.standing[self._last] = (letter, self._words(letter))
        self.clips += letter.kind is OwedKind.CLIP
        return Posted(channel_id=where.channel_id or 0, message_id=self._last)

    async def edit(self, letter: Letter, posted: Posted) -> None:
        assert letter.job is not None
        reply = words_card.changed(letter.job, letter.facts, letter.wait, self.now())
        first, _ = self.standing[posted.message_id]
        self.standing[posted.message_id] = (replace(letter, kind=first.kind), reply)

    async def remove(self, posted: Posted) -> None:
        self.standing.pop(posted.message_id, None)

    async def find(
        self, letter: Letter, where: Where, since: datetime, older: int | None = None
    ) -> Posted | None:
        return None

    def _words(self, letter: Letter) -> Reply:
        if letter.kind is OwedKind.OPERATOR_NOTICE:
            return notice(letter.facts, lambda server_id: None)
        assert letter.job is not None
        if letter.kind is OwedKind.CLIP:
            return words_clip.clip(letter.job, moved=letter.moved)
        if letter.kind is OwedKind.CARD:
            return words_card.card(letter.job, letter.wait, self.now())
        return words_card.anew(letter.job, letter.facts, letter.wait, self.now())


@dataclass
class House:
    """Everything below Discord, with one account at the stand-in."""

    clock: HeldClock
    ground: Ground
    services: Services
    worker: Worker
    delivery: Delivery
    paper: Paper
    minimax: MiniMaxSandbox
    _plan: AccountPlan
    _session: aiohttp.ClientSession
    #: The adapter in use, by the account's name; the services look here each time.
    _providers: dict[str, VideoProvider]

    def use(self, url: str | None = None, timeout_s: float = _PLENTY_S) -> None:
        """From now on the account is reached there, with so much patience."""
        plan = replace(self._plan, url=url or self._plan.url)
        self._providers[plan.account.name] = make_provider(plan, self._session, timeout_s)

    async def ask(self, prompt: str) -> Job:
        """Ana asks for a clip; the card is posted."""
        request = Ask(place=_PLACE, who=ANA, prompt=prompt, confirmed=True)
        accepted = await self.services.studio.request(request)
        assert isinstance(accepted, Accepted)
        await self.delivery.round()
        return accepted.job

    async def step(self, **span: float) -> None:
        """Let time pass, then give worker and delivery one turn each."""
        self.clock.skip(**span)
        await self.worker.step()
        await self.worker.settle()
        await self.delivery.round()

    async def job(self, code: str) -> Job:
        found = await self.ground.database.read(jobs.by_code, code)
        assert found is not None
        return found

    async def proof(self) -> list[str]:
        """What is wrong with the books; empty when nothing is."""
        return await self.ground.database.read(proof.prove)

    def card(self, code: str) -> Reply | None:
        """The job's standing card; None when it is gone."""
        found = [
            reply
            for letter, reply in self.paper.standing.values()
            if letter.kind in {OwedKind.CARD, OwedKind.CARD_EDIT}
            and letter.job is not None
            and letter.job.code == code
        ]
        assert len(found) <= 1, found
        return found[0] if found else None

    async def private(self, code: str) -> str:
        """What its author reads behind Why, or else behind Details."""
        view = await self.services.clips.show(_SERVER, ANA, code)
        card = self.card(code)
        if card is not None and any(button.act is Act.WHY for button in card.buttons):
            return words_show.because(view).text
        model = self.services.catalogue.get(view.job.shot.model)
        assert model is not None
        now = self.clock()
        return words_show.details(view, model.title, now, has_sound=model.has_sound).text

    def notices(self) -> list[str]:
        """The operator's messages so far, without the week's figures: many weeks pass here."""
        return [
            reply.text
            for letter, reply in self.paper.standing.values()
            if letter.kind is OwedKind.OPERATOR_NOTICE
            and letter.facts["notice"] != Notice.WEEK_IN_MONEY
        ]

    async def cancel(self, code: str) -> str:
        """Ana cancels a shot; returns what she reads."""
        try:
            reply = words_done.cancelled(await self.services.clips.cancel(_SERVER, ANA, code))
        except Refused as refused:
            reply = reply_to(refused.refusal)
        await self.delivery.round()
        return reply.text

    async def not_paid(self, code: str) -> None:
        """The operator says that the service knows nothing of a shot."""
        await self.services.desk.no_clip(_OPERATOR, code, paid=False)
        await self.delivery.round()

    async def was_made(self, code: str, remote_task_id: str) -> None:
        """The operator says under which number the service made a shot."""
        await self.services.desk.was_made(_OPERATOR, code, remote_task_id)


@contextlib.asynccontextmanager
async def open_house(folder: Path, kind: str) -> AsyncIterator[House]:
    """A house with one account of that kind; nothing goes on by itself."""
    clock = HeldClock()
    async with contextlib.AsyncExitStack() as stack:
        minimax = MiniMaxSandbox(key=KEY, style=TINY, clock=Clock(clock))
        await stack.enter_async_context(minimax)
        minimax.instant = True
        minimax.timing = Timing(preparing=10**7)
        for limit in minimax.account.limits.values():
            limit.per_minute = None
        database = await open_fresh(folder / "data")
        stack.push_async_callback(database.close)
        session = await stack.enter_async_context(engine_session())
        ground = Ground(
            database=database,
            files=FileStore(folder / "files"),
            now=clock,
            ids=Ids(random.Random(4711)),
            operators=frozenset({_OPERATOR}),
        )
        await database.transaction(servers.open_server, _SERVER, _OPERATOR, clock())
        yield _house(folder, kind, minimax, ground, session)


def _house(
    folder: Path,
    kind: str,
    minimax: MiniMaxSandbox,
    ground: Ground,
    session: aiohttp.ClientSession,
) -> House:
    file = folder / "models.toml"
    model, resolution = MODELS[kind], _RESOLUTIONS[kind]
    told = _FILE.format(kind=kind, url=minimax.url, model=model, resolution=resolution)
    file.write_text(told + (_OWN_MODEL if kind == OPENAI_VIDEOS else ""), encoding="utf-8")
    environment = {
        "DISCORD_TOKEN": "no-such-token",
        "GREENLIGHT_DATA_DIR": str(folder / "data"),
        "GREENLIGHT_MODELS_FILE": str(file),
        # The hour after which credits go back is another test's: here the search may take long.
        "GREENLIGHT_UNCONFIRMED_MINUTES": "10080",
        **ROOMY,
    }
    settings = load_settings(environment, None)
    catalogue = load_catalogue(file)
    (plan,) = root.account_plans(settings, catalogue, lambda name: SecretStr(KEY))
    # As the key alone makes them: nobody has said that a host has the second API.
    plan = replace(plan, may_be_absent=plan.account.provider == MINIMAX_V2)
    providers: dict[str, VideoProvider] = {}
    engines = root.Engines(accounts=Accounts([plan.account], catalogue), providers=providers)
    clock = ground.now
    assert isinstance(clock, HeldClock)
    paper = Paper(clock)
    providers[plan.account.name] = make_provider(plan, session, _PLENTY_S)
    parts = root.build(ground, settings, catalogue, engines, paper)
    return House(
        clock=clock,
        ground=ground,
        services=parts.services,
        worker=parts.loops.worker,
        delivery=parts.loops.delivery,
        paper=paper,
        minimax=minimax,
        _plan=plan,
        _session=session,
        _providers=providers,
    )
