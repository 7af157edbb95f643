"""Every trouble of the machine and the network × every state of a shot: nothing lost, nothing paid
or posted twice, both books right, and an honest word. Makes `build/tables/troubles.md`.

One bot holds a shot in each state at the same time; then the trouble comes, ends, and the bot goes
on. That a whole process dies and comes back is shown by test_kill.py and `make chaos`; here kill -9
is its image on the disk: the data directory as it lies in the middle of everything.
"""

import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.acceptance.trouble_acts import Story
from tests.acceptance.trouble_bot import STATES, Running, World
from tests.acceptance.trouble_disk import DurableDisk
from tests.acceptance.trouble_ends import (
    FREE,
    MADE,
    RETURNED,
    TROUBLES,
    UNKNOWN,
    USUAL,
    Trouble,
)
from tests.acceptance.trouble_world import Engine
from tests.scripted import make_clip
from tests.tools.tables import join_tables, table, write_table

HEAD = (
    "Trouble",
    "State",
    "What happened",
    "Credits",
    "Cost",
    "Words the author read",
    "Operator's notice",
)
INTRO = """# Every trouble × every state of a shot

Credits and cost are what stays taken or counted at the end; a clip is 5 credits and $0.43.
No gate holds shots yet, so nothing stands `held`.

"""
#: What its author reads in the end, by the end; a cancelled shot's card is gone.
WORDS = {
    MADE: "AI-made",
    UNKNOWN: "we don't know yet",
    RETURNED: "credits are back",
    FREE: "This shot wasn't made. Credits are back.",
}


@pytest.fixture(scope="session")
def clip_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clip") / "clip.mp4")


@contextlib.asynccontextmanager
async def story(
    folder: Path, clip: Path, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Story]:
    """A shot in each state; whatever lives of the bot is ended behind it."""
    disk = DurableDisk(os.fsync)
    monkeypatch.setattr(os, "fsync", disk.fsync)
    world = World(folder, Engine(clip))
    world.clock.off = trouble.ahead
    first = await Running.start(world)
    it = Story(world, first, disk)
    try:
        await first.bring_everywhere()
        it.note()
        yield it
    finally:
        it.mend()
        for life in {id(one): one for one in (first, it.bot)}.values():
            await life.abandon()


@pytest.mark.parametrize("name", TROUBLES)
async def test_every_trouble(
    name: str, tmp_path: Path, clip_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever befalls the machine, each shot ends as the design says, once, and is told of."""
    trouble = TROUBLES[name]
    async with story(tmp_path, clip_file, trouble, monkeypatch) as it:
        told = len(it.world.channel.notices())
        await trouble.happens(it)
        it.mend()
        for _ in range(12):
            await it.bot.turn(61)
        it.note()
        notices = it.world.channel.notices()[told:]
        rows = [await row(it, name, state, trouble, notices) for state in STATES]
        if it.no_room:
            assert "no room for sea.png" in it.no_room
            cell = ("a picture is handed in", "refused; its words are kept", 0, "$0.00", it.no_room)
            rows.append((name, *cell, "nothing"))
        assert await it.bot.proof() == []
        assert any(trouble.told in text for text in notices) or not trouble.told, notices
    numbers = {one: f"troubles-{number:02}" for number, one in enumerate(TROUBLES)}
    intro = INTRO if name == next(iter(TROUBLES)) else ""
    write_table(numbers[name], f"{intro}## {name}\n\n{trouble_words(trouble)}{table(HEAD, rows)}")
    join_tables("troubles", list(numbers.values()))


async def row(
    it: Story, name: str, state: str, trouble: Trouble, notices: list[str]
) -> tuple[object, ...]:
    """One cell, compared with what the design says; returns its row."""
    wanted = trouble.ends.get(state, USUAL[state])
    job, channel = await it.bot.job(state), it.world.channel
    where = f"{name}: {state}"
    assert (job.status, *await it.bot.money(state)) == wanted, (where, job.failure)
    assert await it.bot.unposted(state) == [], where
    sent = it.world.engine.submits[state]
    assert sent == (0 if wanted in {FREE, USUAL["cancelled"]} else 1), where
    clips, cards = channel.posts[state, "clip"], channel.posts[state, "card"]
    assert (clips, cards) == (1 if wanted == MADE else 0, 1), where
    standing = channel.texts(job.code)
    assert len(standing) == (0 if job.status == "cancelled" else 1), (where, standing)
    if standing:
        assert WORDS[wanted] in standing[0], (where, standing)
    about = [text for text in notices if job.code in text]
    if wanted in {UNKNOWN, RETURNED} and state != "unconfirmed":
        assert len(about) == 1, (where, notices)
    general = notices if trouble.told and state == STATES[0] else about
    posted = "clip posted once" if clips else "card gone" if not standing else "card says so"
    return (
        name,
        state,
        f"{job.status}; {sent} request{'s' * (sent != 1)}, {posted}",
        wanted[1],
        f"${wanted[2] / 1_000_000:.2f}",
        "<br>then: ".join(it.read[state]),
        "<br>".join(general) or "nothing",
    )


def trouble_words(trouble: Trouble) -> str:
    """What is done to the bot, as its function says it."""
    words = trouble.happens.__doc__ or ""
    return f"{' '.join(words.split())}\n\n"
