"""The studio: takes a request through the gates, looks at its price, and puts it into the line."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

from domain.model import Model, Need, Offer
from domain.money import next_utc_day
from domain.pictures import Pictures
from domain.policy import Policy
from domain.refusals import (
    CameraContradicts,
    CameraTooMuch,
    CameraUnknown,
    DraftGone,
    LineTooLong,
    ModelDoesNotFit,
    NotFound,
    PictureUnusable,
    PromptEmpty,
    PromptTooLong,
    PromptUnreadable,
    Refused,
    ServerClosed,
    TooFewCredits,
    WordsRefused,
)
from domain.shot import Shot
from services import notices, outcomes, reserving, rules
from services.accounts import Accounts
from services.asks import Accepted, Ask, Balance, Confirm, Picture, PictureNote, Who, need_of
from services.catalogue import Catalogue, price
from services.drafting import Drafting
from services.forecast import Forecast
from services.gates import Gate, first_refusal
from services.gates.asking import Asking
from services.gates.words import MINORS
from services.ground import Ground
from services.notices import Notice
from services.shaping import Shaped, read_camera, shape
from storage import Db, drafts, jobs, servers

_MENDABLE = (
    PromptTooLong,
    PromptUnreadable,
    CameraUnknown,
    CameraContradicts,
    CameraTooMuch,
    ModelDoesNotFit,
    WordsRefused,
    PictureUnusable,
    TooFewCredits,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a member changes on a kept request; None leaves it as it was."""

    prompt: str | None = None
    camera: str | None = None
    model: str | None = None
    duration_s: int | None = None
    resolution: str | None = None
    aspect: str | None = None
    pictures: Pictures[Picture] = field(default_factory=Pictures)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The rules the studio works by: models, gates, the operator's limits, accounts."""

    catalogue: Catalogue
    gates: Sequence[Gate]
    limits: Policy
    forecast: Forecast
    accounts: Accounts
    longest_line_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looked:
    """What one look into the database tells about a request."""

    asking: Asking
    hidden: frozenset[str]
    has_agreed: bool


class Studio:
    """Where requests arrive. What it does not take raises Refused; then nothing is charged."""

    def __init__(self, ground: Ground, house: House) -> None:
        self._ground = ground
        self._house = house
        self._drafting = Drafting(ground)

    async def request(self, ask: Ask) -> Accepted | Confirm:
        """Take a shot into the line, or ask the member to look first.

        Raises Refused; where the request can be mended, it is kept under `draft_id`.
        """
        try:
            return await self._request(ask)
        except Refused as refused:
            await self._ground.database.transaction(self._tell_of, refused, ask)
            self._ground.delivery_bell.ring()
            if isinstance(refused.refusal, _MENDABLE):
                refused.draft_id = await self._drafting.keep_for_mending(ask)
            raise

    async def turn_away(self, ask: Ask) -> None:
        """Raise Refused where no mending would help, before any picture has to be fetched.

        The pictures of `ask` need not hold their bytes yet.
        """
        looked = await self._ground.database.read(self._look, ask)
        refusal = first_refusal(self._house.gates, looked.asking)
        if refusal is None or isinstance(refusal, (*_MENDABLE, PromptEmpty)):
            return
        refused = Refused(refusal)
        await self._ground.database.transaction(self._tell_of, refused, ask)
        self._ground.delivery_bell.ring()
        raise refused

    async def keep(
        self, ask: Ask, draft_id: str | None = None
    ) -> tuple[str, tuple[PictureNote, ...]]:
        """Keep a request to be gone on with; returns its draft's id and what became of pictures.

        Raises Refused with PictureUnusable.
        """
        kept = await self._drafting.keep_pictures(ask)
        return await self._drafting.keep(kept, draft_id), kept.picture_notes

    def new_draft_id(self) -> str:
        """An id under which a request can be kept later."""
        return self._ground.ids.token()

    async def confirm(
        self, draft_id: str, ask: Ask, change: Change | None = None
    ) -> Accepted | Confirm:
        """Go on with a kept request; gates and price are looked at again.

        `ask` says who presses, where and with what rights as of now; its prompt is not read. A
        request that was changed, or whose price and notes its member has not seen, may be asked
        about again. Raises Refused.
        """
        kept = await self._drafting.find(draft_id, ask.who)
        change = change or Change()
        return await self.request(
            replace(
                kept,
                who=ask.who,
                missing_rights=ask.missing_rights,
                prompt=kept.prompt if change.prompt is None else change.prompt,
                camera=kept.camera if change.camera is None else change.camera,
                model=change.model or kept.model,
                duration_s=change.duration_s or kept.duration_s,
                resolution=change.resolution or kept.resolution,
                aspect=change.aspect or kept.aspect,
                pictures=change.pictures.over(kept.pictures),
                picture_notes=() if change.pictures else kept.picture_notes,
                draft_id=draft_id,
                confirmed=kept.confirmed and change == Change(),
            )
        )

    async def draft(self, draft_id: str, who: Who) -> Ask:
        """The request kept under this id, for its member alone. Raises Refused with DraftGone."""
        return await self._drafting.find(draft_id, who)

    async def ask_again(self, code: str, who: Who) -> tuple[str, Ask]:
        """Keep a request like that of one's own shot, to be changed; its draft's id and itself.

        Raises Refused with NotFound.
        """
        job = await self._ground.database.read(jobs.by_code, code)
        if job is None or job.member_id != who.member_id:
            raise Refused(NotFound(code=code))
        wishes = self._wishes(job.shot)
        ask = Ask(
            place=job.place,
            who=who,
            prompt=job.shot.prompt,
            camera=job.shot.camera.option(),
            model=wishes.model,
            duration_s=wishes.duration_s,
            resolution=wishes.resolution,
            aspect=job.shot.aspect or None,
            pictures=job.shot.pictures,
            parent=job.shot.parent,
        )
        return await self._drafting.keep(ask), ask

    async def balance(self, server_id: int, member_id: int) -> Balance:
        """A member's credits for today, and the shots they have in the house."""
        return await self._ground.database.read(self._balance, server_id, member_id)

    async def usual_offer(self) -> Offer | None:
        """A standard clip: what words alone give when nothing was chosen; None: none is made."""
        hidden = await self._ground.database.read(self._house.accounts.hidden)
        return self._house.catalogue.usual(hidden)

    async def suggest_models(self, typed: str, need: Need | None) -> list[tuple[Model, int]]:
        """The models to suggest while one is typed, each with its price in credits."""
        hidden = await self._ground.database.read(self._house.accounts.hidden)
        catalogue = self._house.catalogue
        found = catalogue.suggest(typed, need, hidden)
        return [(model, price(_offered(model, need))) for model in found]

    async def _request(self, ask: Ask) -> Accepted | Confirm:
        looked = await self._ground.database.read(self._look, ask)
        refusal = first_refusal(self._house.gates, looked.asking)
        if refusal is not None:
            raise Refused(refusal)
        # What was typed is read before any picture is worked on: it is the cheaper refusal.
        read_camera(ask)
        kept = await self._drafting.keep_pictures(ask)
        shaped = shape(kept, self._house.catalogue, looked.hidden)
        asked = price(shaped.offer)
        above_usual = asked > (self._usual_price(looked.hidden) or asked)
        asks_first = not looked.has_agreed or above_usual or kept.picture_notes
        # Another model may stand in since the price was shown: nobody pays more than they saw.
        is_dearer = ask.credits_shown is not None and asked > ask.credits_shown
        if not is_dearer and (ask.confirmed or not asks_first):
            return await self._take(kept, shaped, looked)
        shown = replace(kept, confirmed=True, credits_shown=asked)
        return Confirm(
            draft_id=await self._drafting.keep(shown),
            ask=kept,
            model=shaped.model,
            offer=shaped.offer,
            credits=asked,
            credits_left=(await self.balance(ask.place.server_id, ask.who.member_id)).left,
            first_clip=not looked.has_agreed,
            above_usual=above_usual,
            picture_notes=kept.picture_notes,
        )

    async def _take(self, ask: Ask, shaped: Shaped, looked: _Looked) -> Accepted:
        try:
            accepted = await self._ground.database.transaction(self._reserve, ask, shaped)
        except Refused as refused:
            if isinstance(refused.refusal, TooFewCredits):
                raise Refused(self._offer_cheaper(refused.refusal, ask, shaped, looked)) from None
            raise
        self._ground.worker_bell.ring()
        self._ground.delivery_bell.ring()
        return replace(accepted, picture_notes=ask.picture_notes)

    def _look(self, db: Db, ask: Ask) -> _Looked:
        server_id, member_id = ask.place.server_id, ask.who.member_id
        asking = Asking(
            ask=ask,
            rules=rules.load(db, server_id, self._house.limits),
            is_blocked=servers.is_blocked(db, server_id, member_id),
        )
        return _Looked(
            asking=asking,
            hidden=self._house.accounts.hidden(db),
            has_agreed=servers.has_agreed(db, server_id, member_id),
        )

    def _reserve(self, db: Db, ask: Ask, shaped: Shaped) -> Accepted:
        now = self._ground.now()
        server_id, member_id = ask.place.server_id, ask.who.member_id
        # Read again: limits may have been lowered while a picture was worked on.
        policy = rules.load(db, server_id, self._house.limits).policy
        if ask.draft_id and not drafts.use(db, ask.draft_id, now):
            raise Refused(DraftGone())
        self._check_line(db, shaped.model.name)
        for _, image in shaped.shot.pictures:
            drafts.keep_input(db, image, now)
        job_id = reserving.reserve(db, self._order(ask, shaped), policy, self._ground.ids)
        servers.agree(db, server_id, member_id, now)
        reserving.warn_of_ceilings(db, server_id, policy, now, self._ground.operators)
        job = jobs.by_id(db, job_id)
        stopped = self._house.accounts.outage(db, shaped.model.name)
        if stopped is not None:
            outcomes.service_down(db, job, now, stopped)
        return Accepted(
            job=job,
            model=shaped.model,
            model_was_chosen=shaped.was_chosen,
            credits_left=reserving.credits_left(db, server_id, member_id, now, policy),
            wait=self._house.forecast.wait(db, job, now),
            outage=stopped,
            not_camera=shaped.not_camera,
        )

    def _order(self, ask: Ask, shaped: Shaped) -> reserving.Order:
        cost = shaped.offer.cost_micro
        assert cost is not None, "a model without a cost is never offered"
        return reserving.Order(
            shot=shaped.shot,
            place=ask.place,
            member_id=ask.who.member_id,
            member_name=ask.who.name,
            account=self._house.accounts.serving(shaped.model.name)[0],
            engine_prompt=shaped.shot.engine_prompt(shaped.model),
            credits=price(shaped.offer),
            cost_micro=cost,
            at=self._ground.now(),
        )

    def _check_line(self, db: Db, model: str) -> None:
        line_s = self._house.forecast.line_s(db, model)
        if line_s > self._house.longest_line_s:
            too_long = timedelta(seconds=line_s - self._house.longest_line_s)
            raise Refused(LineTooLong(line_s=line_s, try_at=self._ground.now() + too_long))

    def _wishes(self, shot: Shot) -> Change:
        """What a member chose of a shot's model and size; what was the usual one is no wish."""
        usual = self._house.catalogue.choose(shot.need, frozenset())
        model = self._house.catalogue.get(shot.model)
        offer = model.offer_for(shot.need) if model else None
        size = (offer.duration_s, offer.resolution) if offer else None
        is_usual = size == (shot.duration_s, shot.resolution)
        return Change(
            model=None if usual is not None and usual is model else shot.model,
            duration_s=None if is_usual else shot.duration_s,
            resolution=None if is_usual else shot.resolution,
        )

    def _balance(self, db: Db, server_id: int, member_id: int) -> Balance:
        now = self._ground.now()
        quota = rules.load(db, server_id, self._house.limits).policy
        return Balance(
            left=reserving.credits_left(db, server_id, member_id, now, quota),
            per_day=quota.quota.credits_per_day,
            resets_at=next_utc_day(now),
            standing=jobs.count_open_of_member(db, server_id, member_id),
            usual_price=self._usual_price(self._house.accounts.hidden(db)),
        )

    def _usual_price(self, hidden: frozenset[str]) -> int | None:
        usual = self._house.catalogue.usual(hidden)
        return price(usual) if usual else None

    def _offer_cheaper(
        self, refusal: TooFewCredits, ask: Ask, shaped: Shaped, looked: _Looked
    ) -> TooFewCredits:
        need = need_of(ask, shaped.shot.mode, camera=bool(shaped.shot.whole_camera))
        cheaper = self._house.catalogue.cheaper_than(refusal.needed, need, looked.hidden)
        if cheaper is None:
            return refusal
        credits = price(_offered(cheaper, need))
        if credits > refusal.left:
            return refusal
        return replace(refusal, cheaper_model=cheaper.title, cheaper_credits=credits)

    def _tell_of(self, db: Db, refused: Refused, ask: Ask) -> None:
        """Some refusals concern others too: the operator, or staff."""
        now, place = self._ground.now(), ask.place
        match refused.refusal:
            case ServerClosed():
                about = str(place.server_id)
                operators = self._ground.operators
                notices.tell_operator(db, operators, Notice.SERVER_ASKS, now, about)
            case WordsRefused(rule=rule) if rule == MINORS:
                notices.tell_staff(
                    db,
                    place.server_id,
                    Notice.MINORS,
                    now,
                    str(ask.who.member_id),
                    {"prompt": ask.prompt, "channel_id": place.channel_id},
                )
            case _:
                return


def _offered(model: Model, need: Need | None) -> Offer:
    """What a model makes for a need that it fits; its usual clip when nothing is needed yet."""
    offer = model.offer_for(need) if need else model.offers[0]
    assert offer is not None, "only models that fit are asked"
    return offer
