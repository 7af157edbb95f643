"""Pictures inside a request: found, decoded and checked by the vendor's published rules."""

import base64
import binascii
import dataclasses
import hashlib
import io
import re
from dataclasses import dataclass

from PIL import Image

from sandbox.minimax.codes import BAD_PARAMETERS, Refusal, refuse

_DATA_URL = re.compile(r"data:image/(jpeg|jpg|png|webp);base64,", re.IGNORECASE)
_FORMATS = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_MOST_BYTES = 20_000_000
_SHORT_SIDE_OVER = 300
_MOST_PIXELS = 80_000_000
_DECODE_ERRORS = (
    OSError,
    ValueError,
    SyntaxError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedImage:
    """What a request's picture turned out to be."""

    field: str
    mime: str
    width: int
    height: int
    size: int
    """Bytes."""
    sha256: str
    data: bytes = dataclasses.field(repr=False)

    def __str__(self) -> str:
        return (
            f"<{self.mime} {self.width}x{self.height} {self.size} bytes sha256:{self.sha256[:12]}>"
        )


def read_image(field: str, value: object) -> ReceivedImage:
    """Decode a data URL or bare base64 whole.

    Raises `Refusal` (invalid parameters) that names the field, what was found and the rule.
    """
    if not isinstance(value, str) or not value:
        raise _refused(field, "must be a data URL")
    named, data = _decode_text(field, value)
    if len(data) >= _MOST_BYTES:
        raise _refused(field, f"has {len(data)} bytes, must be under 20 MB")
    mime, width, height = _decode_picture(field, data)
    if named is not None and named != mime:
        raise _refused(field, f"is called {named} but is {mime}")
    _check_shape(field, width, height)
    return ReceivedImage(
        field=field,
        mime=mime,
        width=width,
        height=height,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        data=data,
    )


def _decode_text(field: str, value: str) -> tuple[str | None, bytes]:
    if value.startswith(("http://", "https://")):
        raise _refused(field, "is an address, and this stand-in fetches nothing: use a data URL")
    header = _DATA_URL.match(value)
    if header is None and value.startswith("data:"):
        raise _refused(field, "must be data:image/jpeg, png or webp in base64")
    named = None
    if header is not None:
        named = "image/" + header.group(1).lower().replace("jpg", "jpeg")
        value = value[header.end() :]
    try:
        return named, base64.b64decode(value, validate=True)
    except binascii.Error as error:
        raise _refused(field, f"is not base64 ({error})") from error


def _decode_picture(field: str, data: bytes) -> tuple[str, int, int]:
    try:
        image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
        if image.width * image.height > _MOST_PIXELS:
            raise _refused(field, f"has {image.width}x{image.height} pixels, too many")
        image.load()
    except _DECODE_ERRORS as error:
        raise _refused(field, f"is not a whole JPG, PNG or WebP ({error})") from error
    return _FORMATS[image.format or ""], image.width, image.height


def _check_shape(field: str, width: int, height: int) -> None:
    if min(width, height) <= _SHORT_SIDE_OVER:
        raise _refused(field, f"is {width}x{height}, the short side must be over 300 px")
    if not (5 * width >= 2 * height and 2 * width <= 5 * height):
        raise _refused(field, f"is {width}x{height}, the aspect must be between 2:5 and 5:2")


def _refused(field: str, detail: str) -> Refusal:
    return refuse(BAD_PARAMETERS, f"{field} {detail}")
