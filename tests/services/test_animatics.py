"""Previews: drawn in processes of their own, each order once, and never more than there is room."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from domain.camera_reading import parse_plan
from domain.pictures import InputImage
from domain.refusals import PreviewsBusy, Refused
from media.clips import check_clip
from services.animatics import Animatics, Drawing, PreviewOrder, PreviewShelf, Undrawn, size_of
from services.drawing_hands import Hands
from tests.drawn import ScriptedHands

PARENT = Path(__file__).with_name("drawing_parent.py")


def order(prompt="a lake", camera="push in", **more):
    return PreviewOrder(prompt=prompt, camera=parse_plan(camera), **more)


@pytest.fixture
def script(tmp_path):
    return ScriptedHands(tmp_path)


@pytest.fixture
async def open_animatics(tmp_path, script):
    """Makes animatics on one shelf, as often as a bot is started; ends them."""
    made = []

    def make(hands=None, **more):
        shelf = PreviewShelf(tmp_path / "previews")
        made.append(Animatics(shelf, hands or script.make(), tmp_path.joinpath, **more))
        return made[-1]

    yield make
    for one in made:
        await one.close()


async def until(met):
    async with asyncio.timeout(10):
        while not met():  # noqa: ASYNC110 - another process does not set our events
            await asyncio.sleep(0.005)


def is_there(pid):
    return Path(f"/proc/{pid}").exists()


def environment_of(pid):
    return Path(f"/proc/{pid}/environ").read_bytes()


def ignored_by(pid):
    status = Path(f"/proc/{pid}/status").read_text()
    mask = int(re.search(r"^SigIgn:\s*([0-9a-f]+)", status, re.MULTILINE)[1], 16)
    return {number for number in signal.Signals if mask >> (number - 1) & 1}


def niceness_of(pid):
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[16])


async def test_drawn_for_real(tmp_path):
    """H.264 with its index in front, as long and as large as promised, with what is in it."""
    hands = Hands()
    animatics = Animatics(PreviewShelf(tmp_path), hands, tmp_path.joinpath)
    try:
        preview = await animatics.draw(order("a fox in the snow, an astronaut", "slow truck left"))
        facts = check_clip(preview.clip)
        assert (facts.codec, facts.pixel_format, facts.faststart) == ("h264", "yuv420p", True)
        assert (facts.width, facts.height, facts.seconds) == (640, 360, 3.0)
        assert {"fox", "snow"} <= set(preview.drawn)
        assert preview.not_drawn == ("astronaut",)
        assert niceness_of(hands.pids[0]) > os.nice(0)
    finally:
        await animatics.close()


async def test_no_secret_reaches_the_process(monkeypatch, tmp_path):
    """Nothing of the bot's environment but what a process needs to start, and one thread each."""
    monkeypatch.setenv("DISCORD_TOKEN", "very-secret")
    monkeypatch.setenv("MINIMAX_API_KEY", "very-secret")
    hands = Hands(command=(sys.executable, "-c", "input()"))
    await hands.warm()
    await until(lambda: b"OMP" in environment_of(hands.pids[0]))
    told = environment_of(hands.pids[0])
    await hands.close()
    assert b"very-secret" not in told
    assert b"OPENCV_FOR_THREADS_NUM=1" in told


async def test_no_process_outlives_the_bot():
    """A stop that reaches all is the bot's to obey; once it is gone, the drawing ends midway."""
    parent = await asyncio.create_subprocess_exec(
        sys.executable, str(PARENT), stdout=asyncio.subprocess.PIPE
    )
    drawing = int(await parent.stdout.readline())
    assert {signal.SIGTERM, signal.SIGINT} <= ignored_by(drawing)
    parent.kill()
    await parent.wait()
    await until(lambda: not is_there(drawing))


async def test_the_same_order_is_drawn_once(open_animatics, script):
    """By whomever it is given, at once or later, also after a restart."""
    animatics = open_animatics()
    two = await asyncio.gather(
        animatics.draw(order(member_id=1)), animatics.draw(order(member_id=2))
    )
    assert two[0] == two[1] == await animatics.draw(order(prompt="a   lake"))
    again = await open_animatics(script.make()).draw(order())
    assert again == two[0]
    assert again.not_drawn == ("astronaut",)
    assert script.drawn == ["a lake"]


@pytest.mark.parametrize(
    "other",
    [
        order("a sea"),
        order(camera="pull out"),
        order(camera="slow push in"),
        order(aspect="9:16"),
        order(seconds=2.0),
    ],
    ids=["text", "movement", "speed", "shape", "length"],
)
async def test_another_order_is_another_clip(open_animatics, other):
    """Whatever differs in the order, or in the code that draws, makes a new clip."""
    animatics = open_animatics()
    clips = {(await animatics.draw(one)).clip for one in (order(), other)}
    newer = open_animatics(version=lambda: "newer")
    assert len(clips | {(await newer.draw(order())).clip}) == 3


async def test_the_line_is_bounded(open_animatics, script):
    """Two of a member and ten in all; what is refused is taken when one is done."""
    animatics = open_animatics()
    first = [
        asyncio.create_task(animatics.draw(order(f"{n} waits", member_id=n))) for n in range(9)
    ]
    second = asyncio.create_task(animatics.draw(order("second waits", member_id=1)))
    await until(lambda: animatics.under_way == 10 and len(script.drawn) == 2)
    with pytest.raises(Refused) as refused:
        await animatics.draw(order(member_id=1))
    assert refused.value.refusal == PreviewsBusy(own=True)
    with pytest.raises(Refused) as refused:
        await animatics.draw(order(member_id=50))
    assert refused.value.refusal == PreviewsBusy(own=False)
    script.go()
    await asyncio.gather(*first, second)
    assert (await animatics.draw(order(member_id=1))).drawn == ("a",)


async def test_a_dead_process_takes_one_order_along(open_animatics, script):
    """Its own order fails; the one beside it is drawn, and so is whatever comes next."""
    animatics = open_animatics()
    beside = asyncio.create_task(animatics.draw(order("beside waits")))
    await until(lambda: script.drawn)
    with pytest.raises(Undrawn, match="ended"):
        await animatics.draw(order("dies"))
    assert (await animatics.draw(order("next"))).drawn == ("next",)
    script.go()
    assert (await beside).drawn == ("beside",)


async def test_patience_ends(open_animatics, script):
    """What takes too long is ended, and its place is free again."""
    hands = script.make(patience_s=3)  # enough for a process to start on a busy machine
    animatics = open_animatics(hands)
    with pytest.raises(Undrawn, match="longer"):
        await animatics.draw(order("hangs"))
    assert hands.pids == ()
    assert (await animatics.draw(order("next"))).drawn == ("next",)


@pytest.mark.parametrize(
    "said",
    [
        "print('x' * 70_000)",
        "print('a library was here')",
        "print('[1]')",
        "print('{}')",
        "import os; os.write(1, bytes([255, 10]))",
    ],
    ids=["without end", "no JSON", "a list", "nothing asked for", "no text"],
)
async def test_an_answer_that_is_none(open_animatics, script, said):
    """It is told as not drawn, and nothing of it is taken for the next order's answer."""
    hands = Hands(command=(sys.executable, "-S", "-c", f"input(); {said}; input()"))
    with pytest.raises(Undrawn, match="answer"):
        await open_animatics(hands).draw(order())
    assert hands.pids == ()


async def test_a_process_that_can_not_start(open_animatics, tmp_path, caplog):
    """Who orders is told, who only begins to type is not, and the log knows."""
    animatics = open_animatics(Hands(command=(str(tmp_path / "missing"),)))
    animatics.warm()
    await until(lambda: "no process that draws previews is ready" in caplog.text)
    with pytest.raises(Undrawn, match="no process could be started"):
        await animatics.draw(order())


async def test_one_who_leaves_ends_nothing(open_animatics, script):
    """Others who wait for the same drawing get it."""
    animatics = open_animatics()
    leaving = asyncio.create_task(animatics.draw(order("all waits")))
    staying = asyncio.create_task(animatics.draw(order("all waits")))
    await until(lambda: script.drawn)
    leaving.cancel()
    script.go()
    assert (await staying).drawn == ("all",)
    assert leaving.cancelled()


async def test_processes_come_and_go(open_animatics, script):
    """None before the first order, one for one after the other, none after a time without work."""
    hands = script.make(idle_s=0.05)
    animatics = open_animatics(hands)
    assert hands.pids == ()
    await animatics.draw(order("one"))
    assert len(hands.pids) <= 1
    await until(lambda: hands.pids == ())
    assert (await animatics.draw(order("two"))).drawn == ("two",)


async def test_warmed_before_it_is_needed(open_animatics, script):
    """Who begins to type has a process ready; asking twice starts no second."""
    hands = script.make()
    animatics = open_animatics(hands)
    animatics.warm()
    animatics.warm()
    await until(lambda: hands.pids)
    [warmed] = hands.pids
    animatics.warm()
    await animatics.draw(order())
    assert hands.pids == (warmed,)


def test_the_oldest_go_first(tmp_path):
    """A full shelf loses what was looked at longest ago; what was never finished goes at once."""
    (tmp_path / "half.part").write_bytes(b"half")
    shelf = PreviewShelf(tmp_path, most_bytes=25, now=lambda: 300)

    def keep(key, age):
        written = shelf.aside()
        written.write_bytes(b"0123456789")
        os.utime(written, (age, age))
        shelf.keep(key, written, ("a",), ())

    keep("first", 100)
    keep("second", 200)
    assert shelf.find("first").drawn == ("a",)
    keep("third", 10**12)
    assert shelf.find("second") is None
    assert shelf.find("first") is not None
    assert shelf.find("third") is not None
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "first.json",
        "first.mp4",
        "third.json",
        "third.mp4",
    ]


def test_what_nobody_looks_at_goes(tmp_path):
    """After seven days unseen, at a start and while it runs; a look makes it new."""
    now = [1_000_000.0]

    def opened():
        return PreviewShelf(tmp_path, now=lambda: now[0])

    def keep(shelf, key):
        written = shelf.aside()
        written.write_bytes(b"0123456789")
        os.utime(written, (now[0], now[0]))
        shelf.keep(key, written, ("a",), ())

    shelf = opened()
    keep(shelf, "seen")
    keep(shelf, "unseen")
    now[0] += 6 * 86_400
    assert opened().find("seen") is not None
    now[0] += 2 * 86_400
    assert shelf.find("another") is None
    assert {path.stem for path in tmp_path.iterdir()} == {"seen"}
    now[0] += 7 * 86_400
    opened()
    assert list(tmp_path.iterdir()) == []


def test_words_without_their_clip_go(tmp_path):
    """A power cut between the two leaves words that nothing would ever remove."""
    (tmp_path / "key.json").write_text('{"drawn": []}')
    PreviewShelf(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_clip_is_drawn_anew(tmp_path):
    """Half a file, or one without its words, is not shown."""
    shelf = PreviewShelf(tmp_path)
    written = shelf.aside()
    written.write_bytes(b"0123456789")
    clip = shelf.keep("key", written, ("a",), ()).clip
    clip.write_bytes(b"01234")
    assert shelf.find("key") is None
    clip.with_suffix(".json").write_text("{")
    assert shelf.find("key") is None


@pytest.mark.parametrize(
    ("aspect", "picture", "size"),
    [
        ("", None, (640, 360)),
        ("9:16", None, (360, 640)),
        ("1:1", None, (480, 480)),
        ("21:9", None, (734, 314)),
        ("0:0", None, (640, 360)),
        ("adaptive", None, (640, 360)),
        ("16:9", (600, 600), (480, 480)),
        ("", (3000, 30), (758, 304)),
        ("", (30, 3000), (304, 758)),
    ],
)
def test_the_shape(aspect, picture, size):
    """The picture's, else the chosen one, else the usual; always even sides."""
    image = picture and InputImage(
        sha256="0" * 64, mime="image/png", width=picture[0], height=picture[1]
    )
    assert size_of(order(aspect=aspect, picture=image), Drawing().pixels) == size
