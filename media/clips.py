"""Clips: encode frames, give the first of them, fit a clip into a number of bytes."""

import io
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from media.clip_check import ClipFacts, check_clip, opened
from media.errors import ClipBroken, ClipCannotFit

__all__ = ["ClipFacts", "check_clip", "encode_clip", "fit_clip", "still"]

Frame = NDArray[np.uint8]

# Below this many bits per pixel H.264 turns into smears; then fewer pixels look better.
_LEAST_BITS_PER_PIXEL = 0.03
_SHORTEST_SIDE = 240
_SOUND_BITS = 96_000
# Encoders overshoot, and the container takes its share.
_HEADROOM = 0.93
_FEWER_BITS = 0.8
_FEWER_PIXELS = 0.75
# x264's constant rate factor: 18 is near lossless, 28 is small.
_FINE = {"crf": "21"}
_GROWN = {"crf": "29", "preset": "ultrafast"}


def still(path: Path) -> bytes:
    """Give the first frame of a clip as PNG. Raises `ClipBroken`."""
    with opened(path) as (container, stream):
        for frame in container.decode(stream):
            buffer = io.BytesIO()
            frame.to_image().save(buffer, "PNG")
            return buffer.getvalue()
    raise ClipBroken("there are no frames in it")


def encode_clip(
    frames: Iterable[Frame],
    path: Path,
    *,
    fps: int = 25,
    comment: str = "",
    grown_to: tuple[int, int] | None = None,
) -> None:
    """Write RGB frames (uint8, even sides) as H.264 yuv420p MP4 with its index in front.

    `grown_to`: the width and height of the clip where they are not the frames' own; there is
    nothing fine in it then, and it is encoded quickly. Raises `ValueError` when there are no frames
    or sides are odd.
    """
    remaining = iter(frames)
    first = next(remaining, None)
    if first is None:
        raise ValueError("a clip needs at least one frame")
    width, height = grown_to or (first.shape[1], first.shape[0])
    if height % 2 or width % 2:
        raise ValueError(f"a clip's sides must be even, not {width}x{height}")
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        if comment:
            container.metadata["comment"] = comment
        stream = _video_stream(container, fps, (width, height), _GROWN if grown_to else _FINE)
        for frame in _chain(first, remaining):
            container.mux(stream.encode(_to_yuv(frame, width, height)))
        container.mux(stream.encode(None))


def fit_clip(path: Path, out: Path, max_bytes: int) -> ClipFacts:
    """Write the clip to `out` with at most `max_bytes`, keeping length, sound and metadata.

    A clip that fits is copied unchanged; others are encoded with fewer bits, then fewer
    pixels. Raises `ClipCannotFit` when even that is not enough and `ClipBroken`.
    """
    facts = check_clip(path)
    if facts.size <= max_bytes:
        shutil.copyfile(path, out)
        return facts
    budget = int(max_bytes * _HEADROOM)
    scale, smallest = 1.0, facts.size
    while min(facts.width, facts.height) * scale >= min(_SHORTEST_SIDE, facts.width, facts.height):
        side = _even(facts.width * scale), _even(facts.height * scale)
        bits = _video_bits(facts, budget)
        if bits >= _LEAST_BITS_PER_PIXEL * side[0] * side[1] * facts.frames / facts.seconds:
            _encode_again(path, out, side, bits)
            smallest = out.stat().st_size
            if smallest <= max_bytes:
                return check_clip(out)
            budget = int(budget * _FEWER_BITS)
            continue
        scale *= _FEWER_PIXELS
    out.unlink(missing_ok=True)
    raise ClipCannotFit(smallest, max_bytes)


def _video_stream(container: Any, rate: Any, side: tuple[int, int], options: dict[str, str]) -> Any:
    stream = container.add_stream("libx264", rate=rate, options={"preset": "veryfast", **options})
    stream.width, stream.height = side
    stream.pix_fmt = "yuv420p"
    # Untagged, players guess the colours' meaning from the size of the picture.
    stream.codec_context.colorspace = Colorspace.ITU709
    stream.codec_context.color_primaries = 1
    stream.codec_context.color_trc = 1
    stream.codec_context.color_range = ColorRange.MPEG
    return stream


def _to_yuv(frame: Frame, width: int, height: int) -> av.VideoFrame:
    picture = av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24")
    return picture.reformat(
        width=width,
        height=height,
        format="yuv420p",
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
    )


def _chain(first: Frame, rest: Iterator[Frame]) -> Iterator[Frame]:
    yield first
    yield from rest


def _even(pixels: float) -> int:
    return max(2, round(pixels / 2) * 2)


def _video_bits(facts: ClipFacts, budget: int) -> int:
    """Bits a second that are left for the picture within a budget in bytes."""
    sound = _SOUND_BITS if facts.has_sound else 0
    return int(budget * 8 / facts.seconds) - sound


def _encode_again(path: Path, out: Path, side: tuple[int, int], bits: int) -> None:
    """Encode the picture anew and carry sound and metadata over as they are."""
    rate = {"b": str(bits), "maxrate": str(bits * 5 // 4), "bufsize": str(bits * 2)}
    with (
        opened(path) as (source, video),
        av.open(str(out), "w", format="mp4", options={"movflags": "+faststart"}) as target,
    ):
        target.metadata.update(source.metadata)
        picture = _video_stream(target, video.average_rate, side, rate)
        sound = [(s, target.add_stream_from_template(s)) for s in source.streams.audio[:1]]
        for packet in source.demux([video, *(s for s, _ in sound)]):
            if packet.stream is video:
                _encode_packet(packet, picture, target, side)
            elif packet.dts is not None:
                packet.stream = sound[0][1]
                target.mux(packet)
        target.mux(picture.encode(None))


def _encode_packet(packet: Any, picture: Any, target: Any, side: tuple[int, int]) -> None:
    for frame in packet.decode():
        fitted = frame.reformat(width=side[0], height=side[1], format="yuv420p")
        fitted.pict_type = 0  # the source's key frames need not be ours
        target.mux(picture.encode(fitted))
