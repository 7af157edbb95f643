"""Arrivals: what becomes of a clip's look when the clip comes anew, or not at all."""

import asyncio
import threading
from contextlib import closing
from pathlib import Path

import pytest

from media.clip_check import check_clip
from media.errors import ClipBroken
from services.arrival import Arrival
from tests.scripted import hand_out, make_clip


def _looks() -> set[threading.Thread]:
    return {one for one in threading.enumerate() if one.name.startswith("arrival")}


@pytest.mark.parametrize("is_closed", [True, False], ids=["ended", "cut"])
async def test_a_clip_that_comes_anew_is_judged_anew(tmp_path: Path, is_closed: bool) -> None:
    """Half a clip from one link, then the whole from another: what counts is the second."""
    clip = make_clip(tmp_path / "clip.mp4")
    other = make_clip(tmp_path / "other.mp4", frames=4).read_bytes()
    with Arrival(tmp_path / "aside") as arrival:
        with closing(arrival.open("wb")) as first:
            first.write(other[: len(other) // 2])
            if not is_closed:
                hand_out(clip, arrival)
        if is_closed:
            hand_out(clip, arrival)
        assert await arrival.facts() == check_clip(clip)
    assert (tmp_path / "aside").read_bytes() == clip.read_bytes()


@pytest.mark.parametrize("is_begun", [True, False], ids=["begun", "not begun"])
async def test_no_thread_is_left_waiting_for_a_clip(tmp_path: Path, is_begun: bool) -> None:
    """A download that was broken off leaves nobody behind who waits for the rest."""
    before = _looks()
    with Arrival(tmp_path / "aside") as arrival:
        file = arrival.open("wb")
        file.write(b"\0\0\0\x18ftypisom" if is_begun else b"")
        looks = _looks() - before
        assert looks
    for look in looks:
        await asyncio.to_thread(look.join, 20)
    assert not any(look.is_alive() for look in looks)
    file.close()


async def test_what_was_never_written_is_no_clip(tmp_path: Path) -> None:
    """Without any bytes there are no facts."""
    with Arrival(tmp_path / "aside") as arrival, pytest.raises(ClipBroken):
        await arrival.facts()
