"""Files on their way in: names made safe, types told, sizes in pixels read from the header."""

import mimetypes
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from sandbox.discord.shapes import SentFile

MOST_NAME = 255
MOST_ENDING = 16
"""Characters of a name, and of its ending, which a shortened name keeps."""

_UNSAFE = re.compile(r"[^\w.\-]+", re.ASCII)
_JPEG_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the sandbox says about a file."""

    content_type: str
    width: int | None = None
    height: int | None = None


def safe_name(name: str) -> str:
    """Return the file name without folders and without characters that Discord strips."""
    last = PurePosixPath(name.replace("\\", "/")).name
    cleaned = _UNSAFE.sub("_", last).strip(".")
    ending = PurePosixPath(cleaned).suffix[-MOST_ENDING:]
    if len(cleaned) > MOST_NAME:
        cleaned = cleaned[: MOST_NAME - len(ending)] + ending
    return cleaned or "unknown"


def facts_of(file: SentFile) -> Facts:
    """Return a file's type, by its name as Discord does, and its pixels where a header tells."""
    guessed, _ = mimetypes.guess_type(file.name)
    kind = guessed or file.content_type or "application/octet-stream"
    size = _pixels(file.data)
    if size is None:
        return Facts(content_type=kind)
    return Facts(content_type=kind, width=size[0], height=size[1])


def _pixels(data: bytes) -> tuple[int, int] | None:
    try:
        if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return struct.unpack(">II", data[16:24])
        if data[:6] in (b"GIF87a", b"GIF89a"):
            return struct.unpack("<HH", data[6:10])
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        if data[4:8] == b"ftyp":
            return _mp4(data)
    except (struct.error, IndexError):
        return None
    return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    place = 2
    while place + 9 < len(data):
        if data[place] != 0xFF:
            return None
        marker, length = data[place + 1], struct.unpack(">H", data[place + 2 : place + 4])[0]
        if marker in _JPEG_SIZES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        bits = struct.unpack("<I", data[21:25])[0]
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    if kind == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        return width, int.from_bytes(data[27:30], "little") + 1
    return None


def _mp4(data: bytes) -> tuple[int, int] | None:
    """Read the largest track header's size (ISO 14496-12, 8.3.2: 16.16 fixed point at the end)."""
    sizes = []
    for moov in _boxes(data, b"moov"):
        for track in _boxes(moov, b"trak"):
            for header in _boxes(track, b"tkhd"):
                width, height = struct.unpack(">II", header[-8:])
                sizes.append((width >> 16, height >> 16))
    found = max(sizes, default=(0, 0))
    return found if all(found) else None


def _boxes(data: bytes, wanted: bytes) -> Iterator[bytes]:
    place = 0
    while place + 8 <= len(data):
        size = int.from_bytes(data[place : place + 4], "big")
        header = 8
        if size == 1:
            size, header = int.from_bytes(data[place + 8 : place + 16], "big"), 16
        end = len(data) if size == 0 else place + size
        if end < place + header:
            return
        if data[place + 4 : place + 8] == wanted:
            yield data[place + header : end]
        place = end
