"""Pictures handed in with a request: checked, made to fit their engine, kept by their content."""

import asyncio
import itertools
import logging
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.pictures import InputImage, PictureRole, Pictures
from domain.refusals import PictureUnusable, Refused
from domain.refusals_together import PicturesGone
from media.errors import (
    NotAPicture,
    PictureError,
    PictureKindUnsupported,
    PictureTooHeavy,
    PictureTooLarge,
    PictureTooSmall,
    PictureWrongShape,
)
from media.kinds import PictureKind
from media.pictures import Change, ChangeKind, PictureRules, prepare_picture
from services.asks import GONE, LEFT_OUT, OTHER_SHAPE, Picture, PictureNote, Upload
from services.ground import Ground
from services.providers.kinds import MINIMAX_V1, MINIMAX_V2
from storage import Db, drafts, kept_files
from storage.files import FULL

log = logging.getLogger(__name__)

#: MiniMax V1: JPG, PNG or WebP under 20 MB, short side over 300 px, between 2:5 and 5:2. Engines
#: behind /v1/videos publish no limits of their own.
_STRICTEST = PictureRules(
    kinds=frozenset({PictureKind.JPEG, PictureKind.PNG, PictureKind.WEBP}),
    max_bytes=19_900_000,
    min_short_side=301,
    min_aspect=Fraction(2, 5),
    max_aspect=Fraction(5, 2),
    max_side=4096,
)
#: MiniMax V2: sides from 256 to 5760 px, up to 30 MB each; but a first and a last frame, a third
#: heavier as text, must fit into one body of 64 MB.
_V2 = replace(_STRICTEST, min_short_side=256, max_side=5760)
#: The kind of engine whose pictures every other kind takes too.
STRICTEST = MINIMAX_V1
#: Nine references share that body.
_REFERENCE_BYTES = 5_000_000
#: Shapes that differ by less than this part of themselves count as one: 1366 × 768 is 16:9. MiniMax
#: gives a clip the first frame's size and crops the last one to it (Hailuo 02).
_SAME_SHAPE = 0.02
#: What a member should see before money is spent; turning and re-packing change nothing visible.
_WORTH_TELLING = frozenset(
    {ChangeKind.FIRST_FRAME, ChangeKind.FLATTENED, ChangeKind.CROPPED, ChangeKind.SHRUNK}
)


def rules_for(provider: str | None, role: PictureRole) -> PictureRules:
    """What a kind of engine takes in a role. None: not known yet; all that some engine takes."""
    rules = _V2 if provider in {None, MINIMAX_V2} else _STRICTEST
    if role is PictureRole.REFERENCE and provider is not None:
        return replace(rules, max_bytes=_REFERENCE_BYTES)
    return rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Pictures that are kept, and what was changed on them to get there."""

    pictures: Pictures[InputImage]
    notes: tuple[PictureNote, ...]


#: A picture with its role; the references are counted from 1, all others are number 0.
_Numbered = tuple[PictureRole, int, Picture]
_Kept = tuple[PictureRole, InputImage, list[PictureNote]]


class PictureDesk:
    """Where pictures are worked on: in a thread, one after the other.

    A picture of 64 million pixels takes some hundred megabytes while it is open, however many
    people hand one in at the same time.
    """

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._one_at_a_time = asyncio.Semaphore(1)

    async def keep(self, pictures: Pictures[Picture], provider: str | None) -> Kept:
        """Check and keep all pictures so that this kind of engine takes them; None: any kind.

        Those kept already are changed only where they don't fit. Raises Refused with
        PictureUnusable or PicturesGone.
        """
        found = [await self._one(picture, provider) for picture in _numbered(pictures)]
        return _together(found)

    async def keep_usable(self, pictures: Pictures[Picture]) -> Kept:
        """Those of the pictures that every engine takes; of the others, a note that they are left
        out or gone."""
        found: list[_Kept] = []
        left_out: list[PictureNote] = []
        for role, number, picture in _numbered(pictures):
            try:
                found.append(await self._one((role, number, picture), STRICTEST))
            except Refused as refused:
                what = GONE if isinstance(refused.refusal, PicturesGone) else LEFT_OUT
                left_out.append(PictureNote(what=what, role=role, number=number))
        together = _together(found)
        return replace(together, notes=(*together.notes, *left_out))

    async def _one(self, numbered: _Numbered, provider: str | None) -> _Kept:
        role, number, picture = numbered
        image, changes = await self._fitted(picture, rules_for(provider, role))
        return role, image, [_note(change, role, number) for change in changes]

    async def _fitted(
        self, picture: Picture, rules: PictureRules
    ) -> tuple[InputImage, tuple[Change, ...]]:
        if isinstance(picture, Upload):
            return await self._prepared(picture, rules)
        size = await asyncio.to_thread(self._size, picture)
        if size is None:
            raise Refused(PicturesGone())
        if _fits(picture, size, rules):
            return picture, ()
        data = await asyncio.to_thread(self._ground.files.read, picture.sha256)
        return await self._prepared(Upload(name="Your picture", data=data), rules)

    async def _prepared(
        self, upload: Upload, rules: PictureRules
    ) -> tuple[InputImage, tuple[Change, ...]]:
        try:
            async with self._one_at_a_time:
                picture = await asyncio.to_thread(prepare_picture, upload.data, rules)
        except PictureError as error:
            raise Refused(_unusable(upload.name, error)) from error
        image = InputImage(
            sha256=picture.sha256, mime=picture.mime, width=picture.width, height=picture.height
        )
        # The row first: a file that some row speaks of is never tidied away.
        await self._ground.database.transaction(drafts.keep_input, image, self._ground.now())
        try:
            await asyncio.to_thread(self._ground.files.put, picture.data)
        except OSError as error:
            await self._ground.database.transaction(self._write_lacking, image)
            if error.errno not in FULL:
                raise
            log.warning("no room for a picture: %s", error)
            raise Refused(PictureUnusable(name=upload.name, problem="no_room")) from error
        return image, tuple(c for c in picture.changes if c.kind in _WORTH_TELLING)

    def _size(self, image: InputImage) -> int | None:
        """In bytes; None when its file is gone."""
        try:
            return self._ground.files.path(image.sha256).stat().st_size
        except FileNotFoundError:
            return None

    def _write_lacking(self, db: Db, image: InputImage) -> None:
        """It could not be written, so no row may say that it is there, unless it was before."""
        if not self._ground.files.has(image.sha256):
            kept_files.note_gone(db, [image.sha256], self._ground.now())


def _numbered(pictures: Pictures[Picture]) -> list[_Numbered]:
    numbers = itertools.count(1)
    return [
        (role, next(numbers) if role is PictureRole.REFERENCE else 0, picture)
        for role, picture in pictures
    ]


def _together(found: list[_Kept]) -> Kept:
    pictures = Pictures.of((role, image) for role, image, _ in found)
    notes = tuple(note for _, _, notes in found for note in notes)
    if pictures.first_frame and pictures.last_frame:
        shapes = [one.width / one.height for one in (pictures.first_frame, pictures.last_frame)]
        if abs(shapes[1] / shapes[0] - 1) > _SAME_SHAPE:
            notes += (PictureNote(what=OTHER_SHAPE, role=PictureRole.LAST_FRAME),)
    return Kept(pictures=pictures, notes=notes)


def _fits(image: InputImage, size: int, rules: PictureRules) -> bool:
    longest = max(image.width, image.height)
    return (
        size <= rules.max_bytes
        and min(image.width, image.height) >= rules.min_short_side
        and (rules.max_side is None or longest <= rules.max_side)
        and rules.min_aspect <= Fraction(image.width, image.height) <= rules.max_aspect
    )


def _note(change: Change, role: PictureRole, number: int) -> PictureNote:
    return PictureNote(
        what=str(change.kind),
        measured=_shown(change.measured),
        limit=_shown(change.limit),
        role=role,
        number=number,
    )


def _shown(fact: Fraction | int | str | None) -> str:
    if isinstance(fact, Fraction):
        return f"{fact.numerator}:{fact.denominator}"
    return "" if fact is None else str(fact)


def _unusable(name: str, error: PictureError) -> PictureUnusable:
    match error:
        case NotAPicture():
            return PictureUnusable(name=name, problem="not_a_picture")
        case PictureKindUnsupported():
            return PictureUnusable(name=name, problem="kind", measured=str(error.kind).upper())
        case PictureTooHeavy():
            return PictureUnusable(
                name=name,
                problem="too_many_bytes",
                measured=f"{error.size / 1e6:.1f} MB",
                limit=f"{error.limit / 1e6:.0f} MB",
            )
        case PictureTooLarge():
            return PictureUnusable(
                name=name,
                problem="too_many_pixels",
                measured=f"{error.width:,} × {error.height:,}",
                limit=f"{error.limit / 1e6:.0f} million pixels",
            )
        case PictureTooSmall():
            return PictureUnusable(
                name=name,
                problem="too_small",
                measured=f"{error.width:,} × {error.height:,}",
                limit=f"{error.limit} pixels",
            )
        case PictureWrongShape():
            return _misshapen(name, error)
        case _:
            return PictureUnusable(name=name, problem="broken")


def _misshapen(name: str, error: PictureWrongShape) -> PictureUnusable:
    is_wide = error.aspect > error.high
    limit = error.high if is_wide else error.low
    return PictureUnusable(
        name=name,
        problem="too_wide" if is_wide else "too_tall",
        measured=f"{error.width:,} × {error.height:,}",
        limit=f"{limit.numerator}:{limit.denominator}",
    )
