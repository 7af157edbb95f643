"""The composer: a kept request whose camera is directed step by step, and priced at every step."""

import hashlib
from dataclasses import dataclass, field, replace

from domain.camera import MOST_STEPS, CameraPlan
from domain.job import Job, JobStatus
from domain.refusals import Refusal, Refused
from domain.refusals_acts import NotFound, NotYours
from domain.windows import Window
from services import allowances, ceilings, rules
from services.allowances import Purse, spender_of
from services.asks import Ask, Who
from services.changing import costs_the_same
from services.drafting import Drafting, Kept
from services.ground import Ground
from services.house import House
from services.likeness import ask_like
from services.plan_acts import NotFilmable, PlanAct, Tried
from services.quoting import Quote, quote, with_camera_model
from services.shaping import read_camera
from storage import Db, jobs, servers


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A kept request as the composer shows it.

    `order` counts how often steps were moved, added or removed: a message that shows an older
    order can't say which step it means. `plan` is what can be changed step by step, `typed` what
    stands in brackets in the prompt; where they can't be read both are empty and not
    `is_readable`. `quote` is what would be made of it as it stands, `trouble` why nothing would.
    """

    draft_id: str
    ask: Ask
    order: int
    can_undo: bool
    credits_left: int
    #: Those of them that are granted ones.
    granted_left: int = 0
    #: How many such shots the ceilings have room for, this one counted; None: any number.
    fitting: int | None = None
    #: How often these come back.
    window: Window = Window.DAY
    plan: CameraPlan = field(default_factory=CameraPlan)
    typed: CameraPlan = field(default_factory=CameraPlan)
    is_readable: bool = True
    quote: Quote | None = None
    trouble: Refusal | None = None
    #: The shot in line whose plan it changes.
    changes: Job | None = None
    #: The shot whose plan it was to change, until that left the line.
    left: Job | None = None
    #: A change that was not made, and the nearest that can be.
    tried: Tried | None = None
    #: A change that was meant for another order of steps, and not made.
    is_stale: bool = False

    @property
    def whole(self) -> CameraPlan:
        """All that the camera does, in the order in which it is read."""
        return self.plan + self.typed

    @property
    def has_room(self) -> bool:
        """Whether one more step fits."""
        return len(self.whole.steps) < MOST_STEPS

    @property
    def lacks_words(self) -> bool:
        """Whether there is nothing to film yet."""
        return not self.ask.prompt.strip() and not self.ask.pictures

    @property
    def is_unchanged(self) -> bool:
        """Whether the shot in line is asked for as it stands."""
        if self.changes is None:
            return False
        shot = self.changes.shot
        return (self.ask.prompt, self.plan) == (shot.prompt, shot.camera)

    @property
    def keeps_price(self) -> bool:
        """Whether the shot in line costs as much as before."""
        if self.changes is None or self.quote is None:
            return False
        return costs_the_same(self.changes, self.quote.credits, self.quote.offer.cost_micro)

    @property
    def mark(self) -> str:
        """Stands for the text and the camera as they are shown here."""
        shown = f"{self.ask.prompt}\0{self.ask.camera}"
        return hashlib.sha256(shown.encode("utf-8", "replace")).hexdigest()[:8]


class Composing:
    """Directs the camera of kept requests. Raises Refused with DraftGone where there is none.

    Every act is done on the plan as it stands, inside one transaction: of two presses at once none
    loses what the other did.
    """

    def __init__(self, ground: Ground, house: House) -> None:
        self._ground = ground
        self._house = house
        self._drafting = Drafting(ground)

    async def look(self, draft_id: str, who: Who) -> Composed:
        """The request as it stands."""
        return await self._ground.database.transaction(self._do, draft_id, who, _nothing, None)

    async def do(
        self, draft_id: str, who: Who, act: PlanAct, *, seen: int | None = None
    ) -> Composed:
        """The request after an act, or as it was with what stood in the way.

        `seen` is the order of steps that the member looked at; None for acts that mean no step.
        """
        return await self._ground.database.transaction(self._do, draft_id, who, act, seen)

    async def agree(self, draft_id: str, who: Who, mark: str, credits: int) -> Composed | None:
        """Note that the member has seen this plan and this price, and wants it made so.

        None when that is noted. A plan that is no longer the one with this mark is returned
        instead, as it stands. Who has not agreed to the server's rules is still shown them.
        """
        return await self._ground.database.transaction(self._agree, draft_id, who, mark, credits)

    async def reopen(self, code: str, who: Who) -> str:
        """Keep a request that gives one's own shot in line another plan; returns its draft's id.

        Once the shot has left the line, the request is one for a new shot. Raises Refused with
        NotFound or NotYours.
        """
        job = await self._ground.database.read(jobs.by_code, code)
        if job is None:
            raise Refused(NotFound(code=code))
        if job.member_id != who.member_id:
            raise Refused(NotYours(code=job.code))
        hidden = await self._ground.database.read(self._house.accounts.hidden)
        ask = ask_like(job, who, self._house.catalogue, hidden)
        return await self._drafting.keep(replace(ask, changes=job.code))

    def _do(self, db: Db, draft_id: str, who: Who, act: PlanAct, seen: int | None) -> Composed:
        kept = self._drafting.read(db, draft_id, who)
        now, shot = self._kept_to(db, kept)
        tried, is_stale = None, seen not in {None, kept.trail.order}
        if not is_stale:
            try:
                now = act(now)
            except NotFilmable as error:
                tried = error.tried
        if now != kept:
            self._drafting.rewrite(db, draft_id, now)
        composed = self._composed(db, draft_id, now)
        is_waiting = now.ask.changes is not None
        return replace(
            composed,
            tried=tried,
            is_stale=is_stale,
            changes=shot if is_waiting else None,
            left=None if is_waiting else shot,
        )

    def _kept_to(self, db: Db, kept: Kept) -> tuple[Kept, Job | None]:
        """The request, and the shot it changes; once that left the line, it makes a new one."""
        code = kept.ask.changes
        job = jobs.by_code(db, code) if code else None
        if job is None or job.status is JobStatus.QUEUED:
            return kept, job
        ask = replace(kept.ask, changes=None, confirmed=False, parent=kept.ask.parent or job.code)
        return replace(kept, ask=ask), job

    def _composed(self, db: Db, draft_id: str, kept: Kept) -> Composed:
        ask = kept.ask
        purse = self._purse(db, ask)
        composed = Composed(
            draft_id=draft_id,
            ask=ask,
            order=kept.trail.order,
            can_undo=bool(kept.trail.before),
            credits_left=purse.left,
            granted_left=purse.granted,
            window=purse.window,
        )
        try:
            plan, typed = read_camera(ask)
        except Refused as refused:
            return replace(composed, trouble=refused.refusal, is_readable=False)
        composed = replace(composed, plan=plan, typed=typed.camera)
        try:
            hidden = self._house.accounts.hidden(db)
            quoted = quote(ask, self._house.catalogue, hidden)
        except Refused as refused:
            return replace(composed, trouble=refused.refusal)
        return replace(composed, quote=quoted, fitting=self._fitting(db, ask, quoted))

    def _fitting(self, db: Db, ask: Ask, quoted: Quote) -> int | None:
        server_id, cost = ask.place.server_id, quoted.offer.cost_micro or 0
        policy = rules.load(db, server_id, self._house.limits).policy
        return ceilings.fitting(ceilings.look(db, server_id, self._ground.now(), policy), cost)

    def _agree(self, db: Db, draft_id: str, who: Who, mark: str, credits: int) -> Composed | None:
        composed = self._do(db, draft_id, who, _nothing, None)
        if composed.mark != mark or composed.left is not None:
            return replace(composed, is_stale=composed.left is None)
        kept = self._drafting.read(db, draft_id, who)
        hidden = self._house.accounts.hidden(db)
        try:
            ask, _ = with_camera_model(kept.ask, self._house.catalogue, hidden)
        except Refused:
            return None  # what stands in the way now is told when it is ordered
        has_agreed = servers.has_agreed(db, ask.place.server_id, who.member_id)
        ask = replace(ask, confirmed=has_agreed, credits_shown=credits)
        self._drafting.rewrite(db, draft_id, replace(kept, ask=ask))
        return None

    def _purse(self, db: Db, ask: Ask) -> Purse:
        quota = rules.load(db, ask.place.server_id, self._house.limits).policy.quota
        return allowances.look(db, spender_of(ask.place, ask.who), quota, self._ground.now())


def _nothing(kept: Kept) -> Kept:
    return kept
