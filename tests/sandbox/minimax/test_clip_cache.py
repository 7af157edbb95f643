"""Drawn clips are kept on disk: drawn once, never trusted blindly, never in the way."""

import os
import shutil

import pytest

from sandbox.minimax.clip_cache import ClipCache
from sandbox.minimax.server import TINY, MiniMaxSandbox, SandboxOptions

BODY = {"model": "T2V-01-Director", "prompt": "[Push in]a fox in the snow"}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "build" / "clips"


@pytest.fixture
def made(folder):
    """Orders the same clip of a stand-in of its own; tells its bytes and whether it was drawn."""

    async def make() -> tuple[bytes, int]:
        options = SandboxOptions(cache=folder)
        async with MiniMaxSandbox(key="k", style=TINY, options=options) as minimax:
            order = await minimax.engine.submit(BODY)
            return (await order.drawing).read_bytes(), minimax.engine.drawn

    return make


async def test_a_second_start_draws_nothing(made):
    """What one process drew, the next one takes from the disk."""
    first, drawn = await made()
    assert drawn == 1
    assert await made() == (first, 0)


@pytest.mark.parametrize("spoil", [lambda clip: clip[:99], lambda clip: clip[:-1] + b"?"])
async def test_a_damaged_file_is_drawn_anew(made, folder, spoil):
    """A file that was cut or changed is not shown; it is replaced."""
    first, _ = await made()
    [kept] = folder.iterdir()
    kept.write_bytes(spoil(first))
    clip, drawn = await made()
    assert drawn == 1
    assert len(clip) == len(first)
    assert [found.read_bytes() for found in folder.iterdir()] == [clip]


@pytest.mark.parametrize("where", ["a file", "below a file"])
async def test_a_folder_that_cannot_be_used_only_costs_drawing(made, folder, where):
    """Where nothing can be kept, clips are made all the same."""
    folder.parent.parent.mkdir(exist_ok=True)
    if where == "a file":
        folder.parent.mkdir()
    blocked = folder if where == "a file" else folder.parent
    blocked.write_text("not a folder")
    assert (await made())[1] == 1
    assert (await made())[1] == 1
    assert blocked.read_text() == "not a folder"


async def test_a_folder_that_vanishes_comes_back(made, folder):
    """After the folder was deleted the clip is drawn and kept again."""
    await made()
    shutil.rmtree(folder)
    assert (await made())[1] == 1
    assert (await made())[1] == 0


def test_a_file_that_another_process_removed_is_passed_over(tmp_path):
    """A file that is listed and cannot be found (here: a link to nowhere) does not hinder making
    room for the newest clip."""
    cache = ClipCache(tmp_path / "clips", most_bytes=250)
    for key in ("one", "two"):
        (tmp_path / key).write_bytes(key.encode() * 66)
    cache.keep("one", tmp_path / "one")
    [old] = cache.folder.iterdir()
    os.utime(old, (500, 500))
    (cache.folder / "gone.mp4").symlink_to(tmp_path / "nowhere")
    cache.keep("two", tmp_path / "two")
    assert not old.exists()
    assert cache.take("two", tmp_path / "again")


def test_the_longest_unused_give_way(tmp_path):
    """With no room left, the clip that was used last stays."""
    cache = ClipCache(tmp_path / "clips", most_bytes=250)
    for key in ("one", "two"):
        (tmp_path / key).write_bytes(key.encode() * 33)
        cache.keep(key, tmp_path / key)
    for kept in cache.folder.iterdir():
        os.utime(kept, (500, 500))
    assert cache.take("one", tmp_path / "again")
    (tmp_path / "six").write_bytes(b"six" * 33)
    cache.keep("six", tmp_path / "six")
    found = [key for key in ("one", "two", "six") if cache.take(key, tmp_path / "again")]
    assert found == ["one", "six"]


@pytest.mark.parametrize(
    ("changed", "is_drawn"),
    [({}, 0), ({"prompt": "[Push in]a fox at night"}, 1), ({"prompt": "[Pan left]a fox"}, 1)],
    ids=["the same", "other words", "another camera"],
)
async def test_only_the_same_clip_is_taken(made, folder, changed, is_drawn):
    """What is drawn decides: other words or another camera are another clip."""
    await made()
    options = SandboxOptions(cache=folder)
    async with MiniMaxSandbox(key="k", style=TINY, options=options) as minimax:
        order = await minimax.engine.submit(BODY | changed)
        await order.drawing
        assert minimax.engine.drawn == is_drawn
