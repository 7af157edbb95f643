"""Sound for a silent clip: a quiet chord, for engines whose clips are heard."""

from pathlib import Path
from typing import Any

import av
import numpy as np

_RATE = 32_000
"""Samples a second, as H3's open weights make them."""
_LEFT, _RIGHT = (220.0, 330.0), (220.0, 277.2)
_LOUDNESS = 0.03
_FADE_SECONDS = 0.2


def add_sound(path: Path, out: Path, *, seconds: float) -> None:
    """Write the MP4 clip at `path` to `out` with a quiet stereo track of that many seconds.

    The picture is carried over as it is. Raises `OSError` when `out` cannot be written.
    """
    with (
        av.open(str(path)) as source,
        av.open(str(out), "w", format="mp4", options={"movflags": "+faststart"}) as target,
    ):
        target.metadata.update(source.metadata)
        silent = source.streams.video[0]
        picture = target.add_stream_from_template(silent)
        track: Any = target.add_stream("aac", rate=_RATE, layout="stereo")
        for packet in source.demux(silent):
            if packet.dts is not None:
                packet.stream = picture
                target.mux(packet)
        target.mux(track.encode(_chord(seconds)))
        target.mux(track.encode(None))


def _chord(seconds: float) -> av.AudioFrame:
    time = np.arange(round(seconds * _RATE)) / _RATE
    fade = np.clip(np.minimum(time, seconds - time) / _FADE_SECONDS, 0, 1)
    sides = [sum(np.sin(2 * np.pi * hertz * time) for hertz in side) for side in (_LEFT, _RIGHT)]
    waves = (np.stack(sides) * fade * _LOUDNESS).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(waves, format="fltp", layout="stereo")
    frame.sample_rate = _RATE
    frame.pts = 0
    return frame
