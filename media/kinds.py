"""Which kind of picture some bytes are, judged by the bytes and never by a name."""

from enum import StrEnum


class PictureKind(StrEnum):
    """A picture format that can be told from its first bytes."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    GIF = "gif"
    AVIF = "avif"
    HEIC = "heic"
    BMP = "bmp"
    TIFF = "tiff"

    @property
    def mime(self) -> str:
        """The media type, for example `image/png`."""
        return f"image/{self.value}"


_PREFIXES = (
    (b"\xff\xd8\xff", PictureKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", PictureKind.PNG),
    (b"GIF87a", PictureKind.GIF),
    (b"GIF89a", PictureKind.GIF),
    (b"BM", PictureKind.BMP),
    (b"II*\x00", PictureKind.TIFF),
    (b"MM\x00*", PictureKind.TIFF),
)
# Brands of the ISO base media "ftyp" box: https://aomediacodec.github.io/av1-avif/ and ISO 23008-12
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})


def sniff(data: bytes) -> PictureKind | None:
    """Tell the kind of picture from its first bytes; `None` for anything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return PictureKind.WEBP
    if data[4:8] == b"ftyp":
        return _sniff_brands(data)
    return next((kind for prefix, kind in _PREFIXES if data.startswith(prefix)), None)


def _sniff_brands(data: bytes) -> PictureKind | None:
    length = min(int.from_bytes(data[:4], "big"), 256)
    brands = {data[8:12]} | {data[i : i + 4] for i in range(16, length, 4)}
    if brands & _AVIF_BRANDS:
        return PictureKind.AVIF
    if brands & _HEIC_BRANDS:
        return PictureKind.HEIC
    return None
