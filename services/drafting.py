"""Drafts: requests kept for their member, to be confirmed or mended, pictures included."""

import asyncio
import json
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from typing import Any

from domain.pictures import InputImage, PictureRole, Pictures
from domain.refusals import Refused
from domain.refusals_acts import DraftGone
from services.asks import GONE, Ask, PictureNote, Who, kept_pictures
from services.ground import Ground
from services.pictures import PictureDesk
from storage import Db, drafts

#: How long a kept request can still be confirmed or mended.
DRAFT_LIVES = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """How a kept request came to its camera.

    `order` counts how often steps were moved, added or removed; `before` are prompt (None: the
    same) and camera of earlier plans, the newest last.
    """

    order: int = 0
    before: tuple[tuple[str | None, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A kept request with its trail."""

    ask: Ask
    trail: Trail = field(default_factory=Trail)


class Drafting:
    """Keeps requests and finds them again."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._desk = PictureDesk(ground)

    async def keep(self, ask: Ask, draft_id: str | None = None) -> str:
        """Keep a request whose pictures are kept already; returns its draft's id."""
        return await self._ground.database.transaction(self._insert_draft, ask, draft_id)

    async def keep_for_mending(self, ask: Ask) -> str:
        """Keep a request that was refused; a picture that is the trouble stays out of it."""
        usable = await self._desk.keep_usable(ask.pictures)
        notes = tuple(dict.fromkeys((*ask.picture_notes, *usable.notes)))
        return await self.keep(replace(ask, pictures=usable.pictures, picture_notes=notes))

    async def find(self, draft_id: str, who: Who) -> Ask:
        """The request kept under this id, for its member alone. Raises Refused with DraftGone."""
        return (await self._ground.database.read(self.read, draft_id, who)).ask

    def read(self, db: Db, draft_id: str, who: Who) -> Kept:
        """The same inside a transaction, with its trail. Raises Refused with DraftGone."""
        since = self._ground.now() - DRAFT_LIVES
        draft = drafts.find(db, draft_id, since)
        if draft is None or draft.member_id != who.member_id:
            raise Refused(DraftGone())
        kept = json.loads(draft.ask)
        notes = tuple(_note(note) for note in kept.pop("picture_notes"))
        trail = _trail(kept.pop("trail", {}))
        ask = Ask(
            place=draft.place,
            who=who,
            pictures=draft.pictures,
            picture_notes=notes,
            **kept,
        )
        return Kept(ask=ask, trail=trail)

    def rewrite(self, db: Db, draft_id: str, kept: Kept) -> None:
        """Keep what became of a request that was just read; its pictures stay as they are."""
        typed = _typed(kept.ask) | {"trail": asdict(kept.trail)}
        drafts.rewrite(db, draft_id, json.dumps(typed), self._ground.now())

    async def keep_pictures(self, ask: Ask, provider: str | None = None) -> Ask:
        """Check and keep the pictures so that this kind of engine takes them; None: any kind.

        Raises Refused with PictureUnusable.
        """
        kept = await self._desk.keep(ask.pictures, provider)
        notes = (*ask.picture_notes, *kept.notes)
        return replace(ask, pictures=kept.pictures, picture_notes=tuple(dict.fromkeys(notes)))

    async def keep_what_is_there(self, ask: Ask) -> tuple[str, Ask]:
        """Keep a request made of earlier pictures without those that are gone, with a note.

        Returns its draft's id and itself.
        """
        there = await asyncio.to_thread(self._there, kept_pictures(ask))
        if there != ask.pictures:
            notes = (*ask.picture_notes, PictureNote(what=GONE))
            ask = replace(ask, pictures=there, picture_notes=notes)
        return await self.keep(ask), ask

    def _there(self, pictures: Pictures[InputImage]) -> Pictures[InputImage]:
        files = self._ground.files
        return Pictures.of((role, one) for role, one in pictures if files.has(one.sha256))

    def _insert_draft(self, db: Db, ask: Ask, draft_id: str | None = None) -> str:
        now = self._ground.now()
        kept = self._there(kept_pictures(ask))
        for _, image in kept:
            drafts.keep_input(db, image, now)
        draft = drafts.Draft(
            id=draft_id or self._ground.ids.token(),
            place=ask.place,
            member_id=ask.who.member_id,
            ask=json.dumps(_typed(ask)),
            pictures=kept,
        )
        drafts.insert(db, draft, now)
        return draft.id


def _typed(ask: Ask) -> dict[str, object]:
    return {
        "prompt": ask.prompt,
        "camera": ask.camera,
        "model": ask.model,
        "duration_s": ask.duration_s,
        "resolution": ask.resolution,
        "aspect": ask.aspect,
        "parent": ask.parent,
        "confirmed": ask.confirmed,
        "credits_shown": ask.credits_shown,
        "changes": ask.changes,
        "take_of": ask.take_of,
        "picture_notes": [asdict(note) for note in ask.picture_notes],
    }


def _note(kept: dict[str, Any]) -> PictureNote:
    # Drafts of an earlier version name no role: there was only the first frame then.
    role = PictureRole(kept.pop("role", PictureRole.FIRST_FRAME))
    return PictureNote(**kept, role=role)


def _trail(kept: dict[str, Any]) -> Trail:
    before = tuple((prompt, camera) for prompt, camera in kept.get("before", ()))
    return Trail(order=kept.get("order", 0), before=before)
