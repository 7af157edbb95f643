"""A picture's size as its header claims it, before any pixel is decoded."""

import io
from collections.abc import Callable, Mapping

from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from media.errors import PictureBroken
from media.kinds import PictureKind

# What Pillow raises for damaged files: OSError (truncated, undecodable), SyntaxError (PNG chunks),
# the others for lengths and offsets that lead nowhere. The bomb error comes from frames that are
# larger than the header's canvas; as a warning it is an exception only where warnings are errors.
DECODE_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    IndexError,
    TypeError,
    EOFError,
    OverflowError,
    RuntimeError,  # libavif
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)

# Named, because Pillow's own look-up first loads the readers of some fifty other kinds.
_READERS: Mapping[PictureKind, Callable[[io.BytesIO, str], ImageFile.ImageFile]] = {
    PictureKind.JPEG: JpegImagePlugin.jpeg_factory,
    PictureKind.PNG: PngImagePlugin.PngImageFile,
    PictureKind.WEBP: WebPImagePlugin.WebPImageFile,
    PictureKind.GIF: GifImagePlugin.GifImageFile,
    PictureKind.AVIF: AvifImagePlugin.AvifImageFile,
    PictureKind.BMP: BmpImagePlugin.BmpImageFile,
}


def size_in_header(data: bytes, kind: PictureKind) -> tuple[int, int]:
    """Read width and height in pixels without decoding.

    Raises `PictureBroken` when the header does not hold together.
    """
    if kind is PictureKind.WEBP:
        # Pillow's WebP reader allocates the whole canvas when it opens a file.
        return _webp_size(data)
    return open_picture(data, kind).size


def open_picture(data: bytes, kind: PictureKind) -> ImageFile.ImageFile:
    """Open a picture with the reader of its kind only, without Pillow's own limit on pixels.

    `Image.open` refuses large pictures without telling their size; our caller compares it.
    """
    try:
        return _READERS[kind](io.BytesIO(data), "")
    except DECODE_ERRORS as error:
        raise PictureBroken(str(error)) from error


def _webp_size(data: bytes) -> tuple[int, int]:
    """Follow RFC 9649, sections 2.5 to 2.7."""
    form, body = data[12:16], data[20:30]
    if len(body) < 10:
        raise PictureBroken("the WebP header is cut off")
    if form == b"VP8X":
        return _little(body[4:7]) + 1, _little(body[7:10]) + 1
    if form == b"VP8L":
        bits = _little(body[1:5])
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 ":
        return _little(body[6:8]) & 0x3FFF, _little(body[8:10]) & 0x3FFF
    raise PictureBroken(f"unknown WebP form {form!r}")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")
