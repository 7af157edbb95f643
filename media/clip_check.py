"""Clips are examined by decoding them whole, if need be while they are still being written."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import av

from media.errors import ClipBroken
from media.growing import GrowingFile, GrowingReader

#: Smoothing the seams between blocks takes a fifth of the work, can't fail, and is for eyes alone.
_UNSMOOTHED = {"skip_loop_filter": "all"}
#: No box stands behind this many bytes; a damaged length may say so, and no disk goes there.
_FARTHEST = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipFacts:
    """What a clip turned out to be when it was decoded from the first to the last frame."""

    container: str
    codec: str
    pixel_format: str
    width: int
    height: int
    seconds: float
    frames: int
    size: int
    """Bytes."""
    faststart: bool
    """Whether an MP4's index stands before its data, so that it plays while it loads."""
    has_sound: bool


def check_clip(path: Path) -> ClipFacts:
    """Decode a clip to its end.

    Raises `ClipBroken` with the reason for an empty, truncated or damaged file and for one
    that is not a video.
    """
    size = path.stat().st_size
    if size == 0:
        raise ClipBroken("the file is empty")
    with path.open("rb") as file:
        faststart = _index_first(file)
    facts = _examine(path)
    return replace(facts, size=size, faststart=faststart)


def check_growing(growing: GrowingFile) -> ClipFacts:
    """The same for a clip that is still being written; little is left to do when its end comes.

    That is so where its index stands first and counts the frames. Others, those in fragments among
    them, and what can't be read from the first byte to the last, are examined when they are whole.
    Raises `ClipBroken`, also when the file is given up.
    """
    with growing.reader() as file:
        comes_in_order = _index_first(file)
    if comes_in_order:
        with suppress(ClipBroken), growing.reader() as file:
            facts = _examine(file)
            growing.wait_until_whole()
            return replace(facts, size=growing.path.stat().st_size, faststart=True)
    growing.wait_until_whole()
    return check_clip(growing.path)


@contextmanager
def opened(clip: Path | GrowingReader) -> Iterator[tuple[Any, Any]]:
    """Open a clip with the demuxer of its kind; gives that and its first video stream.

    FFmpeg left to guess would also open playlists, which fetch what they name, and would
    take a picture or a text for a video of one frame. Raises `ClipBroken`.
    """
    if isinstance(clip, Path):
        with clip.open("rb") as file:
            kind = _kind(file)
    else:
        kind = _kind(clip)
    try:
        source = str(clip) if isinstance(clip, Path) else clip
        # What a clip says about itself need not be UTF-8, and is no reason to refuse it.
        with av.open(source, format=kind, metadata_errors="replace") as container:
            if not container.streams.video:
                raise ClipBroken("there is no picture in it, only sound or data")
            stream = container.streams.video[0]
            if stream.codec_context is None:
                raise ClipBroken("nothing here can read how its picture is coded")
            stream.thread_type = "AUTO"
            yield container, stream
    except (av.FFmpegError, EOFError) as error:
        raise ClipBroken(str(error)) from error


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...

    def seek(self, offset: int, /) -> object: ...


def _kind(file: _Readable) -> str:
    """FFmpeg's name for the kind of file; it is read from the beginning again afterwards."""
    head = file.read(12)
    file.seek(0)
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"free", b"wide", b"skip"):
        return "mp4"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "matroska"
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "avi"
    raise ClipBroken("the file is not a video")


def _examine(clip: Path | GrowingReader) -> ClipFacts:
    """Decode it; its size and where its index stands are for the caller to add."""
    with opened(clip) as (container, stream):
        if isinstance(clip, GrowingReader) and not stream.frames:
            # With nothing to count against, damaged fragments pass that a look at the whole finds.
            raise ClipBroken("its index doesn't say how many frames there are")
        stream.codec_context.options = _UNSMOOTHED
        frames, seconds = _decode_all(container, stream)
        if stream.frames and frames < stream.frames:
            raise ClipBroken(f"{frames} of {stream.frames} frames could be decoded")
        return ClipFacts(
            container=container.format.name.split(",")[0],
            codec=stream.codec_context.name,
            pixel_format=stream.codec_context.pix_fmt or "unknown",
            width=stream.codec_context.width,
            height=stream.codec_context.height,
            seconds=seconds,
            frames=frames,
            size=0,
            faststart=False,
            has_sound=bool(container.streams.audio),
        )


def _decode_all(container: Any, stream: Any) -> tuple[int, float]:
    """Count the frames and tell when the last one ends, in seconds from the first."""
    frames, start, end = 0, None, 0.0
    step = 1 / float(stream.average_rate or 25)
    for frame in container.decode(stream):
        frames += 1
        if frame.is_corrupt:
            raise ClipBroken(f"frame {frames} is damaged")
        if frame.time is not None:
            start = frame.time if start is None else start
            end = frame.time - start
    if frames == 0:
        raise ClipBroken("there are no frames in it")
    return frames, round(end + step, 3)


def _index_first(file: _Readable) -> bool:
    """Walk the top-level boxes of an MP4 (ISO 14496-12, section 4.2) until one decides it."""
    offset = 0
    while offset < _FARTHEST:
        file.seek(offset)
        head = file.read(16)
        if len(head) < 8 or head[4:8] in (b"moov", b"mdat"):
            return head[4:8] == b"moov"
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length < 8:
            return False
        offset += length
    return False
