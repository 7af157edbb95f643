"""Clips: encoding, examining to the end, fitting into a number of bytes."""

import io
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from media.clips import check_clip, encode_clip, fit_clip, still
from media.errors import ClipBroken, ClipCannotFit


def scroll(frames: int = 25, width: int = 320, height: int = 240):
    """A coloured noise that moves: as hard to compress as a clip can be."""
    world = np.random.default_rng(3).integers(0, 255, (height, width * 2, 3), dtype=np.uint8)
    for i in range(frames):
        yield world[:, i * 2 : i * 2 + width]


@pytest.fixture
def clip(tmp_path) -> Path:
    path = tmp_path / "clip.mp4"
    encode_clip(scroll(), path, fps=25, comment="a comment")
    return path


def add_sound(path: Path, out: Path) -> None:
    """Copy a clip and give it a second of AAC."""
    with av.open(str(path)) as source, av.open(str(out), "w") as target:
        video = target.add_stream_from_template(source.streams.video[0])
        sound = target.add_stream("aac", rate=44100)
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = video
                target.mux(packet)
        for start in range(0, 43 * 1024, 1024):
            tone = np.sin(np.arange(start, start + 1024) / 20).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(tone[None], format="fltp", layout="mono")
            frame.rate, frame.pts, frame.time_base = 44100, start, Fraction(1, 44100)
            target.mux(sound.encode(frame))
        target.mux(sound.encode(None))


def test_an_encoded_clip_is_what_discord_and_browsers_play(clip):
    """A clip is H.264 in yuv420p, with its index in front, and as long as its frames."""
    facts = check_clip(clip)
    assert (facts.container, facts.codec, facts.pixel_format) == ("mp4", "h264", "yuv420p")
    assert (facts.width, facts.height, facts.frames, facts.seconds) == (320, 240, 25, 1.0)
    assert facts.faststart
    assert not facts.has_sound
    assert facts.size == clip.stat().st_size


def test_colours_survive_encoding(tmp_path):
    """A plain colour comes back within what 4:2:0 rounding allows."""
    path = tmp_path / "plain.mp4"
    encode_clip([np.full((64, 64, 3), (200, 40, 60), np.uint8)] * 3, path)
    red, green, blue = Image.open(io.BytesIO(still(path))).getpixel((32, 32))
    assert abs(red - 200) < 6
    assert abs(green - 40) < 6
    assert abs(blue - 60) < 6


def test_frames_grow_to_the_size_of_the_clip(tmp_path):
    """A clip may be larger than its frames: it has its own size, all frames, and their colours."""
    path = tmp_path / "grown.mp4"
    plain = np.full((64, 96, 3), (200, 40, 60), np.uint8)
    encode_clip([plain] * 5, path, fps=5, grown_to=(960, 640))
    facts = check_clip(path)
    assert (facts.width, facts.height, facts.frames, facts.seconds) == (960, 640, 5, 1.0)
    assert (facts.codec, facts.pixel_format, facts.faststart) == ("h264", "yuv420p", True)
    seen = Image.open(io.BytesIO(still(path))).getpixel((500, 300))
    assert max(abs(a - b) for a, b in zip(seen, (200, 40, 60), strict=True)) < 8


@pytest.mark.parametrize(
    ("frames", "word"),
    [([], "at least one frame"), ([np.zeros((33, 64, 3), np.uint8)], "even, not 64x33")],
    ids=["none", "odd"],
)
def test_frames_that_cannot_be_a_clip_are_refused(tmp_path, frames, word):
    """No frames or odd sides are a clear error."""
    with pytest.raises(ValueError, match=word):
        encode_clip(frames, tmp_path / "x.mp4")


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.97])
def test_a_truncated_clip_is_broken(clip, share):
    """A clip whose end is missing is refused, with its index in front too."""
    clip.write_bytes(clip.read_bytes()[: int(clip.stat().st_size * share)])
    with pytest.raises(ClipBroken) as caught:
        check_clip(clip)
    assert caught.value.reason


def picture(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 64)).save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"<html>502 Bad Gateway</html>", "not a video"),
        (picture("PNG"), "not a video"),
        (picture("GIF"), "not a video"),
        (b"#EXTM3U\nhttp://127.0.0.1:1/x.ts\n", "not a video"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(400), ""),
    ],
    ids=["empty", "html", "png", "gif", "playlist", "only a header"],
)
def test_what_is_no_video_is_broken(tmp_path, data, reason):
    """Empty files, pages, pictures and playlists are refused with the reason."""
    path = tmp_path / "x.mp4"
    path.write_bytes(data)
    with pytest.raises(ClipBroken) as caught:
        check_clip(path)
    assert reason in caught.value.reason


def test_sound_alone_is_broken(tmp_path):
    """A file with sound and no picture is no clip."""
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as target:
        sound = target.add_stream("aac", rate=44100)
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 1024), np.float32), format="fltp", layout="mono"
        )
        frame.rate, frame.pts, frame.time_base = 44100, 0, Fraction(1, 44100)
        target.mux(sound.encode(frame))
        target.mux(sound.encode(None))
    with pytest.raises(ClipBroken, match="damaged") as caught:
        check_clip(path)
    assert "no picture" in caught.value.reason


def test_an_index_at_the_end_is_seen(tmp_path, clip):
    """A clip whose index comes last is told apart."""
    path = tmp_path / "late.mp4"
    with av.open(str(clip)) as source, av.open(str(path), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    assert not check_clip(path).faststart


def test_a_clip_that_fits_is_copied(tmp_path, clip):
    """Nothing is encoded again without need."""
    fit_clip(clip, tmp_path / "out.mp4", clip.stat().st_size)
    assert (tmp_path / "out.mp4").read_bytes() == clip.read_bytes()


def test_a_clip_is_fitted_with_sound_and_metadata(tmp_path):
    """A fitted clip has the same length, its sound and its comment, in fewer bytes."""
    plain, source, out = tmp_path / "plain.mp4", tmp_path / "sound.mp4", tmp_path / "out.mp4"
    encode_clip(scroll(25, 640, 480), plain)
    add_sound(plain, source)
    limit = source.stat().st_size // 3
    facts = fit_clip(source, out, limit)
    assert out.stat().st_size == facts.size <= limit
    assert facts.frames == 25
    assert facts.seconds == pytest.approx(1.0, abs=0.05)
    assert facts.has_sound
    assert facts.faststart
    assert check_clip(out) == facts


def test_a_fitted_clip_keeps_its_comment(tmp_path, clip):
    """Metadata is carried over."""
    fit_clip(clip, tmp_path / "out.mp4", clip.stat().st_size // 2)
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert container.metadata["comment"] == "a comment"


def test_a_clip_that_cannot_fit_is_refused(tmp_path, clip):
    """An impossible limit is refused, with the limit, and leaves no file."""
    with pytest.raises(ClipCannotFit) as caught:
        fit_clip(clip, tmp_path / "out.mp4", 900)
    assert caught.value.limit == 900
    assert not (tmp_path / "out.mp4").exists()


def test_the_first_frame_of_a_clip_is_a_picture(clip):
    """A still has the clip's size; of a broken clip there is none."""
    assert Image.open(io.BytesIO(still(clip))).size == (320, 240)
    clip.write_bytes(b"nothing")
    with pytest.raises(ClipBroken):
        still(clip)
