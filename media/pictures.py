"""A member's picture made ready for an engine: checked, turned, stripped, cropped, shrunk.

Sizes are read from the header before anything is decoded, so that a bomb costs nothing.
"""

import hashlib
import io
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import numpy as np
from PIL import ExifTags, Image, ImageCms, ImageOps

from media.errors import (
    NotAPicture,
    PictureBroken,
    PictureKindUnsupported,
    PictureTooHeavy,
    PictureTooLarge,
    PictureTooSmall,
    PictureWrongShape,
)
from media.headers import DECODE_ERRORS, open_picture, size_in_header
from media.heic import as_png
from media.kinds import PictureKind, sniff

# TIFF holds codecs nobody checks for bombs.
_READABLE = frozenset(PictureKind) - {PictureKind.HEIC, PictureKind.TIFF}
# Photographs become JPEG; drawings, where every pixel was kept so far, stay PNG.
_PHOTOGRAPHS = frozenset({PictureKind.JPEG, PictureKind.WEBP, PictureKind.AVIF, PictureKind.HEIC})
# PNG of more pixels takes seconds to encode and tens of megabytes to send.
_MOST_PNG_PIXELS = 6_000_000
_QUALITIES = (95, 90, 85, 75, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRules:
    """What an engine takes and how far a picture may be changed to get there."""

    kinds: frozenset[PictureKind]
    """Kinds sent as they are; others are converted to one of these."""
    max_bytes: int
    """Of the result; a heavier one is encoded again until it fits."""
    min_short_side: int
    """Pixels, inclusive."""
    min_aspect: Fraction
    """Width divided by height, inclusive."""
    max_aspect: Fraction
    max_input_bytes: int = 50_000_000
    """Heavier files are refused unread."""
    max_pixels: int = 64_000_000
    """Larger pictures are refused before they are decoded: four bytes of memory a pixel."""
    max_side: int | None = None
    """Pixels; a longer side is shrunk to it."""
    least_kept: Fraction = Fraction(1, 2)
    """How much of a picture too wide or too tall must remain when it is cropped around its centre;
    where less would, it is refused. 1: never cropped."""


class ChangeKind(StrEnum):
    """What was done to a picture, with what `Change.measured` and `Change.limit` then hold."""

    TURNED = "turned"
    """Measured: the EXIF orientation."""
    FIRST_FRAME = "first_frame"
    """Measured: how many frames there were."""
    CONVERTED = "converted"
    """Measured: the kind it was; limit: the kind it is now."""
    FLATTENED = "flattened"
    """Transparency was put on white."""
    CROPPED = "cropped"
    """Measured: the aspect it had; limit: the aspect it was cropped to."""
    SHRUNK = "shrunk"
    """Measured: the longer side in pixels; limit: what it was shrunk to."""
    LIGHTENED = "lightened"
    """Measured: bytes at best quality; limit: bytes allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between what was given and what is sent."""

    kind: ChangeKind
    measured: Fraction | int | str
    limit: Fraction | int | str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that fits its rules, without any metadata."""

    data: bytes
    mime: str
    width: int
    height: int
    sha256: str
    """Hex digest of `data`."""
    changes: tuple[Change, ...]


def prepare_picture(data: bytes, rules: PictureRules) -> Picture:
    """Check a picture against the rules and change what they allow to be changed.

    Raises a `PictureError` whose attributes hold what was measured and what would pass.
    """
    if len(data) > rules.max_input_bytes:
        raise PictureTooHeavy(len(data), rules.max_input_bytes)
    was = kind = sniff(data)
    if was is PictureKind.HEIC:
        data, kind = as_png(data, rules.max_pixels), PictureKind.PNG
    if was is None or kind is None:
        raise NotAPicture
    _check_header(data, kind, rules)
    image, changes = _decode(data, kind)
    image, shaped = _shape(image, rules)
    image, flattened = _flatten(image)
    return _encode(image, was, rules, (*changes, *shaped, *flattened))


def _check_header(data: bytes, kind: PictureKind, rules: PictureRules) -> None:
    if kind not in _READABLE:
        raise PictureKindUnsupported(kind.value)
    width, height = size_in_header(data, kind)
    if width * height > rules.max_pixels:
        raise PictureTooLarge(width, height, rules.max_pixels)
    if min(width, height) < rules.min_short_side:
        raise PictureTooSmall(width, height, rules.min_short_side)
    # Which side is up is known only later; one that fits neither way need not be decoded.
    if not (_is_croppable(width, height, rules) or _is_croppable(height, width, rules)):
        raise PictureWrongShape(width, height, rules.min_aspect, rules.max_aspect)


def _is_croppable(width: int, height: int, rules: PictureRules) -> bool:
    aspect = Fraction(width, height)
    nearest = min(max(aspect, rules.min_aspect), rules.max_aspect)
    return min(aspect / nearest, nearest / aspect) >= rules.least_kept


def _decode(data: bytes, kind: PictureKind) -> tuple[Image.Image, tuple[Change, ...]]:
    """Decode the first frame whole, upright and in sRGB (modes RGB or RGBA)."""
    image: Image.Image
    image = opened = open_picture(data, kind)
    changes = []
    try:
        # A photograph's JPEG may carry a second view (MPO); that is no animation.
        frames = 1 if kind is PictureKind.JPEG else int(getattr(opened, "n_frames", 1))
        opened.load()
        orientation = int(opened.getexif().get(ExifTags.Base.Orientation, 1))
        if frames > 1:
            changes.append(Change(kind=ChangeKind.FIRST_FRAME, measured=frames))
        if 1 < orientation <= 8:
            image = ImageOps.exif_transpose(opened)
            changes.append(Change(kind=ChangeKind.TURNED, measured=orientation))
        return _to_srgb(image), tuple(changes)
    except DECODE_ERRORS as error:
        raise PictureBroken(str(error)) from error


def _to_srgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # Pillow clips 16-bit greys at 255 instead of scaling them.
        image = Image.fromarray((np.asarray(image) >> 8).clip(0, 255).astype(np.uint8))
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        converted = _through_profile(image, profile)
        if converted is not None:
            return converted
    if image.mode in ("RGB", "RGBA"):
        return image
    transparent = image.mode in ("LA", "PA", "La") or "transparency" in image.info
    return image.convert("RGBA" if transparent else "RGB")


def _through_profile(image: Image.Image, profile: bytes) -> Image.Image | None:
    """Bring colours to sRGB; `None` when the profile is unusable, as browsers then ignore it."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, *DECODE_ERRORS):
        return None


def _shape(image: Image.Image, rules: PictureRules) -> tuple[Image.Image, tuple[Change, ...]]:
    changes = []
    aspect = Fraction(image.width, image.height)
    nearest = min(max(aspect, rules.min_aspect), rules.max_aspect)
    if nearest != aspect:
        if not _is_croppable(*image.size, rules):
            raise PictureWrongShape(*image.size, rules.min_aspect, rules.max_aspect)
        changes.append(Change(kind=ChangeKind.CROPPED, measured=aspect, limit=nearest))
        image = image.crop(_centre_box(image.size, nearest))
    longest = max(image.size)
    if rules.max_side is not None and longest > rules.max_side:
        changes.append(Change(kind=ChangeKind.SHRUNK, measured=longest, limit=rules.max_side))
        image = _shrink(image, rules.max_side, rules)
    return image, tuple(changes)


def _centre_box(size: tuple[int, int], aspect: Fraction) -> tuple[int, int, int, int]:
    """Give the largest centred box of an aspect, rounded inwards so that it stays within it."""
    width, height = size
    if Fraction(width, height) > aspect:
        kept = int(height * aspect)
        left = (width - kept) // 2
        return left, 0, left + kept, height
    kept = int(width / aspect)
    top = (height - kept) // 2
    return 0, top, width, top + kept


def _shrink(image: Image.Image, longest: int, rules: PictureRules) -> Image.Image:
    factor = Fraction(longest, max(image.size))
    width, height = (max(1, round(side * factor)) for side in image.size)
    # Rounding must not carry a shape at the limit past it.
    width = min(width, int(height * rules.max_aspect))
    height = min(height, int(width / rules.min_aspect))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _flatten(image: Image.Image) -> tuple[Image.Image, tuple[Change, ...]]:
    """Put transparency on white: engines disagree about what lies behind it."""
    if image.mode != "RGBA":
        return image, ()
    alpha = image.getchannel("A")
    if alpha.getextrema() == (255, 255):
        return image.convert("RGB"), ()
    flat = Image.new("RGB", image.size, "white")
    flat.paste(image, mask=alpha)
    return flat, (Change(kind=ChangeKind.FLATTENED, measured="transparency", limit="white"),)


def _encode(
    image: Image.Image, was: PictureKind, rules: PictureRules, changes: tuple[Change, ...]
) -> Picture:
    kind = _best_kind(image, was, rules)
    data = _save(image, kind, _QUALITIES[0])
    lighter: tuple[Change, ...] = ()
    if len(data) > rules.max_bytes:
        lighter = (Change(kind=ChangeKind.LIGHTENED, measured=len(data), limit=rules.max_bytes),)
        image, data, kind = _lighten(image, kind, rules)
    if kind is not was:
        changes = (
            *changes,
            Change(kind=ChangeKind.CONVERTED, measured=was.value, limit=kind.value),
        )
    return Picture(
        data=data,
        mime=kind.mime,
        width=image.width,
        height=image.height,
        sha256=hashlib.sha256(data).hexdigest(),
        changes=(*changes, *lighter),
    )


def _best_kind(image: Image.Image, was: PictureKind, rules: PictureRules) -> PictureKind:
    wanted = PictureKind.JPEG if was in _PHOTOGRAPHS else PictureKind.PNG
    if image.width * image.height > _MOST_PNG_PIXELS:
        wanted = PictureKind.JPEG
    if wanted in rules.kinds:
        return wanted
    writable = (PictureKind.JPEG, PictureKind.PNG, PictureKind.WEBP)
    return next(kind for kind in writable if kind in rules.kinds)


def _lighten(
    image: Image.Image, kind: PictureKind, rules: PictureRules
) -> tuple[Image.Image, bytes, PictureKind]:
    """Encode with less quality, then with fewer pixels, until it fits."""
    if kind is PictureKind.PNG and PictureKind.JPEG in rules.kinds:
        kind = PictureKind.JPEG
    smallest = 0
    while min(image.size) >= rules.min_short_side:
        for quality in _QUALITIES:
            data = _save(image, kind, quality)
            if len(data) <= rules.max_bytes:
                return image, data, kind
            smallest = len(data)
        image = _shrink(image, max(image.size) * 3 // 4, rules)
    raise PictureTooHeavy(smallest, rules.max_bytes)


def _save(image: Image.Image, kind: PictureKind, quality: int) -> bytes:
    buffer = io.BytesIO()
    # Metadata that Pillow would carry along (EXIF, ICC, comments) lives in `info`.
    image.info = {}
    if kind is PictureKind.PNG:
        image.save(buffer, "PNG")
    elif kind is PictureKind.WEBP:
        image.save(buffer, "WEBP", quality=quality)
    else:
        image.save(buffer, "JPEG", quality=quality, subsampling=0 if quality >= 90 else 2)
    return buffer.getvalue()
