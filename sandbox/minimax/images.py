"""Pictures inside a request: found, decoded and checked by the vendor's published rules."""

import base64
import binascii
import dataclasses
import hashlib
import io
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from PIL import Image

from sandbox.minimax.codes import BAD_PARAMETERS, Refusal, refuse

_DATA_URL = re.compile(r"data:image/([a-z]+);base64,", re.IGNORECASE)
_FORMATS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "WEBP": "webp"}
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
_MOST_PIXELS = 80_000_000
_DECODE_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRule:
    """What one API takes as a picture."""

    kinds: tuple[str, ...]
    most_bytes: int
    under: bool
    """Whether a picture of exactly that many bytes is too large already."""
    least_side: int
    most_side: int | None = None
    shapes: tuple[float, float] | None = (0.4, 2.5)
    """Narrowest and widest width by height."""

    @property
    def weight(self) -> str:
        """The most bytes in words."""
        return f"{'under' if self.under else 'at most'} {self.most_bytes // 1_000_000} MB"

    @property
    def names(self) -> str:
        """The kinds in words."""
        return " or ".join((", ".join(self.kinds[:-1]), self.kinds[-1]))


V1_PICTURES = PictureRule(
    kinds=("jpeg", "png", "webp"), most_bytes=20_000_000, under=True, least_side=301
)
V2_PICTURES = PictureRule(
    kinds=("jpeg", "png", "webp", "heic"),
    most_bytes=30_000_000,
    under=False,
    least_side=256,
    most_side=5760,
)
OWN_PICTURES = PictureRule(
    kinds=("jpeg", "png", "webp"), most_bytes=30_000_000, under=False, least_side=1, shapes=None
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedImage:
    """What a request's picture turned out to be."""

    field: str
    role: str
    mime: str
    """Empty for an address, which is not fetched; then the sizes are 0."""
    named: str = ""
    """What its data URL calls it. The vendor's own client calls every file a JPEG, so a wrong name
    is taken."""
    width: int
    height: int
    size: int
    """Bytes."""
    sha256: str
    data: bytes = dataclasses.field(repr=False)

    @property
    def drawable(self) -> bool:
        """Whether there is a picture that Pillow can open."""
        return bool(self.data) and self.mime != "image/heic"

    def __str__(self) -> str:
        if not self.data:
            return "<a picture at an address>"
        return (
            f"<{self.mime} {self.width}x{self.height} {self.size} bytes sha256:{self.sha256[:12]}>"
        )


def read_image(
    field: str, value: object, role: str = "", rule: PictureRule = V1_PICTURES
) -> ReceivedImage:
    """Decode a data URL or bare base64 whole; take a public address without fetching it.

    Raises `Refusal` (invalid parameters) that names the field, what was found and the rule.
    """
    if not isinstance(value, str) or not value:
        raise _refused(field, "must be a data URL or a public address")
    if value.lower().startswith(("http://", "https://")):
        return _at_address(field, value, role)
    named, data = _decode_text(field, value, rule)
    if len(data) > rule.most_bytes or (rule.under and len(data) == rule.most_bytes):
        raise _refused(field, f"has {len(data)} bytes, must be {rule.weight}")
    kind, width, height = _decode_picture(field, data, rule)
    _check_shape(field, (width, height), rule)
    return ReceivedImage(
        field=field,
        role=role,
        mime=f"image/{kind}",
        named=f"image/{named}" if named else "",
        width=width,
        height=height,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
    )


def _at_address(field: str, value: str, role: str) -> ReceivedImage:
    try:
        host = urlsplit(value).hostname
    except ValueError:
        host = None
    if not host or any(character.isspace() for character in value):
        raise _refused(field, "is not an address")
    return ReceivedImage(
        field=field, role=role, mime="", width=0, height=0, size=0, sha256="", data=b""
    )


def _decode_text(field: str, value: str, rule: PictureRule) -> tuple[str | None, bytes]:
    named = None
    # A scheme is written in any case (RFC 3986, 3.1).
    if value[:5].lower() == "data:":
        header = _DATA_URL.match(value)
        named = _kind_named(header.group(1)) if header else None
        if header is None or named not in rule.kinds:
            raise _refused(field, f"must be data:image/{rule.names} in base64")
        value = value[header.end() :]
    try:
        return named, base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise _refused(field, f"is not base64 ({error})") from error


def _kind_named(word: str) -> str:
    word = word.lower()
    return {"jpg": "jpeg", "heif": "heic"}.get(word, word)


def _decode_picture(field: str, data: bytes, rule: PictureRule) -> tuple[str, int, int]:
    if "heic" in rule.kinds and data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return ("heic", *_heic_size(field, data))
    try:
        image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
        if image.width * image.height > _MOST_PIXELS:
            raise _refused(field, f"has {image.width}x{image.height} pixels, too many")
        image.load()
    except _DECODE_ERRORS as error:
        kinds = "JPG, PNG, WebP or HEIC" if "heic" in rule.kinds else "JPG, PNG or WebP"
        raise _refused(field, f"is not a whole {kinds} ({error})") from error
    return _FORMATS[image.format or ""], image.width, image.height


def _heic_size(field: str, data: bytes) -> tuple[int, int]:
    """Read the largest size that the file's own index names (ISO 23008-12, box `ispe`)."""
    sizes = [
        (int.from_bytes(found[1][:4], "big"), int.from_bytes(found[1][4:], "big"))
        for found in re.finditer(rb"ispe\0{4}(.{8})", data, re.DOTALL)
    ]
    if not sizes:
        raise _refused(field, "is not a whole HEIC (it tells no size)")
    return max(sizes, key=lambda size: size[0] * size[1])


def _check_shape(field: str, size: tuple[int, int], rule: PictureRule) -> None:
    width, height = size
    if min(size) < rule.least_side:
        limit = f"over {rule.least_side - 1} px" if rule.under else f"{rule.least_side} px or more"
        raise _refused(field, f"is {width}x{height}, the short side must be {limit}")
    if rule.most_side is not None and max(size) > rule.most_side:
        limit = f"{rule.most_side} px or less"
        raise _refused(field, f"is {width}x{height}, the long side must be {limit}")
    if rule.shapes is not None and not rule.shapes[0] <= width / height <= rule.shapes[1]:
        raise _refused(field, f"is {width}x{height}, the aspect must be between 2:5 and 5:2")


def _refused(field: str, detail: str) -> Refusal:
    return refuse(BAD_PARAMETERS, f"{field} {detail}")
