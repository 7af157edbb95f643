"""The studio: takes a request through the gates, looks at its price, and puts it into the line."""

from dataclasses import replace

from domain.job import Place
from domain.model import Model, Need, Offer
from domain.money import utc_day
from domain.pictures import Pictures
from domain.refusals import (
    CameraContradicts,
    CameraTooMuch,
    CameraUnknown,
    CeilingReached,
    ModelDoesNotFit,
    ModelUnknown,
    NothingFits,
    PicturesNotAllowed,
    PictureUnusable,
    PromptEmpty,
    PromptTooLong,
    PromptUnreadable,
    Refusal,
    Refused,
    ServerClosed,
    TooFewCredits,
    WordsRefused,
)
from domain.refusals_acts import NotFound, TooLateToChange
from domain.refusals_together import ClipDeleted, PicturesGone, RemixNotAllowed
from services import allowances, ceilings, notices, rules
from services.allowances import Balance, spender_of
from services.asks import Accepted, Ask, Change, Confirm, PictureNote, Who
from services.catalogue import price
from services.drafting import Drafting
from services.gates import first_refusal
from services.gates.asking import Asking
from services.gates.words import MINORS
from services.ground import Ground
from services.house import House, Looked
from services.likeness import ask_like
from services.notices import Notice
from services.shaping import choose, shape
from services.spending import prices
from services.suggesting import Possible, Wish, possible
from services.taking import Taking
from storage import Db, gifts, jobs, servers

__all__ = ["House", "Studio"]

_MENDABLE = (
    PromptTooLong,
    PromptUnreadable,
    CameraUnknown,
    CameraContradicts,
    CameraTooMuch,
    ModelDoesNotFit,
    ModelUnknown,
    NothingFits,
    WordsRefused,
    PictureUnusable,
    PicturesGone,
    TooFewCredits,
    TooLateToChange,
)
#: What a remix grows from was closed to it while its form stood open.
_PARENT_CLOSED = (ClipDeleted, RemixNotAllowed)


class Studio:
    """Where requests arrive. What it does not take raises Refused; then nothing is charged."""

    def __init__(self, ground: Ground, house: House) -> None:
        self._ground = ground
        self._house = house
        self._drafting = Drafting(ground)
        self._taking = Taking(ground, house)

    async def request(self, ask: Ask) -> Accepted | Confirm:
        """Take a shot into the line, or ask the member to look first.

        Raises Refused; where the request can be mended, it is kept under `draft_id`.
        """
        try:
            return await self._request(ask)
        except Refused as refused:
            await self._ground.database.transaction(self._tell_of, refused, ask)
            self._ground.delivery_bell.ring()
            if isinstance(refused.refusal, TooLateToChange):
                ask = replace(ask, changes=None, parent=ask.parent or ask.changes)
            if isinstance(refused.refusal, _PARENT_CLOSED):
                # The words are kept, for a shot that grows from nothing.
                ask = replace(_words_alone(ask), parent=None)
            if isinstance(refused.refusal, PicturesNotAllowed):
                ask = _words_alone(ask)
            if _is_mendable(refused.refusal):
                refused.draft_id = await self._drafting.keep_for_mending(ask)
            raise

    async def turn_away(self, ask: Ask) -> None:
        """Raise Refused where no mending would help, before any picture has to be fetched.

        The pictures of `ask` need not hold their bytes yet.
        """
        await self._pass_gates(ask, (*_MENDABLE, PromptEmpty))

    async def pass_gates(self, ask: Ask) -> None:
        """Raise Refused where a gate would stop this request; its text may still be missing.

        For those who look before they ask. Pictures as for `turn_away`.
        """
        await self._pass_gates(ask, (PromptEmpty,))

    async def keep(
        self, ask: Ask, draft_id: str | None = None
    ) -> tuple[str, tuple[PictureNote, ...]]:
        """Keep a request to be gone on with; returns its draft's id and what became of pictures.

        Raises Refused with PictureUnusable.
        """
        kept = await self._drafting.keep_pictures(ask)
        return await self._drafting.keep(kept, draft_id), kept.picture_notes

    async def keep_usable(self, ask: Ask) -> str:
        """The same without those pictures that can't be used, which the request then notes."""
        return await self._drafting.keep_for_mending(ask)

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
        asked = (change or Change()).applied(kept)
        return await self.request(
            replace(asked, who=ask.who, missing_rights=ask.missing_rights, draft_id=draft_id)
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
        hidden = await self._ground.database.read(self._house.accounts.hidden)
        ask = ask_like(job, who, self._house.catalogue, hidden)
        return await self._drafting.keep_what_is_there(ask)

    async def may_use_pictures(self, server_id: int, who: Who) -> bool:
        """Whether a member may hand in pictures in this server."""
        found = await self._ground.database.read(rules.load, server_id, self._house.limits)
        return found.may_use_pictures(who)

    async def balance(self, place: Place, who: Who) -> Balance:
        """What a member may still take in a channel, and the shots they have in the house."""
        return await self._ground.database.read(self._balance, place, who)

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

    async def suggest(self, wish: Wish, need: Need, model: str | None) -> list[Possible]:
        """What can be wished for beside what is needed already, of a model or of any."""
        hidden = await self._ground.database.read(self._house.accounts.hidden)
        catalogue = self._house.catalogue
        if need.resolution:
            need = replace(need, resolution=catalogue.spelt(need.resolution))
        return possible(wish, need, catalogue, hidden, model)

    async def _pass_gates(self, ask: Ask, despite: tuple[type[Refusal], ...]) -> None:
        looked = await self._ground.database.read(self._look, ask)
        refusal = first_refusal(self._house.gates, looked.asking)
        if refusal is None or isinstance(refusal, despite):
            return
        refused = Refused(refusal)
        await self._ground.database.transaction(self._tell_of, refused, ask)
        self._ground.delivery_bell.ring()
        if isinstance(refusal, PicturesNotAllowed):
            refused.draft_id = await self._drafting.keep(_words_alone(ask))
        raise refused

    async def _request(self, ask: Ask) -> Accepted | Confirm:
        looked = await self._ground.database.read(self._look, ask)
        refusal = first_refusal(self._house.gates, looked.asking)
        if refusal is not None:
            raise Refused(refusal)
        # Before any picture is worked on: it is the cheaper refusal, and engines take different
        # pictures.
        chosen = choose(ask, self._house.catalogue, looked.hidden)
        kept = await self._drafting.keep_pictures(ask, chosen.model.provider)
        shaped = shape(kept, chosen)
        asked = price(shaped.offer)
        above_usual = asked > (self._usual_price(looked.hidden) or asked)
        asks_first = ask.looks_first or not looked.has_agreed or above_usual or kept.picture_notes
        # Another model may stand in since price and pictures were shown: nobody pays more than they
        # saw, or for a picture they did not see.
        is_dearer = ask.credits_shown is not None and asked > ask.credits_shown
        is_as_shown = ask.confirmed and kept.picture_notes == ask.picture_notes
        if not is_dearer and (is_as_shown or not asks_first):
            return await self._taking.take(kept, shaped, chosen, looked)
        shown = replace(kept, confirmed=True, credits_shown=asked)
        return Confirm(
            draft_id=await self._drafting.keep(shown),
            ask=kept,
            model=shaped.model,
            offer=shaped.offer,
            camera=shaped.shot.whole_camera,
            credits=asked,
            credits_left=(await self.balance(ask.place, ask.who)).purse.left,
            first_clip=not looked.has_agreed,
            above_usual=above_usual,
            picture_notes=kept.picture_notes,
        )

    def _look(self, db: Db, ask: Ask) -> Looked:
        server_id, member_id = ask.place.server_id, ask.who.member_id
        asking = Asking(
            ask=ask,
            rules=rules.load(db, server_id, self._house.limits),
            is_blocked=servers.is_blocked(db, server_id, member_id),
        )
        return Looked(
            asking=asking,
            hidden=self._house.accounts.hidden(db),
            has_agreed=servers.has_agreed(db, server_id, member_id),
        )

    def _balance(self, db: Db, place: Place, who: Who) -> Balance:
        policy, now = rules.load(db, place.server_id, self._house.limits).policy, self._ground.now()
        spender, hidden = spender_of(place, who), self._house.accounts.hidden(db)
        purse = allowances.look(db, spender, policy.quota, now)
        offered = prices(self._house.catalogue, hidden)
        uses = ceilings.look(db, place.server_id, now, policy)
        return Balance(
            purse=purse,
            received=allowances.received(db, spender, purse),
            standing=jobs.count_open_of_member(db, place.server_id, who.member_id),
            running=policy.quota.running,
            waiting=policy.quota.waiting,
            last_gift=next(iter(gifts.newest(db, place.server_id, who.member_id)), None),
            usual_price=self._usual_price(hidden),
            clips=ceilings.in_clips(uses, offered.standard_micro or 0),
            is_used_up=ceilings.fitting(uses, offered.cheapest_micro) == 0,
        )

    def _usual_price(self, hidden: frozenset[str]) -> int | None:
        usual = self._house.catalogue.usual(hidden)
        return price(usual) if usual else None

    def _tell_of(self, db: Db, refused: Refused, ask: Ask) -> None:
        """Some refusals concern others too: the operator, or staff."""
        now, place = self._ground.now(), ask.place
        match refused.refusal:
            case ServerClosed():
                about = str(place.server_id)
                operators = self._ground.operators
                notices.tell_operator(db, operators, Notice.SERVER_ASKS, now, about)
            case WordsRefused(rule=rule) if rule == MINORS:
                member = str(ask.who.member_id)
                facts = {"about": member, "prompt": ask.prompt, "channel_id": place.channel_id}
                # Once a day about the same member.
                about = f"{member} {utc_day(now)}"
                notices.tell_staff(db, place.server_id, Notice.MINORS, now, about, facts)
            case _:
                return


def _words_alone(ask: Ask) -> Ask:
    return replace(ask, pictures=Pictures(), picture_notes=())


def _is_mendable(refusal: Refusal) -> bool:
    """Whether the request is kept: a ceiling is past mending, unless something smaller fits."""
    if isinstance(refusal, CeilingReached):
        return refusal.near is not None
    return isinstance(refusal, (*_MENDABLE, *_PARENT_CLOSED, PicturesNotAllowed))


def _offered(model: Model, need: Need | None) -> Offer:
    """What a model makes for a need that it fits; its usual clip when nothing is needed yet."""
    offer = model.offer_for(need) if need else model.offers[0]
    assert offer is not None, "only models that fit are asked"
    return offer
