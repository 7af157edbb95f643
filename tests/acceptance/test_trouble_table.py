"""Every trouble of the machine and the network × every state of a shot: nothing lost, nothing paid
or posted twice, both books right, and an honest word. Makes `build/tables/troubles.md`.

One bot holds a shot in each state at the same time; then the trouble comes, ends, and the bot goes
on. That a whole process dies and comes back is shown by test_kill.py and `make chaos`; here kill -9
is its image on the disk: the data directory as it lies in the middle of everything.
"""

import contextlib
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from storage import Db
from tests.acceptance.trouble_bot import STATES, Running, World
from tests.acceptance.trouble_disk import DurableDisk
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
PRICE, CLIP_MICRO = 5, 430_000
MADE, UNKNOWN, RETURNED, FREE = (
    ("succeeded", PRICE, CLIP_MICRO),
    ("unconfirmed", PRICE, CLIP_MICRO),
    ("unconfirmed", 0, CLIP_MICRO),
    ("failed", 0, 0),
)
#: How each shot ends where a trouble says nothing else.
USUAL = dict.fromkeys(STATES, MADE) | {
    "unconfirmed": UNKNOWN,
    "cancelled": ("cancelled", 0, 0),
}
#: What its author reads in the end, by the end; a cancelled shot's card is gone.
WORDS = {
    MADE: "AI-made",
    UNKNOWN: "we don't know yet",
    RETURNED: "credits are back",
    FREE: "This shot wasn't made. Credits are back.",
}
LOST = {"submitting": UNKNOWN}
AN_HOUR = {"unconfirmed": RETURNED}
A_DAY = {"queued": FREE, "unconfirmed": RETURNED}


@dataclass
class Story:
    """A world, the present life of its bot, and what was read in between."""

    world: World
    bot: Running
    disk: DurableDisk
    read: dict[str, list[str]] = field(default_factory=dict)

    def note(self) -> None:
        """Keep what each author reads now."""
        for state, code in self.world.codes.items():
            texts = self.read.setdefault(state, [])
            texts += [text for text in self.world.channel.texts(code) if text not in texts]

    async def begin_again(self) -> None:
        """Start the bot on what lies there."""
        self.bot = await Running.start(self.world)

    def mend(self) -> None:
        """Engine and Discord are well again."""
        self.world.engine.recover()
        self.bot.is_stuck = False
        self.world.channel.recover()


async def killed(it: Story) -> None:
    """kill -9 in the middle of a request, a download and a post; started again."""
    it.bot.copy()
    await it.begin_again()


async def power_lost(it: Story) -> None:
    """What was not synced is gone, and the log ends in half a frame; started again."""
    data = it.world.data
    it.world.boots += 1
    it.disk.image(data, it.world.data)
    await it.begin_again()


async def stopped_in_time(it: Story) -> None:
    """SIGTERM; the engine answers while the bot waits."""
    it.mend()
    left = await it.bot.stop()
    assert left == []
    await it.begin_again()
    assert (await it.bot.job("submitting")).status == "running"


async def stopped_late(it: Story) -> None:
    """SIGTERM, and no answer within the time to stop; started again."""
    left = await it.bot.stop()
    assert left == [it.world.codes["submitting"]]
    await it.begin_again()


async def off_for_a_day(it: Story) -> None:
    """Stopped, and started again after a day."""
    await stopped_late(it)
    it.mend()
    it.world.truth.skip(days=1, hours=1)


async def disk_nearly_full(it: Story) -> None:
    """Too little is free for a while: pictures are refused, and nothing is handed over."""
    it.bot.disk.is_nearly_full = True
    await it.bot.turns(3, 400)
    it.note()
    assert it.world.engine.submits["queued"] == 0
    it.bot.disk.is_nearly_full = False


async def disk_full_for_clips(it: Story) -> None:
    """No byte of a clip can be written for a while."""
    it.bot.disk.is_full = True
    it.mend()
    await it.bot.turns(4, 60)
    it.note()
    assert (await it.bot.job("running")).status == "downloading"
    it.bot.disk.is_full = False


async def disk_full_for_rows(it: Story) -> None:
    """The database can't grow: SQLite's own refusal, for a while."""
    pages = "PRAGMA max_page_count = {}"
    [[count]] = await it.bot.database.read(lambda db: run(db, "PRAGMA page_count"))
    await it.bot.database.read(lambda db: run(db, pages.format(count)))
    it.mend()
    await it.bot.turns(4, 60)
    it.note()
    await it.bot.database.read(lambda db: run(db, pages.format(2**30)))


def locked(rounds: int) -> Callable[[Story], Awaitable[None]]:
    """The database is held for so many turns."""

    async def hold(it: Story) -> None:
        """Another program holds the database's write lock."""
        await it.bot.database.read(lambda db: run(db, "PRAGMA busy_timeout = 20"))
        other = sqlite3.connect(it.world.data / "greenlight.sqlite3", isolation_level=None)
        with contextlib.closing(other):
            other.execute("BEGIN EXCLUSIVE")
            it.mend()
            it.bot.is_stuck = True
            await it.bot.turns(rounds, 80)
            it.note()
            other.execute("ROLLBACK")

    return hold


def skipped(**span: float) -> Callable[[Story], Awaitable[None]]:
    """So much time is skipped."""

    async def skip(it: Story) -> None:
        """The machine slept, or its clock was put forward, without a turn in between."""
        it.mend()
        it.world.truth.skip(**span)

    return skip


async def set_back(it: Story) -> None:
    """The clock was ahead all the time, and is put right."""
    it.world.clock.off = timedelta(0)


async def set_back_while_off(it: Story) -> None:
    """The same while the bot is dead: nobody sees it happen."""
    it.bot.copy()
    it.world.clock.off = timedelta(0)
    await it.begin_again()


async def both_down(it: Story) -> None:
    """Neither service answers for an hour."""
    it.world.engine.recover()
    it.world.engine.is_down = it.world.channel.is_down = True
    await it.bot.turns(13, 300)
    it.note()


async def one_after_the_other(it: Story) -> None:
    """Discord is down for an hour while clips get ready, and then the video service is."""
    it.world.engine.recover()
    it.world.engine.unfinished = {"running"}
    it.world.channel.is_down = True
    await it.bot.turns(13, 300)
    it.world.channel.recover()
    it.world.engine.is_down = True
    await it.bot.turns(13, 300)
    it.note()


@dataclass(frozen=True)
class Trouble:
    """What happens, how shots end differently from usual, and how far the clock is ahead first."""

    happens: Callable[[Story], Awaitable[None]]
    ends: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    ahead: timedelta = timedelta(0)
    #: A part of what the operator must be told.
    told: str = ""


TROUBLES = {
    "kill -9": Trouble(killed, LOST),
    "power cut": Trouble(power_lost, LOST),
    "stop, answered in time": Trouble(stopped_in_time),
    "stop, not answered": Trouble(stopped_late, LOST),
    "off for a day": Trouble(off_for_a_day, A_DAY | {"submitting": RETURNED}),
    "disk nearly full": Trouble(disk_nearly_full, told="The disk is nearly full"),
    "disk full for clips": Trouble(disk_full_for_clips, told="can't be written to the disk"),
    "disk full for rows": Trouble(disk_full_for_rows),
    "database locked for seconds": Trouble(locked(1)),
    "database locked for minutes": Trouble(locked(3)),
    "clock an hour forward": Trouble(skipped(hours=1), AN_HOUR),
    "clock a day forward": Trouble(skipped(days=1, hours=1), A_DAY),
    "clock an hour back": Trouble(set_back, ahead=timedelta(hours=1)),
    "clock a day back": Trouble(set_back, ahead=timedelta(days=1)),
    "clock an hour back while off": Trouble(set_back_while_off, LOST, timedelta(hours=1)),
    "clock a day back while off": Trouble(set_back_while_off, LOST, timedelta(days=1)),
    "both services down for an hour": Trouble(both_down, AN_HOUR, told="can't be reached"),
    "Discord down, then MiniMax": Trouble(one_after_the_other, AN_HOUR),
}


@pytest.fixture(scope="module")
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


def run(db: Db, sql: str) -> list[tuple[object, ...]]:
    return db.conn.execute(sql).fetchall()
