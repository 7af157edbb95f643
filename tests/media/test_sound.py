"""A quiet track for a silent clip."""

import av
import numpy as np
import pytest

from media.clips import check_clip, encode_clip
from media.sound import add_sound


@pytest.mark.parametrize("seconds", [1.0, 2.5])
def test_a_silent_clip_is_heard(tmp_path, seconds):
    """The picture stays as it was; the track is stereo, quiet, and as long as the clip."""
    grey = np.full((64, 96, 3), 90, np.uint8)
    encode_clip([grey] * round(8 * seconds), tmp_path / "a.mp4", fps=8)
    add_sound(tmp_path / "a.mp4", tmp_path / "b.mp4", seconds=seconds)
    silent, heard = check_clip(tmp_path / "a.mp4"), check_clip(tmp_path / "b.mp4")
    assert (silent.has_sound, heard.has_sound) == (False, True)
    assert (heard.frames, heard.seconds, heard.faststart) == (silent.frames, seconds, True)
    with av.open(str(tmp_path / "b.mp4")) as clip:
        [track] = clip.streams.audio
        assert track.layout.name == "stereo"
        waves = np.concatenate([frame.to_ndarray() for frame in clip.decode(track)], axis=1)
    assert waves.shape[1] / 32_000 == pytest.approx(seconds, abs=0.1)
    assert 0.01 < np.abs(waves).max() < 0.2
