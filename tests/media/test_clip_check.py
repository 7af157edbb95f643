"""Clips that are examined while they come: the verdict is that of the whole, and it comes early."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import av
import numpy as np
import pytest

from media.clip_check import ClipFacts, check_clip, check_growing
from media.clips import encode_clip
from media.errors import ClipBroken
from media.growing import GrowingFile

SOON_S = 10


@pytest.fixture(scope="session")
def in_front(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A clip of some 250 kB whose index stands first."""
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    wall = np.random.default_rng(3).integers(0, 255, (240, 400, 3), dtype=np.uint8)
    encode_clip((wall[:, 2 * i : 2 * i + 320] for i in range(25)), path)
    return path.read_bytes()


@pytest.fixture(scope="session")
def behind(in_front: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The same with its index at the end."""
    return _muxed(in_front, tmp_path_factory.mktemp("clips") / "late.mp4")


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def _muxed(clip: bytes, out: Path, movflags: str = "") -> bytes:
    source_path = out.with_name("source.mp4")
    source_path.write_bytes(clip)
    options = {"movflags": movflags} if movflags else {}
    with av.open(str(source_path)) as source, av.open(str(out), "w", options=options) as target:
        copied = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(source.streams.video[0]):
            if packet.dts is not None:
                packet.stream = copied
                target.mux(packet)
    return out.read_bytes()


def _verdict(check: Future[ClipFacts] | Path) -> ClipFacts | None:
    """What was found; None: it is broken."""
    try:
        return check_clip(check) if isinstance(check, Path) else check.result(SOON_S)
    except ClipBroken:
        return None


def _truncated(clip: bytes, share: float) -> bytes:
    return clip[: int(len(clip) * share)]


def _damaged(clip: bytes, share: float) -> bytes:
    at = int(len(clip) * share)
    return clip[:at] + bytes(500) + clip[at + 500 :]


@pytest.mark.parametrize("piece", [700, 1 << 18], ids=["in pieces", "at once"])
@pytest.mark.parametrize(
    ("kind", "is_well"),
    [
        ("index first", True),
        ("index last", True),
        ("webm", True),
        ("index first, data before it", True),
        ("words that are no UTF-8", True),
        ("in fragments", True),
        ("in fragments, one damaged", False),
        ("truncated", False),
        ("truncated, index last", False),
        ("damaged index", False),
        ("coded like nothing known", False),
        ("only a header", False),
        ("endless box", False),
        ("a page", False),
        ("empty", False),
    ],
)
def test_what_comes_is_judged_as_what_came(
    threads: ThreadPoolExecutor,
    tmp_path: Path,
    in_front: bytes,
    behind: bytes,
    kind: str,
    is_well: bool,
    piece: int,
) -> None:
    """Whatever a file holds, and however it comes: the facts, or the refusal, are the same."""
    mkv = _muxed(in_front, tmp_path / "clip.mkv") if kind == "webm" else b""
    parts = _muxed(in_front, tmp_path / "parts.mp4", "frag_keyframe+empty_moov")
    run = parts.index(b"trun")
    data = {
        "index first": in_front,
        "index last": behind,
        "webm": mkv,
        # What is read in order has passed the data when it comes to the index.
        "index first, data before it": behind.replace(b"mdat", b"free", 1) + b"\0\0\0\x08mdat",
        "words that are no UTF-8": in_front.replace(b"VideoHandler", b"\xca\xd3\xc6\xb5Handler!"),
        "in fragments": parts,
        # Its flags say what is told of each frame.
        "in fragments, one damaged": parts[: run + 6] + b"\0" + parts[run + 7 :],
        "truncated": _truncated(in_front, 0.9),
        "truncated, index last": _truncated(behind, 0.9),
        "damaged index": _damaged(in_front, 0.0005),
        "coded like nothing known": in_front.replace(b"avc1", b"xyz1"),
        "only a header": b"\0\0\0\x18ftypisom" + bytes(400),
        "endless box": b"\0\0\0\x01free" + b"\xff" * 8 + in_front,
        "a page": b"<html>502 Bad Gateway</html>",
        "empty": b"",
    }[kind]
    assert data != in_front or kind == "index first", "the clip has no such words"
    growing = GrowingFile(tmp_path / "clip")
    with closing(growing):
        check = threads.submit(check_growing, growing)
        for start in range(0, len(data), piece):
            growing.write(data[start : start + piece])
    found = _verdict(check)
    assert found == _verdict(growing.path)
    assert (found is not None) is is_well


class _Asked(GrowingFile):
    """Says when more is waited for than so much."""

    def __init__(self, path: Path, length: int) -> None:
        super().__init__(path)
        self._so_much = length
        self.is_passed = threading.Event()

    def wait_for(self, length: int) -> None:
        if length > self._so_much:
            self.is_passed.set()
        super().wait_for(length)


def test_a_clip_is_looked_through_before_its_end_comes(
    threads: ThreadPoolExecutor, tmp_path: Path, in_front: bytes
) -> None:
    """Nine tenths have been read when the last is still on its way."""
    most = len(in_front) * 9 // 10
    growing = _Asked(tmp_path / "clip", most)
    with closing(growing):
        check = threads.submit(check_growing, growing)
        growing.write(in_front[:most])
        assert growing.is_passed.wait(SOON_S)
        assert not check.done()
        growing.write(in_front[most:])
    assert check.result(SOON_S).frames == 25


@pytest.mark.parametrize("share", [0, 0.0001, 0.5, 1], ids=["nothing", "a head", "half", "all"])
@pytest.mark.parametrize("kind", ["index first", "index last"])
def test_nobody_waits_for_what_is_given_up(
    threads: ThreadPoolExecutor,
    tmp_path: Path,
    in_front: bytes,
    behind: bytes,
    kind: str,
    share: float,
) -> None:
    """A clip that will not come on is broken at once, however much of it came."""
    clip = in_front if kind == "index first" else behind
    growing = GrowingFile(tmp_path / "clip")
    with closing(growing):
        check = threads.submit(check_growing, growing)
        growing.write(_truncated(clip, share))
        growing.give_up()
        with pytest.raises(ClipBroken):
            check.result(SOON_S)
