"""Taking a shot into the line: the line's length, one transaction, what its member reads."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.pictures import hashes_of
from domain.policy import Policy
from domain.quota import Scope
from domain.refusals import CeilingReached, LineTooLong, Refused, TooFewCredits
from domain.refusals_acts import DraftGone
from domain.refusals_together import PicturesGone
from services import allowances, ceilings, changing, descent, nearing, outcomes, reserving, rules
from services.allowances import spender_of
from services.asks import Accepted, Ask, Wait
from services.catalogue import price
from services.ceilings import Counted
from services.cheaper import nearest_within
from services.ground import Ground
from services.house import House, Looked
from services.reserving import Reserved
from services.shaping import Chosen, Shaped
from services.spending import prices
from storage import Db, drafts, jobs, servers


class Taking:
    """The last step of a request that passed everything else."""

    def __init__(self, ground: Ground, house: House) -> None:
        self._ground = ground
        self._house = house

    async def take(self, ask: Ask, shaped: Shaped, chosen: Chosen, looked: Looked) -> Accepted:
        """Reserve credits and cost, and put the shot into the line. Raises Refused."""
        try:
            accepted = await self._ground.database.transaction(self._reserve, ask, shaped)
        except Refused as refused:
            if isinstance(refused.refusal, CeilingReached):
                raise Refused(
                    await self._offer_within(refused.refusal, shaped, chosen, looked)
                ) from None
            if isinstance(refused.refusal, TooFewCredits):
                cheaper = self._offer_cheaper(refused.refusal, chosen, looked)
                raise Refused(await self._say_where(cheaper, ask)) from None
            raise
        self._ground.worker_bell.ring()
        self._ground.delivery_bell.ring()
        return replace(accepted, picture_notes=ask.picture_notes)

    def _reserve(self, db: Db, ask: Ask, shaped: Shaped) -> Accepted:
        now = self._ground.now()
        server_id, member_id = ask.place.server_id, ask.who.member_id
        # Read again: limits may have been lowered while a picture was worked on.
        policy = rules.load(db, server_id, self._house.limits).policy
        if ask.draft_id and not drafts.use(db, ask.draft_id, now):
            raise Refused(DraftGone())
        if not self._ground.files.has_all(hashes_of(shaped.shot.pictures)):
            raise Refused(PicturesGone())
        for _, image in shaped.shot.pictures:
            drafts.keep_input(db, image, now)
        reserved = self._put_in_line(db, ask, shaped, policy)
        servers.agree(db, server_id, member_id, now)
        counted = reserved.counted or ceilings.count(db, server_id, now)
        self._tell(db, counted, policy)
        uses, cost = counted.against(policy), shaped.offer.cost_micro or 0
        job = jobs.by_id(db, reserved.job_id)
        wait = self._house.forecast.wait(db, job, now)
        if not ask.changes:
            self._check_line(wait, now)
        stopped = self._house.accounts.outage(db, shaped.model.name)
        if stopped is not None:
            outcomes.service_down(db, job, now, stopped)
        purse = allowances.look(db, spender_of(ask.place, ask.who), policy.quota, now)
        return Accepted(
            job=job,
            model=shaped.model,
            model_was_chosen=shaped.was_chosen,
            credits_left=purse.left,
            granted_left=purse.granted,
            fitting=ceilings.fitting(uses, cost),
            window=purse.window,
            wait=wait,
            outage=stopped,
            not_camera=shaped.not_camera,
            left_open=shaped.left_open,
            remarks=shaped.remarks,
            changed=ask.changes,
            more_like_it=nearing.more_like_it(uses, cost),
        )

    def _put_in_line(self, db: Db, ask: Ask, shaped: Shaped, policy: Policy) -> Reserved:
        order, ids = self._order(ask, shaped), self._ground.ids
        if ask.changes:
            return changing.change(db, ask.changes, order, policy)
        return reserving.reserve(db, descent.placed(db, order, ask), policy, ids)

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
            role_ids=ask.who.role_ids,
        )

    def _tell(self, db: Db, counted: Counted, policy: Policy) -> None:
        """Tell whom ceilings concern that are near their end."""
        now, operators = self._ground.now(), self._ground.operators
        offered = prices(self._house.catalogue, self._house.accounts.hidden(db))
        nearing.tell(db, counted, policy, now, operators=operators, prices=offered)

    def _check_line(self, wait: Wait, now: datetime) -> None:
        """What counts is this member's own wait: somebody else's many shots refuse nobody."""
        line_s = (wait.turn_at - now).total_seconds() if wait.turn_at else 0.0
        if line_s > self._house.longest_line_s:
            too_long = timedelta(seconds=line_s - self._house.longest_line_s)
            raise Refused(LineTooLong(line_s=line_s, try_at=now + too_long))

    async def _offer_within(
        self, refusal: CeilingReached, shaped: Shaped, chosen: Chosen, looked: Looked
    ) -> CeilingReached:
        """The nearest shot for which the ceilings have room, if there is one."""
        server_id = looked.asking.rules.server_id

        def room(db: Db) -> int:
            policy = rules.load(db, server_id, self._house.limits).policy
            return ceilings.left(db, server_id, self._ground.now(), policy)

        left_micro = await self._ground.database.read(room)
        offered = self._house.catalogue.offered(looked.hidden)
        return replace(refusal, near=nearest_within(left_micro, chosen, shaped, offered))

    def _offer_cheaper(
        self, refusal: TooFewCredits, chosen: Chosen, looked: Looked
    ) -> TooFewCredits:
        cheaper = self._house.catalogue.cheaper_than(refusal.needed, chosen.need, looked.hidden)
        offer = cheaper.offer_for(chosen.need) if cheaper else None
        if cheaper is None or offer is None or price(offer) > refusal.left:
            return refusal
        return replace(refusal, cheaper_model=cheaper.title, cheaper_credits=price(offer))

    async def _say_where(self, refusal: TooFewCredits, ask: Ask) -> TooFewCredits:
        """Where else in the server it would go, if this channel's limit alone is in the way."""
        if refusal.scope is not Scope.CHANNEL:
            return refusal
        return await self._ground.database.read(self._where, refusal, ask)

    def _where(self, db: Db, refusal: TooFewCredits, ask: Ask) -> TooFewCredits:
        found = rules.load(db, ask.place.server_id, self._house.limits)
        quota, spender = found.policy.quota, spender_of(ask.place, ask.who)
        roomy = allowances.with_room(db, spender, quota, self._ground.now(), refusal.needed)
        if roomy is None:
            return refusal
        without_limit = found.channel_ids - quota.channels.keys()
        elsewhere = {one for one in roomy if one in (found.channel_ids or roomy)} | without_limit
        return replace(
            refusal, elsewhere=tuple(sorted(elsewhere)), almost_anywhere=not found.channel_ids
        )
