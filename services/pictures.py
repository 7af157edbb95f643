"""Pictures handed in with a request: checked, made to fit, kept by their content."""

import asyncio
from fractions import Fraction

from domain.pictures import InputImage
from domain.refusals import PictureUnusable, Refused
from media.errors import (
    NotAPicture,
    PictureError,
    PictureKindUnsupported,
    PictureTooHeavy,
    PictureTooLarge,
    PictureTooSmall,
)
from media.kinds import PictureKind
from media.pictures import Change, ChangeKind, Picture, PictureRules, prepare_picture
from services.asks import PictureNote, Upload
from services.ground import Ground
from storage import drafts

#: MiniMax V1: JPG, PNG or WebP under 20 MB, short side over 300 px, between 2:5 and 5:2.
RULES = PictureRules(
    kinds=frozenset({PictureKind.JPEG, PictureKind.PNG, PictureKind.WEBP}),
    max_bytes=19_900_000,
    min_short_side=301,
    min_aspect=Fraction(2, 5),
    max_aspect=Fraction(5, 2),
    max_side=4096,
)
#: What a member should see before money is spent; turning and re-packing change nothing visible.
_WORTH_TELLING = frozenset(
    {ChangeKind.FIRST_FRAME, ChangeKind.FLATTENED, ChangeKind.CROPPED, ChangeKind.SHRUNK}
)


async def keep(ground: Ground, upload: Upload) -> tuple[InputImage, tuple[PictureNote, ...]]:
    """Check, fit and keep one picture; returns it and what was changed on it.

    The work is done in a thread. Raises Refused with PictureUnusable.
    """
    try:
        picture = await asyncio.to_thread(prepare_picture, upload.data, RULES)
    except PictureError as error:
        raise Refused(_unusable(upload.name, error)) from error
    image = _image(picture)
    # The row first: a file that some row speaks of is never tidied away.
    await ground.database.transaction(drafts.keep_input, image, ground.now())
    await asyncio.to_thread(ground.files.put, picture.data)
    return image, tuple(
        _note(change) for change in picture.changes if change.kind in _WORTH_TELLING
    )


def _image(picture: Picture) -> InputImage:
    return InputImage(
        sha256=picture.sha256, mime=picture.mime, width=picture.width, height=picture.height
    )


def _note(change: Change) -> PictureNote:
    return PictureNote(
        what=str(change.kind), measured=_shown(change.measured), limit=_shown(change.limit)
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
        case _:
            return PictureUnusable(name=name, problem="broken")
