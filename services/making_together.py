"""What grows from a clip: another take, another camera, somebody else's remix."""

import asyncio
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.job import Job
from domain.model import Mode, Model, Offer
from domain.pictures import InputImage, Pictures, hashes_of
from domain.refusals import ModelDoesNotFit, ModelUnknown, NothingFits, Refused
from domain.refusals_acts import NotFound
from domain.refusals_together import ClipDeleted, ForItsAuthor, PicturesGone, WordsHeldBack
from media.clips import still
from media.errors import ClipError
from services import descent, rules
from services.asks import Ask, PictureNote, Upload, Who
from services.catalogue import Catalogue, price
from services.ground import Ground
from services.house import House
from services.likeness import ask_like
from services.pictures import PictureDesk
from services.publicity import words_are_public
from services.shaping import choose
from storage import Db, outbox, servers
from storage.outbox import OwedKind

#: Discord shows at most 25 options in a list (docs: string select); one is for what stands there.
_MOST_OTHERS = 24


class HandedOn(StrEnum):
    """What became of the pictures of a clip that somebody else remixes."""

    #: The clip's first frame stands for the uploaded one.
    STILL = "still"
    #: They are their author's, and stay there.
    KEPT_BACK = "kept_back"
    #: The member may not use pictures here.
    NOT_ALLOWED = "not_allowed"
    #: The clip's file is kept no longer.
    FILE_GONE = "file_gone"
    #: One's own, which are kept no longer.
    PICTURES_GONE = "pictures_gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A model with the length and resolution that it would make."""

    model: Model
    offer: Offer

    @property
    def credits(self) -> int:
        """Its price."""
        return price(self.offer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remix:
    """The request that a remix begins with, made as `as_it_is` (None: nothing makes it so).

    `others` are further models and sizes that could make it.
    """

    ask: Ask
    as_it_is: Made | None
    others: tuple[Made, ...]


class Together:
    """Requests that grow from clips. Raises Refused with NotFound, ClipDeleted and their own.

    In every method `asking` says who asks, where, and with what rights.
    """

    def __init__(self, ground: Ground, house: House) -> None:
        self._ground = ground
        self._house = house
        self._desk = PictureDesk(ground)

    async def again(self, code: str, asking: Ask) -> Ask:
        """A request for the next take of one's own shot.

        Raises Refused with ForItsAuthor, or PicturesGone: without them it is another shot.
        """
        job = await self._ground.database.read(self._own, code, asking)
        shot = job.shot
        if not await self._has_pictures(job):
            raise Refused(PicturesGone(code=job.code))
        ask = self._like(job, asking)
        return replace(
            ask,
            model=shot.model,
            duration_s=shot.duration_s,
            resolution=shot.resolution,
            take_of=job.code,
        )

    async def new_camera(self, code: str, asking: Ask) -> Ask:
        """A request for one's own shot, to be directed anew. Raises Refused with ForItsAuthor."""
        job = await self._ground.database.read(self._own, code, asking)
        hidden = await self._ground.database.read(self._house.accounts.hidden)
        return await self._own_anew(job, asking, hidden)

    async def author_of(self, code: str, asking: Ask) -> int:
        """Who made a clip that may be remixed. Raises Refused as `remix` does."""
        return (await self._ground.database.read(self._remixable, code, asking)).member_id

    async def remix(self, code: str, asking: Ask) -> Remix:
        """What a remix begins with. Raises Refused with RemixNotAllowed or WordsHeldBack.

        Of somebody else's clip no picture is handed on but its own first frame, which is public.
        """
        job = await self._ground.database.read(self._remixable, code, asking)
        hidden = await self._ground.database.read(self._house.accounts.hidden)
        if job.member_id == asking.who.member_id:
            ask = await self._own_anew(job, asking, hidden)
        else:
            pictures, notes = await self._public_pictures(job, asking)
            shown = replace(job, shot=replace(job.shot, pictures=pictures))
            ask = replace(self._like(shown, asking), parent=job.code, picture_notes=notes)
        ask = _makeable(ask, self._house.catalogue, hidden)
        as_it_is = _made(ask, self._house.catalogue, hidden)
        return Remix(ask=ask, as_it_is=as_it_is, others=self._others(ask, as_it_is, hidden))

    async def lets_remix(self, server_id: int, who: Who) -> bool:
        """Whether a member lets others remix their clips."""
        return await self._ground.database.read(servers.lets_remix, server_id, who.member_id)

    async def let_remix(self, server_id: int, who: Who, *, everyone: bool) -> None:
        """Let everyone remix one's clips, or nobody."""

        def choose_(db: Db) -> None:
            servers.let_remix(db, server_id, who.member_id, everyone=everyone)

        await self._ground.database.transaction(choose_)

    async def _own_anew(self, job: Job, asking: Ask, hidden: frozenset[str]) -> Ask:
        """One's own shot as the beginning of another, without pictures that are gone."""
        ask = replace(self._like(job, asking), parent=job.code)
        if await self._has_pictures(job):
            return ask
        notes = (_note(HandedOn.PICTURES_GONE, job),)
        bare = replace(ask, pictures=Pictures(), picture_notes=notes)
        return _makeable(bare, self._house.catalogue, hidden)

    async def _has_pictures(self, job: Job) -> bool:
        return await asyncio.to_thread(self._ground.files.has_all, hashes_of(job.shot.pictures))

    def _like(self, job: Job, asking: Ask) -> Ask:
        ask = ask_like(job, asking.who, self._house.catalogue)
        return replace(ask, place=asking.place, missing_rights=asking.missing_rights)

    def _own(self, db: Db, code: str, asking: Ask) -> Job:
        job = self._there(db, code, asking)
        if job.member_id != asking.who.member_id:
            raise Refused(ForItsAuthor(code=job.code))
        return job

    def _remixable(self, db: Db, code: str, asking: Ask) -> Job:
        job = self._there(db, code, asking)
        descent.check_remix(db, job.code, asking.who.member_id, asking.place.server_id)
        if job.member_id != asking.who.member_id and not words_are_public(db, job):
            raise Refused(WordsHeldBack(code=job.code))
        return job

    def _there(self, db: Db, code: str, asking: Ask) -> Job:
        """A clip that was made, in this server, and that this person may see."""
        from_here = descent.in_server(db, code, asking.place.server_id)
        is_theirs = from_here.member_id == asking.who.member_id
        if from_here.clip is None or not (
            is_theirs or outbox.posted(db, from_here.id, OwedKind.CLIP)
        ):
            raise Refused(NotFound(code=from_here.code))
        if from_here.clip_deleted_by is not None:
            raise Refused(ClipDeleted(code=from_here.code))
        return from_here

    async def _public_pictures(
        self, job: Job, asking: Ask
    ) -> tuple[Pictures[InputImage], tuple[PictureNote, ...]]:
        """What may be handed on of a clip's pictures, and what is to be said about them."""
        if not job.shot.pictures:
            return Pictures(), ()
        if not job.shot.pictures.first_frame:
            return Pictures(), (_note(HandedOn.KEPT_BACK, job),)
        server = await self._ground.database.read(
            rules.load, asking.place.server_id, self._house.limits
        )
        if not server.may_use_pictures(asking.who):
            return Pictures(), (_note(HandedOn.NOT_ALLOWED, job),)
        frame = await self._first_frame(job)
        if frame is None:
            return Pictures(), (_note(HandedOn.FILE_GONE, job),)
        kept = await self._desk.keep(Pictures(first_frame=frame), None)
        return kept.pictures, (_note(HandedOn.STILL, job),)

    async def _first_frame(self, job: Job) -> Upload | None:
        if job.clip is None or job.clip_dropped_at is not None:
            return None
        path = self._ground.files.path(job.clip.sha256)
        try:
            data = await asyncio.to_thread(still, path)
        except (FileNotFoundError, ClipError):
            return None
        return Upload(name=f"{job.code}.png", data=data)

    def _others(self, ask: Ask, as_it_is: Made | None, hidden: frozenset[str]) -> tuple[Made, ...]:
        """The cheapest first, but for what stands there already."""
        mode = ask.pictures.mode or Mode.TEXT
        every = [
            Made(model=model, offer=offer)
            for model in self._house.catalogue.offered(hidden)
            if mode in model.modes
            for offer in model.offers_in(mode)
        ]
        found = [one for one in every if one != as_it_is]
        return tuple(sorted(found, key=lambda one: one.credits)[:_MOST_OTHERS])


def _note(what: HandedOn, job: Job) -> PictureNote:
    return PictureNote(what=str(what), measured=job.code, limit="")


def _made(ask: Ask, catalogue: Catalogue, hidden: frozenset[str]) -> Made | None:
    try:
        chosen = choose(ask, catalogue, hidden)
    except Refused:
        return None
    return Made(model=chosen.model, offer=chosen.offer)


def _makeable(ask: Ask, catalogue: Catalogue, hidden: frozenset[str]) -> Ask:
    """The request without its wishes for model and size, where nothing makes it with them."""
    try:
        choose(ask, catalogue, hidden)
    except Refused as refused:
        if isinstance(refused.refusal, ModelDoesNotFit | ModelUnknown | NothingFits):
            return replace(ask, model=None, duration_s=None, resolution=None, aspect=None)
    return ask
